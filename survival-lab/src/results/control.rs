//! The proofs that a run could have noticed a loss.

use serde::{Deserialize, Serialize};

use super::{Agreement, Counts, Limit, Outcome};

/// A set-up in which data are lost or altered on purpose: a lab that calls them kept is blind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Such as `power-loss-without-sync-loses`.
    pub name: String,
    /// One sentence: what was done, and what has to be noticed.
    pub description: String,
    /// Whether the lab noticed it; `not-observed` when the control could not be run.
    pub agreement: Agreement,
    /// What the lab must see.
    pub expected: Outcome,
    /// What it saw.
    pub observed: Outcome,
    /// For [`Outcome::NotApplicable`]: what stands in the way.
    pub limit: Option<Limit>,
    /// The counts behind it.
    pub counts: Counts,
    /// Why it failed or could not be run.
    pub reason: Option<String>,
}

impl Control {
    /// Whether the lab has to be called blind: it saw the wrong thing, or could not look although
    /// the machine would have let it.
    #[must_use]
    pub fn failed(&self) -> bool {
        match self.agreement {
            Agreement::Agrees => false,
            Agreement::Differs => true,
            Agreement::NotObserved => self.limit != Some(Limit::Machine),
        }
    }
}

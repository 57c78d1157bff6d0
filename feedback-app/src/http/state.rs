//! What handlers share.

use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::readiness::Readiness;
use crate::verdict::Verdict;
use crate::watch::Watched;

/// The store, and what is known about it; the same for all workers.
#[derive(Debug)]
pub(crate) struct AppState {
    pub(crate) store: Watched,
    pub(crate) verdict: Verdict,
    pub(super) readiness: Readiness,
    pub(super) admin_token: Option<AdminToken>,
    pub(super) metrics: PrometheusHandle,
}

/// The token that allows deleting.
pub(super) struct AdminToken([u8; 32]);

impl AppState {
    pub(crate) fn new(
        store: Watched,
        verdict: Verdict,
        admin_token: Option<&SecretString>,
        metrics: PrometheusHandle,
    ) -> Self {
        let admin_token = admin_token.map(|token| AdminToken(digest(token.expose_secret())));
        Self { store, verdict, readiness: Readiness::default(), admin_token, metrics }
    }
}

impl AdminToken {
    /// Whether it is this one. The time that it takes tells nothing of the token: digests are
    /// compared, and all of their bytes.
    pub(super) fn is(&self, token: &str) -> bool {
        self.0.ct_eq(&digest(token)).into()
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl std::fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdminToken(***)")
    }
}

//! Set-ups in which data are lost or altered on purpose. A lab that calls them kept is blind, and
//! none of its verdicts is worth anything.

use crate::events::{self, Event};
use crate::matrix::Lab;
use crate::play::Play;
use crate::results::{Agreement, Cell, Control, Counts, Expectation, Limit, Outcome};
use crate::scenario::Scenario;

/// The event that must lose what was not synced.
pub(crate) const POWER_LOSS: &str = "power-loss";

/// The controls that need no private engine.
pub(crate) async fn on_any_engine(lab: &Lab) -> Vec<Control> {
    let Some(event) = events::all().into_iter().find(|event| event.info().name == "restart") else {
        return Vec::new();
    };
    let (altered, memory) =
        tokio::join!(altered_byte(lab, event.as_ref()), memory(lab, event.as_ref()));
    altered.into_iter().chain(memory).collect()
}

/// One byte of the ledger is altered: the look-up must find that the app has something else.
async fn altered_byte(lab: &Lab, event: &dyn Event) -> Option<Control> {
    let survives = ["volume", "bind", "layer", "anonymous", "postgres", "redis"];
    let scenario = survives.iter().find_map(|name| by_name(lab, name))?;
    let mut script = lab.script(scenario, event, lab.ground());
    script.name.push_str("-altered");
    script.expectation.outcome = Some(Outcome::Partly);
    script.falsify = true;
    let cell = Play::new(script).play().await;
    let found_one = cell.counts.corrupted == 1 && cell.counts.lost == 0;
    let control = control(
        "altered-byte-is-found",
        "One byte of one acknowledged write is altered in the ledger: exactly that one must be \
         found to differ.",
        Outcome::Partly,
        cell,
    );
    Some(match control.agreement {
        Agreement::Agrees if !found_one => Control { agreement: Agreement::Differs, ..control },
        _ => control,
    })
}

/// A tmpfs is memory: a restart must lose it.
async fn memory(lab: &Lab, event: &dyn Event) -> Option<Control> {
    let mut script = lab.script(by_name(lab, "tmpfs")?, event, lab.ground());
    script.name.push_str("-control");
    let cell = Play::new(script).play().await;
    let description = "The data are on a tmpfs, and the container is restarted: all must be lost.";
    Some(control("memory-loses", description, Outcome::Lost, cell))
}

/// For a loss of power: Redis that is told never to sync its file.
pub(crate) fn unsynced(lab: &Lab, event: &dyn Event) -> Option<Scenario> {
    if event.info().name != POWER_LOSS {
        return None;
    }
    let mut scenario = by_name(lab, "redis")?.clone();
    let backend = scenario.backend.clone()?;
    let mut command = scenario.model.command(&backend);
    let policy = command.iter().position(|word| word == "--appendfsync")?;
    *command.get_mut(policy + 1)? = "no".to_owned();
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    scenario.model = scenario.model.with_command(&backend, &words);
    Some(scenario)
}

/// What is expected of a set-up that loses.
pub(crate) fn must_lose() -> Expectation {
    Expectation { outcome: Some(Outcome::Lost), reason: "nothing keeps it".to_owned() }
}

/// What became of it.
pub(crate) fn power_loss(cell: Cell) -> Control {
    control(UNSYNCED, UNSYNCED_DESCRIPTION, Outcome::Lost, cell)
}

/// The same on a machine that cannot do it.
pub(crate) fn power_loss_beyond_machine(lab: &Lab) -> Option<Control> {
    by_name(lab, "redis")?;
    Some(Control {
        name: UNSYNCED.to_owned(),
        description: UNSYNCED_DESCRIPTION.to_owned(),
        agreement: Agreement::NotObserved,
        expected: Outcome::Lost,
        observed: Outcome::NotApplicable,
        limit: Some(Limit::Machine),
        counts: Counts::default(),
        reason: crate::rig::obstacle(),
    })
}

const UNSYNCED: &str = "power-loss-without-sync-loses";

const UNSYNCED_DESCRIPTION: &str = "Redis writes its file and never syncs it, and the machine \
    loses its power: all must be lost.";

fn by_name<'a>(lab: &'a Lab, name: &str) -> Option<&'a Scenario> {
    lab.scenarios().iter().find(|scenario| scenario.info.name == name)
}

fn control(name: &str, description: &str, expected: Outcome, cell: Cell) -> Control {
    let agreement = match cell.outcome {
        Outcome::Error | Outcome::NotApplicable => Agreement::NotObserved,
        seen if seen == expected => Agreement::Agrees,
        _ => Agreement::Differs,
    };
    Control {
        name: name.to_owned(),
        description: description.to_owned(),
        agreement,
        expected,
        observed: cell.outcome,
        limit: cell.limit,
        counts: cell.counts,
        reason: if agreement == Agreement::Agrees { None } else { cell.reason },
    }
}

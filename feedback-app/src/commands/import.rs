//! `feedback-app import`: keeps the feedback that standard input tells, a JSON object a line.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::HumanCount;
use tokio::io::BufReader;

use super::progress::{Ended, Progress};
use super::stores;
use crate::cli::{ConflictPolicy, ImportArgs};
use crate::data::{self, Job, Tally};
use crate::settings::store_url;

pub(super) fn run(args: ImportArgs) -> anyhow::Result<ExitCode> {
    let url = store_url(args.store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let patience = Duration::from_secs(args.patience.seconds.into());
    let status = runtime.block_on(async {
        let store = stores::connect(&url)?;
        let (tally, progress) = (Arc::new(Tally::default()), Progress::new());
        let job = Job { tally: Arc::clone(&tally), observer: progress.clone(), patience };
        let input = BufReader::with_capacity(BUFFER_BYTES, tokio::io::stdin());
        let state = || (tally.done.get() + tally.present.get(), summary(&tally));
        let ended = progress.during(None, data::import(store, input, &job), state).await?;
        let imported = match ended {
            Ended::Done(imported) => imported,
            Ended::Interrupted(status) => {
                progress.say(&format!("interrupted; {}; {AGAIN}", summary(&tally)));
                return Ok(status);
            }
        };
        imported.inspect_err(|_| {
            progress.say(&format!("stopped; {}; {AGAIN}", summary(&tally)));
        })?;
        progress.say(&summary(&tally));
        let conflicts_matter = args.on_conflict == ConflictPolicy::Fail;
        let is_whole = tally.refused.get() == 0;
        let is_well = is_whole && (tally.conflicting.get() == 0 || !conflicts_matter);
        anyhow::Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    });
    // A terminal that nobody types at would be waited for.
    runtime.shutdown_background();
    status
}

const BUFFER_BYTES: usize = 128 * 1024;
const AGAIN: &str = "to go on, import the same input again";

fn summary(tally: &Tally) -> String {
    format!(
        "{} created, {} already there, {} conflicting, {} refused",
        HumanCount(tally.done.get()),
        HumanCount(tally.present.get()),
        HumanCount(tally.conflicting.get()),
        HumanCount(tally.refused.get()),
    )
}

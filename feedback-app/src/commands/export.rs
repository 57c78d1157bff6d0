//! `feedback-app export`: all feedback on standard output, a JSON object a line.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::HumanCount;

use super::progress::{Ended, Progress};
use super::stores;
use crate::cli::ExportArgs;
use crate::data::{self, Job, Tally};
use crate::exit;
use crate::settings::store_url;

pub(super) fn run(args: ExportArgs) -> anyhow::Result<ExitCode> {
    let url = store_url(args.store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let patience = Duration::from_secs(args.patience.seconds.into());
    let status = runtime.block_on(async {
        let store = stores::connect_existing(&url)?;
        let (tally, progress) = (Arc::new(Tally::default()), Progress::new());
        let job = Job { tally: Arc::clone(&tally), observer: progress.clone(), patience };
        let done = || HumanCount(tally.done.get());
        let work = data::export(store, tokio::io::stdout(), &job);
        let state = || (tally.done.get(), format!("{} exported", done()));
        let exported = match progress.during(None, work, state).await? {
            Ended::Done(exported) => exported,
            Ended::Interrupted(status) => {
                progress.say(&format!("interrupted after {} feedbacks; {NOT_WHOLE}", done()));
                return Ok(status);
            }
        };
        let exported = exported.map_err(anyhow::Error::new).inspect_err(|error| {
            if !exit::nobody_reads(error) {
                progress.say(&format!("stopped after {} feedbacks; {NOT_WHOLE}", done()));
            }
        })?;
        progress.say(&format!("{} exported, SHA-256 {}", done(), exported.digest));
        let damaged = tally.damaged.get();
        if damaged > 0 {
            progress.say(&format!("{} damaged, and not exported", HumanCount(damaged)));
            return Ok(ExitCode::FAILURE);
        }
        anyhow::Ok(ExitCode::SUCCESS)
    });
    // A write that nobody takes would be waited for.
    runtime.shutdown_background();
    status
}

const NOT_WHOLE: &str = "the output is not whole";

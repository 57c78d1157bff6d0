//! `feedback-app copy`: copies one store into another, and compares them.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::HumanCount;
use storage_backends::StoreUrl;

use super::progress::{Ended, Progress};
use super::stores;
use crate::cli::CopyArgs;
use crate::data::{self, Job, Tally, Verified};
use crate::settings::copy_urls;

pub(super) fn run(args: CopyArgs) -> anyhow::Result<ExitCode> {
    let patience = Duration::from_secs(args.patience.seconds.into());
    let (from, to) = copy_urls(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (tally, progress) = (Arc::new(Tally::default()), Progress::new());
    let job = Job { tally, observer: progress.clone(), patience };
    let status = runtime.block_on(copy_and_verify(&from, &to, &job, &progress));
    runtime.shutdown_background();
    status
}

async fn copy_and_verify(
    from_url: &StoreUrl,
    to_url: &StoreUrl,
    job: &Job,
    progress: &Progress,
) -> anyhow::Result<ExitCode> {
    let tally = &job.tally;
    let (from, to) = (stores::connect_existing(from_url)?, stores::connect(to_url)?);
    stores::refuse_same((from_url, from.as_ref()), (to_url, to.as_ref()))?;
    progress.say(&format!("copying from {from_url} to {to_url}"));
    let state = || (tally.done.get() + tally.present.get(), copied(tally));
    match progress.during(None, data::copy(from, to, job), state).await? {
        Ended::Done(done) => {
            done.inspect_err(|_| progress.say(&format!("stopped; {}; {AGAIN}", copied(tally))))?;
        }
        Ended::Interrupted(status) => {
            progress.say(&format!("interrupted; {}; {AGAIN}", copied(tally)));
            return Ok(status);
        }
    }
    progress.say(&copied(tally));

    // Connected anew, so that what is compared is what the stores give, not what they remember.
    let (from, to) = (stores::connect_existing(from_url)?, stores::connect(to_url)?);
    let total = tally.done.get() + tally.present.get() + tally.conflicting.get();
    let compared = || HumanCount(tally.compared.get());
    let state = || (tally.compared.get(), format!("{} compared", compared()));
    let verified = match progress.during(Some(total), data::verify(from, to, job), state).await? {
        Ended::Done(verified) => verified.inspect_err(|_| {
            progress.say(&format!("stopped after {} compared; {AGAIN}", compared()));
        })?,
        Ended::Interrupted(status) => {
            progress.say(&format!("interrupted after {} compared; {AGAIN}", compared()));
            return Ok(status);
        }
    };
    Ok(tell(&verified, tally, progress))
}

const AGAIN: &str = "to go on, run the same command again";

fn copied(tally: &Tally) -> String {
    let mut told = format!(
        "{} copied, {} already there",
        HumanCount(tally.done.get()),
        HumanCount(tally.present.get())
    );
    for (count, what) in [(&tally.conflicting, "conflicting"), (&tally.damaged, "damaged")] {
        if count.get() > 0 {
            told.push_str(&format!(", {} {what}", HumanCount(count.get())));
        }
    }
    told
}

/// Tells what the comparison has found.
fn tell(verified: &Verified, tally: &Tally, progress: &Progress) -> ExitCode {
    let count = HumanCount(verified.source.count);
    let is_same = verified.is_same();
    if is_same {
        let digest = &verified.source.digest;
        progress.say(&format!("verified: {count} the same on both sides, SHA-256 {digest}"));
    } else {
        let (differing, digests) =
            (HumanCount(verified.differing), [&verified.source, &verified.destination]);
        progress.say(&format!("{differing} of {count} are not the same in the destination:"));
        for difference in &verified.differences {
            progress.say(&format!("  {difference}"));
        }
        let named = u64::try_from(verified.differences.len()).unwrap_or(u64::MAX);
        if verified.differing > named {
            progress.say(&format!("  and {} more", HumanCount(verified.differing - named)));
        }
        for (side, content) in ["source", "destination"].into_iter().zip(digests) {
            let count = HumanCount(content.count);
            progress.say(&format!("{side}: {count}, SHA-256 {}", content.digest));
        }
        progress.say("if the source was written meanwhile, run the same command again");
    }
    if verified.only_in_destination > 0 {
        let more = HumanCount(verified.only_in_destination);
        progress.say(&format!("{more} more are in the destination only"));
    }
    if is_same && tally.damaged.get() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

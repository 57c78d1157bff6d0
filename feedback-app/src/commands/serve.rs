//! `feedback-app serve`: the site and its API.

use std::process::ExitCode;

use crate::cli::ServeArgs;
use crate::settings::Settings;
use crate::startup::Application;

pub(super) fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    let settings = Settings::new(args)?;
    // Each worker of the server has a runtime of its own; this one is for signals and what goes on
    // in the background.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async {
        let application = Application::build(settings).await?;
        application.run_until_stopped().await
    });
    // What still goes on in the background has no claim to be waited for.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}

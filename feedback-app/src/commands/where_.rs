//! `feedback-app where`: where the data live and what that survives, on standard output.

use std::io::Write as _;
use std::process::ExitCode;

use storage_backends::Options;

use crate::cli::WhereArgs;
use crate::pages::{Language, where_text};
use crate::settings::{SettingsError, store_url};

pub(super) fn run(args: WhereArgs) -> anyhow::Result<ExitCode> {
    let url = store_url(args.store)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let durability = runtime.block_on(async {
        let store = storage_backends::connect(&url, Options::default())
            .map_err(|error| SettingsError::new(format!("FEEDBACK_STORE: {error}")))?;
        Ok::<_, SettingsError>(store.durability().await)
    })?;
    let told = if args.json {
        serde_json::to_string_pretty(&durability)? + "\n"
    } else {
        where_text(Language::English, &durability)
    };
    std::io::stdout().write_all(told.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

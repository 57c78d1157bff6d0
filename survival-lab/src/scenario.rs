//! The rows of the matrix: compose files, each a way to keep the data.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::docker::{Docker, Model};
use crate::results::ScenarioInfo;

/// A scenario: a compose file of which something is expected.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// For reports.
    pub info: ScenarioInfo,
    /// What the file says.
    pub model: Model,
    /// The service to which writes are sent.
    pub app: String,
    /// The server in which the data are, if they are not with the app itself.
    pub backend: Option<String>,
}

impl Scenario {
    /// Reads `NAME.yaml` in a folder.
    ///
    /// # Errors
    ///
    /// Fails when it is not there, or compose does not take it.
    pub async fn read(docker: &Docker, folder: &Path, name: &str, title: &str) -> Result<Self> {
        let file = folder.join(format!("{name}.yaml"));
        anyhow::ensure!(file.is_file(), "there is no {}", file.display());
        let model = Model::resolve(docker, &file)
            .await
            .with_context(|| format!("{} cannot be used", file.display()))?;
        Ok(Self {
            info: ScenarioInfo { name: name.to_owned(), title: title.to_owned() },
            app: model.app()?.to_owned(),
            backend: model.backend().map(str::to_owned),
            model,
        })
    }

    /// The service in whose container the data are.
    #[must_use]
    pub fn keeper(&self) -> &str {
        self.backend.as_deref().unwrap_or(&self.app)
    }
}

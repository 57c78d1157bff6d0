//! A compose project of the lab.

use std::path::PathBuf;

use anyhow::Result;

use super::Docker;

/// A project with its own name and file.
#[derive(Clone, Debug)]
pub struct Project {
    /// The engine it is on.
    pub docker: Docker,
    /// Its name; a rename changes it.
    pub name: String,
    /// Its compose file.
    pub file: PathBuf,
}

impl Project {
    /// Runs a `docker compose` command for the project.
    ///
    /// # Errors
    ///
    /// Fails when the command does.
    pub async fn compose(&self, args: &[&str]) -> Result<String> {
        let file = self.file.to_string_lossy();
        let frame = ["compose", "-p", &self.name, "-f", &file];
        self.docker.run(&[&frame[..], args].concat()).await
    }

    /// Brings it up, making what is missing and leaving what is as declared.
    ///
    /// # Errors
    ///
    /// Fails when compose does.
    pub async fn up(&self) -> Result<()> {
        self.compose(&["up", "-d"]).await.map(drop)
    }

    /// The name of a service's container.
    #[must_use]
    pub fn container(&self, service: &str) -> String {
        format!("{}-{service}-1", self.name)
    }

    /// The ids of all its containers, those of `docker compose run` and stopped ones included.
    ///
    /// # Errors
    ///
    /// Fails when Docker cannot be asked.
    pub async fn containers(&self) -> Result<Vec<String>> {
        let filter = format!("label=com.docker.compose.project={}", self.name);
        let ids = self.docker.ask(&["ps", "-aq", "--no-trunc", "--filter", &filter]).await?;
        Ok(ids.lines().map(str::to_owned).collect())
    }

    /// The names of the volumes that its containers use now, anonymous ones included.
    ///
    /// # Errors
    ///
    /// Fails when Docker cannot be asked.
    pub async fn volumes(&self) -> Result<Vec<String>> {
        const NAMES: &str = "{{range .Mounts}}{{if .Name}}{{println .Name}}{{end}}{{end}}";
        let containers = self.containers().await?;
        if containers.is_empty() {
            return Ok(Vec::new());
        }
        let ids = containers.iter().map(String::as_str);
        let args: Vec<&str> = ["inspect", "-f", NAMES].into_iter().chain(ids).collect();
        let names = self.docker.ask(&args).await?;
        Ok(names.lines().filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// Removes its containers, networks and named volumes, without waiting for anybody's goodbye.
    ///
    /// # Errors
    ///
    /// Fails when Docker cannot be asked, or something cannot be removed.
    pub async fn erase(&self) -> Result<()> {
        let containers = self.containers().await?;
        if !containers.is_empty() {
            let ids = containers.iter().map(String::as_str);
            let args: Vec<&str> = ["rm", "-f", "-v"].into_iter().chain(ids).collect();
            self.docker.ask(&args).await?;
        }
        let filter = format!("label=com.docker.compose.project={}", self.name);
        for kind in ["network", "volume"] {
            let names = self.docker.ask(&[kind, "ls", "-q", "--filter", &filter]).await?;
            if !names.is_empty() {
                let args: Vec<&str> = [kind, "rm"].into_iter().chain(names.lines()).collect();
                self.docker.ask(&args).await?;
            }
        }
        Ok(())
    }
}

//! One cell's own project on an engine: the stage on which its event is played.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use crate::app::App;
use crate::docker::{Docker, Model, Placement, Project};
use crate::scenario::Scenario;
use crate::swarm::{Nodes, Stack};

/// Where cells are played: an engine, and how what it publishes is reached.
#[derive(Clone, Debug)]
pub struct Ground {
    /// `-H` of the engine; none for the one that the user's settings name.
    pub host: Option<String>,
    /// The address at which its ports are reached from here.
    pub address: String,
    /// The address to which published ports are bound.
    pub bind: String,
    /// A folder that the engine sees under the same path, for bind mounts.
    pub folder: PathBuf,
    /// The label of everything that is made.
    pub label: (String, String),
    /// The nodes, where projects are Swarm services instead of compose's containers.
    pub nodes: Option<Nodes>,
    /// An image with a shell and the usual tools, to work on the engine's machine.
    pub tools: String,
}

/// A project of its own, made from a scenario.
#[derive(Debug)]
pub struct Stage {
    /// The scenario.
    pub scenario: Scenario,
    /// The project, by its present name.
    pub project: Project,
    /// What its compose file says now.
    pub model: Model,
    /// Where it is played.
    pub ground: Ground,
    /// The port at which the app is published.
    pub port: u16,
    /// Where afterwards each write is looked up: the app, or a second container of it.
    pub reader: App,
    /// Ports besides the first.
    pub held_ports: Vec<crate::ports::Port>,
    /// What has to be removed in the end, besides what belongs to the project.
    pub leftovers: Leftovers,
}

/// What an event makes that outlives the project.
#[derive(Clone, Debug, Default)]
pub struct Leftovers {
    /// Names of volumes.
    pub volumes: Vec<String>,
    /// Names of images.
    pub images: Vec<String>,
    /// Projects under their earlier names.
    pub projects: Vec<Project>,
}

impl Stage {
    /// Sets a stage; nothing is started yet.
    ///
    /// # Errors
    ///
    /// Fails when the compose file cannot be made.
    pub fn set(
        scenario: &Scenario,
        ground: &Ground,
        docker: Docker,
        name: &str,
        port: u16,
    ) -> Result<Self> {
        let folder = ground.folder.join(name);
        std::fs::create_dir_all(&folder)?;
        let placement = Placement {
            host_ip: ground.bind.clone(),
            port,
            folder: folder.clone(),
            label: ground.label.clone(),
        };
        let model = scenario.model.placed(&placement)?;
        let file = folder.join("compose.json");
        model.write(&file)?;
        Ok(Self {
            scenario: scenario.clone(),
            project: Project { docker, name: name.to_owned(), file },
            model,
            ground: ground.clone(),
            port,
            reader: App::at(&addresses(ground, port))?,
            held_ports: Vec::new(),
            leftovers: Leftovers::default(),
        })
    }

    /// The engine's command line, which writes down what it does.
    #[must_use]
    pub fn docker(&self) -> &Docker {
        &self.project.docker
    }

    /// The app's container.
    #[must_use]
    pub fn app(&self) -> String {
        self.project.container(&self.scenario.app)
    }

    /// Where the first container of the app is reached.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        addresses(&self.ground, self.port)
    }

    /// Starts the project for the first time.
    ///
    /// # Errors
    ///
    /// Fails when Docker does.
    pub async fn up(&self) -> Result<()> {
        match self.stack() {
            Some(stack) => stack.up().await,
            None => self.project.up().await,
        }
    }

    fn stack(&self) -> Option<Stack<'_>> {
        Some(Stack {
            docker: &self.project.docker,
            nodes: self.ground.nodes.as_ref()?,
            model: &self.model,
            name: &self.project.name,
            app: &self.scenario.app,
            backend: self.scenario.backend.as_deref(),
            port: self.port,
        })
    }

    /// Waits until the second node runs nothing of the project any more.
    ///
    /// # Errors
    ///
    /// Fails when it still does after a minute.
    pub async fn wait_until_off_second_node(&self) -> Result<()> {
        let Some(nodes) = &self.ground.nodes else { return Ok(()) };
        let filter = format!("name={}_", self.project.name);
        for _ in 0..300 {
            if nodes.second_docker.ask(&["ps", "-q", "--filter", &filter]).await?.is_empty() {
                return Ok(());
            }
            sleep(Duration::from_millis(200)).await;
        }
        anyhow::bail!("the drained node still runs the app")
    }

    /// The backend's container.
    ///
    /// # Errors
    ///
    /// Fails when the scenario has no backend.
    pub fn backend(&self) -> Result<String> {
        let backend = self.scenario.backend.as_deref();
        let backend = backend.ok_or_else(|| anyhow::anyhow!("the scenario has no backend"))?;
        Ok(self.project.container(backend))
    }

    /// The container in which the data are.
    #[must_use]
    pub fn keeper(&self) -> String {
        self.project.container(self.scenario.keeper())
    }

    /// Gives the project another compose file; `up` makes it true.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub fn rewrite(&mut self, model: Model) -> Result<()> {
        model.write(&self.project.file)?;
        self.model = model;
        Ok(())
    }

    /// Remembers which volumes the containers have, so that those without a name are removed in
    /// the end although no container uses them any more.
    ///
    /// # Errors
    ///
    /// Fails when Docker cannot be asked.
    pub async fn remember_volumes(&mut self) -> Result<()> {
        for volume in self.project.volumes().await? {
            if !self.leftovers.volumes.contains(&volume) {
                self.leftovers.volumes.push(volume);
            }
        }
        Ok(())
    }

    /// Removes all that was made on this stage.
    ///
    /// # Errors
    ///
    /// Fails when something cannot be removed; what comes after it was tried nevertheless.
    pub async fn clear(&mut self) -> Result<()> {
        if let Some(stack) = self.stack() {
            return stack.clear().await;
        }
        let remembered = self.remember_volumes().await;
        let mut projects = vec![self.project.clone()];
        projects.append(&mut self.leftovers.projects);
        let mut outcome = remembered;
        for project in projects {
            outcome = outcome.and(project.erase().await);
        }
        for (remove, names) in [
            (["volume", "rm", "-f"], &self.leftovers.volumes),
            (["image", "rm", "-f"], &self.leftovers.images),
        ] {
            if !names.is_empty() {
                let names = names.iter().map(String::as_str);
                let args: Vec<&str> = remove.into_iter().chain(names).collect();
                outcome = outcome.and(self.project.docker.ask(&args).await.map(drop));
            }
        }
        if let Some(folder) = self.project.file.parent() {
            // What a container wrote as another user may need root; the folder is in a temporary
            // place, and its volume is removed with the whole.
            let _ = std::fs::remove_dir_all(folder);
        }
        outcome
    }
}

fn addresses(ground: &Ground, port: u16) -> Vec<String> {
    let second = ground.nodes.iter().map(|nodes| &nodes.second_address);
    second.chain([&ground.address]).map(|address| format!("http://{address}:{port}")).collect()
}

/// Lets a disturbance last long enough that the writer meets it.
pub async fn linger() {
    sleep(Duration::from_millis(800)).await;
}

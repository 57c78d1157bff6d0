//! A scenario on two nodes: its compose project as Swarm services.
//!
//! `docker stack` knows only an old dialect of compose files, so the services are made one by one.
//! The backend is pinned to the first node, as people pin what has a local volume; the app goes
//! wherever nodes are labelled for apps.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::docker::{Docker, Model, SHOWN_NAME};

/// The label of nodes on which apps may run.
pub(crate) const FOR_APPS: &str = "apps";

/// Two nodes of one Swarm.
#[derive(Clone, Debug)]
pub struct Nodes {
    /// The host name of the first, a manager.
    pub first: String,
    /// The host name of the second, on which apps start.
    pub second: String,
    /// Where what the second publishes is reached.
    pub second_address: String,
    /// The second's command line.
    pub second_docker: Docker,
}

/// A project as services.
#[derive(Debug)]
pub(crate) struct Stack<'a> {
    pub(crate) docker: &'a Docker,
    pub(crate) nodes: &'a Nodes,
    pub(crate) model: &'a Model,
    pub(crate) name: &'a str,
    pub(crate) app: &'a str,
    pub(crate) backend: Option<&'a str>,
    pub(crate) port: u16,
}

impl Stack<'_> {
    /// Makes the network and the services.
    pub(crate) async fn up(&self) -> Result<()> {
        let network = format!("{}_nodes", self.name);
        self.docker.run(&["network", "create", "-d", "overlay", &network]).await?;
        for service in self.backend.into_iter().chain([self.app]) {
            let args = self.service(service, &network)?;
            self.docker.run(&args).await?;
        }
        Ok(())
    }

    /// Removes the services, their volumes on both nodes, and the network.
    pub(crate) async fn clear(&self) -> Result<()> {
        let filter = format!("name={}_", self.name);
        let services = self.docker.ask(&["service", "ls", "-q", "--filter", &filter]).await?;
        if !services.is_empty() {
            let args: Vec<&str> = ["service", "rm"].into_iter().chain(services.lines()).collect();
            self.docker.ask(&args).await?;
        }
        // The engines and their disks are removed with everything on them when the run ends; what
        // matters here is that no container of this cell keeps the machine busy.
        self.docker.ask(&["network", "rm", &format!("{}_nodes", self.name)]).await.map(drop)
    }

    fn service(&self, service: &str, network: &str) -> Result<Vec<String>> {
        let model = &self.model.value()["services"][service];
        let is_app = service == self.app;
        let mut args: Vec<String> =
            ["service", "create", "-d", "-q", "--no-resolve-image", "--endpoint-mode", "dnsrr"]
                .map(str::to_owned)
                .into();
        let mut add = |flag: &str, value: String| args.extend([flag.to_owned(), value]);
        add("--name", format!("{}_{service}", self.name));
        add("--network", format!("name={network},alias={service}"));
        add("--restart-delay", "500ms".to_owned());
        if is_app {
            add("--constraint", format!("node.labels.{FOR_APPS}==yes"));
            add("--publish", format!("mode=host,target=80,published={}", self.port));
        } else {
            add("--constraint", format!("node.hostname=={}", self.nodes.first));
        }
        if let Some(user) = model["user"].as_str() {
            add("--user", user.to_owned());
        }
        for (name, value) in model["environment"].as_object().into_iter().flatten() {
            add("--env", format!("{name}={}", value.as_str().unwrap_or_default()));
        }
        for mount in self.mounts(model)? {
            add("--mount", mount);
        }
        if model["read_only"] == true {
            args.push("--read-only".to_owned());
        }
        args.push(self.model.image(service)?.to_owned());
        args.extend(self.model.command(service));
        Ok(args)
    }

    fn mounts(&self, service: &Value) -> Result<Vec<String>> {
        let list = |key: &str| service[key].as_array().cloned().unwrap_or_default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut mounts = Vec::new();
        for mount in list("volumes") {
            let (source, target) = (word(&mount["source"]), word(&mount["target"]));
            mounts.push(match mount["type"].as_str() {
                // Each node has a folder of its own under the same path; here both are on one
                // machine, and the node's name stands for the rest of the path.
                Some("bind") => {
                    for node in [&self.nodes.first, &self.nodes.second] {
                        make_open_folder(&format!("{source}-{node}"))?;
                    }
                    format!("type=bind,source={source}-{{{{.Node.Hostname}}}},target={target}")
                }
                _ if source.is_empty() => format!("type=volume,target={target}"),
                _ => format!("type=volume,source={}_{source},target={target}", self.name),
            });
        }
        for line in list("tmpfs") {
            let line = word(&line);
            mounts.push(match line.split_once(':') {
                None => format!("type=tmpfs,target={line},tmpfs-mode=1777"),
                // A service's tmpfs takes no owner. A volume that is memory does, and goes with
                // its container as well.
                Some((target, options)) => format!(
                    "type=volume,target={target},volume-driver=local,volume-opt=type=tmpfs,\
                     volume-opt=device=tmpfs,\"volume-opt=o={options}\""
                ),
            });
        }
        for secret in list("secrets") {
            let name = word(&secret["source"]);
            let file = self.model.value()["secrets"][&name]["file"]
                .as_str()
                .with_context(|| format!("secret {name} has no file"))?;
            mounts.push(format!("type=bind,source={file},target=/run/secrets/{name},readonly"));
        }
        Ok(mounts)
    }
}

fn make_open_folder(path: &str) -> Result<()> {
    std::fs::create_dir_all(path)?;
    crate::docker::open_to_all(std::path::Path::new(path))
}

/// What a person types to do the same: the names are as in [`SHOWN_NAME`].
pub(crate) fn drain_command() -> String {
    format!("docker node update --availability drain NODE_OF_{SHOWN_NAME}_app")
}

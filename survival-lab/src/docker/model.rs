//! A compose project as compose itself resolves it, and copies of it that touch nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::Docker;

/// The project's name under which scenarios are resolved, and which people see in commands.
pub(crate) const SHOWN_NAME: &str = "survival";

/// A compose project: the output of `docker compose config`.
#[derive(Clone, Debug)]
pub struct Model(Value);

/// A mount of a service, as the compose file declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// `volume`, `bind` or `tmpfs`.
    pub kind: String,
    /// The name of a volume, or a path of the host; none for an anonymous volume.
    pub source: Option<String>,
    /// Where it is in the container.
    pub target: String,
    /// Whether it is memory of which there is only so much.
    pub is_bounded: bool,
}

/// What a copy of a project gets of its own.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The address at which the app's port is published.
    pub host_ip: String,
    /// That port.
    pub port: u16,
    /// Below which every bind mount gets a folder.
    pub folder: PathBuf,
    /// A label (name, value) for everything that is made.
    pub label: (String, String),
}

impl Model {
    /// Resolves a compose file.
    ///
    /// # Errors
    ///
    /// Fails when compose does not take it.
    pub async fn resolve(docker: &Docker, file: &Path) -> Result<Self> {
        let file = file.to_str().context("a path that is not UTF-8")?;
        let json = docker
            .ask(&["compose", "-p", SHOWN_NAME, "-f", file, "config", "--format", "json"])
            .await?;
        Ok(Self(serde_json::from_str(&json).context("docker compose config was not JSON")?))
    }

    /// The service that people talk to: the one that publishes a port.
    ///
    /// # Errors
    ///
    /// Fails when none does.
    pub fn app(&self) -> Result<&str> {
        let services = self.0["services"].as_object().context("no services")?;
        let publishes =
            |service: &Value| service["ports"].as_array().is_some_and(|p| !p.is_empty());
        let found = services.iter().find(|(_, service)| publishes(service));
        Ok(found.context("no service publishes a port")?.0)
    }

    /// The service on which the app depends, if there is one.
    #[must_use]
    pub fn backend(&self) -> Option<&str> {
        let app = self.app().ok()?;
        let needed = self.0["services"][app]["depends_on"].as_object()?;
        needed.keys().next().map(String::as_str)
    }

    /// The image of a service.
    ///
    /// # Errors
    ///
    /// Fails when the service has none.
    pub fn image(&self, service: &str) -> Result<&str> {
        self.0["services"][service]["image"]
            .as_str()
            .with_context(|| format!("service {service} names no image"))
    }

    /// The mounts of a service.
    #[must_use]
    pub fn mounts(&self, service: &str) -> Vec<Mount> {
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let volumes = self.0["services"][service]["volumes"].as_array();
        let tmpfs = self.0["services"][service]["tmpfs"].as_array();
        let volumes = volumes.into_iter().flatten().filter_map(|mount| {
            let (kind, target) = (word(&mount["type"])?, word(&mount["target"])?);
            Some(Mount { kind, source: word(&mount["source"]), target, is_bounded: false })
        });
        let tmpfs = tmpfs.into_iter().flatten().filter_map(|line| {
            let (target, options) = line.as_str()?.split_once(':').unwrap_or((line.as_str()?, ""));
            Some(Mount {
                kind: "tmpfs".to_owned(),
                source: None,
                target: target.to_owned(),
                is_bounded: options.contains("size="),
            })
        });
        volumes.chain(tmpfs).collect()
    }

    /// The name of a network of a service in a project of this name.
    #[must_use]
    pub fn network(&self, service: &str, project: &str) -> String {
        let networks = self.0["services"][service]["networks"].as_object();
        let key = networks.and_then(|n| n.keys().next()).map_or("default", String::as_str);
        match self.0["networks"][key]["name"].as_str() {
            Some(name) => name.to_owned(),
            None => format!("{project}_{key}"),
        }
    }

    /// A copy that shares no name, port or folder with anything else.
    ///
    /// # Errors
    ///
    /// Fails when the file has no app, or a folder cannot be made.
    pub fn placed(&self, placement: &Placement) -> Result<Self> {
        let app = self.app()?.to_owned();
        let mut value = self.0.clone();
        let root = value.as_object_mut().context("no compose project")?;
        // The project's name comes from the command line, so that it can be renamed.
        root.remove("name");
        for kind in ["volumes", "networks"] {
            for (key, entry) in entries(root.get_mut(kind)) {
                own(entry, key, placement);
            }
        }
        for (name, service) in entries(root.get_mut("services")) {
            let Some(service) = service.as_object_mut() else { continue };
            for shared in ["container_name", "build", "ports", "develop"] {
                let removed = service.remove(shared);
                if shared == "ports" && *name == app {
                    service.insert("ports".to_owned(), published(removed, placement)?);
                }
            }
            label(service, placement);
            for mount in
                service.get_mut("volumes").and_then(Value::as_array_mut).into_iter().flatten()
            {
                rebind(mount, placement)?;
            }
        }
        Ok(Self(value))
    }

    /// A copy in which a service has another image.
    #[must_use]
    pub fn with_image(&self, service: &str, image: &str) -> Self {
        let mut value = self.0.clone();
        value["services"][service]["image"] = json!(image);
        Self(value)
    }

    /// A copy in which a service is started with other words.
    #[must_use]
    pub fn with_command(&self, service: &str, command: &[&str]) -> Self {
        let mut value = self.0.clone();
        value["services"][service]["command"] = json!(command);
        Self(value)
    }

    /// A copy in which all mounts of a service are read-only.
    #[must_use]
    pub fn with_mounts_read_only(&self, service: &str) -> Self {
        let mut value = self.0.clone();
        let volumes = value["services"][service]["volumes"].as_array_mut();
        for mount in volumes.into_iter().flatten() {
            mount["read_only"] = json!(true);
        }
        Self(value)
    }

    /// The words with which a service is started, if the file gives some.
    #[must_use]
    pub fn command(&self, service: &str) -> Vec<String> {
        let words = self.0["services"][service]["command"].as_array();
        words.into_iter().flatten().filter_map(|word| Some(word.as_str()?.to_owned())).collect()
    }

    /// Writes it to a file that compose reads: JSON is YAML.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        fs::write(file, serde_json::to_vec_pretty(&self.0)?)
            .with_context(|| format!("{} cannot be written", file.display()))
    }

    /// The whole, to be read.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }
}

fn entries(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

/// A volume or network: under the project's name, or, when the file pins another, under one that
/// nobody else has.
fn own(entry: &mut Value, key: &str, placement: &Placement) {
    if entry.is_null() {
        *entry = json!({});
    }
    let Some(entry) = entry.as_object_mut() else { return };
    match entry.get("name").and_then(Value::as_str) {
        Some(name) if name != format!("{SHOWN_NAME}_{key}") => {
            let pinned = format!("survival-{}-{name}", placement.port);
            entry.insert("name".to_owned(), json!(pinned));
        }
        _ => {
            entry.remove("name");
        }
    }
    entry.remove("external");
    label(entry, placement);
}

fn label(entry: &mut Map<String, Value>, placement: &Placement) {
    let (name, value) = &placement.label;
    let labels = entry.entry("labels").or_insert_with(|| json!({}));
    labels[name] = json!(value);
}

fn published(ports: Option<Value>, placement: &Placement) -> Result<Value> {
    let mut port = ports
        .as_ref()
        .and_then(|ports| ports.as_array()?.first().cloned())
        .context("no published port")?;
    port["published"] = json!(placement.port.to_string());
    port["host_ip"] = json!(placement.host_ip);
    Ok(json!([port]))
}

/// Gives a bind mount a folder of its own, open to whatever user the container runs as.
fn rebind(mount: &mut Value, placement: &Placement) -> Result<()> {
    if mount["type"] != "bind" {
        return Ok(());
    }
    let target = mount["target"].as_str().context("a bind mount without a target")?;
    let folder = placement.folder.join(target.trim_start_matches('/').replace('/', "-"));
    fs::create_dir_all(&folder)?;
    open_to_all(&folder)?;
    mount["source"] = json!(folder.to_str().context("a path that is not UTF-8")?);
    Ok(())
}

#[cfg(unix)]
pub(crate) fn open_to_all(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?)
}

#[cfg(not(unix))]
pub(crate) fn open_to_all(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;

//! What to do where the feedback would be lost: lines to copy.

use storage_backends::{Answer, Durability, Event, Place, Reason};

/// Lines to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// For what.
    pub tool: Tool,
    /// The lines themselves.
    pub lines: String,
}

/// What the lines are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The command line of Docker.
    DockerRun,
    /// A compose file.
    Compose,
    /// The manifest of a pod.
    Kubernetes,
    /// The command line of a Redis server.
    Redis,
    /// SQL, as a superuser of PostgreSQL.
    Postgres,
}

/// The lines that keep feedback which would be lost; none where none would be.
#[must_use]
pub fn mends(durability: &Durability) -> Vec<Mend> {
    let folder = &durability.location;
    match durability.place {
        Place::ContainerLayer | Place::AnonymousVolume | Place::MemoryVolume | Place::Memory => {
            vec![docker_run(folder), compose(folder)]
        }
        Place::PodVolume => vec![kubernetes(folder)],
        Place::Redis if loses(durability) => vec![mend(
            Tool::Redis,
            "redis-server --appendonly yes --appendfsync always".to_owned(),
        )],
        Place::Postgres if loses(durability) => vec![mend(
            Tool::Postgres,
            "ALTER SYSTEM SET fsync = on;\nALTER SYSTEM SET synchronous_commit = on;\nSELECT pg_reload_conf();"
                .to_owned(),
        )],
        Place::NamedVolume { .. }
        | Place::BindMount
        | Place::NetworkFileSystem
        | Place::HostFolder
        | Place::Postgres
        | Place::Redis
        | Place::Unknown => Vec::new(),
    }
}

fn mend(tool: Tool, lines: String) -> Mend {
    Mend { tool, lines }
}

/// Whether settings of the server lose what it has acknowledged.
fn loses(durability: &Durability) -> bool {
    durability.survives.iter().any(|survival| {
        survival.answer == Answer::No
            && survival.event != Event::DownWithVolumes
            && matches!(survival.reason, Reason::NotSynced | Reason::NotPersisted)
    })
}

fn docker_run(folder: &str) -> Mend {
    let volume = shell_quoted(&format!("feedback:{folder}"));
    mend(
        Tool::DockerRun,
        format!("docker run -d --name feedback-app -p 3000:80 \\\n  -v {volume} feedback-app"),
    )
}

fn compose(folder: &str) -> Mend {
    let volume = yaml_quoted(&format!("feedback:{}", folder.replace('$', "$$")));
    mend(
        Tool::Compose,
        format!("services:\n  app:\n    volumes:\n      - {volume}\nvolumes:\n  feedback:"),
    )
}

fn kubernetes(folder: &str) -> Mend {
    let folder = yaml_quoted(folder);
    mend(
        Tool::Kubernetes,
        format!(
            "containers:\n  - name: app\n    volumeMounts:\n      - name: feedback\n        mountPath: {folder}\n\
             volumes:\n  - name: feedback\n    persistentVolumeClaim:\n      claimName: feedback"
        ),
    )
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_alphanumeric() || "/._-:".contains(character))
}

fn shell_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn yaml_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_blanks_and_quotes_is_quoted() {
        assert_eq!(shell_quoted("feedback:/app/feedback"), "feedback:/app/feedback");
        assert_eq!(shell_quoted("v:/it's here"), r"'v:/it'\''s here'");
        assert_eq!(yaml_quoted("v:/it's here"), "'v:/it''s here'");
    }

    #[test]
    fn a_place_that_is_safe_needs_no_lines() {
        assert_eq!(mends(&Durability::unknown("/app/feedback".to_owned())), []);
    }
}

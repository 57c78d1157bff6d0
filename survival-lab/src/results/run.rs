//! The frame of a run: when, where, what was asked for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// When, with what and for how long the lab ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The version of `survival`.
    pub tool: String,
    /// When the run began, UTC.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// From which the titles and texts of every write were made.
    pub seed: u64,
    /// How many writes were made in each cell before its event.
    pub writes: u32,
    /// How many cells were worked on at once.
    pub jobs: usize,
    /// Whether a cell that the machine cannot do counts as a failure.
    pub require_all: bool,
    /// Whether it came to its end; false when it was interrupted.
    pub finished: bool,
    /// The versions of what it ran on.
    pub versions: Versions,
    /// The rows of the matrix, in order.
    pub scenarios: Vec<ScenarioInfo>,
    /// The columns of the matrix, in order; those of one family stand together.
    pub events: Vec<EventInfo>,
}

/// Versions of what the containers ran on; `unknown` where it did not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Docker Engine.
    pub engine: String,
    /// Docker Compose.
    pub compose: String,
    /// The kernel under the containers.
    pub kernel: String,
    /// The operating system of the engine, in its own words.
    pub system: String,
}

/// One row: a way to keep the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// The name of its compose file without `.yaml`.
    pub name: String,
    /// Where the bytes are, in a few words.
    pub title: String,
}

/// One column: something that happens to containers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventInfo {
    /// As given to `--event`, such as `compose-down-volumes`.
    pub name: String,
    /// A few words for a column's head, such as `down -v, up`.
    pub title: String,
    /// One sentence: what is done.
    pub description: String,
    /// Which events it belongs to.
    pub family: Family,
}

/// Kinds of events, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "reports have words for each")]
pub enum Family {
    /// Containers stop, start, go and come back.
    Lifecycle,
    /// What `docker compose` does to a project.
    Compose,
    /// A process dies or sleeps.
    Process,
    /// A connection is gone.
    Network,
    /// Memory or disk run out, or a folder becomes read-only.
    Resource,
    /// The engine goes away and comes back.
    Engine,
    /// The machine loses its power.
    Power,
    /// Another machine takes over.
    Node,
}

impl Family {
    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Lifecycle => "Container",
            Self::Compose => "Compose",
            Self::Process => "Process",
            Self::Network => "Network",
            Self::Resource => "Resources",
            Self::Engine => "Engine",
            Self::Power => "Power",
            Self::Node => "Node",
        }
    }
}

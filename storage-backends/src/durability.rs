//! Where the bytes of a store live, and what they survive.

use serde::Serialize;

/// What a store says of the place where its bytes live.
///
/// It is inference, from mounts or from a server's settings: [`evidence`](Self::evidence) is what
/// it was inferred from, [`confidence`](Self::confidence) how sure the inference is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Durability {
    /// What kind of place it is.
    pub place: Place,
    /// Where it is, without secrets; the same as [`crate::FeedbackStore::location`].
    pub location: String,
    /// How sure it is that the place is of this kind.
    pub confidence: Confidence,
    /// Lines of the system, or settings of the server, that led to this.
    pub evidence: Vec<String>,
    /// For each event, whether the feedback will be there afterwards.
    pub survives: Vec<Survival>,
}

/// The kinds of places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "the app has words for each")]
pub enum Place {
    /// The writable layer of the container.
    ContainerLayer,
    /// A volume without a name, from `VOLUME` in an image or `-v /path`.
    AnonymousVolume,
    /// A volume with a name.
    NamedVolume {
        /// Its name, as `docker volume ls` shows it.
        name: String,
    },
    /// A volume that is kept in memory (`type=tmpfs`).
    MemoryVolume,
    /// A folder of the host, mounted into the container.
    BindMount,
    /// A tmpfs or ramfs.
    Memory,
    /// A Kubernetes emptyDir, which lives as long as its pod.
    PodVolume,
    /// A file system of another machine: NFS, SMB, Ceph, …
    NetworkFileSystem,
    /// A folder of a machine, with no container around the app.
    HostFolder,
    /// A PostgreSQL server.
    Postgres,
    /// A Redis server.
    Redis,
    /// It could not be found out.
    Unknown,
}

/// How sure an inference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "the app has words for each")]
pub enum Confidence {
    /// The system says so.
    Certain,
    /// It looks so, and is so on usual machines.
    Likely,
    /// It is a guess.
    Unsure,
}

/// Whether the feedback is there after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Survival {
    /// What happens.
    pub event: Event,
    /// Whether the feedback is there afterwards.
    pub answer: Answer,
    /// Why.
    pub reason: Reason,
}

/// What can happen to the container of the app or to its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "the app has words for each")]
pub enum Event {
    /// The container is stopped and started again.
    Restart,
    /// The container is removed and another one run.
    Removal,
    /// `docker compose down -v`.
    DownWithVolumes,
    /// A new image, and the container recreated by compose.
    NewCode,
    /// The host is rebooted in good order.
    HostReboot,
    /// The container is moved to another machine.
    AnotherNode,
    /// The machine loses power.
    PowerLoss,
}

/// Yes, no, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "the app has words for each")]
pub enum Answer {
    /// It is there.
    Yes,
    /// It is lost.
    No,
    /// It depends on what the app cannot see.
    Unknown,
}

/// Why the feedback is there after an event, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "the app has words for each")]
pub enum Reason {
    /// The writable layer stays with its container.
    LayerStays,
    /// The writable layer is deleted with its container.
    LayerDeleted,
    /// Compose gives the anonymous volume to the container that replaces the old one.
    AnonymousTakenAlong,
    /// A new container gets a new anonymous volume.
    AnonymousLeftBehind,
    /// Volumes are not part of the container.
    VolumeStays,
    /// `-v` deletes the volumes of the project.
    VolumeDeleted,
    /// Docker deletes no folder of the host.
    FolderStays,
    /// Memory is given back when the container stops.
    MemoryFreed,
    /// The pod's volumes end with the pod.
    PodEnds,
    /// The bytes are on the disk of this one machine.
    OneMachine,
    /// Other machines reach the same storage.
    Shared,
    /// There is no container that could be removed.
    NoContainer,
    /// Each write is on the disk before it is acknowledged.
    Synced,
    /// The server acknowledges writes before they are on its disk.
    NotSynced,
    /// The server writes nothing to a disk.
    NotPersisted,
    /// The server drops data of its own accord when its memory is full.
    Evicted,
    /// The server is not part of this container.
    ServerStays,
    /// It depends on where the server keeps its files.
    ServerDecides,
    /// It cannot be seen from here.
    Hidden,
}

impl Durability {
    /// Nothing could be found out about this place.
    #[must_use]
    pub fn unknown(location: String) -> Self {
        let unknown = |event| Survival { event, answer: Answer::Unknown, reason: Reason::Hidden };
        Self {
            place: Place::Unknown,
            location,
            confidence: Confidence::Unsure,
            evidence: Vec::new(),
            survives: Event::ALL.map(unknown).to_vec(),
        }
    }

    /// The answer for one event; unknown where nothing was said of it.
    #[must_use]
    pub fn answer(&self, event: Event) -> Answer {
        let survival = self.survives.iter().find(|survival| survival.event == event);
        survival.map_or(Answer::Unknown, |survival| survival.answer)
    }
}

impl Event {
    /// All events, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Restart,
        Self::Removal,
        Self::DownWithVolumes,
        Self::NewCode,
        Self::HostReboot,
        Self::AnotherNode,
        Self::PowerLoss,
    ];
}

//! What a Redis server says of how it keeps its data.

use std::collections::BTreeMap;

use super::{RedisStore, Request};
use crate::durability::{Answer, Confidence, Durability, Event, Place, Reason, Survival};

/// The settings that decide what is on the disk, and when.
const SETTINGS: [&str; 6] =
    ["appendonly", "appendfsync", "save", "dir", "maxmemory", "maxmemory-policy"];

/// The lines of INFO that tell about them where the settings themselves are not told.
const FACTS: [&str; 10] = [
    "redis_version",
    "aof_enabled",
    "aof_last_write_status",
    "rdb_last_bgsave_status",
    "role",
    "connected_slaves",
    "master_link_status",
    "cluster_enabled",
    "maxmemory",
    "maxmemory_policy",
];

/// How the server keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Persistence {
    /// Each write is on the disk before it is acknowledged.
    Synced,
    /// Writes reach the disk a little later, or at times.
    Later,
    /// In memory alone.
    Nothing,
    Unknown,
}

type Told = BTreeMap<&'static str, String>;

impl RedisStore {
    /// Asks the server. What it does not tell is unknown.
    pub(super) async fn survey(&self) -> Durability {
        let mut evidence = Vec::new();
        let facts = self.facts(&mut evidence).await;
        let settings = self.settings(&mut evidence).await;
        let answered = !facts.is_empty() || !settings.is_empty();
        let persistence = persistence(&settings, &facts);
        let evicts = evicts(&settings, &facts);
        let survives = |event| {
            let (answer, reason) = after(event, persistence, self.is_here());
            let (answer, reason) = if evicts && answer == Answer::Yes {
                (Answer::Unknown, Reason::Evicted)
            } else {
                (answer, reason)
            };
            Survival { event, answer, reason }
        };
        Durability {
            place: Place::Redis,
            location: self.location.clone(),
            // That it is one is certain when it answers; the URL alone is a good reason.
            confidence: if answered { Confidence::Certain } else { Confidence::Likely },
            evidence,
            survives: Event::ALL.map(survives).to_vec(),
        }
    }

    async fn facts(&self, evidence: &mut Vec<String>) -> Told {
        let info: String = match self.ask(Request::Read(&redis::cmd("INFO"))).await {
            Ok(info) => info,
            Err(error) => {
                evidence.push(format!("INFO is not told: {error}"));
                return Told::new();
            }
        };
        let fact = |name: &&'static str| {
            let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            Some((*name, line.trim().to_owned()))
        };
        let facts: Told = FACTS.iter().filter_map(fact).collect();
        evidence.extend(facts.iter().map(|(name, value)| format!("{name}:{value}")));
        facts
    }

    async fn settings(&self, evidence: &mut Vec<String>) -> Told {
        let mut get = redis::pipe();
        for name in SETTINGS {
            get.cmd("CONFIG").arg("GET").arg(name);
        }
        get.ignore_errors();
        let answers: Result<Vec<super::Answer<Vec<String>>>, _> =
            self.ask(Request::ReadAll(&get)).await;
        let mut settings = Told::new();
        for (name, answer) in SETTINGS.into_iter().zip(answers.unwrap_or_default()) {
            match answer.as_deref() {
                Ok([_, value]) => {
                    evidence
                        .push(format!("{name} {}", if value.is_empty() { "\"\"" } else { value }));
                    settings.insert(name, value.clone());
                }
                Ok(_) => evidence.push(format!("{name} is unknown to the server")),
                Err(error) => evidence.push(format!("{name} is not told: {error}")),
            }
        }
        settings
    }

    /// Whether the server is reached as one of this very machine.
    fn is_here(&self) -> bool {
        let host = self.location.split_once("://").map_or("", |(_, host)| host);
        ["localhost:", "127.", "[::1]"].iter().any(|here| host.starts_with(here))
    }
}

fn after(event: Event, persistence: Persistence, is_here: bool) -> (Answer, Reason) {
    match (event, persistence) {
        (Event::Restart | Event::Removal | Event::NewCode, _) => (Answer::Yes, Reason::ServerStays),
        (Event::AnotherNode, _) if is_here => (Answer::Unknown, Reason::OneMachine),
        (Event::AnotherNode, _) => (Answer::Yes, Reason::ServerStays),
        // These end the server too, unless it is a machine of its own.
        (Event::DownWithVolumes | Event::HostReboot | Event::PowerLoss, Persistence::Nothing) => {
            (Answer::No, Reason::NotPersisted)
        }
        (Event::DownWithVolumes | Event::HostReboot, _) => (Answer::Unknown, Reason::ServerDecides),
        (Event::PowerLoss, Persistence::Synced) => (Answer::Yes, Reason::Synced),
        (Event::PowerLoss, Persistence::Later) => (Answer::No, Reason::NotSynced),
        (Event::PowerLoss, Persistence::Unknown) => (Answer::Unknown, Reason::Hidden),
    }
}

fn persistence(settings: &Told, facts: &Told) -> Persistence {
    let told = |name, value: &str| settings.get(name).map(|told| told == value);
    let appends = told("appendonly", "yes").or(facts.get("aof_enabled").map(|it| it == "1"));
    match (appends, told("appendfsync", "always"), told("save", "")) {
        (Some(true), Some(true), _) => Persistence::Synced,
        (Some(true), Some(false), _) | (Some(false), _, Some(false)) => Persistence::Later,
        (Some(false), _, Some(true)) => Persistence::Nothing,
        _ => Persistence::Unknown,
    }
}

/// Whether the server deletes what it likes when its memory is full. The policies for volatile keys
/// leave feedback alone, which never expires.
fn evicts(settings: &Told, facts: &Told) -> bool {
    let limit = settings.get("maxmemory").or(facts.get("maxmemory"));
    let policy = settings.get("maxmemory-policy").or(facts.get("maxmemory_policy"));
    limit.is_some_and(|limit| limit != "0")
        && policy.is_some_and(|policy| policy.starts_with("allkeys"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_decide_what_is_on_the_disk() {
        let told = |lines: &[(&'static str, &str)]| -> Told {
            lines.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
        };
        for (settings, facts, expected) in [
            (&[("appendonly", "yes"), ("appendfsync", "always")][..], &[][..], Persistence::Synced),
            (&[("appendonly", "yes"), ("appendfsync", "everysec")], &[], Persistence::Later),
            (&[("appendonly", "no"), ("save", "3600 1")], &[], Persistence::Later),
            (&[("appendonly", "no"), ("save", "")], &[], Persistence::Nothing),
            (&[], &[("aof_enabled", "1")], Persistence::Unknown),
            (&[], &[("aof_enabled", "0")], Persistence::Unknown),
            (&[], &[], Persistence::Unknown),
        ] {
            assert_eq!(persistence(&told(settings), &told(facts)), expected, "{settings:?}");
        }
        for (settings, expected) in [
            (&[("maxmemory", "0"), ("maxmemory-policy", "allkeys-lru")][..], false),
            (&[("maxmemory", "1000"), ("maxmemory-policy", "allkeys-lru")], true),
            (&[("maxmemory", "1000"), ("maxmemory-policy", "volatile-lru")], false),
            (&[("maxmemory", "1000"), ("maxmemory-policy", "noeviction")], false),
        ] {
            assert_eq!(evicts(&told(settings), &Told::new()), expected, "{settings:?}");
        }
    }

    #[test]
    fn what_is_only_in_memory_is_lost_with_the_server() {
        let no = (Answer::No, Reason::NotPersisted);
        for event in [Event::DownWithVolumes, Event::HostReboot, Event::PowerLoss] {
            assert_eq!(after(event, Persistence::Nothing, false), no);
        }
        let yes = (Answer::Yes, Reason::ServerStays);
        assert_eq!(after(Event::Removal, Persistence::Nothing, false), yes);
        assert_eq!(after(Event::AnotherNode, Persistence::Synced, false), yes);
        assert_eq!(after(Event::AnotherNode, Persistence::Synced, true).0, Answer::Unknown);
    }
}

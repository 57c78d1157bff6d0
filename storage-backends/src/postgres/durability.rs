//! What a PostgreSQL server says of how it keeps its data.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::PostgresStore;
use crate::durability::{Answer, Confidence, Durability, Event, Place, Reason, Survival};

/// The settings that decide whether an acknowledged commit is on the disk.
const SETTINGS: [&str; 6] = [
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "synchronous_standby_names",
    "data_directory",
];

impl PostgresStore {
    /// Asks the server. What it does not tell is unknown.
    pub(super) async fn survey(&self) -> Durability {
        let mut evidence = Vec::new();
        let settings = self.settings(&mut evidence).await;
        let logged = self.describe_table(&mut evidence).await;
        self.describe_standbys(&mut evidence).await;
        let setting = |name| {
            settings.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
        };
        let power_loss = on_power_loss(setting("fsync"), setting("synchronous_commit"), logged);
        let survives = |event| {
            let (answer, reason) = match event {
                Event::Restart | Event::Removal | Event::NewCode => {
                    (Answer::Yes, Reason::ServerStays)
                }
                Event::AnotherNode if self.is_here() => (Answer::Unknown, Reason::OneMachine),
                Event::AnotherNode => (Answer::Yes, Reason::ServerStays),
                Event::DownWithVolumes | Event::HostReboot => {
                    (Answer::Unknown, Reason::ServerDecides)
                }
                Event::PowerLoss => power_loss,
            };
            Survival { event, answer, reason }
        };
        Durability {
            place: Place::Postgres,
            location: self.location.clone(),
            // That it is one is certain when it answers; the URL alone is a good reason.
            confidence: if settings.is_empty() { Confidence::Likely } else { Confidence::Certain },
            evidence,
            survives: Event::ALL.map(survives).to_vec(),
        }
    }

    /// The settings that the server tells this user.
    async fn settings(&self, evidence: &mut Vec<String>) -> Vec<(String, String)> {
        let sql = "SELECT name, setting FROM pg_settings WHERE name = ANY($1)";
        let settings = match self.read(sql, &[(&SETTINGS.as_slice(), Type::TEXT_ARRAY)]).await {
            Ok(rows) => rows,
            Err(error) => {
                evidence.push(format!("the settings are not told: {error}"));
                return Vec::new();
            }
        };
        let setting = |row: &Row| Some((row.try_get(0).ok()?, row.try_get(1).ok()?));
        let settings: Vec<(String, String)> = settings.iter().filter_map(setting).collect();
        for name in SETTINGS {
            evidence.push(match settings.iter().find(|(other, _)| other == name) {
                Some((_, value)) => format!("{name} = {value}"),
                None => format!("{name} is not told to this user"),
            });
        }
        settings
    }

    /// Whether the table is in the log from which the server recovers; None where it is not told.
    async fn describe_table(&self, evidence: &mut Vec<String>) -> Option<bool> {
        let sql = "SELECT relpersistence::text FROM pg_class WHERE oid = 'feedback'::regclass";
        let rows = self.read(sql, &[]).await.ok()?;
        let persistence: &str = rows.first()?.try_get(0).ok()?;
        if persistence != "p" {
            evidence.push("the table feedback is UNLOGGED: a crash empties it".to_owned());
        }
        Some(persistence == "p")
    }

    async fn describe_standbys(&self, evidence: &mut Vec<String>) {
        let sql = "SELECT count(*)::text, count(*) FILTER (WHERE sync_state IN ('sync', 'quorum'))::text \
                   FROM pg_stat_replication";
        match self.read(sql, &[]).await {
            Ok(rows) => {
                let count = |column: usize| {
                    rows.first().and_then(|row| row.try_get::<_, String>(column).ok())
                };
                let (Some(all), Some(synchronous)) = (count(0), count(1)) else { return };
                evidence.push(format!("{all} standbys, {synchronous} of them seen as synchronous"));
            }
            Err(error) => evidence.push(format!("the standbys are not told: {error}")),
        }
    }

    /// Whether the server is reached as one of this very machine.
    fn is_here(&self) -> bool {
        let hosts = self.location.strip_prefix("postgres://").unwrap_or_default();
        ["localhost:", "127.", "[::1]", "/"].iter().any(|here| hosts.starts_with(here))
    }
}

fn on_power_loss(
    fsync: Option<&str>,
    synchronous_commit: Option<&str>,
    logged: Option<bool>,
) -> (Answer, Reason) {
    match (fsync, synchronous_commit, logged) {
        (Some("off"), _, _) | (_, Some("off"), _) | (_, _, Some(false)) => {
            (Answer::No, Reason::NotSynced)
        }
        // Every other value of synchronous_commit waits at least for this server's disk.
        (Some("on"), Some(_), Some(true)) => (Answer::Yes, Reason::Synced),
        _ => (Answer::Unknown, Reason::Hidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_synced_commits_of_a_logged_table_survive_a_power_loss() {
        let yes = (Answer::Yes, Reason::Synced);
        let no = (Answer::No, Reason::NotSynced);
        let unknown = (Answer::Unknown, Reason::Hidden);
        for (fsync, commit, logged, expected) in [
            (Some("on"), Some("on"), Some(true), yes),
            (Some("on"), Some("local"), Some(true), yes),
            (Some("on"), Some("remote_apply"), Some(true), yes),
            (Some("on"), Some("off"), Some(true), no),
            (Some("off"), Some("on"), Some(true), no),
            (Some("on"), Some("on"), Some(false), no),
            (None, Some("on"), Some(true), unknown),
            (Some("on"), None, Some(true), unknown),
            (Some("on"), Some("on"), None, unknown),
        ] {
            assert_eq!(on_power_loss(fsync, commit, logged), expected);
        }
    }
}

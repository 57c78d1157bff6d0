//! Feedback in a real PostgreSQL: what the conformance suite cannot know of.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::{Duration, Instant};

use storage_backends::{
    Answer, Confidence, Durability, ErrorKind, Event, FeedbackStore, Page, PageRequest, Place,
    Reason,
};
use tests::samples::{feedback, prefix, store, title};
use tests::servers::{Postgres, PostgresOptions};

/// No call takes longer than its deadline and a moment.
const BOUND: Duration = Duration::from_millis(1_800);

async fn kind(call: impl Future<Output = Result<(), storage_backends::StoreError>>) -> ErrorKind {
    let start = Instant::now();
    let error = call.await.expect_err("this cannot work");
    assert!(start.elapsed() < BOUND, "{error} took {:?}", start.elapsed());
    error.kind()
}

async fn titles(store: &dyn FeedbackStore, request: &PageRequest) -> Vec<String> {
    let Page { items, .. } = store.list(request).await.unwrap();
    items.iter().map(|item| item.title.to_string()).collect()
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn feedback_is_kept_found_listed_and_deleted() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.check().await.unwrap();
    let one = feedback("awesome", 0);
    store.create(&one).await.unwrap();
    assert_eq!(kind(store.create(&feedback("awesome", 9))).await, ErrorKind::AlreadyExists);
    assert_eq!(store.get(&one.title).await.unwrap(), Some(one.clone()));
    store.create(&feedback("awful", 1)).await.unwrap();
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["awful", "awesome"]);
    assert!(store.delete(&one.title).await.unwrap());
    assert!(!store.delete(&one.title).await.unwrap());
    assert_eq!(store.get(&one.title).await.unwrap(), None);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_store_that_is_away_is_unavailable_and_recovers_by_itself() {
    let mut server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("before", 0)).await.unwrap();
    server.stop();
    assert_eq!(kind(store.check()).await, ErrorKind::Unavailable);
    assert_eq!(kind(store.create(&feedback("while", 1))).await, ErrorKind::Unavailable);
    server.restart();
    store.create(&feedback("after", 2)).await.unwrap();
    assert!(store.get(&title("before")).await.unwrap().is_some());
    assert_eq!(store.get(&title("while")).await.unwrap(), None);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn the_first_request_after_a_kill_and_a_restart_succeeds() {
    let mut server = Postgres::start();
    let store = store(&server.url());
    for round in 0..3 {
        // Several connections in the pool, all of which die.
        let creates = (0..8).map(|number| {
            let store = store.clone();
            async move { store.create(&feedback(&format!("{round} {number}"), number)).await }
        });
        for created in futures_util::future::join_all(creates).await {
            created.unwrap();
        }
        server.kill();
        server.restart();
        store.create(&feedback(&format!("{round} after"), 100)).await.unwrap();
        assert!(store.get(&title(&format!("{round} 0"))).await.unwrap().is_some());
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_server_that_hangs_is_unavailable_in_time_and_serves_again_when_it_goes_on() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("before", 0)).await.unwrap();
    server.pause();
    // More calls than connections: nobody waits behind another's question.
    let calls = (0..40).map(|_| kind(store.check()));
    for kind in futures_util::future::join_all(calls).await {
        assert_eq!(kind, ErrorKind::Unavailable);
    }
    assert_eq!(kind(store.create(&feedback("while", 1))).await, ErrorKind::Unavailable);
    server.resume();
    store.check().await.unwrap();
    store.create(&feedback("after", 2)).await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_call_that_was_given_up_leaves_its_connection_to_nobody() {
    let server = Postgres::start();
    let store = store(&format!("{}?pool_size=1", server.url()));
    store.create(&feedback("one", 0)).await.unwrap();
    let (client, connection) =
        tokio_postgres::connect(&server.admin_url(), tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute("BEGIN; LOCK TABLE feedback").await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE application_name = 'feedback' AND state = 'active'";

    let started = Instant::now();
    let two = feedback("two", 1);
    let first = store.create(&two);
    let second = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let error = store.check().await.unwrap_err();
        assert!(error.to_string().contains("all 1 connections"), "{error}");
    };
    let (first, ()) = futures_util::future::join(first, second).await;
    assert_eq!(first.unwrap_err().kind(), ErrorKind::Unavailable);
    assert!(started.elapsed() < BOUND);
    assert_eq!(server.sql(waiting), "1");
    // The server notices that nobody waits any more, although the lock is still held.
    let started = Instant::now();
    while server.sql(waiting) != "0" {
        assert!(started.elapsed() < Duration::from_secs(20), "the statement still waits");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(client);
    driver.await.unwrap().unwrap();
    store.create(&feedback("three", 2)).await.unwrap();
    assert_eq!(store.get(&title("two")).await.unwrap(), None);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_full_disk_is_told_and_nothing_is_kept() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.check().await.unwrap();
    // The server's own error for a full disk, met half-way through the statement.
    let _ = server.sql(
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'no space'; END $$; \
         CREATE TRIGGER fill AFTER INSERT ON feedback FOR EACH ROW EXECUTE FUNCTION fill()",
    );
    assert_eq!(kind(store.create(&feedback("one", 0))).await, ErrorKind::Full);
    assert_eq!(store.get(&title("one")).await.unwrap(), None);
    let _ = server.sql("DROP TRIGGER fill ON feedback");
    store.create(&feedback("one", 0)).await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_serializable_database_still_has_one_winner() {
    let server = Postgres::start();
    let _ =
        server.sql("ALTER DATABASE feedback SET default_transaction_isolation = 'serializable'");
    let store = store(&server.url());
    for round in 0..5 {
        let name = format!("round {round}");
        let creates = (0..32).map(|number| {
            let (store, item) = (store.clone(), feedback(&name, number));
            tokio::spawn(async move { store.create(&item).await })
        });
        let mut won = 0;
        for created in futures_util::future::join_all(creates).await {
            match created.unwrap() {
                Ok(()) => won += 1,
                Err(error) => assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}"),
            }
        }
        assert_eq!(won, 1);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn connections_that_the_server_has_ended_are_replaced() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("one", 0)).await.unwrap();
    let ended = server.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE application_name = 'feedback'",
    );
    assert_ne!(ended, "0");
    tokio::time::sleep(Duration::from_millis(100)).await;
    store.create(&feedback("two", 1)).await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn an_emptied_database_gets_its_tables_again() {
    let mut server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("before", 0)).await.unwrap();
    server.replace_with_empty();
    assert_eq!(store.get(&title("before")).await.unwrap(), None);
    store.create(&feedback("after", 1)).await.unwrap();
    let _ = server.sql("DROP TABLE feedback, feedback_schema_history");
    store.create(&feedback("again", 2)).await.unwrap();
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["again"]);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn replicas_that_start_together_migrate_once() {
    let server = Postgres::start();
    let stores: Vec<_> = (0..8).map(|_| store(&server.url())).collect();
    let creates = stores.iter().zip(0..).map(|(store, number)| async move {
        store.create(&feedback(&format!("number {number}"), number)).await
    });
    for created in futures_util::future::join_all(creates).await {
        created.unwrap();
    }
    assert_eq!(server.sql("SELECT count(*) FROM feedback_schema_history"), "1");
    assert_eq!(server.sql("SELECT count(*) FROM feedback"), "8");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_migration_goes_on_when_its_caller_has_given_up() {
    let server = Postgres::start();
    let store = store(&server.url());
    // Somebody else migrates, and takes longer than a call has.
    let lock = 0x6665_6564_6261_636b_u64;
    let url = server.admin_url();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(&format!("SELECT pg_advisory_lock({lock})")).await.unwrap();
    assert_eq!(kind(store.check()).await, ErrorKind::Unavailable);
    drop(client);
    driver.await.unwrap().unwrap();
    store.check().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_user_with_no_more_than_it_needs_can_use_tables_that_are_there() {
    let server = Postgres::start();
    store(&server.url()).check().await.unwrap();
    let password = server.password();
    let _ = server.sql(&format!(
        "CREATE ROLE modest LOGIN PASSWORD '{password}'; \
         GRANT SELECT, INSERT, DELETE ON feedback TO modest; \
         CREATE ROLE reader LOGIN PASSWORD '{password}'; GRANT SELECT ON feedback TO reader"
    ));
    let modest = store(&server.url_of("modest", password));
    modest.check().await.unwrap();
    modest.create(&feedback("one", 0)).await.unwrap();
    assert!(modest.delete(&title("one")).await.unwrap());

    let reader = store(&server.url_of("reader", password));
    assert_eq!(kind(reader.check()).await, ErrorKind::Denied);
    assert_eq!(kind(reader.create(&feedback("two", 0))).await, ErrorKind::Denied);
    assert!(reader.list(&PageRequest::default()).await.is_ok());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn who_may_not_is_denied_without_showing_the_password() {
    let server = Postgres::start();
    for url in [server.url_of("feedback", "hush-hush"), server.url_of("nobody", "hush-hush")] {
        let store = store(&url);
        let error = store.check().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
        assert!(!format!("{error} {error:?} {store:?}").contains("hush"), "{error:?} {store:?}");
    }
    let without = format!("postgres://feedback@{}/feedback", server.address());
    assert_eq!(kind(store(&without).check()).await, ErrorKind::Denied);
    let elsewhere = format!("{}-elsewhere", server.url());
    assert_eq!(kind(store(&elsewhere).check()).await, ErrorKind::Unavailable);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_read_only_database_can_be_read_and_is_not_ready() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("one", 0)).await.unwrap();
    let _ = server.sql("ALTER DATABASE feedback SET default_transaction_read_only = on");
    let _ = server
        .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'feedback'");
    assert!(store.get(&title("one")).await.unwrap().is_some());
    assert_eq!(kind(store.check()).await, ErrorKind::Unavailable);
    assert_eq!(kind(store.create(&feedback("two", 1))).await, ErrorKind::Unavailable);
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_server_without_room_for_connections_is_unavailable() {
    let settings = [("max_connections", "6"), ("superuser_reserved_connections", "1")];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let server = Postgres::start_with(PostgresOptions { settings, tls: None });
    store(&server.url()).check().await.unwrap();
    let mut others = Vec::new();
    while let Ok(other) = tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await {
        tokio::spawn(other.1);
        others.push(other.0);
        assert!(others.len() < 10, "there is room for more than there is");
    }
    let store = store(&server.url());
    let error = store.check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.to_string().contains("53300"), "{error}");
    drop(others);
    tokio::time::sleep(Duration::from_millis(200)).await;
    store.check().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn of_several_servers_the_one_that_takes_writes_is_used() {
    let mut first = Postgres::start();
    let second = Postgres::start();
    // One password for both, as a URL has one.
    let _ = second.sql(&format!("ALTER ROLE feedback PASSWORD '{}'", first.password()));
    let addresses = format!("{},{}", first.address(), second.address());
    let store = store(&first.url().replace(&first.address(), &addresses));
    assert_eq!(store.location(), format!("postgres://{addresses}/feedback"));
    store.create(&feedback("on the first", 0)).await.unwrap();
    first.pause();
    // The first call may still meet the connection that hangs.
    let _ = store.check().await;
    store.create(&feedback("on the second, while the first hangs", 1)).await.unwrap();
    first.resume();
    first.stop();
    store.create(&feedback("on the second", 2)).await.unwrap();
    assert_eq!(second.sql("SELECT count(*) FROM feedback"), "2");
    first.restart();
    let _ = first.sql("ALTER DATABASE feedback SET default_transaction_read_only = on");
    let store = tests::samples::store(&first.url().replace(&first.address(), &addresses));
    store.create(&feedback("not on the one that is read-only", 3)).await.unwrap();
    assert_eq!(second.sql("SELECT count(*) FROM feedback"), "3");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn what_other_programs_have_written_is_read_left_out_or_told_as_damaged() {
    let server = Postgres::start();
    let store = store(&server.url());
    store.create(&feedback("good", 0)).await.unwrap();
    let _ = server.sql(
        "INSERT INTO feedback SELECT 'Not A Title ' || n, 'x', now() FROM generate_series(1, 300) n; \
         INSERT INTO feedback VALUES ('blank', '   ', now()), ('by hand', E'a\\r\\nb', now()), \
         ('early', 'x', '1970-01-01 00:00:00.0004+00')",
    );
    let page = store.list(&PageRequest::default()).await.unwrap();
    let titles: Vec<_> = page.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["by hand", "good", "early"]);
    assert_eq!(page.next, None);
    assert_eq!(page.unread, [title("blank")]);
    assert_eq!(store.get(&title("by hand")).await.unwrap().unwrap().text.as_str(), "a\nb");
    let error = store.get(&title("blank")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(store.delete(&title("blank")).await.unwrap());
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn wildcards_and_quotes_in_a_search_are_plain_characters() {
    let server = Postgres::start();
    let store = store(&server.url());
    for (name, millis) in [("a%b", 0), ("a_b", 1), ("aXb", 2), ("a\\b", 3), ("a'b", 4), ("a", 5)] {
        store.create(&feedback(name, millis)).await.unwrap();
    }
    for (beginning, expected) in
        [("a%", "a%b"), ("a_", "a_b"), ("a\\", "a\\b"), ("a'", "a'b"), ("ax", "axb")]
    {
        let request = PageRequest { title: Some(prefix(beginning)), ..PageRequest::default() };
        assert_eq!(titles(&*store, &request).await, [expected]);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn pages_and_searches_walk_an_index_also_where_statistics_are_old() {
    let server = Postgres::start();
    store(&server.url()).check().await.unwrap();
    // The planner believes that the table is as small as it was when it was last analysed.
    let _ = server.sql(
        "INSERT INTO feedback VALUES ('title', 'x', now()); ANALYZE feedback; \
         INSERT INTO feedback SELECT 'title ' || n, 'x', now() - n * interval '1 second' \
         FROM generate_series(1, 50000) n",
    );
    let read = || {
        let counts = server.sql(
            "SELECT (SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'feedback'), \
             sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'feedback'",
        );
        let (scans, tuples) = counts.split_once('|').unwrap();
        (scans.parse::<u64>().unwrap(), tuples.parse::<u64>().unwrap())
    };
    let mut request = PageRequest::default();
    for (beginning, most) in [
        (None, 110),
        (Some("title"), 1_001 + 5_000 + 60),
        (Some("title 49"), 1_001 + 5_000 + 60),
        (Some("title 4999"), 100),
    ] {
        let before = read();
        request.title = beginning.map(prefix);
        let store = store(&server.url());
        assert!(!store.list(&request).await.unwrap().items.is_empty());
        // A server counts for good when a connection ends.
        drop(store);
        tokio::time::sleep(Duration::from_millis(300)).await;
        let after = read();
        assert_eq!(after.0, before.0, "it was read from end to end");
        let tuples = after.1 - before.1;
        assert!((1..=most).contains(&tuples), "{beginning:?} has read {tuples}");
    }
}

fn answer(found: &Durability, event: Event) -> (Answer, Reason) {
    let survival = found.survives.iter().find(|it| it.event == event).unwrap();
    (survival.answer, survival.reason)
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn the_settings_of_the_server_tell_what_a_power_loss_costs() {
    for (fsync, commit, expected) in [
        ("on", "on", (Answer::Yes, Reason::Synced)),
        ("on", "off", (Answer::No, Reason::NotSynced)),
        ("off", "on", (Answer::No, Reason::NotSynced)),
    ] {
        let settings = [("fsync", fsync), ("synchronous_commit", commit)];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let server = Postgres::start_with(PostgresOptions { settings, tls: None });
        let found = store(&server.url()).durability().await;
        assert_eq!(found.place, Place::Postgres);
        assert_eq!(found.confidence, Confidence::Certain);
        assert_eq!(found.location, format!("postgres://{}/feedback", server.address()));
        assert_eq!(answer(&found, Event::PowerLoss), expected, "{:#?}", found.evidence);
        assert_eq!(answer(&found, Event::Removal), (Answer::Yes, Reason::ServerStays));
        assert!(found.evidence.contains(&format!("fsync = {fsync}")), "{:#?}", found.evidence);
        assert!(!format!("{found:?}").contains(server.password()));
    }
    let server = Postgres::start();
    let store = store(&server.url());
    store.check().await.unwrap();
    let _ = server.sql("ALTER TABLE feedback SET UNLOGGED");
    let found = store.durability().await;
    assert_eq!(answer(&found, Event::PowerLoss), (Answer::No, Reason::NotSynced));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_server_that_is_away_is_told_as_unknown() {
    let mut server = Postgres::start();
    let store = store(&server.url());
    server.stop();
    let found = store.durability().await;
    assert_eq!(found.place, Place::Postgres);
    assert_eq!(found.confidence, Confidence::Likely);
    assert_eq!(answer(&found, Event::PowerLoss).0, Answer::Unknown);
    assert_eq!(answer(&found, Event::Removal).0, Answer::Yes);
}

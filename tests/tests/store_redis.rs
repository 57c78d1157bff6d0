//! Feedback in a real Redis: what the conformance suite cannot know of.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use storage_backends::{
    Answer, Confidence, Durability, ErrorKind, Event, FeedbackStore, Page, PageRequest, Place,
    Reason,
};
use tests::samples::{feedback, prefix, store, title};
use tests::servers::{Redis, RedisOptions};

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

fn with(settings: &[&str]) -> Redis {
    let settings = settings.iter().map(|line| (*line).to_owned()).collect();
    Redis::start_with(RedisOptions { settings, tls: None })
}

/// A connection for what a test does behind the store's back.
async fn connection(server: &Redis) -> MultiplexedConnection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

async fn command<T: redis::FromRedisValue>(server: &Redis, words: &[&str]) -> T {
    let mut command = redis::Cmd::new();
    words.iter().for_each(|word| {
        command.arg(word);
    });
    command.query_async(&mut connection(server).await).await.unwrap()
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn feedback_is_kept_found_listed_and_deleted() {
    let server = Redis::start();
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
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["awful"]);
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn people_can_read_what_is_stored() {
    let server = Redis::start();
    store(&server.url()).create(&feedback("awesome", 125)).await.unwrap();
    let mut keys: Vec<String> = command(&server, &["KEYS", "*"]).await;
    keys.sort();
    assert_eq!(keys, ["{feedback}:by-time", "{feedback}:by-title", "{feedback}:item:awesome"]);
    let item: std::collections::BTreeMap<String, String> =
        command(&server, &["HGETALL", "{feedback}:item:awesome"]).await;
    assert_eq!(item["text"], "what was written of awesome");
    assert_eq!(item["created_at"], "2026-11-24T08:40:00.125Z");
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_store_that_is_away_is_unavailable_and_recovers_by_itself() {
    let mut server = Redis::start();
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
#[ignore = "needs Redis: run cargo xtask test"]
async fn the_first_request_after_a_kill_and_a_restart_succeeds() {
    let mut server = Redis::start();
    let store = store(&server.url());
    for round in 0..3 {
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
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_server_that_hangs_is_unavailable_in_time_and_serves_again_when_it_goes_on() {
    let server = Redis::start();
    let store = store(&server.url());
    store.create(&feedback("before", 0)).await.unwrap();
    server.pause();
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
#[ignore = "needs Redis: run cargo xtask test"]
async fn connections_that_the_server_has_ended_are_replaced() {
    let server = Redis::start();
    let store = store(&server.url());
    store.create(&feedback("one", 0)).await.unwrap();
    let ended: u64 = command(&server, &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
    assert_ne!(ended, 0);
    assert!(store.get(&title("one")).await.unwrap().is_some());
    let _: u64 = command(&server, &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
    // A connection that was used a moment ago is not asked whether it is alive.
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.create(&feedback("two", 1)).await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_store_that_was_emptied_begins_anew() {
    let mut server = Redis::start();
    let store = store(&server.url());
    store.create(&feedback("before", 0)).await.unwrap();
    server.replace_with_empty();
    assert_eq!(store.get(&title("before")).await.unwrap(), None);
    // The scripts are gone with the rest, and sent again.
    store.create(&feedback("after", 1)).await.unwrap();
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["after"]);
    let _: String = command(&server, &["SCRIPT", "FLUSH"]).await;
    store.create(&feedback("again", 2)).await.unwrap();
    assert!(store.delete(&title("after")).await.unwrap());
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn who_may_not_is_denied_without_showing_the_password() {
    let server = Redis::start();
    let at = server.address();
    let no_such_user = format!("redis://anna:hush-hush@{at}/0");
    for url in [format!("redis://:hush-hush@{at}/0"), format!("redis://{at}/0"), no_such_user] {
        let store = store(&url);
        let error = store.check().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
        assert!(!format!("{error} {error:?} {store:?}").contains("hush"), "{error:?} {store:?}");
    }
    let elsewhere = store(&format!("redis://:{}@{at}/99", server.password()));
    assert_eq!(kind(elsewhere.check()).await, ErrorKind::Configuration);
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_user_needs_its_own_keys_and_no_more() {
    let server = Redis::start();
    let _: String = command(
        &server,
        &[
            "ACL",
            "SETUSER",
            "modest",
            "on",
            ">secret",
            "~{feedback}:*",
            "+@read",
            "+@write",
            "+@scripting",
            "+ping",
            "+info",
        ],
    )
    .await;
    let url = format!("redis://modest:secret@{}/0", server.address());
    let modest = store(&url);
    modest.check().await.unwrap();
    modest.create(&feedback("one", 0)).await.unwrap();
    assert!(modest.delete(&title("one")).await.unwrap());
    // CONFIG is refused, which is told, and what INFO tells is used.
    let found = modest.durability().await;
    assert!(found.evidence.iter().any(|it| it.contains("appendfsync is not told")), "{found:#?}");
    assert_eq!(answer(&found, Event::PowerLoss).0, Answer::Unknown);

    let _: String = command(&server, &["ACL", "SETUSER", "modest", "-@write"]).await;
    assert_eq!(kind(modest.check()).await, ErrorKind::Denied);
    assert_eq!(kind(modest.create(&feedback("two", 0))).await, ErrorKind::Denied);
    assert!(modest.list(&PageRequest::default()).await.is_ok());
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_full_server_tells_so_and_keeps_nothing_half() {
    let server = with(&["maxmemory 3mb", "maxmemory-policy noeviction"]);
    let store = store(&server.url());
    let mut error = None;
    for number in 0..1_000 {
        let mut item = feedback(&format!("number {number}"), number);
        item.text = storage_backends::Text::parse(&"x".repeat(60_000)).unwrap();
        if let Err(full) = store.create(&item).await {
            error = Some((full, item.title));
            break;
        }
    }
    let (error, refused) = error.expect("3 MB hold no 60 MB");
    assert_eq!(error.kind(), ErrorKind::Full, "{error}");
    assert_eq!(store.get(&refused).await.unwrap(), None);
    let _: String = command(&server, &["CONFIG", "SET", "maxmemory", "2mb"]).await;
    assert_eq!(kind(store.check()).await, ErrorKind::Full);
    let counts: (u64, u64) = redis::pipe()
        .cmd("ZCARD")
        .arg("{feedback}:by-time")
        .cmd("ZCARD")
        .arg("{feedback}:by-title")
        .query_async(&mut connection(&server).await)
        .await
        .unwrap();
    let items: Vec<String> = command(&server, &["KEYS", "{feedback}:item:*"]).await;
    assert_eq!(counts, (items.len() as u64, items.len() as u64));
    // What is there can still be read, and deleted to make room.
    for number in 0..items.len() {
        assert!(store.delete(&title(&format!("number {number}"))).await.unwrap());
    }
    store.check().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_replica_can_be_read_and_is_not_ready() {
    let server = Redis::start();
    let main = store(&server.url());
    main.create(&feedback("one", 0)).await.unwrap();
    let (host, port) =
        server.address().split_once(':').map(|(h, p)| (h.to_owned(), p.to_owned())).unwrap();
    let replica = with(&[
        &format!("replicaof {host} {port}"),
        &format!("masterauth {}", server.password()),
        "repl-diskless-sync-delay 0",
    ]);
    let store = store(&replica.url());
    let start = Instant::now();
    while !matches!(store.get(&title("one")).await, Ok(Some(_))) {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing was replicated");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(kind(store.check()).await, ErrorKind::Unavailable);
    assert_eq!(kind(store.create(&feedback("two", 1))).await, ErrorKind::Unavailable);
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["one"]);
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_server_without_room_for_connections_is_unavailable() {
    let server = with(&["maxclients 2"]);
    let one = connection(&server).await;
    let two = connection(&server).await;
    let store = store(&server.url());
    assert_eq!(kind(store.check()).await, ErrorKind::Unavailable);
    drop((one, two));
    tokio::time::sleep(Duration::from_millis(200)).await;
    store.check().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn what_other_programs_have_written_is_left_out_or_told_as_damaged() {
    let server = Redis::start();
    let store = store(&server.url());
    for (name, millis) in [("good", 0), ("edited", 1), ("gone", 2), ("blank", 3), ("other", 4)] {
        store.create(&feedback(name, millis)).await.unwrap();
    }
    let item = |name: &str| format!("{{feedback}}:item:{name}");
    let _: i64 = command(&server, &["HSET", &item("edited"), "text", "by hand\r\n"]).await;
    let _: i64 = command(&server, &["DEL", &item("gone")]).await;
    let _: i64 = command(&server, &["HSET", &item("blank"), "text", "  "]).await;
    let _: i64 = command(&server, &["DEL", &item("other")]).await;
    let _: i64 = command(&server, &["RPUSH", &item("other"), "a list"]).await;
    for member in ["", "short", "zzzzzzzzzzzzzzzzx", "000001a20cb63f78Not A Title"] {
        let _: i64 = command(&server, &["ZADD", "{feedback}:by-time", "0", member]).await;
        let _: i64 = command(&server, &["ZADD", "{feedback}:by-title", "0", member]).await;
    }
    let mut request = PageRequest {
        limit: storage_backends::PageLimit::new(1).unwrap(),
        ..PageRequest::default()
    };
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    loop {
        let page = store.list(&request).await.unwrap();
        found.extend(page.items.iter().map(|item| item.title.to_string()));
        unread.extend(page.unread.iter().map(ToString::to_string));
        request.after = page.next;
        if request.after.is_none() {
            break;
        }
    }
    assert_eq!(found, ["edited", "good"]);
    assert_eq!(unread, ["other", "blank", "gone"]);
    let request = PageRequest { title: Some(prefix("g")), ..PageRequest::default() };
    assert_eq!(titles(&*store, &request).await, ["good"]);

    assert_eq!(store.get(&title("edited")).await.unwrap().unwrap().text.as_str(), "by hand\n");
    assert_eq!(store.get(&title("gone")).await.unwrap(), None);
    for name in ["blank", "other"] {
        assert_eq!(store.get(&title(name)).await.unwrap_err().kind(), ErrorKind::Damaged, "{name}");
        assert_eq!(kind(store.create(&feedback(name, 9))).await, ErrorKind::AlreadyExists);
        assert!(store.delete(&title(name)).await.unwrap());
    }
    // The places that were left behind do not come back with the title.
    store.create(&feedback("gone", 7)).await.unwrap();
    assert_eq!(titles(&*store, &PageRequest::default()).await, ["gone", "edited", "good"]);
    let count: u64 =
        command(&server, &["ZLEXCOUNT", "{feedback}:by-title", "[gone", "(gonf"]).await;
    assert_eq!(count, 1);
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn keys_of_other_types_break_nothing_and_are_told() {
    for index in ["{feedback}:by-time", "{feedback}:by-title"] {
        let server = Redis::start();
        let store = store(&server.url());
        let _: String = command(&server, &["SET", index, "a string"]).await;
        let request = PageRequest { title: Some(prefix("x")), ..PageRequest::default() };
        let _ = store.list(&request).await;
        let _ = store.list(&PageRequest::default()).await;
        assert_eq!(kind(store.create(&feedback("one", 0))).await, ErrorKind::Damaged);
        assert_eq!(store.get(&title("one")).await.unwrap(), None);
        assert_eq!(store.delete(&title("one")).await.unwrap_err().kind(), ErrorKind::Damaged);
    }
}

fn answer(found: &Durability, event: Event) -> (Answer, Reason) {
    let survival = found.survives.iter().find(|it| it.event == event).unwrap();
    (survival.answer, survival.reason)
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn the_settings_of_the_server_tell_what_a_power_loss_costs() {
    for (settings, expected) in [
        (&["appendonly yes", "appendfsync always"][..], (Answer::Yes, Reason::Synced)),
        (&["appendonly yes", "appendfsync everysec"], (Answer::No, Reason::NotSynced)),
        (&["save 3600 1"], (Answer::No, Reason::NotSynced)),
        (&[], (Answer::No, Reason::NotPersisted)),
    ] {
        let server = with(settings);
        let found = store(&server.url()).durability().await;
        assert_eq!(found.place, Place::Redis);
        assert_eq!(found.confidence, Confidence::Certain);
        assert_eq!(found.location, format!("redis://{}/0", server.address()));
        assert_eq!(answer(&found, Event::PowerLoss), expected, "{:#?}", found.evidence);
        assert_eq!(answer(&found, Event::Removal), (Answer::Yes, Reason::ServerStays));
        assert!(!format!("{found:?}").contains(server.password()));
    }
    let server = with(&[
        "appendonly yes",
        "appendfsync always",
        "maxmemory 100mb",
        "maxmemory-policy allkeys-lru",
    ]);
    let found = store(&server.url()).durability().await;
    assert_eq!(answer(&found, Event::Removal), (Answer::Unknown, Reason::Evicted));
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn a_server_that_is_away_is_told_as_unknown() {
    let mut server = Redis::start();
    let store = store(&server.url());
    server.stop();
    let found = store.durability().await;
    assert_eq!(found.place, Place::Redis);
    assert_eq!(found.confidence, Confidence::Likely);
    assert_eq!(answer(&found, Event::PowerLoss).0, Answer::Unknown);
}

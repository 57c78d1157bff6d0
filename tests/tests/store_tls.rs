//! Servers that speak TLS: who is believed, and who is refused.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail the test")]

use storage_backends::{ErrorKind, StoreError};
use tests::app::App;
use tests::samples::{feedback, store};
use tests::servers::certificates::Certificates;
use tests::servers::{Postgres, PostgresOptions, Redis, RedisOptions};

fn postgres(tls: &Certificates) -> Postgres {
    Postgres::start_with(PostgresOptions { settings: Vec::new(), tls: Some(tls.clone()) })
}

fn redis(tls: &Certificates) -> Redis {
    Redis::start_with(RedisOptions { settings: Vec::new(), tls: Some(tls.clone()) })
}

async fn check(url: &str) -> Result<(), StoreError> {
    store(url).check().await
}

/// It is refused, for a reason that its error tells.
async fn refuses(url: &str, because: &str) {
    let Err(error) = check(url).await else { panic!("{url} was taken") };
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
    assert!(error.to_string().contains(because), "{url}: {error}");
}

/// Whether PostgreSQL has seen this store come with TLS.
async fn came_with_tls(server: &Postgres, url: &str) -> String {
    let store = store(url);
    store.create(&feedback("secret", 0)).await.unwrap();
    assert!(store.delete(&feedback("secret", 0).title).await.unwrap());
    server.sql(
        "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
         WHERE application_name = 'feedback'",
    )
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn postgres_is_believed_as_far_as_sslmode_says() {
    let ours = Certificates::of(&["localhost", "127.0.0.1"]);
    let theirs = Certificates::of(&["localhost", "127.0.0.1"]);
    let (root, others) = (ours.authority(), theirs.authority());
    let (root, others) = (root.display(), others.display());
    let server = postgres(&ours);
    let url = server.url();
    let by_name = url.replace("127.0.0.1", "localhost");

    for mode in ["prefer", "require"] {
        assert_eq!(came_with_tls(&server, &format!("{url}?sslmode={mode}")).await, "t");
    }
    assert_eq!(came_with_tls(&server, &url).await, "t");
    assert_eq!(came_with_tls(&server, &format!("{url}?sslmode=disable")).await, "f");

    for believed in [&url, &by_name] {
        for mode in ["verify-ca", "verify-full", "require"] {
            check(&format!("{believed}?sslmode={mode}&sslrootcert={root}")).await.unwrap();
        }
    }
    for mode in ["verify-ca", "verify-full", "require", "prefer"] {
        let stranger = format!("{url}?sslmode={mode}&sslrootcert={others}");
        refuses(&stranger, "invalid peer certificate").await;
    }
    // The authorities of the system do not know it either.
    for believed in ["sslmode=verify-ca", "sslmode=verify-full", "sslrootcert=system"] {
        match check(&format!("{url}?{believed}")).await {
            Ok(()) => panic!("{believed} believes a stranger"),
            // A machine without any trusted certificates is told so at once.
            Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}"),
        }
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn a_certificate_of_another_host_is_good_enough_only_where_nobody_asks_for_the_host() {
    let tls = Certificates::of(&["elsewhere.example"]);
    let server = postgres(&tls);
    let (url, root) = (server.url(), tls.authority());
    let root = root.display();
    check(&format!("{url}?sslmode=verify-ca&sslrootcert={root}")).await.unwrap();
    let strict = format!("{url}?sslmode=verify-full&sslrootcert={root}");
    refuses(&strict, "not valid for name").await;
    let by_name = strict.replace("127.0.0.1", "localhost");
    refuses(&by_name, "not valid for name").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
async fn what_requires_tls_never_falls_back_to_plain_text() {
    let server = Postgres::start();
    let url = server.url();
    check(&format!("{url}?sslmode=prefer")).await.unwrap();
    refuses(&format!("{url}?sslmode=require"), "TLS").await;
}

#[tokio::test]
#[ignore = "needs Redis: run cargo xtask test"]
async fn redis_is_believed_only_with_a_trusted_certificate_of_its_host() {
    let tls = Certificates::of(&["localhost"]);
    let others = Certificates::of(&["localhost"]);
    let server = redis(&tls);
    let by_name = server.url().replace("127.0.0.1", "localhost");
    let trusting =
        |url: &str, tls: &Certificates| format!("{url}?sslrootcert={}", tls.authority().display());
    let good = store(&trusting(&by_name, &tls));
    good.create(&feedback("secret", 0)).await.unwrap();
    assert!(good.get(&feedback("secret", 0).title).await.unwrap().is_some());
    assert!(good.location().starts_with("rediss://localhost:"), "{}", good.location());

    refuses(&trusting(&by_name, &others), "invalid peer certificate").await;
    refuses(&trusting(&server.url(), &tls), "not valid for name").await;
    refuses(&by_name, "").await;
    let plain = by_name.replace("rediss://", "redis://");
    refuses(&plain, "").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: run cargo xtask test"]
async fn the_authorities_of_the_system_can_be_named_in_the_environment() {
    let tls = Certificates::of(&["localhost"]);
    let root = tls.authority();
    let (postgres, redis) = (postgres(&tls), redis(&tls));
    for url in [format!("{}?sslmode=verify-full", postgres.url()), redis.url()] {
        let url = url.replace("127.0.0.1", "localhost");
        let app = App::builder().store(&url).env("SSL_CERT_FILE", &root.to_string_lossy());
        let app = app.start().await;
        assert_eq!(app.get("/readyz").await.status(), 200, "{:#?}", app.log());
    }
}

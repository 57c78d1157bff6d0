//! How the program starts, and what it refuses to start with.

use std::net::TcpListener;

use serde_json::Value;
use tests::app::App;

/// The exit status, and all that was told.
async fn refused(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let builder = variables.iter().fold(App::builder(), |it, (name, value)| it.env(name, value));
    let (status, lines) = builder.run().await;
    let told = lines.iter().map(|line| line.as_str().map_or(line.to_string(), str::to_owned));
    (status.code(), told.collect::<Vec<_>>().join("\n"))
}

#[tokio::test]
async fn the_first_line_says_where_it_listens_and_where_the_data_live() {
    let app = App::start().await;
    let first = &app.log()[0];
    let url = format!("http://localhost:{}/feedback", app.address().port());
    assert_eq!(first["url"], Value::String(url.clone()));
    assert_eq!(first["address"], Value::String(app.address().to_string()));
    let message = first["message"].as_str().unwrap();
    assert!(message.starts_with(&format!("listening on {url}, data in ")), "{message}");
}

#[tokio::test]
async fn a_port_in_use_is_told_with_what_to_do() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let (status, told) = refused(&[("FEEDBACK_LISTEN", &address)]).await;
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains(&format!("cannot listen on {address}: another program")), "{told}");
    assert!(told.contains("FEEDBACK_LISTEN"), "{told}");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_in_one_line() {
    for (variables, expected) in [
        (&[("FEEDBACK_STORE", "mysql://anna:hush@db/x")][..], "known are file:./folder"),
        (&[("FEEDBACK_STORE", "file:./x"), ("FEEDBACK_STORE_FILE", "/y")], "set one of them"),
        (&[("FEEDBACK_STORE_FILE", "/no/such/file")], "/no/such/file cannot be read"),
        (&[("FEEDBACK_ADMIN_TOKEN", "two words")], "visible ASCII"),
    ] {
        let (status, told) = refused(variables).await;
        assert_eq!(status, Some(78), "{told}");
        assert!(told.starts_with("feedback-app: ") && told.lines().count() == 1, "{told}");
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("hush"), "{told}");
    }
}

#[tokio::test]
async fn what_the_command_line_does_not_know_is_told_with_what_it_does() {
    for (variable, value, expected) in [
        ("FEEDBACK_LISTEN", "localhost", "127.0.0.1:3000"),
        ("FEEDBACK_DURABILITY", "maybe", "warn, require"),
        ("FEEDBACK_LOG_FORMAT", "xml", "text, json"),
        ("FEEDBACK_LOG", "info,x=loud", "--log"),
    ] {
        let (status, told) = refused(&[(variable, value)]).await;
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains(expected), "{told}");
    }
}

//! The app's HTTP: the one module that talks to it.

use std::time::Duration;

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use reqwest::{Client, Error, StatusCode, Url};
use serde::{Deserialize, Serialize};

use crate::results::Fate;
use crate::service::{ANSWER_TIMEOUT, Answer, Service, Unanswered};

/// How long it takes at most to learn that nobody listens.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The app, at one address or, as behind a load balancer, at one of several.
#[derive(Clone, Debug)]
pub struct App {
    client: Client,
    addresses: Vec<Url>,
}

#[derive(Serialize, Deserialize)]
struct Feedback {
    title: String,
    text: String,
}

impl App {
    /// The app at the first of these addresses (`http://host:port`) that takes a connection.
    ///
    /// # Errors
    ///
    /// Fails when one of them is not an HTTP address.
    pub fn at(addresses: &[String]) -> Result<Self> {
        let addresses: Vec<Url> = addresses
            .iter()
            .map(|address| Url::parse(address).with_context(|| format!("no address: {address}")))
            .collect::<Result<_>>()?;
        // No connection is reused after an answer that never came, and none is kept for long: a
        // container that was replaced must not be waited for.
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            .pool_max_idle_per_host(0)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client, addresses })
    }

    fn url(address: &Url, path: &[&str]) -> Url {
        let mut url = address.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Sends to one address after another until one takes the connection. A request that was sent
    /// is never sent again.
    async fn send(
        &self,
        path: &[&str],
        request: impl Fn(Url) -> reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, Failure> {
        let mut failure = Failure::NeverReached("no address".to_owned());
        for address in &self.addresses {
            match request(Self::url(address, path)).send().await {
                Ok(response) => return Ok(response),
                Err(error) if error.is_connect() => {
                    failure = Failure::NeverReached(chain(&error));
                }
                Err(error) => return Err(Failure::NoAnswer(chain(&error))),
            }
        }
        Err(failure)
    }
}

enum Failure {
    NeverReached(String),
    NoAnswer(String),
}

#[async_trait]
impl Service for App {
    async fn create(&self, title: &str, text: &str) -> Answer {
        let body = Feedback { title: title.to_owned(), text: text.to_owned() };
        let sent = self.send(&["api", "feedback"], |url| self.client.post(url).json(&body)).await;
        let (fate, words) = match sent {
            Ok(response) if response.status() == StatusCode::CREATED => {
                (Fate::Acknowledged, "201 Created".to_owned())
            }
            Ok(response) => (Fate::Refused, response.status().to_string()),
            Err(Failure::NeverReached(words)) => (Fate::Refused, words),
            Err(Failure::NoAnswer(words)) => (Fate::Unknown, words),
        };
        Answer { fate, words }
    }

    async fn get(&self, title: &str) -> Result<Option<String>, Unanswered> {
        let path = ["api", "feedback", title];
        let response = match self.send(&path, |url| self.client.get(url)).await {
            Ok(response) => response,
            Err(Failure::NeverReached(words) | Failure::NoAnswer(words)) => {
                return Err(Unanswered(words));
            }
        };
        match response.status() {
            StatusCode::OK => {
                let found: Feedback =
                    response.json().await.map_err(|error| Unanswered(chain(&error)))?;
                if found.title == title {
                    Ok(Some(found.text))
                } else {
                    Err(Unanswered(format!("asked for `{title}`, got `{}`", found.title)))
                }
            }
            StatusCode::NOT_FOUND => Ok(None),
            other => Err(Unanswered(other.to_string())),
        }
    }

    async fn ready(&self) -> bool {
        let sent = self.send(&["readyz"], |url| self.client.get(url)).await;
        sent.is_ok_and(|response| response.status() == StatusCode::OK)
    }
}

/// An error and what caused it, in one line.
fn chain(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words = format!("{words}: {inner}");
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_segment_of_the_path_whatever_it_holds() {
        let address = Url::parse("http://127.0.0.1:3000").unwrap();
        let url = App::url(&address, &["api", "feedback", "a/b 100% ?#"]);
        assert_eq!(url.as_str(), "http://127.0.0.1:3000/api/feedback/a%2Fb%20100%25%20%3F%23");
    }

    #[tokio::test]
    async fn nobody_listening_is_a_refusal_and_silence_is_unknown() {
        // Port 1 on loopback has no listener; a bound listener that never accepts stays silent.
        let nobody = App::at(&["http://127.0.0.1:1".into()]).unwrap();
        assert_eq!(nobody.create("t", "x").await.fate, Fate::Refused);
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let app = App::at(&[format!("http://{}", silent.local_addr().unwrap())]).unwrap();
        assert_eq!(app.create("t", "x").await.fate, Fate::Unknown);
    }

    #[tokio::test]
    async fn the_next_address_is_tried_when_the_first_is_down() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let second = format!("http://{}", silent.local_addr().unwrap());
        let app = App::at(&["http://127.0.0.1:1".into(), second]).unwrap();
        assert_eq!(app.create("t", "x").await.fate, Fate::Unknown);
    }
}

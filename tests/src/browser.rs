//! A real Chromium for the tests of the pages, driven by WebDriver.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of tests fails by failing the test"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How a browser is set up.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The languages that it asks for, best first, as `Accept-Language` names them.
    pub languages: &'static str,
    /// Whether pages may run scripts.
    pub scripts: bool,
}

impl Default for Setup {
    /// English, with scripts: what most people have.
    fn default() -> Self {
        Self { languages: "en", scripts: true }
    }
}

/// A browser with a profile of its own, which ends when it is dropped.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    // Dropped after the client, and before the profile that the browser writes to.
    _driver: Driver,
    _profile: TempDir,
}

/// Colours that a person has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Browser {
    /// Starts Chromium. It needs `chromedriver` and `chromium` in the path.
    pub async fn start(setup: Setup) -> Self {
        let driver = Driver::start();
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(setup, &profile));
        let client = builder.connect(&driver.url()).await.expect("a session of Chromium");
        Self { client, _driver: driver, _profile: profile }
    }

    /// Opens a page and waits until it is loaded.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("the page is opened");
    }

    /// The element of this CSS selector, which is there at once or comes soon.
    pub async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(Duration::from_secs(10));
        let found = wait.for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css} is not on the page: {error}\n{}", self.text().await),
        }
    }

    /// All elements of this CSS selector that are there now.
    pub async fn find_all(&self, css: &str) -> Vec<Element> {
        self.client.find_all(Locator::Css(css)).await.expect("the page is searched")
    }

    /// The text that the element of this CSS selector shows.
    pub async fn text_of(&self, css: &str) -> String {
        self.find(css).await.text().await.expect("the element has a text")
    }

    /// All text that the page shows.
    pub async fn text(&self) -> String {
        self.run("return document.body.innerText", vec![]).await.as_str().unwrap_or("").to_owned()
    }

    /// What a field holds.
    pub async fn value_of(&self, css: &str) -> String {
        let value = self.find(css).await.prop("value").await.expect("the field is read");
        value.unwrap_or_default()
    }

    /// Types into a field, behind what it holds.
    pub async fn type_into(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.expect("the field takes keys");
    }

    /// Types into whatever has the focus, as a person without a mouse does.
    pub async fn press(&self, keys: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    /// Clicks on an element and waits until the page that it leads to is loaded.
    pub async fn follow(&self, css: &str) {
        self.find(css).await.click().await.expect("the element is clicked");
    }

    /// The address of the page, without its host.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("the page has an address");
        let query = url.query().map(|query| format!("?{query}"));
        format!("{}{}", url.path(), query.unwrap_or_default())
    }

    /// The heading of the window.
    pub async fn title(&self) -> String {
        self.client.title().await.expect("the page has a title")
    }

    /// Runs a script in the page, past its content security policy, and gives what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("the script runs")
    }

    /// The same for a script that calls its last argument when it is done.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.expect("the script runs")
    }

    /// Shows pages in these colours from now on.
    pub async fn prefer(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Shows pages in a window of this size, in CSS pixels, from now on.
    pub async fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// How many pixels the page is wider than its window.
    pub async fn overflow(&self) -> i64 {
        let script =
            "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
        self.run(script, vec![]).await.as_i64().expect("a number of pixels")
    }

    /// A PNG of what the window shows.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a picture of the window")
    }

    async fn devtools(&self, command: &'static str, parameters: Value) {
        let command = Devtools { command, parameters };
        self.client.issue_cmd(command).await.expect("Chromium takes the command");
    }
}

fn capabilities(setup: Setup, profile: &TempDir) -> serde_json::Map<String, Value> {
    let profile = format!("--user-data-dir={}", profile.path().display());
    let arguments = [
        "--headless=new",
        // Tests run as root, in containers with little shared memory, and without a network.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        "--hide-scrollbars",
        &profile,
    ];
    // 2 blocks, as in the browser's settings for sites.
    let scripts = if setup.scripts { 1 } else { 2 };
    let options = json!({
        "args": arguments,
        "prefs": {
            "intl.accept_languages": setup.languages,
            "profile.default_content_setting_values.javascript": scripts,
        },
    });
    let capabilities = [("browserName", json!("chrome")), ("goog:chromeOptions", options)];
    capabilities.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A command of Chromium's own, for which WebDriver has none.
#[derive(Debug)]
struct Devtools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

/// A chromedriver process.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts it on a port that it picks itself.
    fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts (cargo xtask test installs it)");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        // "ChromeDriver was started successfully on port 40123."
        let port = output.lines().map_while(Result::ok).find_map(|line| {
            let port = line.split_once("successfully on port ")?.1;
            port.trim_end_matches('.').parse().ok()
        });
        Self { process, port: port.expect("chromedriver tells its port") }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end itself and its browsers, which killing it would leave behind.
    fn shut_down(&self) -> std::io::Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let patience = Duration::from_secs(5);
        let mut stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_read_timeout(Some(patience))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)?;
        stream.read(&mut [0; 512]).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        if self.shut_down().is_ok() {
            while Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        // Where it has ended by itself, both fail, and nothing is left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

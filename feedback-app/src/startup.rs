//! Builds the server, binds it, and runs it until it is told to stop.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::thread;
use std::time::Duration;

use actix_http::HttpService;
use actix_server::{Server, ServerHandle};
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::App;
use actix_web::dev::AppConfig;
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use anyhow::Context as _;
use storage_backends::Options;
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::cli::DurabilityPolicy;
use crate::connection::Connection;
use crate::http::{self, AppState};
use crate::limits::connections_of_a_worker;
use crate::links;
use crate::metrics;
use crate::settings::{Settings, SettingsError};
use crate::verdict::Verdict;
use crate::watch::Watched;

/// A server that listens already.
pub struct Application {
    server: Server,
    address: SocketAddr,
    /// Why the server stops by itself, where it does.
    refusal: oneshot::Receiver<SettingsError>,
}

/// Heads of requests arrive within this time.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
/// A connection without a request is closed after this time.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// After an early answer, what the client still sends is read for so long, so that it reads the
/// answer instead of an error.
const LINGER: Duration = Duration::from_secs(1);
/// Requests that are in flight when the server is told to stop may take so long.
const GRACE_SECONDS: u64 = 8;

impl Application {
    /// Binds the address, connects the store and starts the server. What the store needs may be
    /// away.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] where the settings make no sense to the store; others where the address
    /// cannot be used.
    pub async fn build(settings: Settings) -> anyhow::Result<Self> {
        let listener = bind(settings.listen)?;
        let address = listener.local_addr().context("the address that was bound")?;
        let metrics = metrics::install()?;
        tokio::spawn(metrics::upkeep(metrics.clone()));
        let store = storage_backends::connect(&settings.store, Options::default())
            .map_err(|error| SettingsError::new(format!("FEEDBACK_STORE: {error}")))?;
        let policy = settings.durability;
        let store = Watched::new(store, policy == DurabilityPolicy::Require);
        let url = url(address);
        let location = store.location();
        tracing::info!(%address, url, location, "listening on {url}, data in {location}");
        let verdict = Verdict::default();
        let is_settled = match policy {
            DurabilityPolicy::Require => verdict.try_settle(&store, policy).await?,
            DurabilityPolicy::Warn => false,
        };
        let token = settings.admin_token.as_ref();
        let state = Data::new(AppState::new(store.clone(), verdict.clone(), token, metrics));
        let server = serve(listener, state)?;
        let (refuse, refusal) = oneshot::channel();
        if !is_settled {
            let handle = server.handle();
            tokio::spawn(async move {
                if let Err(error) = verdict.settle(&store, policy).await {
                    // Nobody waits for it where the server has stopped meanwhile.
                    let _ = refuse.send(error);
                    handle.stop(true).await;
                }
            });
        }
        Ok(Self { server, address, refusal })
    }

    /// The port that was bound.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Serves until SIGTERM or SIGINT: then no connection is accepted any more, requests in flight
    /// are finished, and after at most 10 seconds it ends. A second signal ends it at once.
    ///
    /// # Errors
    ///
    /// Where the server fails.
    pub async fn run_until_stopped(mut self) -> anyhow::Result<()> {
        let handle = self.server.handle();
        let stopping = stop_at_signal(handle, Signals::new().context("the signals")?);
        tokio::select! {
            served = self.server => served.context("the server")?,
            name = stopping => anyhow::bail!("{name} again: stopped before all was finished"),
        }
        self.refusal.try_recv().map_or(Ok(()), |refusal| Err(refusal.into()))
    }
}

/// Starts to serve.
fn serve(listener: TcpListener, state: Data<AppState>) -> anyhow::Result<Server> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(connections_of_a_worker(workers))
        .shutdown_timeout(GRACE_SECONDS)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("feedback-app", listener, move || {
        let app = App::new().wrap(from_fn(http::envelope)).configure(http::routes(state.clone()));
        let app = app.into_factory().map_err(|error: actix_web::Error| error.error_response());
        let stopping = stopping.clone();
        let service = HttpService::build()
            .client_request_timeout(HEAD_DEADLINE)
            .keep_alive(KEEP_ALIVE)
            .client_disconnect_timeout(LINGER)
            // Connections without a request are closed as soon as the server is told to stop.
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|connection: &Connection<TcpStream>, data| {
                data.insert(connection.progress());
            })
            .h1(map_config(app, |()| AppConfig::default()));
        let connect = fn_service(async |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            // Small answers go out at once. Where that cannot be set, they go out a little later.
            let _ = stream.set_nodelay(true);
            Ok((Connection::new(stream), peer))
        });
        connect.and_then(service)
    });
    Ok(builder.context("the listener")?.run())
}

/// The signals that tell the server to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The name of the next one.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// Tells the server to stop at the first signal, and ends with the second.
async fn stop_at_signal(server: ServerHandle, mut signals: Signals) -> &'static str {
    let name = signals.next().await;
    tracing::info!("{name}: finishing what is in flight; a second signal stops at once");
    tokio::select! {
        () = server.stop(true) => std::future::pending().await,
        name = signals.next() => name,
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "another program uses port {} already; end it, or choose another port",
                address.port()
            ),
            io::ErrorKind::PermissionDenied => {
                format!("port {} is for root only; choose one from 1024 on", address.port())
            }
            io::ErrorKind::AddrNotAvailable => {
                format!("this machine has no address {}; 0.0.0.0 means all it has", address.ip())
            }
            _ => "choose another address".to_owned(),
        };
        anyhow::Error::new(error)
            .context(format!("cannot listen on {address}: {why} with --listen or FEEDBACK_LISTEN"))
    })
}

/// What a person on this machine opens to get there.
fn url(address: SocketAddr) -> String {
    let (ip, port) = (address.ip(), address.port());
    if ip.is_loopback() || ip.is_unspecified() {
        format!("http://localhost:{port}{}", links::LIST)
    } else {
        format!("http://{address}{}", links::LIST)
    }
}

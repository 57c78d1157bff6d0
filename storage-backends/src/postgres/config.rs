//! What a `postgres://` URL says.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config as Server;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;
use crate::parameters::{Parameters, refuse};
use crate::tls::{self, Trust};

/// How to reach the database.
pub(super) struct Config {
    /// The servers to try, in this order.
    pub(super) servers: Vec<Server>,
    /// The same for people, without secrets.
    pub(super) location: String,
    /// After so long the next server is tried.
    pub(super) connect_timeout: Duration,
    pub(super) pool_size: usize,
    pub(super) tls: MakeRustlsConnect,
}

const KNOWN: &str = "pool_size, sslmode, sslrootcert, connect_timeout, target_session_attrs, \
    application_name, options, and the others of libpq that tokio-postgres has";

/// All servers together may take so long, where the URL does not say `connect_timeout=`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// No server gets less than this.
const MIN_CONNECT_TIMEOUT: Duration = Duration::from_millis(300);

impl Config {
    /// Reads a URL. Its parameters mean what they mean to libpq, with two exceptions: of several
    /// servers the first that takes writes is used, unless `target_session_attrs` says otherwise,
    /// and all of them together have a second, unless `connect_timeout` says otherwise.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Configuration`] where it makes no sense.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (base, mut parameters) = Parameters::split(url)?;
        let pool_size = parameters.take_pool_size()?;
        let (ssl_mode, tls) = transport(&mut parameters)?;
        let connect_timeout = connect_timeout(&mut parameters)?;
        let server = server(base, parameters)?;
        let count = server.get_hosts().len().max(server.get_hostaddrs().len());
        if count == 0 {
            return Err(refuse("it names no host"));
        }
        if server.get_ports().len() > 1 && server.get_ports().len() != count {
            return Err(refuse("it does not name one port for each host"));
        }
        let mut servers: Vec<Server> = (0..count).map(|index| only(&server, index)).collect();
        for server in &mut servers {
            server.ssl_mode(ssl_mode);
            if count > 1 && server.get_target_session_attrs() == TargetSessionAttrs::Any {
                server.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
        }
        let share = CONNECT_TIMEOUT / u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Self {
            location: location(&server),
            servers,
            connect_timeout: connect_timeout.unwrap_or(share.max(MIN_CONNECT_TIMEOUT)),
            pool_size,
            tls,
        })
    }
}

/// `sslmode` and `sslrootcert`, as libpq reads them.
fn transport(parameters: &mut Parameters) -> Result<(SslMode, MakeRustlsConnect), StoreError> {
    let mode = parameters.take("sslmode");
    let file = parameters.take("sslrootcert");
    // A server's certificate that any authority of the system vouches for says little without
    // the host's name.
    let of_system = file.as_deref() == Some("system");
    let mode = mode.as_deref().unwrap_or(if of_system { "verify-full" } else { "prefer" });
    let authorities = file.filter(|_| !of_system).map(PathBuf::from);
    let believed = if authorities.is_some() { Trust::Authority } else { Trust::Anybody };
    let (ssl_mode, trust) = match mode {
        "disable" => (SslMode::Disable, Trust::Anybody),
        "prefer" => (SslMode::Prefer, believed),
        "require" => (SslMode::Require, believed),
        "verify-ca" => (SslMode::Require, Trust::Authority),
        "verify-full" => (SslMode::Require, Trust::Host),
        _ => {
            return Err(refuse(
                "sslmode must be disable, prefer, require, verify-ca or verify-full",
            ));
        }
    };
    if of_system && trust != Trust::Host {
        return Err(refuse("sslrootcert=system goes only with sslmode=verify-full"));
    }
    let tls = tls::client(trust, authorities.as_deref())?;
    Ok((ssl_mode, MakeRustlsConnect::new(tls)))
}

/// In seconds for each server; 0 or less means no limit, which the deadline of each call then is.
fn connect_timeout(parameters: &mut Parameters) -> Result<Option<Duration>, StoreError> {
    const NO_LIMIT: Duration = Duration::from_secs(3_600);
    let Some(value) = parameters.take("connect_timeout") else { return Ok(None) };
    let seconds: i64 =
        value.parse().map_err(|_| refuse("connect_timeout must be a whole number of seconds"))?;
    let timeout = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0);
    Ok(Some(timeout.map_or(NO_LIMIT, |seconds| Duration::from_secs(seconds).min(NO_LIMIT))))
}

/// What tokio-postgres makes of the rest.
fn server(base: &str, parameters: Parameters) -> Result<Server, StoreError> {
    let of_caller = parameters.rest();
    let mut url = format!("{base}?");
    for (name, value) in &of_caller {
        let encode = percent_encoding::NON_ALPHANUMERIC;
        let name = percent_encoding::utf8_percent_encode(name, encode);
        url.push_str(&format!("{name}={}&", percent_encoding::utf8_percent_encode(value, encode)));
    }
    let mut server: Server = url.parse().map_err(|error: tokio_postgres::Error| {
        // Its cause names the parameter, and shows no value.
        let cause = error.into_source().map_or_else(String::new, |cause| cause.to_string());
        refuse(&format!("{cause} (known are {KNOWN})"))
    })?;
    let unsaid = |name: &str| !of_caller.iter().any(|(other, _)| other == name);
    if unsaid("application_name") {
        server.application_name("feedback");
    }
    // A server whose machine is gone says nothing: the kernel has to notice.
    if unsaid("keepalives_idle") {
        server.keepalives_idle(Duration::from_secs(10));
    }
    if unsaid("keepalives_interval") {
        server.keepalives_interval(Duration::from_secs(5));
    }
    if unsaid("keepalives_retries") {
        server.keepalives_retries(3);
    }
    if unsaid("tcp_user_timeout") {
        server.tcp_user_timeout(Duration::from_secs(10));
    }
    if server.get_password().is_none() {
        // So the server says that the password is wrong, instead of tokio-postgres that there is
        // none, which could not be told from a broken connection.
        server.password("");
    }
    Ok(server)
}

/// The same for one of its hosts.
fn only(all: &Server, index: usize) -> Server {
    let mut one = Server::new();
    if let Some(user) = all.get_user() {
        one.user(user);
    }
    if let Some(password) = all.get_password() {
        one.password(password);
    }
    if let Some(database) = all.get_dbname() {
        one.dbname(database);
    }
    if let Some(options) = all.get_options() {
        one.options(options);
    }
    if let Some(name) = all.get_application_name() {
        one.application_name(name);
    }
    match all.get_hosts().get(index) {
        Some(Host::Tcp(host)) => one.host(host),
        Some(Host::Unix(path)) => one.host_path(path),
        None => &mut one,
    };
    if let Some(address) = all.get_hostaddrs().get(index) {
        one.hostaddr(*address);
    }
    one.port(port(all, index));
    if let Some(timeout) = all.get_tcp_user_timeout() {
        one.tcp_user_timeout(*timeout);
    }
    if let Some(interval) = all.get_keepalives_interval() {
        one.keepalives_interval(interval);
    }
    if let Some(retries) = all.get_keepalives_retries() {
        one.keepalives_retries(retries);
    }
    one.keepalives(all.get_keepalives())
        .keepalives_idle(all.get_keepalives_idle())
        .ssl_negotiation(all.get_ssl_negotiation())
        .target_session_attrs(all.get_target_session_attrs())
        .channel_binding(all.get_channel_binding());
    one
}

fn port(server: &Server, index: usize) -> u16 {
    let ports = server.get_ports();
    ports.get(index).or(ports.first()).copied().unwrap_or(5432)
}

/// The servers and the database, as a URL without user and password.
fn location(server: &Server) -> String {
    let count = server.get_hosts().len().max(server.get_hostaddrs().len());
    let hosts: Vec<String> = (0..count)
        .map(|index| {
            let host = match (server.get_hosts().get(index), server.get_hostaddrs().get(index)) {
                (Some(Host::Tcp(host)), _) if host.contains(':') => format!("[{host}]"),
                (Some(Host::Tcp(host)), _) => host.clone(),
                (Some(Host::Unix(path)), _) => path.display().to_string(),
                (None, Some(address)) => address.to_string(),
                (None, None) => String::new(),
            };
            format!("{host}:{}", port(server, index))
        })
        .collect();
    let database = server.get_dbname().or(server.get_user()).unwrap_or_default();
    format!("postgres://{}/{database}", hosts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn refused(url: &str) -> String {
        let Err(error) = Config::parse(url) else { panic!("{url} was taken") };
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn a_location_names_every_host_and_no_secret() {
        for (url, expected) in [
            ("postgres://anna:hush@db/feedback", "postgres://db:5432/feedback"),
            ("postgresql://anna:hush@db:5433", "postgres://db:5433/anna"),
            ("postgres://anna:hush@a,b:5433/f?sslmode=disable", "postgres://a:5432,b:5433/f"),
            ("postgres://anna@[::1]:5433/f?password=hush", "postgres://[::1]:5433/f"),
        ] {
            assert_eq!(Config::parse(url).unwrap().location, expected);
        }
    }

    #[test]
    fn a_parameter_that_is_unknown_or_makes_no_sense_is_named() {
        for (parameter, expected) in [
            ("sslmod=require", "sslmod"),
            ("sslmode=maybe", "sslmode must be"),
            ("connect_timeout=soon", "connect_timeout"),
            ("pool_size=0", "pool_size"),
            ("target_session_attrs=any-old", "target_session_attrs"),
            ("sslmode=require&sslrootcert=system", "sslrootcert=system"),
            ("sslmode=verify-full&sslrootcert=/no/such/file", "/no/such/file"),
        ] {
            let told = refused(&format!("postgres://anna:hush@db/f?{parameter}"));
            assert!(told.contains(expected), "{told}");
        }
        assert!(refused("postgres:///feedback").contains("no host"));
    }

    #[test]
    fn several_servers_share_the_time_and_must_take_writes() {
        let config = Config::parse("postgres://anna:hush@a,b/f").unwrap();
        assert_eq!(config.servers.len(), 2);
        assert_eq!(config.connect_timeout, Duration::from_millis(500));
        for server in &config.servers {
            assert_eq!(server.get_hosts().len(), 1);
            assert_eq!(server.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
            assert_eq!(server.get_password(), Some("hush".as_bytes()));
        }
        let config = Config::parse("postgres://a/f?connect_timeout=3").unwrap();
        assert_eq!(config.connect_timeout, Duration::from_secs(3));
        let Some(server) = config.servers.first() else { panic!("there is a server") };
        assert_eq!(server.get_target_session_attrs(), TargetSessionAttrs::Any);
    }
}

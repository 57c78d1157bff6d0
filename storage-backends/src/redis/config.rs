//! What a `redis://` URL says.

use std::fs;
use std::time::Duration;

use redis::io::tcp::socket2::TcpKeepalive;
use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, TlsCertificates};
use rustls::crypto::ring;
use secrecy::SecretString;

use crate::error::StoreError;
use crate::parameters::{Parameters, refuse};

/// How to reach the server.
pub(super) struct Config {
    /// Where it is and how it is spoken to, without user and password.
    pub(super) server: ConnectionInfo,
    pub(super) credentials: Option<Credentials>,
    pub(super) database: i64,
    /// The same for people, without secrets.
    pub(super) location: String,
    pub(super) pool_size: usize,
}

/// Who this app is to the server.
pub(super) struct Credentials {
    pub(super) user: Option<String>,
    pub(super) password: SecretString,
}

const KNOWN: &str = "pool_size, and with rediss:// sslrootcert";

impl Config {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Configuration`] where it makes no sense.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (base, mut parameters) = Parameters::split(url)?;
        let pool_size = parameters.take_pool_size()?;
        let authorities = parameters.take("sslrootcert");
        parameters.none_left(KNOWN)?;
        // The library takes the provider of the process, which others may have set already.
        let _ = ring::default_provider().install_default();
        let unreadable = |error: redis::RedisError| refuse(&error.to_string());
        let mut info = base.into_connection_info().map_err(unreadable)?;
        if let Some(file) = authorities {
            if !matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
                return Err(refuse("sslrootcert goes only with rediss://"));
            }
            let pem = fs::read(&file).map_err(|error| {
                refuse(&format!("the certificates in {file} (sslrootcert) cannot be read: {error}"))
            })?;
            if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
                return Err(refuse(&format!("{file} (sslrootcert) holds no certificates in PEM")));
            }
            let trusted = TlsCertificates { client_tls: None, root_cert: Some(pem) };
            let client = Client::build_with_tls(info, trusted).map_err(unreadable)?;
            info = client.get_connection_info().clone();
        }
        let settings = info.redis_settings().clone();
        let database = settings.db();
        let scheme =
            if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) { "rediss" } else { "redis" };
        let location = format!("{scheme}://{}/{database}", address(info.addr()));
        let credentials = settings.password().map(|password| Credentials {
            user: settings.username().map(str::to_owned),
            password: SecretString::from(password),
        });
        if credentials.is_none() && settings.username().is_some() {
            return Err(refuse("it names a user without a password"));
        }
        // A server whose machine is gone says nothing: the kernel has to notice.
        let keepalive = TcpKeepalive::new()
            .with_time(Duration::from_secs(10))
            .with_interval(Duration::from_secs(5))
            .with_retries(3);
        let tcp = info
            .tcp_settings()
            .clone()
            .set_nodelay(true)
            .set_keepalive(keepalive)
            .set_user_timeout(Duration::from_secs(10));
        // The connection introduces itself, so that a refusal can be told from other errors.
        let plain = redis::RedisConnectionInfo::default().set_skip_set_lib_name();
        let server = info.set_tcp_settings(tcp).set_redis_settings(plain);
        Ok(Self { server, credentials, database, location, pool_size })
    }
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn address(address: &ConnectionAddr) -> String {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. }
            if host.contains(':') =>
        {
            format!("[{host}]:{port}")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_location_names_host_port_and_database_and_no_secret() {
        for (url, expected) in [
            ("redis://cache", "redis://cache:6379/0"),
            ("redis://anna:hush@cache:6380/3?pool_size=2", "redis://cache:6380/3"),
            ("rediss://:hush@cache/0", "rediss://cache:6379/0"),
            ("redis://[::1]:6380", "redis://[::1]:6380/0"),
        ] {
            assert_eq!(Config::parse(url).unwrap().location, expected);
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_without_secrets() {
        for (url, expected) in [
            ("redis://:hush@cache/0?pool=2", "\"pool\" is unknown"),
            ("redis://:hush@cache/0?sslrootcert=/x", "rediss://"),
            ("rediss://:hush@cache/0?sslrootcert=/no/such/file", "/no/such/file"),
            ("redis://:hush@cache/zero", "Invalid database number"),
            ("redis://:hush@0.0.0.0/0", "wildcard"),
            ("redis://anna@cache/0", "without a password"),
        ] {
            let Err(error) = Config::parse(url) else { panic!("{url} was taken") };
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(expected), "{error}");
            assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        }
    }
}

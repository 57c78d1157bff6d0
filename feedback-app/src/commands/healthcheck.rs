//! `feedback-app healthcheck`: is the server in this container alive? It is for HEALTHCHECK in an
//! image that has neither a shell nor curl.
//!
//! It asks `/healthz`, not `/readyz`: a container that is not healthy is replaced, and replacing the
//! app mends no store that is away. Whoever spreads requests over replicas asks `/readyz` itself.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::cli::HealthcheckArgs;

const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn run(args: &HealthcheckArgs) -> ExitCode {
    let address = reachable(args.listen.listen);
    match ask(address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Docker shows this in `docker inspect`; where nobody reads it, nothing is lost.
            let _ = writeln!(io::stderr(), "feedback-app at {address} is not healthy: {error}");
            ExitCode::FAILURE
        }
    }
}

/// An address that is listened on, as one that can be connected to.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Ok where the server answers 200 in time.
fn ask(address: SocketAddr) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut head = Vec::new();
    while head.len() < STATUS.len() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        let mut bytes = [0; 64];
        match stream.read(&mut bytes)? {
            0 => break,
            count => head.extend(bytes.iter().take(count)),
        }
    }
    if head.starts_with(STATUS.as_bytes()) {
        return Ok(());
    }
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    Err(io::Error::other(format!("it answers {:?}", String::from_utf8_lossy(line))))
}

const STATUS: &str = "HTTP/1.1 200";

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn ask_server_that(answer: impl FnOnce(TcpStream) + Send + 'static) -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || answer(listener.accept().unwrap().0));
        let result = ask(address);
        server.join().unwrap();
        result
    }

    #[test]
    fn a_server_that_answers_200_is_healthy() {
        let answer = b"HTTP/1.1 200 OK\r\n\r\n";
        ask_server_that(|mut stream| stream.write_all(answer).unwrap()).unwrap();
    }

    #[test]
    fn another_answer_is_told() {
        let answer = b"HTTP/1.1 500 Internal Server Error\r\n\r\n";
        let error = ask_server_that(|mut stream| stream.write_all(answer).unwrap()).unwrap_err();
        assert!(error.to_string().contains("HTTP/1.1 500"), "{error}");
    }

    #[test]
    fn a_server_that_does_not_answer_in_time_is_not_healthy() {
        let start = Instant::now();
        let slow = |mut stream: TcpStream| {
            for _ in 0..5 {
                // The client has gone after two seconds.
                let _ = stream.write_all(b"H");
                thread::sleep(Duration::from_millis(600));
            }
        };
        assert!(ask_server_that(slow).is_err());
        assert!(start.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn all_addresses_are_asked_at_the_loopback() {
        let asked = |listen: &str| reachable(listen.parse().unwrap()).to_string();
        assert_eq!(asked("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(asked("[::]:80"), "[::1]:80");
        assert_eq!(asked("10.1.2.3:80"), "10.1.2.3:80");
    }
}

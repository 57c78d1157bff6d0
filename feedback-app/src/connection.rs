//! Connections with clients, on which nothing takes for ever, and every answer has its id.
//!
//! actix-http bounds the time of the first head on a connection, and of waiting between requests. It
//! bounds neither a later head that trickles in, nor an answer that nobody reads; and what it answers
//! itself, to what is not HTTP, passes no middleware.

use std::cell::Cell;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::web::Bytes;
use metrics::gauge;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::http::stamp;

/// A connection that is closed where nothing comes forward on it.
pub(crate) struct Connection<S> {
    stream: S,
    progress: Rc<Progress>,
    timer: Pin<Box<Sleep>>,
    /// What is to be written before anything else.
    pending: Bytes,
}

/// How a connection comes forward: shared with the requests that arrive on it.
#[derive(Debug)]
pub(crate) struct Progress {
    /// How many requests are being answered. These have deadlines of their own.
    answering: Cell<usize>,
    /// When the last request was answered, or the last byte written.
    last: Cell<Instant>,
    /// After so long without anything more the connection is closed.
    patience: Cell<Duration>,
}

/// A request that is being answered; it is answered when this is dropped.
pub(crate) struct Answering(Rc<Progress>);

/// A head that has begun is complete within this time, and a part of an answer is read.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same where the client has shown that it does not come forward.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);

impl<S> Connection<S> {
    pub(crate) fn new(stream: S) -> Self {
        let now = Instant::now();
        let progress = Rc::new(Progress {
            answering: Cell::new(0),
            last: Cell::new(now),
            patience: Cell::new(PATIENCE),
        });
        let timer = Box::pin(sleep_until(now + PATIENCE));
        gauge!("http_connections").increment(1);
        Self { stream, progress, timer, pending: Bytes::new() }
    }

    /// For the requests that arrive on it.
    pub(crate) fn progress(&self) -> Rc<Progress> {
        Rc::clone(&self.progress)
    }

    /// An error where nothing has come forward for too long.
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let now = Instant::now();
        let end = self.progress.end(now);
        if end <= now {
            return Err(io::ErrorKind::TimedOut.into());
        }
        // It is set again only where it must be, and not for each request.
        if self.timer.deadline() > end {
            self.timer.as_mut().reset(end);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            self.timer.as_mut().reset(end);
        }
        Ok(())
    }
}

impl Progress {
    /// A request has arrived.
    pub(crate) fn answering(self: &Rc<Self>) -> Answering {
        self.answering.set(self.answering.get() + 1);
        Answering(Rc::clone(self))
    }

    /// Closes the connection soon, as its client does not come forward.
    pub(crate) fn hurry(&self) {
        self.patience.set(SHORT_PATIENCE);
    }

    /// When the connection is closed, if nothing comes forward until then.
    fn end(&self, now: Instant) -> Instant {
        let last = if self.answering.get() > 0 { now } else { self.last.get() };
        last + self.patience.get()
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.set(self.0.answering.get() - 1);
        self.0.last.set(Instant::now());
    }
}

impl<S> Drop for Connection<S> {
    fn drop(&mut self) {
        gauge!("http_connections").decrement(1);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> Connection<S> {
    fn poll_pending(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let written = ready!(self.poll_stream(cx, &self.pending.clone()))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            let _ = self.pending.split_to(written);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Ready(written) => {
                self.progress.last.set(Instant::now());
                Poll::Ready(written)
            }
            Poll::Pending => {
                self.check(cx).map_or_else(|error| Poll::Ready(Err(error)), |()| Poll::Pending)
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(cx))?;
        let Some(stamped) = stamp(bytes) else { return self.poll_stream(cx, bytes) };
        // All of it counts as written, as it stands in another form in `pending`.
        self.pending = stamped;
        match self.poll_pending(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
    use tokio::time::advance;

    use super::*;

    async fn read(connection: &mut Connection<impl AsyncRead + Unpin>) -> io::Result<u8> {
        connection.read_u8().await
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_trickles_in_is_given_up() {
        let (mut client, server) = duplex(64);
        let mut connection = Connection::new(server);
        for _ in 0..3 {
            client.write_all(b"G").await.unwrap();
            assert_eq!(read(&mut connection).await.unwrap(), b'G');
            advance(PATIENCE / 4).await;
        }
        advance(PATIENCE / 2).await;
        client.write_all(b"G").await.unwrap();
        assert_eq!(read(&mut connection).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_being_answered_is_not_given_up() {
        let (mut client, server) = duplex(64);
        let mut connection = Connection::new(server);
        let answering = connection.progress().answering();
        client.write_all(b"ab").await.unwrap();
        advance(10 * PATIENCE).await;
        assert_eq!(read(&mut connection).await.unwrap(), b'a');
        drop(answering);
        advance(PATIENCE / 2).await;
        assert_eq!(read(&mut connection).await.unwrap(), b'b');
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_was_too_slow_once_is_given_up_soon() {
        let (mut client, server) = duplex(64);
        let mut connection = Connection::new(server);
        client.write_all(b"a").await.unwrap();
        assert_eq!(read(&mut connection).await.unwrap(), b'a');
        connection.progress().hurry();
        let start = Instant::now();
        assert_eq!(read(&mut connection).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(start.elapsed() < 2 * SHORT_PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_reads_is_given_up() {
        let (_client, server) = duplex(16);
        let mut connection = Connection::new(server);
        let start = Instant::now();
        let error = connection.write_all(&[b'x'; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(start.elapsed() < 2 * PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_read_slowly_is_not_given_up() {
        let (mut client, server) = duplex(16);
        let mut connection = Connection::new(server);
        let reading = tokio::spawn(async move {
            let mut bytes = [0; 64];
            for byte in &mut bytes {
                tokio::time::sleep(PATIENCE / 2).await;
                *byte = client.read_u8().await.unwrap();
            }
            bytes
        });
        connection.write_all(&[b'x'; 64]).await.unwrap();
        assert_eq!(reading.await.unwrap(), [b'x'; 64]);
    }

    #[tokio::test]
    async fn an_answer_without_an_id_gets_one_however_little_fits_at_a_time() {
        let (mut client, server) = duplex(7);
        let mut connection = Connection::new(server);
        let head = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        let reading = tokio::spawn(async move {
            let mut text = String::new();
            client.read_to_string(&mut text).await.unwrap();
            text
        });
        connection.write_all(head).await.unwrap();
        connection.shutdown().await.unwrap();
        drop(connection);
        let text = reading.await.unwrap();
        assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n"), "{text}");
        assert!(text.contains("\r\nx-request-id: ") && text.ends_with("\r\n\r\n"), "{text}");
    }
}

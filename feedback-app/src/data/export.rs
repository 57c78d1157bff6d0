//! Writes what a store holds as lines of JSON, newest first.

use std::io;
use std::sync::Arc;

use storage_backends::{FeedbackStore, StoreError};
use tokio::io::{AsyncWrite, AsyncWriteExt as _, BufWriter};

use super::digest::Digest;
use super::job::Job;
use super::line;
use super::walk::{Found, Walk};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many feedbacks.
    pub count: u64,
    /// The SHA-256 of all that was written, in hexadecimal digits.
    pub digest: String,
}

/// Why an export has stopped; what was written until then are whole lines, but not all of them.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the command has an exit status for each")]
pub enum ExportError {
    /// The store cannot be read.
    #[error("the store cannot be read")]
    Store(#[source] StoreError),
    /// The output takes no more.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
}

/// Writes one line for each feedback, newest first, and flushes. Damaged feedbacks are told, counted
/// and left out.
///
/// # Errors
///
/// [`ExportError`], where the output holds only a part.
pub async fn export(
    store: Arc<dyn FeedbackStore>,
    output: impl AsyncWrite + Unpin,
    job: &Job,
) -> Result<Exported, ExportError> {
    let mut output = BufWriter::with_capacity(BUFFER_BYTES, output);
    let written = write_lines(store, &mut output, job).await;
    // Also after an error of the store, so that what was written ends with a whole line.
    let flushed = output.flush().await;
    let exported = written?;
    flushed?;
    Ok(exported)
}

const BUFFER_BYTES: usize = 128 * 1024;

async fn write_lines(
    store: Arc<dyn FeedbackStore>,
    output: &mut (impl AsyncWrite + Unpin),
    job: &Job,
) -> Result<Exported, ExportError> {
    let mut walk = Walk::start(store, job);
    let (mut digest, mut count, mut buffer) = (Digest::default(), 0, Vec::new());
    while let Some(found) = walk.next().await.map_err(ExportError::Store)? {
        match found {
            Found::Feedback(feedback) => {
                buffer.clear();
                line::write(&feedback, &mut buffer)?;
                output.write_all(&buffer).await?;
                digest.add(&buffer);
                count += 1;
                job.tally.done.add_one();
            }
            Found::Damaged(title) => {
                job.tally.damaged.add_one();
                let title = title.as_str();
                job.observer.problem(&format!("{title:?} is damaged, and is not exported"));
            }
        }
    }
    Ok(Exported { count, digest: digest.finish() })
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use data_encoding::HEXLOWER;
    use sha2::{Digest as _, Sha256};
    use storage_backends::ErrorKind;

    use super::*;
    use crate::data::memory::{Fault, MemoryStore, feedback, feedbacks, job};

    #[tokio::test]
    async fn feedback_is_written_a_line_each_newest_first() {
        let store = MemoryStore::with([feedback("old", "1\n2", 1), feedback("new", "\"", 2)]);
        let mut output = Vec::new();
        let exported = export(store, &mut output, &job().0).await.unwrap();
        let expected = concat!(
            "{\"title\":\"new\",\"text\":\"\\\"\",\"created_at\":\"1970-01-01T00:00:00.002Z\"}\n",
            "{\"title\":\"old\",\"text\":\"1\\n2\",\"created_at\":\"1970-01-01T00:00:00.001Z\"}\n",
        );
        assert_eq!(String::from_utf8(output).unwrap(), expected);
        let digest = HEXLOWER.encode(&Sha256::digest(expected));
        assert_eq!(exported, Exported { count: 2, digest });
    }

    #[tokio::test]
    async fn damaged_feedback_is_told_and_counted() {
        let store = MemoryStore::with(feedbacks(3));
        store.damage("title 1");
        let ((job, notes), mut output) = (job(), Vec::new());
        assert_eq!(export(store, &mut output, &job).await.unwrap().count, 2);
        assert_eq!(job.tally.damaged.get(), 1);
        let problems = notes.problems.lock().unwrap();
        assert_eq!(*problems, ["\"title 1\" is damaged, and is not exported"]);
    }

    #[tokio::test]
    async fn an_export_that_breaks_off_is_an_error_and_ends_with_a_whole_line() {
        let store = MemoryStore::with(feedbacks(250));
        store.fail(|_, number| match number {
            1 => Fault::Nothing,
            _ => Fault::Before(ErrorKind::Denied),
        });
        let ((job, _), mut output) = (job(), Vec::new());
        let error = export(store, &mut output, &job).await.unwrap_err();
        assert!(matches!(error, ExportError::Store(_)));
        assert_eq!(output.iter().filter(|byte| **byte == b'\n').count(), 100);
        assert_eq!((output.last(), job.tally.done.get()), (Some(&b'\n'), 100));
    }

    /// An output whose disk is full.
    struct Full;

    impl AsyncWrite for Full {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn an_output_that_takes_no_more_is_an_error_even_at_the_last_flush() {
        for count in [1, 5_000] {
            let error = export(MemoryStore::with(feedbacks(count)), Full, &job().0).await;
            assert!(matches!(error, Err(ExportError::Output(_))), "{count}: {error:?}");
        }
    }
}

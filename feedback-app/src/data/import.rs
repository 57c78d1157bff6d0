//! Keeps what lines of JSON tell.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use storage_backends::{CreatedAt, FeedbackStore, StoreError, Title};
use tokio::io::AsyncBufRead;

use super::job::Job;
use super::keep::{Keeper, Kept};
use super::line::{self, MAX_LINE_BYTES};
use super::lines::{Line, Lines};

/// Why an import has stopped before the end of its input.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "the command has an exit status for each")]
pub enum ImportError {
    /// The store cannot keep what it is given.
    #[error("the store cannot be written")]
    Store(#[source] StoreError),
    /// The input cannot be read.
    #[error("the input cannot be read")]
    Input(#[from] io::Error),
}

/// Keeps the feedback of each line. Lines that are not a feedback, and titles under which something
/// else is there, are told and counted, and the import goes on.
///
/// Where two lines have one title, the first wins, and the other is a conflict unless it is the
/// same. Blank lines are skipped. A line without a time gets the time at which the import began, and
/// is the same as a feedback of any time.
///
/// # Errors
///
/// [`ImportError`], where a part of the input was not looked at. The same input can be given again.
pub async fn import(
    store: Arc<dyn FeedbackStore>,
    input: impl AsyncBufRead + Unpin,
    job: &Job,
) -> Result<(), ImportError> {
    let mut importer =
        Importer { job, keeper: Keeper::new(store, job), titles_in_flight: HashSet::new() };
    let mut lines = Lines::new(input, MAX_LINE_BYTES);
    let now = CreatedAt::now();
    loop {
        match lines.next().await? {
            Line::End => break,
            Line::TooLong(number) => {
                importer.refuse(number, &format!("it is longer than {MAX_LINE_BYTES} bytes"));
            }
            Line::Whole(_, line) if line.trim_ascii().is_empty() => {}
            Line::Whole(number, line) => match line::read(line, now) {
                Ok(entry) => importer.keep(number, entry).await.map_err(ImportError::Store)?,
                Err(why) => importer.refuse(number, &why),
            },
        }
    }
    while importer.finish_one().await.map_err(ImportError::Store)? {}
    Ok(())
}

struct Importer<'a> {
    job: &'a Job,
    keeper: Keeper<(u64, Title)>,
    titles_in_flight: HashSet<Title>,
}

impl Importer<'_> {
    async fn keep(&mut self, number: u64, entry: line::Entry) -> Result<(), StoreError> {
        let title = entry.feedback.title.clone();
        // So that of two lines with one title the first wins.
        while self.titles_in_flight.contains(&title) {
            self.finish_one().await?;
        }
        self.titles_in_flight.insert(title.clone());
        if let Some((tag, kept)) = self.keeper.keep((number, title), entry).await? {
            self.account(tag, kept);
        }
        Ok(())
    }

    /// Waits for one of those in flight; false where there is none.
    async fn finish_one(&mut self) -> Result<bool, StoreError> {
        let done = self.keeper.next().await?;
        let is_one = done.is_some();
        if let Some((tag, kept)) = done {
            self.account(tag, kept);
        }
        Ok(is_one)
    }

    fn account(&mut self, (number, title): (u64, Title), kept: Kept) {
        self.titles_in_flight.remove(&title);
        match kept {
            Kept::Created => self.job.tally.done.add_one(),
            Kept::Present => self.job.tally.present.add_one(),
            Kept::Conflict(conflict) => {
                self.job.tally.conflicting.add_one();
                let title = title.as_str();
                self.job.observer.problem(&format!("line {number}: {title:?} {conflict}"));
            }
        }
    }

    fn refuse(&self, number: u64, why: &str) {
        self.job.tally.refused.add_one();
        self.job.observer.problem(&format!("line {number} is refused: {why}"));
    }
}

#[cfg(test)]
mod tests {
    use storage_backends::ErrorKind;

    use super::*;
    use crate::data::Tally;
    use crate::data::memory::{Fault, MemoryStore, Notes, feedback, job};

    /// What was created, there already, conflicting and refused.
    fn counts(tally: &Tally) -> [u64; 4] {
        [&tally.done, &tally.present, &tally.conflicting, &tally.refused].map(|count| count.get())
    }

    async fn imported(store: &Arc<MemoryStore>, input: &[u8]) -> ([u64; 4], Arc<Notes>) {
        let (job, notes) = job();
        import(Arc::clone(store) as Arc<dyn FeedbackStore>, input, &job).await.unwrap();
        (counts(&job.tally), notes)
    }

    #[tokio::test]
    async fn importing_again_changes_nothing() {
        let store = MemoryStore::with([]);
        let input = br#"
            {"title":"a","text":"1","created_at":"1970-01-01T00:00:00.001Z"}

            {"title":"B","text":"2","created_at":"1970-01-01T00:00:00.002Z"}
            {"title":"undated","text":"3"}"#;
        assert_eq!(imported(&store, input).await.0, [3, 0, 0, 0]);
        let all = store.all();
        assert_eq!(all[1..], [feedback("b", "2", 2), feedback("a", "1", 1)]);
        assert_eq!(imported(&store, input).await.0, [0, 3, 0, 0]);
        assert_eq!(store.all(), all);
    }

    #[tokio::test]
    async fn refusals_and_conflicts_are_told_by_line_and_the_rest_is_kept() {
        let store = MemoryStore::with([feedback("there", "kept", 5)]);
        let mut input = Vec::new();
        for line in [
            r#"{"title":"a","text":"1"}"#,
            "no json",
            r#"{"title":"There","text":"other","created_at":"1970-01-01T00:00:00.005Z"}"#,
            &"x".repeat(MAX_LINE_BYTES + 1),
            "",
            r#"{"title":"b","text":"2"}"#,
            r#"{"title":"c","te"#,
        ] {
            input.extend_from_slice(line.as_bytes());
            input.push(b'\n');
        }
        let (counts, notes) = imported(&store, &input).await;
        assert_eq!(counts, [2, 0, 1, 3]);
        let mut problems = notes.problems.lock().unwrap().clone();
        problems.sort();
        assert_eq!(problems[0], "line 2 is refused: it is not a JSON object");
        assert_eq!(problems[1], "line 3: \"there\" is there with another text");
        assert_eq!(problems[2], "line 4 is refused: it is longer than 1048576 bytes");
        assert!(problems[3].starts_with("line 7 is refused: it is cut off at"), "{problems:?}");
        assert!(store.all().contains(&feedback("there", "kept", 5)));
    }

    #[tokio::test]
    async fn of_two_lines_with_one_title_the_first_wins() {
        let store = MemoryStore::with([]);
        let line =
            |title: usize, text: &str| format!("{{\"title\":\"{title}\",\"text\":\"{text}\"}}\n");
        let input: String =
            (0..200).map(|title| line(title, "first") + &line(title, "second")).collect();
        let (counts, _) = imported(&store, input.as_bytes()).await;
        assert_eq!(counts, [200, 0, 200, 0]);
        assert!(store.all().iter().all(|feedback| feedback.text.as_str() == "first"));
    }

    #[tokio::test]
    async fn an_outage_is_waited_for_and_what_does_not_mend_itself_stops_it() {
        let store = MemoryStore::with([]);
        let lines = |numbers: std::ops::Range<usize>| -> String {
            numbers.map(|number| format!("{{\"title\":\"{number}\",\"text\":\"x\"}}\n")).collect()
        };
        store.fail(|call, number| match (call, number) {
            ("create", 50..90) => Fault::After(ErrorKind::Unavailable),
            _ => Fault::Nothing,
        });
        let (counts, notes) = imported(&store, lines(0..300).as_bytes()).await;
        assert_eq!(counts, [300, 0, 0, 0]);
        assert!(*notes.waits.lock().unwrap() >= 40);

        store.fail(|_, _| Fault::Before(ErrorKind::Full));
        let (job, _) = job();
        let input = lines(300..400);
        let result = import(store, input.as_bytes(), &job).await;
        assert!(
            matches!(result, Err(ImportError::Store(error)) if error.kind() == ErrorKind::Full)
        );
    }
}

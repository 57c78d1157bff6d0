//! Whatever is valid comes through an export and an import, and through a copy, as it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use storage_backends::{CreatedAt, Feedback, FeedbackStore, Text, Title};
use tokio::io::BufReader;

use super::memory::{MemoryStore, job};
use super::{copy, export, import, verify};

/// Feedbacks with titles that are unique, of which many share a millisecond.
fn any_feedbacks() -> impl Strategy<Value = Vec<Feedback>> {
    let title = prop_oneof!["\\PC{1,40}", ".{1,40}", "[./\\\\%:\"a-z]{1,8}"];
    let text = prop_oneof!["\\PC{1,200}", "(?s).{1,200}", "[\\x01-\\x7f]{1,40}"];
    let millis = prop_oneof![0i64..20, 0i64..253_402_300_800_000];
    let feedback =
        (title, text, millis).prop_filter_map("not a feedback", |(title, text, millis)| {
            Some(Feedback {
                title: Title::parse(&title).ok()?,
                text: Text::parse(&text).ok()?,
                created_at: CreatedAt::from_millis(millis).ok()?,
            })
        });
    vec(feedback, 0..120).prop_map(|feedbacks| {
        let unique: BTreeMap<_, _> =
            feedbacks.into_iter().map(|feedback| (feedback.title.clone(), feedback)).collect();
        unique.into_values().collect()
    })
}

fn store(feedbacks: &[Feedback]) -> Arc<MemoryStore> {
    MemoryStore::with(feedbacks.iter().cloned())
}

fn run(test: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_import_of_an_export_gives_an_equal_store_in_whatever_order_its_lines_are(
        (feedbacks, order) in any_feedbacks().prop_flat_map(|feedbacks| {
            let order = Just((0..feedbacks.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(feedbacks), order)
        }),
        buffer in 1usize..100,
    ) {
        run(async {
            let (from, to, mut output) = (store(&feedbacks), store(&[]), Vec::new());
            export(from.clone(), &mut output, &job().0).await.unwrap();
            let lines: Vec<_> = output.split_inclusive(|byte| *byte == b'\n').collect();
            prop_assert_eq!(lines.len(), feedbacks.len());
            let shuffled = order.iter().map(|place| lines[*place]).collect::<Vec<_>>().concat();
            let input = BufReader::with_capacity(buffer, shuffled.as_slice());
            let (job, notes) = job();
            import(to.clone(), input, &job).await.unwrap();
            prop_assert_eq!(&*notes.problems.lock().unwrap(), &Vec::<String>::new());
            prop_assert_eq!(to.all(), from.all());
            Ok(())
        })?;
    }

    #[test]
    fn a_copy_onto_a_part_of_itself_completes_it(feedbacks in any_feedbacks(), part in any::<u64>()) {
        run(async {
            let in_part = |place: usize| part >> (place % 64) & 1 == 1;
            let there: Vec<_> = feedbacks.iter().enumerate().filter(|(place, _)| in_part(*place))
                .map(|(_, feedback)| feedback.clone()).collect();
            let (from, to) = (store(&feedbacks), store(&there));
            let (job, _) = job();
            copy(from.clone(), to.clone(), &job).await.unwrap();
            prop_assert_eq!(job.tally.present.get(), there.len() as u64);
            prop_assert_eq!(to.all(), from.all());
            let from: Arc<dyn FeedbackStore> = from;
            prop_assert!(verify(from, to, &job).await.unwrap().is_same());
            Ok(())
        })?;
    }
}

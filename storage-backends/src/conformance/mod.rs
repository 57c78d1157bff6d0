//! The suite that every store passes.
//!
//! A store's tests implement [`Fixture`] and call [`conformance!`](crate::conformance!), which makes
//! one test of each behaviour:
//!
//! ```ignore
//! storage_backends::conformance!(folder);
//! storage_backends::conformance!(server, #[ignore = "needs PostgreSQL: run cargo xtask test"]);
//! ```
//!
//! Each behaviour takes a fixture of its own, with an empty store. Two connections of one fixture
//! stand for two processes.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod calls;
mod faults;
mod listing;
mod names;
mod processes;
mod races;
mod samples;
mod searching;

use std::sync::Arc;

pub use calls::*;
pub use faults::*;
pub use listing::*;
pub use names::*;
pub use processes::*;
pub use races::*;
pub use searching::*;

use crate::{FeedbackStore, Options, StoreUrl};

/// An empty store, and the power to take it away and bring it back.
pub trait Fixture: Send + Sync + 'static {
    /// The URL of the store.
    fn url(&self) -> String;

    /// Takes the store away, as a stopped server or an unmounted disk. What it has acknowledged
    /// must be there again after [`Fixture::start`].
    fn stop(&mut self);

    /// Brings it back, and returns when it is there.
    fn start(&mut self);

    /// A new connection to the store, as another process would make.
    fn connect(&self) -> Arc<dyn FeedbackStore> {
        let url: StoreUrl = self.url().parse().expect("the URL of a fixture is one");
        crate::connect(&url, Options::default()).expect("the URL of a fixture makes sense")
    }
}

/// Makes a test of each behaviour. It takes a function that makes a [`Fixture`], and attributes for
/// all of the tests.
#[macro_export]
macro_rules! conformance {
    ($fixture:path $(, #[$attribute:meta])*) => {
        $crate::conformance! { @tests $fixture, [$(#[$attribute])*]:
            a_feedback_that_was_created_is_read_back_whole
            what_was_never_created_is_not_there
            a_second_create_of_a_title_changes_nothing
            a_title_is_the_same_however_it_is_written
            a_feedback_that_was_deleted_is_gone_and_can_be_created_again
            the_shortest_and_the_longest_texts_are_kept
            the_time_of_creation_is_kept_to_the_millisecond
            a_store_that_is_there_passes_its_check
            where_the_bytes_live_is_told_for_every_event
            awkward_titles_are_kept_apart_and_read_back
            any_title_and_text_that_is_accepted_is_read_back
            of_64_concurrent_creates_exactly_one_wins
            a_reader_never_sees_a_feedback_in_part
            creates_and_deletes_of_one_title_take_turns
            an_empty_store_has_one_empty_page
            a_walk_meets_every_feedback_once_newest_first
            feedbacks_of_one_millisecond_are_ordered_by_title
            a_page_holds_as_many_as_were_asked_for
            a_cursor_stays_valid_when_its_feedback_is_deleted
            what_stays_is_met_once_while_others_come_and_go
            a_search_finds_the_titles_that_begin_so
            a_search_takes_special_characters_as_they_are
            a_search_with_many_matches_finds_them_all
            what_one_process_did_every_other_sees_at_once
            a_store_that_is_away_is_unavailable_and_recovers_by_itself
            a_store_may_be_connected_while_it_is_away
            nothing_that_was_acknowledged_is_lost_when_the_store_stops_in_mid_run
        }
    };
    (@tests $fixture:path, $attributes:tt: $($behaviour:ident)*) => {
        $($crate::conformance! { @test $fixture, $attributes, $behaviour })*
    };
    (@test $fixture:path, [$(#[$attribute:meta])*], $behaviour:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        $(#[$attribute])*
        async fn $behaviour() {
            $crate::conformance::$behaviour($fixture()).await;
        }
    };
}

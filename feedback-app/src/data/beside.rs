//! A walk through a store beside the walk through another, so that what both hold is met without
//! asking for each title.

use std::sync::Arc;

use storage_backends::{Feedback, FeedbackStore, StoreError};

use super::job::Job;
use super::walk::{Found, Walk};

/// The walk through the other store.
pub(super) struct Beside {
    walk: Walk,
    head: Option<Feedback>,
    has_begun: bool,
    only_here: u64,
}

impl Beside {
    pub(super) fn start(store: Arc<dyn FeedbackStore>, job: &Job) -> Self {
        Self { walk: Walk::start(store, job), head: None, has_begun: false, only_here: 0 }
    }

    /// What this store holds at the place of the feedback, which must be older than the one before:
    /// the same title and time, perhaps another text. None tells nothing about a feedback that comes
    /// out of order, or has another time here.
    pub(super) async fn meet(
        &mut self,
        feedback: &Feedback,
    ) -> Result<Option<Feedback>, StoreError> {
        if !self.has_begun {
            self.has_begun = true;
            self.advance().await?;
        }
        let key = feedback.key();
        while self.head.as_ref().is_some_and(|head| head.key() > key) {
            self.only_here += 1;
            self.advance().await?;
        }
        if self.head.as_ref().is_some_and(|head| head.key() == key) {
            let met = self.head.take();
            self.advance().await?;
            return Ok(met);
        }
        Ok(None)
    }

    /// Walks to the end, and tells how many feedbacks were met by no other.
    pub(super) async fn finish(mut self) -> Result<u64, StoreError> {
        if !self.has_begun {
            self.advance().await?;
        }
        while self.head.is_some() {
            self.only_here += 1;
            self.advance().await?;
        }
        Ok(self.only_here)
    }

    async fn advance(&mut self) -> Result<(), StoreError> {
        self.head = loop {
            match self.walk.next().await? {
                Some(Found::Feedback(feedback)) => break Some(feedback),
                // Whoever needs it asks for its title, and is told.
                Some(Found::Damaged(_)) => {}
                None => break None,
            }
        };
        Ok(())
    }
}

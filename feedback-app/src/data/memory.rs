//! A store in memory that fails as tests say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use storage_backends::{
    Cursor, Durability, ErrorKind, Feedback, FeedbackStore, Key, Page, PageRequest, StoreError,
    Title,
};

use super::{Job, Observer, Tally};

#[derive(Debug, Default)]
pub(crate) struct MemoryStore {
    state: Mutex<State>,
    /// Asked for each call.
    fault: Mutex<Option<Plan>>,
}

#[derive(Debug, Default)]
struct State {
    keys: BTreeSet<Key>,
    /// None where what is stored is damaged.
    feedbacks: BTreeMap<Title, Option<Feedback>>,
    calls: BTreeMap<&'static str, usize>,
}

/// What goes wrong with the call of this name and number, counted from 1 by name.
type Plan = fn(&str, usize) -> Fault;

/// What goes wrong with a call.
pub(crate) enum Fault {
    Nothing,
    /// It fails, and nothing has happened.
    Before(ErrorKind),
    /// It fails, and has taken place.
    After(ErrorKind),
}

impl MemoryStore {
    pub(crate) fn with(feedbacks: impl IntoIterator<Item = Feedback>) -> Arc<Self> {
        let store = Self::default();
        for feedback in feedbacks {
            assert!(store.put(feedback), "the titles of a test are unique");
        }
        Arc::new(store)
    }

    pub(crate) fn fail(&self, fault: Plan) {
        *self.fault.lock().unwrap() = Some(fault);
    }

    /// Replaces what is stored under the title of the feedback.
    pub(crate) fn replace(&self, feedback: Feedback) {
        self.remove(&feedback.title);
        self.put(feedback);
    }

    pub(crate) fn remove(&self, title: &Title) {
        let mut state = self.state();
        state.feedbacks.remove(title);
        state.keys.retain(|key| key.title != *title);
    }

    /// Damages what is stored under the title.
    pub(crate) fn damage(&self, title: &str) {
        let title = Title::parse(title).unwrap();
        *self.state().feedbacks.get_mut(&title).unwrap() = None;
    }

    /// All feedbacks, newest first.
    pub(crate) fn all(&self) -> Vec<Feedback> {
        let state = self.state();
        state.keys.iter().rev().filter_map(|key| state.feedbacks[&key.title].clone()).collect()
    }

    /// How often the operation was called.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.state().calls.get(operation).copied().unwrap_or_default()
    }

    fn put(&self, feedback: Feedback) -> bool {
        let mut state = self.state();
        if state.feedbacks.contains_key(&feedback.title) {
            return false;
        }
        state.keys.insert(feedback.key());
        state.feedbacks.insert(feedback.title.clone(), Some(feedback));
        true
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        call: impl FnOnce() -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError>
    where
        T: Send,
    {
        // So that calls overlap as they do elsewhere.
        tokio::task::yield_now().await;
        let number = {
            let mut state = self.state();
            let calls = state.calls.entry(operation).or_default();
            *calls += 1;
            *calls
        };
        let fault = *self.fault.lock().unwrap();
        match fault.map_or(Fault::Nothing, |fault| fault(operation, number)) {
            Fault::Nothing => call(),
            Fault::Before(kind) => Err(StoreError::new(kind, "as the test says")),
            Fault::After(kind) => {
                let _ = call();
                Err(StoreError::new(kind, "as the test says"))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

#[async_trait]
impl FeedbackStore for MemoryStore {
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        let exists = || StoreError::new(ErrorKind::AlreadyExists, "it exists");
        let create = || if self.put(feedback.clone()) { Ok(()) } else { Err(exists()) };
        self.call("create", create).await
    }

    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        let get = || match self.state().feedbacks.get(title) {
            Some(Some(feedback)) => Ok(Some(feedback.clone())),
            Some(None) => Err(StoreError::new(ErrorKind::Damaged, "it is damaged")),
            None => Ok(None),
        };
        self.call("get", get).await
    }

    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        let list = || {
            let state = self.state();
            let after = request.after.as_ref().map(Cursor::key);
            let mut page = Page::default();
            let keys = state.keys.iter().rev().filter(|key| after.is_none_or(|after| *key < after));
            let keys: Vec<&Key> = keys.take(request.limit.get()).collect();
            for key in &keys {
                match &state.feedbacks[&key.title] {
                    Some(feedback) => page.items.push(feedback.clone()),
                    None => page.unread.push(key.title.clone()),
                }
            }
            let is_full = keys.len() == request.limit.get();
            page.next = keys.last().filter(|_| is_full).map(|key| Cursor::after((*key).clone()));
            Ok(page)
        };
        self.call("list", list).await
    }

    async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        let is_there = self.state().feedbacks.contains_key(title);
        self.remove(title);
        Ok(is_there)
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.call("check", || Ok(())).await
    }

    async fn durability(&self) -> Durability {
        Durability::unknown(self.location())
    }

    fn location(&self) -> String {
        "memory".to_owned()
    }
}

/// Feedbacks `title 0` and so on, two in each millisecond.
pub(crate) fn feedbacks(count: i64) -> Vec<Feedback> {
    (0..count).map(|number| feedback(&format!("title {number}"), "text", number / 2)).collect()
}

pub(crate) fn feedback(title: &str, text: &str, millis: i64) -> Feedback {
    Feedback {
        title: Title::parse(title).unwrap(),
        text: storage_backends::Text::parse(text).unwrap(),
        created_at: storage_backends::CreatedAt::from_millis(millis).unwrap(),
    }
}

/// Remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) problems: Mutex<Vec<String>>,
    pub(crate) waits: Mutex<usize>,
}

impl Observer for Notes {
    fn problem(&self, sentence: &str) {
        self.problems.lock().unwrap().push(sentence.to_owned());
    }

    fn waiting(&self, _: &StoreError) {
        *self.waits.lock().unwrap() += 1;
    }
}

/// A job that waits longer than the outages of tests last, and what it tells.
pub(crate) fn job() -> (Job, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let tally = Arc::new(Tally::default());
    let patience = Duration::from_secs(20);
    (Job { tally, observer: Arc::clone(&notes) as Arc<dyn Observer>, patience }, notes)
}

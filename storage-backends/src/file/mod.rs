//! To be written.
use crate::{Durability, ErrorKind, Feedback, FeedbackStore, Page, PageRequest, StoreError, Title};
use async_trait::async_trait;

#[derive(Debug)]
pub(crate) struct FileStore;

impl FileStore {
    pub(crate) fn open(_folder: &std::path::Path) -> Self {
        Self
    }
}

fn away<T>() -> Result<T, StoreError> {
    Err(StoreError::new(ErrorKind::Unavailable, "to be written"))
}

#[async_trait]
impl FeedbackStore for FileStore {
    async fn create(&self, _: &Feedback) -> Result<(), StoreError> {
        away()
    }
    async fn get(&self, _: &Title) -> Result<Option<Feedback>, StoreError> {
        away()
    }
    async fn list(&self, _: &PageRequest) -> Result<Page, StoreError> {
        away()
    }
    async fn delete(&self, _: &Title) -> Result<bool, StoreError> {
        away()
    }
    async fn check(&self) -> Result<(), StoreError> {
        away()
    }
    async fn durability(&self) -> Durability {
        Durability::unknown(self.location())
    }
    fn location(&self) -> String {
        String::new()
    }
}

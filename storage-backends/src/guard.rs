//! What holds for every store: a deadline for each call, and what is measured of it.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use metrics::{counter, histogram};

use crate::durability::Durability;
use crate::error::{ErrorKind, StoreError};
use crate::feedback::{Feedback, Page, PageRequest, Title};
use crate::store::FeedbackStore;

/// A store whose calls end by a deadline and are counted in the metrics
/// `feedback_store_duration_seconds` and `feedback_store_errors_total`.
#[derive(Debug)]
pub(crate) struct Guard {
    store: Arc<dyn FeedbackStore>,
    deadline: Duration,
}

impl Guard {
    pub(crate) fn new(store: Arc<dyn FeedbackStore>, deadline: Duration) -> Self {
        Self { store, deadline }
    }

    async fn call<T>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let start = Instant::now();
        let result = match tokio::time::timeout(self.deadline, call).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::new(
                ErrorKind::Unavailable,
                format!("the store did not answer within {:?}", self.deadline),
            )),
        };
        histogram!("feedback_store_duration_seconds", "operation" => operation)
            .record(start.elapsed().as_secs_f64());
        if let Err(error) = &result {
            let kind = error.kind().as_str();
            counter!("feedback_store_errors_total", "operation" => operation, "kind" => kind)
                .increment(1);
        }
        result
    }
}

#[async_trait]
impl FeedbackStore for Guard {
    async fn create(&self, feedback: &Feedback) -> Result<(), StoreError> {
        self.call("create", self.store.create(feedback)).await
    }

    async fn get(&self, title: &Title) -> Result<Option<Feedback>, StoreError> {
        self.call("get", self.store.get(title)).await
    }

    async fn list(&self, request: &PageRequest) -> Result<Page, StoreError> {
        self.call("list", self.store.list(request)).await
    }

    async fn delete(&self, title: &Title) -> Result<bool, StoreError> {
        self.call("delete", self.store.delete(title)).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.call("check", self.store.check()).await
    }

    async fn durability(&self) -> Durability {
        let found = self.call("durability", async { Ok(self.store.durability().await) }).await;
        found.unwrap_or_else(|_| Durability::unknown(self.store.location()))
    }

    fn location(&self) -> String {
        self.store.location()
    }
}

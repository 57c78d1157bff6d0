//! What is measured, for Prometheus.

use std::time::Duration;

use anyhow::Context as _;
use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Requests that were answered, by method, route and status.
pub(crate) const REQUESTS: &str = "http_requests_total";
/// How long the answers took, by route.
pub(crate) const REQUEST_DURATION: &str = "http_request_duration_seconds";

/// Upper bounds of the histograms' buckets, in seconds: a page from memory takes less than the
/// first, and every call of a store ends before the last but one.
const BUCKETS: [f64; 14] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// Begins to measure, for the whole process.
///
/// # Errors
///
/// Where it has begun already.
pub(crate) fn install() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
        .context("the buckets of the histograms")?
        .install_recorder()
        .context("the recorder of metrics")?;
    describe_counter!(REQUESTS, "Requests that were answered");
    describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Time until the answer was ready");
    describe_counter!("feedback_store_errors_total", "Calls of the store that failed");
    describe_histogram!(
        "feedback_store_duration_seconds",
        Unit::Seconds,
        "Time that calls of the store took"
    );
    metrics_process::Collector::default().describe();
    Ok(handle)
}

/// Moves what was measured into its buckets again and again. Without it, what nobody fetches would
/// pile up in memory.
pub(crate) async fn upkeep(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(Duration::from_secs(5));
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}

/// What was measured so far, in the text format of Prometheus.
pub(crate) fn render(handle: &PrometheusHandle) -> String {
    metrics_process::Collector::default().collect();
    handle.render()
}

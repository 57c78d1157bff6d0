//! How many connections the process may hold.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Connections of all workers at a time; more wait in the system's queue.
const MAX_CONNECTIONS: u64 = 20_000;

/// What the store and the log may need beside connections with clients.
const RESERVED_FILES: u64 = 256;

/// Allows the process as many open files as it may have, and tells how many connections each of its
/// workers may hold.
pub(crate) fn connections_of_a_worker(workers: usize) -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Where it is not allowed, the limit stays as it is.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_ok();
    let files = if raised { maximum } else { current };
    let connections = files
        .map_or(MAX_CONNECTIONS, |files| files.saturating_sub(RESERVED_FILES).min(MAX_CONNECTIONS));
    let each = usize::try_from(connections).unwrap_or(usize::MAX) / workers.max(1);
    each.max(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_workers_together_stay_within_the_limit() {
        for workers in [1, 2, 64] {
            let connections = connections_of_a_worker(workers) * workers;
            assert!(connections <= usize::try_from(MAX_CONNECTIONS).unwrap());
        }
        assert!(connections_of_a_worker(1_000_000) >= 16);
    }
}

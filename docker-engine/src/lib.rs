//! Docker as this project needs it: which engine answers, whether it is new enough, and private
//! engines that are started and removed without disturbing any other on the machine.
//!
//! Everything goes through the `docker` command, so that contexts, proxies and credentials of the
//! person who runs it count here as they do in a shell.

pub mod private;

mod cli;
mod command;
mod requirements;
mod version;

pub use cli::Docker;
pub use command::{CommandError, run};
pub use requirements::{OLDEST_BUILDX, OLDEST_COMPOSE, OLDEST_ENGINE, Unfit, Versions, check};
pub use version::Version;

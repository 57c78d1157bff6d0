//! Data in and out: [`export`] and [`import`] as lines of JSON, [`copy`] from store to store, and
//! [`verify`], which compares two stores.
//!
//! All of them stream: what they hold in memory does not grow with the store. All of them can be
//! stopped at any time and be run again, as they create what is missing and change nothing that is
//! there.

mod beside;
mod copy;
mod digest;
mod export;
mod import;
mod job;
mod keep;
mod line;
mod lines;
mod verify;
mod walk;

#[cfg(test)]
mod memory;
#[cfg(test)]
mod round_trip;

pub use copy::{CopyError, copy};
pub use export::{ExportError, Exported, export};
pub use import::{ImportError, import};
pub use job::{Job, Observer, Tally};
pub use verify::{Content, Difference, How, Verified, verify};

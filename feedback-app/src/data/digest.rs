//! A digest of what a store holds.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// SHA-256 over the lines of feedbacks, newest first: over what `export` writes, so that anybody
/// can check it with `feedback-app export | sha256sum`.
#[derive(Clone, Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    /// Adds a line with its end.
    pub(super) fn add(&mut self, line: &[u8]) {
        self.0.update(line);
    }

    /// The digest in hexadecimal digits.
    pub(super) fn finish(self) -> String {
        HEXLOWER.encode(&self.0.finalize())
    }
}

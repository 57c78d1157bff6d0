//! The servers as fixtures of the conformance suite.

use storage_backends::conformance::Fixture;

use super::{Postgres, Redis};

impl Fixture for Postgres {
    fn url(&self) -> String {
        Self::url(self)
    }

    fn stop(&mut self) {
        Self::stop(self);
    }

    fn start(&mut self) {
        self.restart();
    }
}

impl Fixture for Redis {
    fn url(&self) -> String {
        Self::url(self)
    }

    fn stop(&mut self) {
        Self::stop(self);
    }

    fn start(&mut self) {
        self.restart();
    }
}

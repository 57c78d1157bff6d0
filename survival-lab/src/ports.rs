//! Ports of this machine, each for one cell.

use std::fs::{self, File, OpenOptions};
use std::net::TcpListener;

use anyhow::{Context as _, Result};

use crate::docker::sweep::base;

/// Below the range from which the kernel takes ports for outgoing connections, so that none of
/// those takes a port while its container is away.
const RANGE: std::ops::Range<u16> = 20_000..24_000;

/// A port that no other cell, of this run or another, uses until it is dropped.
#[derive(Debug)]
pub struct Port {
    /// Its number.
    pub number: u16,
    _locked: File,
}

impl Port {
    /// Takes a free one.
    ///
    /// # Errors
    ///
    /// Fails when all are taken, or the lock files cannot be made.
    pub fn take() -> Result<Self> {
        let folder = base().join("ports");
        fs::create_dir_all(&folder)?;
        for number in RANGE {
            let path = folder.join(number.to_string());
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
            if file.try_lock().is_ok() && TcpListener::bind(("0.0.0.0", number)).is_ok() {
                return Ok(Self { number, _locked: file });
            }
        }
        None.context("no free port between 20000 and 24000")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_given_twice() {
        let ports: Vec<Port> = (0..20).map(|_| Port::take().unwrap()).collect();
        let numbers: std::collections::HashSet<u16> = ports.iter().map(|p| p.number).collect();
        assert_eq!(numbers.len(), 20);
    }
}

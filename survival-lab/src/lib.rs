//! The survival lab: it does to containers what happens to them in real life, and says which data
//! survived.
//!
//! It knows HTTP and Docker only. A run goes through scenarios (ways to keep data) and events
//! (restart, removal, power loss, …); in each cell it writes through the app, lets the event
//! happen, looks every acknowledged write up byte by byte, and compares what it saw with what
//! `expected.toml` says.

pub mod app;
mod batch;
pub mod cli;
mod controls;
pub mod docker;
pub mod events;
pub mod expected;
pub mod ledger;
pub mod matrix;
pub mod play;
pub mod ports;
pub mod progress;
pub mod recorder;
pub mod report;
pub mod results;
pub mod rig;
pub mod scenario;
pub mod service;
pub mod stage;
pub mod swarm;
pub mod verdict;
pub mod writer;

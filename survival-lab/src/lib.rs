//! The survival lab: it does to containers what happens to them in real life, and says which data
//! survived.
//!
//! It knows HTTP and Docker only. A run goes through scenarios (ways to keep data) and events
//! (restart, removal, power loss, …); in each cell it writes through the app, lets the event
//! happen, looks every acknowledged write up byte by byte, and compares what it saw with what
//! `expected.toml` says.

pub mod cli;
pub mod report;
pub mod results;

//! Developer chores, run as `cargo xtask COMMAND`.

fn main() {}

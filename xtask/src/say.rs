//! What a command tells the person who runs it.

use std::fmt::Display;
use std::io::Write as _;

/// Writes a line of progress or trouble to standard error, where it stands in order with what the
/// programs say that a command runs.
pub(crate) fn say(line: impl Display) {
    // Nobody listens any more: that is no reason to stop working.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Writes a line that another program may want to read to standard output.
pub(crate) fn answer(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

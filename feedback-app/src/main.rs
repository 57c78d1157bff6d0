//! The program `feedback-app`.

use std::process::ExitCode;

fn main() -> ExitCode {
    feedback_app::run()
}

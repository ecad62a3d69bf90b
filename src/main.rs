use std::process::ExitCode;

use clap::Parser;
use whosays::cli::Call;

fn main() -> ExitCode {
    Call::parse().run().into()
}

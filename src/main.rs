use std::process::ExitCode;

use clap::Parser;
use whosays::cli::Call;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    Call::parse().run().into()
}

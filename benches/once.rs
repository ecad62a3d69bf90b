//! Does each stage of a build once, on one thread, for `benches/instructions.sh` to count its
//! instructions:
//!
//! ```text
//! cargo run --release --example once -- --claims 1000
//! ```

mod generated;
mod stage;

use std::hint::black_box;

use anyhow::Result;
use clap::Parser;

use stage::Stages;

/// Does each stage of a build once.
#[derive(Parser)]
struct Arguments {
    /// How many claims.
    #[arg(long, default_value_t = 1000)]
    claims: usize,
}

fn main() -> Result<()> {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    let stages = Stages::new(Arguments::parse().claims)?;
    once(&stages)
}

/// What is counted: the stages below this, and not those that made what they need.
#[inline(never)]
fn once(stages: &Stages) -> Result<()> {
    black_box(stages.parse());
    black_box(stages.resolve());
    black_box(stages.check(stages.reading()));
    black_box(stages.views());
    stages.render(&mut |_, bytes| {
        black_box(bytes);
    })?;
    stages.export()?;
    let folder = tempfile::tempdir()?;
    black_box(stages.publish(folder.path(), &folder.path().join("out"))?);
    Ok(())
}

/// The seeds of hash tables, which would else differ from run to run and the counts with them: the
/// standard library asks for them by this name, and finds this one before that of the C library.
///
/// # Safety
/// `buffer` must have room for `length` bytes.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
unsafe extern "C" fn getrandom(buffer: *mut u8, length: usize, _flags: u32) -> isize {
    // SAFETY: as the caller promises.
    unsafe { buffer.write_bytes(0x5a, length) };
    length as isize
}

//! How long each stage of a build takes, for 1,000 claims, on one thread:
//!
//! ```text
//! cargo bench
//! cargo bench -- parse
//! ```

mod generated;
mod stage;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion};

use stage::Stages;

fn main() -> anyhow::Result<()> {
    // What a stage does on all cores is done here, so that the stages can be compared.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    let stages = Stages::new(1000)?;
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    criterion.bench_function("parse", |bench| bench.iter_with_large_drop(|| stages.parse()));
    criterion.bench_function("resolve", |bench| bench.iter_with_large_drop(|| stages.resolve()));
    criterion.bench_function("check", |bench| {
        let check = |reading| stages.check(reading);
        bench.iter_batched(|| stages.reading(), check, BatchSize::PerIteration);
    });
    criterion.bench_function("views", |bench| bench.iter(|| stages.views()));
    criterion.bench_function("render", |bench| {
        bench.iter(|| {
            stages.render(&mut |_, bytes| {
                black_box(bytes);
            })
        });
    });
    criterion.bench_function("export", |bench| bench.iter(|| stages.export()));
    let folder = tempfile::tempdir()?;
    let mut number = 0;
    criterion.bench_function("publish", |bench| {
        // A name that nothing has had: to fill again what was just emptied is slower on some disks.
        let fresh = || {
            number += 1;
            folder.path().join(number.to_string())
        };
        let publish = |out: std::path::PathBuf| stages.publish(folder.path(), &out).map(|_| out);
        bench.iter_batched(fresh, publish, BatchSize::PerIteration);
    });
    criterion.final_summary();
    Ok(())
}

//! The same input gives the same bytes, on any number of threads.

mod common;

use common::{Built, build, example};

fn on(threads: usize) -> Built {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| build(&example()))
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let one = on(1);
    assert!(one.len() > 300, "{} files", one.len());
    for threads in [2, 5] {
        let other = on(threads);
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (path, bytes) in &one {
            assert!(*bytes == other[path], "{path} differs on {threads} threads");
        }
    }
}

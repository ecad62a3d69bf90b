//! Many faults in one site: each is told at its line, once, and nothing else is told.
//!
//! By default the site is small. `FAULTS=full cargo test --release --test faults -- --nocapture`
//! spreads 1,000 faults over 10,000 claims, and prints how long the analysis took with and without.

#[path = "../benches/faults.rs"]
mod faults;
#[path = "../benches/generated.rs"]
mod generated;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use faults::Fault;
use whosays::source::Sources;
use whosays::{Analysis, Options, analyze};

fn sources(files: &BTreeMap<String, String>) -> Sources {
    Sources::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn timed(sources: &Sources) -> (Analysis, Duration) {
    let start = Instant::now();
    let analysis = analyze(sources, &Options::default());
    (analysis, start.elapsed())
}

fn told(analysis: &Analysis) -> Vec<Fault> {
    let told = analysis.diagnostics.iter().map(|found| Fault {
        path: found.place.path.to_string(),
        line: found.place.line,
        rule: found.rule.name,
    });
    let mut told: Vec<Fault> = told.collect();
    told.sort();
    told
}

#[test]
fn each_of_many_faults_is_told_at_its_line_and_nothing_else() {
    let full = std::env::var_os("FAULTS").is_some();
    let (claims, number) = if full { (10_000, 1_000) } else { (200, 40) };
    let mut files = generated::site(claims, 1);
    let (clean, without) = timed(&sources(&files));
    assert_eq!(told(&clean), [], "the generated site is without fault");
    let faults = faults::spread(&mut files, number);
    let (faulty, with) = timed(&sources(&files));
    let told = told(&faulty);
    let missed: Vec<_> = faults.iter().filter(|fault| !told.contains(fault)).collect();
    let added: Vec<_> = told.iter().filter(|fault| !faults.contains(fault)).collect();
    println!(
        "{claims} claims: {:.2} s without fault; {:.2} s with {number}, of which {} were told at their line",
        without.as_secs_f64(),
        with.as_secs_f64(),
        number - missed.len()
    );
    assert!(missed.is_empty(), "not told: {missed:#?}");
    assert!(added.is_empty(), "told and not put there: {added:#?}");
    assert_eq!(told.len(), number, "each is told once");
}

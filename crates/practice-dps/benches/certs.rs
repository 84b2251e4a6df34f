//! How fast certificates are judged, natively: run by `cargo xtask bench certs`, which prints the figures.
//!
//! `latency CHAIN KEY` prints microseconds from bytes to findings as `p50 p99`; `throughput FOLDER ROUNDS` prints files
//! and seconds on one core.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "reads files and the clock, and its figures go to xtask"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use device_certs::lint::{Exhibit, Profile, Questions, Report, judge};
use device_certs::{PrivateKey, Verdict, intake, pem};
use practice_dps::listen::native::verify;

/// 2026-12-01, when the fixtures are valid.
const NOW: i64 = 1_796_083_200;

fn main() {
    // Cargo says `--bench` as well.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["latency", chain, key] => latency(Path::new(chain), Path::new(key)),
        ["throughput", folder, rounds] => {
            throughput(
                Path::new(folder),
                rounds.parse().expect("a number of rounds"),
            );
        }
        // Only built.
        _ => {}
    }
}

/// From the bytes to the findings, signatures included.
fn judged(file: &[u8], key: Option<&PrivateKey>) -> Report {
    let exhibit = Exhibit::read(file);
    let links = exhibit.links();
    let verdicts: Vec<Verdict> = links.iter().map(|link| verify(&link.check)).collect();
    let questions = Questions {
        key,
        registration_id: Some("dev-01"),
        ..Questions::new(Profile::Device, NOW)
    };
    judge(&exhibit, &questions, &verdicts)
}

fn latency(chain: &Path, key: &Path) {
    let (chain, key) = (std::fs::read(chain).unwrap(), std::fs::read(key).unwrap());
    let run = || {
        let reading = pem::read(black_box(&key));
        let key = intake::private_key(&key, &reading).expect("a key");
        judged(black_box(&chain), Some(&key))
    };
    let report = run();
    assert!(report.rulings.len() > 50, "rules were asked");
    for _ in 0..300 {
        black_box(run());
    }
    let mut times: Vec<Duration> = (0..3_000)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort();
    let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e6;
    println!("{:.1} {:.1}", at(0.50), at(0.99));
}

fn throughput(folder: &Path, rounds: usize) {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let start = Instant::now();
    for _ in 0..rounds {
        for path in &paths {
            black_box(judged(&std::fs::read(path).unwrap(), None));
        }
    }
    println!(
        "{} {:.6}",
        paths.len() * rounds,
        start.elapsed().as_secs_f64()
    );
}

//! `cargo xtask bench`: figures beside their bounds.

mod certs;
pub(crate) mod diagnose;
mod figures;
pub(crate) mod load;
mod practice;
mod relay;
mod wire;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::report;

/// One benchmark that can be asked for by name.
struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "certs",
        what: "judging certificates, beside pkilint and openssl",
        run: certs::run,
    },
    Bench {
        name: "practice",
        what: "the practice service under load, beside openssl s_server",
        run: practice::run,
    },
    Bench {
        name: "relay",
        what: "the tunnel, beside a direct connection, websocat and websockify",
        run: relay::run,
    },
    Bench {
        name: "load",
        what: "a thousand tunnels at once that register in a loop",
        run: load::run,
    },
    Bench {
        name: "wire",
        what: "scrolling through a session of ten thousand packets",
        run: wire::run,
    },
    Bench {
        name: "diagnose",
        what: "how often the true cause of a scenario is named",
        run: diagnose::run,
    },
];

/// Runs the benchmarks named, or all.
pub(crate) fn run(names: &[String]) -> Result<ExitCode> {
    if names.iter().any(|name| name == "--list") {
        for bench in BENCHES {
            report::plain(&format!("{:<12} {}", bench.name, bench.what));
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let [name, option, folder] = names
        && name == "diagnose"
        && option == "--folder"
    {
        diagnose::run_folder(Path::new(folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    let known = |name: &&String| BENCHES.iter().any(|bench| bench.name == name.as_str());
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        bail!("{unknown:?} is no benchmark; `cargo xtask bench --list` names them");
    }
    for bench in BENCHES {
        if names.is_empty() || names.iter().any(|name| name == bench.name) {
            report::step(&format!("{}: {}", bench.name, bench.what));
            (bench.run)().with_context(|| format!("benchmark {:?} failed", bench.name))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A figure beside its bound. A bound that is missed is said and fails nothing: machines differ.
pub(crate) fn figure(what: &str, value: f64, bound: f64, unit: &str) {
    let word = if value <= bound { "within" } else { "MISSED" };
    report::plain(&format!(
        "{what:<58} {value:>9.3} {unit}   bound {bound} {unit}: {word}"
    ));
}

/// A figure that is to be at least as large as its bound.
pub(crate) fn at_least(what: &str, value: f64, bound: f64, unit: &str) {
    let word = if value >= bound { "reached" } else { "MISSED" };
    report::plain(&format!(
        "{what:<58} {value:>9.0} {unit}   bound {bound} {unit}: {word}"
    ));
}

/// A figure that must be at least as large as what is aimed at.
pub(crate) fn ratio(what: &str, value: f64, aim: Option<f64>) {
    let aim = aim.map_or(String::new(), |aim| {
        let word = if value >= aim { "reached" } else { "MISSED" };
        format!("   aim {aim} times: {word}")
    });
    report::plain(&format!("{what:<58} {value:>9.1} times{aim}"));
}

/// How many of how many, beside the least share there should be.
pub(crate) fn ratio_of(what: &str, value: usize, all: usize, bound: f64) {
    let share = if all == 0 {
        1.0
    } else {
        value as f64 / all as f64
    };
    let word = if share >= bound { "within" } else { "MISSED" };
    report::plain(&format!(
        "{what:<58} {value:>4} of {all} ({:.1} %)   bound {:.0} %: {word}",
        share * 100.0,
        bound * 100.0
    ));
}

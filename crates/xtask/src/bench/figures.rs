//! The figures that a benchmark of `crates/relay/benches` prints, by name.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell;

/// What a benchmark has found out.
pub(crate) struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Builds this benchmark of the relay and runs it with these arguments.
    pub(crate) fn of(bench: &str, arguments: &[&OsStr]) -> Result<Self> {
        let said = shell::output_only(command(bench).args(arguments))?;
        Ok(Self(read(&said)))
    }

    /// The figure of this name.
    pub(crate) fn get(&self, name: &str) -> Result<f64> {
        let value = self.0.get(name).copied();
        value.with_context(|| format!("there is no {name:?} in {:?}", self.0))
    }
}

fn command(bench: &str) -> Command {
    let mut command = shell::cargo_command();
    command.args(["bench", "--quiet", "--package", "relay", "--bench", bench]);
    // It builds the program too, and must not leave one without the page where there was one with it.
    if shell::root().join("dist/index.html").is_file() {
        command.args(["--features", "embed-page"]);
    }
    command.arg("--");
    command
}

/// Lines of a name and a value.
fn read(said: &str) -> BTreeMap<String, f64> {
    let lines = said.lines().filter_map(|line| line.split_once(' '));
    lines
        .filter_map(|(name, value)| Some((name.to_owned(), value.trim().parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_line_by_line() {
        let figures = Figures(read("registrations 812.250\nnothing\nstart_ms 31\n"));
        assert_eq!(figures.get("registrations").unwrap(), 812.25);
        assert_eq!(figures.get("start_ms").unwrap(), 31.0);
        assert!(figures.get("nothing").is_err());
    }
}

//! Words to people and programs. A reader that has gone away is no error.

use std::io::{self, Write as _};

/// A line on stdout: the result.
pub(crate) fn result(line: impl std::fmt::Display) {
    let mut stdout = io::stdout().lock();
    let _broken_pipe = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

/// A line on stderr: for people.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _broken_pipe = writeln!(io::stderr().lock(), "{line}");
}

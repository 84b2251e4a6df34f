//! How many devices may be connected at once: each takes a file.

use practice_dps::listen::{Limits, MAX_CONNECTIONS};

use crate::file_limit;

/// Files for as many connections as are served at once, and for everything else.
const FILES: u64 = 2 * MAX_CONNECTIONS as u64 + 1_024;

/// As many connections as half of the files this process may have open, after asking for more.
pub(super) fn of_this_process() -> Limits {
    let files = file_limit::raise_to(FILES).unwrap_or(FILES);
    let half = usize::try_from(files / 2).unwrap_or(MAX_CONNECTIONS);
    Limits {
        max_connections: MAX_CONNECTIONS.min(half),
        ..Limits::default()
    }
}

//! How many files, connections among them, the process may have open.

/// Raises the soft limit to this number, as far as the system lets it, and returns what it is then; `None` where there
/// is no such limit. Not further: some programs that this one starts cannot use files with high numbers.
#[cfg(unix)]
pub fn raise_to(wanted: u64) -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let current = limit.current?;
    let wanted = limit.maximum.map_or(wanted, |most| most.min(wanted));
    if current >= wanted {
        return Some(current);
    }
    let raised = Rlimit {
        current: Some(wanted),
        ..limit
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => Some(wanted),
        Err(_refused) => Some(current),
    }
}

/// Elsewhere connections are no files.
#[cfg(not(unix))]
pub fn raise_to(_wanted: u64) -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_as_far_as_asked_and_never_lowered() {
        let before = raise_to(0).unwrap();
        let raised = raise_to(before + 1).unwrap();
        assert!((before..=before + 1).contains(&raised));
        assert_eq!(raise_to(1), Some(raised));
    }
}

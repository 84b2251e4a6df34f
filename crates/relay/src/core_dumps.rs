//! No file of memory when the program crashes while it holds somebody's key.

/// From now on this process leaves no core file, and no debugger of the same user reads its memory.
///
/// D14: for the commands that are given private keys. Where the system has no such switch, nothing happens.
pub(crate) fn refuse() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _not_permitted = setrlimit(Resource::Core, none);
    }
    // The limit does not hold for systems that pipe the memory into a program of theirs.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _not_permitted = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

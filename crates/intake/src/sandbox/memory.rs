//! Keeps other processes from reading memory: no core dump, no debugger, no swap.

use std::io;

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Switches core dumps off, with no way to switch them on again.
pub(super) fn no_core_dumps() -> io::Result<()> {
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Keeps other processes of this user, and crash handlers, from reading this process's memory.
pub(super) fn hide() -> io::Result<()> {
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Keeps used memory out of swap. Returns a warning if this user may not.
pub(super) fn keep_out_of_swap() -> Option<String> {
    // The limit on locked memory has to be removed first. Under a limit, all later mappings would count in full, and a
    // thread or a tip could get no memory.
    let locked = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None })
        .and_then(|()| mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT));
    locked.err().map(|_| {
        "memory may reach swap, since this user may not lock it: set LimitMEMLOCK=infinity, or switch swap off"
            .to_owned()
    })
}

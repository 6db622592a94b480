//! Memory that nobody else reads: no core dump, no debugger, no swap.

use std::io;

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// No core dump, now or later.
pub(super) fn no_core_dumps() -> io::Result<()> {
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// No other process of this user looks into this one's memory, and no crash handler is given it.
pub(super) fn hide() -> io::Result<()> {
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Keeps memory out of swap as far as it is used. Answers a warning where it cannot.
pub(super) fn keep_out_of_swap() -> Option<String> {
    // Only without a limit: under one, whatever is mapped later counts in full, and a thread or a tip would fail to get memory.
    let locked = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None })
        .and_then(|()| mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT));
    locked.err().map(|_| {
        "memory may reach swap, since this user may not lock it: set LimitMEMLOCK=infinity, or switch swap off"
            .to_owned()
    })
}

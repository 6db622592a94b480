//! Rights that the process gives up before it serves.
//!
//! It gives them up after its listeners are bound and before it starts a thread. A defect that is exploited later can
//! then only read and write the process's own folders.
//!
//! | file | rights given up |
//! |---|---|
//! | `memory` | core dumps, inspection by other processes, swap |
//! | `user` | root and all capabilities, also the one to bind low ports |
//! | `landlock` | files outside its own folders, TCP ports |
//! | `seccomp` | running programs, new sockets, executable memory, and other system calls that a server does not need |
//!
//! An older kernel may lack Landlock or parts of it. Even then the process cannot reach the network or start programs,
//! because `seccomp` allows no system calls for that. Each missing protection is logged.

mod landlock;
mod memory;
mod seccomp;
mod user;

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;

pub use landlock::FilesError;
pub use user::UserError;

/// The rights that the process keeps.
pub struct Confinement<'a> {
    /// Files and folders that the process reads while it runs. For a file, its whole folder can be read, because a file
    /// is replaced by renaming another one over it.
    pub read: &'a [PathBuf],
    /// Folders in which the process creates, changes and deletes files.
    pub write: &'a [PathBuf],
    /// TCP ports of other machines to which the process connects: a database, an object store, a certificate authority.
    /// If there are any, the process may also look up host names. Empty if the process makes no connections.
    pub connect: &'a [u16],
    /// The user to become when the process was started as root; `None` to stay root.
    pub user: Option<&'a str>,
}

/// A protection that this kernel or user lacks, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reasons why the process must not continue.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A thread is already running, and would keep all rights.
    #[error("a thread was started before the process was confined; this is a defect: report it")]
    Threads,
    /// Core dumps cannot be switched off, or other processes could still read the process's memory.
    #[error("core dumps cannot be switched off: {0}")]
    Memory(#[source] io::Error),
    /// Root's rights cannot be given up.
    #[error(transparent)]
    User(#[from] UserError),
    /// A folder to write to cannot be opened, or the kernel refuses the rules.
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// Gives up all rights that `confinement` does not name, for good.
///
/// Returns the protections that this kernel or user lacks, for the log.
///
/// # Errors
/// When the process would keep more rights than an operator was promised: a thread is already running, root's rights or
/// core dumps remain. Also when a folder to write to does not exist.
pub fn confine(confinement: &Confinement<'_>) -> Result<Vec<Missing>, SandboxError> {
    // If `/proc` cannot be read, no thread has been started either, because `serve` calls this first.
    if fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() > 1) {
        return Err(SandboxError::Threads);
    }
    confine_thread(confinement)
}

/// Becomes the line's user, if root runs this process and that user exists. Then a check sees what `serve` will see.
///
/// This changes the calling thread and the threads that it starts later.
///
/// # Errors
/// When the kernel does not drop root's rights.
pub fn become_user(name: Option<&str>) -> Result<(), UserError> {
    user::become_if_root(name)
}

/// Checks that `serve` can become this user.
///
/// # Errors
/// When the machine has no such user, the user is root, or the list of users cannot be read.
pub fn known_user(name: &str) -> Result<(), UserError> {
    user::look_up(name).map(drop)
}

fn confine_thread(confinement: &Confinement<'_>) -> Result<Vec<Missing>, SandboxError> {
    let mut warnings: Vec<String> = Vec::new();
    memory::no_core_dumps().map_err(SandboxError::Memory)?;
    warnings.extend(memory::keep_out_of_swap());
    warnings.extend(user::settle(confinement.user)?);
    // This comes after the change of user, because that change resets the flag.
    memory::hide().map_err(SandboxError::Memory)?;
    // This is done as the line's user, so that a folder that this user cannot open is noticed here.
    warnings.extend(landlock::restrict(confinement)?);
    // This comes last, because it forbids system calls that the other steps need.
    warnings.extend(seccomp::filter(!confinement.connect.is_empty()));
    Ok(warnings.into_iter().map(Missing).collect())
}

#[cfg(test)]
mod tests;

//! What the process gives up once its listeners are bound and before it starts a thread. A defect that is found in it later can then do no more
//! than read and write its own folders.
//!
//! | file | what is given up |
//! |---|---|
//! | [`memory`] | core dumps, being looked into by others, swap |
//! | [`user`] | root and every capability, the one to bind low ports among them |
//! | [`landlock`] | files outside of its own folders, TCP ports |
//! | [`seccomp`] | running programs, new sockets, executable memory, and whatever else a server has no use for |
//!
//! Where an older kernel has part of Landlock or none, the calls that [`seccomp`] leaves out still keep the process off the network and from
//! starting anything; what is missing is a line in the log.

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

/// What the process keeps.
pub struct Confinement<'a> {
    /// Files and folders that it reads while it runs. A file stands for the folder that it lies in, because it is exchanged by renaming another one
    /// over it.
    pub read: &'a [PathBuf],
    /// Folders in which it makes, changes and removes files.
    pub write: &'a [PathBuf],
    /// The TCP ports of others that it calls: a database, an object store, a certificate authority; none if it calls nobody. With any, hosts are found
    /// by their names, too.
    pub connect: &'a [u16],
    /// The user that it becomes when it was started as root.
    pub user: Option<&'a str>,
}

/// What this kernel or this user could not give up, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why the process must not go on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A thread that runs already would keep every right.
    #[error("a thread was started before the process was confined; this is a defect: report it")]
    Threads,
    /// Core dumps stay on, or others may still look into memory.
    #[error("core dumps cannot be switched off: {0}")]
    Memory(#[source] io::Error),
    /// Root's rights stay.
    #[error(transparent)]
    User(#[from] UserError),
    /// A folder cannot be kept, or the kernel refuses the rules.
    #[error(transparent)]
    Files(#[from] FilesError),
}

/// Gives up all that `confinement` does not name, for good. Answers what this kernel or this user could not give up, a line each, for the log.
///
/// # Errors
/// Whatever would leave the process with more than an operator was promised: threads that run already, root's rights, core dumps; and a folder to
/// write to that is not there.
pub fn confine(confinement: &Confinement<'_>) -> Result<Vec<Missing>, SandboxError> {
    // Where `/proc` cannot be read, nothing has started a thread either: `serve` calls this first.
    if fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() > 1) {
        return Err(SandboxError::Threads);
    }
    confine_thread(confinement)
}

/// Becomes the line's user, where root runs this and there is such a user: what is looked at then is what `serve` will find. Holds for the calling
/// thread, and for those that it starts.
///
/// # Errors
/// The kernel does not let go of root's rights.
pub fn become_user(name: Option<&str>) -> Result<(), UserError> {
    user::become_if_root(name)
}

/// Whether `serve` can become this user.
pub fn known_user(name: &str) -> Result<(), UserError> {
    user::look_up(name).map(drop)
}

fn confine_thread(confinement: &Confinement<'_>) -> Result<Vec<Missing>, SandboxError> {
    let mut warnings: Vec<String> = Vec::new();
    memory::no_core_dumps().map_err(SandboxError::Memory)?;
    warnings.extend(memory::keep_out_of_swap());
    warnings.extend(user::settle(confinement.user)?);
    // After the change of user, which makes the kernel decide anew.
    memory::hide().map_err(SandboxError::Memory)?;
    // As the user who will work with them: a folder that is closed to them is noticed here.
    warnings.extend(landlock::restrict(confinement)?);
    // Last, because it takes away the calls that the others need.
    warnings.extend(seccomp::filter(!confinement.connect.is_empty()));
    Ok(warnings.into_iter().map(Missing).collect())
}

#[cfg(test)]
mod tests;

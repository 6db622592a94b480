//! Becomes an ordinary user for good, without any capability.

use std::fs;
use std::io;

use rustix::process::{Gid, Uid, getegid, geteuid, getgid, getgroups, getuid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, set_capabilities, set_thread_groups, set_thread_res_gid,
    set_thread_res_uid,
};

const USERS: &str = "/etc/passwd";

/// Reasons why the process cannot become its user.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The machine's list of users cannot be read.
    #[error("{USERS} cannot be read: {0}")]
    List(#[source] io::Error),
    /// The machine has no user of that name.
    #[error("`user` names {0}, who is not in {USERS}: add that user with `useradd --system {0}`, or correct the line")]
    Unknown(String),
    /// The named user is root.
    #[error("`user` names {0}, who is root: name an ordinary user")]
    Root(String),
    /// The process runs as another user, and only root can become a different one.
    #[error("`user` names {0}, but another user runs this: start it as root or as {0}")]
    Other(String),
    /// The kernel refuses a step.
    #[error("the kernel does not drop root's {what}: {source}")]
    Refused {
        /// The right that could not be given up.
        what: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// Every step succeeded, but rights remain.
    #[error("root's rights are still there after they were given up; do not open the line on this machine")]
    Left,
}

/// Becomes `name` if root started the process, and gives up all capabilities. Returns a warning if the process stays
/// root, or if a right remains.
///
/// The change applies to the calling thread; threads that are started later inherit it.
pub(super) fn settle(name: Option<&str>) -> Result<Option<String>, UserError> {
    let warning = match name {
        None => geteuid().is_root().then(|| {
            "running as root: name an ordinary user in intake.toml, such as user = \"throughline\"".to_owned()
        }),
        Some(name) => {
            let (uid, gid) = look_up(name)?;
            if geteuid().is_root() {
                become_user(uid, gid)?;
            } else if geteuid() != uid {
                return Err(UserError::Other(name.to_owned()));
            }
            None
        }
    };
    Ok(warning.or(give_up_capabilities()?))
}

/// Becomes `name` if root started the process and `name` is an ordinary user. Otherwise does nothing; [`look_up`]
/// returns the reason.
pub(super) fn become_if_root(name: Option<&str>) -> Result<(), UserError> {
    match name.map(look_up) {
        Some(Ok((uid, gid))) if geteuid().is_root() => become_user(uid, gid),
        _ => Ok(()),
    }
}

fn give_up_capabilities() -> Result<Option<String>, UserError> {
    let none = CapabilitySet::empty();
    match set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none }) {
        // A filter around this process may refuse this system call. An ordinary user has at most the right to bind low
        // ports, and the process will not be able to bind ports any more.
        Err(_) if !geteuid().is_root() => {
            return Ok(Some(
                "the right to bind low ports stays: allow capset in the unit's SystemCallFilter".to_owned(),
            ));
        }
        other => other.map_err(refused("capabilities"))?,
    }
    let left = capabilities(None).map_err(refused("capabilities"))?;
    if left.permitted.is_empty() && left.effective.is_empty() { Ok(None) } else { Err(UserError::Left) }
}

/// Becomes the user. The groups are changed first, because an ordinary user may not change them.
fn become_user(uid: Uid, gid: Gid) -> Result<(), UserError> {
    set_thread_groups(&[]).map_err(refused("groups"))?;
    set_thread_res_gid(gid, gid, gid).map_err(refused("group"))?;
    set_thread_res_uid(uid, uid, uid).map_err(refused("user id"))?;
    let settled = [getuid(), geteuid()] == [uid; 2]
        && [getgid(), getegid()] == [gid; 2]
        && getgroups().is_ok_and(|groups| groups.is_empty());
    let back = set_thread_res_uid(Uid::ROOT, Uid::ROOT, Uid::ROOT).is_ok();
    if settled && !back { Ok(()) } else { Err(UserError::Left) }
}

fn refused(what: &'static str) -> impl Fn(rustix::io::Errno) -> UserError {
    move |errno| UserError::Refused { what, source: errno.into() }
}

/// Looks a user up in the machine's own list. Users that are kept elsewhere, such as in LDAP, are not found, because
/// that would need a connection.
pub(super) fn look_up(name: &str) -> Result<(Uid, Gid), UserError> {
    let list = fs::read_to_string(USERS).map_err(UserError::List)?;
    match find(&list, name) {
        None => Err(UserError::Unknown(name.to_owned())),
        Some((0, _)) => Err(UserError::Root(name.to_owned())),
        Some((uid, gid)) => Ok((Uid::from_raw(uid), Gid::from_raw(gid))),
    }
}

/// The ids of a user in lines of `name:password:uid:gid:…`.
fn find(list: &str, name: &str) -> Option<(u32, u32)> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (found, _password) = (fields.next()?, fields.next()?);
        let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        (found == name).then_some((uid, gid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_whole_name_and_a_broken_line_is_nobody() {
        let list = "root:x:0:0::/root:/bin/sh\nthrough:x:1:1::/:/x\nbroken:x:-1:1\n\nthroughline:x:990:991::/:/x\n";
        assert_eq!(find(list, "throughline"), Some((990, 991)));
        assert_eq!(find(list, "broken"), None);
        assert_eq!(find(list, ""), None);
        assert!(matches!(look_up("root"), Err(UserError::Root(_))));
        assert!(matches!(look_up("nobody-of-this-name"), Err(UserError::Unknown(_))));
    }
}

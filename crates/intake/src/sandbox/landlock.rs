//! Restricts files and TCP ports, with Landlock.

use std::path::{Path, PathBuf};

use ::landlock::{
    ABI, Access as _, AccessFs, AccessNet, NetPort, PathBeneath, PathFd, PathFdError, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope, make_bitflags, path_beneath_rules,
};

use super::Confinement;

/// The Landlock version of Linux 6.12. An older kernel applies the rules that it knows. What such a kernel leaves open
/// (network, signals, truncation, devices) is closed by `seccomp`, which does not allow the system calls for it.
const KNOWN: ABI = ABI::V6;

/// Devices that libraries read.
///
/// SQLite seeds its random numbers from the first device; without it, SQLite would use the time of day. AWS-LC asks the
/// second device whether this machine is a copy of another, and fails if it may not ask.
const DEVICES: [&str; 2] = ["/dev/urandom", "/dev/sysgenid"];

/// Files that the C library reads to look up a host name.
const RESOLVER: [&str; 5] = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"];

/// The TCP port of name servers, for responses that do not fit into a datagram.
const NAMES: u16 = 53;

/// Reasons why the access to files cannot be restricted.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A folder to write to cannot be opened.
    #[error("{path} cannot be opened: {source}; run `intake check`")]
    Folder {
        /// The path of the folder.
        path: PathBuf,
        /// The system's error.
        source: PathFdError,
    },
    /// The kernel refuses a rule.
    #[error("the kernel refuses the rules for files: {0}")]
    Rules(#[from] RulesetError),
}

/// Keeps the rights in `confinement`, and gives up all other rights on files and TCP ports. Returns a warning if the
/// kernel has no Landlock.
///
/// The restriction applies to the calling thread; threads that are started later inherit it.
pub(super) fn restrict(confinement: &Confinement<'_>) -> Result<Option<String>, FilesError> {
    let read = make_bitflags!(AccessFs::{ReadFile | ReadDir});
    let write = read | make_bitflags!(AccessFs::{WriteFile | Truncate | MakeReg | RemoveFile | MakeDir | RemoveDir});
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(confinement.read.iter().flat_map(|path| folders(path)), read))?
        .add_rules(path_beneath_rules(DEVICES, read))?;
    if !confinement.connect.is_empty() {
        rules = rules.add_rules(path_beneath_rules(resolver(), read))?;
        for port in confinement.connect.iter().chain(&[NAMES]) {
            rules = rules.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
        }
    }
    for path in confinement.write {
        let folder = PathFd::new(path).map_err(|source| FilesError::Folder { path: path.clone(), source })?;
        rules = rules.add_rule(PathBeneath::new(folder, write))?;
    }
    let status = rules.restrict_self()?;
    Ok((status.ruleset == RulesetStatus::NotEnforced).then(|| {
        "files are not fenced in, since this kernel has no Landlock: use one of 5.13 or later, with landlock among its lsm=".to_owned()
    }))
}

/// The files that the C library reads to look up names, and the folders of the files that they link to. When the
/// network changes, the system replaces the file there.
fn resolver() -> Vec<PathBuf> {
    let linked = RESOLVER.iter().filter_map(|file| Path::new(file).canonicalize().ok());
    let elsewhere = linked.filter(|target| target.parent() != Some(Path::new("/etc")));
    RESOLVER
        .iter()
        .map(PathBuf::from)
        .chain(elsewhere.filter_map(|target| target.parent().map(Path::to_owned)))
        .collect()
}

/// The folder of a path, and the folder of the file that the path links to. If the path is a folder, that folder
/// itself.
fn folders(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        return vec![path.to_owned()];
    }
    // An ACME client may keep a link to the newest of its certificates at this path.
    let target = path.canonicalize().ok();
    [Some(path), target.as_deref()]
        .into_iter()
        .flatten()
        .filter_map(Path::parent)
        .map(|folder| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_for_its_folder_and_for_the_one_that_it_links_to() {
        let dir = tempfile::tempdir().unwrap();
        let (live, archive) = (dir.path().join("live"), dir.path().join("archive"));
        for folder in [&live, &archive] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(archive.join("chain1.pem"), "").unwrap();
        std::os::unix::fs::symlink("../archive/chain1.pem", live.join("chain.pem")).unwrap();
        assert_eq!(folders(&live.join("chain.pem")), [live.clone(), archive.canonicalize().unwrap()]);
        assert_eq!(folders(&live), [live]);
        assert_eq!(folders(Path::new("not-there.toml")), [PathBuf::from(".")]);
    }
}

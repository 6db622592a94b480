//! Files and TCP ports, by Landlock.

use std::path::{Path, PathBuf};

use ::landlock::{
    ABI, Access as _, AccessFs, AccessNet, NetPort, PathBeneath, PathFd, PathFdError, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope, make_bitflags, path_beneath_rules,
};

use super::Confinement;

/// What is given up, as of Linux 6.12. An older kernel gives up what it knows of; every gap that this leaves on the network, in signals, in
/// truncation and with devices is closed by the calls that are left out.
const KNOWN: ABI = ABI::V6;

/// Devices that libraries read: SQLite seeds its own dice and would take the time of day instead; AWS-LC asks whether this machine is a copy of
/// another, and gives up where it may not ask.
const DEVICES: [&str; 2] = ["/dev/urandom", "/dev/sysgenid"];

/// What the C library reads to find a host by its name.
const RESOLVER: [&str; 5] = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"];

/// Where a name server listens for what does not fit into a datagram.
const NAMES: u16 = 53;

/// Why files are not fenced in.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A folder to write to cannot be opened.
    #[error("{path} cannot be opened: {source}; run `intake check`")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: PathFdError,
    },
    /// The kernel refuses a rule.
    #[error("the kernel refuses the rules for files: {0}")]
    Rules(#[from] RulesetError),
}

/// Keeps the folders of `confinement` and gives up the rest. Answers a warning where the kernel has no Landlock.
///
/// Of the calling thread alone, as the kernel has it: threads that are started later inherit it.
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

/// What the resolver reads, and the folders that it links to: a network that changes exchanges the file there.
fn resolver() -> Vec<PathBuf> {
    let linked = RESOLVER.iter().filter_map(|file| Path::new(file).canonicalize().ok());
    let elsewhere = linked.filter(|target| target.parent() != Some(Path::new("/etc")));
    RESOLVER
        .iter()
        .map(PathBuf::from)
        .chain(elsewhere.filter_map(|target| target.parent().map(Path::to_owned)))
        .collect()
}

/// The folders in which a path and what it links to lie; a folder is its own.
fn folders(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        return vec![path.to_owned()];
    }
    // An ACME client links to the newest of its certificates.
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

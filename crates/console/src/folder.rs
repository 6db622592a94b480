//! Private folders for secrets, and their locks.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, fcntl_lock, flock};
use rustix::io::Errno;

use crate::Failure;

/// The name of the lock file of [`FolderLock`] in its folder.
const LOCK_FILE: &str = ".lock";

/// The name of the file on which [`refuse_lockless`] tries a lock.
const PROBE_FILE: &str = ".lockable";

/// Refuses a folder whose file system has no locks for sections of files.
///
/// On such a file system, SQLite would believe that another process holds the lock, and retry for a minute.
///
/// # Errors
/// When the file system refuses a lock, or the folder cannot be written to. A full disk is no error, because then no
/// lock can be tried.
pub fn refuse_lockless(folder: &Path) -> Result<(), Failure> {
    refuse_lockless_by(folder, |file| fcntl_lock(file, FlockOperation::NonBlockingLockShared))
}

fn refuse_lockless_by(folder: &Path, lock: impl Fn(&File) -> Result<(), Errno>) -> Result<(), Failure> {
    let path = folder.join(PROBE_FILE);
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = match file {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
            return Ok(());
        }
        Err(error) => return Err(Failure::file("write", &path, &error)),
    };
    match lock(&file) {
        // These errors mean that another process holds the lock at this moment.
        Ok(()) | Err(Errno::WOULDBLOCK | Errno::ACCESS) => Ok(()),
        Err(refused) => Err(no_locks(folder, refused)),
    }
}

/// The failure for a file system without locks. Another attempt is not made, because the file system would refuse it
/// too.
fn no_locks(folder: &Path, refused: Errno) -> Failure {
    let why = io::Error::from(refused);
    Failure::new(format!("the file system of {} refuses to lock files there: {why}", folder.display()))
        .next("put the folder on a local disk: network shares often have no locks")
}

/// Refuses a folder that belongs to another user. Otherwise root could write files there that the folder's owner can
/// neither read nor replace later.
///
/// # Errors
/// When the folder belongs to another user, or its metadata cannot be read.
pub fn own_folder(path: &Path) -> Result<(), Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::file("look at the folder", path, &error))?;
    if metadata.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(Failure::new(format!("the folder {} belongs to another user", path.display()))
        .next(format!("run the command as that user: sudo -u '#{}' …", metadata.uid())))
}

/// Makes a folder that only this user can enter (0700), and all missing parent folders.
///
/// An empty folder at `path` is made private. A folder with contents is left unchanged, so that a mistyped path never
/// changes who may read somebody's files.
///
/// # Errors
/// When the folder cannot be made, when `path` is no folder, or when it has contents and others may enter it.
pub fn private_dir(path: &Path) -> Result<(), Failure> {
    let fail = |error: io::Error| Failure::file("make the folder", path, &error);
    if let Some(above) = path.parent() {
        fs::create_dir_all(above).map_err(fail)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(fail(error)),
    }
    let metadata = fs::metadata(path).map_err(fail)?;
    if !metadata.is_dir() {
        return Err(Failure::new(format!("{} is not a folder", path.display())).next("name another path"));
    }
    if metadata.mode() & 0o077 == 0 {
        return Ok(());
    }
    if fs::read_dir(path).map_err(fail)?.next().is_some() {
        return Err(Failure::new(format!("others can enter the folder {}", path.display()))
            .next(format!("chmod 700 {}, or name a folder that does not exist yet", path.display())));
    }
    fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(fail)
}

/// A lock on a folder, which one command at a time can hold. It is released when it is dropped, and when the process
/// ends in any way.
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder's lock without waiting.
    ///
    /// # Errors
    /// When another command holds the lock, the folder belongs to another user, the lock file cannot be made, or the
    /// file system refuses locks.
    pub fn take(folder: &Path) -> Result<Self, Failure> {
        Self::try_take(folder)?.ok_or_else(|| {
            Failure::new(format!("another command is at work in {}", folder.display()))
                .next("wait until it has finished, then run this one again")
        })
    }

    /// Takes the folder's lock without waiting. Returns `None` if another process holds it.
    ///
    /// # Errors
    /// When the folder belongs to another user, the lock file cannot be made, or the file system refuses locks.
    pub fn try_take(folder: &Path) -> Result<Option<Self>, Failure> {
        own_folder(folder)?;
        let path = folder.join(LOCK_FILE);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| Failure::file("lock the folder with", &path, &error))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(refused) => Err(no_locks(folder, refused)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn a_folder_of_another_user_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        FolderLock::take(dir.path()).unwrap();
        // This test needs a folder of another user. Root makes one by changing its owner; other users take a folder of
        // root.
        let foreign = if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(dir.path(), Some(65_534), None).unwrap();
            dir.path()
        } else {
            Path::new("/")
        };
        assert!(FolderLock::take(foreign).err().unwrap().to_string().contains("belongs to another user"));
    }

    #[test]
    fn a_private_folder_is_made_with_the_folders_above_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        private_dir(&path).unwrap();
        private_dir(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
    }

    #[test]
    fn a_folder_with_files_in_it_never_has_its_mode_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shared");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        fs::write(path.join("file"), "x").unwrap();
        assert!(private_dir(&path).is_err());
        assert_eq!(mode(&path), 0o755);
        fs::remove_file(path.join("file")).unwrap();
        private_dir(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
    }

    #[test]
    fn a_file_system_without_locks_is_named_after_one_try() {
        let dir = tempfile::tempdir().unwrap();
        refuse_lockless(dir.path()).unwrap();
        for errno in [Errno::NOLCK, Errno::OPNOTSUPP, Errno::NOSYS, Errno::INVAL] {
            let tries = std::cell::Cell::new(0);
            let refused = |_: &File| {
                tries.set(tries.get() + 1);
                Err(errno)
            };
            let failure = refuse_lockless_by(dir.path(), refused).unwrap_err();
            assert!(failure.message.contains(&dir.path().display().to_string()), "{}", failure.message);
            assert!(failure.message.contains(&io::Error::from(errno).to_string()), "{}", failure.message);
            assert!(failure.next.is_some_and(|next| next.contains("local disk")));
            assert_eq!(tries.get(), 1);
        }
        refuse_lockless_by(dir.path(), |_| Err(Errno::WOULDBLOCK)).unwrap();
    }

    #[test]
    fn a_second_command_on_the_same_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let held = FolderLock::take(dir.path()).unwrap();
        let failure = FolderLock::take(dir.path()).err().unwrap();
        assert!(failure.message.starts_with("another command is at work"));
        drop(held);
        assert!(FolderLock::take(dir.path()).is_ok());
    }
}

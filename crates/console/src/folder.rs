//! Folders that hold secrets.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::Failure;

/// The name of the file in a folder that a [`FolderLock`] holds.
const LOCK_FILE: &str = ".lock";

/// Refuses a folder of another user's: what root writes there, its owner cannot read or replace later.
///
/// # Errors
/// When it is another's, or cannot be looked at.
pub fn own_folder(path: &Path) -> Result<(), Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::file("look at the folder", path, &error))?;
    if metadata.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    Err(Failure::new(format!("the folder {} belongs to another user", path.display()))
        .next(format!("run the command as that user: sudo -u '#{}' …", metadata.uid())))
}

/// Makes a folder that only this user can enter (0700), and the folders above it.
///
/// An empty folder that stands there already is made private. One that holds something is left alone, so that a mistyped path never
/// changes who may read somebody's files.
///
/// # Errors
/// When it cannot be made, is no folder, or holds something and others may enter it.
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

/// Holds a folder for one command at a time; let go when dropped, or when the process ends however it ends.
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder's lock without waiting.
    ///
    /// # Errors
    /// When another command holds it, the folder is another user's, or the lock file cannot be made.
    pub fn take(folder: &Path) -> Result<Self, Failure> {
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
            Ok(()) => Ok(Self { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                Err(Failure::new(format!("another command is at work in {}", folder.display()))
                    .next("wait until it has finished, then run this one again"))
            }
            Err(error) => Err(Failure::file("lock", &path, &error.into())),
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
        // Root can give the folder away; anybody else looks at root's.
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
    fn a_second_command_on_the_same_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let held = FolderLock::take(dir.path()).unwrap();
        let failure = FolderLock::take(dir.path()).err().unwrap();
        assert!(failure.message.starts_with("another command is at work"));
        drop(held);
        assert!(FolderLock::take(dir.path()).is_ok());
    }
}

//! Atomic writing of files and folders: they appear complete or not at all.
//!
//! A file is written under a temporary name in the same folder and synced to disk. Then it is renamed, and the folder
//! is synced too.
//!
//! A temporary file is locked while its writer lives. If a writer is killed, the next publication under the same name
//! removes its temporary file. On file systems without modes (FAT on a stick), files have the mode of the mount.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;

/// The maximum number of attempts to make a temporary file. An attempt fails when another process sweeps the file away.
/// That is rare, so many failures mean that the file system is broken.
const TRIES: u32 = 100;

/// Distinguishes the temporary files of one process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Publishes `bytes` at `path` with `mode`, and replaces a file that exists there.
///
/// # Errors
/// When writing fails. A file at `path` is then unchanged, unless only the last step failed, which syncs the folder.
pub fn publish(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let mut file = PublishedFile::create(path, mode)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Publishes `bytes` at `path` with `mode`, and overwrites nothing. Use it for keys.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when `path` exists; others when writing fails.
pub fn publish_new(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let mut file = PublishedFile::create_new(path, mode)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Syncs a finished folder to disk and renames it to `target`, which must not exist. Both paths must be on the same
/// file system.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when `target` exists; others when syncing or renaming fails.
pub fn publish_dir(temporary: &Path, target: &Path) -> io::Result<()> {
    sync_tree(temporary)?;
    rename_new(temporary, target)?;
    sync_dir(&folder_of(target))
}

/// A file that is being written. It gets its final name by [`Self::commit`], and is deleted if it is dropped before
/// that.
pub struct PublishedFile {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    replace: bool,
    committed: bool,
}

impl PublishedFile {
    /// Begins a file that will replace a file at `path`.
    ///
    /// # Errors
    /// When the temporary file cannot be made or locked, for example because the folder does not exist.
    pub fn create(path: &Path, mode: u32) -> io::Result<Self> {
        Self::begin(path, mode, true)
    }

    /// Begins a file at a `path` that must not exist yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when `path` exists; others when the temporary file cannot be made or locked.
    pub fn create_new(path: &Path, mode: u32) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Self::begin(path, mode, false)
    }

    /// Syncs the bytes to disk, then gives the file its name.
    ///
    /// # Errors
    /// When syncing or renaming fails. The temporary file is then removed, unless it had its name already.
    pub fn commit(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        if self.replace {
            fs::rename(&self.temporary, &self.target)?;
        } else {
            rename_new(&self.temporary, &self.target)?;
        }
        self.committed = true;
        sync_dir(&folder_of(&self.target))
    }

    fn begin(path: &Path, mode: u32, replace: bool) -> io::Result<Self> {
        Self::begin_with(path, mode, replace, |file| flock(file, FlockOperation::NonBlockingLockExclusive))
    }

    /// As [`Self::begin`], with `lock` as the function that locks the temporary file without waiting.
    fn begin_with(
        path: &Path,
        mode: u32,
        replace: bool,
        lock: impl Fn(&File) -> Result<(), Errno>,
    ) -> io::Result<Self> {
        let folder = folder_of(path);
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        sweep(&folder, name)?;
        for _ in 0..TRIES {
            let temporary = folder.join(temporary_name(name));
            let file = match OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(&temporary) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other?,
            };
            // From here on, dropping `begun` removes the temporary file.
            let begun = Self { file, temporary, target: path.to_owned(), replace, committed: false };
            // Between the two calls, another process may have swept the temporary file away. A deleted file is of no
            // use.
            match lock(&begun.file) {
                Ok(()) if begun.file.metadata()?.nlink() > 0 => {}
                Ok(()) | Err(Errno::WOULDBLOCK) => continue,
                Err(refused) => return Err(no_locks(&folder, refused)),
            }
            if begun.file.metadata()?.mode() & 0o777 != mode {
                // The umask reduced the mode, or the file system has no modes.
                match begun.file.set_permissions(Permissions::from_mode(mode)) {
                    Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                    other => other?,
                }
            }
            return Ok(begun);
        }
        Err(no_locks(&folder, Errno::WOULDBLOCK))
    }
}

impl Write for PublishedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Read for PublishedFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl Seek for PublishedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Drop for PublishedFile {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A folder (0700) that is being filled. It gets its final name by [`Self::commit`], and is deleted if it is dropped
/// before that.
pub struct PublishedDir {
    temporary: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl PublishedDir {
    /// Begins a folder at a `target` that does not exist yet or is an empty folder.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when `target` is not empty; others when the folder cannot be made.
    pub fn create(target: &Path) -> io::Result<Self> {
        match fs::read_dir(target).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let folder = folder_of(target);
        fs::create_dir_all(&folder)?;
        let temporary = folder.join(temporary_name(target.file_name().ok_or(io::ErrorKind::InvalidInput)?));
        DirBuilder::new().mode(0o700).create(&temporary)?;
        Ok(Self { temporary, target: target.to_owned(), committed: false })
    }

    /// The temporary path, to which files are written until the commit.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Syncs all contents to disk, then gives the folder its name.
    ///
    /// # Errors
    /// Those of [`publish_dir`]. The temporary folder is then removed.
    pub fn commit(mut self) -> io::Result<()> {
        // A person may have made an empty folder at the target beforehand. It is removed.
        match fs::remove_dir(&self.target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        publish_dir(&self.temporary, &self.target)?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for PublishedDir {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_dir_all(&self.temporary);
        }
    }
}

/// The error for a file system that refuses locks, as network shares and some file systems in user space do.
fn no_locks(folder: &Path, refused: Errno) -> io::Error {
    let (folder, why) = (folder.display(), io::Error::from(refused));
    io::Error::other(format!(
        "the file system of {folder} refuses to lock files there ({why}); put the folder on a local disk"
    ))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn temporary_prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".partial-");
    prefix
}

fn temporary_name(name: &OsStr) -> OsString {
    let mut temporary = temporary_prefix(name);
    temporary.push(format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    temporary
}

/// Removes the temporary files of `name` that no living writer has locked.
fn sweep(folder: &Path, name: &OsStr) -> io::Result<()> {
    let prefix = temporary_prefix(name);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(prefix.as_encoded_bytes()) || !entry.file_type()?.is_file()
        {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // The file system does not support the flag that forbids overwriting.
        Err(Errno::INVAL | Errno::NOSYS) => {
            if to.symlink_metadata().is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(from, to)
        }
        other => other.map_err(io::Error::from),
    }
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else if entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_dir(folder)
}

fn sync_dir(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot sync a folder, and return `InvalidInput`.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

#[cfg(test)]
#[path = "publish/tests.rs"]
mod tests;

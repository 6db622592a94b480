//! A file appears whole or not at all: it is written under a temporary name in the same folder, brought to the disk, renamed, and the
//! folder brought to the disk too.
//!
//! A temporary is locked while its writer lives. What a killed writer left behind is removed by the next publication under the same name.
//! File systems without modes (FAT on a stick) keep the mode of their mount.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;

/// How often a temporary is begun anew because a sweep of another process took it. One such sweep is rare, so many are a file system that is broken.
const TRIES: u32 = 100;

/// Tells two temporaries of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Publishes `bytes` at `path` with `mode`, replacing what stands there.
///
/// # Errors
/// Of the file system; what stood at `path` is then untouched.
pub fn publish(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let mut file = PublishedFile::create(path, mode)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Publishes `bytes` at `path` with `mode`; for keys, which nothing may overwrite.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something stands there; others of the file system.
pub fn publish_new(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let mut file = PublishedFile::create_new(path, mode)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Gives a finished folder its final name, which must be free, and brings all of it to the disk. Both lie in one file system.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something stands at `target`; others of the file system.
pub fn publish_dir(temporary: &Path, target: &Path) -> io::Result<()> {
    sync_tree(temporary)?;
    rename_new(temporary, target)?;
    sync_dir(&folder_of(target))
}

/// A file that is being written; it takes its name at [`Self::commit`], and vanishes when dropped before.
pub struct PublishedFile {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    replace: bool,
    committed: bool,
}

impl PublishedFile {
    /// Begins a file that will replace what stands at `path`.
    ///
    /// # Errors
    /// Of the file system, such as a folder that is not there.
    pub fn create(path: &Path, mode: u32) -> io::Result<Self> {
        Self::begin(path, mode, true)
    }

    /// Begins a file that must not stand at `path` yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when something does; others of the file system.
    pub fn create_new(path: &Path, mode: u32) -> io::Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Self::begin(path, mode, false)
    }

    /// Brings the bytes to the disk, then gives the file its name.
    ///
    /// # Errors
    /// Of the file system; the temporary is then removed.
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

    /// `lock` takes the temporary's lock without waiting.
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
            // From here on the temporary is removed when it is dropped.
            let begun = Self { file, temporary, target: path.to_owned(), replace, committed: false };
            // A sweep by another process may have come between the two calls; a temporary without a name is of no use.
            match lock(&begun.file) {
                Ok(()) if begun.file.metadata()?.nlink() > 0 => {}
                Ok(()) | Err(Errno::WOULDBLOCK) => continue,
                Err(refused) => return Err(no_locks(&folder, refused)),
            }
            if begun.file.metadata()?.mode() & 0o777 != mode {
                // The umask narrowed it, or the file system has no modes.
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

/// A folder that is being filled (0700); it takes its name at [`Self::commit`], and vanishes when dropped before.
pub struct PublishedDir {
    temporary: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl PublishedDir {
    /// Begins a folder that must not stand at `target` yet, or stands there empty.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when something stands there; others of the file system.
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

    /// Where to write until the commit.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Brings everything in it to the disk, then gives the folder its name.
    ///
    /// # Errors
    /// As [`publish_dir`]; the temporary is then removed.
    pub fn commit(mut self) -> io::Result<()> {
        // An empty folder in the way is the one a person made beforehand.
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

/// A file system that refuses locks refuses the next one too: network shares and some file systems in user space do.
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

/// Removes the temporaries of `name` that no living writer holds.
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
        // A file system that knows no such flag.
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
        // Some file systems cannot sync a folder, and say so.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

#[cfg(test)]
#[path = "publish/tests.rs"]
mod tests;

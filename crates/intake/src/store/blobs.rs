//! Sealed tips that are too large for a row.
//!
//! They lie in an object store: a local folder, with fsync on.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use envelope::TipId;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};

use super::StoreError;

pub(super) struct Blobs {
    folder: PathBuf,
    objects: LocalFileSystem,
    /// Blobs that are being written, or whose row is not written yet. The sweep ignores them.
    under_way: Mutex<HashSet<TipId>>,
}

impl Blobs {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| fault(&error))?;
        // With this option, the `object_store` library syncs what it writes to the disk. It does not sync deletions;
        // our `remove` does that.
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(|error| object_fault(&error))?.with_fsync(true);
        Ok(Self { folder: folder.to_owned(), objects, under_way: Mutex::default() })
    }

    pub(super) async fn begin(this: &Arc<Self>, id: TipId) -> Result<BlobUpload, StoreError> {
        this.lock().insert(id);
        let mark = PendingBlob { blobs: Arc::clone(this), id };
        let upload = this.objects.put_multipart(&object(&id)).await.map_err(|error| object_fault(&error))?;
        Ok(BlobUpload { mark, upload })
    }

    pub(super) fn open_file(&self, id: &TipId) -> io::Result<File> {
        File::open(self.folder.join(id.to_string()))
    }

    pub(super) async fn remove(&self, id: &TipId) -> Result<(), StoreError> {
        match self.objects.delete(&object(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(object_fault(&error)),
        }
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| fault(&error))
    }

    /// Returns the ids of complete blobs, and the paths of incomplete ones that a crash left. Blobs under way are
    /// omitted.
    pub(super) fn list(&self) -> Result<(Vec<TipId>, Vec<PathBuf>), StoreError> {
        let entries: Vec<_> =
            fs::read_dir(&self.folder).and_then(Iterator::collect).map_err(|error: io::Error| fault(&error))?;
        // The set is read after the folder. So a complete blob in the folder is either still in the set, or its row is
        // committed by now.
        let under_way = self.lock().clone();
        let (mut whole, mut halves) = (Vec::new(), Vec::new());
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let id = name.split('#').next().and_then(|id| id.parse::<TipId>().ok());
            match id {
                Some(id) if under_way.contains(&id) => {}
                Some(id) if !name.contains('#') => whole.push(id),
                _ => halves.push(entry.path()),
            }
        }
        Ok((whole, halves))
    }

    /// Whether a blob is present with all its bytes.
    pub(super) fn is_whole(&self, id: &TipId, size: u64) -> bool {
        fs::metadata(self.folder.join(id.to_string())).is_ok_and(|metadata| metadata.len() == size)
    }

    /// Writes every filed blob anew, in the order of ids, so that neither its times nor its place on the disk tell when
    /// a tip came. If all blobs together have more than `most` bytes, this does nothing.
    pub(super) fn rewrite(&self, most: u64) -> Result<(), StoreError> {
        let (mut whole, _) = self.list()?;
        whole.sort_unstable();
        let size = |id: &TipId| fs::metadata(self.folder.join(id.to_string())).map_or(0, |metadata| metadata.len());
        if whole.iter().map(size).sum::<u64>() > most {
            return Ok(());
        }
        for id in whole {
            let (path, anew) = (self.folder.join(id.to_string()), self.folder.join(format!("{id}#anew")));
            let copied = File::open(&path).and_then(|mut from| {
                let mut to = File::options().write(true).create(true).truncate(true).mode(0o600).open(&anew)?;
                io::copy(&mut from, &mut to)?;
                to.set_modified(SystemTime::UNIX_EPOCH)?;
                to.sync_all()?;
                fs::rename(&anew, &path)
            });
            match copied {
                // The blob was erased meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(fault(&error)),
                Ok(()) => {}
            }
        }
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| fault(&error))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<TipId>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A complete blob that has no row yet. The sweep ignores it until this value is dropped.
pub struct PendingBlob {
    blobs: Arc<Blobs>,
    id: TipId,
}

impl Drop for PendingBlob {
    fn drop(&mut self) {
        self.blobs.lock().remove(&self.id);
    }
}

/// A blob that is being written. If this is dropped before [`BlobUpload::finish`], the `object_store` library removes
/// the incomplete blob.
pub struct BlobUpload {
    mark: PendingBlob,
    upload: Box<dyn MultipartUpload>,
}

impl BlobUpload {
    /// Appends sealed bytes.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), StoreError> {
        self.upload.put_part(PutPayload::from(bytes)).await.map_err(|error| object_fault(&error))
    }

    /// Makes the blob durable and gives it its name. The caller keeps the returned value until the row is filed.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub async fn finish(self) -> Result<PendingBlob, StoreError> {
        let Self { mark, mut upload } = self;
        upload.complete().await.map_err(|error| object_fault(&error))?;
        let path = mark.blobs.folder.join(mark.id.to_string());
        // The file gets another modification time, because the exact time of arrival must not stay on the disk.
        let blurred =
            File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH));
        blurred.map_err(|error| fault(&error))?;
        Ok(mark)
    }
}

fn object(id: &TipId) -> ObjectPath {
    ObjectPath::from(id.to_string())
}

pub(crate) fn fault(error: &io::Error) -> StoreError {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    if full { StoreError::Full } else { StoreError::Blob(error.kind().to_string()) }
}

fn object_fault(error: &object_store::Error) -> StoreError {
    let mut source = Some(error as &dyn std::error::Error);
    while let Some(inner) = source {
        if let Some(error) = inner.downcast_ref::<io::Error>() {
            return fault(error);
        }
        source = inner.source();
    }
    StoreError::Blob("the object store refused".to_owned())
}

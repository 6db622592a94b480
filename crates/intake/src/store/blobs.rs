//! Sealed tips too large for a row, in an object store: a local folder, fsync on.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use envelope::TipId;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};

use super::StoreError;

pub(super) struct Blobs {
    folder: PathBuf,
    objects: LocalFileSystem,
    /// Uploads that have no row yet; the sweep leaves them alone.
    under_way: Mutex<HashSet<TipId>>,
}

impl Blobs {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| fault(&error))?;
        // Deletes are not fsynced by the library: `remove` does that.
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(|error| object_fault(&error))?.with_fsync(true);
        Ok(Self { folder: folder.to_owned(), objects, under_way: Mutex::default() })
    }

    pub(super) async fn begin(this: &Arc<Self>, id: TipId) -> Result<BlobUpload, StoreError> {
        this.lock().insert(id);
        let upload = this.objects.put_multipart(&object(&id)).await;
        match upload {
            Ok(upload) => Ok(BlobUpload { blobs: Arc::clone(this), id, upload: Some(upload) }),
            Err(error) => {
                this.settled(&id);
                Err(object_fault(&error))
            }
        }
    }

    pub(super) fn settled(&self, id: &TipId) {
        self.lock().remove(id);
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

    /// Ids of whole blobs, and paths of halves that a crash left; uploads under way are neither.
    pub(super) fn list(&self) -> Result<(Vec<TipId>, Vec<PathBuf>), StoreError> {
        let under_way = self.lock().clone();
        let (mut whole, mut halves) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&self.folder).map_err(|error| fault(&error))? {
            let entry = entry.map_err(|error| fault(&error))?;
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

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<TipId>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A blob on its way. Dropped before [`BlobUpload::finish`], nothing of it stays.
pub struct BlobUpload {
    blobs: Arc<Blobs>,
    id: TipId,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl BlobUpload {
    /// Appends sealed bytes.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), StoreError> {
        match &mut self.upload {
            Some(upload) => upload.put_part(PutPayload::from(bytes)).await.map_err(|error| object_fault(&error)),
            None => Err(StoreError::Closing),
        }
    }

    /// Makes the blob durable and gives it its name. It stays marked as under way until its row is filed.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        let Some(mut upload) = self.upload.take() else { return Err(StoreError::Closing) };
        match upload.complete().await {
            Ok(_) => Ok(()),
            Err(error) => {
                // Its half goes with `upload`.
                self.blobs.settled(&self.id);
                Err(object_fault(&error))
            }
        }
    }
}

impl Drop for BlobUpload {
    fn drop(&mut self) {
        // The library removes the half when its upload is dropped.
        if self.upload.take().is_some() {
            self.blobs.settled(&self.id);
        }
    }
}

fn object(id: &TipId) -> ObjectPath {
    ObjectPath::from(id.to_string())
}

pub(super) fn fault(error: &io::Error) -> StoreError {
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

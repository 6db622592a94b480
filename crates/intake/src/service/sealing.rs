//! Body → age → store: a tip is sealed while it arrives, and memory stays flat.
//!
//! A [`Draft`] takes attachments piece by piece. What age has written is moved on at once: into memory while the sealed tip may still fit a row,
//! into the store's blob as soon as it cannot. Plaintext is never kept: it passes through one chunk of age's.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use envelope::code::LinkKey;
use envelope::keys::Recipient;
use envelope::tip::{ManifestEntry, SealError, Tip, TipSealer};
use envelope::{Digest, MailboxId, TipId};

use crate::store::{BlobUpload, ROW_BYTES, Sealed, Store, StoreError};

/// Sealed bytes that are moved on at once when so many have come together.
const MOVE_BYTES: usize = 256 * 1024;

/// Why a tip is not sealed. None holds a word of it.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A sealed tip that is whole, and on its way into the store.
pub struct SealedTip {
    /// As the server names it.
    pub id: TipId,
    /// Bytes of the sealed file.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The sealed bytes, or a durable blob.
    pub sealed: Sealed,
}

/// A tip that is being sealed. Dropped before [`Draft::finish`], it leaves nothing behind.
pub struct Draft<'a> {
    store: &'a Store,
    id: TipId,
    sealer: TipSealer<Outbox>,
    outbox: Outbox,
    upload: Option<BlobUpload>,
}

impl<'a> Draft<'a> {
    /// Begins a tip that `recipients` can open.
    pub fn begin(store: &'a Store, id: TipId, recipients: &[Recipient]) -> Result<Self, DraftError> {
        let outbox = Outbox::default();
        let sealer = TipSealer::new(recipients, outbox.clone())?;
        Ok(Self { store, id, sealer, outbox, upload: None })
    }

    /// Begins the next attachment.
    pub fn begin_file(&mut self, given: &str, declared: &str) -> Result<(), DraftError> {
        Ok(self.sealer.begin_file(given, declared)?)
    }

    /// Bytes of the attachment that was begun last.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), DraftError> {
        self.sealer.write(bytes)?;
        if self.outbox.len() >= MOVE_BYTES {
            move_on(self.store, self.id, &self.outbox, &mut self.upload).await?;
        }
        Ok(())
    }

    /// The attachments so far, with their digests.
    pub fn files(&mut self) -> Result<&[ManifestEntry], DraftError> {
        Ok(self.sealer.files()?)
    }

    /// Seals the answers; `thread` is the mailbox that a follow-up comes from. The blob, if there is one, is durable when this answers.
    pub async fn finish(self, tip: &Tip, thread: Option<(MailboxId, &LinkKey)>) -> Result<SealedTip, DraftError> {
        let Self { store, id, sealer, outbox, mut upload } = self;
        let mut padding = sealer.answers(tip, thread)?;
        while padding.write_piece()? {
            if outbox.len() >= MOVE_BYTES {
                move_on(store, id, &outbox, &mut upload).await?;
            }
        }
        let (_, sealed) = padding.finish()?;
        let rest = outbox.take();
        let whole = if upload.is_none() && sealed.size <= ROW_BYTES {
            Sealed::Row(rest)
        } else {
            let mut upload = match upload {
                Some(upload) => upload,
                None => store.begin_blob(id).await?,
            };
            for piece in Bytes::from(rest).chunks(MOVE_BYTES) {
                upload.write(Bytes::copy_from_slice(piece)).await?;
            }
            Sealed::Blob(upload.finish().await?)
        };
        Ok(SealedTip { id, size: sealed.size, sha256: sealed.sha256, sealed: whole })
    }
}

async fn move_on(store: &Store, id: TipId, outbox: &Outbox, upload: &mut Option<BlobUpload>) -> Result<(), DraftError> {
    // Asked again and again: uploads that began together may fill the disk together.
    if !store.has_room() {
        return Err(StoreError::Full.into());
    }
    let sealed = Bytes::from(outbox.take());
    let upload = match upload {
        Some(upload) => upload,
        None => upload.insert(store.begin_blob(id).await?),
    };
    Ok(upload.write(sealed).await?)
}

/// Sealed bytes between age, which writes without waiting, and the store, which is waited for.
#[derive(Clone, Default)]
struct Outbox(Arc<Mutex<Vec<u8>>>);

impl Outbox {
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

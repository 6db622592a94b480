//! Seals a tip while it arrives, with flat memory use: body → age → store.
//!
//! A [`Draft`] takes attachments piece by piece. The sealed bytes move on at once: into memory while the sealed tip may
//! still fit a row, and into the store's blob as soon as it cannot. Plaintext is never kept: it passes through one
//! chunk of age.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use envelope::code::LinkKey;
use envelope::keys::Recipient;
use envelope::tip::{ManifestEntry, SealError, Tip, TipSealer};
use envelope::{Digest, MailboxId, TipId};

use crate::store::{BlobUpload, ROW_BYTES, Sealed, Store, StoreError};

/// The number of sealed bytes that collect before they move to the store.
const MOVE_BYTES: usize = 256 * 1024;

/// Why a tip is not sealed. No message contains a word of the tip.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A complete sealed tip, ready for the store.
pub struct SealedTip {
    /// The id by which the server names the tip.
    pub id: TipId,
    /// The size of the sealed file, in bytes.
    pub size: u64,
    /// The SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The sealed bytes: in memory, or in a durable blob.
    pub sealed: Sealed,
}

/// A tip that is being sealed. If it is dropped before [`Draft::finish`], it leaves no data behind.
pub struct Draft<'a> {
    store: &'a Store,
    id: TipId,
    sealer: TipSealer<Outbox>,
    outbox: Outbox,
    upload: Option<BlobUpload>,
}

impl<'a> Draft<'a> {
    /// Begins a tip that `recipients` can open.
    ///
    /// # Errors
    /// When age rejects the recipients or the header cannot be written.
    pub fn begin(store: &'a Store, id: TipId, recipients: &[Recipient]) -> Result<Self, DraftError> {
        let outbox = Outbox::default();
        let sealer = TipSealer::new(recipients, outbox.clone())?;
        Ok(Self { store, id, sealer, outbox, upload: None })
    }

    /// Begins the next attachment, with the file name and media type that the sender's device gave.
    ///
    /// # Errors
    /// When the tip has too many attachments, or the sealed file cannot be written.
    pub fn begin_file(&mut self, given: &str, declared: &str) -> Result<(), DraftError> {
        Ok(self.sealer.begin_file(given, declared)?)
    }

    /// Appends bytes to the last attachment that was begun.
    ///
    /// # Errors
    /// When the attachments are too large, the sealed file cannot be written, or the store fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), DraftError> {
        self.sealer.write(bytes)?;
        if self.outbox.len() >= MOVE_BYTES {
            move_on(self.store, self.id, &self.outbox, &mut self.upload).await?;
        }
        Ok(())
    }

    /// The attachments so far, with their digests. Ends the attachment that was begun last.
    ///
    /// # Errors
    /// When the last attachment cannot be completed.
    pub fn files(&mut self) -> Result<&[ManifestEntry], DraftError> {
        Ok(self.sealer.files()?)
    }

    /// Seals the answers and completes the tip. The blob, if there is one, is durable on return.
    ///
    /// `thread` is the mailbox that a follow-up comes from, with its link key; `None` for a first tip.
    ///
    /// # Errors
    /// When the tip cannot be sealed, or the store fails.
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
    // The room is checked again and again, because uploads that began together may fill the disk together.
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

/// The buffer of sealed bytes between age, which writes synchronously, and the store, which is asynchronous.
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

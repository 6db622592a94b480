//! Files leads that were sealed on their sender's machine as tips.

use std::sync::Arc;

use bytes::Bytes;
use envelope::lead::{FileLead, begins_like_a_tip};
use envelope::{Day, Hasher, TipId};
use rand::CryptoRng;
use tokio::io::AsyncReadExt as _;

use crate::store::uploads::Upload;
use crate::store::{Filed, NewMailbox, NewTip, ROW_BYTES, Sealed, Store, StoreError};

const PIECE: usize = 256 * 1024;

/// Why an upload is not filed.
#[derive(Debug, thiserror::Error)]
pub enum LeadError {
    /// The upload is not complete.
    #[error("only {here} of {length} bytes are here")]
    Unfinished {
        /// The number of bytes that have arrived.
        here: u64,
        /// The number of bytes that were announced.
        length: u64,
    },
    /// The SHA-256 differs from the one that the sender announced.
    #[error("the received file has another SHA-256 than the file that was sent")]
    Altered,
    /// The upload is not an age file.
    #[error("the received file is not a sealed tip")]
    NotSealed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The times for which tips and mailboxes are kept.
pub struct Lifetimes {
    /// The longest time for which a tip is kept, in months.
    pub tip: u32,
    /// The time for which a mailbox is kept, in months.
    pub mailbox: u32,
}

/// Files a complete upload as a tip. The tip is durable on return.
///
/// # Errors
/// When the upload is incomplete, altered or not a sealed tip, or the store fails.
pub async fn file(
    store: &Store,
    upload: &Arc<Upload>,
    lead: &FileLead,
    kept: &Lifetimes,
    today: Day,
    rng: &mut impl CryptoRng,
) -> Result<Filed, LeadError> {
    let _still = upload.take_over().await;
    let (here, length) = (upload.offset(), upload.length());
    if here != length {
        return Err(LeadError::Unfinished { here, length });
    }
    let id = TipId::random(rng);
    let broken = |error: std::io::Error| LeadError::Store(crate::store::blobs::fault(&error));
    let mut file = tokio::fs::File::open(upload.path()).await.map_err(broken)?;
    let mut blob = if length > ROW_BYTES { Some(store.begin_blob(id).await?) } else { None };
    let (mut hasher, mut row, mut first) = (Hasher::new(), Vec::new(), true);
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        if (&mut file).take(PIECE as u64).read_to_end(&mut piece).await.map_err(broken)? == 0 {
            break;
        }
        if std::mem::take(&mut first) && !begins_like_a_tip(&piece[..piece.len().min(4096)]) {
            return Err(LeadError::NotSealed);
        }
        hasher.update(&piece);
        match &mut blob {
            Some(blob) => blob.write(Bytes::from(piece)).await?,
            None => row.extend_from_slice(&piece),
        }
    }
    if hasher.digest() != lead.sha256 {
        return Err(LeadError::Altered);
    }
    let sealed = match blob {
        Some(blob) => Sealed::Blob(blob.finish().await?),
        None => Sealed::Row(row),
    };
    let expires = today.month().plus(kept.tip);
    let mailbox = lead.mailbox.map(|id| NewMailbox { id, expires: today.month().plus(kept.mailbox) });
    let (submission, sha256, roster_issue) = (lead.submission, lead.sha256, lead.roster_issue);
    Ok(store.file(NewTip { id, submission, size: length, sha256, sealed, roster_issue, expires, mailbox }).await?)
}

//! Writing a sealed tip as its bytes come in.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::{MAX_FILES, MAX_TIP_BYTES, ManifestEntry, Thread, Tip, padding, safe_name};
use crate::code::LinkKey;
use crate::digest::aside::Summing;
use crate::keys::{Recipient, age_recipients};
use crate::{Digest, MailboxId};

/// Why a tip is not sealed. None holds a word of the tip.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is nobody to seal to.
    #[error("no recipient to seal to")]
    NoRecipient,
    /// More than [`MAX_TIP_BYTES`].
    #[error("a tip holds at most {MAX_TIP_BYTES} bytes")]
    TooLarge,
    /// More than [`MAX_FILES`].
    #[error("a tip holds at most {MAX_FILES} files")]
    TooManyFiles,
    /// Bytes without a file to put them in.
    #[error("no file was begun")]
    NoFile,
    /// The output failed, a full disk among other reasons.
    #[error("the sealed tip could not be written: {0}")]
    Write(#[source] io::Error),
    /// A library failed.
    #[error("the tip could not be put together")]
    Failed,
}

/// What was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Bytes of the sealed file: a size class.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
}

/// Seals a tip into `W`: attachments first, as they arrive, then the answers. Memory stays flat whatever their size.
///
/// Dropped before [`TipSealer::finish`], what was written is no age file and opens for nobody.
pub struct TipSealer<W: Write> {
    zip: Zip<W>,
    header: u64,
    entries: Vec<ManifestEntry>,
    open: Option<OpenEntry>,
    content: u64,
    aside: bool,
}

type Zip<W> = ZipWriter<StreamWriter<Counting<age::stream::StreamWriter<Hashing<W>>>>>;

struct OpenEntry {
    name: String,
    r#type: String,
    hasher: Summing,
}

impl<W: Write> TipSealer<W> {
    /// Writes age's header for `recipients`.
    pub fn new(recipients: &[Recipient], out: W) -> Result<Self, SealError> {
        Self::begin(recipients, out, false)
    }

    /// As [`TipSealer::new`], hashing on two threads of its own: for large files, where nothing else is done meanwhile.
    pub fn with_threads(recipients: &[Recipient], out: W) -> Result<Self, SealError> {
        Self::begin(recipients, out, true)
    }

    fn begin(recipients: &[Recipient], out: W, aside: bool) -> Result<Self, SealError> {
        let encryptor =
            age::Encryptor::with_recipients(age_recipients(recipients)).map_err(|_| SealError::NoRecipient)?;
        let written = Arc::new(AtomicU64::new(0));
        let out = Hashing { inner: out, hasher: Summing::begin(aside), written: Arc::clone(&written) };
        let age = encryptor.wrap_output(out).map_err(SealError::Write)?;
        // age has written header and nonce by now, and nothing else. Its writer does not lend what is under it, hence the shared count.
        let header = written.load(Ordering::Relaxed);
        let zip = ZipWriter::new_stream(Counting { inner: age, count: 0 });
        Ok(Self { zip, header, entries: Vec::new(), open: None, content: 0, aside })
    }

    /// Begins the next attachment. `given` is the name that the sender's device gave, `declared` the media type that it claims.
    pub fn begin_file(&mut self, given: &str, declared: &str) -> Result<(), SealError> {
        self.end_entry()?;
        let number = self.entries.len() + 1;
        if number > MAX_FILES {
            return Err(SealError::TooManyFiles);
        }
        self.begin_entry(safe_name(number, given), safe_type(declared))
    }

    /// Bytes of the attachment that was begun last.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        self.content += bytes.len() as u64;
        if self.content > MAX_TIP_BYTES {
            return Err(SealError::TooLarge);
        }
        let entry = self.open.as_mut().ok_or(SealError::NoFile)?;
        entry.hasher.update(bytes);
        self.zip.write_all(bytes).map_err(SealError::Write)
    }

    /// The attachments so far, in order, with their digests; ends the one that was begun last.
    ///
    /// # Errors
    /// When its digest could not be taken.
    pub fn files(&mut self) -> Result<&[ManifestEntry], SealError> {
        self.end_entry()?;
        Ok(&self.entries)
    }

    /// Writes the answers, pads to the size class and ends the file.
    pub fn finish(self, tip: &Tip) -> Result<(W, Sealed), SealError> {
        self.answers(tip, None)?.finish()
    }

    /// As [`TipSealer::finish`], for a follow-up that continues the thread of `mailbox`.
    pub fn finish_follow_up(self, tip: &Tip, mailbox: MailboxId, link_key: &LinkKey) -> Result<(W, Sealed), SealError> {
        self.answers(tip, Some((mailbox, link_key)))?.finish()
    }

    /// Writes the answers; the padding is left to the caller, who may move on between its pieces what was sealed. `thread` is the mailbox that a
    /// follow-up continues, and its link key.
    pub fn answers(mut self, tip: &Tip, thread: Option<(MailboxId, &LinkKey)>) -> Result<Padding<W>, SealError> {
        self.end_entry()?;
        let json = Zeroizing::new(serde_json::to_vec(tip).map_err(|_| SealError::Failed)?);
        self.entry("tip.json", &json)?;
        let manifest = serde_json::to_vec(&self.entries).map_err(|_| SealError::Failed)?;
        self.entry("manifest.json", &manifest)?;
        if let Some((mailbox, link_key)) = thread {
            let thread = Thread::prove(mailbox, link_key, &Digest::of(&manifest));
            let json = serde_json::to_vec(&thread).map_err(|_| SealError::Failed)?;
            self.entry("thread.json", &json)?;
        }
        let tail = tail(self.entries.iter().map(|entry| entry.name.as_str()))?;
        self.zip.start_file("padding", options()).map_err(zip_error)?;
        self.zip.flush().map_err(SealError::Write)?;
        let written = self.zip.get_ref().map_or(0, |stream| stream.get_ref().count);
        let rest = padding::padding_for(self.header, written, tail);
        Ok(Padding { zip: self.zip, rest })
    }

    fn entry(&mut self, name: &str, bytes: &[u8]) -> Result<(), SealError> {
        self.begin_entry(name.to_owned(), "application/json".to_owned())?;
        self.write(bytes)?;
        self.end_entry()
    }

    fn begin_entry(&mut self, name: String, r#type: String) -> Result<(), SealError> {
        self.zip.start_file(name.as_str(), options()).map_err(zip_error)?;
        // The answers are small.
        let aside = self.aside && name.starts_with("files/");
        self.open = Some(OpenEntry { name, r#type, hasher: Summing::begin(aside) });
        Ok(())
    }

    fn end_entry(&mut self) -> Result<(), SealError> {
        if let Some(OpenEntry { name, r#type, hasher }) = self.open.take() {
            let hasher = hasher.end().map_err(|_| SealError::Failed)?;
            let size = hasher.size();
            self.entries.push(ManifestEntry { name, sha256: hasher.digest(), size, r#type });
        }
        Ok(())
    }
}

/// A tip whose answers are written. What is left is padding: just above a power of two as much as the tip itself, too much to hold at once.
pub struct Padding<W: Write> {
    zip: Zip<W>,
    rest: u64,
}

impl<W: Write> Padding<W> {
    /// Writes a piece of 64 KiB or less; answers whether another is to come.
    pub fn write_piece(&mut self) -> Result<bool, SealError> {
        static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
        let piece = usize::try_from(self.rest).map_or(ZEROS.len(), |rest| rest.min(ZEROS.len()));
        self.zip.write_all(&ZEROS[..piece]).map_err(SealError::Write)?;
        self.rest -= piece as u64;
        Ok(self.rest > 0)
    }

    /// Writes what is left and ends the file.
    pub fn finish(mut self) -> Result<(W, Sealed), SealError> {
        while self.write_piece()? {}
        let counting = self.zip.finish().map_err(zip_error)?.into_inner();
        let out = counting.inner.finish().map_err(SealError::Write)?;
        let hasher = out.hasher.end().map_err(|_| SealError::Failed)?;
        let sealed = Sealed { size: hasher.size(), sha256: hasher.digest() };
        Ok((out.inner, sealed))
    }
}

/// What ZIP writes after the last byte of padding; depends on the entries' names alone, so an empty archive tells it.
fn tail<'a>(names: impl Iterator<Item = &'a str>) -> Result<u64, SealError> {
    let mut dry = ZipWriter::new_stream(Counting { inner: io::sink(), count: 0 });
    for name in names.chain(["padding"]) {
        dry.start_file(name, options()).map_err(zip_error)?;
    }
    dry.flush().map_err(SealError::Write)?;
    let before = dry.get_ref().map_or(0, |stream| stream.get_ref().count);
    let after = dry.finish().map_err(zip_error)?.into_inner().count;
    Ok(after - before)
}

/// Stored, with ZIP's zero date, so that an entry says nothing about when or where it was made.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600)
}

fn safe_type(declared: &str) -> String {
    let fits = declared.len() <= 100 && declared.bytes().all(|b| b.is_ascii_alphanumeric() || b"/+-.".contains(&b));
    if fits && declared.contains('/') { declared.to_owned() } else { "application/octet-stream".to_owned() }
}

fn zip_error(error: zip::result::ZipError) -> SealError {
    match error {
        zip::result::ZipError::Io(error) => SealError::Write(error),
        _ => SealError::Failed,
    }
}

struct Counting<W> {
    inner: W,
    count: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.count += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

struct Hashing<W> {
    inner: W,
    hasher: Summing,
    written: Arc<AtomicU64>,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.written.fetch_add(written as u64, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

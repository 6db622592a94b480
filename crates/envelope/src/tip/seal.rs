//! Sealing a tip while its bytes arrive.

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

/// Reasons why a tip is not sealed. None of them holds a word of the tip.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The list of recipients is empty.
    #[error("no recipient to seal to")]
    NoRecipient,
    /// The tip is larger than [`MAX_TIP_BYTES`].
    #[error("a tip holds at most {MAX_TIP_BYTES} bytes")]
    TooLarge,
    /// The tip has more than [`MAX_FILES`] attachments.
    #[error("a tip holds at most {MAX_FILES} files")]
    TooManyFiles,
    /// Bytes were written before any attachment was begun.
    #[error("no file was begun")]
    NoFile,
    /// Writing the output failed, for example because the disk is full.
    #[error("the sealed tip could not be written: {0}")]
    Write(#[source] io::Error),
    /// A library failed.
    #[error("the tip could not be put together")]
    Failed,
}

/// Size and digest of a sealed tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Size of the sealed file in bytes, which is a size class.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
}

/// Seals a tip into `W`: first the attachments, as they arrive, then the answers.
///
/// Memory use does not grow with the size of the tip. If a sealer is dropped before [`TipSealer::finish`], the output
/// is not a complete age file and nobody can open it.
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
    /// Starts a sealed tip and writes age's header for `recipients`.
    ///
    /// # Errors
    /// When there is no recipient, or writing fails.
    pub fn new(recipients: &[Recipient], out: W) -> Result<Self, SealError> {
        Self::begin(recipients, out, false)
    }

    /// As [`TipSealer::new`], but hashes on two more threads. Use it for large files, when nothing else runs meanwhile.
    ///
    /// # Errors
    /// When there is no recipient, or writing fails.
    pub fn with_threads(recipients: &[Recipient], out: W) -> Result<Self, SealError> {
        Self::begin(recipients, out, true)
    }

    fn begin(recipients: &[Recipient], out: W, aside: bool) -> Result<Self, SealError> {
        let encryptor =
            age::Encryptor::with_recipients(age_recipients(recipients)).map_err(|_| SealError::NoRecipient)?;
        let written = Arc::new(AtomicU64::new(0));
        let out = Hashing { inner: out, hasher: Summing::begin(aside), written: Arc::clone(&written) };
        let age = encryptor.wrap_output(out).map_err(SealError::Write)?;
        // By now, age has written exactly its header and nonce. The count is shared with the inner writer, because
        // age's writer gives no access to it.
        let header = written.load(Ordering::Relaxed);
        let zip = ZipWriter::new_stream(Counting { inner: age, count: 0 });
        Ok(Self { zip, header, entries: Vec::new(), open: None, content: 0, aside })
    }

    /// Begins the next attachment.
    ///
    /// `given` is the name from the sender's device, and `declared` the media type that the device declares. Both are
    /// made safe.
    ///
    /// # Errors
    /// When there are too many attachments, or writing fails.
    pub fn begin_file(&mut self, given: &str, declared: &str) -> Result<(), SealError> {
        self.end_entry()?;
        let number = self.entries.len() + 1;
        if number > MAX_FILES {
            return Err(SealError::TooManyFiles);
        }
        self.begin_entry(safe_name(number, given), safe_type(declared))
    }

    /// Writes bytes of the attachment that was begun last.
    ///
    /// # Errors
    /// When no attachment was begun, the tip becomes too large, or writing fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        self.content += bytes.len() as u64;
        if self.content > MAX_TIP_BYTES {
            return Err(SealError::TooLarge);
        }
        let entry = self.open.as_mut().ok_or(SealError::NoFile)?;
        entry.hasher.update(bytes);
        self.zip.write_all(bytes).map_err(SealError::Write)
    }

    /// Ends the current attachment. Returns all attachments so far, in order, with their digests.
    ///
    /// # Errors
    /// When the digest of the attachment is lost.
    pub fn files(&mut self) -> Result<&[ManifestEntry], SealError> {
        self.end_entry()?;
        Ok(&self.entries)
    }

    /// Writes the answers, pads the file to its size class, and ends it. Returns the output and its [`Sealed`].
    ///
    /// # Errors
    /// When the tip becomes too large, or writing fails.
    pub fn finish(self, tip: &Tip) -> Result<(W, Sealed), SealError> {
        self.answers(tip, None)?.finish()
    }

    /// As [`TipSealer::finish`], for a follow-up that continues the thread of `mailbox`.
    ///
    /// # Errors
    /// When the tip becomes too large, or writing fails.
    pub fn finish_follow_up(self, tip: &Tip, mailbox: MailboxId, link_key: &LinkKey) -> Result<(W, Sealed), SealError> {
        self.answers(tip, Some((mailbox, link_key)))?.finish()
    }

    /// Writes the answers. The caller then writes the padding.
    ///
    /// Between two pieces of padding, the caller may move the sealed bytes elsewhere. `thread` is the mailbox that a
    /// follow-up continues, with its link key.
    ///
    /// # Errors
    /// When the tip becomes too large, or writing fails.
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
        // The answers are small, so they are hashed on this thread.
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

/// A tip whose answers are written and whose padding is missing.
///
/// The padding of a tip just above a power of two is as large as the tip, and so too large to be held in memory at
/// once.
pub struct Padding<W: Write> {
    zip: Zip<W>,
    rest: u64,
}

impl<W: Write> Padding<W> {
    /// Writes a piece of at most 64 KiB. Returns whether more padding is left.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write_piece(&mut self) -> Result<bool, SealError> {
        static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
        let piece = usize::try_from(self.rest).map_or(ZEROS.len(), |rest| rest.min(ZEROS.len()));
        self.zip.write_all(&ZEROS[..piece]).map_err(SealError::Write)?;
        self.rest -= piece as u64;
        Ok(self.rest > 0)
    }

    /// Writes the rest of the padding and ends the file. Returns the output and its [`Sealed`].
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> Result<(W, Sealed), SealError> {
        while self.write_piece()? {}
        let counting = self.zip.finish().map_err(zip_error)?.into_inner();
        let out = counting.inner.finish().map_err(SealError::Write)?;
        let hasher = out.hasher.end().map_err(|_| SealError::Failed)?;
        let sealed = Sealed { size: hasher.size(), sha256: hasher.digest() };
        Ok((out.inner, sealed))
    }
}

/// The number of bytes that ZIP writes after the padding. It depends only on the entries' names, so an archive of empty
/// entries has the same number.
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

/// Options of an entry: uncompressed and with ZIP's zero date, so that it does not reveal when or where it was made.
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

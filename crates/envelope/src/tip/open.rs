//! Opening a sealed tip at the desk, without a temporary file.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use zeroize::Zeroizing;

use super::layout::{self, Entry, LayoutError};
use super::name::is_safe_entry;
use super::{FORMAT, MAX_FILES, ManifestEntry, Thread, Tip};
use crate::keys::{Identity, age_identities};
use crate::{Digest, Hasher};

/// The maximum size of `tip.json`, `manifest.json` or `thread.json`, in bytes.
const MAX_JSON: u64 = 1024 * 1024;

/// Reasons why a sealed tip does not open. For each of them, the tip goes to quarantine. None of them holds a word of
/// the tip.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is not an age file.
    #[error("this is not an age file")]
    NotAge,
    /// The file is sealed to other keys.
    #[error("it is sealed to none of this desk's keys")]
    NotForThisDesk,
    /// The ZIP inside is not one that [`super::TipSealer`] writes.
    #[error("what is sealed inside is not a tip: {0}")]
    Layout(#[from] LayoutError),
    /// The entries of the ZIP are not those of a tip.
    #[error("what is sealed inside is not a tip: {0}")]
    Entries(&'static str),
    /// The bytes of an entry differ from its listed SHA-256.
    #[error("an entry does not have the SHA-256 that the manifest lists")]
    Digest,
    /// An attachment could not be written, for example because the disk is full.
    #[error("the attachment could not be written: {0}")]
    Write(#[source] io::Error),
}

/// An opened tip. Its answers have been read; an attachment is read only when it is copied.
pub struct OpenedTip<R: Read + Seek> {
    reader: age::stream::StreamReader<BufReader<R>>,
    entries: Vec<Entry>,
    tip: Tip,
    files: Vec<ManifestEntry>,
    manifest: Digest,
    thread: Option<Thread>,
}

/// The maximum size of an age header in bytes: a hundred recipients take about 20 KB.
const MAX_HEADER: u64 = 64 * 1024;

/// Opens a sealed tip with the key of `identities` that fits.
///
/// Everything is checked except the digests of the attachments, which [`OpenedTip::copy_file`] checks.
///
/// # Errors
/// When no key fits, the file cannot be read, or it is not a valid tip.
pub fn open<R: Read + Seek>(mut reader: R, identities: &[&Identity]) -> Result<OpenedTip<R>, OpenError> {
    header_ends(&mut reader)?;
    let decryptor = age::Decryptor::new_buffered(BufReader::new(reader)).map_err(|_| OpenError::NotAge)?;
    let mut reader = decryptor.decrypt(age_identities(identities)).map_err(|_| OpenError::NotForThisDesk)?;
    let entries = layout::read(&mut reader)?;
    let shape = Shape::of(&entries)?;

    let json = read_small(&mut reader, &entries[shape.files])?;
    let tip: Tip = serde_json::from_slice(&json).map_err(|_| OpenError::Entries("tip.json is not one"))?;
    if tip.format != FORMAT {
        return Err(OpenError::Entries("tip.json is of another format; a newer reviewer may open it"));
    }
    let manifest = read_small(&mut reader, &entries[shape.files + 1])?;
    let listed: Vec<ManifestEntry> =
        serde_json::from_slice(&manifest).map_err(|_| OpenError::Entries("manifest.json is not one"))?;
    let agrees = listed.len() == shape.files + 1
        && listed.iter().zip(&entries).all(|(listed, entry)| listed.name == entry.name && listed.size == entry.size);
    if !agrees {
        return Err(OpenError::Entries("manifest.json does not list the entries that are there"));
    }
    let mut files = listed;
    if files.pop().map(|listed| listed.sha256) != Some(Digest::of(&json)) {
        return Err(OpenError::Digest);
    }
    let thread = match shape.thread {
        Some(at) => Some(
            serde_json::from_slice(&read_small(&mut reader, &entries[at])?)
                .map_err(|_| OpenError::Entries("thread.json is not one"))?,
        ),
        None => None,
    };
    Ok(OpenedTip { reader, entries, tip, files, manifest: Digest::of(&manifest), thread })
}

/// Refuses a header that does not end within [`MAX_HEADER`].
///
/// This check comes first, because age reads a header whole, and again from its beginning with each line.
fn header_ends(reader: &mut (impl Read + Seek)) -> Result<(), OpenError> {
    let mut head = Vec::new();
    reader.by_ref().take(MAX_HEADER).read_to_end(&mut head).map_err(LayoutError::Read)?;
    reader.seek(SeekFrom::Start(0)).map_err(LayoutError::Read)?;
    if head.windows(5).any(|window| window == b"\n--- ") { Ok(()) } else { Err(OpenError::NotAge) }
}

impl<R: Read + Seek> OpenedTip<R> {
    /// The contents of `tip.json`.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// The attachments, in the order of their arrival.
    pub fn files(&self) -> &[ManifestEntry] {
        &self.files
    }

    /// The SHA-256 of `manifest.json`, for [`Thread::holds`].
    pub fn manifest(&self) -> &Digest {
        &self.manifest
    }

    /// The claim of a follow-up; `None` for a first tip. It is not verified yet.
    pub fn thread(&self) -> Option<&Thread> {
        self.thread.as_ref()
    }

    /// Copies attachment `index` (from 0) into `out`.
    ///
    /// # Errors
    /// [`OpenError::Digest`] when its bytes differ from the manifest; the caller must then delete `out`. Other errors
    /// when there is no such attachment, or reading or writing fails.
    pub fn copy_file(&mut self, index: usize, out: &mut impl Write) -> Result<(), OpenError> {
        let (Some(entry), Some(listed)) = (self.entries.get(index), self.files.get(index)) else {
            return Err(OpenError::Entries("there is no such attachment"));
        };
        self.reader.seek(SeekFrom::Start(entry.start)).map_err(LayoutError::Read)?;
        let mut hasher = Hasher::new();
        let mut buffer = Zeroizing::new(vec![0; 64 * 1024]);
        let mut rest = entry.size;
        while rest > 0 {
            let piece = usize::try_from(rest.min(buffer.len() as u64)).unwrap_or(buffer.len());
            self.reader.read_exact(&mut buffer[..piece]).map_err(LayoutError::Read)?;
            hasher.update(&buffer[..piece]);
            out.write_all(&buffer[..piece]).map_err(OpenError::Write)?;
            rest -= piece as u64;
        }
        if hasher.digest() == listed.sha256 { Ok(()) } else { Err(OpenError::Digest) }
    }
}

/// The number of attachments, and the index of `thread.json` if there is one.
struct Shape {
    files: usize,
    thread: Option<usize>,
}

impl Shape {
    fn of(entries: &[Entry]) -> Result<Self, OpenError> {
        let files = entries.iter().take_while(|entry| entry.name.starts_with("files/")).count();
        let numbered = entries[..files].iter().zip(1..).all(|(entry, number)| is_safe_entry(&entry.name, number));
        if !numbered || files > MAX_FILES {
            return Err(OpenError::Entries("an attachment has an absolute, unsafe or misnumbered name"));
        }
        let rest: Vec<&str> = entries[files..].iter().map(|entry| entry.name.as_str()).collect();
        match rest.as_slice() {
            ["tip.json", "manifest.json", "padding"] => Ok(Self { files, thread: None }),
            ["tip.json", "manifest.json", "thread.json", "padding"] => Ok(Self { files, thread: Some(files + 2) }),
            _ => Err(OpenError::Entries("an entry is missing, unlisted or out of order")),
        }
    }
}

fn read_small<R: Read + Seek>(reader: &mut R, entry: &Entry) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if entry.size > MAX_JSON {
        return Err(OpenError::Entries("its text is larger than a form can send"));
    }
    let mut bytes = Zeroizing::new(vec![0; usize::try_from(entry.size).unwrap_or(0)]);
    reader.seek(SeekFrom::Start(entry.start)).map_err(LayoutError::Read)?;
    reader.read_exact(&mut bytes).map_err(LayoutError::Read)?;
    Ok(bytes)
}

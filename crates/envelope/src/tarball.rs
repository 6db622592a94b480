//! Writing of tar files without metadata, and strict reading of them.
//!
//! The files do not reveal where or when they were made.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tar::{Archive, Builder, EntryType, Header};

/// The maximum size in bytes of signed JSON, or of a signature, in a tar. A bundle that lists 200,000 tips has about 30
/// MB of JSON.
const MAX_SMALL: u64 = 256 * 1024 * 1024;

pub(crate) struct TarWriter<W: Write>(Builder<W>);

impl<W: Write> TarWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self(Builder::new(out))
    }

    /// Appends a file of exactly `size` bytes. A source with fewer or more bytes is an error.
    pub(crate) fn append(&mut self, name: &str, size: u64, source: &mut dyn Read) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_entry_type(EntryType::Regular);
        let mut exact = Exact { inner: source, rest: size };
        self.0.append_data(&mut header, name, &mut exact)?;
        let mut beyond = [0];
        if exact.rest > 0 || exact.inner.read(&mut beyond)? > 0 {
            return Err(io::Error::other("a file changed its size while it was packed"));
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        self.0.into_inner()
    }
}

struct Exact<'a> {
    inner: &'a mut dyn Read,
    rest: u64,
}

impl Read for Exact<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.rest).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.rest -= read as u64;
        Ok(read)
    }
}

/// A regular file in a tar.
pub(crate) struct TarEntry {
    pub(crate) name: String,
    pub(crate) at: u64,
    pub(crate) size: u64,
}

/// Reasons to refuse a tar.
#[derive(Debug, thiserror::Error)]
pub enum TarError {
    /// The tar cannot be read to its end.
    #[error("it is cut short, or is not a tar: {0}")]
    Read(#[source] io::Error),
    /// The tar holds something that Throughline never writes.
    #[error("{0}")]
    Entry(&'static str),
}

/// Lists every entry. Only the headers of entries are read. Links, folders, duplicate names and a missing end mark are
/// refused.
pub(crate) fn list<R: Read + Seek>(reader: &mut R) -> Result<Vec<TarEntry>, TarError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(TarError::Read)?;
    reader.seek(SeekFrom::Start(0)).map_err(TarError::Read)?;
    let mut archive = Archive::new(&mut *reader);
    let mut list: Vec<TarEntry> = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    let mut end = 0;
    // Reads raw entries: Throughline writes no long names or attributes, and the `tar` library would otherwise read
    // whole entries of that kind into memory, however long they are.
    for entry in archive.entries_with_seek().map_err(TarError::Read)?.raw(true) {
        let entry = entry.map_err(TarError::Read)?;
        if entry.header().entry_type() != EntryType::Regular {
            return Err(TarError::Entry("it holds a link, a folder or a special file"));
        }
        let name = entry.path_bytes();
        let name = std::str::from_utf8(&name).map_err(|_| TarError::Entry("a name in it is not UTF-8"))?.to_owned();
        if !names.insert(name.clone()) {
            return Err(TarError::Entry("two files in it have one name"));
        }
        let (at, size) = (entry.raw_file_position(), entry.size());
        end = at.checked_add(size).ok_or(TarError::Entry("a size in it is impossible"))?.div_ceil(512) * 512;
        list.push(TarEntry { name, at, size });
    }
    // Two empty blocks end a tar. Without them, files may be missing at its end.
    if length < end + 1024 {
        return Err(TarError::Read(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(list)
}

/// Reads the bytes of a small entry.
pub(crate) fn read<R: Read + Seek>(reader: &mut R, entry: &TarEntry) -> Result<Vec<u8>, TarError> {
    if entry.size > MAX_SMALL {
        return Err(TarError::Entry("a list in it is impossibly long"));
    }
    let mut bytes = vec![0; usize::try_from(entry.size).unwrap_or(0)];
    reader.seek(SeekFrom::Start(entry.at)).map_err(TarError::Read)?;
    reader.read_exact(&mut bytes).map_err(TarError::Read)?;
    Ok(bytes)
}

/// Reads the two entries with which every signed tar begins: the JSON and its signature.
pub(crate) fn signed_head<R: Read + Seek>(
    reader: &mut R,
    entries: &[TarEntry],
    name: &'static str,
) -> Result<(Vec<u8>, String), TarError> {
    let (Some(json), Some(signature)) = (entries.first(), entries.get(1)) else {
        return Err(TarError::Entry("it is empty"));
    };
    if json.name != name || signature.name != format!("{name}.minisig") {
        return Err(TarError::Entry("its first two files are not a signed list: this is another kind of file"));
    }
    let bytes = read(reader, json)?;
    let signature =
        String::from_utf8(read(reader, signature)?).map_err(|_| TarError::Entry("its signature is not text"))?;
    Ok((bytes, signature))
}

/// A reader of one section of a file.
pub struct Section<'a, R> {
    inner: &'a mut R,
    start: u64,
    size: u64,
    at: u64,
}

impl<'a, R: Read + Seek> Section<'a, R> {
    pub(crate) fn new(inner: &'a mut R, start: u64, size: u64) -> Self {
        Self { inner, start, size, at: 0 }
    }
}

impl<R: Read + Seek> Read for Section<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.size.saturating_sub(self.at);
        let most = usize::try_from(rest).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        self.inner.seek(SeekFrom::Start(self.start + self.at))?;
        let read = self.inner.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Section<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

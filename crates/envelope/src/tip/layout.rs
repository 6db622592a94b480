//! Strict reading of a sealed tip's ZIP.
//!
//! It accepts exactly the shape that [`super::TipSealer`] writes. A general ZIP reader is lenient by design: it
//! searches for the central directory, trusts either header, and skips gaps. So two readers may see two different tips
//! in one file. Here local and central headers must agree, entries must follow each other without a gap, and nothing
//! else may be in the file.
//!
//! The record layouts are from PKWARE APPNOTE.TXT 6.3.10, §4.3.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};

use super::MAX_FILES;

const LOCAL: (&[u8; 4], usize) = (b"PK\x03\x04", 30);
const DESCRIPTOR: (&[u8; 4], usize) = (b"PK\x07\x08", 16);
const CENTRAL: (&[u8; 4], usize) = (b"PK\x01\x02", 46);
const END: (&[u8; 4], usize) = (b"PK\x05\x06", 22);

/// The flag of an entry whose sizes are in a descriptor after its data.
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// The flag of an entry whose name is UTF-8.
const FLAG_UTF8: u16 = 1 << 11;
/// The maximum number of entries: the attachments, `tip.json`, `manifest.json`, `thread.json` and `padding`.
const MAX_ENTRIES: usize = MAX_FILES + 4;
const MAX_NAME: usize = 120;

/// The name of an entry, and the position and size of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) start: u64,
    pub(super) size: u64,
}

/// Reasons to refuse a ZIP.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The ZIP cannot be read or decrypted to its end.
    #[error("it is cut short or was altered")]
    Read(#[source] io::Error),
    /// The ZIP breaks a rule of the format.
    #[error("{0}")]
    Shape(&'static str),
}

/// Reads all entries, in their order.
pub(super) fn read<R: Read + Seek>(reader: &mut R) -> Result<Vec<Entry>, LayoutError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(LayoutError::Read)?;
    let end_at = length.checked_sub(END.1 as u64).ok_or(LayoutError::Shape("it is not a ZIP"))?;
    let end = record(reader, end_at, END, "it is not a ZIP, or something follows it")?;
    let count = usize::from(u16_at(&end, 10));
    let (directory_size, directory_at) = (u64::from(u32_at(&end, 12)), u64::from(u32_at(&end, 16)));
    let one_disk = u32_at(&end, 4) == 0 && u16_at(&end, 8) == u16_at(&end, 10);
    require(one_disk && u16_at(&end, 20) == 0, "its end record is not ours")?;
    require(directory_at + directory_size == end_at, "there is a gap before its end record")?;
    require((3..=MAX_ENTRIES).contains(&count), "it has too few or too many entries")?;
    require(directory_size <= (count * (CENTRAL.1 + MAX_NAME)) as u64, "its directory is too large")?;

    let mut directory = vec![0; usize::try_from(directory_size).map_err(|_| LayoutError::Shape("too large"))?];
    reader.seek(SeekFrom::Start(directory_at)).map_err(LayoutError::Read)?;
    reader.read_exact(&mut directory).map_err(LayoutError::Read)?;

    let mut rest = directory.as_slice();
    let mut entries = Vec::with_capacity(count);
    let mut names = BTreeSet::new();
    let mut next = 0;
    for _ in 0..count {
        let central = Central::take(&mut rest)?;
        require(central.at == next, "there is a gap, or entries overlap or are out of order")?;
        require(names.insert(central.name.clone()), "two entries have one name")?;
        let (entry, after) = central.check_local(reader)?;
        require(after <= directory_at, "an entry reaches into the directory")?;
        next = after;
        entries.push(entry);
    }
    require(rest.is_empty(), "its directory holds more than its end record says")?;
    require(next == directory_at, "there is a gap before its directory")?;
    Ok(entries)
}

/// An entry as the central directory describes it.
struct Central {
    flags: u16,
    crc: u32,
    size: u64,
    at: u64,
    name: String,
}

impl Central {
    fn take(rest: &mut &[u8]) -> Result<Self, LayoutError> {
        let (record, after) =
            rest.split_at_checked(CENTRAL.1).ok_or(LayoutError::Shape("its directory is cut short"))?;
        require(record.starts_with(CENTRAL.0), "its directory is not one")?;
        let flags = u16_at(record, 8);
        require(flags & !FLAG_UTF8 == FLAG_DESCRIPTOR, "an entry is encrypted or has unknown flags")?;
        require(u16_at(record, 10) == 0, "an entry is compressed")?;
        require(u32_at(record, 20) == u32_at(record, 24), "an entry's two sizes differ")?;
        let plain = u16_at(record, 30) == 0 && u16_at(record, 32) == 0 && u16_at(record, 34) == 0;
        require(plain, "an entry has an extra field, a comment or another disk")?;
        let length = usize::from(u16_at(record, 28));
        require((1..=MAX_NAME).contains(&length), "an entry's name is too long")?;
        let (name, after) = after.split_at_checked(length).ok_or(LayoutError::Shape("its directory is cut short"))?;
        let name = std::str::from_utf8(name).map_err(|_| LayoutError::Shape("an entry's name is not UTF-8"))?;
        *rest = after;
        Ok(Self {
            flags,
            crc: u32_at(record, 16),
            size: u32_at(record, 24).into(),
            at: u32_at(record, 42).into(),
            name: name.to_owned(),
        })
    }

    /// Compares the local header and the descriptor with this record. Also returns the position at which the next entry
    /// must begin.
    fn check_local<R: Read + Seek>(self, reader: &mut R) -> Result<(Entry, u64), LayoutError> {
        let local = record(reader, self.at, LOCAL, "an entry does not begin where the directory says")?;
        let sizes = (u32_at(&local, 14), u32_at(&local, 18), u32_at(&local, 22));
        let agrees = u16_at(&local, 6) == self.flags
            && u16_at(&local, 8) == 0
            && sizes == (0, 0, 0)
            && usize::from(u16_at(&local, 26)) == self.name.len()
            && u16_at(&local, 28) == 0;
        require(agrees, "an entry's two headers differ")?;
        let mut name = vec![0; self.name.len()];
        reader.read_exact(&mut name).map_err(LayoutError::Read)?;
        require(name == self.name.as_bytes(), "an entry has two names")?;
        let start = self.at + (LOCAL.1 + name.len()) as u64;
        let end = start + self.size;
        let descriptor = record(reader, end, DESCRIPTOR, "an entry does not end where the directory says")?;
        let agrees = u32_at(&descriptor, 4) == self.crc
            && u64::from(u32_at(&descriptor, 8)) == self.size
            && u64::from(u32_at(&descriptor, 12)) == self.size;
        require(agrees, "an entry's two sizes differ")?;
        Ok((Entry { name: self.name, start, size: self.size }, end + DESCRIPTOR.1 as u64))
    }
}

fn record<R: Read + Seek>(
    reader: &mut R,
    at: u64,
    (signature, length): (&[u8; 4], usize),
    otherwise: &'static str,
) -> Result<Vec<u8>, LayoutError> {
    reader.seek(SeekFrom::Start(at)).map_err(LayoutError::Read)?;
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).map_err(LayoutError::Read)?;
    require(bytes.starts_with(signature), otherwise)?;
    Ok(bytes)
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), LayoutError> {
    if holds { Ok(()) } else { Err(LayoutError::Shape(otherwise)) }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

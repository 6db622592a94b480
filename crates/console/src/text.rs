//! Decoding of text files by their byte order mark (U+FEFF).
//!
//! | first bytes | encoding |
//! |---|---|
//! | `EF BB BF` | UTF-8, as Windows' editors and spreadsheets write it |
//! | `FF FE`, `FE FF` | UTF-16, low byte first or high byte first |
//! | `FF FE 00 00`, `00 00 FE FF` | UTF-32 |
//! | none, and every other byte is zero | UTF-16 that lost its mark (PowerShell, `iconv -t UTF-16LE`) |
//! | none | UTF-8 |
//!
//! The table is from the Unicode Standard, chapter 23.8. The standard library decodes all of it into one buffer that is
//! wiped when dropped. A library for rarer encodings, which nobody here writes, would bring buffers that are not wiped.

use std::fs;
use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use crate::Failure;

/// The byte order mark that editors put before a text.
const MARK: char = '\u{feff}';

/// The bytes are not text in any of the known encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not Unicode text")]
pub struct NotText;

/// Decodes bytes to text without its byte order mark. The text is wiped when dropped.
///
/// # Errors
/// When the bytes are not text in any of the encodings.
pub fn decode(bytes: &[u8]) -> Result<Zeroizing<String>, NotText> {
    // The buffer is large enough and is never reallocated, so that no copy stays behind: UTF-8 needs at most three
    // bytes for the two bytes of a UTF-16 unit.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() / 2 * 3 + 3));
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] if rest.len() % 4 == 0 => utf32(rest, u32::from_le_bytes, &mut text)?,
        [0, 0, 0xfe, 0xff, rest @ ..] => utf32(rest, u32::from_be_bytes, &mut text)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, &mut text)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, &mut text)?,
        _ if zero_at(bytes, 1) => utf16(bytes, u16::from_le_bytes, &mut text)?,
        _ if zero_at(bytes, 0) => utf16(bytes, u16::from_be_bytes, &mut text)?,
        _ => text.push_str(std::str::from_utf8(bytes).map_err(|_| NotText)?.trim_start_matches(MARK)),
    }
    Ok(text)
}

/// Reads a text file that an organisation writes itself: settings, questionnaires, catalogs, lists.
///
/// # Errors
/// `could not {verb} {path}: …` when the file cannot be read or is not Unicode text.
pub fn read_text(verb: &str, path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::file(verb, path, &error))?;
    let text = decode(&bytes).map_err(|why| {
        Failure::new(format!("could not {verb} {}: {why}", path.display())).next("save it as UTF-8, and try again")
    })?;
    Ok(text.to_string())
}

/// As [`read_text`], for an optional file. Returns `None` if the file does not exist.
///
/// # Errors
/// Those of [`read_text`].
pub fn read_text_if_there(verb: &str, path: &Path) -> Result<Option<String>, Failure> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        _ => read_text(verb, path).map(Some),
    }
}

/// Whether the bytes consist of pairs in which only the byte at index `place` is zero.
fn zero_at(bytes: &[u8], place: usize) -> bool {
    let (pairs, odd) = bytes.as_chunks::<2>();
    !pairs.is_empty() && odd.is_empty() && pairs.iter().all(|pair| pair[place] == 0 && pair[1 - place] != 0)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, text: &mut String) -> Result<(), NotText> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let decoded = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    push(decoded.map(Result::ok), odd, text)
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, text: &mut String) -> Result<(), NotText> {
    let (units, odd) = bytes.as_chunks::<4>();
    push(units.iter().map(|bytes| char::from_u32(unit(*bytes))), odd, text)
}

fn push(decoded: impl Iterator<Item = Option<char>>, odd: &[u8], text: &mut String) -> Result<(), NotText> {
    for decoded in decoded {
        match decoded.ok_or(NotText)? {
            MARK if text.is_empty() => {}
            decoded => text.push(decoded),
        }
    }
    if odd.is_empty() { Ok(()) } else { Err(NotText) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Cửa sông 白沙 😀\n";

    fn bytes<const N: usize>(units: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
        units.flatten().collect()
    }

    #[test]
    fn a_text_is_the_same_in_every_encoding_that_an_editor_marks() {
        let marked = format!("{MARK}{TEXT}");
        let written = [
            marked.as_bytes().to_vec(),
            TEXT.as_bytes().to_vec(),
            bytes(marked.encode_utf16().map(u16::to_le_bytes)),
            bytes(marked.encode_utf16().map(u16::to_be_bytes)),
            bytes(marked.chars().map(|c| (c as u32).to_le_bytes())),
            bytes(marked.chars().map(|c| (c as u32).to_be_bytes())),
        ];
        for bytes in written {
            assert_eq!(decode(&bytes).unwrap().as_str(), TEXT, "{bytes:x?}");
        }
    }

    #[test]
    fn utf16_that_lost_its_mark_is_read_where_it_is_plain() {
        let plain = "key = \"value\"\r\n";
        for bytes in
            [bytes(plain.encode_utf16().map(u16::to_le_bytes)), bytes(plain.encode_utf16().map(u16::to_be_bytes))]
        {
            assert_eq!(decode(&bytes).unwrap().as_str(), plain);
        }
        assert_eq!(decode(b"a\0\0b").unwrap().as_str(), "a\0\0b", "no encoding of ours: as it stands");
    }

    #[test]
    fn a_cut_unit_a_lone_surrogate_and_latin_1_are_no_text() {
        for bytes in [
            &b"\xff\xfea"[..],
            b"\xff\xfe\x00\xd8",
            b"\xfe\xff\xdc\x00\x00a",
            b"\x00\x00\xfe\xff\x00\x11\x00\x00",
            b"\x00\x00\xfe\xff\x00",
            b"M\xfcnchen",
        ] {
            assert_eq!(decode(bytes), Err(NotText), "{bytes:x?}");
        }
        assert_eq!(decode(b"").unwrap().as_str(), "");
    }

    #[test]
    fn a_file_that_is_not_there_is_none_and_one_that_is_no_text_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gazetteer.toml");
        assert_eq!(read_text_if_there("read the gazetteer", &path).unwrap(), None);
        fs::write(&path, "\u{feff}[[place]]").unwrap();
        assert_eq!(read_text_if_there("read the gazetteer", &path).unwrap().as_deref(), Some("[[place]]"));
        fs::write(&path, b"M\xfcnchen").unwrap();
        let failure = read_text_if_there("read the gazetteer", &path).err().unwrap();
        assert_eq!(failure.message, format!("could not read the gazetteer {}: it is not Unicode text", path.display()));
        assert_eq!(failure.next.as_deref(), Some("save it as UTF-8, and try again"));
    }

    #[test]
    fn the_buffer_never_moves_while_it_is_filled() {
        for text in ["ក".repeat(1000), "a".repeat(1000), "😀".repeat(1000)] {
            for bytes in [
                text.as_bytes().to_vec(),
                [vec![0xff, 0xfe], bytes(text.encode_utf16().map(u16::to_le_bytes))].concat(),
            ] {
                let decoded = decode(&bytes).unwrap();
                assert_eq!(decoded.capacity(), bytes.len() / 2 * 3 + 3);
            }
        }
    }
}

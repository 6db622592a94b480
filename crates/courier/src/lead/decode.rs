//! Decodes files as editors and spreadsheets save them.
//!
//! `console::text` decodes. This module adds advice for a person whose file is not text.

use console::Failure;
use console::text::{NotText, decode};
use zeroize::Zeroizing;

/// Why bytes cannot be read as text without a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A workbook, which is a ZIP file.
    Workbook,
    /// UTF-16 or UTF-32 with its byte order mark, but cut short, with half a surrogate pair, or with an invalid code
    /// point.
    Broken,
    /// Zero bytes: UTF-16 or UTF-32 that lost its byte order mark and cannot be recognised, or no text at all.
    Zeros,
    /// Not UTF-8, from this byte on.
    NotUtf8(usize),
}

/// Decodes text in the encodings that [`decode`] reads: UTF-8, UTF-16 and UTF-32 with a byte order mark, which is left
/// out; UTF-8 without one; and UTF-16 without one if it is plain.
///
/// # Errors
/// When the bytes are in any other encoding. Its name would be a guess, and a wrong guess changes words.
pub(super) fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Fault::Workbook);
    }
    let mut text = decode(bytes).map_err(|NotText| fault(bytes))?;
    // Zero bytes at the end are padding from a disk or a terminal program.
    let length = text.trim_end_matches('\0').len();
    text.truncate(length);
    if text.contains('\0') { Err(Fault::Zeros) } else { Ok(text) }
}

/// Returns the reason why the given bytes are not text.
fn fault(bytes: &[u8]) -> Fault {
    match (bytes, std::str::from_utf8(bytes)) {
        ([0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..], _) | (_, Ok(_)) => Fault::Broken,
        (_, Err(error)) => Fault::NotUtf8(error.valid_up_to()),
    }
}

/// Turns every line end into `\n`: those of DOS, those of old Macs, and mixtures.
pub(super) fn lines(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"))
}

impl Fault {
    /// Returns the message for a person. `place` names the file and, if known, the place in it. `form` names the
    /// format to save it in.
    pub(super) fn failure(self, place: &str, form: &str) -> Failure {
        let (why, form) = match self {
            Self::Workbook => ("is a workbook, not a text", "CSV UTF-8, a file that ends in .csv"),
            Self::Broken => ("begins as UTF-16 or UTF-32 and is broken further on", form),
            Self::Zeros => ("holds zero bytes: it is UTF-16 without its mark, or no text", form),
            Self::NotUtf8(_) => ("is not in UTF-8, and its encoding would be a guess", form),
        };
        Failure::new(format!("{place} {why}"))
            .next(format!("open it in the program that made it, and save it as {form}; nothing was sent"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Fault> {
        text(bytes).map(|text| text.to_string())
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn utf_8_utf_16_and_utf_32_with_a_mark_and_utf_8_and_plain_utf_16_without_are_read() {
        let story = "เขายังอยู่ที่นั่น 👋";
        assert_eq!(read(story.as_bytes()).unwrap(), story);
        assert_eq!(read(format!("\u{feff}{story}").as_bytes()).unwrap(), story);
        assert_eq!(read(&utf16(story, u16::to_le_bytes)).unwrap(), story);
        assert_eq!(read(&utf16(story, u16::to_be_bytes)).unwrap(), story);
        let utf32: Vec<u8> = format!("\u{feff}{story}").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(read(&utf32).unwrap(), story);
        let unmarked = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        assert_eq!(read(&unmarked("story", u16::to_le_bytes)).unwrap(), "story");
        assert_eq!(read(&unmarked("story", u16::to_be_bytes)).unwrap(), "story");
        assert_eq!(read(b"story\0\0").unwrap(), "story");
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        assert_eq!(read(b"ab\xe0\xb8c"), Err(Fault::NotUtf8(2)));
        assert_eq!(read(b"\xef\xbb\xbfab\xff"), Err(Fault::NotUtf8(5)));
        let unmarked: Vec<u8> = "story: เขา".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&unmarked), Err(Fault::Zeros));
        let mut half = utf16("story", u16::to_le_bytes);
        half.pop();
        assert_eq!(read(&half), Err(Fault::Broken));
        assert_eq!(read(b"\xff\xfe\x00\xd8a\x00"), Err(Fault::Broken));
        assert_eq!(read(b"\x00\x00\xfe\xff\x00\x11\x00\x00"), Err(Fault::Broken));
        assert_eq!(read(b"PK\x03\x04..."), Err(Fault::Workbook));
    }

    #[test]
    fn line_ends_of_every_kind_become_one() {
        assert_eq!(lines("a\r\nb\rc\nd").as_str(), "a\nb\nc\nd");
    }
}

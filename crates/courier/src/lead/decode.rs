//! Bytes as editors and spreadsheets save them, to text.

use console::Failure;
use encoding_rs::{Encoding, UTF_8};
use zeroize::Zeroizing;

/// Why bytes are not text that can be read without a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A workbook, which is a ZIP file.
    Workbook,
    /// UTF-16 that breaks off or holds half a pair.
    BrokenUtf16,
    /// Zero bytes: UTF-16 or UTF-32 without a mark, or no text.
    Zeros,
    /// Bytes that are not UTF-8, from this one on.
    NotUtf8(usize),
}

/// Reads UTF-8, with a mark or without, and UTF-16 with its mark. The mark is passed over.
///
/// # Errors
/// Bytes in any other encoding: which one it is would be a guess, and a wrong guess changes words.
pub(super) fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Fault::Workbook);
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[mark..])
            .map(|text| Zeroizing::new(text.into_owned()))
            .ok_or(Fault::BrokenUtf16)?,
        marked => {
            let mark = marked.map_or(0, |(_, mark)| mark);
            let text = std::str::from_utf8(&bytes[mark..]);
            Zeroizing::new(text.map_err(|error| Fault::NotUtf8(mark + error.valid_up_to()))?.to_owned())
        }
    };
    // At the end they are what a disk or a terminal program filled up with.
    let text = Zeroizing::new(text.trim_end_matches('\0').to_owned());
    if text.contains('\0') { Err(Fault::Zeros) } else { Ok(text) }
}

/// Every line end as one `\n`: those of DOS, of old Macs, and files in which they are mixed.
pub(super) fn lines(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"))
}

impl Fault {
    /// What a person reads. `place` names the file and, where that is known, the place in it; `form` is what to save it as.
    pub(super) fn failure(self, place: &str, form: &str) -> Failure {
        let (why, form) = match self {
            Self::Workbook => ("is a workbook, not a text", "CSV UTF-8, a file that ends in .csv"),
            Self::BrokenUtf16 => ("begins as UTF-16 and is broken further on", form),
            Self::Zeros => ("holds zero bytes: it is UTF-16 without its mark, or no text", form),
            Self::NotUtf8(_) => ("is not in UTF-8, and in which encoding it is would be a guess", form),
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
    fn utf_8_with_a_mark_or_without_and_utf_16_with_its_mark_are_read() {
        let story = "เขายังอยู่ที่นั่น 👋";
        assert_eq!(read(story.as_bytes()).unwrap(), story);
        assert_eq!(read(format!("\u{feff}{story}").as_bytes()).unwrap(), story);
        assert_eq!(read(&utf16(story, u16::to_le_bytes)).unwrap(), story);
        assert_eq!(read(&utf16(story, u16::to_be_bytes)).unwrap(), story);
        assert_eq!(read(b"story\0\0").unwrap(), "story");
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        assert_eq!(read(b"ab\xe0\xb8c"), Err(Fault::NotUtf8(2)));
        assert_eq!(read(b"\xef\xbb\xbfab\xff"), Err(Fault::NotUtf8(5)));
        let unmarked: Vec<u8> = "story".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&unmarked), Err(Fault::Zeros));
        let mut half = utf16("story", u16::to_le_bytes);
        half.pop();
        assert_eq!(read(&half), Err(Fault::BrokenUtf16));
        assert_eq!(read(b"\xff\xfe\x00\xd8a\x00"), Err(Fault::BrokenUtf16));
        assert_eq!(read(b"PK\x03\x04..."), Err(Fault::Workbook));
    }

    #[test]
    fn line_ends_of_every_kind_become_one() {
        assert_eq!(lines("a\r\nb\rc\nd").as_str(), "a\nb\nc\nd");
    }
}

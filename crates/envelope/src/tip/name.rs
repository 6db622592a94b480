//! Names of attachments, as the sender gave them but made safe.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// The maximum length of an attachment's name within `files/` in bytes, including its number.
pub const MAX_NAME_BYTES: usize = 100;

/// The name of the ZIP entry for attachment `number` (from 1), such as `files/01-photo.jpg`.
///
/// Folders are removed, with `/` or `\` as separator. The name is normalised to NFC, as all other text is. Control
/// characters, bidirectional overrides and characters that a file system refuses become `_`. Joiners stay where a
/// script or an emoji needs them. A name that is too long keeps its ending and loses whole grapheme clusters before it.
pub fn safe_name(number: usize, given: &str) -> String {
    let mut entry = String::from("files/");
    let prefix = entry.len();
    // Writing to a `String` never fails.
    let _ = write!(entry, "{number:02}-");
    let room = MAX_NAME_BYTES - (entry.len() - prefix);
    let clean = clean(base_name(given));
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace() || is_joiner(c));
    let clean = if clean.is_empty() { "file" } else { clean };
    let ending = clean.rfind('.').map_or("", |dot| &clean[dot..]);
    let ending = if ending.len() <= 12 { ending } else { "" };
    if clean.len() <= room {
        entry.push_str(clean);
    } else {
        entry.push_str(head(&clean[..clean.len() - ending.len()], room - ending.len()));
        entry.push_str(ending);
    }
    entry
}

/// The last component of a path with `/` or `\` as separator.
///
/// Both `C:\fakepath\a.jpg` and `/home/a.jpg` return `a.jpg`. A separator at the end is ignored.
pub fn base_name(given: &str) -> &str {
    let separators = ['/', '\\'];
    given.trim_end_matches(separators).rsplit(separators).next().unwrap_or_default()
}

/// Whether [`safe_name`] can have made `entry` for this number.
pub(super) fn is_safe_entry(entry: &str, number: usize) -> bool {
    let Some(name) = entry.strip_prefix("files/") else { return false };
    let Some(rest) = name.strip_prefix(&format!("{number:02}-")) else { return false };
    let is_kept = |c| is_safe(c) || is_joiner(c);
    name.len() <= MAX_NAME_BYTES && !rest.is_empty() && !rest.starts_with('.') && rest.chars().all(is_kept)
}

/// Normalises a name to NFC and replaces each unsafe character by `_`.
fn clean(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    let mut letters = name.nfc().peekable();
    let mut before = None;
    while let Some(c) = letters.next() {
        if is_joiner(c) {
            // Between letters that need no joiner, a joiner is dropped: it only makes two names look alike.
            if before.is_some_and(takes_joiner) && letters.peek().copied().is_some_and(takes_joiner) {
                clean.push(c);
            }
        } else {
            clean.push(if is_safe(c) { c } else { '_' });
        }
        before = Some(c);
    }
    clean
}

/// Whether a character is a zero-width joiner or non-joiner, or the zero-width space, which separates words in some
/// scripts.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200d}')
}

/// Whether a joiner may be next to this character. It may be next to letters of scripts that use joiners, next to
/// variation selectors, and next to emoji.
///
/// It may not be next to Latin, Greek and Cyrillic letters, because these are mistaken for each other.
fn takes_joiner(character: char) -> bool {
    character >= '\u{530}' && character.is_alphanumeric() || is_mark_or_emoji(character)
}

fn is_mark_or_emoji(character: char) -> bool {
    matches!(character,
        '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' // marks of Indic, Thai, Lao, Burmese and Khmer
        | '\u{610}'..='\u{6ff}' // Arabic's
        | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}') // emoji
}

fn head(text: &str, bytes: usize) -> &str {
    let fits = text.grapheme_indices(true).map(|(at, letter)| at + letter.len()).take_while(|end| *end <= bytes).last();
    // A single letter with hundreds of marks can be too long. It is cut between two of its characters.
    let mut end = fits.unwrap_or(bytes.min(text.len()));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn is_safe(character: char) -> bool {
    let overriding = matches!(character,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}' | '\u{fffd}'..='\u{ffff}');
    let refused = matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !character.is_control() && !overriding && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_with_dot_dot_slash_loses_its_path() {
        assert_eq!(safe_name(1, "../../etc/passwd"), "files/01-passwd");
        assert_eq!(safe_name(2, "C:\\photos\\a.jpg"), "files/02-a.jpg");
        assert_eq!(safe_name(3, ".."), "files/03-file");
        assert_eq!(safe_name(3, ".bashrc"), "files/03-bashrc");
        assert_eq!(safe_name(12, ""), "files/12-file");
    }

    #[test]
    fn a_file_name_with_nul_or_an_rtl_override_shows_neither() {
        assert_eq!(safe_name(1, "a\0b.pdf"), "files/01-a_b.pdf");
        assert_eq!(safe_name(1, "photo\u{202e}gpj.exe"), "files/01-photo_gpj.exe");
    }

    #[test]
    fn a_file_name_of_4000_characters_keeps_its_beginning_and_ending() {
        let name = safe_name(1, &format!("{}.jpeg", "ภาพ".repeat(1333)));
        assert!(name.starts_with("files/01-ภาพ") && name.ends_with(".jpeg"), "{name}");
        assert!(name.len() - "files/".len() <= MAX_NAME_BYTES, "{}", name.len());
    }

    #[test]
    fn names_in_every_script_are_kept_as_given() {
        assert_eq!(safe_name(1, "照片 一.jpg"), "files/01-照片 一.jpg");
        assert_eq!(safe_name(1, "ဓာတ်ပုံ.png"), "files/01-ဓာတ်ပုံ.png");
    }

    #[test]
    fn joiners_that_a_script_is_written_with_stay() {
        for name in [
            "👨\u{200d}👩\u{200d}👧.jpg",
            "ফটোর\u{200d}্যাব.jpg",
            "រូប\u{200b}ថត.jpg",
            "می\u{200c}خواهم.jpg",
            "क्\u{200d}ष.png",
        ] {
            assert_eq!(safe_name(1, name), format!("files/01-{name}"));
            assert!(is_safe_entry(&safe_name(1, name), 1));
        }
    }

    #[test]
    fn joiners_that_no_letter_needs_go() {
        for name in
            ["p\u{200b}hoto.jpg", "photo\u{200d}.jpg", "\u{200c}photo.jpg", "photo.jpg\u{200d}", "фото\u{200d}a.jpg"]
        {
            assert!(!safe_name(1, name).contains(is_joiner), "{name:?}");
        }
    }

    #[test]
    fn a_name_in_decomposed_letters_is_no_longer_than_in_composed_ones() {
        let composed = "사진과함께보내는증거자료모음입니다.jpg";
        let decomposed: String = composed.nfd().collect();
        assert!(decomposed.len() > MAX_NAME_BYTES);
        assert_eq!(safe_name(1, &decomposed), format!("files/01-{composed}"));
        assert_eq!(safe_name(1, "a\u{309}nh chu\u{323}p.jpg"), "files/01-ảnh chụp.jpg");
    }

    #[test]
    fn a_name_is_cut_between_letters_as_people_count_them() {
        for letter in ["👨\u{200d}👩\u{200d}👧", "ကြို့", "ខ្ញុំ", "กี้"] {
            let name = safe_name(1, &format!("{}.jpeg", letter.repeat(60)));
            let stem = name.strip_prefix("files/01-").and_then(|name| name.strip_suffix(".jpeg")).unwrap();
            assert!(stem.len() > 60 && stem.replace(letter, "").is_empty(), "{name}");
        }
    }

    #[test]
    fn a_path_of_either_system_loses_its_folders() {
        for (given, name) in [
            (r"C:\fakepath\IMG_0001.jpg", "IMG_0001.jpg"),
            ("/storage/emulated/0/DCIM/a.jpg", "a.jpg"),
            (r"photos/2026\a.jpg", "a.jpg"),
            (r"photo\", "photo"),
            (r"a\b/", "b"),
            (r"\\", "file"),
        ] {
            assert_eq!(safe_name(1, given), format!("files/01-{name}"), "{given}");
        }
    }

    #[test]
    fn what_is_made_is_what_the_reader_takes() {
        let given = ["../x", "a\0", "\u{202e}", "ဓာတ်ပုံ.png", "", &"x.".repeat(2000), ". .", "a:b*c?.d\"<>|"];
        for name in given {
            assert!(is_safe_entry(&safe_name(7, name), 7), "{name:?}");
        }
        for entry in ["files/01-a", "files/07-", "files/07-a/b", "../07-a", "files/07-..", "files/07-a\u{202e}"] {
            assert!(!is_safe_entry(entry, 7), "{entry}");
        }
    }
}

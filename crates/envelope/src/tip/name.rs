//! Names of attachments, as given but made safe.

use std::fmt::Write as _;

/// The longest name of an attachment within `files/`, its number included.
pub const MAX_NAME_BYTES: usize = 100;

/// The ZIP entry for the `number`th attachment (from 1): `files/01-photo.jpg`.
///
/// Path separators, control characters, bidirectional overrides and what a file system refuses become `_`; the ending is kept, the middle cut.
pub fn safe_name(number: usize, given: &str) -> String {
    let mut entry = String::from("files/");
    let prefix = entry.len();
    // Writing to a String does not fail.
    let _ = write!(entry, "{number:02}-");
    let room = MAX_NAME_BYTES - (entry.len() - prefix);
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().map(|c| if is_safe(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
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

/// Whether `entry` is what [`safe_name`] can have made for this number.
pub(super) fn is_safe_entry(entry: &str, number: usize) -> bool {
    let Some(name) = entry.strip_prefix("files/") else { return false };
    let Some(rest) = name.strip_prefix(&format!("{number:02}-")) else { return false };
    name.len() <= MAX_NAME_BYTES && !rest.is_empty() && !rest.starts_with('.') && rest.chars().all(is_safe)
}

fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
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

//! Passphrases: read from an owner-only file, or typed at a terminal.
//!
//! A passphrase never comes from an argument or the environment, because other users of the machine can read both.
//!
//! One passphrase has several *forms*, since an editor, a keyboard and a person write the same words differently. A new
//! secret is locked with the plainest form ([`Passphrase::expose`]): in NFC, without surrounding blanks. An old secret
//! is tried with each form ([`Passphrase::forms`]), the likeliest first:
//!
//! | form | reason |
//! |---|---|
//! | as written, without byte order mark and line end | most secrets; some were locked with blanks around the words |
//! | in NFC, without surrounding blanks and invisible characters | a keyboard or an editor added them |
//! | in NFD | the same words, typed or saved on a Mac |
//! | seven words with a dash between them | a proposed passphrase that was written with blanks, in capitals, over several lines or after a label |
//! | as read by versions that did not know byte order marks | secrets that were locked with the mark in their passphrase |
//!
//! More forms make no guess easier. Each form costs as much as a guess, and an attacker would try all of them too.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::secret_file::{Readers, read_secret};
use crate::{Failure, text};

/// The maximum length of a passphrase in bytes.
const LONGEST: usize = 1024;

/// The name of a passphrase file in error messages.
const FILE: &str = "passphrase file";

/// A passphrase. It is wiped when dropped, and never printed.
pub struct Passphrase {
    /// The form that locks a new secret.
    plain: Zeroizing<String>,
    /// The forms that are tried on an old secret, each once.
    forms: Vec<Zeroizing<String>>,
}

impl Passphrase {
    /// Takes a passphrase that was typed, or that this program made.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self::of(&text, &text, None)
    }

    /// Reads the first non-blank line of a file.
    ///
    /// # Errors
    /// When others than the owner may read or change the file, or it belongs to another user. Also when it is not
    /// Unicode text, is blank, or the line is longer than 1,024 bytes.
    pub fn from_file(path: &Path) -> Result<Self, Failure> {
        let bytes = read_secret(path, FILE, Readers::Owner)?;
        let text = text::decode(&bytes).map_err(|_| {
            Failure::new(format!("the {FILE} {} is not UTF-8 text", path.display()))
                .next("save it as plain text in UTF-8: in a text editor, not in a word processor")
        })?;
        let line = text.split(is_line_end).find(|line| !trim(line).is_empty()).ok_or_else(|| {
            Failure::new(format!("the {FILE} {} is empty", path.display())).next("write the passphrase into it")
        })?;
        if line.len() > LONGEST {
            return Err(Failure::new(format!("the passphrase in {} is longer than {LONGEST} bytes", path.display()))
                .next("put the passphrase alone in the file, on one line"));
        }
        let before = std::str::from_utf8(&bytes).ok().and_then(|text| text.lines().next());
        Ok(Self::of(line, &text, before.filter(|line| line.len() <= LONGEST)))
    }

    /// Asks for a passphrase at the terminal.
    ///
    /// # Errors
    /// When there is no terminal (it prompts nowhere else), or when nothing was typed.
    pub fn ask(prompt: &str) -> Result<Self, Failure> {
        if !io::stdin().is_terminal() {
            return Err(Failure::new("a passphrase is needed, and there is no terminal to ask at")
                .next("name a file that holds it with --passphrase-file (owner-only: chmod 600)"));
        }
        let typed = rpassword::prompt_password(format!("{prompt}: "))
            .map(Zeroizing::new)
            .map_err(|error| Failure::new(format!("could not read the passphrase: {error}")))?;
        if trim(&typed).is_empty() {
            return Err(Failure::new("the passphrase is empty")
                .next("type at least one word; seven are proposed for a new desk"));
        }
        Ok(Self::new(typed))
    }

    /// Asks for a new passphrase, twice.
    ///
    /// # Errors
    /// Those of [`Self::ask`], and when the two differ.
    pub fn ask_twice(prompt: &str) -> Result<Self, Failure> {
        let first = Self::ask(prompt)?;
        let second = Self::ask(&format!("{prompt}, once more"))?;
        if *first.plain != *second.plain {
            return Err(Failure::new("the two passphrases differ").next("run the command again; nothing was written"));
        }
        Ok(first)
    }

    /// The passphrase, in the form by which a new secret is encrypted. Never print it.
    pub fn expose(&self) -> &str {
        &self.plain
    }

    /// The forms that may open an old secret: at least one, the likeliest first. Never print them.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|form| form.as_str())
    }

    /// Makes the forms of the passphrase `written`, which is one line of `text`. `before` is the same line as earlier
    /// versions read it.
    fn of(written: &str, text: &str, before: Option<&str>) -> Self {
        let trimmed = trim(written);
        // A passphrase of blanks alone is kept, since it may have locked a secret.
        let trimmed = if trimmed.is_empty() { written } else { trimmed };
        let plain = collected(trimmed.nfc(), trimmed.len());
        let forms = [
            Some(collected(written.chars(), written.len())),
            Some(collected(plain.chars(), plain.len())),
            Some(collected(trimmed.nfd(), trimmed.len())),
            envelope::proposed_passphrase_in(text).or_else(|| envelope::proposed_passphrase_in(written)),
            before.map(|line| collected(line.chars(), line.len())),
        ];
        let mut passphrase = Self { plain, forms: Vec::with_capacity(forms.len()) };
        for form in forms.into_iter().flatten() {
            if !form.is_empty() && !passphrase.forms.contains(&form) {
                passphrase.forms.push(form);
            }
        }
        passphrase
    }
}

/// Collects characters into a buffer that is never reallocated.
///
/// `written` is the length of the original text in bytes. A normal form is at most three times as long (Unicode
/// Standard Annex 15).
fn collected(characters: impl Iterator<Item = char>, written: usize) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(3 * written));
    text.extend(characters);
    text
}

/// Removes blanks and invisible characters at both ends.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// Whether a character ends a line, on any system or within a paragraph of a word processor (Unicode Standard, chapter
/// 5.8).
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The option of every command that opens a secret.
#[derive(clap::Args, Debug, Clone, Default)]
pub struct PassphraseArgs {
    /// File whose first line is the passphrase; refused unless it is its owner's alone (chmod 600)
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// Reads the passphrase from the file, or asks for it.
    ///
    /// # Errors
    /// Those of [`Passphrase::from_file`] and [`Passphrase::ask`].
    pub fn read(&self, prompt: &str) -> Result<Passphrase, Failure> {
        match &self.passphrase_file {
            Some(path) => Passphrase::from_file(path),
            None => Passphrase::ask(prompt),
        }
    }

    /// Reads a new passphrase from the file, or asks for it twice.
    ///
    /// # Errors
    /// Those of [`Passphrase::from_file`] and [`Passphrase::ask_twice`].
    pub fn read_new(&self, prompt: &str) -> Result<Passphrase, Failure> {
        match &self.passphrase_file {
            Some(path) => Passphrase::from_file(path),
            None => Passphrase::ask_twice(prompt),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn file(dir: &Path, text: &[u8], mode: u32) -> PathBuf {
        let path = dir.join("passphrase");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn the_first_line_is_the_passphrase() {
        let dir = tempfile::tempdir().unwrap();
        for text in
            ["seven plain words\n", "seven plain words\r\n", "seven plain words", "seven plain words\nnot this\n"]
        {
            let passphrase = Passphrase::from_file(&file(dir.path(), text.as_bytes(), 0o600)).ok().unwrap();
            assert_eq!(passphrase.expose(), "seven plain words");
        }
    }

    fn read(bytes: &[u8]) -> Passphrase {
        let dir = tempfile::tempdir().unwrap();
        Passphrase::from_file(&file(dir.path(), bytes, 0o600)).unwrap_or_else(|failure| panic!("{failure}"))
    }

    fn forms(passphrase: &Passphrase) -> Vec<&str> {
        passphrase.forms().collect()
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_passphrase() {
        let passphrase = read(include_bytes!("../fixtures/p01-passphrase-bom.txt"));
        assert_eq!(passphrase.expose(), "seven plain words for a test desk");
        assert_eq!(
            forms(&passphrase),
            ["seven plain words for a test desk", "\u{feff}seven plain words for a test desk"],
            "a desk that was locked with the mark still opens"
        );
    }

    #[test]
    fn a_passphrase_file_in_utf16_and_utf32_is_read() {
        let text = "\u{feff}bảy từ\r\nnot this\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        ] {
            let passphrase = read(&bytes);
            assert_eq!(passphrase.expose(), "bảy từ");
            assert_eq!(forms(&passphrase)[0], "bảy từ");
        }
    }

    #[test]
    fn blank_lines_before_the_passphrase_and_ends_of_lines_of_any_system_are_passed_over() {
        for text in ["\n\n seven words\n", "\r\rseven words\rnot this", "\u{feff}\r\nseven words\u{2028}not this"] {
            assert_eq!(read(text.as_bytes()).expose(), "seven words", "{text:?}");
        }
    }

    #[test]
    fn a_passphrase_that_was_set_with_blanks_around_it_still_opens_and_a_new_one_has_none() {
        let passphrase = read(b"  seven words \n");
        assert_eq!(passphrase.expose(), "seven words");
        assert_eq!(forms(&passphrase), ["  seven words ", "seven words"]);
        let typed = Passphrase::new(Zeroizing::new("seven words ".to_owned()));
        assert_eq!(forms(&typed), ["seven words ", "seven words"]);
    }

    #[test]
    fn a_passphrase_opens_in_either_normal_form() {
        let (nfc, nfd) = ("từ", "tu\u{31b}\u{300}");
        assert_eq!(forms(&read(nfd.as_bytes())), [nfd, nfc]);
        assert_eq!(forms(&read(nfc.as_bytes())), [nfc, nfd]);
        assert_eq!(read(nfd.as_bytes()).expose(), nfc);
    }

    #[test]
    fn proposed_words_open_however_they_are_written() {
        let proposed = "abandon-zoo-legal-winner-thank-year-wave";
        for text in [
            "abandon zoo legal winner thank year wave\n",
            "ABANDON-ZOO-LEGAL-WINNER-THANK-YEAR-WAVE\n",
            "Abandon–zoo–legal–winner–thank–year–wave\n",
            "abandon zoo legal\nwinner thank\nyear wave\n",
            "Passphrase: abandon zoo legal winner thank year wave\n",
            "Abandon zoo legal winner thank year wave\nmade in May\n",
            "1. abandon 2. zoo 3. legal 4. winner 5. thank 6. year 7. wave",
        ] {
            assert!(forms(&read(text.as_bytes())).contains(&proposed), "{text:?}");
        }
        for text in ["abandon zoo legal winner thank year", "abandon zoo legal winner thank year wavy"] {
            assert_eq!(forms(&read(text.as_bytes())), [text]);
        }
    }

    #[test]
    fn a_passphrase_file_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for mode in [0o640, 0o604, 0o620, 0o660, 0o644] {
            let path = file(dir.path(), b"words\n", mode);
            let failure = Passphrase::from_file(&path).err().unwrap();
            assert!(failure.message.starts_with("others can read"), "{mode:o}: {failure}");
            assert_eq!(failure.next, Some(format!("chmod 600 {}", path.display())));
        }
    }

    #[test]
    fn an_empty_a_long_and_a_binary_passphrase_file_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        for text in [&b""[..], b"\n", b"\xef\xbb\xbf \r\n", &[b'x'; LONGEST + 1], b"\xff\xfe\n"] {
            assert!(Passphrase::from_file(&file(dir.path(), text, 0o600)).is_err());
        }
        assert!(Passphrase::from_file(dir.path()).is_err());
        assert!(Passphrase::from_file(&dir.path().join("none")).is_err());
    }
}

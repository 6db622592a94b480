//! Passphrases: from a file that only its owner can read, or typed at a terminal. Never from an argument or the environment, which other
//! users of the machine can read.
//!
//! One passphrase has several *forms*, since the same words are written differently by an editor, a keyboard and a person. A new secret is locked with
//! the plainest ([`Passphrase::expose`]): in NFC, without blanks around it. An old one is tried with each ([`Passphrase::forms`]), the likeliest first:
//!
//! | form | why |
//! |---|---|
//! | as it is written, without its encoding's mark and line end | most secrets; some were locked with blanks around the words |
//! | in NFC, without blanks and invisible signs around it | a keyboard or an editor added them |
//! | in NFD | the same words, typed or saved on a Mac |
//! | seven words with a dash between them | a proposed passphrase that was written with blanks, in capitals, over several lines or behind a label |
//! | as it was read before marks were known | secrets that were locked with the mark in their passphrase |
//!
//! Trying more forms makes no guess easier: each costs what a guess costs, and all of them are one that an attacker would try too.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::secret_file::{Readers, read_secret};
use crate::{Failure, text};

/// The longest passphrase taken, in bytes.
const LONGEST: usize = 1024;

/// The name of a passphrase's file in errors.
const FILE: &str = "passphrase file";

/// A passphrase; wiped when dropped, and never printed.
pub struct Passphrase {
    /// The form that locks a new secret.
    plain: Zeroizing<String>,
    /// The forms that are tried on an old one, each once.
    forms: Vec<Zeroizing<String>>,
}

impl Passphrase {
    /// Takes one that was typed, or made in this program.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self::of(&text, &text, None)
    }

    /// Reads the first line of a file that is not blank.
    ///
    /// # Errors
    /// When others than its owner may read or change the file, when it is not this user's, or no Unicode text, or blank, or when the line is longer
    /// than 1,024 bytes.
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

    /// Asks at the terminal.
    ///
    /// # Errors
    /// Without a terminal (it never prompts then), or when nothing was typed.
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
    /// As [`Self::ask`], and when the two differ.
    pub fn ask_twice(prompt: &str) -> Result<Self, Failure> {
        let first = Self::ask(prompt)?;
        let second = Self::ask(&format!("{prompt}, once more"))?;
        if *first.plain != *second.plain {
            return Err(Failure::new("the two passphrases differ").next("run the command again; nothing was written"));
        }
        Ok(first)
    }

    /// The words themselves, for locking something new. Never for printing.
    pub fn expose(&self) -> &str {
        &self.plain
    }

    /// The forms to open something with, the likeliest first; at least one. Never for printing.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().map(|form| form.as_str())
    }

    /// `written` as it stands in `text`, and as an earlier version read it.
    fn of(written: &str, text: &str, before: Option<&str>) -> Self {
        let trimmed = trim(written);
        // Nothing but blanks is kept: it may have locked something.
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

/// Collects into a buffer that does not move: a normal form is at most three times as long (Unicode Standard Annex 15).
fn collected(characters: impl Iterator<Item = char>, written: usize) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(3 * written));
    text.extend(characters);
    text
}

/// Without blanks around it, and signs that nobody sees.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// Ends of lines of every system, and those that word processors leave within a paragraph (Unicode Standard, chapter 5.8).
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The option that every command with a secret carries.
#[derive(clap::Args, Debug, Clone, Default)]
pub struct PassphraseArgs {
    /// File whose first line is the passphrase; refused unless it is its owner's alone (chmod 600)
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// The passphrase from the file, else typed.
    ///
    /// # Errors
    /// As [`Passphrase::from_file`] and [`Passphrase::ask`].
    pub fn read(&self, prompt: &str) -> Result<Passphrase, Failure> {
        match &self.passphrase_file {
            Some(path) => Passphrase::from_file(path),
            None => Passphrase::ask(prompt),
        }
    }

    /// A new passphrase: from the file, else typed twice.
    ///
    /// # Errors
    /// As [`Passphrase::from_file`] and [`Passphrase::ask_twice`].
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

//! Passphrases: from a file that only its owner can read, or typed at a terminal. Never from an argument or the environment, which other
//! users of the machine can read.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::Failure;

/// The longest passphrase taken, in bytes.
const LONGEST: usize = 1024;

/// A passphrase; wiped when dropped, and never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes one that was made or generated in this program.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Reads the first line of a file.
    ///
    /// # Errors
    /// When others than its owner may read or change the file, when it is not this user's, empty, longer than 1,024 bytes or not UTF-8.
    pub fn from_file(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::file("read the passphrase file", path, &error))?;
        let metadata = file.metadata().map_err(|error| Failure::file("read the passphrase file", path, &error))?;
        if metadata.is_dir() {
            return Err(Failure::new(format!("{} is a folder, not a passphrase file", path.display())));
        }
        if metadata.mode() & 0o077 != 0 {
            return Err(Failure::new(format!("others can read the passphrase file {}", path.display()))
                .next(format!("chmod 600 {}", path.display())));
        }
        let me = rustix::process::geteuid();
        if metadata.uid() != me.as_raw() && !me.is_root() {
            return Err(Failure::new(format!("the passphrase file {} belongs to another user", path.display()))
                .next("make a file of your own, readable by you alone"));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 2));
        file.take(LONGEST as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::file("read the passphrase file", path, &error))?;
        if bytes.len() > LONGEST {
            return Err(Failure::new(format!("the passphrase file {} is longer than {LONGEST} bytes", path.display()))
                .next("put the passphrase alone in the file, on one line"));
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Failure::new(format!("the passphrase file {} is not UTF-8 text", path.display())))?;
        Self::checked(text.lines().next().unwrap_or_default()).map_err(|_| {
            Failure::new(format!("the passphrase file {} is empty", path.display()))
                .next("write the passphrase into it")
        })
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
        Self::checked(&typed)
    }

    /// Asks for a new passphrase, twice.
    ///
    /// # Errors
    /// As [`Self::ask`], and when the two differ.
    pub fn ask_twice(prompt: &str) -> Result<Self, Failure> {
        let first = Self::ask(prompt)?;
        let second = Self::ask(&format!("{prompt}, once more"))?;
        if *first.0 != *second.0 {
            return Err(Failure::new("the two passphrases differ").next("run the command again; nothing was written"));
        }
        Ok(first)
    }

    /// The words themselves, for deriving a key. Never for printing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn checked(text: &str) -> Result<Self, Failure> {
        if text.is_empty() {
            return Err(Failure::new("the passphrase is empty")
                .next("type at least one word; seven are proposed for a new desk"));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
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
        for text in [&b""[..], b"\n", &[b'x'; LONGEST + 1], b"\xff\xfe\n"] {
            assert!(Passphrase::from_file(&file(dir.path(), text, 0o600)).is_err());
        }
        assert!(Passphrase::from_file(dir.path()).is_err());
        assert!(Passphrase::from_file(&dir.path().join("none")).is_err());
    }
}

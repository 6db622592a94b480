//! The only reader of secrets in files: passphrases, recovery keys, the root key.
//!
//! A file with a secret may have any encoding in which an editor writes. It is decoded by its byte order mark
//! ([`crate::text`]). Each kind of secret is then parsed by its own rules ([`crate::passphrase`], [`recovery_keys`]).
//! No error repeats any of the file's contents.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use envelope::keys::{Identity, WrittenKeyError, identities_in};
use zeroize::Zeroizing;

use crate::{Failure, text};

/// The maximum size of a file with a secret, in bytes: enough for a page of notes in the widest encoding.
const LONGEST: usize = 64 * 1024;

/// The users that may be able to read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The owner alone, for a file on a machine that others may use.
    Owner,
    /// Any user. The file comes on a stick, whose file system (FAT32) has no owners and no `chmod`.
    Any,
}

/// Reads the bytes of a file with a secret. They are wiped when dropped. `what` names the file in errors, such as
/// `passphrase file`.
///
/// # Errors
/// When the file cannot be read, is a folder, or is longer than 64 KiB. For [`Readers::Owner`], also when other users
/// may read it or it belongs to another user.
pub fn read_secret(path: &Path, what: &str, readers: Readers) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let fail = |error: std::io::Error| Failure::file(&format!("read the {what}"), path, &error);
    let file = File::open(path).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    if metadata.is_dir() {
        return Err(Failure::new(format!("{} is a folder, not a {what}", path.display())));
    }
    if readers == Readers::Owner {
        owner_only(&metadata, path, what)?;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    file.take(LONGEST as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > LONGEST {
        return Err(Failure::new(format!("the {what} {} is longer than {} KiB", path.display(), LONGEST / 1024))
            .next("put it alone into a file of plain text"));
    }
    Ok(bytes)
}

/// Reads a file with a secret as text, decoded by its byte order mark.
///
/// # Errors
/// Those of [`read_secret`], and when the file is not Unicode text.
pub fn read_secret_text(path: &Path, what: &str, readers: Readers) -> Result<Zeroizing<String>, Failure> {
    let bytes = read_secret(path, what, readers)?;
    text::decode(&bytes).map_err(|why| {
        Failure::new(format!("could not read the {what} {}: {why}", path.display()))
            .next("save it as plain text in UTF-8: in a text editor, not in a word processor")
    })
}

/// Reads the private halves of recovery keys from a file: at least one, in any spelling that [`identities_in`] accepts.
///
/// # Errors
/// When the file cannot be read, holds no complete key, or a key in it has a fault. The error names the position of the
/// fault, never the letters.
pub fn recovery_keys(path: &Path) -> Result<Vec<Identity>, Failure> {
    let text = read_secret_text(path, "recovery key", Readers::Any)?;
    identities_in(&text).map_err(|error| {
        let next = match &error {
            WrittenKeyError::NoKey => "it is the line that begins with AGE-SECRET-KEY-1",
            WrittenKeyError::PublicKey => "name the file of the secret half: the line that begins with AGE-SECRET-KEY-1",
            WrittenKeyError::Encrypted => "open it first, such as with `age -d`, and name the file that comes out",
            WrittenKeyError::PostQuantum => "name a key that begins with AGE-SECRET-KEY-1",
            WrittenKeyError::Foreign(_) => {
                "such a key has no B, I, O or 1 in it: look at the paper, where O may be 0, I or 1 may be L, and B may be 8"
            }
            WrittenKeyError::Missing { .. } | WrittenKeyError::Surplus { .. } | WrittenKeyError::Length { .. } => {
                "count the letters against the paper, and correct the file"
            }
            WrittenKeyError::OneWrong(_) | WrittenKeyError::TwoWrong(..) => {
                "look at the paper there, and correct the file"
            }
            WrittenKeyError::Wrong => "compare every letter with the paper, and correct the file",
        };
        Failure::new(format!("{}: {error}", path.display())).next(next)
    })
}

fn owner_only(metadata: &Metadata, path: &Path, what: &str) -> Result<(), Failure> {
    if metadata.mode() & 0o077 != 0 {
        return Err(Failure::new(format!("others can read the {what} {}", path.display()))
            .next(format!("chmod 600 {}", path.display())));
    }
    let me = rustix::process::geteuid();
    if metadata.uid() != me.as_raw() && !me.is_root() {
        return Err(Failure::new(format!("the {what} {} belongs to another user", path.display()))
            .next("make a file of your own, readable by you alone"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_recovery_keys_file_is_read_in_every_encoding_and_errors_never_hold_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("recovery.txt");
        let identity = Identity::generate();
        let text = format!("\u{feff}# created: a long time ago\r\n{}\r\n", *identity.to_text());
        for bytes in [
            text.clone().into_bytes(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        ] {
            fs::write(&path, bytes).unwrap();
            let read = recovery_keys(&path).unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].recipient(), identity.recipient());
        }
        let key = identity.to_text();
        let swapped: String = key.chars().rev().collect();
        for bytes in [key[..key.len() - 9].as_bytes(), swapped.as_bytes(), b"\xff\xfe\x00"] {
            fs::write(&path, bytes).unwrap();
            let failure = recovery_keys(&path).err().unwrap();
            let said = format!("{failure} {}", failure.next.as_deref().unwrap_or_default());
            assert!(failure.next.is_some(), "{said}");
            assert!(!said.contains(&key[20..30]) && !said.contains(&swapped[20..30]), "{said}");
        }
    }

    #[test]
    fn a_file_that_is_too_long_for_a_secret_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film.mp4");
        fs::write(&path, vec![b'x'; LONGEST + 1]).unwrap();
        assert!(recovery_keys(&path).err().unwrap().message.ends_with("is longer than 64 KiB"));
    }
}

//! The state of a sending, kept on this disk.
//!
//! After a restart, the sending resumes and sends nothing twice. The arguments of `courier send` identify its sending:
//! the line, the lead's file and the attachments. The folder of a sending holds:
//!
//! | file | contents |
//! |---|---|
//! | `secret` | this machine's half of each code, which the server never learns (`envelope::lead`) |
//! | `begun.json` | the day on which the sending began |
//! | `<lead>.json` | the state of a lead: sealed (with the path of its upload), or sent |
//! | `<lead>.age` | the sealed lead, until it is sent |
//!
//! `<lead>` is a digest of the lead's content, keyed with the secret. Without the secret, the folder does not reveal
//! the content.

use std::fs;
use std::path::{Path, PathBuf};

use console::{Failure, FolderLock, publish};
use envelope::lead::LeadSecret;
use envelope::tip::Answer;
use envelope::{Day, Digest, Hasher, MailboxId};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Sending;
use super::seal::{SealedLead, Stamp};
use crate::home::Home;
use crate::lead::{Lead, Placed};
use crate::pinned::Pinned;

const SECRET: &str = "secret";
const BEGUN: &str = "begun.json";

#[derive(Serialize, Deserialize)]
struct Begun {
    day: Day,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Entry {
    Sealed(SealedLead),
    Sent { content: Digest, mailbox: Option<MailboxId>, files: Vec<Stamp> },
}

/// The state of a lead, as this disk records it.
pub(super) enum Known {
    /// The lead is sealed and lies on this disk.
    Sealed(SealedLead),
    /// The lead is at the server.
    Sent {
        /// Digest of answers and attachments, keyed with the secret.
        content: Digest,
        /// Mailbox that the lead's code opens; `None` if the lead asks for no code.
        mailbox: Option<MailboxId>,
    },
}

pub(super) struct Journal {
    folder: PathBuf,
    secret: LeadSecret,
    day: Day,
    _lock: FolderLock,
}

impl Journal {
    /// Opens the journal of the sending that these arguments identify. Begins a new one if there is none.
    pub(super) fn open(
        home: &Home,
        pinned: &Pinned,
        sending: &Sending<'_>,
        rng: &mut impl CryptoRng,
        today: Day,
    ) -> Result<Self, Failure> {
        let folder = home.folder("sending")?.join(named(pinned, sending)?);
        console::private_dir(&folder)?;
        let lock = FolderLock::take(&folder)?;
        if sending.anew {
            clear(&folder)?;
        }
        let (secret_at, begun_at) = (folder.join(SECRET), folder.join(BEGUN));
        if let (Ok(secret), Ok(begun)) = (fs::read_to_string(&secret_at).map(Zeroizing::new), fs::read(&begun_at)) {
            let damaged = || {
                Failure::new(format!("{} is damaged", folder.display()))
                    .next("run the same command with --anew; what was sent of it before is then sent again")
            };
            let secret = LeadSecret::from_text(&secret).map_err(|_| damaged())?;
            let begun: Begun = serde_json::from_slice(&begun).map_err(|_| damaged())?;
            return Ok(Self { folder, secret, day: begun.day, _lock: lock });
        }
        clear(&folder)?;
        let secret = LeadSecret::random(rng);
        let journal = Self { folder, secret, day: today, _lock: lock };
        journal.write(&secret_at, journal.secret.to_text().as_bytes())?;
        journal.write(&begun_at, &json(&Begun { day: today })?)?;
        Ok(journal)
    }

    /// Returns this machine's half of the codes (`envelope::lead`).
    pub(super) fn secret(&self) -> &LeadSecret {
        &self.secret
    }

    /// Returns the day on which the sending began.
    pub(super) fn day(&self) -> Day {
        self.day
    }

    /// Returns the name of a lead, made from its language, its answers and the paths of its attachments.
    pub(super) fn name_of(&self, lead: &Lead) -> String {
        let mut hasher = Hasher::new();
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        };
        part(&lead.language);
        for (id, answer) in &lead.answers {
            part(id);
            match answer {
                Answer::Text(text) => part(text),
                Answer::Many(many) => many.iter().for_each(|each| part(each)),
            }
        }
        lead.files.iter().for_each(|file| part(&file.to_string_lossy()));
        self.secret.mark(&hasher.digest()).to_string()
    }

    /// Returns the state of a lead; `None` if no usable record of it exists.
    pub(super) fn known(&self, name: &str) -> Result<Option<Known>, Failure> {
        let path = self.entry(name);
        let Ok(bytes) = fs::read(&path) else { return Ok(None) };
        Ok(match serde_json::from_slice(&bytes) {
            Ok(Entry::Sent { content, mailbox, .. }) => Some(Known::Sent { content, mailbox }),
            Ok(Entry::Sealed(sealed)) => {
                let whole = fs::metadata(self.sealed_file(name)).is_ok_and(|file| file.len() == sealed.size);
                whole.then_some(Known::Sealed(sealed))
            }
            Err(_) => None,
        })
    }

    /// Returns the path of a lead's sealed file.
    pub(super) fn sealed_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.age"))
    }

    /// Records that a lead is sealed, or the path of its upload on the server.
    pub(super) fn sealed(&self, name: &str, sealed: &SealedLead) -> Result<(), Failure> {
        self.write(&self.entry(name), &json(&Entry::Sealed(sealed.clone()))?)
    }

    /// Records that a lead is at the server, and removes its sealed file.
    pub(super) fn sent(&self, name: &str, sealed: SealedLead) -> Result<(), Failure> {
        let SealedLead { content, mailbox, files, .. } = sealed;
        self.write(&self.entry(name), &json(&Entry::Sent { content, mailbox, files })?)?;
        remove(&self.sealed_file(name))
    }

    /// Removes the record and the sealed file of a lead, so that it is sealed and sent from the beginning.
    pub(super) fn drop_entry(&self, name: &str) -> Result<(), Failure> {
        remove(&self.entry(name))?;
        remove(&self.sealed_file(name))
    }

    /// Refuses to resume when a lead or an attachment has changed since it was sealed. Otherwise the new version
    /// would be shown as sent.
    pub(super) fn refuse_changed(&self, leads: &[Placed], sending: &Sending<'_>) -> Result<(), Failure> {
        let changed = |what: String| {
            Failure::new(what).next(
                "put it back as it was, and the same command resumes; or add --anew, which sends everything again, also what was sent before",
            )
        };
        let mut present = Vec::new();
        for Placed { place, lead } in leads {
            let Ok(lead) = lead else { continue };
            let name = self.name_of(lead);
            let stamps = match fs::read(self.entry(&name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                Some(Entry::Sealed(sealed)) => sealed.files,
                Some(Entry::Sent { files, .. }) => files,
                None => Vec::new(),
            };
            for (path, stamp) in lead.files.iter().zip(&stamps) {
                if Stamp::of(path, stamp.mark)? != *stamp && self.secret.mark(&hash(path)?) != stamp.mark {
                    let place = place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
                    return Err(changed(format!("{place}{} has changed since its sending was begun", path.display())));
                }
            }
            present.push(name);
        }
        let entries = fs::read_dir(&self.folder).map_err(|error| Failure::file("read", &self.folder, &error))?;
        for entry in entries.filter_map(Result::ok) {
            let file = entry.file_name().to_string_lossy().into_owned();
            let Some(name) = file.strip_suffix(".age") else { continue };
            // A sealed lead whose upload never began exists on this disk alone, so it can be dropped.
            let begun = matches!(self.known(name)?, Some(Known::Sealed(sealed)) if sealed.location.is_some());
            if !present.iter().any(|known| known == name) {
                if begun {
                    return Err(changed(format!(
                        "{}, or what goes with it, has changed since its sending was begun",
                        sending.lead.display()
                    )));
                }
                self.drop_entry(name)?;
            }
        }
        Ok(())
    }

    /// Removes a sending whose leads are all sent. The secret is removed first.
    pub(super) fn forget(self) -> Result<(), Failure> {
        clear(&self.folder)?;
        fs::remove_dir_all(&self.folder).map_err(|error| Failure::file("remove", &self.folder, &error))
    }

    fn entry(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        publish(path, 0o600, bytes).map_err(|error| Failure::file("write", path, &error))
    }
}

/// Removes the files of a sending. The secret is overwritten first, as far as a disk allows it.
fn clear(folder: &Path) -> Result<(), Failure> {
    let secret = folder.join(SECRET);
    if let Ok(file) = fs::OpenOptions::new().write(true).open(&secret) {
        use std::io::Write as _;
        let _ = (&file).write_all(&[b'0'; 64]).and_then(|()| file.sync_all());
    }
    remove(&secret)?;
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".json") || name.ends_with(".age") {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file("remove", path, &error)),
        _ => Ok(()),
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| Failure::new(error.to_string()))
}

fn hash(path: &Path) -> Result<Digest, Failure> {
    Digest::of_file(path).map(|(_, digest)| digest).map_err(|error| Failure::file("read", path, &error))
}

/// Returns the name of a sending's folder. It depends on the line and the files, and not on the working directory.
fn named(pinned: &Pinned, sending: &Sending<'_>) -> Result<String, Failure> {
    let mut hasher = Hasher::new();
    hasher.update(pinned.site().as_bytes());
    for path in std::iter::once(sending.lead).chain(sending.attach.iter().map(PathBuf::as_path)) {
        let path = fs::canonicalize(path).map_err(|error| Failure::file("read", path, &error))?;
        let text = path.as_os_str().as_encoded_bytes();
        hasher.update(&(text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
    Ok(hasher.digest().to_string()[..32].to_owned())
}

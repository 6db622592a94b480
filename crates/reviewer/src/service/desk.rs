//! A desk's folder, and opening it for every command.

mod anew;

use std::collections::BTreeMap;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::{Failure, FolderLock, Passphrase, PublishedDir};
use envelope::keys::{Identity, SigningKey};
use envelope::roster::{CARD_FORMAT, Card, DatedDeskKey, DatedRecipient, DeskRole};
use envelope::{Clock, Day, Digest, Fingerprint, Hasher};
use rand::CryptoRng;

use super::{colleague, raise};
use crate::analysis::Reading;
use crate::casedb::CaseDb;
use crate::gazetteer::{self, Gazetteer};
use crate::signals::{self, Signals};
use crate::triage::{self, Rules};
use crate::vault::{Keyring, Vault};

pub use anew::MISSES;
pub(super) use anew::is_damage;

/// Number of days for which a new key is valid.
const PERIOD_DAYS: i64 = 365;

/// Name of the file with the triage rules.
const TRIAGE: &str = "triage.toml";

/// Name of the file with the places. A desk of an earlier version may lack it, and uses the shipped places.
const GAZETTEER: &str = "gazetteer.toml";

/// Name of the folder with the organisation's own lists of signals. Each replaces the shipped list of its language.
const SIGNALS: &str = "signals";

/// An open desk.
pub struct Desk {
    /// The desk's folder.
    pub folder: PathBuf,
    /// The opened database key.
    pub vault: Vault,
    /// The case database.
    pub db: CaseDb,
    /// Today's date; never earlier than a day that the desk has seen.
    pub today: Day,
    pub(super) lock: FolderLock,
}

/// Copies a desk's own lists of signals between the desk's folder and a backup's folder, in either direction. Does
/// nothing if there are none.
pub(super) fn copy_signals(from: &Path, to: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(from.join(SIGNALS)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    std::fs::DirBuilder::new().mode(0o700).create(to.join(SIGNALS))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml")
            && let Some(name) = path.file_name()
        {
            console::publish(&to.join(SIGNALS).join(name), 0o600, &std::fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// Makes new keys for a desk, valid from today. The private keys go into the keyring, and the public keys into the
/// card.
pub(super) fn new_keys(
    folder: &Path,
    vault: &Vault,
    label: &str,
    today: Day,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<Card> {
    let until = today.plus(PERIOD_DAYS);
    let keyring = Keyring {
        identities: vec![Identity::generate()],
        desk: SigningKey::generate().context("making the desk key")?,
    };
    let card = Card {
        format: CARD_FORMAT.to_owned(),
        label: label.to_owned(),
        recipients: vec![DatedRecipient { recipient: keyring.identities[0].recipient(), from: today, until }],
        desk_keys: vec![DatedDeskKey {
            key: keyring.desk.verifying_key(),
            role: DeskRole::Dispatch,
            from: today,
            until,
        }],
    };
    vault.keep(&keyring, rng)?;
    let path = folder.join("card.json");
    let bytes = card.to_bytes().context("writing the card")?;
    console::publish(&path, 0o600, &bytes).map_err(|error| Failure::file("write the card", &path, &error))?;
    Ok(card)
}

impl Desk {
    /// Creates a desk, whole or not at all. Returns the card's fingerprint.
    ///
    /// # Errors
    /// When the folder is not empty or cannot be written, or a key cannot be made.
    pub async fn create(
        folder: &Path,
        label: &str,
        passphrase: &Passphrase,
        clock: &dyn Clock,
        rng: &mut impl CryptoRng,
    ) -> anyhow::Result<Fingerprint> {
        let fail = |error: std::io::Error| Failure::file("make the desk", folder, &error);
        let dir = PublishedDir::create(folder).map_err(fail)?;
        let today = clock.today();
        let vault = Vault::create(dir.path(), passphrase, rng)?;
        let card = new_keys(dir.path(), &vault, label, today, rng)?;
        console::publish(&dir.path().join(TRIAGE), 0o600, triage::DEFAULT.as_bytes()).map_err(fail)?;
        console::publish(&dir.path().join(GAZETTEER), 0o600, gazetteer::DEFAULT.as_bytes()).map_err(fail)?;
        let mut db = CaseDb::open(dir.path(), &vault, true).await?;
        db.set_meta("newest-day", &today.to_string()).await?;
        db.log(today, "init", label).await?;
        db.log(today, colleague::DESK_KEY, &vault.keyring()?.desk.verifying_key().to_string()).await?;
        db.close().await?;
        dir.commit().map_err(fail)?;
        Ok(card.fingerprint()?)
    }

    /// Opens a desk for one command, brings its database up to date, and reads tips anew where that is needed.
    ///
    /// # Errors
    /// When the folder is no desk, another command has it open, the passphrase is wrong, the clock is earlier than a
    /// day seen before, or the database cannot be read or written.
    pub async fn open(folder: &Path, passphrase: &Passphrase, clock: &dyn Clock) -> anyhow::Result<Self> {
        if !folder.join("slots.json").exists() {
            return Err(Failure::new(format!("{} is not a desk", folder.display()))
                .next("--desk is the folder that `reviewer init` made")
                .into());
        }
        let lock = FolderLock::take(folder)?;
        let vault = Vault::open(folder, passphrase)?;
        let db = CaseDb::open(folder, &vault, false).await?;
        let mut desk = Self { folder: folder.to_owned(), vault, db, today: clock.today(), lock };
        match desk.begin_day().await {
            Ok(()) => Ok(desk),
            Err(error) => {
                desk.close().await?;
                Err(error)
            }
        }
    }

    /// Opens a desk without changing it, because a damaged desk may not survive a change.
    ///
    /// # Errors
    /// When another command has the desk open, the passphrase is wrong, or the database cannot be opened.
    pub async fn inspect(folder: &Path, passphrase: &Passphrase, clock: &dyn Clock) -> anyhow::Result<Self> {
        let lock = FolderLock::take(folder)?;
        let vault = Vault::open(folder, passphrase)?;
        let db = CaseDb::open_as_it_is(folder, &vault).await?;
        Ok(Self { folder: folder.to_owned(), vault, db, today: clock.today(), lock })
    }

    async fn begin_day(&mut self) -> anyhow::Result<()> {
        self.saw_day(self.today).await?;
        self.read_anew().await?;
        raise::passed(self).await
    }

    /// Sets the desk's day to `today`, for a day that begins while the desk is open.
    ///
    /// # Errors
    /// When `today` is earlier than a day seen before, or the database cannot be read or written.
    pub async fn set_day(&mut self, today: Day) -> anyhow::Result<()> {
        if today == self.today {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.today, today);
        let seen = self.saw_day(today).await;
        if seen.is_err() {
            self.today = before;
            return seen;
        }
        raise::passed(self).await
    }

    /// Logs the digests of the triage rules and of the lists of signals, if they have changed.
    pub(super) async fn note_rules(&mut self) -> anyhow::Result<()> {
        let path = self.folder.join(TRIAGE);
        let bytes = std::fs::read(&path).map_err(|error| Failure::file("read the triage rules", &path, &error))?;
        let now = Digest::of(&bytes).to_string();
        if self.db.meta("rules").await?.as_ref() != Some(&now) {
            self.db.set_meta("rules", &now).await?;
            self.db.log(self.today, "rules", &format!("triage.toml sha256 {now}")).await?;
        }
        let lists = self.lists_digest()?.to_string();
        if self.db.meta("lists").await?.as_ref() != Some(&lists) {
            self.db.set_meta("lists", &lists).await?;
            self.db.log(self.today, "rules", &format!("lists of signals sha256 {lists}")).await?;
        }
        Ok(())
    }

    /// Returns the rules, places, lists and questionnaires by which this desk analyses tips.
    ///
    /// # Errors
    /// When a file of rules, places or signals cannot be read or parsed, or the database cannot be read.
    pub async fn reading(&mut self) -> anyhow::Result<Reading> {
        let mut reading = Reading::new(self.rules()?, self.gazetteer()?, self.signals()?);
        for (digest, published) in self.db.questionnaires().await? {
            reading.learn(digest, &published);
        }
        Ok(reading)
    }

    /// Returns the places that this desk knows, from its `gazetteer.toml`, which an organisation may extend.
    ///
    /// # Errors
    /// When the file cannot be read or parsed.
    pub fn gazetteer(&self) -> anyhow::Result<Gazetteer> {
        let path = self.folder.join(GAZETTEER);
        Gazetteer::parse(&self.gazetteer_text()?).map_err(|error| {
            Failure::new(format!("{} is refused: {error}", path.display()))
                .next("mend it, or put the shipped one back")
                .into()
        })
    }

    /// Returns the lists of signals for this desk: the desk's own lists, and the shipped lists of all other languages.
    ///
    /// # Errors
    /// When a list cannot be read or parsed.
    pub fn signals(&self) -> anyhow::Result<Signals> {
        let own = self.own_signals()?;
        let own = own.iter().map(|(language, text)| (language.as_str(), text.as_str()));
        Signals::parse(signals::DEFAULTS.iter().copied(), own).map_err(|error| {
            Failure::new(format!("a list of signals is refused: {error}"))
                .next(format!("mend it in {}, or take it away from there", self.folder.join(SIGNALS).display()))
                .into()
        })
    }

    /// Returns one digest of all lists of signals, both the shipped ones and the desk's own.
    fn lists_digest(&self) -> anyhow::Result<Digest> {
        let own = self.own_signals()?;
        let own = own.iter().map(|(language, text)| (language.as_str(), text.as_str()));
        let mut hasher = Hasher::new();
        for text in signals::DEFAULTS.iter().copied().chain(own).flat_map(|(language, text)| [language, text]) {
            std::io::Write::write_all(&mut hasher, text.as_bytes())?;
        }
        Ok(hasher.digest())
    }

    /// Returns the desk's own lists of signals, as text by language.
    fn own_signals(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let folder = self.folder.join(SIGNALS);
        let fail = |error: std::io::Error| Failure::file("read the lists of signals", &folder, &error);
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            entries => entries.map_err(fail)?,
        };
        let mut own = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(fail)?.path();
            let named = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).map(str::to_owned);
            if let (Some("toml"), Some(language)) = (named(path.extension()).as_deref(), named(path.file_stem())) {
                own.insert(language, console::read_text("read a list of signals", &path)?);
            }
        }
        Ok(own)
    }

    fn gazetteer_text(&self) -> anyhow::Result<String> {
        let own = console::read_text_if_there("read the gazetteer", &self.folder.join(GAZETTEER))?;
        Ok(own.unwrap_or_else(|| gazetteer::DEFAULT.to_owned()))
    }

    /// Closes the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.db.close().await?)
    }

    /// Records a day that was seen. Refuses a clock that is earlier than the newest recorded day.
    ///
    /// # Errors
    /// When the clock is earlier, or the database cannot be read or written.
    pub async fn saw_day(&mut self, day: Day) -> anyhow::Result<()> {
        let newest: Option<Day> = self.db.meta("newest-day").await?.and_then(|text| text.parse().ok());
        let newest = newest.map_or(day, |newest| newest.max(day));
        if self.today < newest {
            return Err(Failure::new(format!("the clock says {}, and {newest} was seen before", self.today))
                .next("set this laptop's clock, then run the command again")
                .into());
        }
        Ok(self.db.set_meta("newest-day", &newest.to_string()).await?)
    }

    /// Returns the triage rules of this desk, from its `triage.toml`, which an organisation may edit.
    ///
    /// # Errors
    /// When the file cannot be read or parsed.
    pub fn rules(&self) -> anyhow::Result<Rules> {
        let path = self.folder.join(TRIAGE);
        let text = console::read_text("read the triage rules", &path)?;
        Rules::parse(&text).map_err(|error| {
            Failure::new(format!("{} is refused: {error}", path.display()))
                .next("mend it, or put the shipped one back")
                .into()
        })
    }

    /// Returns this desk's public card.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or names keys that this desk does not have.
    pub fn card(&self) -> anyhow::Result<Card> {
        let path = self.folder.join("card.json");
        let bytes = std::fs::read(&path).map_err(|error| Failure::file("read the card", &path, &error))?;
        let card = Card::parse(&bytes)?;
        // Somebody could replace the file `card.json` by a card with keys of their own, and the next roster would have
        // tips sealed to those keys. So the card's keys are compared with the desk's.
        let keyring = self.vault.keyring()?;
        let own: Vec<_> = keyring.identities.iter().map(|identity| identity.recipient().to_string()).collect();
        let desk = keyring.desk.verifying_key();
        let ours = card.recipients.iter().all(|dated| own.contains(&dated.recipient.to_string()))
            && card.desk_keys.iter().all(|dated| dated.key == desk);
        if !ours {
            return Err(Failure::new(format!(
                "{} names keys that this desk does not have: it was exchanged",
                path.display()
            ))
            .next("take the one of the newest backup, and find out who had this laptop")
            .into());
        }
        Ok(card)
    }
}

#[cfg(test)]
mod tests {
    use console::SystemClock;
    use zeroize::Zeroizing;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn rules_and_places_with_a_byte_order_mark_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("desk");
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        Desk::create(&folder, "desk-1", &passphrase, &SystemClock, &mut console::system_rng()).await.unwrap();
        let desk = Desk::open(&folder, &passphrase, &SystemClock).await.unwrap();
        let rules = std::fs::read_to_string(folder.join(TRIAGE)).unwrap();
        std::fs::write(folder.join(TRIAGE), format!("\u{feff}{rules}")).unwrap();
        let wide =
            format!("\u{feff}{}", gazetteer::DEFAULT).encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        std::fs::write(folder.join(GAZETTEER), wide).unwrap();
        assert_eq!(desk.gazetteer_text().unwrap(), gazetteer::DEFAULT);
        assert!(desk.gazetteer().is_ok());
        assert_eq!(format!("{:?}", desk.rules().unwrap()), format!("{:?}", Rules::parse(&rules).unwrap()));
        std::fs::remove_file(folder.join(GAZETTEER)).unwrap();
        assert_eq!(desk.gazetteer_text().unwrap(), gazetteer::DEFAULT, "a desk of before has none");
        desk.close().await.unwrap();
    }
}

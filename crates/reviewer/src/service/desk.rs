//! A desk's folder, and what every command opens.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::{Failure, FolderLock, Passphrase, PublishedDir};
use envelope::keys::{Identity, SigningKey};
use envelope::roster::{CARD_FORMAT, Card, DatedDeskKey, DatedRecipient, DeskRole};
use envelope::{Clock, Day, Fingerprint};
use rand::CryptoRng;

use crate::casedb::CaseDb;
use crate::triage::{self, Rules};
use crate::vault::{Keyring, Vault};

/// Days for which a period's key is used.
const PERIOD_DAYS: i64 = 365;

/// Where a desk's rules of triage stand.
const TRIAGE: &str = "triage.toml";

/// An open desk.
pub struct Desk {
    /// Its folder.
    pub folder: PathBuf,
    /// What opened it.
    pub vault: Vault,
    /// Its cases.
    pub db: CaseDb,
    /// Today, not earlier than anything that the desk did before.
    pub today: Day,
    pub(super) lock: FolderLock,
}

/// New keys for a desk, from today: the private ones into its keyring, the public ones into its card.
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
    /// Makes a desk, whole or not at all; answers the card's fingerprint.
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
        let mut db = CaseDb::open(dir.path(), &vault, true).await?;
        db.set_meta("newest-day", &today.to_string()).await?;
        db.log(today, "init", label).await?;
        db.close().await?;
        dir.commit().map_err(fail)?;
        Ok(card.fingerprint()?)
    }

    /// Opens a desk for one command.
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
        match desk.saw_day(desk.today).await {
            Ok(()) => Ok(desk),
            Err(error) => {
                desk.close().await?;
                Err(error)
            }
        }
    }

    /// Closes its database, and waits until that is done.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.db.close().await?)
    }

    /// Refuses a clock that is earlier than a day that was seen before, and remembers the newest.
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

    /// The rules by which this desk scores what comes in: its `triage.toml`, which an organisation edits.
    pub fn rules(&self) -> anyhow::Result<Rules> {
        let path = self.folder.join(TRIAGE);
        let text =
            std::fs::read_to_string(&path).map_err(|error| Failure::file("read the triage rules", &path, &error))?;
        Rules::parse(&text).map_err(|error| {
            Failure::new(format!("{} is refused: {error}", path.display()))
                .next("mend it, or put the shipped one back")
                .into()
        })
    }

    /// This desk's public card.
    pub fn card(&self) -> anyhow::Result<Card> {
        let path = self.folder.join("card.json");
        let bytes = std::fs::read(&path).map_err(|error| Failure::file("read the card", &path, &error))?;
        Ok(Card::parse(&bytes)?)
    }
}

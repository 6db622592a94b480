//! `root` and `roster`: the list of desks and keys that may read tips.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::{Failure, Passphrase, PublishedDir, Readers};
use envelope::code::CodeKdf;
use envelope::keys::{KeyError, Recipient, Root, SigningKey, VerifyingKey};
use envelope::roster::{self, Card, DatedDeskKey, DatedRecipient, Roster, RosterBody, RosterReviewer, UntrustedRoster};
use envelope::{Day, SiteId};
use rand::CryptoRng;

use super::desk::Desk;

/// Days for which a recovery key is listed. After a year, the organisation has to list a key again.
const RECOVERY_DAYS: i64 = 365;

/// Makes a root key, and writes `root.key` (encrypted) and `root.pub` into a folder. Returns the public key.
///
/// # Errors
/// When the key cannot be made, or a file exists or cannot be written.
pub fn root(to: &Path, passphrase: &Passphrase) -> anyhow::Result<VerifyingKey<Root>> {
    let (text, key) = SigningKey::<Root>::generate_encrypted(passphrase.expose()).context("making the root key")?;
    fs::create_dir_all(to).map_err(|error| Failure::file("make the folder", to, &error))?;
    for (name, bytes) in [("root.key", text.as_bytes()), ("root.pub", key.to_file_text().as_bytes())] {
        let path = to.join(name);
        console::publish_new(&path, 0o600, bytes).map_err(|error| Failure::file("write", &path, &error))?;
    }
    Ok(key)
}

/// The parts of a new roster besides this desk's own entry.
pub struct NewRoster<'a> {
    /// Path of the encrypted root key.
    pub root: &'a Path,
    /// The root key's passphrase.
    pub root_passphrase: &'a Passphrase,
    /// The line's name.
    pub name: &'a str,
    /// Paths of other desks' cards, each with the fingerprint that its owner read out.
    pub cards: &'a [(PathBuf, String)],
    /// Recovery keys, whose private halves lie on paper.
    pub recovery: &'a [Recipient],
    /// The folder to make.
    pub to: &'a Path,
}

/// Signs the next roster of this desk's line, and writes it to a folder.
///
/// # Errors
/// When the root key does not open, a card is refused or has another fingerprint, the folder is not empty or cannot
/// be written, or the database cannot be read or written.
pub async fn roster(desk: &mut Desk, new: NewRoster<'_>, rng: &mut impl CryptoRng) -> anyhow::Result<Roster> {
    let root = open_root(new.root, new.root_passphrase)?;
    let present = present(desk).await?;
    let site = match &present {
        Some(present) => present.site(),
        None => SiteId::random(rng),
    };
    let mut reviewers = vec![desk.card()?.into_reviewer()];
    for (path, words) in new.cards {
        let bytes = fs::read(path).map_err(|error| Failure::file("read the card", path, &error))?;
        let card = Card::parse(&bytes).with_context(|| format!("{} is refused", path.display()))?;
        if !card.fingerprint()?.matches(words) {
            return Err(Failure::new(format!("{} has another fingerprint than the one given", path.display()))
                .next("ask its owner to read the words out again; if they differ, the card was exchanged on the way")
                .into());
        }
        reviewers.push(card.into_reviewer());
    }
    if let Some(present) = &present {
        reviewers.iter_mut().for_each(|reviewer| keep_desk_keys(reviewer, present, desk.today));
    }
    let until = desk.today.plus(RECOVERY_DAYS);
    let dated = |recipient: &Recipient| DatedRecipient { recipient: recipient.clone(), from: desk.today, until };
    let body = RosterBody {
        format: roster::FORMAT.to_owned(),
        site,
        name: new.name.to_owned(),
        issue: present.as_ref().map_or(1, |present| present.issue() + 1),
        day: desk.today,
        kdf: CodeKdf::default(),
        reviewers,
        recovery: new.recovery.iter().map(dated).collect(),
        bundle_key: desk.db.site(site).await?.map(|(key, _)| key),
    };
    let signed = Roster::sign(body, &root).map_err(|error| Failure::new(format!("the roster is refused: {error}")))?;
    let folder = PublishedDir::create(new.to).map_err(|error| Failure::file("make the folder", new.to, &error))?;
    let root_text = root.verifying_key().to_file_text();
    let files = [
        ("roster.json", signed.bytes()),
        ("roster.json.minisig", signed.signature().as_bytes()),
        ("root.pub", root_text.as_bytes()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        console::publish_new(&path, 0o644, bytes).map_err(|error| Failure::file("write", &path, &error))?;
    }
    if let Some(recipient) = new.recovery.first() {
        desk.vault.add_recovery(recipient)?;
    }
    desk.db.begin().await?;
    let json = String::from_utf8(signed.bytes().to_vec()).context("writing the roster")?;
    desk.db.set_meta("roster", &json).await?;
    desk.db.set_meta("roster-signature", signed.signature()).await?;
    desk.db.set_meta("root", &root.verifying_key().to_string()).await?;
    desk.db.log(desk.today, "roster", &format!("issue {}", signed.issue())).await?;
    desk.db.commit().await?;
    folder.commit().map_err(|error| Failure::file("write the roster to", new.to, &error))?;
    Ok(signed)
}

/// Opens the root key from its encrypted file.
///
/// # Errors
/// When the file cannot be read, is no root key, or the passphrase is wrong.
pub fn open_root(file: &Path, passphrase: &Passphrase) -> Result<SigningKey<Root>, Failure> {
    let text = console::read_secret_text(file, "root key", Readers::Any)?;
    for form in passphrase.forms() {
        match SigningKey::<Root>::from_encrypted_text(&text, form) {
            Err(KeyError::WrongPassphrase) => {}
            Err(error) => {
                return Err(Failure::new(format!("{}: {error}", file.display()))
                    .next("name the file root.key, which `reviewer root` wrote"));
            }
            Ok(key) => return Ok(key),
        }
    }
    Err(Failure::new("the passphrase does not open the root key")
        .next("name the right one with --root-passphrase-file"))
}

/// Keeps the desk keys of a restored desk listed until today. The server accepts no new dispatch from them, but replies
/// that they signed can still be read.
fn keep_desk_keys(reviewer: &mut RosterReviewer, present: &Roster, today: Day) {
    let before = present.body().reviewers.iter().filter(|known| known.label == reviewer.label);
    for key in before.flat_map(|known| &known.desk_keys) {
        if !reviewer.desk_keys.iter().any(|own| own.key == key.key) {
            reviewer.desk_keys.push(DatedDeskKey { until: key.until.min(today), ..key.clone() });
        }
    }
}

/// Returns the newest roster that this desk knows, verified; `None` before the first.
///
/// # Errors
/// When the stored roster or root key is invalid, or the database cannot be read.
pub async fn present(desk: &mut Desk) -> anyhow::Result<Option<Roster>> {
    let parts = (desk.db.meta("roster").await?, desk.db.meta("roster-signature").await?, desk.db.meta("root").await?);
    let (Some(json), Some(signature), Some(root)) = parts else { return Ok(None) };
    let root: VerifyingKey<Root> = root.parse().context("the desk's root key is damaged")?;
    Ok(Some(UntrustedRoster::new(json.into_bytes(), signature).verify(&root, None)?))
}

//! `access`: the list of carriers who may fetch and deliver.
//!
//! The list is signed by the root key, like the roster. The operator stores it with the server's files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::{Failure, Passphrase, PublishedDir};
use envelope::access::{self, Access, AccessBody, Carrier, CarrierCard};

use super::desk::Desk;
use super::roster;

/// Days for which a carrier is listed. After that, the carrier has to be listed again.
const CARRIER_DAYS: i64 = 365;

/// The changes that make a new list from the present one.
pub struct NewAccess<'a> {
    /// Path of the encrypted root key.
    pub root: &'a Path,
    /// The root key's passphrase.
    pub root_passphrase: &'a Passphrase,
    /// Paths of the cards of newly admitted carriers, each with the fingerprint that the carrier read out.
    pub cards: &'a [(PathBuf, String)],
    /// Labels of carriers who are no longer admitted.
    pub withdrawn: &'a [String],
    /// The folder to make.
    pub to: &'a Path,
}

/// Signs the next list of carriers of this desk's line, and writes it to a folder.
///
/// # Errors
/// When the root key does not open or is another line's, the desk has no roster, a label is unknown, a card is
/// refused or has another fingerprint, the folder is not empty or cannot be written, or the database cannot be read
/// or written.
pub async fn access(desk: &mut Desk, new: NewAccess<'_>) -> anyhow::Result<Access> {
    let root = roster::open_root(new.root, new.root_passphrase)?;
    let line = roster::present(desk).await?.ok_or_else(|| {
        Failure::new("this desk has made no roster, and knows no line").next("make the roster first: `reviewer roster`")
    })?;
    if desk.db.meta("root").await?.as_deref() != Some(root.verifying_key().to_string().as_str()) {
        return Err(Failure::new("this is not the root key that signed the line's roster")
            .next("name the right one with --root")
            .into());
    }
    let present = present(desk).await?;
    let mut carriers: Vec<Carrier> = present.iter().flat_map(|body| body.carriers.clone()).collect();
    for label in new.withdrawn {
        let before = carriers.len();
        carriers.retain(|carrier| carrier.label != *label);
        if carriers.len() == before {
            let known: Vec<&str> = carriers.iter().map(|carrier| carrier.label.as_str()).collect();
            let listed = if known.is_empty() {
                "nobody is listed".to_owned()
            } else {
                format!("these are listed: {}", known.join(", "))
            };
            return Err(Failure::new(format!("no carrier is called {label:?}")).next(listed).into());
        }
    }
    let until = desk.today.plus(CARRIER_DAYS);
    for (path, words) in new.cards {
        let bytes = fs::read(path).map_err(|error| Failure::file("read the carrier's card", path, &error))?;
        let card = CarrierCard::parse(&bytes).with_context(|| format!("{} is refused", path.display()))?;
        if !card.fingerprint()?.matches(words) {
            return Err(Failure::new(format!("{} has another fingerprint than the one given", path.display()))
                .next("ask the carrier to read the words out again; if they differ, the card was exchanged on the way")
                .into());
        }
        // A carrier who is listed already gets a new entry, for another year.
        carriers.retain(|carrier| carrier.key != card.key);
        carriers.push(Carrier { label: card.label, key: card.key, until });
    }
    let body = AccessBody {
        format: access::FORMAT.to_owned(),
        site: line.site(),
        issue: present.as_ref().map_or(1, |present| present.issue + 1),
        day: desk.today,
        carriers,
    };
    let signed = Access::sign(body, &root).map_err(|error| {
        Failure::new(format!("the list is refused: {error}")).next(
            "take the old one out in the same command, with --withdraw, or have the carrier choose another --name",
        )
    })?;
    let folder = PublishedDir::create(new.to).map_err(|error| Failure::file("make the folder", new.to, &error))?;
    for (name, bytes) in [("access.json", signed.bytes()), ("access.json.minisig", signed.signature().as_bytes())] {
        let path = folder.path().join(name);
        console::publish_new(&path, 0o600, bytes).map_err(|error| Failure::file("write", &path, &error))?;
    }
    desk.db.begin().await?;
    desk.db.set_meta("access", &String::from_utf8(signed.bytes().to_vec())?).await?;
    let (issue, carriers) = (signed.body().issue, signed.body().carriers.len());
    desk.db.log(desk.today, "access", &format!("issue {issue}: {carriers} carriers")).await?;
    desk.db.commit().await?;
    folder.commit().map_err(|error| Failure::file("write the list to", new.to, &error))?;
    Ok(signed)
}

async fn present(desk: &mut Desk) -> anyhow::Result<Option<AccessBody>> {
    let Some(json) = desk.db.meta("access").await? else { return Ok(None) };
    serde_json::from_str(&json).map(Some).context("the desk's list of carriers is damaged")
}

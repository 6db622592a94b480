//! A server without a desk.
//!
//! The roster is signed here: making a desk costs seconds of Argon2, and a server never sees one.

use std::fs;
use std::path::Path;

use anyhow::Result;
use console::SystemClock;
use envelope::access::{self, Access, AccessBody, Carrier, CarrierCard};
use envelope::code::{Code, CodeKdf, MailboxSecrets};
use envelope::dispatch::{self, DispatchBody, DispatchItem};
use envelope::item::{self, Item, Says};
use envelope::keys::{Desk, Identity, Root, SigningKey};
use envelope::roster::{self, DatedDeskKey, DatedRecipient, DeskRole, Roster, RosterBody, RosterReviewer};
use envelope::{Clock as _, Day, Digest, MailboxId, SiteId};

use crate::Line;

/// A server folder, with all keys of its line.
pub struct Site {
    /// Runs commands, finds paths and starts the server.
    pub line: Line,
    /// Signs rosters.
    pub root: SigningKey<Root>,
    /// Signs dispatches.
    pub desk: SigningKey<Desk>,
    /// Opens tips.
    pub reviewer: Identity,
    /// The line's id.
    pub site: SiteId,
    /// The day on which the site was made.
    pub today: Day,
}

impl Site {
    /// Makes keys and a server folder. `settings` replaces lines of `intake.toml` by their name.
    ///
    /// # Errors
    /// When `intake init` fails or a setting's name is unknown.
    pub fn create(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let site = Self::keys(folder)?;
        site.write_roster(&site.roster(site.body(1))?)?;
        site.init()?;
        site.line.set(settings)?;
        Ok(site)
    }

    /// Makes only the keys, and the folders for roster and stick.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn keys(folder: &Path) -> Result<Self> {
        let line = Line { folder: folder.to_owned() };
        fs::create_dir_all(line.path("roster"))?;
        fs::create_dir_all(line.path("stick"))?;
        Ok(Self {
            line,
            root: SigningKey::generate()?,
            desk: SigningKey::generate()?,
            reviewer: Identity::generate(),
            site: SiteId::random(&mut console::system_rng()),
            today: SystemClock.today(),
        })
    }

    /// The body of a roster that names the one desk, valid for a year from today.
    pub fn body(&self, issue: u32) -> RosterBody {
        let (from, until) = (self.today, self.today.plus(365));
        RosterBody {
            format: roster::FORMAT.to_owned(),
            site: self.site,
            name: "Test line".to_owned(),
            issue,
            day: self.today,
            kdf: CodeKdf::default(),
            reviewers: vec![RosterReviewer {
                label: "desk-1".to_owned(),
                recipients: vec![DatedRecipient { recipient: self.reviewer.recipient(), from, until }],
                desk_keys: vec![DatedDeskKey { key: self.desk.verifying_key(), role: DeskRole::Dispatch, from, until }],
            }],
            recovery: Vec::new(),
            bundle_key: None,
        }
    }

    /// Signs a roster with the root key.
    ///
    /// # Errors
    /// When the body is not a valid roster.
    pub fn roster(&self, body: RosterBody) -> Result<Roster> {
        Ok(Roster::sign(body, &self.root)?)
    }

    /// Writes a roster to the folder from which [`Self::init`] reads it.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_roster(&self, roster: &Roster) -> Result<()> {
        self.write_bytes("roster", roster.bytes(), roster.signature())
    }

    /// Writes `roster.json` and its signature to a folder of the line. Neither is checked.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_bytes(&self, folder: &str, bytes: &[u8], signature: &str) -> Result<()> {
        fs::write(self.line.path(folder).join("roster.json"), bytes)?;
        Ok(fs::write(self.line.path(folder).join("roster.json.minisig"), signature)?)
    }

    /// The mailbox's secrets that a code of this line yields.
    ///
    /// # Errors
    /// When the code is mistyped or the derivation fails.
    pub fn secrets(&self, code: &str) -> Result<MailboxSecrets> {
        Ok(Code::parse(code)?.derive(self.site, &CodeKdf::default())?)
    }

    /// A genuine reply, not yet sealed.
    pub fn reply(&self, mailbox: MailboxId, number: u32, text: &str) -> Item {
        Item {
            format: item::FORMAT.to_owned(),
            site: self.site,
            mailbox,
            desk: self.desk.verifying_key(),
            number,
            day: self.today,
            says: Says::Reply { text: text.to_owned() },
        }
    }

    /// A genuine dispatch that brings sealed items to a mailbox.
    pub fn dispatch(&self, mailbox: MailboxId, number: u32, items: &[&Vec<u8>]) -> DispatchBody {
        let listed = |sealed: &&Vec<u8>| DispatchItem {
            id: item::id(&mailbox, sealed),
            mailbox,
            size: sealed.len() as u64,
            sha256: Digest::of(sealed),
        };
        DispatchBody {
            format: dispatch::FORMAT.to_owned(),
            site: self.site,
            desk: self.desk.verifying_key(),
            number,
            day: self.today,
            received: vec![],
            erase: vec![],
            items: items.iter().map(listed).collect(),
            withdrawn: vec![],
            opens: Vec::new(),
            audit_head: Digest::of(b"log"),
        }
    }

    /// Writes a dispatch whose items are for `mailbox`; returns its path.
    ///
    /// # Errors
    /// When the dispatch cannot be signed or the file cannot be written.
    pub fn write_dispatch(
        &self,
        mailbox: MailboxId,
        body: &DispatchBody,
        items: &[&Vec<u8>],
        key: &SigningKey<Desk>,
    ) -> Result<String> {
        let path = self.line.path("stick").join(format!("dispatch-{}.tar", body.number));
        let files = items.iter().map(|sealed| (item::id(&mailbox, sealed), (*sealed).clone())).collect();
        dispatch::write(fs::File::create(&path)?, body, key, None, &files)?;
        Ok(path.display().to_string())
    }

    /// Signs an access list with these carriers and gives it to the server; returns the output of `intake access`.
    ///
    /// # Errors
    /// When the list cannot be signed or the command fails.
    pub fn let_in(&self, issue: u32, cards: &[&CarrierCard]) -> Result<String> {
        let carrier =
            |card: &&CarrierCard| Carrier { label: card.label.clone(), key: card.key, until: self.today.plus(30) };
        let body = AccessBody {
            format: access::FORMAT.to_owned(),
            site: self.site,
            issue,
            day: self.today,
            carriers: cards.iter().map(carrier).collect(),
        };
        let signed = Access::sign(body, &self.root)?;
        let path = self.line.path(&format!("access-{issue}.json"));
        fs::write(&path, signed.bytes())?;
        fs::write(self.line.path(&format!("access-{issue}.json.minisig")), signed.signature())?;
        self.line.intake("access", &[&path.display().to_string()])
    }

    /// Runs `intake init` with the roster of [`Self::write_roster`]; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn init(&self) -> Result<String> {
        let key = self.root.verifying_key().to_string();
        self.line.init(&key)
    }
}

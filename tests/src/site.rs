//! A server without a desk. Its roster is signed here: making a desk costs seconds of Argon2, and a server never sees one.

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

/// A server folder and everybody's keys.
pub struct Site {
    /// Commands, paths, the server.
    pub line: Line,
    /// Signs rosters.
    pub root: SigningKey<Root>,
    /// Signs dispatches.
    pub desk: SigningKey<Desk>,
    /// Opens tips.
    pub reviewer: Identity,
    /// The line's id.
    pub site: SiteId,
    /// The day it was made.
    pub today: Day,
}

impl Site {
    /// Makes keys and a server folder. `settings` replaces lines of `intake.toml` by their name.
    pub fn create(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let site = Self::keys(folder)?;
        site.write_roster(&site.roster(site.body(1))?)?;
        site.init()?;
        site.line.set(settings)?;
        Ok(site)
    }

    /// Makes keys alone.
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

    /// What a roster says that names the one desk, for a year from today.
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
    pub fn roster(&self, body: RosterBody) -> Result<Roster> {
        Ok(Roster::sign(body, &self.root)?)
    }

    /// Writes a roster to where [`Self::init`] reads it.
    pub fn write_roster(&self, roster: &Roster) -> Result<()> {
        self.write_bytes("roster", roster.bytes(), roster.signature())
    }

    /// Writes `roster.json` and its signature, right or wrong, to a folder of the line.
    pub fn write_bytes(&self, folder: &str, bytes: &[u8], signature: &str) -> Result<()> {
        fs::write(self.line.path(folder).join("roster.json"), bytes)?;
        Ok(fs::write(self.line.path(folder).join("roster.json.minisig"), signature)?)
    }

    /// What a code of this line gives.
    pub fn secrets(&self, code: &str) -> Result<MailboxSecrets> {
        Ok(Code::parse(code)?.derive(self.site, &CodeKdf::default())?)
    }

    /// A genuine reply, to be sealed.
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

    /// Writes a dispatch whose items are for `mailbox`; answers its path.
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

    /// Signs a list of carriers, and has the server take it.
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

    /// `intake init`
    pub fn init(&self) -> Result<String> {
        let key = self.root.verifying_key().to_string();
        self.line.init(&key)
    }
}

//! A server without a desk. Its roster is signed here: making a desk costs seconds of Argon2, and a server never sees one.

use std::path::Path;

use anyhow::Result;
use console::SystemClock;
use envelope::code::CodeKdf;
use envelope::keys::{Desk, Identity, Root, SigningKey};
use envelope::roster::{self, DatedDeskKey, DatedRecipient, DeskRole, Roster, RosterBody, RosterReviewer};
use envelope::{Clock as _, Day, SiteId};

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
        std::fs::create_dir_all(line.path("roster"))?;
        std::fs::create_dir_all(line.path("stick"))?;
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
        std::fs::write(self.line.path(folder).join("roster.json"), bytes)?;
        Ok(std::fs::write(self.line.path(folder).join("roster.json.minisig"), signature)?)
    }

    /// `intake init`
    pub fn init(&self) -> Result<String> {
        let key = self.root.verifying_key().to_string();
        self.line.init(&key)
    }
}

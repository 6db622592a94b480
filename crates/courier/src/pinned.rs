//! The lines that this machine trusts.
//!
//! The root key of a line is pinned at its first use. Its newest roster is kept, and no older one replaces it.

use std::fs;
use std::path::{Path, PathBuf};

use console::{Failure, note};
use envelope::keys::{Intake, Root, VerifyingKey};
use envelope::line::LineFacts;
use envelope::roster::{Roster, RosterError, Sealing, UntrustedRoster};
use envelope::{Day, SiteId};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::client::{NoAnswer, Server};
use crate::home::Home;

/// Options that name a line.
#[derive(clap::Args, Clone)]
pub struct LineArgs {
    /// roster.json, with roster.json.minisig next to it; needed the first time
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The organisation's root key, RW…, or its file root.pub; needed the first time. Get it by another way than the roster
    #[arg(long, value_name = "RW…")]
    pub root_key: Option<String>,
}

/// A line whose root key is pinned on this machine.
pub struct Pinned {
    folder: PathBuf,
    root: VerifyingKey<Root>,
    roster: Roster,
}

/// File of the roster and its signature, which are always replaced together.
const ROSTER: &str = "roster.pinned.json";
#[derive(Serialize, Deserialize)]
struct Pair {
    roster: String,
    signature: String,
}

const ROOT: &str = "root.pub";
const FACTS: &str = "line.json";
const BUNDLE: &str = "bundle.pub";

impl Pinned {
    /// Finds or pins the line that the arguments name, and verifies its roster.
    ///
    /// # Errors
    /// When no pinned line fits the arguments, when the roster is refused, when another root key is pinned for this
    /// line, or when this machine's clock is behind the roster's day.
    pub fn establish(home: &Home, args: &LineArgs, today: Day) -> Result<Self, Failure> {
        let root = args.root_key.as_deref().map(root_key).transpose()?;
        let pinned = match &args.roster {
            Some(file) => Self::from_file(home, file, root)?,
            None => Self::known(home, root.as_ref())?,
        };
        let signed = pinned.roster.body().day;
        if today < signed {
            return Err(Failure::new(format!("this machine's clock says {today}, and the roster is dated {signed}"))
                .next("set the clock, then run the same command again"));
        }
        Ok(pinned)
    }

    /// Returns every line that is pinned on this machine.
    ///
    /// # Errors
    /// When a pinned file cannot be read or is damaged.
    pub fn all(home: &Home) -> Result<Vec<Self>, Failure> {
        let folder = home.folder("lines")?;
        let entries = fs::read_dir(&folder).map_err(|error| Failure::file("read", &folder, &error))?;
        let mut all = Vec::new();
        for entry in entries.filter_map(Result::ok).filter(|entry| entry.path().join(ROOT).is_file()) {
            all.push(Self::load(entry.path())?);
        }
        Ok(all)
    }

    fn from_file(home: &Home, file: &Path, root: Option<VerifyingKey<Root>>) -> Result<Self, Failure> {
        let known = Self::all(home)?;
        let (bytes, signature) = read_pair(file)?;
        let untrusted = || UntrustedRoster::new(bytes.clone(), signature.clone());
        let Some(root) = root else {
            return known
                .into_iter()
                .find_map(|pinned| {
                    let roster = untrusted().verify(&pinned.root, None).ok()?;
                    Some(pinned.take(roster))
                })
                .unwrap_or_else(|| {
                    Err(Failure::usage("this roster belongs to no line that this machine knows")
                        .next("the first time, give the organisation's root key too: --root-key RW…"))
                });
        };
        let roster = untrusted().verify(&root, None).map_err(|error| refused(&error))?;
        match known.into_iter().find(|pinned| pinned.roster.site() == roster.site()) {
            Some(pinned) if pinned.root == root => pinned.take(roster),
            Some(_) => Err(Failure::new("this line's root key is pinned on this machine, and it is another one").next(
                "nothing was sent; somebody may pose as the line: ask the organisation, by a way that you trust, which key is theirs",
            )),
            None => {
                let folder = home.folder("lines")?.join(roster.site().to_string());
                console::private_dir(&folder)?;
                let pinned = Self { folder, root, roster };
                pinned.write(ROOT, pinned.root.to_file_text().as_bytes())?;
                pinned.keep()?;
                note(&format!("pinned: {}, root key {}", pinned.roster.body().name, pinned.root.fingerprint()));
                Ok(pinned)
            }
        }
    }

    fn known(home: &Home, root: Option<&VerifyingKey<Root>>) -> Result<Self, Failure> {
        let mut known = Self::all(home)?;
        known.retain(|pinned| root.is_none_or(|root| pinned.root == *root));
        let more = "give the roster with --roster, and the first time the organisation's root key too: --root-key RW…";
        match known.len() {
            1 => known.pop().ok_or_else(|| Failure::usage("no line is known").next(more)),
            0 => Err(Failure::usage("this machine knows no such line yet").next(more)),
            _ => Err(Failure::usage("this machine knows several lines").next("say which: --root-key RW…")),
        }
    }

    fn load(folder: PathBuf) -> Result<Self, Failure> {
        let damaged = |path: &Path| {
            Failure::new(format!("{} is damaged", path.display()))
                .next("delete its folder, then give --roster and --root-key again, as the first time")
        };
        let at = folder.join(ROOT);
        let text = fs::read_to_string(&at).map_err(|error| Failure::file("read", &at, &error))?;
        let root = VerifyingKey::from_file_text(&text).map_err(|_| damaged(&at))?;
        let at = folder.join(ROSTER);
        let pair = fs::read(&at).map_err(|error| Failure::file("read", &at, &error))?;
        let pair: Pair = serde_json::from_slice(&pair).map_err(|_| damaged(&at))?;
        let roster = UntrustedRoster::new(pair.roster.into_bytes(), pair.signature)
            .verify(&root, None)
            .map_err(|_| damaged(&folder.join(ROSTER)))?;
        Ok(Self { folder, root, roster })
    }

    /// Replaces the roster with this one of the same root key, if this one is newer.
    fn take(mut self, roster: Roster) -> Result<Self, Failure> {
        self.renew(roster)?;
        Ok(self)
    }

    fn renew(&mut self, roster: Roster) -> Result<(), Failure> {
        if roster.replaces(&self.roster).map_err(|error| refused(&error))? {
            self.roster = roster;
            self.keep()?;
        }
        Ok(())
    }

    /// Fetches the server's roster. A newer one replaces the pinned roster.
    ///
    /// # Errors
    /// When the server cannot be reached, when its roster is of another line, or when the new roster cannot be
    /// stored.
    pub async fn refresh(&mut self, server: &Server) -> Result<(), NoAnswer> {
        let bytes = server.ask_bytes(server.request(Method::GET, "/roster.json")).await?;
        let signature = server.ask_bytes(server.request(Method::GET, "/roster.json.minisig")).await?;
        let origin = server.origin();
        let other = |why: String| {
            NoAnswer::here(
                Failure::new(format!("{origin} is not the line that this machine knows: {why}"))
                    .next("nothing was sent; check --site with the organisation, by a way that you trust"),
            )
        };
        let signature = String::from_utf8(signature).map_err(|_| server.no_throughline(StatusCode::OK))?;
        let roster =
            UntrustedRoster::new(bytes, signature).verify(&self.root, Some(self.roster.site())).map_err(|error| {
                match error {
                    RosterError::Format(_) => server.no_throughline(StatusCode::OK),
                    error => other(error.to_string()),
                }
            })?;
        match roster.replaces(&self.roster) {
            Ok(true) => {
                note(&format!("the server has a newer roster, issue {}: it is used from now on", roster.issue()));
                self.renew(roster).map_err(NoAnswer::here)
            }
            // The pinned roster is newer than the server's, and stays in use.
            Ok(false) | Err(RosterError::Older { .. }) => Ok(()),
            Err(error) => Err(other(error.to_string())),
        }
    }

    /// Fetches the form's questions and limits, and keeps a copy for `--seal-only`, which sends no request.
    ///
    /// # Errors
    /// When the server cannot be reached, when its response is not of this line, or when the copy cannot be stored.
    pub async fn facts(&self, server: &Server) -> Result<LineFacts, NoAnswer> {
        let bytes = server.ask_bytes(server.request(Method::GET, "/line.json")).await?;
        let facts = LineFacts::parse(&bytes).map_err(|_| server.no_throughline(StatusCode::OK))?;
        if facts.site != self.roster.site() {
            return Err(server.no_throughline(StatusCode::OK));
        }
        self.write(FACTS, &bytes).map_err(NoAnswer::here)?;
        Ok(facts)
    }

    /// Returns the form's questions and limits as last fetched; `None` if there is no readable copy.
    pub fn kept_facts(&self) -> Option<LineFacts> {
        LineFacts::parse(&fs::read(self.folder.join(FACTS)).ok()?).ok()
    }

    /// Returns the key that signs this line's bundles: from the roster, or else as pinned by its fingerprint. `None`
    /// if neither names one.
    pub fn bundle_key(&self) -> Option<VerifyingKey<Intake>> {
        let kept = || VerifyingKey::from_file_text(&fs::read_to_string(self.folder.join(BUNDLE)).ok()?).ok();
        self.roster.body().bundle_key.clone().or_else(kept)
    }

    /// Pins the key that signs this line's bundles.
    ///
    /// # Errors
    /// When the key cannot be written to the disk.
    pub fn pin_bundle_key(&self, key: &VerifyingKey<Intake>) -> Result<(), Failure> {
        self.write(BUNDLE, key.to_file_text().as_bytes())
    }

    /// Returns the keys to which a tip is sealed today.
    ///
    /// # Errors
    /// When the roster names no key for that day.
    pub fn sealing(&self, today: Day) -> Result<Sealing, Failure> {
        self.roster.sealing_on(today).map_err(|error| {
            Failure::new(format!("nobody could open a tip of today: {error}"))
                .next("ask the organisation for its newest roster, and give it with --roster")
        })
    }

    /// Returns the line's id.
    pub fn site(&self) -> SiteId {
        self.roster.site()
    }

    /// Returns the roster in use.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    fn keep(&self) -> Result<(), Failure> {
        let roster = String::from_utf8_lossy(self.roster.bytes()).into_owned();
        let pair = Pair { roster, signature: self.roster.signature().to_owned() };
        self.write(ROSTER, &serde_json::to_vec(&pair).map_err(|error| Failure::new(error.to_string()))?)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        console::publish(&path, 0o600, bytes).map_err(|error| Failure::file("write", &path, &error))
    }
}

fn root_key(text: &str) -> Result<VerifyingKey<Root>, Failure> {
    let file = fs::read_to_string(text).ok().and_then(|text| VerifyingKey::from_file_text(&text).ok());
    file.map_or_else(|| text.parse(), Ok).map_err(|_| {
        Failure::usage("--root-key is not a minisign public key")
            .next("it begins with RW; the organisation publishes it")
    })
}

fn read_pair(file: &Path) -> Result<(Vec<u8>, String), Failure> {
    let mut signature = file.as_os_str().to_owned();
    signature.push(".minisig");
    let signature = PathBuf::from(signature);
    let bytes = fs::read(file).map_err(|error| Failure::file("read the roster", file, &error))?;
    let text = fs::read_to_string(&signature)
        .map_err(|error| Failure::file("read the roster's signature", &signature, &error))?;
    Ok((bytes, text))
}

fn refused(error: &RosterError) -> Failure {
    let next = match error {
        RosterError::Older { .. } => {
            "this machine has a newer one: leave out --roster, or get the newest from the organisation"
        }
        _ => {
            "get roster.json and roster.json.minisig again, and compare --root-key with what the organisation publishes"
        }
    };
    Failure::new(format!("the roster is refused: {error}")).next(next)
}

//! An operator's settings: `intake.toml`.
//!
//! `config/intake.toml` explains every line.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::keys::{Intake, SigningKey};
use envelope::questionnaire::PublishedQuestionnaire;
use envelope::roster::Roster;
use envelope::submission::FormKey;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::acme::Authority;
use crate::catalogs;
use crate::onion::{OnionAddress, OnionListener};
use crate::pages::SiteFace;
use crate::sandbox::{self, Confinement, Missing};
use crate::service::access_watch::AccessFiles;
use crate::service::roster_watch::RosterFiles;
use crate::store::StoreSettings;
use crate::tls::CertificateFiles;
use crate::validity::Validity;

/// The shipped settings file, with every line explained.
pub const DEFAULT: &str = include_str!("../../../config/intake.toml");

/// The shipped settings for a server with these host names.
///
/// If one of `hosts` is an IPv6 address, `hosts` stays empty, and the server accepts every name.
pub fn shipped_for(hosts: &[String]) -> String {
    if hosts.iter().any(|host| host.contains(':')) {
        return DEFAULT.to_owned();
    }
    let quoted: Vec<String> = hosts.iter().map(|host| format!("\"{host}\"")).collect();
    DEFAULT.replace("\nhosts = []\n", &format!("\nhosts = [{}]\n", quoted.join(", ")))
}

/// The most bytes of typed text that fit the second size class together with the rest of a tip: 60 of 64 KiB
/// (`envelope::tip`).
const MAX_TEXT_BYTES: usize = 60 * 1024;

/// The settings in `intake.toml`, which explains each line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config/intake.toml explains each")]
pub struct Settings {
    pub listen: SocketAddr,
    pub hosts: Vec<String>,
    pub acme_directory: Option<String>,
    pub acme_root: Option<PathBuf>,
    pub acme_contact: Option<String>,
    pub acme_account: PathBuf,
    pub onion_listen: Option<OnionAddress>,
    pub onion_location: Option<String>,
    pub carrier_listen: SocketAddr,
    pub workers: usize,
    pub user: Option<String>,
    pub log_level: String,
    pub organisation: Option<String>,
    pub languages: Vec<String>,
    pub questionnaire: Option<PathBuf>,
    pub max_tip_bytes: u64,
    pub max_text_bytes: usize,
    pub submissions_per_minute_per_origin: NonZeroU32,
    pub submissions_per_minute_total: NonZeroU32,
    pub answer_every_ms: u32,
    pub patience_seconds: NonZeroU32,
    pub connections_at_once: NonZeroU32,
    pub connections_at_once_per_origin: NonZeroU32,
    pub forms_at_once: NonZeroU32,
    pub forms_at_once_per_origin: NonZeroU32,
    pub uploads_at_once: NonZeroU32,
    pub form_lifetime_hours: u32,
    pub tip_lifetime_months: u32,
    pub erase_after_days: u32,
    pub reply_lifetime_days: u32,
    pub mailbox_lifetime_months: u32,
    pub look_ups_per_minute_per_origin: NonZeroU32,
    pub look_ups_per_minute_total: NonZeroU32,
    pub erase_hold_tips: u64,
    pub erase_hold_percent: u64,
    pub roster_warning_days: u32,
    pub volume_bytes: u64,
    pub least_free_bytes: u64,
    pub certificate: PathBuf,
    pub private_key: PathBuf,
    pub roster: PathBuf,
    pub root_key: PathBuf,
    pub access: PathBuf,
    pub bundle_key: PathBuf,
    pub form_key: PathBuf,
    pub store: PathBuf,
    pub exits: BTreeMap<String, String>,
    /// The folder of `intake.toml`. Paths in the file are relative to this folder.
    #[serde(skip)]
    pub folder: PathBuf,
}

impl Settings {
    /// Reads a settings file. Missing settings have their shipped values.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or a value is not allowed.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = console::read_text("read the settings", path)?;
        let mut settings = Self::parse(&text).map_err(|why| {
            Failure::new(format!("{} is not understood: {why}", path.display()))
                .next("correct that line; config/intake.toml explains each setting")
        })?;
        settings.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(settings)
    }

    /// Checks that the store belongs to this user. In another user's store, root would leave files behind that the
    /// line's user cannot write.
    ///
    /// # Errors
    /// When the store's folder belongs to another user, or cannot be inspected.
    pub fn own_store(&self) -> Result<(), Failure> {
        let store = self.path(&self.store);
        if store.exists() { console::own_folder(&store) } else { Ok(()) }
    }

    /// Gives up the rights that `serve` does not need, for good. Then checks that the store belongs to the user that
    /// the process has become.
    ///
    /// Returns the protections that this machine lacks.
    ///
    /// # Errors
    /// As [`sandbox::confine`] and [`Self::own_store`].
    pub fn confine(&self) -> anyhow::Result<Vec<Missing>> {
        let mut read = [&self.certificate, &self.private_key, &self.roster, &self.root_key, &self.form_key]
            .map(|file| self.path(file))
            .to_vec();
        read.extend(self.questionnaire.as_ref().map(|folder| self.path(folder)));
        let mut write = vec![self.path(&self.store)];
        let connect: Vec<u16> = self.acme_directory.iter().map(|address| port_of(address)).collect();
        if !connect.is_empty() {
            // A missing folder is a finding of `intake check`. Without it no certificate can be renewed, but the line
            // stays open.
            let folders = [&self.certificate, &self.acme_account].map(|file| self.folder_of(file));
            write.extend(folders.into_iter().filter(|folder| folder.is_dir()));
            // This machine's trusted certificates are also read: they verify the authority's certificate.
            read.extend(["/etc/ssl/certs", "/usr/share/ca-certificates"].map(PathBuf::from));
            read.extend(self.acme_root.as_ref().map(|file| self.path(file)));
        }
        let confinement = Confinement { read: &read, write: &write, connect: &connect, user: self.user.as_deref() };
        let missing = sandbox::confine(&confinement)?;
        self.own_store()?;
        Ok(missing)
    }

    /// Gives up the rights that `carry` does not need, as [`Self::confine`] does for `serve`.
    ///
    /// `carry` signs bundles and installs rosters that come with dispatches. So it may read and write the line's whole
    /// folder.
    ///
    /// # Errors
    /// As [`sandbox::confine`] and [`Self::own_store`].
    pub fn confine_carrying(&self) -> anyhow::Result<Vec<Missing>> {
        let own = if self.folder.as_os_str().is_empty() { PathBuf::from(".") } else { self.folder.clone() };
        let files =
            [&self.certificate, &self.private_key, &self.roster, &self.root_key, &self.access, &self.bundle_key];
        let mut read = files.map(|file| self.path(file)).to_vec();
        read.extend(self.questionnaire.as_ref().map(|folder| self.path(folder)));
        let write = [own, self.path(&self.store)];
        let confinement = Confinement { read: &read, write: &write, connect: &[], user: self.user.as_deref() };
        let missing = sandbox::confine(&confinement)?;
        self.own_store()?;
        Ok(missing)
    }

    /// Obstacles to renewing the certificate that can be seen on this machine, one sentence each.
    pub fn unusable_for_renewal(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.acme_directory.is_none() {
            return wrong;
        }
        for (setting, file) in [("certificate", &self.certificate), ("acme_account", &self.acme_account)] {
            let folder = self.folder_of(file);
            if !folder.is_dir() {
                let folder = folder.display();
                wrong.push(format!("{setting} lies in {folder}, which is no folder: make it, or correct the line"));
            }
        }
        if let Some(file) = self.acme_root.as_ref().map(|file| self.path(file))
            && !file.is_file()
        {
            wrong.push(format!("acme_root names {}, which is not there: correct the line", file.display()));
        }
        wrong
    }

    /// The folder of a file that the settings name.
    pub fn folder_of(&self, file: &Path) -> PathBuf {
        self.path(file).parent().map(Path::to_owned).unwrap_or_default()
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut table: toml::Table = DEFAULT.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let given: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        table.extend(given);
        let mut settings: Self = table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        if settings.max_tip_bytes > envelope::tip::MAX_TIP_BYTES {
            return Err(format!("max_tip_bytes may be {} at most", envelope::tip::MAX_TIP_BYTES));
        }
        if settings.max_text_bytes > MAX_TEXT_BYTES {
            return Err(format!("max_text_bytes may be {MAX_TEXT_BYTES} at most; longer text goes as a file"));
        }
        if settings.hosts.iter().any(|host| host.contains(['/', ':', ' '])) {
            return Err("hosts holds names such as tips.example.org, without https:// and without a port".to_owned());
        }
        settings.hosts.iter_mut().for_each(|host| host.make_ascii_lowercase());
        if settings.acme_directory.is_some() && settings.hosts.is_empty() {
            return Err("acme_directory needs hosts: the names to be certified".to_owned());
        }
        if settings.acme_directory.is_some()
            && [&settings.certificate, &settings.acme_account].iter().any(|file| file.components().count() < 2)
        {
            return Err("with acme_directory, certificate and acme_account lie in a folder of their own, such as tls/"
                .to_owned());
        }
        if settings.acme_directory.as_ref().is_some_and(|address| !address.starts_with("https://")) {
            return Err("acme_directory is an address that begins with https://".to_owned());
        }
        if settings.onion_location.as_ref().is_some_and(|location| !is_onion(location)) {
            return Err("onion_location is http:// and the service's name, with nothing after it".to_owned());
        }
        if settings.answer_every_ms > 1_000 {
            return Err("answer_every_ms may be 1000 at most".to_owned());
        }
        if !["error", "warn", "info"].contains(&settings.log_level.as_str()) {
            return Err("log_level is one of error, warn, info".to_owned());
        }
        Ok(settings)
    }

    fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// Binds the onion listener; `None` if the settings name none.
    ///
    /// # Errors
    /// When its address is in use or cannot be bound.
    pub fn onion_listener(&self) -> Result<Option<OnionListener>, Failure> {
        let Some(address) = &self.onion_listen else { return Ok(None) };
        let listener = OnionListener::bind(address, &self.folder).map_err(|error| {
            Failure::new(format!("cannot listen on onion_listen: {error}"))
                .next("end the server that has it, or name another in intake.toml and in torrc")
        })?;
        Ok(Some(listener))
    }

    /// The paths of the certificate and its private key.
    pub fn certificate_files(&self) -> CertificateFiles {
        CertificateFiles { certificate: self.path(&self.certificate), private: self.path(&self.private_key) }
    }

    /// The certificate's period of validity; `None` if there is no readable certificate.
    pub fn certificate_validity(&self) -> Option<Validity> {
        Validity::of(&fs::read(self.path(&self.certificate)).ok()?)
    }

    /// The paths of the roster and the root key.
    pub fn roster_files(&self) -> RosterFiles {
        RosterFiles { roster: self.path(&self.roster), root: self.path(&self.root_key) }
    }

    /// The path of the access list, and the root key and site that it is verified with.
    ///
    /// # Errors
    /// When the root key or the roster cannot be read or verified.
    pub fn access_files(&self) -> anyhow::Result<AccessFiles> {
        let roster = self.roster_files();
        Ok(AccessFiles { access: self.path(&self.access), root: roster.root_key()?, site: roster.load()?.site() })
    }

    /// The settings of the store.
    pub fn store_settings(&self) -> StoreSettings {
        StoreSettings { folder: self.path(&self.store), least_free_bytes: self.least_free_bytes }
    }

    /// The certificate authority and the data it needs; `None` if `acme_directory` is not set.
    pub fn authority(&self) -> Option<Authority> {
        Some(Authority {
            directory: self.acme_directory.clone()?,
            root: self.acme_root.as_ref().map(|path| self.path(path)),
            contact: self.acme_contact.clone(),
            account: self.path(&self.acme_account),
            hosts: self.hosts.clone(),
            files: self.certificate_files(),
        })
    }

    /// The number of threads that handle requests.
    pub fn threads(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            workers => workers,
        }
    }

    /// The most connections that each thread of [`Self::threads`] accepts at once.
    ///
    /// Together they accept a quarter more than `connections_at_once`, so that this setting is the limit that takes
    /// effect.
    pub fn connections_per_worker(&self) -> usize {
        let places = usize::try_from(self.connections_at_once.get()).unwrap_or(usize::MAX);
        places.saturating_add(places / 4 + 16).div_ceil(self.threads())
    }

    /// The server's key for forms. A code is derived from this key and a form's token.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no such key.
    pub fn form_key(&self) -> Result<FormKey, Failure> {
        let path = self.path(&self.form_key);
        FormKey::from_text(&secret(&path)?).map_err(|_| broken_key(&path))
    }

    /// The key that signs bundles.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no such key.
    pub fn bundle_key(&self) -> Result<SigningKey<Intake>, Failure> {
        let path = self.path(&self.bundle_key);
        SigningKey::from_text(&secret(&path)?).map_err(|_| broken_key(&path))
    }

    /// The organisation's name, languages and limits, for the pages.
    pub fn site_face(&self, roster: &Roster) -> SiteFace {
        SiteFace {
            organisation: self.organisation.clone().unwrap_or_else(|| roster.body().name.clone()),
            languages: self.languages.clone(),
            exits: self.exits.clone(),
            max_tip_bytes: self.max_tip_bytes,
            max_text_bytes: self.max_text_bytes,
        }
    }

    /// The questionnaire, with its texts in all offered languages.
    ///
    /// # Errors
    /// When a file of the operator's own questionnaire cannot be read.
    pub fn published_questionnaire(&self) -> Result<PublishedQuestionnaire, Failure> {
        let Some(folder) = &self.questionnaire else {
            let mut published = default_questionnaire();
            published.texts.retain(|language, _| self.languages.contains(language));
            return Ok(published);
        };
        let read = |name: &str| console::read_text("read", &self.path(folder).join(name));
        let texts = self
            .languages
            .iter()
            .map(|tag| Ok((tag.clone(), read(&format!("questionnaire.{tag}.ftl"))?)))
            .collect::<Result<_, Failure>>()?;
        Ok(PublishedQuestionnaire { structure: read("questionnaire.toml")?, texts })
    }
}

/// The built-in questionnaire.
pub fn default_questionnaire() -> PublishedQuestionnaire {
    PublishedQuestionnaire {
        structure: include_str!("../../../config/questionnaire.toml").to_owned(),
        texts: catalogs::QUESTIONS.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect(),
    }
}

/// The port in an `https://` address; 443 if it names none.
fn port_of(address: &str) -> u16 {
    let host = address.trim_start_matches("https://").split('/').next().unwrap_or_default();
    host.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(443)
}

fn is_onion(location: &str) -> bool {
    let name = location.strip_prefix("http://").and_then(|rest| rest.strip_suffix(".onion"));
    name.is_some_and(|name| name.len() == 56 && name.bytes().all(|c| matches!(c, b'a'..=b'z' | b'2'..=b'7')))
}

fn secret(path: &Path) -> Result<Zeroizing<String>, Failure> {
    // The permissions of key files are checked once, at startup (`service::readiness::refuse_open_keys`).
    console::read_secret_text(path, "key", console::Readers::Any)
}

fn broken_key(path: &Path) -> Failure {
    Failure::new(format!("{} is not a key of its kind", path.display()))
        .next("bring it back from a backup of the keys; a new one would break the chain of bundles")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_server_answers_to_the_names_that_it_was_made_for() {
        let hosts = ["tips.example.org", "192.0.2.1"].map(str::to_owned);
        assert_eq!(Settings::parse(&shipped_for(&hosts)).unwrap().hosts, hosts);
        assert_eq!(Settings::parse(&shipped_for(&[])).unwrap().hosts, [""; 0]);
    }

    #[test]
    fn settings_a_questionnaire_and_its_catalogs_with_a_byte_order_mark_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("intake.toml");
        fs::write(&config, "\u{feff}questionnaire = \"own\"\r\nlanguages = [\"en\", \"th\"]\r\n").unwrap();
        fs::create_dir(dir.path().join("own")).unwrap();
        let mut shipped = default_questionnaire();
        shipped.texts.retain(|tag, _| ["en", "th"].contains(&tag.as_str()));
        let own = |name: &str| dir.path().join("own").join(name);
        fs::write(own("questionnaire.toml"), format!("\u{feff}{}", shipped.structure)).unwrap();
        fs::write(own("questionnaire.en.ftl"), format!("\u{feff}{}", shipped.texts["en"])).unwrap();
        let wide: Vec<u8> =
            format!("\u{feff}{}", shipped.texts["th"]).encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(own("questionnaire.th.ftl"), wide).unwrap();
        let settings = Settings::load(&config).unwrap_or_else(|failure| panic!("{failure}"));
        let read = settings.published_questionnaire().unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((&read.structure, &read.texts), (&shipped.structure, &shipped.texts));
    }

    #[test]
    fn an_address_has_the_port_that_it_names_or_443() {
        assert_eq!(port_of("https://ca.example.org/directory"), 443);
        assert_eq!(port_of("https://localhost:14000/dir"), 14_000);
        assert_eq!(port_of("https://[::1]:14000/dir"), 14_000);
    }

    #[test]
    fn what_is_left_out_has_the_shipped_value_and_a_misspelt_line_is_named() {
        let settings = Settings::parse("erase_after_days = 0\n").unwrap();
        assert_eq!((settings.erase_after_days, settings.submissions_per_minute_per_origin.get()), (0, 600));
        assert!(Settings::parse("erase_after_day = 0\n").unwrap_err().contains("erase_after_day"));
        assert!(Settings::parse("log_level = \"trace\"\n").unwrap_err().contains("log_level"));
        assert!(Settings::parse("max_tip_bytes = 5_000_000_000\n").unwrap_err().contains("max_tip_bytes"));
    }
}

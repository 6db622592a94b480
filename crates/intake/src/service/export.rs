//! `intake export`: writes the waiting tips to a stick, as a bundle.
//!
//! Volumes are written under temporary names. Then the chain of bundles grows by one, and then the volumes get their
//! names. After a crash between the last two steps, the desk sees a missing number. No tip is lost, since the next
//! bundle again contains all tips that are not received.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::{Failure, FolderLock, PublishedFile};
use envelope::bundle::{self, BundleBody, SignedBundle};
use envelope::collected;
use envelope::questionnaire::PublishedQuestionnaire;
use envelope::{Clock, Digest, TipId};
use rand::CryptoRng;

use crate::service::check::refuse_going_back;
use crate::service::roster_watch::RosterWatch;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::handover::Selection;

const QUESTIONNAIRES: &str = "questionnaires";

/// The bundle that was written.
#[derive(Debug)]
pub struct Exported {
    /// The bundle's number.
    pub number: u32,
    /// The number of tips in the bundle.
    pub tips: usize,
    /// The paths of the bundle's volumes, in order.
    pub files: Vec<PathBuf>,
    /// Tips whose bytes are missing or altered in the store. The bundle does not contain them.
    pub damaged: Vec<TipId>,
}

/// Writes a bundle to the folder `to`.
///
/// Needs a runtime with several threads, because the tar is written synchronously and the store is read asynchronously.
///
/// # Errors
/// When the roster is older than one used before, the clock is earlier than a day already seen, a key or questionnaire
/// cannot be read, the store fails, or a volume cannot be written.
pub async fn export(
    settings: &Settings,
    to: &Path,
    selection: Selection,
    onto: Onto,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<Exported> {
    let roster = RosterWatch::load(settings.roster_files())?.current();
    let store = Store::open(&settings.store_settings()).await?;
    let _lock = FolderLock::take(store.folder())?;
    refuse_going_back(&store, &roster, clock).await?;
    remember_questionnaire(store.folder(), &settings.published_questionnaire()?)?;
    let key = settings.bundle_key()?;
    let last = store.last_bundle().await?;
    let mut body = BundleBody {
        format: bundle::FORMAT.to_owned(),
        site: roster.site(),
        epoch: store.epoch(rng).await?,
        number: last.map_or(1, |(number, _)| number + 1),
        previous: last.map(|(_, digest)| digest),
        day: clock.today(),
        intake_key: key.verifying_key(),
        volumes: 1,
        questionnaires: questionnaires(store.folder())?,
        tips: store.tips(selection).await?,
        applied: store.applied().await?,
        collected: None,
    };
    if onto == Onto::OwnDisk {
        fit(&mut body, store.spare_bytes())?;
    }
    let collected = match roster.sealing_on(clock.today()) {
        Ok(sealing) => Some(collected::seal(roster.site(), store.collected().await?, &sealing.recipients)?),
        // After the days of grace there is no key to seal to.
        Err(_) => None,
    };
    let mut damaged: Vec<TipId> = Vec::new();
    body.tips.retain(|tip| {
        store.is_there(tip) || {
            damaged.push(tip.id);
            false
        }
    });
    let (signed, volumes) = loop {
        body.assign_volumes(settings.volume_bytes);
        let signed = SignedBundle::sign(body.clone(), collected.clone(), &key).context("signing the bundle")?;
        match write(&signed, &store, to)? {
            Written::Whole(volumes) => break (signed, volumes),
            // The damaged tip is left out. Otherwise it would hold up every other tip, in this bundle and in every
            // later one.
            Written::Damaged(id) => {
                damaged.push(id);
                body.tips.retain(|tip| tip.id != id);
            }
        }
    };
    let (number, tips) = (signed.body().number, signed.body().tips.len());
    store.add_bundle(number, &signed.digest(), &signed.body().tips).await?;
    let mut files = Vec::new();
    for (path, file) in volumes {
        file.commit().map_err(|error| Failure::file("write", &path, &error))?;
        files.push(path);
    }
    store.close().await;
    Ok(Exported { number, tips, files, damaged })
}

/// The medium to which a bundle is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onto {
    /// A stick. All selected tips are written, and a full stick is an error.
    Stick,
    /// The server's own disk, which senders need too. Tips without room go into the next bundle.
    OwnDisk,
}

/// Leaves out the tips for which there is no room in `spare` bytes.
fn fit(body: &mut BundleBody, spare: Option<u64>) -> Result<(), Failure> {
    let (Some(mut spare), before) = (spare, body.tips.len()) else { return Ok(()) };
    body.tips.retain(|tip| match spare.checked_sub(tip.size + 1024) {
        Some(rest) => {
            spare = rest;
            true
        }
        None => false,
    });
    if before > 0 && body.tips.is_empty() {
        return Err(Failure::new("the server's disk has no room for a bundle")
            .next("the operator exports onto a stick: `intake export`; or frees some space"));
    }
    Ok(())
}

enum Written {
    Whole(Vec<(PathBuf, PublishedFile)>),
    Damaged(TipId),
}

/// Writes every volume under a temporary name. Stops at a tip whose bytes in the store are altered.
fn write(signed: &SignedBundle, store: &Store, to: &Path) -> anyhow::Result<Written> {
    let runtime = tokio::runtime::Handle::current();
    let mut volumes = Vec::new();
    for volume in 1..=signed.body().volumes {
        let path = to.join(name(signed.body(), volume));
        let file = PublishedFile::create_new(&path, 0o600).map_err(|error| Failure::file("write", &path, &error))?;
        let written = tokio::task::block_in_place(|| {
            signed.write_volume(file, volume, |tip| {
                let sealed = runtime.block_on(store.sealed(&tip.id)).map_err(io::Error::other)?;
                Ok(sealed as Box<dyn io::Read>)
            })
        });
        match written {
            Ok(file) => volumes.push((path, file)),
            Err(bundle::BundleError::Altered(id)) => return Ok(Written::Damaged(id)),
            Err(bundle::BundleError::Io(error)) => return Err(Failure::file("write", &path, &error).into()),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Written::Whole(volumes))
}

fn name(body: &BundleBody, volume: u32) -> String {
    match body.volumes {
        1 => format!("bundle-{:04}.tar", body.number),
        _ => format!("bundle-{:04}-{volume}.tar", body.number),
    }
}

/// Keeps the questionnaire in the store's folder, so that the desk can label tips that answer an older one.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn remember_questionnaire(store: &Path, published: &PublishedQuestionnaire) -> Result<(), Failure> {
    let folder = store.join(QUESTIONNAIRES);
    console::private_dir(&folder)?;
    let path = folder.join(format!("{}.json", published.digest()));
    if path.exists() {
        return Ok(());
    }
    let json = serde_json::to_vec(published).map_err(|error| Failure::new(error.to_string()))?;
    console::publish(&path, 0o600, &json).map_err(|error| Failure::file("write", &path, &error))
}

fn questionnaires(store: &Path) -> anyhow::Result<std::collections::BTreeMap<Digest, PublishedQuestionnaire>> {
    let mut all = std::collections::BTreeMap::new();
    for entry in fs::read_dir(store.join(QUESTIONNAIRES)).context("reading the questionnaires")? {
        let path = entry.context("reading the questionnaires")?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
            let published: PublishedQuestionnaire =
                serde_json::from_slice(&bytes).with_context(|| format!("{} is damaged", path.display()))?;
            all.insert(published.digest(), published);
        }
    }
    Ok(all)
}

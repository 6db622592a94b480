//! The bundle: a signed tar, carried from the server to the desk.
//!
//! It is split into volumes that fit on a FAT32 stick. Each volume holds `bundle.json`, `bundle.json.minisig` and its
//! own share of the tips as `tips/<id>.age`. The first volume also holds `collected.age`. The first two files are the
//! same in every volume.
//!
//! Check a volume with ordinary tools: `tar -xf bundle-0001.tar && minisign -V -p bundle.pub -m bundle.json`.
//!
//! Numbers count up, and each `bundle.json` names the SHA-256 of the one before. So the desk notices a lost, altered or
//! replayed bundle.
//!
//! ```
//! use std::io::{Cursor, Read as _};
//!
//! use envelope::bundle::{BundleBody, BundleTip, FORMAT, SignedBundle, UntrustedBundle};
//! use envelope::keys::{Intake, SigningKey};
//! use envelope::{Digest, Epoch, SiteId, TipId};
//!
//! let (key, site) = (SigningKey::<Intake>::generate()?, SiteId::from_bytes([1; 16]));
//! let sealed = b"a sealed tip".to_vec();
//! let id = TipId::from_bytes([3; 16]);
//! let tip = BundleTip { id, size: 12, sha256: Digest::of(&sealed), roster_issue: 1, volume: 1 };
//! let body = BundleBody {
//!     format: FORMAT.to_owned(),
//!     site,
//!     epoch: Epoch::from_bytes([9; 16]),
//!     number: 1,
//!     previous: None,
//!     day: "2026-11-24".parse()?,
//!     intake_key: key.verifying_key(),
//!     volumes: 1,
//!     questionnaires: [].into(),
//!     tips: vec![tip],
//!     applied: vec![],
//!     collected: None,
//! };
//! let bundle = SignedBundle::sign(body, None, &key)?;
//! let tar = bundle.write_volume(Vec::new(), 1, |_| Ok(Box::new(Cursor::new(sealed.clone()))))?;
//!
//! let mut read = UntrustedBundle::open(Cursor::new(tar))?.verify(&key.verifying_key(), site)?;
//! let mut again = Vec::new();
//! read.tip(&id)?.read_to_end(&mut again)?;
//! assert_eq!(again, sealed);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::keys::{Desk, Intake, KeyError, SignatureError, SigningKey, VerifyingKey};
use crate::questionnaire::PublishedQuestionnaire;
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarEntry, TarError, TarWriter};
use crate::{Day, Digest, Epoch, Hasher, SiteId, TipId};

pub use crate::tarball::Section;

/// The value of `format` in `bundle.json`.
pub const FORMAT: &str = "throughline-bundle/1";

/// The maximum number of tip bytes in a volume. A file on FAT32 must be smaller than 4 GiB.
pub const VOLUME_BYTES: u64 = 3_758_096_384;

const LIST: &str = "bundle.json";
const COLLECTED: &str = "collected.age";

/// One sealed tip in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleTip {
    /// The id that the server gave the tip.
    pub id: TipId,
    /// Size of the sealed file in bytes.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The issue of the roster to whose keys the tip is sealed.
    pub roster_issue: u32,
    /// The number of the volume that holds the tip, from 1.
    pub volume: u32,
}

/// The sealed list of collected items ([`crate::collected`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleCollected {
    /// Size of the sealed list in bytes.
    pub size: u64,
    /// SHA-256 of the sealed list.
    pub sha256: Digest,
}

/// The last dispatch of one desk that the server applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// The key of the desk.
    pub desk: VerifyingKey<Desk>,
    /// The dispatch's number.
    pub number: u32,
    /// SHA-256 of the dispatch's `dispatch.json`.
    pub digest: Digest,
}

/// The contents of `bundle.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The epoch that this bundle belongs to.
    pub epoch: Epoch,
    /// The number of the bundle: 1, 2, 3 … within the epoch.
    pub number: u32,
    /// SHA-256 of the previous `bundle.json`; `None` for number 1.
    pub previous: Option<Digest>,
    /// The day of the export.
    pub day: Day,
    /// The key that signs this bundle.
    pub intake_key: VerifyingKey<Intake>,
    /// The number of volumes.
    pub volumes: u32,
    /// Every questionnaire that a tip of this bundle may have answered, with its texts, by its digest.
    pub questionnaires: BTreeMap<Digest, PublishedQuestionnaire>,
    /// All tips of all volumes.
    pub tips: Vec<BundleTip>,
    /// The last applied dispatch of each desk.
    pub applied: Vec<Applied>,
    /// The sealed list of collected items; `None` when no reviewer key is left to seal to. [`SignedBundle::sign`] sets
    /// it.
    pub collected: Option<BundleCollected>,
}

impl BundleBody {
    /// Sorts the tips and distributes them over volumes of at most `volume_bytes`.
    ///
    /// Small tips, which hold only text, come first. Tips of equal size are sorted by id, which says nothing about the
    /// order of arrival.
    pub fn assign_volumes(&mut self, volume_bytes: u64) {
        self.tips.sort_by_key(|tip| (tip.size, tip.id));
        let (mut volume, mut filled) = (1, 0);
        for tip in &mut self.tips {
            // In a tar, an entry needs a header of 512 bytes and up to 512 bytes of filling.
            let cost = tip.size + 1024;
            if filled > 0 && filled + cost > volume_bytes {
                volume += 1;
                filled = 0;
            }
            filled += cost;
            tip.volume = volume;
        }
        self.volumes = volume;
    }
}

/// Reasons why a bundle cannot be written, or is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file is not a tar, or is cut short.
    #[error("the bundle cannot be read: {0}")]
    Tar(#[from] TarError),
    /// The file is not a bundle.
    #[error("the bundle cannot be read: {0}")]
    Format(#[from] FormatError),
    /// The bundle belongs to another line.
    #[error("the bundle is of site {found}, and this desk expects {expected}")]
    OtherSite {
        /// The site of the desk.
        expected: SiteId,
        /// The site that the bundle names.
        found: SiteId,
    },
    /// Another key signed the bundle, or it was altered.
    #[error("the bundle is not signed by this line's bundle key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the bundle could not be signed: {0}")]
    Key(#[from] KeyError),
    /// A tip of this volume is missing.
    #[error("tip {0} is listed and is not there")]
    Missing(TipId),
    /// The bundle holds a file that its list does not name.
    #[error("the bundle holds a file that its signed list does not name")]
    Unlisted,
    /// A tip's bytes differ from the listed size or SHA-256.
    #[error("tip {0} was altered: its size or SHA-256 is not the listed one")]
    Altered(TipId),
    /// The list contradicts itself.
    #[error("the bundle's list contradicts itself: {0}")]
    List(&'static str),
    /// Reading or writing failed, for example because the disk is full.
    #[error("the bundle could not be written or read: {0}")]
    Io(#[source] io::Error),
}

/// A server's description of a bundle that a carrier may fetch.
///
/// It is unsigned. After the download, the bundle's own signed list is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The bundle's number.
    pub number: u32,
    /// The bundle's volumes, in order.
    pub files: Vec<OfferedFile>,
}

/// One volume that can be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedFile {
    /// The name of the file.
    pub name: String,
    /// Size of the file in bytes.
    pub size: u64,
    /// SHA-256 of the file. A resumed download uses it to make sure that the file is still the same.
    pub sha256: Digest,
}

impl OfferedFile {
    /// Whether the name has the form that servers give to bundles. The carrier's machine uses it as a file name.
    pub fn is_named_well(&self) -> bool {
        let middle = self.name.strip_prefix("bundle-").and_then(|rest| rest.strip_suffix(".tar"));
        middle.is_some_and(|middle| {
            (1..=20).contains(&middle.len()) && middle.bytes().all(|c| c.is_ascii_digit() || c == b'-')
        })
    }
}

/// A signed list, ready to be written with its tips.
pub struct SignedBundle {
    body: BundleBody,
    bytes: Vec<u8>,
    signature: String,
    collected: Option<Vec<u8>>,
}

impl SignedBundle {
    /// Signs the list.
    ///
    /// The same body always gives the same bytes, and so the same [`SignedBundle::digest`]. The signature differs each
    /// time.
    ///
    /// # Errors
    /// When the list contradicts itself, or signing fails.
    pub fn sign(
        mut body: BundleBody,
        collected: Option<Vec<u8>>,
        key: &SigningKey<Intake>,
    ) -> Result<Self, BundleError> {
        body.collected =
            collected.as_ref().map(|sealed| BundleCollected { size: sealed.len() as u64, sha256: Digest::of(sealed) });
        check(&body)?;
        let bytes = signed::to_bytes(&body, FORMAT)?;
        let signature = key.sign(&bytes, &format!("bundle {} of site {}", body.number, body.site))?;
        Ok(Self { body, bytes, signature, collected })
    }

    /// The contents of the list.
    pub fn body(&self) -> &BundleBody {
        &self.body
    }

    /// The bytes of `bundle.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of `bundle.json`. The next bundle names it.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// Writes volume number `volume` (from 1) to `out` and returns `out`. `source` opens the sealed bytes of a tip.
    ///
    /// # Errors
    /// When reading or writing fails, or the bytes of a tip differ from the list.
    pub fn write_volume<W: Write>(
        &self,
        out: W,
        volume: u32,
        mut source: impl FnMut(&BundleTip) -> io::Result<Box<dyn Read>>,
    ) -> Result<W, BundleError> {
        let mut tar = TarWriter::new(out);
        tar.append(LIST, self.bytes.len() as u64, &mut self.bytes.as_slice()).map_err(BundleError::Io)?;
        let signature = self.signature.as_bytes();
        let name = format!("{LIST}.minisig");
        tar.append(&name, signature.len() as u64, &mut &signature[..]).map_err(BundleError::Io)?;
        if let Some(sealed) = self.collected.as_ref().filter(|_| volume == 1) {
            tar.append(COLLECTED, sealed.len() as u64, &mut sealed.as_slice()).map_err(BundleError::Io)?;
        }
        for tip in self.body.tips.iter().filter(|tip| tip.volume == volume) {
            let mut sealed = Checked { inner: source(tip).map_err(BundleError::Io)?, hasher: Hasher::new() };
            tar.append(&entry_name(&tip.id), tip.size, &mut sealed).map_err(BundleError::Io)?;
            if sealed.hasher.digest() != tip.sha256 {
                return Err(BundleError::Altered(tip.id));
            }
        }
        tar.finish().map_err(BundleError::Io)
    }
}

struct Checked {
    inner: Box<dyn Read>,
    hasher: Hasher,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// A bundle that came off a stick and is not verified yet.
pub struct UntrustedBundle<R> {
    reader: R,
    entries: Vec<TarEntry>,
    bytes: Vec<u8>,
    signature: String,
    body: BundleBody,
}

impl<R: Read + Seek> UntrustedBundle<R> {
    /// Reads the list of one volume. Nothing in it can be trusted before [`Self::verify`].
    ///
    /// # Errors
    /// When the file is not a tar, is cut short, or is not a bundle.
    pub fn open(mut reader: R) -> Result<Self, BundleError> {
        let entries = tarball::list(&mut reader)?;
        let (bytes, signature) = tarball::signed_head(&mut reader, &entries, LIST)?;
        signed::head(&bytes, FORMAT)?;
        let body = signed::parse(&bytes, FORMAT)?;
        Ok(Self { reader, entries, bytes, signature, body })
    }

    /// The site that the bundle names, unverified.
    pub fn claimed_site(&self) -> SiteId {
        self.body.site
    }

    /// The signing key that the bundle names, unverified. The first bundle of a line is accepted by this key's
    /// fingerprint.
    pub fn claimed_key(&self) -> &VerifyingKey<Intake> {
        &self.body.intake_key
    }

    /// Checks site and signature, and that this volume holds exactly its listed tips, byte for byte.
    ///
    /// # Errors
    /// When one of these checks fails, or the volume cannot be read.
    pub fn verify(mut self, key: &VerifyingKey<Intake>, site: SiteId) -> Result<Bundle<R>, BundleError> {
        if self.body.site != site {
            return Err(BundleError::OtherSite { expected: site, found: self.body.site });
        }
        key.verify(&self.bytes, &self.signature)?;
        check(&self.body)?;
        if self.body.intake_key != *key {
            return Err(BundleError::List("it names another bundle key than the one that signed it"));
        }
        let listed: BTreeMap<String, &BundleTip> =
            self.body.tips.iter().map(|tip| (entry_name(&tip.id), tip)).collect();
        let mut places = BTreeMap::new();
        let mut volume = None;
        let mut collected = None;
        for entry in &self.entries[2..] {
            if let Some(listed) = self.body.collected.as_ref().filter(|_| entry.name == COLLECTED) {
                let sealed = tarball::read(&mut self.reader, entry)?;
                if *volume.get_or_insert(1) != 1 || Digest::of(&sealed) != listed.sha256 {
                    return Err(BundleError::List("its list of collected items is not the signed one"));
                }
                collected = Some(sealed);
                continue;
            }
            let tip = listed.get(&entry.name).ok_or(BundleError::Unlisted)?;
            if *volume.get_or_insert(tip.volume) != tip.volume {
                return Err(BundleError::List("a tip stands in another volume than the list says"));
            }
            let mut hasher = Hasher::new();
            io::copy(&mut Section::new(&mut self.reader, entry.at, entry.size), &mut hasher)
                .map_err(BundleError::Io)?;
            if hasher.size() != tip.size || hasher.digest() != tip.sha256 {
                return Err(BundleError::Altered(tip.id));
            }
            places.insert(tip.id, (entry.at, entry.size));
        }
        let volume = volume.unwrap_or(1);
        let missing = self.body.tips.iter().find(|tip| tip.volume == volume && !places.contains_key(&tip.id));
        if let Some(tip) = missing {
            return Err(BundleError::Missing(tip.id));
        }
        if volume == 1 && collected.is_none() && self.body.collected.is_some() {
            return Err(BundleError::List("its list of collected items is missing"));
        }
        Ok(Bundle { reader: self.reader, digest: Digest::of(&self.bytes), body: self.body, places, volume, collected })
    }
}

/// A verified volume of a bundle. Only [`UntrustedBundle::verify`] makes one.
pub struct Bundle<R> {
    reader: R,
    body: BundleBody,
    digest: Digest,
    places: BTreeMap<TipId, (u64, u64)>,
    volume: u32,
    collected: Option<Vec<u8>>,
}

impl<R: Read + Seek> Bundle<R> {
    /// The contents of the list.
    pub fn body(&self) -> &BundleBody {
        &self.body
    }

    /// SHA-256 of `bundle.json`.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The number of this volume, from 1.
    pub fn volume(&self) -> u32 {
        self.volume
    }

    /// The sealed list of collected items, to be opened with [`crate::collected::open`]. Only the first volume has one.
    pub fn collected(&self) -> Option<&[u8]> {
        self.collected.as_deref()
    }

    /// The tips of this volume.
    pub fn tips(&self) -> Vec<BundleTip> {
        self.body.tips.iter().filter(|tip| tip.volume == self.volume).cloned().collect()
    }

    /// A reader of a tip's sealed bytes.
    ///
    /// # Errors
    /// When this volume does not hold the tip.
    pub fn tip(&mut self, id: &TipId) -> Result<Section<'_, R>, BundleError> {
        let (at, size) = *self.places.get(id).ok_or(BundleError::Missing(*id))?;
        Ok(Section::new(&mut self.reader, at, size))
    }
}

fn entry_name(id: &TipId) -> String {
    format!("tips/{id}.age")
}

fn check(body: &BundleBody) -> Result<(), BundleError> {
    let mut ids: Vec<TipId> = body.tips.iter().map(|tip| tip.id).collect();
    ids.sort();
    ids.dedup();
    if ids.len() != body.tips.len() {
        return Err(BundleError::List("a tip is listed twice"));
    }
    if body.questionnaires.iter().any(|(digest, published)| published.digest() != *digest) {
        return Err(BundleError::List("a questionnaire is not the one that its digest names"));
    }
    if body.volumes == 0 || body.tips.iter().any(|tip| tip.volume == 0 || tip.volume > body.volumes) {
        return Err(BundleError::List("a volume does not exist"));
    }
    if (body.number == 1) != body.previous.is_none() || body.number == 0 {
        return Err(BundleError::List("its number does not fit the bundle before it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! The bundle: what a carrier takes from the server to the desk. A tar in volumes that fit on a FAT32 stick.
//!
//! `bundle.json`, `bundle.json.minisig`, `collected.age` (in the first volume), `tips/<id>.age`. Each volume holds the same two first files and its own tips. Check one with ordinary
//! tools: `tar -xf bundle-0001.tar && minisign -V -p bundle.pub -m bundle.json`. Numbers count up and each `bundle.json` names the SHA-256 of the
//! one before, so that a lost, altered or replayed bundle is noticed at the desk.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::keys::{Desk, Intake, KeyError, SignatureError, SigningKey, VerifyingKey};
use crate::questionnaire::PublishedQuestionnaire;
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarEntry, TarError, TarWriter};
use crate::{Day, Digest, Epoch, Hasher, SiteId, TipId};

pub use crate::tarball::Section;

/// The format of `bundle.json`.
pub const FORMAT: &str = "throughline-bundle/1";

/// The most tip bytes in a volume: FAT32 takes files below 4 GiB.
pub const VOLUME_BYTES: u64 = 3_758_096_384;

const LIST: &str = "bundle.json";
const COLLECTED: &str = "collected.age";

/// One sealed tip in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleTip {
    /// As the server names it.
    pub id: TipId,
    /// Bytes of the sealed file.
    pub size: u64,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// The roster issue whose keys it is sealed to.
    pub roster_issue: u32,
    /// The volume that holds it, from 1.
    pub volume: u32,
}

/// The sealed list of collected items ([`crate::collected`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleCollected {
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the sealed list.
    pub sha256: Digest,
}

/// The last dispatch of a desk that the server applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// The desk.
    pub desk: VerifyingKey<Desk>,
    /// The dispatch's number.
    pub number: u32,
    /// SHA-256 of its `dispatch.json`.
    pub digest: Digest,
}

/// What `bundle.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleBody {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// The unbroken chain that this bundle belongs to.
    pub epoch: Epoch,
    /// 1, 2, 3 … within the epoch.
    pub number: u32,
    /// SHA-256 of the `bundle.json` before; none for number 1.
    pub previous: Option<Digest>,
    /// The day of the export.
    pub day: Day,
    /// The key that signs this.
    pub intake_key: VerifyingKey<Intake>,
    /// How many volumes there are.
    pub volumes: u32,
    /// Every questionnaire that a tip here may have answered, with its texts.
    pub questionnaires: BTreeMap<Digest, PublishedQuestionnaire>,
    /// All tips, of all volumes.
    pub tips: Vec<BundleTip>,
    /// Per desk, the last dispatch that was applied.
    pub applied: Vec<Applied>,
    /// Which items were collected; none where no key is left to seal to. [`SignedBundle::sign`] sets it.
    pub collected: Option<BundleCollected>,
}

impl BundleBody {
    /// Orders the tips (small ones, which are text, first; then by id, which tells no order of arrival) and shares them out over volumes.
    pub fn assign_volumes(&mut self, volume_bytes: u64) {
        self.tips.sort_by_key(|tip| (tip.size, tip.id));
        let (mut volume, mut filled) = (1, 0);
        for tip in &mut self.tips {
            // A tar entry costs its header and up to a block of filling.
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

/// Why a bundle cannot be written or is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not a tar, or cut short.
    #[error("the bundle cannot be read: {0}")]
    Tar(#[from] TarError),
    /// Not a bundle.
    #[error("the bundle cannot be read: {0}")]
    Format(#[from] FormatError),
    /// Of another line.
    #[error("the bundle is of site {found}, and this desk expects {expected}")]
    OtherSite {
        /// The desk's line.
        expected: SiteId,
        /// The bundle's.
        found: SiteId,
    },
    /// Signed by another key, or altered.
    #[error("the bundle is not signed by this line's bundle key: {0}")]
    Signature(#[from] SignatureError),
    /// Signing failed.
    #[error("the bundle could not be signed: {0}")]
    Key(#[from] KeyError),
    /// A tip of this volume is missing.
    #[error("tip {0} is listed and is not there")]
    Missing(TipId),
    /// A file that the list does not name.
    #[error("the bundle holds a file that its signed list does not name")]
    Unlisted,
    /// A tip's bytes are not those that are listed.
    #[error("tip {0} was altered: its size or SHA-256 is not the listed one")]
    Altered(TipId),
    /// The list contradicts itself.
    #[error("the bundle's list contradicts itself: {0}")]
    List(&'static str),
    /// Reading or writing failed, a full disk among other reasons.
    #[error("the bundle could not be written or read: {0}")]
    Io(#[source] io::Error),
}

/// What a server says of a bundle that a carrier may fetch. Nothing vouches for it: the bundle's own signed list does, once it is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The bundle's number.
    pub number: u32,
    /// Its volumes, in order.
    pub files: Vec<OfferedFile>,
}

/// One volume on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedFile {
    /// Its file's name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, so that a download that goes on after a break goes on with the same file.
    pub sha256: Digest,
}

impl OfferedFile {
    /// Whether the name is one that a server gives a bundle: it becomes a file's name at the carrier.
    pub fn is_named_well(&self) -> bool {
        let middle = self.name.strip_prefix("bundle-").and_then(|rest| rest.strip_suffix(".tar"));
        middle.is_some_and(|middle| {
            (1..=20).contains(&middle.len()) && middle.bytes().all(|c| c.is_ascii_digit() || c == b'-')
        })
    }
}

/// A bundle's list, signed, ready to be written.
pub struct SignedBundle {
    body: BundleBody,
    bytes: Vec<u8>,
    signature: String,
    collected: Option<Vec<u8>>,
}

impl SignedBundle {
    /// Signs the list. The same body gives the same bytes, hence the same [`SignedBundle::digest`]; the signature differs each time.
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

    /// What it says.
    pub fn body(&self) -> &BundleBody {
        &self.body
    }

    /// The bytes of `bundle.json`.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of `bundle.json`, which the next bundle names.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// Writes one volume (from 1). `source` opens a tip's sealed bytes.
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

/// A bundle as it came off a stick.
pub struct UntrustedBundle<R> {
    reader: R,
    entries: Vec<TarEntry>,
    bytes: Vec<u8>,
    signature: String,
    body: BundleBody,
}

impl<R: Read + Seek> UntrustedBundle<R> {
    /// Reads the list of one volume; nothing of it is to be believed yet.
    pub fn open(mut reader: R) -> Result<Self, BundleError> {
        let entries = tarball::list(&mut reader)?;
        let (bytes, signature) = tarball::signed_head(&mut reader, &entries, LIST)?;
        signed::head(&bytes, FORMAT)?;
        let body = signed::parse(&bytes, FORMAT)?;
        Ok(Self { reader, entries, bytes, signature, body })
    }

    /// The line that it says it comes from.
    pub fn claimed_site(&self) -> SiteId {
        self.body.site
    }

    /// The key that it says it is signed with: for the fingerprint of a line's first bundle.
    pub fn claimed_key(&self) -> &VerifyingKey<Intake> {
        &self.body.intake_key
    }

    /// Checks site, signature, and that this volume holds exactly the tips that the list gives it, byte for byte.
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
                    return Err(BundleError::List("its list of collected items is another one than was signed"));
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
    /// What the list says.
    pub fn body(&self) -> &BundleBody {
        &self.body
    }

    /// SHA-256 of `bundle.json`.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Which volume this is, from 1.
    pub fn volume(&self) -> u32 {
        self.volume
    }

    /// The sealed list of collected items, for [`crate::collected::open`]; it is in the first volume.
    pub fn collected(&self) -> Option<&[u8]> {
        self.collected.as_deref()
    }

    /// The tips of this volume.
    pub fn tips(&self) -> Vec<BundleTip> {
        self.body.tips.iter().filter(|tip| tip.volume == self.volume).cloned().collect()
    }

    /// A tip's sealed bytes.
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

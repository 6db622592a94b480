//! The list of collected mailbox items, which each bundle contains.
//!
//! It says of each item only whether it was collected, not when. It is sealed to the reviewers and padded.
//!
//! Inside the age file is a tar with `collected.json`, followed by zeros: `age -d -i key collected.age | tar -x`. The
//! bundle's signed list has the file's size and SHA-256. A carrier learns neither the items nor, within a size class,
//! their number.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::keys::{Identity, OpenBytesError, Recipient, SealBytesError};
use crate::signed::{self, FormatError};
use crate::tarball::{self, TarError, TarWriter};
use crate::{ItemId, SiteId};

/// The value of `format` in `collected.json`.
pub const FORMAT: &str = "throughline-collected/1";

const JSON: &str = "collected.json";

/// The contents of `collected.json`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collected {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// Items that the server showed to the holder of the code. They are sorted by id, which says nothing about the
    /// order of visits.
    pub items: Vec<ItemId>,
}

/// Reasons why the list cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum CollectedError {
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealBytesError),
    /// The list does not open with these keys.
    #[error(transparent)]
    Open(#[from] OpenBytesError),
    /// The sealed contents are not a list of collected items.
    #[error("it cannot be read: {0}")]
    Tar(#[from] TarError),
    /// The sealed contents are not a list of collected items.
    #[error("it cannot be read: {0}")]
    Format(#[from] FormatError),
    /// The list belongs to another line.
    #[error("it is of another line")]
    OtherSite,
}

/// Seals a list of collected items to `recipients`, padded to its size class.
///
/// # Errors
/// When there is no recipient, or sealing fails.
pub fn seal(site: SiteId, mut items: Vec<ItemId>, recipients: &[Recipient]) -> Result<Vec<u8>, CollectedError> {
    items.sort_unstable();
    let json = signed::to_bytes(&Collected { format: FORMAT.to_owned(), site, items }, FORMAT)?;
    let mut tar = TarWriter::new(Vec::new());
    tar.append(JSON, json.len() as u64, &mut json.as_slice()).map_err(TarError::Read)?;
    Ok(crate::keys::seal_padded(recipients, &tar.finish().map_err(TarError::Read)?)?)
}

/// Opens a list with the key of `identities` that fits.
///
/// # Errors
/// When no key fits, the file is damaged or not such a list, or it belongs to another line.
pub fn open(sealed: &[u8], identities: &[&Identity], site: SiteId) -> Result<Collected, CollectedError> {
    let tar = crate::keys::open_bytes(identities, sealed)?;
    let mut reader = Cursor::new(tar.as_slice());
    let entries = tarball::list(&mut reader)?;
    let [entry] = entries.as_slice() else { return Err(TarError::Entry("it holds more than one file").into()) };
    if entry.name != JSON {
        return Err(TarError::Entry("its file has another name").into());
    }
    let bytes = tarball::read(&mut reader, entry)?;
    signed::head(&bytes, FORMAT)?;
    let collected: Collected = signed::parse(&bytes, FORMAT)?;
    if collected.site == site { Ok(collected) } else { Err(CollectedError::OtherSite) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId::from_bytes([7; 16]);

    #[test]
    fn a_list_opens_with_a_reviewers_key_and_its_size_does_not_tell_how_much_was_collected() {
        let (key, stranger) = (Identity::generate(), Identity::generate());
        let items = |n: u8| (0..n).rev().map(|n| ItemId::from_bytes([n; 16])).collect::<Vec<_>>();
        let sealed = |n: u8| seal(SITE, items(n), &[key.recipient()]).unwrap();
        assert_eq!((sealed(0).len(), sealed(200).len()), (32 * 1024, 32 * 1024));
        let opened = open(&sealed(200), &[&stranger, &key], SITE).unwrap();
        assert!(opened.items.is_sorted() && opened.items.len() == 200);
        assert!(matches!(open(&sealed(1), &[&stranger], SITE), Err(CollectedError::Open(_))));
        assert!(matches!(open(&sealed(1), &[&key], SiteId::from_bytes([8; 16])), Err(CollectedError::OtherSite)));
    }
}

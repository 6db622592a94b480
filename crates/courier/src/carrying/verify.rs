//! `courier verify`: checks a bundle or a dispatch with public keys alone.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use console::Failure;
use envelope::Day;
use envelope::bundle::{BundleError, UntrustedBundle};
use envelope::dispatch::{Dispatch, DispatchError, UntrustedDispatch};

use crate::pinned::Pinned;

/// A file that passed its check.
pub struct Checked {
    /// Lines that describe the file to a person.
    pub lines: Vec<String>,
}

/// Checks a bundle or a dispatch against the pinned line.
///
/// `fingerprint` is compared with the bundle key, if that key is not known yet.
///
/// # Errors
/// When the file cannot be read, is neither a bundle nor a dispatch, or fails its check.
pub fn verify(path: &Path, pinned: &Pinned, fingerprint: Option<&str>, today: Day) -> anyhow::Result<Checked> {
    let fail = |error: std::io::Error| Failure::file("read", path, &error);
    let mut file = File::open(path).map_err(fail)?;
    let mut head = [0; 14];
    let read = file.read_exact(&mut head);
    file.seek(SeekFrom::Start(0)).map_err(fail)?;
    match head.split(|byte| *byte == 0).next() {
        Some(b"dispatch.json") if read.is_ok() => Ok(Checked { lines: summary(&dispatch(path, pinned, today)?) }),
        Some(b"bundle.json") if read.is_ok() => {
            let words = words(pinned, fingerprint)?;
            bundle(file, pinned, words.as_deref()).map_err(|refused| match refused {
                Refused::Words(failure) | Refused::Bundle(failure) => failure.into(),
            })
        }
        _ => Err(Failure::new(format!("{} is neither a bundle nor a dispatch", path.display()))
            .next("a sealed tip (.age) cannot be checked without a reviewer's key; other files are unknown here")
            .into()),
    }
}

/// Reasons to refuse a bundle.
pub enum Refused {
    /// The bundle key cannot be accepted: its fingerprint is missing or differs, or the key cannot be stored.
    Words(Failure),
    /// The bundle is not what the server signed.
    Bundle(Failure),
}

/// Returns the fingerprint to compare the bundle key with, as given or as typed; `None` if that key is already known.
///
/// # Errors
/// When the fingerprint is needed, and was neither given nor typed.
pub fn words(pinned: &Pinned, given: Option<&str>) -> Result<Option<String>, Failure> {
    if pinned.bundle_key().is_some() {
        return Ok(None);
    }
    let ask = || console::ask("fingerprint that the operator reads out (`intake status` shows it there)");
    given.map(str::to_owned).or_else(ask).map(Some).ok_or_else(|| {
        Failure::new("the roster does not name this line's bundle key yet")
            .next("ask the operator for the fingerprint (`intake status` shows it) and give it once with --fingerprint")
    })
}

/// Checks that the line's bundle key signed a bundle, and that nothing was lost, added or altered.
///
/// `words` are the fingerprint to compare the bundle key with, if that key is not known yet. The key is pinned if
/// they match and the bundle is genuine.
///
/// # Errors
/// When the words do not match the bundle key, when that key cannot be stored, or when the bundle fails its check.
pub fn bundle(file: File, pinned: &Pinned, words: Option<&str>) -> Result<Checked, Refused> {
    let refused = |error: BundleError| {
        Refused::Bundle(
            Failure::new(format!("the bundle is refused: {error}"))
                .next("do not carry it; fetch it again, and if it is refused again, tell the reviewers"),
        )
    };
    let untrusted = UntrustedBundle::open(file).map_err(refused)?;
    let known = pinned.bundle_key();
    let key = known.clone().unwrap_or_else(|| untrusted.claimed_key().clone());
    if known.is_none() && !words.is_some_and(|words| key.fingerprint().matches(words)) {
        return Err(Refused::Words(
            Failure::new("the bundle's key has another fingerprint than the one given")
                .next("type the words again as the operator reads them; if they still differ, do not carry it, and tell the reviewers"),
        ));
    }
    let bundle = untrusted.verify(&key, pinned.site()).map_err(refused)?;
    if known.is_none() {
        pinned.pin_bundle_key(&key).map_err(Refused::Words)?;
    }
    let body = bundle.body();
    Ok(Checked {
        lines: vec![
            format!("bundle {} of {}, {}", body.number, pinned.roster().body().name, body.day),
            format!(
                "volume {} of {}: {} sealed tips, all as the server signed them",
                bundle.volume(),
                body.volumes,
                bundle.tips().len()
            ),
        ],
    })
}

/// Checks that a file is a dispatch, before any request is sent. The signature is not verified yet.
///
/// # Errors
/// When the file cannot be read or is not a dispatch.
pub fn is_dispatch(path: &Path) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| Failure::file("read the dispatch", path, &error))?;
    UntrustedDispatch::read(file).map(drop).map_err(|error| refused(&error))
}

fn refused(error: &DispatchError) -> Failure {
    Failure::new(format!("the dispatch is refused: {error}"))
        .next("nothing was sent; have the reviewers write it again, and carry it again")
}

/// Reads a dispatch, and verifies that it is signed by a desk on the roster.
///
/// # Errors
/// When the file cannot be read, or the dispatch is refused.
pub fn dispatch(path: &Path, pinned: &Pinned, today: Day) -> anyhow::Result<Dispatch> {
    let file = File::open(path).map_err(|error| Failure::file("read the dispatch", path, &error))?;
    let dispatch = UntrustedDispatch::read(file).and_then(|dispatch| dispatch.verify(pinned.roster(), today));
    Ok(dispatch.map_err(|error| refused(&error))?)
}

/// Describes a dispatch to a person, by numbers and without anything that is sealed.
pub fn summary(dispatch: &Dispatch) -> Vec<String> {
    let body = dispatch.body();
    vec![
        format!("dispatch {}, {}", body.number, body.day),
        format!(
            "{} sealed items for mailboxes, {} tips received, {} to erase",
            body.items.len(),
            body.received.len(),
            body.erase.len()
        ),
    ]
}

//! `courier fetch`: downloads a bundle to a folder, such as one on a stick.
//!
//! Bytes are written to `.bundle-….part`. If the connection breaks, the next run resumes after the last byte of that
//! file. A file gets its final name only after its signature is verified and it is synced to the disk. Once all files
//! have arrived, the server is told so.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use console::{Failure, note};
use envelope::Digest;
use envelope::bundle::{Offered, OfferedFile};
use reqwest::{Method, StatusCode};
use serde::Deserialize;

use super::verify::{self, Checked, Refused};
use crate::client::{LONG, NoAnswer, Server};
use crate::pinned::Pinned;
use crate::progress::Progress;
use crate::sending::{patiently, pause};

#[derive(Deserialize)]
pub(super) struct Waiting {
    pub(super) waits: u8,
}

/// Checks that `to` is a folder, before any request is sent.
///
/// # Errors
/// When `to` is not a folder.
pub fn folder(to: &Path) -> Result<(), Failure> {
    if to.is_dir() {
        return Ok(());
    }
    Err(Failure::new(format!("{} is not a folder", to.display())).next("mount the stick, or make the folder"))
}

/// Fetches the bundles that wait. Returns the paths of their files, the newest last.
///
/// A bundle that an earlier run did not finish is fetched first. `fingerprint` is compared with the bundle key, if
/// that key is not known yet.
///
/// # Errors
/// When the server cannot be reached, when a bundle fails its check, or when the folder cannot be written.
pub async fn fetch(
    server: &Server,
    pinned: &Pinned,
    to: &Path,
    fingerprint: Option<&str>,
) -> anyhow::Result<Vec<PathBuf>> {
    let words = verify::words(pinned, fingerprint)?;
    let fingerprint = words.as_deref();
    let mut paths = Vec::new();
    let before: Option<Offered> = patiently(|| server.ask_json(server.request(Method::GET, "/bundles"))).await?;
    if let Some(offered) = before {
        paths.extend(one(server, pinned, to, &offered, fingerprint).await?);
        let more: Waiting = patiently(|| server.ask_json(server.request(Method::GET, "/waiting"))).await?;
        if more.waits == 0 {
            return Ok(paths);
        }
    }
    let offered: Option<Offered> =
        patiently(|| server.ask_json_within(server.request(Method::POST, "/bundles"), LONG)).await?;
    let offered = offered.ok_or_else(|| server.no_throughline(StatusCode::OK).into_failure())?;
    paths.extend(one(server, pinned, to, &offered, fingerprint).await?);
    Ok(paths)
}

async fn one(
    server: &Server,
    pinned: &Pinned,
    to: &Path,
    offered: &Offered,
    fingerprint: Option<&str>,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    forget_other_parts(to, offered)?;
    for file in &offered.files {
        if !file.is_named_well() {
            return Err(server.no_throughline(StatusCode::OK).into_failure().into());
        }
        paths.push(volume(server, pinned, to, file, fingerprint).await?);
    }
    patiently(async || {
        match server.ask(server.request(Method::DELETE, &format!("/bundles/{}", offered.number))).await {
            Err(NoAnswer::Refused { status: StatusCode::NOT_FOUND, .. }) => Ok(()),
            other => other.map(drop),
        }
    })
    .await?;
    Ok(paths)
}

async fn volume(
    server: &Server,
    pinned: &Pinned,
    to: &Path,
    offered: &OfferedFile,
    fingerprint: Option<&str>,
) -> anyhow::Result<PathBuf> {
    let path = to.join(&offered.name);
    if fs::metadata(&path).is_ok_and(|there| there.len() == offered.size) && digest(&path)? == offered.sha256 {
        note(&format!("{} is here already", path.display()));
        return Ok(path);
    }
    if path.exists() {
        return Err(Failure::new(format!("a different {} lies in {}", offered.name, to.display()))
            .next("move it away, or name another folder; nothing was overwritten")
            .into());
    }
    let part = to.join(part_of(offered));
    download(server, offered, &part).await?;
    if digest(&part)? != offered.sha256 {
        remove(&part)?;
        return Err(Failure::new("the downloaded file is not the one that the server offered")
            .next("run the same command again; if it happens again, something on the way alters it")
            .into());
    }
    let file = File::open(&part).map_err(|error| Failure::file("read", &part, &error))?;
    match verify::bundle(file, pinned, fingerprint) {
        Ok(Checked { lines, .. }) => lines.iter().for_each(|line| note(line)),
        Err(Refused::Bundle(failure)) => {
            remove(&part)?;
            return Err(failure.into());
        }
        // The words may be mistyped or the bundle may be forged, so the partial file is kept.
        Err(Refused::Words(failure)) => return Err(failure.into()),
    }
    let fail = |error: std::io::Error| Failure::file("write", &path, &error);
    OpenOptions::new().append(true).open(&part).and_then(|file| file.sync_all()).map_err(fail)?;
    fs::rename(&part, &path).map_err(fail)?;
    // The result is ignored, because some file systems cannot sync a folder and report an error.
    let _ = File::open(to).and_then(|folder| folder.sync_all());
    Ok(path)
}

/// Removes partial files of bundles that are no longer on offer: no run would resume them, and a stick is small.
fn forget_other_parts(to: &Path, offered: &Offered) -> Result<(), Failure> {
    let wanted: Vec<String> = offered.files.iter().map(part_of).collect();
    let entries = fs::read_dir(to).map_err(|error| stick(to, &error))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(".bundle-") && name.ends_with(".part") && !wanted.contains(&name) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Returns the name of the partial file. It holds the digest, so that the part of another file is never resumed.
fn part_of(offered: &OfferedFile) -> String {
    format!(".{}.{}.part", offered.name, &offered.sha256.to_string()[..12])
}

/// Downloads the bytes that `part` still lacks.
async fn download(server: &Server, offered: &OfferedFile, part: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| stick(part, &error);
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(part).map_err(fail)?;
    let mut have = file.seek(SeekFrom::End(0)).map_err(fail)?;
    if have > offered.size {
        file.set_len(0).map_err(fail)?;
        have = 0;
    }
    let progress = Progress::begin("fetching", offered.size, have);
    let mut tries = 0;
    while have < offered.size {
        let mut request = server.request(Method::GET, &format!("/bundles/{}", offered.name));
        if have > 0 {
            request = request.header("Range", format!("bytes={have}-"));
        }
        let came = async {
            let mut response = server.ask(request).await?;
            if have > 0 && response.status() != StatusCode::PARTIAL_CONTENT {
                return Err(server.no_throughline(response.status()));
            }
            loop {
                let Some(piece) = server.piece(&mut response).await? else { break };
                if have + piece.len() as u64 > offered.size {
                    return Err(server.no_throughline(response.status()));
                }
                file.write_all(&piece).map_err(|error| NoAnswer::here(stick(part, &error)))?;
                have += piece.len() as u64;
                tries = 0;
                progress.at(have);
            }
            if have < offered.size { Err(server.cut_short()) } else { Ok(()) }
        };
        if let Err(error) = came.await {
            pause(error, &mut tries).await?;
        }
    }
    file.sync_all().map_err(fail)
}

/// Turns a write error into a message for a person with a stick, which may be full or pulled out.
fn stick(path: &Path, error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Failure::new(format!(
            "{} is full",
            path.parent().unwrap_or(path).display()
        ))
        .next(
            "free some space there, or name another folder; then run the same command again: it goes on where it was",
        ),
        std::io::ErrorKind::NotFound
        | std::io::ErrorKind::PermissionDenied
        | std::io::ErrorKind::ReadOnlyFilesystem => Failure::file("write", path, error),
        _ => Failure::new(format!("could not write {}: {error}", path.display()))
            .next("see that the stick is still there, then run the same command again: it goes on where it was"),
    }
}

fn digest(path: &Path) -> Result<Digest, Failure> {
    Digest::of_file(path).map(|(_, digest)| digest).map_err(|error| Failure::file("read", path, &error))
}

fn remove(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| Failure::file("remove", path, &error))
}

//! The page of the desk itself: import, backup, dispatch, verification and colleagues.

use std::path::{Path, PathBuf};

use actix_web::{HttpResponse, web};
use askama::Template;
use console::{Failure, Passphrase};
use zeroize::Zeroizing;

use super::{Form, Frame, Sent, after, page as show};
use crate::service::desk::Desk;
use crate::service::import::{self, Imported, Trust};
use crate::service::verify::Verified;
use crate::service::{colleague as colleagues, dispatch as dispatches, verify as checks};
use crate::workbench::Bench;
use crate::workbench::desk_thread::Refused;
use crate::workbench::view::Said;

/// Largest number of files that the page offers, and largest number of folders.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    frame: Frame,
    label: String,
    fingerprint: String,
    people: Vec<(String, String, String)>,
    tips: i64,
    log_entries: i64,
    /// Whether the desk knows its line already, so that an import needs no fingerprint.
    known: bool,
    recoverable: bool,
    backed_up: bool,
    bundles: Vec<String>,
    folders: Vec<String>,
    verified: Option<Verified>,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let made = bench.desk.with(async |desk: &mut Desk| desk_page(desk).await).await;
    let made = made.map(|mut made| {
        made.frame = Frame::new(&bench, "Desk");
        made.verified = bench.view().verified.take();
        made
    });
    show(&bench, made)
}

async fn desk_page(desk: &mut Desk) -> anyhow::Result<DeskPage> {
    let card = desk.card()?;
    let people = desk.db.colleagues().await?;
    let (bundles, folders) = sticks();
    Ok(DeskPage {
        frame: Frame { at: "Desk", said: None, lock_after: 0, open: true },
        fingerprint: card.fingerprint()?.to_string(),
        label: card.label,
        people: people.into_iter().map(|known| (known.label, known.key.fingerprint().to_string(), known.day)).collect(),
        tips: desk.db.count().await?,
        log_entries: desk.db.head().await?.0,
        known: desk.db.only_site().await?.is_some(),
        recoverable: desk.vault.is_recoverable()?,
        backed_up: desk.db.was("backup").await?,
        bundles,
        folders,
        verified: None,
    })
}

/// Returns paths on sticks: first the files (`.tar`, `.age`) that can be imported, then the folders to write to.
pub(super) fn sticks() -> (Vec<String>, Vec<String>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for above in ["/media", "/run/media", "/mnt"] {
        look(Path::new(above), 3, &mut files, &mut folders);
    }
    files.sort();
    folders.sort();
    files.truncate(MOST);
    folders.truncate(MOST);
    (files, folders)
}

fn look(folder: &Path, depth: u8, files: &mut Vec<String>, folders: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().take(500) {
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
            folders.push(path.display().to_string());
            if depth > 1 {
                look(&path, depth - 1, files, folders);
            }
        } else if path.extension().is_some_and(|end| end == "tar" || end == "age") {
            files.push(path.display().to_string());
        }
    }
}

/// Returns the path in the field `name`, which must be absolute. `what` is the name of the path in the error.
pub(super) fn path(sent: &Sent, name: &str, what: &str) -> Result<PathBuf, Failure> {
    match sent.some(name) {
        Some(path) if Path::new(&path).is_absolute() => Ok(PathBuf::from(path)),
        Some(_) => {
            Err(Failure::new(format!("the path of {what} is not complete"))
                .next("begin it with /, such as /media/stick"))
        }
        None => {
            Err(Failure::new(format!("the path of {what} is missing")).next("choose one from the list, or type it"))
        }
    }
}

pub(super) async fn import(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let to = if sent.one("back") == "first" { "/first" } else { "/desk" };
    let (file, words, recovery) = (path(&sent, "file", "the bundle"), sent.some("fingerprint"), sent.some("recovery"));
    let accept_epoch = !sent.one("accept-epoch").is_empty();
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| {
            let recovery = recovery.map_or_else(|| Ok(Vec::new()), |path| console::recovery_keys(Path::new(&path)))?;
            let trust = Trust { fingerprint: words.as_deref(), ask: || None, accept_epoch, recovery: &recovery };
            import::import(desk, &file?, &trust).await
        })
        .await;
    after(&bench, done, to, |done| Some(imported(&done)))
}

fn imported(done: &Imported) -> Said {
    let what = match (done.confirmed, done.bundle) {
        (Some((number, tips)), _) => {
            format!("dispatch {number} of another desk: it has {tips} tips that wait for a backup here")
        }
        (None, Some(number)) => format!("bundle {number}: {}", taken(done)),
        (None, None) => format!("a sealed tip: {}", taken(done)),
    };
    let findings = (!done.findings.is_empty()).then(|| format!("Look into this: {}", done.findings.join("; ")));
    Said::done(what, findings)
}

fn taken(done: &Imported) -> String {
    if done.new + done.twins + done.quarantined == 0 {
        return "nothing new".to_owned();
    }
    format!("{} new, {} known, {} sent twice, {} in quarantine", done.new, done.known, done.twins, done.quarantined)
}

pub(super) async fn backup(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let back = if sent.one("back") == "first" { "/first" } else { "/desk" };
    let to = path(&sent, "to", "the folder");
    let done = match to {
        Ok(to) => bench.desk.back_up(to).await,
        Err(failure) => Err(Refused::Failed(failure.into())),
    };
    after(&bench, done, back, |done| {
        let text = format!("{} tips are backed up to {}, and the copy was read back", done.tips, done.folder.display());
        let next = done
            .same_disk
            .then(|| "It lies on this laptop's own disk, and would be lost with it: make one on a stick".to_owned());
        Some(Said::done(text, next))
    })
}

pub(super) async fn dispatch(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let to = path(&Sent::of(form), "to", "the folder");
    let done = bench.desk.with(async move |desk: &mut Desk| dispatches::dispatch(desk, &to?).await).await;
    after(&bench, done, "/desk", |path| {
        let next = Some("Carry it to the server: intake ingest".to_owned());
        Some(Said { next, ..Said::good(format!("written: {}", path.display())) })
    })
}

pub(super) async fn verify(bench: web::Data<Bench>) -> HttpResponse {
    let done = bench.desk.with(async |desk: &mut Desk| checks::verify(desk).await).await;
    after(&bench, done, "/desk", |done| {
        let said = match done.findings.is_empty() {
            true => Said::good("the desk is whole"),
            false => Said::done(
                format!(
                    "something is wrong with this desk, in {}: see below",
                    match done.findings.len() {
                        1 => "one way".to_owned(),
                        ways => format!("{ways} ways"),
                    }
                ),
                Some("Keep this laptop as it is, and restore the newest backup into a new folder".to_owned()),
            ),
        };
        bench.view().verified = Some(done);
        Some(said)
    })
}

pub(super) async fn colleague(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let (label, passphrase) = (sent.one("label").to_owned(), twice(&sent));
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| {
            colleagues::add(desk, &label, &passphrase?, &mut console::system_rng()).await?;
            Ok(label)
        })
        .await;
    after(&bench, done, "/desk", |label| Some(Said::good(format!("{} works at this desk now", label.trim()))))
}

/// Returns the new passphrase, if it was typed twice in the same way.
pub(super) fn twice(sent: &Sent) -> Result<Passphrase, Failure> {
    let (first, second) = (sent.one("passphrase").trim(), sent.one("passphrase-again").trim());
    if first.chars().count() < 12 {
        return Err(Failure::new("the passphrase is short enough to guess")
            .next("take several words that have nothing to do with each other: seven are proposed for a new desk"));
    }
    if first != second {
        return Err(Failure::new("the two passphrases differ").next("type it twice, the same both times"));
    }
    Ok(Passphrase::new(Zeroizing::new(first.to_owned())))
}

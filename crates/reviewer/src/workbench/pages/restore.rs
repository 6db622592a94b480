//! The page that restores a desk from its backup.
//!
//! It is for a new laptop, and for a desk whose database is damaged.

use std::path::{Path, PathBuf};

use actix_web::{HttpResponse, web};
use askama::Template;
use console::{Failure, Passphrase};
use zeroize::Zeroizing;

use super::desk_page::{path, sticks, twice};
use super::{Form, Frame, Sent, after, html};
use crate::service::restore::{self as restores, Opener, Restore};
use crate::workbench::Bench;
use crate::workbench::desk_thread::Refused;
use crate::workbench::view::Said;

#[derive(Template)]
#[template(path = "restore.html")]
struct Page {
    frame: Frame,
    /// The new desk's folder.
    folder: String,
    /// Folder of the existing desk, which is not changed. `None` if there is no such desk.
    old: Option<String>,
    folders: Vec<String>,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let place = bench.desk.ask(|_, slot| Ok((slot.folder.clone(), slot.desk.is_some()))).await;
    let (here, open) = match place {
        Ok(place) => place,
        Err(refused) => return super::page::<Page>(&bench, Err(refused)),
    };
    let (folder, old) = target(here);
    let frame = if open { Frame::new(&bench, "Restore") } else { Frame::shut(&bench, "Restore") };
    let old = old.map(|old| old.display().to_string());
    html(&Page { frame, folder: folder.display().to_string(), old, folders: sticks().1 })
}

/// Returns the folder to create, and the existing desk's folder if there is one.
fn target(here: PathBuf) -> (PathBuf, Option<PathBuf>) {
    if !here.exists() {
        return (here, None);
    }
    let mut name = here.file_name().unwrap_or_default().to_owned();
    name.push("-restored");
    (here.with_file_name(name), Some(here))
}

/// Restores a desk. The workbench then works with the new desk, unless the existing desk is locked.
pub(super) async fn restore(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let backup = path(&sent, "backup", "the backup");
    let folder = path(&sent, "folder", "the new desk");
    let (key, old_words) = (sent.some("recovery"), sent.some("backup-passphrase").map(Zeroizing::new));
    let (old_desk, passphrase) = (sent.some("old-desk").map(PathBuf::from), twice(&sent));
    let done = bench
        .desk
        .ask(move |runtime, slot| {
            let restored = (|| {
                let (backup, folder, passphrase) = (backup?, folder?, passphrase?);
                let keys = key.map(|key| console::recovery_keys(Path::new(&key))).transpose()?;
                let words = old_words.map(Passphrase::new);
                let opener = match (&keys, &words) {
                    (Some(keys), _) => Opener::Recovery(keys),
                    (None, Some(words)) => Opener::Passphrase(words),
                    (None, None) => {
                        return Err(Failure::new("nothing was given that opens the backup")
                            .next("name the recovery key's file, or type the passphrase that the desk had")
                            .into());
                    }
                };
                // A person who cannot unlock the existing desk must not be able to replace it in this workbench.
                let ours = slot.desk.is_some() || !slot.folder.join("slots.json").exists();
                slot.lock(runtime);
                let order = Restore {
                    backup: &backup,
                    opener,
                    old_desk: old_desk.as_deref(),
                    folder: &folder,
                    passphrase: &passphrase,
                };
                let rng = &mut console::system_rng();
                let done = runtime.block_on(restores::restore(order, slot.clock(), rng))?;
                let shown = folder.display().to_string();
                if ours {
                    slot.folder = folder;
                    slot.unlock(runtime, &passphrase)?;
                }
                anyhow::Ok((done, shown, ours))
            })();
            restored.map_err(Refused::Failed)
        })
        .await;
    let to = match &done {
        Ok((.., true)) => "/desk",
        Ok(_) => "/locked",
        Err(_) => "/restore",
    };
    bench.view().forget();
    after(&bench, done, to, |((fingerprint, tips), folder, ours)| {
        let now = if ours { "; the workbench now shows that desk" } else { "" };
        let text = format!("{tips} tips are restored to {folder}{now}");
        let next = format!(
            "It has new keys: sign a roster that names its card (fingerprint {fingerprint}), and open the desk from now on with reviewer open --desk {folder}"
        );
        Some(Said { next: Some(next), ..Said::good(text) })
    })
}

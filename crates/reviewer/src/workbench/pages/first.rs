//! The page of the first steps: passphrase, recovery key, backup, first import.
//!
//! Finished steps are marked as done; the others are explained.

use actix_web::{HttpResponse, web};
use askama::Template;
use console::Failure;
use envelope::keys::{Identity, Recipient};
use zeroize::Zeroizing;

use super::desk_page::{sticks, twice};
use super::{Form, Frame, Sent, after, go, html};
use crate::service::desk::Desk;
use crate::workbench::Bench;
use crate::workbench::desk_thread::Refused;
use crate::workbench::view::Said;

#[derive(Template)]
#[template(path = "first.html")]
struct First {
    frame: Frame,
    /// The folder of the new desk.
    folder: String,
    /// A proposed passphrase of seven words, to write down.
    proposed: String,
    /// The state of the desk. `None`: the desk does not exist yet.
    made: Option<Made>,
    /// A new recovery key to write down: its private half and its public half.
    recovery: Option<(Zeroizing<String>, String)>,
    bundles: Vec<String>,
    folders: Vec<String>,
}

struct Made {
    label: String,
    fingerprint: String,
    card: String,
    recoverable: bool,
    backed_up: bool,
    imported: bool,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let made = bench.desk.with(async |desk: &mut Desk| made(desk).await).await;
    let place = bench
        .desk
        .ask(|_, slot| Ok((slot.folder.display().to_string(), slot.folder.join("slots.json").exists())))
        .await;
    let (folder, exists) = match place {
        Ok(place) => place,
        Err(refused) => return super::page::<First>(&bench, Err(refused)),
    };
    let made = match made {
        Ok(made) => Some(made),
        Err(Refused::Locked) if exists => return go("/locked"),
        Err(Refused::Locked) => None,
        Err(refused) => return super::page::<First>(&bench, Err(refused)),
    };
    let recovery = bench.view().recovery.as_ref().map(|key| (key.to_text(), key.recipient().to_string()));
    let frame = if made.is_some() { Frame::new(&bench, "First steps") } else { Frame::shut(&bench, "First steps") };
    let proposed = match made {
        Some(_) => String::new(),
        None => envelope::proposed_passphrase(&mut console::system_rng()).to_string(),
    };
    let (bundles, folders) = sticks();
    html(&First { frame, folder, proposed, made, recovery, bundles, folders })
}

async fn made(desk: &mut Desk) -> anyhow::Result<Made> {
    let card = desk.card()?;
    Ok(Made {
        fingerprint: card.fingerprint()?.to_string(),
        label: card.label,
        card: desk.folder.join("card.json").display().to_string(),
        recoverable: desk.vault.is_recoverable()?,
        backed_up: desk.db.was("backup").await?,
        imported: desk.db.only_site().await?.is_some(),
    })
}

/// Creates the desk, and opens it.
pub(super) async fn make(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let (label, passphrase) = (sent.one("label").trim().to_owned(), twice(&sent));
    let done = bench
        .desk
        .ask(move |runtime, slot| {
            let made = (|| {
                if label.is_empty() {
                    return Err(Failure::new("the desk has no name")
                        .next("such as desk-1; it is public, so no person's name")
                        .into());
                }
                let passphrase = passphrase?;
                let rng = &mut console::system_rng();
                runtime.block_on(Desk::create(&slot.folder, &label, &passphrase, slot.clock(), rng))?;
                slot.unlock(runtime, &passphrase)
            })();
            made.map_err(Refused::Failed)
        })
        .await;
    after(&bench, done, "/first", |()| Some(Said::good("the desk is made")))
}

/// Adds a recovery key: an existing one, or a new one. A new key is shown until its owner proves, by typing its last
/// letters, that it is written down.
pub(super) async fn recovery(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    if sent.one("act") == "make" {
        bench.view().recovery = Some(Identity::generate());
        return go("/first");
    }
    let typed = match sent.one("act") {
        "written" => {
            let end = sent.one("end").trim().to_uppercase();
            let view = bench.view();
            view.recovery.as_ref().ok_or("make a key first").and_then(|key| {
                let same = end.len() >= 6 && key.to_text().trim().to_uppercase().ends_with(&end);
                if same { Ok(key.recipient()) } else { Err("the key does not end like this: look at the paper again") }
            })
        }
        _ => sent
            .one("recipient")
            .trim()
            .parse::<Recipient>()
            .map_err(|_| "this is not an age public key: it begins with age1"),
    };
    let typed = typed.map_err(|why| Failure::new(why).next("nothing was changed"));
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| {
            let recipient = typed?;
            if desk.vault.is_recoverable()? {
                return Err(Failure::new("a recovery key opens this desk already")
                    .next("add another one with the next roster: reviewer roster --recovery")
                    .into());
            }
            desk.vault.add_recovery(&recipient)?;
            desk.db.log(desk.today, "recovery key", &recipient.to_string()).await?;
            Ok(recipient.to_string())
        })
        .await;
    after(&bench, done, "/first", |recipient| {
        bench.view().recovery = None;
        let next = Some(format!(
            "When the roster is signed, name it there too, so that it opens tips: --recovery {recipient}"
        ));
        Some(Said { next, ..Said::good("the recovery key opens this desk's backups from now on".to_owned()) })
    })
}

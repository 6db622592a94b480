//! Entering, locking and unlocking the desk.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};
use askama::Template;
use console::{Failure, Passphrase};
use zeroize::Zeroizing;

use super::{Form, Frame, Sent, go, html};
use crate::workbench::Bench;
use crate::workbench::desk_thread::Refused;
use crate::workbench::view::Said;

/// Fields of a case's page whose drafts are kept when the desk is locked.
const FIELDS: [&str; 3] = ["note", "reply", "translation"];

#[derive(Template)]
#[template(path = "locked.html")]
struct Locked {
    frame: Frame,
    /// Whether at least one draft is kept.
    draft: bool,
}

/// Exchanges the entry page's token for a session. The response is a page that forwards to the desk, not a redirect,
/// because a browser sends a `SameSite=Strict` cookie only from our own pages.
pub(super) async fn enter(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    match bench.door.enter(sent.one("token"), &mut console::system_rng()) {
        Some(cookie) => HttpResponse::Ok()
            .cookie(cookie)
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .body("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Desk</title><meta http-equiv=\"refresh\" content=\"0; url=/\"><p><a href=\"/\">Go on to the desk</a></p>\n"),
        None => HttpResponse::Forbidden()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body("refused: this page opens the desk once; start `reviewer open` again\n"),
    }
}

/// Redirects to the queue, to the locked desk, or to the first steps if there is no desk yet.
pub(super) async fn home(bench: web::Data<Bench>) -> HttpResponse {
    let place = bench.desk.ask(|_, slot| Ok((slot.desk.is_some(), slot.folder.join("slots.json").exists()))).await;
    match place {
        Ok((true, _)) => go("/queue"),
        Ok((false, true)) => go("/locked"),
        _ => go("/first"),
    }
}

/// Shows the page of a locked desk.
pub(super) async fn locked(bench: web::Data<Bench>) -> HttpResponse {
    let draft = !bench.view().drafts.is_empty();
    html(&Locked { frame: Frame::shut(&bench, "Locked"), draft })
}

/// Locks the desk. If the page has scripts, the request also brings the page's drafts, which are kept.
pub(super) async fn lock(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    if let Some(case) = sent.some("case") {
        FIELDS.iter().for_each(|field| bench.view().keep_draft(&case, field, sent.one(field)));
    }
    bench.lock().await;
    go("/locked")
}

/// Unlocks the desk.
pub(super) async fn unlock(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let typed = Zeroizing::new(Sent::of(form).one("passphrase").to_owned());
    let opened = match typed.trim().is_empty() {
        true => Err(Refused::Failed(Failure::new("no passphrase was typed").next("type the desk's passphrase").into())),
        false => bench.desk.unlock(Passphrase::new(typed)).await,
    };
    match opened {
        Ok(()) => {
            let to = if !bench.view().drafts.is_empty() && bench.view().case.is_some() { "/case" } else { "/queue" };
            go(to)
        }
        Err(refused) => {
            bench.view().said = Some(Said::error(&refused.into_error()));
            go("/locked")
        }
    }
}

/// Keeps the desk from being locked while somebody types. Nothing is left to do here: the access check has already
/// reset the idle time.
pub(super) async fn awake() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

//! The page of one case, and the actions on it.

mod view;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use console::{Failure, Passphrase};
use zeroize::Zeroizing;

use self::view::CaseView;
use super::{Form, Frame, Sent, after, go, page as show};
use crate::finding::{Element, Finding};
use crate::service::desk::Desk;
use crate::service::{colleague as colleagues, reply as replies, signals, tags, work};
use crate::workbench::Bench;
use crate::workbench::view::Said;

#[derive(Template)]
#[template(path = "case.html")]
struct Page {
    frame: Frame,
    case_view: CaseView,
    note: String,
    reply: String,
    translation: String,
    /// The draft of the reason for a change of level.
    why: String,
    /// Whether the field of the note holds a draft that is not saved yet. `replied` and `translated` say the same for
    /// the reply and the translation.
    noted: bool,
    replied: bool,
    translated: bool,
}

/// Shows the open case.
pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let Some(id) = bench.view().case.clone() else { return go("/queue") };
    let case_view = bench.desk.with(async move |desk: &mut Desk| view::case_view(desk, &id).await).await;
    let made = case_view.map(|case_view| {
        let frame = Frame::new(&bench, "Case");
        let view = bench.view();
        let draft = |field: &str| view.draft_of(&case_view.id, field);
        let (note, reply, written, why) = (draft("note"), draft("reply"), draft("translation"), draft("level"));
        let (noted, replied, translated) = (!note.is_empty(), !reply.is_empty(), !written.is_empty());
        let translation = if translated { written } else { case_view.translation.clone() };
        Page { frame, note, reply, translation, why, noted, replied, translated, case_view }
    });
    show(&bench, made)
}

/// Opens a case: from its line in a list, or by its id.
pub(super) async fn open(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let id = sent.some("open").or_else(|| sent.some("id"));
    if let Some(id) = id {
        bench.view().case = Some(id);
    }
    go("/case")
}

/// Performs the action of a button (`act`) on a case. If it fails, the typed text is kept as a draft.
pub(super) async fn act(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let Some(id) = sent.some("id") else { return go("/queue") };
    // Another window may have opened another case meanwhile, so this case becomes the open one again.
    bench.view().case = Some(id.clone());
    let act = sent.one("act").to_owned();
    let text = sent.one("text").to_owned();
    let (case, field, typed) = (id.clone(), act.clone(), text.clone());
    let done = bench.desk.with(async move |desk: &mut Desk| perform(desk, &id, &act, &text, &sent).await).await;
    match &done {
        Ok(_) => bench.view().drop_draft(&case, &field),
        Err(_) => bench.view().keep_draft(&case, &field, &typed),
    }
    after(&bench, done, "/case", |said| Some(Said::good(said)))
}

async fn perform(desk: &mut Desk, id: &str, act: &str, text: &str, sent: &Sent) -> anyhow::Result<String> {
    let one = [id.to_owned()];
    match act {
        "note" => work::note(desk, id, text).await.map(|()| "the note is saved".to_owned()),
        "translation" => work::translate(desk, id, text).await.map(|()| "the translation is saved".to_owned()),
        "reply" => {
            let number = replies::reply(desk, id, text, !sent.one("confirm").is_empty()).await?;
            Ok(format!("reply {number} waits for the next dispatch"))
        }
        "withdraw" => {
            let number = sent.one("number").parse().map_err(|_| {
                Failure::new("no reply has this number").next("load the case again, and choose the reply there")
            })?;
            let collected = replies::withdraw(desk, id, number).await?;
            let read = if collected { "; its sender, or somebody else with the code, has already seen it" } else { "" };
            Ok(format!("reply {number} is taken back with the next dispatch{read}"))
        }
        "tag" => tags::set_tag(desk, &one, sent.one("tag"), true).await.map(|()| "tagged".to_owned()),
        "untag" => tags::set_tag(desk, &one, sent.one("tag"), false).await.map(|()| "the tag is removed".to_owned()),
        "assign" => {
            let to = Some(sent.one("assigned")).filter(|to| !to.is_empty() && *to != "nobody");
            tags::assign(desk, &one, to).await.map(|()| format!("assigned to {}", to.unwrap_or("nobody")))
        }
        "rate" => tags::rate(desk, id, sent.one("source"), sent.one("information")).await.map(|()| "rated".to_owned()),
        "unread" => tags::set_read(desk, &one, false).await.map(|()| "marked as unread".to_owned()),
        "signal" => signals::tell(desk, id, sent.one("wrong"), sent.one("missed"), sent.one("back")).await,
        "status" => {
            let case = work::triage(desk, id, Some(sent.one("status")), None, None).await?;
            Ok(format!("status: {}", case.status))
        }
        "level" => {
            let case = work::triage(desk, id, None, sent.one("level").parse().ok(), Some(text)).await?;
            Ok(format!("level: L{}", case.level))
        }
        "finding" => {
            let element = |name: &str| match sent.one(name) {
                "yes" => Element::Yes,
                "no" => Element::No,
                _ => Element::Unknown,
            };
            let finding =
                Finding { act: element("found-act"), means: element("found-means"), purpose: element("found-purpose") };
            work::set_finding(desk, id, finding).await.map(|()| "the finding is saved".to_owned())
        }
        _ => Err(Failure::new("there is no such button").next("open the case again").into()),
    }
}

/// Lowers an L0. The second reviewer types their own passphrase.
pub(super) async fn lower(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let Some(id) = sent.some("id") else { return go("/queue") };
    bench.view().case = Some(id.clone());
    let level =
        sent.one("level").parse::<u8>().map_err(|_| Failure::new("no level was chosen").next("choose L1, L2 or L3"));
    let (why, label) = (sent.one("text").to_owned(), sent.one("colleague").to_owned());
    let passphrase = Passphrase::new(Zeroizing::new(sent.one("passphrase").to_owned()));
    let (case, typed) = (id.clone(), why.clone());
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| {
            let level = level?;
            colleagues::lower(desk, &id, level, &why, &label, &passphrase).await.map(|()| (level, label))
        })
        .await;
    match &done {
        Ok(_) => bench.view().drop_draft(&case, "level"),
        Err(_) => bench.view().keep_draft(&case, "level", &typed),
    }
    after(&bench, done, "/case", |(level, label)| {
        Some(Said::good(format!("lowered to L{level}, signed by this desk and by {label}")))
    })
}

/// Returns an attachment as a download. It is never shown, because it may be hostile.
pub(super) async fn attachment(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let (id, name) = (sent.one("id").to_owned(), sent.one("name").to_owned());
    let done = bench.desk.with(async move |desk: &mut Desk| work::attachment(desk, &id, &name).await).await;
    match done {
        Ok((name, bytes)) => download(&name, bytes),
        Err(refused) => after::<()>(&bench, Err(refused), "/case", |()| None),
    }
}

/// Returns the whole story as a download, for a story that is too long for the page.
pub(super) async fn text(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let id = Sent::of(form).one("id").to_owned();
    let done = bench.desk.with(async move |desk: &mut Desk| Ok(work::show(desk, &id).await?.story)).await;
    match done {
        Ok(story) => download("story.txt", story.into_bytes()),
        Err(refused) => after::<()>(&bench, Err(refused), "/case", |()| None),
    }
}

fn download(name: &str, bytes: Vec<u8>) -> HttpResponse {
    // Names were made safe when the tip was sealed. But a header may hold only plain ASCII, so all other characters
    // become `_`.
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")))
        .body(bytes)
}

/// Lists all cases that share an entity with this case.
pub(super) async fn entity(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    bench.view().entity = sent.some("entity").and_then(|both| {
        let (kind, value) = both.split_once(' ')?;
        Some((kind.to_owned(), value.to_owned()))
    });
    go("/search")
}

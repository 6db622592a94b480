//! `/{lang}/mailbox`: what waits behind a code, and a box to write more.
//!
//! A code is looked up, derived and compared the same way whether a mailbox has it or not. Replies are opened in memory, for one page.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use envelope::code::{Code, CodeError, MailboxSecrets};
use envelope::item::{Item, Says, UntrustedItem};
use envelope::questionnaire::STORY;
use envelope::{MailboxId, TipId};
use zeroize::Zeroizing;

use super::body::{Body, BodyError, Reader, Refusal, refusal_of};
use super::tip::{self, TOKEN, begin_draft, explain, fault_of, fresh_token, verify_token, with_retry};
use super::{admit, evenly, html, origin, problem};
use crate::application::State;
use crate::pages::{Done, FaultKind, Language, MailboxState, OpenMailbox, Problem, Reply};
use crate::service::filing::{self, FilingError, Submission};
use crate::store::mailbox::WaitingItem;

const CODE: &str = "code";
const SESSION: &str = "session";
const ACT: &str = "act";
const ITEM: &str = "item";

/// GET: a box for the code.
pub async fn show(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.mailbox(language, &MailboxState::default())),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// POST: opens the mailbox; sends more; or erases what was read.
pub async fn act(
    state: web::Data<State>,
    request: HttpRequest,
    lang: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    let state = state.get_ref();
    let (language, _place) = match admit(state, &request, &lang) {
        Ok(admitted) => admitted,
        Err(why) => return problem(state, &request, why),
    };
    let multipart = Multipart::new(request.headers(), payload);
    let site = state.roster.current().site();
    let begin = |fields: &super::body::Fields| {
        let session = fields.get(SESSION).and_then(|values| values.last()).map(|value| value.as_str());
        // Only a page of ours brings files, and only after its session.
        let open = session.map(|session| state.session_key.open(session, site, state.clock.hour()));
        if open.is_some_and(|open| open.is_ok()) { begin_draft(state, fields) } else { Err(Refusal::Token) }
    };
    let wanted = |name: &str| [CODE, SESSION, ACT, ITEM, TOKEN, STORY].contains(&name);
    let reader = Reader { wanted: &wanted, begin: &begin, max_bytes: state.max_tip_bytes, refusal: None };
    let body = match reader.read(multipart).await {
        Ok(body) => body,
        Err(BodyError::NotAForm | BodyError::Truncated | BodyError::Stalled) => {
            return problem(state, &request, Problem::BadRequest);
        }
    };
    evenly(state.answer_every, answer(state, &request, language, body)).await
}

async fn answer(state: &State, request: &HttpRequest, language: &Language, body: Body<'_>) -> HttpResponse {
    let site = state.roster.current().site();
    match body.field(SESSION) {
        Some(session) if body.field(ACT) == Some("picture") => {
            let code = state.session_key.open(session, site, state.clock.hour());
            match code.ok().and_then(|code| picture(&code)) {
                Some(svg) => html(StatusCode::OK, state.pages.picture(language, &svg)),
                None => closed(state, language, &body, FaultKind::SessionOver, StatusCode::FORBIDDEN),
            }
        }
        Some(session) => match state.session_key.open(session, site, state.clock.hour()) {
            Ok(code) => with_code(state, request, language, body, &code).await,
            Err(_) => closed(state, language, &body, FaultKind::SessionOver, StatusCode::FORBIDDEN),
        },
        None => typed(state, request, language, body).await,
    }
}

/// The code as a QR picture.
fn picture(code: &Code) -> Option<Zeroizing<String>> {
    let digits: Zeroizing<String> = Zeroizing::new(code.grouped().chars().filter(char::is_ascii_digit).collect());
    let picture = qrcode::QrCode::new(digits.as_bytes()).ok()?;
    let svg = Zeroizing::new(picture.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).build());
    // A page has no XML prolog.
    Some(Zeroizing::new(svg.split_once("?>").map_or(svg.as_str(), |(_, rest)| rest).to_owned()))
}

/// A code that was typed. Whether a mailbox has it is not looked at before the limits.
async fn typed(state: &State, request: &HttpRequest, language: &Language, body: Body<'_>) -> HttpResponse {
    let folded = Zeroizing::new(surface::digits::fold_digits(body.field(CODE).unwrap_or_default()));
    let code = match Code::parse(&folded) {
        Ok(code) => code,
        Err(error) => {
            let fault = match error {
                CodeError::Length(_) | CodeError::Character => FaultKind::CodeLength,
                CodeError::CheckDigit => FaultKind::CodeDigit,
            };
            return closed(state, language, &body, fault, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    if let Some(origin) = origin(state, request)
        && let Err(wait) = state.look_ups.check(origin)
    {
        let (_, kind, status) = explain(Refusal::Limited(wait));
        return with_retry(closed(state, language, &body, kind, status), kind);
    }
    with_code(state, request, language, body, &code).await
}

async fn with_code(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    mut body: Body<'_>,
    code: &Code,
) -> HttpResponse {
    let roster = state.roster.current();
    let Ok(secrets) = code.derive(roster.site(), &roster.body().kdf) else {
        return problem(state, request, Problem::Internal);
    };
    let id = MailboxId::of(roster.site(), &secrets.identity.recipient());
    let Ok(waiting) = state.store.mailbox(&id).await else { return problem(state, request, Problem::Internal) };
    let Some(waiting) = waiting else {
        return closed(state, language, &body, FaultKind::CodeUnknown, StatusCode::NOT_FOUND);
    };
    let mut open = opened(state, code, &secrets, id, &waiting);
    let mut status = StatusCode::OK;
    let mut fault = None;
    match body.field(ACT) {
        Some("send") if open.closed.is_none() => match send(state, request, language, &mut body, &secrets).await {
            Ok(()) => open.done = Some(Done::Sent),
            Err((kind, refused)) => {
                (fault, status) = (Some(kind), refused);
                open.story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
                open.files_lost.clone_from(&body.file_names);
                // A form that can still be sent stays the same submission.
                if verify_token(state, &body.fields).is_ok() {
                    open.token = Zeroizing::new(body.field(TOKEN).unwrap_or_default().to_owned());
                }
            }
        },
        Some("erase") => {
            let ids: Vec<TipId> =
                body.fields.get(ITEM).into_iter().flatten().filter_map(|id| id.parse().ok()).collect();
            let Ok(_) = state.store.erase_items(&id, &ids).await else {
                return problem(state, request, Problem::Internal);
            };
            let Ok(Some(left)) = state.store.mailbox(&id).await else {
                return problem(state, request, Problem::Internal);
            };
            open = opened(state, code, &secrets, id, &left);
            open.done = Some(Done::Erased);
        }
        // Words that came along from a page whose time was over.
        _ => open.story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned()),
    }
    let page = state.pages.mailbox(language, &MailboxState { fault, open: Some(open), ..MailboxState::default() });
    match fault {
        Some(kind) => with_retry(html(status, page), kind),
        None => html(status, page),
    }
}

/// Seals what was added, and stores it.
async fn send(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    body: &mut Body<'_>,
    secrets: &MailboxSecrets,
) -> Result<(), (FaultKind, StatusCode)> {
    let why = |refusal: Refusal| {
        let (_, kind, status) = explain(refusal);
        (kind, status)
    };
    if let Some(refusal) = body.refusal.take().or_else(|| tip::early_refusal(state, request)) {
        return Err(why(refusal));
    }
    let token = verify_token(state, &body.fields).map_err(why)?;
    let answers = filing::check(&state.questionnaire, &body.fields, state.max_text_bytes).map_err(|faults| {
        let kind = faults.into_iter().map(|fault| fault_of(fault).kind).next().unwrap_or(FaultKind::StoryEmpty);
        (kind, StatusCode::UNPROCESSABLE_ENTITY)
    })?;
    let draft = body.draft.take();
    if draft.is_none() && !state.store.has_room_for_text() {
        return Err(why(Refusal::Full));
    }
    let submission = Submission { token, answers, language: language.tag().to_owned(), draft };
    let roster = state.roster.current();
    let filed = state.filing().follow_up(submission, secrets, &roster, state.clock.today(), &mut (state.rng)()).await;
    filed.map_err(|error| match error {
        FilingError::Draft(error) => why(refusal_of(&error)),
        FilingError::Code => why(Refusal::Broken),
    })
}

/// Opens what waits, in memory. What no desk of the roster signed is not shown.
fn opened(state: &State, code: &Code, secrets: &MailboxSecrets, id: MailboxId, waiting: &[WaitingItem]) -> OpenMailbox {
    let roster = state.roster.current();
    let verified = |item: &WaitingItem| {
        let opened = UntrustedItem::open(&item.sealed, &secrets.identity).ok()?.verify(&roster, id).ok()?;
        Some((item.id, opened))
    };
    let (shown, mut items): (Vec<TipId>, Vec<Item>) = waiting.iter().filter_map(verified).unzip();
    state.store.saw_items(shown.into_iter());
    items.sort_by_key(|item| (item.day, item.number));
    let day_of = |says: &Says| items.iter().find(|item| item.says == *says).map(|item| item.day);
    let (received, closed) = (day_of(&Says::Received), day_of(&Says::Closed));
    let replies = items.into_iter().filter_map(|item| match item.says {
        Says::Reply { text } => Some(Reply { day: item.day, text: Zeroizing::new(text) }),
        Says::Received | Says::Closed => None,
    });
    OpenMailbox {
        session: state.session_key.seal(code, roster.site(), state.clock.hour(), &mut (state.rng)()),
        token: fresh_token(state),
        story: Zeroizing::default(),
        files_lost: Vec::new(),
        done: None,
        received,
        closed,
        replies: replies.collect(),
        items: waiting.iter().map(|item| item.id).collect(),
    }
}

/// The box for the code again, with what was typed in it.
fn closed(state: &State, language: &Language, body: &Body<'_>, fault: FaultKind, status: StatusCode) -> HttpResponse {
    let code = Zeroizing::new(body.field(CODE).unwrap_or_default().chars().take(200).collect());
    let story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
    html(status, state.pages.mailbox(language, &MailboxState { code, story, fault: Some(fault), open: None }))
}

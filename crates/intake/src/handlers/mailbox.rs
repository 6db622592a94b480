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
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::body::{Body, BodyError, Reader, Refusal, refusal_of};
use super::gate::{self, Gate, TICKET};
use super::tip::{self, TOKEN, begin_draft, explain, fault_of, fresh_token, verify_token, with_retry};
use super::{admit, evenly, html, origin, problem};
use crate::application::State;
use crate::limits::Standing;
use crate::pages::{Done, FaultKind, Language, MailboxState, OpenMailbox, Problem, Reply, Wait};
use crate::service::filing::{self, FilingError, Submission};
use crate::service::session::Purpose;
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
    let begun = Instant::now();
    let state = state.get_ref();
    let (language, _place) = match admit(state, &request, &lang) {
        Ok(admitted) => admitted,
        Err(why) => return problem(state, &request, why),
    };
    let multipart = Multipart::new(request.headers(), payload);
    let site = state.roster.current().site();
    let origin = origin(state, &request);
    let (sends, looks) = (Gate::new(state, &state.submissions, origin), Gate::new(state, &state.look_ups, origin));
    let begin = |fields: &super::body::Fields| {
        let session = fields.get(SESSION).and_then(|values| values.last()).map(|value| value.as_str());
        // Only a page of ours brings files, and only after its session.
        let open = session.map(|session| state.session_key.open(session, Purpose::Mailbox, site, state.clock.hour()));
        if open.is_none_or(|open| open.is_err()) {
            return Err(Refusal::Token);
        }
        sends.pass(fields, Standing::KnownGood)?;
        begin_draft(state, fields)
    };
    let wanted = |name: &str| [CODE, SESSION, ACT, ITEM, TOKEN, TICKET, STORY].contains(&name);
    let reader = Reader { wanted: &wanted, begin: &begin, max_bytes: state.max_tip_bytes, refusal: None };
    let body = match reader.read(multipart).await {
        Ok(body) => body,
        Err(BodyError::NotAForm | BodyError::Truncated | BodyError::Stalled) => {
            return problem(state, &request, Problem::BadRequest);
        }
    };
    evenly(begun, state.answer_every, answer(state, &request, language, body, &sends, &looks)).await
}

async fn answer(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    body: Body<'_>,
    sends: &Gate<'_>,
    looks: &Gate<'_>,
) -> HttpResponse {
    let site = state.roster.current().site();
    match body.field(SESSION) {
        Some(session) if body.field(ACT) == Some("picture") => {
            let code = state.session_key.open(session, Purpose::Receipt, site, state.clock.hour());
            match code.ok().and_then(|code| picture(&code)) {
                Some(svg) => html(StatusCode::OK, state.pages.picture(language, &svg)),
                None => closed(state, language, &body, FaultKind::SessionOver, StatusCode::FORBIDDEN),
            }
        }
        Some(session) => match state.session_key.open(session, Purpose::Mailbox, site, state.clock.hour()) {
            Ok(code) => look_up(state, request, language, body, &code, sends, (looks, Standing::KnownGood)).await,
            Err(_) => closed(state, language, &body, FaultKind::SessionOver, StatusCode::FORBIDDEN),
        },
        None => typed(state, request, language, body, sends, looks).await,
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
async fn typed(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    body: Body<'_>,
    sends: &Gate<'_>,
    looks: &Gate<'_>,
) -> HttpResponse {
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
    look_up(state, request, language, body, &code, sends, (looks, Standing::New)).await
}

/// Counts a look-up, typed or by a page of ours; then looks.
async fn look_up(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    body: Body<'_>,
    code: &Code,
    sends: &Gate<'_>,
    (looks, standing): (&Gate<'_>, Standing),
) -> HttpResponse {
    if let Err(refusal) = looks.pass(&body.fields, standing) {
        let wait = gate::wait(state, Some(&refusal));
        let (_, kind, status) = explain(refusal);
        return with_retry(closed_for(state, language, &body, kind, wait, status), kind);
    }
    with_code(state, request, language, body, code, sends).await
}

async fn with_code(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    mut body: Body<'_>,
    code: &Code,
    sends: &Gate<'_>,
) -> HttpResponse {
    let roster = state.roster.current();
    let Ok(secrets) = code.derive(roster.site(), &roster.body().kdf) else {
        return problem(state, request, Problem::Internal);
    };
    let id = MailboxId::of(roster.site(), &secrets.identity.recipient());
    let broken =
        |body: &Body<'_>| closed(state, language, body, FaultKind::Internal, StatusCode::INTERNAL_SERVER_ERROR);
    let Ok(waiting) = state.store.mailbox(&id).await else { return broken(&body) };
    let Some(waiting) = waiting else {
        return closed(state, language, &body, FaultKind::CodeUnknown, StatusCode::NOT_FOUND);
    };
    let mut open = opened(state, code, &secrets, id, &waiting);
    let mut status = StatusCode::OK;
    let mut fault = None;
    match body.field(ACT) {
        Some("send") if open.closed.is_none() => match send(state, request, language, &mut body, &secrets, sends).await
        {
            Ok(()) => open.done = Some(Done::Sent),
            Err(Unsent { kind, status: refused, wait }) => {
                (fault, status) = (Some(kind), refused);
                open.wait = wait;
                open.story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
                open.files_lost.clone_from(&body.file_names);
                // A form that can still be sent stays the same submission.
                if verify_token(state, &body.fields).is_ok() {
                    open.token = Zeroizing::new(body.field(TOKEN).unwrap_or_default().to_owned());
                }
            }
        },
        Some("send") => {
            (fault, status) = (Some(FaultKind::CaseClosed), StatusCode::CONFLICT);
            open.story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
            open.files_lost.clone_from(&body.file_names);
        }
        Some("erase") => {
            let asked: Vec<TipId> =
                body.fields.get(ITEM).into_iter().flatten().filter_map(|id| id.parse().ok()).collect();
            // Only what this page shows, whatever else is asked.
            let ids: Vec<TipId> = open.items.iter().copied().filter(|id| asked.contains(id)).collect();
            let Ok(_) = state.store.erase_items(&id, &ids).await else { return broken(&body) };
            let Ok(Some(left)) = state.store.mailbox(&id).await else { return broken(&body) };
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

/// What was added is not stored.
struct Unsent {
    kind: FaultKind,
    status: StatusCode,
    wait: Option<Wait>,
}

/// Seals what was added, and stores it.
async fn send(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    body: &mut Body<'_>,
    secrets: &MailboxSecrets,
    sends: &Gate<'_>,
) -> Result<(), Unsent> {
    let why = |refusal: Refusal| {
        let wait = gate::wait(state, Some(&refusal));
        let (_, kind, status) = explain(refusal);
        Unsent { kind, status, wait }
    };
    if let Some(refusal) = body.refusal.take().or_else(|| tip::early_refusal(state, request)) {
        return Err(why(refusal));
    }
    // Whoever has opened a mailbox is no stranger.
    sends.pass(&body.fields, Standing::KnownGood).map_err(why)?;
    let token = verify_token(state, &body.fields).map_err(why)?;
    let answers = filing::check(&state.questionnaire, &body.fields, state.max_text_bytes).map_err(|faults| {
        let kind = faults.into_iter().map(|fault| fault_of(fault).kind).next().unwrap_or(FaultKind::StoryEmpty);
        Unsent { kind, status: StatusCode::UNPROCESSABLE_ENTITY, wait: None }
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
    let mut items: Vec<(TipId, Item)> = waiting.iter().filter_map(verified).collect();
    state.store.saw_items(items.iter().map(|(id, _)| *id));
    items.sort_by_key(|(_, item)| (item.day, item.number));
    // Notices stay: without them the page would say again that reviewers have not confirmed.
    let erasable = |item: &Item| matches!(item.says, Says::Reply { .. });
    let replies_here = items.iter().filter(|(_, item)| erasable(item)).map(|(id, _)| *id).collect();
    let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    let day_of = |says: &Says| items.iter().find(|item| item.says == *says).map(|item| item.day);
    let (received, closed) = (day_of(&Says::Received), day_of(&Says::Closed));
    let replies = items.into_iter().filter_map(|item| match item.says {
        Says::Reply { text } => Some(Reply { day: item.day, text: Zeroizing::new(text) }),
        Says::Received | Says::Closed => None,
    });
    OpenMailbox {
        session: state.session_key.seal(code, Purpose::Mailbox, roster.site(), state.clock.hour(), &mut (state.rng)()),
        token: fresh_token(state),
        story: Zeroizing::default(),
        files_lost: Vec::new(),
        done: None,
        wait: None,
        received,
        closed,
        replies: replies.collect(),
        items: replies_here,
    }
}

/// The box for the code again, with what was typed in it.
fn closed(state: &State, language: &Language, body: &Body<'_>, fault: FaultKind, status: StatusCode) -> HttpResponse {
    closed_for(state, language, body, fault, None, status)
}

fn closed_for(
    state: &State,
    language: &Language,
    body: &Body<'_>,
    fault: FaultKind,
    wait: Option<Wait>,
    status: StatusCode,
) -> HttpResponse {
    let code = Zeroizing::new(body.field(CODE).unwrap_or_default().chars().take(200).collect());
    let story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
    let files_lost = body.file_names.clone();
    let fault = match fault {
        // Nothing was written: nothing is unsent.
        FaultKind::SessionOver if story.is_empty() && files_lost.is_empty() => FaultKind::PageOver,
        other => other,
    };
    let page = MailboxState { code, story, files_lost, fault: Some(fault), wait, open: None };
    html(status, state.pages.mailbox(language, &page))
}

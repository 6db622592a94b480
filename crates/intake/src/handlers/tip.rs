//! `/{lang}/tip`: the form, and the handling of its submission.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, HOST, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use envelope::answers::{self, AnswerFault};
use envelope::code::Code;
use envelope::submission::FormToken;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::body::{Body, BodyError, Fields, Multipart, Reader, Refusal, refusal_of};
use super::gate::{self, Gate, TICKET};
use super::{admit, evenly, html, origin, problem, tongue};
use crate::application::State;
use crate::limits::Origin;
use crate::log::{self, Failing, Unfiled};
use crate::pages::{ACT, FaultKind, FormFault, FormState, Language, Problem, VOICE, Wait};
use crate::service::filing::{self, FilingError, Submission};
use crate::service::session::Purpose;
use crate::store::StoreError;

/// GET: the form, with a fresh token.
pub async fn form(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    let Some(language) = state.pages.language(&lang) else { return problem(&state, &request, Problem::NotFound) };
    match state.roster.current().sealing_on(state.clock.today()) {
        Err(_) => html(StatusCode::SERVICE_UNAVAILABLE, state.pages.closed(language)),
        Ok(_) => {
            let form = FormState { token: fresh_token(&state), ..state.form_state() };
            html(StatusCode::OK, state.pages.form(language, &form))
        }
    }
}

/// POST: the receipt with the code, once the tip is durable; or the form again, with all typed text.
pub async fn submit(
    state: web::Data<State>,
    request: HttpRequest,
    lang: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    let begun = Instant::now();
    let state = state.get_ref();
    let (language, place) = match admit(state, &request, &lang) {
        Ok(admitted) => admitted,
        Err(why) => return problem(state, &request, why),
    };
    let multipart = Multipart::new(request.headers(), payload).in_language(language.tag());
    let gate = Gate::new(state, &state.submissions, origin(state, &request));
    let begin = |fields: &Fields| gate.pass(fields, None).and_then(|()| begin_draft(state, fields)).map(Some);
    let wanted = |name: &str| [TOKEN, TICKET, ACT].contains(&name) || state.questionnaire.question(name).is_some();
    let refusal = early_refusal(state, &request);
    let reader = Reader {
        wanted: &wanted,
        begin: &begin,
        seals: !tongue::is_asked(&request),
        max_bytes: state.max_tip_bytes,
        refusal,
        patience: state.patience,
        place: &place,
    };
    match reader.read(multipart).await {
        Ok(body) => evenly(begun, state, answer(state, &request, language, body, &gate)).await,
        Err(BodyError::NotAForm | BodyError::Stalled) => problem(state, &request, Problem::BadRequest),
    }
}

/// The name of the hidden field with the form's token.
pub(super) const TOKEN: &str = "token";

pub(super) fn early_refusal(state: &State, request: &HttpRequest) -> Option<Refusal> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    // The most bytes of a form besides its files.
    const FRAME: u64 = 1024 * 1024;
    if length.is_some_and(|length| length > state.max_tip_bytes.saturating_add(FRAME)) {
        return Some(Refusal::TooLarge);
    }
    state.roster.current().sealing_on(state.clock.today()).is_err().then_some(Refusal::Closed)
}

/// Begins a draft, for a form with a valid token only. Sealing costs time, and a stranger's gigabytes would fill the
/// disk.
pub(super) fn begin_draft<'a>(
    state: &'a State,
    fields: &Fields,
) -> Result<crate::service::sealing::Draft<'a>, Refusal> {
    verify_token(state, fields)?;
    if !state.store.has_room() {
        return Err(without_room(state));
    }
    filing::begin(&state.store, &state.roster.current(), state.clock.today(), &mut (state.rng)())
        .map_err(|error| refusal_of(&error))
}

/// Logs that the store is full, and returns a refusal that tells whether text alone would still fit.
fn without_room(state: &State) -> Refusal {
    let refusal = refusal_of(&StoreError::Full.into());
    if state.store.has_room_for_text() { refusal } else { Refusal::NoRoom }
}

pub(super) fn verify_token(state: &State, fields: &Fields) -> Result<FormToken, Refusal> {
    let text = fields.get(TOKEN).and_then(|values| values.last()).map(|value| value.as_str()).unwrap_or_default();
    let site = state.roster.current().site();
    FormToken::verify(text, &state.form_key, site, state.clock.hour(), state.token_hours).map_err(|_| Refusal::Token)
}

/// Why typed text cannot be filed.
pub(super) enum Unfit {
    /// A refusal for a reason that changing one field cannot remove.
    Refused(Refusal),
    /// Answers that have to be changed.
    Faults(Vec<FormFault>),
}

impl From<Refusal> for Unfit {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Checks the typed text of the tip form or of a mailbox page, and counts it against the limits.
pub(super) fn submission<'a>(
    state: &State,
    language: &Language,
    body: &mut Body<'a>,
    gate: &Gate<'_>,
    mailbox: Option<Origin>,
) -> Result<Submission<'a>, Unfit> {
    if let Some(refusal) = body.refusal.take() {
        return Err(refusal.into());
    }
    gate.pass(&body.fields, mailbox)?;
    let token = verify_token(state, &body.fields)?;
    let answers = answers::check(&state.questionnaire, &body.fields, state.max_text_bytes)
        .map_err(|faults| Unfit::Faults(faults.into_iter().map(fault_of).collect()))?;
    let draft = body.draft.take();
    if draft.is_none() && !state.store.has_room_for_text() {
        return Err(without_room(state).into());
    }
    Ok(Submission { token, answers, language: language.tag().to_owned(), draft })
}

async fn answer(
    state: &State,
    request: &HttpRequest,
    language: &Language,
    mut body: Body<'_>,
    gate: &Gate<'_>,
) -> HttpResponse {
    if let Some(other) = tongue::wanted(state, request, language, &body) {
        return turned(state, other, &body);
    }
    let submission = match submission(state, language, &mut body, gate, None) {
        Ok(submission) => submission,
        Err(Unfit::Refused(refusal)) => return refused(state, language, &body, refusal),
        Err(Unfit::Faults(faults)) => {
            return again(state, language, &body, faults, None, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let roster = state.roster.current();
    match state.filing().file(submission, &roster, state.clock.today(), &mut (state.rng)()).await {
        Ok(code) => {
            // The session carries the code to the page that shows it as a QR code, if the sender asks for that page.
            let session = code.as_deref().map(|code| {
                let (hour, rng) = (state.clock.hour(), &mut (state.rng)());
                state.session_keys.seal(&own_code(code), Purpose::Receipt, roster.site(), hour, rng)
            });
            let shown = code.as_deref().zip(session.as_deref());
            let shown = shown.map(|(code, session)| (code.as_str(), session.as_str()));
            html(StatusCode::OK, state.pages.receipt(language, shown, address_of(request)))
        }
        Err(error) => refused(state, language, &body, not_filed(&error)),
    }
}

/// Parses a code that was just made. If this failed, the receipt would have no code and the mailbox would be lost.
#[expect(clippy::expect_used, reason = "the text is of `Code::grouped`, which `Code::parse` reads")]
fn own_code(text: &str) -> Code {
    Code::parse(text).expect("a code reads what it wrote")
}

/// The address of this server as the sender may write it down, from the request's host. Only plain names are accepted,
/// since the client chooses the host.
fn address_of(request: &HttpRequest) -> Option<&str> {
    let host = request.uri().host().or_else(|| request.headers().get(HOST)?.to_str().ok())?;
    let plain = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
    (host.len() <= 255 && host.bytes().all(plain)).then_some(host)
}

pub(super) fn not_filed(error: &FilingError) -> Refusal {
    match error {
        FilingError::Draft(error) => refusal_of(error),
        FilingError::Code => {
            log::failure(Failing::Filing, &Unfiled(error), Instant::now().into_std());
            Refusal::Broken
        }
    }
}

fn fault_of((field, fault): (String, AnswerFault)) -> FormFault {
    let kind = match fault {
        AnswerFault::Empty => FaultKind::StoryEmpty,
        AnswerFault::NoSuchOption => FaultKind::NoSuchOption,
        AnswerFault::TooLong => FaultKind::TextTooLong,
    };
    FormFault { field, kind }
}

/// Explains a refusal: the field to which it belongs, the fault, and the HTTP status.
pub(super) fn explain(refusal: Refusal) -> (String, FaultKind, StatusCode) {
    let story = || envelope::questionnaire::STORY.to_owned();
    let files = || "files".to_owned();
    match refusal {
        Refusal::TooLarge => (files(), FaultKind::FilesTooLarge, StatusCode::PAYLOAD_TOO_LARGE),
        Refusal::TooManyFiles => (files(), FaultKind::TooManyFiles, StatusCode::PAYLOAD_TOO_LARGE),
        Refusal::EmptyFile { field, which } => {
            let kind = if field == VOICE { FaultKind::VoiceEmpty } else { FaultKind::FileEmpty(which) };
            (field.to_owned(), kind, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Refusal::FieldTooLong(field) => (field, FaultKind::TextTooLong, StatusCode::PAYLOAD_TOO_LARGE),
        Refusal::NotText(field) => (field, FaultKind::NotText, StatusCode::BAD_REQUEST),
        Refusal::TooManyParts => (story(), FaultKind::TooManyFields, StatusCode::BAD_REQUEST),
        Refusal::Token => (story(), FaultKind::FormExpired, StatusCode::FORBIDDEN),
        Refusal::Limited(wait) => {
            (story(), FaultKind::TryLater { seconds: wait.as_secs() }, StatusCode::TOO_MANY_REQUESTS)
        }
        Refusal::Closed => (story(), FaultKind::Closed, StatusCode::SERVICE_UNAVAILABLE),
        Refusal::Cut => (story(), FaultKind::Cut, StatusCode::BAD_REQUEST),
        Refusal::Full => (story(), FaultKind::StoreFull, StatusCode::INSUFFICIENT_STORAGE),
        Refusal::NoRoom => (story(), FaultKind::NoRoom, StatusCode::INSUFFICIENT_STORAGE),
        Refusal::Broken => (story(), FaultKind::Internal, StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// Adds `Retry-After` when a limit was reached.
pub(super) fn with_retry(mut response: HttpResponse, kind: FaultKind) -> HttpResponse {
    if let FaultKind::TryLater { seconds } = kind {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The form again, after a refusal for a reason that changing one field cannot remove.
fn refused(state: &State, language: &Language, body: &Body<'_>, refusal: Refusal) -> HttpResponse {
    let wait = gate::wait(state, Some(&refusal));
    let (field, kind, status) = explain(refusal);
    with_retry(again(state, language, body, vec![FormFault { field, kind }], wait, status), kind)
}

/// The form in another language; the tip is not filed. If the body was refused, the form says so, since text may be
/// missing.
fn turned(state: &State, language: &Language, body: &Body<'_>) -> HttpResponse {
    match body.refusal.clone() {
        Some(refusal) => refused(state, language, body, refusal),
        None => again(state, language, body, Vec::new(), gate::goes_on(state, &body.fields), StatusCode::OK),
    }
}

/// The form with all typed text. A token that is still valid is kept, so that sending again is the same submission.
fn again(
    state: &State,
    language: &Language,
    body: &Body<'_>,
    faults: Vec<FormFault>,
    wait: Option<Wait>,
    status: StatusCode,
) -> HttpResponse {
    let token = match (verify_token(state, &body.fields), body.field(TOKEN)) {
        (Ok(_), Some(token)) => Zeroizing::new(token.to_owned()),
        _ => fresh_token(state),
    };
    let answers = body
        .fields
        .iter()
        .filter(|(name, _)| ![TOKEN, TICKET, ACT].contains(&name.as_str()))
        .map(|(name, values)| (name.clone(), values.clone()))
        .collect();
    let form = FormState { token, answers, faults, wait, files_lost: body.file_names.clone(), ..state.form_state() };
    html(status, state.pages.form(language, &form))
}

pub(super) fn fresh_token(state: &State) -> Zeroizing<String> {
    FormToken::issue(state.clock.hour(), &mut (state.rng)()).to_text(&state.form_key, state.roster.current().site())
}

//! `/{lang}/mailbox`: the replies in a mailbox, and a form to write more.
//!
//! [`crate::service::mailbox`] opens the mailbox. This file holds the acts of the page and the limit before each.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use envelope::code::{Code, CodeError, MailboxSecrets};
use envelope::item::Says;
use envelope::questionnaire::STORY;
use envelope::{Digest, ItemId};
use qrcode::QrCode;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::body::{Body, BodyError, Fields, Multipart, Reader, Refusal};
use super::gate::{self, Gate, TICKET};
use super::tip::{self, TOKEN, Unfit, begin_draft, explain, fresh_token, verify_token, with_retry};
use super::{admit, evenly, html, origin, problem, tongue};
use crate::application::State;
use crate::limits::Origin;
use crate::log::{self, Failing};
use crate::pages::{ACT, Done, FILES, FaultKind, Language, MailboxState, OpenMailbox, Problem, ReadReply, Wait};
use crate::service::mailbox::{Mailbox, MailboxError};
use crate::service::session::Purpose;
use crate::store::StoreError;

const CODE: &str = "code";
const SESSION: &str = "session";
const ITEM: &str = "item";
/// The value of the button that erases replies.
const ERASE: &str = "erase";
/// The most characters of a typed code that are shown again. Even a code that is typed as keycap emoji, with a long
/// label, is shorter.
const MOST_ECHOED: usize = 2_000;

/// GET: the box for the code.
pub async fn show(state: web::Data<State>, request: HttpRequest, lang: web::Path<String>) -> HttpResponse {
    match state.pages.language(&lang) {
        Some(language) => html(StatusCode::OK, state.pages.mailbox(language, &MailboxState::default())),
        None => problem(&state, &request, Problem::NotFound),
    }
}

/// One request of a mailbox page, and the limits that it has to pass.
struct Visit<'a> {
    state: &'a State,
    request: &'a HttpRequest,
    language: &'a Language,
    /// Whether the sender only changes the language of the page.
    turned: bool,
    sends: Gate<'a>,
    looks: Gate<'a>,
}

/// POST: opens the mailbox, sends a follow-up, or erases replies that were read.
pub async fn act(
    state: web::Data<State>,
    request: HttpRequest,
    lang: web::Path<String>,
    payload: web::Payload,
) -> HttpResponse {
    let begun = Instant::now();
    let (state, request) = (state.get_ref(), &request);
    let (language, place) = match admit(state, request, &lang) {
        Ok(admitted) => admitted,
        Err(why) => return problem(state, request, why),
    };
    let multipart = Multipart::new(request.headers(), payload).in_language(language.tag());
    let origin = origin(state, request);
    let (sends, looks) = (Gate::new(state, &state.submissions, origin), Gate::new(state, &state.look_ups, origin));
    let visit = Visit { state, request, language, turned: false, sends, looks };
    let begin = |fields: &Fields| {
        // When the erase button was pressed, chosen files are not meant to be sent. The button's field comes before the
        // files.
        if last(fields, ACT) == Some(ERASE) {
            return Ok(None);
        }
        // Only pages of ours have a session field, and it comes before any files.
        let code =
            last(fields, SESSION).and_then(|session| visit.code_of(session, Purpose::Mailbox)).ok_or(Refusal::Token)?;
        visit.sends.pass(fields, Some(visit.claim_of(&code)))?;
        begin_draft(state, fields).map(Some)
    };
    let wanted = |name: &str| [CODE, SESSION, ACT, ITEM, TOKEN, TICKET, STORY].contains(&name);
    let reader = Reader {
        wanted: &wanted,
        begin: &begin,
        seals: !tongue::is_asked(request),
        max_bytes: state.max_tip_bytes,
        refusal: None,
        patience: state.patience,
        place: &place,
    };
    match reader.read(multipart).await {
        Ok(body) => {
            let visit = match tongue::wanted(state, request, language, &body) {
                Some(language) => Visit { language, turned: true, ..visit },
                None => visit,
            };
            evenly(begun, state, visit.answer(body)).await
        }
        Err(BodyError::NotAForm | BodyError::Stalled) => problem(state, request, Problem::BadRequest),
    }
}

impl Visit<'_> {
    async fn answer(&self, body: Body<'_>) -> HttpResponse {
        let over = |body: &Body<'_>| self.closed(body, FaultKind::SessionOver, StatusCode::FORBIDDEN);
        match body.field(SESSION) {
            Some(session) if body.field(ACT) == Some("picture") => match self.code_of(session, Purpose::Receipt) {
                Some(code) => html(StatusCode::OK, self.state.pages.picture(self.language, &picture(&code))),
                None => over(&body),
            },
            Some(session) => match self.code_of(session, Purpose::Mailbox) {
                Some(code) => self.look_up(body, &code, Some(self.claim_of(&code))).await,
                None => over(&body),
            },
            None if self.turned => self.typed_so_far(&body),
            None => self.typed(body).await,
        }
    }

    /// The code in a page's session field; `None` if the session is over.
    fn code_of(&self, session: &str, purpose: Purpose) -> Option<Code> {
        let State { session_keys, roster, clock, .. } = self.state;
        session_keys.open(session, purpose, roster.current().site(), clock.hour()).ok()
    }

    /// The key under which limits count this code's mailbox when the server is busy. It changes every hour.
    fn claim_of(&self, code: &Code) -> Origin {
        let digest = Digest::of(code.grouped().as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&digest.as_bytes()[..16]);
        self.state.origins.of_code(&half, self.state.clock.hour())
    }

    /// Handles a typed code. The limits are checked before a mailbox is looked up.
    async fn typed(&self, body: Body<'_>) -> HttpResponse {
        let fault = match (Code::parse(body.field(CODE).unwrap_or_default()), body.refusal.clone()) {
            (Ok(code), _) => return self.look_up(body, &code, None).await,
            // If the body was refused, the code may be incomplete, and its faults are not shown.
            (Err(_), Some(refusal)) => return self.refused(&body, refusal),
            (Err(CodeError::Length(found)), None) => FaultKind::CodeLength(found),
            (Err(CodeError::Letter(found)), None) => FaultKind::CodeLetter(found),
            (Err(CodeError::CheckDigit), None) => FaultKind::CodeDigit,
        };
        self.closed(&body, fault, StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The box for the code in another language, with the typed text. Nothing is looked up.
    fn typed_so_far(&self, body: &Body<'_>) -> HttpResponse {
        match body.refusal.clone() {
            Some(refusal) => self.refused(body, refusal),
            None => self.box_again(body, None, gate::goes_on(self.state, &body.fields), StatusCode::OK),
        }
    }

    /// The box for the code again, after a refusal for which the code is not the reason.
    fn refused(&self, body: &Body<'_>, refusal: Refusal) -> HttpResponse {
        let wait = gate::wait(self.state, Some(&refusal));
        let (_, kind, status) = explain(refusal);
        with_retry(self.closed_for(body, kind, wait, status), kind)
    }

    /// Counts a look-up against the limit, whether the code was typed or came from a page of ours. Then looks the
    /// mailbox up.
    async fn look_up(&self, body: Body<'_>, code: &Code, mailbox: Option<Origin>) -> HttpResponse {
        if let Err(refusal) = self.looks.pass(&body.fields, mailbox) {
            return self.refused(&body, refusal);
        }
        match Mailbox::open(&self.state.store, &self.state.roster.current(), code).await {
            Ok(Some(mailbox)) => self.inside(body, code, mailbox).await,
            Ok(None) => self.closed(&body, FaultKind::CodeUnknown, StatusCode::NOT_FOUND),
            Err(error) => self.broken(&body, &error),
        }
    }

    /// Does what the page's button asked for, and returns the mailbox page after it.
    async fn inside(&self, mut body: Body<'_>, code: &Code, mut mailbox: Mailbox) -> HttpResponse {
        let mut unsent = None;
        let mut done = None;
        match body.field(ACT) {
            // Erasing sends nothing else, so a fault in the rest of the body does not prevent it.
            Some(ERASE) if body.whole && !self.turned => {
                let asked: Vec<ItemId> =
                    body.fields.get(ITEM).into_iter().flatten().filter_map(|id| id.parse().ok()).collect();
                match mailbox.erase(&self.state.store, &asked).await {
                    Ok(()) => {
                        done = Some(Done::Erased);
                        // If some of the returned words may be missing, the page says so.
                        unsent =
                            body.refusal.take().filter(Refusal::is_about_words).map(|refusal| self.unsent(refusal));
                    }
                    // The disk is full, but the page still shows the replies.
                    Err(MailboxError::Store(StoreError::Full)) => unsent = Some(self.unsent(Refusal::NoRoom)),
                    Err(error) => return self.broken(&body, &error),
                }
            }
            // The body was refused. The body may have ended before the field that names the act.
            _ if body.refusal.is_some() => unsent = body.refusal.take().map(|refusal| self.unsent(refusal)),
            // The sender only changes the language, so nothing was sealed and nothing is sent.
            _ if self.turned => {}
            Some("send") => match self.send(&mut body, code, &mailbox).await {
                Ok(()) => done = Some(Done::Sent),
                Err(why) => unsent = Some(why),
            },
            _ => (),
        }
        let mut open = self.page(code, &mailbox);
        open.done = done;
        // The page returns text that was not sent: it was refused, its page had expired, or the request erased replies
        // instead.
        if open.done != Some(Done::Sent) {
            open.story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
            open.files_lost.clone_from(&body.file_names);
            // If the form's token is still valid, it is kept, so that sending the form again is the same submission.
            if verify_token(self.state, &body.fields).is_ok() {
                open.token = Zeroizing::new(body.field(TOKEN).unwrap_or_default().to_owned());
            }
        }
        if self.turned || open.done == Some(Done::Erased) {
            open.wait = gate::goes_on(self.state, &body.fields);
        }
        let (fault, file_field, status) = match unsent {
            Some(Unsent { kind, status, wait, file_field }) => {
                open.wait = wait;
                (Some(kind), file_field, status)
            }
            None => (None, None, StatusCode::OK),
        };
        let shut = self.state.shut();
        let shown = MailboxState { fault, file_field, shut, open: Some(open), ..MailboxState::default() };
        let page = html(status, self.state.pages.mailbox(self.language, &shown));
        match fault {
            Some(kind) => with_retry(page, kind),
            None => page,
        }
    }

    fn unsent(&self, refusal: Refusal) -> Unsent {
        let wait = gate::wait(self.state, Some(&refusal));
        let (field, kind, status) = explain(refusal);
        let file_field = FILES.into_iter().find(|file| *file == field);
        Unsent { kind, status, wait, file_field }
    }

    /// Seals the follow-up and stores it.
    async fn send(&self, body: &mut Body<'_>, code: &Code, mailbox: &Mailbox) -> Result<(), Unsent> {
        if mailbox.day_of(&Says::Closed).is_some() {
            return Err(Unsent {
                kind: FaultKind::CaseClosed,
                status: StatusCode::CONFLICT,
                wait: None,
                file_field: None,
            });
        }
        let why = |refusal: Refusal| self.unsent(refusal);
        if let Some(refusal) = tip::early_refusal(self.state, self.request) {
            return Err(why(refusal));
        }
        // A sender who has opened a mailbox has priority.
        let known = Some(self.claim_of(code));
        let submission = tip::submission(self.state, self.language, body, &self.sends, known);
        let submission = submission.map_err(|unfit| match unfit {
            Unfit::Refused(refusal) => why(refusal),
            Unfit::Faults(faults) => {
                let kind = faults.into_iter().map(|fault| fault.kind).next().unwrap_or(FaultKind::StoryEmpty);
                Unsent { kind, status: StatusCode::UNPROCESSABLE_ENTITY, wait: None, file_field: None }
            }
        })?;
        let State { roster, clock, rng, .. } = self.state;
        let secrets: &MailboxSecrets = &mailbox.secrets;
        let filed =
            self.state.filing().follow_up(submission, secrets, &roster.current(), clock.today(), &mut rng()).await;
        filed.map_err(|error| why(tip::not_filed(&error)))
    }

    /// The open mailbox, with a session for its next request.
    fn page(&self, code: &Code, mailbox: &Mailbox) -> OpenMailbox {
        let State { session_keys, roster, clock, rng, .. } = self.state;
        let (items, replies) = mailbox.replies().map(|(id, day, text)| (id, ReadReply { day, text })).unzip();
        OpenMailbox {
            session: session_keys.seal(code, Purpose::Mailbox, roster.current().site(), clock.hour(), &mut rng()),
            token: fresh_token(self.state),
            story: Zeroizing::default(),
            files_lost: Vec::new(),
            done: None,
            wait: None,
            received: mailbox.day_of(&Says::Received),
            closed: mailbox.day_of(&Says::Closed),
            replies,
            items,
        }
    }

    fn broken(&self, body: &Body<'_>, why: &MailboxError) -> HttpResponse {
        log::failure(Failing::Mailbox, why, Instant::now().into_std());
        self.closed(body, FaultKind::Internal, StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The box for the code again, with the typed text.
    fn closed(&self, body: &Body<'_>, fault: FaultKind, status: StatusCode) -> HttpResponse {
        self.closed_for(body, fault, None, status)
    }

    fn closed_for(&self, body: &Body<'_>, fault: FaultKind, wait: Option<Wait>, status: StatusCode) -> HttpResponse {
        self.box_again(body, Some(fault), wait, status)
    }

    fn box_again(
        &self,
        body: &Body<'_>,
        fault: Option<FaultKind>,
        wait: Option<Wait>,
        status: StatusCode,
    ) -> HttpResponse {
        let code = Zeroizing::new(body.field(CODE).unwrap_or_default().chars().take(MOST_ECHOED).collect());
        let story = Zeroizing::new(body.field(STORY).unwrap_or_default().to_owned());
        let files_lost = body.file_names.clone();
        // The text may have been stored although its response was lost. With the same token, sending it again is the
        // same submission.
        let still_good = !story.is_empty() && verify_token(self.state, &body.fields).is_ok();
        let token = Zeroizing::new(body.field(TOKEN).filter(|_| still_good).unwrap_or_default().to_owned());
        let fault = match fault {
            // The page had no text, so no text is unsent.
            Some(FaultKind::SessionOver) if story.is_empty() && files_lost.is_empty() => Some(FaultKind::PageOver),
            other => other,
        };
        let page = MailboxState { code, story, token, files_lost, fault, wait, ..MailboxState::default() };
        html(status, self.state.pages.mailbox(self.language, &page))
    }
}

/// The last value of a field.
fn last<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name)?.last().map(|value| value.as_str())
}

/// Why a follow-up was not stored.
struct Unsent {
    kind: FaultKind,
    status: StatusCode,
    wait: Option<Wait>,
    /// The file field to which the fault belongs.
    file_field: Option<&'static str>,
}

/// The code's digits as a QR code.
#[expect(clippy::expect_used, reason = "a QR code holds 7,089 digits, and a code has 28")]
fn picture(code: &Code) -> QrCode {
    let digits: Zeroizing<String> = Zeroizing::new(code.grouped().chars().filter(char::is_ascii_digit).collect());
    QrCode::new(digits.as_bytes()).expect("28 digits fit a QR code")
}

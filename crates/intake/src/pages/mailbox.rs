//! The mailbox page: a form for the code, or the open mailbox.
//!
//! An open mailbox shows its replies and a form to write more.

use askama::Template;
use envelope::{Day, ItemId};
use surface::Language;
use zeroize::Zeroizing;

use super::comfort::Comfort;
use super::files::FileField;
use super::form::FaultKind;
use super::{Frame, Pages, Wait, equal_size, render};

/// The contents of `/{lang}/mailbox`.
#[derive(Default)]
pub struct MailboxState {
    /// The code as it was typed, when it has to be corrected; otherwise empty.
    pub code: Zeroizing<String>,
    /// Text typed into a page that expired. It is sent on together with the code; otherwise empty.
    pub story: Zeroizing<String>,
    /// The form token of the expired page, if it is still valid, so that the text is filed once. It is sent on with the
    /// text; otherwise empty.
    pub token: Zeroizing<String>,
    /// Names of the files that have to be chosen again.
    pub files_lost: Vec<String>,
    /// The error to show.
    pub fault: Option<FaultKind>,
    /// The file field that the error is about; `None` if it is about another field.
    pub file_field: Option<&'static str>,
    /// The wait before the code is looked up.
    pub wait: Option<Wait>,
    /// The reason why nothing can be sent at present; `None` when sending works.
    pub shut: Option<FaultKind>,
    /// The mailbox that the code opened; `None` before a valid code was given.
    pub open: Option<OpenMailbox>,
}

/// An open mailbox.
pub struct OpenMailbox {
    /// The value of the hidden field that carries the code, sealed.
    pub session: Zeroizing<String>,
    /// The form token, which distinguishes one form from another.
    pub token: Zeroizing<String>,
    /// The typed text, when the form is returned; otherwise empty.
    pub story: Zeroizing<String>,
    /// Names of the files that have to be chosen again.
    pub files_lost: Vec<String>,
    /// The action that was just completed.
    pub done: Option<Done>,
    /// The wait before the typed text can be sent again.
    pub wait: Option<Wait>,
    /// The day on which reviewers confirmed that they received the tip.
    pub received: Option<Day>,
    /// The day on which reviewers closed the case.
    pub closed: Option<Day>,
    /// The replies, oldest first.
    pub replies: Vec<ReadReply>,
    /// Ids of the items that the page shows; the erase button erases these.
    pub items: Vec<ItemId>,
}

impl OpenMailbox {
    /// The fields and bytes that a browser sends with this page's form.
    fn fields(&self) -> equal_size::Empty {
        equal_size::Empty::mailbox(self.items.len(), self.closed.is_some())
    }
}

/// An opened reply from a desk.
pub struct ReadReply {
    /// The day on which the reply was written.
    pub day: Day,
    /// The text of the reply.
    pub text: Zeroizing<String>,
}

/// An action that a sender completed in their mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A follow-up was sent, and is durable.
    Sent,
    /// The items that were shown are erased.
    Erased,
}

impl Pages {
    /// The page at `/{lang}/mailbox`.
    pub fn mailbox(&self, language: &Language, state: &MailboxState) -> String {
        let f = self.filled_in(language, "mailbox");
        let lost = state.open.as_ref().map_or(&state.files_lost, |open| &open.files_lost);
        let fault = state.fault.map(|fault| fault.text(self, f.catalog, lost));
        match &state.open {
            None => render(&CodePage {
                f,
                code: &state.code,
                story: &state.story,
                token: &state.token,
                files_lost: &state.files_lost,
                wait: state.wait.as_ref(),
                fault,
            }),
            Some(open) => {
                let day = |id: &str, day: Day| f.catalog.text_with(id, &[("day", day.to_string())]);
                let status = match (open.closed, open.received) {
                    (Some(on), _) => day("mailbox-closed", on),
                    (None, Some(on)) => day("mailbox-received", on),
                    (None, None) => f.t("mailbox-waiting"),
                };
                let done = open.done.map(|done| match done {
                    Done::Sent => f.t("mailbox-sent"),
                    Done::Erased => f.t("mailbox-erased"),
                });
                let replies =
                    open.replies.iter().map(|reply| (day("mailbox-reply", reply.day), reply.text.as_str())).collect();
                let shut = state.shut.filter(|shut| state.fault != Some(*shut));
                let shut = shut.map(|shut| shut.text(self, f.catalog, &[]));
                let field = state.file_field.unwrap_or(envelope::questionnaire::STORY);
                render(&MailboxPage {
                    open,
                    wait: open.wait.as_ref(),
                    status,
                    shut,
                    done,
                    replies,
                    files: self.file_fields(f.catalog, |id| fault.clone().filter(|_| id == field)),
                    comfort: self.comfort(f.catalog),
                    story_fault: fault.is_some() && state.file_field.is_none(),
                    field,
                    fault,
                    f,
                })
            }
        }
    }
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    f: Frame<'a>,
    code: &'a str,
    story: &'a str,
    token: &'a str,
    files_lost: &'a [String],
    wait: Option<&'a Wait>,
    fault: Option<String>,
}

impl CodePage<'_> {
    /// The fields and bytes that a browser sends with this page's form.
    fn fields(&self) -> equal_size::Empty {
        equal_size::Empty::code(!self.story.is_empty(), !self.token.is_empty())
    }
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MailboxPage<'a> {
    f: Frame<'a>,
    open: &'a OpenMailbox,
    wait: Option<&'a Wait>,
    status: String,
    shut: Option<String>,
    done: Option<String>,
    fault: Option<String>,
    replies: Vec<(String, &'a str)>,
    files: Vec<FileField>,
    comfort: Comfort,
    field: &'a str,
    story_fault: bool,
}

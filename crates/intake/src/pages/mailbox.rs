//! The mailbox: a box for the code, or what waits behind it and a box to write more.

use askama::Template;
use envelope::{Day, ItemId};
use surface::Language;
use zeroize::Zeroizing;

use super::comfort::Comfort;
use super::files::FileField;
use super::form::FaultKind;
use super::{Frame, Pages, Wait, equal_size, render};

/// What `/{lang}/mailbox` shows.
#[derive(Default)]
pub struct MailboxState {
    /// The code as it was typed, where it is to be corrected.
    pub code: Zeroizing<String>,
    /// What was typed into a page whose time is over; it goes on with the code.
    pub story: Zeroizing<String>,
    /// The hidden field that tells that page's form from another, where it can still be sent; it goes on with the words.
    pub token: Zeroizing<String>,
    /// Files that have to be chosen again.
    pub files_lost: Vec<String>,
    /// What is wrong.
    pub fault: Option<FaultKind>,
    /// The file field that it is about, if it is about one.
    pub file_field: Option<&'static str>,
    /// How long to wait before the code is looked up.
    pub wait: Option<Wait>,
    /// Why nothing can be sent at present, if nothing can.
    pub shut: Option<FaultKind>,
    /// What lies behind the code; none before it was given.
    pub open: Option<OpenMailbox>,
}

/// An open mailbox.
pub struct OpenMailbox {
    /// The hidden field that carries the code.
    pub session: Zeroizing<String>,
    /// The hidden field that tells one form from another.
    pub token: Zeroizing<String>,
    /// What was typed, where it is given back.
    pub story: Zeroizing<String>,
    /// Files that have to be chosen again.
    pub files_lost: Vec<String>,
    /// What was just done.
    pub done: Option<Done>,
    /// How long to wait before what was typed is sent again.
    pub wait: Option<Wait>,
    /// The day on which reviewers say that they have the tip.
    pub received: Option<Day>,
    /// The day on which reviewers closed the case.
    pub closed: Option<Day>,
    /// Replies, oldest first.
    pub replies: Vec<ReadReply>,
    /// The replies that are shown, for erasing.
    pub items: Vec<ItemId>,
}

impl OpenMailbox {
    /// What its form sends.
    fn fields(&self) -> equal_size::Empty {
        equal_size::Empty::mailbox(self.items.len(), self.closed.is_some())
    }
}

/// A reply of a desk.
pub struct ReadReply {
    /// The day it was written.
    pub day: Day,
    /// Its words.
    pub text: Zeroizing<String>,
}

/// What a sender just did in their mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// More was sent, and is durable.
    Sent,
    /// What was read is erased.
    Erased,
}

impl Pages {
    /// `/{lang}/mailbox`
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
    /// What its form sends.
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

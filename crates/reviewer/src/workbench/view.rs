//! State of the pages: filter, open case, search, drafts.
//!
//! The state lives here, and not in URLs or hidden fields, so that a browser stores none of it.

use std::collections::BTreeMap;

use crate::casedb::queue::Filter;
use crate::service::verify::Verified;

/// The state of the pages, for one person and one browser.
#[derive(Default)]
pub(super) struct View {
    /// The queue's filter.
    pub(super) filter: Filter,
    /// The page of the queue that is shown, counted from 0.
    pub(super) page: u32,
    /// Id of the open case.
    pub(super) case: Option<String>,
    /// The query as it was typed.
    pub(super) search: String,
    /// The entity whose cases are listed: its kind and value.
    pub(super) entity: Option<(String, String)>,
    /// A message that the next page shows.
    pub(super) said: Option<Said>,
    /// Typed text that is not saved yet, by case and field. The page shows it in its field again.
    pub(super) drafts: BTreeMap<(String, String), String>,
    /// Result of the last verification.
    pub(super) verified: Option<Verified>,
    /// A new recovery key, until its owner confirms that it is written down.
    pub(super) recovery: Option<envelope::keys::Identity>,
}

/// A message at the top of a page.
#[derive(Clone)]
pub(super) struct Said {
    /// Whether the message is about a success, something to look at, or a failure.
    pub(super) mood: Mood,
    /// The text of the message, without a full stop.
    pub(super) text: String,
    /// The next step for the reviewer, without a full stop.
    pub(super) next: Option<String>,
}

/// The kind of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// The action succeeded.
    Good,
    /// The action succeeded, but a person has to look at its result.
    Look,
    /// The action failed.
    Bad,
}

impl Said {
    /// Whether the page shows the message in the warning colour.
    pub(super) fn is_bad(&self) -> bool {
        self.mood != Mood::Good
    }

    /// Whether the page puts "Not done" before the message.
    pub(super) fn is_not_done(&self) -> bool {
        self.mood == Mood::Bad
    }

    pub(super) fn good(text: impl Into<String>) -> Self {
        Self { mood: Mood::Good, text: text.into(), next: None }
    }

    /// A message of success, or of [`Mood::Look`] if `look` names something to look into.
    pub(super) fn done(text: impl Into<String>, look: Option<String>) -> Self {
        Self { mood: if look.is_none() { Mood::Good } else { Mood::Look }, text: text.into(), next: look }
    }

    /// A message of failure, with the error's reason and next step.
    pub(super) fn error(error: &anyhow::Error) -> Self {
        let (text, next) = console::explain(error);
        Self { mood: Mood::Bad, text, next }
    }
}

impl View {
    /// Clears the state when the desk is locked. The id of the open case and the drafts are kept, because drafts are
    /// the reviewer's own words.
    pub(super) fn forget(&mut self) {
        let (drafts, case) = (std::mem::take(&mut self.drafts), self.case.take());
        *self = Self { drafts, case, ..Self::default() };
    }

    /// Keeps a draft until it is saved. Blank text is ignored.
    pub(super) fn keep_draft(&mut self, case: &str, field: &str, text: &str) {
        if !text.trim().is_empty() {
            self.drafts.insert((case.to_owned(), field.to_owned()), text.to_owned());
        }
    }

    /// Removes a draft that was saved.
    pub(super) fn drop_draft(&mut self, case: &str, field: &str) {
        self.drafts.remove(&(case.to_owned(), field.to_owned()));
    }

    /// Returns the draft of a field of a case; empty if there is none.
    pub(super) fn draft_of(&self, case: &str, field: &str) -> String {
        self.drafts.get(&(case.to_owned(), field.to_owned())).cloned().unwrap_or_default()
    }
}

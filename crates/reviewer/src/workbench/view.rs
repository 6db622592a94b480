//! What the person is looking at. It lives here and not in addresses or hidden fields, so that a browser keeps nothing of it.

use std::collections::BTreeMap;

use crate::casedb::queue::Filter;
use crate::service::verify::Verified;

/// The state of the pages. One person, one browser.
#[derive(Default)]
pub(super) struct View {
    /// Which cases the queue shows.
    pub(super) filter: Filter,
    /// Its page, from 0.
    pub(super) page: u32,
    /// The case that is open.
    pub(super) case: Option<String>,
    /// What was looked for.
    pub(super) search: String,
    /// An entity whose cases are listed: kind and value.
    pub(super) entity: Option<(String, String)>,
    /// What is said on the next page.
    pub(super) said: Option<Said>,
    /// What was typed and is not taken yet, by case and field: it stands in its field again until it is.
    pub(super) drafts: BTreeMap<(String, String), String>,
    /// What the last check found.
    pub(super) verified: Option<Verified>,
    /// A recovery key that was just made, until its owner says that it is written down.
    pub(super) recovery: Option<envelope::keys::Identity>,
}

/// What a page says at its top.
#[derive(Clone)]
pub(super) struct Said {
    /// How it went.
    pub(super) mood: Mood,
    /// What happened.
    pub(super) text: String,
    /// What to do next.
    pub(super) next: Option<String>,
}

/// How something went.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Well.
    Good,
    /// It is done, and somebody has to look into it.
    Look,
    /// It is not done.
    Bad,
}

impl Said {
    /// For the page: it is in another colour.
    pub(super) fn is_bad(&self) -> bool {
        self.mood != Mood::Good
    }

    /// For the page: it begins with "Not done".
    pub(super) fn is_not_done(&self) -> bool {
        self.mood == Mood::Bad
    }

    pub(super) fn good(text: impl Into<String>) -> Self {
        Self { mood: Mood::Good, text: text.into(), next: None }
    }

    /// Done; where there is something to look into, it says so.
    pub(super) fn done(text: impl Into<String>, look: Option<String>) -> Self {
        Self { mood: if look.is_none() { Mood::Good } else { Mood::Look }, text: text.into(), next: look }
    }

    /// What a person reads of an error: why, and what to do next.
    pub(super) fn error(error: &anyhow::Error) -> Self {
        let (text, next) = console::explain(error);
        Self { mood: Mood::Bad, text, next }
    }
}

impl View {
    /// What a locked desk no longer knows. Drafts stay: they are the person's own.
    pub(super) fn forget(&mut self) {
        let (drafts, case) = (std::mem::take(&mut self.drafts), self.case.take());
        *self = Self { drafts, case, ..Self::default() };
    }

    /// Keeps what was typed into a field of a case, until it is taken.
    pub(super) fn keep_draft(&mut self, case: &str, field: &str, text: &str) {
        if !text.trim().is_empty() {
            self.drafts.insert((case.to_owned(), field.to_owned()), text.to_owned());
        }
    }

    /// It was taken.
    pub(super) fn drop_draft(&mut self, case: &str, field: &str) {
        self.drafts.remove(&(case.to_owned(), field.to_owned()));
    }

    /// The draft of a field of a case.
    pub(super) fn draft_of(&self, case: &str, field: &str) -> String {
        self.drafts.get(&(case.to_owned(), field.to_owned())).cloned().unwrap_or_default()
    }
}

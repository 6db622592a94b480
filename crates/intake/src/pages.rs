//! What a person sees: typed contexts rendered in the sender's language.
//!
//! [`Pages`] is built once at the start from catalogs and questionnaire; nothing is missing afterwards, in no language. Each page is a template in
//! `templates/` and a method here; the form and the mailbox have files of their own.

mod comfort;
pub mod equal_size;
mod files;
mod form;
mod mailbox;
mod picture;
mod wait;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use askama::Template;
use envelope::Day;
use envelope::keys::{Root, VerifyingKey};
use envelope::questionnaire::{PublishedQuestionnaire, Questionnaire, QuestionnaireError};
use envelope::roster::{DatedRecipient, Roster};
use surface::{Catalog, CatalogError};
use zeroize::Zeroizing;

use crate::catalogs;

pub use files::{FILES, VOICE};
pub use form::{FaultKind, FormFault, FormState};
pub use mailbox::{Done, MailboxState, OpenMailbox, ReadReply};
pub use surface::Language;
pub use wait::Wait;

/// What the pages say about the organisation and its settings.
#[derive(Debug, Clone)]
pub struct SiteFace {
    /// The organisation's name.
    pub organisation: String,
    /// Tags of the languages that are offered, the first one foremost.
    pub languages: Vec<String>,
    /// Where "Leave this page" leads, by language tag.
    pub exits: BTreeMap<String, String>,
    /// The most bytes of attachments.
    pub max_tip_bytes: u64,
    /// The most bytes of typed text.
    pub max_text_bytes: usize,
}

/// Why there are no pages.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// A catalog is broken or incomplete.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The questionnaire is broken.
    #[error(transparent)]
    Questionnaire(#[from] QuestionnaireError),
    /// A language is offered that has no catalog.
    #[error("there are no texts for the language {0:?}; offer others in intake.toml")]
    NoLanguage(String),
    /// A question, a block or an option has no text.
    #[error("questionnaire.{language}.ftl has no text for {id}{}", line.map(|line| format!(" (questionnaire.toml, line {line})")).unwrap_or_default())]
    NoText {
        /// The language's tag.
        language: String,
        /// The missing message.
        id: String,
        /// Where the question or block stands in `questionnaire.toml`.
        line: Option<usize>,
    },
    /// A template failed.
    #[error("a page could not be put together")]
    Template(#[from] askama::Error),
}

/// A page about something that went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No such page.
    NotFound,
    /// A form from another site.
    CrossSite,
    /// Not by this method.
    Method,
    /// The body was no form, or broke off.
    BadRequest,
    /// More forms on their way than memory is kept for.
    Busy,
    /// A defect of ours.
    Internal,
}

/// All pages, in all languages that are offered.
pub struct Pages {
    face: SiteFace,
    offered: Vec<&'static Language>,
    catalogs: BTreeMap<&'static str, Catalog>,
    questions: BTreeMap<&'static str, Catalog>,
    questionnaire: Questionnaire,
    tip: equal_size::Empty,
    forms: BTreeMap<&'static str, equal_size::Class>,
    certificate_ended: AtomicBool,
}

/// What every page has around its content.
pub(crate) struct Frame<'a> {
    catalog: &'a Catalog,
    offered: &'a [&'static Language],
    exit: &'a str,
    path: &'static str,
    tip: equal_size::Empty,
    /// A native reader has checked the texts.
    reviewed: bool,
    /// How the same page in other languages is reached.
    tongues: Tongues,
    /// The certificate of the open network's side holds no longer.
    certificate_ended: bool,
}

/// How a page leads to itself in other languages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongues {
    /// By links.
    Links,
    /// By buttons of its form, so that what was typed comes along.
    Buttons,
    /// Not at all: the page is shown once, and would be lost.
    Nowhere,
}

/// The field of the button that was pressed.
pub const ACT: &str = "act";

/// A button with this and a tag as its value brings the form back in that language.
pub const IN: &str = "in-";

/// Behind the question mark of the address that such a button sends to: files are known not to be meant before the body is read. Text browsers have no
/// addresses of buttons, and send to the form's own.
pub const TURNED: &str = "tag";

impl Frame<'_> {
    fn t(&self, id: &str) -> String {
        self.catalog.text(id)
    }

    fn tag(&self) -> &'static str {
        self.catalog.language().tag()
    }

    /// The hidden fields with which a form begins, and which make it weigh what the others do.
    fn ballast(&self, own: equal_size::Empty) -> String {
        equal_size::ballast(self.tip, own)
    }

    /// Those that stand behind its file fields.
    fn ballast_after(&self, own: equal_size::Empty) -> String {
        equal_size::ballast_after(self.tip, own)
    }

    /// The tip form's own.
    fn tip_ballast(&self) -> String {
        equal_size::ballast(self.tip, self.tip)
    }

    /// The language's digit for nothing.
    fn zero(&self) -> String {
        self.number("0")
    }

    /// A number in the language's digits.
    fn number(&self, digits: &str) -> String {
        self.catalog.language().number(digits)
    }

    /// Leads to the same page in other languages, by links or by buttons.
    fn leads_elsewhere(&self) -> bool {
        self.tongues != Tongues::Nowhere
    }

    /// Leads there by links.
    fn has_links(&self) -> bool {
        self.tongues == Tongues::Links
    }

    /// Where a button to the same form in another language sends to.
    fn turned(&self) -> String {
        format!("{}?{TURNED}", self.path.split('?').next().unwrap_or_default())
    }

    fn own_name(&self) -> &'static str {
        self.catalog.language().own_name()
    }

    fn direction(&self) -> &'static str {
        self.catalog.language().direction()
    }
}

impl Pages {
    /// Reads every catalog that is offered and refuses what is incomplete.
    pub fn load(published: &PublishedQuestionnaire, face: SiteFace) -> Result<Self, PagesError> {
        let questionnaire = published.questionnaire()?;
        let mut pages = Self {
            offered: Vec::new(),
            catalogs: BTreeMap::new(),
            questions: BTreeMap::new(),
            face: face.clone(),
            tip: equal_size::Empty::tip(&questionnaire),
            forms: BTreeMap::new(),
            questionnaire,
            // Until the largest pages are measured.
            certificate_ended: AtomicBool::new(true),
        };
        for tag in &face.languages {
            let language = Language::find(tag).ok_or_else(|| PagesError::NoLanguage(tag.clone()))?;
            let texts = catalogs::pages(tag).ok_or_else(|| PagesError::NoLanguage(tag.clone()))?;
            let asked = published.texts.get(tag).ok_or_else(|| PagesError::NoLanguage(tag.clone()))?;
            let catalog = Catalog::load(language, &format!("locales/{tag}.ftl"), texts)?;
            let questions = Catalog::load(language, &format!("questionnaire.{tag}.ftl"), asked)?;
            questions.check_plain()?;
            form::check_texts(published, &pages.questionnaire, &questions)?;
            if let Some(first) = pages.offered.first() {
                catalog.check_against(&pages.catalogs[first.tag()])?;
            }
            pages.offered.push(language);
            pages.catalogs.insert(language.tag(), catalog);
            pages.questions.insert(language.tag(), questions);
        }
        if pages.offered.is_empty() {
            return Err(PagesError::NoLanguage(String::new()));
        }
        for language in pages.offered.clone() {
            // With its longest note, the form is the largest of the pages that have one.
            let day = Day::of(time::UtcDateTime::MAX.into());
            let class = |shut: Option<FaultKind>| {
                let token = Zeroizing::new("x".repeat(equal_size::TOKEN));
                let form = FormState { token, shut, grace: true, last_collected: Some(day), ..FormState::default() };
                equal_size::Class::of_form(&pages.form(language, &form))
            };
            let largest = class(None).or_larger(class(Some(FaultKind::NoRoom)));
            pages.forms.insert(language.tag(), largest);
        }
        pages.say_that_the_certificate_ended(false);
        Ok(pages)
    }

    /// Has every page say from now on that the certificate has ended, or no page.
    pub fn say_that_the_certificate_ended(&self, ended: bool) {
        self.certificate_ended.store(ended, Ordering::Relaxed);
    }

    /// The size class of the page that lies at `path`, as it is first asked for.
    pub fn class(&self, path: &str) -> equal_size::Class {
        let form = match path.trim_start_matches('/').split_once('/') {
            Some((tag, "tip" | "mailbox")) => self.forms.get(tag),
            _ => None,
        };
        form.copied().unwrap_or(equal_size::Class::PAGE)
    }

    /// The offered language with this tag.
    pub fn language(&self, tag: &str) -> Option<&'static Language> {
        self.offered.iter().find(|language| language.tag() == tag).copied()
    }

    /// The offered language that a browser likes best.
    pub fn negotiate(&self, accept_language: &str) -> &'static Language {
        Language::negotiate(accept_language, &self.offered).unwrap_or(self.offered[0])
    }

    /// Tags of offered languages whose texts no native reader has checked.
    pub fn unreviewed(&self) -> Vec<&'static str> {
        self.offered.iter().map(|language| language.tag()).filter(|tag| !self.is_reviewed(tag)).collect()
    }

    fn is_reviewed(&self, tag: &str) -> bool {
        self.catalogs[tag].is_reviewed() && self.questions[tag].is_reviewed()
    }

    /// `/`
    pub fn chooser(&self, likeliest: &'static Language) -> String {
        let mut ordered = self.offered.clone();
        ordered.sort_by_key(|language| *language != likeliest);
        render(&ChooserPage { f: self.frame(likeliest, ""), ordered })
    }

    /// `/{lang}/`
    pub fn landing(&self, language: &Language) -> String {
        let f = self.frame(language, "");
        let who = f.catalog.text_with("landing-who-text", &[("organisation", self.face.organisation.clone())]);
        render(&LandingPage { f, who })
    }

    /// `/{lang}/safety`
    pub fn safety(&self, language: &Language) -> String {
        render(&SafetyPage { f: self.frame(language, "safety") })
    }

    /// The answer to a tip: its code, in seven groups of four, with the hidden field that carries it; or neither. `address` is where its sender came to.
    pub fn receipt(&self, language: &Language, code: Option<(&str, &str)>, address: Option<&str>) -> String {
        render(&ReceiptPage { f: self.once(language), code, address })
    }

    /// `/{lang}/keys`
    pub fn keys(&self, language: &Language, keys: &KeysState) -> String {
        let f = self.frame(language, "keys");
        let issue = [("issue", keys.issue.to_string()), ("day", keys.day.to_string())];
        let issue = f.catalog.text_with("keys-issue", &issue);
        render(&KeysPage { f, keys, issue })
    }

    /// The form's place once the roster has ended.
    pub fn closed(&self, language: &Language) -> String {
        self.message(language, "closed-heading", "closed-text")
    }

    /// What went wrong, and what to do next.
    pub fn problem(&self, language: &Language, problem: Problem) -> String {
        let id = match problem {
            Problem::NotFound => "problem-not-found",
            Problem::CrossSite => "problem-cross-site",
            Problem::Method => "problem-method",
            Problem::BadRequest => "problem-bad-request",
            Problem::Busy => "problem-busy",
            Problem::Internal => "problem-internal",
        };
        self.message(language, id, &format!("{id}-next"))
    }

    /// The page for a request that cannot be read, and so names no language: in English where that is offered, and with the others to choose from.
    pub fn unread(&self) -> String {
        self.problem(self.language("en").unwrap_or(self.offered[0]), Problem::BadRequest)
    }

    fn message(&self, language: &Language, heading: &str, text: &str) -> String {
        let f = self.frame(language, "");
        let (heading, text) = (f.t(heading), f.t(text));
        render(&MessagePage { f, heading, text })
    }

    /// The frame of a page that is shown once: a link to another language would lose the code on it.
    fn once(&self, language: &Language) -> Frame<'_> {
        Frame { tongues: Tongues::Nowhere, ..self.frame(language, "") }
    }

    /// The frame of a page with a form, which lies at `path` behind the language.
    fn filled_in(&self, language: &Language, path: &'static str) -> Frame<'_> {
        Frame { tongues: Tongues::Buttons, ..self.frame(language, path) }
    }

    fn frame(&self, language: &Language, path: &'static str) -> Frame<'_> {
        let catalog = &self.catalogs[language.tag()];
        let exit = self.face.exits.get(language.tag()).or_else(|| self.face.exits.get("en"));
        Frame {
            certificate_ended: self.certificate_ended.load(Ordering::Relaxed),
            catalog,
            offered: &self.offered,
            exit: exit.map_or("https://www.google.com/", String::as_str),
            path,
            tip: self.tip,
            reviewed: self.is_reviewed(language.tag()),
            tongues: Tongues::Links,
        }
    }
}

/// What `/{lang}/keys` shows.
#[derive(Debug)]
pub struct KeysState {
    name: String,
    issue: u32,
    day: Day,
    root_fingerprint: String,
    reviewers: Vec<String>,
    recovery: Vec<String>,
}

impl KeysState {
    /// The keys that tips are sealed to on `today`.
    pub fn of(roster: &Roster, root: &VerifyingKey<Root>, today: Day) -> Self {
        let body = roster.body();
        let on = |key: &&DatedRecipient| key.from <= today && today <= key.until;
        let text = |key: &DatedRecipient| key.recipient.to_string();
        Self {
            name: body.name.clone(),
            issue: body.issue,
            day: body.day,
            root_fingerprint: root.fingerprint().to_string(),
            reviewers: body.reviewers.iter().flat_map(|desk| &desk.recipients).filter(on).map(text).collect(),
            recovery: body.recovery.iter().filter(on).map(text).collect(),
        }
    }
}

/// A page as text.
#[expect(
    clippy::expect_used,
    reason = "writing into a string fails only where a value's own Display does, and every page is rendered in a test in every language"
)]
fn render(page: &impl Template) -> String {
    page.render().expect("a string takes every write")
}

#[derive(Template)]
#[template(path = "chooser.html")]
struct ChooserPage<'a> {
    f: Frame<'a>,
    ordered: Vec<&'static Language>,
}

#[derive(Template)]
#[template(path = "landing.html")]
struct LandingPage<'a> {
    f: Frame<'a>,
    who: String,
}

#[derive(Template)]
#[template(path = "safety.html")]
struct SafetyPage<'a> {
    f: Frame<'a>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage<'a> {
    f: Frame<'a>,
    code: Option<(&'a str, &'a str)>,
    address: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage<'a> {
    f: Frame<'a>,
    keys: &'a KeysState,
    issue: String,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    f: Frame<'a>,
    heading: String,
    text: String,
}

#[cfg(test)]
mod tests;

//! The pages that senders see, rendered in their language.
//!
//! [`Pages`] is built once at startup from the catalogs and the questionnaire. It refuses incomplete ones, so every
//! page is complete in every language. Each page is a template in `templates/`, with a typed context and a method here.
//! The form and the mailbox have files of their own.

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

/// The organisation's name, languages and limits, as the pages state them.
#[derive(Debug, Clone)]
pub struct SiteFace {
    /// The organisation's name.
    pub organisation: String,
    /// Tags of the languages that are offered. The first one is the default.
    pub languages: Vec<String>,
    /// The address of "Leave this page", by language tag.
    pub exits: BTreeMap<String, String>,
    /// The most bytes of attachments in one tip.
    pub max_tip_bytes: u64,
    /// The most bytes of typed text in one tip.
    pub max_text_bytes: usize,
}

/// Reasons why the pages cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// A catalog is broken or incomplete.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The questionnaire is broken.
    #[error(transparent)]
    Questionnaire(#[from] QuestionnaireError),
    /// An offered language has no catalog.
    #[error("there are no texts for the language {0:?}; offer others in intake.toml")]
    NoLanguage(String),
    /// A question, a block or an option has no text.
    #[error("questionnaire.{language}.ftl has no text for {id}{}", line.map(|line| format!(" (questionnaire.toml, line {line})")).unwrap_or_default())]
    NoText {
        /// The language's tag.
        language: String,
        /// The id of the text that is missing.
        id: String,
        /// The line of the question or block in `questionnaire.toml`, if it has one.
        line: Option<usize>,
    },
    /// A template could not be rendered.
    #[error("a page could not be rendered")]
    Template(#[from] askama::Error),
}

/// A failure that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The page does not exist.
    NotFound,
    /// The form was sent from another site.
    CrossSite,
    /// The page does not accept this HTTP method.
    Method,
    /// The request body was not a form, or it broke off.
    BadRequest,
    /// Too many forms are being sent: the memory for them is used up.
    Busy,
    /// A defect of the server.
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

/// The values that the template of every page needs, whatever its content.
pub(crate) struct Frame<'a> {
    catalog: &'a Catalog,
    offered: &'a [&'static Language],
    exit: &'a str,
    path: &'static str,
    tip: equal_size::Empty,
    /// Whether native readers have checked the texts of this language.
    reviewed: bool,
    /// How the page leads to its versions in other languages.
    tongues: Tongues,
    /// Whether the certificate of the open network's listener has expired.
    certificate_ended: bool,
}

/// How a page leads to its versions in other languages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongues {
    /// The page has links to the other languages.
    Links,
    /// The page's form has a submit button for each other language, so that the typed text is kept.
    Buttons,
    /// The page does not lead to other languages: it is shown only once, and would be lost by a change of language.
    Nowhere,
}

/// The name of the form field that carries the pressed button's value.
pub const ACT: &str = "act";

/// The prefix of a language button's value: `in-` and a language tag. Such a button returns the form in that language.
pub const IN: &str = "in-";

/// The query of the address to which a language button sends the form.
///
/// From this query the server knows, before it reads the body, that the request's files are to be dropped. Text
/// browsers ignore the button's own address and send the form to the form's address.
pub const TURNED: &str = "tag";

impl Frame<'_> {
    fn t(&self, id: &str) -> String {
        self.catalog.text(id)
    }

    fn tag(&self) -> &'static str {
        self.catalog.language().tag()
    }

    /// The hidden fields at the start of a form, as HTML. They make its request as large as every other form's.
    fn ballast(&self, own: equal_size::Empty) -> String {
        equal_size::ballast(self.tip, own)
    }

    /// The hidden fields after a form's file fields, as HTML.
    fn ballast_after(&self, own: equal_size::Empty) -> String {
        equal_size::ballast_after(self.tip, own)
    }

    /// The hidden fields at the start of the tip form, as HTML.
    fn tip_ballast(&self) -> String {
        equal_size::ballast(self.tip, self.tip)
    }

    /// The digit zero of the language.
    fn zero(&self) -> String {
        self.number("0")
    }

    /// A number in the language's own digits.
    fn number(&self, digits: &str) -> String {
        self.catalog.language().number(digits)
    }

    /// Whether the page leads to other languages at all, by links or by buttons.
    fn leads_elsewhere(&self) -> bool {
        self.tongues != Tongues::Nowhere
    }

    /// Whether the page leads to other languages by links.
    fn has_links(&self) -> bool {
        self.tongues == Tongues::Links
    }

    /// The address to which a language button of this page's form sends the form.
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
    /// Loads the catalogs of all offered languages.
    ///
    /// # Errors
    /// When no language is offered, a language has no catalog, or a catalog or the questionnaire is broken or
    /// incomplete.
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
            // `true` while the sizes of the largest pages are measured below, because the notice about the certificate
            // makes pages larger.
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
            // The form page is measured with its longest notice. No other page with a form is larger.
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

    /// Shows or hides the notice, on every page, that the certificate has expired.
    pub fn say_that_the_certificate_ended(&self, ended: bool) {
        self.certificate_ended.store(ended, Ordering::Relaxed);
    }

    /// The size class of the page at `path` when it is requested with GET.
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

    /// The offered language that best matches an `Accept-Language` header; the first one if none matches.
    pub fn negotiate(&self, accept_language: &str) -> &'static Language {
        Language::negotiate(accept_language, &self.offered).unwrap_or(self.offered[0])
    }

    /// Tags of the offered languages whose texts no native reader has checked.
    pub fn unreviewed(&self) -> Vec<&'static str> {
        self.offered.iter().map(|language| language.tag()).filter(|tag| !self.is_reviewed(tag)).collect()
    }

    fn is_reviewed(&self, tag: &str) -> bool {
        self.catalogs[tag].is_reviewed() && self.questions[tag].is_reviewed()
    }

    /// The page at `/`: all languages, with `likeliest` first.
    pub fn chooser(&self, likeliest: &'static Language) -> String {
        let mut ordered = self.offered.clone();
        ordered.sort_by_key(|language| *language != likeliest);
        render(&ChooserPage { f: self.frame(likeliest, ""), ordered })
    }

    /// The page at `/{lang}/`, with which a visit begins.
    pub fn landing(&self, language: &Language) -> String {
        let f = self.frame(language, "");
        let who = f.catalog.text_with("landing-who-text", &[("organisation", self.face.organisation.clone())]);
        render(&LandingPage { f, who })
    }

    /// The page at `/{lang}/safety`: advice before writing.
    pub fn safety(&self, language: &Language) -> String {
        render(&SafetyPage { f: self.frame(language, "safety") })
    }

    /// The response to a tip.
    ///
    /// `code` holds the code, in seven groups of four digits, and the value of the hidden field that carries it; `None`
    /// shows a receipt without a code. `address` is the host name that the sender used.
    pub fn receipt(&self, language: &Language, code: Option<(&str, &str)>, address: Option<&str>) -> String {
        render(&ReceiptPage { f: self.once(language), code, address })
    }

    /// The page at `/{lang}/keys`: the keys to which tips are sealed.
    pub fn keys(&self, language: &Language, keys: &KeysState) -> String {
        let f = self.frame(language, "keys");
        let issue = [("issue", keys.issue.to_string()), ("day", keys.day.to_string())];
        let issue = f.catalog.text_with("keys-issue", &issue);
        render(&KeysPage { f, keys, issue })
    }

    /// The page that replaces the form once the roster's last key and its days of grace are over.
    pub fn closed(&self, language: &Language) -> String {
        self.message(language, "closed-heading", "closed-text")
    }

    /// The page for a failure: what went wrong, and what to do next.
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

    /// The page for a request that cannot be parsed, and so names no language. It is in English if that is offered, and
    /// links to the other languages.
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

    /// The frame of a page with a form. `path` is its address after the language.
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

/// The contents of `/{lang}/keys`.
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
    /// Lists the keys to which tips are sealed on `today`.
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

/// Renders a page as HTML.
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

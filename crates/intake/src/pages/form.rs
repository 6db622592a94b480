//! The tip form, built from the questionnaire.
//!
//! It is empty, or returned with everything that was typed.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::Safe;
use envelope::Day;
use envelope::questionnaire::{Block, Kind, NON_ANSWERS, PublishedQuestionnaire, Question, Questionnaire};
use surface::{Catalog, Language};
use zeroize::Zeroizing;

use super::comfort::Comfort;
use super::files::FileField;
use super::{Frame, Pages, PagesError, Wait, equal_size, render};

/// The contents of `/{lang}/tip`.
#[derive(Default)]
pub struct FormState {
    /// The form token, which distinguishes one form from another.
    pub token: Zeroizing<String>,
    /// The typed answers, by question id.
    pub answers: BTreeMap<String, Vec<Zeroizing<String>>>,
    /// The errors, in the order in which the summary lists them.
    pub faults: Vec<FormFault>,
    /// Names of the files that have to be chosen again.
    pub files_lost: Vec<String>,
    /// The wait before the form can be sent again.
    pub wait: Option<Wait>,
    /// The reason why nothing can be sent at present; `None` when sending works.
    pub shut: Option<FaultKind>,
    /// Whether the last reviewer key has ended, and its days of grace have begun.
    pub grace: bool,
    /// The day on which a desk last confirmed that it received tips.
    pub last_collected: Option<Day>,
}

/// One error in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    /// The id of the field that the summary links to.
    pub field: String,
    /// The kind of error.
    pub kind: FaultKind,
}

/// A kind of error in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The one required text is missing.
    StoryEmpty,
    /// The answer is not one of the options.
    NoSuchOption,
    /// The text is too long.
    TextTooLong,
    /// The text is not UTF-8.
    NotText,
    /// The form has more parts than a browser would send.
    TooManyFields,
    /// The files together exceed the limit.
    FilesTooLarge,
    /// There are more files than a tip can hold.
    TooManyFiles,
    /// A file is empty. The number is its index in the list of files to choose again.
    FileEmpty(usize),
    /// The voice message has no sound.
    VoiceEmpty,
    /// The token is missing, forged or too old.
    FormExpired,
    /// The code does not have 28 digits, but this many.
    CodeLength(usize),
    /// The code does not have 28 digits, but this many, and contains a letter that looks like a digit.
    CodeLetter(usize),
    /// A digit of the code is wrong, or two are swapped.
    CodeDigit,
    /// No mailbox has this code, or the mailbox has expired.
    CodeUnknown,
    /// The page was open too long. Its text has not been sent.
    SessionOver,
    /// The page was open too long. No text was written in it.
    PageOver,
    /// Reviewers closed the case, so nothing more can be added to it.
    CaseClosed,
    /// A rate limit was reached.
    TryLater {
        /// The length of the wait.
        seconds: u64,
    },
    /// The form is closed: no key is left to seal to.
    Closed,
    /// The request body broke off before its end.
    Cut,
    /// The store has no room for files.
    StoreFull,
    /// The store has no room, not even for text.
    NoRoom,
    /// A defect of the server.
    Internal,
}

impl FaultKind {
    /// The error text in the catalog's language. `files` holds the names of the files that have to be chosen again.
    pub(super) fn text(self, pages: &Pages, catalog: &Catalog, files: &[String]) -> String {
        let id = match self {
            Self::StoryEmpty => "error-story-empty",
            Self::NoSuchOption => "error-no-such-option",
            Self::TextTooLong => "error-text-too-long",
            Self::NotText => "error-not-text",
            Self::TooManyFields => "error-too-many-fields",
            Self::FilesTooLarge => return catalog.text_with("error-files-too-large", &[pages.megabytes()]),
            Self::TooManyFiles => return catalog.text_with("error-too-many-files", &[max_files()]),
            Self::FileEmpty(which) => {
                let name = files.get(which).cloned().unwrap_or_default();
                return catalog.text_with("error-file-empty", &[("file", name)]);
            }
            Self::VoiceEmpty => "error-voice-empty",
            Self::FormExpired => "error-form-expired",
            Self::CodeLength(found) => return code_length(catalog, found),
            Self::CodeLetter(found) => {
                return format!("{} {}", code_length(catalog, found), catalog.text("error-code-letter"));
            }
            Self::CodeDigit => "error-code-digit",
            Self::CodeUnknown => "error-code-unknown",
            Self::SessionOver => "error-session-over",
            Self::PageOver => "error-page-over",
            Self::CaseClosed => "error-case-closed",
            Self::TryLater { seconds } => {
                return catalog.text_with("error-try-later", &[("seconds", seconds.to_string())]);
            }
            Self::Closed => "error-closed",
            Self::Cut => "error-cut",
            Self::StoreFull => "error-store-full",
            Self::NoRoom => "error-no-room",
            Self::Internal => "error-internal",
        };
        catalog.text(id)
    }
}

/// The text that a code has 28 digits, with the number of digits found.
fn code_length(catalog: &Catalog, found: usize) -> String {
    let found = catalog.text_with("error-code-found", &[("found", found.to_string())]);
    format!("{} {found}", catalog.text("error-code-length"))
}

impl Pages {
    /// The page at `/{lang}/tip`.
    pub fn form(&self, language: &Language, state: &FormState) -> String {
        let f = self.filled_in(language, equal_size::TIP_PATH);
        let catalog = f.catalog;
        let questions = &self.questions[language.tag()];
        let faults: Vec<FaultLine> = state
            .faults
            .iter()
            .map(|fault| FaultLine {
                field: fault.field.clone(),
                text: fault.kind.text(self, catalog, &state.files_lost),
            })
            .collect();
        let blocks =
            self.questionnaire.blocks.iter().map(|block| BlockView::of(block, questions, state, &faults)).collect();
        // While nothing can be sent, the notice that tips may be read late is irrelevant. The two notices together
        // would also make the page too heavy.
        let grace = (state.grace && state.shut.is_none()).then(|| match state.last_collected {
            Some(day) => catalog.text_with("form-grace", &[("day", day.to_string())]),
            None => catalog.text("form-grace-never"),
        });
        let kilobytes = (self.face.max_text_bytes / 1024).to_string();
        // This notice is omitted when an error on the page says the same.
        let shut = state.shut.filter(|shut| state.faults.iter().all(|fault| fault.kind != *shut));
        let shut = shut.map(|shut| shut.text(self, catalog, &[]));
        render(&FormPage {
            files: self.file_fields(catalog, |id| fault_of(&faults, id)),
            comfort: self.comfort(catalog),
            text_limit: catalog.text_with("form-text-limit", &[("kilobytes", kilobytes)]),
            f,
            token: &state.token,
            files_lost: &state.files_lost,
            wait: state.wait.as_ref(),
            faults,
            shut,
            grace,
            blocks,
        })
    }

    pub(super) fn megabytes(&self) -> (&'static str, String) {
        ("megabytes", (self.face.max_tip_bytes / 1_000_000).to_string())
    }
}

pub(super) fn max_files() -> (&'static str, String) {
    ("files", envelope::tip::MAX_FILES.to_string())
}

/// Refuses a catalog that lacks the text of a question, a block or an option.
pub(super) fn check_texts(
    published: &PublishedQuestionnaire,
    questionnaire: &Questionnaire,
    texts: &Catalog,
) -> Result<(), PagesError> {
    let lacks = |of: &str, id: String| PagesError::NoText {
        language: texts.language().tag().to_owned(),
        id,
        line: published.line_of(of),
    };
    let need = |of: &str, id: String| if texts.find(&id).is_some() { Ok(()) } else { Err(lacks(of, id)) };
    for block in &questionnaire.blocks {
        need(&block.id, format!("block-{}", block.id))?;
        need(&block.id, format!("block-{}.why", block.id))?;
        for question in &block.questions {
            need(&question.id, format!("q-{}", question.id))?;
            for option in &question.options {
                if texts.option(&question.id, option).is_none() {
                    return Err(lacks(&question.id, format!("q-{}.opt-{option}", question.id)));
                }
            }
        }
    }
    NON_ANSWERS.iter().try_for_each(|answer| need("", format!("opt-{answer}")))
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    f: Frame<'a>,
    token: &'a str,
    faults: Vec<FaultLine>,
    files_lost: &'a [String],
    wait: Option<&'a Wait>,
    shut: Option<String>,
    grace: Option<String>,
    blocks: Vec<BlockView>,
    files: Vec<FileField>,
    comfort: Comfort,
    text_limit: String,
}

fn fault_of(faults: &[FaultLine], field: &str) -> Option<String> {
    faults.iter().find(|fault| fault.field == field).map(|fault| fault.text.clone())
}

struct FaultLine {
    field: String,
    text: String,
}

struct BlockView {
    title: String,
    why: String,
    /// Whether the block is shown open, because something in it was typed or is wrong.
    open: bool,
    questions: Vec<QuestionView>,
}

impl BlockView {
    fn of(block: &Block, texts: &Catalog, state: &FormState, faults: &[FaultLine]) -> Self {
        let questions: Vec<QuestionView> =
            block.questions.iter().map(|question| QuestionView::of(question, texts, state, faults)).collect();
        Self {
            title: texts.text(&format!("block-{}", block.id)),
            why: texts.text(&format!("block-{}.why", block.id)),
            open: questions.iter().any(QuestionView::is_touched),
            questions,
        }
    }
}

/// The HTML control for a question.
#[derive(PartialEq, Eq)]
enum Shape {
    Options,
    Select,
    Line,
    Box,
}

struct QuestionView {
    id: String,
    shape: Shape,
    label: String,
    hint: Option<String>,
    why: Option<String>,
    fault: Option<String>,
    value: Zeroizing<String>,
    options: Vec<OptionView>,
    required: bool,
    number: bool,
    date: bool,
    lines: u8,
}

struct OptionView {
    id: String,
    label: String,
    chosen: bool,
}

impl QuestionView {
    fn of(question: &Question, texts: &Catalog, state: &FormState, faults: &[FaultLine]) -> Self {
        let typed = state.answers.get(&question.id).map(Vec::as_slice).unwrap_or_default();
        let chosen = |option: &str| typed.iter().any(|value| value.as_str() == option);
        let options = match question.kind.is_closed() {
            true => question.options.iter().map(String::as_str).chain(NON_ANSWERS).collect(),
            false => Vec::new(),
        };
        let message = format!("q-{}", question.id);
        Self {
            id: question.id.clone(),
            shape: match question.kind {
                Kind::Choices => Shape::Options,
                Kind::Choice => Shape::Select,
                Kind::Story | Kind::Text => Shape::Box,
                Kind::Line | Kind::Date | Kind::Number => Shape::Line,
            },
            label: texts.text(&message),
            hint: texts.find(&format!("{message}.hint")),
            why: texts.find(&format!("{message}.why")),
            fault: fault_of(faults, &question.id),
            value: Zeroizing::new(typed.iter().map(|value| value.as_str()).collect::<Vec<_>>().join("\n")),
            options: options
                .into_iter()
                .map(|option| OptionView {
                    id: option.to_owned(),
                    label: texts.option(&question.id, option).unwrap_or_default(),
                    chosen: chosen(option),
                })
                .collect(),
            required: question.required,
            number: question.kind == Kind::Number,
            date: question.kind == Kind::Date,
            lines: question.lines.unwrap_or(4),
        }
    }

    /// Whether there are lines below the label: that an answer is required, a hint, or the reason for the question.
    fn is_explained(&self) -> bool {
        self.required || self.hint.is_some() || self.why.is_some()
    }

    /// Returns the lines below the label.
    fn explained(&self, f: &Frame<'_>) -> Vec<String> {
        let required = self.required.then(|| f.t("form-required"));
        let why = self.why.as_ref().map(|why| format!("{} {why}", f.t("form-why")));
        [required, self.hint.clone(), why].into_iter().flatten().collect()
    }

    /// The attributes that point to the lines below the label and to the error. Ids need no escaping.
    fn described(&self) -> Safe<String> {
        let Self { id, .. } = self;
        Safe(match (self.is_explained(), self.fault.is_some()) {
            (false, false) => String::new(),
            (true, false) => format!(" aria-describedby=\"{id}-hint\""),
            (false, true) => format!(" aria-describedby=\"{id}-fault\" aria-invalid=\"true\""),
            (true, true) => format!(" aria-describedby=\"{id}-hint {id}-fault\" aria-invalid=\"true\""),
        })
    }

    fn is_touched(&self) -> bool {
        self.fault.is_some() || !self.value.is_empty() || self.options.iter().any(|option| option.chosen)
    }
}

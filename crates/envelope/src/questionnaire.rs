//! The questionnaire: what the form asks, as an organisation edits it.
//!
//! `questionnaire.toml` has blocks, ids and kinds; `questionnaire.<lang>.ftl` the texts (Fluent): `block-<id>`, `q-<id>` with the attributes
//! `.hint`, `.why`, `.opt-<option>`, shared options as `opt-<option>`. Answers are stored by question id, options by option id.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Digest;

/// The format of `questionnaire.toml`.
pub const FORMAT: &str = "throughline-questionnaire/1";

/// The three answers that every closed question offers, stored as themselves: *I don't know*, *I prefer not to say*, *it is not safe to answer*.
pub const NON_ANSWERS: [&str; 3] = ["unknown", "declined", "unsafe"];

/// The id of the one required question.
pub const STORY: &str = "story";

/// Names that the form itself uses, or its script, and that no question may have.
pub const RESERVED: [&str; 13] = [
    "files", "photo", "voice", "code", "token", "ticket", "pad", "session", "act", "item", "action", "elements",
    "dataset",
];

/// `questionnaire.toml`, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Always [`FORMAT`].
    pub format: String,
    /// Blocks in the order of the page; the first is the short first page.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

/// Questions under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Kebab-case; its texts are `block-<id>`.
    pub id: String,
    /// In the order of the page.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Kebab-case, the name of the form's field and of the stored answer; its texts are `q-<id>`.
    pub id: String,
    /// What is typed or chosen.
    pub kind: Kind,
    /// Option ids of a closed question, without [`NON_ANSWERS`], which are added to every one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Only the story is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Height of a text box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<u8>,
}

/// What a question takes.
///
/// To add a kind: a variant here, a line in `config/questionnaire.toml`, how it is drawn (`Shape` in `intake`'s `pages/form.rs`, `question.html`,
/// `style.css`), what is taken as its answer (`filing.rs`), how the tests fill it in (`filling.mjs`), how the desk scores it (`triage.rs`). A desk of an older
/// version cannot read a questionnaire with it and shows ids instead of texts: update desks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The free text that is enough by itself.
    Story,
    /// One line of text.
    Line,
    /// Several lines of text.
    Text,
    /// One option.
    Choice,
    /// Any number of options.
    Choices,
    /// A day, as typed: a text field whose hint is 2026-01-31. People know "after the rains" and may say so.
    Date,
    /// A number, as typed.
    Number,
}

impl Kind {
    /// Whether answers are option ids.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// What is wrong with a questionnaire, and on which line.
#[derive(Debug, thiserror::Error)]
#[error("questionnaire.toml{}: {fault}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct QuestionnaireError {
    line: Option<usize>,
    fault: QuestionnaireFault,
}

/// What is wrong with a questionnaire.
#[derive(Debug, thiserror::Error)]
pub enum QuestionnaireFault {
    /// Not TOML, a misspelt key, an unknown kind, a missing field.
    #[error("{0}")]
    Toml(String),
    /// Another format.
    #[error("the questionnaire's format is {0:?}; this version reads {FORMAT}")]
    Format(String),
    /// An id with other characters than a–z, 0–9 and dashes, or longer than 32.
    #[error("{0:?} is not an id: use up to 32 of a–z, 0–9 and -")]
    Id(String),
    /// Used twice.
    #[error("the id {0:?} stands there twice")]
    Twice(String),
    /// One of [`RESERVED`].
    #[error("the form itself uses the name {0:?}; choose another id")]
    Reserved(String),
    /// No story, or more than one, or a story that is not required, or a required question beside it.
    #[error("exactly one question is required, and it is story, of kind story, in the first block")]
    Story,
    /// A closed question without options, or an open one with some.
    #[error("question {0:?}: options belong to the kinds choice and choices, and those need at least one")]
    Options(String),
}

/// A fault with the place that it has: a block and, in it, a question; or the whole.
type Misplaced = (Option<(usize, Option<usize>)>, QuestionnaireFault);

impl Questionnaire {
    /// Reads and checks `questionnaire.toml`.
    pub fn parse(text: &str) -> Result<Self, QuestionnaireError> {
        let questionnaire: Self = toml::from_str(text).map_err(|error| QuestionnaireError {
            line: error.span().map(|span| line_at(text, span.start)),
            fault: QuestionnaireFault::Toml(error.message().to_owned()),
        })?;
        questionnaire.check().map_err(|(place, fault)| {
            let line = place.and_then(|(block, question)| {
                let placed = Placed::read(text)?.block.into_iter().nth(block)?;
                let id = match question {
                    Some(at) => placed.question.into_iter().nth(at)?.id,
                    None => placed.id,
                };
                Some(line_at(text, id.span().start))
            });
            QuestionnaireError { line, fault }
        })?;
        Ok(questionnaire)
    }

    /// All questions, in the order of the page.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.blocks.iter().flat_map(|block| &block.questions)
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    fn check(&self) -> Result<(), Misplaced> {
        if self.format != FORMAT {
            return Err((None, QuestionnaireFault::Format(self.format.clone())));
        }
        let mut seen = BTreeSet::new();
        for (at, block) in self.blocks.iter().enumerate() {
            let here = |fault| (Some((at, None)), fault);
            check_id(&block.id).map_err(here)?;
            if !seen.insert(format!("block {}", block.id)) {
                return Err(here(QuestionnaireFault::Twice(block.id.clone())));
            }
            for (inside, question) in block.questions.iter().enumerate() {
                let here = |fault| (Some((at, Some(inside))), fault);
                question.check().map_err(here)?;
                if !seen.insert(question.id.clone()) {
                    return Err(here(QuestionnaireFault::Twice(question.id.clone())));
                }
            }
        }
        let story = self.blocks.first().and_then(|block| block.questions.iter().find(|q| q.id == STORY));
        let alone = self.questions().filter(|q| q.required || q.kind == Kind::Story).count() == 1;
        match story {
            Some(story) if story.required && story.kind == Kind::Story && alone => Ok(()),
            _ => Err((None, QuestionnaireFault::Story)),
        }
    }
}

/// Where ids stand in `questionnaire.toml`.
#[derive(Deserialize)]
struct Placed {
    block: Vec<PlacedBlock>,
}

#[derive(Deserialize)]
struct PlacedBlock {
    id: toml::Spanned<String>,
    question: Vec<PlacedQuestion>,
}

#[derive(Deserialize)]
struct PlacedQuestion {
    id: toml::Spanned<String>,
}

impl Placed {
    fn read(text: &str) -> Option<Self> {
        toml::from_str(text).ok()
    }
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|c| *c == b'\n').count() + 1
}

impl Question {
    /// Whether `answer` is an option of this closed question, or one of [`NON_ANSWERS`].
    pub fn offers(&self, answer: &str) -> bool {
        self.options.iter().any(|option| option == answer) || NON_ANSWERS.contains(&answer)
    }

    fn check(&self) -> Result<(), QuestionnaireFault> {
        check_id(&self.id)?;
        if RESERVED.contains(&self.id.as_str()) {
            return Err(QuestionnaireFault::Reserved(self.id.clone()));
        }
        if self.kind.is_closed() == self.options.is_empty() {
            return Err(QuestionnaireFault::Options(self.id.clone()));
        }
        let mut seen: BTreeSet<&str> = NON_ANSWERS.into();
        for option in &self.options {
            check_id(option)?;
            if !seen.insert(option) {
                return Err(QuestionnaireFault::Twice(option.clone()));
            }
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Result<(), QuestionnaireFault> {
    let fits =
        (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits { Ok(()) } else { Err(QuestionnaireFault::Id(id.chars().take(40).collect())) }
}

/// A questionnaire with its texts, as a bundle carries it, so that the desk labels answers as the sender read the questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedQuestionnaire {
    /// The text of `questionnaire.toml`.
    pub structure: String,
    /// The text of `questionnaire.<lang>.ftl` by language tag.
    pub texts: BTreeMap<String, String>,
}

impl PublishedQuestionnaire {
    /// SHA-256 over each part with its length before it; a tip names its questionnaire by this.
    pub fn digest(&self) -> Digest {
        let mut hasher = crate::Hasher::new();
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        };
        part(FORMAT);
        part(&self.structure);
        for (language, text) in &self.texts {
            part(language);
            part(text);
        }
        hasher.digest()
    }

    /// The line of `questionnaire.toml` on which a question's or a block's id stands, from 1.
    pub fn line_of(&self, id: &str) -> Option<usize> {
        let placed = Placed::read(&self.structure)?;
        let mut ids = placed.block.iter().flat_map(|block| block.question.iter().map(|q| &q.id).chain([&block.id]));
        ids.find(|placed| placed.get_ref() == id).map(|placed| line_at(&self.structure, placed.span().start))
    }

    /// The structure, checked.
    pub fn questionnaire(&self) -> Result<Questionnaire, QuestionnaireError> {
        Questionnaire::parse(&self.structure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        format = "throughline-questionnaire/1"
        [[block]]
        id = "story"
        [[block.question]]
        id = "story"
        kind = "story"
        required = true
        [[block.question]]
        id = "safe-now"
        kind = "choice"
        options = ["yes", "no"]
    "#;

    #[test]
    fn a_closed_question_offers_the_three_non_answers_unasked() {
        let questionnaire = Questionnaire::parse(SMALL).unwrap();
        let question = questionnaire.question("safe-now").unwrap();
        for answer in ["yes", "no", "unknown", "declined", "unsafe"] {
            assert!(question.offers(answer), "{answer}");
        }
        assert!(!question.offers("maybe"));
    }

    #[test]
    fn a_mistake_is_named() {
        let wrong = |from: &str, to: &str| Questionnaire::parse(&SMALL.replace(from, to)).unwrap_err().to_string();
        assert!(wrong("safe-now", "token").contains("token"));
        assert!(wrong("safe-now", "Safe Now").contains("Safe Now"));
        assert!(wrong("[\"yes\", \"no\"]", "[]").contains("safe-now"));
        assert!(wrong("[\"yes\", \"no\"]", "[\"yes\", \"yes\"]").contains("yes"));
        assert!(wrong("required = true", "").contains("required"));
        assert!(wrong("options", "optoins").contains("optoins"));
        assert!(wrong("kind = \"choice\"", "kind = \"choose\"").contains("choose"));
    }

    #[test]
    fn two_equal_ids_and_an_unknown_kind_are_refused_with_file_and_line() {
        let wrong = |from: &str, to: &str| Questionnaire::parse(&SMALL.replace(from, to)).unwrap_err().to_string();
        assert_eq!(wrong("safe-now", "story"), "questionnaire.toml, line 10: the id \"story\" stands there twice");
        let unknown = wrong("kind = \"choice\"", "kind = \"choose\"");
        assert!(unknown.starts_with("questionnaire.toml, line 11: unknown variant `choose`"), "{unknown}");
        // A block and a question may have one id: they have texts of their own.
        let published = PublishedQuestionnaire { structure: SMALL.to_owned(), texts: BTreeMap::new() };
        assert_eq!((published.line_of("safe-now"), published.line_of("x")), (Some(10), None));
    }

    #[test]
    fn the_digest_changes_with_a_text_and_with_its_language() {
        let published = |lang: &str, text: &str| PublishedQuestionnaire {
            structure: SMALL.to_owned(),
            texts: [(lang.to_owned(), text.to_owned())].into(),
        };
        assert_ne!(published("en", "a").digest(), published("en", "b").digest());
        assert_ne!(published("en", "a").digest(), published("th", "a").digest());
    }
}

//! The questionnaire: the questions of the form, as an organisation edits them.
//!
//! `questionnaire.toml` has blocks, ids and kinds. `questionnaire.<lang>.ftl` has the texts in Fluent: `block-<id>`,
//! `q-<id>` with the attributes `.hint`, `.why`, `.opt-<option>`, and shared options as `opt-<option>`. Answers are
//! stored by question id, options by option id.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Digest;

/// The value of `format` in `questionnaire.toml`.
pub const FORMAT: &str = "throughline-questionnaire/1";

/// The three answers that every closed question offers: *I don't know*, *I prefer not to say*, *it is not safe to
/// answer*. They are stored under these ids.
pub const NON_ANSWERS: [&str; 3] = ["unknown", "declined", "unsafe"];

/// The id of the one required question.
pub const STORY: &str = "story";

/// Names that no question may have, because the form or its script uses them.
pub const RESERVED: [&str; 13] = [
    "files", "photo", "voice", "code", "token", "ticket", "pad", "session", "act", "item", "action", "elements",
    "dataset",
];

/// The contents of `questionnaire.toml`, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Always [`FORMAT`].
    pub format: String,
    /// The blocks in the order in which the page shows them. The first block is the short first page.
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
}

/// Questions under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The id in kebab case. Its texts are `block-<id>`.
    pub id: String,
    /// The questions in the order of the page.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The id in kebab case: the name of the form's field and of the stored answer. Its texts are `q-<id>`.
    pub id: String,
    /// The kind of answer.
    pub kind: Kind,
    /// The option ids of a closed question; empty for an open one. [`NON_ANSWERS`] are not listed here, because every
    /// closed question has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Whether an answer is required. Only the story is required.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The height of a text box in lines; `None` for the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<u8>,
}

/// The kind of answer that a question takes.
///
/// A new kind needs changes in these places:
///
/// 1. a variant here;
/// 2. a line in `config/questionnaire.toml`;
/// 3. how it is drawn: `Shape` in `intake`'s `pages/form.rs`, `question.html`, `style.css`;
/// 4. the check of its answer: `answers.rs`;
/// 5. how the tests fill it in: `filling.mjs`;
/// 6. how the desk scores it: `triage.rs`.
///
/// A desk of an older version cannot parse a questionnaire with a new kind and shows ids instead of texts. So update
/// desks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The answer is the story, a free text. It is sufficient by itself.
    Story,
    /// The answer is one line of text.
    Line,
    /// The answer is several lines of text.
    Text,
    /// The answer is one of the options.
    Choice,
    /// The answer is any number of the options.
    Choices,
    /// The answer is a day as typed, in a text field with the hint 2026-01-31. People may also write something like
    /// "after the rains".
    Date,
    /// The answer is a number as typed.
    Number,
}

impl Kind {
    /// Whether answers of this kind are option ids.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// A fault of a questionnaire and its line in the file.
#[derive(Debug, thiserror::Error)]
#[error("questionnaire.toml{}: {fault}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct QuestionnaireError {
    line: Option<usize>,
    fault: QuestionnaireFault,
}

/// A fault of a questionnaire.
#[derive(Debug, thiserror::Error)]
pub enum QuestionnaireFault {
    /// The text is not TOML, or has a misspelt key, an unknown kind or a missing field.
    #[error("{0}")]
    Toml(String),
    /// The file has another format.
    #[error("the questionnaire's format is {0:?}; this version reads {FORMAT}")]
    Format(String),
    /// An id has other characters than a–z, 0–9 and dashes, or more than 32.
    #[error("{0:?} is not an id: use up to 32 of a–z, 0–9 and -")]
    Id(String),
    /// An id is used twice.
    #[error("the id {0:?} stands there twice")]
    Twice(String),
    /// An id is one of [`RESERVED`].
    #[error("the form itself uses the name {0:?}; choose another id")]
    Reserved(String),
    /// The story is missing, there twice or not required, or another question is required too.
    #[error("exactly one question is required, and it is story, of kind story, in the first block")]
    Story,
    /// A closed question has no options, or an open question has some.
    #[error("question {0:?}: options belong to the kinds choice and choices, and those need at least one")]
    Options(String),
}

/// A fault and its position: the index of a block, and the index of a question in that block. `None` in place of the
/// first means the whole file, `None` in place of the second the whole block.
type Misplaced = (Option<(usize, Option<usize>)>, QuestionnaireFault);

impl Questionnaire {
    /// Parses and checks `questionnaire.toml`.
    ///
    /// # Errors
    /// When the text has a fault. The error names its line.
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

    /// All questions in the order of the page.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.blocks.iter().flat_map(|block| &block.questions)
    }

    /// The question with this id; `None` if there is none.
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

/// The positions of ids in `questionnaire.toml`.
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

/// A questionnaire with its texts, as a bundle carries it.
///
/// With it, the desk shows each answer under the same question that the sender read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedQuestionnaire {
    /// The text of `questionnaire.toml`.
    pub structure: String,
    /// The texts of `questionnaire.<lang>.ftl`, by language tag.
    pub texts: BTreeMap<String, String>,
}

impl PublishedQuestionnaire {
    /// SHA-256 over the format, the structure and each language with its text, each with its length before it. A tip
    /// names its questionnaire by this digest.
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

    /// The line of `questionnaire.toml` with the id of a question or block, from 1; `None` if there is no such id.
    pub fn line_of(&self, id: &str) -> Option<usize> {
        let placed = Placed::read(&self.structure)?;
        let mut ids = placed.block.iter().flat_map(|block| block.question.iter().map(|q| &q.id).chain([&block.id]));
        ids.find(|placed| placed.get_ref() == id).map(|placed| line_at(&self.structure, placed.span().start))
    }

    /// Parses and checks the structure.
    ///
    /// # Errors
    /// When the structure has a fault.
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
        // A block and a question may have the same id, because their texts have different names.
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

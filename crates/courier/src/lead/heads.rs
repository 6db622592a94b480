//! Finds the question that a column head or a key names.
//!
//! The name is the question's id, or its label in any language of the form.

use super::labels::Labels;
use super::words::{self, nearest, shown};
use super::{FILES, LANGUAGE, Rules};

/// The meaning of a column head or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Head {
    /// The list of attachments.
    Files,
    /// The language of the lead.
    Language,
    /// A question's id.
    Question(String),
}

impl Head {
    /// Returns the name to write for this meaning.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Files => FILES,
            Self::Language => LANGUAGE,
            Self::Question(id) => id,
        }
    }

    /// Finds the meaning of a name.
    ///
    /// # Errors
    /// When no question, or more than one, has this name. The error text is the end of a sentence that begins with the
    /// position of the name.
    pub(super) fn read(name: &str, rules: &Rules<'_>, labels: &Labels<'_>) -> Result<Self, String> {
        let id = words::id(name);
        match id.as_str() {
            FILES => return Ok(Self::Files),
            LANGUAGE => return Ok(Self::Language),
            _ => {}
        }
        if rules.questionnaire.question(&id).is_some() {
            return Ok(Self::Question(id));
        }
        match labels.questions(name).as_slice() {
            [] => Err(unknown(name, rules)),
            [only] => Ok(Self::Question(only.clone())),
            several => Err(format!(
                "has a label that several questions have, {}: write one of {}",
                shown(name),
                several.join(", ")
            )),
        }
    }
}

/// Describes a question that the form does not ask, and proposes the most similar one.
fn unknown(name: &str, rules: &Rules<'_>) -> String {
    let known = rules.questionnaire.questions().map(|question| question.id.as_str());
    let meant = nearest(name, known.chain([FILES, LANGUAGE]));
    let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    format!("names a question that the form does not ask: {}{meant}", shown(name))
}

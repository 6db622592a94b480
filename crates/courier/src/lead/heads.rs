//! Which question a head or a key names: by its id, or by its label in any language of the form.

use super::labels::Labels;
use super::words::{self, nearest, shown};
use super::{FILES, LANGUAGE, Rules};

/// The meaning of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Head {
    /// The list of attachments.
    Files,
    /// The language.
    Language,
    /// A question's id.
    Question(String),
}

impl Head {
    /// The id to write.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Files => FILES,
            Self::Language => LANGUAGE,
            Self::Question(id) => id,
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// The fault, as the end of a sentence that begins with its place.
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

/// A question that the form does not ask, with the one that may be meant.
fn unknown(name: &str, rules: &Rules<'_>) -> String {
    let known = rules.questionnaire.questions().map(|question| question.id.as_str());
    let meant = nearest(name, known.chain([FILES, LANGUAGE]));
    let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    format!("names a question that the form does not ask: {}{meant}", shown(name))
}

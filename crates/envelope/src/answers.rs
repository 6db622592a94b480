//! Checks of a sender's answers against the questionnaire.
//!
//! The same rules apply to a form that a browser sent and to a lead that a journalist wrote, so that the desk sees no
//! difference.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::Digest;
use crate::questionnaire::{Kind, Questionnaire};
use crate::submission::ContentDigest;
use crate::tip::{Answer, ManifestEntry};

/// Typed or chosen values by question id. The values of one question are in the order of their arrival.
pub type Given = BTreeMap<String, Vec<Zeroizing<String>>>;

/// Whether the sender chose "I do not want to come back". Then there is no code, no mailbox and no link key.
pub fn wants_no_code(answers: &BTreeMap<String, Answer>) -> bool {
    matches!(answers.get("reply-here"), Some(Answer::Text(answer)) if answer == "no-code")
}

/// A fault of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFault {
    /// The story is missing.
    Empty,
    /// An option that the question does not offer.
    NoSuchOption,
    /// All answers together are longer than `max_text`. The fault is reported for the longest answer.
    TooLong,
}

/// Checks the given values against the questionnaire and returns the answers to seal.
///
/// Empty values are dropped, and so are values for questions that the questionnaire does not ask. `max_text` limits all
/// answers together, in bytes as they are sealed.
///
/// # Errors
/// When an answer is missing, not offered or too long: every fault, with its question's id.
pub fn check(
    questionnaire: &Questionnaire,
    given: &Given,
    max_text: usize,
) -> Result<BTreeMap<String, Answer>, Vec<(String, AnswerFault)>> {
    let mut answers = BTreeMap::new();
    let mut faults = Vec::new();
    for question in questionnaire.questions() {
        let values: Vec<&str> = given
            .get(&question.id)
            .into_iter()
            .flatten()
            .map(|value| value.as_str())
            .filter(|value| !value.trim().is_empty())
            .collect();
        if values.is_empty() {
            if question.required {
                faults.push((question.id.clone(), AnswerFault::Empty));
            }
            continue;
        }
        if question.kind.is_closed() && values.iter().any(|value| !question.offers(value)) {
            faults.push((question.id.clone(), AnswerFault::NoSuchOption));
            continue;
        }
        let answer = match question.kind {
            Kind::Choices => Answer::Many(values.into_iter().map(str::to_owned).collect()),
            Kind::Choice => Answer::Text(values.last().copied().unwrap_or_default().to_owned()),
            // Browsers end each line with two characters, and files with one or two.
            _ => Answer::Text(values.join("\n").replace("\r\n", "\n").nfc().collect()),
        };
        answers.insert(question.id.clone(), answer);
    }
    let total: usize = answers.iter().map(|(id, answer)| sealed_length(id, answer)).sum();
    if total > max_text {
        let longest = answers.iter().max_by_key(|(id, answer)| sealed_length(id, answer));
        faults.push((longest.map(|(id, _)| id.clone()).unwrap_or_default(), AnswerFault::TooLong));
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Digests answers and attachments, for the id of a submission.
pub fn content(answers: &BTreeMap<String, Answer>, files: &[ManifestEntry]) -> Digest {
    let mut content = ContentDigest::new();
    for (id, answer) in answers {
        match answer {
            Answer::Text(text) => content.field(id, text),
            Answer::Many(options) => options.iter().for_each(|option| content.field(id, option)),
        }
    }
    for file in files {
        content.file(&file.name, &file.sha256);
    }
    content.digest()
}

/// Bytes of an answer in `tip.json`.
fn sealed_length(id: &str, answer: &Answer) -> usize {
    id.len() + 4 + serde_json::to_vec(answer).map(|json| Zeroizing::new(json).len()).unwrap_or(usize::MAX / 4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questionnaire() -> Questionnaire {
        Questionnaire::parse(
            r#"
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
            [[block.question]]
            id = "harm"
            kind = "choices"
            options = ["beaten", "shocked"]
            "#,
        )
        .unwrap()
    }

    fn fields(pairs: &[(&str, &str)]) -> Given {
        let mut fields = Given::new();
        for (name, value) in pairs {
            fields.entry((*name).to_owned()).or_default().push(Zeroizing::new((*value).to_owned()));
        }
        fields
    }

    #[test]
    fn answers_are_kept_by_kind_and_empty_ones_are_not_answers() {
        let given = [("story", "they hold her"), ("safe-now", "unsafe"), ("harm", "beaten"), ("harm", "shocked")];
        let Ok(answers) = check(&questionnaire(), &fields(&given), 1_000) else { panic!("refused") };
        assert!(answers["safe-now"] == Answer::Text("unsafe".to_owned()));
        assert!(answers["harm"] == Answer::Many(vec!["beaten".to_owned(), "shocked".to_owned()]));
        let Ok(answers) = check(&questionnaire(), &fields(&[("story", "x"), ("safe-now", "")]), 1_000) else {
            panic!("refused")
        };
        assert_eq!(answers.len(), 1);
    }

    #[test]
    fn an_empty_story_a_made_up_option_and_too_much_text_are_each_named() {
        let faults =
            |given: &[(&str, &str)], max| check(&questionnaire(), &fields(given), max).err().unwrap_or_default();
        assert_eq!(faults(&[("story", " \n ")], 1_000), [("story".to_owned(), AnswerFault::Empty)]);
        assert_eq!(
            faults(&[("story", "x"), ("safe-now", "maybe")], 1_000),
            [("safe-now".to_owned(), AnswerFault::NoSuchOption)]
        );
        assert_eq!(faults(&[("story", "xxxxxxxxxxxxxxxxxxx")], 20), [("story".to_owned(), AnswerFault::TooLong)]);
    }
}

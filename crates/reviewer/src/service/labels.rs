//! Answers with their questions, as the form asked them.
//!
//! The words are those of the questionnaire that came with the bundle.

use std::collections::BTreeMap;

use envelope::questionnaire::PublishedQuestionnaire;
use envelope::tip::Answer;
use surface::{Catalog, Language};

/// The language in which the desk shows questions, if the form has it.
const DESK_LANGUAGE: &str = "en";

/// A block of the form, with the answers to its questions.
pub struct Group {
    /// The block's heading. It is empty for the last group, which has the questions that the questionnaire does not
    /// know.
    pub title: String,
    /// The answers.
    pub rows: Vec<Row>,
}

/// An answer and its question.
pub struct Row {
    /// The question's id.
    pub id: String,
    /// The question in the form's words.
    pub question: String,
    /// The typed text, or the labels of the chosen options.
    pub answer: String,
}

/// Returns questions and answers in the order of the form. Questions that the questionnaire does not know keep their
/// ids and come last.
pub fn labelled(
    published: Option<&PublishedQuestionnaire>,
    answers: &BTreeMap<String, Answer>,
) -> Vec<(String, String)> {
    let rows = grouped(published, answers).into_iter().flat_map(|group| group.rows);
    rows.map(|row| (row.question, row.answer)).collect()
}

/// Returns questions and answers in the order of the form, grouped by its blocks.
pub fn grouped(published: Option<&PublishedQuestionnaire>, answers: &BTreeMap<String, Answer>) -> Vec<Group> {
    let texts = published.and_then(texts);
    let questionnaire = published.and_then(|published| published.questionnaire().ok());
    let text = |id: &str| texts.as_ref().and_then(|texts| texts.find(id));
    let option = |id: &str, text: &str, closed: bool| {
        let label = if closed { texts.as_ref().and_then(|texts| texts.option(id, text)) } else { None };
        label.unwrap_or_else(|| text.to_owned())
    };
    let row = |id: &str, answer: &Answer, closed: bool| Row {
        id: id.to_owned(),
        question: text(&format!("q-{id}")).unwrap_or_else(|| id.to_owned()),
        answer: match answer {
            Answer::Text(text) => option(id, text, closed),
            Answer::Many(many) => many.iter().map(|each| option(id, each, closed)).collect::<Vec<_>>().join(", "),
        },
    };
    let mut groups = Vec::new();
    for block in questionnaire.iter().flat_map(|questionnaire| &questionnaire.blocks) {
        let given = block.questions.iter().filter_map(|question| Some((question, answers.get(&question.id)?)));
        let rows: Vec<Row> =
            given.map(|(question, answer)| row(&question.id, answer, question.kind.is_closed())).collect();
        if !rows.is_empty() {
            let title = text(&format!("block-{}", block.id)).unwrap_or_else(|| block.id.clone());
            groups.push(Group { title, rows });
        }
    }
    let known = |id: &str| questionnaire.as_ref().is_some_and(|all| all.question(id).is_some());
    let others: Vec<Row> =
        answers.iter().filter(|(id, _)| !known(id)).map(|(id, answer)| row(id, answer, false)).collect();
    if !others.is_empty() {
        groups.push(Group { title: String::new(), rows: others });
    }
    groups
}

fn texts(published: &PublishedQuestionnaire) -> Option<Catalog> {
    let (tag, text) = published.texts.get_key_value(DESK_LANGUAGE).or_else(|| published.texts.first_key_value())?;
    Catalog::load(Language::find(tag)?, tag, text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published() -> PublishedQuestionnaire {
        let structure = r#"
            format = "throughline-questionnaire/1"
            [[block]]
            id = "story"
            [[block.question]]
            id = "story"
            kind = "story"
            required = true
            [[block.question]]
            id = "town"
            kind = "line"
            [[block.question]]
            id = "age"
            kind = "choice"
            options = ["under-18", "yes"]
        "#;
        let text = "opt-yes = Yes\nblock-story = S\nq-story = Story\nq-town = Town\nq-age = Age\n    .opt-under-18 = Under 18\n";
        PublishedQuestionnaire { structure: structure.to_owned(), texts: [("en".to_owned(), text.to_owned())].into() }
    }

    #[test]
    fn answers_stand_beside_their_questions_in_the_order_of_the_form() {
        let text = |text: &str| Answer::Text(text.to_owned());
        let answers: BTreeMap<String, Answer> = [
            ("age".to_owned(), Answer::Many(vec!["under-18".to_owned(), "yes".to_owned()])),
            ("a-question-of-before".to_owned(), text("x")),
            ("town".to_owned(), text("yes")),
        ]
        .into();
        let expected = [("Town", "yes"), ("Age", "Under 18, Yes"), ("a-question-of-before", "x")];
        let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(labelled(Some(&published()), &answers), expected);
        assert_eq!(labelled(None, &answers)[1], ("age".to_owned(), "under-18, yes".to_owned()));
    }
}

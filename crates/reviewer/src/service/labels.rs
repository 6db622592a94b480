//! Answers beside the questions as they were asked: in the texts that the bundle carried.

use std::collections::BTreeMap;

use envelope::questionnaire::PublishedQuestionnaire;
use envelope::tip::Answer;
use surface::{Catalog, Language};

/// The language in which the desk reads questions, where the form has it.
const DESK_LANGUAGE: &str = "en";

/// Question and answer in the order of the form. What the questionnaire does not know keeps its id, and comes last.
pub fn labelled(
    published: Option<&PublishedQuestionnaire>,
    answers: &BTreeMap<String, Answer>,
) -> Vec<(String, String)> {
    let texts = published.and_then(texts);
    let questionnaire = published.and_then(|published| published.questionnaire().ok());
    let order: Vec<&str> =
        questionnaire.iter().flat_map(|all| all.questions()).map(|question| question.id.as_str()).collect();
    let place = |id: &str| order.iter().position(|known| *known == id).unwrap_or(order.len());
    let mut sorted: Vec<_> = answers.iter().collect();
    sorted.sort_by_key(|(id, _)| place(id));
    let option = |id: &str, text: &str| {
        let closed =
            questionnaire.as_ref().and_then(|all| all.question(id)).is_some_and(|question| question.kind.is_closed());
        let label = if closed { texts.as_ref().and_then(|texts| texts.option(id, text)) } else { None };
        label.unwrap_or_else(|| text.to_owned())
    };
    sorted
        .into_iter()
        .map(|(id, answer)| {
            let question =
                texts.as_ref().and_then(|texts| texts.find(&format!("q-{id}"))).unwrap_or_else(|| id.clone());
            let answer = match answer {
                Answer::Text(text) => option(id, text),
                Answer::Many(many) => many.iter().map(|each| option(id, each)).collect::<Vec<_>>().join(", "),
            };
            (question, answer)
        })
        .collect()
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

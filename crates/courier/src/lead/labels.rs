//! Finds questions and options by their labels, in every language.
//!
//! A line can have questions of its own, and their texts do not ship with `courier`. Only the labels of ids in the
//! shipped texts are known.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use envelope::questionnaire::{NON_ANSWERS, Questionnaire};
use surface::{Catalog, Language};

use super::words;

macro_rules! shipped {
    ($($tag:literal)*) => {
        &[$(($tag, include_str!(concat!("../../../../config/questionnaire.", $tag, ".ftl")))),*]
    };
}

/// Texts of the questions: pairs of a language tag and a Fluent text.
pub(super) type Texts = &'static [(&'static str, &'static str)];

/// The texts that ship with `courier`.
pub(super) const SHIPPED: Texts = shipped!(
    "zh-Hans" "en" "vi" "id" "hi" "am" "th" "my" "zh-Hant" "ms" "fil" "ur" "ta" "ko" "km" "bn" "ne" "sw" "lo" "ar" "ru" "ja" "pt-BR"
);

/// An index from labels to ids. It is built when the first label is looked up.
pub(super) struct Labels<'a> {
    questionnaire: &'a Questionnaire,
    texts: Texts,
    index: OnceCell<Index>,
}

#[derive(Default)]
struct Index {
    questions: BTreeMap<String, BTreeSet<String>>,
    /// The ids of options, keyed by question id and label.
    options: BTreeMap<(String, String), BTreeSet<String>>,
}

impl<'a> Labels<'a> {
    /// Returns the labels of a line's questions.
    pub(super) fn of(questionnaire: &'a Questionnaire, texts: Texts) -> Self {
        Self { questionnaire, texts, index: OnceCell::new() }
    }

    /// Returns the ids of the questions that have this label in any language.
    pub(super) fn questions(&self, label: &str) -> Vec<String> {
        let found = self.index().questions.get(&words::label(label));
        found.into_iter().flatten().cloned().collect()
    }

    /// Returns the ids of the question's options that have this label in any language.
    pub(super) fn options(&self, question: &str, label: &str) -> Vec<String> {
        let found = self.index().options.get(&(question.to_owned(), words::label(label)));
        found.into_iter().flatten().cloned().collect()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            let load = |(tag, text): &(&str, &str)| Catalog::load(Language::find(tag)?, tag, text).ok();
            for catalog in self.texts.iter().filter_map(load) {
                for question in self.questionnaire.questions() {
                    let id = &question.id;
                    if let Some(text) = catalog.find(&format!("q-{id}")) {
                        index.questions.entry(words::label(&text)).or_default().insert(id.clone());
                    }
                    let options = question.options.iter().map(String::as_str).chain(NON_ANSWERS);
                    for option in options.filter(|_| question.kind.is_closed()) {
                        if let Some(text) = catalog.option(id, option) {
                            let key = (id.clone(), words::label(&text));
                            index.options.entry(key).or_default().insert(option.to_owned());
                        }
                    }
                }
            }
            index
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_form_is_known_and_no_label_is_the_id_of_another_question() {
        let questionnaire = Questionnaire::parse(include_str!("../../../../config/questionnaire.toml")).unwrap();
        assert_eq!(SHIPPED.len(), Language::all().len());
        let labels = Labels::of(&questionnaire, SHIPPED);
        assert_eq!(labels.questions("Until when?"), ["deadline"]);
        assert_eq!(labels.questions("ภายในวันไหน"), ["deadline"]);
        assert_eq!(labels.options("safe-now", "I don’t know"), ["unknown"]);
        for (label, ids) in &labels.index().questions {
            let as_id = questionnaire.question(&words::id(label));
            assert!(as_id.is_none_or(|question| ids.iter().all(|id| *id == question.id)), "{label}: {ids:?}");
        }
        for ((question, label), options) in &labels.index().options {
            assert_eq!(options.len(), 1, "{question}: {label}: {options:?}");
        }
    }
}

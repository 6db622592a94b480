//! `courier template`: an empty lead with every question.
//!
//! It can be filled in with any editor or spreadsheet.

use std::fmt::Write as _;

use envelope::questionnaire::{Kind, NON_ANSWERS, Question, Questionnaire, STORY};
use surface::{Catalog, Language};

use super::{FILES, LANGUAGE};

/// The English texts of the shipped questions.
const ENGLISH: &str = include_str!("../../../../config/questionnaire.en.ftl");

/// Returns an empty lead as TOML. Its comments hold the questions, in the form's words if these are known.
pub fn one(questionnaire: &Questionnaire) -> String {
    let texts = Language::find("en").and_then(|language| Catalog::load(language, "questionnaire.en.ftl", ENGLISH).ok());
    let text = |id: &str| texts.as_ref().and_then(|texts| texts.find(id));
    let mut out = String::from(
        "# A lead. Write between the quotation marks; to answer a question, remove the # before its line. Only the story is needed.\n\
         # The language it is written in (en, th, my, zh-Hans, vi …), and files that go with it, which lie beside this one.\n\
         language = \"en\"\nfiles = []\n\n[answers]\n",
    );
    for block in &questionnaire.blocks {
        let title = text(&format!("block-{}", block.id)).unwrap_or_else(|| block.id.clone());
        // Writing to a `String` cannot fail.
        let _ = write!(out, "\n# ---- {title}\n");
        for question in &block.questions {
            let asked = text(&format!("q-{}", question.id)).unwrap_or_else(|| question.id.clone());
            let _ = write!(out, "\n# {asked}\n");
            if let Some(hint) = text(&format!("q-{}.hint", question.id)).filter(|_| question.id != STORY) {
                let _ = writeln!(out, "# {hint}");
            }
            out.push_str(&line(question));
        }
    }
    out
}

fn line(question: &Question) -> String {
    let id = &question.id;
    let options = || question.options.iter().map(String::as_str).chain(NON_ANSWERS).collect::<Vec<_>>().join(", ");
    match question.kind {
        Kind::Story => format!("{id} = \"\"\"\n\n\"\"\"\n"),
        Kind::Choice => format!("# One of: {}\n# {id} = \"\"\n", options()),
        Kind::Choices => format!("# Any of: {}\n# {id} = [\"\", \"\"]\n", options()),
        Kind::Text => format!("# {id} = \"\"\"\n# \"\"\"\n"),
        Kind::Date => format!("# A day, such as 2026-12-05, or words\n# {id} = \"\"\n"),
        Kind::Line | Kind::Number => format!("# {id} = \"\"\n"),
    }
}

/// Returns the head of a table of leads, as CSV: the names of its columns.
pub fn many(questionnaire: &Questionnaire) -> String {
    let ids: Vec<&str> =
        questionnaire.questions().map(|question| question.id.as_str()).chain([LANGUAGE, FILES]).collect();
    format!("{}\n", ids.join(","))
}

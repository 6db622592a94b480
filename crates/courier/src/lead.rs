//! Leads as a journalist writes them: a TOML file for one, a table for many.
//!
//! | | one lead | many |
//! |---|---|---|
//! | answers | `[answers]`, a key for each question | a column for each question, a row for each lead |
//! | several options | a list | separated by `;` |
//! | attachments | `files = ["photo.jpg"]`, beside the lead's file | a column `files`, separated by `;` |
//! | the language it is written in | `language = "th"` | a column `language` |
//!
//! | module | what |
//! |---|---|
//! | [`one`], [`table`] | the two forms, each to drafts |
//! | [`draft`] | a draft is looked at, and becomes a lead or all that is wrong with it |
//! | [`decode`] | bytes to text |
//! | [`heads`], [`labels`] | which question a name stands for |
//! | [`languages`], [`dates`], [`files`] | values that people write in many ways |
//! | [`words`] | how words are compared |
//! | [`template`] | an empty lead |

pub mod dates;
mod decode;
mod draft;
pub mod files;
mod heads;
mod labels;
mod languages;
mod one;
mod table;
pub mod template;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::questionnaire::Questionnaire;
use envelope::tip::Answer;

use dates::Dates;
pub use words::nearest;

/// The name of the list of attachments.
const FILES: &str = "files";
/// The name of the language.
const LANGUAGE: &str = "language";
/// The language of a lead that names none.
const DEFAULT_LANGUAGE: &str = "en";
/// Endings of tables.
const TABLES: [&str; 3] = ["csv", "tsv", "tab"];

/// A lead that was read and found good. It does not print: it holds somebody's words.
pub struct Lead {
    /// A BCP 47 tag.
    pub language: String,
    /// Answers by question id.
    pub answers: BTreeMap<String, Answer>,
    /// Attachments, in order.
    pub files: Vec<PathBuf>,
}

/// A lead of a file, and where it stands there.
pub struct Placed {
    /// "row 17"; none where the file is one lead.
    pub place: Option<String>,
    /// The lead, or what is wrong with it.
    pub lead: Result<Lead, Failure>,
}

/// What all leads of one file go by.
pub struct Rules<'a> {
    /// What the form asks.
    pub questionnaire: &'a Questionnaire,
    /// The most bytes of typed text of one tip.
    pub max_text: usize,
    /// The most bytes of one tip's attachments.
    pub max_files: u64,
    /// How dates are read.
    pub dates: Dates,
}

/// Reads a file of leads. `attach` goes with the lead of a file that is one.
///
/// # Errors
/// What makes the whole file useless: it is not there, not TOML or CSV, or names a question that the form does not ask.
pub fn read(path: &Path, attach: &[PathBuf], rules: &Rules<'_>) -> Result<Vec<Placed>, Failure> {
    let ending = path.extension().unwrap_or_default();
    let is_table = TABLES.iter().any(|table| ending.eq_ignore_ascii_case(table));
    if !is_table {
        return Ok(vec![Placed { place: None, lead: one::read(path, attach, rules, labels::SHIPPED) }]);
    }
    if !attach.is_empty() {
        return Err(Failure::usage("--attach goes with one lead, and a CSV file holds many")
            .next("name each lead's attachments in the column files"));
    }
    table::read(path, rules, labels::SHIPPED)
}

#[cfg(test)]
mod tests;

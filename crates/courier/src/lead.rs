//! Reads leads as a journalist writes them.
//!
//! One lead is a TOML file; many leads are a table.
//!
//! | | one lead | many leads |
//! |---|---|---|
//! | answers | `[answers]`, a key for each question | a column for each question, a row for each lead |
//! | several options | a list | separated by `;` |
//! | attachments | `files = ["photo.jpg"]`, relative to the lead's file | a column `files`, separated by `;` |
//! | the lead's language | `language = "th"` | a column `language` |
//!
//! | module | contents |
//! |---|---|
//! | `one`, `table` | the two file formats, each read into drafts |
//! | `draft` | checks a draft, which becomes a lead or a list of all its faults |
//! | `decode` | bytes to text |
//! | `heads`, `labels` | the question that a name stands for |
//! | `languages`, [`dates`], [`files`] | values that people write in many ways |
//! | `words` | comparison of words |
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

/// Name of the TOML key or table column that lists attachments.
const FILES: &str = "files";
/// Name of the TOML key or table column for the language.
const LANGUAGE: &str = "language";
/// Language of a lead that does not name its language.
const DEFAULT_LANGUAGE: &str = "en";
/// File name extensions of tables.
const TABLES: [&str; 3] = ["csv", "tsv", "tab"];

/// A lead that was read and has no fault. It has no `Debug`, because it holds somebody's words.
pub struct Lead {
    /// BCP 47 tag of the lead's language.
    pub language: String,
    /// Answers by question id.
    pub answers: BTreeMap<String, Answer>,
    /// Paths of the attachments, in order.
    pub files: Vec<PathBuf>,
}

/// A lead of a file, with its position there.
pub struct Placed {
    /// Where the lead is in its file, such as "row 17"; `None` if the file holds one lead.
    pub place: Option<String>,
    /// The lead, or its faults.
    pub lead: Result<Lead, Failure>,
}

/// Rules by which the leads of one file are read.
pub struct Rules<'a> {
    /// The form's questions.
    pub questionnaire: &'a Questionnaire,
    /// Most bytes of typed text in one tip.
    pub max_text: usize,
    /// Most bytes of attachments in one tip.
    pub max_files: u64,
    /// Rules by which dates are read.
    pub dates: Dates,
}

/// Reads a file of leads. `attach` names more attachments for a file that holds one lead.
///
/// # Errors
/// When a table as a whole is unusable: it cannot be read, is not CSV, names a question that the form does not ask,
/// or has a date that can mean two days. Also when `attach` is given with a table. The faults of a single lead are in
/// its [`Placed`].
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

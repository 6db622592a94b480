//! Leads as a journalist writes them: a TOML file for one, a CSV file for many.
//!
//! | | one lead | many |
//! |---|---|---|
//! | answers | `[answers]`, a key for each question | a column for each question, a row for each lead |
//! | several options | a list | separated by `;` |
//! | attachments | `files = ["photo.jpg"]`, beside the lead's file | a column `files`, separated by `;` |
//! | the language it is written in | `language = "th"` | a column `language` |

mod many;
mod one;
pub mod template;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::answers::{self, AnswerFault, Given};
use envelope::questionnaire::Questionnaire;
use envelope::tip::Answer;

pub use words::nearest;

/// The name of the list of attachments.
const FILES: &str = "files";
/// The name of the language.
const LANGUAGE: &str = "language";
/// The language of a lead that names none.
const DEFAULT_LANGUAGE: &str = "en";

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
}

/// Reads a file of leads. `attach` goes with the lead of a file that is one.
///
/// # Errors
/// What makes the whole file useless: it is not there, not TOML or CSV, or names a question that the form does not ask.
pub fn read(path: &Path, attach: &[PathBuf], rules: &Rules<'_>) -> Result<Vec<Placed>, Failure> {
    let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if !is_csv {
        return Ok(vec![Placed { place: None, lead: one::read(path, attach, rules) }]);
    }
    if !attach.is_empty() {
        return Err(Failure::usage("--attach goes with one lead, and a CSV file holds many")
            .next("name each lead's attachments in the column files"));
    }
    many::read(path, rules)
}

/// What was written, checked as the form checks it.
fn checked(given: &Given, rules: &Rules<'_>) -> Result<BTreeMap<String, Answer>, Failure> {
    answers::check(rules.questionnaire, given, rules.max_text).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|(id, fault)| fault_of(id, *fault, given, rules)).collect();
        Failure::new(faults.join("; ")).next("mend that and run the same command again; nothing of this lead was sent")
    })
}

fn fault_of(id: &str, fault: AnswerFault, given: &Given, rules: &Rules<'_>) -> String {
    match fault {
        AnswerFault::Empty => format!("{id} is empty, and it is the one answer that a lead needs"),
        AnswerFault::TooLong => {
            format!("the text is too long; attach {id} as a file, and write in short here what it is about")
        }
        AnswerFault::NoSuchOption => {
            let question = rules.questionnaire.question(id);
            let options: Vec<&str> = question
                .iter()
                .flat_map(|question| question.options.iter().map(String::as_str))
                .chain(envelope::questionnaire::NON_ANSWERS)
                .collect();
            let wrong = given.get(id).into_iter().flatten().find(|value| !options.contains(&value.as_str()));
            let meant = wrong.and_then(|wrong| nearest(wrong, options.iter().copied()));
            let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            format!("{id} has an answer that the form does not offer; it offers {}{meant}", options.join(", "))
        }
    }
}

/// A name that is no answer's.
fn misplaced(name: &str, place: &str) -> Option<Failure> {
    [FILES, LANGUAGE].contains(&name).then(|| {
        Failure::new(format!("{place} {name} is no answer"))
            .next(format!("write {name} above the line [answers]; nothing was sent"))
    })
}

/// A question that the form does not ask, with the one that may be meant.
fn unknown_question(name: &str, place: &str, rules: &Rules<'_>) -> Failure {
    let known = rules.questionnaire.questions().map(|question| question.id.as_str());
    let meant = nearest(name, known.chain([FILES, LANGUAGE]));
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    Failure::new(format!("{place} names a question that the form does not ask: {name}{meant}"))
        .next("`courier template` writes a file with every question; nothing was sent")
}

/// Attachments exist and hold something, before anything is sealed.
fn attachments(files: Vec<PathBuf>, rules: &Rules<'_>) -> Result<Vec<PathBuf>, Failure> {
    if files.len() > envelope::tip::MAX_FILES {
        return Err(Failure::new(format!(
            "a lead takes {} files, and these are {}",
            envelope::tip::MAX_FILES,
            files.len()
        ))
        .next("send the rest with another lead"));
    }
    let (mut bytes, mut whole) = (0, Vec::new());
    for file in &files {
        let metadata = std::fs::metadata(file).map_err(|error| Failure::file("read", file, &error))?;
        if !metadata.is_file() {
            return Err(Failure::new(format!("{} is no file", file.display())).next("name files"));
        }
        if metadata.len() == 0 {
            return Err(
                Failure::new(format!("{} is empty", file.display())).next("attach it again once it holds something")
            );
        }
        bytes += metadata.len();
        // Wherever the command is typed: a sending that goes on knows them by this.
        whole.push(std::path::absolute(file).map_err(|error| Failure::file("read", file, &error))?);
    }
    if bytes > rules.max_files {
        return Err(Failure::new(format!(
            "this line takes {} bytes of files in one tip, and these have {bytes}",
            rules.max_files
        ))
        .next("send them in several leads"));
    }
    Ok(whole)
}

/// Files as they are named, and all files of folders that are: in the order of their names, without hidden ones.
pub fn with_folders(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            of_folder(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn of_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::file("read", folder, &error);
    let mut entries = std::fs::read_dir(folder).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries.iter().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        // Not links: what lies behind one is not in the folder.
        let kind = entry.file_type().map_err(fail)?;
        if kind.is_dir() {
            of_folder(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

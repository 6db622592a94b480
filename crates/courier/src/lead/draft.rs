//! A lead as written in either file format, and the check of it.
//!
//! One check finds all faults.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::Day;
use envelope::answers::{self, AnswerFault, Given};
use envelope::questionnaire::Kind;
use envelope::tip::Answer;
use zeroize::Zeroizing;

use super::dates::Reading;
use super::words::{is_blank, nearest, shown, trimmed};
use super::{DEFAULT_LANGUAGE, LANGUAGE, Lead, Rules, files, languages};

/// One lead as its file has it.
#[derive(Default)]
pub(super) struct Draft {
    /// The language as written; blank if the lead does not name one.
    pub(super) language: Zeroizing<String>,
    /// The answers as written, by question id.
    pub(super) given: Given,
    /// Attachments by the names in the lead.
    pub(super) named: Vec<String>,
    /// Attachments from the command line.
    pub(super) attach: Vec<PathBuf>,
}

/// A date that can mean two days.
pub(super) struct Ask {
    /// The question's id.
    pub(super) question: String,
    /// The date as written.
    pub(super) written: String,
    /// The possible days. A single day here means that the other order gives a day that does not exist.
    pub(super) days: Vec<Day>,
}

impl Ask {
    /// Returns the sentence for a person: "deadline: 05/12/2026 is 5 December 2026 or 12 May 2026".
    pub(super) fn said(&self) -> String {
        let mut days: Vec<String> = self.days.iter().map(|day| in_words(*day)).collect();
        if days.len() == 1 {
            days.push("a day that the calendar does not have".to_owned());
        }
        format!("{}: {} is {}", self.question, self.written, days.join(" or "))
    }
}

fn in_words(day: Day) -> String {
    let date = day.date();
    format!("{} {} {}", date.day(), date.month(), date.year())
}

/// Tells a person how to answer an [`Ask`].
pub(super) const ANSWER: &str = "write such a date as year-month-day, 2026-12-05; or say it for all of them: --dates day-first, where 05/12/2026 is \
                                 5 December, or --dates month-first";

/// Why a draft does not become a lead.
pub(super) struct Wrong {
    /// All faults of the draft.
    pub(super) failures: Vec<Failure>,
    /// Dates to ask the person about.
    pub(super) asks: Vec<Ask>,
}

impl Wrong {
    /// Joins all faults into one failure.
    pub(super) fn together(failures: &[Failure]) -> Failure {
        let said: Vec<&str> = failures.iter().map(|failure| failure.message.as_str()).collect();
        let next = match failures {
            [Failure { next: Some(next), .. }] => next.as_str(),
            _ => "mend that and run the same command again; nothing of this lead was sent",
        };
        Failure::new(said.join("; ")).next(next)
    }
}

impl Draft {
    /// Checks the whole draft. `beside` is the folder of the lead's file.
    pub(super) fn look(mut self, beside: &Path, rules: &Rules<'_>) -> Result<Lead, Wrong> {
        let mut wrong = Wrong { failures: Vec::new(), asks: Vec::new() };
        let language = match trimmed(&self.language) {
            "" => DEFAULT_LANGUAGE.to_owned(),
            named => languages::read(named).unwrap_or_else(|why| {
                wrong.failures.push(
                    Failure::new(format!("{LANGUAGE}: {why}"))
                        .next("mend that and run the same command again; nothing of this lead was sent"),
                );
                String::new()
            }),
        };
        for question in rules.questionnaire.questions() {
            let Some(values) = self.given.get_mut(&question.id) else { continue };
            for value in values.iter_mut() {
                // A value of only invisible characters is no answer.
                if is_blank(value) {
                    value.clear();
                }
                if let Some(failure) = lost(&question.id, value) {
                    wrong.failures.push(failure);
                } else if question.kind == Kind::Date {
                    wrong.date(&question.id, value, rules);
                }
            }
        }
        let answers = checked(&self.given, rules).unwrap_or_else(|failure| {
            wrong.failures.push(failure);
            BTreeMap::new()
        });
        let files = self.files(beside, rules, &mut wrong.failures);
        if wrong.failures.is_empty() && wrong.asks.is_empty() {
            Ok(Lead { language, answers, files })
        } else {
            Err(wrong)
        }
    }

    fn files(self, beside: &Path, rules: &Rules<'_>, wrong: &mut Vec<Failure>) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for named in &self.named {
            match files::find(named, beside) {
                Ok(path) => paths.push(path),
                Err(failure) => wrong.push(failure),
            }
        }
        paths.extend(self.attach);
        let whole = files::with_folders(&paths).unwrap_or_else(|failure| {
            wrong.push(failure);
            Vec::new()
        });
        wrong.extend(files::check(&whole, rules.max_files));
        whole
    }
}

impl Wrong {
    fn date(&mut self, question: &str, value: &mut Zeroizing<String>, rules: &Rules<'_>) {
        match rules.dates.read(question, value) {
            Reading::Free => {}
            Reading::One(day) => *value = Zeroizing::new(day),
            Reading::Several(days) => {
                self.asks.push(Ask { question: question.to_owned(), written: shown(value), days });
            }
            Reading::NoDay => self
                .failures
                .push(Failure::new(format!("{question}: {} is not a day of the calendar", shown(value))).next(
                    "write it as year-month-day, such as 2026-12-05, or in words; nothing of this lead was sent",
                )),
        }
    }
}

/// Returns a failure for a value that a spreadsheet lost: a column was too narrow, words were taken for a formula, or
/// a long number was shortened.
fn lost(question: &str, value: &str) -> Option<Failure> {
    let value = trimmed(value);
    let fail = |why: &str, next: &str| {
        Some(
            Failure::new(format!("{question}: {why}"))
                .next(format!("{next}, save the table again and run the same command; nothing of this lead was sent")),
        )
    };
    if value.len() > 2 && value.bytes().all(|byte| byte == b'#') {
        return fail("the spreadsheet wrote ### for a column that is too narrow", "make that column wider");
    }
    const ERRORS: [&str; 7] = ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"];
    if ERRORS.contains(&value) {
        return fail(
            &format!("the spreadsheet took what was typed for a formula, and wrote {value}"),
            "put ' before what begins with =, + or -",
        );
    }
    let shortened = value.split_once("E+").is_some_and(|(number, power)| {
        let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        whole.len() == 1 && power.len() == 2 && digits(whole) && digits(part) && digits(power)
    });
    if shortened {
        return fail(
            "the spreadsheet shortened a long number",
            "set that column's format to text, type the number again",
        );
    }
    None
}

/// Returns the answers, checked as the form checks them.
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

//! Reads one lead from a TOML file.

mod marks;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::answers::Given;
use serde::Deserialize;
use toml::Value;
use zeroize::Zeroizing;

use super::decode::{self, Fault};
use super::draft::{ANSWER, Ask, Draft, Wrong};
use super::heads::Head;
use super::labels::{Labels, Texts};
use super::{Lead, Rules};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Option<String>,
    #[serde(default)]
    files: Vec<String>,
    answers: BTreeMap<String, Value>,
}

pub(super) fn read(path: &Path, attach: &[PathBuf], rules: &Rules<'_>, texts: Texts) -> Result<Lead, Failure> {
    let name = path.display();
    let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| Failure::file("read the lead", path, &error))?;
    let text = decode::text(&bytes).map_err(|fault| undecoded(fault, &bytes, path))?;
    let text = decode::lines(&text);
    let file: File = toml::from_str(&text).map_err(|error| {
        let failure = marks::found(&text).unwrap_or_else(|| {
            let line = error.span().map(|span| format!(", line {}", text[..span.start].matches('\n').count() + 1));
            format!("{} is not understood: {}", line.unwrap_or_default(), plain(&error))
        });
        Failure::new(format!("{name}{failure}"))
            .next("compare it with what `courier template` writes; nothing was sent")
    })?;
    let labels = Labels::of(rules.questionnaire, texts);
    let mut given = Given::new();
    let mut wrong = Vec::new();
    for (key, value) in file.answers {
        let place = at_line(path, &text, &key);
        match Head::read(&key, rules, &labels) {
            Err(why) => wrong.push(
                Failure::new(format!("{place} {why}"))
                    .next("`courier template` writes a file with every question; nothing was sent"),
            ),
            Ok(Head::Question(id)) => match values(value) {
                Some(_) if given.contains_key(&id) => wrong.push(
                    Failure::new(format!("{place} answers {id}, which another line answers too"))
                        .next("write one answer to it; nothing was sent"),
                ),
                Some(values) => {
                    given.insert(id, values);
                }
                None => wrong.push(
                    Failure::new(format!("{place} is neither a text nor a list of texts"))
                        .next("write it in quotation marks, such as \"yes\""),
                ),
            },
            Ok(other) => wrong.push(
                Failure::new(format!("{place} {} is no answer", other.id()))
                    .next(format!("write {} above the line [answers]; nothing was sent", other.id())),
            ),
        }
    }
    if !wrong.is_empty() {
        return Err(Wrong::together(&wrong));
    }
    let beside = path.parent().unwrap_or(Path::new("."));
    let language = Zeroizing::new(file.language.unwrap_or_default());
    let draft = Draft { language, given, named: file.files, attach: attach.to_vec() };
    draft.look(beside, rules).map_err(|Wrong { mut failures, asks }| {
        if !asks.is_empty() {
            let said: Vec<String> = asks.iter().map(Ask::said).collect();
            failures.push(Failure::new(format!("a date can be read in two ways; {}", said.join("; "))).next(ANSWER));
        }
        Wrong::together(&failures)
    })
}

/// Returns the failure for bytes that are not text, with the line and column of the first bad byte.
fn undecoded(fault: Fault, bytes: &[u8], path: &Path) -> Failure {
    let place = match fault {
        Fault::NotUtf8(at) => {
            let before = String::from_utf8_lossy(&bytes[..at]);
            let (line, column) = marks::place(&decode::lines(&before), usize::MAX);
            format!("{}, line {line}, column {column},", path.display())
        }
        _ => path.display().to_string(),
    };
    fault.failure(&place, "plain text in UTF-8")
}

fn values(value: Value) -> Option<Vec<Zeroizing<String>>> {
    let text = match value {
        // In TOML, a long text may end with a line feed before its closing quotation marks. That line feed is removed.
        Value::String(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Datetime(day) => day.to_string(),
        Value::Array(list) => return list.into_iter().map(|each| values(each)?.pop()).collect(),
        Value::Boolean(_) | Value::Table(_) => return None,
    };
    Some(vec![Zeroizing::new(text)])
}

/// Explains a TOML error in a fixed text, because TOML's own message may quote the lead.
fn plain(error: &toml::de::Error) -> &'static str {
    let message = error.message();
    if message.contains("unknown field") {
        "only language, files and [answers] may stand at the top"
    } else if message.contains("missing field") {
        "it has no [answers]"
    } else if message.contains("duplicate key") {
        "a question appears twice"
    } else if message.contains("expected a sequence") {
        "files is a list: files = [\"photo.jpg\"]"
    } else if ["escape", "unicode", "hex"].iter().any(|word| message.contains(word)) {
        "in a path, write / or two backslashes"
    } else {
        "a text stands in quotation marks, a long one between three of them (\"\"\")"
    }
}

fn at_line(path: &Path, text: &str, id: &str) -> String {
    let is = |line: &str| {
        line.trim_start()
            .trim_start_matches('"')
            .strip_prefix(id)
            .is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with('='))
    };
    match text.lines().position(is) {
        Some(line) => format!("{}, line {},", path.display(), line + 1),
        None => path.display().to_string(),
    }
}

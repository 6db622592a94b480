//! One lead: a TOML file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use console::Failure;
use envelope::answers::Given;
use serde::Deserialize;
use toml::Value;
use zeroize::Zeroizing;

use super::{DEFAULT_LANGUAGE, Lead, Rules, attachments, checked, misplaced, unknown_question, with_folders};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    language: Option<String>,
    #[serde(default)]
    files: Vec<PathBuf>,
    answers: BTreeMap<String, Value>,
}

pub(super) fn read(path: &Path, attach: &[PathBuf], rules: &Rules<'_>) -> Result<Lead, Failure> {
    let name = path.display();
    let text = fs::read(path).map(Zeroizing::new).map_err(|error| Failure::file("read the lead", path, &error))?;
    let text = std::str::from_utf8(&text).map_err(|_| {
        Failure::new(format!("{name} is no text in UTF-8"))
            .next("save it as plain text, in UTF-8, and run the same command again")
    })?;
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| format!(", line {}", text[..span.start].matches('\n').count() + 1));
        Failure::new(format!("{name}{} is not understood: {}", line.unwrap_or_default(), plain(&error)))
            .next("compare it with what `courier template` writes; nothing was sent")
    })?;
    let mut given = Given::new();
    for (id, value) in file.answers {
        if rules.questionnaire.question(&id).is_none() {
            if let Some(failure) = misplaced(&id, &at_line(path, text, &id)) {
                return Err(failure);
            }
            return Err(unknown_question(&id, &at_line(path, text, &id), rules));
        }
        given.insert(
            id.clone(),
            values(value).ok_or_else(|| {
                Failure::new(format!("{} is neither a text nor a list of texts", at_line(path, text, &id)))
                    .next("write it in quotation marks, such as \"yes\"")
            })?,
        );
    }
    let beside = path.parent().unwrap_or(Path::new("."));
    let named: Vec<PathBuf> = file.files.iter().map(|file| beside.join(file)).chain(attach.iter().cloned()).collect();
    Ok(Lead {
        language: file.language.unwrap_or_else(|| DEFAULT_LANGUAGE.to_owned()),
        answers: checked(&given, rules)?,
        files: attachments(with_folders(&named)?, rules)?,
    })
}

fn values(value: Value) -> Option<Vec<Zeroizing<String>>> {
    let text = match value {
        // A long text ends with the line that closes it.
        Value::String(text) => text.trim_end_matches(['\r', '\n']).to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Datetime(day) => day.to_string(),
        Value::Array(list) => return list.into_iter().map(|each| values(each)?.pop()).collect(),
        Value::Boolean(_) | Value::Table(_) => return None,
    };
    Some(vec![Zeroizing::new(text)])
}

/// TOML's own message may quote what stands there; its first words do not.
fn plain(error: &toml::de::Error) -> &'static str {
    let message = error.message();
    if message.contains("unknown field") {
        "beside language, files and [answers] nothing stands at the top"
    } else if message.contains("missing field") {
        "it has no [answers]"
    } else if message.contains("duplicate key") {
        "a question stands there twice"
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

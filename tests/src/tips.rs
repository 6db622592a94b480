//! The 200 synthetic tips of `fixtures/tips`, ready to be sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use envelope::Day;
use serde::Deserialize;

/// A tip of the fixtures.
pub struct FixtureTip {
    /// The language of the page.
    pub language: String,
    /// The pattern that the tip follows, such as `false-place`.
    pub pattern: String,
    /// Whether a rule of triage.toml makes it an L0.
    pub urgent: bool,
    /// Field and value. A field with several choices appears once for each.
    pub fields: Vec<(String, String)>,
}

/// A search, and the number of tips that it finds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixtureSearch {
    /// The search text.
    pub text: String,
    /// The language whose script the text is in.
    pub language: String,
    /// The number of tips that contain the text after folding.
    pub finds: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tip: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    pattern: String,
    level: Option<u8>,
    repeat: Option<usize>,
    answers: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searches {
    search: Vec<FixtureSearch>,
}

/// All fixture tips. Days such as `@today+2` are computed from `today`.
///
/// # Errors
/// When a fixture cannot be read or does not parse.
pub fn all(today: Day) -> Result<Vec<FixtureTip>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut tips = Vec::new();
    for path in paths {
        let name = path.file_stem().and_then(|name| name.to_str()).context("a name is no text")?.to_owned();
        if path.extension().is_none_or(|end| end != "toml") || name == "searches" {
            continue;
        }
        let file: File =
            toml::from_str(&std::fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        for entry in file.tip {
            tips.push(entry.tip(&name, today)?);
        }
    }
    Ok(tips)
}

/// The searches among the fixture tips.
///
/// # Errors
/// When the fixture cannot be read or does not parse.
pub fn searches() -> Result<Vec<FixtureSearch>> {
    let searches: Searches = toml::from_str(&std::fs::read_to_string(folder().join("searches.toml"))?)?;
    Ok(searches.search)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tips")
}

impl Entry {
    fn tip(self, language: &str, today: Day) -> Result<FixtureTip> {
        ensure!(self.answers.contains_key("story"), "a tip of {language} has no story");
        let mut fields = Vec::new();
        for (id, value) in self.answers {
            let many = match value {
                Value::One(text) if id == "story" => vec![text.repeat(self.repeat.unwrap_or(1))],
                Value::One(text) => vec![dated(&text, today)?],
                Value::Many(many) => many,
            };
            fields.extend(many.into_iter().map(|value| (id.clone(), value)));
        }
        Ok(FixtureTip { language: language.to_owned(), pattern: self.pattern, urgent: self.level == Some(0), fields })
    }
}

/// Resolves `@today` and `@today+2` to a day; returns other text unchanged.
fn dated(text: &str, today: Day) -> Result<String> {
    match text.strip_prefix("@today") {
        Some("") => Ok(today.to_string()),
        Some(days) => Ok(today.plus(days.parse().with_context(|| format!("no number of days: {text}"))?).to_string()),
        None => Ok(text.to_owned()),
    }
}

/// One tip in four languages, and an advert: language and text.
pub const FIVE: [(&str, &str); 5] = [
    ("en", "They will kill her tomorrow. She is 15 years old. They electrocuted her and beat her last night."),
    ("my", "မနက်ဖြန် သူမကို သတ်တော့မယ်တဲ့။ သူမ အသက် ၁၅ နှစ်ပဲရှိသေးတယ်။ မနေ့ညက လျှပ်စစ်နဲ့ ရှော့တိုက်ပြီး ရိုက်တယ်။"),
    ("zh-Hans", "他们说明天就要杀了她。她才15岁。昨天晚上还用电棍电她、打她。"),
    ("th", "เขาบอกว่าพรุ่งนี้จะฆ่าเธอ เธออายุแค่ 15 ปี เมื่อคืนโดนช็อตไฟฟ้าและโดนซ้อม"),
    ("en", "Cheap loans approved in 5 minutes!!! Best USDT rates, add me on Telegram now and get 50% discount"),
];

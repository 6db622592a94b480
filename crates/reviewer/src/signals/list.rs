//! One language's list as written, `config/signals/<language>.toml`, and its errors.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Kind;
use super::calendar::Calendar;

/// The keys before a list's first table. They are enough to know which texts the list reads.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) language: String,
    #[serde(default)]
    pub(super) markers: Vec<String>,
    #[serde(default)]
    pub(super) marks: bool,
}

impl Head {
    /// Parses only the keys before the list's first table.
    pub(super) fn parse(text: &str) -> Result<Self, ListError> {
        let end = text.find("\n[").unwrap_or(text.len());
        Ok(toml::from_str(&text[..end])?)
    }
}

/// A list as written. The top of `config/signals/en.toml` explains the keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) language: String,
    #[serde(default)]
    #[expect(dead_code, reason = "the head has it")]
    markers: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "the head has it")]
    marks: bool,
    #[serde(default)]
    pub(super) calendars: Vec<Calendar>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) numbers: BTreeMap<String, u32>,
    #[serde(default)]
    pub(super) context: Context,
    #[serde(default)]
    pub(super) place: BuildingPhrases,
    #[serde(default)]
    pub(super) age: Age,
    #[serde(default)]
    pub(super) time: Time,
    #[serde(default, rename = "signal")]
    pub(super) signals: Vec<Phrases>,
}

/// Contexts: phrases that change the meaning of a phrase next to them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Context {
    pub(super) not_before: Vec<String>,
    pub(super) not_after: Vec<String>,
    pub(super) reach: Option<usize>,
    pub(super) keeps: Vec<String>,
    pub(super) turns: Vec<String>,
    pub(super) over: Vec<String>,
    pub(super) past: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) figure: Vec<String>,
}

/// Names of buildings, floors and rooms. `#` stands for the number.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BuildingPhrases {
    pub(super) building: Vec<String>,
}

/// Phrases that state an age. `#` stands for the number.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Age {
    pub(super) phrases: Vec<String>,
    pub(super) born: Vec<String>,
    pub(super) school: Vec<School>,
}

/// Phrases for a school grade. If they contain a number, that number plus `add` is the age. Otherwise `age` is the age.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct School {
    pub(super) say: Vec<String>,
    pub(super) add: Option<u32>,
    pub(super) age: Option<u32>,
}

/// Phrases that name a day.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Time {
    pub(super) days: Vec<Days>,
    pub(super) within: Vec<String>,
    pub(super) hours: Vec<String>,
    pub(super) weeks: Vec<String>,
    pub(super) weekdays: Vec<Vec<String>>,
    pub(super) today_is: Vec<String>,
    pub(super) by: Vec<String>,
    pub(super) months: Vec<Vec<String>>,
    pub(super) dates: Vec<String>,
    pub(super) days_of_month: Vec<String>,
}

/// Words for a day, as the number of days after the day on which the tip was sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    pub(super) r#in: u32,
    pub(super) say: Vec<String>,
}

/// Phrases of one signal, and sentences that must or must not give it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) signal: Kind,
    #[serde(default)]
    pub(super) phrases: Vec<String>,
    #[serde(default)]
    pub(super) must: Vec<String>,
    #[serde(default)]
    pub(super) must_not: Vec<String>,
}

/// The reason why a list is refused.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The text is not TOML, or has an unknown key.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A phrase contains `<name>`, but the list has no named words of that name.
    #[error("the phrase {phrase:?} names <{name}>, which [words] does not have")]
    Words {
        /// The phrase as written.
        phrase: String,
        /// The name between `<` and `>`.
        name: String,
    },
    /// The name of the file does not match the language that the list states.
    #[error("it says language = {language:?}: call the file {language}.toml, in place of the shipped one")]
    Name {
        /// The language as written.
        language: String,
    },
    /// A phrase has nothing to search for, or a sign in a wrong place.
    #[error("the phrase {phrase:?} cannot be looked for: {why}")]
    Phrase {
        /// The phrase as written.
        phrase: String,
        /// The fault of the phrase.
        why: &'static str,
    },
    /// The list of weekdays or of months has too many or too few entries.
    #[error("[time] {what} has {found} lists, and needs {needs}")]
    Calendar {
        /// `weekdays` or `months`.
        what: &'static str,
        /// The number of entries that the list has.
        found: usize,
        /// The number of entries that the list needs.
        needs: usize,
    },
    /// A school grade lacks the key that gives its age.
    #[error("the school grade {say:?} needs `add` where # stands in it, else `age`")]
    School {
        /// The first phrase of the grade.
        say: String,
    },
    /// There are more phrases than can be searched for.
    #[error("the phrases are too many to look for: {0}")]
    Build(#[from] aho_corasick::BuildError),
}

impl List {
    /// Parses a list.
    pub(super) fn parse(text: &str) -> Result<Self, ListError> {
        let list: Self = toml::from_str(text)?;
        for (what, found, needs) in [("weekdays", list.time.weekdays.len(), 7), ("months", list.time.months.len(), 12)]
        {
            // A list of months may also have thirteen entries, for the Ethiopian year.
            if found != 0 && found != needs && (what, found) != ("months", 13) {
                return Err(ListError::Calendar { what, found, needs });
            }
        }
        for school in &list.age.school {
            let counts = school.say.iter().all(|say| say.contains('#'));
            if school.say.is_empty() || counts != school.add.is_some() || counts == school.age.is_some() {
                return Err(ListError::School { say: school.say.first().cloned().unwrap_or_default() });
            }
        }
        Ok(list)
    }
}

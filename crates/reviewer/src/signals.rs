//! Signals: statements in a tip's words, found by lists of phrases.
//!
//! Each language has a list, `config/signals/<language>.toml`. An organisation may edit it, like the rules of triage.
//!
//! A signal raises a tip and never lowers one ([`crate::triage`]). It is a reading of words, not a finding of fact. The
//! desk shows the signal with the words that gave it, and says "by its words, not confirmed".
//!
//! | file | contents |
//! |---|---|
//! | `list` | one language's file, as written |
//! | `pattern` | phrases, parsed into terms |
//! | `matcher` | the search for all phrases of a list in one pass |
//! | `text` | sentences, folded (`envelope::folding`), with a way back to the words as typed |
//! | `reading` | the reading of a whole text |
//! | `context` | what cancels a phrase: it is negated, in the past, about somebody else, or a figure of speech |
//! | `ages` | numbers, school grades and years of birth |
//! | `deadlines` | days by name, number and date, in the calendars that senders use |
//! | `noise` | texts of keys that were pressed at random |
//! | `check` | the lists' own example sentences: `reviewer signals --check` |
//!
//! To add a language:
//!
//! 1. Write its list next to the others.
//! 2. Add its tag to [`DEFAULTS`].
//! 3. Run `reviewer signals --check`.
//!
//! To add a signal:
//!
//! 1. Add a [`Kind`].
//! 2. Add its phrases to each list.
//! 3. Add a rule to `triage.toml`.

mod ages;
pub(crate) mod calendar;
mod check;
mod context;
mod deadlines;
mod list;
mod matcher;
mod noise;
mod pattern;
mod reading;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use serde::{Deserialize, Serialize};

pub use self::check::{Failed, check};
pub use self::list::ListError;
pub use self::noise::is_mash;
pub use self::reading::{Signal, TextSignals};

pub(crate) use self::text::width;

use self::list::{Head, List};
use self::matcher::Matcher;
use self::pattern::{Names, Numbered, Phrase, Terms};

/// The kinds of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A threat to kill, or fear of death.
    Death,
    /// Torture, beating or electrocution that goes on.
    Torture,
    /// Somebody wants to end their own life, or says farewell.
    SelfHarm,
    /// Somebody is under 18.
    Minor,
    /// A medical emergency.
    Medical,
    /// Somebody names a day: for a ransom, a sale or a transfer.
    Deadline,
    /// Somebody has escaped and is being looked for.
    Hunted,
    /// Somebody is about to be handed back.
    Returned,
    /// Somebody was beaten in the past.
    Beaten,
    /// Documents were taken away.
    Documents,
    /// Somebody was sold, or is threatened with being sold.
    Sold,
    /// Money is demanded.
    Money,
    /// Somebody gets no food.
    Hunger,
    /// Somebody no longer answers.
    ContactLost,
    /// Many others are held in the same place.
    Many,
    /// The sender says that an earlier message was not true, perhaps because somebody dictates the new one.
    Denial,
    /// The text is an advert.
    Advert,
    /// The sender only tests whether the form works.
    Test,
}

impl Kind {
    /// All kinds, in the order in which a reviewer reads them.
    pub const ALL: [Self; 18] = [
        Self::Death,
        Self::Torture,
        Self::SelfHarm,
        Self::Minor,
        Self::Medical,
        Self::Deadline,
        Self::Hunted,
        Self::Returned,
        Self::Beaten,
        Self::Documents,
        Self::Sold,
        Self::Money,
        Self::Hunger,
        Self::ContactLost,
        Self::Many,
        Self::Denial,
        Self::Advert,
        Self::Test,
    ];

    /// The name in lists, rules and the database.
    pub fn id(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::Torture => "torture",
            Self::SelfHarm => "self-harm",
            Self::Minor => "minor",
            Self::Medical => "medical",
            Self::Deadline => "deadline",
            Self::Hunted => "hunted",
            Self::Returned => "returned",
            Self::Beaten => "beaten",
            Self::Documents => "documents",
            Self::Sold => "sold",
            Self::Money => "money",
            Self::Hunger => "hunger",
            Self::ContactLost => "contact-lost",
            Self::Many => "many",
            Self::Denial => "denial",
            Self::Advert => "advert",
            Self::Test => "test",
        }
    }

    /// The name that reviewers read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Death => "threat to life",
            Self::Torture => "torture now",
            Self::SelfHarm => "self-harm",
            Self::Minor => "under 18",
            Self::Medical => "medical emergency",
            Self::Deadline => "deadline",
            Self::Hunted => "escaped and hunted",
            Self::Returned => "about to be sent back",
            Self::Beaten => "beaten",
            Self::Documents => "documents taken",
            Self::Sold => "sold, or threatened with it",
            Self::Money => "money asked for",
            Self::Hunger => "hunger",
            Self::ContactLost => "contact lost",
            Self::Many => "many others there",
            Self::Denial => "takes back what was said: may be dictated",
            Self::Advert => "advert",
            Self::Test => "test",
        }
    }

    /// Whether the signal means that somebody is in danger.
    pub fn is_danger(self) -> bool {
        matches!(
            self,
            Self::Death
                | Self::Torture
                | Self::SelfHarm
                | Self::Medical
                | Self::Hunted
                | Self::Returned
                | Self::Beaten
                | Self::Hunger
        )
    }

    /// Returns the kind with this id.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

macro_rules! shipped {
    ($($language:literal),*) => {
        &[$(($language, include_str!(concat!("../../../config/signals/", $language, ".toml")))),*]
    };
}

/// The shipped lists, each with the tag of its language.
pub const DEFAULTS: &[(&str, &str)] = shipped!(
    "zh-Hans", "en", "vi", "id", "hi", "am", "th", "my", "zh-Hant", "ms", "fil", "ur", "ta", "ko", "km", "bn", "ne",
    "sw", "lo", "ar", "ru", "ja", "pt-BR"
);

/// The lists of signals that a desk uses.
pub struct Signals {
    lists: Vec<LazyList>,
    /// The common small words of all lists, by which a text's language is recognised.
    markers: Markers,
}

/// A list that is compiled when a text first needs it. Most texts are in one language, and compiling all lists takes
/// longer than reading.
struct LazyList {
    head: Arc<Head>,
    /// The text of a shipped list. It is empty for an organisation's own list, which is compiled at once.
    text: &'static str,
    /// Some languages have marks (accents, tones) that people often omit; the list of such a language has two copies.
    /// `true`: this copy reads the sentences with marks. `false`: it reads those without. `None` in all other
    /// languages.
    marks: Option<bool>,
    ready: OnceLock<Compiled>,
}

impl Head {
    /// Returns the value of [`LazyList::marks`] for each copy of the list: one copy for sentences without marks and one
    /// for sentences with marks, if people often omit the marks of the language.
    fn halves(&self) -> impl Iterator<Item = Option<bool>> + use<> {
        if self.marks { [Some(false), Some(true)].iter() } else { [None].iter() }.copied()
    }
}

/// A list of signals, compiled.
struct Compiled {
    language: String,
    matcher: Matcher,
    /// For each phrase of the matcher, its role.
    means: Vec<Role>,
    /// Whether a weekday or a date counts as a deadline only next to a word like "until".
    needs_by: bool,
    reach: usize,
    calendars: Vec<calendar::Calendar>,
    buildings: Vec<Numbered>,
    ages: Vec<Numbered>,
    born: Vec<Numbered>,
    school: Vec<(Numbered, u32)>,
    past: Vec<Numbered>,
    within: Vec<Numbered>,
    hours: Vec<Numbered>,
    weeks: Vec<Numbered>,
    days_of_month: Vec<Numbered>,
    dates: Vec<deadlines::DateShape>,
}

/// The role of a phrase in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Signal(Kind),
    NotBefore,
    NotAfter,
    Keeps,
    Turn,
    Over,
    Past,
    Others,
    Figure,
    /// A number in words.
    Number(u32),
    /// A school grade in words, as the age of its pupils.
    School(u32),
    /// A word for a day, such as "tomorrow", as the number of days ahead.
    In(u32),
    /// A weekday; 0 is Monday.
    Weekday(u32),
    TodayIs,
    /// A word like "until", before or after a day.
    By,
    /// The name of a month; 1 is January.
    Month(u32),
}

impl Role {
    fn is_time(self) -> bool {
        matches!(self, Self::In(_) | Self::Weekday(_) | Self::TodayIs | Self::By | Self::Month(_))
    }

    fn is_context(self) -> bool {
        matches!(
            self,
            Self::NotBefore | Self::NotAfter | Self::Turn | Self::Over | Self::Past | Self::Others | Self::Figure
        )
    }
}

/// The reason why a desk's lists are refused.
#[derive(Debug, thiserror::Error)]
#[error("{language}: {source}")]
pub struct SignalsError {
    /// The language of the list of signals.
    pub language: String,
    /// The fault of the list of signals.
    pub source: ListError,
}

impl SignalsError {
    fn of(language: &str, source: ListError) -> Self {
        Self { language: language.to_owned(), source }
    }
}

/// The default distance, in letters, within which a negation cancels a phrase: about three words.
const REACH: usize = 16;

impl Signals {
    /// Takes the shipped lists, and replaces each one for which `own` has a list in the same language. Both are pairs
    /// of a language's tag and the text of its list.
    ///
    /// # Errors
    /// When a list does not parse, or when one of `own` states another language or has a phrase that cannot be searched
    /// for.
    pub fn parse<'a>(
        shipped: impl IntoIterator<Item = (&'static str, &'static str)>,
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, SignalsError> {
        let own: Vec<_> = own.into_iter().collect();
        let shipped = shipped.into_iter().filter(|(language, _)| !own.iter().any(|(other, _)| other == language));
        let mut lists = Vec::new();
        for (language, text) in shipped {
            let head = Arc::new(Head::parse(text).map_err(|source| SignalsError::of(language, source))?);
            lists.extend(head.halves().map(|marks| LazyList {
                head: Arc::clone(&head),
                text,
                marks,
                ready: OnceLock::new(),
            }));
        }
        for (language, text) in own {
            let named = |source| SignalsError::of(language, source);
            let head = Arc::new(Head::parse(text).map_err(named)?);
            if head.language != language {
                return Err(named(ListError::Name { language: head.language.clone() }));
            }
            let list = List::parse(text).map_err(named)?;
            for marks in head.halves() {
                let ready = OnceLock::from(compile(&list, marks == Some(true)).map_err(named)?);
                lists.push(LazyList { head: Arc::clone(&head), text: "", marks, ready });
            }
        }
        let markers = Markers::new(&lists).map_err(|source| SignalsError::of("all", source))?;
        Ok(Self { lists, markers })
    }

    /// Takes the shipped lists alone.
    ///
    /// # Errors
    /// When a shipped list does not parse, which a test excludes.
    pub fn shipped() -> Result<Self, SignalsError> {
        Self::parse(DEFAULTS.iter().copied(), [])
    }
}

impl LazyList {
    #[expect(
        clippy::expect_used,
        reason = "an own list was made ready when it was read, and a test makes each shipped one ready"
    )]
    fn ready(&self) -> &Compiled {
        self.ready.get_or_init(|| {
            List::parse(self.text)
                .and_then(|list| compile(&list, self.marks == Some(true)))
                .expect("a shipped list has phrases that can be looked for")
        })
    }
}

/// The small words by which the language of a text in Latin letters is recognised.
struct Markers {
    words: AhoCorasick,
    /// For each word, the numbers of the lists that have this word.
    owners: Vec<Vec<usize>>,
}

impl Markers {
    fn new(lists: &[LazyList]) -> Result<Self, ListError> {
        let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, listed) in lists.iter().enumerate() {
            for marker in &listed.head.markers {
                words.entry(envelope::folding::fold_to_read(marker, false).trim().to_owned()).or_default().push(number);
            }
        }
        words.remove("");
        Ok(Self { words: AhoCorasick::new(words.keys())?, owners: words.into_values().collect() })
    }

    /// Returns the numbers of the lists from which the folded text has at least `enough` different small words.
    fn lists(&self, folded: &str, enough: usize) -> BTreeSet<usize> {
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for hit in self.words.find_overlapping_iter(folded) {
            let joined = |c: Option<char>| c.is_some_and(text::in_word);
            if !joined(folded[..hit.start()].chars().next_back()) && !joined(folded[hit.end()..].chars().next()) {
                seen.insert(hit.pattern().as_usize());
            }
        }
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for list in seen.iter().filter_map(|word| self.owners.get(*word)).flatten() {
            *counts.entry(*list).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count >= enough).map(|(list, _)| list).collect()
    }
}

/// Compiles a list.
fn compile(list: &List, marks: bool) -> Result<Compiled, ListError> {
    let names = Names { words: &list.words, marks };
    let mut phrases = Phrases { names: &names, terms: Terms::default(), phrases: Vec::new(), means: Vec::new() };
    let context = &list.context;
    for signal in &list.signals {
        phrases.add(&signal.phrases, Role::Signal(signal.signal))?;
    }
    for (all, role) in [
        (&context.not_before, Role::NotBefore),
        (&context.not_after, Role::NotAfter),
        (&context.keeps, Role::Keeps),
        (&context.turns, Role::Turn),
        (&context.over, Role::Over),
        (&context.others, Role::Others),
        (&context.figure, Role::Figure),
        (&list.time.today_is, Role::TodayIs),
        (&list.time.by, Role::By),
    ] {
        phrases.add(all, role)?;
    }
    let (past_numbers, past): (Vec<&String>, Vec<&String>) =
        context.past.iter().partition(|phrase| phrase.contains('#'));
    phrases.add(past, Role::Past)?;
    for (word, value) in &list.numbers {
        phrases.add([word], Role::Number(*value))?;
    }
    for days in &list.time.days {
        phrases.add(&days.say, Role::In(days.r#in))?;
    }
    for (at, words) in (0..).zip(&list.time.weekdays) {
        phrases.add(words, Role::Weekday(at))?;
    }
    for (at, words) in (1..).zip(&list.time.months) {
        phrases.add(words, Role::Month(at))?;
    }
    let mut school = Vec::new();
    for grade in &list.age.school {
        match (grade.add, grade.age) {
            (Some(add), _) => {
                for say in &grade.say {
                    school.push((Numbered::parse(&names, say)?, add));
                }
            }
            (None, Some(age)) => phrases.add(&grade.say, Role::School(age))?,
            (None, None) => {}
        }
    }
    let numbered = |phrases: &[String]| -> Result<Vec<Numbered>, ListError> {
        phrases.iter().map(|phrase| Numbered::parse(&names, phrase)).collect()
    };
    let Phrases { terms, phrases, means, .. } = phrases;
    Ok(Compiled {
        language: list.language.clone(),
        matcher: Matcher::new(terms, phrases)?,
        means,
        needs_by: !list.time.by.is_empty(),
        reach: context.reach.unwrap_or(REACH),
        calendars: list.calendars.clone(),
        buildings: numbered(&list.place.building)?,
        ages: numbered(&list.age.phrases)?,
        born: numbered(&list.age.born)?,
        school,
        past: past_numbers.into_iter().map(|phrase| Numbered::parse(&names, phrase)).collect::<Result<_, _>>()?,
        within: numbered(&list.time.within)?,
        hours: numbered(&list.time.hours)?,
        weeks: numbered(&list.time.weeks)?,
        days_of_month: numbered(&list.time.days_of_month)?,
        dates: list
            .time
            .dates
            .iter()
            .map(|shape| deadlines::DateShape::parse(&names, shape))
            .collect::<Result<_, _>>()?,
    })
}

/// The phrases of a list while they are collected to build a matcher.
struct Phrases<'a> {
    names: &'a Names<'a>,
    terms: Terms,
    phrases: Vec<Phrase>,
    means: Vec<Role>,
}

impl Phrases<'_> {
    fn add<'a>(&mut self, phrases: impl IntoIterator<Item = &'a String>, role: Role) -> Result<(), ListError> {
        for phrase in phrases {
            self.phrases.push(self.terms.phrase(self.names, phrase)?);
            self.means.push(role);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

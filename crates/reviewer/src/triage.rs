//! Scores a tip and gives it a level, with reasons.
//!
//! The weights are those of `config/triage.toml`. An unknown answer scores 0 and counts as a missing fact.
//!
//! A rule is met by an answer, by a signal in the text ([`crate::signals`]), or by either. If both meet it, the rule
//! counts once, and both are shown. Before somebody has read a tip, its level is never below L1.

mod dates;

use std::collections::{BTreeMap, BTreeSet};

use envelope::Day;
use envelope::tip::Answer;
use serde::{Deserialize, Serialize};

use crate::signals::{Kind, Signal};

/// The rules as they are shipped.
pub const DEFAULT: &str = include_str!("../../../config/triage.toml");

/// The group of points for tips that another tip confirms.
const CORROBORATION: &str = "corroboration";

/// The rules of `triage.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    l1: u32,
    l2: u32,
    facts: Vec<String>,
    /// Ids of the questions whose equal answers make tips corroborate each other.
    pub links: Vec<String>,
    caps: BTreeMap<String, u32>,
    urgent: Vec<Urgent>,
    rule: Vec<Rule>,
}

/// The reason why `triage.toml` is refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The text is not TOML, or a required key is missing.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A rule has an unknown key.
    #[error("no rule has a key {key:?}")]
    Key {
        /// The key as written.
        key: String,
    },
    /// A rule's group has no cap, which is the most points that the group can give.
    #[error("the rule {why:?} counts for the group {group:?}, which [caps] does not name")]
    Group {
        /// The reason that the rule gives.
        why: String,
        /// The group as written.
        group: String,
    },
    /// A rule has no condition that can be met.
    #[error(
        "the rule {why:?} asks for nothing: it needs a signal, or a question with any, filled = true, within_days, since_days or under_years"
    )]
    Condition {
        /// The reason that the rule gives.
        why: String,
    },
}

#[derive(Debug, Deserialize)]
struct Urgent {
    why: String,
    #[serde(flatten)]
    when: Condition,
}

#[derive(Debug, Deserialize)]
struct Rule {
    group: String,
    points: u32,
    why: String,
    once: Option<String>,
    #[serde(flatten)]
    when: Condition,
}

#[derive(Debug, Deserialize)]
struct Condition {
    #[serde(default)]
    question: Option<String>,
    signal: Option<Kind>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    filled: bool,
    within_days: Option<i64>,
    since_days: Option<i64>,
    under_years: Option<i32>,
    also: Option<Box<Condition>>,
}

/// A reason for a level or a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The points that the reason gives; 0 for reasons of urgency and for missing facts.
    pub points: u32,
    /// The reason in words.
    pub why: String,
    /// The tip's own words, if the reason comes from the text and not from an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<String>,
}

impl Reason {
    /// Makes a reason without quotes.
    pub fn new(points: u32, why: impl Into<String>) -> Self {
        Self { points, why: why.into(), quotes: Vec::new() }
    }
}

/// The facts by which a tip is judged.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    /// The answers, by question.
    pub answers: &'a BTreeMap<String, Answer>,
    /// The signals in the text.
    pub signals: &'a [Signal],
    /// Ids of the questions that the text itself answers, by naming a place, coordinates or a document.
    pub named: &'a BTreeSet<&'static str>,
    /// The day on which the tip was sent. Days are counted from it.
    pub sent: Day,
    /// Today's date.
    pub today: Day,
    /// Whether another tip gives an equal answer to a linking question.
    pub corroborated: bool,
}

/// The result of triage for one tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The level before somebody has read the tip: 0 or 1.
    pub level: u8,
    /// The level by urgency and points: 0 to 3. The tip gets this level once a reviewer has read it, unless the
    /// reviewer sets another.
    pub scored: u8,
    /// The score: 0 to 100 points.
    pub score: u32,
    /// The earliest day in an answer or in the text by which something is to happen.
    pub deadline: Option<Day>,
    /// All reasons: for each point, for urgency, and for missing facts.
    pub reasons: Vec<Reason>,
}

impl Rules {
    /// Parses the rules of a `triage.toml`.
    ///
    /// # Errors
    /// When the text is not TOML, or when a key, a group or a condition in it would silently do nothing.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let mut table: toml::Table = text.parse()?;
        // Rules that were written before there were signals have none of them. The shipped rules of signals are added.
        if !names_signals(&table) {
            let shipped: toml::Table = DEFAULT.parse()?;
            for list in ["urgent", "rule"] {
                let caps = table.get("caps").and_then(toml::Value::as_table).cloned().unwrap_or_default();
                let counts = |rule: &&toml::Value| {
                    rule.get("group").and_then(toml::Value::as_str).is_none_or(|group| caps.contains_key(group))
                };
                let of_signals =
                    each(&shipped, list).filter(|rule| rule.get("signal").is_some()).filter(counts).cloned();
                let added: Vec<toml::Value> = of_signals.map(without_question).collect();
                if let Some(rules) = table.entry(list).or_insert_with(|| toml::Value::Array(Vec::new())).as_array_mut()
                {
                    rules.extend(added);
                }
            }
        }
        for list in ["urgent", "rule"] {
            for rule in each(&table, list) {
                known_keys(rule)?;
            }
        }
        let rules: Self = table.try_into()?;
        for rule in &rules.rule {
            if !rules.caps.contains_key(&rule.group) {
                return Err(RulesError::Group { why: rule.why.clone(), group: rule.group.clone() });
            }
        }
        let named = rules.urgent.iter().map(|rule| (&rule.why, &rule.when));
        for (why, when) in named.chain(rules.rule.iter().map(|rule| (&rule.why, &rule.when))) {
            if when.each().any(|when| !when.asks_something()) {
                return Err(RulesError::Condition { why: why.clone() });
            }
        }
        Ok(rules)
    }

    /// Returns all questions that the rules name. A caller can then report the questions that a questionnaire no longer
    /// has.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.conditions()
            .filter_map(|when| when.question.as_deref())
            .chain(self.facts.iter().chain(&self.links).map(String::as_str))
    }

    /// Judges a tip: its level, score and reasons.
    pub fn judge(&self, statement: &Statement<'_>) -> Verdict {
        let mut reasons = Vec::new();
        let mut urgent = false;
        for rule in &self.urgent {
            for quotes in rule.when.met(statement) {
                urgent = true;
                reasons.push(Reason { quotes, ..Reason::new(0, format!("{URGENT}{}", rule.why)) });
            }
        }
        let deadline = deadline(statement);
        if let Some(passed) = deadline.filter(|day| *day < statement.today) {
            urgent = true;
            reasons.push(Reason::new(0, too_late(passed)));
        }
        let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
        let mut met: Vec<(&Rule, Vec<String>)> =
            self.rule.iter().filter_map(|rule| Some((rule, rule.when.met(statement).into_iter().next()?))).collect();
        met.sort_by_key(|(rule, _)| std::cmp::Reverse(rule.points));
        let mut once = Vec::new();
        for (rule, quotes) in met {
            if let Some(name) = &rule.once {
                if once.contains(&name) {
                    continue;
                }
                once.push(name);
            }
            let reason = self.count(&mut groups, &rule.group, rule.points, &rule.why);
            reasons.push(Reason { quotes, ..reason });
        }
        if statement.corroborated {
            let points = self.caps.get(CORROBORATION).copied().unwrap_or(0);
            reasons.push(self.count(&mut groups, CORROBORATION, points, CORROBORATED));
        }
        let score = groups.values().sum::<u32>().min(100);
        reasons.extend(self.unknown(statement, deadline));
        let taken_back = statement.signals.iter().find(|signal| signal.kind == Kind::Denial);
        if let Some(denial) = taken_back {
            reasons.push(Reason { quotes: denial.quotes.clone(), ..Reason::new(0, TAKEN_BACK) });
        }
        let scored = match score {
            _ if urgent => 0,
            score if score >= self.l1 || taken_back.is_some() => 1,
            score if score >= self.l2 => 2,
            _ => 3,
        };
        if scored > 1 {
            reasons.push(Reason::new(0, NOT_READ));
        }
        Verdict { level: scored.min(1), scored, score, deadline, reasons }
    }

    /// Returns the reasons for missing facts, and for dates that a person has to read.
    fn unknown(&self, statement: &Statement<'_>, deadline: Option<Day>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let is_stated = |fact: &str| {
            is_known(statement.answers.get(fact))
                || statement.named.contains(fact)
                || (fact == "deadline" && deadline.is_some())
                || (fact == "age" && statement.signals.iter().any(|signal| signal.age.is_some()))
                || (fact == "danger" && statement.signals.iter().any(|signal| signal.kind.is_danger()))
        };
        let missing: Vec<&str> = self.facts.iter().filter(|fact| !is_stated(fact)).map(String::as_str).collect();
        if !missing.is_empty() {
            reasons.push(Reason::new(0, format!("missing facts: {}", missing.join(", "))));
        }
        let unread: BTreeSet<&str> = self
            .conditions()
            .filter(|when| when.is_unread_date(statement))
            .filter_map(|when| when.question.as_deref())
            .collect();
        let to_read = |question: &&str| Reason::new(0, format!("a date that somebody has to read: {question}"));
        reasons.extend(unread.iter().map(to_read));
        for question in unread {
            if let Some(dates::Typed { day, other: Some((year, whose)) }) =
                typed(statement.answers.get(question), statement.sent)
            {
                let why = format!("{question}: the year {year} is counted as {whose}, which makes it {day}");
                reasons.push(Reason::new(0, why));
            }
        }
        reasons
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let urgent = self.urgent.iter().flat_map(|rule| rule.when.each());
        urgent.chain(self.rule.iter().flat_map(|rule| rule.when.each()))
    }

    fn count<'a>(&self, groups: &mut BTreeMap<&'a str, u32>, group: &'a str, points: u32, why: &str) -> Reason {
        let sum = groups.entry(group).or_default();
        let cap = self.caps.get(group).copied().unwrap_or(100);
        let counted = points.min(cap.saturating_sub(*sum));
        *sum += counted;
        let full = if counted < points { format!(" ({group} counts {cap} at most)") } else { String::new() };
        Reason::new(counted, format!("{why}{full}"))
    }
}

impl Condition {
    /// Returns this condition, and then each condition under its key `also`.
    fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |when| when.also.as_deref())
    }

    fn asks_something(&self) -> bool {
        let date = self.within_days.is_some() || self.since_days.is_some() || self.under_years.is_some();
        let answer = !self.any.is_empty() || self.filled || date;
        self.signal.is_some() || (self.question.is_some() && answer)
    }

    /// Whether the condition asks for a date, and the typed date is unclear or of another calendar.
    fn is_unread_date(&self, statement: &Statement<'_>) -> bool {
        let answer = self.question.as_ref().and_then(|question| statement.answers.get(question));
        (self.within_days.is_some() || self.since_days.is_some())
            && is_known(answer)
            && typed(answer, statement.sent).is_none_or(|typed| typed.other.is_some())
    }

    /// Returns the quotes of each way in which the condition is met. An answer has no quotes; a signal has the words
    /// that gave it. Empty if the condition is not met.
    fn met(&self, statement: &Statement<'_>) -> Vec<Vec<String>> {
        if self.also.as_ref().is_some_and(|also| also.met(statement).is_empty()) {
            return Vec::new();
        }
        let answer = self.is_answered(statement).then(Vec::new);
        let signal = self.signal.and_then(|kind| statement.signals.iter().find(|signal| signal.kind == kind));
        let signal = signal.filter(|signal| match (self.within_days, signal.kind) {
            (Some(within), Kind::Deadline) => {
                signal.day.is_some_and(|day| (0..=within).contains(&day.days_since(statement.sent)))
            }
            _ => true,
        });
        answer.into_iter().chain(signal.map(|signal| signal.quotes.clone())).collect()
    }

    fn is_answered(&self, statement: &Statement<'_>) -> bool {
        let Some(question) = &self.question else { return false };
        let answer = statement.answers.get(question);
        let days = || date(answer, statement.sent).map(|day| day.days_since(statement.sent));
        // If a date can be read in two ways, the more urgent reading counts.
        let may_be = || readings(answer, statement.sent).into_iter().map(|day| day.days_since(statement.sent));
        if !self.any.is_empty() {
            options(answer).any(|option| self.any.iter().any(|any| any == option))
        } else if let Some(within) = self.within_days {
            may_be().any(|ahead| (0..=within).contains(&ahead))
        } else if let Some(since) = self.since_days {
            days().is_some_and(|ahead| (-since..=0).contains(&ahead))
        } else if let Some(years) = self.under_years {
            date(answer, statement.sent).is_some_and(|born| age(born, statement.sent) < years)
        } else {
            self.filled && (is_known(answer) || statement.named.contains(question.as_str()))
        }
    }
}

/// Returns the age in whole years on a day.
fn age(born: Day, on: Day) -> i32 {
    let (born, on) = (born.date(), on.date());
    let before_birthday = (u8::from(on.month()), on.day()) < (u8::from(born.month()), born.day());
    on.year() - born.year() - i32::from(before_birthday)
}

/// The beginning of each reason for which a tip is urgent.
pub const URGENT: &str = "urgent: ";

/// The beginning of the reason for a deadline that has passed.
pub const TOO_LATE: &str = "urgent: a deadline passed";

/// Deadlines that had passed more than this many days ago no longer count.
const PASSED: i64 = 14;

/// The reason why a tip is at L1 although its points would put it lower.
pub const NOT_READ: &str = "not read yet: look within 24 h";

/// The reason why a tip that takes back an earlier one stays at L1 until a person sets another level.
pub const TAKEN_BACK: &str = "takes back what was said: may be dictated, and a person alone lowers or closes it";

/// The reason for the points that corroboration gives.
pub const CORROBORATED: &str = "another tip says the same";

/// Returns the reason why a tip with a passed deadline is urgent.
pub fn too_late(passed: Day) -> String {
    format!("{TOO_LATE} on {passed}, before anybody read it: it may be too late")
}

/// Returns the earliest deadline in the answers or the text, ignoring those that had passed long before the tip was
/// sent.
fn deadline(statement: &Statement<'_>) -> Option<Day> {
    let answered = readings(statement.answers.get("deadline"), statement.sent);
    let said = statement.signals.iter().filter(|signal| signal.kind == Kind::Deadline).filter_map(|signal| signal.day);
    answered.into_iter().chain(said).filter(|day| day.days_since(statement.sent) >= -PASSED).min()
}

/// Returns the day by which a reviewer must have decided about a tip of `level`, sent on `sent`. If the tip names a
/// deadline that is sooner, that day is returned.
pub fn due(level: u8, sent: Day, deadline: Option<Day>) -> Day {
    let days = match level {
        0 | 1 => 1,
        2 => 3,
        _ => 7,
    };
    let due = sent.plus(days);
    deadline.filter(|deadline| *deadline >= sent).map_or(due, |own| own.min(due))
}

/// Returns the day that was typed, in our calendar. `None` if the answer cannot be read as a date, or can be read in
/// two ways.
pub fn date(answer: Option<&Answer>, today: Day) -> Option<Day> {
    typed(answer, today).map(|typed| typed.day)
}

/// Returns every day that an answer may mean.
fn readings(answer: Option<&Answer>, today: Day) -> Vec<Day> {
    match answer {
        Some(Answer::Text(text)) => dates::readings(text, today),
        _ => Vec::new(),
    }
}

fn typed(answer: Option<&Answer>, today: Day) -> Option<dates::Typed> {
    match answer {
        Some(Answer::Text(text)) => dates::read(text, today),
        _ => None,
    }
}

fn each<'a>(table: &'a toml::Table, list: &str) -> impl Iterator<Item = &'a toml::Value> {
    table.get(list).and_then(toml::Value::as_array).into_iter().flatten()
}

fn names_signals(table: &toml::Table) -> bool {
    ["urgent", "rule"].iter().any(|list| each(table, list).any(|rule| rule.get("signal").is_some()))
}

/// Takes the question out of a shipped rule, so that only its signal is left. The desk's own rules say which answers
/// count.
fn without_question(mut rule: toml::Value) -> toml::Value {
    if let Some(rule) = rule.as_table_mut() {
        rule.retain(|key, _| matches!(key, "why" | "group" | "points" | "once" | "signal" | "within_days"));
    }
    rule
}

fn known_keys(rule: &toml::Value) -> Result<(), RulesError> {
    const KEYS: [&str; 11] = [
        "why",
        "group",
        "points",
        "once",
        "question",
        "signal",
        "any",
        "filled",
        "within_days",
        "since_days",
        "under_years",
    ];
    for (key, value) in rule.as_table().into_iter().flatten() {
        match key.as_str() {
            "also" => known_keys(value)?,
            key if KEYS.contains(&key) => {}
            key => return Err(RulesError::Key { key: key.to_owned() }),
        }
    }
    Ok(())
}

fn options(answer: Option<&Answer>) -> impl Iterator<Item = &str> {
    let (text, many): (Option<&str>, &[String]) = match answer {
        Some(Answer::Text(text)) => (Some(text), &[]),
        Some(Answer::Many(many)) => (None, many),
        None => (None, &[]),
    };
    text.into_iter().chain(many.iter().map(String::as_str))
}

/// Whether an answer has content: it is neither empty nor "unknown", "declined" or "unsafe".
pub(crate) fn is_known(answer: Option<&Answer>) -> bool {
    options(answer).any(|option| !option.trim().is_empty() && !envelope::questionnaire::NON_ANSWERS.contains(&option))
}

#[cfg(test)]
mod tests;

//! Score and level of a tip, each point with its reason. The weights are `config/triage.toml`'s; unknown scores 0 and is a missing fact.
//!
//! A rule asks for an answer, for a signal that the text gives ([`crate::signals`]), or for either: then the one that is there counts, and both are shown.
//! Nothing that nobody has read is below L1, whatever its score.

mod dates;

use std::collections::{BTreeMap, BTreeSet};

use envelope::Day;
use envelope::tip::Answer;
use serde::{Deserialize, Serialize};

use crate::signals::{Kind, Signal};

/// The rules as they are shipped.
pub const DEFAULT: &str = include_str!("../../../config/triage.toml");

/// The group of what another tip confirms.
const CORROBORATION: &str = "corroboration";

/// `triage.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    l1: u32,
    l2: u32,
    facts: Vec<String>,
    /// Questions whose equal answers corroborate.
    pub links: Vec<String>,
    caps: BTreeMap<String, u32>,
    urgent: Vec<Urgent>,
    rule: Vec<Rule>,
}

/// Why `triage.toml` is refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not TOML, or something is missing.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A key that no rule has.
    #[error("no rule has a key {key:?}")]
    Key {
        /// As it is written.
        key: String,
    },
    /// A group without a cap.
    #[error("the rule {why:?} counts for the group {group:?}, which [caps] does not name")]
    Group {
        /// The rule.
        why: String,
        /// As it is written.
        group: String,
    },
    /// A rule that can never hold.
    #[error(
        "the rule {why:?} asks for nothing: it needs a signal, or a question with any, filled = true, within_days, since_days or under_years"
    )]
    Condition {
        /// The rule.
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

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Points; 0 for what makes a tip urgent, and for missing facts.
    pub points: u32,
    /// Why.
    pub why: String,
    /// The tip's own words that say so, where no answer does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<String>,
}

impl Reason {
    /// One without words of the tip.
    pub fn new(points: u32, why: impl Into<String>) -> Self {
        Self { points, why: why.into(), quotes: Vec::new() }
    }
}

/// What a tip is judged by.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    /// What was answered.
    pub answers: &'a BTreeMap<String, Answer>,
    /// What the text says.
    pub signals: &'a [Signal],
    /// Questions that the text answers by itself: a place that it names, coordinates, a document.
    pub named: &'a BTreeSet<&'static str>,
    /// The day on which it was sent: days are counted from it.
    pub sent: Day,
    /// Today.
    pub today: Day,
    /// Another tip gives an equal answer to a linking question.
    pub corroborated: bool,
}

/// What triage says of a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// 0 or 1 while nobody has read it.
    pub level: u8,
    /// 0 to 3 by what is urgent and by points: the level that a person's reading leaves it at where they give no other.
    pub scored: u8,
    /// 0 to 100.
    pub score: u32,
    /// The earliest day by which something happens, as an answer or the text says.
    pub deadline: Option<Day>,
    /// Every point, what is urgent, and what is missing.
    pub reasons: Vec<Reason>,
}

impl Rules {
    /// Reads rules; refuses a key, a group or a condition that would silently do nothing.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let mut table: toml::Table = text.parse()?;
        // Rules of before there were signals say nothing of them: the shipped ones go with them.
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

    /// Questions that rules name; for naming the ones that a questionnaire no longer has.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.conditions()
            .filter_map(|when| when.question.as_deref())
            .chain(self.facts.iter().chain(&self.links).map(String::as_str))
    }

    /// Scores what is statement.
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

    /// What nobody has said, and what somebody has to read.
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
    /// This one, and the ones that must hold too.
    fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |when| when.also.as_deref())
    }

    fn asks_something(&self) -> bool {
        let date = self.within_days.is_some() || self.since_days.is_some() || self.under_years.is_some();
        let answer = !self.any.is_empty() || self.filled || date;
        self.signal.is_some() || (self.question.is_some() && answer)
    }

    /// It asks for a date, and what was typed is none that a rule can count with, or of another calendar.
    fn is_unread_date(&self, statement: &Statement<'_>) -> bool {
        let answer = self.question.as_ref().and_then(|question| statement.answers.get(question));
        (self.within_days.is_some() || self.since_days.is_some())
            && is_known(answer)
            && typed(answer, statement.sent).is_none_or(|typed| typed.other.is_some())
    }

    /// How it is met: by an answer, without words; by a signal, with the words that give it.
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
        // Where two readings exist, the more urgent one raises.
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

/// Whole years from a birth to a day.
fn age(born: Day, on: Day) -> i32 {
    let (born, on) = (born.date(), on.date());
    let before_birthday = (u8::from(on.month()), on.day()) < (u8::from(born.month()), born.day());
    on.year() - born.year() - i32::from(before_birthday)
}

/// How the reason of what is urgent begins.
pub const URGENT: &str = "urgent: ";

/// How the reason of a deadline that passed begins.
pub const TOO_LATE: &str = "urgent: a deadline passed";

/// Days back from which on a date is no deadline any more.
const PASSED: i64 = 14;

/// Why a tip stands at L1 that points alone would put lower.
pub const NOT_READ: &str = "not read yet: look within 24 h";

/// Why a tip that takes back what was said stays at L1 until a person gives it another level.
pub const TAKEN_BACK: &str = "takes back what was said: may be dictated, and a person alone lowers or closes it";

/// Why corroboration counts.
pub const CORROBORATED: &str = "another tip says the same";

/// Why a tip is urgent whose deadline has passed.
pub fn too_late(passed: Day) -> String {
    format!("{TOO_LATE} on {passed}, before anybody read it: it may be too late")
}

/// The earliest deadline that an answer or the text says; one that was over long before the tip was sent is none.
fn deadline(statement: &Statement<'_>) -> Option<Day> {
    let answered = readings(statement.answers.get("deadline"), statement.sent);
    let said = statement.signals.iter().filter(|signal| signal.kind == Kind::Deadline).filter_map(|signal| signal.day);
    answered.into_iter().chain(said).filter(|day| day.days_since(statement.sent) >= -PASSED).min()
}

/// The day on which somebody has to have decided about a tip of `level` that was sent on `sent`; its own deadline where that is sooner.
pub fn due(level: u8, sent: Day, deadline: Option<Day>) -> Day {
    let days = match level {
        0 | 1 => 1,
        2 => 3,
        _ => 7,
    };
    let due = sent.plus(days);
    deadline.filter(|deadline| *deadline >= sent).map_or(due, |own| own.min(due))
}

/// The day that was typed, where only one reading exists; one of the Buddhist calendar in ours.
pub fn date(answer: Option<&Answer>, today: Day) -> Option<Day> {
    typed(answer, today).map(|typed| typed.day)
}

/// Every day that an answer may say.
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

/// A rule that asks for its signal alone: the answer is the own rules' to ask for.
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

/// Whether an answer says something.
pub(crate) fn is_known(answer: Option<&Answer>) -> bool {
    options(answer).any(|option| !option.trim().is_empty() && !envelope::questionnaire::NON_ANSWERS.contains(&option))
}

#[cfg(test)]
mod tests;

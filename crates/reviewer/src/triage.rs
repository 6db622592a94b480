//! Score and level of a tip, each point with its reason. The weights are `config/triage.toml`'s; unknown scores 0 and is a missing fact.

mod dates;

use std::collections::{BTreeMap, BTreeSet};

use envelope::Day;
use envelope::tip::Answer;
use serde::{Deserialize, Serialize};

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
    #[error("the rule {why:?} asks for nothing: it needs any, filled = true, within_days or since_days")]
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
    question: String,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    filled: bool,
    within_days: Option<i64>,
    since_days: Option<i64>,
    also: Option<Box<Condition>>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Points; 0 for what makes a tip urgent, and for missing facts.
    pub points: u32,
    /// Why.
    pub why: String,
}

/// What triage says of a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// 0 to 3; 0 is the most urgent.
    pub level: u8,
    /// 0 to 100.
    pub score: u32,
    /// Every point, what is urgent, and what is missing.
    pub reasons: Vec<Reason>,
}

impl Rules {
    /// Reads rules; refuses a key, a group or a condition that would silently do nothing.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let table: toml::Table = text.parse()?;
        for list in ["urgent", "rule"] {
            for rule in table.get(list).and_then(toml::Value::as_array).into_iter().flatten() {
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
            .map(|when| when.question.as_str())
            .chain(self.facts.iter().chain(&self.links).map(String::as_str))
    }

    /// Scores answers as of `today`; `corroborated` if another tip gives an equal answer to a linking question.
    pub fn judge(&self, answers: &BTreeMap<String, Answer>, today: Day, corroborated: bool) -> Verdict {
        let mut reasons = Vec::new();
        let urgent: Vec<_> = self.urgent.iter().filter(|rule| rule.when.holds(answers, today)).collect();
        reasons.extend(urgent.iter().map(|rule| Reason { points: 0, why: format!("urgent: {}", rule.why) }));
        let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
        let mut met: Vec<&Rule> = self.rule.iter().filter(|rule| rule.when.holds(answers, today)).collect();
        met.sort_by_key(|rule| std::cmp::Reverse(rule.points));
        let mut once = Vec::new();
        for rule in met {
            if let Some(name) = &rule.once {
                if once.contains(&name) {
                    continue;
                }
                once.push(name);
            }
            self.add(&mut groups, &mut reasons, &rule.group, rule.points, &rule.why);
        }
        if corroborated {
            let points = self.caps.get(CORROBORATION).copied().unwrap_or(0);
            self.add(&mut groups, &mut reasons, CORROBORATION, points, "another tip says the same");
        }
        let score = groups.values().sum::<u32>().min(100);
        let missing: Vec<&str> =
            self.facts.iter().filter(|fact| !is_known(answers.get(*fact))).map(String::as_str).collect();
        if !missing.is_empty() {
            reasons.push(Reason { points: 0, why: format!("missing facts: {}", missing.join(", ")) });
        }
        let unread: BTreeSet<&str> = self
            .conditions()
            .filter(|when| when.is_unread_date(answers, today))
            .map(|when| when.question.as_str())
            .collect();
        reasons.extend(
            unread
                .iter()
                .map(|question| Reason { points: 0, why: format!("a date that somebody has to read: {question}") }),
        );
        for question in unread {
            if let Some(dates::Typed { day, buddhist: Some(year) }) = typed(answers.get(question), today) {
                let why =
                    format!("{question}: the year {year} is counted as the Buddhist calendar's, which makes it {day}");
                reasons.push(Reason { points: 0, why });
            }
        }
        let level = match score {
            _ if !urgent.is_empty() => 0,
            score if score >= self.l1 => 1,
            score if score >= self.l2 => 2,
            _ => 3,
        };
        Verdict { level, score, reasons }
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let urgent = self.urgent.iter().flat_map(|rule| rule.when.each());
        urgent.chain(self.rule.iter().flat_map(|rule| rule.when.each()))
    }

    fn add<'a>(
        &self,
        groups: &mut BTreeMap<&'a str, u32>,
        reasons: &mut Vec<Reason>,
        group: &'a str,
        points: u32,
        why: &str,
    ) {
        let sum = groups.entry(group).or_default();
        let cap = self.caps.get(group).copied().unwrap_or(100);
        let counted = points.min(cap.saturating_sub(*sum));
        *sum += counted;
        let full = if counted < points { format!(" ({group} counts {cap} at most)") } else { String::new() };
        reasons.push(Reason { points: counted, why: format!("{why}{full}") });
    }
}

impl Condition {
    /// This one, and the ones that must hold too.
    fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |when| when.also.as_deref())
    }

    fn asks_something(&self) -> bool {
        !self.any.is_empty() || self.filled || self.within_days.is_some() || self.since_days.is_some()
    }

    /// It asks for a date, and what was typed is none that a rule can count with, or of another calendar.
    fn is_unread_date(&self, answers: &BTreeMap<String, Answer>, today: Day) -> bool {
        let answer = answers.get(&self.question);
        (self.within_days.is_some() || self.since_days.is_some())
            && is_known(answer)
            && typed(answer, today).is_none_or(|typed| typed.buddhist.is_some())
    }

    fn holds(&self, answers: &BTreeMap<String, Answer>, today: Day) -> bool {
        let answer = answers.get(&self.question);
        let days = || date(answer, today).map(|day| day.days_since(today));
        let here = if !self.any.is_empty() {
            options(answer).any(|option| self.any.iter().any(|any| any == option))
        } else if let Some(within) = self.within_days {
            days().is_some_and(|ahead| (0..=within).contains(&ahead))
        } else if let Some(since) = self.since_days {
            days().is_some_and(|ahead| (-since..=0).contains(&ahead))
        } else {
            self.filled && is_known(answer)
        };
        here && self.also.as_ref().is_none_or(|also| also.holds(answers, today))
    }
}

/// The day on which somebody has to have decided about a tip of `level` that came on `received`; the sender's own deadline where that is sooner.
pub fn due(level: u8, received: Day, answers: &BTreeMap<String, Answer>) -> Day {
    let days = match level {
        0 | 1 => 1,
        2 => 3,
        _ => 7,
    };
    let due = received.plus(days);
    date(answers.get("deadline"), received).filter(|deadline| *deadline >= received).map_or(due, |own| own.min(due))
}

/// The day that was typed, where only one reading exists; one of the Buddhist calendar in ours.
pub fn date(answer: Option<&Answer>, today: Day) -> Option<Day> {
    typed(answer, today).map(|typed| typed.day)
}

fn typed(answer: Option<&Answer>, today: Day) -> Option<dates::Typed> {
    match answer {
        Some(Answer::Text(text)) => dates::read(text, today),
        _ => None,
    }
}

fn known_keys(rule: &toml::Value) -> Result<(), RulesError> {
    const KEYS: [&str; 9] =
        ["why", "group", "points", "once", "question", "any", "filled", "within_days", "since_days"];
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

fn is_known(answer: Option<&Answer>) -> bool {
    options(answer).any(|option| !option.trim().is_empty() && !envelope::questionnaire::NON_ANSWERS.contains(&option))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(given: &[(&str, &str)]) -> Verdict {
        let answers = given.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned()))).collect();
        Rules::parse(DEFAULT).unwrap().judge(&answers, "2026-11-24".parse().unwrap(), false)
    }

    #[test]
    fn a_deadline_within_72_hours_is_l0_whatever_the_score() {
        assert_eq!(judge(&[("deadline", "2026-11-27")]).level, 0);
        assert_eq!((judge(&[("deadline", "2026-11-28")]).level, judge(&[("deadline", "2026-11-28")]).score), (3, 15));
        assert_eq!(judge(&[("deadline", "2026-11-23")]).score, 0);
    }

    #[test]
    fn groups_are_capped_the_best_place_counts_once_and_every_point_has_its_reason() {
        let all = [
            ("ilo-physical", "yes"),
            ("ilo-sexual", "yes"),
            ("sold", "threatened"),
            ("building", "B 4"),
            ("compound", "KK"),
            ("town", "x"),
        ];
        let verdict = judge(&all);
        assert_eq!((verdict.score, verdict.level), (55, 1));
        assert_eq!(verdict.reasons.iter().map(|reason| reason.points).sum::<u32>(), verdict.score);
    }

    #[test]
    fn unknown_scores_nothing_and_is_a_missing_fact() {
        let verdict = judge(&[("compound", "unknown"), ("ilo-physical", "unknown")]);
        assert_eq!((verdict.score, verdict.level), (0, 3));
        assert!(verdict.reasons.iter().any(|reason| reason.why.contains("compound")));
    }

    #[test]
    fn a_date_in_thai_digits_counts_and_one_that_is_no_date_is_named() {
        assert_eq!(judge(&[("deadline", "๒๐๒๖-๑๑-๒๕")]).level, 0);
        let named = judge(&[("deadline", "in three days")]);
        assert!(named.reasons.iter().any(|reason| reason.why == "a date that somebody has to read: deadline"));
        assert!(
            !judge(&[("deadline", "unknown")]).reasons.iter().any(|reason| reason.why.contains("somebody has to read"))
        );
    }

    #[test]
    fn a_year_of_another_calendar_is_for_a_person_to_read() {
        for deadline in ["2569-11-26", "๒๕๖๙-๑๑-๒๖", "2083-08-10"] {
            let judged = judge(&[("deadline", deadline)]);
            let said = judged.reasons.iter().any(|reason| reason.why == "a date that somebody has to read: deadline");
            assert!(said, "{deadline}");
        }
    }

    #[test]
    fn a_buddhist_deadline_counts_and_is_named_and_one_with_two_readings_is_named_only() {
        let named = |verdict: &Verdict, why: &str| verdict.reasons.iter().any(|reason| reason.why.contains(why));
        for deadline in ["2569-11-26", "๒๕๖๙-๑๑-๒๖", "26/11/2569"] {
            let judged = judge(&[("deadline", deadline)]);
            assert_eq!(judged.level, 0, "{deadline}");
            assert!(named(&judged, "somebody has to read: deadline") && named(&judged, "which makes it 2026-11-26"));
        }
        for deadline in ["05/12/2569", "05/12/2026", "05/12/2031"] {
            let judged = judge(&[("deadline", deadline)]);
            assert_eq!((judged.level, judged.score), (3, 0), "{deadline}");
            assert!(named(&judged, "somebody has to read: deadline") && !named(&judged, "Buddhist"), "{deadline}");
        }
    }

    #[test]
    fn a_deadline_with_a_time_behind_it_counts() {
        assert_eq!(judge(&[("deadline", "2026-11-25 14:30")]).level, 0);
        assert!(
            !judge(&[("deadline", "2026-12-05 14:30")]).reasons.iter().any(|reason| reason.why.contains("to read"))
        );
    }

    #[test]
    fn a_rule_that_would_silently_do_nothing_is_refused() {
        let refusal = |from: &str, to: &str| {
            assert!(DEFAULT.contains(from), "{from}");
            Rules::parse(&DEFAULT.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert!(refusal("filled = true", "fileld = true").contains("fileld"));
        assert!(refusal("filled = true", "filled = false").contains("asks for nothing"));
        assert!(refusal("group = \"actionability\"", "group = \"acitonability\"").contains("acitonability"));
        assert!(refusal("why =", "whi =").contains("whi"));
    }
}

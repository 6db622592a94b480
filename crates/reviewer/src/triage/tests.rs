//! Tests of the scores of answers and signals.

use super::*;

fn judge(given: &[(&str, &str)]) -> Verdict {
    let answers = given.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned()))).collect();
    hear(&answers, &[], "2026-11-24")
}

fn hear(answers: &BTreeMap<String, Answer>, signals: &[Signal], today: &str) -> Verdict {
    Rules::parse(DEFAULT).unwrap().judge(&Statement {
        answers,
        signals,
        named: &BTreeSet::new(),
        sent: "2026-11-24".parse().unwrap(),
        today: today.parse().unwrap(),
        corroborated: false,
    })
}

fn signal(kind: Kind, day: Option<&str>) -> Signal {
    let day = day.map(|day| day.parse().unwrap());
    Signal { kind, language: "en".to_owned(), quotes: vec!["their words".to_owned()], day, age: None }
}

#[test]
fn a_deadline_within_72_hours_is_l0_whatever_the_score() {
    assert_eq!(judge(&[("deadline", "2026-11-27")]).level, 0);
    assert_eq!((judge(&[("deadline", "2026-11-28")]).scored, judge(&[("deadline", "2026-11-28")]).score), (3, 15));
    let passed = judge(&[("deadline", "2026-11-23")]);
    assert_eq!((passed.score, passed.level), (0, 0), "it may be too late, and somebody has to look");
    assert_eq!(judge(&[("deadline", "2026-01-23")]).scored, 3, "long past");
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
    assert_eq!((verdict.score, verdict.scored), (55, 1));
    assert_eq!(verdict.reasons.iter().map(|reason| reason.points).sum::<u32>(), verdict.score);
}

#[test]
fn unknown_scores_nothing_and_is_a_missing_fact() {
    let verdict = judge(&[("compound", "unknown"), ("ilo-physical", "unknown")]);
    assert_eq!((verdict.score, verdict.scored, verdict.level), (0, 3, 1));
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
fn a_year_of_another_calendar_counts_and_is_for_a_person_to_read() {
    for deadline in ["2569-11-26", "๒๕๖๙-๑๑-๒๖", "2083-08-10"] {
        assert_eq!(judge(&[("deadline", deadline)]).level, 0, "{deadline}");
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
        assert_eq!((judged.scored, judged.score), (3, 0), "{deadline}");
        assert!(named(&judged, "somebody has to read: deadline") && !named(&judged, "Buddhist"), "{deadline}");
    }
}

#[test]
fn somebody_whose_birth_date_makes_them_a_minor_is_l0() {
    for (born, level) in [("2010-01-31", 0), ("2008-11-25", 0), ("2008-11-24", 1), ("2551-12-01", 0), ("1990-01-31", 1)]
    {
        assert_eq!(judge(&[("birth-date", born)]).level, level, "{born}");
    }
}

#[test]
fn a_deadline_with_a_time_behind_it_counts() {
    assert_eq!(judge(&[("deadline", "2026-11-25 14:30")]).level, 0);
    assert!(!judge(&[("deadline", "2026-12-05 14:30")]).reasons.iter().any(|reason| reason.why.contains("to read")));
}

#[test]
fn nothing_that_nobody_has_read_is_below_l1_and_a_signal_raises_it_with_its_words() {
    let none = BTreeMap::new();
    let silent = hear(&none, &[], "2026-11-24");
    assert_eq!((silent.level, silent.scored, silent.score), (1, 3, 0));
    assert!(silent.reasons.iter().any(|reason| reason.why == NOT_READ));
    let statement = hear(&none, &[signal(Kind::Death, None)], "2026-11-24");
    assert_eq!((statement.level, statement.scored), (0, 0));
    assert!(
        statement.reasons.iter().any(|reason| reason.why.starts_with("urgent: ") && reason.quotes == ["their words"])
    );
}

#[test]
fn answer_and_signal_are_both_shown_and_count_once() {
    let answers = BTreeMap::from([("ilo-physical".to_owned(), Answer::Text("yes".to_owned()))]);
    let both = hear(&answers, &[signal(Kind::Beaten, None)], "2026-11-24");
    let alone = hear(&answers, &[], "2026-11-24");
    assert_eq!((both.score, alone.score), (20, 20));
    let answers = BTreeMap::from([("danger".to_owned(), Answer::Many(vec!["torture".to_owned()]))]);
    let both = hear(&answers, &[signal(Kind::Torture, None)], "2026-11-24");
    assert_eq!(both.reasons.iter().filter(|reason| reason.why.contains("torture")).count(), 2);
}

#[test]
fn a_deadline_counts_from_the_day_on_which_it_was_sent_and_one_that_passed_is_urgent() {
    let none = BTreeMap::new();
    let said = [signal(Kind::Deadline, Some("2026-11-30"))];
    let (fresh, late) = (hear(&none, &said, "2026-11-25"), hear(&none, &said, "2026-12-02"));
    assert_eq!((fresh.scored, fresh.score, late.scored), (3, 15, 0));
    assert!(late.reasons.iter().any(|reason| reason.why.contains("may be too late")));
    let answers = BTreeMap::from([("deadline".to_owned(), Answer::Text("2026-11-26".to_owned()))]);
    assert_eq!(hear(&answers, &[], "2026-12-24").level, 0, "a stick that was carried late buries nothing");
}

#[test]
fn rules_of_before_take_the_signals_that_are_shipped() {
    let lines = DEFAULT.lines().filter(|line| !line.starts_with("signal = "));
    let before: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert!(before.len() < DEFAULT.len());
    let rules = Rules::parse(&before).unwrap();
    let statement = Statement {
        answers: &BTreeMap::new(),
        signals: &[signal(Kind::SelfHarm, None)],
        named: &BTreeSet::new(),
        sent: "2026-11-24".parse().unwrap(),
        today: "2026-11-24".parse().unwrap(),
        corroborated: false,
    };
    assert_eq!(rules.judge(&statement).level, 0);
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

#[test]
fn a_text_that_takes_back_what_was_said_stays_at_l1_until_a_person_lowers_it() {
    let none = BTreeMap::new();
    let verdict = hear(&none, &[signal(Kind::Denial, None)], "2026-11-24");
    assert_eq!((verdict.level, verdict.scored), (1, 1));
    assert!(verdict.reasons.iter().any(|reason| reason.why == TAKEN_BACK && !reason.quotes.is_empty()));
}

#[test]
fn a_signal_beside_a_more_urgent_answer_lowers_nothing() {
    let answers = BTreeMap::from([("danger".to_owned(), Answer::Many(vec!["death-near".to_owned()]))]);
    for kind in Kind::ALL {
        assert_eq!(hear(&answers, &[signal(kind, None)], "2026-11-24").level, 0, "{kind:?}");
    }
}

#[test]
fn rules_of_before_with_groups_of_their_own_are_read() {
    let lines = DEFAULT.lines().filter(|line| !line.starts_with("signal = "));
    let before: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert!(Rules::parse(&before.replace("harm", "injury")).is_ok());
}

#[test]
fn of_two_readings_of_a_deadline_the_more_urgent_one_raises_and_somebody_reads_it() {
    let none = BTreeMap::from([("deadline".to_owned(), Answer::Text("11/12/2026".to_owned()))]);
    let statement = |sent: &str| {
        let statement = Statement {
            answers: &none,
            signals: &[],
            named: &BTreeSet::new(),
            sent: sent.parse().unwrap(),
            today: sent.parse().unwrap(),
            corroborated: false,
        };
        Rules::parse(DEFAULT).unwrap().judge(&statement)
    };
    for sent in ["2026-11-10", "2026-12-09"] {
        let verdict = statement(sent);
        assert_eq!(verdict.level, 0, "{sent}");
        assert!(verdict.reasons.iter().any(|reason| reason.why.contains("somebody has to read: deadline")));
    }
}

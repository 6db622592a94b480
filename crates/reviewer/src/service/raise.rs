//! Automatic raises of a case's level.
//!
//! A tip's words, a follow-up or a passed deadline can make a case more urgent without a reviewer. Nothing here makes a
//! case less urgent.

use envelope::Day;

use super::desk::{Desk, is_damage};
use super::work::{LEVEL, STATUSES, find};
use crate::analysis::{Circumstances, Reading};
use crate::casedb::analysed::Reread;
use crate::triage::{self, CORROBORATED, Reason, TOO_LATE, URGENT, Verdict};

/// The log's action for a raised case. The detail of the entry is the case's id, its new level, and then the cause.
pub(super) const RAISE: &str = "raise";

/// Number of days until an unread case of the backlog is due, unless it is an L0.
const BACKLOG_DAYS: i64 = 7;

/// The most reasons of a case that come from follow-ups.
const MOST_FOLLOW_UPS: usize = 24;

/// The beginning of the reason that a follow-up gives.
const FOLLOW_UP: &str = "a follow-up sent on ";

/// Raises a case to the level of a follow-up, and marks it as unranked. `sent` is the day of the follow-up, and `said`
/// the result of triage for it.
pub(super) async fn by_follow_up(desk: &mut Desk, case: &str, sent: Day, said: &Verdict) -> anyhow::Result<()> {
    let (case, _, mut reasons) = find(desk, case).await?;
    let judged = desk.db.judged(&case.id).await?;
    let sent = sent.min(desk.today);
    let follow_ups = reasons.iter().filter(|reason| reason.why.contains(FOLLOW_UP)).count();
    let mut too_many = (follow_ups + said.reasons.len()).saturating_sub(MOST_FOLLOW_UPS);
    // A sender who writes often pushes out their own older reasons.
    reasons.retain(|reason| {
        let drops = too_many > 0 && reason.why.contains(FOLLOW_UP);
        too_many -= usize::from(drops);
        !drops
    });
    let urgent: Vec<&Reason> = said.reasons.iter().filter(|reason| reason.why.starts_with(URGENT)).collect();
    reasons.extend(urgent.iter().map(|reason| Reason {
        points: 0,
        why: format!("{URGENT}{FOLLOW_UP}{sent}: {}", reason.why.trim_start_matches(URGENT)),
        quotes: reason.quotes.clone(),
    }));
    if urgent.is_empty() {
        reasons.push(Reason::new(0, format!("{FOLLOW_UP}{sent} has to be read")));
    }
    let level = case.level.min(said.level);
    // The level from before the follow-up: the one that a reviewer gave the case, or else the one that the tip's words
    // gave it. A later reading sets the case to this level, or to the follow-up's own if that is more urgent.
    let before = if judged.assessed { case.level } else { judged.scored };
    let status = if case.status == STATUSES[7] { STATUSES[1] } else { case.status.as_str() };
    let due = triage::due(level, sent, said.deadline.into_iter().chain(judged.deadline).min());
    // The follow-up must not postpone the day by which the case is due. If nobody has ranked the case, the earlier day
    // stays.
    let due = if judged.assessed { due } else { desk.db.due(&case.id).await?.map_or(due, |before| before.min(due)) };
    desk.db.set_triage(&case.id, level, status, due, &reasons).await?;
    desk.db.set_unranked(&case.id, before.min(said.scored), said.deadline).await?;
    if level != case.level || status != case.status {
        desk.db.log(desk.today, RAISE, &format!("{} L{level} {FOLLOW_UP}{sent}", case.id)).await?;
    }
    Ok(())
}

/// Raises a case because of a follow-up that arrived before the case.
pub(super) async fn by_settled(desk: &mut Desk, case: &str, follow_up: &str) -> anyhow::Result<()> {
    let Some((tip, level, score, reasons)) = desk.db.follow_up(follow_up).await? else { return Ok(()) };
    let judged = desk.db.judged(follow_up).await?;
    let said = Verdict { level, scored: judged.scored, score, deadline: judged.deadline, reasons };
    by_follow_up(desk, case, tip.day, &said).await
}

/// Analyses a tip anew. A tip that a reviewer has ranked keeps its level. Any other tip is judged by its words, and
/// does not become less urgent.
pub(super) async fn by_reading(
    desk: &mut Desk,
    reading: &Reading,
    reread: &Reread,
    files: &[&str],
) -> anyhow::Result<()> {
    let corroborated = reread.reasons.iter().any(|reason| reason.why.starts_with(CORROBORATED));
    let beside = Circumstances { today: desk.today, corroborated, continues: reread.continues.is_some() };
    let analysis = reading.read(&reread.tip, files, beside);
    let id = reread.id.as_str();
    let verdict = &analysis.verdict;
    let level = reread.level.min(verdict.level);
    let ranked = reread.assessed.unwrap_or_else(|| {
        reread.status != STATUSES[0] || reread.reasons.iter().any(|reason| reason.why.starts_with(LEVEL))
    });
    let backlog = reread.assessed.is_none() && !ranked && reread.continues.is_none();
    desk.db.set_judged(id, &analysis, backlog).await?;
    if let Some(case) = &reread.continues {
        desk.db.set_analysis(id, &analysis, reread.due.unwrap_or(analysis.due)).await?;
        desk.db.set_score(id, level, verdict.score, &verdict.reasons).await?;
        // A follow-up may be urgent now although it was not before: lists of signals read it for the first time, or its
        // lists have changed. Then it raises its case.
        if level == 0 && reread.level > 0 {
            return match by_follow_up(desk, case, reread.tip.day, verdict).await {
                // A case that cannot be read keeps no other tip from being analysed; `verify` names it.
                Err(error) if is_damage(&error) => Ok(()),
                done => done,
            };
        }
        return Ok(());
    }
    if ranked {
        if reread.assessed.is_none() {
            desk.db.set_assessed(id, true).await?;
        }
        return Ok(desk.db.set_analysis(id, &analysis, reread.due.unwrap_or(analysis.due)).await?);
    }
    let tomorrow = desk.today.plus(1);
    let deadline = verdict.deadline.filter(|day| *day >= desk.today);
    let due = match (backlog, reread.due) {
        (true, _) if level == 0 => tomorrow,
        (true, _) => desk.today.plus(BACKLOG_DAYS),
        (false, Some(before)) if level < reread.level => before.min(tomorrow),
        (false, before) => before.unwrap_or(analysis.due),
    };
    desk.db.set_analysis(id, &analysis, deadline.map_or(due, |deadline| deadline.min(due))).await?;
    let mut reasons = verdict.reasons.clone();
    let stays = |why: &str| {
        why.contains(FOLLOW_UP) || why.starts_with("claims to") || why.starts_with(LEVEL) || why.starts_with(TOO_LATE)
    };
    reasons.extend(reread.reasons.iter().filter(|reason| stays(&reason.why)).cloned());
    let mut known = std::collections::BTreeSet::new();
    reasons.retain(|reason| known.insert(reason.why.clone()));
    desk.db.set_score(id, level, verdict.score, &reasons).await?;
    if level != reread.level {
        desk.db.log(desk.today, RAISE, &format!("{id} L{level} read by its words")).await?;
    }
    Ok(())
}

/// Raises unranked cases with a passed deadline to L0. Damage to the database is ignored here, so that the desk can
/// still be opened: `verify` reports it.
pub(super) async fn passed(desk: &mut Desk) -> anyhow::Result<()> {
    match all_passed(desk).await {
        Err(error) if is_damage(&error) => {
            desk.db.roll_back().await?;
            desk.reconnect().await
        }
        done => done,
    }
}

async fn all_passed(desk: &mut Desk) -> anyhow::Result<()> {
    let passed = desk.db.passed(desk.today).await?;
    if passed.is_empty() {
        return Ok(());
    }
    desk.db.begin().await?;
    for (id, deadline) in passed {
        // A case that cannot be read keeps no other from being raised; `verify` names it.
        let (case, _, mut reasons) = match find(desk, &id).await {
            Err(error) if is_damage(&error) => continue,
            found => found?,
        };
        let Ok(deadline) = deadline.parse() else { continue };
        reasons.insert(0, Reason::new(0, triage::too_late(deadline)));
        desk.db.raise(&case.id, 0, desk.today.plus(1), &reasons).await?;
        desk.db.log(desk.today, RAISE, &format!("{} L0 its deadline passed", case.id)).await?;
    }
    Ok(desk.db.commit().await?)
}

#[cfg(test)]
mod tests {
    use console::{Passphrase, SystemClock};
    use sqlx::Executor as _;
    use zeroize::Zeroizing;

    use super::*;
    use crate::casedb::cases::Case;
    use crate::casedb::search::tests::desk as desk_with;
    use crate::service::{signals, verify, work};

    async fn reopen(desk: Desk) -> Desk {
        let folder = desk.folder.clone();
        desk.close().await.unwrap();
        let passphrase = Passphrase::new(Zeroizing::new("x".to_owned()));
        Desk::open(&folder, &passphrase, &SystemClock).await.unwrap()
    }

    async fn case(desk: &mut Desk, begins: &str) -> Case {
        let found = desk.db.search(&crate::query::parse(begins).unwrap()).await.unwrap();
        assert_eq!(found.cases.len(), 1, "{begins}");
        found.cases[0].case.clone()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_update_reads_what_waits_by_its_words_and_buries_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let stories = ["they will kill her tomorrow", "general question", "ranked before"];
        let mut desk = desk_with(&folder.path().join("desk"), &stories).await;
        // The database is brought into the state that the previous version left: nothing judged, every tip L3, and one
        // tip ranked by a reviewer.
        for query in [
            "DELETE FROM tip_signal",
            "DELETE FROM judged",
            "UPDATE tip SET level = 3, score = 0, reasons = '[]', due = received_day",
            "UPDATE tip SET status = 'triaged' WHERE json_extract(tip, '$.answers.story') = 'ranked before'",
            "DELETE FROM meta WHERE key = 'analysis'",
        ] {
            desk.db.connection().execute(query).await.unwrap();
        }
        let mut desk = reopen(desk).await;
        let (danger, general, ranked) =
            (case(&mut desk, "tomorrow").await, case(&mut desk, "general").await, case(&mut desk, "ranked").await);
        assert_eq!((danger.level, danger.assessed), (0, false));
        assert_eq!((general.level, general.assessed), (1, false));
        assert_eq!((ranked.level, ranked.assessed), (3, true));
        assert!(desk.db.judged(&general.id).await.unwrap().backlog);
        // An urgent tip comes before the backlog. The backlog is due later than other tips.
        let (lines, _) = desk.db.queue(&crate::casedb::queue::Filter::default(), 0, desk.today).await.unwrap();
        let backlog = lines.iter().find(|line| line.case.id == general.id).unwrap();
        assert!(backlog.backlog && backlog.due == desk.today.plus(BACKLOG_DAYS).to_string());
        assert_eq!(lines[0].case.id, danger.id);
        let found = verify::verify(&mut desk).await.unwrap().findings;
        assert!(!found.iter().any(|finding| finding.contains(&danger.id)), "the log says why: {found:?}");
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_update_keeps_what_a_follow_up_raises_though_the_follow_up_lies_before_its_case() {
        for ranked in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            // The follow-up has the lower row number: bundles are ordered by size and id.
            let stories = ["they will kill her tomorrow", "a question about the park"];
            let mut desk = desk_with(&folder.path().join("desk"), &stories).await;
            let first = case(&mut desk, "question").await.id;
            for query in [
                "UPDATE tip SET continues = (SELECT id FROM tip WHERE json_extract(tip, '$.answers.story') LIKE 'a question%')
                 WHERE json_extract(tip, '$.answers.story') LIKE 'they%'",
                "DELETE FROM tip_signal",
                "DELETE FROM judged",
                "UPDATE tip SET level = 3, score = 0, reasons = '[]', due = received_day",
                "DELETE FROM meta WHERE key = 'analysis'",
            ] {
                desk.db.connection().execute(query).await.unwrap();
            }
            if ranked {
                let query = "UPDATE tip SET status = 'triaged' WHERE continues IS NULL";
                desk.db.connection().execute(query).await.unwrap();
            }
            let mut desk = reopen(desk).await;
            let (raised, _, reasons) = find(&mut desk, &first).await.unwrap();
            assert_eq!((raised.level, raised.assessed), (0, false), "ranked: {ranked}");
            assert!(
                reasons.iter().any(|reason| reason.why.contains(FOLLOW_UP) && !reason.quotes.is_empty()),
                "{reasons:?}"
            );
            desk.close().await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_deadline_that_passes_before_anybody_reads_it_makes_an_l0() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk_with(&folder.path().join("desk"), &["pay the ransom in 6 days", "another"]).await;
        let waits = case(&mut desk, "ransom").await;
        assert_eq!(waits.level, 1);
        let today = desk.today;
        desk.set_day(today.plus(6)).await.unwrap();
        assert_eq!(case(&mut desk, "ransom").await.level, 1, "it is today");
        desk.set_day(today.plus(7)).await.unwrap();
        let (late, _, reasons) = find(&mut desk, &waits.id).await.unwrap();
        assert!(late.level == 0 && reasons[0].why.contains("may be too late"), "{reasons:?}");
        assert_eq!(case(&mut desk, "another").await.level, 1);
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_follow_up_raises_a_case_that_was_ranked_low_and_one_without_danger_asks_for_a_reading() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk_with(&folder.path().join("desk"), &["first", "second"]).await;
        let reading = desk.reading().await.unwrap();
        let today = desk.today;
        for begins in ["first", "second"] {
            let id = case(&mut desk, begins).await.id;
            let ranked = work::triage(&mut desk, &id, Some("closed"), Some(3), Some("no hurry")).await.unwrap();
            assert!(ranked.level == 3 && ranked.assessed);
        }
        for (begins, says, level) in [("first", "they will kill her tonight", 0), ("second", "thank you", 1)] {
            let (found, mut tip, _) = {
                let id = case(&mut desk, begins).await.id;
                find(&mut desk, &id).await.unwrap()
            };
            tip.answers.insert("story".to_owned(), envelope::tip::Answer::Text(says.to_owned()));
            let beside = Circumstances { today, corroborated: false, continues: true };
            let said = reading.read(&tip, &[], beside).verdict;
            by_follow_up(&mut desk, &found.id, today, &said).await.unwrap();
            let (raised, _, reasons) = find(&mut desk, &found.id).await.unwrap();
            assert_eq!((raised.level, raised.assessed, raised.status.as_str()), (level, false, "triaged"), "{begins}");
            let why = reasons.iter().find(|reason| reason.why.contains(FOLLOW_UP)).unwrap();
            assert_eq!((why.why.starts_with(URGENT), why.quotes.is_empty()), (level == 0, level != 0));
        }
        // After a reviewer has read the case, it is no more urgent than before.
        let second = case(&mut desk, "second").await.id;
        assert_eq!(work::triage(&mut desk, &second, None, None, None).await.unwrap().level, 3);
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sender_who_writes_often_fills_no_case_with_reasons() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = desk_with(&folder.path().join("desk"), &["first"]).await;
        let reading = desk.reading().await.unwrap();
        let (today, id) = (desk.today, case(&mut desk, "first").await.id);
        let (_, mut tip, _) = find(&mut desk, &id).await.unwrap();
        let urgent = envelope::tip::Answer::Text("they will kill her tonight".to_owned());
        tip.answers.insert("story".to_owned(), urgent);
        let beside = Circumstances { today, corroborated: false, continues: true };
        let said = reading.read(&tip, &[], beside).verdict;
        for _ in 0..MOST_FOLLOW_UPS * 2 {
            by_follow_up(&mut desk, &id, today, &said).await.unwrap();
        }
        let (raised, _, reasons) = find(&mut desk, &id).await.unwrap();
        let count = reasons.iter().filter(|reason| reason.why.contains(FOLLOW_UP)).count();
        assert!(raised.level == 0 && (1..=MOST_FOLLOW_UPS).contains(&count), "{count}");
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn wrong_and_missed_signals_are_counted_without_a_word_of_any_tip() {
        let folder = tempfile::tempdir().unwrap();
        let stories = ["they will kill her tomorrow", "they will kill him tomorrow", "hurt by what is nowhere"];
        let mut desk = desk_with(&folder.path().join("desk"), &stories).await;
        let ids = [
            case(&mut desk, "her tomorrow").await.id,
            case(&mut desk, "him").await.id,
            case(&mut desk, "nowhere").await.id,
        ];
        signals::tell(&mut desk, &ids[0], "death", "", "").await.unwrap();
        signals::tell(&mut desk, &ids[2], "", "hunger", "").await.unwrap();
        work::triage(&mut desk, &ids[1], None, None, None).await.unwrap();
        let of = |counts: &[crate::casedb::judged::SignalCounts], kind: &str| {
            let counts = counts.iter().find(|counts| counts.signal == kind && counts.language == "en").unwrap();
            (counts.right, counts.wrong, counts.missed)
        };
        let counts = signals::report(&mut desk).await.unwrap();
        assert_eq!((of(&counts, "death"), of(&counts, "hunger")), ((1, 1, 0), (0, 0, 1)));
        signals::tell(&mut desk, &ids[0], "", "", "death").await.unwrap();
        assert_eq!(of(&signals::report(&mut desk).await.unwrap(), "death"), (1, 0, 0));
        assert!(signals::tell(&mut desk, &ids[0], "gossip", "", "").await.is_err());
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_of_the_desks_own_counts_and_a_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk");
        let mut desk = desk_with(&path, &["the blue lantern"]).await;
        assert_eq!(case(&mut desk, "lantern").await.level, 1);
        std::fs::create_dir(path.join("signals")).unwrap();
        let own = "language = \"en\"\n[[signal]]\nsignal = \"death\"\nphrases = [\"blue lantern\"]\n";
        std::fs::write(path.join("signals/en.toml"), own).unwrap();
        let mut desk = reopen(desk).await;
        assert_eq!(case(&mut desk, "lantern").await.level, 0, "tips that are here are read anew");
        std::fs::write(path.join("signals/en.toml"), own.replace("phrases", "phrase")).unwrap();
        let error = desk.signals().err().unwrap().to_string();
        assert!(error.contains("en") && error.contains("phrase"), "{error}");
        desk.close().await.unwrap();
    }
}

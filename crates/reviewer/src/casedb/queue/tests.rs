//! Tests of the queue's order, filters and floods.

use sqlx::Executor as _;

use super::*;
use crate::casedb::search::tests::desk;

async fn begins(db: &mut CaseDb, filter: &Filter, today: Day) -> Vec<(String, u64)> {
    let (lines, total) = db.queue(filter, 0, today).await.unwrap();
    assert!(total >= lines.len() as u64);
    lines.into_iter().map(|line| (line.begins, line.copies)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_equal_adverts_are_one_line_and_the_real_tip_among_them_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk(
        &folder.path().join("desk"),
        &["Cheap loans approved in 5 minutes, 50% discount, buy now!!", "my brother is held in a building"],
    )
    .await;
    // The desk gets ten thousand copies of the advert.
    desk.db.begin().await.unwrap();
    for query in [
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
         INSERT INTO tip (id, submission, sha256, size, sent_day, received_day, language, status, level, score, reasons, tip, due)
         SELECT 'copy' || n, id, sha256, size, sent_day, received_day, language, status, level, score, reasons, tip, due FROM tip, n
         WHERE json_extract(tip, '$.answers.story') LIKE 'Cheap%'",
        "INSERT INTO judged SELECT copy.id, assessed, scored, backlog, noise, same, deadline, unread, followed FROM tip AS copy, judged
         WHERE copy.id LIKE 'copy%' AND judged.noise = 'advert'",
    ] {
        desk.db.connection().execute(query).await.unwrap();
    }
    desk.db.commit().await.unwrap();
    let lines = begins(&mut desk.db, &Filter::default(), desk.today).await;
    assert_eq!(
        lines,
        [
            ("my brother is held in a building".to_owned(), 1),
            ("Cheap loans approved in 5 minutes, 50% discount, buy now!!".to_owned(), 10_001)
        ]
    );
    let (all, _) = desk.db.queue(&Filter::default(), 0, desk.today).await.unwrap();
    assert_eq!(all[1].noise, Some(Kind::Advert));
    let (each, total) =
        desk.db.queue(&Filter { same: all[1].same.clone(), ..Filter::default() }, 0, desk.today).await.unwrap();
    assert_eq!((each.len(), total), (PAGE as usize, 10_001), "unfolded, each has its line");
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_differs_by_a_number_is_not_hidden_by_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let stories = ["He is in room 1-12.", "he is in ROOM 1 12", "He is in room 11-2.", "He is in room 1-13."];
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    let mut counts: Vec<u64> =
        begins(&mut desk.db, &Filter::default(), desk.today).await.into_iter().map(|(_, copies)| copies).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 2]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_forged_l0s_keeps_no_other_way_in_language_or_place_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let forged: Vec<String> = (0..30).map(|n| format!("they will kill number {n} tomorrow")).collect();
    let mut stories: Vec<&str> = forged.iter().map(String::as_str).collect();
    stories.extend([
        "พรุ่งนี้เขาจะฆ่าน้อง ช่วยด้วยครับ",
        "they will kill her in KK Park",
        "by hand: they will kill my friend",
        "they will kill my sister",
    ]);
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    // The sender of the tip about the sister wrote again, with a valid proof.
    let sister: String =
        sqlx::query_scalar("SELECT id FROM tip WHERE json_extract(tip, '$.answers.story') LIKE '%sister'")
            .fetch_one(desk.db.connection())
            .await
            .unwrap();
    sqlx::query("UPDATE tip SET continues = ? WHERE json_extract(tip, '$.answers.story') LIKE '% 29 %'")
        .bind(&sister)
        .execute(desk.db.connection())
        .await
        .unwrap();
    let first: Vec<String> = begins(&mut desk.db, &Filter::default(), desk.today)
        .await
        .into_iter()
        .map(|(begins, _)| begins)
        .take(5)
        .collect();
    assert_eq!(first[0], "they will kill my sister");
    assert!(first.iter().any(|begins| begins.starts_with("by hand")), "{first:?}");
    assert!(first.iter().any(|begins| begins.contains("KK Park")), "{first:?}");
    assert!(first.iter().any(|begins| begins.starts_with('พ')), "{first:?}");
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_ranked_and_what_words_say_are_filters() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk(&folder.path().join("desk"), &["they will kill her tomorrow", "a question"]).await;
    let (lines, _) = desk.db.queue(&Filter::default(), 0, desk.today).await.unwrap();
    crate::service::work::triage(&mut desk, &lines[0].case.id, None, None, None).await.unwrap();
    let unread = begins(&mut desk.db, &Filter { unassessed: true, ..Filter::default() }, desk.today).await;
    assert_eq!(unread, [("a question".to_owned(), 1)]);
    let death =
        begins(&mut desk.db, &Filter { signal: Some("death".to_owned()), ..Filter::default() }, desk.today).await;
    assert_eq!(death, [("they will kill her tomorrow".to_owned(), 1)]);
    desk.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_several_times_the_usual_number_is_a_possible_flood() {
    let folder = tempfile::tempdir().unwrap();
    let stories: Vec<String> = (0..40).map(|n| format!("story {n}")).collect();
    let stories: Vec<&str> = stories.iter().map(String::as_str).collect();
    let mut desk = desk(&folder.path().join("desk"), &stories).await;
    assert_eq!(desk.db.floods(desk.today).await.unwrap(), [], "a first day has no usual number");
    // Four tips arrived on each of the last four days, and all others today.
    let query = "UPDATE tip SET received_day = date(received_day, '-' || (1 + rowid % 4) || ' days') WHERE rowid <= 16";
    desk.db.connection().execute(query).await.unwrap();
    let expected = Flood { day: desk.today.to_string(), tips: 24, usual: 4 };
    assert_eq!(desk.db.floods(desk.today).await.unwrap(), [expected]);
    desk.close().await.unwrap();
}

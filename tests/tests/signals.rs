//! Tips that the lists of signals have not seen get the level that a reviewer would set.

use reviewer::signals::Kind;
use tests::levels::{self, Levels};
use tests::tips;

#[test]
fn of_tips_that_the_lists_have_not_seen_the_urgent_ones_come_out_urgent() {
    let reading = levels::reading().unwrap();
    let sets = levels::sets().unwrap();
    assert_eq!(sets.len(), 23);
    let mut all = Levels::default();
    let (mut denials, mut heard, mut hidden) = (0, 0, Vec::new());
    for rows in sets.values() {
        assert!(rows.len() >= 20);
        for row in rows {
            let analysis = levels::read(&reading, row).unwrap();
            all.count(row, &analysis);
            if row.how == "denial" {
                denials += 1;
                heard += usize::from(analysis.signals.iter().any(|signal| signal.kind == Kind::Denial));
            }
            if analysis.noise.is_some() && !matches!(row.level.as_str(), "S" | "N") {
                hidden.push(row.id.clone());
            }
        }
    }
    assert!(all.plain.value() >= 0.95, "plain {:?}", all.plain);
    assert!(all.indirect.value() >= 0.70, "indirect {:?}", all.indirect);
    assert!(all.precision.value() >= 0.80, "precision {:?}", all.precision);
    assert_eq!((all.low, hidden), (0, Vec::new()), "nothing unread is low, and no real tip looks like an advert");
    assert!(denials >= 10 && heard * 2 > denials, "{heard} of {denials} denials are heard");
}

#[test]
fn the_five_tips_by_which_it_was_tried_stand_where_they_belong() {
    let reading = levels::reading().unwrap();
    let read = |language: &str, text: &str| levels::read_text(&reading, language, text).unwrap();
    for (language, text) in tips::FIVE.into_iter().take(4) {
        let read = read(language, text);
        let kinds: Vec<Kind> = read.signals.iter().map(|signal| signal.kind).collect();
        assert_eq!(read.verdict.level, 0, "{text}");
        for kind in [Kind::Death, Kind::Torture, Kind::Minor] {
            assert!(kinds.contains(&kind), "{kind:?} of {text}: {kinds:?}");
        }
    }
    let (language, advert) = tips::FIVE[4];
    assert_eq!((read(language, advert).verdict.level, read(language, advert).noise), (1, Some(Kind::Advert)));
}

#[test]
fn a_quotation_a_song_and_a_word_of_comfort_are_read_as_a_person_reads_them() {
    let reading = levels::reading().unwrap();
    let level = |language: &str, text: &str| levels::read_text(&reading, language, text).unwrap().verdict.level;
    for (language, text) in [
        (
            "en",
            "I read in the newspaper that the boss said \"we will kill you tomorrow\". Is that true of your country?",
        ),
        ("en", "there is a song, its lyrics go: kill me tonight, kill me softly"),
        ("zh-Hans", "新闻里说他们会打死逃跑的人，是真的吗"),
        ("vi", "Báo viết rằng họ dọa giết người bỏ trốn, có đúng không?"),
        ("id", "kata lirik lagu itu: bunuh aku malam ini"),
    ] {
        assert_eq!(level(language, text), 1, "{text}");
    }
    for (language, text) in [
        ("en", "They will kill my brother tomorrow. His friend was released last week."),
        ("en", "They will kill him unless we pay, his friend was released after paying"),
        ("en", "this is not urgent but they said they will kill him tomorrow"),
        ("en", "Two of them, one is 35 years old and her cousin is 15 years old"),
        ("en", "they read the news about us and now they are beating him with electric sticks"),
        ("zh-Hans", "不急，他们说明天要打死他"),
        ("vi", "Không gấp đâu, họ nói ngày mai sẽ giết nó"),
    ] {
        assert_eq!(level(language, text), 0, "{text}");
    }
}

#[test]
fn what_decides_how_soon_somebody_looks_is_asked_right_behind_the_text() {
    let form: toml::Table = include_str!("../../config/questionnaire.toml").parse().unwrap();
    let open = form["block"][0]["question"].as_array().unwrap();
    let ids: Vec<&str> = open.iter().map(|question| question["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["story", "danger", "age", "reply-here"]);
}

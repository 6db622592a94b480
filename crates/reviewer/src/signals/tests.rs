//! Tests of reading phrases and their contexts, with small lists that are made for these tests.
//!
//! The shipped lists are checked by the example sentences in them (`must`, `must_not`).

use envelope::Day;

use super::*;

const LIST: &str = r##"
language = "en"
markers = ["the", "is", "my"]
[words]
kill = ["kill*", "shoot"]
will = ["will", "going to"]
guard = ["guard", "boss"]
[place]
building = ["building #", "#th floor"]
[numbers]
fifteen = 15
five = 5
[context]
not_before = ["not", "never", "nobody"]
not_after = ["is not true"]
keeps = ["not only"]
turns = ["but", "and now"]
over = ["is home now"]
past = ["last year", "# years ago"]
others = ["<guard> 's son", "<guard> has a .. kid"]
figure = ["movie"]
[age]
phrases = ["# years old", "aged #"]
born = ["born in #"]
school = [{ say = ["grade #"], add = 6 }, { say = ["schoolgirl"], age = 14 }]
[time]
days = [{ in = 1, say = ["tomorrow"] }]
within = ["in # days"]
hours = ["in # hours"]
weekdays = [["monday"], ["tuesday"], ["wednesday"], ["thursday"], ["friday"], ["saturday"], ["sunday"]]
today_is = ["today is"]
by = ["by", "until"]
months = [["january"], ["february"], ["march"], ["april"], ["may"], ["june"], ["july"], ["august"], ["september"], ["october"], ["november"], ["december"]]
dates = ["#d|#m"]
[[signal]]
signal = "death"
phrases = ["<will> .. <kill>", "<kill> her", "knife & throat"]
[[signal]]
signal = "torture"
phrases = ["electrocut*"]
[[signal]]
signal = "money"
phrases = ["ransom", "pay # dollars"]
[[signal]]
signal = "denial"
phrases = ["i misread"]
[[signal]]
signal = "advert"
phrases = ["cheap loans"]
"##;

/// 2026-11-24, which is a Tuesday.
fn sent() -> Day {
    "2026-11-24".parse().unwrap()
}

fn read_by(lists: &[(&str, &str)], text: &str, page: &str) -> TextSignals {
    Signals::parse([], lists.iter().copied()).unwrap().read(text, page, sent())
}

fn heard(text: &str) -> Vec<&'static str> {
    read_by(&[("en", LIST)], text, "en").signals.iter().map(|signal| signal.kind.id()).collect()
}

fn day(text: &str) -> Option<String> {
    let heard = read_by(&[("en", LIST)], text, "en");
    heard.signals.iter().find(|signal| signal.kind == Kind::Deadline).and_then(|signal| Some(signal.day?.to_string()))
}

#[test]
fn every_shipped_list_is_made_ready_and_reads_its_own_sentences_as_it_says() {
    let lists = Signals::parse([], DEFAULTS.iter().copied()).unwrap();
    let (sentences, failed) = check(&lists, DEFAULTS, sent()).unwrap();
    let failed: Vec<String> = failed
        .iter()
        .map(|failed| format!("{} {} {} {:?}", failed.language, failed.kind.id(), failed.must, failed.sentence))
        .collect();
    assert!(failed.is_empty(), "{} of {sentences}:\n{}", failed.len(), failed.join("\n"));
    assert!(sentences > DEFAULTS.len() * 40, "{sentences}");
}

#[test]
fn phrases_are_found_with_their_gaps_stems_and_numbers() {
    assert_eq!(heard("They WILL surely and soon kill her"), ["death"]);
    assert_eq!(
        heard("They will one day when nobody expects it any more and everybody is far away kill"),
        Vec::<&str>::new()
    );
    assert_eq!(heard("a knife at her throat"), ["death"]);
    assert_eq!(heard("a knife. Her throat"), Vec::<&str>::new(), "not across sentences");
    assert_eq!(heard("she was electrocuted"), ["torture"]);
    assert_eq!(heard("overelectrocuted"), Vec::<&str>::new(), "a stem begins a word");
    assert_eq!(heard("pay 3000 dollars"), ["money"]);
}

#[test]
fn a_negation_cancels_its_own_phrase_alone() {
    assert_eq!(heard("They will not kill him"), Vec::<&str>::new());
    assert_eq!(heard("nobody will kill him, he was electrocuted"), ["torture"]);
    assert_eq!(heard("They will kill him is not true"), Vec::<&str>::new());
    assert_eq!(heard("He does not eat but they will kill him"), ["death"], "a clause turns");
    assert_eq!(heard("not only will they kill him"), ["death"]);
    assert_eq!(heard("I misread, nobody will kill him"), ["denial"]);
}

#[test]
fn what_is_over_past_somebody_elses_or_a_figure_of_speech_is_no_signal() {
    assert_eq!(heard("He was electrocuted. He is home now."), Vec::<&str>::new());
    assert_eq!(heard("She is home now. They will kill my brother"), ["death"]);
    assert_eq!(heard("electrocuted 3 years ago"), Vec::<&str>::new());
    assert_eq!(heard("electrocuted last year, and now they will kill him"), ["death"]);
    assert_eq!(heard("the guard has a 10 years old kid"), Vec::<&str>::new());
    assert_eq!(heard("the guard hit a girl, 15 years old"), ["minor"]);
    assert_eq!(heard("in the movie they will kill her"), Vec::<&str>::new());
}

#[test]
fn ages_are_read_in_digits_of_any_script_in_words_grades_and_years_of_birth() {
    for text in [
        "she is 15 years old",
        "aged ๑๕",
        "fifteen years old",
        "he goes to grade 8",
        "a schoolgirl",
        "born in 2010",
        "born in 2008, perhaps not 18 yet",
        "two of them, one 35 years old and one 15 years old",
    ] {
        assert_eq!(heard(text), ["minor"], "{text}");
    }
    for text in [
        "she is 18 years old",
        "aged 42",
        "grade 12",
        "born in 1999",
        "not 15 years old",
        "15 dollars",
        "0915 years old",
    ] {
        assert_eq!(heard(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn a_number_that_something_follows_is_an_age_only_where_nothing_is_set_apart() {
    let list = "language = \"th\"\n[age]\nphrases = [\"อายุ#\", \"儿子#\"]\n[numbers]\n\"สิบห้า\" = 15";
    let says = |text: &str| read_by(&[("th", list)], text, "th").says(Kind::Minor);
    assert!(says("อายุ15โดนขัง") && says("อายุสิบห้าเอง") && says("儿子15,"));
    assert!(!says("儿子15天没有联系") && !says("儿子3,"));
}

#[test]
fn a_building_is_named_by_its_number() {
    let names = |text: &str| read_by(&[("en", LIST)], text, "en").building;
    assert!(names("they keep him in Building 4") && names("on the 5th floor"));
    assert!(!names("4 buildings") && !names("building"));
}

#[test]
fn a_day_counts_for_a_demand_and_from_the_day_it_was_sent() {
    for (text, expected) in [
        ("ransom tomorrow", "2026-11-25"),
        ("They want a ransom. Tomorrow!", "2026-11-25"),
        ("ransom in 3 days", "2026-11-27"),
        ("ransom in five days", "2026-11-29"),
        ("ransom in 20 hours", "2026-11-25"),
        ("ransom by friday", "2026-11-27"),
        ("today is wednesday, ransom by friday", "2026-11-26"),
        ("ransom by november 26", "2026-11-26"),
        ("ransom by 26 november", "2026-11-26"),
        ("ransom by 26/11", "2026-11-26"),
        ("ransom until 2026-11-26", "2026-11-26"),
        ("ransom by 26|11", "2026-11-26"),
        ("ransom by 05/12 or 30/11", "2026-11-30"),
        ("the ransom was due until 22/11", "2026-11-22"),
    ] {
        assert_eq!(day(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["tomorrow we eat", "ransom, on friday we spoke", "ransom by 26/12", "ransom 3 days in"] {
        assert_eq!(day(text), None, "{text}");
    }
}

#[test]
fn days_of_other_calendars_are_read_and_of_two_readings_the_more_urgent_counts() {
    let of = |calendar: &str, text: &str| {
        let list = LIST.replacen("markers", &format!("calendars = [\"{calendar}\"]\nmarkers"), 1);
        let heard = read_by(&[("en", &list)], text, "en");
        heard.signals.iter().find_map(|signal| signal.day).map(|day| day.to_string())
    };
    assert_eq!(of("buddhist", "ransom by 26/11/2569").as_deref(), Some("2026-11-26"));
    assert_eq!(of("buddhist", "ransom by 26/11/69").as_deref(), Some("2026-11-26"));
    assert_eq!(of("minguo", "ransom by 115/11/26").as_deref(), Some("2026-11-26"));
    assert_eq!(of("bikram", "ransom by 2083/8/10").as_deref(), Some("2026-11-26"));
    assert_eq!(of("ethiopian", "ransom by 17/3/2019").as_deref(), Some("2026-11-26"));
    assert_eq!(of("buddhist", "ransom by 11/12/2569").as_deref(), Some("2026-11-12"), "of two readings, the earlier");
}

#[test]
fn the_words_are_quoted_as_they_were_typed() {
    let quoted = |text: &str| read_by(&[("en", LIST)], text, "en").signals[0].quotes.clone();
    assert_eq!(quoted("Help: they WI\u{ad}LL  Kill\u{301} her, please"), ["WI\u{ad}LL  Kill\u{301} her"]);
    assert_eq!(quoted("ฉัน 😀 she is ๑๕ years old!"), ["๑๕ years old"]);
    assert_eq!(quoted("will kill, will shoot, will kill, going to kill, will killing").len(), 3, "some are enough");
}

#[test]
fn a_list_is_read_by_where_its_language_is_written() {
    let other = LIST.replacen("\"en\"", "\"id\"", 1).replace("electrocut*", "listrik");
    let other = other.replacen("\"the\", \"is\", \"my\"", "\"saya\", \"di\", \"yang\"", 1);
    let lists = [("en", LIST), ("id", other.as_str())];
    let says = |text: &str, page: &str| read_by(&lists, text, page).says(Kind::Torture);
    assert!(says("listrik", "id") && says("listrik", "ms"), "the page says so");
    assert!(says("saya di sana, listrik", "th"), "two small words say so");
    assert!(!says("listrik", "th"), "one word of another language may be anything");
    assert!(says("electrocuted ครับ", "th"), "English stands in texts of every language");
}

#[test]
fn a_language_that_no_list_knows_is_named() {
    let french = "Mon frère est retenu dans un bâtiment et ne peut pas sortir, il faut que quelqu'un nous aide le plus vite possible";
    assert_eq!(read_by(&[("en", LIST)], french, "en").unread.as_deref(), Some("fr"));
    // Shan is written with Burmese letters and some letters of its own.
    assert_eq!(
        read_by(&[("en", LIST)], "ၵူၼ်းၸၢႆးၼႆႉ ယူႇတီႈၼႂ်းတိုၵ်ႈ", "my").unread.as_deref(),
        Some("und-Mymr"),
        "{:?}",
        crate::zawgyi::is_zawgyi("ၵူၼ်းၸၢႆးၼႆႉ ယူႇတီႈၼႂ်းတိုၵ်ႈ")
    );
    assert_eq!(
        read_by(&[("en", LIST)], "My brother is held in a building there and cannot leave it", "en").unread,
        None
    );
}

#[test]
fn a_context_of_one_language_cancels_what_stands_beside_it_in_another() {
    let other = "language = \"fil\"\n[context]\nothers = [\"anak ng guard\"]\nnot_before = [\"hindi\"]";
    let heard = |text: &str| read_by(&[("en", LIST), ("fil", other)], text, "fil").signals.len();
    assert_eq!(
        (heard("10 years old sya, anak ng guard"), heard("hindi electrocuted"), heard("electrocuted")),
        (0, 0, 1)
    );
}

#[test]
fn marks_tell_words_apart_where_a_text_bears_them() {
    let list = LIST.replacen("\"en\"", "\"vi\"\nmarks = true", 1).replace("electrocut*", "bán sang");
    let says = |text: &str| read_by(&[("vi", list.as_str())], text, "vi").says(Kind::Torture);
    assert!(says("họ bán sang chỗ khác") && says("ho ban sang cho khac"));
    assert!(!says("bạn sang chỗ khác"), "a friend is not sold");
}

#[test]
fn a_flood_of_words_costs_as_much_as_it_is_long() {
    let shipped = Signals::shipped().unwrap();
    let toy = Signals::parse([], [("en", LIST)]).unwrap();
    for (lists, longest) in [(&toy, 60_000), (&shipped, 24_000)] {
        for word in [
            "they will kill her. ",
            "will ",
            "not will kill ",
            "15 ",
            "knife throat ",
            "electrocuted\u{301} ",
            "by friday ransom ",
        ] {
            let places = |letters: usize| {
                matcher::looked_at::take();
                lists.read(&word.repeat(letters / word.len()), "en", sent());
                matcher::looked_at::take()
            };
            let (short, long) = (places(longest / 8), places(longest));
            assert!(short > 0 && long <= short * 9, "{word:?}: {short} and {long} places");
        }
    }
}

#[test]
fn a_list_that_would_silently_do_nothing_is_refused() {
    let refused = |from: &str, to: &str| {
        assert!(LIST.contains(from), "{from}");
        Signals::parse([], [("en", LIST.replacen(from, to, 1).as_str())]).err().unwrap().to_string()
    };
    assert!(refused("<will> .. <kill>", "<wil> .. <kill>").contains("<wil>"));
    assert!(refused("<will> .. <kill>", ".. <kill>").contains("nothing stands before"));
    assert!(refused("<will> .. <kill>", "<will> ..").contains("is empty"));
    assert!(refused("electrocut*", "electro*cut").contains("within a word"));
    assert!(refused("aged #", "aged").contains("no #"));
    assert!(refused("[\"monday\"], ", "").contains("needs 7"));
    assert!(refused("add = 6", "age = 6").contains("grade #"));
    assert!(refused("signal = \"death\"", "signal = \"deth\"").contains("deth"));
    assert!(refused("not_before", "not_befor").contains("not_befor"));
}

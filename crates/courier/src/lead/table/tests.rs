//! Tables as spreadsheets, phones and editors save them.
//!
//! The tables in `fixtures/leads` are named after the defect that each one shows.

use envelope::questionnaire::Questionnaire;
use envelope::tip::Answer;
use unicode_normalization::UnicodeNormalization as _;

use crate::lead::Lead;
use crate::lead::dates::{Dates, Order};
use crate::lead::labels::SHIPPED;

use super::*;

const QUESTIONS: &str = include_str!("../../../../../config/questionnaire.toml");

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../fixtures/leads/", $name))
    };
}

fn read_by(order: Option<Order>, texts: Texts, bytes: &[u8], files: &[&str]) -> Result<Vec<Placed>, Failure> {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        fs::write(dir.path().join(file), "x").unwrap();
    }
    let path = dir.path().join("leads.csv");
    fs::write(&path, bytes).unwrap();
    let questionnaire = Questionnaire::parse(QUESTIONS).unwrap();
    let dates = Dates { order, today: "2026-11-30".parse().unwrap() };
    let rules = Rules { questionnaire: &questionnaire, max_text: 28 * 1024, max_files: 1_000_000, dates };
    read(&path, &rules, texts)
}

/// Returns the place and lead of each row; panics if a row is broken.
fn good(bytes: &[u8]) -> Vec<(String, Lead)> {
    let rows = read_by(None, SHIPPED, bytes, &[]).unwrap_or_else(|error| panic!("{error}"));
    let lead = |placed: Placed| placed.lead.unwrap_or_else(|error| panic!("{error}"));
    rows.into_iter().map(|placed| (placed.place.clone().unwrap(), lead(placed))).collect()
}

/// Returns the place and message of each row; a good row has an empty message.
fn said(bytes: &[u8]) -> Vec<(String, String)> {
    let rows = read_by(None, SHIPPED, bytes, &[]).unwrap_or_else(|error| panic!("{error}"));
    let said = |placed: &Placed| placed.lead.as_ref().err().map(ToString::to_string).unwrap_or_default();
    rows.iter().map(|placed| (placed.place.clone().unwrap(), said(placed))).collect()
}

fn refused(bytes: &[u8]) -> Failure {
    read_by(None, SHIPPED, bytes, &[]).err().expect("it was taken")
}

fn places(leads: &[(String, Lead)]) -> Vec<&str> {
    leads.iter().map(|(place, _)| place.as_str()).collect()
}

fn text<'a>(lead: &'a Lead, id: &str) -> &'a str {
    match lead.answers.get(id) {
        Some(Answer::Text(text)) => text,
        Some(Answer::Many(_)) => panic!("{id} has several answers"),
        None => "",
    }
}

fn many(lead: &Lead, id: &str) -> Vec<String> {
    match lead.answers.get(id) {
        Some(Answer::Many(many)) => many.clone(),
        _ => panic!("{id} has no list"),
    }
}

#[test]
fn c01_blank_rows_are_passed_over_and_the_others_keep_their_numbers() {
    let leads = good(fixture!("c01-blank-rows.csv"));
    assert_eq!(places(&leads), ["row 2", "row 4"]);
    assert_eq!(text(&leads[1].1, "story"), "two, held");
    // Blank rows come before and after the head: with only a separator, as an empty line, with characters that do not
    // show, and with more cells than the head.
    let leads = good(" ,\n\nstory,country\n\u{a0},\u{200b}\nx,mm\n,,,,\n\n\ny,kh\n\n".as_bytes());
    assert_eq!(places(&leads), ["row 5", "row 9"]);
    assert!(refused(b"story,country\n,\n\n").to_string().ends_with("has no rows"));
    assert!(refused(b"\n,,\n\n").to_string().ends_with("is empty"));
}

#[test]
fn c02_empty_columns_are_passed_over_wherever_they_are_and_one_with_words_is_named() {
    assert_eq!(text(&good(fixture!("c02-trailing-columns.csv"))[0].1, "country"), "Myanmar");
    let leads = good(b",story,,country,,\n,one,,mm,,\n,two, ,kh\n,three,,la,,,,\n");
    assert_eq!(leads.iter().map(|(_, lead)| text(lead, "country")).collect::<Vec<_>>(), ["mm", "kh", "la"]);
    let said = refused(b"story,country,\none,mm,\ntwo,mm,her sister\n").to_string();
    assert!(
        said.contains("column 3 (C), has no question") && said.contains("row 3") && !said.contains("sister"),
        "{said}"
    );
}

#[test]
fn c02_a_comma_in_a_text_is_named_though_nothing_stands_in_the_cell_that_is_too_many() {
    let said = said(b"story,country,town\none,mm,\nthey hold him, and her,mm,\ntwo,kh,Poipet\nhe, too,la,\n");
    for row in [1, 3] {
        assert!(said[row].1.contains("it has 4 cells, and the first row has 3"), "{said:?}");
    }
    assert_eq!((said[0].1.as_str(), said[2].1.as_str()), ("", ""));
    let said = self::said(b"story,country\nhe, too,\n");
    assert!(said[0].1.contains("it has 3 cells"), "{said:?}");
    // The separator at the end of each row was added by the program that wrote the table.
    assert_eq!(good(b"story,country\none,mm,\ntwo,kh,\n").len(), 2);
}

#[test]
fn c03_a_separator_is_the_heads_and_one_that_is_declared_is_no_row() {
    let leads = good(b"sep=;\r\nstory;danger\r\n\"they hold him, her, and them\";torture\r\n");
    assert_eq!(places(&leads), ["row 2"]);
    let leads = good(b"story,danger\none,torture;hunted;medical;food-denied\ntwo;a;b;c;d,torture\n");
    assert_eq!(many(&leads[0].1, "danger").len(), 4);
    assert_eq!(text(&leads[1].1, "story"), "two;a;b;c;d");
    let leads = good(b"story|country\none, two; three\tfour|mm\n");
    assert_eq!(text(&leads[0].1, "story"), "one, two; three\tfour");
}

#[test]
fn c04_line_ends_of_old_macs_and_mixed_ones_end_rows() {
    let leads = good(fixture!("c04-cr-only.csv"));
    assert_eq!(places(&leads), ["row 2", "row 3"]);
    assert_eq!(many(&leads[0].1, "danger"), ["torture", "hunted", "medical", "food-denied"]);
    let leads = good(b"story,country\r\none,mm\rtwo,kh\n\"three\r\nlines\rhere\",la");
    assert_eq!(places(&leads), ["row 2", "row 3", "row 4"]);
    assert_eq!(text(&leads[2].1, "story"), "three\nlines\nhere");
}

#[test]
fn c05_a_mark_semicolons_and_curly_quotation_marks_in_a_story_are_read() {
    let lead = &good(fixture!("c05-bom-semicolon-smart.csv"))[0].1;
    assert_eq!(text(lead, "story"), "“they took her phone”");
    assert_eq!(many(lead, "danger"), ["torture", "hunted"]);
}

#[test]
fn c06_a_language_by_name_becomes_its_tag_and_what_is_none_is_refused_with_the_nearest() {
    let leads = good(fixture!("c06-language-name.csv"));
    assert_eq!(leads.iter().map(|(_, lead)| lead.language.as_str()).collect::<Vec<_>>(), ["th", "zh-Hans"]);
    let said = said("story,language\none,Burmeese\ntwo,\nthree,ไทย\n".as_bytes());
    assert!(said[0].1.contains("language: Burmeese is no language") && said[0].1.contains("my (Burmese)"), "{said:?}");
    assert_eq!(said[1..].iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>(), ["", ""]);
}

#[test]
fn c07_dates_of_two_readings_are_asked_about_before_anything_is_sealed() {
    let failure = refused(fixture!("c07-excel-dates.csv"));
    let asked = failure.to_string();
    for place in [
        "row 2, deadline: 05/12/2026 is 12 May 2026 or 5 December 2026",
        "row 4, deadline: 05.12.2569 is 12 May 2026 or 5 December 2026",
        "row 4, last-contact: ๐๕/๑๒/๒๕๖๙ is 12 May 2026 or 5 December 2026",
    ] {
        assert!(asked.contains(place), "{asked}");
    }
    assert!(!asked.contains("row 3") && !asked.contains("Dec-26"), "{asked}");
    let next = failure.next.unwrap();
    assert!(
        next.contains("--dates day-first") && next.contains("--dates month-first") && next.contains("2026-12-05"),
        "{next}"
    );
    let dates = |order| {
        let rows = read_by(Some(order), SHIPPED, fixture!("c07-excel-dates.csv"), &[])
            .unwrap_or_else(|error| panic!("{error}"));
        let of = |placed: Placed| {
            let lead = placed.lead.unwrap_or_else(|error| panic!("{error}"));
            ["deadline", "last-contact"].map(|id| text(&lead, id).to_owned())
        };
        rows.into_iter().map(of).collect::<Vec<_>>()
    };
    let expected = [["2026-12-05", "2026-12-01"], ["2026-12-05", "2025-12-09"], ["2026-12-05", "2026-12-05"]];
    assert_eq!(dates(Order::DayFirst), expected);
    assert_eq!(dates(Order::MonthFirst)[2], ["2026-05-12", "2026-05-12"]);
}

#[test]
fn c07_words_in_a_date_stay_and_what_else_is_broken_is_said_with_the_question() {
    let leads = good("story,deadline\none,next friday\ntwo,ပြီးခဲ့တဲ့အပတ်\n".as_bytes());
    assert_eq!(text(&leads[0].1, "deadline"), "next friday");
    assert_eq!(text(&leads[1].1, "deadline"), "ပြီးခဲ့တဲ့အပတ်");
    // Only the answers to date questions are read as dates.
    assert_eq!(text(&good(b"story,town\none,05/12/2026\n")[0].1, "town"), "05/12/2026");
    let asked = refused(b"story,deadline,age\none,05/12/2026,\ntwo,31/02/2026,ancient\n").to_string();
    assert!(
        asked.contains("row 3: deadline: 31/02/2026 is not a day") && asked.contains("; age has an answer"),
        "{asked}"
    );
}

#[test]
fn c08_a_label_in_any_language_names_its_question_and_an_options_label_its_option() {
    let table = "Tell us what you know,Until when?,\"Names, in every spelling you know\",Are you safe now?,Danger\nx,2026-12-05,Ma Ma,I don’t know,torture\n";
    let lead = &good(table.replace(",Danger", ",danger").as_bytes())[0].1;
    assert_eq!(
        (text(lead, "deadline"), text(lead, "names"), text(lead, "safe-now")),
        ("2026-12-05", "Ma Ma", "unknown")
    );
    let lead = &good(
        "STORY,Last_Contact,ภายในวันไหน,AGE,Share IOM\nx,2026-12-05,2026-12-06,Under 18,Never share it\n".as_bytes(),
    )[0]
    .1;
    assert_eq!((text(lead, "last-contact"), text(lead, "deadline")), ("2026-12-05", "2026-12-06"));
    assert_eq!((text(lead, "age"), text(lead, "share-iom")), ("under-18", "never"));
    let lead = &good(b"story,danger\nx,\"torture, hunted\"\n")[0].1;
    assert_eq!(many(lead, "danger"), ["torture", "hunted"]);
    assert!(said(b"story,age\nx,ancient\n")[0].1.contains("it offers under-18"));
}

#[test]
fn c08_heads_that_are_unknown_double_or_of_several_questions_are_all_named_at_once() {
    let said = refused(b"story,contry,deadline,Until when?\nx,mm,,\n").to_string();
    assert!(
        said.contains("column 2 (B), names a question that the form does not ask: contry; did you mean country?"),
        "{said}"
    );
    assert!(said.contains("columns 3 (C) and 4 (D), are both deadline"), "{said}");
    const SAME: Texts = &[("en", "q-town = Where?\nq-border = Where?\n")];
    let said = read_by(None, SAME, "story,Where?\nx,y\n".as_bytes(), &[]).err().unwrap().to_string();
    assert!(
        said.contains("column 2 (B), has a label that several questions have, Where?: write one of border, town"),
        "{said}"
    );
}

#[test]
fn c09_a_file_is_found_in_the_other_normal_form_and_with_the_other_slash() {
    let nfd: String = "ảnh hộ chiếu.jpg".nfd().collect();
    for (table, file) in [
        (fixture!("c09-nfc-name.csv").to_vec(), nfd.clone()),
        (format!("story,files\none,{nfd}\n").into_bytes(), "ảnh hộ chiếu.jpg".to_owned()),
        (b"story,files\none,\"'./a.jpg' ; \"\n".to_vec(), "a.jpg".to_owned()),
        (b"story,files\none,.\\a.jpg\n".to_vec(), "a.jpg".to_owned()),
    ] {
        let rows = read_by(None, SHIPPED, &table, &[&file]).unwrap_or_else(|error| panic!("{error}"));
        let lead = rows.into_iter().next().unwrap().lead.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(lead.files[0].file_name().unwrap().to_str().unwrap(), file);
    }
    let rows = read_by(None, SHIPPED, b"story,files,age\none,photo.jpg;gone.pdf,ancient\n", &["Photo.jpg"]);
    let said = rows.unwrap_or_else(|error| panic!("{error}"))[0].lead.as_ref().err().unwrap().to_string();
    for part in ["photo.jpg is not there; did you mean Photo.jpg?", "gone.pdf is not there", "age has an answer"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_file_whose_name_holds_a_separator_is_found_by_it_whole_and_beside_others() {
    let there = ["صورة، جواز.jpg", "a；b.jpg", "one;two.jpg", "plain.jpg", "other.jpg"];
    for (cell, expected) in [
        ("صورة، جواز.jpg", &["صورة، جواز.jpg"][..]),
        ("one;two.jpg", &["one;two.jpg"]),
        ("صورة، جواز.jpg; plain.jpg", &["صورة، جواز.jpg", "plain.jpg"]),
        ("plain.jpg;a；b.jpg", &["plain.jpg", "a；b.jpg"]),
        ("plain.jpg، other.jpg", &["plain.jpg", "other.jpg"]),
        ("plain.jpg；other.jpg;", &["plain.jpg", "other.jpg"]),
    ] {
        let table = format!("story,files\nx,\"{cell}\"\n");
        let mut rows = read_by(None, SHIPPED, table.as_bytes(), &there).unwrap_or_else(|error| panic!("{error}"));
        let lead = rows.remove(0).lead.unwrap_or_else(|error| panic!("{cell}: {error}"));
        let names: Vec<_> = lead.files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, expected, "{cell}");
    }
}

#[test]
fn c10_utf_16_with_its_mark_is_read_and_other_encodings_are_named_with_row_and_column() {
    assert_eq!(text(&good(fixture!("c10-utf16.csv"))[0].1, "country"), "Myanmar");
    let mut table = "story,country\r\n\"one\r\ntwo\",mm\r\nthree,".as_bytes().to_vec();
    // A word in the Thai encoding TIS-620.
    table.extend(b"\xa1\xd1\xc1\xbe\xd9\xaa\xd2\r\n");
    let failure = refused(&table);
    assert!(failure.to_string().contains("row 3, column 2 (B), is not in UTF-8"), "{failure}");
    assert!(failure.next.unwrap().contains("CSV UTF-8"));
    assert!(refused(b"PK\x03\x04rest").to_string().contains("is a workbook"));
    // UTF-16 without its mark is read if it is plain. Any other decoding would be a guess.
    let unmarked = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    assert_eq!(text(&good(&unmarked("story\nx"))[0].1, "story"), "x");
    assert!(refused(&unmarked("story\nเขา")).to_string().contains("UTF-16 without its mark"));
}

#[test]
fn c11_a_quotation_mark_that_is_never_closed_takes_no_row_below_it_for_words() {
    let said = said(b"story,country\none,mm\n\"two,mm\nthree,kh\n");
    assert_eq!(said.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["row 2", "row 3"]);
    assert!(said[0].1.is_empty() && said[1].1.contains("a quotation mark opens in it and is never closed"), "{said:?}");
}

#[test]
fn c12_what_a_spreadsheet_lost_is_named_and_not_sent() {
    let said = said(b"story,deadline,reply-when\n#NAME?,,\nx,########,\nx,,6.68E+10\nno. #### here,,1E+ 5\n");
    for (row, part) in [(0, "#NAME?"), (1, "too narrow"), (2, "long number")] {
        assert!(said[row].1.contains(part), "{said:?}");
    }
    assert_eq!(said[3].1, "");
}

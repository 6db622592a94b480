use std::fs;

use super::dates::Order;

use super::*;

const QUESTIONS: &str = r#"
format = "throughline-questionnaire/1"
[[block]]
id = "story"
question = [
    { id = "story", kind = "story", required = true },
    { id = "country", kind = "line" },
    { id = "age", kind = "choice", options = ["under-18", "18-24"] },
    { id = "danger", kind = "choices", options = ["torture", "medical"] },
]
"#;

fn read_file(name: &str, text: &[u8]) -> Result<Vec<Placed>, Failure> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    fs::write(dir.path().join("photo.jpg"), b"photo").unwrap();
    fs::write(dir.path().join("empty"), b"").unwrap();
    // The file is sparse: it takes no room on the disk.
    fs::File::create(dir.path().join("large.bin")).unwrap().set_len(10_000_000_000).unwrap();
    fs::create_dir(dir.path().join("folder")).unwrap();
    for file in ["b.txt", "a.txt", ".hidden"] {
        fs::write(dir.path().join("folder").join(file), b"x").unwrap();
    }
    let questionnaire = Questionnaire::parse(QUESTIONS).unwrap();
    read(&dir.path().join(name), &[], &rules(&questionnaire, 1000, None))
}

fn rules(questionnaire: &Questionnaire, max_text: usize, order: Option<Order>) -> Rules<'_> {
    let dates = Dates { order, today: "2026-11-30".parse().unwrap() };
    Rules { questionnaire, max_text, max_files: 1_000_000, dates }
}

fn one(text: &str) -> Result<Lead, Failure> {
    read_file("lead.toml", text.as_bytes())?.pop().unwrap().lead
}

fn why<T>(result: Result<T, Failure>) -> String {
    match result {
        Err(failure) => failure.to_string(),
        Ok(_) => panic!("it was taken"),
    }
}

#[test]
fn one_lead_is_read_with_its_options_its_files_and_its_folder() {
    let text = "language = \"th\"\nfiles = [\"photo.jpg\", \"folder\"]\n[answers]\nstory = \"\"\"\nthey hold her\n\"\"\"\ndanger = [\"torture\", \"medical\"]\n";
    let lead = one(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(lead.language, "th");
    assert!(lead.answers["danger"] == Answer::Many(vec!["torture".to_owned(), "medical".to_owned()]));
    let names: Vec<_> = lead.files.iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["photo.jpg", "a.txt", "b.txt"]);
}

#[test]
fn a_misspelt_question_is_named_with_its_line_and_the_nearest_right_one() {
    let said = why(one("[answers]\nstory = \"x\"\ncontry = \"mm\"\n"));
    assert!(said.contains("line 3") && said.contains("contry") && said.ends_with("did you mean country?"), "{said}");
    let said = why(read_file("leads.csv", b"story,dnager\nx,torture\n"));
    assert!(said.contains("column 2") && said.ends_with("did you mean danger?"), "{said}");
    assert!(!why(one("[answers]\nstory = \"x\"\nzzzzqq = \"mm\"\n")).contains("did you mean"));
}

#[test]
fn a_wrong_option_an_empty_story_and_a_missing_file_are_named_and_no_words_are_quoted() {
    let said = why(one("[answers]\nstory = \"x\"\nage = \"under 18\"\n"));
    assert!(said.contains("under-18, 18-24") && said.ends_with("did you mean under-18?"), "{said}");
    assert!(why(one("[answers]\nstory = \" \"\n")).contains("story is empty"));
    assert!(why(one("files = [\"gone.jpg\"]\n[answers]\nstory = \"x\"\n")).contains("gone.jpg"));
    let large = why(one("files = [\"large.bin\"]\n[answers]\nstory = \"x\"\n"));
    assert!(large.contains("this line takes 1000000 bytes of files in one tip, and these have 10000000000"), "{large}");
    assert!(why(one("files = [\"empty\"]\n[answers]\nstory = \"x\"\n")).contains("is empty"));
    let said = why(one("[answers]\nstory = they hold her\n"));
    assert!(said.contains("line 2") && !said.contains("hold"), "{said}");
    assert!(why(one("story = \"x\"\n")).contains("[answers]"));
    assert!(why(one("[answers]\nstory = \"x\"\nfiles = [\"photo.jpg\"]\n")).contains("line 3, files is no answer"));
    assert!(why(one("files = \"photo.jpg\"\n[answers]\nstory = \"x\"\n")).contains("files is a list"));
    assert!(why(one("files = [\"C:\\Users\\me\\a.jpg\"]\n[answers]\nstory = \"x\"\n")).contains("two backslashes"));
}

#[test]
fn a_broken_row_is_named_and_keeps_no_other_back() {
    let csv = "story,age,danger,files\nfirst,18-24,torture; medical,photo.jpg\nsecond,18-24\n,,,\n\"fourth, with\na line\",,,\n";
    let leads = read_file("leads.csv", csv.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let said: Vec<(String, bool)> = leads.iter().map(|lead| (lead.place.clone().unwrap(), lead.lead.is_ok())).collect();
    // Row 4 is blank.
    let expected = [("row 2", true), ("row 3", false), ("row 5", true)];
    assert_eq!(said, expected.map(|(place, good)| (place.to_owned(), good)));
    let first = leads.into_iter().next().unwrap().lead.unwrap_or_else(|error| panic!("{error}"));
    assert!(first.answers["danger"] == Answer::Many(vec!["torture".to_owned(), "medical".to_owned()]));
    assert_eq!(first.files.len(), 1);
}

#[test]
fn a_spreadsheet_that_writes_semicolons_or_a_mark_at_its_beginning_is_read() {
    for csv in ["story;age\nx, y;18-24\n", "\u{feff}story,age\n\"x, y\",18-24\n", "story\tage\nx, y\t18-24\n"] {
        let lead = read_file("leads.csv", csv.as_bytes()).unwrap_or_else(|error| panic!("{error}")).pop().unwrap();
        let lead = lead.lead.unwrap_or_else(|error| panic!("{error}"));
        assert!(lead.answers["story"] == Answer::Text("x, y".to_owned()));
    }
}

#[test]
fn a_template_is_a_lead_once_its_story_is_written_and_its_questions_are_asked_by_the_form() {
    let questionnaire = Questionnaire::parse(include_str!("../../../../config/questionnaire.toml")).unwrap();
    let rules = rules(&questionnaire, 28 * 1024, None);
    let dir = tempfile::tempdir().unwrap();
    let (toml, csv) = (dir.path().join("lead.toml"), dir.path().join("leads.csv"));
    let text = template::one(&questionnaire);
    fs::write(
        &toml,
        text.replace("\"\"\"\n\n\"\"\"", "\"\"\"\nthey hold her\n\"\"\"")
            .replace("# country = \"\"", "country = \"mm\""),
    )
    .unwrap();
    let lead = read(&toml, &[], &rules).unwrap_or_else(|error| panic!("{error}")).pop().unwrap();
    let lead = lead.lead.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(lead.answers.len(), 2);
    // Every line that a person may uncomment is a line that `courier` reads.
    let freed: String = text
        .lines()
        .map(|line| {
            let free = line.strip_prefix("# ").filter(|rest| rest.contains(" = ") || rest.starts_with("\"\"\""));
            format!("{}\n", free.unwrap_or(line))
        })
        .collect();
    fs::write(&toml, freed.replacen("\"\"\"\n\n\"\"\"", "\"\"\"\nthey hold her\n\"\"\"", 1)).unwrap();
    let lead = read(&toml, &[], &rules).unwrap_or_else(|error| panic!("{error}")).pop().unwrap();
    assert!(lead.lead.is_ok(), "{}", lead.lead.err().unwrap());
    let row = questionnaire
        .questions()
        .map(|question| if question.id == "story" { "they hold her" } else { "" })
        .collect::<Vec<_>>()
        .join(",");
    fs::write(&csv, format!("{}{row},th,\n", template::many(&questionnaire))).unwrap();
    let lead = read(&csv, &[], &rules).unwrap_or_else(|error| panic!("{error}")).pop().unwrap();
    assert!(lead.lead.is_ok_and(|lead| lead.answers.len() == 1 && lead.language == "th"));
}

/// Reads a lead that answers the shipped questions.
fn shipped(text: &[u8], order: Option<Order>) -> Result<Lead, Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lead.toml");
    fs::write(&path, text).unwrap();
    let questionnaire = Questionnaire::parse(include_str!("../../../../config/questionnaire.toml")).unwrap();
    read(&path, &[], &rules(&questionnaire, 28 * 1024, order))?.pop().unwrap().lead
}

fn answer(lead: &Lead, id: &str) -> String {
    match lead.answers.get(id) {
        Some(Answer::Text(text)) => text.clone(),
        _ => panic!("{id} has no text"),
    }
}

#[test]
fn t01_a_lead_with_a_mark_with_line_ends_of_dos_or_in_utf_16_is_read() {
    let text = include_str!("../../fixtures/leads/t01-bom-crlf.toml");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &utf16] {
        let lead = shipped(bytes, None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((lead.language.as_str(), answer(&lead, "story").as_str()), ("en", "they hold him"));
    }
    let said = why(shipped(b"[answers]\nstory = \"\xe1\xcb\"\n", None));
    assert!(said.contains("lead.toml, line 2, column 10, is not in UTF-8"), "{said}");
}

#[test]
fn t02_curly_quotation_marks_are_named_for_what_they_are_with_line_and_column_and_without_words() {
    let said = why(shipped(include_bytes!("../../fixtures/leads/t02-smart-quotes.toml"), None));
    assert!(said.contains("lead.toml, line 1, column 12: “ is a curly quotation mark"), "{said}");
    assert!(said.contains("use the straight one: \"") && said.contains("line 4") && !said.contains("hold"), "{said}");
    // Typographic characters inside a text are ordinary characters.
    let lead = shipped("[answers]\nstory = \"he said “come” – now\"\n".as_bytes(), None);
    assert_eq!(answer(&lead.unwrap_or_else(|error| panic!("{error}")), "story"), "he said “come” – now");
}

#[test]
fn t03_a_single_lead_takes_language_days_and_labels_as_a_table_does() {
    let text = "language = \"Burmese\"\n[answers]\nstory = \"x\"\nlast_contact = 46000\n\"Until when?\" = \"๕ ธ.ค. ๒๕๖๙\"\nplace-when = 2026-12-05\n";
    let lead = shipped(text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(lead.language, "my");
    assert_eq!(
        ["last-contact", "deadline", "place-when"].map(|id| answer(&lead, id)),
        ["2025-12-09", "2026-12-05", "2026-12-05"]
    );
    let text =
        "language = \"Thia\"\n[answers]\nstory = \"x\"\ndeadline = \"05/12/2026\"\nbirth-date = \"31/02/1999\"\n";
    let said = why(shipped(text.as_bytes(), None));
    for part in [
        "did you mean th (Thai)?",
        "deadline: 05/12/2026 is 12 May 2026 or 5 December 2026",
        "birth-date: 31/02/1999 is not a day",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let text = "[answers]\nstory = \"x\"\ndeadline = \"05/12/2026\"\n";
    let lead = shipped(text.as_bytes(), Some(Order::MonthFirst)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer(&lead, "deadline"), "2026-05-12");
    let failure = shipped(text.as_bytes(), None).err().unwrap();
    assert!(failure.next.unwrap().contains("--dates day-first"));
    let said =
        why(shipped(b"[answers]\nstory = \"x\"\ndeadline = \"a\"\n\"Until when?\" = \"b\"\nstroy = \"y\"\n", None));
    assert!(said.contains("another line answers too") && said.contains("did you mean story?"), "{said}");
}

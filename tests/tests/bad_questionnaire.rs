//! An organisation's own questionnaire with a mistake in it.
//!
//! `check` and `serve` refuse it at the start and name the file and the line.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;

use tests::Site;

/// The error of `serve` for a questionnaire in which `from` was replaced by `to`, in a file of the folder. `check`
/// fails too.
fn refusal(file: &str, from: &str, to: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[("questionnaire", "\"questionnaire\"")]).unwrap();
    let folder = site.line.path("server/questionnaire");
    fs::create_dir(&folder).unwrap();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../config");
    for entry in fs::read_dir(config).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("questionnaire.") {
            fs::copy(format!("{config}/{name}"), folder.join(&name)).unwrap();
        }
    }
    // Without the mistake, the questionnaire is accepted.
    assert!(site.line.intake("check", &[]).is_ok());
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
    assert!(site.line.intake("check", &[]).is_err());
    site.line.serve().err().unwrap().to_string()
}

fn line_of(file: &str, text: &str) -> usize {
    let path = format!("{}/../config/{file}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap().lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn two_equal_ids() {
    let said = refusal("questionnaire.toml", "id = \"quota\"", "id = \"names\"");
    let line = line_of("questionnaire.toml", "id = \"quota\"");
    assert!(said.contains(&format!("questionnaire.toml, line {line}: the id \"names\" stands there twice")), "{said}");
}

#[test]
fn an_unknown_kind() {
    let said =
        refusal("questionnaire.toml", "{ id = \"quota\", kind = \"line\" }", "{ id = \"quota\", kind = \"lines\" }");
    let line = line_of("questionnaire.toml", "id = \"quota\"");
    assert!(said.contains(&format!("questionnaire.toml, line {line}: unknown variant `lines`")), "{said}");
}

#[test]
fn a_missing_label() {
    let said = refusal("questionnaire.th.ftl", "q-quota =", "q-qouta =");
    let line = line_of("questionnaire.toml", "id = \"quota\"");
    let expected = format!("questionnaire.th.ftl has no text for q-quota (questionnaire.toml, line {line})");
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn a_broken_placeable() {
    let line = line_of("questionnaire.my.ftl", "q-quota =");
    let file = "questionnaire.my.ftl";
    let said = refusal(file, "q-quota =", "q-quota = { $files");
    assert!(said.contains(&format!("{file}, line {line}: this is not Fluent")), "{said}");
    let said = refusal(file, "q-quota =", "q-quota = { $files }");
    assert!(said.contains(&format!("{file}, line {line}: q-quota holds a variable")), "{said}");
}

#[test]
fn check_names_the_languages_that_no_native_reader_has_checked_and_offers_those_that_settings_name() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[]).unwrap();
    let settings = site.line.path("server/intake.toml");
    let check = |languages: &str| {
        let text = fs::read_to_string(&settings).unwrap();
        let (before, after) = text.split_once("languages = [").unwrap();
        fs::write(&settings, format!("{before}languages = [{languages}]{}", after.split_once(']').unwrap().1)).unwrap();
        site.line.intake("check", &[])
    };
    let said = check("\"en\", \"my\", \"ar\"").unwrap();
    assert!(said.contains("translated the texts in my, ar, and no native reader"), "{said}");
    assert!(!check("\"en\"").unwrap().contains("native reader"));
    assert!(check("\"en\", \"tlh\"").is_err());
    let refused = site.line.serve().err().unwrap().to_string();
    assert!(refused.contains("no texts for the language \"tlh\""), "{refused}");
}

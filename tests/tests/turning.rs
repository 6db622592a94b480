//! A form that is shown again in another language.
//!
//! Every word comes along, nothing is filed, and no limit is used up.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;

use envelope::questionnaire::{Kind, Question};
use tests::{Answer, Browser, File, Line, Server, wording};

struct Running {
    line: Line,
    _server: Server,
    browser: Browser,
    _dir: tempfile::TempDir,
}

fn running(settings: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), settings).unwrap();
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    Running { line, _server: server, browser, _dir: dir }
}

impl Running {
    fn holds(&self, tips: u64) {
        assert_eq!((self.line.kept().unwrap(), self.line.blobs()), (tips, 0));
    }
}

/// The addresses to which a button for Thai sends. Browsers use the button's own address; text browsers ignore it and
/// use the form's.
const TO_THAI: [&str; 2] = ["/th/tip?tag", "/en/tip?new"];

/// The answer that is typed or chosen for a question.
fn typed(question: &Question) -> String {
    match question.kind {
        Kind::Choice | Kind::Choices => question.options[0].clone(),
        _ => format!("typed for {}", question.id),
    }
}

fn is_thai(answer: &Answer) {
    assert!(answer.page.contains("<html lang=\"th\"") && answer.page.contains("action=\"/th/"), "{}", answer.page);
    assert!(answer.code().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_comes_back_in_another_language_with_every_word_and_choice_and_stays_the_same_submission() {
    let line = running(&[("submissions_per_minute_per_origin", "1")]);
    let questionnaire = intake::settings::default_questionnaire().questionnaire().unwrap();
    let questions: Vec<&Question> = questionnaire.blocks.iter().flat_map(|block| &block.questions).collect();
    let token = line.browser.token("en").await.unwrap();
    let values: Vec<String> = questions.iter().map(|question| typed(question)).collect();
    let mut fields = vec![("token", token.as_str())];
    fields.extend(questions.iter().map(|question| question.id.as_str()).zip(values.iter().map(String::as_str)));
    for address in TO_THAI.repeat(2) {
        let turned =
            line.browser.post_fields(address, &[&fields[..], &[("act", "in-th")]].concat(), &[]).await.unwrap();
        assert_eq!(turned.status, 200);
        is_thai(&turned);
        assert!(!turned.page.contains("role=\"alert\"") && !turned.page.contains("photo.jpg"));
        assert_eq!(turned.hidden("token"), [token.as_str()]);
        for (question, value) in questions.iter().zip(&values) {
            let shown = match question.kind {
                Kind::Choice => format!("<option value=\"{value}\" selected>"),
                Kind::Choices => format!("name=\"{}\" value=\"{value}\" checked>", question.id),
                _ => value.clone(),
            };
            assert!(turned.page.contains(&shown), "{address}: {}", question.id);
        }
    }
    line.holds(0);
    // The form, sent to its own address, is filed: changing its language counted against no limit.
    let story = [("story", "sent in the end")];
    let first = line.browser.send_with("th", &token, &story, &[]).await.unwrap();
    assert!(first.code().is_some(), "{}", first.status);
    line.holds(1);
}

/// A browser sends the chosen files. The server reads and drops them, and the page names them, since they have to be
/// chosen again.
#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_form_that_turns_are_named_and_neither_sealed_nor_counted() {
    let line = running(&[("submissions_per_minute_per_origin", "1")]);
    let token = line.browser.token("en").await.unwrap();
    let empty = File { bytes: Vec::new(), name: "empty.jpg".to_owned(), ..File::photo().unwrap() };
    let fields = [("token", token.as_str()), ("story", "before the files")];
    for files in [vec![File::photo().unwrap()], vec![File::large().unwrap(), empty]] {
        let form = line.browser.post_fields(TO_THAI[0], &fields, &files).await.unwrap();
        is_thai(&form);
        assert!(form.page.contains("before the files") && form.page.contains(&wording("th", "error-files").unwrap()));
        for file in &files {
            assert!(form.page.contains(&format!("<bdi>{}</bdi>", file.name)), "{}", file.name);
        }
        assert_eq!(form.hidden("token"), [token.as_str()]);
        line.holds(0);
    }
    let act = [&fields[..], &[("act", "in-th")]].concat();
    let form = line.browser.post_fields(TO_THAI[1], &act, &[File::photo().unwrap()]).await.unwrap();
    is_thai(&form);
    assert!(form.status == 200 && form.page.contains("before the files") && form.page.contains("photo.jpg"));
    line.holds(0);
}

/// Words that were cut are named as cut.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_to_come_along_is_said() {
    let line = running(&[]);
    let token = line.browser.token("en").await.unwrap();
    let long = "x".repeat(250_000);
    let fields = [("token", token.as_str()), ("story", "short"), ("names", &long), ("act", "in-th")];
    let form = line.browser.post_fields(TO_THAI[0], &fields, &[]).await.unwrap();
    is_thai(&form);
    assert!(form.status == 413 && form.page.contains("href=\"#names\"") && form.page.contains(&"x".repeat(60_000)));
    assert!(form.page.contains(&wording("th", "error-text-too-long").unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_goes_on_in_another_language() {
    let line = running(&[("submissions_per_minute_per_origin", "1")]);
    line.browser.send("en", &[("story", "first")], &[]).await.unwrap();
    let limited = line.browser.send("en", &[("story", "second")], &[]).await.unwrap();
    assert_eq!(limited.status, 429);
    let (token, ticket) = (limited.hidden("token")[0], limited.hidden("ticket")[0]);
    let fields = [("token", token), ("ticket", ticket), ("story", "second"), ("act", "in-th")];
    let form = line.browser.post_fields(TO_THAI[0], &fields, &[]).await.unwrap();
    is_thai(&form);
    assert!(form.status == 200 && form.page.contains("second") && form.page.contains("src=\"/th/wait/"));
    assert_eq!(form.hidden("ticket"), [ticket]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_half_typed_comes_along_and_is_not_looked_up() {
    let line = running(&[("look_ups_per_minute_per_origin", "1")]);
    let sent = line.browser.send("en", &[("story", "x")], &[]).await.unwrap();
    let code = sent.code().unwrap();
    for address in ["/th/mailbox?tag", "/en/mailbox"].repeat(3) {
        for typed in ["1234 5", code] {
            let fields = [("code", typed), ("story", "unsent words"), ("act", "in-th")];
            let turned = line.browser.post_fields(address, &fields, &[]).await.unwrap();
            is_thai(&turned);
            assert!(turned.status == 200 && turned.page.contains(&format!("value=\"{typed}\"")));
            assert!(turned.page.contains("unsent words") && !turned.page.contains("role=\"alert\""));
        }
    }
    let opened = line.browser.mailbox("th", &[("code", code), ("act", "open")], &[]).await.unwrap();
    assert_eq!(opened.hidden("session").len(), 1, "{}", opened.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_mailbox_turns_with_what_is_typed_in_it_and_stays_open() {
    let line = running(&[]);
    let sent = line.browser.send("en", &[("story", "x")], &[]).await.unwrap();
    line.line.import(&line.line.export().unwrap()).unwrap();
    let id = line.line.tips().await.unwrap()[0].case.id.clone();
    let file = line.line.path("reply.txt");
    fs::write(&file, "which building?").unwrap();
    line.line.desk("reply", &[&id, "--text-file", &file.display().to_string()]).unwrap();
    line.line.send_back().unwrap();
    let kept = line.line.kept().unwrap();
    let opened = line.browser.mailbox("en", &[("code", sent.code().unwrap()), ("act", "open")], &[]).await.unwrap();
    let (session, token) = (opened.hidden("session")[0], opened.hidden("token")[0]);
    let fields = [("session", session), ("token", token), ("story", "the white one"), ("act", "in-th")];
    for address in ["/th/mailbox?tag", "/en/mailbox"] {
        let turned = line.browser.post_fields(address, &fields, &[File::photo().unwrap()]).await.unwrap();
        is_thai(&turned);
        assert!(
            turned.status == 200 && turned.page.contains("which building?") && turned.page.contains("the white one")
        );
        assert!(turned.page.contains("<bdi>photo.jpg</bdi>") && !turned.page.contains("role=\"alert\""));
        assert_eq!(turned.hidden("token"), [token]);
        assert_eq!(line.line.kept().unwrap(), kept);
        let again = [("session", turned.hidden("session")[0]), ("token", token), ("act", "in-my")];
        assert!(line.browser.mailbox("th", &again, &[]).await.unwrap().page.contains("<html lang=\"my\""));
    }
    // A page whose session is over says so in the other language, and repeats the words.
    let over = [("session", "another"), ("story", "kept on a page that is over"), ("act", "in-th")];
    let turned = line.browser.post_fields("/th/mailbox?tag", &over, &[]).await.unwrap();
    is_thai(&turned);
    assert!(turned.page.contains("kept on a page that is over"));
}

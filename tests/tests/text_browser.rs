//! The form in w3m, a text browser without scripts.
//!
//! A person is imitated: the tests type keys into a terminal.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use envelope::Digest;
use envelope::questionnaire::{Block, Kind};
use tests::{File, Line, wording};

/// A terminal of 100 × 60 characters that runs one program; ended when dropped.
struct Terminal(PathBuf);

impl Terminal {
    fn start(folder: &Path, command: &str) -> Self {
        let terminal = Self(folder.join("tmux"));
        let home = format!("HOME={}", folder.display());
        let started = terminal.tmux(&[
            "-u",
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "60",
            "-e",
            &home,
            "-e",
            "LC_ALL=C.UTF-8",
            command,
        ]);
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.env("LC_ALL", "C.UTF-8").args(["-f", "/dev/null", "-S"]).arg(&self.0).args(arguments).output().unwrap()
    }

    fn screen(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p"]).stdout).unwrap()
    }

    /// Waits until the screen shows a text, for a minute at most.
    fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.screen().contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(60), "no {text:?} on:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn keys(&self, keys: &[&str]) {
        assert!(self.tmux(&[&["send-keys"], keys].concat()).status.success());
        std::thread::sleep(Duration::from_millis(100));
    }

    /// Types at a prompt in the last line, and waits until the text is shown.
    fn answer(&self, text: &str) {
        self.keys(&["-l", text]);
        self.wait_for(&text[text.len().saturating_sub(20)..]);
        self.keys(&["Enter"]);
    }

    /// Moves to the first field after a text.
    fn field_after(&self, text: &str) {
        self.keys(&["/"]);
        self.wait_for("Forward:");
        self.answer(text);
        self.keys(&["Tab"]);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_with_a_photograph_arrives_from_a_text_browser_without_scripts() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    let server = line.serve().unwrap();
    // The editor that w3m starts for a text area.
    let editor = dir.path().join("editor");
    fs::write(&editor, "#!/bin/sh\nprintf 'from a text browser' > \"$1\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let url = server.url.replace("127.0.0.1", "localhost");
    let browser = format!("w3m -o ssl_verify_server=0 -o editor={} {url}/en/tip", editor.display());
    let terminal = Terminal::start(dir.path(), &browser);
    terminal.wait_for("Tell us what you know");
    terminal.field_after("voice message below");
    terminal.keys(&["Enter"]);
    terminal.wait_for("[from a text browser ]");
    terminal.field_after("Photos or files");
    terminal.keys(&["Enter"]);
    terminal.wait_for("Filename:");
    terminal.answer(&format!("{}/fixtures/photo.jpg", env!("CARGO_MANIFEST_DIR")));
    // Skips the photo and the voice message.
    terminal.keys(&["Tab", "Tab", "Tab"]);
    terminal.keys(&["Enter"]);
    terminal.wait_for("Your message arrived");
    let screen = terminal.screen();
    let is_code = |line: &str| line.len() == 34 && line.chars().all(|c| c.is_ascii_digit() || c == ' ');
    assert!(screen.lines().any(|line| is_code(line.trim())), "{screen}");
    line.import(&line.export().unwrap()).unwrap();
    let tips = line.tips().await.unwrap();
    assert_eq!(tips.len(), 1);
    assert_eq!(tips[0].story.trim(), "from a text browser");
    assert_eq!(tips[0].files[0].sha256, Digest::of(&File::photo().unwrap().bytes).to_string());
}

/// w3m supports neither buttons outside their form nor addresses on buttons.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_turns_to_another_language_in_a_text_browser_with_what_was_typed() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    let server = line.serve().unwrap();
    let editor = dir.path().join("editor");
    fs::write(&editor, "#!/bin/sh\nprintf 'typed before turning' > \"$1\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let url = server.url.replace("127.0.0.1", "localhost");
    let browser = format!("w3m -o ssl_verify_server=0 -o editor={} {url}/en/tip", editor.display());
    let terminal = Terminal::start(dir.path(), &browser);
    terminal.wait_for("Tell us what you know");
    terminal.field_after("voice message below");
    terminal.keys(&["Enter"]);
    terminal.wait_for("[typed before turning");
    // Skips the first language, English, and reaches the second, Chinese.
    let kept = wording("en", "languages-kept").unwrap();
    terminal.field_after(kept.split('.').next().unwrap());
    terminal.keys(&["Tab", "Enter"]);
    terminal.wait_for(&wording("zh-Hans", "form-heading").unwrap());
    terminal.wait_for("[typed before turning");
    assert_eq!(line.kept().unwrap(), 0);
}

/// The links, fields and buttons through which w3m steps on a page, in order. Each is named by its `name`, or by its
/// tag if it has none.
fn marks(page: &str) -> Vec<String> {
    let body = page.split_once("<body").unwrap().1;
    let tags = body.split('<').filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    let named = |tag: &str| tag.split_once(" name=\"").map(|(_, after)| after.split('"').next().unwrap().to_owned());
    tags.filter(|tag| ["a ", "input ", "select ", "textarea ", "button "].iter().any(|kind| tag.starts_with(kind)))
        .filter(|tag| !tag.contains("type=\"hidden\""))
        .map(|tag| named(tag).unwrap_or_else(|| tag.split(' ').next().unwrap().to_owned()))
        .collect()
}

/// One question of each block that can be answered with keys alone: its id and kind. The story comes first.
fn one_of_each_block() -> Vec<(String, Kind)> {
    let questionnaire = intake::settings::default_questionnaire().questionnaire().unwrap();
    let by_keys = |kind: Kind| matches!(kind, Kind::Choice | Kind::Line | Kind::Text);
    let first = |block: &Block| block.questions.iter().rev().find(|question| by_keys(question.kind)).unwrap().clone();
    questionnaire.blocks.iter().map(first).map(|question| (question.id, question.kind)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_block_is_filled_in_and_two_files_go_through_in_every_language() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    let server = line.serve().unwrap();
    let browser = tests::Browser::new(&server.url).unwrap();
    let chooser = browser.get("/").await.unwrap().page;
    let chooser = chooser.split_once("class=\"choose\"").unwrap().1.split_once("</ul>").unwrap().0;
    let languages: Vec<&str> = chooser
        .split(" lang=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|tag| !tag.starts_with('>'))
        .collect();
    assert!(languages.len() > 1, "{languages:?}");
    let (filled, questionnaire) =
        (one_of_each_block(), intake::settings::default_questionnaire().questionnaire().unwrap());
    let url = server.url.replace("127.0.0.1", "localhost");
    for (sent, language) in (0..).zip(&languages) {
        let folder = dir.path().join(language);
        fs::create_dir(&folder).unwrap();
        let editor = folder.join("editor");
        fs::write(&editor, format!("#!/bin/sh\nprintf 'w3m {language}\\nsecond line' > \"$1\"\n")).unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
        let page = browser.get(&format!("/{language}/tip")).await.unwrap().page;
        let marks = marks(&page);
        let nth = |name: &str| marks.iter().position(|mark| mark == name).unwrap() + 1;
        let w3m = format!("w3m -o ssl_verify_server=0 -o editor={} {url}/{language}/tip", editor.display());
        let terminal = Terminal::start(&folder, &w3m);
        terminal.wait_for("[");
        // Moves to the first mark, then on by as many as needed.
        let at = |name: &str| terminal.keys(&["[", &(nth(name) - 1).to_string(), "Tab", "Enter"]);
        at("story");
        terminal.wait_for(&format!("w3m {language}"));
        for (name, kind) in &filled {
            at(name);
            match kind {
                Kind::Choice => terminal.keys(&["Down", "Enter"]),
                Kind::Line => {
                    terminal.wait_for("TEXT:");
                    terminal.answer(&format!("{language} {name}"));
                }
                _ => {}
            }
        }
        for (name, file) in [("files", "photo.jpg"), ("photo", "ticket.pdf")] {
            at(name);
            terminal.wait_for("Filename:");
            terminal.answer(&format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR")));
        }
        // w3m submits a form once a file is chosen for a field with an `accept` attribute, as the photo's has: so that
        // field comes last.
        // Terminals split letters that combine. So no screen is compared; the server has one more tip instead.
        let begun = Instant::now();
        while line.kept().unwrap() < sent + 1 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{language} was not sent:\n{}", terminal.screen());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    line.import(&line.export().unwrap()).unwrap();
    let tips = line.tips().await.unwrap();
    assert_eq!(tips.len(), languages.len());
    for language in languages {
        let tip = tips.iter().find(|tip| tip.case.language == *language).unwrap();
        let text = format!("w3m {language}\nsecond line");
        assert_eq!(tip.story.trim(), text);
        for (name, kind) in &filled {
            let expected = match kind {
                Kind::Choice => questionnaire.question(name).unwrap().options[0].clone(),
                Kind::Line => format!("{language} {name}"),
                _ => text.clone(),
            };
            let envelope::tip::Answer::Text(answer) = &tip.answers[name.as_str()] else { panic!("{language}: {name}") };
            assert_eq!(answer.trim(), expected, "{language}: {name}");
        }
        let digests: Vec<&str> = tip.files.iter().map(|file| file.sha256.as_str()).collect();
        for file in ["photo.jpg", "ticket.pdf"] {
            let bytes = fs::read(format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            assert!(digests.contains(&Digest::of(&bytes).to_string().as_str()), "{language}: {file}");
        }
    }
}

//! The server when one of its components fails.
//!
//! The page says so and repeats the typed words. The log names the component once and contains none of the words.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::process::Command;

use tests::{Browser, File, Server, Site, wording};

const FILING: &str = "a tip could not be sealed or kept: ";
const MAILBOX: &str = "a mailbox could not be read: ";

struct Running {
    site: Site,
    server: Server,
    browser: Browser,
    _dir: tempfile::TempDir,
}

fn running(settings: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("line"), settings).unwrap();
    let server = site.line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    Running { site, server, browser, _dir: dir }
}

impl Running {
    fn change(&self, sql: &str) {
        let database = self.site.line.path("server/store/store.db");
        assert!(Command::new("sqlite3").arg(database).arg(sql).status().unwrap().success());
    }

    /// The log lines that contain `begin`, from there on. The level is cut off.
    fn lines(&self, begin: &str) -> Vec<String> {
        let log = fs::read_to_string(self.site.line.path("server.log")).unwrap();
        log.lines().filter_map(|line| Some(line[line.find(begin)?..].to_owned())).collect()
    }

    /// Asserts that neither the log nor the store holds any of these words.
    fn nothing_was_kept_of(&self, words: &[&str]) {
        for word in words {
            assert_eq!(self.site.line.holding(word.as_bytes()).unwrap(), Vec::<String>::new(), "{word}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fails_is_told_on_the_page_and_in_one_line_of_the_log() {
    let line = running(&[]);
    line.change("ALTER TABLE tip RENAME TO gone");
    let file = File { name: "canary-of-a-name.bin".to_owned(), media_type: "text/plain", bytes: vec![7; 2_000] };
    let answer = line.browser.send("en", &[("story", "canary-of-a-story")], &[file]).await.unwrap();
    assert_eq!(answer.status, 500);
    assert!(answer.code().is_none());
    assert!(answer.page.contains(&wording("en", "error-internal").unwrap()), "{}", answer.page);
    assert!(answer.page.contains("canary-of-a-story"), "what was typed stands in the form");
    let said = line.lines(FILING);
    assert!(said.len() == 1 && said[0].contains("no such table"), "{said:?}");
    line.nothing_was_kept_of(&["canary-of-a-story", "canary-of-a-name"]);
    line.change("ALTER TABLE gone RENAME TO tip");
    let again = line.browser.send("en", &[("story", "canary-of-a-story")], &[]).await.unwrap();
    assert!(again.code().is_some(), "{}", again.page);
    assert_eq!(line.lines(FILING).len(), 1, "what goes well leaves no line");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_attachments_that_cannot_be_written_is_one_line_however_long_the_file() {
    let line = running(&[]);
    let blobs = line.site.line.path("server/store/blobs");
    fs::rename(&blobs, line.site.line.path("server/store/away")).unwrap();
    fs::write(&blobs, "no folder").unwrap();
    let file = File { name: "canary-of-a-name.bin".to_owned(), media_type: "text/plain", bytes: vec![7; 3_000_000] };
    let answer = line.browser.send("en", &[("story", "canary-of-a-story")], &[file]).await.unwrap();
    assert_eq!(answer.status, 500);
    let said = line.lines(FILING);
    assert!(said.len() == 1 && said[0].contains("the store's blobs failed"), "{said:?}");
    line.nothing_was_kept_of(&["canary-of-a-story", "canary-of-a-name"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_in_the_log_too() {
    let line = running(&[("least_free_bytes", "9_000_000_000_000_000_000")]);
    let answer = line.browser.send("en", &[("story", "canary-of-a-story")], &[]).await.unwrap();
    assert_eq!(answer.status, 507);
    assert!(answer.page.contains(&wording("en", "error-no-room").unwrap()));
    assert_eq!(line.lines(FILING), [format!("{FILING}the store is full")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_cannot_be_read_is_told_on_the_page_and_in_one_line_of_the_log() {
    let line = running(&[]);
    let sent = line.browser.send("en", &[("story", "x")], &[]).await.unwrap();
    let code = sent.code().unwrap().to_owned();
    line.change("ALTER TABLE mailbox RENAME TO gone");
    let answer = line.browser.mailbox("en", &[("code", &code), ("story", "canary-of-a-story")], &[]).await.unwrap();
    assert_eq!(answer.status, 500);
    assert!(answer.page.contains("canary-of-a-story"));
    assert_eq!(line.lines(MAILBOX).len(), 1, "{:?}", line.lines(MAILBOX));
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    line.nothing_was_kept_of(&["canary-of-a-story", &code, &digits]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_failures_are_a_few_lines_and_their_number() {
    let mut line = running(&[]);
    line.change("ALTER TABLE tip RENAME TO gone");
    for _ in 0..100 {
        assert_eq!(line.browser.send("en", &[("story", "x")], &[]).await.unwrap().status, 500);
    }
    line.server.stop().unwrap();
    let said = line.lines(FILING);
    let more = |said: &String| said.split_once("… and ")?.1.split(' ').next()?.parse::<usize>().ok();
    let counted: usize = said.iter().filter_map(more).sum();
    let written = said.iter().filter(|said| more(said).is_none()).count();
    // A slow machine may need more than a minute, and each minute has its own lines.
    assert!(written < 20, "{said:?}");
    assert_eq!(written + counted, 100, "{said:?}");
}

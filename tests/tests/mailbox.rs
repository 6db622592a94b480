//! The mailbox, from a reply at the desk to a follow-up in the same case, with the refusals on the way.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use envelope::code::{Code, MailboxSecrets};
use envelope::roster::RosterBody;
use envelope::tip::{Tip, TipSealer};
use envelope::{Digest, MailboxId, SubmissionId};
use tests::{Answer, Browser, File, Line, Server, program, wording};

struct Running {
    line: Line,
    server: Server,
    browser: Browser,
    _dir: tempfile::TempDir,
}

fn running(settings: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), settings).unwrap();
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    Running { line, server, browser, _dir: dir }
}

impl Running {
    async fn send(&self, fields: &[(&str, &str)]) -> String {
        self.browser.send("my", fields, &[]).await.unwrap().code().unwrap().to_owned()
    }

    /// Exports and imports: server to desk.
    fn carry(&self) -> String {
        self.line.import(&self.line.export().unwrap()).unwrap()
    }

    /// Dispatches and ingests: desk to server.
    fn deliver(&self) -> String {
        let stick = self.line.path("stick").display().to_string();
        let dispatch = self.line.desk("dispatch", &["--to", &stick]).unwrap();
        self.line.intake("ingest", &[dispatch.trim()]).unwrap()
    }

    /// Replaces a lost laptop: a new desk is made of a backup.
    fn restore(&self) {
        let to = self.line.path("backup").display().to_string();
        fs::create_dir_all(&to).unwrap();
        let backup = self.line.desk("backup", &["--to", &to]).unwrap().lines().last().unwrap().to_owned();
        self.line.lose_the_desk(&backup).unwrap();
    }

    async fn reply(&self, text: &str, more: &[&str]) -> anyhow::Result<String> {
        let id = self.line.tips().await.unwrap()[0].case.id.clone();
        let file = self.line.path("reply.txt");
        fs::write(&file, text).unwrap();
        self.line.desk("reply", &[&[id.as_str(), "--text-file", &file.display().to_string()], more].concat())
    }

    async fn open(&self, code: &str) -> Answer {
        self.browser.mailbox("my", &[("code", code), ("act", "open")], &[]).await.unwrap()
    }

    fn roster(&self) -> RosterBody {
        serde_json::from_slice(&fs::read(self.line.path("roster/roster.json")).unwrap()).unwrap()
    }

    fn secrets(&self, code: &str) -> MailboxSecrets {
        Code::parse(code).unwrap().derive(self.roster().site, &self.roster().kdf).unwrap()
    }

    /// Asserts that nothing in the server's folder or in its log holds one of these strings.
    fn holds_none_of(&self, secrets: &[&str]) {
        for secret in secrets {
            assert_eq!(self.line.holding(secret.as_bytes()).unwrap(), Vec::<String>::new(), "{secret}");
        }
    }
}

fn in_burmese_digits(code: &str) -> String {
    code.chars().map(|c| c.to_digit(10).map_or('-', |digit| char::from_u32(0x1040 + digit).unwrap())).collect()
}

const REPLY: &str = "ဘယ်အဆောက်အအုံလဲ? canary-of-a-reply";

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_reaches_its_sender_and_what_they_add_reaches_the_same_case() {
    let line = running(&[("erase_after_days", "0")]);
    let code = line.send(&[("story", "first")]).await;
    let keys = line.secrets(&code);
    let (identity, link) = (keys.identity.to_text(), data_encoding::HEXLOWER.encode(keys.link_key.as_bytes()));
    let (typed, digits) = (in_burmese_digits(&code), code.replace(' ', ""));
    let secrets = [REPLY, "canary-of-a-reply", &code, &digits, &typed, &identity, &link, "canary-of-more"];
    let waiting = line.open(&code).await;
    assert!(
        waiting.status == 200 && waiting.page.contains(&wording("my", "mailbox-waiting").unwrap()),
        "{}",
        waiting.page
    );
    line.carry();
    line.reply(REPLY, &[]).await.unwrap();
    assert!(line.deliver().contains("2 for mailboxes"), "the reply, and that the tip was received");
    line.holds_none_of(&secrets);
    // In Burmese digits, with dashes.
    let opened = line.open(&in_burmese_digits(&code)).await;
    assert!(
        opened.page.contains(REPLY) && opened.page.contains(&wording("my", "mailbox-received").unwrap()),
        "{}",
        opened.page
    );
    line.holds_none_of(&secrets);
    let (session, token) = (opened.hidden("session")[0], opened.hidden("token")[0]);
    let more = [("session", session), ("token", token), ("story", "canary-of-more"), ("act", "send")];
    let sent = line.browser.mailbox("my", &more, &[File::large().unwrap()]).await.unwrap();
    assert!(sent.status == 200 && sent.page.contains(&wording("my", "mailbox-sent").unwrap()), "{}", sent.page);
    // The same form again is no second follow-up.
    assert_eq!(line.browser.mailbox("my", &more, &[File::large().unwrap()]).await.unwrap().status, 200);
    line.holds_none_of(&secrets);
    line.carry();
    let tips = line.line.tips().await.unwrap();
    assert_eq!(tips.len(), 1, "one case with both");
    let said: Vec<_> = tips[0].messages.iter().map(|message| (message.from, message.text.as_str())).collect();
    assert_eq!(said, [("sender", "canary-of-more"), ("desk", REPLY)]);
    assert_eq!((tips[0].story.as_str(), tips[0].files.len()), ("first", 1));
    assert!(tips[0].messages[1].applied, "the bundle says that the reply's dispatch was applied");
    let shown = line.line.desk("show", &[&tips[0].case.id]).unwrap();
    assert!(shown.contains("in dispatch 1, which the server applied"), "{shown}");
    assert_eq!(line.line.desk_json("search", &["canary-of-more"]).unwrap()[0]["id"], tips[0].case.id.as_str());
    let out = line.line.path("out");
    fs::create_dir(&out).unwrap();
    let extracted = line.line.desk("extract", &[&tips[0].case.id, "--to", &out.display().to_string()]).unwrap();
    assert_eq!(fs::read(extracted.trim()).unwrap(), File::large().unwrap().bytes);
    // The server records that a reply was read at its next write, so that no time of a visit is stored.
    assert!(!tips[0].messages[1].collected);
    let mut line = line;
    line.server.stop().unwrap();
    line.holds_none_of(&secrets);
    line.carry();
    assert!(line.line.tips().await.unwrap()[0].messages[1].collected);
    assert!(line.line.desk("show", &[&tips[0].case.id]).unwrap().contains("which the server applied, collected"));
    line.server = line.line.serve().unwrap();
    line.browser = Browser::new(&line.server.url).unwrap();
    let opened = line.open(&code).await;
    let session = opened.hidden("session")[0];
    // The sender has read the replies and erases them. Then the tip is backed up, and the server erases it.
    let items = opened.hidden("item");
    let mut erase = vec![("session", session), ("act", "erase"), ("story", "half a sentence")];
    erase.extend(items.iter().map(|item| ("item", *item)));
    let erased = line.browser.mailbox("my", &erase, &[]).await.unwrap();
    assert!(
        erased.status == 200
            && !erased.page.contains(REPLY)
            && erased.page.contains(&wording("my", "mailbox-erased").unwrap())
    );
    assert!(erased.page.contains("\nhalf a sentence</textarea>"), "what was begun beside it stays");
    assert!(
        erased.page.contains(&wording("my", "mailbox-received").unwrap()),
        "that the tip was received is said as before"
    );
    assert!(line.line.send_back().unwrap().contains("2 to erase"));
    assert_eq!((line.line.kept().unwrap(), line.line.blobs()), (0, 0));
    assert!(!line.open(&code).await.page.contains(REPLY), "a dispatch does not bring back what was erased");
    drop(line.server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_mistyped_is_told_apart_from_one_that_nobody_has() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    let digits = code.replace(' ', "");
    let last = digits.chars().last().unwrap().to_digit(10).unwrap();
    let wrong = format!("{}{}", &digits[..27], (last + 1) % 10);
    for (typed, status, text) in [
        (digits[..27].to_owned(), 422, "error-code-length"),
        (format!("{digits}0"), 422, "error-code-length"),
        ("no digits at all".to_owned(), 422, "error-code-length"),
        (String::new(), 422, "error-code-length"),
        (wrong, 422, "error-code-digit"),
        ("0".repeat(28), 404, "error-code-unknown"),
    ] {
        let answer = line.open(&typed).await;
        let text = wording("my", text).unwrap();
        assert!(answer.status == status && answer.page.contains(&text), "{typed}: {} {}", answer.status, answer.page);
        assert!(answer.page.contains(&format!("value=\"{typed}\"")), "what was typed stands there to be corrected");
        assert!(answer.hidden("session").is_empty());
    }
    // Full-width digits and mixed scripts, as phones write them.
    let mixed: String = digits
        .chars()
        .enumerate()
        .map(|(at, c)| char::from_u32([0xff10, 0x1040, 0x0e50, 0x30][at % 4] + c.to_digit(10).unwrap()).unwrap())
        .collect();
    assert_eq!(line.open(&mixed).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_its_mailbox_however_it_was_pasted_and_else_the_page_says_how_many_digits_it_found() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    let digits = code.replace(' ', "");
    let keycaps: String = digits.chars().map(|c| format!("{c}\u{fe0f}\u{20e3}")).collect();
    for pasted in [
        format!("\u{2066}{code}\u{2069}"),
        code.replace(' ', "\u{200b}"),
        code.replace(' ', "\r\n"),
        format!("ကုဒ် / my code: {code}."),
        format!("{}{keycaps}", "a label as long as people write them. ".repeat(8)),
    ] {
        let opened = line.open(&pasted).await;
        assert!(opened.status == 200 && !opened.hidden("session").is_empty(), "{pasted}");
    }
    let letter = wording("my", "error-code-letter").unwrap();
    let short = line.open(&digits[..27]).await;
    assert!(short.page.contains("၂၇") && !short.page.contains(&letter), "{}", short.page);
    let mistaken = line.open(&format!("{}O", &digits[..27])).await;
    assert!(mistaken.page.contains("၂၇") && mistaken.page.contains(&letter), "{}", mistaken.page);
    // The pasted text comes back whole, to be corrected.
    let long = format!("{keycaps}{} 1", "x".repeat(400));
    assert!(line.open(&long).await.page.contains(&format!("value=\"{long}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_its_session_does_nothing() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    let token = line.browser.token("my").await.unwrap();
    let photo = [File::large().unwrap()];
    let forged = [("session", "forged"), ("token", &token), ("story", "kept?"), ("act", "send")];
    let over = line.browser.mailbox("my", &forged, &photo).await.unwrap();
    assert!(over.status == 403 && over.page.contains("kept?"), "what was typed goes on with the code");
    let again = line.browser.mailbox("my", &[("code", &code), ("story", "kept?"), ("act", "open")], &[]).await.unwrap();
    assert!(again.status == 200 && again.page.contains("kept?"));
    let opened = line.open(&code).await;
    let session = opened.hidden("session")[0];
    let no_token = [("session", session), ("story", "kept here"), ("act", "send")];
    let refused = line.browser.mailbox("my", &no_token, &photo).await.unwrap();
    assert!(refused.status == 403 && refused.page.contains("kept here") && refused.page.contains("photo.jpg"));
    let empty = [("session", session), ("token", opened.hidden("token")[0]), ("story", " "), ("act", "send")];
    assert_eq!(line.browser.mailbox("my", &empty, &[]).await.unwrap().status, 422);
    line.carry();
    let tips = line.line.tips().await.unwrap();
    assert!(tips.len() == 1 && tips[0].messages.is_empty());
}

/// The button's name comes after the files. A form without its end does not tell which button was pressed.
#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_that_is_cut_off_before_its_end_is_not_taken_for_one_that_asks_for_nothing() {
    let line = running(&[("max_tip_bytes", "100000")]);
    let code = line.send(&[("story", "x")]).await;
    let opened = line.open(&code).await;
    let unnamed =
        [("session", opened.hidden("session")[0]), ("token", opened.hidden("token")[0]), ("story", "kept here")];
    let large = [File { bytes: vec![7; 400_000], ..File::photo().unwrap() }];
    let refused = line.browser.mailbox("my", &unnamed, &large).await.unwrap();
    assert_eq!(refused.status, 413);
    assert!(refused.page.contains("kept here") && refused.page.contains("photo.jpg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn look_ups_are_limited_and_a_limited_sender_is_told_when_to_try_again() {
    let line = running(&[("look_ups_per_minute_per_origin", "2")]);
    let code = line.send(&[("story", "x")]).await;
    for _ in 0..2 {
        assert_eq!(line.open(&code).await.status, 200);
    }
    let limited = line.open(&code).await;
    assert!(limited.status == 429 && limited.retry_after.is_some() && limited.page.contains(&code));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_asks_before_a_reply_that_may_be_seen_and_closing_a_case_closes_its_mailbox() {
    let line = running(&[]);
    let code = line.send(&[("story", "x"), ("device-seen", "yes")]).await;
    line.carry();
    let said = line.reply("careful", &[]).await.unwrap_err().to_string();
    assert!(said.contains("somebody may see a reply") && said.contains("--confirm"), "{said}");
    assert!(line.reply(&"x".repeat(10_000_000), &["--confirm"]).await.unwrap_err().to_string().contains("20000 bytes"));
    assert!(line.reply("  ", &["--confirm"]).await.unwrap_err().to_string().contains("empty"));
    line.reply("careful", &["--confirm"]).await.unwrap();
    let id = line.line.tips().await.unwrap()[0].case.id.clone();
    line.line.desk("triage", &[&id, "--status", "closed"]).unwrap();
    assert!(line.deliver().contains("3 for mailboxes"));
    let closed = line.open(&code).await;
    assert!(closed.page.contains(&wording("my", "mailbox-closed").unwrap()) && closed.page.contains("careful"));
    let session = closed.hidden("session")[0];
    let token = line.browser.token("my").await.unwrap();
    let late = [("session", session), ("token", &token), ("story", "after closing"), ("act", "send")];
    let refused = line.browser.mailbox("my", &late, &[File::photo().unwrap()]).await.unwrap();
    assert!(refused.status == 409 && refused.page.contains("after closing") && refused.page.contains("photo.jpg"));
    line.carry();
    assert!(line.line.tips().await.unwrap()[0].messages.iter().all(|message| message.from == "desk"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_is_restored_from_its_backup_and_the_recovery_key_and_goes_on() {
    let line = running(&[]);
    let code = line.send(&[("story", "before")]).await;
    line.carry();
    line.reply("from the old desk", &[]).await.unwrap();
    line.deliver();
    line.carry();
    let to = line.line.path("backup").display().to_string();
    fs::create_dir(&to).unwrap();
    let backup = line.line.desk("backup", &["--to", &to]).unwrap().lines().last().unwrap().to_owned();
    // This tip is sealed to keys that are lost with the laptop, and to the recovery key.
    line.send(&[("story", "meanwhile")]).await;
    let bundle = line.line.export().unwrap();
    assert!(line.line.lose_the_desk(&backup).unwrap().contains("restored     1 tips"));
    let said = line.line.import(&bundle).unwrap();
    assert!(said.contains("1 in quarantine"), "{said}");
    let key = line.line.path("recovery.key").display().to_string();
    // The same bundle would be skipped as known. The next one holds the tip again.
    let said = line.line.desk("import", &["--recovery-key", &key, &line.line.export().unwrap()]).unwrap();
    assert!(said.contains("1 new"), "{said}");
    let mut stories: Vec<String> = line.line.tips().await.unwrap().into_iter().map(|tip| tip.story).collect();
    stories.sort();
    assert_eq!(stories, ["before", "meanwhile"]);
    // The server takes the new roster. Then new tips, new replies and the old reply are all read.
    let mut waited = 0;
    while !fs::read_to_string(line.line.path("server.log")).unwrap().contains("another roster is in use") {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        waited += 1;
        assert!(waited < 400, "the server did not take the new roster");
    }
    line.send(&[("story", "after")]).await;
    assert!(line.carry().contains("1 new"));
    let id = line.line.desk_json("search", &["before"]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    let file = line.line.path("reply.txt");
    fs::write(&file, "from the new desk").unwrap();
    line.line.desk("reply", &[&id, "--text-file", &file.display().to_string()]).unwrap();
    // Two notices and the new reply. Items of the old desk that the server already has are not sent again.
    assert!(line.deliver().contains("3 for mailboxes"));
    let page = line.open(&code).await.page;
    assert!(page.contains("from the old desk") && page.contains("from the new desk"), "{page}");
    let said = line.line.desk("triage", &[&id, "--status", "closed"]).unwrap();
    assert!(said.contains("closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_who_wants_no_code_gets_none_and_no_mailbox() {
    let line = running(&[]);
    let sent = line.browser.send("en", &[("story", "x"), ("reply-here", "no-code")], &[]).await.unwrap();
    assert!(sent.status == 200 && sent.code().is_none() && sent.page.contains("There is no code"));
    line.carry();
    let said = line.reply("hello", &[]).await.unwrap_err().to_string();
    assert!(said.contains("has no mailbox") && said.contains("next:"), "{said}");
    assert!(line.deliver().contains("0 for mailboxes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_becomes_a_picture_only_when_asked_for() {
    let line = running(&[]);
    let receipt = line.browser.send("en", &[("story", "x")], &[]).await.unwrap();
    assert!(!receipt.page.contains("<td"));
    let asked = [("session", receipt.hidden("session")[0]), ("act", "picture")];
    let picture = line.browser.mailbox("en", &asked, &[]).await.unwrap();
    assert!(
        picture.status == 200
            && picture.page.contains("<td class=\"d\">")
            && !picture.page.contains(receipt.code().unwrap())
    );
}

/// strace kills the ingest before each of its writes, syncs, renames and removals in turn.
#[tokio::test(flavor = "multi_thread")]
async fn an_ingest_that_is_killed_at_any_step_applies_all_of_a_dispatch_or_nothing() {
    let line = running(&[("erase_after_days", "7")]);
    line.send(&[("story", "x")]).await;
    line.carry();
    line.reply(REPLY, &[]).await.unwrap();
    let Running { line, server, _dir, .. } = line;
    drop(server);
    let stick = line.path("stick").display().to_string();
    line.desk("backup", &["--to", &stick]).unwrap();
    let dispatch = line.desk("dispatch", &["--to", &stick]).unwrap().trim().to_owned();
    let (server, pristine) = (line.path("server"), line.path("pristine"));
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    };
    copy(&server, &pristine);
    let state = || {
        let count = "SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM applied), (SELECT count(*) FROM tip WHERE received), (SELECT count(*) FROM erasure)";
        let output = Command::new("sqlite3").arg(server.join("store/store.db")).arg(count).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let (mut nothing, mut all) = (0, 0);
    // strace counts each kind of call separately, and for each thread.
    for call in ["write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "unlink"] {
        for step in 1.. {
            copy(&pristine, &server);
            let mut command = Command::new("strace");
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
            command.args(["-e", &format!("inject={call}:signal=SIGKILL:when={step}")]);
            command.arg(program("intake").unwrap()).args(["ingest", "--config"]);
            let ended = command.arg(server.join("intake.toml")).arg(&dispatch).output().unwrap().status.success();
            match state().as_str() {
                "0|0|0|0" => nothing += 1,
                "2|1|1|1" => all += 1,
                other => panic!("killed at {call} {step}, it left {other}"),
            }
            // After any such kill, the same dispatch is applied.
            line.intake("ingest", &[&dispatch]).unwrap();
            assert_eq!(state(), "2|1|1|1", "after {call} {step}");
            if ended {
                break;
            }
            assert!(step < 500);
        }
    }
    assert!(nothing > 3 && all > 7 + 3, "{nothing} times nothing, {all} times all");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_withdrawn_leaves_the_mailbox_or_never_reaches_it() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    line.carry();
    let (first, id) = (line.reply("first words", &[]).await, line.line.tips().await.unwrap()[0].case.id.clone());
    first.unwrap();
    let number = |text: &'static str| {
        let line = &line.line;
        async move {
            let tips = line.tips().await.unwrap();
            tips[0].messages.iter().find(|message| message.text == text).unwrap().number.unwrap().to_string()
        }
    };
    line.deliver();
    assert!(line.open(&code).await.page.contains("first words"));
    line.reply("second words", &[]).await.unwrap();
    assert!(
        line.line.tips().await.unwrap()[0].messages.iter().all(|message| !message.applied),
        "no bundle said so yet"
    );
    for text in ["first words", "second words"] {
        line.line.desk("withdraw", &[&id, "--reply", &number(text).await]).unwrap();
    }
    let said = line.line.desk("withdraw", &[&id, "--reply", "99"]).unwrap_err().to_string();
    assert!(said.contains("no reply 99") && said.contains("next:"), "{said}");
    line.deliver();
    let page = line.open(&code).await.page;
    assert!(
        !page.contains("first words")
            && !page.contains("second words")
            && page.contains(&wording("my", "mailbox-received").unwrap()),
        "{page}"
    );
    assert!(line.line.tips().await.unwrap()[0].messages.iter().all(|message| message.withdrawn));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_that_no_dispatch_took_along_yet_survives_the_loss_of_the_desk() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    line.carry();
    line.reply("dangerous words", &[]).await.unwrap();
    line.deliver();
    let id = line.line.tips().await.unwrap()[0].case.id.clone();
    let number = line.line.tips().await.unwrap()[0].messages[0].number.unwrap().to_string();
    line.line.desk("withdraw", &[&id, "--reply", &number]).unwrap();
    line.restore();
    line.deliver();
    assert!(!line.open(&code).await.page.contains("dangerous words"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_desk_does_not_take_the_word_of_the_one_that_was_lost() {
    let line = running(&[("erase_after_days", "0")]);
    line.send(&[("story", "in the backup")]).await;
    line.carry();
    let to = line.line.path("backup").display().to_string();
    fs::create_dir(&to).unwrap();
    let backup = line.line.desk("backup", &["--to", &to]).unwrap().lines().last().unwrap().to_owned();
    line.send(&[("story", "only on the laptop that is lost")]).await;
    line.carry();
    let stick = line.line.path("stick").display().to_string();
    let old = line.line.desk("dispatch", &["--to", &stick]).unwrap();
    line.line.lose_the_desk(&backup).unwrap();
    let said = line.line.desk("import", &[old.trim()]).unwrap_err().to_string();
    assert!(said.contains("names no desk key"), "{said}");
    // The server refuses dispatches of the lost laptop's key, too.
    let said = line.line.intake("ingest", &[old.trim()]).unwrap_err().to_string();
    assert!(said.contains("names no desk key"), "{said}");
    assert_eq!(line.line.kept().unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_that_comes_before_its_tip_joins_it_when_that_comes() {
    let line = running(&[]);
    // The tip has a file, so the bundle holds it after the follow-up.
    let sent = line.browser.send("my", &[("story", "first")], &[File::large().unwrap()]).await.unwrap();
    let opened = line.open(sent.code().unwrap()).await;
    let more = [
        ("session", opened.hidden("session")[0]),
        ("token", opened.hidden("token")[0]),
        ("story", "then"),
        ("act", "send"),
    ];
    assert_eq!(line.browser.mailbox("my", &more, &[]).await.unwrap().status, 200);
    let said = line.carry();
    assert!(said.contains("2 new") && !said.contains("claims"), "{said}");
    let tips = line.line.tips().await.unwrap();
    assert!(tips.len() == 1 && tips[0].story == "first" && tips[0].messages[0].text == "then");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_mailbox_does_not_give_up_its_code() {
    let line = running(&[]);
    let code = line.send(&[("story", "x")]).await;
    let opened = line.open(&code).await;
    let asked = [("session", opened.hidden("session")[0]), ("act", "picture")];
    let refused = line.browser.mailbox("my", &asked, &[]).await.unwrap();
    assert!(refused.status == 403 && !refused.page.contains("<svg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_follow_up_opens_a_case_of_its_own_and_says_so() {
    let line = running(&[]);
    let code = line.send(&[("story", "genuine")]).await;
    line.carry();
    // The forger knows the mailbox's id, as the server does, but not the code.
    let roster: RosterBody = serde_json::from_slice(&fs::read(line.line.path("roster/roster.json")).unwrap()).unwrap();
    let secrets = |code: &Code| code.derive(roster.site, &roster.kdf).unwrap();
    let mailbox = MailboxId::of(roster.site, &secrets(&Code::parse(&code).unwrap()).identity.recipient());
    let other = secrets(&Code::from_entropy(&[5; 16]));
    let recipients = [roster.reviewers[0].recipients[0].recipient.clone()];
    let tip = Tip {
        format: envelope::tip::FORMAT.to_owned(),
        site: roster.site,
        day: roster.day,
        language: "en".to_owned(),
        answers: [("story".to_owned(), envelope::tip::Answer::Text("forged".to_owned()))].into(),
        mailbox: None,
        submission: SubmissionId::from_bytes([3; 16]),
        questionnaire: Digest::of(b"none"),
    };
    let sealer = TipSealer::new(&recipients, Vec::new()).unwrap();
    let forged = line.line.path("forged.age");
    fs::write(&forged, sealer.finish_follow_up(&tip, mailbox, &other.link_key).unwrap().0).unwrap();
    let said = line.line.desk("import", &[&forged.display().to_string()]).unwrap();
    assert!(said.contains("1 new") && said.contains("claims to continue another case"), "{said}");
    let tips = line.line.tips().await.unwrap();
    assert!(tips.len() == 2 && tips.iter().all(|tip| tip.messages.is_empty()));
    let forged = tips.iter().find(|tip| tip.story == "forged").unwrap();
    assert!(forged.reasons.iter().any(|reason| reason.why.contains("claims to continue")));
}

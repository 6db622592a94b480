//! The whole line: promises of SECURITY.md, each as a test with real programs.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use envelope::Digest;
use tests::{Browser, File, Line, program};

fn photo() -> File {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/photo.jpg")).unwrap();
    File { name: "photo.jpg".to_owned(), media_type: "image/jpeg", bytes }
}

fn line(settings: &[(&str, &str)]) -> (tempfile::TempDir, Line) {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), settings).unwrap();
    (dir, line)
}

/// Files under `folder` that hold `canary`.
fn holding(folder: &Path, canary: &[u8], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            holding(&path, canary, found);
        } else if let Ok(bytes) = fs::read(&path)
            && bytes.windows(canary.len()).any(|window| window == canary)
        {
            found.push(path.display().to_string());
        }
    }
}

fn stories(line: &Line) -> Vec<String> {
    let list = line.desk_json("list", &[]).unwrap();
    let ids = list.as_array().unwrap().iter().map(|tip| tip["id"].as_str().unwrap().to_owned());
    ids.map(|id| line.desk_json("show", &[&id]).unwrap()["story"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_sender_is_on_the_servers_disk_in_its_logs_or_in_a_temporary_folder() {
    let (dir, line) = line(&[]);
    let temporary = dir.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let config = line.path("server/intake.toml");
    let mut command = Command::new(program("intake").unwrap());
    command.env("TMPDIR", &temporary).args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(config);
    let server = line.serve_with(&mut command).unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let published = intake::settings::default_questionnaire().questionnaire().unwrap();
    let canaries: Vec<(String, String)> = published
        .questions()
        .filter(|question| !question.kind.is_closed())
        .map(|question| (question.id.clone(), format!("canary-of-{}-7f3a", question.id)))
        .collect();
    assert!(canaries.len() > 30);
    let fields: Vec<(&str, &str)> = canaries.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let large = File {
        name: "canary-file-name-7f3a.bin".to_owned(),
        media_type: "text/plain",
        bytes: b"canary-of-a-file-7f3a ".repeat(100_000),
    };
    let sent = browser.send("en", &fields, std::slice::from_ref(&large)).await.unwrap();
    let code = sent.code().unwrap().to_owned();
    // A refused form, and an upload that breaks off, leave no more behind than a good one.
    let refused = browser.send_with("en", "forged", &fields, std::slice::from_ref(&large)).await.unwrap();
    assert_eq!(refused.status, 403);
    let cut = b"--b\r\ncontent-disposition: form-data; name=\"story\"\r\n\r\ncanary-of-story-7f3a".to_vec();
    assert_eq!(browser.post_raw("en", "multipart/form-data; boundary=b", cut).await.unwrap().status, 400);
    let bundle = line.export().unwrap();
    let digits: String = code.split(' ').collect();
    let mut secrets: Vec<&str> = canaries.iter().map(|(_, text)| text.as_str()).collect();
    secrets.extend(["canary-of-a-file-7f3a", "canary-file-name-7f3a", &code, &digits, "127.0.0.1:5"]);
    let mut found = Vec::new();
    for secret in &secrets {
        for folder in ["server", "stick"] {
            holding(&line.path(folder), secret.as_bytes(), &mut found);
        }
        holding(&temporary, secret.as_bytes(), &mut found);
        let log = fs::read(line.path("server.log")).unwrap();
        assert!(!log.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in the log");
    }
    assert_eq!(found, Vec::<String>::new());
    // The hunt finds what is there: at the desk, once extracted.
    line.import(&bundle).unwrap();
    assert_eq!(stories(&line), ["canary-of-story-7f3a"]);
    for (secret, folder) in [("canary-of-story-7f3a", "desk"), ("canary-of-a-file-7f3a", "desk")] {
        holding(&line.path(folder), secret.as_bytes(), &mut found);
    }
    assert_eq!(found, Vec::<String>::new(), "no_word_of_a_tip_is_in_the_desks_folder");
    let out = line.path("out");
    fs::create_dir(&out).unwrap();
    let id = line.desk_json("list", &[]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    line.desk("extract", &[&id, "--to", &out.display().to_string()]).unwrap();
    holding(&out, b"canary-of-a-file-7f3a", &mut found);
    assert_eq!(found.len(), 1);
    assert_eq!(Digest::of(&fs::read(&found[0]).unwrap()), Digest::of(&large.bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_shown_belongs_to_a_tip_that_arrives_once_though_the_server_is_killed() {
    let (_dir, line) = line(&[("submissions_per_minute_per_address", "100000")]);
    let mut server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let browser = browser.clone();
            tokio::spawn(async move {
                let story = format!("story {n}");
                let files = if n % 10 == 0 { vec![photo()] } else { Vec::new() };
                let answer = browser.send("en", &[("story", &story)], &files).await.ok()?;
                answer.code().map(|_| story)
            })
        })
        .collect();
    // Killed in the middle: once some tips are filed, whatever the machine's speed.
    let counted = || {
        line.intake("status", &["--json"]).ok().and_then(|json| serde_json::from_str::<serde_json::Value>(&json).ok())
    };
    while counted().is_none_or(|status| status["waiting"].as_u64().unwrap_or(0) < 20) {
        tokio::task::yield_now().await;
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let mut shown = BTreeSet::new();
    for task in tasks {
        shown.extend(task.await.unwrap());
    }
    drop(server);
    let server = line.serve().unwrap();
    let again = Browser::new(&server.url).unwrap().send("en", &[("story", "after")], &[]).await.unwrap();
    assert_eq!(again.status, 200);
    line.import(&line.export().unwrap()).unwrap();
    let arrived = stories(&line);
    let distinct: BTreeSet<String> = arrived.iter().cloned().collect();
    assert_eq!(arrived.len(), distinct.len(), "a tip arrived twice");
    assert!(shown.is_subset(&distinct), "lost: {:?}", shown.difference(&distinct));
    assert!(!shown.is_empty() && shown.len() < 200, "killed too early or too late: {} codes", shown.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_is_one_tip_and_one_code() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let token = browser.token("en").await.unwrap();
    let send = |story: &'static str, files: Vec<File>| {
        let (browser, token) = (browser.clone(), token.clone());
        async move { browser.send_with("en", &token, &[("story", story)], &files).await.unwrap().code().unwrap().to_owned() }
    };
    let first = send("once", vec![photo()]).await;
    assert_eq!(send("once", vec![photo()]).await, first);
    assert_eq!(send("another", vec![]).await, first, "the same form, so the same mailbox");
    line.import(&line.export().unwrap()).unwrap();
    let mut arrived = stories(&line);
    arrived.sort();
    assert_eq!(arrived, ["another", "once"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_only_tip_has_the_same_stored_size() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let long = "က".repeat(28 * 1024 / 3 - 100);
    for (language, story) in [("en", "x"), ("th", "ช่วยด้วย"), ("my", long.as_str())] {
        assert_eq!(browser.send(language, &[("story", story), ("town", "Y")], &[]).await.unwrap().status, 200);
    }
    let bundle = line.export().unwrap();
    let listing = Command::new("tar").args(["-tvf", &bundle]).output().unwrap();
    let listing = String::from_utf8(listing.stdout).unwrap();
    let sizes: BTreeSet<&str> = listing
        .lines()
        .filter(|line| line.ends_with(".age"))
        .map(|line| line.split_whitespace().nth(2).unwrap())
        .collect();
    assert_eq!(sizes, BTreeSet::from(["32768"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_gives_back_every_word() {
    let (_dir, line) = line(&[("max_tip_bytes", "1_000_000")]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let fields = [("story", "they hold <her>"), ("names", "Nguyễn Thị Test"), ("harm-not-there", "dropped")];
    let keeps = |page: &str| page.contains("they hold &#60;her&#62;") && page.contains("Nguyễn Thị Test");
    let large =
        File { name: "large.bin".to_owned(), media_type: "application/octet-stream", bytes: vec![7; 1_100_000] };
    let forged = browser.send_with("en", "forged", &fields, &[]).await.unwrap();
    assert!(forged.status == 403 && keeps(&forged.page));
    let sent_again = forged.page.split_once("name=\"token\" value=\"").unwrap().1.split('"').next().unwrap();
    assert_eq!(
        browser.send_with("en", sent_again, &fields, &[]).await.unwrap().status,
        200,
        "the page's new token works"
    );
    let too_large = browser.send("en", &fields, std::slice::from_ref(&large)).await.unwrap();
    assert!(too_large.status == 413 && keeps(&too_large.page) && too_large.page.contains("large.bin"));
    let option = browser.send("en", &[fields[0], fields[1], ("safe-now", "made-up")], &[]).await.unwrap();
    assert!(option.status == 422 && keeps(&option.page));
    let many: Vec<(String, String)> = (0..999).map(|n| (format!("field-{n}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> =
        fields.iter().copied().chain(many.iter().map(|(a, b)| (a.as_str(), b.as_str()))).collect();
    let many = browser.send("en", &many, &[]).await.unwrap();
    assert!(many.status == 400 && keeps(&many.page));
    let text = "y".repeat(70_000);
    let long = browser.send("en", &[fields[1], ("story", &text)], &[]).await.unwrap();
    assert!(long.status == 413 && long.page.contains("Nguyễn Thị Test") && long.page.contains(&text[..60_000]));
    let empty = browser.send("en", &[fields[1], ("story", "  ")], &[]).await.unwrap();
    assert!(empty.status == 422 && empty.page.contains("Nguyễn Thị Test"));
    // Only the one that was mended arrived.
    line.import(&line.export().unwrap()).unwrap();
    assert_eq!(stories(&line), ["they hold <her>"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_sender_gets_everything_typed_back_and_a_time_to_try_again() {
    let (_dir, line) = line(&[("submissions_per_minute_per_address", "2")]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    for _ in 0..2 {
        assert_eq!(browser.send("en", &[("story", "x")], &[]).await.unwrap().status, 200);
    }
    let limited = browser.send("en", &[("story", "keep this")], &[photo()]).await.unwrap();
    assert_eq!(limited.status, 429);
    assert!(
        limited.page.contains("keep this") && limited.retry_after.is_some_and(|seconds| (1..=60).contains(&seconds))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_file_names_arrive_safe_and_bytes_that_are_no_text_are_refused() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let long = format!("{}.jpg", "ก".repeat(4_000));
    let names = ["../../etc/passwd", "a\u{202e}gpj.exe", long.as_str()];
    let files: Vec<File> = names.iter().map(|name| File { name: (*name).to_owned(), ..photo() }).collect();
    assert_eq!(browser.send("en", &[("story", "names")], &files).await.unwrap().status, 200);
    let token = browser.token("en").await.unwrap();
    let mut body = format!("--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--b\r\ncontent-disposition: form-data; name=\"story\"\r\n\r\n").into_bytes();
    body.extend(b"kept \xff\xfe here\r\n--b--\r\n");
    let refused = browser.post_raw("en", "multipart/form-data; boundary=b", body).await.unwrap();
    assert!(refused.status == 400 && refused.page.contains("kept "));
    assert_eq!(browser.post_raw("en", "text/plain", b"story=x".to_vec()).await.unwrap().status, 400);
    line.import(&line.export().unwrap()).unwrap();
    let id = line.desk_json("list", &[]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    let out = line.path("out");
    fs::create_dir(&out).unwrap();
    let paths = line.desk("extract", &[&id, "--to", &out.display().to_string()]).unwrap();
    assert_eq!(paths.lines().count(), 3);
    for path in paths.lines().map(Path::new) {
        assert!(
            path.starts_with(&out)
                && path.file_name().unwrap().len() <= 100
                && !path.to_string_lossy().contains('\u{202e}')
        );
        assert_eq!(fs::read(path).unwrap(), photo().bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_was_changed_is_refused_and_one_that_is_missing_is_named() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    browser.send("en", &[("story", "first")], &[]).await.unwrap();
    let first = line.export().unwrap();
    browser.send("en", &[("story", "second")], &[]).await.unwrap();
    let second = line.export().unwrap();
    let third = line.export().unwrap();
    let bytes = fs::read(&first).unwrap();
    let changed = line.path("changed.tar");
    let mut flipped = bytes.clone();
    let at = flipped.len() - 20_000;
    flipped[at] ^= 1;
    for (what, bytes) in [("one byte flipped", flipped), ("cut short", bytes[..bytes.len() / 2].to_vec())] {
        fs::write(&changed, bytes).unwrap();
        let error = line.import(&changed.display().to_string()).unwrap_err().to_string();
        assert!(error.contains("refused") && error.contains("nothing was imported"), "{what}: {error}");
    }
    assert!(line.desk("import", &[&first]).unwrap_err().to_string().contains("--fingerprint"));
    assert!(
        line.desk("import", &["--fingerprint", "wrong-words", &first])
            .unwrap_err()
            .to_string()
            .contains("another fingerprint")
    );
    assert!(line.desk_json("list", &[]).unwrap().as_array().unwrap().is_empty());
    let out_of_order = line.import(&third).unwrap();
    assert!(
        out_of_order.contains("2 new")
            && out_of_order.contains("bundle 1 is missing")
            && out_of_order.contains("bundle 2 is missing")
    );
    assert!(line.import(&third).unwrap().contains("nothing new"), "played twice");
    let late = line.import(&first).unwrap();
    assert!(
        late.contains("nothing new") && late.contains("bundle 2 is missing") && !late.contains("bundle 1 is missing"),
        "{late}"
    );
    assert!(!line.import(&second).unwrap().contains("finding"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispatch_erases_what_is_backed_up_once_and_a_second_time_changes_nothing() {
    let (_dir, line) = line(&[("erase_after_days", "0")]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    browser.send("en", &[("story", "x")], &[photo()]).await.unwrap();
    line.import(&line.export().unwrap()).unwrap();
    // Received, and not yet in a backup: nothing is erased.
    let stick = line.path("stick").display().to_string();
    let first = line.desk("dispatch", &["--to", &stick]).unwrap();
    assert!(line.intake("ingest", &[first.trim()]).unwrap().contains("1 received, 0 to erase"));
    assert!(line.intake("status", &[]).unwrap().contains("0 waiting, 1 received"));
    assert!(line.send_back().unwrap().contains("1 received, 1 to erase"));
    assert!(line.intake("status", &[]).unwrap().contains("0 waiting, 0 received"));
    assert!(fs::read_dir(line.path("server/store/blobs")).unwrap().next().is_none());
    assert!(line.intake("ingest", &[first.trim()]).unwrap().contains("already applied"));
    let mut bytes = fs::read(line.path("stick/dispatch-0002.tar")).unwrap();
    bytes[600] ^= 1;
    let changed = line.path("changed.tar");
    fs::write(&changed, bytes).unwrap();
    assert!(line.intake("ingest", &[&changed.display().to_string()]).is_err());
}

#[test]
fn a_wrong_passphrase_and_a_passphrase_file_that_others_can_read_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, line) = line(&[]);
    let file = line.path("passphrase");
    fs::write(&file, "some other words\n").unwrap();
    assert!(line.desk("list", &[]).unwrap_err().to_string().contains("the passphrase does not open this desk"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(line.desk("list", &[]).unwrap_err().to_string().contains("chmod 600"));
}

//! The whole line: promises of SECURITY.md, each as a test with real programs.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use envelope::Digest;
use futures_util::StreamExt as _;
use reqwest::multipart::{Form, Part};
use tests::{Browser, File, Line, program};

fn line(settings: &[(&str, &str)]) -> (tempfile::TempDir, Line) {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), settings).unwrap();
    (dir, line)
}

/// Adds the files under `folder` that contain `canary` to `found`.
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

async fn stories(line: &Line) -> Vec<String> {
    line.tips().await.unwrap().into_iter().map(|tip| tip.story).collect()
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
    // A refused form and an upload that breaks off leave no more behind than an accepted form.
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
    // The hunt works: it finds the file's canary at the desk, once the file is extracted.
    line.import(&bundle).unwrap();
    assert_eq!(stories(&line).await, ["canary-of-story-7f3a"]);
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
    let (_dir, line) = line(&[("submissions_per_minute_per_origin", "100000")]);
    let mut server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let (begun, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Eight senders share 200 submissions, so that a slow machine and a fast one are both interrupted in the middle.
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (browser, begun, seen) = (browser.clone(), Arc::clone(&begun), Arc::clone(&seen));
            tokio::spawn(async move {
                let mut shown = Vec::new();
                loop {
                    let n = begun.fetch_add(1, Ordering::SeqCst);
                    if n >= 200 {
                        return shown;
                    }
                    let story = format!("story {n}");
                    let files = if n % 10 == 0 { vec![File::photo().unwrap()] } else { Vec::new() };
                    let answer = browser.send("en", &[("story", &story)], &files).await;
                    if answer.is_ok_and(|answer| answer.code().is_some()) {
                        seen.fetch_add(1, Ordering::SeqCst);
                        shown.push(story);
                    }
                }
            })
        })
        .collect();
    while seen.load(Ordering::SeqCst) < 20 && begun.load(Ordering::SeqCst) < 200 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let mut shown = BTreeSet::new();
    for sender in senders {
        shown.extend(sender.await.unwrap());
    }
    drop(server);
    let server = line.serve().unwrap();
    let again = Browser::new(&server.url).unwrap().send("en", &[("story", "after")], &[]).await.unwrap();
    assert_eq!(again.status, 200);
    line.import(&line.export().unwrap()).unwrap();
    let arrived = stories(&line).await;
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
    let first = send("once", vec![File::photo().unwrap()]).await;
    assert_eq!(send("once", vec![File::photo().unwrap()]).await, first);
    assert_eq!(send("another", vec![]).await, first, "the same form, so the same mailbox");
    line.import(&line.export().unwrap()).unwrap();
    let mut arrived = stories(&line).await;
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
async fn a_dispatch_erases_what_is_backed_up_once_and_a_second_time_changes_nothing() {
    let (_dir, line) = line(&[("erase_after_days", "0")]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    browser.send("en", &[("story", "x")], &[File::photo().unwrap()]).await.unwrap();
    line.import(&line.export().unwrap()).unwrap();
    // Received, but not yet in a backup: nothing is erased.
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

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_dispatch_costs_nothing_and_one_that_arrived_is_not_said_again() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let carry = async |story: &'static str| {
        assert!(browser.send("en", &[("story", story)], &[]).await.unwrap().code().is_some());
        line.import(&line.export().unwrap()).unwrap()
    };
    let stick = line.path("stick").display().to_string();
    let dispatch = || line.desk("dispatch", &["--to", &stick]).unwrap().trim().to_owned();
    carry("first").await;
    let _lost = dispatch();
    carry("second").await;
    let late = dispatch();
    assert!(
        line.intake("ingest", &[&dispatch()]).unwrap().contains("2 received"),
        "what the lost one said is said again"
    );
    assert!(line.intake("ingest", &[&late]).unwrap().contains("already applied"));
    carry("third").await;
    assert!(line.intake("ingest", &[&dispatch()]).unwrap().contains("1 received"), "what has arrived is not");
    line.desk("backup", &["--to", &stick]).unwrap();
    assert!(line.intake("ingest", &[&dispatch()]).unwrap().contains("1 received, 3 to erase"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_blob_does_not_hold_up_the_other_tips() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    for story in ["whole", "cut", "altered"] {
        let large = File { bytes: vec![7; 200_000], ..File::photo().unwrap() };
        assert!(browser.send("en", &[("story", story)], &[large]).await.unwrap().code().is_some());
    }
    let mut blobs: Vec<_> =
        fs::read_dir(line.path("server/store/blobs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    blobs.sort();
    let mut bytes = fs::read(&blobs[0]).unwrap();
    bytes[100_000] ^= 1;
    fs::write(&blobs[0], bytes).unwrap();
    fs::write(&blobs[1], b"").unwrap();
    let said = line.export().unwrap_err().to_string();
    assert!(said.contains("2 tips are damaged") && said.contains("next:"), "{said}");
    let said = line.import(&line.path("stick/bundle-0001.tar").display().to_string()).unwrap();
    assert!(said.contains("1 new"), "{said}");
    assert_eq!(stories(&line).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_tip_is_in_the_desks_folder() {
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let file = File { bytes: b"canary-of-a-file-7f3a ".repeat(100_000), ..File::photo().unwrap() };
    let story = "canary-of-story-7f3a";
    Browser::new(&server.url).unwrap().send("en", &[("story", story)], &[file]).await.unwrap();
    line.import(&line.export().unwrap()).unwrap();
    let note = line.path("note.txt");
    fs::write(&note, "canary-of-a-note-7f3a").unwrap();
    let id = line.desk_json("search", &[story]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    line.desk("note", &[&id, "--text-file", &note.display().to_string()]).unwrap();
    assert_eq!(line.desk_json("search", &["a-note"]).unwrap()[0]["id"], id.as_str());
    fs::create_dir(line.path("backup")).unwrap();
    line.desk("backup", &["--to", &line.path("backup").display().to_string()]).unwrap();
    let mut found = Vec::new();
    for canary in
        ["canary-of-story-7f3a", "canary-of-a-file-7f3a", "canary-of-a-note-7f3a", "AGE-SECRET-KEY", "SQLite format 3"]
    {
        holding(&line.path("desk"), canary.as_bytes(), &mut found);
        holding(&line.path("backup"), canary.as_bytes(), &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_is_synced_before_a_code_is_shown() {
    use std::io::{BufRead as _, BufReader};
    let (_dir, line) = line(&[]);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    browser.get("/en/tip").await.unwrap();
    let trace = line.path("trace");
    let mut strace = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(&trace)
        .args(["-p", &server.child.id().to_string()])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut attached = String::new();
    // Kept open to the end: strace would die of a closed pipe when it follows the next thread.
    let mut stderr = BufReader::new(strace.stderr.take().unwrap());
    stderr.read_line(&mut attached).unwrap();
    assert!(attached.contains("attached"), "{attached}");
    let syncs = || fs::read_to_string(&trace).unwrap().lines().filter(|line| line.contains("= 0")).count();
    for n in 0..10 {
        let before = syncs();
        // Above 64 KiB a sealed tip is a blob, which is synced before its row.
        let large = File { bytes: vec![7; 200_000], ..File::photo().unwrap() };
        let files = if n % 2 == 0 { vec![large] } else { Vec::new() };
        let answer = browser.send("en", &[("story", "x")], &files).await.unwrap();
        assert!(answer.code().is_some());
        let done = syncs() - before;
        assert!(done > files.len(), "code {n} was shown after {done} syncs");
    }
    strace.kill().unwrap();
    strace.wait().unwrap();
    drop(stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_ended_finishes_an_upload_and_waits_for_no_idle_browser() {
    let (_dir, line) = line(&[]);
    let mut server = line.serve().unwrap();
    let (sender, idle) = (Browser::new(&server.url).unwrap(), Browser::new(&server.url).unwrap());
    idle.get("/en/").await.unwrap();
    let token = sender.token("en").await.unwrap();
    let (go_on, waits) = tokio::sync::oneshot::channel::<()>();
    let rest = futures_util::stream::once(async move {
        let _ = waits.await;
        Ok::<_, std::io::Error>(vec![2; 1000])
    });
    let body = futures_util::stream::iter([Ok(vec![1; 1000])]).chain(rest);
    let file = Part::stream(reqwest::Body::wrap_stream(body)).file_name("slow.bin");
    let form = Form::new().text("token", token).text("story", "slow").part("files", file);
    let upload = tokio::spawn(async move { sender.post("en", form).await.unwrap() });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begun = Instant::now();
    let ended = std::thread::spawn(move || server.stop());
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!upload.is_finished() && !ended.is_finished());
    go_on.send(()).unwrap();
    assert!(upload.await.unwrap().code().is_some());
    ended.join().unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20), "it waited for an idle connection");
    assert_eq!(line.kept().unwrap(), 1);
}

#[test]
fn every_promise_names_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = String::new();
    let mut folders = vec![root.join("crates"), root.join("tests/tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let text = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2);
    let tests: Vec<&str> = named
        .filter(|name| name.matches('_').count() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    assert!(tests.len() > 15);
    let gone: Vec<&&str> = tests.iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

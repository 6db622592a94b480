//! Forms that are refused.
//!
//! Each refusal is clear, in the sender's language, and repeats everything that was typed. It leaves nothing in the
//! store.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::process::Command;
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::multipart::{Form, Part};
use tests::{Answer, Browser, File, Server, Site, program, wording};

/// The typed fields of a form that is refused.
const TYPED: [(&str, &str); 2] = [("story", "they hold <her>"), ("names", "Nguyễn Thị Test")];

struct Running {
    site: Site,
    _server: Server,
    browser: Browser,
    _dir: tempfile::TempDir,
}

fn running(settings: &[(&str, &str)]) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), settings).unwrap();
    let server = site.line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    Running { site, _server: server, browser, _dir: dir }
}

impl Running {
    /// Asserts that a response is a form in Thai that repeats everything typed and links to the mistake. Nothing is
    /// stored.
    ///
    /// Then sends the form again without the mistake.
    async fn refuses(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.page);
        assert!(answer.page.contains("they hold &#60;her&#62;") && answer.page.contains("Nguyễn Thị Test"));
        assert!(answer.page.contains("<html lang=\"th\"") && answer.page.contains("role=\"alert\""));
        assert!(answer.code().is_none());
        self.holds(0);
        let token = answer.page.split_once("name=\"token\" value=\"").unwrap().1.split('"').next().unwrap();
        assert!(self.browser.send_with("th", token, &TYPED, &[]).await.unwrap().code().is_some());
        self.holds(1);
    }

    fn holds(&self, tips: u64) {
        assert_eq!((self.site.line.kept().unwrap(), self.site.line.blobs()), (tips, 0));
    }

    async fn send(&self, fields: &[(&str, &str)], files: &[File]) -> Answer {
        self.browser.send("th", &[&TYPED, fields].concat(), files).await.unwrap()
    }
}

fn zeros(name: &str, length: usize) -> File {
    File { name: name.to_owned(), media_type: "application/octet-stream", bytes: vec![0; length] }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_form_token() {
    let line = running(&[]);
    let answer = line.browser.send_with("th", "forged", &TYPED, &[zeros("large.bin", 3_000_000)]).await.unwrap();
    assert!(answer.page.contains("large.bin"), "the file to choose again is named");
    line.refuses(&answer, 403).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_form_token() {
    let line = running(&[]);
    let form = TYPED.iter().fold(Form::new(), |form, (name, value)| form.text(*name, *value));
    line.refuses(&line.browser.post("th", form).await.unwrap(), 403).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_by_its_content_length() {
    let line = running(&[("max_tip_bytes", "1_000_000")]);
    let answer = line.send(&[], &[zeros("large.bin", 2_200_000)]).await;
    assert!(answer.page.contains("large.bin"));
    line.refuses(&answer, 413).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_while_it_streams() {
    let line = running(&[("max_tip_bytes", "2_000_000")]);
    let token = line.browser.token("th").await.unwrap();
    let chunks = futures_util::stream::iter((0..24).map(|_| Ok::<_, std::io::Error>(vec![7_u8; 100_000])));
    let file = Part::stream(reqwest::Body::wrap_stream(chunks)).file_name("stream.bin");
    let form = TYPED.iter().fold(Form::new().text("token", token), |form, (name, value)| form.text(*name, *value));
    let answer = line.browser.post("th", form.part("files", file)).await.unwrap();
    assert!(answer.page.contains("stream.bin"));
    line.refuses(&answer, 413).await;
}

/// On the page, most fields come after the files.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_behind_files_that_are_too_large_comes_back_too() {
    let line = running(&[("max_tip_bytes", "1_000_000")]);
    let token = line.browser.token("th").await.unwrap();
    let large = Part::bytes(vec![7; 1_500_000]).file_name("large.bin");
    let form =
        Form::new().text("token", token).text("story", TYPED[0].1).part("files", large).text("names", TYPED[1].1);
    let answer = line.browser.post("th", form).await.unwrap();
    assert!(answer.page.contains("large.bin"));
    line.refuses(&answer, 413).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_story() {
    let line = running(&[]);
    let token = line.browser.token("th").await.unwrap();
    let sent = line.browser.send_with("th", &token, &[("story", " \n "), TYPED[1]], &[]).await.unwrap();
    assert!(sent.status == 422 && sent.page.contains("Nguyễn Thị Test") && sent.page.contains("role=\"alert\""));
    line.holds(0);
}

/// Sends a form in Thai with a photograph and one more file.
async fn with_file(line: &Running, field: &'static str, name: &str, bytes: Vec<u8>) -> Answer {
    let token = line.browser.token("th").await.unwrap();
    let form = TYPED.iter().fold(Form::new().text("token", token), |form, (name, value)| form.text(*name, *value));
    let photo = Part::bytes(File::photo().unwrap().bytes).file_name("photo.jpg");
    let file = Part::bytes(bytes).file_name(name.to_owned());
    line.browser.post("th", form.part("files", photo).part(field, file)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file() {
    let line = running(&[]);
    for (field, names_the_field) in [("files", "href=\"#files\""), ("photo", "href=\"#photo\"")] {
        let answer = with_file(&line, field, "empty.jpg", Vec::new()).await;
        assert!(answer.status == 422 && answer.page.contains(names_the_field), "{}", answer.page);
        let said = wording("th", "error-file-empty").unwrap();
        assert_eq!(answer.page.matches(&said).count(), 2, "summary and field say it");
        assert_eq!(answer.page.matches("empty.jpg").count(), 3, "and they name the one that is empty");
        assert!(answer.page.contains("photo.jpg") && answer.page.contains("empty.jpg"), "both are to be chosen again");
    }
    line.refuses(&with_file(&line, "photo", "empty.jpg", Vec::new()).await, 422).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_of_no_seconds() {
    let line = running(&[]);
    // The file of a recorder that was stopped at once: a header, and no sound.
    let mut wav =
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0".to_vec();
    let answer = with_file(&line, "voice", "note.wav", wav.clone()).await;
    assert!(
        answer.page.contains("href=\"#voice\"") && answer.page.contains(&wording("th", "error-voice-empty").unwrap())
    );
    line.refuses(&answer, 422).await;
    // With a second of sound, it is a voice message.
    wav.resize(16_000, 1);
    assert!(with_file(&line, "voice", "note.wav", wav).await.code().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_input_with_40_files_is_none_too_many_and_with_100_it_is() {
    let line = running(&[]);
    let files = |count: usize| (0..count).map(|n| zeros(&format!("{n}.bin"), 1_000)).collect::<Vec<_>>();
    let token = line.browser.token("th").await.unwrap();
    let refused = line.browser.send_with("th", &token, &TYPED, &files(100)).await.unwrap();
    assert!(refused.page.contains(&wording("th", "error-too-many-files").unwrap()), "{}", refused.page);
    line.refuses(&refused, 413).await;
    assert!(line.send(&[("names", "forty")], &files(40)).await.code().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_does_not_exist_is_answered_in_the_one_that_fits_best() {
    let line = running(&[]);
    for (accepted, language) in [("my-MM, en;q=0.5", "my"), ("xx, th;q=0.3", "th"), ("", "en")] {
        for path in ["/tlh/", "/tlh/tip", "/nowhere.php"] {
            let answer = line.browser.get_accepting(path, accepted).await.unwrap();
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.page.contains(&format!("<html lang=\"{language}\"")), "{path}: {accepted}");
            assert!(answer.page.contains(&wording(language, "problem-not-found").unwrap()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_that_the_form_does_not_have() {
    let line = running(&[]);
    line.refuses(&line.send(&[("safe-now", "made-up")], &[]).await, 422).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_fields() {
    let line = running(&[]);
    let many: Vec<(String, String)> = (0..10_000).map(|n| (format!("field-{n}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    line.refuses(&line.send(&many, &[]).await, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_of_10_mb() {
    let line = running(&[]);
    let long = "y".repeat(10_000_000);
    let answer = line.send(&[("landmarks", &long)], &[]).await;
    assert!(answer.page.contains(&long[..60_000]), "as much of it as a page may carry is kept");
    line.refuses(&answer, 413).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn file_names_that_climb_hold_nul_turn_the_line_or_are_4000_characters_long() {
    let line = running(&[]);
    let long = format!("{}.jpg", "ก".repeat(4_000));
    let names = ["../../etc/passwd", "/etc/passwd", "a\u{202e}gpj.exe", "nul\0.jpg", &long];
    let token = line.browser.token("th").await.unwrap();
    let mut body = String::new();
    for (name, value) in [("token", token.as_str()), TYPED[0]] {
        body += &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    for name in names {
        body += &format!(
            "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: image/jpeg\r\n\r\nbytes\r\n"
        );
    }
    body += "--b--\r\n";
    let answer = line.browser.post_raw("th", "multipart/form-data; boundary=b", body.into_bytes()).await.unwrap();
    // A header with NUL in a file name is not valid HTTP, so the request may be refused. In either case no hostile name
    // gets through.
    if answer.code().is_none() {
        assert_eq!(answer.status, 400);
        let token = line.browser.token("th").await.unwrap();
        let files: Vec<File> = names.iter().filter(|name| !name.contains('\0')).map(|name| zeros(name, 5)).collect();
        assert!(line.browser.send_with("th", &token, &TYPED, &files).await.unwrap().code().is_some());
    }
    let bundle = line.site.line.export().unwrap();
    let sealed = sealed_tips(&bundle).pop().unwrap();
    let mut opened = envelope::tip::open(std::io::Cursor::new(sealed), &[&line.site.reviewer]).unwrap();
    let safe: Vec<String> =
        opened.files().iter().map(|file| file.name.strip_prefix("files/").unwrap().to_owned()).collect();
    assert!(safe.len() >= 4);
    for (index, name) in safe.iter().enumerate() {
        assert!(name.len() <= 100 && !name.contains(['/', '\\', '\0', '\u{202e}']), "{name}");
        opened.copy_file(index, &mut Vec::new()).unwrap();
    }
}

/// The sealed tips of a bundle, read with Debian's own tar.
fn sealed_tips(bundle: &str) -> Vec<Vec<u8>> {
    let list = Command::new("tar").args(["-tf", bundle]).output().unwrap();
    let names = String::from_utf8(list.stdout).unwrap();
    let tips = names.lines().filter(|name| name.ends_with(".age"));
    tips.map(|name| Command::new("tar").args(["-xOf", bundle, name]).output().unwrap().stdout).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_body() {
    let line = running(&[]);
    let token = line.browser.token("th").await.unwrap();
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--b\r\ncontent-disposition: form-data; name=\"story\"\r\n\r\ncut he"
    );
    let answer = line.browser.post_raw("th", "multipart/form-data; boundary=b", body.into_bytes()).await.unwrap();
    assert!(answer.status == 400 && answer.page.contains("<html lang=\"th\""));
    line.holds(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_form() {
    let line = running(&[]);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let answer = line.browser.post_raw("th", kind, b"story=x".to_vec()).await.unwrap();
        assert!(answer.status == 400 && answer.page.contains("<html lang=\"th\""), "{kind}");
    }
    line.holds(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_in_the_middle() {
    let line = running(&[]);
    let token = line.browser.token("th").await.unwrap();
    let (sender, receiver) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let chunks = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|chunk| (Ok::<_, std::io::Error>(chunk), receiver))
    });
    let file = Part::stream(reqwest::Body::wrap_stream(chunks.fuse())).file_name("half.bin");
    let form = Form::new().text("token", token).text("story", "half").part("files", file);
    let browser = line.browser.clone();
    let upload = tokio::spawn(async move { browser.post("th", form).await.is_ok() });
    let mut sent = 0;
    // Sends until an incomplete blob lies in the store.
    while line.site.line.blobs() == 0 {
        sender.send(vec![7; 200_000]).await.unwrap();
        sent += 1;
        assert!(sent < 100, "no blob was begun");
    }
    upload.abort();
    let mut waited = 0;
    while line.site.line.blobs() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        waited += 1;
        assert!(waited < 1_000, "half a blob was left behind");
    }
    line.holds(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_forms_at_once_than_memory_is_kept_for() {
    let line = running(&[("forms_at_once_per_origin", "1")]);
    let token = line.browser.token("th").await.unwrap();
    let (sender, receiver) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let chunks = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|chunk| (Ok::<_, std::io::Error>(chunk), receiver))
    });
    let file = Part::stream(reqwest::Body::wrap_stream(chunks.fuse())).file_name("slow.bin");
    let form = Form::new().text("token", token).text("story", "slow").part("files", file);
    let browser = line.browser.clone();
    let slow = tokio::spawn(async move { browser.post("th", form).await.unwrap() });
    while line.site.line.blobs() == 0 {
        sender.send(vec![7; 200_000]).await.unwrap();
    }
    let busy = line.send(&[], &[]).await;
    assert!(busy.status == 503 && busy.page.contains("<html lang=\"th\""), "{}", busy.status);
    drop(sender);
    assert!(slow.await.unwrap().code().is_some(), "the one that was there first is taken");
    assert!(line.send(&[], &[]).await.code().is_some(), "and then there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_not_utf_8() {
    let line = running(&[]);
    let token = line.browser.token("th").await.unwrap();
    let mut body = Vec::new();
    for (name, value) in [("token", token.as_str()), TYPED[0], TYPED[1]] {
        body.extend(format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--b\r\ncontent-disposition: form-data; name=\"town\"\r\n\r\nkept \xff\xfe here\r\n--b--\r\n");
    let answer = line.browser.post_raw("th", "multipart/form-data; boundary=b", body).await.unwrap();
    assert!(answer.page.contains("kept "));
    line.refuses(&answer, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site() {
    let line = running(&[]);
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let request = client.post(format!("{}/th/tip", line._server.url)).header("sec-fetch-site", "cross-site");
    let answer = request.multipart(Form::new().text("story", "x")).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    line.holds(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_sender_gets_everything_typed_back_and_a_time_to_try_again() {
    let line = running(&[("submissions_per_minute_per_origin", "2")]);
    for _ in 0..2 {
        assert_eq!(line.send(&[], &[]).await.status, 200);
    }
    let limited = line.send(&[], &[File::photo().unwrap()]).await;
    assert!(limited.status == 429 && limited.page.contains("Nguyễn Thị Test") && limited.page.contains("photo.jpg"));
    assert!(limited.retry_after.is_some_and(|seconds| (1..=60).contains(&seconds)));
    line.holds(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_with_less_room_than_the_settings_ask_for() {
    let line = running(&[("least_free_bytes", "1_000_000_000_000_000")]);
    for files in [vec![], vec![zeros("large.bin", 3_000_000)]] {
        let answer = line.send(&[], &files).await;
        assert!(answer.status == 507 && answer.page.contains("Nguyễn Thị Test"));
    }
    line.holds(0);
}

/// The disk is really full: the store lies on a file system of 4 MB, mounted in a namespace for this test.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[("least_free_bytes", "0")]).unwrap();
    let store = site.line.path("server/store");
    let script = r#"cp -a "$1" "$1.copy" && mount -t tmpfs -o size=4m,mode=700 tmpfs "$1" && cp -a "$1.copy/." "$1" && shift && exec "$@""#;
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(&store).arg(program("intake").unwrap());
    command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(site.line.path("server/intake.toml"));
    let server = site.line.serve_with(&mut command).unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let mut refused = 0;
    let mut shown = Vec::new();
    for n in 0..12 {
        let files = vec![zeros("large.bin", if n < 2 { 8_000_000 } else { 700_000 })];
        let answer = browser.send("th", &TYPED, &files).await.unwrap();
        match answer.code() {
            Some(code) => shown.push(code.to_owned()),
            None => {
                assert!(answer.status == 507 && answer.page.contains("Nguyễn Thị Test"), "{}", answer.status);
                refused += 1;
            }
        }
    }
    assert!(refused > 2 && !shown.is_empty(), "{refused} refused, {} taken", shown.len());
    // The mount is seen through the server's own root.
    let inside =
        std::path::PathBuf::from(format!("/proc/{}/root", server.child.id())).join(store.strip_prefix("/").unwrap());
    let mut blobs = Vec::new();
    walk(&inside.join("blobs"), &mut blobs);
    assert_eq!(blobs.len(), shown.len(), "every code has its blob, and there are no halves");
}

fn walk(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_page_does_not_take() {
    let line = running(&[]);
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let ask =
        |method: reqwest::Method, path: &str| client.request(method, format!("{}{path}", line._server.url)).send();
    let head = ask(reqwest::Method::HEAD, "/th/tip").await.unwrap();
    assert_eq!(head.status(), 200);
    assert!(head.bytes().await.unwrap().is_empty());
    for (path, allow) in [("/th/tip", "GET, HEAD, POST"), ("/th/", "GET, HEAD")] {
        let refused = ask(reqwest::Method::DELETE, path).await.unwrap();
        assert_eq!((refused.status().as_u16(), refused.headers()["allow"].to_str().unwrap()), (405, allow));
        assert!(refused.text().await.unwrap().contains("<html lang=\"th\""));
    }
}

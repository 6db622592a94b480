//! Each kind of request body that was once refused or lost something, by name.

use std::fs;
use std::path::Path;

use crate::line::{Arrived, Line, head, part};

/// The bytes of every file in the fixtures.
fn photo() -> Vec<u8> {
    b"\xff\xd8\xff\xe0synthetic-jpeg".repeat(40)
}

/// Sends a fixture on a page in `language`; returns the tip that arrives.
async fn fixture(name: &str, language: &str) -> Arrived {
    let line = Line::start();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bodies").join(format!("{name}.body"));
    let body = fs::read(path).unwrap();
    let arrived = line.send(language, "multipart/form-data; boundary=b0undary7MA4YWxk", &body).await.unwrap();
    let case = name.split('-').next().unwrap();
    assert_eq!(arrived.story, format!("case {case}: they hold my cousin in a building near the river"));
    arrived
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_page_with_a_nested_multipart_type_is_a_file() {
    let arrived = fixture("m01-mhtml", "en").await;
    assert_eq!(arrived.names(), ["01-job-ad.mhtml"]);
    let page = String::from_utf8(arrived.files[0].1.clone()).unwrap();
    assert!(
        page.starts_with("From: <Saved by Blink>\r\n") && page.ends_with("------MultipartBoundary--x--\r\n"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_name_in_tis_620_is_thai() {
    assert_eq!(fixture("m02-name-tis620", "th").await.files, [("01-ภาพ.jpg".to_owned(), photo())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_an_extended_name_alone_is_kept() {
    assert_eq!(fixture("m03-filename-star-only", "en").await.files, [("01-ภาพ.jpg".to_owned(), photo())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_an_empty_name_and_bytes_is_kept() {
    assert_eq!(fixture("m04-empty-name-with-bytes", "en").await.files, [("01-file".to_owned(), photo())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_windows_path_loses_its_folders_before_its_backslashes() {
    assert_eq!(fixture("m05b-full-windows-path", "en").await.files, [("01-IMG_0001.jpg".to_owned(), photo())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn joiners_of_bengali_khmer_and_emoji_stay_and_an_override_goes() {
    let names = fixture("m10-emoji-zwj-rlo-names", "en").await.names();
    assert_eq!(
        names[..4],
        ["01-👨\u{200d}👩\u{200d}👧.jpg", "02-photo_gpj.exe", "03-ফটোর\u{200d}্যাম.jpg", "04-រូប\u{200b}ថត.jpg"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_decomposed_korean_is_not_cut_early() {
    let names = fixture("m11-nfd-names", "ko").await.names();
    assert_eq!(names, ["01-사진과함께보내는증거자료모음집.jpg", "02-ảnh chụp.jpg"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_boundary_without_a_line_end_ends_the_form() {
    assert_eq!(fixture("m14-final-boundary-no-crlf", "en").await.files, [("01-a.jpg".to_owned(), photo())]);
}

/// A form with a token, a story and one more part.
fn with(more: &[u8]) -> Vec<u8> {
    [part("token", "@@TOKEN@@").as_slice(), &part("story", "they hold her"), more, b"--b--\r\n"].concat()
}

const FORM: &str = "multipart/form-data; boundary=b";

/// Sends a form with one more part, whose head is `lines`; returns the files that arrive.
async fn with_head(line: &Line, language: &str, lines: &[u8], bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let more = [b"--b\r\n".as_slice(), lines, b"\r\n\r\n", bytes, b"\r\n"].concat();
    let shown = String::from_utf8_lossy(lines);
    let arrived = line.send(language, FORM, &with(&more)).await.unwrap_or_else(|answer| panic!("{shown}: {answer}"));
    assert_eq!(arrived.story, "they hold her", "{shown}");
    arrived.files
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_head_of_a_file_says_the_file_is_kept() {
    let line = Line::start();
    let lines: [(&[u8], &str); 16] = [
        (br#"Content-Disposition: form-data; name="files"; filename="photo\""#, "photo"),
        (b"Content-Disposition: form-data; name=files; filename=my photo.jpg", "my photo.jpg"),
        (br#"Content-Disposition: form-data; name="files""#, "file"),
        (b"Content-Disposition: form-data; name=\"files\"\r\nContent-Type: image/jpeg", "file"),
        (br#"content-disposition:form-data;name="files";filename="../../a.jpg""#, "a.jpg"),
        (br#"Content-Disposition: attachment; name="files"; filename="a.jpg""#, "a.jpg"),
        (br#"Content-Disposition: form-data; filename="nameless.jpg""#, "nameless.jpg"),
        (b"Content-Type: image/jpeg", "file"),
        (br#"Content-Disposition: form-data; name="no-such-field"; filename="a.jpg""#, "a.jpg"),
        (b"Content-Disposition: form-data; name=\"photo\"; filename=\"a.eml\"\r\nContent-Type: message/rfc822", "a.eml"),
        (b"Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nContent-Type: multipart/mixed; boundary=b", "a"),
        (b"Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nContent-Type: multipart/form-data", "a"),
        (b"Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nContent-Type: ;;not a type/", "a"),
        (b"Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nContent-Length: 7", "a"),
        (b"Content-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nno colon\r\n\xff: \x01", "a"),
        (b"Content-Disposition: form-data; name=\"files\";\r\n filename=\"folded.jpg\"", "folded.jpg"),
    ];
    for (lines, name) in lines {
        let files = with_head(&line, "en", lines, b"\xff\xd8 bytes\r\n--bb").await;
        assert_eq!(
            files,
            [(format!("01-{name}"), b"\xff\xd8 bytes\r\n--bb".to_vec())],
            "{}",
            String::from_utf8_lossy(lines)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_name_in_the_encoding_that_a_language_had_before_unicode_is_read_in_it() {
    let line = Line::start();
    for (language, bytes, name) in [
        ("zh-Hans", b"\xd5\xd5\xc6\xac.jpg".as_slice(), "照片.jpg"),
        ("ja", b"\x83\x5c.jpg", "ソ.jpg"),
        ("ru", b"\xf4\xee\xf2\xee.jpg", "фото.jpg"),
        ("km", b"\xff\xfe.jpg", "__.jpg"),
    ] {
        let lines = [b"Content-Disposition: form-data; name=\"files\"; filename=\"".as_slice(), bytes, b"\""].concat();
        assert_eq!(with_head(&line, language, &lines, b"x").await[0].0, format!("01-{name}"), "{language}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_read_whatever_its_head_says() {
    let line = Line::start();
    for lines in [
        "Content-Disposition: form-data; name=story",
        "Content-Disposition: form-data; name=\"story\"\r\nContent-Type: text/plain; charset=UTF-8",
        "Content-Disposition: form-data; name=\"story\"; filename=\"\"",
        "Content-Disposition: form-data; name=\"story\"; filename=\"blob\"\r\nContent-Type: application/octet-stream",
        "Content-Disposition: form-data; name=\"story\"\r\nContent-Type: multipart/mixed",
        "Content-Disposition: inline; name=\"story\"\r\nContent-Transfer-Encoding: 8bit\r\nContent-Length: 3",
    ] {
        let body = format!("--b\r\n{lines}\r\n\r\nthey hold her\r\n");
        let body = [part("token", "@@TOKEN@@").as_slice(), body.as_bytes(), b"--b--"].concat();
        let arrived = line.send("en", FORM, &body).await.unwrap_or_else(|answer| panic!("{lines}: {answer}"));
        assert_eq!((arrived.story.as_str(), arrived.files.len()), ("they hold her", 0), "{lines}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_with_other_line_ends_blanks_preamble_and_epilogue_are_forms() {
    let line = Line::start();
    let body = with(&[head("files", "a.jpg").as_slice(), b"x\r\n"].concat());
    let text = String::from_utf8(body.clone()).unwrap();
    for (what, kind, body) in [
        ("line ends of one character", FORM, text.replace("\r\n", "\n")),
        ("blanks behind boundaries", FORM, text.replace("--b\r\n", "--b \t\r\n")),
        ("a preamble and an epilogue", FORM, format!("a multipart message\r\n{text}\r\nthe end\r\n")),
        ("a boundary in quotation marks", "multipart/form-data; charset=utf-8; boundary=\"b\"", text.clone()),
        ("no boundary in the header", "multipart/form-data", text.clone()),
        ("another multipart type", "multipart/mixed; boundary=b", text.clone()),
    ] {
        let arrived = line.send("en", kind, body.as_bytes()).await.unwrap_or_else(|answer| panic!("{what}: {answer}"));
        assert_eq!((arrived.story.as_str(), arrived.names()), ("they hold her", vec!["01-a.jpg".to_owned()]), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_field_that_was_left_alone_is_no_file() {
    let line = Line::start();
    for lines in [
        "Content-Disposition: form-data; name=\"files\"; filename=\"\"\r\nContent-Type: application/octet-stream",
        "Content-Disposition: form-data; name=\"voice\"",
        "Content-Type: text/plain",
    ] {
        assert!(with_head(&line, "en", lines.as_bytes(), b"").await.is_empty(), "{lines}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_cut_gives_back_every_word_and_no_receipt() {
    let line = Line::start();
    let body = with(&[part("names", "Nguyễn Thị Test").as_slice(), &head("files", "a.jpg"), b"bytes"].concat());
    let end = body.len() - "--b--\r\n".len();
    for cut in [end, end - 3, end - 40] {
        let Err(page) = line.send("th", FORM, &body[..cut]).await else { panic!("a receipt for half a form") };
        assert!(
            page.starts_with("400 ") && page.contains("they hold her") && page.contains("<html lang=\"th\""),
            "{page}"
        );
        assert!(page.contains("Nguyễn Thị Test") || cut < end - 30, "{cut}");
        assert!(page.contains(&tests::wording("th", "error-cut").unwrap()));
    }
    let page = line.send("th", FORM, &body[..body.len() - 130]).await.err().unwrap();
    assert!(page.contains("they hold"), "half a word is better than none: {page}");
    assert_eq!(line.kept(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_in_an_old_encoding_come_back_readable_to_be_sent_again() {
    let line = Line::start();
    let body =
        [part("token", "@@TOKEN@@").as_slice(), &part("story", "x").replace_value(b"\xe0\xa2\xd2"), b"--b--"].concat();
    let page = line.send("th", FORM, &body).await.err().unwrap();
    assert!(page.starts_with("400 ") && page.contains("เขา"), "{page}");
}

/// Replaces a part's value.
trait ReplaceValue {
    fn replace_value(self, value: &[u8]) -> Vec<u8>;
}

impl ReplaceValue for Vec<u8> {
    fn replace_value(self, value: &[u8]) -> Vec<u8> {
        [&self[..self.len() - "x\r\n".len()], value, b"\r\n"].concat()
    }
}

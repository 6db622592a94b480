//! Random forms: names, types, orders of parts, line ends, and cuts.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::line::Line;

/// A part of a form.
#[derive(Debug, Clone)]
enum Part {
    Token,
    /// A question's id and its answer.
    Words(&'static str, String),
    /// A field, the parameters of its file name, a type, and bytes.
    File(&'static str, &'static [u8], &'static str, Vec<u8>),
    /// A file field that was left alone.
    Empty,
}

#[derive(Debug, Clone)]
struct Sent {
    language: &'static str,
    parts: Vec<Part>,
    /// Whether line ends are one character.
    bare_lines: bool,
    around: bool,
    /// The place at which the body breaks off, in thousandths of its length.
    cut: Option<usize>,
}

const NAMES: [&[u8]; 16] = [
    b"; filename=\"a.jpg\"",
    b"; filename=\"\"",
    b"",
    b"; filename=a b.jpg",
    b"; filename=\"C:\\fakepath\\a.jpg\"",
    b"; filename=\"ends\\\"",
    b"; filename=\"my \"own\" one\"",
    b"; filename*=UTF-8''%E0%B8%A0.jpg",
    b"; filename*=broken",
    b"; filename=\"\xc0\xd2\xbe.jpg\"",
    b"; filename=\"\xf0\x9f\x91\xa8\xe2\x80\x8d.jpg\"; filename*=UTF-8''",
    b"; filename=\"../../x\"; size=1",
    b"; filename=\"\xff\xff\"",
    b"; filename=\"\r\n folded.jpg\"",
    b"; FILENAME=\"A.JPG\"",
    b"; filename=",
];

const TYPES: [&str; 8] = [
    "",
    "Content-Type: image/jpeg\r\n",
    "Content-Type: multipart/related; boundary=b0x\r\n",
    "Content-Type: multipart/mixed\r\n",
    "content-type: message/rfc822\r\nContent-Length: 3\r\n",
    "Content-Type: nonsense\r\n",
    "Content-Transfer-Encoding: binary\r\nContent-Type: text/plain; charset=x\r\n",
    "no colon\r\n",
];

/// Pieces of files that look like a boundary, and some that do not.
const PIECES: [&[u8]; 9] =
    [b"\xff\xd8", b"\r\n--b0", b"\r\n--b0undar", b"\r\n--b0undary!", b"--", b"\r", b"\n", b"\0", b"text"];

fn a_file() -> impl Strategy<Value = Part> {
    let bytes = prop::collection::vec(prop::sample::select(&PIECES[..]), 1..40).prop_map(|pieces| pieces.concat());
    let field = prop::sample::select(&["files", "photo", "files"][..]);
    let name = prop::sample::select(&NAMES[..]);
    (field, name, prop::sample::select(&TYPES[..]), bytes)
        .prop_map(|(field, name, kind, bytes)| Part::File(field, name, kind, bytes))
}

fn a_form() -> impl Strategy<Value = Sent> {
    let words = "[a-z]{3,9} (กขค|漢字|မြန်မာ|Nguyễn)( [a-z]{1,8}){0,6}";
    let parts = (words, prop::option::of(words), prop::collection::vec(a_file(), 0..4), 0..3_usize);
    let parts = parts.prop_map(|(story, names, files, empty)| {
        let mut parts = vec![Part::Token, Part::Words("story", story)];
        parts.extend(names.map(|names| Part::Words("names", names)));
        parts.extend(files);
        parts.extend(vec![Part::Empty; empty]);
        parts
    });
    let language = prop::sample::select(&["en", "th", "my", "zh-Hans"][..]);
    let cut = prop::option::weighted(0.4, 0..1000_usize);
    (language, parts.prop_shuffle(), any::<bool>(), any::<bool>(), cut)
        .prop_map(|(language, parts, bare_lines, around, cut)| Sent { language, parts, bare_lines, around, cut })
}

const TOKEN: &[u8] = b"@@TOKEN@@";

impl Sent {
    /// The body, and the offset at which each of its parts ends.
    fn body(&self) -> (Vec<u8>, Vec<usize>) {
        let mut body = if self.around { b"A form.\r\n".to_vec() } else { Vec::new() };
        let mut ends = Vec::new();
        let line: &[u8] = if self.bare_lines { b"\n" } else { b"\r\n" };
        for part in &self.parts {
            let (name, parameters, kind, bytes): (&str, &[u8], &str, &[u8]) = match part {
                Part::Token => ("token", b"", "", TOKEN),
                Part::Words(name, words) => (name, b"", "", words.as_bytes()),
                Part::File(name, parameters, kind, bytes) => (name, parameters, kind, bytes),
                Part::Empty => ("voice", b"; filename=\"\"", "Content-Type: application/octet-stream\r\n", b""),
            };
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            body.extend([b"--b0undary".as_slice(), if self.around { b" \t".as_slice() } else { b"" }, line].concat());
            body.extend([head.as_bytes(), parameters, b"\r\n", kind.as_bytes(), line, bytes].concat());
            ends.push(body.len());
            body.extend(line);
        }
        body.extend(b"--b0undary--");
        if self.around {
            body.extend(b"\r\nthe end");
        }
        (body, ends)
    }

    fn files(&self) -> Vec<&Vec<u8>> {
        self.parts.iter().filter_map(|part| if let Part::File(.., bytes) = part { Some(bytes) } else { None }).collect()
    }

    /// Nothing is sealed before the token has come. On our page, the token is the first field.
    fn begins_with_a_file(&self) -> bool {
        let first = self.parts.iter().find(|part| matches!(part, Part::Token | Part::File(..)));
        matches!(first, Some(Part::File(..)))
    }

    fn story(&self) -> &str {
        let story =
            self.parts.iter().find_map(|part| if let Part::Words("story", words) = part { Some(words) } else { None });
        story.unwrap()
    }
}

/// Sends one form; returns whether there was a receipt.
async fn send(line: &Line, sent: &Sent) -> bool {
    let (mut body, ends) = sent.body();
    let whole = body.len();
    let last = ends.last().unwrap() + 2;
    if let Some(cut) = sent.cut {
        body.truncate(whole * cut / 1000);
    }
    match line.post(sent.language, "multipart/form-data; boundary=b0undary", &body).await {
        Ok(()) => {
            // A cut after the last boundary loses nothing.
            assert!(body.len() > last + "--b0undary".len(), "a receipt for half a form: {sent:?}");
            true
        }
        Err(page) => {
            assert!(sent.cut.is_some() || sent.begins_with_a_file(), "refused: {page} {sent:?}");
            for (part, end) in sent.parts.iter().zip(&ends) {
                if let Part::Words(_, words) = part
                    && end + "\r\n--b0undary \t\r\n".len() <= body.len()
                {
                    assert!(page.contains(words.as_str()), "words that were whole are gone: {page} {sent:?}");
                }
            }
            false
        }
    }
}

#[test]
fn no_receipt_misses_a_file_and_no_refusal_misses_a_word() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let line = runtime.block_on(async { Line::start() });
    let mut runner =
        TestRunner::new(Config { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..Config::default() });
    let forms = prop::collection::vec(a_form(), 30);
    runner
        .run(&forms, |forms| {
            runtime.block_on(async {
                let mut received = Vec::new();
                for form in &forms {
                    if send(&line, form).await {
                        received.push(form);
                    }
                }
                let mut arrived = line.arrived();
                assert_eq!(arrived.len(), received.len());
                for form in received {
                    let at = arrived.iter().position(|tip| {
                        tip.story == form.story() && tip.files.iter().map(|(_, bytes)| bytes).eq(form.files())
                    });
                    let at = at.unwrap_or_else(|| panic!("a receipt, and words or a file are missing: {form:?}"));
                    arrived.swap_remove(at);
                }
            });
            Ok(())
        })
        .unwrap();
}

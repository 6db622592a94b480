//! A server that takes raw request bodies, and the tips that its reviewers then find.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::sync::Mutex;

use envelope::tip::Answer;
use tests::{Browser, Server, Site};

/// A running server without limits on the submissions of one address.
pub(crate) struct Line {
    site: Site,
    _server: Server,
    browser: Browser,
    /// Names of the tips that were already opened.
    opened: Mutex<BTreeSet<String>>,
    _dir: tempfile::TempDir,
}

/// A tip, opened with the reviewers' key.
#[derive(Debug)]
pub(crate) struct Arrived {
    /// The story.
    pub(crate) story: String,
    /// File names without their folder, and bytes.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Arrived {
    /// The names of the files.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|(name, _)| name.clone()).collect()
    }
}

impl Line {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let settings = [("submissions_per_minute_per_origin", "100000"), ("answer_every_ms", "0")];
        let site = Site::create(&dir.path().join("site"), &settings).unwrap();
        let server = site.line.serve().unwrap();
        let browser = Browser::new(&server.url).unwrap();
        Self { site, _server: server, browser, opened: Mutex::default(), _dir: dir }
    }

    /// The number of tips in the store.
    pub(crate) fn kept(&self) -> u64 {
        self.site.line.kept().unwrap()
    }

    /// Sends a body with a fresh token in place of `@@TOKEN@@`. Returns the tip that arrived, or the status and page of
    /// the refusal.
    pub(crate) async fn send(&self, language: &str, content_type: &str, body: &[u8]) -> Result<Arrived, String> {
        let before = self.kept();
        self.post(language, content_type, body).await?;
        assert_eq!(self.kept(), before + 1, "a receipt without a tip");
        let mut arrived = self.arrived();
        assert_eq!(arrived.len(), 1);
        Ok(arrived.remove(0))
    }

    /// As [`Self::send`], without looking for the tip.
    pub(crate) async fn post(&self, language: &str, content_type: &str, body: &[u8]) -> Result<(), String> {
        let token = self.browser.token(language).await.unwrap();
        let marker = b"@@TOKEN@@";
        let body = match body.windows(marker.len()).position(|window| window == marker) {
            Some(at) => [&body[..at], token.as_bytes(), &body[at + marker.len()..]].concat(),
            None => body.to_vec(),
        };
        let answer = self.browser.post_raw(language, content_type, body).await.unwrap();
        match answer.code() {
            Some(_) => Ok(()),
            None => Err(format!("{} {}", answer.status, answer.page)),
        }
    }

    /// The tips that were not opened before, from a new bundle.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        let bundle = self.site.line.export().unwrap();
        let mut arrived = Vec::new();
        let mut tar = tar::Archive::new(File::open(bundle).unwrap());
        for entry in tar.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().display().to_string();
            if !name.starts_with("tips/") || !self.opened.lock().unwrap().insert(name) {
                continue;
            }
            let mut sealed = Vec::new();
            entry.read_to_end(&mut sealed).unwrap();
            arrived.push(self.open(sealed));
        }
        arrived
    }

    fn open(&self, sealed: Vec<u8>) -> Arrived {
        let mut tip = envelope::tip::open(Cursor::new(sealed), &[&self.site.reviewer]).unwrap();
        let names: Vec<String> = tip.files().iter().map(|file| file.name.clone()).collect();
        let story = match tip.tip().answers.get("story") {
            Some(Answer::Text(text)) => text.clone(),
            _ => panic!("a tip without a story"),
        };
        let mut files = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let mut bytes = Vec::new();
            tip.copy_file(index, &mut bytes).unwrap();
            files.push((name.strip_prefix("files/").unwrap().to_owned(), bytes));
        }
        Arrived { story, files }
    }
}

/// A field of a form whose boundary is `b`.
pub(crate) fn part(name: &str, value: &str) -> Vec<u8> {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
}

/// The head of a file in such a form.
pub(crate) fn head(name: &str, file_name: &str) -> Vec<u8> {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n").into_bytes()
}

//! The handbook keeps its word: the boxes of its task pages are typed from top to bottom, and its links are followed.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{BrokenLink, Event, Options, Parser, Tag, TagEnd};
use tests::Typist;

/// Types the pages that make a line; returns the typist, and the folder that has to outlive it.
fn line() -> (Typist, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let mut typist = Typist::new(dir.path()).unwrap();
    types(typist.begin("reviewer/first-day.md"), 4);
    types(typist.page("operator/open-a-line.md"), 6);
    (typist, dir)
}

/// A page whose boxes vanish would be true by saying nothing.
fn types(typed: anyhow::Result<usize>, at_least: usize) {
    let typed = typed.unwrap_or_else(|error| panic!("{error:#}"));
    assert!(typed >= at_least, "only {typed} boxes were typed");
}

#[test]
fn an_operator_opens_a_line_by_the_handbook_alone() {
    line();
}

#[test]
fn reviewers_get_through_their_first_day_by_the_handbook_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut typist = Typist::new(dir.path()).unwrap();
    types(typist.page("reviewer/first-day.md"), 12);
    // The page says what the sender's phone then shows.
    assert!(typist.mailbox().unwrap().contains("When did you last hear from him?"), "the mailbox lacks the reply");
}

#[test]
fn a_carrier_fetches_and_delivers_by_the_handbook_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut typist = Typist::new(dir.path()).unwrap();
    types(typist.page("reviewer/first-day.md"), 12);
    types(typist.page("carrier.md"), 12);
}

#[test]
fn a_journalist_sends_leads_by_the_handbook_alone() {
    let (mut typist, dir) = line();
    typist.open().unwrap();
    // The page asks the operator for the certificate.
    let from = dir.path().join("server/tls/certificate.pem");
    fs::copy(from, dir.path().join("media/stick/certificate.pem")).unwrap();
    types(typist.page("journalist.md"), 6);
}

#[test]
fn a_translator_checks_a_language_by_the_handbook_alone() {
    let (mut typist, _dir) = line();
    types(typist.page("translator.md"), 3);
}

#[test]
fn every_link_of_the_handbook_leads_somewhere() {
    let root = fs::canonicalize(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
    let book = root.join("deploy/handbook/src");
    let mut files = vec![root.join("README.md"), root.join("SECURITY.md")];
    markdown(&root.join("deploy"), &mut files);
    for entry in fs::read_dir(root.join("crates")).unwrap() {
        files.extend(Some(entry.unwrap().path().join("README.md")).filter(|path| path.is_file()));
    }
    let pages: BTreeMap<PathBuf, Page> = files.into_iter().map(|path| (path.clone(), Page::read(&path))).collect();
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !link.contains("://")) {
            let leads = leads(path, link, &pages, path.starts_with(&book).then_some(&book));
            wrong.extend(
                leads.err().map(|why| format!("{}: {link}: {why}", path.strip_prefix(&root).unwrap().display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A page that the summary lacks is not in the book.
    let summary = book.join("SUMMARY.md");
    let named: BTreeSet<PathBuf> = pages[&summary].links.iter().map(|link| book.join(link)).collect();
    let written: BTreeSet<PathBuf> =
        pages.into_keys().filter(|path| path.starts_with(&book) && *path != summary).collect();
    assert_eq!(named, written);
}

/// The links of a Markdown file, and the headings that a link may lead to.
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        // `[text][name]` without a line `[name]: …` is no link to the parser.
        let nameless = RefCell::new(Vec::new());
        let note = |link: BrokenLink<'_>| {
            nameless.borrow_mut().push(format!("[{}]", link.reference));
            None
        };
        let (mut links, mut anchors, mut heading) = (Vec::new(), BTreeSet::new(), None);
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        for event in Parser::new_with_broken_link_callback(&text, options, Some(note)) {
            match (event, &mut heading) {
                (Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }), _) => {
                    links.push(dest_url.into_string());
                }
                (Event::Start(Tag::Heading { .. }), _) => heading = Some(String::new()),
                (Event::Text(part) | Event::Code(part), Some(heading)) => heading.push_str(&part),
                (Event::End(TagEnd::Heading(_)), Some(text)) => {
                    let anchor = anchor(text);
                    let numbered = (1..).map(|number| format!("{anchor}-{number}"));
                    anchors.extend([anchor.clone()].into_iter().chain(numbered).find(|one| !anchors.contains(one)));
                    heading = None;
                }
                _ => {}
            }
        }
        links.extend(nameless.into_inner());
        Self { links, anchors }
    }
}

/// The anchor of a heading, as mdBook and GitHub make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Whether a relative link leads to a file and a heading. A page of the book links inside the book alone.
fn leads(from: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>, book: Option<&PathBuf>) -> Result<(), &'static str> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let folder = from.parent().ok_or("the page lies in no folder")?;
    let to = if path.is_empty() { from.to_owned() } else { folder.join(path) };
    let to = to.canonicalize().map_err(|_| "there is no such file")?;
    if book.is_some_and(|book| !to.starts_with(book)) {
        return Err("it leads out of the book");
    }
    match (anchor, pages.get(&to)) {
        (Some(anchor), Some(page)) if !page.anchors.contains(anchor) => Err("there is no such heading"),
        (Some(_), None) => Err("nothing is known of the headings there"),
        _ => Ok(()),
    }
}

/// Adds the Markdown files of a folder and of the folders below.
fn markdown(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            markdown(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

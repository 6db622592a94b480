//! The handbook keeps its word: the boxes of its task pages are typed from top to bottom.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;

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
    let mailbox = typist.mailbox().unwrap();
    assert!(mailbox.contains("When did you last hear from him?"), "the page promises the reply: {mailbox}");
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

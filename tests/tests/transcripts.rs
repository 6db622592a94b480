//! Commands as they are typed, with their output: `tests/transcripts`.
//!
//! After an intended change of a text, run `cargo build --workspace --bins && TRYCMD=overwrite cargo test --package
//! tests --test transcripts`. It rewrites the transcripts; `git diff` then shows the text that a user will see.

use tests::program;
use trycmd::TestCases;
use trycmd::schema::Bin;

fn transcripts(pattern: &str) {
    let cases = TestCases::new();
    for name in ["intake", "reviewer", "courier"] {
        let path = program(name).map(Bin::Path).unwrap_or_else(|error| Bin::Error(error.to_string().into()));
        cases.register_bin(name, path);
    }
    cases.register_bin("chmod", Bin::Path("/bin/chmod".into()));
    cases.case(pattern);
    cases.run();
}

#[test]
fn help_says_what_a_command_does() {
    transcripts("transcripts/*-help.md");
}

#[test]
fn commands_say_what_went_wrong_and_what_to_do_next() {
    transcripts("transcripts/line.md");
}

#[test]
fn secrets_are_read_as_people_keep_them() {
    transcripts("transcripts/secrets.md");
}

//! Commands as a user types them, with their output: one file per case, in `tests/transcripts/<program>`.
//!
//! `cargo build --workspace --bins && TRYCMD=overwrite cargo test --package tests --test transcripts` writes new outputs; `git diff` then shows what a
//! user will see. A case with a line `Begins with: NAME` runs in a fresh folder with the files of that beginning ([`BEGINNINGS`]).

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::program;
use trycmd::TestCases;
use trycmd::schema::Bin;

/// The folders that cases begin with: name, the beginning that it extends, and the commands that make the rest.
const BEGINNINGS: [(&str, Option<&str>, &str); 6] = [
    ("files", None, "chmod 600 *"),
    ("plain-desk", Some("files"), "reviewer init --desk desk --name desk-1 --passphrase-file plain.txt"),
    (
        "line",
        Some("files"),
        "reviewer root --to safe --passphrase-file passphrase
         reviewer init --desk desk --name desk-1 --passphrase-file passphrase
         reviewer roster --desk desk --passphrase-file passphrase --root safe/root.key --root-passphrase-file passphrase --site 'Our line' --to roster",
    ),
    (
        "journalist",
        Some("line"),
        "courier send --seal-only --to sealed --home journalist --roster roster/roster.json --root-key roster/root.pub --lead lead.toml
         rm -r sealed",
    ),
    (
        "carrier",
        Some("line"),
        "courier init --home carrier --name carrier-1
         courier send --seal-only --to sealed --home carrier --roster roster/roster.json --root-key roster/root.pub --lead lead.toml
         rm -r sealed",
    ),
    (
        "probes",
        Some("journalist"),
        "mkdir sealed
         reviewer probe --desk desk --passphrase-file passphrase --plan 3 --days 1 --to sealed",
    ),
];

/// The folder of a beginning, made at its first use.
fn beginning(name: &str, folder: &Path) -> PathBuf {
    let made = folder.join(name);
    if !made.exists() {
        let (_, extends, commands) = BEGINNINGS.iter().find(|known| known.0 == name).unwrap();
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts/files");
        copy(&extends.map_or(files, |extends| beginning(extends, folder)), &made);
        let programs = program("reviewer").unwrap().parent().unwrap().display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
        let output = Command::new("sh").args(["-ec", commands]).current_dir(&made).env("PATH", path).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    made
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").args(["-a", "-T"]).arg(from).arg(to).status().unwrap().success());
}

/// Runs every case of a program, in copies beside which trycmd finds the files.
fn transcripts(name: &str) {
    let temporary = tempfile::tempdir().unwrap();
    let (begun, copies) = (temporary.path().join("begun"), temporary.path().join(name));
    fs::create_dir_all(&begun).unwrap();
    fs::create_dir_all(&copies).unwrap();
    let cases = TestCases::new();
    for name in ["intake", "reviewer", "courier"] {
        let path = program(name).map(Bin::Path).unwrap_or_else(|error| Bin::Error(error.to_string().into()));
        cases.register_bin(name, path);
    }
    // trycmd's copies lose their modes.
    cases.register_bin("chmod", Bin::Path("/bin/chmod".into()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts").join(name);
    let mut pairs = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let copied = copies.join(path.file_name().unwrap());
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&copied, &text).unwrap();
        if let Some(begins) = text.lines().find_map(|line| line.strip_prefix("Begins with: ")) {
            copy(&beginning(begins, &begun), &copied.with_extension("in"));
            // By this folder, trycmd knows that the case changes files, and gives it a copy of its own.
            fs::create_dir(copied.with_extension("out")).unwrap();
        }
        pairs.push((copied, path));
    }
    assert!(pairs.len() > 10, "{name} has {} cases", pairs.len());
    cases.case(copies.join("*.md"));
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        for (copied, path) in pairs {
            fs::copy(copied, path).unwrap();
        }
    }
}

#[test]
fn intake_says_what_it_does_and_what_went_wrong() {
    transcripts("intake");
}

#[test]
fn reviewer_says_what_it_does_and_what_went_wrong() {
    transcripts("reviewer");
}

#[test]
fn courier_says_what_it_does_and_what_went_wrong() {
    transcripts("courier");
}

//! `intake check --may-serve` fails exactly where `intake serve` does.
//!
//! `intake check` also fails for things that an operator should do.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::{Site, program};

/// The result of the checks for a set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The server starts, and `intake check` finds nothing.
    Sound,
    /// The server starts, and `intake check` fails.
    ShouldAct,
    /// The server does not start.
    Kept,
}

use Outcome::{Kept, ShouldAct, Sound};

/// One way to break a set-up: its name, the change, and the expected result.
type Broken = (&'static str, fn(&Site), Outcome);

const TABLE: &[Broken] = &[
    ("nothing", |_| {}, Sound),
    ("no roster", |site| remove(site, "roster.json"), Kept),
    ("another signature", |site| fs::write(site.line.path("server/roster.json.minisig"), "x").unwrap(), Kept),
    ("no root key", |site| remove(site, "root.pub"), Kept),
    ("a root key that is none", |site| fs::write(site.line.path("server/root.pub"), "x").unwrap(), Kept),
    ("no form key", |site| remove(site, "keys/form.key"), Kept),
    ("a form key that is none", |site| fs::write(site.line.path("server/keys/form.key"), "x").unwrap(), Kept),
    ("a form key that others read", |site| open(site, "keys/form.key"), Kept),
    ("a store that others enter", |site| open(site, "store"), Kept),
    ("no bundle key", |site| remove(site, "keys/bundle.key"), ShouldAct),
    ("no certificate", |site| remove(site, "tls/certificate.pem"), Kept),
    ("a certificate that is none", |site| fs::write(site.line.path("server/tls/certificate.pem"), "x").unwrap(), Kept),
    ("no private key", |site| remove(site, "tls/private.pem"), Kept),
    ("no certificate, and an authority", |site| with_authority(site, "tls/certificate.pem"), ShouldAct),
    ("no private key, and an authority", |site| with_authority(site, "tls/private.pem"), ShouldAct),
    ("no folder for the account", |site| set(site, &[DIRECTORY, ("acme_account", "\"none/acme.json\"")]), ShouldAct),
    ("no root of the authority", |site| set(site, &[DIRECTORY, ("acme_root", "\"tls/none.pem\"")]), ShouldAct),
    ("no questionnaire", |site| set(site, &[("questionnaire", "\"none\"")]), Kept),
    ("a language without texts", |site| languages(site, "\"en\", \"tlh\""), Kept),
    ("no store", |site| set(site, &[("store", "\"none\"")]), Kept),
    ("a store that is none", |site| fs::write(site.line.path("server/store/store.db"), [7; 5000]).unwrap(), Kept),
    ("no such user", |site| set(site, &[("user", "\"nobody-of-this-name\"")]), Kept),
    ("no folder for the onion side", |site| set(site, &[("onion_listen", "\"unix:none/onion.sock\"")]), Kept),
    ("an address of another machine", |site| set(site, &[("listen", "\"192.0.2.1:0\"")]), Kept),
    ("a folder among the uploads", |site| make_folder(site, "store/uploads/stray"), Sound),
    ("a folder named as an upload is", |site| make_folder(site, "store/uploads/stray.5"), Sound),
    ("less room than is to stay", |site| set(site, &[("least_free_bytes", "1_000_000_000_000_000")]), ShouldAct),
    ("a roster past its grace", |site| past_grace(site), ShouldAct),
    ("an older roster", |site| older_roster(site), Kept),
    ("settings that are none", |site| fs::write(site.line.path("server/intake.toml"), "listen = 7").unwrap(), Kept),
];

const DIRECTORY: (&str, &str) = ("acme_directory", "\"https://127.0.0.1:9/dir\"");

fn remove(site: &Site, name: &str) {
    fs::remove_file(site.line.path("server").join(name)).unwrap();
}

fn make_folder(site: &Site, name: &str) {
    fs::create_dir_all(site.line.path("server").join(name)).unwrap();
}

fn open(site: &Site, name: &str) {
    let path = site.line.path("server").join(name);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode | 0o044)).unwrap();
}

fn set(site: &Site, settings: &[(&str, &str)]) {
    site.line.set(settings).unwrap();
}

/// Replaces the list of languages, which spans several lines.
fn languages(site: &Site, named: &str) {
    let file = site.line.path("server/intake.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once("languages = [").unwrap();
    let after = after.split_once(']').unwrap().1;
    fs::write(&file, format!("{before}languages = [{named}]{after}")).unwrap();
}

fn with_authority(site: &Site, gone: &str) {
    set(site, &[DIRECTORY]);
    remove(site, gone);
}

fn past_grace(site: &Site) {
    let mut body = site.body(2);
    body.reviewers[0].recipients[0].from = site.today.plus(-400);
    body.reviewers[0].recipients[0].until = site.today.plus(-31);
    let roster = site.roster(body).unwrap();
    site.write_bytes("server", roster.bytes(), roster.signature()).unwrap();
}

/// Puts an older roster in place. A newer one was in use, so the store remembers its issue.
fn older_roster(site: &Site) {
    let newer = site.roster(site.body(2)).unwrap();
    site.write_bytes("server", newer.bytes(), newer.signature()).unwrap();
    site.line.intake("check", &[]).unwrap();
    let older = site.roster(site.body(1)).unwrap();
    site.write_bytes("server", older.bytes(), older.signature()).unwrap();
}

/// Copies a site's folder, since `intake init` takes a while.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() { copy(&entry, &target) } else { fs::copy(&entry, &target).map(drop).unwrap() }
    }
}

fn check(config: &PathBuf, more: &[&str]) -> (bool, String) {
    let mut command = Command::new(program("intake").unwrap());
    let output = command.arg("check").args(more).arg("--config").arg(config).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[test]
fn check_may_serve_fails_exactly_where_serve_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    let settings = [("listen", "\"127.0.0.1:0\""), ("hosts", "[\"localhost\"]")];
    let mut site = Site::create(&dir.path().join("sound"), &settings).unwrap();
    let sound = site.line.folder.clone();
    for (number, (name, break_it, outcome)) in TABLE.iter().enumerate() {
        site.line.folder = dir.path().join(number.to_string());
        copy(&sound, &site.line.folder);
        break_it(&site);
        let config = site.line.path("server/intake.toml");
        let (may_serve, lines) = check(&config, &["--may-serve"]);
        let (clean, all) = check(&config, &[]);
        let mut command = Command::new(program("intake").unwrap());
        let served = site.line.serve_with(command.args(["serve", "--config"]).arg(&config));
        let started = served.as_ref().err().map(ToString::to_string);
        assert_eq!(may_serve, served.is_ok(), "{name}: check says {lines}, and serve {started:?}");
        let found = match (may_serve, clean) {
            (true, true) => Sound,
            (true, false) => ShouldAct,
            (false, _) => Kept,
        };
        assert_eq!(found, *outcome, "{name}: {all} {started:?}");
        assert!(may_serve || !clean, "{name}: {all}");
        // Settings that do not parse have no findings: the failure itself names the reason.
        let says = |begins: &str| all.lines().any(|line| line.starts_with(begins));
        match outcome {
            Sound => assert!(!says("keeps") && !says("an operator"), "{name}: {all}"),
            ShouldAct => assert!(!says("keeps") && says("an operator should act: "), "{name}: {all}"),
            Kept => {
                assert!(says("keeps the server from serving: ") || all.contains("is not understood"), "{name}: {all}")
            }
        }
    }
}

/// A unit without `User=` starts as root, and the settings name the user that the server becomes.
#[test]
fn root_is_told_what_the_server_will_find_as_the_user_that_settings_name() {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("not tested here: only root becomes another user");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let site = Site::create(&dir.path().join("line"), &[("listen", "\"127.0.0.1:0\"")]).unwrap();
    set(&site, &[("user", "\"nobody\"")]);
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let ids: Vec<&str> = users.lines().find(|line| line.starts_with("nobody:")).unwrap().split(':').skip(2).collect();
    let (uid, gid) = (ids[0].parse().unwrap(), ids[1].parse().unwrap());
    let config = site.line.path("server/intake.toml");
    let made_by_root = |path: &Path| fs::metadata(path).unwrap().uid() == 0;
    for ((uid, gid), found) in [((uid, gid), true), ((0, 0), false)] {
        give(&site.line.path("server"), uid, gid);
        let (may_serve, lines) = check(&config, &["--may-serve"]);
        assert_eq!(may_serve, found, "{lines}");
        let mut store = fs::read_dir(site.line.path("server/store")).unwrap().map(|entry| entry.unwrap().path());
        assert!(!found || !store.any(|path| made_by_root(&path)), "the server cannot write it");
        let mut command = Command::new(program("intake").unwrap());
        let served = site.line.serve_with(command.args(["serve", "--config"]).arg(&config));
        assert_eq!(served.is_ok(), found, "{:?}", served.as_ref().err().map(ToString::to_string));
    }
}

fn give(path: &Path, uid: u32, gid: u32) {
    chown(path, Some(uid), Some(gid)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), uid, gid));
    }
}

fn unit(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/systemd").join(name)).unwrap()
}

/// Runs `systemd-analyze verify` on a unit with the program that was built here. Returns whether it passes, and its
/// output.
fn verified(unit: &str, name: &str) -> (bool, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, unit.replace("/usr/local/bin/intake", program("intake").unwrap().to_str().unwrap())).unwrap();
    let output =
        Command::new("systemd-analyze").args(["verify", "--man=no", "--recursive-errors=no"]).arg(&path).output();
    let output = output.unwrap_or_else(|_| panic!("systemd is not installed; `cargo xtask test` installs it"));
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn systemd_verifies_the_units_and_notices_a_line_that_is_none() {
    for name in ["throughline-intake.service", "throughline-carry.service"] {
        let (verifies, said) = verified(&unit(name), name);
        assert!(verifies && !said.contains(name), "{said}");
        let (verifies, said) = verified(&unit(name).replace("ProtectHome=yes", "ProtectHome=maybe"), name);
        assert!(!verifies && said.contains("protect home"), "it does not read the unit: {said}");
    }
}

#[test]
fn the_unit_asks_whether_it_may_serve_and_nothing_more() {
    let unit = unit("throughline-intake.service");
    let before: Vec<&str> = unit.lines().filter(|line| line.starts_with("ExecStartPre=")).collect();
    assert_eq!(before.len(), 1);
    assert!(before[0].contains(" check --may-serve "), "{}", before[0]);
}

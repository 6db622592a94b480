//! Bundles, sealed tips and passphrases that the desk refuses, with a clear error and nothing half-written.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use console::Passphrase;
use envelope::bundle::{BundleBody, SignedBundle};
use envelope::keys::{Intake, Recipient, SigningKey};
use envelope::roster::RosterBody;
use envelope::tip::{Answer, Tip, TipSealer};
use envelope::{Clock as _, Digest, FixedClock, SubmissionId};
use reviewer::service::desk::Desk;
use tests::{Browser, Line};

fn line() -> (tempfile::TempDir, Line) {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    (dir, line)
}

/// A line with two tips, and the path of their bundle.
async fn exported() -> (tempfile::TempDir, Line, String) {
    let (dir, line) = line();
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    for story in ["first", "second"] {
        assert!(browser.send("en", &[("story", story)], &[]).await.unwrap().code().is_some());
    }
    let bundle = line.export().unwrap();
    (dir, line, bundle)
}

/// Asserts that the desk refuses `bundle`, names the reason, says that nothing was imported, and has no tip.
async fn refused(line: &Line, bundle: &str, why: &str) {
    let said = line.import(bundle).unwrap_err().to_string();
    assert!(said.contains("refused") && said.contains(why) && said.contains("nothing was imported"), "{said}");
    assert!(line.tips().await.unwrap().is_empty());
}

/// Unpacks a bundle with tar, changes it by `script` and packs it again; returns the new bundle's path.
fn changed(line: &Line, bundle: &str, script: &str) -> String {
    let script = format!(
        "set -e; mkdir \"$1\"; cd \"$1\"; tar -xf \"$2\"; set -- \"$1\" \"$2\" tips/*; {script}; tar -cf ../changed.tar bundle.json bundle.json.minisig collected.age tips/*"
    );
    let folder = line.path("unpacked");
    let status = Command::new("sh").args(["-c", &script, "sh"]).arg(&folder).arg(bundle).status().unwrap();
    assert!(status.success());
    line.path("changed.tar").display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_cut_short() {
    let (_dir, line, bundle) = exported().await;
    let bytes = fs::read(&bundle).unwrap();
    let cut = line.path("cut.tar");
    for length in [bytes.len() / 2, 700, 0] {
        fs::write(&cut, &bytes[..length]).unwrap();
        refused(&line, &cut.display().to_string(), "cannot be read").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_with_one_byte_flipped() {
    let (_dir, line, bundle) = exported().await;
    let bytes = fs::read(&bundle).unwrap();
    let flipped = line.path("flipped.tar");
    let list = bytes.windows(6).position(|window| window == b"format").unwrap();
    for (at, why) in [(list + 60, "refused"), (bytes.len() - 20_000, "was altered")] {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        fs::write(&flipped, bytes).unwrap();
        refused(&line, &flipped.display().to_string(), why).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_with_a_tip_removed() {
    let (_dir, line, bundle) = exported().await;
    refused(&line, &changed(&line, &bundle, "rm \"$3\""), "is listed and is not there").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_with_a_tip_added() {
    let (_dir, line, bundle) = exported().await;
    let script = "cp \"$3\" tips/aaaaaaaaaaaaaaaaaaaaaaaaaa.age";
    refused(&line, &changed(&line, &bundle, script), "does not name").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_signed_by_another_key() {
    let (_dir, line, bundle) = exported().await;
    assert!(line.import(&bundle).unwrap().contains("2 new"), "the desk knows the line's key from here on");
    let next = line.export().unwrap();
    let other = SigningKey::<Intake>::generate().unwrap();
    // The list names the line's key, or the key that signed it: neither is accepted.
    for names in [None, Some(other.verifying_key())] {
        let mut body = body(&next);
        body.tips.clear();
        body.intake_key = names.unwrap_or(body.intake_key);
        let forged = line.path("forged.tar");
        let out = fs::File::create(&forged).unwrap();
        SignedBundle::sign(body, None, &other).unwrap().write_volume(out, 1, |_| unreachable!("no tips")).unwrap();
        let said = line.import(&forged.display().to_string()).unwrap_err().to_string();
        assert!(said.contains("not signed by this line's bundle key"), "{said}");
    }
    assert_eq!(line.tips().await.unwrap().len(), 2);
}

fn body(bundle: &str) -> BundleBody {
    let output = Command::new("tar").args(["-xOf", bundle, "bundle.json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_bundle_with_the_same_number() {
    let (_dir, line, bundle) = exported().await;
    line.import(&bundle).unwrap();
    let key = fs::read_to_string(line.path("server/keys/bundle.key")).unwrap();
    let mut body = body(&bundle);
    body.tips.clear();
    let out = fs::File::create(line.path("twin.tar")).unwrap();
    let twin = SignedBundle::sign(body, None, &SigningKey::from_text(&key).unwrap()).unwrap();
    twin.write_volume(out, 1, |_| unreachable!("no tips")).unwrap();
    let said = line.import(&line.path("twin.tar").display().to_string()).unwrap_err().to_string();
    assert!(said.contains("two chains carry the same number"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_s_first_bundle_without_its_fingerprint_or_with_another() {
    let (_dir, line, bundle) = exported().await;
    assert!(line.desk("import", &[&bundle]).unwrap_err().to_string().contains("--fingerprint"));
    let said = line.desk("import", &["--fingerprint", "wrong-words", &bundle]).unwrap_err().to_string();
    assert!(said.contains("another fingerprint"), "{said}");
    assert!(line.tips().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_played_twice_and_bundles_out_of_order() {
    let (_dir, line, first) = exported().await;
    let (second, third) = (line.export().unwrap(), line.export().unwrap());
    let out_of_order = line.import(&third).unwrap();
    assert!(out_of_order.contains("2 new") && out_of_order.contains("bundle 1 is missing"), "{out_of_order}");
    assert!(out_of_order.contains("bundle 2 is missing"));
    assert!(line.import(&third).unwrap().contains("nothing new"), "played twice");
    let late = line.import(&first).unwrap();
    assert!(late.contains("nothing new") && late.contains("bundle 2 is missing"), "{late}");
    assert!(!late.contains("bundle 1 is missing"), "{late}");
    assert!(!line.import(&second).unwrap().contains("finding"));
}

/// Seals any bytes to this line's desk with Debian's `age`, as anybody could.
fn sealed(line: &Line, name: &str, content: &[u8]) -> String {
    let card: serde_json::Value = serde_json::from_slice(&fs::read(line.path("desk/card.json")).unwrap()).unwrap();
    let recipient = card["recipients"][0]["recipient"].as_str().unwrap();
    let (plain, sealed) = (line.path("plain"), line.path(name));
    fs::write(&plain, content).unwrap();
    let age = Command::new("age").args(["-r", recipient, "-o"]).arg(&sealed).arg(&plain).status().unwrap();
    assert!(age.success());
    sealed.display().to_string()
}

/// Asserts that a tip is kept sealed in quarantine with its reason, and that nothing of it becomes a tip.
async fn quarantined(line: &Line, file: &str, why: &str) {
    let said = line.desk("import", &[file]).unwrap();
    assert!(said.contains("1 in quarantine") && said.contains("kept sealed") && said.contains(why), "{said}");
    assert!(line.tips().await.unwrap().is_empty());
    assert!(line.desk("import", &[file]).unwrap().contains("nothing new"), "again changes nothing");
}

/// One entry of a ZIP: name, method, bytes as stored, length when unpacked.
type Entry<'a> = (&'a str, u16, &'a [u8], u32);

/// A ZIP in the layout of a tip, so that only its content is wrong.
///
/// Checksums are zero: a tip should be refused before they are read.
fn zip_of(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, method, bytes, unpacked) in entries {
        let at = u32::try_from(out.len()).unwrap();
        let sizes = [u32::try_from(bytes.len()).unwrap().to_le_bytes(), unpacked.to_le_bytes()].concat();
        // Version 2.0, flag 3 (sizes follow the bytes), method, time, date.
        let begin = [&[20, 0, 8, 0][..], &method.to_le_bytes(), &[0; 4]].concat();
        let length = [u16::try_from(name.len()).unwrap().to_le_bytes(), [0; 2]].concat();
        out.extend([b"PK\x03\x04", &begin[..], &[0; 12], &length, name.as_bytes(), bytes].concat());
        out.extend([b"PK\x07\x08", &[0; 4][..], &sizes].concat());
        let end = [&[0; 10][..], &at.to_le_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0", &begin[..], &[0; 4], &sizes, &length, &end, name.as_bytes()].concat());
    }
    let (at, length) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &length.to_le_bytes(), &at.to_le_bytes(), &[0; 2]].concat());
    out
}

/// 100 MB of zeros in deflate form. They come from gzip; its header and trailer are cut off.
fn deflated_zeros() -> Vec<u8> {
    let mut gzip = Command::new("sh")
        .args(["-c", "head -c 100000000 /dev/zero | gzip -nc"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut bytes = Vec::new();
    gzip.stdout.take().unwrap().read_to_end(&mut bytes).unwrap();
    gzip.wait().unwrap();
    bytes[10..bytes.len() - 8].to_vec()
}

const TIP: Entry<'_> = ("tip.json", 0, b"{}", 2);
const MANIFEST: Entry<'_> = ("manifest.json", 0, b"[]", 2);
const PADDING: Entry<'_> = ("padding", 0, b"", 0);

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_tip_that_is_a_zip_bomb() {
    let (_dir, line) = line();
    let bomb = deflated_zeros();
    assert!(bomb.len() < 200_000);
    let zip = zip_of(&[("files/01-bomb", 8, &bomb, 100_000_000), TIP, MANIFEST, PADDING]);
    quarantined(&line, &sealed(&line, "bomb.age", &zip), "compressed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_tip_that_holds_absolute_paths() {
    let (_dir, line) = line();
    let zip = zip_of(&[("/etc/cron.d/own", 0, b"x", 1), TIP, MANIFEST, PADDING]);
    quarantined(&line, &sealed(&line, "absolute.age", &zip), "missing, unlisted or out of order").await;
    let zip = zip_of(&[("files/../../own", 0, b"x", 1), TIP, MANIFEST, PADDING]);
    quarantined(&line, &sealed(&line, "climbing.age", &zip), "unsafe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_tip_that_is_not_a_zip() {
    let (_dir, line) = line();
    quarantined(&line, &sealed(&line, "text.age", b"no zip at all"), "").await;
    let stranger = envelope::keys::Identity::generate().recipient();
    let other = line.path("stranger.age");
    let text = stranger.to_string();
    let mut age = Command::new("age").args(["-r", &text, "-o"]).arg(&other).stdin(Stdio::piped()).spawn().unwrap();
    drop(age.stdin.take());
    assert!(age.wait().unwrap().success());
    quarantined(&line, &other.display().to_string(), "").await;
}

/// Seals a tip to this line's desk, as anybody could who has its roster.
fn forged(line: &Line, name: &str, submission: SubmissionId, story: &str, file: &[u8]) -> String {
    let roster: RosterBody = serde_json::from_slice(&fs::read(line.path("roster/roster.json")).unwrap()).unwrap();
    let recipients: Vec<Recipient> =
        roster.reviewers.iter().flat_map(|desk| &desk.recipients).map(|dated| dated.recipient.clone()).collect();
    let mut sealer = TipSealer::new(&recipients, Vec::new()).unwrap();
    sealer.begin_file("a.jpg", "image/jpeg").unwrap();
    sealer.write(file).unwrap();
    let tip = Tip {
        format: envelope::tip::FORMAT.to_owned(),
        site: roster.site,
        day: roster.day,
        language: "en".to_owned(),
        answers: [("story".to_owned(), Answer::Text(story.to_owned()))].into(),
        mailbox: None,
        submission,
        questionnaire: Digest::of(b"none"),
    };
    let path = line.path(name);
    fs::write(&path, sealer.finish(&tip).unwrap().0).unwrap();
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_tip_with_the_mark_of_a_genuine_one_does_not_push_it_out() {
    let (_dir, line) = line();
    let server = line.serve().unwrap();
    Browser::new(&server.url).unwrap().send("en", &[("story", "genuine")], &[]).await.unwrap();
    // A thief of the server's disk can read this.
    let database = line.path("server/store/store.db");
    let hex = Command::new("sqlite3").arg(&database).arg("SELECT hex(submission) FROM tip").output().unwrap().stdout;
    let bytes = data_encoding::HEXUPPER.decode(hex.trim_ascii()).unwrap();
    let submission = SubmissionId::from_bytes(bytes.try_into().unwrap());
    line.desk("import", &[&forged(&line, "forged.age", submission, "forged", b"x")]).unwrap();
    let said = line.import(&line.export().unwrap()).unwrap();
    assert!(said.contains("1 new") && said.contains("one of the two may be forged"), "{said}");
    let mut stories: Vec<String> = line.tips().await.unwrap().into_iter().map(|tip| tip.story).collect();
    stories.sort();
    assert_eq!(stories, ["forged", "genuine"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_tip_with_a_damaged_attachment() {
    let (_dir, line) = line();
    let path = forged(&line, "damaged.age", SubmissionId::from_bytes([1; 16]), "x", &vec![7; 300_000]);
    let mut bytes = fs::read(&path).unwrap();
    bytes[100_000] ^= 1;
    fs::write(&path, &bytes).unwrap();
    quarantined(&line, &path, "cannot be opened").await;
}

/// The key that opens the tip comes later than the tip.
#[tokio::test(flavor = "multi_thread")]
async fn a_tip_in_quarantine_is_opened_once_it_can_be() {
    let (_dir, line) = line();
    let path = forged(&line, "early.age", SubmissionId::from_bytes([2; 16]), "early", b"y");
    let passphrase = Passphrase::from_file(&line.path("passphrase")).unwrap();
    let desk = Desk::open(&line.path("desk"), &passphrase, &console::SystemClock).await.unwrap();
    let mut keyring = desk.vault.keyring().unwrap();
    let own = std::mem::replace(&mut keyring.identities, vec![envelope::keys::Identity::generate()]);
    desk.vault.keep(&keyring, &mut console::system_rng()).unwrap();
    drop(desk);
    quarantined(&line, &path, "").await;
    let desk = Desk::open(&line.path("desk"), &passphrase, &console::SystemClock).await.unwrap();
    keyring.identities = own;
    desk.vault.keep(&keyring, &mut console::system_rng()).unwrap();
    drop(desk);
    assert!(line.desk("import", &[&path]).unwrap().contains("1 new"));
    assert_eq!(line.tips().await.unwrap()[0].story, "early");
    assert!(line.desk("import", &[&path]).unwrap().contains("nothing new"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_tip_whose_header_never_ends() {
    let (_dir, line) = line();
    let path = line.path("endless.age");
    fs::write(&path, [b"age-encryption.org/v1\n".as_slice(), &b"-> X25519 aaaa\nbbbb\n".repeat(100_000)].concat())
        .unwrap();
    quarantined(&line, &path.display().to_string(), "").await;
}

#[test]
fn a_wrong_passphrase() {
    let (_dir, line) = line();
    fs::write(line.path("passphrase"), "some other words\n").unwrap();
    let said = line.desk("list", &[]).unwrap_err().to_string();
    assert!(said.contains("the passphrase does not open this desk") && said.contains("next:"), "{said}");
}

#[test]
fn a_passphrase_file_that_others_can_read() {
    let (_dir, line) = line();
    fs::set_permissions(line.path("passphrase"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = line.desk("list", &[]).unwrap_err().to_string();
    assert!(said.contains("chmod 600"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_clock_set_back_a_year() {
    let (_dir, line) = line();
    let passphrase = Passphrase::from_file(&line.path("passphrase")).unwrap();
    let clock = console::SystemClock.now();
    let back =
        FixedClock(clock.replace_year(clock.year() - 1).unwrap_or(clock - std::time::Duration::from_secs(31_536_000)));
    let said = format!("{:#}", Desk::open(&line.path("desk"), &passphrase, &back).await.err().unwrap());
    assert!(said.contains("the clock says") && said.contains("was seen before"), "{said}");
    assert!(line.tips().await.unwrap().is_empty(), "with the clock mended, it opens");
}

/// To a laptop whose clock was set back a year, a bundle of today looks like one from next year.
#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_from_after_today() {
    let (_dir, line, bundle) = exported().await;
    let key = fs::read_to_string(line.path("server/keys/bundle.key")).unwrap();
    let mut body = body(&bundle);
    body.tips.clear();
    body.day = body.day.plus(365);
    let out = fs::File::create(line.path("future.tar")).unwrap();
    let future = SignedBundle::sign(body, None, &SigningKey::from_text(&key).unwrap()).unwrap();
    future.write_volume(out, 1, |_| unreachable!("no tips")).unwrap();
    let said = line.import(&line.path("future.tar").display().to_string()).unwrap_err().to_string();
    assert!(said.contains("this laptop's clock says") && said.contains("next: set the clock"), "{said}");
    assert!(line.import(&bundle).unwrap().contains("2 new"), "nothing of it was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_scores_by_its_own_triage_rules_and_names_a_rule_without_its_question() {
    let (_dir, line) = line();
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let rules = line.path("desk/triage.toml");
    let shipped = fs::read_to_string(&rules).unwrap();
    fs::write(&rules, shipped.replace("question = \"town\"", "question = \"no-such-question\"")).unwrap();
    browser.send("en", &[("story", "x"), ("town", "Myawaddy")], &[]).await.unwrap();
    let said = line.import(&line.export().unwrap()).unwrap();
    assert!(said.contains("triage.toml names questions that the form does not ask: no-such-question"), "{said}");
    assert_eq!(line.tips().await.unwrap()[0].case.score, 0);
    fs::write(&rules, "l1 = \"many\"").unwrap();
    let said = line.import(&line.export().unwrap()).unwrap_err().to_string();
    assert!(said.contains("triage.toml is refused") && said.contains("next:"), "{said}");
    fs::write(&rules, shipped).unwrap();
    browser.send("en", &[("story", "y"), ("town", "Myawaddy")], &[]).await.unwrap();
    assert!(!line.import(&line.export().unwrap()).unwrap().contains("triage.toml"));
    assert!(line.tips().await.unwrap().iter().any(|tip| tip.case.score > 0));
}

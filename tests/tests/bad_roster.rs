//! Rosters that are refused: by `intake init`, by a running server, and after a restart.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use envelope::Digest;
use envelope::dispatch::{self, DispatchBody};
use envelope::roster::{Roster, RosterBody};
use tests::{Browser, Site};

fn keys() -> (tempfile::TempDir, Site) {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::keys(&dir.path().join("site")).unwrap();
    (dir, site)
}

fn json(body: &RosterBody) -> Vec<u8> {
    serde_json::to_vec(body).unwrap()
}

/// Asserts that `intake init` names the reason and the next step, and makes no folder.
fn init_refuses(site: &Site, why: &str) {
    let said = site.init().unwrap_err().to_string();
    assert!(said.contains(why) && said.contains("next:"), "{said}");
    assert!(!site.line.path("server").exists());
    let halves: Vec<_> = fs::read_dir(&site.line.folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(halves.len(), 2, "nothing half-written: {halves:?}");
}

#[test]
fn a_roster_with_a_bad_signature() {
    let (_dir, site) = keys();
    let roster = site.roster(site.body(1)).unwrap();
    let mut bytes = roster.bytes().to_vec();
    let at = bytes.windows(9).position(|window| window == b"Test line").unwrap();
    bytes[at] = b'B';
    site.write_bytes("roster", &bytes, roster.signature()).unwrap();
    init_refuses(&site, "not signed by the pinned root key");
}

#[test]
fn a_roster_signed_by_a_desk_key_instead_of_root() {
    let (_dir, site) = keys();
    let bytes = json(&site.body(1));
    site.write_bytes("roster", &bytes, &site.desk.sign(&bytes, "roster").unwrap()).unwrap();
    init_refuses(&site, "not signed by the pinned root key");
}

#[test]
fn a_roster_with_no_recipient() {
    let (_dir, site) = keys();
    let mut body = site.body(1);
    body.reviewers[0].recipients.clear();
    assert!(site.roster(body.clone()).is_err(), "it is not even signed");
    let bytes = json(&body);
    site.write_bytes("roster", &bytes, &site.root.sign(&bytes, "roster").unwrap()).unwrap();
    init_refuses(&site, "nobody could open a tip");
}

fn ended(site: &Site, issue: u32, days_ago: i64) -> Roster {
    let mut body = site.body(issue);
    body.day = site.today.plus(-400);
    body.reviewers[0].recipients[0].from = body.day;
    body.reviewers[0].recipients[0].until = site.today.plus(-days_ago);
    site.roster(body).unwrap()
}

#[test]
fn a_roster_that_has_expired() {
    let (_dir, site) = keys();
    site.write_roster(&ended(&site, 1, 31)).unwrap();
    init_refuses(&site, "no reviewer key is valid");
}

/// In the 30 days after the roster's end, tips are still taken. Then the form closes, with a page that says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_whose_roster_expires_closes_its_form() {
    for (days_ago, status) in [(30, 200), (31, 503)] {
        let dir = tempfile::tempdir().unwrap();
        let site = Site::create(&dir.path().join("site"), &[]).unwrap();
        let roster = ended(&site, 2, days_ago);
        site.write_bytes("server", roster.bytes(), roster.signature()).unwrap();
        let checked = site.line.intake("check", &[]);
        assert_eq!(checked.is_ok(), status == 200, "{checked:?}");
        let server = site.line.serve().unwrap();
        let browser = Browser::new(&server.url).unwrap();
        let form = browser.get("/th/tip").await.unwrap();
        assert!(form.status == status && form.page.contains("<html lang=\"th\""));
        if status == 200 {
            assert!(browser.send("th", &[("story", "in the grace")], &[]).await.unwrap().code().is_some());
        }
    }
}

fn with_roster(site: &Site, number: u32, roster: &Roster) -> String {
    let body = DispatchBody {
        format: dispatch::FORMAT.to_owned(),
        site: site.site,
        desk: site.desk.verifying_key(),
        number,
        day: site.today,
        received: Vec::new(),
        erase: Vec::new(),
        items: Vec::new(),
        withdrawn: Vec::new(),
        opens: vec![],
        audit_head: Digest::of(b""),
    };
    let path = site.line.path(&format!("stick/dispatch-{number}.tar"));
    dispatch::write(fs::File::create_new(&path).unwrap(), &body, &site.desk, Some(roster), &BTreeMap::new()).unwrap();
    path.display().to_string()
}

fn named(site: &Site, issue: u32, name: &str) -> Roster {
    let mut body = site.body(issue);
    name.clone_into(&mut body.name);
    site.roster(body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_older_than_the_present_one_and_one_with_its_number_and_other_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[]).unwrap();
    let (older, present) = (named(&site, 1, "Older line"), named(&site, 2, "Present line"));
    let other = named(&site, 2, "Other line");
    let ingest = |number, roster| site.line.intake("ingest", &[&with_roster(&site, number, roster)]);
    assert!(ingest(1, &present).unwrap().contains("issue 2 is in use"));
    // A dispatch with an overtaken roster is applied, but its roster is not.
    assert!(!ingest(2, &older).unwrap().contains("in use"));
    let said = ingest(3, &other).unwrap_err().to_string();
    assert!(said.contains("another roster with the number 2") && said.contains("nothing was applied"), "{said}");
    assert!(!ingest(4, &present).unwrap().contains("in use"), "the same roster again changes nothing");

    // By file, while the server runs: the present roster stays in use, and the log says why.
    let server = site.line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    for (roster, why) in [(&older, "older than the present issue 2"), (&other, "another roster with the number 2")] {
        site.write_bytes("server", roster.bytes(), roster.signature()).unwrap();
        let mut waited = 0;
        while !fs::read_to_string(site.line.path("server.log")).unwrap().contains(why) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            waited += 1;
            assert!(waited < 400, "the log does not say: {why}");
        }
        assert!(browser.get("/en/keys").await.unwrap().page.contains("Present line"));
    }
    drop(server);
    // After a restart, the roster is refused, because the store remembers the newest issue.
    for (roster, why) in [(&older, "older than the present issue 2"), (&other, "another roster with the number 2")] {
        site.write_bytes("server", roster.bytes(), roster.signature()).unwrap();
        for said in [site.line.serve().err().unwrap().to_string(), site.line.export().unwrap_err().to_string()] {
            assert!(said.contains(why) && said.contains("next:"), "{said}");
        }
        assert!(site.line.intake("check", &[]).is_err());
    }
    site.write_bytes("server", present.bytes(), present.signature()).unwrap();
    site.line.serve().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_clock_set_back_a_year() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[]).unwrap();
    let mut body = site.body(2);
    body.day = site.today.plus(365);
    let future = site.roster(body).unwrap();
    // To a server whose clock was set back a year, a signature of today looks like one from next year.
    site.write_bytes("server", future.bytes(), future.signature()).unwrap();
    for said in [site.line.serve().err().unwrap().to_string(), site.line.export().unwrap_err().to_string()] {
        assert!(said.contains("the clock says") && said.contains("next: set the machine's clock"), "{said}");
    }
    assert!(site.line.intake("check", &[]).is_err());
    assert_eq!(fs::read_dir(site.line.path("stick")).unwrap().count(), 0);
}

use super::*;
use crate::keys::Identity;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn dated(from: &str, until: &str) -> DatedRecipient {
    DatedRecipient { recipient: Identity::generate().recipient(), from: day(from), until: day(until) }
}

fn body(recipients: Vec<DatedRecipient>) -> RosterBody {
    let desk = SigningKey::<Desk>::generate().unwrap().verifying_key();
    let desk = DatedDeskKey { key: desk, role: DeskRole::Dispatch, from: day("2026-01-01"), until: day("2027-01-01") };
    RosterBody {
        format: FORMAT.to_owned(),
        site: SiteId::from_bytes([7; 16]),
        name: "A line".to_owned(),
        issue: 1,
        day: day("2026-01-01"),
        kdf: CodeKdf::default(),
        reviewers: vec![RosterReviewer { label: "desk-1".to_owned(), recipients, desk_keys: vec![desk] }],
        recovery: vec![],
        bundle_key: None,
    }
}

fn half_year() -> RosterBody {
    body(vec![dated("2026-01-01", "2026-06-30")])
}

fn root() -> SigningKey<Root> {
    SigningKey::generate().unwrap()
}

fn received(roster: &Roster) -> UntrustedRoster {
    UntrustedRoster::new(roster.bytes().to_vec(), roster.signature().to_owned())
}

#[test]
fn a_roster_reads_back_under_the_root_key() {
    let root = root();
    let roster = Roster::sign(half_year(), &root).unwrap();
    let again = received(&roster).verify(&root.verifying_key(), Some(roster.site())).unwrap();
    assert_eq!(again, roster);
}

#[test]
fn a_roster_with_a_bad_signature_is_refused() {
    let root = root();
    let roster = Roster::sign(half_year(), &root).unwrap();
    let altered = String::from_utf8(roster.bytes().to_vec()).unwrap().replace("A line", "B line");
    let altered = UntrustedRoster::new(altered.into_bytes(), roster.signature().to_owned());
    assert!(matches!(altered.verify(&root.verifying_key(), None), Err(RosterError::Signature(_))));
}

#[test]
fn a_roster_signed_by_another_key_is_refused() {
    let roster = Roster::sign(half_year(), &root()).unwrap();
    assert!(matches!(received(&roster).verify(&root().verifying_key(), None), Err(RosterError::Signature(_))));
}

#[test]
fn a_roster_signed_by_a_desk_key_is_refused() {
    let desk = SigningKey::<Desk>::generate().unwrap();
    let root = root();
    let roster = Roster::sign(half_year(), &root).unwrap();
    let signature = desk.sign(roster.bytes(), "roster").unwrap();
    let forged = UntrustedRoster::new(roster.bytes().to_vec(), signature);
    assert!(matches!(forged.verify(&root.verifying_key(), None), Err(RosterError::Signature(_))));
}

#[test]
fn a_roster_of_another_site_is_refused() {
    let root = root();
    let roster = Roster::sign(half_year(), &root).unwrap();
    let here = SiteId::from_bytes([8; 16]);
    assert!(matches!(received(&roster).verify(&root.verifying_key(), Some(here)), Err(RosterError::OtherSite { .. })));
}

#[test]
fn a_roster_without_a_recipient_is_refused() {
    assert!(matches!(Roster::sign(body(vec![]), &root()), Err(RosterError::NoRecipient)));
}

#[test]
fn an_older_issue_never_replaces_a_newer_nor_another_with_the_same_number() {
    let root = root();
    let first = Roster::sign(half_year(), &root).unwrap();
    let second = Roster::sign(RosterBody { issue: 2, ..half_year() }, &root).unwrap();
    assert!(second.replaces(&first).unwrap());
    assert!(!first.replaces(&first.clone()).unwrap());
    assert!(matches!(first.replaces(&second), Err(RosterError::Older { present: 2, found: 1 })));
    let rival = Roster::sign(half_year(), &root).unwrap();
    assert!(matches!(rival.replaces(&first), Err(RosterError::SameIssueOtherBytes { issue: 1 })));
}

#[test]
fn an_expired_roster_seals_through_its_grace_and_then_closes() {
    let roster = Roster::sign(half_year(), &root()).unwrap();
    assert!(!roster.sealing_on(day("2026-06-30")).unwrap().grace);
    assert!(roster.sealing_on(day("2026-07-01")).unwrap().grace);
    assert!(roster.sealing_on(day("2026-07-30")).unwrap().grace);
    assert!(matches!(roster.sealing_on(day("2026-07-31")), Err(RosterError::Closed { .. })));
    assert!(matches!(roster.sealing_on(day("2025-12-31")), Err(RosterError::NotYet { .. })));
}

#[test]
fn grace_seals_to_the_latest_key_and_the_recovery_key_that_was_listed_with_it() {
    let latest = dated("2026-06-01", "2026-12-31");
    let recovery = dated("2026-01-01", "2026-12-31");
    let mut body = body(vec![dated("2026-01-01", "2026-06-30"), latest.clone()]);
    body.recovery = vec![recovery.clone(), dated("2025-01-01", "2026-03-01")];
    let sealing = Roster::sign(body, &root()).unwrap().sealing_on(day("2027-01-10")).unwrap();
    let mut expected = vec![latest.recipient, recovery.recipient];
    expected.sort();
    assert_eq!(sealing.recipients, expected);
}

#[test]
fn keys_that_overlap_by_less_than_thirty_days_are_refused() {
    let keys = |from: &str| body(vec![dated("2026-01-01", "2026-06-30"), dated(from, "2026-12-31")]);
    assert!(Roster::sign(keys("2026-06-01"), &root()).is_ok());
    assert!(matches!(Roster::sign(keys("2026-06-02"), &root()), Err(RosterError::Overlap { .. })));
    assert!(matches!(Roster::sign(keys("2026-08-01"), &root()), Err(RosterError::Overlap { .. })));
}

#[test]
fn a_desk_key_holds_only_within_its_days() {
    let body = half_year();
    let key = body.reviewers[0].desk_keys[0].key.clone();
    let roster = Roster::sign(body, &root()).unwrap();
    assert!(roster.desk_key_on(&key, day("2026-05-05")));
    assert!(!roster.desk_key_on(&key, day("2027-01-02")));
    let stranger = SigningKey::<Desk>::generate().unwrap().verifying_key();
    assert!(!roster.desk_key_on(&stranger, day("2026-05-05")));
}

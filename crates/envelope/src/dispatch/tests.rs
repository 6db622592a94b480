use super::*;
use crate::code::CodeKdf;
use crate::keys::{Identity, Root};
use crate::roster::{self, DatedDeskKey, DatedRecipient, DeskRole, RosterBody, RosterReviewer};

const SITE: SiteId = SiteId::from_bytes([1; 16]);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

struct World {
    root: SigningKey<Root>,
    desk: SigningKey<Desk>,
    roster: Roster,
}

fn world() -> World {
    let (root, desk) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let (from, until) = (day("2026-01-01"), day("2026-12-31"));
    let body = RosterBody {
        format: roster::FORMAT.to_owned(),
        site: SITE,
        name: "A line".to_owned(),
        issue: 1,
        day: from,
        kdf: CodeKdf::default(),
        reviewers: vec![RosterReviewer {
            label: "desk".to_owned(),
            recipients: vec![DatedRecipient { recipient: Identity::generate().recipient(), from, until }],
            desk_keys: vec![DatedDeskKey { key: desk.verifying_key(), role: DeskRole::Dispatch, from, until }],
        }],
        recovery: vec![],
        bundle_key: None,
    };
    let roster = Roster::sign(body, &root).unwrap();
    World { root, desk, roster }
}

fn sealed() -> Vec<u8> {
    vec![6; 32 * 1024]
}

fn item_id() -> ItemId {
    item::id(&MailboxId::from_bytes([5; 16]), &sealed())
}

fn body(desk: &SigningKey<Desk>) -> DispatchBody {
    let item = |n| TipId::from_bytes([n; 16]);
    DispatchBody {
        format: FORMAT.to_owned(),
        site: SITE,
        desk: desk.verifying_key(),
        number: 1,
        day: day("2026-05-05"),
        received: vec![Listed { id: item(1), sha256: Digest::of(b"1") }],
        erase: vec![],
        items: vec![DispatchItem {
            id: item_id(),
            mailbox: MailboxId::from_bytes([5; 16]),
            size: item::SIZE,
            sha256: Digest::of(&sealed()),
        }],
        withdrawn: Vec::new(),
        opens: Vec::new(),
        audit_head: Digest::of(b"head"),
    }
}

fn written(world: &World, key: &SigningKey<Desk>, body: &DispatchBody, roster: Option<&Roster>) -> Vec<u8> {
    let mut out = Vec::new();
    let items = [(item_id(), sealed())].into();
    write(&mut out, body, key, roster, &items).unwrap();
    assert!(world.roster.desk_key_on(&world.desk.verifying_key(), body.day));
    out
}

fn verify(bytes: &[u8], world: &World) -> Result<Dispatch, DispatchError> {
    from_bytes(bytes)?.verify(&world.roster, day("2026-05-06"))
}

#[test]
fn a_dispatch_reads_back_with_its_items_and_its_roster() {
    let world = world();
    let bytes = written(&world, &world.desk, &body(&world.desk), Some(&world.roster));
    let mut dispatch = verify(&bytes, &world).unwrap();
    assert_eq!(dispatch.body(), &body(&world.desk));
    assert_eq!(dispatch.items()[&item_id()], sealed());
    let roster = dispatch.take_roster().unwrap().verify(&world.root.verifying_key(), Some(SITE)).unwrap();
    assert_eq!(roster, world.roster);
}

#[test]
fn a_dispatch_of_a_desk_outside_the_roster_or_its_days_is_refused() {
    let world = world();
    let stranger = SigningKey::generate().unwrap();
    let bytes = written(&world, &stranger, &body(&stranger), None);
    assert!(matches!(verify(&bytes, &world), Err(DispatchError::UnknownDesk(_))));
    let bytes = written(&world, &world.desk, &body(&world.desk), None);
    let late = from_bytes(&bytes).unwrap().verify(&world.roster, day("2027-01-01"));
    assert!(matches!(late, Err(DispatchError::UnknownDesk(_))));
}

#[test]
fn a_dispatch_signed_by_another_key_than_it_names_is_refused() {
    let world = world();
    let bytes = written(&world, &SigningKey::generate().unwrap(), &body(&world.desk), None);
    assert!(matches!(verify(&bytes, &world), Err(DispatchError::Signature(_))));
}

#[test]
fn a_dispatch_for_another_site_is_refused() {
    let world = world();
    let other = DispatchBody { site: SiteId::from_bytes([2; 16]), ..body(&world.desk) };
    let bytes = written(&world, &world.desk, &other, None);
    assert!(matches!(verify(&bytes, &world), Err(DispatchError::OtherSite { .. })));
}

#[test]
fn a_dispatch_cut_short_or_with_a_flipped_byte_is_refused_or_says_the_same() {
    let world = world();
    let body = body(&world.desk);
    let whole = written(&world, &world.desk, &body, None);
    for cut in (0..whole.len()).step_by(97) {
        assert!(verify(&whole[..cut], &world).is_err(), "cut at {cut}");
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        if let Ok(dispatch) = verify(&flipped, &world) {
            assert_eq!(dispatch.body(), &body);
        }
    }
}

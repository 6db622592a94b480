use std::io::Cursor;

use super::*;

const SITE: SiteId = SiteId::from_bytes([1; 16]);

struct Packed {
    key: SigningKey<Intake>,
    signed: SignedBundle,
    volumes: Vec<Vec<u8>>,
}

fn contents(id: &TipId) -> Vec<u8> {
    let n = id.as_bytes()[0];
    vec![n; 700 * usize::from(n)]
}

fn pack(count: u8, volume_bytes: u64) -> Packed {
    let key = SigningKey::generate().unwrap();
    let tips = (1..=count).map(|n| {
        let id = TipId::from_bytes([n; 16]);
        let bytes = contents(&id);
        BundleTip { id, size: bytes.len() as u64, sha256: Digest::of(&bytes), roster_issue: 1, volume: 1 }
    });
    let mut body = BundleBody {
        format: FORMAT.to_owned(),
        site: SITE,
        epoch: Epoch::from_bytes([9; 16]),
        number: 1,
        previous: None,
        day: "2026-11-24".parse().unwrap(),
        intake_key: key.verifying_key(),
        volumes: 1,
        questionnaires: BTreeMap::new(),
        tips: tips.collect(),
        applied: vec![],
        collected: None,
    };
    body.assign_volumes(volume_bytes);
    let signed = SignedBundle::sign(body, Some(b"sealed list".to_vec()), &key).unwrap();
    let volumes = (1..=signed.body().volumes).map(|volume| write(&signed, volume)).collect();
    Packed { key, signed, volumes }
}

fn write(signed: &SignedBundle, volume: u32) -> Vec<u8> {
    signed.write_volume(Vec::new(), volume, |tip| Ok(Box::new(Cursor::new(contents(&tip.id))))).unwrap()
}

fn verify(bytes: &[u8], key: &VerifyingKey<Intake>) -> Result<Bundle<Cursor<Vec<u8>>>, BundleError> {
    UntrustedBundle::open(Cursor::new(bytes.to_vec()))?.verify(key, SITE)
}

/// The bundle's files, changed and packed again by an attacker who can write a tar but cannot sign.
fn repacked(bytes: &[u8], change: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut reader = Cursor::new(bytes.to_vec());
    let entries = tarball::list(&mut reader).unwrap();
    let mut files: Vec<(String, Vec<u8>)> =
        entries.iter().map(|entry| (entry.name.clone(), tarball::read(&mut reader, entry).unwrap())).collect();
    change(&mut files);
    let mut tar = TarWriter::new(Vec::new());
    for (name, bytes) in &files {
        tar.append(name, bytes.len() as u64, &mut bytes.as_slice()).unwrap();
    }
    tar.finish().unwrap()
}

#[test]
fn a_bundle_reads_back_tip_by_tip() {
    let packed = pack(4, VOLUME_BYTES);
    let mut bundle = verify(&packed.volumes[0], &packed.key.verifying_key()).unwrap();
    assert_eq!(bundle.digest(), packed.signed.digest());
    for tip in bundle.tips() {
        let mut bytes = Vec::new();
        bundle.tip(&tip.id).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, contents(&tip.id));
    }
    assert_eq!(bundle.tips().len(), 4);
}

#[test]
fn volumes_share_one_list_and_hold_text_tips_first() {
    let packed = pack(5, 5_000);
    assert!(packed.volumes.len() > 1);
    let key = packed.key.verifying_key();
    let mut seen = Vec::new();
    for (bytes, number) in packed.volumes.iter().zip(1..) {
        let bundle = verify(bytes, &key).unwrap();
        assert_eq!(bundle.digest(), packed.signed.digest());
        if !bundle.tips().is_empty() {
            assert_eq!(bundle.volume(), number);
        }
        seen.extend(bundle.tips().into_iter().map(|tip| tip.size));
    }
    assert_eq!(seen, [700, 1_400, 2_100, 2_800, 3_500]);
}

#[test]
fn an_empty_bundle_is_a_bundle() {
    let packed = pack(0, VOLUME_BYTES);
    assert!(verify(&packed.volumes[0], &packed.key.verifying_key()).unwrap().tips().is_empty());
}

#[test]
fn a_bundle_cut_short_is_refused_wherever_it_is_cut() {
    let packed = pack(2, VOLUME_BYTES);
    let whole = &packed.volumes[0];
    for cut in (0..whole.len()).step_by(211).chain([whole.len() - 1]) {
        assert!(verify(&whole[..cut], &packed.key.verifying_key()).is_err(), "cut at {cut} of {}", whole.len());
    }
}

#[test]
fn a_bundle_with_one_byte_flipped_is_refused_or_says_the_same() {
    let packed = pack(2, VOLUME_BYTES);
    let whole = &packed.volumes[0];
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        // Filling between files and unused header fields carry no content, so a bit that is flipped there may go
        // unnoticed.
        if let Ok(bundle) = verify(&flipped, &packed.key.verifying_key()) {
            assert_eq!(bundle.digest(), packed.signed.digest());
            assert_eq!(bundle.tips().len(), 2);
        }
    }
}

#[test]
fn a_bundle_with_a_tip_removed_is_refused() {
    let packed = pack(2, VOLUME_BYTES);
    let short = repacked(&packed.volumes[0], |files| drop(files.pop()));
    assert!(matches!(verify(&short, &packed.key.verifying_key()), Err(BundleError::Missing(_))));
}

#[test]
fn a_bundle_with_a_tip_added_is_refused() {
    let packed = pack(2, VOLUME_BYTES);
    let name = entry_name(&TipId::from_bytes([77; 16]));
    let long = repacked(&packed.volumes[0], |files| files.push((name.clone(), b"forged".to_vec())));
    assert!(matches!(verify(&long, &packed.key.verifying_key()), Err(BundleError::Unlisted)));
}

#[test]
fn a_bundle_with_a_tip_altered_is_refused() {
    let packed = pack(2, VOLUME_BYTES);
    let altered = repacked(&packed.volumes[0], |files| files[3].1[5] ^= 1);
    assert!(matches!(verify(&altered, &packed.key.verifying_key()), Err(BundleError::Altered(_))));
}

#[test]
fn a_bundle_whose_list_of_collected_items_is_gone_or_another_is_refused() {
    let packed = pack(2, VOLUME_BYTES);
    let key = packed.key.verifying_key();
    assert_eq!(verify(&packed.volumes[0], &key).unwrap().collected(), Some(b"sealed list".as_slice()));
    for change in [(|files: &mut Vec<(String, Vec<u8>)>| drop(files.remove(2))) as fn(&mut Vec<_>), |files| {
        files[2].1 = b"another list".to_vec()
    }] {
        assert!(matches!(verify(&repacked(&packed.volumes[0], change), &key), Err(BundleError::List(_))));
    }
}

#[test]
fn a_bundle_signed_by_another_key_is_refused() {
    let packed = pack(2, VOLUME_BYTES);
    let other = SigningKey::<Intake>::generate().unwrap().verifying_key();
    assert!(matches!(verify(&packed.volumes[0], &other), Err(BundleError::Signature(_))));
}

#[test]
fn a_bundle_of_another_site_is_refused() {
    let packed = pack(1, VOLUME_BYTES);
    let untrusted = UntrustedBundle::open(Cursor::new(packed.volumes[0].clone())).unwrap();
    let here = SiteId::from_bytes([2; 16]);
    assert!(matches!(untrusted.verify(&packed.key.verifying_key(), here), Err(BundleError::OtherSite { .. })));
}

#[test]
fn a_source_that_changed_is_noticed_while_packing() {
    let packed = pack(2, VOLUME_BYTES);
    let write =
        |bytes: Vec<u8>| packed.signed.write_volume(Vec::new(), 1, |_| Ok(Box::new(Cursor::new(bytes.clone()))));
    assert!(matches!(write(vec![0; 700]), Err(BundleError::Altered(_))));
    assert!(matches!(write(vec![1; 701]), Err(BundleError::Io(_))));
    assert!(matches!(write(vec![1; 699]), Err(BundleError::Io(_))));
}

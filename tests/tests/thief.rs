//! The server's disk, read as a thief would, and compared with the truth.

use tests::thief;

/// Properties that may tell tips apart. Sizes are padded to classes, and SECURITY.md says that the classes can be seen.
const ALLOWED: [&str; 3] = ["tip.size", "tip.sealed", "blob: size"];

#[tokio::test(flavor = "multi_thread")]
async fn after_the_nightly_rewrite_a_thief_of_the_disk_learns_size_classes_and_no_order_or_link() {
    let dir = tempfile::tempdir().unwrap();
    let (before, after) = tests::stolen(&dir.path().join("line"), 60).await.unwrap();
    let telling = |bits: &[thief::Bit]| {
        let bits = bits.iter().filter(|bit| bit.tells && !ALLOWED.contains(&bit.what.as_str()));
        bits.map(|bit| format!("{}: {}", bit.what, bit.says)).collect::<Vec<_>>()
    };
    // The report works: until the rewrite, the disk shows the order of arrival.
    assert!(telling(&before).iter().any(|bit| bit.contains("the place of tips")), "{before:#?}");
    assert_eq!(telling(&after), Vec::<String>::new(), "{after:#?}");
    // Files that were rewritten last night look like the files of today.
    let mode = |bits: &[thief::Bit]| {
        bits.iter().find(|bit| bit.what == "blob: mode, owner, links").map(|bit| bit.says.clone())
    };
    assert_eq!(mode(&before), mode(&after));
}

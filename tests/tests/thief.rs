//! The server's disk, read as a thief would, beside the truth of what came.

use tests::thief;

/// Sizes are padded, and that there are classes of them is what SECURITY.md says.
const ALLOWED: [&str; 3] = ["tip.size", "tip.sealed", "blob: size"];

#[tokio::test(flavor = "multi_thread")]
async fn after_the_nightly_rewrite_a_thief_of_the_disk_learns_size_classes_and_no_order_or_link() {
    let dir = tempfile::tempdir().unwrap();
    let (before, after) = tests::stolen(&dir.path().join("line"), 60).await.unwrap();
    let telling = |bits: &[thief::Bit]| {
        let bits = bits.iter().filter(|bit| bit.tells && !ALLOWED.contains(&bit.what.as_str()));
        bits.map(|bit| format!("{}: {}", bit.what, bit.says)).collect::<Vec<_>>()
    };
    // The thief can read: until the rewrite, the order of arrival lies there.
    assert!(telling(&before).iter().any(|bit| bit.contains("the place of tips")), "{before:#?}");
    assert_eq!(telling(&after), Vec::<String>::new(), "{after:#?}");
    // What was rewritten last night looks like what came today.
    let mode = |bits: &[thief::Bit]| {
        bits.iter().find(|bit| bit.what == "blob: mode, owner, links").map(|bit| bit.says.clone())
    };
    assert_eq!(mode(&before), mode(&after));
}

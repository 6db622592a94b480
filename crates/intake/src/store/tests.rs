use super::handover::{DispatchLists, Selection};
use super::*;
use envelope::bundle::Applied;
use envelope::dispatch::{DispatchItem, Listed};
use envelope::keys::{Desk, SigningKey};

use super::mailbox::NewItem;

pub(crate) async fn open(dir: &tempfile::TempDir) -> Store {
    Store::open(&StoreSettings { folder: dir.path().to_owned(), least_free_bytes: 0 }).await.unwrap()
}

pub(crate) fn tip(n: u8) -> NewTip {
    let sealed = vec![n; 32 * 1024];
    NewTip {
        id: TipId::from_bytes([n; 16]),
        submission: SubmissionId::from_bytes([n; 16]),
        size: sealed.len() as u64,
        sha256: Digest::of(&sealed),
        sealed: Sealed::Row(sealed),
        roster_issue: 1,
        expires: "2027-11".parse().unwrap(),
        mailbox: None,
    }
}

fn listed(n: u8) -> Listed {
    Listed { id: TipId::from_bytes([n; 16]), sha256: tip(n).sha256 }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

async fn apply(store: &Store, received: &[Listed], erase: &[Listed]) {
    let desk = SigningKey::generate().unwrap().verifying_key();
    let applied = Applied { desk, number: 1, digest: Digest::of(b"d") };
    let (due, today) = (day("2026-11-30"), day("2026-11-24"));
    store
        .apply(DispatchLists {
            applied: &applied,
            label: "desk",
            received,
            erase,
            due,
            hold: false,
            today,
            items: Vec::new(),
            withdrawn: &[],
            opens: &[],
            opens_until: day("2030-01-01").month(),
        })
        .await
        .unwrap();
}

async fn ids(store: &Store, selection: Selection) -> Vec<u8> {
    let mut ids: Vec<u8> = store.tips(selection).await.unwrap().iter().map(|tip| tip.id.as_bytes()[0]).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn the_same_submission_is_filed_once_whatever_its_id() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    assert_eq!(store.file(tip(1)).await.unwrap(), Filed::New);
    let again = NewTip { id: TipId::from_bytes([9; 16]), ..tip(1) };
    assert_eq!(store.file(again).await.unwrap(), Filed::Already);
    assert_eq!(ids(&store, Selection::All).await, [1]);
}

#[tokio::test]
async fn what_is_filed_is_there_when_the_store_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let filed = futures_util::future::join_all((1..=100).map(|n| store.file(tip(n)))).await;
    assert!(filed.into_iter().all(|filed| filed.unwrap() == Filed::New));
    drop(store);
    let store = open(&dir).await;
    assert_eq!(store.tips(Selection::All).await.unwrap().len(), 100);
    assert_eq!(store.verify().await.unwrap(), 0);
}

#[tokio::test]
async fn an_export_holds_what_no_desk_has_and_since_only_what_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    store.file(tip(1)).await.unwrap();
    store.file(tip(2)).await.unwrap();
    let tips = store.tips(Selection::NotReceived).await.unwrap();
    store.add_bundle(1, &Digest::of(b"1"), &tips).await.unwrap();
    store.file(tip(3)).await.unwrap();
    assert_eq!(ids(&store, Selection::NotReceived).await, [1, 2, 3]);
    assert_eq!(ids(&store, Selection::Since(1)).await, [3]);
    apply(&store, &[listed(1)], &[]).await;
    assert_eq!(ids(&store, Selection::NotReceived).await, [2, 3]);
    assert_eq!(ids(&store, Selection::All).await, [1, 2, 3]);
    assert_eq!(store.last_bundle().await.unwrap(), Some((1, Digest::of(b"1"))));
}

#[tokio::test]
async fn an_erasure_waits_for_its_day_and_needs_an_equal_digest_and_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    store.file(tip(1)).await.unwrap();
    store.file(tip(2)).await.unwrap();
    apply(&store, &[], &[listed(1), Listed { sha256: Digest::of(b"another"), ..listed(2) }]).await;
    assert_eq!(store.erase_due(day("2026-11-29")).await.unwrap(), 0);
    assert_eq!(store.erase_due(day("2026-11-30")).await.unwrap(), 1);
    assert_eq!(ids(&store, Selection::All).await, [2]);
    assert_eq!(store.file(tip(1)).await.unwrap(), Filed::Already, "its form could be sent again");
    store.erase_due(day("2026-12-10")).await.unwrap();
    assert_eq!(store.file(tip(1)).await.unwrap(), Filed::New);
}

#[tokio::test]
async fn erased_bytes_are_in_no_file_of_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let canary = b"canary-of-an-erased-tip".repeat(1000);
    let with = NewTip { sha256: Digest::of(&canary), sealed: Sealed::Row(canary.clone()), ..tip(1) };
    let listed = Listed { id: with.id, sha256: with.sha256 };
    store.file(with).await.unwrap();
    assert!(holds(dir.path(), &canary[..23]));
    apply(&store, &[], &[listed]).await;
    store.erase_due(day("2026-11-30")).await.unwrap();
    assert!(!holds(dir.path(), &canary[..23]));
}

fn holds(folder: &Path, canary: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => holds(&path, canary),
            false => std::fs::read(&path).unwrap().windows(canary.len()).any(|window| window == canary),
        }
    })
}

#[tokio::test]
async fn a_tip_goes_after_its_month_and_the_uncollected_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let (first, second) = (tip(1), NewTip { expires: "2027-12".parse().unwrap(), ..tip(2) });
    let month = first.expires;
    let received = Listed { id: first.id, sha256: first.sha256 };
    store.file(first).await.unwrap();
    store.file(second).await.unwrap();
    apply(&store, &[received], &[]).await;
    assert_eq!(store.erase_expired(day(&format!("{month}-28"))).await.unwrap(), (0, 0));
    assert_eq!(store.erase_expired(day("2027-12-31")).await.unwrap(), (1, 0));
    assert_eq!(store.erase_expired(day("2028-01-01")).await.unwrap(), (1, 1));
    assert!(store.tips(Selection::All).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_crash_between_blob_and_row_leaves_an_orphan_that_is_swept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let id = TipId::from_bytes([1; 16]);
    let mut upload = store.begin_blob(id).await.unwrap();
    upload.write(vec![7; 100_000].into()).await.unwrap();
    assert_eq!(store.sweep_orphans().await.unwrap(), 0, "it is under way");
    let mark = upload.finish().await.unwrap();
    assert_eq!(store.sweep_orphans().await.unwrap(), 0, "its row is not filed yet");
    drop(mark);
    assert_eq!(store.sweep_orphans().await.unwrap(), 1);
    file_blob(&store, 2).await;
    assert_eq!(store.sweep_orphans().await.unwrap(), 0);
    assert_eq!(store.verify().await.unwrap(), 0);
}

async fn file_blob(store: &Store, n: u8) {
    let with = NewTip { size: 100_000, sha256: Digest::of(&[n; 100_000]), ..tip(n) };
    let mut upload = store.begin_blob(with.id).await.unwrap();
    upload.write(vec![n; 100_000].into()).await.unwrap();
    let sealed = Sealed::Blob(upload.finish().await.unwrap());
    store.file(NewTip { sealed, ..with }).await.unwrap();
}

#[tokio::test]
async fn no_files_time_tells_when_a_tip_came_and_the_nightly_rewrite_moves_every_blob() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    for n in [9, 3, 6] {
        file_blob(&store, n).await;
    }
    let files = || -> Vec<_> {
        let mut files: Vec<_> =
            std::fs::read_dir(dir.path().join("blobs")).unwrap().map(|entry| entry.unwrap()).collect();
        files.sort_by_key(std::fs::DirEntry::file_name);
        files.iter().map(|file| file.metadata().unwrap()).collect()
    };
    let before = files();
    assert!(before.len() == 3 && before.iter().all(|file| file.mtime() == 0));
    assert!(store.rewrite_nightly(day("2026-11-24")).await.unwrap());
    let after = files();
    assert!(after.iter().all(|file| file.mtime() == 0));
    assert!(after.iter().zip(&before).all(|(after, before)| after.ino() != before.ino()), "each lies elsewhere now");
    assert_eq!(store.verify().await.unwrap(), 0);
    assert!(!store.rewrite_nightly(day("2026-11-24")).await.unwrap(), "once a day");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let mut upload = store.begin_blob(TipId::from_bytes([1; 16])).await.unwrap();
    upload.write(vec![7; 100_000].into()).await.unwrap();
    drop(upload);
    let blobs = dir.path().join("blobs");
    for _ in 0..100 {
        if std::fs::read_dir(&blobs).unwrap().next().is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a half of a blob stays");
}

#[tokio::test]
async fn a_full_disk_is_told_apart_and_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    store.file(tip(1)).await.unwrap();
    // A limit on the number of SQLite's pages simulates a full disk.
    sqlx::query("PRAGMA max_page_count = 30").execute(&store.readers()).await.unwrap();
    let mut connection = store.readers().acquire().await.unwrap().detach();
    sqlx::query("PRAGMA max_page_count = 30").execute(&mut connection).await.unwrap();
    let database = Database { readers: store.readers(), writer: Writer::start(connection), alone: false };
    store.database.store(Arc::new(database));
    let full = store;
    let filed = futures_util::future::join_all((2..=20).map(|n| full.file(tip(n)))).await;
    assert!(filed.iter().any(|filed| matches!(filed, Err(StoreError::Full))));
    let kept = filed.iter().filter(|filed| filed.is_ok()).count();
    assert_eq!(full.tips(Selection::All).await.unwrap().len(), kept + 1);
    assert_eq!(full.verify().await.unwrap(), 0);
}

#[tokio::test]
async fn below_the_least_free_bytes_there_is_no_room() {
    let dir = tempfile::tempdir().unwrap();
    let settings = StoreSettings { folder: dir.path().to_owned(), least_free_bytes: u64::MAX };
    let full = Store::open(&settings).await.unwrap();
    assert!(!full.has_room() && !full.has_room_for_text());
    let free = full.free_bytes().unwrap();
    let settings = StoreSettings { folder: dir.path().to_owned(), least_free_bytes: free.saturating_mul(2) };
    let low = Store::open(&settings).await.unwrap();
    assert!(!low.has_room() && low.has_room_for_text(), "words still fit where files do not");
    assert!(open(&dir).await.has_room());
}

fn mailbox(n: u8) -> MailboxId {
    MailboxId::from_bytes([n; 16])
}

async fn file_with_mailbox(store: &Store, n: u8, expires: &str) {
    let opened = NewMailbox { id: mailbox(n), expires: expires.parse().unwrap() };
    store.file(NewTip { mailbox: Some(opened), ..tip(n) }).await.unwrap();
}

async fn put(store: &Store, to: u8, item: u8, expires: &str, withdrawn: &[ItemId]) {
    let sealed = [item; 100];
    let listed = DispatchItem {
        id: ItemId::from_bytes([item; 16]),
        mailbox: mailbox(to),
        size: 100,
        sha256: Digest::of(&sealed),
    };
    let items = vec![NewItem { listed: &listed, sealed: &sealed, expires: expires.parse().unwrap() }];
    let desk = SigningKey::<Desk>::generate().unwrap().verifying_key();
    let applied = Applied { desk, number: 1, digest: Digest::of(b"1") };
    let today = day("2026-11-24");
    let application = DispatchLists {
        applied: &applied,
        label: "desk",
        received: &[],
        erase: &[],
        due: today,
        hold: false,
        today,
        items,
        withdrawn,
        opens: &[],
        opens_until: today.month(),
    };
    store.apply(application).await.unwrap();
}

async fn waits(store: &Store, n: u8) -> Option<Vec<u8>> {
    let items = store.mailbox(&mailbox(n)).await.unwrap()?;
    Some(items.iter().map(|item| item.id.as_bytes()[0]).collect())
}

#[tokio::test]
async fn a_mailbox_holds_its_own_items_and_what_is_erased_or_withdrawn_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    file_with_mailbox(&store, 1, "2027-11").await;
    file_with_mailbox(&store, 2, "2027-11").await;
    put(&store, 1, 11, "2026-12", &[]).await;
    put(&store, 2, 22, "2026-12", &[]).await;
    put(&store, 3, 33, "2026-12", &[]).await;
    assert_eq!((waits(&store, 1).await, waits(&store, 2).await), (Some(vec![11]), Some(vec![22])));
    assert_eq!(waits(&store, 3).await, None, "an item for nobody makes no mailbox");
    let theirs = ItemId::from_bytes([22; 16]);
    assert_eq!(store.erase_items(&mailbox(1), &[theirs]).await.unwrap(), 0, "nobody erases what is another's");
    assert_eq!(store.erase_items(&mailbox(2), &[theirs]).await.unwrap(), 1);
    put(&store, 2, 22, "2026-12", &[]).await;
    assert_eq!(waits(&store, 2).await, Some(vec![]), "a dispatch that is applied late does not bring it back");
    put(&store, 2, 44, "2026-12", &[ItemId::from_bytes([11; 16])]).await;
    put(&store, 1, 11, "2026-12", &[]).await;
    assert_eq!((waits(&store, 1).await, waits(&store, 2).await), (Some(vec![]), Some(vec![44])));
}

#[tokio::test]
async fn a_reply_goes_after_its_month_and_a_mailbox_after_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    file_with_mailbox(&store, 1, "2027-11").await;
    put(&store, 1, 11, "2026-12", &[]).await;
    store.expire_mailboxes(day("2026-12-31")).await.unwrap();
    assert_eq!(waits(&store, 1).await, Some(vec![11]));
    store.expire_mailboxes(day("2027-01-01")).await.unwrap();
    assert_eq!(waits(&store, 1).await, Some(vec![]));
    store.expire_mailboxes(day("2027-11-30")).await.unwrap();
    assert_eq!(waits(&store, 1).await, Some(vec![]));
    store.expire_mailboxes(day("2027-12-01")).await.unwrap();
    assert_eq!(waits(&store, 1).await, None);
}

#[tokio::test]
async fn an_erased_reply_is_in_no_file_of_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    file_with_mailbox(&store, 1, "2027-11").await;
    put(&store, 1, 0xab, "2026-12", &[]).await;
    assert!(holds(dir.path(), &[0xab; 100]));
    store.erase_items(&mailbox(1), &[ItemId::from_bytes([0xab; 16])]).await.unwrap();
    assert!(!holds(dir.path(), &[0xab; 100]));
}

//! The server gives up all rights that it does not need.
//!
//! The tests look from outside: as an administrator in `/proc`, and as a thief in its memory.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::time::Duration;

use envelope::{Digest, SubmissionId, TipId};
use intake::store::{NewTip, Sealed, Store, StoreSettings};
use tests::{Browser, File, Server, Site, canary};

struct Running {
    dir: tempfile::TempDir,
    site: Site,
}

fn site() -> Running {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("line"), &[]).unwrap();
    Running { dir, site }
}

impl Running {
    fn log(&self) -> String {
        fs::read_to_string(self.site.line.path("server.log")).unwrap()
    }

    /// Waits until a file of the store holds `text`.
    async fn stored(&self, text: &str) {
        for _ in 0..300 {
            let files = fs::read_dir(self.site.line.path("server/store")).unwrap().map(|entry| entry.unwrap().path());
            if files.filter_map(|path| fs::read(path).ok()).any(|bytes| count(&bytes, text.as_bytes()) > 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{text} was never stored; the log: {}", self.log());
    }
}

/// Sends a text tip, which is stored in a row, and one with a file, which is stored in a blob.
async fn tips_go_through(server: &Server) {
    let browser = Browser::new(&server.url).unwrap();
    let large = File { bytes: vec![7; 200_000], ..File::photo().unwrap() };
    for files in [Vec::new(), vec![large]] {
        assert!(browser.send("en", &[("story", "x")], &files).await.unwrap().code().is_some());
    }
}

/// The value of a line of a `status` file in `/proc`.
fn value<'a>(status: &'a str, name: &str) -> &'a str {
    status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap().trim()
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| *window == needle).count()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn every_thread_of_the_server_is_confined_and_tips_go_through() {
    let running = site();
    let server = running.site.line.serve().unwrap();
    tips_go_through(&server).await;
    let process = Path::new("/proc").join(server.child.id().to_string());
    let threads: Vec<_> = fs::read_dir(process.join("task")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(threads.len() > 2, "{threads:?}");
    for thread in threads {
        let Ok(status) = fs::read_to_string(thread.join("status")) else {
            continue;
        };
        assert_eq!((value(&status, "Seccomp"), value(&status, "NoNewPrivs")), ("2", "1"), "{}", value(&status, "Name"));
        for set in ["CapPrm", "CapEff", "CapAmb"] {
            assert_eq!(u64::from_str_radix(value(&status, set), 16), Ok(0), "{set}");
        }
        let locked = value(&status, "VmLck") != "0 kB";
        assert!(locked || running.log().contains("memory may reach swap"), "{}", running.log());
    }
    let limits = fs::read_to_string(process.join("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    if is_root() {
        assert_eq!(running.log().matches("running as root").count(), 1, "{}", running.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confined_server_rewrites_a_store_that_is_larger_than_its_cache() {
    let running = site();
    // SQLite keeps 2 MB in memory. Above that, the copy needs a temporary file, and the server cannot write to the
    // folders that SQLite would choose.
    let settings = StoreSettings { folder: running.site.line.path("server/store"), least_free_bytes: 0 };
    let store = Store::open(&settings).await.unwrap();
    for n in 0..200 {
        store.file(tip(n)).await.unwrap();
    }
    store.close().await;
    let server = running.site.line.serve().unwrap();
    running.stored("last-rewrite").await;
    assert!(!running.log().contains("could not be tidied"), "{}", running.log());
    let left: Vec<_> = fs::read_dir(&settings.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("etilqs")), "{left:?}");
    tips_go_through(&server).await;
}

fn tip(n: u8) -> NewTip {
    let sealed = vec![n; 32 * 1024];
    NewTip {
        id: TipId::from_bytes([n; 16]),
        submission: SubmissionId::from_bytes([n; 16]),
        size: sealed.len() as u64,
        sha256: Digest::of(&sealed),
        sealed: Sealed::Row(sealed),
        roster_issue: 1,
        expires: "2999-12".parse().unwrap(),
        mailbox: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_root_starts_becomes_the_user_that_settings_name() {
    if !is_root() {
        eprintln!("not tested here: only root becomes another user");
        return;
    }
    let running = site();
    let (line, server) = (&running.site.line, running.site.line.path("server"));
    fs::set_permissions(running.dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let settings = fs::read_to_string(server.join("intake.toml")).unwrap();
    let settings = settings.replacen("\n[exits]", "\nuser = \"nobody\"\n\n[exits]", 1);
    fs::write(server.join("intake.toml"), settings).unwrap();
    let ids = fs::read_to_string("/etc/passwd").unwrap();
    let ids: Vec<&str> = ids.lines().find(|line| line.starts_with("nobody:")).unwrap().split(':').skip(2).collect();
    let (uid, gid) = (ids[0].parse().unwrap(), ids[1].parse().unwrap());
    give(&server, uid, gid);
    let started = line.serve().unwrap();
    tips_go_through(&started).await;
    let process = Path::new("/proc").join(started.child.id().to_string());
    let status = fs::read_to_string(process.join("status")).unwrap();
    assert_eq!(value(&status, "Uid").split_whitespace().collect::<Vec<_>>(), [ids[0]; 4]);
    assert_eq!(value(&status, "Gid").split_whitespace().collect::<Vec<_>>(), [ids[1]; 4]);
    assert_eq!(value(&status, "Groups"), "");
    // The memory of a process that cannot be dumped belongs to root, so that other processes of its user cannot read
    // it.
    assert_eq!(fs::metadata(process.join("mem")).unwrap().uid(), 0);
    assert!(!running.log().contains("running as root"), "{}", running.log());
}

fn give(path: &Path, uid: u32, gid: u32) {
    chown(path, Some(uid), Some(gid)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), uid, gid));
    }
}

#[test]
fn a_key_that_others_may_read_stops_the_server_and_the_message_mends_it() {
    let running = site();
    let line = &running.site.line;
    for name in ["keys/form.key", "keys/bundle.key", "tls/private.pem", "store"] {
        let path = line.path("server").join(name);
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(before.mode() | 0o044)).unwrap();
        let said = line.serve().err().unwrap().to_string();
        let mend = said.split_once("next: run: ").unwrap().1.split(';').next().unwrap();
        assert!(std::process::Command::new("sh").args(["-c", mend]).status().unwrap().success());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{mend}");
        fs::remove_file(line.path("server.log")).unwrap();
    }
    line.serve().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_after_the_answer_no_word_of_a_sender_is_in_the_servers_memory() {
    if !is_root() {
        eprintln!("not tested here: only root reads another process's memory");
        return;
    }
    let running = site();
    let server = running.site.line.serve().unwrap();
    let secrets = canary::release(&server).await.unwrap();
    let known = canary::KNOWN;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).chain([known]).collect();
    let found = canary::hunt(server.child.id(), &secrets).unwrap();
    assert!(found.iter().any(|hit| hit.secret == known), "the hunt does not find what is there");
    let (stack, heap): (Vec<_>, Vec<_>) =
        found.iter().filter(|hit| hit.secret != known).partition(|hit| hit.on_a_stack());
    stack.iter().for_each(|hit| eprintln!("on a stack: {} × {} in {}", hit.times, hit.secret, hit.region));
    let heap: Vec<String> =
        heap.iter().map(|hit| format!("{} × {} in {}", hit.times, hit.secret, hit.region)).collect();
    assert!(heap.is_empty(), "{heap:#?}");
}

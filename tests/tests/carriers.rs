//! A carrier's work: access, fetching and delivering, a connection that breaks off, a stick that is full.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use envelope::access::CarrierCard;
use tests::{BadLine, Browser, Courier, File, Server, Site};

struct World {
    _dir: tempfile::TempDir,
    site: Site,
    carrier: Courier,
    card: CarrierCard,
    fingerprint: String,
}

fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(dir.path(), &[]).unwrap();
    let carrier = courier(&site, "carrier");
    let card = carrier.init("carrier-1").unwrap();
    site.let_in(1, &[&card]).unwrap();
    let status: serde_json::Value = serde_json::from_str(&site.line.intake("status", &["--json"]).unwrap()).unwrap();
    let fingerprint = status["fingerprint"].as_str().unwrap().to_owned();
    World { _dir: dir, site, carrier, card, fingerprint }
}

fn courier(site: &Site, name: &str) -> Courier {
    Courier::new(&site.line, name, &site.root.verifying_key().to_string())
}

fn send(server: &Server, stories: &[&str], files: &[File]) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    for story in stories {
        let answer = runtime.block_on(browser.send("en", &[("story", story)], files)).unwrap();
        assert_eq!(answer.status, 200);
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

impl World {
    fn fetch(&self, url: &str) -> Vec<String> {
        let said =
            self.carrier.carry("fetch", url, &["--to", &self.stick(), "--fingerprint", &self.fingerprint]).unwrap();
        said.lines().map(str::to_owned).collect()
    }

    fn stick(&self) -> String {
        text(&self.site.line.path("stick"))
    }

    fn waits(&self, url: &str) -> String {
        self.carrier.carry("watch", url, &["--once"]).unwrap().trim().to_owned()
    }
}

#[test]
fn a_carrier_fetches_and_delivers_and_is_told_only_that_something_waits() {
    let world = world();
    let (server, carry) = (world.site.line.serve().unwrap(), world.site.line.carry().unwrap());
    assert_eq!(world.waits(&carry.url), "nothing waits");
    send(&server, &["one", "two"], &[File::large().unwrap()]);
    assert_eq!(world.waits(&carry.url), "something waits");
    let paths = world.fetch(&carry.url);
    assert_eq!(paths.len(), 1);
    assert_eq!(world.waits(&carry.url), "nothing waits");
    assert!(fs::read_dir(world.site.line.path("server/store/outgoing")).unwrap().next().is_none());
    let checked = world.carrier.verify(&[&paths[0]]).unwrap();
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains("bundle 1 of Test line") && said.contains("2 sealed tips"), "{said}");
    // A dispatch goes back twice.
    let code = envelope::code::Code::from_entropy(&[1; 16]);
    let secrets = code.derive(world.site.site, &Default::default()).unwrap();
    let mailbox = envelope::MailboxId::of(world.site.site, &secrets.identity.recipient());
    let body = world.site.dispatch(mailbox, 1, &[]);
    let dispatch = world.site.write_dispatch(mailbox, &body, &[], &world.site.desk).unwrap();
    let said = world.carrier.carry("deliver", &carry.url, &[&dispatch]).unwrap();
    assert!(said.contains("dispatch 1: 0 received"), "{said}");
    let said = world.carrier.carry("deliver", &carry.url, &[&dispatch]).unwrap();
    assert!(said.contains("dispatch 1: already applied"), "{said}");
    // A dispatch that was altered on the stick is not even sent.
    let mut bytes = fs::read(&dispatch).unwrap();
    bytes[700] ^= 1;
    fs::write(&dispatch, bytes).unwrap();
    let said = world.carrier.carry_fails("deliver", &carry.url, &[&dispatch]).unwrap();
    assert!(said.contains("the dispatch is refused"), "{said}");
    // No log names a carrier.
    assert_eq!(world.site.line.holding(world.card.key.to_string().as_bytes()).unwrap().len(), 1, "access.json alone");
}

#[test]
fn a_fetch_that_is_broken_off_goes_on_behind_its_last_byte_also_after_a_restart() {
    let world = world();
    let (server, mut carry) = (world.site.line.serve().unwrap(), world.site.line.carry().unwrap());
    let file = File { name: "a.bin".to_owned(), media_type: "application/octet-stream", bytes: vec![7; 6_000_000] };
    send(&server, &["one"], &[file]);
    let line = BadLine::to(&carry.url, vec![2_000_000, 1_000_000, 1_000_000, 500_000, 100_000]).unwrap();
    let arguments = ["--to", &world.stick(), "--fingerprint", &world.fingerprint];
    let mut first = world.carrier.carrying("fetch", &line.url, &arguments).unwrap();
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while line.cuts() < 3 {
        thread::sleep(Duration::from_millis(20));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let part = || {
        let files = fs::read_dir(world.stick()).unwrap().map(|file| file.unwrap());
        files.map(|file| (file.file_name().into_string().unwrap(), file.metadata().unwrap().len())).collect::<Vec<_>>()
    };
    let before = part();
    assert!(before.len() == 1 && before[0].0.ends_with(".part") && before[0].1 > 1_500_000, "{before:?}");
    carry.stop().unwrap();
    // A tip that came meanwhile goes into a bundle of its own, after the one that was begun.
    send(&server, &["two"], &[]);
    let carry = world.site.line.carry().unwrap();
    let line = BadLine::to(&carry.url, vec![]).unwrap();
    let paths = world.fetch(&line.url);
    assert_eq!(paths.len(), 2);
    assert!(part().iter().all(|(name, _)| name.starts_with("bundle-")), "{:?}", part());
    // The first bundle has 8 MiB. So has the second, which repeats everything that no desk has confirmed.
    assert!(line.carried() < 16_800_000 - 1_000_000, "{} bytes: it began from the beginning", line.carried());
}

#[test]
fn nobody_gets_in_without_a_key_that_is_listed_and_a_certificate_that_holds() {
    let world = world();
    let carry = world.site.line.carry().unwrap();
    let fetch = |courier: &Courier| courier.carry_fails("fetch", &carry.url, &["--to", &world.stick()]).unwrap();
    // No key.
    let none = courier(&world.site, "none");
    assert!(fetch(&none).contains("this machine has no carrier's key"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    assert!(runtime.block_on(Browser::new(&carry.url).unwrap().get("/waiting")).is_err());
    // The key of a carrier who is not on the list.
    let other = courier(&world.site, "other");
    other.init("carrier-2").unwrap();
    let said = fetch(&other);
    assert!(said.contains("does not know this carrier's key, or it was withdrawn"), "{said}");
    // An expired certificate for the same key.
    let folder = world.carrier.home.join("carrier");
    let key = rcgen::KeyPair::from_pem(&fs::read_to_string(folder.join("key.pem")).unwrap()).unwrap();
    let mut old = rcgen::CertificateParams::default();
    (old.not_before, old.not_after) = (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2021, 1, 1));
    fs::write(folder.join("certificate.pem"), old.self_signed(&key).unwrap().pem()).unwrap();
    let said = fetch(&world.carrier);
    assert!(said.contains("it has expired") && said.contains("--renew"), "{said}");
    world.carrier.run("init", &["--renew"]).unwrap();
    assert_eq!(world.waits(&carry.url), "nothing waits");
    // A stolen key: withdrawn while the server runs.
    world.site.let_in(2, &[]).unwrap();
    let refused = (0..100).find_map(|_| {
        thread::sleep(Duration::from_millis(100));
        world.carrier.carry_fails("watch", &carry.url, &["--once"]).ok()
    });
    assert!(refused.unwrap().contains("it was withdrawn"));
    // An older list cannot bring it back.
    let said = world.site.let_in(1, &[&world.card]).unwrap_err().to_string();
    assert!(said.contains("older than the present issue 2"), "{said}");
}

#[test]
fn a_stick_that_is_full_says_so_and_the_next_run_goes_on() {
    let world = world();
    let (server, carry) = (world.site.line.serve().unwrap(), world.site.line.carry().unwrap());
    let file = File { name: "a.bin".to_owned(), media_type: "application/octet-stream", bytes: vec![7; 3_000_000] };
    send(&server, &["one"], &[file]);
    let fetch = world
        .carrier
        .carrying("fetch", &carry.url, &["--to", &world.stick(), "--fingerprint", &world.fingerprint])
        .unwrap();
    // A small stick, mounted so that only this command sees it.
    let mut small = Command::new("unshare");
    small
        .args(["--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs -o size=1m none \"$0\" && exec \"$@\""])
        .arg(world.stick());
    let output = small.arg(fetch.get_program()).args(fetch.get_args()).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && said.contains("stick is full") && said.contains("it goes on where it was"),
        "{said}"
    );
    assert_eq!(world.fetch(&carry.url).len(), 1);
}

#[test]
fn a_bundle_leaves_the_servers_disk_the_room_that_senders_need_and_what_does_not_fit_is_said() {
    let world = world();
    let server = world.site.line.serve().unwrap();
    send(&server, &["one", "two"], &[]);
    world.site.line.set(&[("least_free_bytes", "1_000_000_000_000_000")]).unwrap();
    let mut carry = world.site.line.carry().unwrap();
    let arguments = ["--to", &world.stick(), "--fingerprint", &world.fingerprint];
    let said = world.carrier.carry_fails("fetch", &carry.url, &arguments).unwrap();
    assert!(said.contains("no room for a bundle") && said.contains("intake export"), "{said}");
    carry.stop().unwrap();
    // A manual export onto a stick works.
    assert!(world.site.line.intake("export", &["--to", &world.stick()]).is_ok());
    world.site.line.set(&[("least_free_bytes", "0")]).unwrap();
    let carry = world.site.line.carry().unwrap();
    assert_eq!(world.fetch(&carry.url).len(), 1);
}

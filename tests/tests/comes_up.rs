//! The server starts with the shipped unit's commands, in spite of what is missing, and replies can be read.
//!
//! The tests cover certificates of any age, a full disk, expired reviewer keys, and an authority that is down.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use console::SystemClock;
use envelope::{Clock as _, MailboxId, item};
use intake::store::{Store, StoreError, StoreSettings};
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, IsCa, Issuer, KeyPair};
use tests::{Answer, Authority, Browser, File, Server, Site, program, wording};

/// The longest wait for anything that is not instant.
const LONGEST: Duration = Duration::from_secs(60);

const UNIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/systemd/throughline-intake.service");

/// A command of the shipped unit, with its program and its folder replaced by this test's.
fn command_of(site: &Site, name: &str) -> Command {
    let unit = fs::read_to_string(UNIT).unwrap();
    let line = unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap();
    let (intake, folder) = (program("intake").unwrap(), site.line.path("server"));
    let line = line.replace("/usr/local/bin/intake", intake.to_str().unwrap());
    let line = line.replace("/var/lib/throughline", folder.to_str().unwrap());
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap());
    command.args(words);
    command
}

/// A site that listens on any port. The port is in its settings, since the unit gives none.
fn site(dir: &tempfile::TempDir) -> Site {
    let settings = [("listen", "\"127.0.0.1:0\""), ("hosts", "[\"localhost\", \"127.0.0.1\"]")];
    Site::create(&dir.path().join("line"), &settings).unwrap()
}

/// Runs the unit's two commands: the check that has to succeed, then the server.
fn up(site: &Site) -> Server {
    let before = command_of(site, "ExecStartPre").output().unwrap();
    assert!(before.status.success(), "{}", said(&before));
    site.line.serve_with(&mut command_of(site, "ExecStart")).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs `intake check`. Returns whether it finds nothing for an operator to do, and its output.
fn check(site: &Site, more: &[&str]) -> (bool, String) {
    let config = site.line.path("server/intake.toml");
    let output = Command::new(program("intake").unwrap()).arg("check").args(more).arg("--config").arg(config).output();
    let output = output.unwrap();
    (output.status.success(), said(&output))
}

const REPLY: &str = "Which building do you mean?";

/// Sends a tip and has a desk reply to it. Returns the code.
async fn with_reply(site: &Site) -> String {
    let mut server = up(site);
    let sent = Browser::new(&server.url).unwrap().send("en", &[("story", "they are held there")], &[]).await.unwrap();
    let code = sent.code().unwrap().to_owned();
    server.stop().unwrap();
    let recipient = site.secrets(&code).unwrap().identity.recipient();
    let mailbox = MailboxId::of(site.site, &recipient);
    let reply = item::seal(&site.reply(mailbox, 1, REPLY), &site.desk, &recipient).unwrap();
    let body = site.dispatch(mailbox, 1, &[&reply]);
    let dispatch = site.write_dispatch(mailbox, &body, &[&reply], &site.desk).unwrap();
    site.line.intake("ingest", &[&dispatch]).unwrap();
    code
}

async fn opened(server: &Server, code: &str) -> Answer {
    let browser = Browser::new(&server.url).unwrap();
    browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await.unwrap()
}

async fn reply_is_read(server: &Server, code: &str) -> Answer {
    let answer = opened(server, code).await;
    assert!(answer.status == 200 && answer.page.contains(REPLY), "{}", answer.page);
    answer
}

async fn tips_are_taken(server: &Server) {
    let browser = Browser::new(&server.url).unwrap();
    assert!(browser.send("en", &[("story", "one more")], &[]).await.unwrap().code().is_some());
}

/// Installs a certificate of an authority that began `began` days ago and is valid for `life` days in all.
fn put_certificate(site: &Site, began: i64, life: i64) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name = DistinguishedName::new();
    let authority = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut wanted = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    wanted.not_before = SystemClock.now() - time::Duration::days(began);
    wanted.not_after = wanted.not_before + time::Duration::days(life);
    let key = KeyPair::generate().unwrap();
    let chain = wanted.signed_by(&key, &authority).unwrap().pem();
    console::publish(&site.line.path("server/tls/certificate.pem"), 0o600, chain.as_bytes()).unwrap();
    console::publish(&site.line.path("server/tls/private.pem"), 0o600, key.serialize_pem().as_bytes()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_judged_by_its_share_of_life_and_even_an_ended_one_leaves_replies_readable() {
    let dir = tempfile::tempdir().unwrap();
    let site = site(&dir);
    let code = with_reply(&site).await;
    for (began, life, finding) in [
        (0, 10, None),
        (0, 6, None),
        (3, 6, None),
        (5, 6, Some("less than 1/3 of its life is left")),
        (7, 10, Some("less than 1/3 of its life is left")),
        (11, 10, Some("the certificate ended on")),
    ] {
        put_certificate(&site, began, life);
        let (clean, lines) = check(&site, &[]);
        match finding {
            None => assert!(clean && !lines.contains("certificate"), "{began} of {life}: {lines}"),
            Some(finding) => {
                let line = lines.lines().find(|line| line.contains(finding)).unwrap_or_else(|| panic!("{lines}"));
                assert!(!clean && line.starts_with("an operator should act: "), "{began} of {life}: {lines}");
            }
        }
        let server = up(&site);
        let mailbox = reply_is_read(&server, &code).await;
        tips_are_taken(&server).await;
        let ended = wording("en", "certificate-ended").unwrap();
        let form = Browser::new(&server.url).unwrap().get("/en/tip").await.unwrap();
        for page in [&mailbox.page, &form.page] {
            assert_eq!(page.contains(&ended), began > life, "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_past_its_grace_closes_the_form_and_leaves_replies_readable() {
    let dir = tempfile::tempdir().unwrap();
    let site = site(&dir);
    let code = with_reply(&site).await;
    let mut body = site.body(2);
    body.reviewers[0].recipients[0].from = site.today.plus(-400);
    body.reviewers[0].recipients[0].until = site.today.plus(-31);
    let roster = site.roster(body).unwrap();
    site.write_bytes("server", roster.bytes(), roster.signature()).unwrap();
    let (clean, lines) = check(&site, &[]);
    assert!(!clean && lines.contains("an operator should act: the last reviewer key ended on"), "{lines}");
    let server = up(&site);
    let browser = Browser::new(&server.url).unwrap();
    let form = browser.get("/en/tip").await.unwrap();
    assert!(form.status == 503 && form.page.contains(&wording("en", "closed-text").unwrap()), "{}", form.page);
    let mailbox = reply_is_read(&server, &code).await;
    assert!(mailbox.page.contains(&wording("en", "error-closed").unwrap()), "{}", mailbox.page);
    // A follow-up from an open page, with a file or without, is refused for the same reason. It is no failure of the
    // server's.
    let more = [
        ("session", mailbox.hidden("session")[0]),
        ("token", mailbox.hidden("token")[0]),
        ("story", "words that are kept"),
        ("act", "send"),
    ];
    for files in [vec![], vec![File::photo().unwrap()]] {
        let refused = browser.mailbox("en", &more, &files).await.unwrap();
        assert!(refused.status == 503 && refused.page.contains(REPLY), "{}", refused.status);
        assert!(refused.page.contains(&wording("en", "error-closed").unwrap()), "{}", refused.page);
        assert!(refused.page.contains("words that are kept"));
        assert_eq!(refused.page.contains("<bdi>photo.jpg</bdi>"), !files.is_empty());
    }
    let log = fs::read_to_string(site.line.path("server.log")).unwrap();
    assert!(!log.contains("could not be sealed"), "{log}");
}

/// A small file system for the store, of 4 MB; unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Returns `None` where this user may not mount one.
    fn mount(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs"]).arg(&folder);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }

    /// Fills the last free block.
    fn fill(&self) {
        let mut filler = fs::File::create(self.0.join("filler")).unwrap();
        let error = std::io::copy(&mut std::io::repeat(7), &mut filler).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }

    fn free(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn copy_all(from: &Path, to: &Path, but: &str) {
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let (name, target) = (entry.file_name().unwrap(), to.join(entry.file_name().unwrap()));
        if entry.is_dir() {
            fs::create_dir(&target).unwrap();
            copy_all(&entry, &target, but);
        } else if name != but {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_full_disk_the_form_says_so_before_anything_is_typed_and_replies_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let site = site(&dir);
    let code = with_reply(&site).await;
    // The machine loses its power: the last commit lies only in the write-ahead log.
    let server = up(&site);
    let sent = Browser::new(&server.url).unwrap().send("en", &[("story", "the last one")], &[]).await.unwrap();
    let last = sent.code().unwrap().to_owned();
    drop(server);
    let Some(disk) = SmallDisk::mount(dir.path().join("disk")) else {
        eprintln!("not tested here: only root mounts a small disk");
        return;
    };
    copy_all(&site.line.path("server/store"), &disk.0, "store.db-shm");
    assert!(fs::metadata(disk.0.join("store.db-wal")).unwrap().len() > 0);
    let store = format!("{:?}", disk.0);
    site.line.set(&[("store", store.as_str()), ("least_free_bytes", "100_000")]).unwrap();
    disk.fill();

    let (clean, lines) = check(&site, &[]);
    assert!(!clean && lines.contains("an operator should act: the store's disk is full"), "{lines}");
    // The carriers' process, which may be started first, does not keep the store from the server.
    let shared = Store::open_shared(&StoreSettings { folder: disk.0.clone(), least_free_bytes: 0 }).await;
    assert!(matches!(shared, Err(StoreError::Full)));
    let server = up(&site);
    let browser = Browser::new(&server.url).unwrap();
    let no_room = wording("en", "error-no-room").unwrap();
    let form = browser.get("/en/tip").await.unwrap();
    assert!(form.status == 200 && form.page.contains(&no_room), "{}", form.page);
    assert!(browser.get("/my/tip").await.unwrap().page.contains(&wording("my", "error-no-room").unwrap()));
    let refused = browser.send("en", &[("story", "words that are kept")], &[]).await.unwrap();
    assert!(refused.status == 507 && refused.page.contains("words that are kept"), "{}", refused.page);
    assert!(refused.page.contains(&no_room), "{}", refused.page);
    let mailbox = reply_is_read(&server, &code).await;
    assert!(mailbox.page.contains(&no_room), "{}", mailbox.page);
    assert_eq!(opened(&server, &last).await.status, 200, "what lies in the write-ahead log is read, too");
    // Erasing needs room. The item that was to be erased is still there.
    let (session, items) = (mailbox.hidden("session")[0], mailbox.hidden("item")[0]);
    let fields = [("session", session), ("item", items), ("act", "erase")];
    let kept = browser.mailbox("en", &fields, &[]).await.unwrap();
    assert!(kept.status == 507 && kept.page.contains(REPLY), "{}", kept.page);

    // With room again, everything works without a restart, and other commands reach the store.
    disk.free();
    let begun = Instant::now();
    while !fs::read_to_string(site.line.path("server.log")).unwrap().contains("the disk has room again") {
        assert!(begun.elapsed() < LONGEST, "{}", fs::read_to_string(site.line.path("server.log")).unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tips_are_taken(&server).await;
    assert_eq!(site.line.kept().unwrap(), 3);
    assert!(!browser.get("/en/tip").await.unwrap().page.contains(&no_room));

    // A disk that fills while the server runs.
    disk.fill();
    assert!(browser.get("/en/tip").await.unwrap().page.contains(&no_room));
    reply_is_read(&server, &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_is_down_and_no_certificate_at_all_leave_the_line_open() {
    let dir = tempfile::tempdir().unwrap();
    let site = site(&dir);
    let code = with_reply(&site).await;
    let [_, nobody, _] = Authority::free_ports().unwrap();
    fs::copy(site.line.path("server/tls/certificate.pem"), site.line.path("server/tls/authority.pem")).unwrap();
    Authority::ask(&site, nobody).unwrap();
    site.line.set(&[("hosts", "[\"localhost\"]")]).unwrap();
    let localhost = |server: &Server| Browser::new(&server.url.replace("127.0.0.1", "localhost")).unwrap();
    let read = async |server: &Server| {
        let answer = localhost(server).mailbox("en", &[("code", &code), ("act", "open")], &[]).await.unwrap();
        assert!(answer.status == 200 && answer.page.contains(REPLY), "{}", answer.page);
    };
    read(&up(&site)).await;
    for gone in ["certificate.pem", "private.pem"] {
        fs::remove_file(site.line.path("server/tls").join(gone)).unwrap();
        let (clean, lines) = check(&site, &[]);
        assert!(!clean && lines.contains("a self-signed one stands in"), "{lines}");
        read(&up(&site)).await;
    }
    let log = fs::read_to_string(site.line.path("server.log")).unwrap();
    assert!(log.contains("a self-signed one stands in"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_forgot_the_account_is_asked_for_a_new_one_and_renew_takes_effect_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let site = site(&dir);
    let [port, authority_port, management] = Authority::free_ports().unwrap();
    let listen = format!("\"127.0.0.1:{port}\"");
    site.line.set(&[("listen", listen.as_str()), ("hosts", "[\"localhost\"]")]).unwrap();
    let pebble = Authority::start(&site, port, authority_port, management).await.unwrap();
    Authority::ask(&site, authority_port).unwrap();
    let file = |name: &str| fs::read(site.line.path("server/tls").join(name)).unwrap();
    let own = file("certificate.pem");
    let server = up(&site);
    let begun = Instant::now();
    while file("certificate.pem") == own {
        assert!(begun.elapsed() < LONGEST, "{}", fs::read_to_string(site.line.path("server.log")).unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (first, account) = (file("certificate.pem"), file("acme.json"));
    drop((server, pebble));
    let pebble = Authority::start(&site, port, authority_port, management).await.unwrap();
    let server = up(&site);

    // The running server orders the certificate, and shows it without a restart.
    let said = site.line.intake("renew", &[]).unwrap();
    assert!(said.contains("the authority gave a certificate until "), "{said}");
    let second = file("certificate.pem");
    assert_ne!(second, first);
    assert_ne!(file("acme.json"), account, "the account is another one");
    assert!(serde_json::from_slice::<serde_json::Value>(&file("acme.json")).is_ok());
    let log = fs::read_to_string(site.line.path("server.log")).unwrap();
    assert!(log.contains("does not know this account, and is asked for a new one"), "{log}");
    let begun = Instant::now();
    while shown(port) != first_certificate(&second) {
        assert!(begun.elapsed() < LONGEST, "the new certificate is not in use");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    // The new account is used from now on.
    let account = file("acme.json");
    site.line.intake("renew", &[]).unwrap();
    assert_eq!(file("acme.json"), account);

    // Without a server, the command itself responds to the authority's challenge.
    drop(server);
    let third = file("certificate.pem");
    site.line.intake("renew", &[]).unwrap();
    assert_ne!(file("certificate.pem"), third);

    // While the authority is down, the command names that as the reason, and the certificate stays.
    drop(pebble);
    let present = file("certificate.pem");
    let server = up(&site);
    let refused = site.line.intake("renew", &[]).unwrap_err().to_string();
    assert!(refused.contains("the authority does not answer") && refused.contains("next: "), "{refused}");
    assert_eq!(file("certificate.pem"), present);
    drop(server);
    let left: Vec<_> =
        fs::read_dir(site.line.path("server/tls")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("renew.")), "{left:?}");
}

fn first_certificate(pem: &[u8]) -> Vec<u8> {
    use rustls::pki_types::pem::PemObject as _;
    rustls::pki_types::CertificateDer::pem_slice_iter(pem).next().unwrap().unwrap().to_vec()
}

/// The certificate that the server shows.
fn shown(port: u16) -> Vec<u8> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        .with_no_client_auth();
    let mut connection = rustls::ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).unwrap();
    }
    connection.peer_certificates().unwrap()[0].to_vec()
}

#[derive(Debug)]
struct Anybody(Arc<rustls::crypto::CryptoProvider>);

impl rustls::client::danger::ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &[rustls::pki_types::CertificateDer<'_>],
        _: &rustls::pki_types::ServerName<'_>,
        _: &[u8],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

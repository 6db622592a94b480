//! Wrong input of `courier`: rosters, proxies, and servers that are not Throughline's.
//!
//! Also the requests that a server refuses because they come from no courier.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::thread;

use envelope::roster::RosterBody;
use envelope::{Clock as _, SiteId};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use tests::{Courier, Site};

const LEAD: &str = "[answers]\nstory = \"words that no error quotes\"\n";

fn site(dir: &Path) -> (Site, Courier) {
    let site = Site::create(dir, &[]).unwrap();
    let courier = courier(&site, "journalist");
    fs::write(site.line.path("lead.toml"), LEAD).unwrap();
    (site, courier)
}

fn courier(site: &Site, name: &str) -> Courier {
    Courier::new(&site.line, name, &site.root.verifying_key().to_string())
}

fn lead(site: &Site) -> [String; 2] {
    ["--lead".to_owned(), site.line.path("lead.toml").display().to_string()]
}

fn fails(site: &Site, courier: &Courier, url: &str, more: &[&str]) -> String {
    let lead = lead(site);
    let said = courier.fails(url, &[&[lead[0].as_str(), lead[1].as_str()], more].concat()).unwrap();
    assert!(said.contains("next: ") && !said.contains("no error quotes"), "{said}");
    said
}

#[test]
fn a_roster_that_is_swapped_of_another_line_older_or_expired_is_refused_and_nothing_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    let good = site.roster(site.body(1)).unwrap();
    // Swapped: other words under this signature.
    let swapped = String::from_utf8(good.bytes().to_vec()).unwrap().replace("Test line", "Tost line");
    site.write_bytes("roster", swapped.as_bytes(), good.signature()).unwrap();
    assert!(fails(&site, &courier, &server.url, &[]).contains("not signed by the pinned root key"));
    // The first command pins the root key. A roster of another root is refused from then on, even when its own key is
    // given.
    site.write_bytes("roster", good.bytes(), good.signature()).unwrap();
    let said = courier.send(&server.url, &[&lead(&site)[0], &lead(&site)[1]]).unwrap();
    assert_eq!(said.lines().last().unwrap().split(' ').count(), 7);
    let root = envelope::keys::SigningKey::generate().unwrap();
    let other = envelope::roster::Roster::sign(site.body(2), &root).unwrap();
    site.write_bytes("roster", other.bytes(), other.signature()).unwrap();
    let swapped = Courier::new(&site.line, "journalist", &root.verifying_key().to_string());
    assert!(
        fails(&site, &swapped, &server.url, &[]).contains("root key is pinned on this machine, and it is another one")
    );
    // A newer roster is taken. After that, the older one is refused.
    let newer = site.roster(site.body(3)).unwrap();
    site.write_bytes("roster", newer.bytes(), newer.signature()).unwrap();
    courier.send(&server.url, &[&lead(&site)[0], &lead(&site)[1]]).unwrap();
    site.write_bytes("roster", good.bytes(), good.signature()).unwrap();
    assert!(fails(&site, &courier, &server.url, &[]).contains("older than the present issue 3"));
    // A roster of another line, signed by the same root: the server does not belong to that line.
    let elsewhere = RosterBody { site: SiteId::from_bytes([9; 16]), ..site.body(1) };
    let elsewhere = site.roster(elsewhere).unwrap();
    site.write_bytes("roster", elsewhere.bytes(), elsewhere.signature()).unwrap();
    assert!(fails(&site, &courier, &server.url, &[]).contains("is not the line that this machine knows"));
    assert_eq!(site.line.kept().unwrap(), 2);
    // An expired roster, at a server that has no newer one.
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = crate::site(dir.path());
    let mut body = site.body(2);
    let today = console::SystemClock.today();
    body.day = today.plus(-400);
    body.reviewers[0].recipients[0].from = today.plus(-400);
    body.reviewers[0].recipients[0].until = today.plus(-40);
    let expired = site.roster(body).unwrap();
    site.write_bytes("roster", expired.bytes(), expired.signature()).unwrap();
    site.write_bytes("server", expired.bytes(), expired.signature()).unwrap();
    let server = site.line.serve().unwrap();
    let said = fails(&site, &courier, &server.url, &[]);
    assert!(said.contains("no reviewer key is valid") && said.contains("newest roster"), "{said}");
    let said = courier.command("send", &["--seal-only", "--to", &site.line.path("out").display().to_string()]).unwrap();
    let mut said = said;
    let output = said.args(lead(&site)).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("no reviewer key is valid"));
}

#[test]
fn a_way_that_leads_nowhere_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // Eight tries take more than a minute; one is enough to read the message.
    let first = |url: &str, more: &[&str]| {
        let lead = lead(&site);
        let mut begun = courier.sending(url, &[&[lead[0].as_str(), lead[1].as_str()], more].concat()).unwrap();
        let mut begun = begun.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut stderr = begun.stderr.take().unwrap();
        let mut piece = [0; 1024];
        while !said.contains("trying again") {
            let read = stderr.read(&mut piece).unwrap();
            assert!(read > 0, "it ended: {said}");
            said.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
        begun.kill().unwrap();
        begun.wait().unwrap();
        said
    };
    assert!(first(&format!("https://{free}"), &[]).contains("127.0.0.1 cannot be reached"));
    let proxy = format!("socks5h://{free}");
    assert!(first("https://tips.example.org", &["--proxy", &proxy]).contains("the proxy does not lead there"));
    assert!(fails(&site, &courier, "http://tips.example.org", &[]).contains("anybody on the way could read along"));
    assert!(
        fails(&site, &courier, "https://tips.example.org", &["--proxy", "socks5://127.0.0.1:9050"])
            .contains("with the h")
    );
    assert!(fails(&site, &courier, "http://abcdefghijklmnop.onion", &[]).contains("through Tor alone"));
}

/// A TLS server with the line's certificate that sends the same bytes as the response to each request.
fn answering(site: &Site, bytes: &[u8]) -> String {
    let read = |name: &str| fs::read(site.line.path("server/tls").join(name)).unwrap();
    let chain = vec![rustls::pki_types::CertificateDer::from_pem_slice(&read("certificate.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&read("private.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (config, bytes) = (Arc::new(config), bytes.to_vec());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let (config, bytes) = (Arc::clone(&config), bytes.clone());
            thread::spawn(move || {
                use std::io::Write as _;
                let mut session = rustls::ServerConnection::new(config).unwrap();
                let mut tls = rustls::Stream::new(&mut session, &mut stream);
                let mut asked = [0; 4096];
                let _ = tls.read(&mut asked);
                let _ = tls.write_all(&bytes);
                session.send_close_notify();
                let _ = session.complete_io(&mut stream);
            });
        }
    });
    url
}

#[test]
fn a_server_that_is_none_is_told_from_one_and_nothing_is_sent_to_where_it_points() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let page = "<html><body>Welcome to the hotel. Please log in.</body></html>";
    let html = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}", page.len());
    for (answer, says) in [
        (html.as_str(), "answers as no Throughline server does (200)"),
        ("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n", "answers 500: something broke there"),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "answers as no Throughline server does (404)"),
        (
            "HTTP/1.1 302 Found\r\nlocation: https://evil.example/roster.json\r\ncontent-length: 0\r\n\r\n",
            "sends on to https://evil.example/roster.json",
        ),
        ("HTTP/1.1 421 Misdirected Request\r\ncontent-length: 0\r\n\r\n", "does not answer to this name"),
    ] {
        let said = fails(&site, &courier, &answering(&site, answer.as_bytes()), &[]);
        assert!(said.contains(says), "{said}");
    }
    // Half a response body counts as a broken connection, and courier retries.
    let url = answering(
        &site,
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"format\":",
    );
    let lead = lead(&site);
    let mut begun = courier.sending(&url, &[&lead[0], &lead[1]]).unwrap();
    let mut begun = begun.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut said, mut piece) = (String::new(), [0; 1024]);
    let mut stderr = begun.stderr.take().unwrap();
    while !said.contains("trying again") {
        let read = stderr.read(&mut piece).unwrap();
        assert!(read > 0, "it ended: {said}");
        said.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    begun.kill().unwrap();
    begun.wait().unwrap();
    assert!(said.contains("broke off"), "{said}");
    // A certificate other than the trusted one.
    let other = tempfile::tempdir().unwrap();
    let (elsewhere, _) = crate::site(other.path());
    let server = elsewhere.line.serve().unwrap();
    let said = fails(&site, &courier, &server.url, &[]);
    assert!(said.contains("another one than --certificate names"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_takes_no_lead_of_a_wrong_size_nor_what_is_not_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let (site, _) = site(dir.path());
    let server = site.line.serve().unwrap();
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let at = |path: &str| format!("{}{path}", server.url);
    let begin =
        |length: u64| client.post(at("/leads")).header("Tus-Resumable", "1.0.0").header("Upload-Length", length);
    for (length, status, says) in [
        (0, 400, "no sealed tip has this length"),
        (1, 400, "no sealed tip has this length"),
        (40_000, 400, "no sealed tip has this length"),
        (32 * 1024 + 1, 400, "no sealed tip has this length"),
        (10_000_000_000, 413, "takes"),
        (u64::MAX, 413, "takes"),
    ] {
        let answer = begin(length).send().await.unwrap();
        assert_eq!(answer.status(), status, "{length}");
        assert!(answer.text().await.unwrap().contains(says), "{length}");
    }
    assert_eq!(client.post(at("/leads")).header("Upload-Length", 32_768).send().await.unwrap().status(), 412);
    // In this order: the right size, but not sealed; another digest than announced; more bytes than announced; too few
    // bytes; a wrong offset.
    let file = |submission: u8, sha256: envelope::Digest| serde_json::json!({ "submission": envelope::SubmissionId::from_bytes([submission; 16]), "sha256": sha256, "roster_issue": 1, "mailbox": null });
    let send = async |bytes: Vec<u8>| {
        let request = begin(32 * 1024).header("Content-Type", "application/offset+octet-stream").body(bytes);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.headers().get("location").map(|at| at.to_str().unwrap().to_owned()))
    };
    let plain = vec![b'x'; 32 * 1024];
    let (status, location) = send(plain.clone()).await;
    assert_eq!(status, 201);
    let answer = client.post(at(&location.unwrap())).json(&file(1, envelope::Digest::of(&plain))).send().await.unwrap();
    assert!(answer.status() == 422 && answer.text().await.unwrap().contains("is not a sealed tip"));
    let mut sealed = envelope::keys::seal_bytes(&[site.reviewer.recipient()], &[0; 32_000]).unwrap();
    sealed.resize(32 * 1024, 0);
    let (_, location) = send(sealed.clone()).await;
    let answer =
        client.post(at(&location.unwrap())).json(&file(1, envelope::Digest::of(b"another"))).send().await.unwrap();
    assert!(answer.status() == 422 && answer.text().await.unwrap().contains("another SHA-256"));
    assert_eq!(send(vec![b'x'; 40 * 1024]).await.0, 413);
    let (_, location) = send(sealed[..1000].to_vec()).await;
    let location = location.unwrap();
    let answer = client.post(at(&location)).json(&file(1, envelope::Digest::of(&sealed))).send().await.unwrap();
    assert!(answer.status() == 409 && answer.text().await.unwrap().contains("only 1000 of 32768"));
    let rest = client
        .patch(at(&location))
        .header("Upload-Offset", 900)
        .header("Content-Type", "application/offset+octet-stream");
    let answer = rest.body(sealed[900..].to_vec()).send().await.unwrap();
    assert!(answer.status() == 409 && answer.headers()["upload-offset"] == "1000");
    // From a page of another site.
    let cross = begin(32 * 1024).header("Sec-Fetch-Site", "cross-site").send().await.unwrap();
    assert_eq!(cross.status(), 403);
    let unknown = client
        .patch(at(&format!("/leads/{}", "ab".repeat(32))))
        .header("Upload-Offset", 0)
        .header("Content-Type", "application/offset+octet-stream");
    assert_eq!(unknown.body("x").send().await.unwrap().status(), 404);
    assert_eq!(site.line.kept().unwrap(), 0);
    // The lead is filed once, however often the response is lost.
    let rest = client
        .patch(at(&location))
        .header("Upload-Offset", 1000)
        .header("Content-Type", "application/offset+octet-stream");
    assert_eq!(rest.body(sealed[1000..].to_vec()).send().await.unwrap().status(), 204);
    for says in ["new", "already", "already"] {
        let answer = client.post(at(&location)).json(&file(7, envelope::Digest::of(&sealed))).send().await.unwrap();
        assert!(answer.text().await.unwrap().contains(says));
    }
    assert_eq!(site.line.kept().unwrap(), 1);
}

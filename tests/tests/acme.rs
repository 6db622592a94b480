//! A certificate from a real ACME authority (pebble), and its swap while an upload runs.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use reqwest::multipart::{Form, Part};
use reqwest::tls::TlsInfo;
use reqwest::{Certificate, Client, Response};
use rustix::process::{Pid, Signal, kill_process};
use tests::{Authority, Browser, Server, Site, program};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The longest time that an authority may take on this machine.
const LONGEST: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_obtained_and_swapped_without_dropping_a_connection() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[("hosts", r#"["localhost"]"#)]).unwrap();
    let key = fs::read(site.line.path("server/tls/private.pem")).unwrap();
    let [port, authority_port, management_port] = Authority::free_ports().unwrap();
    let authority = Authority::start(&site, port, authority_port, management_port).await.unwrap();
    Authority::ask(&site, authority_port).unwrap();
    // The authority is paused until an upload runs under the certificate that `intake init` made.
    signal(&authority, Signal::STOP);
    let server = serve(&site, port);
    let url = server.url.replace("127.0.0.1", "localhost");
    let own = certificate(&shown(&url).await);
    let upload = Upload::begin(&site, &url).await;
    signal(&authority, Signal::CONT);
    let begun = Instant::now();
    while certificate(&shown(&url).await) == own {
        assert!(begun.elapsed() < LONGEST, "{}", fs::read_to_string(site.line.path("server.log")).unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let answer = upload.end().await;
    assert_eq!(certificate(&answer), own, "the upload is still the connection of before");
    assert!(answer.text().await.unwrap().contains("id=\"code\""));
    // A client that trusts only the authority sees the page.
    let roots = Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap();
    let root = roots.get(format!("https://localhost:{management_port}/roots/0")).send().await.unwrap();
    let root = Certificate::from_pem(&root.bytes().await.unwrap()).unwrap();
    let client = Client::builder().tls_certs_only([root]).build().unwrap();
    assert_eq!(client.get(format!("{url}/en/")).send().await.unwrap().status(), 200);
    let account = fs::metadata(site.line.path("server/tls/acme.json")).unwrap();
    assert_eq!(account.permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read(site.line.path("server/tls/private.pem")).unwrap(), key, "the key stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_does_not_answer_leaves_the_line_open() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::create(&dir.path().join("site"), &[("hosts", r#"["localhost"]"#)]).unwrap();
    fs::copy(site.line.path("server/tls/certificate.pem"), site.line.path("server/tls/authority.pem")).unwrap();
    let [port, nobody, _] = Authority::free_ports().unwrap();
    Authority::ask(&site, nobody).unwrap();
    let server = serve(&site, port);
    let browser = Browser::new(&server.url.replace("127.0.0.1", "localhost")).unwrap();
    assert!(browser.send("en", &[("story", "still open")], &[]).await.unwrap().code().is_some());
    let begun = Instant::now();
    while !fs::read_to_string(site.line.path("server.log")).unwrap().contains("the authority does not answer") {
        assert!(begun.elapsed() < LONGEST, "nothing is said about it");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn signal(authority: &Authority, signal: Signal) {
    kill_process(Pid::from_child(&authority.child), signal).unwrap();
}

/// An upload that lasts until [`Upload::end`].
struct Upload {
    sender: mpsc::Sender<Vec<u8>>,
    answer: JoinHandle<Response>,
}

impl Upload {
    /// Begins an upload and waits until a blob of it lies in the store.
    async fn begin(site: &Site, url: &str) -> Self {
        let token = Browser::new(url).unwrap().token("en").await.unwrap();
        let (sender, receiver) = mpsc::channel::<Vec<u8>>(1);
        let chunks = futures_util::stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|chunk| (Ok::<_, std::io::Error>(chunk), receiver))
        });
        let file = Part::stream(reqwest::Body::wrap_stream(chunks.fuse())).file_name("long.bin");
        let form = Form::new().text("token", token).text("story", "a long upload").part("files", file);
        let request = client().post(format!("{url}/en/tip")).header("sec-fetch-site", "same-origin").multipart(form);
        let answer = tokio::spawn(async move { request.send().await.unwrap() });
        let begun = Instant::now();
        while site.line.blobs() == 0 {
            sender.send(vec![7; 200_000]).await.unwrap();
            assert!(begun.elapsed() < LONGEST, "no blob was begun");
        }
        Self { sender, answer }
    }

    async fn end(self) -> Response {
        drop(self.sender);
        self.answer.await.unwrap()
    }
}

fn serve(site: &Site, port: u16) -> Server {
    let mut command = Command::new(program("intake").unwrap());
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--config"]);
    site.line.serve_with(command.arg(site.line.path("server/intake.toml"))).unwrap()
}

/// Fetches a page over a connection of its own.
async fn shown(url: &str) -> Response {
    client().get(format!("{url}/en/")).send().await.unwrap()
}

/// Accepts any certificate and records it.
fn client() -> Client {
    Client::builder().tls_danger_accept_invalid_certs(true).tls_info(true).build().unwrap()
}

fn certificate(response: &Response) -> Vec<u8> {
    response.extensions().get::<TlsInfo>().unwrap().peer_certificate().unwrap().to_vec()
}

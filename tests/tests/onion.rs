//! The onion listener, tested with Tor's protocol: a PROXY line, then HTTP.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use tests::{Browser, Server, Site};

struct Onion {
    site: Site,
    server: Server,
    _dir: tempfile::TempDir,
}

fn onion(settings: &[(&str, &str)]) -> Onion {
    let dir = tempfile::tempdir().unwrap();
    let site =
        Site::create(&dir.path().join("line"), &[&[("onion_listen", "\"127.0.0.1:0\"")], settings].concat()).unwrap();
    let server = site.line.serve().unwrap();
    Onion { site, server, _dir: dir }
}

fn circuit(n: u32) -> String {
    format!("PROXY TCP6 fc00:dead:beef:4dad::{:x}:{:x} ::1 {} 80\r\n", n >> 16, n & 0xffff, n & 0xffff)
}

/// Sends bytes and returns the response: all bytes until the server closes the connection or a read times out.
fn exchange(mut stream: impl std::io::Read + std::io::Write, bytes: &[u8]) -> String {
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

impl Onion {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.onion.as_ref().unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    fn get(&self, n: u32, path: &str) -> String {
        let request = format!("{}GET {path} HTTP/1.1\r\nhost: x.onion\r\nconnection: close\r\n\r\n", circuit(n));
        exchange(self.connect(), request.as_bytes())
    }

    fn post(&self, n: u32, path: &str, fields: &[(&str, &str)]) -> String {
        let parts = fields
            .iter()
            .map(|(name, value)| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        let body = parts.collect::<String>() + "--b--\r\n";
        let head = format!(
            "{}POST {path} HTTP/1.1\r\nhost: x.onion\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n\r\n",
            circuit(n),
            body.len()
        );
        exchange(self.connect(), (head + &body).as_bytes())
    }

    fn send(&self, n: u32, story: &str) -> String {
        let form = self.get(n, "/en/tip");
        self.post(n, "/en/tip", &[("token", hidden(&form, "token")), ("story", story)])
    }
}

fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let begins = format!("name=\"{name}\" value=\"");
    page.split_once(&begins).and_then(|(_, after)| after.split('"').next()).unwrap_or_default()
}

#[test]
fn one_circuit_that_floods_is_limited_and_another_gets_through() {
    let onion = onion(&[("submissions_per_minute_per_origin", "5")]);
    let answers: Vec<String> = (0..8).map(|n| onion.send(1, &format!("flood {n}"))).collect();
    let limited = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 429")).count();
    assert!(limited >= 2, "{limited}");
    let last = answers.last().unwrap();
    assert!(last.contains("flood 7"), "what was typed is given back");
    assert!(onion.send(2, "honest").contains("<output id=\"code\""));
    // The wait counts down without scripts, and ends.
    let at = last.split_once("src=\"/en/wait/").unwrap().1.split('"').next().unwrap();
    let page = onion.get(1, &format!("/en/wait/{at}"));
    let left: u64 = at.parse().unwrap();
    assert!(page.to_lowercase().contains(&format!("refresh: 5; url=/en/wait/{}", left - 5)), "{page}");
    let over = onion.get(1, "/en/wait/0");
    assert!(!over.to_lowercase().contains("refresh:") && over.contains("You can send it now"));
    assert!(onion.get(1, "/en/wait/7").starts_with("HTTP/1.1 404"));
}

/// A flood of ever new circuits uses up the total. A sender who has waited goes first.
#[test]
fn who_waits_as_told_gets_through_while_a_flood_of_new_circuits_goes_on() {
    let onion = onion(&[("submissions_per_minute_total", "10")]);
    let mut n = 10;
    let mut flood = || {
        n += 1;
        onion.send(n, "flood")
    };
    while flood().contains("<output id=\"code\"") {}
    let refused = onion.send(1, "honest");
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    let (token, ticket) = (hidden(&refused, "token"), hidden(&refused, "ticket"));
    let again = [("token", token), ("ticket", ticket), ("story", "honest")];
    assert!(onion.post(1, "/en/tip", &again).starts_with("HTTP/1.1 429"), "not before the wait is over");
    let refused = onion.send(1, "honest");
    let wait: u64 = refused.split_once("src=\"/en/wait/").unwrap().1.split('"').next().unwrap().parse().unwrap();
    std::thread::sleep(Duration::from_secs(wait));
    let again = [("token", hidden(&refused, "token")), ("ticket", hidden(&refused, "ticket")), ("story", "honest")];
    while flood().contains("<output id=\"code\"") {}
    assert!(onion.post(1, "/en/tip", &again).contains("<output id=\"code\""));
}

#[test]
fn a_proxy_line_that_is_missing_malformed_or_10_kb_long_on_the_onion_side() {
    let onion = onion(&[]);
    let get = "GET /en/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let long = format!("PROXY TCP6 {}\r\n{get}", "f".repeat(10_000));
    for bad in
        [get, &format!("PROXY TCP4 192.0.2.1 127.0.0.1 1 80\r\n{get}"), &format!("PROXY UNKNOWN\r\n{get}"), &long]
    {
        assert_eq!(exchange(onion.connect(), bad.as_bytes()), "", "closed without a word");
    }
    assert!(onion.get(1, "/en/").starts_with("HTTP/1.1 200"));
    // After Tor's line, a second one is invalid HTTP.
    let two = format!("{}{}{get}", circuit(1), circuit(2));
    assert!(exchange(onion.connect(), two.as_bytes()).starts_with("HTTP/1.1 400"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_networks_pages_name_the_onion_service_and_the_onions_do_not() {
    let name = format!("http://{}.onion", "a".repeat(56));
    let onion = onion(&[("onion_location", &format!("\"{name}\""))]);
    let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build().unwrap();
    let answer = client.get(format!("{}/my/safety", onion.server.url)).send().await.unwrap();
    assert_eq!(answer.headers()["onion-location"], format!("{name}/my/safety"));
    assert!(!onion.get(1, "/my/safety").to_lowercase().contains("onion-location"));
    assert!(Browser::new(&onion.server.url).unwrap().get("/en/").await.unwrap().status == 200);
}

#[test]
fn tor_may_hand_over_through_a_socket_that_others_do_not_reach() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut onion = onion(&[("onion_listen", "\"unix:onion.sock\"")]);
    let path = onion.site.line.path("server/onion.sock");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o007, 0);
    let get = format!("{}GET /en/ HTTP/1.1\r\nhost: x.onion\r\nconnection: close\r\n\r\n", circuit(1));
    assert!(exchange(UnixStream::connect(&path).unwrap(), get.as_bytes()).starts_with("HTTP/1.1 200"));
    // The socket of a killed server is replaced.
    onion.server.child.kill().unwrap();
    onion.server.child.wait().unwrap();
    onion.server = onion.site.line.serve().unwrap();
    assert!(exchange(UnixStream::connect(&path).unwrap(), get.as_bytes()).starts_with("HTTP/1.1 200"));
}

//! HTTP/1.1 requests that two readers would split differently.
//!
//! Each gets one refusal and the end of its connection, never a second response.

use crate::{Running, running};

/// A request for a page. In the tests, an attacker tries to hide it inside another request.
const PAGE: &str = "GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The most KiB that the requests of a test may cost.
const GROWTH: u64 = 16 * 1024;

/// A POST with the given headers and body, followed by a request for a page.
fn post(headers: &str, body: &str) -> String {
    format!("POST /en/tip HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{body}{PAGE}")
}

impl Running {
    async fn refuses(&self, requests: &[String]) {
        for request in requests {
            let (statuses, closed) = self.ask(request.as_bytes()).await;
            assert!(statuses == ["400"] && closed, "{statuses:?} for {request:?}");
        }
        self.stands(GROWTH).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_honest_requests_at_once_get_two_answers() {
    let running = running(&[]).await;
    assert_eq!(running.ask(PAGE.repeat(2).as_bytes()).await, (vec!["200".to_owned(), "200".to_owned()], false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_length_beside_a_transfer_encoding() {
    let (length, encoding) = ("Content-Length: 6", "Transfer-Encoding: chunked");
    let pairs = [[length, encoding], [encoding, length]];
    running(&[]).await.refuses(&pairs.map(|pair| post(&pair.join("\r\n"), "0\r\n\r\nX"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_content_lengths() {
    let headers =
        ["Content-Length: 0\r\nContent-Length: 39", "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5, 5"];
    running(&[]).await.refuses(&headers.map(|headers| post(headers, "abcde"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_folded_over_two_lines() {
    let headers = ["X: a\r\n Content-Length: 5", "Transfer-Encoding:\r\n chunked"];
    running(&[]).await.refuses(&headers.map(|headers| post(headers, "0\r\n\r\n"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_in_disguise() {
    let headers = [
        "Content-Length : 5",
        "Content-Length: +5",
        "X: a\rContent-Length: 5",
        "X: a\0b",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity, chunked",
    ];
    let running = running(&[]).await;
    running.refuses(&headers.map(|headers| post(headers, "0\r\n\r\n"))).await;
    let old = post("Transfer-Encoding: chunked", "0\r\n\r\n").replacen("HTTP/1.1", "HTTP/1.0", 1);
    running.refuses(&[old]).await;
}

/// RFC 9112 (2.2) lets a reader accept a bare LF as the end of a line, and this server does.
///
/// TLS ends in this process, so no other reader comes before it. A length on such a line must be obeyed. Chunks, which
/// decide where a body ends, must not accept a bare LF.
#[tokio::test(flavor = "multi_thread")]
async fn a_bare_line_feed_hides_no_request() {
    let running = running(&[]).await;
    let hidden = format!("GET /en/ HTTP/1.1\r\nHost: localhost\r\nX: a\nContent-Length: {}\r\n\r\n{PAGE}", PAGE.len());
    assert_eq!(running.ask(hidden.as_bytes()).await.0, ["200"]);
    let chunked = "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked";
    running.refuses(&["5\nabcde\n0\n\n", "2;\nxx\r\nab\r\n0\r\n\r\n"].map(|body| post(chunked, body))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_or_none() {
    let requests = ["Host: a\r\nHost: b\r\n", ""].map(|hosts| format!("GET /en/ HTTP/1.1\r\n{hosts}\r\n{PAGE}"));
    running(&[]).await.refuses(&requests).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_line_inside_of_tls() {
    let lines = [
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:24 ::1 36 80\r\n",
        "\r\n\r\n\0\r\nQUIT\n",
    ];
    running(&[]).await.refuses(&lines.map(|line| format!("{line}{PAGE}"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end() {
    let running = running(&[]).await;
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    for headers in [many, format!("X: {}\r\n", "a".repeat(1_000_000))] {
        let request = format!("GET /en/ HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{PAGE}");
        let (statuses, closed) = running.ask(request.as_bytes()).await;
        // The refusal may be lost with the connection while the client is still writing.
        assert!(closed && (statuses.is_empty() || statuses == ["431"]), "{statuses:?}");
    }
    running.stands(GROWTH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_of_another_name() {
    let own = [("hosts", r#"["tips.example.org", "127.0.0.1"]"#)];
    let ask = |target: &str, host: &str| format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let cases = [
        (ask("/en/", "tips.example.org"), "200"),
        (ask("/en/", "Tips.Example.org:8443"), "200"),
        (ask("/en/", "evil.example"), "421"),
        (ask("/en/", "tips.example.org.evil.example"), "421"),
        (ask("/en/", "tips.example.org@evil.example"), "421"),
        (ask("http://evil.example/en/", "tips.example.org"), "421"),
    ];
    let running = running(&own).await;
    for (request, status) in &cases {
        assert_eq!(running.ask(request.as_bytes()).await.0, [*status], "{request:?}");
    }
}

/// Without names in the settings, any host is accepted. No page repeats it.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_never_repeated() {
    let running = running(&[]).await;
    for path in ["/", "/en", "/en/", "/en/tip", "/en/mailbox", "/nothing"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n");
        let said = String::from_utf8(running.hear(request.as_bytes()).await.bytes).unwrap();
        assert!(said.starts_with("HTTP/1.1 ") && !said.contains("evil"), "{said}");
    }
}

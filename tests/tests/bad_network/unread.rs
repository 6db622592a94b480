//! Requests that the HTTP library itself refuses.
//!
//! Each refusal has our headers and our words, comes once, and arrives even while the sender is still writing.

use std::collections::BTreeMap;

use crate::{Running, running};

/// A valid request for a page, sent before the broken one.
const PAGE: &str = "GET /en/wait/0 HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// An HTTP response.
struct RawResponse {
    status: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// Splits bytes into responses by the content length of each head.
fn answers(mut bytes: &str) -> Vec<RawResponse> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (head, rest) = bytes.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
        let headers: BTreeMap<String, String> =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.into(), value.into())).collect();
        let (body, after) = rest.split_at(headers["content-length"].parse().unwrap());
        all.push(RawResponse { status, headers, body: body.to_owned() });
        bytes = after;
    }
    all
}

impl Running {
    async fn answers(&self, request: &str) -> Vec<RawResponse> {
        let said = self.hear(request.as_bytes()).await;
        assert!(said.closed || said.bytes.is_empty());
        answers(std::str::from_utf8(&said.bytes).unwrap())
    }
}

fn is_worded(heard: &RawResponse, status: &str) {
    assert_eq!(heard.status, status);
    for (name, value) in surface::headers::SECURITY {
        assert_eq!(heard.headers.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(heard.headers["content-type"], "text/html; charset=utf-8");
    assert!(heard.body.contains("The form did not arrive whole") && heard.body.contains("href=\"/my/\""));
    assert!(heard.body.trim_end().ends_with("-->"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_read_is_refused_in_words_and_with_every_header() {
    let running = running(&[]).await;
    for broken in [
        "\0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n",
        "POST /en/tip HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    ] {
        let heard = running.answers(broken).await;
        assert_eq!(heard.len(), 1, "{broken:?}");
        is_worded(&heard[0], "400");
    }
    let heard = running.answers(&format!("{PAGE}{PAGE}nothing that is HTTP\r\n\r\n")).await;
    assert_eq!(heard.iter().map(|one| one.status.as_str()).collect::<Vec<_>>(), ["200", "200", "400"]);
    is_worded(&heard[2], "400");
}

/// A browser whose head is over every limit is still writing when the server refuses it.
#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_long_is_refused_in_words_that_arrive() {
    let running = running(&[]).await;
    for length in [140_000, 600_000] {
        let request = format!("GET /en/ HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(length));
        let heard = running.answers(&request).await;
        assert_eq!(heard.len(), 1);
        is_worded(&heard[0], "431");
    }
}

/// A sender who types the library's own refusal gets it back as text, and no second response.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_somebody_typed_is_text() {
    let running = running(&[]).await;
    let bare = "HTTP/1.1 400 Bad Request\r\r\ncontent-length: 0\r\r\ndate: Mon\r\r\n\r\r\n";
    let part =
        |name: &str, value: &str| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = format!("{}{}--b--\r\n", part("token", "forged"), part("story", &bare.repeat(500)));
    let head = "POST /en/tip HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b";
    let heard = running.answers(&format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
    assert_eq!(heard.iter().map(|one| one.status.as_str()).collect::<Vec<_>>(), ["403"]);
    assert_eq!(heard[0].body.matches("HTTP/1.1 400 Bad Request").count(), 500);
    assert!(!heard[0].body.contains('\r'));
}

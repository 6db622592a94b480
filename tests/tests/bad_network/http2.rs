//! HTTP/2 is refused, whether a client negotiates it or speaks it unasked.
//!
//! Its floods, each bounded here, end before they begin.

use crate::{Running, running, wire};

/// The most KiB that one connection may cost.
const GROWTH: u64 = 32 * 1024;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA_ENDS: u8 = 0x1;
const HEADERS_END: u8 = 0x4;

impl Running {
    /// Asserts that the server hangs up on a client that speaks HTTP/2 unasked: the preface, settings, then these
    /// frames.
    async fn hangs_up_on(&self, frames: impl Iterator<Item = Vec<u8>>) {
        let said = self.ask(&[PREFACE, &frame(4, 0, 0, b""), &frames.flatten().collect::<Vec<u8>>()].concat()).await;
        // The refusal may be lost with the connection, since the server reads no further.
        assert!(said.1 && (said.0.is_empty() || said.0 == ["400"]), "{said:?}");
        self.stands(GROWTH).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_wants_http_2_alone_is_refused_in_the_handshake() {
    let running = running(&[]).await;
    let refused = wire::open(&running, &running.http2).await;
    assert!(refused.is_err(), "somebody opened the door to HTTP/2: its floods have to be tested again");
    assert!(wire::open(&running, &running.http1).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn rapid_reset() {
    let cancel = 8_u32.to_be_bytes();
    let pairs = (0..20_000).map(|n| {
        let stream = 1 + 2 * n;
        [frame(1, HEADERS_END | DATA_ENDS, stream, &get()), frame(3, 0, stream, &cancel)].concat()
    });
    running(&[]).await.hangs_up_on(pairs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_continuations() {
    let begins = frame(1, DATA_ENDS, 1, &get());
    let more = frame(9, 0, 1, &field("x", &"a".repeat(100)));
    running(&[]).await.hangs_up_on(std::iter::once(begins).chain((0..100_000).map(|_| more.clone()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings() {
    let ping = frame(6, 0, 0, b"12345678");
    running(&[]).await.hangs_up_on((0..200_000).map(|_| ping.clone())).await;
}

/// A frame (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The fields of a request.
fn get() -> Vec<u8> {
    [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/en/")]
        .into_iter()
        .flat_map(|(name, value)| field(name, value))
        .collect()
}

/// A literal field that is not indexed (RFC 7541, 6.2.2). Name and value must be shorter than 127 bytes.
fn field(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

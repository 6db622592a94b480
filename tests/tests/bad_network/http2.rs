//! HTTP/2 frames without end, each kind over one connection. A server that speaks no HTTP/2 has none of these defects, and passes.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, WriteHalf};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use crate::{Running, running, wire};

/// KiB that one connection may cost.
const GROWTH: u64 = 32 * 1024;

/// How long a flood may last, and how long the server may take to hang up after it.
const LONGEST: Duration = Duration::from_secs(30);

/// ENHANCE_YOUR_CALM, by which a server ends a connection that floods it (RFC 9113, 7).
const CALM: u32 = 11;

const DATA_ENDS: u8 = 0x1;
const HEADERS_END: u8 = 0x4;

#[tokio::test(flavor = "multi_thread")]
async fn rapid_reset() {
    let running = running(&[]).await;
    let Some(mut flood) = Flood::begin(&running).await else { return };
    let cancel = 8_u32.to_be_bytes();
    flood
        .send((0..20_000).map(|n| {
            let stream = 1 + 2 * n;
            [frame(1, HEADERS_END | DATA_ENDS, stream, &request("GET", "/en/")), frame(3, 0, stream, &cancel)].concat()
        }))
        .await;
    running.stands(GROWTH).await;
    assert_eq!(flood.end().await, Some(CALM));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_continuations() {
    let running = running(&[]).await;
    for fields in [field("x", &"a".repeat(100)).repeat(100), Vec::new()] {
        let Some(mut flood) = Flood::begin(&running).await else { return };
        let begins = frame(1, DATA_ENDS, 1, &request("GET", "/en/"));
        flood.send(std::iter::once(begins).chain((0..100_000).map(|_| frame(9, 0, 1, &fields)))).await;
        running.stands(GROWTH).await;
        assert_eq!(flood.end().await, Some(CALM));
    }
}

/// `http` panics above 24,576 names; that must end this connection alone.
#[tokio::test(flavor = "multi_thread")]
async fn more_header_names_than_a_map_holds() {
    let running = running(&[]).await;
    let Some(mut flood) = Flood::begin(&running).await else { return };
    let begins = frame(1, DATA_ENDS, 1, &request("GET", "/en/"));
    let names = |n: u32| (0..1_000).flat_map(|m| field(&format!("{:x}", n * 1_000 + m), "")).collect::<Vec<u8>>();
    let ends = |n: u32| if n == 59 { HEADERS_END } else { 0 };
    flood.send(std::iter::once(begins).chain((0..60).map(|n| frame(9, ends(n), 1, &names(n))))).await;
    running.stands(GROWTH).await;
    flood.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings_and_settings() {
    let running = running(&[]).await;
    for kind in [frame(6, 0, 0, b"12345678"), frame(4, 0, 0, b"")] {
        let Some(mut flood) = Flood::begin(&running).await else { return };
        let hundred = kind.repeat(100);
        flood.send((0..2_000).map(|_| hundred.clone())).await;
        running.stands(GROWTH).await;
        flood.end().await;
    }
}

/// Neither those whose body never comes nor those whose answer nobody takes: a megabyte of frames must not become hundreds in memory.
#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_requests_at_once() {
    let running = running(&[]).await;
    for (method, flags) in [("POST", HEADERS_END), ("GET", HEADERS_END | DATA_ENDS)] {
        let Some(mut flood) = Flood::begin(&running).await else { return };
        flood.send((0..20_000).map(|n| frame(1, flags, 1 + 2 * n, &request(method, "/en/tip")))).await;
        running.stands(GROWTH).await;
        flood.end().await;
    }
}

/// A connection that writes frames and lets a task of its own read.
struct Flood {
    write: WriteHalf<TlsStream<TcpStream>>,
    reader: JoinHandle<Vec<u8>>,
}

impl Flood {
    /// Connects and greets; `None` where the server does not speak it.
    async fn begin(running: &Running) -> Option<Self> {
        let (mut read, write) = tokio::io::split(wire::open(running, &running.http2).await.ok()?);
        let reader = tokio::spawn(async move {
            let mut said = Vec::new();
            // The end may be a reset; what came before it counts.
            let _ = read.read_to_end(&mut said).await;
            said
        });
        let mut flood = Self { write, reader };
        flood.send([b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(4, 0, 0, b"")]).await;
        Some(flood)
    }

    /// Writes until all is written or the server hangs up.
    async fn send(&mut self, frames: impl IntoIterator<Item = Vec<u8>>) {
        let all = async {
            for frame in frames {
                self.write.write_all(&frame).await?;
            }
            self.write.flush().await
        };
        let _ = timeout(LONGEST, all).await;
    }

    /// Hangs up; answers the reason that the server gave for hanging up before, if it did.
    async fn end(mut self) -> Option<u32> {
        let _ = self.write.shutdown().await;
        let said = timeout(LONGEST, self.reader).await.ok()?.unwrap();
        let mut rest = said.as_slice();
        let mut reason = None;
        while let [a, b, c, kind, _, _, _, _, _, after @ ..] = rest {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            let payload = after.get(..length)?;
            if *kind == 7 {
                reason = payload.get(4..8).map(|code| u32::from_be_bytes(code.try_into().unwrap()));
            }
            rest = &after[length..];
        }
        reason
    }
}

/// A frame (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The fields of a request.
fn request(method: &str, path: &str) -> Vec<u8> {
    [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path)]
        .into_iter()
        .flat_map(|(name, value)| field(name, value))
        .collect()
}

/// A literal field that no table keeps (RFC 7541, 6.2.2); name and value are shorter than 127 bytes.
fn field(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

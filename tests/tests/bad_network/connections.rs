//! Connections that never become a request.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;

use crate::{running, wire};

/// How long the server waits for a hello that does not come.
const HELLO: Duration = Duration::from_secs(15);

/// As many idle connections as are tried, where the machine allows so many open files.
const MOST: u64 = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_tls() {
    let noise = |length: u32| (0..length).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<u8>>();
    let page = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec();
    let after = |line: &[u8]| [line, &page].concat();
    let garbage = [
        noise(5_000),
        page.clone(),
        // What only the onion's own port may say.
        after(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"),
        after(b"PROXY TCP6 fc00:dead:beef:4dad::0:24 ::1 36 80\r\n"),
        after(b"PROXY nonsense\r\n"),
        after(&[b"PROXY ".to_vec(), vec![b'x'; 10_000], b"\r\n".to_vec()].concat()),
        after(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x01\xc0\0\x02\x02\0\x01\0\x02"),
        // A record of 64 KiB, two thousand empty ones, an alert, the hello of SSL 2.
        [b"\x16\x03\x01\xff\xff".to_vec(), noise(70_000)].concat(),
        b"\x16\x03\x01\0\0".repeat(2_000),
        b"\x15\x03\x01\0\x02\x02\x28".to_vec(),
        [b"\x80\x2e\x01\0\x02".to_vec(), vec![0; 44]].concat(),
        // A hello that breaks off.
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".to_vec(),
    ];
    let running = running(&[]).await;
    for bytes in garbage {
        let begins = format!("{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
        let said = wire::exchange(TcpStream::connect(running.address()).await.unwrap(), &bytes, HELLO).await;
        assert!(said.closed, "still open after {begins}");
        // At most one alert, a record of seven bytes.
        assert!(said.bytes.is_empty() || (said.bytes[0] == 0x15 && said.bytes.len() == 7), "{:?}", said.bytes);
    }
    running.stands(8 * 1024).await;
}

/// Half of them have shaken hands and say no more, half say nothing at all.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_idle_connections() {
    let count = open_files().saturating_sub(500).min(MOST);
    let running = running(&[]).await;
    let mut idle = Vec::new();
    for _ in 0..count / 2 {
        idle.push(wire::open(&running, &running.http1).await.unwrap());
    }
    let mut silent = Vec::new();
    for _ in 0..count / 2 {
        silent.push(TcpStream::connect(running.address()).await.unwrap());
    }
    // 20 KiB each: buffers, and what TLS keeps.
    running.stands(count * 20).await;
    drop((idle, silent));
    running.honest_tip().await;
}

/// How many files this process and the server, which it starts, may open; raised as far as this user may.
fn open_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

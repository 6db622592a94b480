//! Connections that never become a request.

use std::net::Ipv4Addr;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tests::Browser;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{running, wire};

/// The longest time that the server waits for a TLS hello.
const HELLO: Duration = Duration::from_secs(15);

/// The number of idle connections to try. A machine with a lower limit on open files tries fewer.
const MOST: u64 = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_tls() {
    let noise = |length: u32| (0..length).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<u8>>();
    let page = b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec();
    let after = |line: &[u8]| [line, &page].concat();
    let garbage = [
        noise(5_000),
        page.clone(),
        // Lines that are allowed on the onion listener only.
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

/// Half of the connections stop after the handshake, half send nothing at all.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_idle_connections() {
    let count = open_files().saturating_sub(500).min(MOST);
    let running = running(&[("connections_at_once_per_origin", "20000")]).await;
    let mut idle = Vec::new();
    for _ in 0..count / 2 {
        idle.push(wire::open(&running, &running.http1).await.unwrap());
    }
    let mut silent = Vec::new();
    for _ in 0..count / 2 {
        silent.push(TcpStream::connect(running.address()).await.unwrap());
    }
    // 20 KiB for each: buffers, and the state of TLS.
    running.stands(count * 20).await;
    drop((idle, silent));
    running.honest_tip().await;
}

/// Sends a tip from another network; returns the status. All of 127.0.0.0/8 is this machine.
async fn elsewhere(running: &crate::Running) -> u16 {
    let browser = Browser::from_address(&running.server.url, Ipv4Addr::new(127, 0, 9, 1).into()).unwrap();
    let token = browser.token("en").await.unwrap();
    browser.send_with("en", &token, &[("story", "from another network")], &[]).await.unwrap().status
}

#[tokio::test(flavor = "multi_thread")]
async fn one_origin_that_holds_all_its_connections_keeps_no_other_out() {
    let limits = [("connections_at_once", "60"), ("connections_at_once_per_origin", "50"), ("workers", "1")];
    let running = running(&limits).await;
    let mut held = Vec::new();
    while let Ok(stream) = wire::open(&running, &running.http1).await {
        held.push(stream);
        assert!(held.len() <= 50);
    }
    assert!(held.len() >= 45, "{}", held.len());
    assert_eq!(elsewhere(&running).await, 200);
}

/// Without our own check, the web server would time only the first head of a connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_head_that_is_begun_and_never_ended() {
    let running = running(&[("patience_seconds", "2")]).await;
    let mut stream = wire::open(&running, &running.http1).await.unwrap();
    stream.write_all(b"GET /en/wait/0 HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut page = [0; 64];
    stream.read_exact(&mut page).await.unwrap();
    let said = wire::exchange(stream, b"G", HELLO).await;
    assert!(said.closed);
}

/// The client asks for pages and reads none.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_stands_still() {
    let running = running(&[("patience_seconds", "2")]).await;
    let mut stream = wire::open(&running, &running.http1).await.unwrap();
    let asked = b"GET /en/tip HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50);
    // Writes until the server hangs up, which the writer sees as a reset.
    let written = async {
        while stream.write_all(&asked).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), written).await.expect("the connection is still there");
    running.stands(16 * 1024).await;
}

/// Slow forms hold every place. The slowest one is dropped for a new sender.
#[tokio::test(flavor = "multi_thread")]
async fn forms_that_trickle_keep_nobody_out() {
    let running = running(&[("forms_at_once", "5"), ("forms_at_once_per_origin", "5")]).await;
    let head = "POST /en/tip HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n";
    let mut held = Vec::new();
    for _ in 0..5 {
        let mut stream = wire::open(&running, &running.http1).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        held.push(stream);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(elsewhere(&running).await, 503, "all places are taken, by forms that are new");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(elsewhere(&running).await, 200);
    // The sender whose form was dropped is still sending, and is told.
    let mut told = 0;
    for mut stream in held {
        let _ = stream.write_all(&[b'x'; 1_000]).await;
        let mut status = [0; 12];
        let read = tokio::time::timeout(Duration::from_millis(500), stream.read_exact(&mut status)).await;
        told += usize::from(matches!(read, Ok(Ok(_))) && &status == b"HTTP/1.1 429");
    }
    assert_eq!(told, 1);
}

/// The number of files that this process and its server may open, after raising it as far as this user may.
fn open_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

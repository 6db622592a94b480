//! The line as an onion service, on a private Tor network on loopback.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use tests::{Site, TorNetwork};

struct Circuit<'a> {
    network: &'a TorNetwork,
    name: String,
}

impl Circuit<'_> {
    /// One request over this circuit; answers status line, headers and page.
    fn ask(&self, head: &str, body: &[u8]) -> String {
        let mut stream = self.network.connect(&self.network.onion, &self.name).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let head = format!("{head} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.network.onion);
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let form = "content-type: multipart/form-data; boundary=b\r\n\r\n";
        stream.write_all(format!("{head}{length}{form}").as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn send(&self, story: &str, file: &[u8]) -> String {
        let form = self.ask("GET /en/tip", b"");
        let token = form.split_once("name=\"token\" value=\"").unwrap().1.split('"').next().unwrap();
        let field =
            |name: &str, more: &str| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
        let mut body = format!("{}{token}\r\n{}{story}\r\n", field("token", ""), field("story", "")).into_bytes();
        if !file.is_empty() {
            body.extend_from_slice(field("files", "; filename=\"large.bin\"").as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
        self.ask("POST /en/tip", &body)
    }
}

/// A tip with 20 MB goes through; then one circuit floods, and another one's tip still goes through in time.
#[test]
fn a_tip_goes_through_tor_and_a_flood_from_one_circuit_keeps_no_other_waiting() {
    if !["tor", "tor-gencert"].iter().all(|program| on_path(program)) {
        eprintln!("skipped: tor is not installed, and no package of it could be");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let settings = [("onion_listen", "\"127.0.0.1:0\""), ("submissions_per_minute_per_origin", "10")];
    let site = Site::create(&dir.path().join("line"), &settings).unwrap();
    let server = site.line.serve().unwrap();
    let begun = Instant::now();
    let network = TorNetwork::start(&dir.path().join("tor"), server.onion.as_ref().unwrap()).unwrap();
    eprintln!("the private network took {:.0} s", begun.elapsed().as_secs_f64());
    let circuit = |name: &str| Circuit { network: &network, name: name.to_owned() };

    let begun = Instant::now();
    let sent = circuit("large").send("with 20 MB", &vec![7; 20_000_000]);
    assert!(sent.contains("<output id=\"code\""), "{}", &sent[..sent.len().min(300)]);
    eprintln!("20 MB through Tor took {:.1} s", begun.elapsed().as_secs_f64());
    assert!(site.line.blobs() == 1 && !sent.to_lowercase().contains("onion-location"));

    let (limited, worst) = std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            let flood = circuit("flood");
            (0..60).filter(|n| flood.send(&format!("flood {n}"), b"").starts_with("HTTP/1.1 429")).count()
        });
        let mut worst = Duration::ZERO;
        for n in 0..4 {
            let begun = Instant::now();
            let sent = circuit(&format!("honest {n}")).send("honest", b"");
            assert!(sent.contains("<output id=\"code\""), "{}", &sent[..sent.len().min(300)]);
            worst = worst.max(begun.elapsed());
        }
        (flood.join().unwrap(), worst)
    });
    assert!(limited > 20, "the flood was limited {limited} times");
    assert!(worst < Duration::from_secs(15), "an honest tip took {worst:?}");
    eprintln!("beside a flood, an honest tip took {:.1} s at most", worst.as_secs_f64());
    // The courier's own way in, with its key; and another's, to which the client has the address and no key.
    assert!(network.connect(&network.courier, "courier").is_ok());
    let refused = network.connect(&network.strangers, "courier").unwrap_err().to_string();
    assert!(refused.contains("0xf4"), "not for want of a key: {refused}");
    // No log of ours, and no file, names a circuit.
    assert_eq!(site.line.holding(b"fc00:dead").unwrap(), Vec::<String>::new());
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

//! The line as an onion service, on a private Tor network on loopback.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

use envelope::Hasher;
use envelope::bundle::UntrustedBundle;
use tests::{BadLine, Courier, Site, TorNetwork};

struct Circuit<'a> {
    network: &'a TorNetwork,
    name: String,
}

impl Circuit<'_> {
    /// Sends one request over this circuit; returns status line, headers and page.
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

/// A tip with 20 MB goes through. Then one circuit floods, and tips from other circuits still go through in time.
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
    let journalist = Courier::new(&site.line, "journalist", &site.root.verifying_key().to_string());
    site.let_in(1, &[&journalist.init("carrier-1").unwrap()]).unwrap();
    let carry = site.line.carry().unwrap();
    let begun = Instant::now();
    let (senders, carriers) = (server.onion.as_ref().unwrap(), carry.url.trim_start_matches("https://"));
    let network = TorNetwork::start(&dir.path().join("tor"), senders, carriers).unwrap();
    console::note(&format!("the private network took {:.0} s", begun.elapsed().as_secs_f64()));
    let circuit = |name: &str| Circuit { network: &network, name: name.to_owned() };

    let begun = Instant::now();
    let sent = circuit("large").send("with 20 MB", &vec![7; 20_000_000]);
    assert!(sent.contains("<output id=\"code\""), "{}", &sent[..sent.len().min(300)]);
    console::note(&format!("20 MB through Tor took {:.1} s", begun.elapsed().as_secs_f64()));
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
    console::note(&format!("beside a flood, an honest tip took {:.1} s at most", worst.as_secs_f64()));
    // The courier's own onion service lets its key in. For the strangers' service, the client has the address but no
    // key.
    assert!(network.connect(&network.courier, "courier").is_ok());
    let refused = network.connect(&network.strangers, "courier").unwrap_err().to_string();
    assert!(refused.contains("0xf4"), "not for want of a key: {refused}");
    a_lead_that_is_broken_off_three_times_arrives_once(&site, &network, &journalist);
    // No log of ours and no file names a circuit.
    assert_eq!(site.line.holding(b"fc00:dead").unwrap(), Vec::<String>::new());
}

/// Sends a lead with a large file through the onion service. The connection breaks three times, and the program is
/// killed once.
///
/// Then a carrier fetches the lead through the couriers' onion service, and the file is unchanged. `TOR_LEAD_MB` sets
/// its size in MB.
fn a_lead_that_is_broken_off_three_times_arrives_once(site: &Site, network: &TorNetwork, courier: &Courier) {
    let megabytes: u64 = std::env::var("TOR_LEAD_MB").map_or(12, |text| text.parse().unwrap());
    let path = |name: &str| site.line.path(name).display().to_string();
    let mut digest = Hasher::new();
    let mut file = std::io::BufWriter::new(fs::File::create(path("video.mp4")).unwrap());
    for n in 0..megabytes {
        let piece: Vec<u8> = (0..1_000_000_u64)
            .map(|at| ((n * 1_000_000 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 29) as u8)
            .collect();
        digest.update(&piece);
        file.write_all(&piece).unwrap();
    }
    file.into_inner().unwrap().sync_all().unwrap();
    let digest = digest.digest();
    fs::write(path("lead.toml"), "[answers]\nstory = \"through Tor, in pieces\"\n").unwrap();
    let before = site.line.kept().unwrap();
    let fifth = megabytes * 1_000_000 / 5;
    let line = BadLine::to(&network.socks.to_string(), vec![fifth, fifth, fifth]).unwrap();
    let begun = Instant::now();
    let send = |proxy: &str| {
        let (site, proxy) = (format!("http://{}", network.onion), proxy.replace("https://", "socks5h://"));
        let mut send = courier
            .sending(&site, &["--proxy", &proxy, "--lead", &path("lead.toml"), "--attach", &path("video.mp4")])
            .unwrap();
        send.stdout(Stdio::piped()).stderr(Stdio::null());
        send
    };
    let mut first = send(&line.url).spawn().unwrap();
    while line.cuts() < 3 {
        assert!(first.try_wait().unwrap().is_none(), "it gave up after {} breaks", line.cuts());
        std::thread::sleep(Duration::from_millis(50));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let output = send(&format!("https://{}", network.socks)).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.lines().last().unwrap().split(' ').count() == 7, "{said}");
    console::note(&format!(
        "{megabytes} MB by courier through Tor, broken off three times and killed once, took {:.0} s",
        begun.elapsed().as_secs_f64()
    ));
    assert_eq!(site.line.kept().unwrap(), before + 1);
    let status: serde_json::Value = serde_json::from_str(&site.line.intake("status", &["--json"]).unwrap()).unwrap();
    let words = status["fingerprint"].as_str().unwrap();
    let (url, proxy) = (format!("https://{}", network.courier), format!("socks5h://{}", network.socks));
    let stick = path("stick");
    let begun = Instant::now();
    let said = courier.carry("fetch", &url, &["--proxy", &proxy, "--to", &stick, "--fingerprint", words]).unwrap();
    console::note(&format!("a carrier fetched it through Tor in {:.0} s", begun.elapsed().as_secs_f64()));
    let untrusted = UntrustedBundle::open(fs::File::open(said.lines().last().unwrap()).unwrap()).unwrap();
    let key = untrusted.claimed_key().clone();
    let mut bundle = untrusted.verify(&key, site.site).unwrap();
    let mut found = 0;
    for listed in bundle.tips() {
        let opened = envelope::tip::open(bundle.tip(&listed.id).unwrap(), &[&site.reviewer]).unwrap();
        found +=
            opened.files().iter().filter(|file| file.sha256 == digest && file.size == megabytes * 1_000_000).count();
    }
    assert_eq!(found, 1);
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

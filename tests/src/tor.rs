//! A private Tor network on loopback, made of Debian's `tor` alone.
//!
//! Authorities vote and relays carry. One tor runs the onion services of the `torrc` that we ship. One more tor is
//! their client and has the courier's key.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use data_encoding::BASE32_NOPAD;

const AUTHORITIES: usize = 3;
const RELAYS: usize = 4;

/// A private Tor network on loopback; ended when dropped.
pub struct TorNetwork {
    /// The senders' service, `….onion`.
    pub onion: String,
    /// The courier's service, for which the client has the key.
    pub courier: String,
    /// Another courier's service, for which the client has no key.
    pub strangers: String,
    /// The client's SOCKS port. Streams with another user name or password use another circuit.
    pub socks: SocketAddr,
    folder: PathBuf,
    /// The first settings of every tor.
    base: String,
    running: Vec<(String, Child)>,
}

impl TorNetwork {
    /// Starts authorities, relays, service and client in `folder`.
    ///
    /// The senders' port 80 leads to `target` (`127.0.0.1:8081` or `unix:/path`), the couriers' port 443 to `carriers`.
    ///
    /// # Errors
    /// When `tor` is not installed, a tor ends, or the services cannot be reached within 120 seconds.
    pub fn start(folder: &Path, target: &str, carriers: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let (folder, ports) = (folder.canonicalize()?, free_ports(1 + RELAYS + 2 * AUTHORITIES)?);
        let (relays, authorities) = ports[1..].split_at(RELAYS);
        // If the owner is killed, it drops nothing: then the tors end by themselves. Circuits take milliseconds here. A
        // tor that learns its timeout from that gives up whenever the machine is busy.
        let owner = std::process::id();
        let mut base = format!("TestingTorNetwork 1\n__OwningControllerProcess {owner}\nLearnCircuitBuildTimeout 0\n");
        for (n, ports) in authorities.chunks(2).enumerate() {
            base += &authority(&folder.join(format!("authority{n}")), ports[0], ports[1])?;
        }
        let votes = votes(&folder, &base, relays)?;
        let (onion, socks) = (String::new(), SocketAddr::from((Ipv4Addr::LOCALHOST, ports[0])));
        let (courier, strangers) = (String::new(), String::new());
        let mut network = Self { onion, courier, strangers, socks, folder, base, running: Vec::new() };

        for (n, ports) in authorities.chunks(2).enumerate() {
            let settings = format!("{}DirPort 127.0.0.1:{}\n{votes}", relay(ports[0]), ports[1]);
            network.spawn(&format!("authority{n}"), &settings)?;
        }
        for (n, port) in relays.iter().enumerate() {
            network.spawn(&format!("relay{n}"), &relay(*port))?;
        }
        // A tor that asks too early waits longer and longer before it asks again. So service and client start only once
        // there is a consensus to fetch.
        let deadline = Instant::now() + Duration::from_secs(120);
        network.until(deadline, "authority0", "consensus on every relay and its weight", |network| {
            let text =
                fs::read_to_string(network.folder.join("authority0/cached-microdesc-consensus")).unwrap_or_default();
            let (listed, weighed) = (text.matches("\nr ").count(), text.matches("\nw Bandwidth=1000\n").count());
            listed == AUTHORITIES + RELAYS && weighed == RELAYS
        })?;
        let key = network.authorise()?;
        network.spawn("service", &network.service(target, carriers)?)?;
        let name = |network: &Self, of: &str| fs::read_to_string(network.folder.join(of).join("hostname"));
        network.until(deadline, "service", "names", |network| {
            ["onion", "courier", "strangers"].iter().all(|of| name(network, of).is_ok_and(|name| name.ends_with('\n')))
        })?;
        let read = |of: &str| anyhow::Ok(name(&network, of)?.trim().to_owned());
        (network.onion, network.courier, network.strangers) = (read("onion")?, read("courier")?, read("strangers")?);
        let keys = network.folder.join("keys");
        private_folder(&keys)?;
        let named = network.courier.trim_end_matches(".onion");
        fs::write(keys.join("throughline.auth_private"), format!("{named}:descriptor:x25519:{key}\n"))?;
        let client = format!("SocksPort {socks} ExtendedErrors\nClientOnionAuthDir {}\n", keys.display());
        network.spawn("client", &client)?;
        for name in ["service", "client"] {
            network.until(deadline, name, "circuit", |network| network.log(name).contains("Bootstrapped 100%"))?;
        }
        for onion in [network.onion.clone(), network.courier.clone()] {
            network.until(deadline, "client", "way to the services", |network| {
                network.connect(&onion, "readiness").is_ok()
            })?;
        }
        Ok(network)
    }

    /// Gives each courier's service a client key; returns the private half of the courier's.
    ///
    /// The client does not get the private half of the strangers' key.
    fn authorise(&self) -> Result<String> {
        let mut private = String::new();
        for service in ["strangers", "courier"] {
            let folder = self.folder.join(service);
            private_folder(&folder)?;
            private_folder(&folder.join("authorized_clients"))?;
            let key = folder.with_extension("pem");
            run(Command::new("openssl")
                .args(["genpkey", "-algorithm", "x25519", "-outform", "DER", "-out"])
                .arg(&key))?;
            let public = folder.with_extension("pub");
            let mut derive = Command::new("openssl");
            derive.args(["pkey", "-inform", "DER", "-pubout", "-outform", "DER", "-in"]).arg(&key).arg("-out");
            run(derive.arg(&public))?;
            let text =
                |path: &Path| anyhow::Ok(BASE32_NOPAD.encode(fs::read(path)?.last_chunk::<32>().context("no key")?));
            let authorised = format!("descriptor:x25519:{}\n", text(&public)?);
            fs::write(folder.join("authorized_clients/courier.auth"), authorised)?;
            private = text(&key)?;
        }
        Ok(private)
    }

    /// Opens a stream to a service: port 80 of the senders' service, port 443 of a courier's.
    ///
    /// A read waits 30 seconds at most. Streams with the same name in `circuit` share a circuit.
    ///
    /// # Errors
    /// When Tor does not open the stream; the message holds its SOCKS error.
    pub fn connect(&self, onion: &str, circuit: &str) -> Result<TcpStream> {
        let port = if onion == self.onion { 80_u16 } else { 443 };
        let counted = |text: &str| anyhow::Ok([&[u8::try_from(text.len())?][..], text.as_bytes()].concat());
        let (onion, circuit) = (counted(onion)?, counted(circuit)?);
        let mut stream = TcpStream::connect(self.socks)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut ask = |question: &[u8], answer: &mut [u8], good: u8| {
            stream.write_all(question)?;
            stream.read_exact(answer)?;
            ensure!(answer[1] == good, "tor opens no stream to the onion service: SOCKS error {:#x}", answer[1]);
            anyhow::Ok(())
        };
        // SOCKS 5 (RFC 1928). The circuit's name is both user name and password (RFC 1929).
        ask(&[5, 1, 2], &mut [0; 2], 2)?;
        ask(&[&[1_u8][..], &circuit, &circuit].concat(), &mut [0; 2], 0)?;
        ask(&[&[5_u8, 1, 0, 3][..], &onion, &port.to_be_bytes()].concat(), &mut [0; 10], 0)?;
        Ok(stream)
    }

    fn spawn(&mut self, name: &str, settings: &str) -> Result<()> {
        let (at, base) = (self.folder.join(name), &self.base);
        let own = format!("Nickname {name}\nDataDirectory {}\nLog notice stdout\n", at.display());
        fs::write(at.with_extension("torrc"), format!("{base}{own}{settings}"))?;
        let log = fs::File::create(at.with_extension("log"))?;
        let mut tor = Command::new("tor");
        tor.arg("-f").arg(at.with_extension("torrc")).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.running.push((name.to_owned(), tor.spawn()?));
        Ok(())
    }

    /// Polls `ask` until it returns true. When a tor ends or the deadline passes, the error names the missing thing and
    /// quotes the end of that tor's log.
    fn until(&mut self, deadline: Instant, name: &str, what: &str, ask: impl Fn(&Self) -> bool) -> Result<()> {
        while !ask(self) {
            ensure!(Instant::now() < deadline, "tor as {name} has no {what} in time:\n{}", self.log(name));
            let ended = |(name, child): &mut (String, Child)| Some((name.clone(), child.try_wait().ok()??));
            if let Some((name, status)) = self.running.iter_mut().find_map(ended) {
                bail!("tor as {name} ended, {status}:\n{}", self.log(&name));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Our own `torrc` with other folders and ports, and with the courier's service twice.
    fn service(&self, target: &str, carriers: &str) -> Result<String> {
        let modules = run(Command::new("tor").arg("--list-modules"))?;
        let left_out = |line: &str| {
            // A tor that was built without proof of work refuses this setting.
            (line.starts_with("HiddenServicePoW") && !modules.contains("pow: yes"))
                // This module reads the log from standard output. The network has too few relays for vanguards.
                || line.starts_with("Log ")
                || line.starts_with("Vanguards")
        };
        let shipped = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/tor/torrc"))?;
        let lines = shipped.lines().filter(|line| !line.starts_with('#') && !left_out(line));
        let folder = |of: &str| self.folder.join(of).display().to_string();
        let torrc =
            lines.collect::<Vec<_>>().join("\n").replace("127.0.0.1:8081", target).replace("127.0.0.1:8444", carriers);
        let (_, courier) = torrc.rsplit_once("HiddenServiceDir").context("torrc has no service")?;
        let strangers =
            format!("HiddenServiceDir{courier}").replace("/var/lib/tor/throughline-courier", &folder("strangers"));
        let own = torrc.replace("/var/lib/tor/throughline-courier", &folder("courier"));
        Ok(format!("{}\n{strangers}\n", own.replace("/var/lib/tor/throughline", &folder("onion"))))
    }

    /// The last 20 lines of a tor's log.
    fn log(&self, name: &str) -> String {
        let log = fs::read_to_string(self.folder.join(name).with_extension("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for TorNetwork {
    fn drop(&mut self) {
        for (_, child) in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Makes an authority's keys; returns the line that names the authority in every tor's settings.
fn authority(folder: &Path, onion_port: u16, directory_port: u16) -> Result<String> {
    let (fingerprint, address) = (fingerprint(folder, onion_port)?, format!("127.0.0.1:{directory_port}"));
    let key = |kind: &str| folder.join("keys").join(format!("authority_{kind}"));
    let mut generate = Command::new("tor-gencert");
    generate.args(["--create-identity-key", "--passphrase-fd", "0", "-a", &address]).arg("-i").arg(key("identity_key"));
    run(generate.arg("-s").arg(key("signing_key")).arg("-c").arg(key("certificate")))?;
    let certificate = fs::read_to_string(key("certificate"))?;
    let identity = certificate.lines().find_map(|line| line.strip_prefix("fingerprint ")).context("no identity")?;
    Ok(format!("DirAuthority orport={onion_port} v3ident={identity} {address} {fingerprint}\n"))
}

/// The settings of an authority's vote.
///
/// Only the authorities are guards: a tor that starts asks a guard for the directory, and relays have theirs late. All
/// relays have one weight. Otherwise the first relay that is measured gets all of the weight, stands twice in most
/// circuits, and those circuits fail.
fn votes(folder: &Path, base: &str, relays: &[u16]) -> Result<String> {
    // The time of the measurement, in the year 2100: a measurement older than 15 days is void.
    let mut weights = "4102444800\n".to_owned();
    for (n, port) in relays.iter().enumerate() {
        weights += &format!("node_id=${} bw=1000\n", fingerprint(&folder.join(format!("relay{n}")), *port)?);
    }
    fs::write(folder.join("weights"), weights)?;
    let guards = base.lines().filter_map(|line| line.strip_prefix("DirAuthority ")?.rsplit(' ').next());
    let times = |prefix: &str| format!("{prefix}VotingInterval 10\n{prefix}VoteDelay 2\n{prefix}DistDelay 2\n");
    Ok(format!(
        "AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nContactInfo nobody@localhost\n{}{}\
         TestingDirAuthVoteGuard {}\nTestingDirAuthVoteGuardIsStrict 1\nTestingDirAuthVoteExit *\n\
         TestingDirAuthVoteHSDir *\nV3BandwidthsFile {}\n",
        times("TestingV3AuthInitial"),
        times("V3Auth"),
        guards.collect::<Vec<_>>().join(","),
        folder.join("weights").display()
    ))
}

fn relay(onion_port: u16) -> String {
    format!("Address 127.0.0.1\nORPort 127.0.0.1:{onion_port}\nAssumeReachable 1\nExitRelay 0\nSocksPort 0\n")
}

fn private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(folder)
}

/// Makes a relay's keys; returns their fingerprint.
fn fingerprint(folder: &Path, onion_port: u16) -> Result<String> {
    let mut tor = Command::new("tor");
    tor.args(["--hush", "--ignore-missing-torrc", "-f"]).arg(folder.join("none")).arg("--DataDirectory").arg(folder);
    run(tor.args(["--SocksPort", "0", "--ORPort", &format!("127.0.0.1:{onion_port}"), "--list-fingerprint"]))?;
    let written = fs::read_to_string(folder.join("fingerprint"))?;
    Ok(written.split_whitespace().nth(1).context("no fingerprint")?.to_owned())
}

/// Runs a program to its end; returns its standard output. A program that asks for a passphrase gets one.
fn run(command: &mut Command) -> Result<String> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().context("starting a program of Debian's package tor")?;
    // A write fails when the program ended without reading; its exit status then says why.
    let _ = child.stdin.take().context("no standard input")?.write_all(b"passphrase\n");
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{command:?}: {output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Returns free ports. All are held open until the last one is found, so that they differ.
fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let held = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<io::Result<Vec<_>>>()?;
    held.iter().map(|one| one.local_addr().map(|at| at.port())).collect()
}

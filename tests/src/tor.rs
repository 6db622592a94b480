//! A private Tor network on loopback, of Debian's `tor` alone: authorities vote, relays carry, one tor has the onion services of the `torrc` that we
//! ship, and one is their client. It has the courier's key.

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
    /// The courier's, for which the client has the key.
    pub courier: String,
    /// Another courier's, for which it has none.
    pub strangers: String,
    /// The client's SOCKS port. Streams that log in with another user name or password take another circuit.
    pub socks: SocketAddr,
    folder: PathBuf,
    /// What the settings of every tor begin with.
    base: String,
    running: Vec<(String, Child)>,
}

impl TorNetwork {
    /// Boots authorities, relays, service and client in `folder`; the onion service's port 80 leads to `target` (`127.0.0.1:8081` or `unix:/path`), the
    /// couriers' port 443 to `carriers`.
    pub fn start(folder: &Path, target: &str, carriers: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let (folder, ports) = (folder.canonicalize()?, free_ports(1 + RELAYS + 2 * AUTHORITIES)?);
        let (relays, authorities) = ports[1..].split_at(RELAYS);
        // Should their owner be killed, and drop nothing, they end by themselves. Circuits here take milliseconds: a tor that learns from that how
        // long to wait for one gives up whenever the machine is busy.
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
        // A tor that asks too early waits ever longer before it asks again: service and client begin when there is something to ask for.
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

    /// Gives the courier's service the client's key, and the other one a key that the client does not have. Answers the client's private half.
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

    /// A stream to a service's port, 80 of the senders' and 443 of couriers', from which a read takes 30 seconds at most. Those of one circuit's name share a circuit.
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
        // SOCKS 5 (RFC 1928), with the circuit's name as user name and as password (RFC 1929).
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

    /// Asks until the answer is yes. When a tor ends, or time does, the error says what is missing, with the end of the log that tells why.
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

    /// Our own `torrc`, with other folders and ports; and the courier's service twice.
    fn service(&self, target: &str, carriers: &str) -> Result<String> {
        let modules = run(Command::new("tor").arg("--list-modules"))?;
        let left_out = |line: &str| {
            // A tor that was built without proof of work refuses the setting.
            (line.starts_with("HiddenServicePoW") && !modules.contains("pow: yes"))
                // This log is read, and so few relays have no second ones to keep to.
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

    /// The end of a tor's log.
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

/// Makes an authority's keys; answers the line by which every tor's settings name it.
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

/// How authorities vote. They alone are guards: who begins asks a guard for the directory, and relays have theirs late. Relays have one weight: by
/// itself the first that is measured has all of it, stands twice in most circuits, and they fail.
fn votes(folder: &Path, base: &str, relays: &[u16]) -> Result<String> {
    // When it was measured: in the year 2100, since what is older than 15 days is void.
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

/// Makes a relay's keys; answers their fingerprint.
fn fingerprint(folder: &Path, onion_port: u16) -> Result<String> {
    let mut tor = Command::new("tor");
    tor.args(["--hush", "--ignore-missing-torrc", "-f"]).arg(folder.join("none")).arg("--DataDirectory").arg(folder);
    run(tor.args(["--SocksPort", "0", "--ORPort", &format!("127.0.0.1:{onion_port}"), "--list-fingerprint"]))?;
    let written = fs::read_to_string(folder.join("fingerprint"))?;
    Ok(written.split_whitespace().nth(1).context("no fingerprint")?.to_owned())
}

/// Runs a program to its end; answers its standard output. Who asks for a passphrase gets one.
fn run(command: &mut Command) -> Result<String> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().context("starting a program of Debian's package tor")?;
    // One that ends without reading says why.
    let _ = child.stdin.take().context("no standard input")?.write_all(b"passphrase\n");
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{command:?}: {output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Ports that nobody has. All are held until the last is found, so that they differ.
fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let held = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<io::Result<Vec<_>>>()?;
    held.iter().map(|one| one.local_addr().map(|at| at.port())).collect()
}

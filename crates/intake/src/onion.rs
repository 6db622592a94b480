//! The onion listener, where Tor hands over connections.
//!
//! Tor begins each connection with a PROXY line that names its circuit. Only this module reads the line. On the public
//! listener such a line is not HTTP, and is refused.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::hosts::Hosts;
use crate::limits::{Origin, Origins};

/// The longest time that Tor may take to send the PROXY line.
const WITHIN: Duration = Duration::from_secs(5);

/// The length of the longest PROXY line with its line end, in bytes (HAProxy's PROXY protocol, version 1).
const MAX_LINE: usize = 107;

/// The prefix of the addresses that Tor gives to circuits (`HiddenServiceExportCircuitID haproxy`).
///
/// They lie in fc00:dead:beef:4dad::/64; the last half holds the circuit's number.
const CIRCUITS: [u16; 4] = [0xfc00, 0xdead, 0xbeef, 0x4dad];

/// The listener through which a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Requests that come over TLS, from a network address.
    Public,
    /// Requests that come through Tor, from a circuit.
    Onion,
}

impl Side {
    /// The host names that this listener accepts. Tor forwards only what was sent to the onion address, so the onion
    /// listener accepts every name.
    pub fn hosts(self, own: &Hosts) -> Hosts {
        match self {
            Self::Public => own.clone(),
            Self::Onion => Hosts::default(),
        }
    }

    /// Whether responses through this listener name the onion service's address.
    pub fn names_onion(self) -> bool {
        match self {
            Self::Public => true,
            Self::Onion => false,
        }
    }

    /// The origin that limits count: the circuit that Tor names, or the network of the client's address.
    pub fn origin(self, origins: &Origins, peer: IpAddr, hour: u64) -> Origin {
        match (self, peer) {
            (Self::Onion, IpAddr::V6(circuit)) => origins.of_circuit(circuit, hour),
            (Self::Onion, IpAddr::V4(_)) | (Self::Public, _) => origins.of_address(peer, hour),
        }
    }
}

impl Side {
    /// The origin that limits on connections count, for as long as a connection lasts.
    pub fn connection(self, origins: &Origins, peer: IpAddr) -> Origin {
        origins.of_connection(peer, self == Self::Onion)
    }
}

/// The address at which Tor hands over connections.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum OnionAddress {
    /// A port on loopback.
    Port(SocketAddr),
    /// A Unix socket. Its path is relative to the folder of `intake.toml`.
    Socket(PathBuf),
}

impl FromStr for OnionAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err("onion_listen names no socket") } else { Ok(Self::Socket(path.into())) };
        }
        let address: SocketAddr =
            text.parse().map_err(|_| "onion_listen is not an address: 127.0.0.1:8081, or unix:onion.sock")?;
        if address.ip().is_loopback() {
            Ok(Self::Port(address))
        } else {
            Err("onion_listen must be on loopback: whoever reaches it can pretend to be any circuit")
        }
    }
}

impl TryFrom<String> for OnionAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A bound onion listener.
pub enum OnionListener {
    /// The listener is a TCP port.
    Port(TcpListener),
    /// The listener is a Unix socket.
    Socket(UnixListener),
}

impl OnionListener {
    /// Binds the listener. `folder` is the folder of `intake.toml`.
    ///
    /// A socket file that an earlier server left is replaced. Only this user and its group can connect to the new one.
    ///
    /// # Errors
    /// When another server uses the address, or it cannot be bound.
    pub fn bind(address: &OnionAddress, folder: &Path) -> io::Result<Self> {
        match address {
            OnionAddress::Port(address) => {
                let listener = TcpListener::bind(address)?;
                listener.set_nonblocking(true)?;
                Ok(Self::Port(listener))
            }
            OnionAddress::Socket(path) => {
                let path = folder.join(path);
                match std::os::unix::net::UnixStream::connect(&path) {
                    Ok(_) => return Err(io::ErrorKind::AddrInUse.into()),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(_) => std::fs::remove_file(&path)?,
                }
                let listener = UnixListener::bind(&path)?;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660))?;
                listener.set_nonblocking(true)?;
                Ok(Self::Socket(listener))
            }
        }
    }

    /// The address of the listener, for an operator to read.
    pub fn described(&self) -> String {
        match self {
            Self::Port(listener) => listener.local_addr().map(|at| at.to_string()).unwrap_or_default(),
            Self::Socket(listener) => {
                let path = listener.local_addr().ok().and_then(|at| at.as_pathname().map(Path::to_owned));
                format!("unix:{}", path.unwrap_or_default().display())
            }
        }
    }
}

/// A connection did not begin with Tor's PROXY line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a connection to the onion listener began without the line that Tor writes")]
pub struct NoCircuit;

/// Reads the PROXY line at the start of a connection, and not a byte more. Returns the circuit as an address.
///
/// # Errors
/// When the line does not come in time, is too long, or names no circuit.
pub async fn circuit(stream: &mut (impl AsyncRead + Unpin)) -> Result<SocketAddr, NoCircuit> {
    let mut line = [0; MAX_LINE];
    let mut length = 0;
    let read = async {
        while !line[..length].ends_with(b"\r\n") {
            let byte = line.get_mut(length).ok_or(NoCircuit)?;
            *byte = stream.read_u8().await.map_err(|_| NoCircuit)?;
            length += 1;
        }
        Ok(())
    };
    tokio::time::timeout(WITHIN, read).await.map_err(|_| NoCircuit)??;
    std::str::from_utf8(&line[..length - 2]).ok().and_then(parse).ok_or(NoCircuit)
}

/// Parses a line such as `PROXY TCP6 fc00:dead:beef:4dad::0:24 ::1 36 80`.
fn parse(line: &str) -> Option<SocketAddr> {
    let words: Vec<&str> = line.split(' ').collect();
    let ["PROXY", "TCP6", source, target, source_port, target_port] = words.as_slice() else { return None };
    let source: Ipv6Addr = source.parse().ok()?;
    target.parse::<Ipv6Addr>().ok()?;
    target_port.parse::<u16>().ok()?;
    let circuits = source.segments()[..4] == CIRCUITS;
    circuits.then_some(())?;
    Some(SocketAddr::new(source.into(), source_port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Result<SocketAddr, NoCircuit> {
        let mut rest = bytes;
        let circuit = circuit(&mut rest).await;
        if circuit.is_ok() {
            assert_eq!(rest, b"GET /", "not a byte more");
        }
        circuit
    }

    #[tokio::test]
    async fn the_line_that_tor_writes_names_the_circuit_and_every_other_line_is_refused() {
        let good = read(b"PROXY TCP6 fc00:dead:beef:4dad::0:24 ::1 36 80\r\nGET /").await.unwrap();
        assert_eq!(good.to_string(), "[fc00:dead:beef:4dad::24]:36");
        let long = [b"PROXY TCP6 ".as_slice(), &[b'f'; 10_000], b"\r\n"].concat();
        for bad in [
            b"GET / HTTP/1.1\r\n\r\n".as_slice(),
            b"PROXY UNKNOWN\r\n",
            b"PROXY TCP4 192.0.2.1 127.0.0.1 36 80\r\n",
            b"PROXY TCP6 2001:db8::1 ::1 36 80\r\n",
            b"PROXY TCP6 fc00:dead:beef:4dad::24 ::1 36\r\n",
            b"PROXY TCP6 fc00:dead:beef:4dad::24 ::1 36 80 \r\n",
            b"PROXY TCP6 fc00:dead:beef:4dad::24 ::1 70000 80\r\n",
            b"PROXY  TCP6 fc00:dead:beef:4dad::24 ::1 36 80\r\n",
            b"PROXY TCP6 fc00:dead:beef:4dad::24 ::1 36 80",
            b"\xff\xfe\r\n",
            b"",
            &long,
        ] {
            assert_eq!(read(bad).await, Err(NoCircuit), "{}", String::from_utf8_lossy(&bad[..bad.len().min(60)]));
        }
    }

    #[test]
    fn only_loopback_and_sockets_are_listened_on() {
        assert!("127.0.0.1:8081".parse::<OnionAddress>().is_ok() && "[::1]:8081".parse::<OnionAddress>().is_ok());
        assert_eq!("unix:onion.sock".parse(), Ok(OnionAddress::Socket("onion.sock".into())));
        for bad in ["0.0.0.0:8081", "192.0.2.1:8081", "8081", "unix:", ""] {
            assert!(bad.parse::<OnionAddress>().is_err(), "{bad}");
        }
    }
}

//! The origin of a request.
//!
//! An address is never kept. Its key is an HMAC under a secret that only this process's memory holds and that changes
//! every hour.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The origin of a request, as limits count it. It means nothing an hour later.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin(u64);

impl Origin {
    /// A number that distinguishes this origin from others within the hour, to count what each origin uses.
    pub fn opaque(self) -> u64 {
        self.0
    }
}

/// Makes [`Origin`]s.
pub struct Origins {
    rng: fn() -> Box<dyn CryptoRng>,
    key: Mutex<HourKey>,
    lasting: Zeroizing<[u8; 32]>,
}

struct HourKey {
    hour: u64,
    secret: Zeroizing<[u8; 32]>,
}

impl Origins {
    /// Makes origins under secrets from `rng`. The secret of an hour is drawn when it is first needed.
    pub fn new(rng: fn() -> Box<dyn CryptoRng>) -> Self {
        let mut lasting = Zeroizing::new([0; 32]);
        rng().fill_bytes(lasting.as_mut_slice());
        Self { rng, key: Mutex::new(HourKey { hour: u64::MAX, secret: Zeroizing::new([0; 32]) }), lasting }
    }

    /// The origin of a request from the open network. An IPv4 address counts by its /24, an IPv6 address by its /56,
    /// which is one household or office.
    pub fn of_address(&self, address: IpAddr, hour: u64) -> Origin {
        self.of(b"prefix", &prefix(address), hour)
    }

    /// The origin of a request through the onion service: the circuit, by the address that Tor gives it.
    pub fn of_circuit(&self, circuit: Ipv6Addr, hour: u64) -> Origin {
        self.of(b"circuit", &circuit.octets(), hour)
    }

    /// The origin that stands for a mailbox whose page a request comes from.
    pub fn of_code(&self, mailbox: &[u8; 16], hour: u64) -> Origin {
        self.of(b"mailbox", mailbox, hour)
    }

    /// The origin of a connection. It does not change when an hour begins. It is forgotten when the connection ends,
    /// and until then the kernel knows the address anyway.
    ///
    /// `circuits` is true for the onion listener, where `peer` is a circuit's address.
    pub fn of_connection(&self, peer: IpAddr, circuits: bool) -> Origin {
        let (kind, bytes) =
            if circuits { (b"circuit".as_slice(), octets(peer)) } else { (b"prefix".as_slice(), prefix(peer)) };
        keyed(&self.lasting, kind, &bytes)
    }

    /// Erases the hour's secret once the hour is over, even if no further request comes.
    pub fn forget_if_over(&self, hour: u64) {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if key.hour != hour {
            key.secret.fill(0);
            key.hour = u64::MAX;
        }
    }

    fn of(&self, kind: &[u8], bytes: &[u8; 16], hour: u64) -> Origin {
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if key.hour != hour {
            (self.rng)().fill_bytes(key.secret.as_mut_slice());
            key.hour = hour;
        }
        keyed(&key.secret, kind, bytes)
    }
}

fn keyed(secret: &[u8; 32], kind: &[u8], bytes: &[u8; 16]) -> Origin {
    // HMAC accepts keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Origin(0) };
    mac.update(kind);
    mac.update(bytes);
    let digest = mac.finalize().into_bytes();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    Origin(u64::from_be_bytes(first))
}

fn octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}

/// The /24 of an IPv4 address, or the /56 of an IPv6 address.
fn prefix(address: IpAddr) -> [u8; 16] {
    let mut prefix = octets(address);
    let mapped = Ipv6Addr::from(prefix).to_ipv4_mapped().is_some();
    prefix[if mapped { 15 } else { 7 }..].fill(0);
    prefix
}

#[cfg(test)]
pub(super) mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    pub(in crate::limits) fn origins(seed: u64) -> Origins {
        let rng: fn() -> Box<dyn CryptoRng> = match seed {
            1 => || Box::new(StdRng::seed_from_u64(1)),
            _ => || Box::new(StdRng::seed_from_u64(2)),
        };
        Origins::new(rng)
    }

    pub(in crate::limits) fn of(origins: &Origins, address: &str) -> Origin {
        origins.of_address(address.parse().unwrap(), 0)
    }

    #[test]
    fn a_network_prefix_is_one_origin_a_circuit_another_and_a_mapped_address_is_its_ipv4() {
        let one = origins(1);
        assert!(of(&one, "2001:db8:0:1::1") == of(&one, "2001:db8:0:ff:9::2"));
        assert!(of(&one, "2001:db8:0:1::1") != of(&one, "2001:db8:0:100::1"));
        assert!(of(&one, "192.0.2.1") == of(&one, "192.0.2.200"));
        assert!(of(&one, "192.0.2.1") != of(&one, "192.0.3.1"));
        assert!(of(&one, "::ffff:192.0.2.1") == of(&one, "192.0.2.1"));
        let circuit = |n: u16| one.of_circuit(Ipv6Addr::new(0xfc00, 0xdead, 0xbeef, 0x4dad, 0, 0, 0, n), 0);
        assert!(circuit(1) != circuit(2) && circuit(1) == circuit(1));
        assert!(of(&one, "fc00:dead:beef:4dad::1") != circuit(1));
    }

    #[test]
    fn nothing_ties_an_origin_to_what_it_was_an_hour_ago_or_in_another_process() {
        let address = "192.0.2.1".parse().unwrap();
        assert!(origins(1).of_address(address, 0) != origins(2).of_address(address, 0));
        fn counting() -> Box<dyn CryptoRng> {
            use std::sync::atomic::{AtomicU64, Ordering};
            static DRAWN: AtomicU64 = AtomicU64::new(0);
            Box::new(StdRng::seed_from_u64(DRAWN.fetch_add(1, Ordering::Relaxed)))
        }
        let one = Origins::new(counting);
        let first = one.of_address(address, 7);
        assert!(first == one.of_address(address, 7) && first != one.of_address(address, 8));
        let again = one.of_address(address, 7);
        assert!(first != again, "an hour's key is gone once it is over");
        one.forget_if_over(7);
        assert!(again == one.of_address(address, 7));
        one.forget_if_over(8);
        assert!(again != one.of_address(address, 7), "and needs nobody to ask for that");
        assert!(one.of_connection(address, false) == one.of_connection("192.0.2.77".parse().unwrap(), false));
    }
}

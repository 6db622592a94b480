//! When a certificate is replaced. That an authority gives one is shown by `tests/tests/acme.rs`.

use rcgen::{BasicConstraints, IsCa, Issuer};
use time::macros::datetime;

use super::*;

/// A certificate of 90 days from 2026-01-01 for example.org.
fn issued() -> Vec<u8> {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut wanted = CertificateParams::new(vec!["example.org".to_owned()]).unwrap();
    wanted.distinguished_name = DistinguishedName::new();
    (wanted.not_before, wanted.not_after) = (datetime!(2026-01-01 0:00 UTC), datetime!(2026-04-01 0:00 UTC));
    wanted.signed_by(&KeyPair::generate().unwrap(), &authority).unwrap().pem().into_bytes()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_certificate_is_replaced_when_less_than_a_third_of_its_life_is_left() {
    let (pem, hosts) = (issued(), ["example.org".to_owned()]);
    assert!(!due(&pem, &hosts, day("2026-01-01")));
    assert!(!due(&pem, &hosts, day("2026-03-02")), "30 of 90 days are left");
    assert!(due(&pem, &hosts, day("2026-03-03")));
    assert!(due(&pem, &hosts, day("2026-05-01")), "it has ended");
}

#[test]
fn a_certificate_that_lacks_a_name_is_replaced() {
    let hosts = ["example.org".to_owned(), "tips.example.org".to_owned()];
    assert!(due(&issued(), &hosts, day("2026-01-01")));
}

#[test]
fn the_certificate_that_init_made_is_replaced_and_so_is_a_broken_one() {
    let hosts = ["example.org".to_owned()];
    let own = rcgen::generate_simple_self_signed(hosts.to_vec()).unwrap();
    assert!(due(own.cert.pem().as_bytes(), &hosts, day("2026-01-01")));
    assert!(due(b"broken", &hosts, day("2026-01-01")));
}

//! Tests that decide when a certificate is replaced.
//!
//! `tests/tests/acme.rs` shows that an authority then issues a new one.

use std::io;

use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, IsCa, Issuer, KeyPair};
use time::macros::datetime;

use super::*;
use crate::tls::Certificate;

/// Returns a certificate for example.org that an authority issued. It is valid from 2026-01-01, for this many hours.
fn issued(hours: i64) -> Vec<u8> {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut wanted = CertificateParams::new(vec!["example.org".to_owned()]).unwrap();
    wanted.distinguished_name = DistinguishedName::new();
    wanted.use_authority_key_identifier_extension = true;
    wanted.not_before = datetime!(2026-01-01 0:00 UTC);
    wanted.not_after = wanted.not_before + Duration::from_secs(u64::try_from(hours * 3600).unwrap());
    wanted.signed_by(&KeyPair::generate().unwrap(), &authority).unwrap().pem().into_bytes()
}

fn present(hours: i64) -> Present {
    Present::of(&issued(hours), &["example.org".to_owned()]).unwrap()
}

/// Returns a moment, in hours after the start of the certificate's validity.
fn at(hours: u64) -> OffsetDateTime {
    datetime!(2026-01-01 0:00 UTC) + Duration::from_secs(hours * 3600)
}

fn window(from: u64, until: u64) -> SuggestedWindow {
    serde_json::from_value(serde_json::json!({ "start": text(at(from)), "end": text(at(until)) })).unwrap()
}

fn text(moment: OffsetDateTime) -> String {
    moment.format(&time::format_description::well_known::Rfc3339).unwrap()
}

#[test]
fn a_certificate_is_replaced_when_less_than_a_third_of_its_life_is_left() {
    for days in [6, 10, 45, 90] {
        let certificate = present(days * 24);
        let third = u64::try_from(days * 24 * 2 / 3).unwrap();
        assert!(matches!(decide(&certificate, None, at(0)), Due::Later(_)));
        assert!(matches!(decide(&certificate, None, at(third - 1)), Due::Later(_)), "{days}");
        assert_eq!(decide(&certificate, None, at(third + 1)), Due::Now, "{days}");
    }
}

#[test]
fn a_short_life_is_looked_at_more_often() {
    let wait = |hours| match decide(&present(hours), None, at(0)) {
        Due::Later(wait) => wait.as_secs() / 3600,
        Due::Now => panic!("it has just begun"),
    };
    assert_eq!((wait(90 * 24), wait(144), wait(24)), (6, 6, 2));
}

#[test]
fn a_certificate_that_lacks_a_name_or_is_ones_own_is_replaced_and_so_is_a_broken_one() {
    let hosts = ["example.org".to_owned(), "tips.example.org".to_owned()];
    assert!(Present::of(&issued(2160), &hosts).is_none());
    let own = rcgen::generate_simple_self_signed(vec!["example.org".to_owned()]).unwrap();
    assert!(Present::of(own.cert.pem().as_bytes(), &hosts[..1]).is_none());
    assert!(Present::of(b"broken", &hosts[..1]).is_none());
    assert!(Present::of(&issued(2160), &hosts[..1]).is_some());
}

#[test]
fn an_authority_knows_a_certificate_by_its_issuers_key_and_its_number() {
    let id = present(2160).id().unwrap().to_string();
    let (issuer, number) = id.split_once('.').unwrap();
    assert!(issuer.len() > 20 && number.len() > 20, "{id}");
}

#[test]
fn the_moment_is_drawn_from_the_suggested_window_once() {
    let certificate = present(2160);
    let mut rng = console::system_rng();
    let hour = Duration::from_secs(3600);
    let first = Plan::new(&certificate, &window(100, 200), hour, at(1), None, &mut rng);
    assert!(first.moment >= at(100) && first.moment < at(200));
    let again = Plan::new(&certificate, &window(100, 200), hour, at(2), Some(&first), &mut rng);
    assert_eq!(again.moment, first.moment, "asking again draws no other moment");
    let moved = Plan::new(&certificate, &window(0, 10), hour, at(2), Some(&first), &mut rng);
    assert!(moved.moment < at(10), "another window is another draw");
    let other = Plan::new(&present(2160), &window(100, 200), hour, at(2), Some(&first), &mut rng);
    assert_ne!(other.moment, first.moment, "so is another certificate");
    let drawn: std::collections::BTreeSet<OffsetDateTime> =
        (0..50).map(|_| moment_in(at(0), at(1), &mut rng)).collect();
    assert!(drawn.len() > 25, "moments are spread");
    assert_eq!(moment_in(at(5), at(1), &mut rng), at(5), "a window that ends before it begins");
}

#[test]
fn the_suggested_moment_decides_before_the_third_and_after_it() {
    let certificate = present(2160);
    let plan = |from, until| {
        let mut rng = console::system_rng();
        Plan::new(&certificate, &window(from, until), Duration::from_secs(3600), at(0), None, &mut rng)
    };
    // An authority that is about to revoke the certificate suggests a window in the past, so that it is replaced at
    // once.
    assert_eq!(decide(&certificate, Some(&plan(1, 2)), at(3)), Due::Now);
    // Without the suggestion, the certificate would be due at hour 1440, when a third of its life is left.
    assert!(matches!(decide(&certificate, Some(&plan(1500, 1501)), at(1450)), Due::Later(_)));
}

#[test]
fn an_authority_is_asked_again_within_the_bounds_of_rfc_9773() {
    let certificate = present(2160);
    let ask_again = |seconds| {
        let mut rng = console::system_rng();
        Plan::new(&certificate, &window(1000, 1001), Duration::from_secs(seconds), at(0), None, &mut rng).ask_again
    };
    assert_eq!(ask_again(0), at(0) + Duration::from_secs(60));
    assert_eq!(ask_again(7200), at(2));
    assert_eq!(ask_again(90 * 24 * 3600), at(24));
}

/// Starts an authority with two addresses: its directory, and its suggestion for a certificate.
///
/// Returns the address of the directory, the certificate to trust, and the requested paths.
fn suggesting(suggestion: String) -> (String, String, std::sync::mpsc::Receiver<String>) {
    use std::io::{Read as _, Write as _};
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls_pki_types::PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (sender, asked) = std::sync::mpsc::channel();
    let base = address.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(std::sync::Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.push(byte[0]);
            }
            let path = String::from_utf8(request).unwrap().split(' ').nth(1).unwrap().to_owned();
            let body = match path.as_str() {
                "/dir" => serde_json::json!({
                    "newNonce": format!("{base}/nonce"), "newAccount": format!("{base}/account"),
                    "newOrder": format!("{base}/order"), "renewalInfo": format!("{base}/ari"),
                })
                .to_string(),
                _ => suggestion.clone(),
            };
            let (length, head) = (body.len(), "HTTP/1.1 200 OK\r\nconnection: close\r\nretry-after: 7200");
            write!(stream, "{head}\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
            stream.conn.send_close_notify();
            let _ = stream.flush();
            sender.send(path).unwrap();
        }
    });
    (address + "/dir", own.cert.pem(), asked)
}

#[tokio::test]
async fn an_authority_is_asked_when_a_certificate_is_to_be_replaced_and_its_word_is_kept_until_it_is_to_be_asked_again()
{
    let dir = tempfile::tempdir().unwrap();
    let suggestion = serde_json::json!({ "suggestedWindow": { "start": text(at(100)), "end": text(at(200)) } });
    let (directory, root, asked) = suggesting(suggestion.to_string());
    std::fs::write(dir.path().join("root.pem"), root).unwrap();
    let key = data_encoding::BASE64URL_NOPAD.encode(&KeyPair::generate().unwrap().serialize_der());
    let account = serde_json::json!({ "id": "https://localhost/account/1", "key_pkcs8": key, "directory": directory });
    std::fs::write(dir.path().join("acme.json"), account.to_string()).unwrap();
    let authority = Authority {
        directory,
        root: Some(dir.path().join("root.pem")),
        contact: None,
        account: dir.path().join("acme.json"),
        hosts: vec!["example.org".to_owned()],
        files: crate::tls::CertificateFiles {
            certificate: dir.path().join("certificate.pem"),
            private: dir.path().join("private.pem"),
        },
    };
    let (pem, mut plan, mut rng) = (issued(2160), None, console::system_rng());
    let due = authority.due(&pem, &mut plan, at(1), &mut rng).await.unwrap();
    // The response's `Retry-After` says when to ask again. The ACME library turns it into a moment and back, so it may
    // be a little less.
    let said = Duration::from_secs(7100)..=Duration::from_secs(7200);
    assert!(matches!(due, Due::Later(wait) if said.contains(&wait)), "{due:?}");
    let id = Present::of(&pem, &authority.hosts).unwrap().id().unwrap();
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/dir".to_owned(), format!("/ari/{id}")]);
    let moment = plan.as_ref().unwrap().moment;
    assert!(moment >= at(100) && moment < at(200));
    // Before the time in `Retry-After`, the authority is not asked again. The certificate is due at the drawn moment.
    authority.due(&pem, &mut plan, at(2), &mut rng).await.unwrap();
    assert_eq!(asked.try_iter().count(), 0);
    assert_eq!(authority.due(&pem, &mut plan, at(200), &mut rng).await.unwrap(), Due::Now);
    assert_eq!(asked.try_iter().count(), 2);
}

/// Returns an authority whose address does not respond, for certificates in this folder.
fn that_is_down(folder: &std::path::Path) -> Authority {
    Authority {
        directory: "https://localhost:9/dir".to_owned(),
        root: None,
        contact: None,
        account: folder.join("acme.json"),
        hosts: vec!["example.org".to_owned()],
        files: crate::tls::CertificateFiles {
            certificate: folder.join("certificate.pem"),
            private: folder.join("private.pem"),
        },
    }
}

#[tokio::test]
async fn the_word_of_an_authority_that_cannot_be_asked_again_holds_for_the_same_certificate() {
    let dir = tempfile::tempdir().unwrap();
    let (authority, mut rng) = (that_is_down(dir.path()), console::system_rng());
    let pem = issued(2160);
    let present = Present::of(&pem, &authority.hosts).unwrap();
    let said = |from, until| {
        let mut rng = console::system_rng();
        Some(Plan::new(&present, &window(from, until), Duration::from_secs(3600), at(0), None, &mut rng))
    };
    // The authority is about to revoke the certificate and does not respond. The certificate stays due after every
    // attempt.
    let mut plan = said(100, 101);
    let moment = plan.as_ref().unwrap().moment;
    for hour in [200, 201, 202] {
        assert_eq!(authority.due(&pem, &mut plan, at(hour), &mut rng).await.unwrap(), Due::Now);
        let kept = plan.as_ref().unwrap();
        assert_eq!((kept.moment, kept.ask_again), (moment, at(hour + 1)));
    }
    // A suggested moment in the future is kept, too. Without it, the certificate would be due at hour 1440.
    let mut plan = said(1500, 1501);
    let due = authority.due(&pem, &mut plan, at(1450), &mut rng).await.unwrap();
    assert_eq!(due, Due::Later(Duration::from_secs(3600)));
    // The suggestion does not count, because it was for another certificate.
    let mut plan = said(100, 101);
    assert!(matches!(authority.due(&issued(2160), &mut plan, at(200), &mut rng).await.unwrap(), Due::Later(_)));
    assert_eq!(plan, None);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_read_is_not_taken_for_one_that_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let (authority, mut rng) = (that_is_down(dir.path()), console::system_rng());
    let path = authority.files.certificate.clone();
    std::fs::create_dir(&path).unwrap();
    let (certificate, _) = Certificate::load_or_stand_in(authority.files.clone(), &authority.hosts).unwrap();
    let mut tried =
        async || authority.renew_when_due(&certificate, &mut None, &console::SystemClock, &mut rng).await.unwrap_err();
    let said = tried().await;
    assert!(
        matches!(&said, AcmeError::File(of, why) if *of == path && why.kind() == io::ErrorKind::IsADirectory),
        "{said}"
    );
    std::fs::remove_dir(&path).unwrap();
    let said = tried().await;
    assert!(matches!(said, AcmeError::Authority(_)), "{said}");
}

#[tokio::test]
async fn an_authority_that_cannot_be_asked_leaves_the_third() {
    let dir = tempfile::tempdir().unwrap();
    let authority = that_is_down(dir.path());
    let (pem, mut plan, mut rng) = (issued(2160), None, console::system_rng());
    assert!(matches!(authority.due(&pem, &mut plan, at(1400), &mut rng).await.unwrap(), Due::Later(_)));
    assert_eq!(authority.due(&pem, &mut plan, at(1500), &mut rng).await.unwrap(), Due::Now);
    // In the last sixth of the certificate's life, no suggestion counts.
    assert_eq!(authority.due(&pem, &mut plan, at(1900), &mut rng).await.unwrap(), Due::Now);
}

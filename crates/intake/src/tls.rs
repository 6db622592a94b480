//! TLS of the server: its settings, and its certificate.
//!
//! The process terminates TLS itself. It offers TLS 1.3, and 1.2 with forward-secret suites for old phones.
//! X25519MLKEM768 is preferred.
//!
//! No TLS session is kept and no session ticket is sent, because a TLS 1.2 master secret in memory would open recorded
//! traffic. The certificate is reloaded when its file changes; if the new one is broken, the old one stays in use. An
//! ACME authority may check that a host name leads here (TLS-ALPN-01). It then gets a certificate of its own, on the
//! same port.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::validity::Validity;

/// The interval at which the certificate's file is checked for changes.
pub const RELOAD_EVERY: Duration = Duration::from_secs(2);

/// The ALPN protocol of an authority's check (RFC 8737).
const CHALLENGE: &[u8] = b"acme-tls/1";

/// Reasons why TLS cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file is not in PEM format, or holds something else than it should.
    #[error("{0} does not hold what it should: a PEM certificate chain, or a PEM private key")]
    Pem(PathBuf),
    /// The key does not match the certificate, or the TLS library rejects it.
    #[error("certificate and private key do not match: {0}")]
    Refused(#[from] rustls::Error),
    /// A file cannot be written.
    #[error("{path} cannot be written: {source}; give it to the user that the server runs as")]
    Write {
        /// The path of the file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The certificate for an authority's check cannot be made.
    #[error("the answer to the authority cannot be made: {0}; hosts holds names such as example.org")]
    Challenge(#[from] rcgen::Error),
}

/// The paths of the certificate and its private key.
#[derive(Debug, Clone)]
pub struct CertificateFiles {
    /// The path of the certificate chain, in PEM format.
    pub certificate: PathBuf,
    /// The path of the private key, in PEM format.
    pub private: PathBuf,
}

impl CertificateFiles {
    fn load(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        self.fit(&read(&self.certificate)?, provider)
    }

    /// Replaces the certificate chain with `pem`, if it matches the private key.
    ///
    /// # Errors
    /// When the chain is broken or does not match the key, or the file cannot be written.
    pub fn publish_chain(&self, pem: &str) -> Result<(), TlsError> {
        self.fit(pem.as_bytes(), &default_provider())?;
        console::publish(&self.certificate, 0o600, pem.as_bytes())
            .map_err(|source| TlsError::Write { path: self.certificate.clone(), source })
    }

    fn fit(&self, chain: &[u8], provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::Pem(self.certificate.clone()))?;
        if chain.is_empty() {
            return Err(TlsError::Pem(self.certificate.clone()));
        }
        let key = PrivateKeyDer::from_pem_slice(&zeroize::Zeroizing::new(read(&self.private)?))
            .map_err(|_| TlsError::Pem(self.private.clone()))?;
        Ok(CertifiedKey::from_der(chain, key, provider)?)
    }

    fn stamp(&self) -> Option<(SystemTime, SystemTime)> {
        let changed = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
        Some((changed(&self.certificate)?, changed(&self.private)?))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Read { path: path.to_owned(), source })
}

/// The certificate in use. It can be replaced without a restart.
pub struct Certificate {
    files: CertificateFiles,
    provider: Arc<CryptoProvider>,
    current: ArcSwap<CertifiedKey>,
    stamp: ArcSwap<Option<(SystemTime, SystemTime)>>,
    challenges: ArcSwap<HashMap<String, Arc<CertifiedKey>>>,
}

impl Certificate {
    /// Loads the certificate for the first time.
    ///
    /// # Errors
    /// When a file is missing or broken, or key and certificate do not match.
    pub fn load(files: CertificateFiles) -> Result<Arc<Self>, TlsError> {
        let provider = Arc::new(default_provider());
        let stamp = files.stamp();
        let current = files.load(&provider)?;
        Ok(Arc::new(Self {
            files,
            provider,
            current: ArcSwap::from_pointee(current),
            stamp: ArcSwap::from_pointee(stamp),
            challenges: ArcSwap::default(),
        }))
    }

    /// Loads the certificate. If its files are missing or broken, a self-signed certificate for `hosts` is used until
    /// they are repaired.
    ///
    /// In that case the second value returned is the error of the files.
    ///
    /// # Errors
    /// When no certificate can be made for these names.
    pub fn load_or_stand_in(
        files: CertificateFiles,
        hosts: &[String],
    ) -> Result<(Arc<Self>, Option<TlsError>), TlsError> {
        let wrong = match Self::load(files.clone()) {
            Ok(loaded) => return Ok((loaded, None)),
            Err(wrong) => wrong,
        };
        let provider = Arc::new(default_provider());
        let made = rcgen::generate_simple_self_signed(hosts.to_vec())?;
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let current = CertifiedKey::from_der(vec![made.cert.der().clone()], key, &provider)?;
        let stamp = ArcSwap::from_pointee(files.stamp());
        let (current, challenges) = (ArcSwap::from_pointee(current), ArcSwap::default());
        Ok((Arc::new(Self { files, provider, current, stamp, challenges }), Some(wrong)))
    }

    /// Reloads the certificate if its files have changed. Returns `true` if another one is in use now.
    ///
    /// # Errors
    /// When the new files are broken. The old certificate stays in use, and the files are read again once they change.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let stamp = self.files.stamp();
        if stamp.is_none() || stamp == **self.stamp.load() {
            return Ok(false);
        }
        self.stamp.store(Arc::new(stamp));
        self.current.store(Arc::new(self.files.load(&self.provider)?));
        Ok(true)
    }

    /// Whether the certificate in use has expired.
    pub fn has_ended(&self, now: time::OffsetDateTime) -> bool {
        let current = self.current.load();
        current.cert.first().and_then(|first| Validity::of_der(first)).is_some_and(|validity| validity.has_ended(now))
    }

    /// Prepares the response to an authority's check of `host`. It stays until [`Self::forget_challenges`].
    ///
    /// `digest` is the SHA-256 of the challenge's key authorization.
    ///
    /// # Errors
    /// When no certificate can be made for this name.
    pub fn answer_challenge(&self, host: &str, digest: &[u8]) -> Result<(), TlsError> {
        let key = rcgen::KeyPair::generate()?;
        let mut wanted = rcgen::CertificateParams::new(vec![host.to_owned()])?;
        wanted.custom_extensions = vec![rcgen::CustomExtension::new_acme_identifier(digest)];
        let made = wanted.self_signed(&key)?;
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        // `from_der` cannot be used here: it compares key and certificate, and rejects a certificate with a challenge
        // in it.
        let key = self.provider.key_provider.load_private_key(key)?;
        let answer = Arc::new(CertifiedKey::new(vec![made.der().clone()], key));
        self.challenges.rcu(|known| {
            let mut known = HashMap::clone(known);
            known.insert(host.to_owned(), Arc::clone(&answer));
            known
        });
        Ok(())
    }

    /// Drops the responses that were prepared for an authority's check, after the check.
    pub fn forget_challenges(&self) {
        self.challenges.store(Arc::default());
    }

    /// The TLS configuration for clients that `listed` accepts. It allows only TLS 1.3, because only our own program
    /// connects.
    ///
    /// # Errors
    /// When the TLS library rejects the configuration.
    pub fn server_config_for(self: &Arc<Self>, listed: Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_client_cert_verifier(listed)
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(config)
    }

    /// The TLS configuration of the public listener, for HTTP/1.1 and an authority's check.
    ///
    /// # Errors
    /// When the TLS library rejects the configuration.
    pub fn server_config(self: &Arc<Self>) -> Result<ServerConfig, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        config.alpn_protocols = vec![b"http/1.1".to_vec(), CHALLENGE.to_vec()];
        Ok(config)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // This protocol is offered only by an authority, as its only one. If no challenge is prepared, the handshake is
        // refused.
        if hello.alpn().is_some_and(|offered| offered.eq([CHALLENGE])) {
            return self.challenges.load().get(hello.server_name()?).cloned();
        }
        Some(self.current.load_full())
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificate")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn write(files: &CertificateFiles) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        fs::write(&files.certificate, made.cert.pem()).unwrap();
        fs::write(&files.private, made.signing_key.serialize_pem()).unwrap();
    }

    fn files(dir: &tempfile::TempDir) -> CertificateFiles {
        CertificateFiles { certificate: dir.path().join("c.pem"), private: dir.path().join("p.pem") }
    }

    fn touch(path: &Path, seconds: u64) {
        let later = path.metadata().unwrap().modified().unwrap() + Duration::from_secs(seconds);
        fs::File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
    }

    #[test]
    fn a_new_certificate_is_used_without_a_restart_and_a_broken_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(&dir);
        write(&files);
        let certificate = Certificate::load(files.clone()).unwrap();
        let first = certificate.current.load().cert.clone();
        assert!(!certificate.reload().unwrap());
        write(&files);
        touch(&files.certificate, 5);
        assert!(certificate.reload().unwrap());
        let second = certificate.current.load().cert.clone();
        assert_ne!(first, second);
        fs::write(&files.certificate, "broken").unwrap();
        touch(&files.certificate, 10);
        assert!(certificate.reload().is_err());
        assert_eq!(certificate.current.load().cert, second);
    }

    #[test]
    fn a_chain_that_does_not_fit_the_key_is_not_published() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(&dir);
        write(&files);
        let before = fs::read(&files.certificate).unwrap();
        let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        assert!(matches!(files.publish_chain(&other.cert.pem()), Err(TlsError::Refused(_))));
        assert!(matches!(files.publish_chain("broken"), Err(TlsError::Pem(_))));
        assert_eq!(fs::read(&files.certificate).unwrap(), before);
    }

    #[test]
    fn the_hybrid_group_comes_first_and_every_suite_is_forward_secret_and_nothing_is_resumed() {
        let dir = tempfile::tempdir().unwrap();
        let files = files(&dir);
        write(&files);
        let config = Certificate::load(files).unwrap().server_config().unwrap();
        let provider = config.crypto_provider();
        assert_eq!(provider.kx_groups[0].name(), rustls::NamedGroup::X25519MLKEM768);
        for suite in &provider.cipher_suites {
            let name = format!("{:?}", suite.suite());
            assert!(name.starts_with("TLS13_") || name.starts_with("TLS_ECDHE_"), "{name}");
        }
        assert_eq!(config.send_tls13_tickets, 0);
        assert!(!config.session_storage.can_cache());
    }
}

//! TLS settings: the certificate to trust, and the carrier's own.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use console::Failure;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};

/// A carrier's certificate and private key, in PEM.
pub struct ClientIdentity {
    /// The certificate.
    pub certificate: Vec<u8>,
    /// The certificate's private key.
    pub key: zeroize::Zeroizing<Vec<u8>>,
}

/// Returns a TLS configuration that trusts one certificate and no other.
pub(super) fn trusting(path: &Path, identity: Option<&ClientIdentity>) -> anyhow::Result<ClientConfig> {
    let bytes = fs::read(path).map_err(|error| Failure::file("read the certificate", path, &error))?;
    let broken = || {
        Failure::new(format!("{} holds no certificate", path.display()))
            .next("it is a PEM file, as the server's tls/certificate.pem")
    };
    let trusted = CertificateDer::from_pem_slice(&bytes).map_err(|_| broken())?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .context("preparing TLS")?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OnlyThis { trusted, provider }));
    Ok(match identity {
        None => config.with_no_client_auth(),
        Some(identity) => {
            let chain = CertificateDer::pem_slice_iter(&identity.certificate).collect::<Result<_, _>>();
            let key = PrivateKeyDer::from_pem_slice(&identity.key);
            let (Ok(chain), Ok(key)) = (chain, key) else {
                return Err(Failure::new("the carrier's certificate is damaged")
                    .next("run `courier init` again")
                    .into());
            };
            config.with_client_auth_cert(chain, key).context("the carrier's certificate is damaged")?
        }
    })
}

/// Trusts one certificate, byte for byte, until it expires. The names in the certificate do not count.
#[derive(Debug)]
struct OnlyThis {
    trusted: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for OnlyThis {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *end_entity != self.trusted {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        let (_, read) = x509_parser::parse_x509_certificate(end_entity).map_err(|_| CertificateError::BadEncoding)?;
        let ends = u64::try_from(read.validity().not_after.timestamp()).unwrap_or(0);
        if ends < now.as_secs() {
            return Err(CertificateError::Expired.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Finds the TLS error inside the errors that other libraries wrap around it.
pub(super) fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref() {
        return Some(tls);
    }
    // The `source` of an I/O error is not the error that it wraps, but that error's own source. So the wrapped error is
    // taken by `get_ref`.
    let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let held: Option<&(dyn std::error::Error + 'static)> = held.map(|held| held as _);
    held.and_then(tls_error).or_else(|| error.source().and_then(tls_error))
}

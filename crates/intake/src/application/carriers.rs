//! The carriers' listener, `intake carry`: a process of its own.
//!
//! The process that strangers reach therefore never holds the key that signs bundles.
//!
//! A client reaches HTTP only after it has proved, in the TLS handshake, that it holds a key listed in the signed
//! `access.json`. The handshake checks the certificate's dates, then the SHA-256 of its public key. Each request checks
//! the list again, so that a withdrawn carrier is locked out at once.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use envelope::{Clock, Digest};
use rand::CryptoRng;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, SignatureScheme};

use crate::handlers;
use crate::log;
use crate::service::access_watch::{self, AccessWatch};
use crate::service::offer::Offers;
use crate::service::roster_watch::RosterWatch;
use crate::settings::Settings;
use crate::store::Store;
use crate::store::uploads::Uploads;
use crate::tls::{Certificate, RELOAD_EVERY};

/// The most connections in each worker thread. Connections of strangers count too, until their handshake fails.
const CONNECTIONS: usize = 4_000;
/// The longest time for a TLS handshake. Through Tor or on a bad line, a handshake takes seconds.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The most dispatches that are being uploaded at once.
const DISPATCHES: usize = 16;
/// The longest time for a request to send its headers. A refused carrier gets the same time to read the reason.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);

/// The state that the carriers' handlers share.
pub struct Carrying {
    /// The settings, with the paths of all files.
    pub settings: Settings,
    /// The carriers that are let in.
    pub access: AccessWatch,
    /// The bundle that waits for a carrier.
    pub offers: Offers,
    /// Dispatches whose upload is under way.
    pub uploads: Uploads,
    /// The store, which tells whether tips wait.
    pub store: Store,
    /// The roster, which names the recipients of tips.
    pub roster: RosterWatch,
    /// Held during an export or ingest, so that only one runs at a time.
    pub one: tokio::sync::Mutex<()>,
    /// The source of the day.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub rng: fn() -> Box<dyn CryptoRng>,
}

/// The SHA-256 of the client's public key, which the handshake proved.
#[derive(Clone, Copy)]
pub struct CarrierKey(pub Digest);

/// `intake carry`: serves carriers until SIGTERM.
///
/// `listen` overrides the address in the settings.
///
/// # Errors
/// When others may read a key, the certificate, access list, roster or store cannot be loaded, the port cannot be
/// bound, the sandbox cannot be set up, or the listener fails.
pub fn carry(settings: Settings, listen: Option<SocketAddr>) -> anyhow::Result<()> {
    super::prepare(&settings);
    crate::service::readiness::refuse_open_keys(&settings)?;
    let at = listen.unwrap_or(settings.carrier_listen);
    let listener = TcpListener::bind(at).with_context(|| format!("listening on {at}"))?;
    for missing in settings.confine_carrying()? {
        log::warn("not given up", &missing);
    }
    actix_web::rt::System::new().block_on(serve(settings, listener))
}

async fn serve(settings: Settings, listener: TcpListener) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(console::SystemClock);
    let certificate = match settings.acme_directory.is_some() {
        true => Certificate::load_or_stand_in(settings.certificate_files(), &settings.hosts)?.0,
        false => Certificate::load(settings.certificate_files())?,
    };
    let access = AccessWatch::load(settings.access_files()?)?;
    let store = Store::open_shared(&settings.store_settings()).await?;
    access_watch::refuse_going_back(&store, &access.current()).await?;
    let state = web::Data::new(Carrying {
        access,
        offers: Offers::open(store.folder())?,
        uploads: Uploads::open(&store.folder().join("incoming"), DISPATCHES, Instant::now())?,
        roster: RosterWatch::load(settings.roster_files())?,
        store,
        one: tokio::sync::Mutex::default(),
        clock,
        rng: || Box::new(console::system_rng()),
        settings,
    });
    let listed = Arc::new(ListedCarriers {
        state: state.clone().into_inner(),
        provider: Arc::new(aws_lc_rs::default_provider()),
    });
    let tls = certificate.server_config_for(listed)?;
    let address = listener.local_addr().context("asking for the address that was bound")?;
    listener.set_nonblocking(true)?;
    let shared = state.clone();
    let server = HttpServer::new(move || App::new().app_data(shared.clone()).configure(handlers::carriers::routes))
        .workers(2)
        .max_connections(CONNECTIONS)
        .max_connection_rate(CONNECTIONS)
        .tls_handshake_timeout(HANDSHAKE_WITHIN)
        .client_request_timeout(HEADERS_WITHIN)
        .client_disconnect_timeout(HEADERS_WITHIN)
        .on_connect(|connection, shared| {
            let stream = connection.downcast_ref::<TlsStream<TcpStream>>();
            let proved = stream.and_then(|stream| stream.get_ref().1.peer_certificates()?.first());
            if let Some(key) = proved.and_then(|certificate| key_of(certificate)) {
                shared.insert(CarrierKey(key));
            }
        })
        .listen_rustls_0_23(listener, tls)?
        .run();
    let watch = actix_web::rt::spawn(watch(state, certificate));
    console::line(&format!("listening https://{address}"));
    let ended = server.await;
    watch.abort();
    log::failures_over(None);
    ended.context("letting carriers in")
}

/// Reloads certificate, roster and access list when they change, and removes abandoned uploads and
/// unfetched bundles.
async fn watch(state: web::Data<Carrying>, certificate: Arc<Certificate>) {
    loop {
        actix_web::rt::time::sleep(RELOAD_EVERY).await;
        if let Err(error) = certificate.reload() {
            log::warn("the new certificate is refused, and the old one stays in use", &error);
        }
        if let Err(error) = state.roster.reload() {
            log::warn("the new roster is refused, and the old one stays in use", &error);
        }
        match state.access.reload() {
            Ok(Some(access)) => {
                log::counted("another list of carriers is in use", &[("issue", u64::from(access.body().issue))]);
                let digest = Digest::of(access.bytes());
                if let Err(error) = state.store.saw_access(access.body().issue, &digest).await {
                    log::warn("the new list of carriers could not be remembered", &error);
                }
            }
            Ok(None) => {}
            Err(error) => log::warn("the new list of carriers is refused, and the old one stays in use", &error),
        }
        if let Err(error) = state.uploads.sweep(Instant::now()) {
            log::warn("stalled uploads could not be removed", &error);
        }
        log::failures_over(Some(Instant::now()));
        if let Ok(_one) = state.one.try_lock()
            && let Err(error) = state.offers.sweep(state.clock.now().into())
        {
            log::warn("a bundle that nobody fetched could not be removed", &error);
        }
    }
}

/// The SHA-256 of a certificate's public key (its SubjectPublicKeyInfo); `None` if the certificate cannot be parsed.
pub fn key_of(certificate: &CertificateDer<'_>) -> Option<Digest> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(Digest::of(read.public_key().raw))
}

/// Accepts the client certificates of carriers on the access list.
struct ListedCarriers {
    state: Arc<Carrying>,
    provider: Arc<CryptoProvider>,
}

impl std::fmt::Debug for ListedCarriers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListedCarriers")
    }
}

impl ClientCertVerifier for ListedCarriers {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        let (_, read) = x509_parser::parse_x509_certificate(end_entity).map_err(|_| CertificateError::BadEncoding)?;
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let validity = read.validity();
        if now > validity.not_after.timestamp() {
            return Err(CertificateError::Expired.into());
        }
        if now < validity.not_before.timestamp() {
            return Err(CertificateError::NotValidYet.into());
        }
        if !self.state.access.admits(&Digest::of(read.public_key().raw), self.state.clock.today()) {
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    /// Verifies the handshake with the very key that was looked up in the access list, because another parser might
    /// find a different key in the certificate.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let (_, read) = x509_parser::parse_x509_certificate(cert).map_err(|_| CertificateError::BadEncoding)?;
        let key = SubjectPublicKeyInfoDer::from(read.public_key().raw);
        verify_tls13_signature_with_raw_key(message, &key, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

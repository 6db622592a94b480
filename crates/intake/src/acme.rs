//! Obtains certificates from an ACME authority while the server runs.
//!
//! The challenge is TLS-ALPN-01 (RFC 8737). It arrives on the port that is open anyway, and [`Certificate`] responds to
//! it. The private key stays the same from one certificate to the next. So only the file of the certificate chain
//! changes, and it changes completely or not at all. After a crash, chain and key therefore still match.
//!
//! | file | contents |
//! |---|---|
//! | `account` | the account at the authority, made again if the authority has forgotten it |
//! | `renewal` | when a certificate is replaced |
//! | `renew` | `intake renew`, which replaces the certificate now |
//! | `request` | how that command asks a running server |
//!
//! No failure here ends the server. A failed order is logged and retried. After each further failure the wait is twice
//! as long.

mod account;
mod renew;
mod renewal;
mod request;

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use console::FolderLock;
use envelope::Clock;
use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Identifier, NewOrder, Order, OrderStatus,
    RetryPolicy,
};
use rand::CryptoRng;
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use zeroize::Zeroizing;

use crate::log;
use crate::tls::{Certificate, CertificateFiles, TlsError};
use renewal::{Due, Plan, Present};
use request::Requests;

pub use renew::renew;

/// Wait after a first failure. Each further failure doubles the wait, because authorities allow five failures in an
/// hour.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(120);
/// The longest wait after a failure.
const TRY_AGAIN_AT_LEAST_EVERY: Duration = Duration::from_secs(6 * 3600);
/// The shortest time between two orders that nobody asked for. Otherwise an authority whose certificates seem due at
/// once would get orders without end.
const AFTER_AN_ORDER: Duration = Duration::from_secs(3600);
/// Time between two checks for a request from `intake renew`.
const ASKED_EVERY: Duration = Duration::from_secs(2);
/// The longest time that an authority may spend on one step of an order.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(180));
/// Timeout for a whole order. The ACME library has no timeout for an authority that accepts a connection and sends
/// nothing.
const LONGEST_ORDER: Duration = Duration::from_secs(540);
/// Timeout for a request for renewal information.
const LONGEST_QUESTION: Duration = Duration::from_secs(30);

/// An authority, and the certificate to get from it.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Address of the authority's directory, `https://…`.
    pub directory: String,
    /// PEM file of the only certificate that is trusted on connections to the authority; `None` to trust this
    /// machine's own authorities.
    pub root: Option<PathBuf>,
    /// Address to which the authority may write, such as `mailto:…`.
    pub contact: Option<String>,
    /// Path of the account's key.
    pub account: PathBuf,
    /// The names in the certificate.
    pub hosts: Vec<String>,
    /// Paths of the certificate chain and of its private key.
    pub files: CertificateFiles,
}

/// The reason why there is no new certificate. The present certificate stays in use.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The authority cannot be reached, or refuses.
    #[error("the authority does not answer, or refuses: {why}; see that port 443 of hosts leads here", why = causes(.0))]
    Authority(#[from] instant_acme::Error),
    /// The authority checked the names and did not find this server.
    #[error("the authority does not accept {0}; let port 443 of every name in hosts lead to this server")]
    NotHere(String),
    /// The authority offers no challenge that this server can respond to.
    #[error("the authority does not offer tls-alpn-01 for {0}; choose another in acme_directory")]
    OtherChallenges(String),
    /// A file cannot be read or written.
    #[error("{0} cannot be read or written: {1}; give it to the user that the server runs as")]
    File(PathBuf, #[source] io::Error),
    /// The account file does not hold an account.
    #[error("{0} is no account; remove it, and another one is made")]
    Account(PathBuf),
    /// The names or the private key are unusable.
    #[error(
        "no certificate can be asked for: {0}; hosts holds names such as example.org, private_key a PEM key: where that is broken, remove it, and another is made"
    )]
    Request(#[from] rcgen::Error),
    /// The order took longer than its timeout: the authority accepted the connection and sent nothing.
    #[error("the authority does not answer")]
    Silent,
    /// The chain and the key do not match, or the response to a challenge cannot be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Keeps the certificate valid for as long as the server runs. Never returns.
pub async fn keep(
    authority: Authority,
    certificate: Arc<Certificate>,
    clock: Arc<dyn Clock>,
    rng: fn() -> Box<dyn CryptoRng>,
) {
    let requests = authority.requests();
    let (mut after_failure, mut plan, mut lock) = (TRY_AGAIN_AFTER, None, None);
    let mut asked = asked_within(Duration::ZERO, &authority, &mut lock).await;
    loop {
        let outcome = match asked {
            true => authority.order(&certificate).await.map(|()| AFTER_AN_ORDER),
            false => authority.renew_when_due(&certificate, &mut plan, &*clock, &mut rng()).await,
        };
        if asked {
            let failure = outcome.as_ref().err().map(ToString::to_string);
            if let Err(error) = requests.reply(failure.as_deref()) {
                log::warn("`intake renew` gets no reply", &AcmeError::File(authority.folder(), error));
            }
        }
        let wait = match outcome {
            Ok(wait) => {
                after_failure = TRY_AGAIN_AFTER;
                wait
            }
            Err(error) => {
                let wait = after_failure;
                log::warn("no new certificate, and the present one stays in use", &error);
                log::counted("another try", &[("minutes from now", wait.as_secs() / 60)]);
                after_failure = TRY_AGAIN_AT_LEAST_EVERY.min(after_failure * 2);
                wait
            }
        };
        asked = asked_within(wait, &authority, &mut lock).await;
    }
}

/// Waits. Returns `true` as soon as `intake renew` asks, and `false` after `wait`.
///
/// That command recognises a running server by the lock on the certificate's folder. So the lock is taken as soon as no
/// other process holds it.
async fn asked_within(wait: Duration, authority: &Authority, lock: &mut Option<FolderLock>) -> bool {
    let (mut left, requests) = (wait, authority.requests());
    loop {
        if lock.is_none() {
            // If the file system refuses locks, `intake renew` reports that.
            *lock = FolderLock::try_take(&authority.folder()).ok().flatten();
        }
        if requests.take() {
            return true;
        }
        if left.is_zero() {
            return false;
        }
        let step = left.min(ASKED_EVERY);
        actix_web::rt::time::sleep(step).await;
        left -= step;
    }
}

impl Authority {
    /// Returns the certificate's folder. A process that works on the certificate holds the folder's lock.
    fn folder(&self) -> PathBuf {
        match self.files.certificate.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
    }

    fn requests(&self) -> Requests {
        Requests::new(self.folder())
    }

    /// Orders a certificate if one is due. Returns the time to wait before the next check.
    async fn renew_when_due(
        &self,
        certificate: &Certificate,
        plan: &mut Option<Plan>,
        clock: &dyn Clock,
        rng: &mut impl CryptoRng,
    ) -> Result<Duration, AcmeError> {
        let path = &self.files.certificate;
        let pem = match fs::read(path) {
            // A missing certificate has to be ordered. An unreadable certificate does not, because it may be valid for
            // months.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|source| AcmeError::File(path.clone(), source))?,
        };
        match self.due(&pem, plan, clock.now(), rng).await? {
            Due::Later(wait) => Ok(wait),
            Due::Now => {
                self.order(certificate).await?;
                Ok(AFTER_AN_ORDER)
            }
        }
    }

    /// Orders a certificate and publishes it, no matter how long the present one will still be valid. `certificate`
    /// responds to the authority's challenges.
    async fn order(&self, certificate: &Certificate) -> Result<(), AcmeError> {
        self.try_room()?;
        let chain = tokio::time::timeout(LONGEST_ORDER, self.ordered(certificate)).await;
        certificate.forget_challenges();
        self.files.publish_chain(&chain.unwrap_or(Err(AcmeError::Silent))?)?;
        log::info("the authority gave a new certificate");
        Ok(())
    }

    /// Fails if a chain could not be written. An issued certificate counts against the authority's limits even if it is
    /// then lost.
    fn try_room(&self) -> Result<(), AcmeError> {
        let path = &self.files.certificate;
        let trial = console::PublishedFile::create(path, 0o600).and_then(|mut trial| trial.write_all(&[0; 64 * 1024]));
        // The trial file never got its final name, so it is deleted when dropped.
        trial.map_err(|source| AcmeError::File(path.clone(), source))
    }

    async fn ordered(&self, certificate: &Certificate) -> Result<String, AcmeError> {
        let key = self.key()?;
        let mut order = self.begin().await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            // An authorization that is still valid from an earlier order counts for this order too.
            if authorization.status != AuthorizationStatus::Pending {
                continue;
            }
            let host = authorization.identifier().to_string();
            let Some(mut challenge) = authorization.challenge(ChallengeType::TlsAlpn01) else {
                return Err(AcmeError::OtherChallenges(host));
            };
            certificate.answer_challenge(&host, challenge.key_authorization().digest().as_ref())?;
            challenge.set_ready().await?;
        }
        if order.poll_ready(&PATIENCE).await? != OrderStatus::Ready {
            return Err(AcmeError::NotHere(why(&mut order).await));
        }
        let mut request = CertificateParams::new(self.hosts.clone())?;
        request.distinguished_name = DistinguishedName::new();
        order.finalize_csr(request.serialize_request(&key)?.der()).await?;
        Ok(order.poll_certificate(&PATIENCE).await?)
    }

    /// Begins an order. If the authority has forgotten the account, a new one is made, once.
    async fn begin(&self) -> Result<Order, AcmeError> {
        let (account, fresh) = self.account().await?;
        match self.begin_with(&account, self.replaced()).await {
            Err(error) if !fresh && account::is_forgotten(&error) => {
                log::info("the authority does not know this account, and is asked for a new one");
                let account = self.new_account().await?;
                // The present certificate belongs to another account, so it cannot be named as the one to replace.
                Ok(self.begin_with(&account, None).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// Begins an order that names the certificate to replace (RFC 9773, section 5), so that the order does not count
    /// against the authority's limits.
    ///
    /// Some authorities do not know the field for that, or refuse it for a certificate that was replaced before. Then
    /// the order is begun without it.
    async fn begin_with(
        &self,
        account: &Account,
        replaces: Option<CertificateIdentifier<'static>>,
    ) -> Result<Order, instant_acme::Error> {
        let names: Vec<Identifier> = self.hosts.iter().cloned().map(Identifier::Dns).collect();
        if let Some(id) = replaces {
            match account.new_order(&NewOrder::new(&names).replaces(id)).await {
                Err(error) if account::is_forgotten(&error) => return Err(error),
                Ok(order) => return Ok(order),
                Err(_) => {}
            }
        }
        account.new_order(&NewOrder::new(&names)).await
    }

    /// Returns the id of the present certificate, which the new one replaces; `None` if no authority issued it.
    fn replaced(&self) -> Option<CertificateIdentifier<'static>> {
        Present::of(&fs::read(&self.files.certificate).ok()?, &[])?.id()
    }

    /// Reads the certificate's private key. Makes it if it does not exist.
    fn key(&self) -> Result<KeyPair, AcmeError> {
        let path = &self.files.private;
        if path.exists() {
            return Ok(KeyPair::from_pem(&read(path)?)?);
        }
        let key = KeyPair::generate()?;
        console::publish_new(path, 0o600, Zeroizing::new(key.serialize_pem()).as_bytes())
            .map_err(|source| AcmeError::File(path.clone(), source))?;
        Ok(key)
    }
}

/// Returns the authority's reason for not accepting the names.
async fn why(order: &mut Order) -> String {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else { continue };
        if let Some(problem) = state.challenges.iter().find_map(|challenge| challenge.error.as_ref()) {
            return format!("{}: {problem}", state.identifier());
        }
    }
    "these names, and does not say why".to_owned()
}

fn read(path: &Path) -> Result<Zeroizing<String>, AcmeError> {
    fs::read_to_string(path).map(Zeroizing::new).map_err(|source| AcmeError::File(path.to_owned(), source))
}

/// Returns the error with its causes. Only the causes of an HTTP client's error name a refused connection or an
/// untrusted certificate.
fn causes(error: &instant_acme::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    texts.join(": ")
}

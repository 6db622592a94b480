//! A certificate from an ACME authority, renewed while the server runs.
//!
//! The challenge is TLS-ALPN-01 (RFC 8737): it comes in on the port that is open anyway, and [`Certificate`] answers it. The private key stays from
//! one certificate to the next, so that one file alone changes, whole or not at all: no crash leaves a chain beside a key that it does not fit.
//!
//! | file | what |
//! |---|---|
//! | [`account`] | the account at the authority, made again where it is forgotten |
//! | [`renewal`] | when a certificate is replaced |
//! | [`mod@renew`] | `intake renew`: now |
//! | [`request`] | how that command asks a server that runs |
//!
//! Nothing here ends the server: a failure is logged, and tried again later, twice as late after each other.

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

/// How long to wait after a first failure, and twice as long after each other: authorities allow five in an hour.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(120);
/// The longest of these waits.
const TRY_AGAIN_AT_LEAST_EVERY: Duration = Duration::from_secs(6 * 3600);
/// The shortest time between two orders that are not asked for: an authority whose certificates seem due at once is not asked without end.
const AFTER_AN_ORDER: Duration = Duration::from_secs(3600);
/// How often a request of `intake renew` is looked for.
const ASKED_EVERY: Duration = Duration::from_secs(2);
/// How long an authority may take over one order.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(180));
/// The longest that an order takes in all. The library waits for ever for an authority that takes a connection and says nothing.
const LONGEST_ORDER: Duration = Duration::from_secs(540);
/// The longest that a question for renewal information takes.
const LONGEST_QUESTION: Duration = Duration::from_secs(30);

/// Where a certificate comes from, and whom it names.
#[derive(Debug, Clone)]
pub struct Authority {
    /// The address of its directory, `https://…`.
    pub directory: String,
    /// The one certificate that its own connections are trusted by, PEM; without it, those that this machine trusts.
    pub root: Option<PathBuf>,
    /// Whom it may write to, such as `mailto:…`.
    pub contact: Option<String>,
    /// Where the account's key lies.
    pub account: PathBuf,
    /// The names to be certified.
    pub hosts: Vec<String>,
    /// Where chain and key lie.
    pub files: CertificateFiles,
}

/// Why there is no new certificate. The present one stays in use.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// It cannot be reached, or says no.
    #[error("the authority does not answer, or refuses: {why}; see that port 443 of hosts leads here", why = causes(.0))]
    Authority(#[from] instant_acme::Error),
    /// It looked at the names, and did not find this server.
    #[error("the authority does not accept {0}; let port 443 of every name in hosts lead to this server")]
    NotHere(String),
    /// It has other challenges only.
    #[error("the authority does not offer tls-alpn-01 for {0}; choose another in acme_directory")]
    OtherChallenges(String),
    /// A file cannot be read or written.
    #[error("{0} cannot be read or written: {1}; give it to the user that the server runs as")]
    File(PathBuf, #[source] io::Error),
    /// What lies there is not what was written there.
    #[error("{0} is no account; remove it, and another one is made")]
    Account(PathBuf),
    /// The names or the private key are of no use.
    #[error(
        "no certificate can be asked for: {0}; hosts holds names such as example.org, private_key a PEM key: where that is broken, remove it, and another is made"
    )]
    Request(#[from] rcgen::Error),
    /// It took the connection and said nothing.
    #[error("the authority does not answer")]
    Silent,
    /// Chain and key do not fit, or a challenge cannot be answered.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Keeps a certificate in force for as long as the server runs.
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

/// Waits; `true` as soon as `intake renew` asks. That command sees by the folder's lock that a server runs, so the lock is taken as soon as no other
/// process has it.
async fn asked_within(wait: Duration, authority: &Authority, lock: &mut Option<FolderLock>) -> bool {
    let (mut left, requests) = (wait, authority.requests());
    loop {
        if lock.is_none() {
            // Where the file system refuses locks, `intake renew` says so.
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
    /// The folder of the certificate. Whoever works on the certificate holds its lock.
    fn folder(&self) -> PathBuf {
        match self.files.certificate.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
    }

    fn requests(&self) -> Requests {
        Requests::new(self.folder())
    }

    /// Orders a certificate if that is due. Returns after what time to look again.
    async fn renew_when_due(
        &self,
        certificate: &Certificate,
        plan: &mut Option<Plan>,
        clock: &dyn Clock,
        rng: &mut impl CryptoRng,
    ) -> Result<Duration, AcmeError> {
        let path = &self.files.certificate;
        let pem = match fs::read(path) {
            // One that is not there is due; one that cannot be read may be good for months.
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

    /// Orders a certificate, whatever is left of the present one, and publishes it. `certificate` answers the authority.
    async fn order(&self, certificate: &Certificate) -> Result<(), AcmeError> {
        self.try_room()?;
        let chain = tokio::time::timeout(LONGEST_ORDER, self.ordered(certificate)).await;
        certificate.forget_challenges();
        self.files.publish_chain(&chain.unwrap_or(Err(AcmeError::Silent))?)?;
        log::info("the authority gave a new certificate");
        Ok(())
    }

    /// Fails where a chain could not be kept: one that is issued and thrown away counts against the authority's limits all the same.
    fn try_room(&self) -> Result<(), AcmeError> {
        let path = &self.files.certificate;
        let trial = console::PublishedFile::create(path, 0o600).and_then(|mut trial| trial.write_all(&[0; 64 * 1024]));
        // Dropped without its name, it is gone.
        trial.map_err(|source| AcmeError::File(path.clone(), source))
    }

    async fn ordered(&self, certificate: &Certificate) -> Result<String, AcmeError> {
        let key = self.key()?;
        let mut order = self.begin().await?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            // One that an earlier order left valid counts for this one too.
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

    /// Begins an order. Where the authority has forgotten the account, it is asked for a new one, once.
    async fn begin(&self) -> Result<Order, AcmeError> {
        let (account, fresh) = self.account().await?;
        match self.begin_with(&account, self.replaced()).await {
            Err(error) if !fresh && account::is_forgotten(&error) => {
                log::info("the authority does not know this account, and is asked for a new one");
                let account = self.new_account().await?;
                // Another account's certificate cannot be named as the one that is replaced.
                Ok(self.begin_with(&account, None).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// `replaces` tells the authority which certificate is replaced (RFC 9773, section 5), so that limits do not count the order. Some authorities have no
    /// such field, or refuse it for a certificate that was replaced already: the order is then begun without.
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

    /// The present certificate, if it is an authority's.
    fn replaced(&self) -> Option<CertificateIdentifier<'static>> {
        Present::of(&fs::read(&self.files.certificate).ok()?, &[])?.id()
    }

    /// The certificate's private key; made where it is not there.
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

/// What the authority found when it looked.
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

/// An HTTP client says only in its causes that nobody listens, or whose certificate it does not trust.
fn causes(error: &instant_acme::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    texts.join(": ")
}

//! A certificate from an ACME authority, renewed while the server runs.
//!
//! The challenge is TLS-ALPN-01 (RFC 8737): it comes in on the port that is open anyway, and [`Certificate`] answers it. The private key stays from
//! one certificate to the next, so that one file alone changes, whole or not at all: no crash leaves a chain beside a key that it does not fit.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use envelope::{Clock, Day};
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use zeroize::Zeroizing;

use crate::log;
use crate::tls::{Certificate, CertificateFiles, TlsError};

/// How often the certificate's end is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(6 * 3600);
/// How long to wait after a first failure, and twice as long after each other: authorities allow five in an hour.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(120);
/// How long an authority may take over one order.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(180));

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
    #[error("no certificate can be asked for: {0}; hosts holds names such as example.org, private_key a PEM key")]
    Request(#[from] rcgen::Error),
    /// Chain and key do not fit, or a challenge cannot be answered.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Keeps a certificate in force for as long as the server runs.
pub async fn keep(authority: Authority, certificate: Arc<Certificate>, clock: Arc<dyn Clock>) {
    let mut after_failure = TRY_AGAIN_AFTER;
    loop {
        match authority.renew_when_due(&certificate, clock.today()).await {
            Ok(_) => {
                after_failure = TRY_AGAIN_AFTER;
                actix_web::rt::time::sleep(LOOK_EVERY).await;
            }
            Err(error) => {
                let minutes = after_failure.as_secs() / 60;
                log::warn("no new certificate, and the present one stays in use", &error);
                log::counted("another try", &[("minutes from now", minutes)]);
                actix_web::rt::time::sleep(after_failure).await;
                after_failure = LOOK_EVERY.min(after_failure * 2);
            }
        }
    }
}

impl Authority {
    /// Orders a certificate if that is due; `Ok(true)` when another one lies in its file now.
    pub async fn renew_when_due(&self, certificate: &Certificate, today: Day) -> Result<bool, AcmeError> {
        if !due(read(&self.files.certificate)?.as_bytes(), &self.hosts, today) {
            return Ok(false);
        }
        let chain = self.order(certificate).await;
        certificate.forget_challenges();
        self.files.publish_chain(&chain?)?;
        log::info("the authority gave a new certificate");
        Ok(true)
    }

    async fn order(&self, certificate: &Certificate) -> Result<String, AcmeError> {
        let account = self.account().await?;
        let names: Vec<Identifier> = self.hosts.iter().cloned().map(Identifier::Dns).collect();
        let mut order = account.new_order(&NewOrder::new(&names)).await?;
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
        let key = KeyPair::from_pem(&read(&self.files.private)?)?;
        let mut request = CertificateParams::new(self.hosts.clone())?;
        request.distinguished_name = DistinguishedName::new();
        order.finalize_csr(request.serialize_request(&key)?.der()).await?;
        Ok(order.poll_certificate(&PATIENCE).await?)
    }

    /// The account at this authority, made if there is none.
    async fn account(&self) -> Result<Account, AcmeError> {
        let builder = match &self.root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        };
        if self.account.exists() {
            let broken = |_| AcmeError::Account(self.account.clone());
            let known: serde_json::Value = serde_json::from_str(&read(&self.account)?).map_err(broken)?;
            // The account of another authority is of no use here.
            if known["directory"] == self.directory.as_str() {
                let credentials: AccountCredentials = serde_json::from_value(known).map_err(broken)?;
                return Ok(builder.from_credentials(credentials).await?);
            }
        }
        let contact: Vec<&str> = self.contact.as_deref().into_iter().collect();
        let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let (account, credentials) = builder.create(&wanted, self.directory.clone(), None).await?;
        let bytes = serde_json::to_vec(&credentials).map_err(instant_acme::Error::from)?;
        console::publish(&self.account, 0o600, &Zeroizing::new(bytes))
            .map_err(|source| AcmeError::File(self.account.clone(), source))?;
        Ok(account)
    }
}

/// Whether a certificate is to be replaced: it is the one that `intake init` made, names others, or has less than a third of its life left.
fn due(pem: &[u8], hosts: &[String], today: Day) -> bool {
    let Some(Ok(first)) = CertificateDer::pem_slice_iter(pem).next() else { return true };
    let Ok((_, found)) = X509Certificate::from_der(&first) else { return true };
    let names = found.subject_alternative_name().ok().flatten().map(|names| names.value.general_names.as_slice());
    let names = names.unwrap_or_default();
    let all_named = hosts.iter().all(|host| names.iter().any(|name| *name == GeneralName::DNSName(host)));
    let (from, until) = (found.validity().not_before, found.validity().not_after);
    let (from, until) = (Day::of(from.to_datetime()), Day::of(until.to_datetime()));
    let self_signed = found.issuer().as_raw() == found.subject().as_raw();
    self_signed || !all_named || until.days_since(today) * 3 < until.days_since(from)
}

/// The day on which a certificate ends; none if it is no certificate.
pub fn ends(pem: &[u8]) -> Option<Day> {
    let first = CertificateDer::pem_slice_iter(pem).next()?.ok()?;
    let (_, found) = X509Certificate::from_der(&first).ok()?;
    Some(Day::of(found.validity().not_after.to_datetime()))
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

#[cfg(test)]
#[path = "acme/tests.rs"]
mod tests;

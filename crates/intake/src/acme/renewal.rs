//! Decides when a certificate is replaced.
//!
//! An authority may suggest a window of time (RFC 9773). Then the certificate is replaced at a random moment in that
//! window. Without a suggestion, it is replaced once less than a third of its life is left.

use std::time::Duration;

use instant_acme::{CertificateIdentifier, SuggestedWindow};
use rand::CryptoRng;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use super::{AcmeError, Authority, LONGEST_QUESTION};
use crate::validity::Validity;

/// Without a suggestion, the certificate is replaced once less than this fraction of its life is left: one third.
const SHARES: i32 = 3;
/// Once less than this fraction is left (one sixth), the certificate is replaced regardless of the suggestion.
const LAST_SHARES: i32 = 6;
/// Time between two checks of the certificate. If a twelfth of the certificate's life is shorter than this, that is the
/// time between two checks.
const LOOK_EVERY: Duration = Duration::from_secs(6 * 3600);
/// Bounds for the time after which an authority is asked again: it may name that time itself, within the bounds that
/// RFC 9773 (section 4.3.2) proposes.
const ASK_AGAIN: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(24 * 3600));

/// Wait before the server asks an authority again that made a suggestion earlier and now makes none.
const AFTER_NO_WORD: Duration = Duration::from_secs(3600);

/// The parts of the present certificate that decide on its replacement.
pub(super) struct Present {
    /// The certificate in DER.
    certificate: CertificateDer<'static>,
    validity: Validity,
}

impl Present {
    /// Returns the first certificate of a PEM chain, if an authority issued it and it names all `hosts`. `None` means
    /// that the certificate has to be replaced at once.
    pub(super) fn of(pem: &[u8], hosts: &[String]) -> Option<Self> {
        let certificate = CertificateDer::pem_slice_iter(pem).next()?.ok()?.into_owned();
        let (_, found) = X509Certificate::from_der(&certificate).ok()?;
        let names = found.subject_alternative_name().ok().flatten().map(|names| names.value.general_names.as_slice());
        let names = names.unwrap_or_default();
        let all_named = hosts.iter().all(|host| names.iter().any(|name| *name == GeneralName::DNSName(host)));
        let self_signed = found.issuer().as_raw() == found.subject().as_raw();
        let validity = Validity::of_certificate(&found);
        (all_named && !self_signed).then_some(Self { certificate, validity })
    }

    /// Returns the id by which an authority knows the certificate (RFC 9773, section 4.1); `None` if the certificate
    /// does not name its signing key.
    pub(super) fn id(&self) -> Option<CertificateIdentifier<'static>> {
        CertificateIdentifier::try_from(&self.certificate).ok().map(CertificateIdentifier::into_owned)
    }
}

/// An authority's suggestion for one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    certificate: CertificateDer<'static>,
    window: (OffsetDateTime, OffsetDateTime),
    moment: OffsetDateTime,
    ask_again: OffsetDateTime,
}

impl Plan {
    /// Draws a moment in the suggested window. A moment drawn earlier is kept as long as the authority suggests the
    /// same window.
    fn new(
        present: &Present,
        window: &SuggestedWindow,
        retry_after: Duration,
        now: OffsetDateTime,
        before: Option<&Self>,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let (start, end) = (window.start, window.end);
        let known = before.filter(|plan| plan.certificate == present.certificate && plan.window == (start, end));
        let moment = known.map_or_else(|| moment_in(start, end, rng), |plan| plan.moment);
        let ask_again = now + retry_after.clamp(ASK_AGAIN.0, ASK_AGAIN.1);
        Self { certificate: present.certificate.clone(), window: (start, end), moment, ask_again }
    }

    /// Returns this suggestion with a later time to ask, because the authority made no suggestion this time.
    fn put_off(self, now: OffsetDateTime) -> Self {
        Self { ask_again: now + AFTER_NO_WORD, ..self }
    }
}

/// Returns a random second between two moments; the first moment if they are in the wrong order.
fn moment_in(start: OffsetDateTime, end: OffsetDateTime, rng: &mut impl CryptoRng) -> OffsetDateTime {
    let span = u64::try_from((end - start).whole_seconds()).unwrap_or(0);
    let drawn = (u128::from(rng.next_u64()) * u128::from(span)) >> 64;
    start + Duration::from_secs(u64::try_from(drawn).unwrap_or(0))
}

/// The next step for the present certificate.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Replace the certificate now.
    Now,
    /// Check the certificate again after this time.
    Later(Duration),
}

impl Authority {
    /// Decides whether the certificate in `pem` is to be replaced at `now`.
    ///
    /// `plan` holds the authority's earlier suggestion and is updated.
    pub(super) async fn due(
        &self,
        pem: &[u8],
        plan: &mut Option<Plan>,
        now: OffsetDateTime,
        rng: &mut impl CryptoRng,
    ) -> Result<Due, AcmeError> {
        let Some(present) = Present::of(pem, &self.hosts) else { return Ok(Due::Now) };
        if present.validity.less_left_than_one_in(LAST_SHARES, now) {
            return Ok(Due::Now);
        }
        let known = plan.as_ref().is_some_and(|plan| plan.certificate == present.certificate && now < plan.ask_again);
        if !known {
            *plan = match self.suggested(&present, plan.as_ref(), now, rng).await {
                // The last suggestion is kept. If its moment has passed, the certificate stays due until it is
                // replaced.
                None => {
                    plan.take().filter(|plan| plan.certificate == present.certificate).map(|plan| plan.put_off(now))
                }
                suggested => suggested,
            };
        }
        Ok(decide(&present, plan.as_ref(), now))
    }

    /// Returns the authority's suggestion; `None` if it makes none or cannot be reached. Then its earlier suggestion
    /// decides, or else the rule that a certificate is replaced in the last third of its life.
    async fn suggested(
        &self,
        present: &Present,
        before: Option<&Plan>,
        now: OffsetDateTime,
        rng: &mut impl CryptoRng,
    ) -> Option<Plan> {
        let id = present.id()?;
        let asked = async { self.known_account().await.ok()??.renewal_info(&id).await.ok() };
        // An authority that does not respond must not prevent the rule of the last third.
        let (info, retry_after) = tokio::time::timeout(LONGEST_QUESTION, asked).await.ok()??;
        Some(Plan::new(present, &info.suggested_window, retry_after, now, before, rng))
    }
}

fn decide(present: &Present, plan: Option<&Plan>, now: OffsetDateTime) -> Due {
    let due = match plan {
        Some(plan) => plan.moment <= now,
        None => present.validity.less_left_than_one_in(SHARES, now),
    };
    if due {
        return Due::Now;
    }
    let until = |moment: OffsetDateTime| Duration::try_from(moment - now).unwrap_or_default();
    let twelfth = Duration::try_from(present.validity.life() / 12).unwrap_or_default();
    let next = plan.map_or(LOOK_EVERY, |plan| until(plan.moment).min(until(plan.ask_again)));
    Due::Later(next.min(LOOK_EVERY).min(twelfth).max(Duration::from_secs(1)))
}

#[cfg(test)]
#[path = "renewal/tests.rs"]
mod tests;

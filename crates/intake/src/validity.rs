//! A certificate's period of validity, and how much of it is left.
//!
//! Authorities issue certificates of 90 days, of 45, and of six. So no rule here counts days; each uses a share of the
//! certificate's whole life.

use envelope::Day;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use time::{Duration, OffsetDateTime};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// The period in which a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first moment of the period.
    pub from: OffsetDateTime,
    /// The last moment of the period.
    pub until: OffsetDateTime,
}

impl Validity {
    /// The validity of the first certificate in a PEM chain; `None` if it cannot be parsed.
    pub fn of(pem: &[u8]) -> Option<Self> {
        Self::of_der(&CertificateDer::pem_slice_iter(pem).next()?.ok()?)
    }

    /// The validity of a certificate in DER; `None` if it cannot be parsed.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        X509Certificate::from_der(der).ok().map(|(_, found)| Self::of_certificate(&found))
    }

    /// The validity of a parsed certificate.
    pub fn of_certificate(certificate: &X509Certificate<'_>) -> Self {
        let validity = certificate.validity();
        Self { from: validity.not_before.to_datetime(), until: validity.not_after.to_datetime() }
    }

    /// The length of the whole period.
    pub fn life(&self) -> Duration {
        self.until - self.from
    }

    /// Whether less than one in `shares` of the certificate's life is left. For example, `shares` 3 asks whether less
    /// than a third is left.
    pub fn less_left_than_one_in(&self, shares: i32, now: OffsetDateTime) -> bool {
        (self.until - now) * shares < self.life()
    }

    /// Whether the certificate has expired.
    pub fn has_ended(&self, now: OffsetDateTime) -> bool {
        self.until < now
    }

    /// The day on which the certificate expires.
    pub fn last_day(&self) -> Day {
        Day::of(self.until)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_third_is_two_days_of_six_and_thirty_of_ninety() {
        let from = datetime!(2026-01-01 0:00 UTC);
        for (days, left) in [(6, 2), (10, 3), (45, 15), (90, 30)] {
            let validity = Validity { from, until: from + Duration::days(days) };
            let before = validity.until - Duration::days(left) - Duration::hours(9);
            let after = validity.until - Duration::days(left) + Duration::hours(1);
            assert!(!validity.less_left_than_one_in(3, before), "{days}");
            assert!(validity.less_left_than_one_in(3, after), "{days}");
            assert!(!validity.has_ended(validity.until) && validity.has_ended(validity.until + Duration::SECOND));
        }
    }
}

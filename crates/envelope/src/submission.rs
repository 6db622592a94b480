//! Form tokens: a form that is sent twice gives one tip and one code.
//!
//! A token is T (32 random bytes) and the hour of issue, authenticated with the server's `form.key`. Deriving the code
//! takes T *and* `form.key`. Neither T nor the code is ever stored. So a thief of the server's disk or of the sender's
//! device never has both halves.

use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::code::Code;
use crate::lead::{CodeHalf, HalfClaim};
use crate::{Digest, Hasher, SiteId, SubmissionId};

/// The number of hours during which a form can be sent, unless the settings change it.
pub const TOKEN_HOURS: u32 = 24;

const SECRET: usize = 32;
const HOUR: usize = 4;
const MAC: usize = 16;

/// The server's key for forms. All machines of one server share it, and it stays the same across restarts. It does not
/// print, clone or serialise.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct FormKey([u8; 32]);

/// `form.key` is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("form.key is damaged: it holds 64 hexadecimal digits")]
pub struct FormKeyError;

impl FormKey {
    /// A new random key.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut key = Self([0; 32]);
        rng.fill_bytes(&mut key.0);
        key
    }

    /// Parses `form.key`.
    ///
    /// # Errors
    /// When the text is not 64 lower-case hexadecimal digits.
    pub fn from_text(text: &str) -> Result<Self, FormKeyError> {
        let bytes =
            data_encoding::HEXLOWER.decode(text.trim().as_bytes()).map(Zeroizing::new).map_err(|_| FormKeyError)?;
        bytes.as_slice().try_into().map(Self).map_err(|_| FormKeyError)
    }

    /// The server's half of the code of a lead ([`crate::lead`]).
    pub fn code_half(&self, site: SiteId, claim: &HalfClaim) -> CodeHalf {
        crate::lead::half(&self.0, site, claim)
    }

    /// The text of `form.key`.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}\n", data_encoding::HEXLOWER.encode(&self.0)))
    }
}

/// Reasons to reject a token.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenError {
    /// The token is missing, cut short, or not made by this server.
    #[error("the form's token is missing or was not made by this server")]
    Forged,
    /// The token is older than the time for which a form can be sent, or from the future.
    #[error("the form was opened too long ago")]
    Expired,
}

/// The token of one form. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct FormToken {
    secret: [u8; SECRET],
    #[zeroize(skip)]
    hour: u32,
}

impl FormToken {
    /// A new token. `hour` counts from 1970 ([`crate::Clock::hour`]).
    pub fn issue(hour: u64, rng: &mut impl CryptoRng) -> Self {
        let mut token = Self { secret: [0; SECRET], hour: u32::try_from(hour).unwrap_or(u32::MAX) };
        rng.fill_bytes(&mut token.secret);
        token
    }

    /// The text of the form's hidden field: 70 characters of URL-safe base64.
    pub fn to_text(&self, key: &FormKey, site: SiteId) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0; SECRET + HOUR + MAC]);
        bytes[..SECRET].copy_from_slice(&self.secret);
        bytes[SECRET..SECRET + HOUR].copy_from_slice(&self.hour.to_be_bytes());
        bytes[SECRET + HOUR..].copy_from_slice(&self.mac(key, site));
        Zeroizing::new(BASE64URL_NOPAD.encode(bytes.as_slice()))
    }

    /// Parses and verifies the hidden field that a browser returned.
    ///
    /// `hour` is the present hour. `lifetime` is in hours ([`TOKEN_HOURS`]).
    ///
    /// # Errors
    /// When the token is malformed, not made by this server, expired, or from the future.
    pub fn verify(text: &str, key: &FormKey, site: SiteId, hour: u64, lifetime: u32) -> Result<Self, TokenError> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| TokenError::Forged)?;
        let (secret, rest) = bytes.split_first_chunk::<SECRET>().ok_or(TokenError::Forged)?;
        let (issued, mac) = rest.split_first_chunk::<HOUR>().ok_or(TokenError::Forged)?;
        let token = Self { secret: *secret, hour: u32::from_be_bytes(*issued) };
        if !bool::from(token.mac(key, site).as_slice().ct_eq(mac)) {
            return Err(TokenError::Forged);
        }
        // A token may be from one hour ahead, since the clocks of two servers of a line may differ.
        let issued = u64::from(token.hour);
        if issued > hour + 1 || hour.saturating_sub(issued) > u64::from(lifetime) {
            return Err(TokenError::Expired);
        }
        Ok(token)
    }

    /// The code that the sender of this form is shown.
    ///
    /// # Errors
    /// Never in practice: HKDF refuses only outputs that are too long, and this one has 16 bytes.
    pub fn code(&self, key: &FormKey, site: SiteId) -> Result<Code, TokenError> {
        let salt = Zeroizing::new(hmac(&key.0, &[b"throughline code salt", site.as_bytes()]));
        let mut entropy = Zeroizing::new([0; 16]);
        Hkdf::<Sha256>::new(Some(salt.as_slice()), &self.secret)
            .expand(b"code", entropy.as_mut_slice())
            .map_err(|_| TokenError::Forged)?;
        Ok(Code::from_entropy(&entropy))
    }

    /// The id of this content sent with this form. Equal content has an equal id.
    ///
    /// # Errors
    /// Never in practice: HKDF refuses only outputs that are too long, and this one has 32 bytes.
    pub fn submission(&self, content: &Digest) -> Result<SubmissionId, TokenError> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &self.secret)
            .expand(b"submission", key.as_mut_slice())
            .map_err(|_| TokenError::Forged)?;
        let mac = hmac(key.as_slice(), &[content.as_bytes()]);
        let mut half = [0; 16];
        half.copy_from_slice(&mac[..16]);
        Ok(SubmissionId::from_bytes(half))
    }

    fn mac(&self, key: &FormKey, site: SiteId) -> [u8; MAC] {
        let whole = hmac(&key.0, &[b"throughline form token", site.as_bytes(), &self.secret, &self.hour.to_be_bytes()]);
        let mut half = [0; MAC];
        half.copy_from_slice(&whole[..MAC]);
        half
    }
}

/// The digest of a submission's parsed fields and files. The multipart boundary and the padding do not affect it.
#[derive(Default)]
pub struct ContentDigest(Hasher);

impl ContentDigest {
    /// A digest without any field or file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field with one of its values.
    pub fn field(&mut self, name: &str, value: &str) {
        self.part(b"field", &[name.as_bytes(), value.as_bytes()]);
    }

    /// Adds a file: its name as the browser sent it, and the SHA-256 of its bytes.
    pub fn file(&mut self, name: &str, bytes: &Digest) {
        self.part(b"file", &[name.as_bytes(), bytes.as_bytes()]);
    }

    /// The digest of all fields and files, in the order in which they were added.
    pub fn digest(self) -> Digest {
        self.0.digest()
    }

    fn part(&mut self, kind: &[u8], values: &[&[u8]]) {
        self.0.update(kind);
        for value in values {
            self.0.update(&(value.len() as u64).to_be_bytes());
            self.0.update(value);
        }
    }
}

/// HMAC-SHA-256 over the concatenation of `parts`. All parts except the last must have a fixed length.
#[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104, section 2)")]
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    const SITE: SiteId = SiteId::from_bytes([3; 16]);

    fn setup() -> (FormKey, FormToken) {
        let mut rng = StdRng::seed_from_u64(1);
        let key = FormKey::random(&mut rng);
        let token = FormToken::issue(1000, &mut rng);
        (key, token)
    }

    fn verify(text: &str, key: &FormKey, hour: u64) -> Result<FormToken, TokenError> {
        FormToken::verify(text, key, SITE, hour, TOKEN_HOURS)
    }

    #[test]
    fn the_same_form_with_the_same_content_is_the_same_submission_and_code() {
        let (key, token) = setup();
        let again = verify(&token.to_text(&key, SITE), &key, 1024).unwrap_or_else(|e| panic!("{e}"));
        let content = Digest::of(b"content");
        assert_eq!(again.submission(&content), token.submission(&content));
        assert_ne!(again.submission(&content), token.submission(&Digest::of(b"other content")));
        let code = |t: &FormToken| t.code(&key, SITE).unwrap().grouped().to_string();
        assert_eq!(code(&again), code(&token));
        assert_ne!(code(&token), code(&FormToken::issue(1000, &mut StdRng::seed_from_u64(2))));
    }

    #[test]
    fn a_token_is_forged_when_any_of_it_is_altered_cut_or_of_another_server() {
        let (key, token) = setup();
        let text = token.to_text(&key, SITE);
        for place in 0..text.len() {
            let mut altered = text.as_bytes().to_vec();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(verify(&altered, &key, 1000).err(), Some(TokenError::Forged), "place {place}");
        }
        assert_eq!(verify("", &key, 1000).err(), Some(TokenError::Forged));
        assert_eq!(verify(&text[..60], &key, 1000).err(), Some(TokenError::Forged));
        let other = FormKey::random(&mut StdRng::seed_from_u64(5));
        assert_eq!(verify(&text, &other, 1000).err(), Some(TokenError::Forged));
    }

    #[test]
    fn a_token_expires_a_day_after_its_hour_and_is_not_taken_from_the_future() {
        let (key, token) = setup();
        let text = token.to_text(&key, SITE);
        assert!(verify(&text, &key, 1024).is_ok());
        assert_eq!(verify(&text, &key, 1025).err(), Some(TokenError::Expired));
        assert_eq!(verify(&text, &key, 998).err(), Some(TokenError::Expired));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let digest = |fields: &[(&str, &str)]| {
            let mut content = ContentDigest::new();
            fields.iter().for_each(|(name, value)| content.field(name, value));
            content.digest()
        };
        assert_ne!(digest(&[("a", "bc")]), digest(&[("ab", "c")]));
        assert_ne!(digest(&[("a", ""), ("b", "")]), digest(&[("b", ""), ("a", "")]));
    }
}

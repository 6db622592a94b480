//! The account at the ACME authority.
//!
//! It is made when it is first needed, and again if the authority has forgotten it.

use instant_acme::{Account, AccountBuilder, AccountCredentials, Error, NewAccount};
use zeroize::Zeroizing;

use super::{AcmeError, Authority, read};
use crate::log;

impl Authority {
    /// Returns the account at this authority, and whether it was made just now.
    pub(super) async fn account(&self) -> Result<(Account, bool), AcmeError> {
        match self.known_account().await? {
            Some(account) => Ok((account, false)),
            None => Ok((self.new_account().await?, true)),
        }
    }

    /// Returns the account that was made earlier; `None` if there is none, or if it belongs to another authority.
    pub(super) async fn known_account(&self) -> Result<Option<Account>, AcmeError> {
        if !self.account.exists() {
            return Ok(None);
        }
        let broken = |_| AcmeError::Account(self.account.clone());
        let known: serde_json::Value = serde_json::from_str(&read(&self.account)?).map_err(broken)?;
        if known["directory"] != self.directory.as_str() {
            return Ok(None);
        }
        let credentials: AccountCredentials = serde_json::from_value(known).map_err(broken)?;
        Ok(Some(self.builder()?.from_credentials(credentials).await?))
    }

    /// Makes an account. Its key replaces the earlier account's key.
    pub(super) async fn new_account(&self) -> Result<Account, AcmeError> {
        let contact: Vec<&str> = self.contact.as_deref().into_iter().collect();
        let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let (account, credentials) = self.builder()?.create(&wanted, self.directory.clone(), None).await?;
        let bytes = Zeroizing::new(serde_json::to_vec(&credentials).map_err(Error::from)?);
        if let Err(source) = console::publish(&self.account, 0o600, &bytes) {
            // The account cannot be saved, but it can be used this once: a certificate is worth having even on a full
            // disk.
            log::warn("the authority's account is not kept", &AcmeError::File(self.account.clone(), source));
        }
        Ok(account)
    }

    fn builder(&self) -> Result<AccountBuilder, Error> {
        match &self.root {
            Some(root) => Account::builder_with_root(root),
            None => Account::builder(),
        }
    }
}

/// Whether an authority refuses because it does not know the account: it has lost the account or closed it.
pub(super) fn is_forgotten(error: &Error) -> bool {
    let Error::Api(problem) = error else { return false };
    let kind = problem.r#type.as_deref().unwrap_or_default();
    ["urn:ietf:params:acme:error:accountDoesNotExist", "urn:ietf:params:acme:error:unauthorized"].contains(&kind)
}

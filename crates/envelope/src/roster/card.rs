//! A desk's public card: what it asks to have in the roster. Compared by fingerprint, since nothing signs it.

use serde::{Deserialize, Serialize};

use super::{DatedDeskKey, DatedRecipient, RosterReviewer};
use crate::Fingerprint;
use crate::signed::{self, FormatError};

/// The format of `card.json`.
pub const CARD_FORMAT: &str = "throughline-card/1";

/// Why a card is refused.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// Not a card.
    #[error(transparent)]
    Format(#[from] FormatError),
}

/// `card.json`. It names no site: a desk exists before its line does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Always [`CARD_FORMAT`].
    pub format: String,
    /// The desk's opaque label.
    pub label: String,
    /// Reviewer keys by period.
    pub recipients: Vec<DatedRecipient>,
    /// Keys that sign this desk's dispatches.
    pub desk_keys: Vec<DatedDeskKey>,
}

impl Card {
    /// Reads `card.json`. What it says is only as good as the fingerprint that its desk reads out.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardError> {
        signed::head(bytes, CARD_FORMAT)?;
        Ok(signed::parse(bytes, CARD_FORMAT)?)
    }

    /// The bytes of `card.json`; the same card always has the same bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CardError> {
        Ok(signed::to_bytes(self, CARD_FORMAT)?)
    }

    /// The words by which two people compare this card.
    pub fn fingerprint(&self) -> Result<Fingerprint, CardError> {
        Ok(Fingerprint::of(&self.to_bytes()?))
    }

    /// The card as an entry of a roster.
    pub fn into_reviewer(self) -> RosterReviewer {
        RosterReviewer { label: self.label, recipients: self.recipients, desk_keys: self.desk_keys }
    }
}

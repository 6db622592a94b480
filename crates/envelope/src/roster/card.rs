//! A desk's public card, with which it asks to be added to the roster.
//!
//! The card is unsigned, so two people compare its fingerprint.

use serde::{Deserialize, Serialize};

use super::{DatedDeskKey, DatedRecipient, RosterReviewer};
use crate::Fingerprint;
use crate::signed::{self, FormatError};

/// The value of `format` in `card.json`.
pub const CARD_FORMAT: &str = "throughline-card/1";

/// Reasons to refuse a card.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The bytes are not a card.
    #[error(transparent)]
    Format(#[from] FormatError),
}

/// The contents of `card.json`. It names no site, because a desk exists before its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Always [`CARD_FORMAT`].
    pub format: String,
    /// The desk's opaque label.
    pub label: String,
    /// The reviewer keys, each with its window.
    pub recipients: Vec<DatedRecipient>,
    /// The keys that sign this desk's dispatches.
    pub desk_keys: Vec<DatedDeskKey>,
}

impl Card {
    /// Parses `card.json`. Its contents can be trusted only after the desk has read out the fingerprint of the same
    /// card.
    ///
    /// # Errors
    /// When the bytes are not a card.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardError> {
        signed::head(bytes, CARD_FORMAT)?;
        Ok(signed::parse(bytes, CARD_FORMAT)?)
    }

    /// The bytes of `card.json`. The same card always has the same bytes.
    ///
    /// # Errors
    /// When the card cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CardError> {
        Ok(signed::to_bytes(self, CARD_FORMAT)?)
    }

    /// The fingerprint of this card, by which two people compare it.
    ///
    /// # Errors
    /// When the card cannot be written as JSON.
    pub fn fingerprint(&self) -> Result<Fingerprint, CardError> {
        Ok(Fingerprint::of(&self.to_bytes()?))
    }

    /// The card as an entry of a roster.
    pub fn into_reviewer(self) -> RosterReviewer {
        RosterReviewer { label: self.label, recipients: self.recipients, desk_keys: self.desk_keys }
    }
}

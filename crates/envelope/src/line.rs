//! `/line.json`: the facts that a program needs to send a lead.
//!
//! It is public and unsigned. The roster, not this file, decides whose keys a lead is sealed to.

use serde::{Deserialize, Serialize};

use crate::questionnaire::{Questionnaire, QuestionnaireError};
use crate::signed::{self, FormatError};
use crate::{Digest, SiteId};

/// The value of `format` in `line.json`.
pub const FORMAT: &str = "throughline-line/1";

/// The contents of `line.json`. Unknown fields are ignored, since a newer server may send more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFacts {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The digest of the questionnaire that the form shows. Each tip names its questionnaire by this digest.
    pub questionnaire: Digest,
    /// The text of `questionnaire.toml`.
    pub structure: String,
    /// The maximum size of one tip's attachments, in bytes.
    pub max_tip_bytes: u64,
    /// The maximum size of one tip's answers, in bytes as sealed.
    pub max_text_bytes: usize,
}

impl LineFacts {
    /// Parses `line.json`.
    ///
    /// # Errors
    /// When the bytes are not a `line.json` of this format.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, FORMAT)?;
        signed::parse(bytes, FORMAT)
    }

    /// The bytes of `line.json`.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, FORMAT)
    }

    /// Parses and checks the questionnaire.
    ///
    /// # Errors
    /// When the questionnaire has a fault.
    pub fn questions(&self) -> Result<Questionnaire, QuestionnaireError> {
        Questionnaire::parse(&self.structure)
    }
}

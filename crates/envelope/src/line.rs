//! `/line.json`: what a program has to know to send a lead. Public and unsigned: nothing here decides who can read one; the roster does.

use serde::{Deserialize, Serialize};

use crate::questionnaire::{Questionnaire, QuestionnaireError};
use crate::signed::{self, FormatError};
use crate::{Digest, SiteId};

/// The format of `line.json`.
pub const FORMAT: &str = "throughline-line/1";

/// What `line.json` says. A newer server may say more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFacts {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// Which questionnaire the form shows; a tip names it.
    pub questionnaire: Digest,
    /// The text of `questionnaire.toml`.
    pub structure: String,
    /// The most bytes of one tip's attachments.
    pub max_tip_bytes: u64,
    /// The most bytes of one tip's typed text, as sealed.
    pub max_text_bytes: usize,
}

impl LineFacts {
    /// Reads `line.json`.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, FORMAT)?;
        signed::parse(bytes, FORMAT)
    }

    /// The bytes of `line.json`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, FORMAT)
    }

    /// What the form asks, checked.
    pub fn questions(&self) -> Result<Questionnaire, QuestionnaireError> {
        Questionnaire::parse(&self.structure)
    }
}

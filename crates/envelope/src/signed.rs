//! Signed JSON: parsing of the bytes that were signed.
//!
//! [`head`] parses only `format` and `site`, so that a foreign file is refused before its signature is verified.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::SiteId;

/// The first two fields of every signed file. The other fields are ignored.
#[derive(Deserialize)]
pub(crate) struct Head {
    pub(crate) format: String,
    #[serde(default)]
    pub(crate) site: Option<SiteId>,
}

/// The file does not have the requested format.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The file is not JSON, or lacks the fields of its format.
    #[error("not a {expected} file: {reason}")]
    Malformed {
        /// The expected format.
        expected: &'static str,
        /// The kind and place of the fault. This text never holds a value from the file.
        reason: String,
    },
    /// The file has another format, or another version of it.
    #[error("this file is of format {found:?}, not {expected}")]
    OtherFormat {
        /// The expected format.
        expected: &'static str,
        /// The format that the file names.
        found: String,
    },
}

pub(crate) fn head(bytes: &[u8], expected: &'static str) -> Result<Head, FormatError> {
    let head: Head = parse(bytes, expected)?;
    if head.format == expected {
        Ok(head)
    } else {
        Err(FormatError::OtherFormat { expected, found: head.format.chars().take(60).collect() })
    }
}

pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8], expected: &'static str) -> Result<T, FormatError> {
    serde_json::from_slice(bytes).map_err(|error| FormatError::Malformed { expected, reason: place(&error) })
}

pub(crate) fn to_bytes<T: Serialize>(body: &T, expected: &'static str) -> Result<Vec<u8>, FormatError> {
    let mut bytes =
        serde_json::to_vec_pretty(body).map_err(|error| FormatError::Malformed { expected, reason: place(&error) })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Returns the kind and position of a JSON error. The JSON library's own message is not used, because it can quote the
/// file.
fn place(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Io => "it could not be read",
        serde_json::error::Category::Syntax => "it is not JSON",
        serde_json::error::Category::Data => "a field is missing or has another type",
        serde_json::error::Category::Eof => "it ends too early",
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

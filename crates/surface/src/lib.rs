//! What the form and the desk share on screen: languages and their texts, security headers, stylesheet.
//!
//! | module | what |
//! |---|---|
//! | [`language`] | the languages there are: tag, own name, direction |
//! | [`catalog`] | Fluent texts of one language, complete or refused |
//! | [`headers`] | what every answer says to a browser |
//! | [`assets`] | stylesheet, icon, drawings, and the one script |
//!
//! To add a language: the list in `intake`'s `catalogs`.

pub mod assets;
pub mod catalog;
pub mod headers;
pub mod language;

pub use catalog::{Catalog, CatalogError};
pub use language::Language;

/// Canonical composition, for what is kept: the same word then has the same bytes.
pub fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

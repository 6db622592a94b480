//! What the form and the desk share on screen: languages and their texts, digits, security headers, stylesheet.
//!
//! | module | what |
//! |---|---|
//! | [`language`] | the languages there are: tag, own name, direction |
//! | [`catalog`] | Fluent texts of one language, complete or refused |
//! | [`digits`] | native digits folded to ASCII |
//! | [`headers`] | what every answer says to a browser |
//! | [`assets`] | stylesheet and icon |
//!
//! To add a language: a line in [`language`], and its catalogs in each crate that has pages. A catalog with a missing message does not load.

pub mod assets;
pub mod catalog;
pub mod digits;
pub mod headers;
pub mod language;

pub use catalog::{Catalog, CatalogError};
pub use language::Language;

/// Canonical composition, for what is kept: the same word then has the same bytes.
pub fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

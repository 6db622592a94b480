//! Parts that the pages of the form and the desk share: languages, texts, headers, stylesheet.
//!
//! | module | contents |
//! |---|---|
//! | [`language`] | the languages: tag, name in the language itself, writing direction, digits |
//! | [`catalog`] | the Fluent texts of one language, complete or refused |
//! | [`headers`] | the security headers of every HTTP response |
//! | [`assets`] | stylesheet, icon, drawings, and the only script |
//!
//! ```
//! use surface::Language;
//!
//! let offered = ["en", "my"].map(|tag| Language::find(tag).unwrap());
//! let chosen = Language::negotiate("my-MM,my;q=0.9,en;q=0.5", &offered).unwrap();
//! assert_eq!((chosen.tag(), chosen.direction()), ("my", "ltr"));
//! ```
//!
//! To add a language, follow the list in `intake`'s `catalogs.rs`.

pub mod assets;
pub mod catalog;
pub mod headers;
pub mod language;

pub use catalog::{Catalog, CatalogError};
pub use language::Language;

/// Returns the text in canonical composition (NFC). Stored text is in this form, so that equal words have equal bytes.
pub fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

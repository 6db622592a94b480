//! The words of pages, read from the catalogs themselves.
//!
//! A test names a message instead of quoting it, so that a change of its words does not break the test.

use std::path::Path;

use anyhow::{Context as _, Result};

/// The longest piece between the variables of a message, escaped for HTML as on a page.
///
/// # Errors
/// When the catalog cannot be read or has no such message.
pub fn wording(language: &str, id: &str) -> Result<String> {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../crates/intake/locales/{language}.ftl"));
    let catalog = std::fs::read_to_string(&catalog)?;
    let begins = format!("{id} = ");
    let text = catalog.lines().find_map(|line| line.strip_prefix(&begins)).context("no such message")?;
    let pieces = text.split('{').flat_map(|piece| piece.split('}')).map(str::trim);
    let piece = pieces.filter(|piece| !piece.starts_with('$')).max_by_key(|piece| piece.len()).unwrap_or_default();
    Ok(piece.replace('"', "&#34;").replace('\'', "&#39;"))
}

//! Texts for the form's script.
//!
//! The script is a mere convenience, and has no texts of its own. It replaces a `#` in a text by a number.

use surface::Catalog;

use super::Pages;

/// Values that a form carries for its script.
pub(super) struct Comfort {
    pub(super) letters: String,
    pub(super) limit: usize,
    pub(super) long: String,
    pub(super) sending: String,
    pub(super) broke: String,
}

impl Pages {
    pub(super) fn comfort(&self, catalog: &Catalog) -> Comfort {
        let number = |id: &str, name: &str| catalog.text_with(id, &[(name, "#".to_owned())]);
        Comfort {
            letters: number("form-letters", "letters"),
            limit: self.face.max_text_bytes,
            long: catalog.text("error-text-too-long"),
            sending: number("form-sending", "percent"),
            broke: catalog.text("form-broke"),
        }
    }
}

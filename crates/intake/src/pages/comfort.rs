//! Texts for the script: only comfort, and it can write nothing by itself. A `#` stands where it puts a number.

use surface::Catalog;

use super::Pages;

/// What a form carries for the script.
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

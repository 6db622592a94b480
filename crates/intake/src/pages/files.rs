//! The file fields of the form and of the mailbox: files, a photo, a voice message. Plain file inputs, which open camera and recorder on a phone.

use surface::Catalog;

use super::Pages;

/// A file field.
pub(super) struct FileField {
    pub(super) id: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    /// Attributes that say what it takes.
    pub(super) takes: &'static str,
    pub(super) fault: Option<String>,
}

/// Names of the fields, and what each takes. With `capture`, a phone goes straight to its camera or recorder; what lies on it already is chosen under
/// "files".
const FIELDS: [(&str, &str); 3] = [
    ("files", "multiple"),
    ("photo", "accept=\"image/*\" capture=\"environment\""),
    (VOICE, "accept=\"audio/*\" capture=\"user\""),
];

/// Their names, in the order of the page.
pub const FILES: [&str; 3] = [FIELDS[0].0, FIELDS[1].0, VOICE];

/// The field of the voice message.
pub const VOICE: &str = "voice";

impl Pages {
    /// The fields, each with what is wrong with it.
    pub(super) fn file_fields(&self, catalog: &Catalog, fault: impl Fn(&str) -> Option<String>) -> Vec<FileField> {
        let limits = [super::form::max_files(), self.megabytes()];
        FIELDS
            .map(|(id, takes)| FileField {
                id,
                label: catalog.text(&format!("form-{id}")),
                hint: catalog.text_with(&format!("form-{id}-hint"), &limits),
                takes,
                fault: fault(id),
            })
            .into()
    }
}

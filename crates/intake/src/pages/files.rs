//! The file fields of the form and the mailbox: files, a photo, a voice message.
//!
//! They are plain file inputs, which open the camera or the recorder on a phone.

use surface::Catalog;

use super::Pages;

/// A file field, ready for `files.html`.
pub(super) struct FileField {
    pub(super) id: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    /// HTML attributes that restrict which files the field accepts.
    pub(super) takes: &'static str,
    pub(super) fault: Option<String>,
}

/// The name of each field, and the attributes that restrict its files.
///
/// With the attribute `capture`, a phone opens its camera or recorder at once. For a file that is already on the phone,
/// the sender uses the field "files".
const FIELDS: [(&str, &str); 3] = [
    ("files", "multiple"),
    ("photo", "accept=\"image/*\" capture=\"environment\""),
    (VOICE, "accept=\"audio/*\" capture=\"user\""),
];

/// Names of the file fields, in the order of the page.
pub const FILES: [&str; 3] = [FIELDS[0].0, FIELDS[1].0, VOICE];

/// The name of the voice message's field.
pub const VOICE: &str = "voice";

impl Pages {
    /// The file fields of a page. `fault` returns the error of the field with a given name.
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

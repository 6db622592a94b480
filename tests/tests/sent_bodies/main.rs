//! Request bodies of the form, as browsers, phones, text browsers and programs send them, and as they are cut on the
//! way.
//!
//! No word and no file is lost, and an incomplete form gets no receipt.
//!
//! The files of `fixtures/bodies` follow public bug reports. `@@TOKEN@@` stands for a token of the form.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

mod any_form;
mod cases;
mod line;

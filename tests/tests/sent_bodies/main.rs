//! Bodies of the form as browsers, phones, text browsers and programs send them, and as they are cut on the way: no word and no file is lost, and
//! no receipt is given for a form of which something is missing.
//!
//! The files of `fixtures/bodies` are made after public bug reports; `@@TOKEN@@` stands for a token of the form.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

mod any_form;
mod cases;
mod line;

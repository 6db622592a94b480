//! A code as a QR code, for the camera of another phone.
//!
//! Its modules are the cells of a table, coloured by the stylesheet. Tor Browser at its safest level shows no SVG and
//! runs no script, but every browser shows a table.

use askama::Template;
use qrcode::{Color, QrCode};
use surface::Language;

use super::{Frame, Pages, render};

impl Pages {
    /// The page with a code as a picture. The stylesheet adds the quiet zone around it.
    pub fn picture(&self, language: &Language, code: &QrCode) -> String {
        let dark: Vec<bool> = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        render(&PicturePage { f: self.once(language), rows: dark.chunks(code.width()).collect() })
    }
}

#[derive(Template)]
#[template(path = "picture.html")]
struct PicturePage<'a> {
    f: Frame<'a>,
    /// One slice per row of the code, with `true` for each dark module.
    rows: Vec<&'a [bool]>,
}

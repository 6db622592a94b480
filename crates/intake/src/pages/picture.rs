//! A code as a picture for another phone's camera: a QR code whose modules are the cells of a table, coloured by the stylesheet. Tor Browser at its safest
//! shows no SVG and runs no script, and a table is read by every browser.

use askama::Template;
use qrcode::{Color, QrCode};
use surface::Language;

use super::{Frame, Pages, render};

impl Pages {
    /// The picture of a code. The quiet zone around the modules is the stylesheet's.
    pub fn picture(&self, language: &Language, code: &QrCode) -> String {
        let dark: Vec<bool> = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        render(&PicturePage { f: self.once(language), rows: dark.chunks(code.width()).collect() })
    }
}

#[derive(Template)]
#[template(path = "picture.html")]
struct PicturePage<'a> {
    f: Frame<'a>,
    /// Whether each module of a row is dark.
    rows: Vec<&'a [bool]>,
}

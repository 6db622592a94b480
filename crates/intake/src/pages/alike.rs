//! Makes what different forms send alike in size, without scripts.
//!
//! A browser sends every field of a form, empty ones too, each with a boundary whose length is the browser's own. So each form of a page carries as many
//! fields as the tip form has ("ballast", empty), bytes that make up for the lengths of names and hidden values, and a pad that is drawn anew for each
//! page (8–24 KiB), in which typed text drowns. The pad is made of line feeds, which a browser sends as two bytes each.
//!
//! Pages are written with [`MARK`] where the pad goes; [`padded`] fills it in, and fills the page up to its size class:
//!
//! | page | its size on the way |
//! |---|---|
//! | a page with a form, as it is first asked for | that of the tip form in its language: which form was fetched would tell what is sent with it |
//! | another page | the next 8 KiB |
//! | an answer to what was sent | the next 32 KiB: a receipt, an open mailbox, a box for a code that is unknown; a tip form that is given back takes more |
//! | what a browser sends, without scripts | as much as the tip form's fields and a pad of 8–24 KiB |
//! | what a browser sends, with scripts | exactly 64 KiB, whatever was typed up to 56 KiB or so (`surface/static/form.js`, which has that number) |

use envelope::questionnaire::{Kind, Questionnaire};

/// The hidden field of pad and ballast. Nobody reads it.
pub const PAD: &str = "pad";

/// Stands in a page where the pad goes. No text of a sender holds it: of what is typed, `<` is escaped.
const MARK: &str = "<pad>";

/// The pad of a page, in line feeds: from and to.
const DRAWN: std::ops::RangeInclusive<u32> = 4 * 1024..=12 * 1024;

/// The size class of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Pages leave in multiples of this.
    step: usize,
    /// And no smaller than this.
    least: usize,
}

impl Class {
    /// A page that was asked for.
    pub const PAGE: Self = Self { step: 8 * 1024, least: 0 };
    /// An answer to what was sent.
    pub const ANSWER: Self = Self { step: 32 * 1024, least: 0 };

    /// A page with a form: as large as `form` with its longest pad, which is the largest of all.
    pub(super) fn of_form(form: &str) -> Self {
        Self { step: Self::PAGE.step, least: longest(form) }
    }
}

/// What a file field that was left alone sends beyond a text field: an empty file name, and a type.
const FILE: usize = "; filename=\"\"\r\nContent-Type: application/octet-stream".len();

/// Lengths of the hidden values.
pub(super) const TOKEN: usize = 70;
const SESSION: usize = 83;
const ITEM: usize = 26;

/// What is typed into a box for a story, at a guess: some hundred bytes. A form without such a box carries them as ballast.
pub(super) const TYPED: usize = 500;

/// What a form sends when nothing but a story of [`TYPED`] bytes is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Empty {
    /// Fields.
    parts: usize,
    /// File fields among them: browsers take a moment longer over these.
    files: usize,
    /// Bytes of names, hidden values and the path, beyond what each field costs anyway.
    bytes: usize,
}

impl Empty {
    /// A form with these fields: name, and bytes of its value.
    fn of(path: &str, files: usize, fields: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let start = Self { parts: 0, files, bytes: path.len() };
        fields.into_iter().fold(start, |all, (name, value)| Self {
            parts: all.parts + 1,
            bytes: all.bytes + name + value,
            ..all
        })
    }

    /// The tip form of a questionnaire. Boxes to tick send nothing while they are empty.
    pub(super) fn tip(questionnaire: &Questionnaire) -> Self {
        let asked = questionnaire.questions().filter(|question| question.kind != Kind::Choices);
        let fixed = [("token", TOKEN), (PAD, 0), ("files", FILE), ("voice", FILE)];
        let empty = Self::of(
            "tip",
            2,
            asked.map(|question| (question.id.len(), 0)).chain(fixed.map(|(name, value)| (name.len(), value))),
        );
        Self { bytes: empty.bytes + TYPED, ..empty }
    }

    /// The box for a code.
    pub(super) fn code() -> Self {
        Self::of("mailbox", 0, [("code", 28), ("act", 4), (PAD, 0)].map(|(name, value)| (name.len(), value)))
    }

    /// An open mailbox that shows `items` replies. "erase" is one letter longer than "send".
    pub(super) fn mailbox(items: usize) -> Self {
        let fields = [("session", SESSION), ("token", TOKEN), ("story", TYPED), ("files", FILE), ("act", 4), (PAD, 0)];
        let items = std::iter::repeat_n(("item".len(), ITEM), items);
        Self::of("mailbox", 1, fields.map(|(name, value)| (name.len(), value)).into_iter().chain(items))
    }

    /// The receipt's button.
    pub(super) fn picture() -> Self {
        let fields = [("session", SESSION), ("act", 7), (PAD, 0)];
        Self::of("mailbox", 0, fields.map(|(name, value)| (name.len(), value)))
    }
}

/// The fields that make a form weigh what the tip form weighs. HTML.
pub(super) fn ballast(tip: Empty, own: Empty) -> String {
    let missing = tip.parts.saturating_sub(own.parts);
    let files = tip.files.saturating_sub(own.files).min(missing);
    let bytes = tip.bytes.saturating_sub(own.bytes + missing * PAD.len() + files * FILE);
    let filling = "\n".repeat(bytes / 2);
    let empty = format!("<input type=\"hidden\" name=\"{PAD}\">").repeat(missing - files)
        + &format!("<input type=\"file\" name=\"{PAD}\" hidden>").repeat(files);
    format!("<input type=\"hidden\" name=\"{PAD}\" value=\"{filling}{MARK}\">{empty}")
}

const COMMENT: usize = "<!---->".len();

/// Room for the reasons of status lines, whose lengths differ: the longest of ours is "Unprocessable Entity".
const REASON: usize = 32;

/// Fills in a page's pad and fills the page up to its class. `drawn` is random; `reason` is the status line's.
pub fn padded(page: &str, drawn: u32, class: Class, reason: &str) -> String {
    let (least, most) = (*DRAWN.start(), *DRAWN.end());
    let pad = usize::try_from(least + drawn % (most - least + 1)).unwrap_or(0);
    let filled = page.replace(MARK, &"\n".repeat(pad));
    let whole = longest(page).max(class.least).div_ceil(class.step) * class.step;
    let fill = whole.saturating_sub(filled.len() + COMMENT + reason.len());
    format!("{filled}<!--{}-->", " ".repeat(fill))
}

/// A page's bytes as if its pad were the longest one: its size does not tell which was drawn.
fn longest(page: &str) -> usize {
    let marks = page.matches(MARK).count();
    let most = usize::try_from(*DRAWN.end()).unwrap_or(0);
    page.len() - marks * MARK.len() + marks * most + COMMENT + REASON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_fills_its_class_and_its_size_tells_neither_pad_nor_status() {
        let form = format!(
            "<p>{}</p>",
            ballast(Empty { parts: 3, files: 0, bytes: 30 }, Empty { parts: 1, files: 0, bytes: 4 })
        );
        let sizes = |class| {
            [(0, "OK"), (8_192, "Not Found"), (77, "Unprocessable Entity")].map(|(drawn, reason)| {
                let page = padded(&form, drawn, class, reason);
                assert!(!page.contains(MARK));
                page.len() + reason.len()
            })
        };
        assert_eq!(sizes(Class::PAGE), [16 * 1024; 3]);
        assert_eq!(sizes(Class::ANSWER), [32 * 1024; 3]);
        assert_eq!(sizes(Class::of_form(&"x".repeat(40_000))), [40 * 1024; 3]);
        assert_eq!(padded("<p></p>", 5, Class::PAGE, "OK").len() + 2, 8 * 1024);
        assert_ne!(padded(&form, 1, Class::PAGE, "OK"), padded(&form, 2, Class::PAGE, "OK"));
        // Who types the mark gets it back, and no larger page.
        let typed =
            format!("<textarea>{}</textarea>", askama::filters::escape("<pad>", askama::filters::Html).unwrap());
        assert!(padded(&typed, 1, Class::PAGE, "OK").contains("&#60;pad&#62;"));
    }

    #[test]
    fn a_smaller_form_gets_the_fields_and_bytes_that_it_lacks() {
        let html = ballast(Empty { parts: 5, files: 0, bytes: 100 }, Empty { parts: 2, files: 0, bytes: 31 });
        // Three empty fields of three bytes each, and (100 − 31 − 9) bytes, two for each line feed.
        assert_eq!(html.matches("name=\"pad\">").count(), 3);
        assert_eq!(html.matches('\n').count(), 30);
    }
}

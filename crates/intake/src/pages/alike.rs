//! Makes what different forms send alike in size, without scripts.
//!
//! A browser sends every field of a form, empty ones too, each with a boundary whose length is the browser's own. So each form of a page carries as many
//! fields as the tip form has ("ballast", empty), bytes that make up for the lengths of names and hidden values, and a pad that is drawn anew for each
//! page (8–24 KiB), in which typed text drowns. The pad is made of line feeds, which a browser sends as two bytes each.
//!
//! Pages are written with [`MARK`] where the pad goes; [`padded`] fills it in, and fills the page up to its size class.

use envelope::questionnaire::{Kind, Questionnaire};

/// The hidden field of pad and ballast. Nobody reads it.
pub const PAD: &str = "pad";

/// Stands in a page where the pad goes. No template and no text of a sender holds it: what is typed is escaped.
const MARK: &str = "\u{1}pad\u{1}";

/// The pad of a page, in line feeds: from and to.
const DRAWN: std::ops::RangeInclusive<u32> = 4 * 1024..=12 * 1024;

/// Pages leave in multiples of this.
const PAGE_CLASS: usize = 8 * 1024;

/// Answers to what was sent leave in multiples of this.
const ANSWER_CLASS: usize = 32 * 1024;

/// What a file field that was left alone sends beyond a text field: an empty file name, and a type.
const FILE: usize = "; filename=\"\"\r\nContent-Type: application/octet-stream".len();

/// Lengths of the hidden values.
const TOKEN: usize = 70;
const SESSION: usize = 94;
const ITEM: usize = 26;

/// What a form sends when nothing is filled in.
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
        Self::of(
            "tip",
            2,
            asked.map(|question| (question.id.len(), 0)).chain(fixed.map(|(name, value)| (name.len(), value))),
        )
    }

    /// The box for a code.
    pub(super) fn code() -> Self {
        Self::of("mailbox", 0, [("code", 28), ("act", 4), (PAD, 0)].map(|(name, value)| (name.len(), value)))
    }

    /// An open mailbox that shows `items` replies. "erase" is one letter longer than "send".
    pub(super) fn mailbox(items: usize) -> Self {
        let fields = [("session", SESSION), ("token", TOKEN), ("story", 0), ("files", FILE), ("act", 4), (PAD, 0)];
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

/// Fills in a page's pad and fills the page up to its class. `drawn` is random, `answer` tells a page that answers what was sent; `reason` is the
/// status line's, whose length differs.
pub fn padded(page: &str, drawn: u32, answer: bool, reason: &str) -> String {
    let (least, most) = (*DRAWN.start(), *DRAWN.end());
    let pad = least + drawn % (most - least + 1);
    let marks = page.matches(MARK).count();
    let (pad, most) = (usize::try_from(pad).unwrap_or(0), usize::try_from(most).unwrap_or(0));
    let filled = page.replace(MARK, &"\n".repeat(pad));
    const COMMENT: usize = "<!---->".len();
    let class = if answer { ANSWER_CLASS } else { PAGE_CLASS };
    // As if every pad were the longest one: the page's size does not tell which was drawn.
    let whole = page.len() - marks * MARK.len() + marks * most + COMMENT + reason.len();
    let fill = whole.div_ceil(class) * class - filled.len() - COMMENT - reason.len();
    format!("{filled}<!--{}-->", " ".repeat(fill))
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
        let sizes = |answer| {
            [(0, "OK"), (8_192, "Not Found"), (77, "Unprocessable Entity")].map(|(drawn, reason)| {
                let page = padded(&form, drawn, answer, reason);
                assert!(!page.contains('\u{1}'));
                page.len() + reason.len()
            })
        };
        assert_eq!(sizes(false), [16 * 1024; 3]);
        assert_eq!(sizes(true), [32 * 1024; 3]);
        assert_eq!(padded("<p></p>", 5, false, "OK").len() + 2, 8 * 1024);
        assert_ne!(padded(&form, 1, false, "OK"), padded(&form, 2, false, "OK"));
    }

    #[test]
    fn a_smaller_form_gets_the_fields_and_bytes_that_it_lacks() {
        let html = ballast(Empty { parts: 5, files: 0, bytes: 100 }, Empty { parts: 2, files: 0, bytes: 31 });
        // Three empty fields of three bytes each, and (100 − 31 − 9) bytes, two for each line feed.
        assert_eq!(html.matches("name=\"pad\">").count(), 3);
        assert_eq!(html.matches('\n').count(), 30);
    }
}

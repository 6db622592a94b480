//! Makes what different forms send alike in size, without scripts.
//!
//! A browser sends every field of a form, empty ones too, each with a boundary whose length is the browser's own. So each form of a page carries as many
//! fields as the tip form has ("ballast", empty), before its file fields and after them, bytes that make up for the lengths of names and hidden values,
//! and a pad that is drawn anew for each page (8–24 KiB), in which typed text drowns. The pad is made of line feeds, which a browser sends as two bytes each.
//!
//! An answer asks for the same files whatever it answers: what a browser fetches after it tells as much as its size.
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

use envelope::questionnaire::{Block, Kind, Questionnaire};

use super::FILES;

/// The hidden field of pad and ballast. Nobody reads it.
pub const PAD: &str = "pad";

/// Stands in a page where the pad goes. No text of a sender holds it: of what is typed, `<` is escaped.
const MARK: &str = "<pad>";

/// The pad of a page, in line feeds: from and to.
const DRAWN: std::ops::RangeInclusive<u32> = 4 * 1024..=12 * 1024;

/// What the form's address says behind the language. A request's head says where it goes, and leaves in a piece of its own: the form is asked for and
/// sent by an address that is as long as the mailbox's. What stands behind the question mark is passed over.
pub(super) const TIP_PATH: &str = "tip?new";
const _: () = assert!(TIP_PATH.len() == "mailbox".len());

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
        Self { step: 4 * 1024, least: longest(form) }
    }

    /// The larger one of two forms' classes.
    pub(super) fn or_larger(self, other: Self) -> Self {
        if other.least > self.least { other } else { self }
    }
}

/// Lengths of the hidden values.
pub(super) const TOKEN: usize = 70;
const SESSION: usize = 83;
const ITEM: usize = 26;

/// What is typed into a box for a story, at a guess: some hundred bytes. A form without such a box carries them as ballast.
pub(super) const TYPED: usize = 500;

/// Fields of a form that stand together: how many, and the bytes of their names and hidden values beyond what each field costs anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct FieldGroup {
    parts: usize,
    bytes: usize,
}

impl FieldGroup {
    /// Fields, each as its name and the bytes of its value.
    fn of<'a>(fields: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        fields.into_iter().fold(Self::default(), |all, (name, value)| Self {
            parts: all.parts + 1,
            bytes: all.bytes + name.len() + value,
        })
    }

    /// What this half lacks of `other`.
    fn to(self, other: Self) -> Self {
        Self { parts: other.parts.saturating_sub(self.parts), bytes: other.bytes.saturating_sub(self.bytes) }
    }
}

/// What an open mailbox with some replies sends before its files beyond what the tip form does: each form carries so much, in empty fields.
const ROOM: FieldGroup = FieldGroup { parts: 4, bytes: SESSION + 4 * ITEM };

/// What a form sends when nothing but a story of [`TYPED`] bytes is filled in.
///
/// Browsers hand over what stands before, between and after file fields in pieces of their own, and take a moment for each file field: so every form
/// has as many of these as the tip form, in one place, and as much before and after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Empty {
    before: FieldGroup,
    files: usize,
    after: FieldGroup,
}

impl Empty {
    /// The tip form of a questionnaire, whose first block stands before the file fields. Boxes to tick send nothing while they are empty.
    pub(super) fn tip(questionnaire: &Questionnaire) -> Self {
        let asked = |blocks: &[Block]| -> Vec<(String, usize)> {
            let questions = blocks.iter().flat_map(|block| &block.questions);
            let sent = questions.filter(|question| question.kind != Kind::Choices);
            sent.map(|question| (question.id.clone(), 0)).collect()
        };
        let half =
            |fields: &[(String, usize)]| FieldGroup::of(fields.iter().map(|(name, value)| (name.as_str(), *value)));
        let (first, rest) = questionnaire.blocks.split_at(1.min(questionnaire.blocks.len()));
        let (first, fixed) = (half(&asked(first)), FieldGroup::of([("token", TOKEN + TYPED), (PAD, 0)]));
        let names = TIP_PATH.len() + FILES.concat().len();
        Self {
            before: FieldGroup { parts: first.parts + fixed.parts, bytes: first.bytes + fixed.bytes + names },
            files: FILES.len(),
            after: half(&asked(rest)),
        }
    }

    /// What each form is filled up to, where this is the tip form.
    fn target(self) -> Self {
        let before = FieldGroup { parts: self.before.parts + ROOM.parts, bytes: self.before.bytes + ROOM.bytes };
        Self { before, ..self }
    }

    /// The box for a code, with the words and the token that it may carry for a page whose time is over.
    pub(super) fn code(story: bool, token: bool) -> Self {
        let carried = [("story", TYPED, story), ("token", TOKEN, token)];
        let carried = carried.into_iter().filter(|(.., carries)| *carries).map(|(name, bytes, _)| (name, bytes));
        Self::behind(FieldGroup::of([("code", 28), (PAD, 0)].into_iter().chain(carried)), &[], 4)
    }

    /// An open mailbox that shows `items` replies, with a box to write more unless its case is closed. "erase" is one letter longer than "send".
    pub(super) fn mailbox(items: usize, closed: bool) -> Self {
        let fields = [("session", SESSION), ("token", TOKEN), (PAD, 0), ("story", TYPED)];
        let (fields, files) = if closed { (&fields[..3], &[][..]) } else { (&fields[..], &FILES[..]) };
        Self::behind(FieldGroup::of(fields.iter().copied().chain(std::iter::repeat_n(("item", ITEM), items))), files, 4)
    }

    /// The receipt's button.
    pub(super) fn picture() -> Self {
        Self::behind(FieldGroup::of([("session", SESSION), (PAD, 0)]), &[], 7)
    }

    /// A form of the mailbox with these of the tip form's file fields, whose button says in so many letters what is to be done.
    fn behind(fields: FieldGroup, own: &[&str], act: usize) -> Self {
        let names = "mailbox".len() + own.concat().len() + (FILES.len() - own.len()) * PAD.len();
        let before = FieldGroup { bytes: fields.bytes + names, ..fields };
        Self { before, files: own.len(), after: FieldGroup::of([("act", act)]) }
    }
}

/// Empty fields, and line feeds, which are sent as two bytes each, up to so many parts and bytes. HTML.
fn filling(missing: FieldGroup) -> String {
    let bytes = missing.bytes.saturating_sub(missing.parts * PAD.len());
    (0..missing.parts)
        .map(|at| match at {
            0 => format!("<input type=\"hidden\" name=\"{PAD}\" value=\"{}\">", "\n".repeat(bytes / 2)),
            _ => format!("<input type=\"hidden\" name=\"{PAD}\">"),
        })
        .collect()
}

/// A form's first hidden fields: its pad, and what it lacks of the tip form's fields before files. HTML.
pub(super) fn ballast(tip: Empty, own: Empty) -> String {
    format!("<input type=\"hidden\" name=\"{PAD}\" value=\"{MARK}\">{}", filling(own.before.to(tip.target().before)))
}

/// What a form lacks of the tip form's file fields, and of the fields after these; it stands behind the form's own file fields. HTML.
pub(super) fn ballast_after(tip: Empty, own: Empty) -> String {
    let files = tip.files.saturating_sub(own.files);
    let missing = own.after.to(tip.after);
    // Replies of a mailbox make up for fields that come later.
    let too_many = own.before.parts.saturating_sub(tip.target().before.parts);
    let missing = FieldGroup { parts: missing.parts.saturating_sub(too_many), ..missing };
    format!("<input type=\"file\" name=\"{PAD}\" hidden>").repeat(files) + &filling(missing)
}

const COMMENT: usize = "<!---->".len();

/// Room for the reasons of status lines, whose lengths differ: the longest of ours is "Unprocessable Entity".
const REASON: usize = 32;

/// Fills in a page's pad and fills the page up to its class. `drawn` is random; `reason` is the status line's. A carriage return that somebody typed leaves
/// as a character reference: by these, `application/unread.rs` tells heads from pages.
pub fn padded(page: &str, drawn: u32, class: Class, reason: &str) -> String {
    let page = &page.replace('\r', "&#13;");
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
        let form = format!("<p>{}</p>", ballast(empty(3, 30, 4, 60), empty(1, 4, 0, 0)));
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
        assert!(padded("a\r\nb", 1, Class::PAGE, "OK").starts_with("a&#13;\nb<!--"));
        // Who types the mark gets it back, and no larger page.
        let typed =
            format!("<textarea>{}</textarea>", askama::filters::escape("<pad>", askama::filters::Html).unwrap());
        assert!(padded(&typed, 1, Class::PAGE, "OK").contains("&#60;pad&#62;"));
    }

    #[test]
    fn a_smaller_form_gets_the_fields_and_bytes_that_it_lacks_on_either_side_of_its_files() {
        let (tip, own) = (empty(5, 100, 4, 60), empty(2, 31, 1, 7));
        let (before, after) = (ballast(tip, own), ballast_after(tip, own));
        // The pad, three fields and the room's, of three bytes each, and what is missing of (100 − 31) bytes and the room's, two for each line feed.
        assert_eq!(before.matches("type=\"hidden\" name=\"pad\"").count(), 4 + ROOM.parts);
        assert_eq!(before.matches('\n').count(), (100 - 31 + ROOM.bytes - 3 * (3 + ROOM.parts)) / 2);
        // The file fields, three fields, and (60 − 7 − 9) bytes.
        assert_eq!(after.matches("type=\"file\" name=\"pad\"").count(), FILES.len());
        assert_eq!(after.matches("type=\"hidden\" name=\"pad\"").count(), 3);
        assert_eq!(after.matches('\n').count(), 22);
        // Whatever has more before its files has less behind them.
        assert_eq!(ballast_after(tip, empty(7 + ROOM.parts, 31, 1, 7)).matches("type=\"hidden\"").count(), 1);
    }

    /// A form with parts and bytes before its file fields, and after them; the tip form is the one with more.
    fn empty(parts: usize, bytes: usize, parts_after: usize, bytes_after: usize) -> Empty {
        Empty {
            before: FieldGroup { parts, bytes },
            files: if parts_after == 4 { FILES.len() } else { 0 },
            after: FieldGroup { parts: parts_after, bytes: bytes_after },
        }
    }
}

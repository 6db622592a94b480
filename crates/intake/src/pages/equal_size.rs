//! Makes the requests of different forms equal in size, without scripts.
//!
//! The size of a request could tell an observer which form was sent. A browser sends every field of a form, also an
//! empty one, each with a boundary whose length depends on the browser. So every form carries:
//!
//! - as many fields as the tip form, before its file fields and after them; the added ones are empty ("ballast");
//! - bytes that make up for the lengths of names and hidden values;
//! - a pad whose length is random for each page (8–24 KiB), which hides the length of typed text. The pad consists of
//!   line feeds; a browser sends each as two bytes.
//!
//! Every response to a form also links to the same files, because the files that a browser fetches next tell as much as
//! the response's size.
//!
//! Templates write `MARK` where the pad goes. [`padded`] replaces it, and pads the page to its size class:
//!
//! | message | size |
//! |---|---|
//! | response: a page with a form, on GET | that of the tip form in the same language, because the fetched form would tell what is sent with it |
//! | response: another page, on GET | the next multiple of 8 KiB |
//! | response to a form | the next multiple of 32 KiB: a receipt, an open mailbox, an unknown code; a returned tip form is larger |
//! | request, without scripts | that of the tip form's fields and a pad of 8–24 KiB |
//! | request, with scripts | exactly 64 KiB for up to about 56 KiB of text (`surface/static/form.js` repeats that number) |

use envelope::questionnaire::{Block, Kind, Questionnaire};

use super::FILES;

/// The name of the hidden fields that hold the pad and the ballast. The server ignores them.
pub const PAD: &str = "pad";

/// Marks the place of the pad in a page. No sender's text can contain it, because pages escape `<`.
const MARK: &str = "<pad>";

/// The length of a pad, in line feeds.
const DRAWN: std::ops::RangeInclusive<u32> = 4 * 1024..=12 * 1024;

/// The address of the tip form, after the part for the language.
///
/// A request's head contains the address and leaves in a packet of its own. So this address is as long as that of the
/// mailbox page, for GET and for POST. The server ignores the query.
pub(super) const TIP_PATH: &str = "tip?new";
const _: () = assert!(TIP_PATH.len() == "mailbox".len());

/// The size class of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// The size is a multiple of this, in bytes.
    step: usize,
    /// The size is at least this, in bytes.
    least: usize,
}

impl Class {
    /// A page that is fetched with GET.
    pub const PAGE: Self = Self { step: 8 * 1024, least: 0 };
    /// A response to a submitted form.
    pub const ANSWER: Self = Self { step: 32 * 1024, least: 0 };

    /// The class of every page with a form. `form` is the largest such page. Its size with the longest pad is the size
    /// of all of them.
    pub(super) fn of_form(form: &str) -> Self {
        Self { step: 4 * 1024, least: longest(form) }
    }

    /// The larger of two size classes.
    pub(super) fn or_larger(self, other: Self) -> Self {
        if other.least > self.least { other } else { self }
    }
}

/// The lengths of the hidden values follow, in bytes. This is the length of a form's token.
pub(super) const TOKEN: usize = 70;
const SESSION: usize = 83;
const ITEM: usize = 26;

/// An assumed length of a typed story, in bytes. A form without a story carries as many bytes as ballast.
pub(super) const TYPED: usize = 500;

/// A group of fields in a form: their number, and the bytes of their names and values.
///
/// Bytes that every field costs, such as the boundary, are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct FieldGroup {
    parts: usize,
    bytes: usize,
}

impl FieldGroup {
    /// Counts fields. Each is given as its name, and the number of bytes of its value.
    fn of<'a>(fields: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        fields.into_iter().fold(Self::default(), |all, (name, value)| Self {
            parts: all.parts + 1,
            bytes: all.bytes + name.len() + value,
        })
    }

    /// The fields and bytes that this group lacks to equal `other`.
    fn to(self, other: Self) -> Self {
        Self { parts: other.parts.saturating_sub(self.parts), bytes: other.bytes.saturating_sub(self.bytes) }
    }
}

/// The fields and bytes by which an open mailbox with some replies exceeds the tip form, before the file fields. Every
/// form gets as many additional empty fields and bytes.
const ROOM: FieldGroup = FieldGroup { parts: 4, bytes: SESSION + 4 * ITEM };

/// The fields and bytes of a form in which only a story of [`TYPED`] bytes is filled in.
///
/// Browsers send the fields before, between and after file fields in separate packets, and pause at each file field. So
/// every form has as many file fields as the tip form, all in one place, and as many bytes before and after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Empty {
    before: FieldGroup,
    files: usize,
    after: FieldGroup,
}

impl Empty {
    /// The tip form of a questionnaire. The questions of the first block come before the file fields. Empty checkboxes
    /// are not counted, because browsers send nothing for them.
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

    /// The amounts to which every form is filled up. `self` is the tip form.
    fn target(self) -> Self {
        let before = FieldGroup { parts: self.before.parts + ROOM.parts, bytes: self.before.bytes + ROOM.bytes };
        Self { before, ..self }
    }

    /// The form for a code. It may carry the text and the token of a page that expired.
    pub(super) fn code(story: bool, token: bool) -> Self {
        let carried = [("story", TYPED, story), ("token", TOKEN, token)];
        let carried = carried.into_iter().filter(|(.., carries)| *carries).map(|(name, bytes, _)| (name, bytes));
        Self::behind(FieldGroup::of([("code", 28), (PAD, 0)].into_iter().chain(carried)), &[], 4)
    }

    /// An open mailbox with `items` replies. Unless its case is closed, it has a box for text and file fields.
    ///
    /// The pressed button counts as four letters, which is the length of "send"; "erase" has one more.
    pub(super) fn mailbox(items: usize, closed: bool) -> Self {
        let fields = [("session", SESSION), ("token", TOKEN), (PAD, 0), ("story", TYPED)];
        let (fields, files) = if closed { (&fields[..3], &[][..]) } else { (&fields[..], &FILES[..]) };
        Self::behind(FieldGroup::of(fields.iter().copied().chain(std::iter::repeat_n(("item", ITEM), items))), files, 4)
    }

    /// The receipt's form, which has one button.
    pub(super) fn picture() -> Self {
        Self::behind(FieldGroup::of([("session", SESSION), (PAD, 0)]), &[], 7)
    }

    /// A form that is sent to the mailbox's address. `own` are the names of its file fields; `act` is the length of its
    /// button's value.
    fn behind(fields: FieldGroup, own: &[&str], act: usize) -> Self {
        let names = "mailbox".len() + own.concat().len() + (FILES.len() - own.len()) * PAD.len();
        let before = FieldGroup { bytes: fields.bytes + names, ..fields };
        Self { before, files: own.len(), after: FieldGroup::of([("act", act)]) }
    }
}

/// HTML of empty hidden fields that add up to `missing`. Line feeds, which are sent as two bytes each, supply the
/// bytes.
fn filling(missing: FieldGroup) -> String {
    let bytes = missing.bytes.saturating_sub(missing.parts * PAD.len());
    (0..missing.parts)
        .map(|at| match at {
            0 => format!("<input type=\"hidden\" name=\"{PAD}\" value=\"{}\">", "\n".repeat(bytes / 2)),
            _ => format!("<input type=\"hidden\" name=\"{PAD}\">"),
        })
        .collect()
}

/// HTML of a form's first hidden fields: its pad, and the fields and bytes that it lacks before the file fields.
pub(super) fn ballast(tip: Empty, own: Empty) -> String {
    format!("<input type=\"hidden\" name=\"{PAD}\" value=\"{MARK}\">{}", filling(own.before.to(tip.target().before)))
}

/// HTML of the file fields, and of the fields after them, that the tip form has and another form lacks. Templates put
/// it directly after the form's own file fields.
pub(super) fn ballast_after(tip: Empty, own: Empty) -> String {
    let files = tip.files.saturating_sub(own.files);
    let missing = own.after.to(tip.after);
    // A mailbox with many replies has too many fields before its file fields. It gets fewer fields after them.
    let too_many = own.before.parts.saturating_sub(tip.target().before.parts);
    let missing = FieldGroup { parts: missing.parts.saturating_sub(too_many), ..missing };
    format!("<input type=\"file\" name=\"{PAD}\" hidden>").repeat(files) + &filling(missing)
}

const COMMENT: usize = "<!---->".len();

/// Bytes for the reason phrase of a status line. The longest phrase that we use is "Unprocessable Entity".
const REASON: usize = 32;

/// Inserts a page's pad, and fills the page up to its size class.
///
/// `drawn` is a random number, from which the pad's length is taken. `reason` is the reason phrase of the response's
/// status line; the longer it is, the less the page is filled up. Carriage returns are replaced by character
/// references, because `application/unread.rs` takes them for the end of a line in an HTTP head.
pub fn padded(page: &str, drawn: u32, class: Class, reason: &str) -> String {
    let page = &page.replace('\r', "&#13;");
    let (least, most) = (*DRAWN.start(), *DRAWN.end());
    let pad = usize::try_from(least + drawn % (most - least + 1)).unwrap_or(0);
    let filled = page.replace(MARK, &"\n".repeat(pad));
    let whole = longest(page).max(class.least).div_ceil(class.step) * class.step;
    let fill = whole.saturating_sub(filled.len() + COMMENT + reason.len());
    format!("{filled}<!--{}-->", " ".repeat(fill))
}

/// The length in bytes that a page would have with the longest pad. Using it makes the page's size independent of its
/// pad.
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
        // If a sender types the mark, it is returned as text, and the page does not grow.
        let typed =
            format!("<textarea>{}</textarea>", askama::filters::escape("<pad>", askama::filters::Html).unwrap());
        assert!(padded(&typed, 1, Class::PAGE, "OK").contains("&#60;pad&#62;"));
    }

    #[test]
    fn a_smaller_form_gets_the_fields_and_bytes_that_it_lacks_on_either_side_of_its_files() {
        let (tip, own) = (empty(5, 100, 4, 60), empty(2, 31, 1, 7));
        let (before, after) = (ballast(tip, own), ballast_after(tip, own));
        // Added before the files: the pad, the three fields that `own` lacks, and those of [`ROOM`], each with a name of
        // three bytes. The number of bytes is 100 (`tip`) less 31 (`own`), plus those of [`ROOM`]. Each line feed counts
        // as two.
        assert_eq!(before.matches("type=\"hidden\" name=\"pad\"").count(), 4 + ROOM.parts);
        assert_eq!(before.matches('\n').count(), (100 - 31 + ROOM.bytes - 3 * (3 + ROOM.parts)) / 2);
        // Added after them: the file fields, the three fields that `own` lacks, and 60 (`tip`) less 7 (`own`) bytes, of
        // which the names of the three fields take 9.
        assert_eq!(after.matches("type=\"file\" name=\"pad\"").count(), FILES.len());
        assert_eq!(after.matches("type=\"hidden\" name=\"pad\"").count(), 3);
        assert_eq!(after.matches('\n').count(), 22);
        // A form with more fields before its files gets fewer after them.
        assert_eq!(ballast_after(tip, empty(7 + ROOM.parts, 31, 1, 7)).matches("type=\"hidden\"").count(), 1);
    }

    /// A form with these numbers of fields and bytes before and after its file fields. A form with four fields after
    /// them stands for the tip form, and only that one has file fields.
    fn empty(parts: usize, bytes: usize, parts_after: usize, bytes_after: usize) -> Empty {
        Empty {
            before: FieldGroup { parts, bytes },
            files: if parts_after == 4 { FILES.len() } else { 0 },
            after: FieldGroup { parts: parts_after, bytes: bytes_after },
        }
    }
}

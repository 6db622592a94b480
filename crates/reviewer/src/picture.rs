//! Small pictures that the desk draws itself: bars, days, a map.
//!
//! Each is one `<svg>`, made for a page that allows no style, no script and no resource from elsewhere. Colours come
//! from `desk.css`, by class. The page shows the same numbers in a table, so a screen reader needs only the picture's
//! title.

mod days;
mod map;
mod outlines;

use std::fmt::Write as _;

pub use days::days;
pub use map::{Mark, map};

/// The most rows of one picture.
const MOST_ROWS: usize = 30;

/// The most letters of a label.
const LABEL: usize = 26;

/// Draws horizontal bars, in the given order, and at most 30. Returns an `<svg>`.
pub fn bars(title: &str, rows: &[(String, u64)]) -> String {
    const ROW: usize = 26;
    let rows = &rows[..rows.len().min(MOST_ROWS)];
    let height = rows.len().max(1) * ROW + 8;
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let mut svg = begin(title, 640, height);
    if rows.is_empty() {
        let _ = write!(svg, "<text class=\"p-label\" x=\"8\" y=\"22\">nothing yet</text>");
    }
    for (at, (label, count)) in rows.iter().enumerate() {
        let (y, width) = (at * ROW + 4, share(*count, most, 340.0));
        let middle = y + 17;
        let _ = write!(
            svg,
            "<text class=\"p-label\" x=\"232\" y=\"{middle}\" text-anchor=\"end\">{}</text><rect class=\"p-bar\" x=\"240\" y=\"{}\" width=\"{width:.1}\" height=\"18\"/>\
             <text class=\"p-count\" x=\"{:.1}\" y=\"{middle}\">{count}</text>",
            escaped(&short(label)),
            y + 3,
            246.0 + width,
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Begins an `<svg>` with its title, which is escaped.
fn begin(title: &str, width: usize, height: usize) -> String {
    let id: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"p-{id}\"><title id=\"p-{id}\">{}</title>",
        escaped(title)
    )
}

/// Returns the length of a bar, in proportion to the share of `count` in `most`. The length is at least 2 if `count` is
/// not 0.
#[expect(clippy::cast_precision_loss, reason = "a length on a screen")]
fn share(count: u64, most: u64, length: f64) -> f64 {
    if count == 0 { 0.0 } else { (count as f64 / most as f64 * length).max(2.0) }
}

/// Shortens a label to one line. Marks that change the direction of writing are removed, so that they do not affect
/// other labels.
fn short(text: &str) -> String {
    let plain = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let all: String = text.chars().filter(plain).take(LABEL + 1).collect();
    match all.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", &all[..end]),
        None => all,
    }
}

/// Escapes a text for SVG.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_label_is_text_and_no_rows_say_so() {
        let svg = bars("Tips by tag", &[("</text><script>x</script>\u{202e}".to_owned(), 3), (String::new(), 0)]);
        assert!(
            !svg.contains("<script") && svg.contains("&lt;/text&gt;&lt;script&gt;") && !svg.contains('\u{202e}'),
            "{svg}"
        );
        assert!(bars("Nothing", &[]).contains("nothing yet"));
    }

    #[test]
    fn the_longest_bar_is_the_most_and_nothing_has_none() {
        let svg = bars("x", &[("a".to_owned(), 10), ("b".to_owned(), 5), ("c".to_owned(), 0)]);
        for width in ["width=\"340.0\"", "width=\"170.0\"", "width=\"0.0\""] {
            assert!(svg.contains(width), "{width} in {svg}");
        }
    }
}

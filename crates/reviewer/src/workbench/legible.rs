//! A sender's text as safe and readable HTML.
//!
//! - Markup is escaped.
//! - Control characters and marks that change the direction of text are shown as `U+…`, so that nothing is hidden.
//! - Numbers, wallets and addresses are isolated (`<bdi>`), so that they keep their order in right-to-left text.
//! - The length is limited.

use std::fmt::Write as _;

/// Largest number of characters of one text that a page shows. The page offers the whole text as a file.
pub const MOST: usize = 60_000;

/// Largest number of combining marks that are shown on one letter. More marks would only cover the text around it.
const MOST_MARKS: usize = 8;

/// Largest number of places at which one quotation is highlighted.
const MOST_MARKED: usize = 20;

/// Largest length, in bytes, of a number, wallet or address that is isolated in one piece.
const LONGEST_RUN: usize = 200;

/// Returns a text as HTML, for an element with `dir="auto"`. Line breaks are kept.
pub fn html(text: &str) -> String {
    html_marked(text, &[])
}

/// Like [`html`], with occurrences of `quotes` in `<mark>`, at most 20 of each.
pub fn html_marked(text: &str, quotes: &[&str]) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut left = MOST;
    let mut from = 0;
    let mut rest = text;
    for (start, end) in places(text, quotes).into_iter().chain([(text.len(), text.len())]) {
        rest = put(&mut html, &text[from..start], &mut left);
        if !rest.is_empty() || left == 0 {
            rest = &text[start - rest.len()..];
            break;
        }
        if start < end {
            html.push_str("<mark>");
            rest = put(&mut html, &text[start..end], &mut left);
            html.push_str("</mark>");
        }
        if !rest.is_empty() {
            rest = &text[end - rest.len()..];
            break;
        }
        from = end;
    }
    if !rest.is_empty() {
        let _ = write!(html, "<span class=\"control\">{} more characters</span>", rest.chars().count());
    }
    html
}

/// Returns the byte ranges of `quotes` in a text, in order and without overlaps.
fn places(text: &str, quotes: &[&str]) -> Vec<(usize, usize)> {
    let found = quotes.iter().filter(|quote| !quote.is_empty());
    let mut found: Vec<(usize, usize)> = found
        .flat_map(|quote| text.match_indices(quote).take(MOST_MARKED).map(|(at, quote)| (at, at + quote.len())))
        .collect();
    found.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut reach = 0;
    found.retain(|(start, end)| {
        let free = *start >= reach;
        reach = if free { *end } else { reach };
        free
    });
    found
}

/// Writes a text to `html`, but at most `left` characters of it, and reduces `left` by their number. Returns the rest
/// of the text.
fn put<'a>(html: &mut String, text: &'a str, left: &mut usize) -> &'a str {
    let mut rest = text;
    let mut marks = 0;
    while *left > 0 {
        let Some(c) = rest.chars().next() else { break };
        let (run, isolated) = run(rest);
        if run > 0 {
            // A run is pure ASCII, so each byte is a character. The run is written at once, so that no character is
            // examined twice and the time stays linear.
            let (word, behind) = rest.split_at(run.min(*left));
            html.push_str(if isolated { "<bdi dir=\"ltr\">" } else { "" });
            word.chars().for_each(|c| escape(html, c));
            html.push_str(if isolated { "</bdi>" } else { "" });
            *left -= word.len();
            rest = behind;
            marks = 0;
            continue;
        }
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks <= MOST_MARKS {
            show(html, c);
        } else if marks == MOST_MARKS + 1 {
            html.push_str("<span class=\"control\">more marks</span>");
        }
        rest = &rest[c.len_utf8()..];
        *left -= 1;
    }
    rest
}

/// Shortens a text to one line of at most `most` visible characters, for lists. The result is plain text, not HTML.
pub fn short(text: &str, most: usize) -> String {
    let line: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hidden(*c)).take(most).collect();
    if text.chars().count() > most { format!("{}…", line.trim()) } else { line.trim().to_owned() }
}

/// Returns the length in bytes of the ASCII word at the beginning of a text, and whether the word has to be isolated,
/// so that it keeps its order: a number, wallet, address or name with at least three digits.
fn run(text: &str) -> (usize, bool) {
    let (mut end, mut digits) = (0, 0);
    for (at, c) in text.char_indices().take(LONGEST_RUN) {
        let joined =
            c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '/' | ':' | '@' | '#' | '=' | '?' | '%');
        // A space or bracket joins two groups of digits into one number.
        let between =
            matches!(c, ' ' | '(' | ')') && digits > 0 && text[at..].chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if !joined && !between {
            break;
        }
        digits += usize::from(c.is_ascii_digit());
        if c.is_ascii_alphanumeric() {
            end = at + c.len_utf8();
        }
    }
    (end, digits >= 3)
}

fn show(html: &mut String, c: char) {
    if hidden(c) {
        let _ = write!(html, "<span class=\"control\">U+{:04X}</span>", u32::from(c));
    } else {
        escape(html, c);
    }
}

fn escape(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        c => html.push(c),
    }
}

/// Whether a character is a control character, changes the direction of text, or is invisible. Joiners are excluded:
/// Arabic, Persian and Indic scripts need them.
fn hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{3164}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_acts() {
        let html = html("<script>alert('x')</script> & \"q\"");
        assert_eq!(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;");
    }

    #[test]
    fn what_hides_or_turns_a_line_around_is_named() {
        assert_eq!(
            html("a\u{202e}b\u{1b}[2J"),
            "a<span class=\"control\">U+202E</span>b<span class=\"control\">U+001B</span>[2J"
        );
        assert_eq!(short("a\u{202e}b\n c", 10), "ab  c");
    }

    #[test]
    fn a_phone_in_a_line_from_the_right_keeps_its_order() {
        let html = html("اتصل على +66 81 234 5678 الآن");
        assert!(html.contains("<bdi dir=\"ltr\">+66 81 234 5678</bdi>"), "{html}");
        assert!(
            super::html("محفظة TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t!")
                .contains("<bdi dir=\"ltr\">TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t</bdi>!")
        );
        assert!(!super::html("plain words only").contains("bdi"));
    }

    #[test]
    fn a_heap_of_marks_and_a_heap_of_letters_are_bounded() {
        let marks = html(&format!("a{}b", "\u{300}".repeat(3_000_000)));
        assert!(marks.len() < 1_000, "{}", marks.len());
        for word in ["a", "1", "\u{200b}", "<"] {
            let long = html(&word.repeat(3_000_000));
            assert!(
                long.len() < 3_000_000 && long.ends_with("2940000 more characters</span>"),
                "{word}: {}",
                long.len()
            );
        }
        let long = html(&"x ".repeat(3_000_000));
        assert!(
            long.len() < 200_000 && long.ends_with("5940000 more characters</span>"),
            "{}",
            &long[long.len() - 80..]
        );
    }
}

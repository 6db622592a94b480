//! A stranger's text as HTML. Nothing in it acts: it is escaped. Nothing in it hides: controls and marks that turn a line around are shown by their
//! names. Numbers, wallets and addresses are isolated, so that they stand as they were typed in a line from the right. And it is bounded.

use std::fmt::Write as _;

/// The most characters of a text that a page shows; the rest is in the file that the page offers.
pub const MOST: usize = 60_000;

/// The most marks above and below one letter that are drawn: more only cover what stands around.
const MOST_MARKS: usize = 8;

/// Places of one quotation that are marked.
const MOST_MARKED: usize = 20;

/// The longest number, wallet or address that is isolated in one piece.
const LONGEST_RUN: usize = 200;

/// The HTML of a text, to stand in an element whose `dir` is `auto`. Line ends stay.
pub fn html(text: &str) -> String {
    html_marked(text, &[])
}

/// The same, with each place where one of `quotes` stands marked.
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

/// Where quotations stand in a text, in order, none within another.
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

/// Writes a text as long as `left` lets it; returns what is left of it.
fn put<'a>(html: &mut String, text: &'a str, left: &mut usize) -> &'a str {
    let mut rest = text;
    let mut marks = 0;
    while *left > 0 {
        let Some(c) = rest.chars().next() else { break };
        let (run, isolated) = run(rest);
        if run > 0 {
            // ASCII throughout: bytes are characters. What was looked at is not looked at again.
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

/// One line of plain text, at most `most` characters: for lists.
pub fn short(text: &str, most: usize) -> String {
    let line: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hidden(*c)).take(most).collect();
    if text.chars().count() > most { format!("{}…", line.trim()) } else { line.trim().to_owned() }
}

/// How many bytes at the beginning are one word of ASCII, and whether it is a number, wallet, address or name that has to keep its order.
fn run(text: &str) -> (usize, bool) {
    let (mut end, mut digits) = (0, 0);
    for (at, c) in text.char_indices().take(LONGEST_RUN) {
        let joined =
            c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '/' | ':' | '@' | '#' | '=' | '?' | '%');
        // Digit groups of one number: a single space or bracket between digits.
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

/// Controls, and marks that turn text around or hide in it. Joiners stay: Arabic, Persian and Indic scripts need them.
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

//! Finds typographic characters in the place of TOML's own.
//!
//! Word processors and phones put them in: curly quotation marks, long dashes, non-breaking blanks, invisible marks.
//! Inside a text they are ordinary characters. Outside of one they are faults.

use envelope::folding::is_format;

/// Returns the character's name and the text to write for it; `None` if it resembles none of TOML's characters.
fn look(character: char) -> Option<(&'static str, &'static str)> {
    const WRITE: &str = "the straight one: \"";
    Some(match character {
        '“' | '”' | '„' | '‟' => ("a curly quotation mark", WRITE),
        '‘' | '’' | '‚' | '‛' => ("a curly apostrophe", "the straight one: ' or \""),
        '«' | '»' | '「' | '」' | '『' | '』' | '″' | '〝' | '〞' => {
            ("a quotation mark of another script", WRITE)
        }
        '＂' | '＇' => ("a quotation mark of full width", WRITE),
        '`' | '´' | 'ʼ' | '′' => ("not a quotation mark", WRITE),
        '–' => ("an en dash", "the plain one: -"),
        '—' | '―' => ("a long dash", "the plain one: -"),
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' | '－' => {
            ("another dash than the keyboard's", "the plain one: -")
        }
        '＝' => ("an equals sign of full width", "the plain one: ="),
        '［' | '］' | '【' | '】' => ("a bracket of full width", "the plain ones: [ and ]"),
        '，' | '、' | '،' | '；' => ("a comma of another script", "the plain one: ,"),
        '＃' => ("a number sign of full width", "the plain one: #"),
        '…' => ("an ellipsis", "a text in its place, in quotation marks"),
        _ => return None,
    })
}

/// Returns the name of an invisible character other than a plain blank; `None` for any other character.
fn unseen(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => "a blank that does not break",
        '\u{3000}' => "a blank of full width",
        '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' => "a blank of another width",
        '\u{feff}' => "a byte order mark",
        '\u{200b}' => "a blank without width",
        '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{ad}' => "a joiner or hyphen that cannot be seen",
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark of the direction of writing"
        }
        '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => "a line end of a word processor",
        c if is_format(c) => "a mark that cannot be seen",
        _ => return None,
    })
}

/// Describes the first typographic character outside of texts and comments, or the one that should have closed a text.
/// Adds the lines of the other ones.
///
/// The result is the end of a sentence that begins with the file's name. `None` if there is no such character.
pub(super) fn found(text: &str) -> Option<String> {
    let places = suspects(text);
    let (first, character) = *places.first()?;
    let (line, column) = place(text, first);
    let what = match (look(character), unseen(character)) {
        (Some((name, write)), _) => {
            format!("{character} is {name}, which word processors and phones put in; use {write}")
        }
        (None, Some(name)) if character.is_whitespace() && character != '\u{feff}' => {
            format!("{name} (U+{:04X}) stands there; use a plain one", u32::from(character))
        }
        (None, name) => {
            format!("{} (U+{:04X}) stands there; remove it", name.unwrap_or_default(), u32::from(character))
        }
    };
    let mut others: Vec<usize> = places.iter().skip(1).map(|(at, _)| place(text, *at).0).collect();
    others.dedup();
    others.retain(|other| *other != line);
    let others: Vec<String> = others.iter().take(20).map(usize::to_string).collect();
    let more = match others.as_slice() {
        [] => String::new(),
        [only] => format!("; such characters stand in line {only}, too"),
        several => format!("; such characters stand in lines {}, too", several.join(", ")),
    };
    Some(format!(", line {line}, column {column}: {what}{more}"))
}

/// Returns the line and column of a byte, counted from 1. A byte beyond the end has the place of the end.
pub(super) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Returns the positions of the typographic characters outside of texts and comments. In a text that is never closed,
/// only the last one counts: it was meant to close the text.
fn suspects(text: &str) -> Vec<(usize, char)> {
    let mut places = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        match character {
            '#' => while rest.next_if(|(_, c)| *c != '\n').is_some() {},
            '"' | '\'' => {
                let tail = &text[at..];
                let three = tail.starts_with(if character == '"' { "\"\"\"" } else { "'''" });
                let length = text_length(tail, character, three);
                let (length, closed) = match length {
                    Some(length) => (length, true),
                    None if three => (tail.len(), false),
                    None => (tail.find('\n').unwrap_or(tail.len()), false),
                };
                if !closed {
                    let within = tail[..length]
                        .char_indices()
                        .rfind(|(_, c)| look(*c).is_some_and(|(_, write)| write.contains('"')));
                    places.extend(within.map(|(behind, c)| (at + behind, c)));
                }
                while rest.next_if(|(next, _)| *next < at + length).is_some() {}
            }
            c if look(c).is_some() || unseen(c).is_some() => places.push((at, c)),
            _ => {}
        }
    }
    places
}

/// Returns the bytes of a text from its first quotation mark to its last; `None` if the text is never closed.
fn text_length(tail: &str, quote: char, three: bool) -> Option<usize> {
    let width = if three { 3 } else { 1 };
    let mut escaped = false;
    for (at, character) in tail.char_indices().skip(width) {
        match character {
            '\n' if !three => return None,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote && (!three || tail[at..].starts_with(&tail[..3])) => {
                // Before the three quotation marks that close a long text, the text itself may end with up to two
                // quotation marks.
                let more = tail[at..].chars().take_while(|c| *c == quote).count();
                return Some(at + if three { more.min(5) } else { 1 });
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        found(text).unwrap_or_default()
    }

    #[test]
    fn what_a_word_processor_put_in_is_named_with_its_place_and_what_to_write() {
        for (text, expected) in [
            (
                "language = “en”\n",
                ", line 1, column 12: “ is a curly quotation mark, which word processors and phones put in; use the straight one: \"",
            ),
            ("[answers]\nstory = ‘x’\n", ", line 2, column 9: ‘ is a curly apostrophe"),
            (
                "[answers]\nlast–contact = \"x\"\n",
                ", line 2, column 5: – is an en dash, which word processors and phones put in; use the plain one: -",
            ),
            (
                "\u{a0}language = \"en\"\n",
                ", line 1, column 1: a blank that does not break (U+00A0) stands there; use a plain one",
            ),
            (
                "[answers]\n\u{feff}story = \"x\"\n",
                ", line 2, column 1: a byte order mark (U+FEFF) stands there; remove it",
            ),
            ("\u{200b}[answers]\n", ", line 1, column 1: a blank without width (U+200B) stands there; remove it"),
            ("\u{180e}[answers]\n", ", line 1, column 1: a mark that cannot be seen (U+180E) stands there; remove it"),
            ("language ＝ ＂en＂\n", ", line 1, column 10: ＝ is an equals sign of full width"),
            ("[answers]\nstory = \"they hold him”\n", ", line 2, column 23: ” is a curly quotation mark"),
            ("[answers]\nstory = \"\"\"\nhe said “come”\n”””\n", ", line 4, column 3: ” is a curly"),
            ("[answers]\nstory = “““\nx\n”””\n", "; such characters stand in line 4, too"),
        ] {
            let said = said(text);
            assert!(said.contains(expected), "{text}: {said}");
        }
    }

    #[test]
    fn what_stands_within_a_text_or_a_comment_is_no_slip() {
        for text in [
            "# “note” – here\nlanguage = \"en\"\n[answers\n",
            "[answers]\nstory = \"he said “come” – now\"\nx\n",
            "[answers]\nstory = '''“a” \\'''\nx\n",
            "[answers]\nstory = \"\"\"“a” \\\"\"\" – \"\"\"\nx\n",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}

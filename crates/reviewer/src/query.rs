//! What a reviewer types into the search: words, and fields such as `phone:` or `tag:`.
//!
//! Words may stand in any order; all of them must be in one text (the tip, a follow-up, a note). In quotes they stand together. Accents, case, the
//! script of digits, and traditional or simplified Chinese make no difference: [`crate::fold`].

use crate::fold::fold;

/// The longest search, in characters.
pub const LONGEST: usize = 200;

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Three folded characters or more, anywhere.
    Text(String),
    /// One or two folded characters, anywhere.
    Short(String),
    /// `place:`, three folded characters or more.
    Place(String),
    /// `phone:`, three digits or more, without the zero or the country before it.
    Phone(String),
    /// `tag:`
    Tag(String),
    /// `level:`
    Level(u8),
    /// `status:`
    Status(String),
    /// `language:`, the page's or the guessed one.
    Language(String),
    /// `by:`, to whom it is assigned.
    By(String),
    /// `is:unread`
    Unread,
}

/// Why a search is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Nothing was typed.
    #[error("nothing was typed: look for a word, a part of one, or a field such as tag:urgent")]
    Empty,
    /// Too much was typed.
    #[error("this is too long to look for: {LONGEST} characters at most; a name or a number is enough")]
    TooLong,
    /// A level that there is none of.
    #[error("level: takes a number from 0 to 3")]
    Level,
    /// Too few digits.
    #[error("phone: takes three digits or more")]
    Phone,
    /// Nothing behind a field.
    #[error("{0}: stands without anything behind it")]
    Bare(&'static str),
}

/// Reads a search.
pub fn parse(text: &str) -> Result<Vec<Term>, QueryError> {
    if text.chars().count() > LONGEST {
        return Err(QueryError::TooLong);
    }
    let mut terms = Vec::new();
    for part in parts(text) {
        terms.extend(term(&part)?);
    }
    if terms.is_empty() { Err(QueryError::Empty) } else { Ok(terms) }
}

/// Words, and what stands together in quotes; a quote that is not closed is a character like any other.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let closed = c == '"' && (part.is_empty() || part.ends_with(':')) && rest.as_str().contains('"');
        if closed {
            part.extend(rest.by_ref().take_while(|c| *c != '"'));
            parts.push(std::mem::take(&mut part));
        } else if c.is_whitespace() {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn term(part: &str) -> Result<Option<Term>, QueryError> {
    const FIELDS: [&str; 8] = ["phone", "place", "tag", "level", "status", "language", "by", "is"];
    let field = part.split_once(':').and_then(|(name, value)| {
        FIELDS.into_iter().find(|field| name.eq_ignore_ascii_case(field)).map(|field| (field, value.trim()))
    });
    let Some((field, value)) = field else { return Ok(text(part)) };
    if value.is_empty() {
        return Err(QueryError::Bare(field));
    }
    let owned = value.to_lowercase();
    Ok(Some(match field {
        "phone" => {
            let digits: String = surface::digits::fold_digits(value).chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_start_matches('0');
            if digits.len() < 3 {
                return Err(QueryError::Phone);
            }
            Term::Phone(digits.to_owned())
        }
        "place" => match text(value) {
            Some(Term::Text(folded)) => Term::Place(folded),
            // Too short for the places' own index: it is looked for in all that was written.
            Some(short) => short,
            None => return Err(QueryError::Bare(field)),
        },
        "tag" => Term::Tag(crate::service::tags::tag(value)),
        "level" => {
            let digits = surface::digits::fold_digits(value);
            let level = digits.trim_start_matches(['L', 'l']).parse().ok().filter(|level| *level <= 3);
            Term::Level(level.ok_or(QueryError::Level)?)
        }
        "status" => Term::Status(owned),
        "language" => Term::Language(value.to_owned()),
        "by" => Term::By(value.to_owned()),
        _ if owned == "unread" => Term::Unread,
        _ => return Ok(text(part)),
    }))
}

fn text(part: &str) -> Option<Term> {
    let folded = fold(part).trim().to_owned();
    match folded.chars().count() {
        0 => None,
        1 | 2 => Some(Term::Short(folded)),
        _ => Some(Term::Text(folded)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Term {
        Term::Text(text.to_owned())
    }

    #[test]
    fn words_stand_alone_and_together_in_quotes() {
        assert_eq!(parse("Nguyễn  \"KK Park\""), Ok(vec![text("nguyen"), text("kk park")]));
        assert_eq!(
            parse("tag:\"two words\" x"),
            Ok(vec![Term::Tag("two words".to_owned()), Term::Short("x".to_owned())])
        );
        assert_eq!(parse("白沙"), Ok(vec![Term::Short("白沙".to_owned())]));
    }

    #[test]
    fn signs_that_mean_something_elsewhere_are_looked_for_like_any_other() {
        for sign in ["%", "_", "\"", "'", "*", ":", "^"] {
            assert_eq!(parse(sign), Ok(vec![Term::Short(sign.to_owned())]), "{sign}");
        }
        assert_eq!(parse("https://x.example"), Ok(vec![text("https://x.example")]));
        assert_eq!(parse("\"open"), Ok(vec![text("\"open")]));
    }

    #[test]
    fn a_phone_is_looked_for_without_its_zero_and_in_any_digits() {
        assert_eq!(parse("phone:๐๘๐-๐๐๐-๐๐๐๑"), Ok(vec![Term::Phone("800000001".to_owned())]));
        assert_eq!(parse("phone:+66800000001"), Ok(vec![Term::Phone("66800000001".to_owned())]));
        assert_eq!(parse("phone:07"), Err(QueryError::Phone));
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        assert_eq!(parse("  "), Err(QueryError::Empty));
        assert_eq!(parse(&"x".repeat(10_000)), Err(QueryError::TooLong));
        assert_eq!(parse("level:7"), Err(QueryError::Level));
        assert_eq!(parse("tag:"), Err(QueryError::Bare("tag")));
        assert_eq!(parse("level:L0"), Ok(vec![Term::Level(0)]));
    }
}

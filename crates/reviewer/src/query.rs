//! What a reviewer types into the search: words, and fields such as `phone:` or `tag:`.
//!
//! Words may stand in any order; all of them must be in one text (the tip, a follow-up, a note). In quotes they stand together. Accents, case, the
//! script of digits, the ways in which one word is typed, and traditional or simplified Chinese make no difference: [`envelope::folding`]. A text that
//! has the marks that were typed (bạn, not bán) comes first, and all others behind it: whoever wrote without marks may mean any of them.
//!
//! A field takes what follows it and can belong to it: `phone:` all digits and the signs between them, the others one word or what stands in quotes. A
//! number that can be a phone is looked for as one without the field, too.

mod parts;

use envelope::folding::{ascii_digits, fold, fold_either, fold_marked, is_format};

use self::parts::{Part, parts};
use crate::{entities, zawgyi};

/// The longest search, in characters that show.
pub const LONGEST: usize = 200;

/// From this probability on a word is looked for in Zawgyi too: a word has less to tell it by than a text.
const PERHAPS_ZAWGYI: f64 = 0.05;

/// Fields of a search.
const FIELDS: [&str; 8] = ["phone", "place", "tag", "level", "status", "language", "by", "is"];

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Three folded characters or more, anywhere.
    Text(String),
    /// One of these, each of three folded characters or more: a word in Zawgyi, as it was typed and in Unicode; one whose letters may be digits.
    Either(Vec<String>),
    /// With its marks: three characters or more.
    Marked(String),
    /// One or two folded characters, anywhere.
    Short(String),
    /// One of these, each of one or two folded characters.
    EitherShort(Vec<String>),
    /// `place:`, three folded characters or more.
    Place(String),
    /// `phone:`, three digits or more, without the zero before it; with the country's code where that was typed.
    Phone(String),
    /// A number that can be a phone: as a phone, or as text: its groups, or all of it as it was typed where a group is shorter than three characters.
    Number {
        /// As in [`Self::Phone`].
        phone: String,
        /// As in [`Self::Text`], each.
        groups: Vec<String>,
    },
    /// `tag:`
    Tag(String),
    /// `level:`
    Level(u8),
    /// `status:`
    Status(String),
    /// `language:`, the page's or the guessed one; in small letters.
    Language(String),
    /// `by:`, to whom it is assigned; in small letters, as the database has them: ASCII's alone.
    By(String),
    /// `is:unread`
    Unread,
}

/// A search: all that must hold, and what is listed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The condition.
    pub terms: Vec<Term>,
    /// The same with the marks that were typed; `None` where none were.
    pub marked: Option<Vec<Term>>,
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
///
/// # Errors
/// Where nothing was typed or too much, and where a field has a value that it cannot have.
pub fn read(text: &str) -> Result<Query, QueryError> {
    let visible: String = text.chars().filter(|c| !is_format(*c)).collect();
    if visible.chars().count() > LONGEST {
        return Err(QueryError::TooLong);
    }
    let (mut terms, mut marked) = (Vec::new(), Vec::new());
    for part in parts(&visible) {
        if let Some(term) = term(&part)? {
            marked.push(with_marks(&part, &term));
            terms.push(term);
        }
    }
    if terms.is_empty() {
        return Err(QueryError::Empty);
    }
    let marked = (marked != terms).then_some(marked);
    Ok(Query { terms, marked })
}

/// The conditions of a search.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str) -> Result<Vec<Term>, QueryError> {
    Ok(read(text)?.terms)
}

fn term(part: &Part) -> Result<Option<Term>, QueryError> {
    let (field, value) = match part {
        Part::Text(value) => return Ok(text(value)),
        Part::Number(value) => return Ok(number(value)),
        Part::Field(field, value) => (*field, value.trim()),
    };
    if value.is_empty() {
        return Err(QueryError::Bare(field));
    }
    let owned = value.to_lowercase();
    Ok(Some(match field {
        "phone" => Term::Phone(phone(value).ok_or(QueryError::Phone)?),
        "place" => match text(&in_unicode(value)) {
            Some(Term::Text(folded)) => Term::Place(folded),
            Some(Term::Either(readings)) => Term::Place(readings.into_iter().next().unwrap_or_default()),
            // Too short for the places' own index: it is looked for in all that was written.
            Some(short) => short,
            None => return Err(QueryError::Bare(field)),
        },
        "tag" => Term::Tag(crate::service::tags::tag(value)),
        "level" => {
            let digits = ascii_digits(value);
            let level = digits.trim_start_matches(['L', 'l']).parse().ok().filter(|level| *level <= 3);
            Term::Level(level.ok_or(QueryError::Level)?)
        }
        "status" => Term::Status(owned),
        "language" => Term::Language(owned),
        "by" => Term::By(value.to_ascii_lowercase()),
        _ if owned == "unread" => Term::Unread,
        _ => return Ok(text(&format!("{field}:{value}"))),
    }))
}

/// Digits of a phone as the search looks for them; `None` under three.
fn phone(value: &str) -> Option<String> {
    let digits: String = ascii_digits(value).chars().filter(char::is_ascii_digit).collect();
    // "+66 (0)80 …" has a digit that is dialled at home; a plan of the country knows.
    let found = entities::find(&format!("tel {value}")).into_iter();
    let mut phones = found.filter(|found| found.kind == entities::Kind::Phone && found.shown.trim() == value.trim());
    let known = phones.next().and_then(|found| found.value.strip_prefix('+').map(str::to_owned));
    let digits = known.unwrap_or_else(|| digits.trim_start_matches('0').to_owned());
    (digits.len() >= 3).then_some(digits)
}

/// A number that can be a phone; one of zeros alone is text.
fn number(value: &str) -> Option<Term> {
    let Some(phone) = phone(value) else { return text(value) };
    let groups: Vec<String> = value.split_whitespace().map(fold).collect();
    // A group that is too short for the index says nothing by itself, and must not be left away: then they stand as they were typed.
    let whole = groups.iter().all(|group| group.chars().count() >= 3);
    let groups = if whole { groups } else { vec![fold(value).trim().to_owned()] };
    Some(Term::Number { phone, groups })
}

fn text(part: &str) -> Option<Term> {
    let long = |text: &str| text.chars().count() >= 3;
    let mut all: Vec<String> = fold_either(part).iter().map(|reading| reading.trim().to_owned()).collect();
    let first = all.first().filter(|first| !first.is_empty())?.clone();
    // A word has to be long enough to be told by.
    if long(&first) && zawgyi::probability(part).is_some_and(|probability| probability >= PERHAPS_ZAWGYI) {
        let unicode = fold(&zawgyi::to_unicode(part)).trim().to_owned();
        if !all.contains(&unicode) {
            all.push(unicode);
        }
    }
    // One index holds what is long, and another what is short.
    all.retain(|reading| !reading.is_empty() && long(reading) == long(&first));
    Some(match (long(&first), all.len()) {
        (true, 1) => Term::Text(first),
        (true, _) => Term::Either(all),
        (false, 1) => Term::Short(first),
        (false, _) => Term::EitherShort(all),
    })
}

/// A place in Unicode, where it was rather typed in Zawgyi.
fn in_unicode(value: &str) -> std::borrow::Cow<'_, str> {
    match zawgyi::probability(value) {
        Some(probability) if probability >= 0.5 => zawgyi::to_unicode(value).into(),
        _ => value.into(),
    }
}

/// The term of a part that was typed with marks, which asks for them too.
fn with_marks(part: &Part, term: &Term) -> Term {
    let (Part::Text(typed), Term::Text(folded) | Term::Short(folded)) = (part, term) else { return term.clone() };
    let marked = fold_marked(typed).trim().to_owned();
    match marked.chars().count() {
        _ if marked == *folded => term.clone(),
        1 | 2 => Term::Short(marked),
        _ => Term::Marked(marked),
    }
}

#[cfg(test)]
mod tests;

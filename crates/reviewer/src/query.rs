//! The search of a reviewer: words, and fields such as `phone:` or `tag:`.
//!
//! Words may stand in any order, but all must be in one text (the tip, a follow-up, a note). Words in quotes must
//! stand together. Accents, case, the script of digits, variants of spelling, and traditional or simplified Chinese
//! make no difference: see [`envelope::folding`]. Texts with the marks that were typed (bạn, not bán) come first,
//! then all others, because a sender who wrote without marks may have meant any word.
//!
//! A field takes the text after it that can belong to it. `phone:` takes all digits and the signs between them. The
//! other fields take one word or a text in quotes. Without the field, a number that may be a phone is searched for as a
//! phone too.

mod parts;

use envelope::folding::{ascii_digits, fold, fold_either, fold_marked, is_format};

use self::parts::{Part, parts};
use crate::{entities, zawgyi};

/// The longest search, in visible characters.
pub const LONGEST: usize = 200;

/// The lowest probability that a word was typed in Zawgyi at which the search also looks for its Unicode form. The
/// number is low because a word gives less evidence than a text.
const PERHAPS_ZAWGYI: f64 = 0.05;

/// The names of fields.
const FIELDS: [&str; 8] = ["phone", "place", "tag", "level", "status", "language", "by", "is"];

/// A condition of a search. All conditions must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A text of at least three folded characters, found anywhere.
    Text(String),
    /// Any one of several texts, each of at least three folded characters: a Zawgyi word as typed and in Unicode, or
    /// a word whose letters may be digits.
    Either(Vec<String>),
    /// A text of at least three characters with its marks (accents, tones).
    Marked(String),
    /// A text of one or two folded characters, found anywhere.
    Short(String),
    /// Any one of several texts, each of one or two folded characters.
    EitherShort(Vec<String>),
    /// `place:`, with at least three folded characters.
    Place(String),
    /// `phone:`, with at least three digits. The digits have no leading zero, and have the country code if it was
    /// typed.
    Phone(String),
    /// A number that may be a phone. It is found as a phone or as text.
    Number {
        /// The digits, as in [`Self::Phone`].
        phone: String,
        /// The groups of digits, each as in [`Self::Text`]. If a group has fewer than three characters, the whole
        /// number as typed is the only entry.
        groups: Vec<String>,
    },
    /// `tag:`, with a tag in its stored form.
    Tag(String),
    /// `level:`, with a number from 0 to 3.
    Level(u8),
    /// `status:`, with one of the statuses.
    Status(String),
    /// `language:`, with the language of the page or the guessed language, in lower case.
    Language(String),
    /// `by:`, the person to whom the case is assigned. Only ASCII letters are made lower case, as in the database.
    By(String),
    /// `is:unread`: no reviewer has read the case.
    Unread,
}

/// A parsed search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The conditions, which all must hold.
    pub terms: Vec<Term>,
    /// The same conditions with the marks (accents, tones) that were typed. Their results come first. `None` if no
    /// marks were typed.
    pub marked: Option<Vec<Term>>,
}

/// The reason why a search is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The search is empty.
    #[error("nothing was typed: look for a word, a part of one, or a field such as tag:urgent")]
    Empty,
    /// The search is too long.
    #[error("this is too long to look for: {LONGEST} characters at most; a name or a number is enough")]
    TooLong,
    /// The search asks for a level that does not exist.
    #[error("level: takes a number from 0 to 3")]
    Level,
    /// The phone has too few digits.
    #[error("phone: takes three digits or more")]
    Phone,
    /// The field has no value.
    #[error("{0}: needs a value after it")]
    Bare(&'static str),
}

/// Parses a search.
///
/// # Errors
/// When the search is empty or too long, or when a field has no valid value.
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

/// Parses a search into its conditions. The conditions with accents and tones ([`Query::marked`]) are not made.
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
            // The text is too short for the index of places, so it is searched for in the whole text of tips.
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

/// Returns the digits of a phone in the form that the search uses. `None` if there are fewer than three.
fn phone(value: &str) -> Option<String> {
    let digits: String = ascii_digits(value).chars().filter(char::is_ascii_digit).collect();
    // "+66 (0)80 …" has a 0 that is dialled only within the country. The country's numbering plan is used to remove it.
    let found = entities::find(&format!("tel {value}")).into_iter();
    let mut phones = found.filter(|found| found.kind == entities::Kind::Phone && found.shown.trim() == value.trim());
    let known = phones.next().and_then(|found| found.value.strip_prefix('+').map(str::to_owned));
    let digits = known.unwrap_or_else(|| digits.trim_start_matches('0').to_owned());
    (digits.len() >= 3).then_some(digits)
}

/// Returns the condition for a number that may be a phone number. If the number consists of zeros only, it is searched
/// for as text.
fn number(value: &str) -> Option<Term> {
    let Some(phone) = phone(value) else { return text(value) };
    let groups: Vec<String> = value.split_whitespace().map(fold).collect();
    // A group of digits that is too short for the index cannot be found by itself, and must not be dropped. If there is
    // one, the whole number is searched for as it was typed.
    let whole = groups.iter().all(|group| group.chars().count() >= 3);
    let groups = if whole { groups } else { vec![fold(value).trim().to_owned()] };
    Some(Term::Number { phone, groups })
}

fn text(part: &str) -> Option<Term> {
    let long = |text: &str| text.chars().count() >= 3;
    let mut all: Vec<String> = fold_either(part).iter().map(|reading| reading.trim().to_owned()).collect();
    let first = all.first().filter(|first| !first.is_empty())?.clone();
    // Only long words are also read as Zawgyi: a short word does not give enough evidence.
    if long(&first) && zawgyi::probability(part).is_some_and(|probability| probability >= PERHAPS_ZAWGYI) {
        let unicode = fold(&zawgyi::to_unicode(part)).trim().to_owned();
        if !all.contains(&unicode) {
            all.push(unicode);
        }
    }
    // Long and short texts are in different indexes. Only readings that are in the same index as the first one are
    // kept.
    all.retain(|reading| !reading.is_empty() && long(reading) == long(&first));
    Some(match (long(&first), all.len()) {
        (true, 1) => Term::Text(first),
        (true, _) => Term::Either(all),
        (false, 1) => Term::Short(first),
        (false, _) => Term::EitherShort(all),
    })
}

/// Returns a place in Unicode, if it was probably typed in Zawgyi.
fn in_unicode(value: &str) -> std::borrow::Cow<'_, str> {
    match zawgyi::probability(value) {
        Some(probability) if probability >= 0.5 => zawgyi::to_unicode(value).into(),
        _ => value.into(),
    }
}

/// Returns the condition that also asks for the accents and tones of a part that was typed with them.
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

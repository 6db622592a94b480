//! Places and their names, from `gazetteer.toml`.
//!
//! An organisation may extend the file. That a place is listed proves nothing about a tip that names it.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use envelope::folding::fold_words;

/// The gazetteer as it is shipped.
pub const DEFAULT: &str = include_str!("../../../config/gazetteer.toml");

/// The most bytes of a text that are read.
const MOST_BYTES: usize = 256 << 10;

/// The kind of a place. The kinds are in the order of size, with the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A building, a hotel, a fenced park.
    Compound,
    /// A development or economic zone, which contains compounds.
    Zone,
    /// A town or village.
    Town,
    /// A province, a state, a self-administered zone.
    Region,
    /// A country.
    Country,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name in the database: small letters, digits and `-`.
    pub id: String,
    /// The name that reviewers read.
    pub name: String,
    /// Other names, in any script.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The country, as an ISO 3166-1 alpha-2 code.
    pub country: String,
    /// The kind of the place.
    pub kind: Kind,
    /// Latitude and longitude in degrees (WGS 84), rounded.
    #[serde(default)]
    pub point: Option<(f64, f64)>,
    /// The source that names the place.
    pub source: String,
    /// The day on which the source was published or consulted, such as `2026-01-31`.
    pub date: String,
    /// Further facts that a reviewer should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Place {
    /// Whether the place is a country. A country tells little about where somebody is.
    pub fn is_country(&self) -> bool {
        self.kind == Kind::Country
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }
}

/// The reason why `gazetteer.toml` is refused.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// The text is not TOML, or a place has a missing or unknown key.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// The id has a character that is not allowed.
    #[error("the place {id:?}: write its id in small letters, digits and -")]
    Id {
        /// The id of the place.
        id: String,
    },
    /// Two places have the same id.
    #[error("two places have the id {id:?}: give one another id, or make them one")]
    Twice {
        /// The id that both places have.
        id: String,
    },
    /// The country is not a code of two capitals.
    #[error("the place {id:?}: country = {country:?} is not a code of two capitals, such as \"MM\"")]
    Country {
        /// The id of the place.
        id: String,
        /// The country as written.
        country: String,
    },
    /// The point is not on the globe.
    #[error("the place {id:?}: point is [latitude, longitude] in degrees; leave it out if it is not known")]
    Point {
        /// The id of the place.
        id: String,
    },
    /// The date is not a day.
    #[error("the place {id:?}: date = {date:?} is not a day; write it as 2026-01-31")]
    Date {
        /// The id of the place.
        id: String,
        /// The date as written.
        date: String,
    },
    /// The source is missing.
    #[error("the place {id:?}: say in source who names it")]
    Source {
        /// The id of the place.
        id: String,
    },
    /// A name is so short that it would be found in almost every text.
    #[error("the place {id:?}: the name {name:?} is too short; it needs three letters, or two that are not Latin")]
    Short {
        /// The id of the place.
        id: String,
        /// The name that is too short.
        name: String,
    },
    /// There are more names than can be searched for.
    #[error("the names are too many to look for: {0}")]
    Names(#[from] aho_corasick::BuildError),
}

/// The places that a desk knows.
pub struct Gazetteer {
    places: Vec<Place>,
    names: AhoCorasick,
    /// For each name, the position of its place in the list of places.
    owners: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    place: Vec<Place>,
}

impl Gazetteer {
    /// Parses a `gazetteer.toml`.
    ///
    /// # Errors
    /// When the text is not TOML, when a place has an invalid key or a name that is too short, or when two places
    /// have one id. The message names the place and the correction.
    pub fn parse(text: &str) -> Result<Self, GazetteerError> {
        let File { place: places } = toml::from_str(text)?;
        let mut names = Vec::new();
        let mut owners = Vec::new();
        let mut ids = std::collections::HashSet::new();
        for (at, place) in places.iter().enumerate() {
            check(place)?;
            if !ids.insert(place.id.as_str()) {
                return Err(GazetteerError::Twice { id: place.id.clone() });
            }
            for name in place.names() {
                let folded = readable(name);
                if is_short(&folded) {
                    return Err(GazetteerError::Short { id: place.id.clone(), name: name.to_owned() });
                }
                names.push(folded);
                owners.push(at);
            }
        }
        let names = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&names)?;
        Ok(Self { places, names, owners })
    }

    /// Returns all places, in the order of the file.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Returns the place with this id.
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// Returns the name of a country, or its code if the file has no place for that country.
    pub fn country_name(&self, code: &str) -> String {
        let country = self.places.iter().find(|place| place.is_country() && place.country == code);
        country.map_or_else(|| code.to_owned(), |place| place.name.clone())
    }

    /// Returns the places that a text names in its first 256 KiB, the smallest kind first: compounds, zones, towns,
    /// regions, countries. Places of one kind are in the order of the text.
    ///
    /// A name inside a longer one does not count: "White Sand" in "White Sand 2", 印度 in 印度尼西亚.
    pub fn find(&self, text: &str) -> Vec<&Place> {
        let text = readable(&text[..text.floor_char_boundary(MOST_BYTES)]);
        let mut hits: Vec<(usize, usize, usize)> = self
            .names
            .find_overlapping_iter(&text)
            .filter(|hit| is_word(&text, hit.start(), hit.end()))
            .filter_map(|hit| Some((hit.start(), hit.end(), *self.owners.get(hit.pattern().as_usize())?)))
            .collect();
        // Of hits with the same beginning, the longest comes first. So a hit lies inside an earlier one if it does not
        // end after it.
        hits.sort_by_key(|(start, end, owner)| (*start, std::cmp::Reverse(*end), *owner));
        let mut seen = vec![false; self.places.len()];
        let mut found: Vec<&Place> = Vec::new();
        let (mut from, mut reach) = (0, 0);
        for (start, end, owner) in hits {
            if end < reach || (end == reach && start > from) {
                continue;
            }
            (from, reach) = (start, end);
            if let (Some(place), Some(seen)) = (self.places.get(owner), seen.get_mut(owner))
                && !std::mem::replace(seen, true)
            {
                found.push(place);
            }
        }
        found.sort_by_key(|place| place.kind);
        found
    }
}

/// Folds a text as for the search, but keeps the borders of words and makes a hyphen a space.
fn readable(text: &str) -> String {
    let plain = |c| match c {
        '-' | '_' | '\u{2010}'..='\u{2015}' => ' ',
        '`' => '\'',
        c => c,
    };
    fold_words(&text.chars().map(plain).collect::<String>())
}

fn check(place: &Place) -> Result<(), GazetteerError> {
    let id = || place.id.clone();
    if place.id.is_empty()
        || !place.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        return Err(GazetteerError::Id { id: id() });
    }
    if place.country.len() != 2 || !place.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(GazetteerError::Country { id: id(), country: place.country.clone() });
    }
    if place.point.is_some_and(|(latitude, longitude)| {
        !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude)
    }) {
        return Err(GazetteerError::Point { id: id() });
    }
    if place.date.parse::<envelope::Day>().is_err() {
        return Err(GazetteerError::Date { id: id(), date: place.date.clone() });
    }
    if place.source.trim().is_empty() {
        return Err(GazetteerError::Source { id: id() });
    }
    Ok(())
}

fn is_short(folded: &str) -> bool {
    let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
    letters < if folded.chars().any(|c| c.is_alphabetic() && !is_latin(c)) { 2 } else { 3 }
}

/// Whether a name that begins or ends with a Latin letter or a digit does so at the border of a word. Other scripts do
/// not mark the borders of words, or add endings to words.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let joined = |a: Option<char>, b: Option<char>| a.is_some_and(is_latin) && b.is_some_and(is_latin);
    let (before, name, after) = (text.get(..start), text.get(start..end), text.get(end..));
    let last = |text: Option<&str>| text.and_then(|text| text.chars().next_back());
    let first = |text: Option<&str>| text.and_then(|text| text.chars().next());
    !joined(last(before), first(name)) && !joined(last(name), first(after))
}

fn is_latin(c: char) -> bool {
    c.is_ascii_digit() || (c.is_alphabetic() && (c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c)))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn shipped() -> Gazetteer {
        Gazetteer::parse(DEFAULT).unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        shipped().find(text).into_iter().map(|place| place.id.clone()).collect()
    }

    #[test]
    fn the_shipped_places_are_read_and_their_countries_have_names() {
        let gazetteer = shipped();
        assert!(gazetteer.places().len() > 60);
        for place in gazetteer.places() {
            assert_eq!(gazetteer.place(&place.id), Some(place));
            assert_ne!(gazetteer.country_name(&place.country), place.country, "{}", place.id);
        }
        assert_eq!(
            (gazetteer.country_name("MM"), gazetteer.country_name("XX")),
            ("Myanmar".to_owned(), "XX".to_owned())
        );
    }

    #[test]
    fn a_place_is_found_by_every_one_of_its_names() {
        let gazetteer = shipped();
        for place in gazetteer.places() {
            for name in place.names() {
                let text = format!("x ({name}), y");
                assert!(gazetteer.find(&text).iter().any(|found| found.id == place.id), "{}: {name}", place.id);
            }
        }
    }

    #[test]
    fn compounds_come_before_towns_and_towns_before_countries() {
        assert_eq!(found("Myanmar, Myawaddy, KK Park"), ["kk-park", "myawaddy", "mm"]);
        assert_eq!(found("他在缅甸妙瓦底的KK园区"), ["kk-park", "myawaddy", "mm"]);
        assert_eq!(found("เขาอยู่ที่เมียวดีประเทศเมียนมา"), ["myawaddy", "mm"]);
    }

    #[test]
    fn a_name_within_a_longer_one_is_not_meant() {
        assert_eq!(found("White Sand 2"), ["white-sand-2"]);
        assert_eq!(found("White Sand, then White Sand 2"), ["white-sand", "white-sand-2"]);
        assert_eq!(found("印度尼西亚"), ["id"]);
        assert_eq!(found("白沙二期"), ["white-sand-2"]);
    }

    #[test]
    fn latin_names_stand_at_the_borders_of_words_and_spelling_may_vary() {
        assert_eq!(found("Indianapolis, Chinatown, laotian"), [""; 0]);
        for text in ["Shwe Kokko", "SHWE-KOKKO", "shwe  kokko", "Ｓｈｗｅ Ｋｏｋｋｏ", "在Shwe Kokko里"] {
            assert_eq!(found(text), ["shwe-kokko"], "{text}");
        }
        for text in ["O'Smach", "O’Smach", "OSmach", "o-smach"] {
            assert_eq!(found(text), ["o-smach"], "{text}");
        }
        assert_eq!(found("В Камбодже"), ["kh"]);
    }

    #[test]
    fn a_place_is_found_however_its_name_is_typed() {
        for (text, place) in [
            ("သူ မြ၀တီ မှာ ရှိတယ်", "myawaddy"),
            ("เขาอยู่ที่เเม่สอด", "mae-sot"),
            ("គាត់នៅ បោ៉យបែ៉ត", "poipet"),
            ("Shwe\u{200b}Kokko", "shwe-kokko"),
            ("he is in\u{200b}KK Park\u{200b}now", "kk-park"),
            ("in KK\u{200e} Pa\u{ad}rk", "kk-park"),
            ("မြ\u{200b}ဝတီ", "myawaddy"),
            ("緬\u{fe00}甸 KK園區", "kk-park"),
        ] {
            assert!(found(text).contains(&place.to_owned()), "{text}: {:?}", found(text));
        }
        // In these texts, neither a space nor an invisible character ends the word.
        for text in ["backkpark", "China\u{2060}town", "မြဝ"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert_eq!(found("印度\u{200b}尼西亚"), ["id"]);
    }

    #[test]
    fn folding_makes_no_two_places_one() {
        let mut owners = std::collections::HashMap::new();
        for place in shipped().places() {
            for name in place.names() {
                let owner = owners.entry(readable(name)).or_insert_with(|| place.id.clone());
                assert_eq!(*owner, place.id, "{name}");
            }
        }
    }

    #[test]
    fn what_has_to_be_mended_is_said_with_the_place() {
        let good = "[[place]]\nid = \"x-1\"\nname = \"Somewhere\"\ncountry = \"MM\"\nkind = \"town\"\nsource = \"us\"\ndate = \"2026-01-31\"\npoint = [16.5, 98.5]\n";
        assert!(Gazetteer::parse(good).is_ok() && Gazetteer::parse("").is_ok());
        for (from, to, says) in [
            ("x-1", "X 1", "small letters"),
            ("\"MM\"", "\"Myanmar\"", "two capitals"),
            ("[16.5, 98.5]", "[98.5, 16.5]", "latitude"),
            ("2026-01-31", "last May", "last May"),
            ("\"us\"", "\" \"", "source"),
            ("Somewhere", "So", "too short"),
            ("\"town\"", "\"city\"", "city"),
            ("name =", "nome =", "nome"),
        ] {
            let error = Gazetteer::parse(&good.replace(from, to)).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
        }
        let twice = Gazetteer::parse(&good.repeat(2)).err().unwrap().to_string();
        assert!(twice.contains("x-1"), "{twice}");
    }

    #[test]
    fn a_hostile_text_is_read_in_bounded_time() {
        let gazetteer = shipped();
        for letter in ["a", "7", "\u{300}", "\u{200b}", "ﷺ", "白沙", "kk park ", "1", "ြ"] {
            let text = letter.repeat((5 << 20) / letter.len());
            let started = Instant::now();
            gazetteer.find(&text);
            assert!(started.elapsed() < Duration::from_secs(10), "{letter}");
        }
    }
}

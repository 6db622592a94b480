//! The languages of the interface, in the order of the domain's list.

use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    tag: &'static str,
    own_name: &'static str,
    direction: &'static str,
}

const ALL: [Language; 3] = [
    Language { tag: "en", own_name: "English", direction: "ltr" },
    Language { tag: "th", own_name: "ไทย", direction: "ltr" },
    Language { tag: "my", own_name: "မြန်မာ", direction: "ltr" },
];

impl Language {
    /// The language with this BCP 47 tag.
    pub fn find(tag: &str) -> Option<&'static Self> {
        ALL.iter().find(|language| language.tag == tag)
    }

    /// Every language there is.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The BCP 47 tag, as in paths.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The language's name in itself.
    pub fn own_name(&self) -> &'static str {
        self.own_name
    }

    /// `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        self.direction
    }

    /// The one of `offered` that an `Accept-Language` header likes best, else the first.
    pub fn negotiate(accept_language: &str, offered: &[&'static Self]) -> Option<&'static Self> {
        let accept: String = accept_language.chars().take(200).collect();
        let wanted = parse_accepted_languages(&accept);
        let tags: Vec<LanguageIdentifier> = offered.iter().filter_map(|language| language.tag.parse().ok()).collect();
        let found = negotiate_languages(&wanted, &tags, None, NegotiationStrategy::Lookup);
        let best = found.first().and_then(|tag| Self::find(&tag.to_string()));
        best.or_else(|| offered.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_is_taken_else_the_first_that_is_offered() {
        let offered: Vec<&Language> = ALL.iter().collect();
        let chosen = |header: &str| Language::negotiate(header, &offered).map(Language::tag);
        assert_eq!(chosen("fr-FR, my;q=0.8, en;q=0.5"), Some("my"));
        assert_eq!(chosen("th-TH"), Some("th"));
        assert_eq!(chosen("xx, yy"), Some("en"));
        assert_eq!(chosen("\u{0};;;,,"), Some("en"));
    }
}

//! The built-in catalogs of all languages.
//!
//! `locales/<tag>.ftl` holds the texts of the pages, `config/questionnaire.<tag>.ftl` those of the questions. To add a
//! language:
//!
//! 1. Write both catalogs, with every message of the English ones. The head says who checked them (`reviewed-by`, empty
//!    for a machine's draft), and which words are doubtful.
//! 2. Add its tag below. Add its name, direction and digits to `surface::Language`, the tags that browsers use for it
//!    to `ALSO` there, and the spelling rules of its script to `envelope::folding`.
//! 3. Add it to `languages` and `exits` in `config/intake.toml`.
//! 4. If its script needs it, give its marks room in `surface/static/style.css`, and add the Debian package of its font
//!    to `xtask/src/machine.rs`.
//! 5. Run `cargo xtask shots`, and look at each picture.
//!
//! Tests fail for a language for which one of the first three steps is missing.

macro_rules! built_in {
    ($($tag:literal)*) => {
        const PAGES: &[(&str, &str)] = &[$(($tag, include_str!(concat!("../locales/", $tag, ".ftl")))),*];

        /// The texts of the built-in questionnaire, by language tag.
        pub(crate) const QUESTIONS: &[(&str, &str)] =
            &[$(($tag, include_str!(concat!("../../../config/questionnaire.", $tag, ".ftl")))),*];
    };
}

built_in!(
    "zh-Hans" "en" "vi" "id" "hi" "am" "th" "my" "zh-Hant" "ms" "fil" "ur" "ta" "ko" "km" "bn" "ne" "sw" "lo" "ar" "ru" "ja" "pt-BR"
);

/// The texts of the pages in a language; `None` if the language has no catalog.
pub(crate) fn pages(tag: &str) -> Option<&'static str> {
    PAGES.iter().find(|(of, _)| *of == tag).map(|(_, texts)| *texts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use surface::{Catalog, Language};

    /// The language tags for which a folder has a catalog whose file name begins with `prefix`.
    fn lying_in(folder: &str, prefix: &str) -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| Some(name.strip_prefix(prefix)?.strip_suffix(".ftl")?.to_owned())).collect()
    }

    #[test]
    fn no_question_loses_a_hint_or_a_reason_in_translation() {
        let load = |tag: &str, text| Catalog::load(Language::find(tag).unwrap(), tag, text).unwrap();
        let english = super::QUESTIONS.iter().find(|(tag, _)| *tag == "en").unwrap().1;
        for (tag, text) in super::QUESTIONS {
            load(tag, text).check_against(&load("en", english)).unwrap();
        }
    }

    #[test]
    fn shipped_settings_offer_every_language_and_know_where_each_leaves_to() {
        let settings: toml::Table = crate::settings::DEFAULT.parse().unwrap();
        let tags: BTreeSet<&str> = Language::all().iter().map(Language::tag).collect();
        let offered = settings["languages"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap());
        assert_eq!(offered.collect::<BTreeSet<_>>(), tags);
        assert_eq!(settings["exits"].as_table().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), tags);
    }

    #[test]
    fn every_language_has_both_catalogs_and_every_catalog_is_built_in() {
        let languages: BTreeSet<String> = Language::all().iter().map(|language| language.tag().to_owned()).collect();
        let built_in = |all: &[(&str, &str)]| all.iter().map(|(tag, _)| (*tag).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(built_in(super::PAGES), languages);
        assert_eq!(built_in(super::QUESTIONS), languages);
        assert_eq!(lying_in(concat!(env!("CARGO_MANIFEST_DIR"), "/locales"), ""), languages);
        assert_eq!(lying_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config"), "questionnaire."), languages);
    }
}

//! The catalogs that are built in: `locales/<tag>.ftl` for the pages, `config/questionnaire.<tag>.ftl` for the questions.
//!
//! To add a language: both files, its tag below, and its name in `surface::Language`. A test refuses whatever has not all three.

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

/// The texts of the pages in a language.
pub(crate) fn pages(tag: &str) -> Option<&'static str> {
    PAGES.iter().find(|(of, _)| *of == tag).map(|(_, texts)| *texts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use surface::Language;

    /// The tags of a folder's catalogs.
    fn lying_in(folder: &str, prefix: &str) -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| Some(name.strip_prefix(prefix)?.strip_suffix(".ftl")?.to_owned())).collect()
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

//! The word that was meant.

/// Of `known`, the one that is most like `typed`; `None` where none is like it.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.trim().to_lowercase().replace([' ', '_'], "-");
    let likeness = |word: &str| strsim::jaro_winkler(&typed, word);
    known
        .map(|word| (likeness(word), word))
        .filter(|(alike, _)| *alike > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

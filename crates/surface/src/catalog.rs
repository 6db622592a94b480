//! Catalogs: the Fluent texts of one language.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

use crate::Language;

/// The fault for which a catalog does not load, with the file and the line.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {fault}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct CatalogError {
    file: String,
    line: Option<usize>,
    /// The fault that was found.
    pub fault: CatalogFault,
}

/// A fault of a catalog.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogFault {
    /// The text is not valid Fluent.
    #[error("this is not Fluent: a text must follow \"id =\", and every {{ needs its }}")]
    Syntax,
    /// A message is defined twice.
    #[error("{0} is defined twice")]
    Twice(String),
    /// A text has braces around something else than a variable such as `{ $name }`.
    #[error("{0} has braces around something that is not a variable such as {{ $files }}")]
    Placeable(String),
    /// A message is in the catalog of the first language, but not in this catalog.
    #[error("{0} is missing")]
    Missing(String),
    /// A message is in this catalog, but not in that of the first language.
    #[error("the first language has no {0}")]
    Unknown(String),
    /// The variables of a message differ from those in the first language.
    #[error("{0} uses other variables than in the first language")]
    Variables(String),
    /// A message has a variable, but no program fills it in.
    #[error("{0} holds a variable in braces, and nothing fills it in")]
    Unfilled(String),
}

/// A message or an attribute: its line, and the variables in it.
struct Entry {
    line: Option<usize>,
    variables: Vec<String>,
}

/// The texts of one language. A text is requested as `id` or `id.attribute`.
pub struct Catalog {
    language: &'static Language,
    file: String,
    bundle: FluentBundle<FluentResource>,
    entries: BTreeMap<String, Entry>,
    reviewed: bool,
}

impl Catalog {
    /// Parses a Fluent file. `file` is the file's name in errors, and `text` its contents.
    ///
    /// # Errors
    /// When the text is not valid Fluent, defines a message twice, or has a placeable that is not a variable.
    pub fn load(language: &'static Language, file: &str, text: &str) -> Result<Self, CatalogError> {
        let error = |line: Option<usize>, fault: CatalogFault| CatalogError { file: file.to_owned(), line, fault };
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            let at = errors.first().map_or(0, |error| error.pos.start);
            let line = text.get(..at).unwrap_or_default().lines().count().max(1);
            error(Some(line), CatalogFault::Syntax)
        })?;
        let mut entries = BTreeMap::new();
        for message in resource.entries() {
            let ast::Entry::Message(message) = message else { continue };
            let id = message.id.name;
            let patterns = message.value.iter().map(|pattern| (id.to_owned(), pattern));
            let attributes = message.attributes.iter().map(|a| (format!("{id}.{}", a.id.name), &a.value));
            for (id, pattern) in patterns.chain(attributes) {
                let line = line_of(text, &id, 0);
                let Some(variables) = variables(pattern) else {
                    return Err(error(line, CatalogFault::Placeable(id)));
                };
                if entries.insert(id.clone(), Entry { line, variables }).is_some() {
                    return Err(error(line_of(text, &id, 1), CatalogFault::Twice(id)));
                }
            }
        }
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks keep left-to-right text, such as a day, in order within a right-to-left line. In other
        // languages the marks are left out, because they would only disturb people who copy a text.
        bundle.set_use_isolating(language.direction() == "rtl");
        // This overrides nothing, because messages that are defined twice were refused above.
        bundle.add_resource_overriding(resource);
        let reviewed =
            text.lines().any(|line| line.strip_prefix("# reviewed-by:").is_some_and(|by| !by.trim().is_empty()));
        Ok(Self { language, file: file.to_owned(), bundle, entries, reviewed })
    }

    /// Whether a native reader has checked the texts. Otherwise they are a machine's draft.
    pub fn is_reviewed(&self) -> bool {
        self.reviewed
    }

    /// The language.
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// Checks that this catalog has the same messages and variables as `first`.
    ///
    /// # Errors
    /// When a message is missing, is not in `first`, or has other variables.
    pub fn check_against(&self, first: &Self) -> Result<(), CatalogError> {
        let error = |line: Option<usize>, fault| Err(CatalogError { file: self.file.clone(), line, fault });
        for (id, entry) in &first.entries {
            match self.entries.get(id) {
                None => return error(None, CatalogFault::Missing(id.clone())),
                Some(own) if own.variables != entry.variables => {
                    return error(own.line, CatalogFault::Variables(id.clone()));
                }
                Some(_) => {}
            }
        }
        match self.entries.iter().find(|(id, _)| !first.entries.contains_key(*id)) {
            Some((id, own)) => error(own.line, CatalogFault::Unknown(id.clone())),
            None => Ok(()),
        }
    }

    /// Checks that no text has a variable. This is for catalogs in which no program replaces variables.
    ///
    /// # Errors
    /// When a text has a variable.
    pub fn check_plain(&self) -> Result<(), CatalogError> {
        match self.entries.iter().find(|(_, entry)| !entry.variables.is_empty()) {
            Some((id, entry)) => {
                let fault = CatalogFault::Unfilled(id.clone());
                Err(CatalogError { file: self.file.clone(), line: entry.line, fault })
            }
            None => Ok(()),
        }
    }

    /// The text of `id` or `id.attribute`; `None` if there is none.
    pub fn find(&self, id: &str) -> Option<String> {
        self.format(id, None)
    }

    /// The text of `id` or `id.attribute`. If it is missing, returns `id`; tests find missing texts beforehand.
    pub fn text(&self, id: &str) -> String {
        self.find(id).unwrap_or_else(|| id.to_owned())
    }

    /// As [`Self::text`], with the variables filled in. Numbers and days are written in the language's digits.
    pub fn text_with(&self, id: &str, variables: &[(&str, String)]) -> String {
        let mut args = FluentArgs::new();
        variables.iter().for_each(|(name, value)| args.set((*name).to_owned(), self.language.number(value)));
        self.format(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The text of a question's option: the text for this question (`q-age.opt-under-18`), or else the text that
    /// questions share (`opt-yes`). Returns `None` if there is neither.
    pub fn option(&self, question: &str, option: &str) -> Option<String> {
        self.find(&format!("q-{question}.opt-{option}")).or_else(|| self.find(&format!("opt-{option}")))
    }

    fn format(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (id, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }
}

/// The line of a message or attribute, from 1. If the name is defined more than once, the first `after` definitions are
/// skipped.
fn line_of(text: &str, id: &str, after: usize) -> Option<usize> {
    let begins =
        |line: &str, with: &str| line.strip_prefix(with).is_some_and(|rest| rest.trim_start().starts_with('='));
    let (message, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
    let mut own = false;
    let is_it = |line: &str| {
        let head = !line.starts_with([' ', '#']) && !line.is_empty();
        own = if head { begins(line, message) } else { own };
        match attribute {
            Some(attribute) => own && begins(line.trim_start(), &format!(".{attribute}")),
            None => head && own,
        }
    };
    let numbered = text.lines().enumerate();
    let mut is_it = is_it;
    numbered.filter(|(_, line)| is_it(line)).nth(after).map(|(at, _)| at + 1)
}

/// The names of the variables in a text, sorted, each once; `None` if the text has a placeable that is not a variable.
fn variables(pattern: &ast::Pattern<&str>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { .. } => {}
            ast::PatternElement::Placeable {
                expression: ast::Expression::Inline(ast::InlineExpression::VariableReference { id }),
            } => names.push(id.name.to_owned()),
            ast::PatternElement::Placeable { .. } => return None,
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(tag: &str, text: &str) -> Result<Catalog, CatalogError> {
        Catalog::load(Language::find(tag).unwrap(), "page.ftl", text)
    }

    const ENGLISH: &str = "# reviewed-by: somebody\na = Wait { $seconds } seconds\n    .hint = Now\n";

    #[test]
    fn a_text_is_found_by_message_and_by_attribute() {
        let catalog = load("en", ENGLISH).unwrap();
        assert_eq!(catalog.text_with("a", &[("seconds", "7".to_owned())]), "Wait 7 seconds");
        assert_eq!(catalog.text("a.hint"), "Now");
        assert_eq!(catalog.find("b"), None);
        assert!(catalog.is_reviewed());
    }

    #[test]
    fn numbers_stand_in_native_digits_and_keep_their_order_from_right_to_left() {
        let wait = |tag| load(tag, ENGLISH).unwrap().text_with("a", &[("seconds", "2026-11".to_owned())]);
        assert_eq!(wait("my"), "Wait ၂၀၂၆-၁၁ seconds");
        assert_eq!(wait("ar"), "Wait \u{2068}٢٠٢٦-١١\u{2069} seconds");
    }

    #[test]
    fn a_missing_message_an_extra_one_and_another_variable_are_each_refused_by_name() {
        let english = load("en", ENGLISH).unwrap();
        let refusal = |text: &str| load("th", text).unwrap().check_against(&english).unwrap_err().to_string();
        assert_eq!(refusal("a = { $seconds }\n"), "page.ftl: a.hint is missing");
        assert_eq!(refusal(&format!("{ENGLISH}b = x\n")), "page.ftl, line 4: the first language has no b");
        assert!(refusal("\na = { $minutes }\n    .hint = x\n").starts_with("page.ftl, line 2: a uses other variables"));
        assert!(english.check_plain().unwrap_err().to_string().contains("line 2"));
        assert!(!load("th", "# reviewed-by:\na = x\n").unwrap().is_reviewed());
    }

    #[test]
    fn what_is_not_fluent_is_refused_with_its_line() {
        let refusal = |text: &str| load("en", text).err().unwrap();
        assert_eq!(refusal("a = b\n= c\n").fault, CatalogFault::Syntax);
        assert_eq!(refusal("a = b\na = c\n").to_string(), "page.ftl, line 2: a is defined twice");
        assert_eq!(refusal("a = b\n    .c = d\n\n# e\n    .c = f\n").fault, CatalogFault::Syntax);
    }

    #[test]
    fn a_broken_placeable_is_refused_with_its_line() {
        for broken in ["a = b\nc = { $d\n", "a = b\nc = { e }\n", "a = b\nc = { \"f\" }\n", "a = b\nc = { G() }\n"] {
            let error = load("en", broken).err().unwrap().to_string();
            assert!(error.starts_with("page.ftl, line 2: "), "{broken}: {error}");
        }
    }
}

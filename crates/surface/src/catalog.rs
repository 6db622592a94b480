//! Fluent texts of one language.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

use crate::Language;

/// Why a catalog does not load. Each says what to mend.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Not Fluent.
    #[error("{file}: line {line} is not Fluent")]
    Syntax {
        /// Which catalog.
        file: String,
        /// From 1.
        line: usize,
    },
    /// A message stands there twice.
    #[error("{file}: {id} stands there twice")]
    Twice {
        /// Which catalog.
        file: String,
        /// The message.
        id: String,
    },
    /// Another catalog has a message that this one lacks, or the other way round.
    #[error("{file}: {id} is missing, or is missing in the first language")]
    Missing {
        /// Which catalog.
        file: String,
        /// The message, with its attribute.
        id: String,
    },
    /// A message uses other variables than in the first language.
    #[error("{file}: {id} uses other variables than in the first language")]
    Variables {
        /// Which catalog.
        file: String,
        /// The message, with its attribute.
        id: String,
    },
}

/// The texts of one language. Messages are asked for as `id` or `id.attribute`.
pub struct Catalog {
    language: &'static Language,
    bundle: FluentBundle<FluentResource>,
    /// Variables by message, for comparison with other languages.
    shape: BTreeMap<String, Vec<String>>,
    reviewed: bool,
}

impl Catalog {
    /// Reads one or more Fluent files, each given as its name and its text.
    pub fn load(language: &'static Language, files: &[(&str, &str)]) -> Result<Self, CatalogError> {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks would show up in attributes and page titles.
        bundle.set_use_isolating(false);
        let mut shape = BTreeMap::new();
        let mut reviewed = true;
        for (file, text) in files {
            let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, errors)| {
                let at = errors.first().map_or(0, |error| error.pos.start);
                let line = text.get(..at).unwrap_or_default().lines().count().max(1);
                CatalogError::Syntax { file: (*file).to_owned(), line }
            })?;
            collect(&resource, &mut shape);
            reviewed &=
                text.lines().any(|line| line.strip_prefix("# reviewed-by:").is_some_and(|by| !by.trim().is_empty()));
            bundle.add_resource(resource).map_err(|errors| {
                let id = errors.first().map(ToString::to_string).unwrap_or_default();
                CatalogError::Twice { file: (*file).to_owned(), id }
            })?;
        }
        Ok(Self { language, bundle, shape, reviewed })
    }

    /// Whether a native reader has checked every file of it; otherwise it is a machine's draft.
    pub fn is_reviewed(&self) -> bool {
        self.reviewed
    }

    /// The language.
    pub fn language(&self) -> &'static Language {
        self.language
    }

    /// Refuses a catalog that has other messages or variables than `first`.
    pub fn check_against(&self, first: &Self) -> Result<(), CatalogError> {
        let file = self.language.tag().to_owned();
        for (id, variables) in &first.shape {
            match self.shape.get(id) {
                None => return Err(CatalogError::Missing { file, id: id.clone() }),
                Some(own) if own != variables => return Err(CatalogError::Variables { file, id: id.clone() }),
                Some(_) => {}
            }
        }
        match self.shape.keys().find(|id| !first.shape.contains_key(*id)) {
            Some(id) => Err(CatalogError::Missing { file, id: id.clone() }),
            None => Ok(()),
        }
    }

    /// The text of `id` or `id.attribute`, if there is one.
    pub fn find(&self, id: &str) -> Option<String> {
        self.format(id, None)
    }

    /// The text; where it is missing, its id, which a test would have found.
    pub fn text(&self, id: &str) -> String {
        self.find(id).unwrap_or_else(|| id.to_owned())
    }

    /// The text with its variables filled in.
    pub fn text_with(&self, id: &str, variables: &[(&str, String)]) -> String {
        let mut args = FluentArgs::new();
        variables.iter().for_each(|(name, value)| args.set((*name).to_owned(), value.clone()));
        self.format(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The text of a question's option: its own (`q-age.opt-under-18`), else the one that all questions share (`opt-yes`).
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

fn collect(resource: &FluentResource, shape: &mut BTreeMap<String, Vec<String>>) {
    for entry in resource.entries() {
        let ast::Entry::Message(message) = entry else { continue };
        if let Some(pattern) = &message.value {
            shape.insert(message.id.name.to_owned(), variables(pattern));
        }
        for attribute in &message.attributes {
            shape.insert(format!("{}.{}", message.id.name, attribute.id.name), variables(&attribute.value));
        }
    }
}

fn variables(pattern: &ast::Pattern<&str>) -> Vec<String> {
    let mut names: Vec<String> = pattern
        .elements
        .iter()
        .filter_map(|element| match element {
            ast::PatternElement::Placeable {
                expression: ast::Expression::Inline(ast::InlineExpression::VariableReference { id }),
            } => Some(id.name.to_owned()),
            _ => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(tag: &str, text: &str) -> Result<Catalog, CatalogError> {
        Catalog::load(Language::find(tag).unwrap(), &[("page", text)])
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
    fn a_missing_message_an_extra_one_and_another_variable_are_each_refused_by_name() {
        let english = load("en", ENGLISH).unwrap();
        let refusal = |text: &str| load("th", text).unwrap().check_against(&english).unwrap_err().to_string();
        assert!(refusal("a = { $seconds }\n").contains("a.hint"));
        assert!(refusal(&format!("{ENGLISH}b = x\n")).contains('b'));
        assert!(refusal("a = { $minutes }\n    .hint = x\n").contains("variables"));
        assert!(!load("th", "# reviewed-by:\na = x\n").unwrap().is_reviewed());
    }

    #[test]
    fn what_is_not_fluent_is_refused_with_its_line() {
        assert!(matches!(load("en", "a = b\n= c\n"), Err(CatalogError::Syntax { line, .. }) if line <= 2));
        assert!(matches!(load("en", "a = b\na = c\n"), Err(CatalogError::Twice { .. })));
    }
}

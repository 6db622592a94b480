//! Phrases of a list, parsed into terms to search for.
//!
//! ```text
//! going to kill          these words, one after the other
//! kill*  *kill*          the beginning of a word; any part of one
//! =ตี                    in a script without spaces: only where a word begins and ends
//! <will> <kill>          one word from each of these named lists
//! <will> .. <kill>       with a few words between, at most
//! killed # people        with a number in digits
//! <lock> & <room>        in one sentence, in any order
//! ```
//!
//! In an Asian script without spaces, a phrase is found anywhere, because sources disagree on where its words end.

use std::collections::{BTreeMap, HashMap};

use envelope::folding::fold_to_read;

use super::list::ListError;

/// Where words must begin and end for a literal to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Borders {
    /// Whether a word must begin where the literal begins.
    pub(super) start: bool,
    /// Whether a word must end where the literal ends.
    pub(super) end: bool,
    /// In a script without spaces: whether, by a dictionary, a word must begin where the literal begins and end where
    /// it ends.
    pub(super) exact: bool,
}

/// The number of a term. A term is found wherever one of its literals is found.
pub(super) type Term = usize;

/// The term of a number in digits.
pub(super) const NUMBER: Term = 0;

/// The terms of a row, in their order. With each term is stored what may be between it and the term before.
pub(super) type Row = Vec<(Between, Term)>;

/// The text that may stand between a term and the term before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Only a space.
    Nothing,
    /// The rest of a word, if the term before is the beginning of that word, and a space.
    Ending,
    /// A few words, for `..` in the phrase.
    Gap,
}

/// A phrase. It consists of rows, all of which must be in one sentence.
pub(super) type Phrase = Vec<Row>;

/// The terms and literals of all phrases that have been parsed.
#[derive(Default)]
pub(super) struct Terms {
    /// Each literal, and the terms that contain it.
    pub(super) literals: HashMap<(String, Borders), Vec<Term>>,
    /// The terms that have been made, by their text in the phrase.
    known: HashMap<String, Term>,
    count: usize,
}

/// The named words of a list, and whether they are folded with their marks (accents, tones).
pub(super) struct Names<'a> {
    pub(super) words: &'a BTreeMap<String, Vec<String>>,
    pub(super) marks: bool,
}

impl Names<'_> {
    /// Folds a text in the same way as the sentences that the list reads.
    pub(super) fn folded(&self, text: &str) -> String {
        fold_to_read(text, self.marks).trim().to_owned()
    }
}

impl Terms {
    /// Parses a phrase into rows of terms.
    pub(super) fn phrase(&mut self, names: &Names<'_>, phrase: &str) -> Result<Phrase, ListError> {
        let refuse = |why| ListError::Phrase { phrase: phrase.to_owned(), why };
        let mut rows = Vec::new();
        // Spaces are added around these signs, because nothing else separates them from the word before in scripts
        // without spaces.
        let apart = phrase.replace('#', " # ").replace('<', " <").replace('>', "> ");
        for part in apart.split('&') {
            let mut row: Row = Vec::new();
            let mut words: Vec<&str> = Vec::new();
            let mut between = Between::Nothing;
            // Consecutive words are joined into one literal.
            for token in part.split_whitespace().map(Some).chain([None]) {
                let ends = token.is_none_or(|token| token == ".." || token.starts_with(['<', '*', '#']));
                if !words.is_empty() && (ends || words.last().is_some_and(|word| word.ends_with('*'))) {
                    row.push((between, self.literal(names, &words.join(" ")).map_err(refuse)?));
                    let stem = words.last().is_some_and(|word| word.ends_with('*'));
                    (between, words) = (if stem { Between::Ending } else { Between::Nothing }, Vec::new());
                }
                match token {
                    Some("..") if row.is_empty() => return Err(refuse("nothing stands before ..")),
                    Some("..") => between = Between::Gap,
                    Some(name) if name.starts_with('<') => {
                        let name = name.trim_start_matches('<').trim_end_matches('>');
                        row.push((between, self.class(names, name, phrase)?));
                        // The named words may be beginnings of words, so the rest of a word may follow.
                        between = Between::Ending;
                    }
                    Some("#") => {
                        row.push((between, NUMBER));
                        between = Between::Nothing;
                    }
                    Some(word) => words.push(word),
                    None => {}
                }
            }
            if row.is_empty() || between == Between::Gap {
                return Err(refuse("a row of it is empty"));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn class(&mut self, names: &Names<'_>, name: &str, phrase: &str) -> Result<Term, ListError> {
        let key = format!("<{name}>");
        if let Some(term) = self.known.get(&key) {
            return Ok(*term);
        }
        let words = names
            .words
            .get(name)
            .filter(|words| !words.is_empty())
            .ok_or_else(|| ListError::Words { phrase: phrase.to_owned(), name: name.to_owned() })?;
        let term = self.next();
        for word in words {
            self.add(names, word, term).map_err(|why| ListError::Phrase { phrase: word.clone(), why })?;
        }
        self.known.insert(key, term);
        Ok(term)
    }

    fn literal(&mut self, names: &Names<'_>, text: &str) -> Result<Term, &'static str> {
        let key = text.to_owned();
        if let Some(term) = self.known.get(&key) {
            return Ok(*term);
        }
        let term = self.next();
        self.add(names, text, term)?;
        self.known.insert(key, term);
        Ok(term)
    }

    fn add(&mut self, names: &Names<'_>, text: &str, term: Term) -> Result<(), &'static str> {
        let (start, text) = text.strip_prefix('*').map_or((true, text), |rest| (false, rest));
        let (end, text) = text.strip_suffix('*').map_or((true, text), |rest| (false, rest));
        let (exact, text) = text.strip_prefix('=').map_or((false, text), |rest| (true, rest));
        let literal = names.folded(text);
        if literal.is_empty() {
            return Err("it has no letter");
        }
        if literal.contains(['*', '<', '>', '=', '#']) {
            return Err("a sign stands within a word");
        }
        let terms = self.literals.entry((literal, Borders { start, end, exact })).or_default();
        if !terms.contains(&term) {
            terms.push(term);
        }
        Ok(())
    }

    fn next(&mut self) -> Term {
        self.count += 1;
        NUMBER + self.count
    }
}

/// A phrase with a number in it, stored as the folded texts directly before and after the number.
#[derive(Debug, Clone)]
pub(super) struct Numbered {
    pub(super) before: String,
    pub(super) after: String,
}

impl Numbered {
    /// Parses a phrase such as "aged #" or "# years old".
    pub(super) fn parse(names: &Names<'_>, phrase: &str) -> Result<Self, ListError> {
        let refuse = |why| ListError::Phrase { phrase: phrase.to_owned(), why };
        let (before, after) = phrase.split_once('#').ok_or_else(|| refuse("no # stands in it"))?;
        if after.contains('#') {
            return Err(refuse("# stands in it twice"));
        }
        // The phrase "#-year-old" also means "# year-old".
        let (before, after) = (names.folded(before), names.folded(after));
        let before = before.trim_end_matches(['-', ' ']).to_owned();
        let after = after.trim_start_matches(['-', ' ']).to_owned();
        if before.is_empty() && after.is_empty() {
            return Err(refuse("nothing but # stands in it"));
        }
        Ok(Self { before, after })
    }
}

//! The search for every phrase of a list, in one pass over a sentence.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};

use super::ages;
use super::list::ListError;
use super::pattern::{Between, Borders, NUMBER, Phrase, Row, Term, Terms};
use super::text::{Sentence, in_word, width};

/// The largest gap that `..` in a phrase bridges, in letters: about six words.
const GAP: usize = 36;

/// The most places in one sentence where a literal or number is found. Nobody writes more, and a flood of them must not
/// take more time.
const MOST_HITS: usize = 4_000;

/// The most phrases that are found in one sentence.
const MOST_SPANS: usize = 200;

/// Counts the positions that are read, for the test with floods of phrases. A count is the same on every machine, and a
/// time is not.
#[cfg(test)]
pub(super) mod looked_at {
    use std::cell::Cell;

    thread_local!(static PLACES: Cell<u64> = const { Cell::new(0) });

    pub(in crate::signals) fn one_more() {
        PLACES.set(PLACES.get() + 1);
    }

    /// Returns the number of positions that were read since the last call of this function.
    pub(in crate::signals) fn take() -> u64 {
        PLACES.take()
    }
}

/// All phrases of a list, each identified by its number.
pub(super) struct Matcher {
    literals: AhoCorasick,
    /// For each literal, where a word must begin or end, and the terms that contain the literal.
    uses: Vec<(Borders, Vec<Term>)>,
    phrases: Vec<Phrase>,
    /// For each term, the rows that begin with it: the index of the phrase, and of the row in that phrase.
    begins: HashMap<Term, Vec<(usize, usize)>>,
}

/// A phrase that was found.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) phrase: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The spans that the phrase's gaps (`..`) bridge.
    pub(super) gaps: Vec<(usize, usize)>,
}

struct Hit {
    start: usize,
    end: usize,
    term: Term,
}

impl Matcher {
    pub(super) fn new(terms: Terms, phrases: Vec<Phrase>) -> Result<Self, ListError> {
        let mut literals: Vec<((String, Borders), Vec<Term>)> = terms.literals.into_iter().collect();
        // The literals are sorted, so that a list is always searched in the same order.
        literals.sort_by(|a, b| (&a.0.0, &a.1).cmp(&(&b.0.0, &b.1)));
        let mut begins: HashMap<Term, Vec<(usize, usize)>> = HashMap::new();
        for (phrase, rows) in phrases.iter().enumerate() {
            for (row, parts) in rows.iter().enumerate() {
                if let Some((_, first)) = parts.first() {
                    begins.entry(*first).or_default().push((phrase, row));
                }
            }
        }
        let ac = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(literals.iter().map(|((literal, _), _)| literal))?;
        let uses = literals.into_iter().map(|((_, borders), terms)| (borders, terms)).collect();
        Ok(Self { literals: ac, uses, phrases, begins })
    }

    /// Returns the phrases in a sentence, in the order in which they begin.
    pub(super) fn find(&self, sentence: &Sentence<'_>) -> Vec<Span> {
        let hits = self.hits(sentence);
        let mut spans = Vec::new();
        // For a phrase of several rows (joined by `&`), the span of each row that was found.
        let mut rows: HashMap<usize, Vec<Option<Span>>> = HashMap::new();
        for (at, hit) in hits.iter().enumerate() {
            #[cfg(test)]
            looked_at::one_more();
            if spans.len() >= MOST_SPANS {
                break;
            }
            let Some(begins) = self.begins.get(&hit.term) else { continue };
            // The terms that may follow this hit. They are collected once, for all phrases that begin here.
            let reach = hits.iter().skip(at).take_while(|next| {
                next.start < hit.end
                    || sentence.folded.get(hit.end..next.start).is_some_and(|between| width(between) <= GAP)
            });
            let follows: BTreeSet<Term> = reach.map(|next| next.term).collect();
            for (phrase, row) in begins {
                #[cfg(test)]
                looked_at::one_more();
                let Some(parts) = self.phrases.get(*phrase) else { continue };
                let second = parts.get(*row).and_then(|row| row.get(1));
                if second.is_some_and(|(_, term)| !follows.contains(term)) {
                    continue;
                }
                let Some((end, gaps)) = parts.get(*row).and_then(|row| follow(row, 1, hit.end, &hits, at, sentence))
                else {
                    continue;
                };
                let span = Span { phrase: *phrase, start: hit.start, end, gaps };
                if parts.len() == 1 {
                    spans.push(span);
                } else {
                    let found = rows.entry(*phrase).or_insert_with(|| vec![None; parts.len()]);
                    if let Some(place @ None) = found.get_mut(*row) {
                        *place = Some(span);
                    }
                }
            }
        }
        for (phrase, found) in rows {
            let found: Vec<Span> = found.into_iter().flatten().collect();
            if found.len() == self.phrases.get(phrase).map_or(0, Vec::len) {
                let start = found.iter().map(|span| span.start).min().unwrap_or(0);
                let end = found.iter().map(|span| span.end).max().unwrap_or(start);
                spans.push(Span { phrase, start, end, gaps: found.into_iter().flat_map(|span| span.gaps).collect() });
            }
        }
        spans.sort_by_key(|span| (span.start, span.end, span.phrase));
        spans
    }

    fn hits(&self, sentence: &Sentence<'_>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for hit in self.literals.find_overlapping_iter(&sentence.folded) {
            let Some((borders, terms)) = self.uses.get(hit.pattern().as_usize()) else { continue };
            if hits.len() >= MOST_HITS {
                break;
            }
            if sentence.has_borders(hit.start(), hit.end(), *borders) {
                hits.extend(terms.iter().map(|term| Hit { start: hit.start(), end: hit.end(), term: *term }));
            }
        }
        if self.begins.contains_key(&NUMBER) || !hits.is_empty() {
            hits.extend(ages::numbers(&sentence.folded).iter().map(|number| Hit {
                start: number.start,
                end: number.end,
                term: NUMBER,
            }));
        }
        hits.sort_by_key(|hit| (hit.start, hit.end, hit.term));
        hits
    }
}

/// Matches the terms of a row from the index `next` on, after the position `end`. Returns the end of the match, and its
/// gaps.
fn follow(
    row: &Row,
    next: usize,
    end: usize,
    hits: &[Hit],
    from: usize,
    sentence: &Sentence<'_>,
) -> Option<(usize, Vec<(usize, usize)>)> {
    let Some((allowed, term)) = row.get(next) else { return Some((end, Vec::new())) };
    for (at, hit) in hits.iter().enumerate().skip(from) {
        #[cfg(test)]
        looked_at::one_more();
        if hit.start < end {
            continue;
        }
        let between = sentence.folded.get(end..hit.start)?;
        if width(between) > GAP {
            return None;
        }
        let rest = if *allowed == Between::Ending { between.trim_start_matches(in_word) } else { between };
        if hit.term != *term
            || (*allowed != Between::Gap && (rest.chars().any(char::is_alphanumeric) || width(rest) > 2))
        {
            continue;
        }
        if let Some((last, mut gaps)) = follow(row, next + 1, hit.end, hits, at, sentence) {
            if *allowed == Between::Gap {
                gaps.push((end, hit.start));
            }
            return Some((last, gaps));
        }
    }
    None
}

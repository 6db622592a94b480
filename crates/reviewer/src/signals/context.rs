//! Contexts: phrases that change the meaning of a phrase next to them.
//!
//! A context cancels only the phrases next to it.

use super::reading::PhraseMatch;
use super::text::{Sentence, width};
use super::{Compiled, Kind, Role};

/// The phrases and contexts that one list found, by sentence.
pub(super) struct Contexts<'a> {
    list: &'a Compiled,
    /// The sentences in the form in which the list reads them.
    sentences: &'a [Sentence<'a>],
    /// All matches of this list, and the contexts that other lists found, in the order of the sentences.
    found: &'a [PhraseMatch],
    /// Those matches in `found` that are contexts and that no "keeps" phrase disables, in the same order.
    contexts: Vec<&'a PhraseMatch>,
}

impl<'a> Contexts<'a> {
    /// Collects the contexts in `found`, which must be in the order of sentences and positions.
    pub(super) fn new(list: &'a Compiled, sentences: &'a [Sentence<'a>], found: &'a [PhraseMatch]) -> Self {
        let keeps: Vec<&PhraseMatch> = found.iter().filter(|found| found.role == Role::Keeps).collect();
        let is_kept = |one: &PhraseMatch| {
            let from = keeps.partition_point(|keeps| keeps.sentence < one.sentence);
            let of_sentence = keeps.iter().skip(from).take_while(|keeps| keeps.sentence == one.sentence);
            of_sentence.take(MOST_KEEPS).any(|keeps| keeps.start < one.end && one.start < keeps.end)
        };
        let contexts = found.iter().filter(|found| found.role.is_context() && !is_kept(found)).collect();
        Self { list, sentences, found, contexts }
    }

    /// Whether the phrase gives its signal. It gives none if it is negated, over, about somebody else, or a figure of
    /// speech.
    pub(super) fn holds(&self, found: &PhraseMatch, kind: Kind) -> bool {
        // These kinds ignore contexts: a denial may be dictated, and an advert remains an advert in any context.
        if matches!(kind, Kind::Denial | Kind::Advert | Kind::Test) {
            return true;
        }
        !self.is_negated(found) && !self.is_elsewhere(found, kind)
    }

    fn is_negated(&self, found: &PhraseMatch) -> bool {
        let Some(sentence) = self.sentences.get(found.sentence) else { return false };
        let folded = sentence.folded.as_str();
        let near = |from: usize, to: usize| {
            folded.get(from..to).is_some_and(|between| {
                width(between) <= self.list.reach
                    && !between.contains([',', '\u{60c}', '\u{3001}', '\u{ff0c}', '\u{104a}', ':', '('])
            }) && !self.turns(found.sentence, from, to)
        };
        self.here(found.sentence, Role::NotBefore).any(|not| {
            in_gap(not, found) || (not.start < found.start && (not.end > found.start || near(not.end, found.start)))
        }) || self.here(found.sentence, Role::NotAfter).any(|not| {
            in_gap(not, found) || (not.end > found.end && (not.start < found.end || near(found.end, not.start)))
        })
    }

    fn is_elsewhere(&self, found: &PhraseMatch, kind: Kind) -> bool {
        let at = found.sentence;
        let urgent = !matches!(
            kind,
            Kind::Beaten | Kind::Documents | Kind::Sold | Kind::Money | Kind::Hunger | Kind::ContactLost | Kind::Many
        );
        let figure =
            [Some(at), at.checked_sub(1)].into_iter().flatten().any(|at| self.here(at, Role::Figure).next().is_some());
        // A threat looks ahead: what is over before it, or what somebody else's sentence says next, does not end it.
        let threat = matches!(kind, Kind::Death | Kind::SelfHarm | Kind::Deadline);
        let over = self.here(at, Role::Over).any(|over| {
            (over.start >= found.end && !(threat && self.turns(at, found.end, over.start)))
                || (!threat && over.end <= found.start && !self.turns(at, over.end, found.start))
        });
        let over = over || (!threat && self.here(at + 1, Role::Over).next().is_some());
        let past = urgent
            && self.here(at, Role::Past).any(|past| {
                let (from, to) =
                    if past.end <= found.start { (past.end, found.start) } else { (found.end, past.start) };
                from > to || !self.turns(at, from, to)
            });
        let others = kind == Kind::Minor && self.here(at, Role::Others).next().is_some();
        figure || over || past || others
    }

    /// Returns the contexts in a sentence that have this role.
    fn here(&self, sentence: usize, role: Role) -> impl Iterator<Item = &PhraseMatch> {
        let from = self.contexts.partition_point(|found| found.sentence < sentence);
        let of_sentence = self.contexts.iter().skip(from).take_while(move |found| found.sentence == sentence);
        let of_sentence = of_sentence.take(MOST_CONTEXTS);
        #[cfg(test)]
        let of_sentence = of_sentence.inspect(|_| super::matcher::looked_at::one_more());
        of_sentence.filter(move |found| found.role == role).copied()
    }

    /// Returns all matches in a sentence.
    pub(super) fn of_sentence(&self, sentence: usize) -> &'a [PhraseMatch] {
        let from = self.found.partition_point(|found| found.sentence < sentence);
        let to = self.found.partition_point(|found| found.sentence <= sentence);
        self.found.get(from..to).unwrap_or_default()
    }

    /// Whether a new clause, such as one with "but", begins between two positions.
    fn turns(&self, sentence: usize, from: usize, to: usize) -> bool {
        self.here(sentence, Role::Turn).any(|turn| turn.start >= from && turn.end <= to)
    }
}

/// The most contexts of one sentence that are read. Nobody writes more, and a flood of them must not take more time.
/// The limit for "keeps" phrases follows.
const MOST_CONTEXTS: usize = 100;
const MOST_KEEPS: usize = 50;

fn in_gap(not: &PhraseMatch, found: &PhraseMatch) -> bool {
    found.gaps.iter().any(|(from, to)| *from <= not.start && not.end <= *to)
}

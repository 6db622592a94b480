//! The reading of a text: first its phrases, then their contexts, then ages and days.

use std::collections::BTreeSet;

use envelope::Day;
use serde::{Deserialize, Serialize};

use super::ages::{self, Number};
use super::context::Contexts;
use super::deadlines;
use super::text::{Sentence, bears_marks, sentences};
use super::{Compiled, Kind, LazyList, Role, Signals};
use crate::language::{self, Guess};
use crate::zawgyi;

/// The most quotations that are kept for one signal.
const MOST_QUOTES: usize = 3;

/// The number of places of one signal that are read. Further places are ignored.
const ENOUGH: usize = 20;

/// The length of the longest quotation, in characters.
const MOST_QUOTED: usize = 120;

/// The number of a list's small words in a text that is enough for the list to read the text, if nothing else says that
/// it should.
const MARKERS: usize = 2;

/// The most days that a deadline may lie ahead to count as a signal.
const SOON: i64 = 7;

/// The signals of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextSignals {
    /// The signals, each kind once, in the order of [`Kind::ALL`].
    pub signals: Vec<Signal>,
    /// Whether the text names a building, a floor or a room by its number.
    pub building: bool,
    /// The language of a text whose words were not read, because no list covers that language.
    pub unread: Option<String>,
}

/// A signal in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// The kind of the signal.
    pub kind: Kind,
    /// The language of the list that found the words.
    pub language: String,
    /// The words as typed. Words in Zawgyi are quoted in Unicode.
    pub quotes: Vec<String>,
    /// For the signal of a deadline: the earliest day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// For the signal of somebody under 18: the lowest age, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u32>,
}

/// A phrase that was found, and its role.
#[derive(Debug, Clone)]
pub(super) struct PhraseMatch {
    pub(super) role: Role,
    pub(super) sentence: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) gaps: Vec<(usize, usize)>,
}

impl TextSignals {
    /// Whether the text has a signal of this kind.
    pub fn says(&self, kind: Kind) -> bool {
        self.signals.iter().any(|signal| signal.kind == kind)
    }
}

impl Signals {
    /// Reads a text. `page` is the language of the form's page, and `sent` the day on which it was sent.
    pub fn read(&self, text: &str, page: &str, sent: Day) -> TextSignals {
        let in_unicode = zawgyi::reading(text);
        let text = in_unicode.as_deref().map_or_else(|| text.to_owned(), |reading| format!("{text}\n{reading}"));
        self.read_unicode(&text, page, sent, language::guess(&text))
    }

    /// Reads a text to which the Unicode form of any Zawgyi was added. `guess` is the guess at its language.
    pub(crate) fn read_unicode(&self, text: &str, page: &str, sent: Day, guess: Option<Guess>) -> TextSignals {
        let spoken = guess.map(|guess| guess.tag);
        let plain = sentences(text, false);
        let mut with_marks = None;
        let folded: Vec<&str> = plain.iter().map(|sentence| sentence.folded.as_str()).collect();
        let by_markers = self.markers.lists(&folded.join("\n"), MARKERS);
        // Each list that reads the text, with its matches. The flag is true if the list's language is that of the page,
        // or the one in which the text is written.
        let mut read: Vec<(&LazyList, Vec<PhraseMatch>, bool)> = Vec::new();
        for (number, listed) in self.lists.iter().enumerate() {
            let own = listed.head.language.as_str();
            let written = |tag: &str| own == tag || is_close(own, tag);
            // The English list reads every text, because texts of every language contain English words. Languages share
            // many words, so each other list reads only texts that show signs of its language.
            let applies = own == "en" || written(page) || spoken.is_some_and(written) || by_markers.contains(&number);
            let theirs = others_of_script(own).iter().any(|tag| page == *tag || spoken == Some(*tag));
            let script = script(own).filter(|of_script| !theirs && text.chars().any(of_script));
            if !applies && script.is_none() {
                continue;
            }
            let sentences = match listed.marks {
                Some(true) => with_marks.get_or_insert_with(|| sentences(text, true)),
                _ => &plain,
            };
            let mut found = found(listed.ready(), sentences);
            found.retain(|found| {
                let Some(sentence) = sentences.get(found.sentence) else { return false };
                let words = sentence.folded.get(found.start..found.end).unwrap_or_default();
                (applies || script.is_some_and(|of_script| words.chars().any(of_script))) && listed.fits(sentence)
            });
            read.push((listed, found, written(page) || spoken.is_some_and(written)));
        }
        let mut heard = TextSignals::default();
        for (at, (listed, found, _)) in read.iter().enumerate() {
            let marked = listed.marks == Some(true);
            let sentences = if marked { with_marks.as_deref().unwrap_or_default() } else { &plain };
            // Texts mix languages, so a context of one language cancels the phrases next to it in another. But "no" is
            // a word in many languages. So words that negate, or speak of the past, cancel only English phrases in this
            // way, and phrases between Malay and Indonesian.
            let own = listed.head.language.as_str();
            let others = read
                .iter()
                .enumerate()
                .filter(|(other, (by, _, sure))| *other != at && *sure && (by.marks == Some(true)) == marked);
            let contexts = others.flat_map(|(_, (by, found, _))| {
                let negates = own == "en" || (matches!(own, "id" | "ms") && is_close(own, &by.head.language));
                found.iter().filter(move |found| match found.role {
                    Role::Over | Role::Others | Role::Figure => true,
                    Role::NotBefore | Role::NotAfter | Role::Past => negates,
                    _ => false,
                })
            });
            let all = found.iter().chain(contexts).cloned().collect();
            read_by(listed, sentences, all, sent, &mut heard);
        }
        heard.signals.sort_by_key(|signal| signal.kind);
        heard.unread = other_of_script(text).or_else(|| {
            guess
                .filter(|guess| guess.sure && !self.lists.iter().any(|listed| listed.head.language == guess.tag))
                .map(|guess| guess.tag.to_owned())
        });
        heard
    }
}

impl LazyList {
    /// Whether this copy of the list reads the sentence. It depends on whether the sentence has marks (accents, tones).
    fn fits(&self, sentence: &Sentence<'_>) -> bool {
        self.marks.is_none_or(|marks| marks == bears_marks(sentence.typed))
    }
}

/// Returns the matches of a list, in the order of the sentences.
fn found(list: &Compiled, sentences: &[Sentence<'_>]) -> Vec<PhraseMatch> {
    let mut found = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        for span in list.matcher.find(sentence) {
            let Some(role) = list.means.get(span.phrase).copied() else { continue };
            found.push(PhraseMatch { role, sentence: at, start: span.start, end: span.end, gaps: span.gaps });
        }
    }
    found
}

/// Whether two languages can read each other's words.
fn is_close(own: &str, tag: &str) -> bool {
    const CLOSE: [&[&str]; 2] = [&["id", "ms"], &["zh-Hans", "zh-Hant"]];
    CLOSE.iter().any(|close| close.contains(&own) && close.contains(&tag))
}

/// Returns a test for the script of a language, if this language's list reads texts of that script by default.
fn script(language: &str) -> Option<fn(char) -> bool> {
    Some(match language {
        "th" => |c| matches!(c, '\u{e01}'..='\u{e7f}'),
        "lo" => |c| matches!(c, '\u{e80}'..='\u{eff}'),
        "my" => |c| matches!(c, '\u{1000}'..='\u{109f}' | '\u{aa60}'..='\u{aa7f}'),
        "km" => |c| matches!(c, '\u{1780}'..='\u{17ff}'),
        "am" => |c| matches!(c, '\u{1200}'..='\u{137f}'),
        "ta" => |c| matches!(c, '\u{b80}'..='\u{bff}'),
        "bn" => |c| matches!(c, '\u{980}'..='\u{9ff}'),
        "ko" => |c| matches!(c, '\u{ac00}'..='\u{d7af}'),
        "ja" => |c| matches!(c, '\u{3041}'..='\u{30ff}'),
        "ru" => |c| matches!(c, '\u{400}'..='\u{4ff}'),
        // Several languages use Chinese characters, Arabic letters or Devanagari. If the page is in another language,
        // these three languages are the most likely ones.
        "zh-Hans" => |c| matches!(c, '\u{4e00}'..='\u{9fff}'),
        "ar" => |c| matches!(c, '\u{620}'..='\u{64a}'),
        "hi" => |c| matches!(c, '\u{900}'..='\u{97f}'),
        _ => return None,
    })
}

/// Returns languages that are written in the script of a language of [`script`], but that this language's list does not
/// read.
fn others_of_script(language: &str) -> &'static [&'static str] {
    match language {
        "zh-Hans" => &["ja"],
        "ar" => &["ur"],
        "hi" => &["ne"],
        _ => &[],
    }
}

/// Returns a tag if the text is Shan, Mon or Karen. These use Burmese letters and some letters of their own.
fn other_of_script(text: &str) -> Option<String> {
    let burmese = text.chars().filter(|c| matches!(c, '\u{1000}'..='\u{109f}')).count();
    let others =
        text.chars().filter(|c| matches!(c, '\u{1050}'..='\u{108f}' | '\u{1028}' | '\u{1033}'..='\u{1035}')).count();
    (burmese > 0 && others * 10 > burmese && !zawgyi::is_zawgyi(text)).then(|| "und-Mymr".to_owned())
}

fn read_by(
    listed: &LazyList,
    sentences: &[Sentence<'_>],
    mut found: Vec<PhraseMatch>,
    sent: Day,
    heard: &mut TextSignals,
) {
    let list = listed.ready();
    found.sort_by_key(|found| (found.sentence, found.start, found.end));
    let mut numbers = all_numbers(sentences, &found);
    numbers.retain(|(at, _)| sentences.get(*at).is_some_and(|sentence| listed.fits(sentence)));
    // Phrases about the past with a number in them, such as "3 years ago".
    for (at, here) in &numbers {
        let folded = sentences.get(*at).map_or("", |sentence| sentence.folded.as_str());
        for (start, end) in
            here.iter().flat_map(|number| list.past.iter().filter_map(|past| ages::around(past, folded, number)))
        {
            found.push(PhraseMatch { role: Role::Past, sentence: *at, start, end, gaps: Vec::new() });
        }
    }
    found.sort_by_key(|found| (found.sentence, found.start, found.end));
    let beside = Contexts::new(list, sentences, &found);
    let mut held: Vec<Held> = Vec::new();
    for one in &found {
        let said = match one.role {
            Role::Signal(kind) => (kind, None),
            Role::School(age) if age < ages::GROWN => (Kind::Minor, Some(age)),
            _ => continue,
        };
        if !heard.has_enough(said.0, &held) && beside.holds(one, said.0) {
            held.push(Held {
                kind: said.0,
                sentence: one.sentence,
                start: one.start,
                end: one.end,
                day: None,
                age: said.1,
            });
        }
    }
    let year = u32::try_from(sent.date().year()).unwrap_or(0);
    let mut days = Vec::new();
    for (at, here) in &numbers {
        let folded = sentences.get(*at).map_or("", |sentence| sentence.folded.as_str());
        heard.building |= here
            .iter()
            .any(|number| list.buildings.iter().any(|phrase| ages::around(phrase, folded, number).is_some()));
        for (start, end, age) in ages::minors(list, folded, here, year) {
            let one = PhraseMatch { role: Role::Signal(Kind::Minor), sentence: *at, start, end, gaps: Vec::new() };
            if !heard.has_enough(Kind::Minor, &held) && beside.holds(&one, Kind::Minor) {
                held.push(Held { kind: Kind::Minor, sentence: *at, start, end, day: None, age: Some(age) });
            }
        }
        let of_sentence = beside.of_sentence(*at);
        let past = |said: &deadlines::Said| {
            of_sentence.iter().any(|past| past.role == Role::Past && past.start <= said.start && said.end <= past.end)
        };
        let said = deadlines::days(list, folded, here, of_sentence, sent);
        days.extend(said.into_iter().filter(|said| !past(said)).map(|said| (*at, said)));
    }
    // A day is a deadline if there is a demand in its own sentence or in one next to it.
    let demands: BTreeSet<usize> = held.iter().filter(|held| held.is_demand()).map(|held| held.sentence).collect();
    for (at, said) in days {
        let demanded = (at.saturating_sub(1)..=at + 1).any(|at| demands.contains(&at));
        if demanded && said.day.days_since(sent) <= SOON {
            held.push(Held {
                kind: Kind::Deadline,
                sentence: at,
                start: said.start,
                end: said.end,
                day: Some(said.day),
                age: None,
            });
        }
    }
    // Words such as "or else" imply that there is a deadline, but they are a signal only if the text names the day.
    held.retain(|held| held.kind != Kind::Deadline || held.day.is_some());
    heard.take(list, sentences, held);
}

/// A signal that no context cancels, and its position.
struct Held {
    kind: Kind,
    sentence: usize,
    start: usize,
    end: usize,
    day: Option<Day>,
    age: Option<u32>,
}

impl Held {
    fn is_demand(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Sold | Kind::Deadline)
    }
}

/// Returns the numbers of each sentence that has a number or a match, with the index of the sentence.
fn all_numbers(sentences: &[Sentence<'_>], found: &[PhraseMatch]) -> Vec<(usize, Vec<Number>)> {
    let mut all = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let from = found.partition_point(|found| found.sentence < at);
        let to = found.partition_point(|found| found.sentence <= at);
        let here = numbers(sentence, found.get(from..to).unwrap_or_default());
        if !here.is_empty() || from < to {
            all.push((at, here));
        }
    }
    all
}

/// Returns the numbers in digits and in words, in order.
fn numbers(sentence: &Sentence<'_>, found: &[PhraseMatch]) -> Vec<Number> {
    let mut numbers = ages::numbers(&sentence.folded);
    for word in found {
        if let Role::Number(value) = word.role {
            numbers.push(Number { start: word.start, end: word.end, value, digits: if value < 100 { 2 } else { 4 } });
        }
    }
    // Of two overlapping numbers, such as "fifty" and "fifty-five", the longer one is meant.
    let all = numbers.clone();
    numbers.retain(|number| {
        !all.iter().any(|other| {
            #[cfg(test)]
            super::matcher::looked_at::one_more();
            other.start <= number.start
                && number.end <= other.end
                && other.end - other.start > number.end - number.start
        })
    });
    numbers.sort_by_key(|number| (number.start, number.end));
    numbers
}

impl TextSignals {
    /// Whether further places of this kind would add nothing. This is never true for demands, because each sentence
    /// with a demand matters for deadlines.
    fn has_enough(&self, kind: Kind, held: &[Held]) -> bool {
        let of_kind = held.iter().filter(|held| held.kind == kind);
        !matches!(kind, Kind::Money | Kind::Sold | Kind::Deadline) && of_kind.count() > ENOUGH
    }

    /// Adds the signals of one list, with quotes. Overlapping phrases become one quote.
    fn take(&mut self, list: &Compiled, sentences: &[Sentence<'_>], mut held: Vec<Held>) {
        held.sort_by_key(|held| (held.kind, held.sentence, held.start, held.end));
        let mut merged: Vec<Held> = Vec::new();
        for next in held {
            let earliest = |a: Option<Day>, b: Option<Day>| a.into_iter().chain(b).min();
            match merged.last_mut() {
                Some(last) if last.kind == next.kind && last.sentence == next.sentence && next.start <= last.end => {
                    last.end = last.end.max(next.end);
                    last.day = earliest(last.day, next.day);
                    last.age = last.age.into_iter().chain(next.age).min();
                }
                _ => merged.push(next),
            }
        }
        let mut seen: BTreeSet<(Kind, &str)> = BTreeSet::new();
        for one in merged {
            let words = sentences.get(one.sentence).and_then(|sentence| sentence.folded.get(one.start..one.end));
            let is_new = words.is_none_or(|words| seen.insert((one.kind, words)));
            let quote = || -> String {
                let typed = sentences.get(one.sentence).map_or("", |sentence| sentence.typed(one.start, one.end));
                typed.chars().take(MOST_QUOTED).collect()
            };
            match self.signals.iter_mut().find(|signal| signal.kind == one.kind) {
                Some(known) => {
                    known.day = known.day.into_iter().chain(one.day).min();
                    known.age = known.age.into_iter().chain(one.age).min();
                    if is_new && known.quotes.len() < MOST_QUOTES {
                        let quote = quote();
                        if !known.quotes.iter().any(|other| other.contains(quote.as_str())) {
                            known.quotes.push(quote);
                        }
                    }
                }
                None => self.signals.push(Signal {
                    kind: one.kind,
                    language: list.language.clone(),
                    quotes: vec![quote()],
                    day: one.day,
                    age: one.age,
                }),
            }
        }
    }
}

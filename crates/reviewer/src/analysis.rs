//! The analysis of a tip: language, place, deadline, entities, words for searches.
//!
//! The analysis changes nothing in the tip itself, and can be repeated at any time. [`VERSION`] is the version of the
//! rules by which tips are read.

use std::collections::{BTreeMap, BTreeSet};

use envelope::questionnaire::{NON_ANSWERS, PublishedQuestionnaire, STORY};
use envelope::tip::{Answer, Tip};
use envelope::{Day, Digest};

use crate::entities::{self, Entity};
use crate::gazetteer::{self, Gazetteer};
use crate::signals::{self, Kind, Signal, Signals, TextSignals, is_mash};
use crate::triage::{self, Rules, Statement, Verdict};
use crate::{language, zawgyi};
use envelope::folding::{fold, fold_marked, fold_readings, fold_to_read};

/// The version of the rules. Increase it when tips that are already at the desk have to be read again.
pub const VERSION: u32 = 3;

/// The kind of an entity that is a place of the gazetteer.
pub const PLACE: &str = "place";

/// Questions whose answers name a place, beginning with the smallest place.
const WHERE: [&str; 4] = ["building", "compound", "town", "country"];

/// The greatest width of a text in which a single phrase is enough to mark it as a trial of the form. A Chinese
/// character counts as three letters.
const SHORT: usize = 60;

/// The longest time that a stick may travel, in days. A tip that says it was sent earlier counts as sent this many days
/// ago.
const OLDEST: i64 = 60;

/// The number of advert phrases that make a text an advert. A sum of money in an advert counts for nothing.
const SELLS: usize = 2;

/// The question that asks how to write back. Its answer tells nothing about the events.
const REPLY: &str = "reply-here";

/// The rules and lists by which tips are read.
pub struct Reading {
    /// The rules of triage, which score a tip.
    pub rules: Rules,
    /// Places and their names.
    pub gazetteer: Gazetteer,
    /// The lists of signals.
    pub signals: Signals,
    /// The questions with options, for each questionnaire that was learned.
    closed: BTreeMap<Digest, BTreeSet<String>>,
}

/// The result of reading a tip.
pub struct Analysis {
    /// The tip's level and score, with their reasons.
    pub verdict: Verdict,
    /// The signals in the tip's text.
    pub signals: Vec<Signal>,
    /// The language of the text, if no list of signals covers that language.
    pub words_unread: Option<String>,
    /// [`Kind::Advert`] or [`Kind::Test`], if the tip looks like an advert or a trial and contains nothing else.
    pub noise: Option<Kind>,
    /// A digest that is equal for stories that differ only in spaces, signs and capitals. `None` for an empty story,
    /// and for a tip with files or other answers.
    pub same: Option<Digest>,
    /// The day by which a reviewer must have decided, or the sender's own deadline if that is sooner.
    pub due: Day,
    /// The language in which the story is written, if it can be told.
    pub guessed: Option<String>,
    /// The country, as an ISO 3166-1 code.
    pub country: Option<String>,
    /// The place, as an id of the gazetteer.
    pub place: Option<String>,
    /// How the sender knows the place: an option of `place-how-known`.
    pub place_how: Option<String>,
    /// The day to which the sender's knowledge of the place refers.
    pub place_when: Option<Day>,
    /// The entities that may link the tip to others.
    pub entities: Vec<Found>,
    /// The words by which a search finds the tip.
    pub words: Words,
}

/// An entity as the database keeps it.
pub struct Found {
    /// The id of an [`entities::Kind`], or [`PLACE`].
    pub kind: &'static str,
    /// The normal form, which is equal for equal entities.
    pub value: String,
    /// The entity as it was written.
    pub shown: String,
    /// The id of an [`entities::Checked`].
    pub checked: &'static str,
}

/// The folded texts in which a search looks.
#[derive(Default)]
pub struct Words {
    /// The whole text.
    pub folded: String,
    /// The answers that name a place, and every name of the places that the tip mentions.
    pub place: String,
    /// Phones, and other numbers that are written like phones: digits only, one number a line.
    pub phone: String,
    /// The whole text with its marks (accents, tones); empty if there are none.
    pub marked: String,
}

impl Words {
    /// Makes the search words of a text that is not a tip: a note or a translation.
    pub fn of(text: &str) -> Self {
        let text = read_in_unicode(text);
        Self { phone: phones(&entities::find(&text), &text), ..Self::folded(&text) }
    }

    fn folded(text: &str) -> Self {
        let (folded, marked) = (fold_readings(text), fold_marked(text));
        // `fold_readings` may add further readings at the end. Apart from that, a text without accents or tones is the
        // same in both foldings.
        let bare = folded.strip_prefix(&marked).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        Self { folded, marked: if bare { String::new() } else { marked }, ..Self::default() }
    }
}

impl Reading {
    /// Makes a reading by the given rules, places and signals. The reading knows no questionnaire yet
    /// ([`Self::learn`]).
    pub fn new(rules: Rules, gazetteer: Gazetteer, signals: Signals) -> Self {
        Self { rules, gazetteer, signals, closed: BTreeMap::new() }
    }

    /// Learns which questions of a questionnaire have options, because the id of an option is not the sender's own
    /// words. Does nothing if the questionnaire cannot be parsed.
    pub fn learn(&mut self, digest: Digest, published: &PublishedQuestionnaire) {
        let Ok(questionnaire) = published.questionnaire() else { return };
        let closed = questionnaire.questions().filter(|question| question.kind.is_closed());
        self.closed.insert(digest, closed.map(|question| question.id.clone()).collect());
    }

    /// Returns whether the question has options, so that its answer was chosen and not typed. False for a
    /// questionnaire that was not learned.
    pub fn is_closed(&self, questionnaire: &Digest, question: &str) -> bool {
        self.closed.get(questionnaire).is_some_and(|closed| closed.contains(question))
    }

    /// Reads a tip. `files` are the names of its attachments.
    pub fn read(&self, tip: &Tip, files: &[&str], beside: Circumstances) -> Analysis {
        // A tip that was sealed without the server states its own sending day, which may be wrong.
        let sent = tip.day.min(beside.today).max(beside.today.plus(-OLDEST));
        let typed: Vec<(&str, &str)> =
            tip.answers.iter().filter_map(|(id, answer)| self.typed(tip, id, answer)).collect();
        let text = |id: &str| typed.iter().find(|(other, _)| *other == id).map(|(_, text)| *text);
        let mut all = String::new();
        for (_, text) in &typed {
            all.push_str(&read_in_unicode(text));
            all.push('\n');
        }
        let entities = entities::find(&all);
        let somewhere: String = WHERE.iter().filter_map(|id| text(id)).collect::<Vec<_>>().join("\n");
        let somewhere = read_in_unicode(&somewhere);
        let mut places = self.gazetteer.find(&somewhere);
        for place in self.gazetteer.find(&all) {
            if !places.iter().any(|known| known.id == place.id) {
                places.push(place);
            }
        }
        // A country in the story may be that of the promised job. Only an answer, or a named place, tells where
        // somebody is.
        let country = self.gazetteer.find(text("country").unwrap_or_default()).into_iter().next();
        // The place is the first one that is smaller than a country. Places in answers come before those in the story.
        let place = places.iter().find(|place| !place.is_country());
        let phone = phones(&entities, &all);
        let guessed = language::guess(text(STORY).unwrap_or_default());
        // Most tips are a story and nothing else. For them, the guess for the story is used again.
        let guess = if typed.len() == 1 && text(STORY).is_some() { guessed } else { language::guess(&all) };
        let TextSignals { signals, building, unread } = self.signals.read_unicode(&all, &tip.language, sent, guess);
        let verdict = self.rules.judge(&Statement {
            answers: &tip.answers,
            signals: &signals,
            named: &named(&places, &entities, building),
            sent,
            today: beside.today,
            corroborated: beside.corroborated,
        });
        let alone = files.is_empty() && places.is_empty() && !beside.continues && unread.is_none();
        let noise = self.noise(tip, &signals, &all, alone);
        for name in files {
            all.push('\n');
            all.push_str(&read_in_unicode(name));
        }
        let mut place_words = fold(&somewhere);
        for place in &places {
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                place_words.push('\n');
                place_words.push_str(&fold(name));
            }
        }
        let words = Words { place: place_words, phone, ..Words::folded(&all) };
        let chosen = |id: &str| match tip.answers.get(id) {
            Some(Answer::Text(text)) if !NON_ANSWERS.contains(&text.as_str()) => Some(text.clone()),
            _ => None,
        };
        Analysis {
            due: triage::due(verdict.level, sent, verdict.deadline),
            verdict,
            signals,
            words_unread: unread,
            noise,
            // Only a tip with nothing but a story has this digest: other tips may have the same story and different
            // files or answers.
            same: (files.is_empty() && !answers_more(tip)).then(|| same(text(STORY).unwrap_or_default())).flatten(),
            guessed: guessed.map(|guess| guess.tag.to_owned()),
            country: country.or(place.copied()).map(|place| place.country.clone()),
            place: place.map(|place| place.id.clone()),
            place_how: chosen("place-how-known")
                .filter(|how| how.len() <= 32 && how.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')),
            place_when: triage::date(tip.answers.get("place-when"), sent),
            entities: found(
                &entities,
                &places.iter().map(|place| (place.id.as_str(), place.name.as_str())).collect::<Vec<_>>(),
            ),
            words,
        }
    }

    /// Returns the kind of noise that a tip looks like. `None` if the tip has other content: further answers, signals
    /// other than those of an advert or a trial, or a file or a place, as the argument `nothing_else` tells.
    fn noise(&self, tip: &Tip, signals: &[Signal], text: &str, nothing_else: bool) -> Option<Kind> {
        // In an advert, a sum of money means nothing. A single phrase does not make a text an advert: victims of a job
        // advert mention it too.
        let phrases =
            |kind: Kind| signals.iter().find(|signal| signal.kind == kind).map_or(0, |signal| signal.quotes.len());
        let sells = phrases(Kind::Advert) >= SELLS;
        let is_noise = |kind: Kind| matches!(kind, Kind::Advert | Kind::Test) || (sells && kind == Kind::Money);
        if !nothing_else || answers_more(tip) || signals.iter().any(|signal| !is_noise(signal.kind)) {
            return None;
        }
        match () {
            () if sells => Some(Kind::Advert),
            // A text of one letter is no trial: the form tells people who cannot write to enter one letter.
            () if text.trim().chars().count() > 1 && is_trial(text, phrases(Kind::Test)) => Some(Kind::Test),
            () => None,
        }
    }

    fn typed<'a>(&self, tip: &Tip, id: &'a str, answer: &'a Answer) -> Option<(&'a str, &'a str)> {
        match answer {
            Answer::Text(text) if !self.is_closed(&tip.questionnaire, id) => Some((id, text.as_str())),
            _ => None,
        }
    }
}

/// Facts about a tip that its text does not contain.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Today's date.
    pub today: Day,
    /// Whether another tip gives an equal answer to a linking question.
    pub corroborated: bool,
    /// Whether the tip is proven to continue a case.
    pub continues: bool,
}

impl Circumstances {
    /// Returns the circumstances of a first tip that no other tip confirms.
    pub fn alone(today: Day) -> Self {
        Self { today, corroborated: false, continues: false }
    }
}

/// Returns the ids of the questions that the text answers by naming places, documents or buildings.
fn named(places: &[&gazetteer::Place], entities: &[Entity], building: bool) -> BTreeSet<&'static str> {
    let of_places = places.iter().map(|place| match place.kind {
        gazetteer::Kind::Compound | gazetteer::Kind::Zone => "compound",
        gazetteer::Kind::Town | gazetteer::Kind::Region => "town",
        gazetteer::Kind::Country => "country",
    });
    let of_entities = entities.iter().filter_map(|entity| match entity.kind {
        entities::Kind::Coordinates | entities::Kind::PlusCode | entities::Kind::MapLink => Some("coordinates"),
        entities::Kind::Mrz
        | entities::Kind::ChinaId
        | entities::Kind::ThaiId
        | entities::Kind::Aadhaar
        | entities::Kind::MyKad
        | entities::Kind::Nik => Some("document"),
        _ => None,
    });
    of_places.chain(of_entities).chain(building.then_some("building")).collect()
}

/// Whether the sender only tries out the form.
fn is_trial(text: &str, phrases: usize) -> bool {
    is_mash(text) || (phrases > 0 && signals::width(text.trim()) <= SHORT)
}

/// Whether a tip has more answers than the story and the answer that says how to write back.
fn answers_more(tip: &Tip) -> bool {
    tip.answers.iter().any(|(id, answer)| id != STORY && id != REPLY && triage::is_known(Some(answer)))
}

/// Returns a digest that is equal for texts that differ only in spaces, signs and capitals. `None` for a text without
/// letters and digits.
fn same(text: &str) -> Option<Digest> {
    let mut letters = String::new();
    let mut apart = false;
    for c in fold_to_read(text, true).chars() {
        if !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c) {
            apart = true;
            continue;
        }
        // "1-12" and "11-2" are two rooms.
        if apart && c.is_numeric() && letters.ends_with(char::is_numeric) {
            letters.push(' ');
        }
        letters.push(c);
        apart = false;
    }
    (!letters.is_empty()).then(|| Digest::of(letters.as_bytes()))
}

fn found(entities: &[Entity], places: &[(&str, &str)]) -> Vec<Found> {
    let of_text = entities.iter().map(|entity| Found {
        kind: entity.kind.id(),
        value: entity.value.clone(),
        shown: entity.shown.clone(),
        checked: entity.checked.id(),
    });
    let of_places = places.iter().map(|(id, name)| Found {
        kind: PLACE,
        value: (*id).to_owned(),
        shown: (*name).to_owned(),
        checked: entities::Checked::Unchecked.id(),
    });
    of_text.chain(of_places).collect()
}

/// Returns the text. If it is written in the Zawgyi encoding for Burmese, its Unicode form is added below it, so that a
/// search finds either.
fn read_in_unicode(text: &str) -> std::borrow::Cow<'_, str> {
    match zawgyi::reading(text) {
        Some(reading) => format!("{text}\n{reading}").into(),
        None => text.into(),
    }
}

/// Returns the digits of phones, and of numbers that begin as phones do, however they are grouped. The search field
/// `phone:` looks at these.
fn phones(entities: &[Entity], text: &str) -> String {
    let phones = entities.iter().filter(|entity| entity.kind == entities::Kind::Phone);
    let mut all: Vec<String> = phones.map(|entity| entity.value.trim_start_matches('+').to_owned()).collect();
    all.extend(entities::groups::everywhere(text));
    all.dedup();
    all.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answers: &[(&str, &str)]) -> Analysis {
        let answers: BTreeMap<_, _> =
            answers.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned()))).collect();
        let tip = Tip {
            format: envelope::tip::FORMAT.to_owned(),
            site: envelope::SiteId::from_bytes([1; 16]),
            day: "2026-11-24".parse().unwrap(),
            language: "en".to_owned(),
            answers,
            mailbox: None,
            submission: envelope::SubmissionId::from_bytes([2; 16]),
            questionnaire: Digest::of(b"q"),
        };
        let reading = Reading::new(
            Rules::parse(triage::DEFAULT).unwrap(),
            Gazetteer::parse(gazetteer::DEFAULT).unwrap(),
            Signals::shipped().unwrap(),
        );
        reading.read(&tip, &["01-photo.jpg"], Circumstances::alone("2026-11-24".parse().unwrap()))
    }

    #[test]
    fn a_place_is_known_by_any_of_its_names_and_found_by_all_of_them() {
        let read = read(&[("story", "He is in KK Park."), ("country", "Myanmar"), ("place-how-known", "saw-it")]);
        assert!(read.place.is_some());
        assert_eq!((read.country.as_deref(), read.place_how.as_deref()), (Some("MM"), Some("saw-it")));
        assert!(read.words.place.contains("huanya"), "{}", read.words.place);
    }

    #[test]
    fn the_senders_own_deadline_comes_before_the_levels() {
        let due = |deadline: &str| read(&[("story", "x"), ("deadline", deadline)]).due.to_string();
        assert_eq!(due("2026-11-24"), "2026-11-24");
        assert_eq!(due("2026-12-25"), "2026-11-25");
        assert_eq!(due("2026-01-01"), "2026-11-25");
    }

    #[test]
    fn phones_and_file_names_are_found() {
        let read = read(&[("story", "Call +66 80 000 0001, or pay TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")]);
        assert_eq!(read.words.phone, "66800000001");
        assert!(read.words.folded.contains("01-photo.jpg"));
        assert!(read.entities.iter().any(|found| found.kind == "tron" && found.checked == "well-formed"));
    }
}

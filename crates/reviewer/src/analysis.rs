//! What the desk reads out of a tip for a reviewer to work with: language, place, deadline, entities, and the words to find it by. Nothing here changes
//! what is kept of the tip itself, and all of it can be read anew: [`VERSION`] says by which rules it was.

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

/// Counts up when tips that are here already have to be read anew.
pub const VERSION: u32 = 3;

/// The kind under which places stand among entities.
pub const PLACE: &str = "place";

/// Questions whose answers say where somebody is, the finest first.
const WHERE: [&str; 4] = ["building", "compound", "town", "country"];

/// How wide a text is at most that one phrase makes a trial of the line: a Chinese character counts as three letters.
const SHORT: usize = 60;

/// Days for which a stick may be on its way: an older day is counted as this one.
const OLDEST: i64 = 60;

/// Phrases of an advert beside which a sum of money says nothing.
const SELLS: usize = 2;

/// The answer that says how to write back; it says nothing of what happened.
const REPLY: &str = "reply-here";

/// By what a tip is read: the desk's rules, gazetteer and lists of signals, and which questions of which questionnaire have options.
pub struct Reading {
    /// How tips are scored.
    pub rules: Rules,
    /// Places and their names.
    pub gazetteer: Gazetteer,
    /// What words say.
    pub signals: Signals,
    closed: BTreeMap<Digest, BTreeSet<String>>,
}

/// What was read out of a tip.
pub struct Analysis {
    /// Its level and score, with their reasons.
    pub verdict: Verdict,
    /// What its text says.
    pub signals: Vec<Signal>,
    /// The language of a text that no list of signals knows.
    pub words_unread: Option<String>,
    /// [`Kind::Advert`] or [`Kind::Test`], where it looks like one and nothing else is in it.
    pub noise: Option<Kind>,
    /// Equal for texts that differ in nothing but spaces, signs and capitals; none for an empty one.
    pub same: Option<Digest>,
    /// The day on which somebody has to have decided, or the sender's own deadline where that is sooner.
    pub due: Day,
    /// The language it is written in, where that can be told.
    pub guessed: Option<String>,
    /// ISO 3166-1.
    pub country: Option<String>,
    /// An id of the gazetteer.
    pub place: Option<String>,
    /// How the place is known: an option of `place-how-known`.
    pub place_how: Option<String>,
    /// When it was known.
    pub place_when: Option<Day>,
    /// What links it to other tips: kind, value, as written, verdict.
    pub entities: Vec<Found>,
    /// What it is found by.
    pub words: Words,
}

/// An entity as it is kept.
pub struct Found {
    /// An [`entities::Kind`]'s id, or [`PLACE`].
    pub kind: &'static str,
    /// Equal for equal things.
    pub value: String,
    /// As it was written.
    pub shown: String,
    /// An [`entities::Checked`]'s id.
    pub checked: &'static str,
}

/// What a text is found by, folded.
#[derive(Default)]
pub struct Words {
    /// All of it.
    pub folded: String,
    /// Where: answers, and every name of the places that it names.
    pub place: String,
    /// Phones, digits only, and other numbers that are written as phones are.
    pub phone: String,
    /// All of it with its marks, where it bears any.
    pub marked: String,
}

impl Words {
    /// A text that stands for itself: a note, a translation.
    pub fn of(text: &str) -> Self {
        let text = read_in_unicode(text);
        Self { phone: phones(&entities::find(&text), &text), ..Self::folded(&text) }
    }

    fn folded(text: &str) -> Self {
        let (folded, marked) = (fold_readings(text), fold_marked(text));
        // Equal but for the readings behind it: it bears no marks.
        let bare = folded.strip_prefix(&marked).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        Self { folded, marked: if bare { String::new() } else { marked }, ..Self::default() }
    }
}

impl Reading {
    /// By these rules and places.
    pub fn new(rules: Rules, gazetteer: Gazetteer, signals: Signals) -> Self {
        Self { rules, gazetteer, signals, closed: BTreeMap::new() }
    }

    /// Learns which questions of a questionnaire have options: an option's id is nobody's words.
    pub fn learn(&mut self, digest: Digest, published: &PublishedQuestionnaire) {
        let Ok(questionnaire) = published.questionnaire() else { return };
        let closed = questionnaire.questions().filter(|question| question.kind.is_closed());
        self.closed.insert(digest, closed.map(|question| question.id.clone()).collect());
    }

    /// Whether an answer was chosen rather than typed. Of a questionnaire that is not known, nothing is held to be.
    pub fn is_closed(&self, questionnaire: &Digest, question: &str) -> bool {
        self.closed.get(questionnaire).is_some_and(|closed| closed.contains(question))
    }

    /// Reads a tip; `files` are the names of its attachments.
    pub fn read(&self, tip: &Tip, files: &[&str], beside: Circumstances) -> Analysis {
        // A tip that was sealed apart from any server names its day itself.
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
        // A country that the story mentions may be the one of the job that was promised: only an answer, or a place that was named, says where somebody is.
        let country = self.gazetteer.find(text("country").unwrap_or_default()).into_iter().next();
        // The finest that names a point smaller than a country; what the sender typed as the place comes before what the story mentions.
        let place = places.iter().find(|place| !place.is_country());
        let phone = phones(&entities, &all);
        let TextSignals { signals, building, unread } = self.signals.read(&all, &tip.language, sent);
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
            // Whatever else was sent may differ.
            same: (files.is_empty() && !answers_more(tip)).then(|| same(text(STORY).unwrap_or_default())).flatten(),
            guessed: language::guess(text(STORY).unwrap_or_default()).map(|guess| guess.tag.to_owned()),
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

    /// What a text looks like that says nothing of anybody: its signals alone are those of an advert or a trial, and nothing but text was sent. A sum of
    /// money says nothing where much else is an advert's. One phrase alone is none: whoever was lured by a job advert names it.
    fn noise(&self, tip: &Tip, signals: &[Signal], text: &str, nothing_else: bool) -> Option<Kind> {
        let phrases =
            |kind: Kind| signals.iter().find(|signal| signal.kind == kind).map_or(0, |signal| signal.quotes.len());
        let sells = phrases(Kind::Advert) >= SELLS;
        let is_noise = |kind: Kind| matches!(kind, Kind::Advert | Kind::Test) || (sells && kind == Kind::Money);
        if !nothing_else || answers_more(tip) || signals.iter().any(|signal| !is_noise(signal.kind)) {
            return None;
        }
        match () {
            () if sells => Some(Kind::Advert),
            // The form tells those who cannot write to put one letter.
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

/// The circumstances in which a tip is read.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Today.
    pub today: Day,
    /// Another tip gives an equal answer to a linking question.
    pub corroborated: bool,
    /// It is proven to continue a case.
    pub continues: bool,
}

impl Circumstances {
    /// A first tip that nothing confirms.
    pub fn alone(today: Day) -> Self {
        Self { today, corroborated: false, continues: false }
    }
}

/// Questions that a text answers by what it names.
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

/// Whether somebody only tried the line.
fn is_trial(text: &str, phrases: usize) -> bool {
    is_mash(text) || (phrases > 0 && signals::width(text.trim()) <= SHORT)
}

/// Whether a tip answers more than the text, and how to write back.
fn answers_more(tip: &Tip) -> bool {
    tip.answers.iter().any(|(id, answer)| id != STORY && id != REPLY && triage::is_known(Some(answer)))
}

/// What near-equal texts share.
fn same(text: &str) -> Option<Digest> {
    let letters: String = fold_to_read(text, true).chars().filter(|c| c.is_alphanumeric()).collect();
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

/// A text, and below it what is Zawgyi in it in Unicode: it is found by either.
fn read_in_unicode(text: &str) -> std::borrow::Cow<'_, str> {
    match zawgyi::reading(text) {
        Some(reading) => format!("{text}\n{reading}").into(),
        None => text.into(),
    }
}

/// The digits of phones, and of numbers that begin as phones do, in whatever groups they stand: what `phone:` looks at.
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

//! The contents of a case's page, ready for its template.

use envelope::Day;

use super::super::map::{age, how_known};
use super::super::queue::{language_name, people_of};
use crate::casedb::analysed::CaseEntity;
use crate::entities::Kind;
use crate::finding::{self, Badge, Element, Finding};
use crate::service::colleague;
use crate::service::desk::Desk;
use crate::service::labels::Group;
use crate::service::reply;
use crate::service::tags::{INFORMATION, SOURCES};
use crate::service::work::{self, Message, STATUSES, Shown};
use crate::signals::{self, Signal};
use crate::triage::Reason;
use crate::workbench::legible::{MOST, html, html_marked, short};
use crate::zawgyi;

/// Largest number of log entries on the page.
const ENTRIES: u32 = 100;

/// Questions about the consent to share information. The page shows them in a table of their own.
const CONSENT: [&str; 4] = ["never-share", "victim-agrees", "go-home", "fears-home"];

/// A case as its page shows it. Texts that a sender wrote are already converted to HTML by [`html`].
pub(super) struct CaseView {
    pub(super) id: String,
    pub(super) short_id: String,
    pub(super) level: u8,
    pub(super) score: u32,
    pub(super) status: String,
    pub(super) sent: String,
    pub(super) received: String,
    pub(super) due: String,
    /// The language tag of the story.
    pub(super) tag: String,
    pub(super) language: String,
    pub(super) page_language: String,
    pub(super) story: String,
    /// Whether the story is longer than the part that the page shows.
    pub(super) long: bool,
    /// The story converted to Unicode, if it was typed in Zawgyi.
    pub(super) unicode: Option<String>,
    pub(super) translation: String,
    pub(super) translations: usize,
    pub(super) conversation: Vec<Spoken>,
    pub(super) can_reply: bool,
    /// Whether sending a reply needs a confirmation, because the sender says that somebody else may see it or that no
    /// reply is wanted.
    pub(super) confirm: bool,
    pub(super) notes: Vec<(String, String)>,
    pub(super) groups: Vec<Answers>,
    pub(super) consent: Vec<(String, String)>,
    pub(super) place: Option<String>,
    pub(super) reasons: Vec<(u32, String, Vec<String>)>,
    pub(super) heard: Vec<SignalView>,
    /// Signals that a reviewer can report as missed: id and label.
    pub(super) missable: Vec<(&'static str, &'static str)>,
    /// Signals that a reviewer reported as missed: id and label.
    pub(super) missed: Vec<(&'static str, &'static str)>,
    pub(super) assessed: bool,
    pub(super) noise: Option<&'static str>,
    /// The story's language, if there is no list of phrases for it.
    pub(super) words_unread: Option<String>,
    pub(super) entities: Vec<Named>,
    pub(super) files: Vec<(String, u64, String)>,
    pub(super) tags: Vec<String>,
    pub(super) assigned: String,
    pub(super) people: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) statuses: [&'static str; 8],
    pub(super) source: String,
    pub(super) information: String,
    pub(super) sources: [(&'static str, &'static str); 6],
    pub(super) credibility: [(&'static str, &'static str); 6],
    pub(super) badge: (&'static str, &'static str),
    pub(super) elements: Vec<ElementLine>,
    pub(super) decided: bool,
    pub(super) log: Vec<(i64, String, String, String)>,
}

/// A signal in the tip's words.
pub(super) struct SignalView {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// The tip's own words that gave the signal, as HTML.
    pub(super) quotes: Vec<String>,
    pub(super) more: String,
    /// Whether a reviewer reported the signal as wrong.
    pub(super) wrong: bool,
}

/// A message of the conversation.
pub(super) struct Spoken {
    pub(super) from_desk: bool,
    pub(super) day: String,
    pub(super) text: String,
    pub(super) state: String,
    /// The reply's number, if it can be withdrawn.
    pub(super) number: Option<u32>,
}

/// A block of the questionnaire with its answers. Each row is a question and its answer, which is HTML.
pub(super) struct Answers {
    pub(super) title: String,
    pub(super) rows: Vec<(String, String)>,
}

/// An entity as the page shows it.
pub(super) struct Named {
    pub(super) label: &'static str,
    pub(super) shown: String,
    pub(super) html: String,
    pub(super) value: String,
    /// The entity's kind and value, with a space between them. The form sends it to list the cases that share the
    /// entity.
    pub(super) key: String,
    pub(super) checked: &'static str,
    pub(super) others: u32,
}

/// One element of trafficking: act, means or purpose.
pub(super) struct ElementLine {
    pub(super) name: &'static str,
    pub(super) field: &'static str,
    pub(super) value: &'static str,
    pub(super) because: String,
}

/// Reads a case for its page. The log records that the case was opened.
pub(super) async fn case_view(desk: &mut Desk, id: &str) -> anyhow::Result<CaseView> {
    let shown = work::show(desk, id).await?;
    let id = shown.case.id.clone();
    let marks = desk.db.marks(&id).await?;
    let translations = desk.db.translations(&id).await?;
    let entities = desk.db.entities(&id).await?;
    let entries = desk.db.entries_of(&id, ENTRIES).await?;
    let people = people_of(desk).await?;
    let gazetteer = desk.gazetteer()?;
    let place = marks.place.as_deref().map(|place| {
        let name = gazetteer.place(place).map_or(place, |known| known.name.as_str()).to_owned();
        let when = marks.place_when.as_deref().and_then(|day| day.parse::<Day>().ok());
        let when = when.map_or_else(|| "not said when".to_owned(), |day| format!("known on {}", age(day, desk.today)));
        format!("{name}: {}, {when}", how_known(marks.place_how.as_deref()))
    });
    let suggestion = finding::suggest(&shown.answers);
    let decided: Option<Finding> = marks.finding.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let found = decided.unwrap_or(suggestion.finding);
    let elements = [
        ("Act", "found-act", found.act, &suggestion.because[0]),
        ("Means", "found-means", found.means, &suggestion.because[1]),
        ("Purpose", "found-purpose", found.purpose, &suggestion.because[2]),
    ];
    let elements: Vec<ElementLine> = elements
        .into_iter()
        .map(|(name, field, element, because)| ElementLine {
            name,
            field,
            value: match element {
                Element::Yes => "yes",
                Element::No => "no",
                Element::Unknown => "unknown",
            },
            because: because.iter().map(|id| asked(&shown, id)).collect::<Vec<_>>().join("; "),
        })
        .collect();
    let badge = match found.badge(suggestion.minor) {
        Badge::Possible => ("possible", "possible victim of trafficking"),
        Badge::Not => ("not", "an element is absent"),
        Badge::Open => ("open", "not all elements are known"),
    };
    let story = shown.story.as_str();
    let signals = desk.db.signals_of(&id).await?;
    let said = desk.db.signal_verdicts(&id).await?;
    let judged = desk.db.judged(&id).await?;
    let quotes: Vec<&str> = signals.iter().flat_map(|signal| &signal.quotes).map(String::as_str).collect();
    let (consent, groups) = answers(&shown, &quotes);
    let long = story.chars().count() > MOST;
    let tag = marks.guessed.clone().unwrap_or_else(|| shown.case.language.clone());
    Ok(CaseView {
        short_id: id.chars().take(8).collect(),
        level: shown.case.level,
        score: shown.case.score,
        status: shown.case.status.clone(),
        sent: marks.sent_day,
        received: shown.case.received_day.clone(),
        due: marks.due,
        language: language_name(&tag),
        page_language: language_name(&shown.case.language),
        tag,
        story: html_marked(story, &quotes),
        long,
        unicode: zawgyi::is_zawgyi(story).then(|| html_marked(&zawgyi::to_unicode(story), &quotes)),
        translation: translations.last().map(|(_, text)| text.clone()).unwrap_or_default(),
        translations: translations.len(),
        conversation: shown.messages.iter().map(|message| spoken(message, &quotes)).collect(),
        can_reply: shown.mailbox,
        confirm: reply::needs_confirm(&shown.answers),
        notes: shown.notes.iter().map(|note| (note.day.clone(), html(&note.text))).collect(),
        groups,
        consent,
        place,
        reasons: shown.reasons.iter().map(reason).collect(),
        heard: signals.iter().map(|signal| heard(signal, &said)).collect(),
        missable: signals::Kind::ALL
            .into_iter()
            .filter(|kind| !signals.iter().any(|signal| signal.kind == *kind))
            .map(|kind| (kind.id(), kind.label()))
            .collect(),
        missed: said
            .iter()
            .filter(|(_, verdict)| verdict == "missed")
            .filter_map(|(kind, _)| signals::Kind::parse(kind))
            .map(|kind| (kind.id(), kind.label()))
            .collect(),
        assessed: judged.assessed,
        noise: judged
            .noise
            .map(|kind| if kind == signals::Kind::Advert { "looks like an advert" } else { "looks like a test" }),
        words_unread: judged.unread.as_deref().map(language_name),
        entities: entities.into_iter().map(named).collect(),
        files: shown.files.iter().map(|file| (file.name.clone(), file.size, file.sha256.clone())).collect(),
        tags: desk.db.tags(&id).await?,
        assigned: marks.assigned.unwrap_or_default(),
        others: people.iter().skip(1).cloned().collect(),
        people,
        statuses: STATUSES,
        source: marks.source.unwrap_or_default(),
        information: marks.information.unwrap_or_default(),
        sources: SOURCES,
        credibility: INFORMATION,
        badge,
        elements,
        decided: decided.is_some(),
        log: entries
            .into_iter()
            .map(|(number, day, action, detail)| {
                let words = colleague::in_words(&detail);
                let rest = detail.strip_prefix(&id).unwrap_or(&detail).trim().to_owned();
                (number, day, action, words.unwrap_or(rest))
            })
            .collect(),
        id,
    })
}

fn reason(reason: &Reason) -> (u32, String, Vec<String>) {
    (reason.points, reason.why.clone(), reason.quotes.iter().map(|quote| html(quote)).collect())
}

fn heard(signal: &Signal, said: &[(String, String)]) -> SignalView {
    let mut more = Vec::new();
    more.extend(signal.day.map(|day| format!("by {day}")));
    more.extend(signal.age.map(|age| format!("{age} years")));
    SignalView {
        id: signal.kind.id(),
        label: signal.kind.label(),
        quotes: signal.quotes.iter().map(|quote| html(quote)).collect(),
        more: more.join(", "),
        wrong: said.iter().any(|(kind, verdict)| kind == signal.kind.id() && verdict == "wrong"),
    }
}

/// Returns a question as the form worded it, or its id if the question is unknown.
fn asked<'a>(shown: &'a Shown, id: &'a str) -> &'a str {
    let rows = shown.grouped.iter().flat_map(|group| &group.rows);
    rows.into_iter().find(|row| row.id == id).map_or(id, |row| row.question.as_str())
}

/// Separates the answers about consent, which have a table of their own, from the others, which are grouped by the
/// form's blocks.
fn answers(shown: &Shown, quotes: &[&str]) -> (Vec<(String, String)>, Vec<Answers>) {
    let (mut consent, mut groups) = (Vec::new(), Vec::new());
    for Group { title, rows } in &shown.grouped {
        let mut kept = Vec::new();
        for row in rows {
            let line = (row.question.clone(), both(&row.answer, quotes));
            if row.id.starts_with("share-") || CONSENT.contains(&row.id.as_str()) {
                consent.push(line);
            } else {
                kept.push(line);
            }
        }
        if !kept.is_empty() {
            groups.push(Answers { title: title.clone(), rows: kept });
        }
    }
    (consent, groups)
}

/// Returns a text as HTML, with `quotes` highlighted. A text in Zawgyi is followed by its Unicode version.
fn both(text: &str, quotes: &[&str]) -> String {
    match zawgyi::is_zawgyi(text) {
        true => format!(
            "{}<span class=\"unicode\" lang=\"my\">In Unicode: {}</span>",
            html_marked(text, quotes),
            html_marked(&zawgyi::to_unicode(text), quotes)
        ),
        false => html_marked(text, quotes),
    }
}

fn spoken(message: &Message, quotes: &[&str]) -> Spoken {
    // Signals come only from the sender's words, so nothing is highlighted in the desk's own replies.
    let quotes = if message.number.is_none() { quotes } else { &[] };
    let state = match (message.number, message.dispatch) {
        (Some(number), _) if message.withdrawn => format!("reply {number}, taken back"),
        (Some(number), None) => format!("reply {number}, waits for a dispatch"),
        (Some(number), Some(_)) if message.collected => format!("reply {number}, collected"),
        (Some(number), Some(_)) if message.applied => format!("reply {number}, in the mailbox"),
        (Some(number), Some(dispatch)) => format!("reply {number}, on its way in dispatch {dispatch}"),
        (None, _) => "from the sender".to_owned(),
    };
    Spoken {
        from_desk: message.number.is_some(),
        day: message.day.clone(),
        text: both(&message.text, quotes),
        state,
        number: message.number.filter(|_| !message.withdrawn),
    }
}

fn named(entity: CaseEntity) -> Named {
    Named {
        label: Kind::parse(&entity.kind).map_or("Place", Kind::label),
        key: format!("{} {}", entity.kind, entity.value),
        checked: match entity.checked.as_str() {
            "well-formed" => "well-formed",
            "malformed" => "not well-formed: a character is wrong",
            _ => "",
        },
        html: html(&entity.shown),
        shown: short(&entity.shown, 120),
        value: entity.value,
        others: entity.others,
    }
}

//! The queue: cases by urgency with their reasons, filters, and actions on several cases at once.

use actix_web::{HttpResponse, web};
use askama::Template;
use surface::Language;

use super::{Form, Frame, Sent, after, go, page as show};
use crate::casedb::queue::{By, Filter, Flood, PAGE, QueueLine};
use crate::casedb::search::FoundCase;
use crate::service::desk::Desk;
use crate::service::tags;
use crate::service::work::{self, STATUSES};
use crate::signals::Kind;
use crate::workbench::Bench;
use crate::workbench::legible::{html, short};
use crate::workbench::view::Said;

/// Largest number of choices in one filter.
const MOST: u32 = 300;

/// Largest length of a quotation in a line, in characters.
const MOST_QUOTED: usize = 60;

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    frame: Frame,
    filter: Filter,
    lines: Vec<Line>,
    total: u64,
    page: u32,
    pages: u64,
    levels: Vec<(u8, u64, u64)>,
    views: Vec<String>,
    choices: Vec<Choice>,
    /// Whether a filter is set.
    filtered: bool,
    people: Vec<String>,
    tags: Vec<String>,
    statuses: [&'static str; 8],
    floods: Vec<Flood>,
}

/// A filter's drop-down list.
struct Choice {
    name: &'static str,
    label: &'static str,
    /// Label of the choice that sets no filter.
    none: &'static str,
    /// The choices: value, label, and whether it is selected.
    options: Vec<(String, String, bool)>,
}

/// A case in any list.
pub(super) struct ListLine {
    pub(super) id: String,
    pub(super) short_id: String,
    pub(super) level: u8,
    pub(super) score: u32,
    pub(super) status: String,
    pub(super) received: String,
    pub(super) language: String,
    pub(super) files: u32,
    pub(super) unread: bool,
    /// The beginning of the story, as HTML.
    pub(super) begins: String,
}

/// A case in the queue.
struct Line {
    line: ListLine,
    due: String,
    overdue: bool,
    tag: String,
    place: String,
    assigned: String,
    tags: Vec<String>,
    /// Reasons for the level and the points, the most important first. A reason that comes from the tip's words has
    /// these words as HTML. The case's page shows the other reasons.
    why: Vec<(String, Option<String>)>,
    /// A label for noise, if the case looks like an advert or a test.
    noise: Option<&'static str>,
    /// Whether no reviewer has ranked the case yet.
    unassessed: bool,
    backlog: bool,
    /// Number of other unranked cases with the same text.
    copies: u64,
    /// The digest of the text that these cases share, for [`Filter::same`].
    same: String,
}

impl ListLine {
    pub(super) fn of(FoundCase { case, begins }: FoundCase) -> Self {
        Self {
            begins: html(&short(&begins, 140)),
            short_id: case.id.chars().take(8).collect(),
            language: language_name(&case.language),
            id: case.id,
            level: case.level,
            score: case.score,
            status: case.status,
            received: case.received_day,
            files: case.files,
            unread: case.unread,
        }
    }
}

impl Queue {
    fn from(&self) -> u64 {
        if self.total == 0 { 0 } else { u64::from(self.page) * u64::from(PAGE) + 1 }
    }

    fn to(&self) -> u64 {
        (u64::from(self.page) * u64::from(PAGE) + self.lines.len() as u64).min(self.total)
    }
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let (filter, page) = {
        let view = bench.view();
        (view.filter.clone(), view.page)
    };
    let made = bench.desk.with(async move |desk: &mut Desk| queue(desk, filter, page).await).await;
    let made = made.map(|mut made| {
        made.frame = Frame::new(&bench, "Queue");
        made
    });
    show(&bench, made)
}

async fn queue(desk: &mut Desk, filter: Filter, page: u32) -> anyhow::Result<Queue> {
    let gazetteer = desk.gazetteer()?;
    let (lines, total) = desk.db.queue(&filter, page, desk.today).await?;
    let floods = desk.db.floods(desk.today).await?;
    let today = desk.today.to_string();
    let place = |id: &str| gazetteer.place(id).map_or_else(|| id.to_owned(), |place| place.name.clone());
    let lines = lines.into_iter().map(|line| Line::of(line, &today, &place)).collect();
    let named = |rows: Vec<(String, u64)>, name: &dyn Fn(&str) -> String| -> Vec<(String, String)> {
        let mut rows: Vec<_> =
            rows.into_iter().map(|(id, tips)| (id.clone(), format!("{} ({tips})", name(&id)))).collect();
        rows.sort_by(|a, b| a.1.cmp(&b.1));
        rows
    };
    let own =
        |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
    let people = people_of(desk).await?;
    let tagged = desk.db.counts(By::Tag, MOST).await?;
    let tags = tagged.iter().map(|(tag, _)| tag.clone()).collect();
    let mut statuses = vec![("all".to_owned(), "all, including closed".to_owned())];
    statuses.extend(own(&STATUSES));
    let mut whose = own(&["nobody"]);
    whose.extend(own(&people.iter().map(String::as_str).collect::<Vec<_>>()));
    let countries = named(desk.db.counts(By::Country, MOST).await?, &|id| gazetteer.country_name(id));
    let places = named(desk.db.counts(By::Place, MOST).await?, &place);
    let languages = named(desk.db.counts(By::Language, MOST).await?, &language_name);
    let signals = Kind::ALL.iter().map(|kind| (kind.id().to_owned(), kind.label().to_owned())).collect();
    let choices = vec![
        choice("status", "Status", "all open", statuses, &filter.status),
        choice("assigned", "Assigned to", "anybody", whose, &filter.assigned),
        choice("tag", "Tag", "any", named(tagged, &str::to_owned), &filter.tag),
        choice("country", "Country", "any", countries, &filter.country),
        choice("place", "Place", "any", places, &filter.place),
        choice("language", "Language", "any", languages, &filter.language),
        choice("signal", "Its words say", "anything", signals, &filter.signal),
    ];
    let levels = desk.db.open_by_level().await?;
    let views = desk.db.saved_views().await?.into_iter().map(|(name, _)| name).collect();
    let frame = Frame { at: "Queue", said: None, lock_after: 0, open: true };
    let pages = total.div_ceil(u64::from(PAGE)).max(1);
    let filtered = filter != Filter::default();
    Ok(Queue {
        frame,
        filter,
        lines,
        total,
        page,
        pages,
        levels,
        views,
        choices,
        filtered,
        people,
        tags,
        statuses: STATUSES,
        floods,
    })
}

fn choice(
    name: &'static str,
    label: &'static str,
    none: &'static str,
    options: Vec<(String, String)>,
    kept: &Option<String>,
) -> Choice {
    let mut options: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let chosen = kept.as_ref() == Some(&value);
            (value, label, chosen)
        })
        .collect();
    // A saved view may have a value that no case has any more. The value stays in the list.
    if let Some(kept) = kept.as_ref().filter(|kept| !options.iter().any(|(value, ..)| value == *kept)) {
        options.push((kept.clone(), kept.clone(), true));
    }
    Choice { name, label, none, options }
}

/// Returns the labels of the reviewers at this desk: the desk's own label first, then its colleagues.
pub(super) async fn people_of(desk: &mut Desk) -> anyhow::Result<Vec<String>> {
    let mut people = vec![desk.card()?.label];
    people.extend(desk.db.colleagues().await?.into_iter().map(|colleague| colleague.label));
    Ok(people)
}

impl Line {
    fn of(line: QueueLine, today: &str, place: &dyn Fn(&str) -> String) -> Self {
        let QueueLine {
            case,
            due,
            guessed,
            place: at,
            country,
            assigned,
            begins,
            mut reasons,
            tags,
            copies,
            same,
            noise,
            backlog,
        } = line;
        let tag = guessed.unwrap_or_else(|| case.language.clone());
        reasons.retain(|reason| reason.points > 0 || reason.why.starts_with("urgent: "));
        reasons.sort_by_key(|reason| (!reason.why.starts_with("urgent: "), std::cmp::Reverse(reason.points)));
        let why = reasons.iter().map(|reason| {
            let why = match reason.points {
                0 => reason.why.clone(),
                points => format!("{} +{points}", reason.why),
            };
            (why, reason.quotes.first().map(|quote| html(&short(quote, MOST_QUOTED))))
        });
        let unassessed = !case.assessed;
        let mut list = ListLine::of(FoundCase { case, begins });
        list.language = language_name(&tag);
        Self {
            overdue: due.as_str() < today && list.status != "closed",
            due,
            tag,
            place: at.map(|id| place(&id)).or(country).unwrap_or_default(),
            assigned: assigned.unwrap_or_default(),
            tags,
            why: why.collect(),
            noise: noise.map(|kind| if kind == Kind::Advert { "looks like an advert" } else { "looks like a test" }),
            unassessed,
            backlog,
            copies: copies.saturating_sub(1),
            same: same.unwrap_or_default(),
            line: list,
        }
    }
}

/// Returns a language's name as its speakers write it. A tag that the form does not offer is returned unchanged.
pub(super) fn language_name(tag: &str) -> String {
    Language::find(tag).map_or_else(|| tag.to_owned(), |language| language.own_name().to_owned())
}

/// Sets another filter, or goes to another page of the same filter.
pub(super) async fn filter(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let mut view = bench.view();
    match sent.one("page").parse() {
        Ok(page) => view.page = page,
        Err(_) => {
            view.filter = if sent.one("clear").is_empty() { read(&sent) } else { Filter::default() };
            view.page = 0;
        }
    }
    go("/queue")
}

fn read(sent: &Sent) -> Filter {
    Filter {
        level: sent.one("level").parse().ok(),
        status: sent.some("status"),
        assigned: sent.some("assigned"),
        tag: sent.some("tag"),
        country: sent.some("country"),
        place: sent.some("place"),
        language: sent.some("language"),
        unread: !sent.one("unread").is_empty(),
        unassessed: !sent.one("unassessed").is_empty(),
        signal: sent.some("signal"),
        same: sent.some("same"),
    }
}

/// Saves the current filter as a view under a name, shows a saved view, or deletes it.
pub(super) async fn view(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let present = bench.view().filter.clone();
    let (keep, show, forget) = (sent.some("keep"), sent.some("show"), sent.some("forget"));
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| {
            if let Some(name) = keep {
                let name = short(&name, 40);
                desk.db.save_view(&name, Some(&present)).await?;
                desk.db.log(desk.today, "keep view", &name).await?;
            } else if let Some(name) = forget {
                desk.db.save_view(&name, None).await?;
                desk.db.log(desk.today, "forget view", &name).await?;
            } else if let Some(name) = show {
                let views = desk.db.saved_views().await?;
                return Ok(views.into_iter().find(|(known, _)| *known == name).map(|(_, filter)| filter));
            }
            Ok(None)
        })
        .await;
    after(&bench, done, "/queue", |shown| {
        if let Some(filter) = shown {
            let mut view = bench.view();
            (view.filter, view.page) = (filter, 0);
        }
        None
    })
}

/// Performs one action on all ticked cases.
pub(super) async fn bulk(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let sent = Sent::of(form);
    let ids = sent.all("id");
    let number = ids.len();
    let act = sent.one("act").to_owned();
    let (tag, to, status) =
        (sent.one("tag").to_owned(), sent.one("assigned").to_owned(), sent.one("status").to_owned());
    let done = bench
        .desk
        .with(async move |desk: &mut Desk| match act.as_str() {
            "tag" => tags::set_tag(desk, &ids, &tag, true).await,
            "untag" => tags::set_tag(desk, &ids, &tag, false).await,
            "assign" => {
                tags::assign(desk, &ids, Some(to.as_str()).filter(|to| !to.is_empty() && *to != "nobody")).await
            }
            "read" => tags::set_read(desk, &ids, true).await,
            "unread" => tags::set_read(desk, &ids, false).await,
            _ => {
                work::triage_all(desk, &ids, Some(status.as_str()).filter(|status| !status.is_empty()), None, None)
                    .await
            }
        })
        .await;
    after(&bench, done, "/queue", |()| {
        Some(Said::good(match number {
            1 => "done for 1 case".to_owned(),
            _ => format!("done for {number} cases"),
        }))
    })
}

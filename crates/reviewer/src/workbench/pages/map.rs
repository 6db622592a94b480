//! The map of the places that tips name, with how and when senders knew each place.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use envelope::Day;

use super::{Frame, page as show};
use crate::picture::{self, Mark};
use crate::service::desk::Desk;
use crate::workbench::Bench;

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    frame: Frame,
    svg: String,
    rows: Vec<Row>,
}

/// A place in the table below the map.
struct Row {
    id: String,
    name: String,
    country: String,
    tips: u64,
    urgent: u64,
    how: String,
    newest: String,
    /// Whether the gazetteer has no coordinates for the place.
    nowhere: bool,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let made = bench.desk.with(async |desk: &mut Desk| map(desk).await).await;
    show(&bench, made.map(|(svg, rows)| Map { frame: Frame::new(&bench, "Map"), svg, rows }))
}

async fn map(desk: &mut Desk) -> anyhow::Result<(String, Vec<Row>)> {
    struct PlaceTotals {
        tips: u64,
        urgent: u64,
        newest: Option<Day>,
        how: Vec<(String, u64)>,
    }
    let gazetteer = desk.gazetteer()?;
    let mut places: BTreeMap<String, PlaceTotals> = BTreeMap::new();
    for count in desk.db.places().await? {
        let place =
            places.entry(count.place).or_insert(PlaceTotals { tips: 0, urgent: 0, newest: None, how: Vec::new() });
        place.tips += count.tips;
        place.urgent += count.urgent;
        place.newest = place.newest.max(count.newest.and_then(|day| day.parse().ok()));
        place.how.push((how_known(count.how.as_deref()).to_owned(), count.tips));
    }
    let (mut marks, mut rows) = (Vec::new(), Vec::new());
    for (id, place) in places {
        let known = gazetteer.place(&id);
        let name = known.map_or_else(|| id.clone(), |known| known.name.clone());
        let point = known.and_then(|known| known.point);
        rows.push(Row {
            country: known.map(|known| known.country.clone()).unwrap_or_default(),
            name: name.clone(),
            tips: place.tips,
            urgent: place.urgent,
            how: place.how.iter().map(|(how, tips)| format!("{how}: {tips}")).collect::<Vec<_>>().join(", "),
            newest: place.newest.map(|day| age(day, desk.today)).unwrap_or_else(|| "not said".to_owned()),
            nowhere: point.is_none(),
            id,
        });
        if let Some(point) = point {
            marks.push(Mark {
                name,
                point,
                tips: place.tips,
                urgent: place.urgent,
                newest: place.newest,
                how: place.how,
            });
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.urgent, row.tips)));
    Ok((picture::map("Where tips are from", &marks, desk.today), rows))
}

/// Describes how the sender knows a place. `option` is an answer to the question `place-how-known`.
pub(super) fn how_known(option: Option<&str>) -> &str {
    match option {
        Some("saw-it") => "seen by the sender",
        Some("person-told") => "told by the person held",
        Some("phone-location") => "a location sent by phone",
        Some("photo") => "from a photograph",
        Some("somebody-told") => "told by somebody else",
        Some("guess") => "a guess",
        Some(other) => other,
        None => "not said how",
    }
}

/// Returns the day to which the sender's knowledge of a place refers, and how long ago that is, as text.
pub(super) fn age(day: Day, today: Day) -> String {
    match today.days_since(day) {
        days if days < 0 => format!("{day}"),
        0 => format!("{day}, today"),
        1 => format!("{day}, yesterday"),
        days => format!("{day}, {days} days ago"),
    }
}

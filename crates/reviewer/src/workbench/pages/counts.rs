//! The page of counts: tips by day, country, compound and language, cases by tag and reviewer.
//!
//! Each count is drawn as a picture, with its numbers in a table.

use actix_web::{HttpResponse, web};
use askama::Template;
use envelope::Day;

use super::{Frame, page as show};
use crate::casedb::queue::By;
use crate::picture;
use crate::service::desk::Desk;
use crate::workbench::Bench;

/// Largest number of bars in one picture.
const MOST: u32 = 20;

/// Number of days in the picture of tips by day.
const DAYS: i64 = 60;

#[derive(Template)]
#[template(path = "counts.html")]
struct Counts {
    frame: Frame,
    pictures: Vec<Picture>,
    levels: Vec<(u8, u64, u64)>,
}

struct Picture {
    title: &'static str,
    svg: String,
    rows: Vec<(String, u64)>,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let made = bench.desk.with(async |desk: &mut Desk| pictures(desk).await).await;
    let made = made.map(|(pictures, levels)| Counts { frame: Frame::new(&bench, "Counts"), pictures, levels });
    show(&bench, made)
}

async fn pictures(desk: &mut Desk) -> anyhow::Result<(Vec<Picture>, Vec<(u8, u64, u64)>)> {
    let gazetteer = desk.gazetteer()?;
    let since = desk.today.plus(-DAYS);
    let days: Vec<(String, u64)> = desk.db.counts(By::Day, u32::try_from(DAYS).unwrap_or(60)).await?;
    let dated: Vec<(Day, u64)> = days
        .iter()
        .filter_map(|(day, tips)| Some((day.parse::<Day>().ok().filter(|day| *day > since)?, *tips)))
        .collect();
    let mut pictures = vec![Picture { title: "Tips by day", svg: picture::days("Tips by day", &dated), rows: days }];
    for (by, title) in [
        (By::Country, "Tips by country"),
        (By::Place, "Tips by compound or town"),
        (By::Language, "Tips by language"),
        (By::Tag, "Cases by tag"),
        (By::Assigned, "Cases by reviewer"),
    ] {
        let mut rows = desk.db.counts(by, MOST).await?;
        for (name, _) in &mut rows {
            *name = match by {
                By::Country => gazetteer.country_name(name),
                By::Place => gazetteer.place(name).map_or_else(|| name.clone(), |place| place.name.clone()),
                By::Language => super::super::pages::queue::language_name(name),
                _ => std::mem::take(name),
            };
        }
        pictures.push(Picture { title, svg: picture::bars(title, &rows), rows });
    }
    Ok((pictures, desk.db.open_by_level().await?))
}

//! Search for words, and the list of cases that share an entity.

use actix_web::{HttpResponse, web};
use askama::Template;
use console::Failure;

use super::queue::ListLine;
use super::{Form, Frame, Sent, go, page as show};
use crate::casedb::search::MOST;
use crate::entities::Kind;
use crate::query::{self, QueryError};
use crate::service::desk::{Desk, MISSES};
use crate::workbench::Bench;
use crate::workbench::view::Said;

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    frame: Frame,
    typed: String,
    /// A warning, if searches at this desk may miss cases.
    misses: Option<&'static str>,
    /// Heading of the list; empty if nothing was searched for.
    heading: String,
    cases: Vec<ListLine>,
    more: bool,
    most: usize,
}

pub(super) async fn page(bench: web::Data<Bench>) -> HttpResponse {
    let (typed, entity) = {
        let view = bench.view();
        (view.search.clone(), view.entity.clone())
    };
    let looked = typed.clone();
    let look = async move |desk: &mut Desk| {
        let misses = desk.misses_cases().await?.then_some(MISSES);
        Ok((misses, look(desk, &looked, entity).await?))
    };
    let made = bench.desk.with(look).await.map(|(misses, (heading, cases, more))| Search {
        frame: Frame::new(&bench, "Search"),
        typed,
        misses,
        heading,
        cases,
        more,
        most: MOST,
    });
    show(&bench, made)
}

async fn look(
    desk: &mut Desk,
    typed: &str,
    entity: Option<(String, String)>,
) -> anyhow::Result<(String, Vec<ListLine>, bool)> {
    if let Some((kind, value)) = entity {
        let mut cases = desk.db.with_entity(&kind, &value).await?;
        desk.db.log(desk.today, "search", "").await?;
        let more = cases.len() > 100;
        cases.truncate(100);
        let shown = match kind.as_str() {
            crate::analysis::PLACE => desk.gazetteer()?.place(&value).map_or(value.clone(), |place| place.name.clone()),
            _ => value,
        };
        let called = Kind::parse(&kind).map_or("place", Kind::label);
        let heading = format!("{} that name the {called} {shown}", count(cases.len()));
        let heading = if more { format!("More than {heading}") } else { heading };
        return Ok((heading, cases.into_iter().map(ListLine::of).collect(), more));
    }
    if typed.is_empty() {
        return Ok((String::new(), Vec::new(), false));
    }
    // If the query cannot be parsed, the reviewer was told so when it was submitted, and the list is empty.
    let Ok(query) = query::read(typed) else { return Ok((String::new(), Vec::new(), false)) };
    let found = desk.db.look_for(&query).await?;
    desk.db.log(desk.today, "search", "").await?;
    let heading = if found.cases.is_empty() {
        "No case holds this; try a part of the word, or another spelling".to_owned()
    } else if found.more {
        format!("{} of those that hold this", count(found.cases.len()))
    } else {
        format!("{} that hold this", count(found.cases.len()))
    };
    Ok((heading, found.cases.into_iter().map(ListLine::of).collect(), found.more))
}

fn count(cases: usize) -> String {
    if cases == 1 { "1 case".to_owned() } else { format!("{cases} cases") }
}

/// Starts a search. A query that cannot be parsed is shown again as it was typed, with the reason.
pub(super) async fn search(bench: web::Data<Bench>, form: Form) -> HttpResponse {
    let typed = Sent::of(form).one("text").trim().to_owned();
    let refused = query::parse(&typed).err().filter(|error| *error != QueryError::Empty);
    let mut view = bench.view();
    view.said =
        refused.map(|error| Said::error(&Failure::new(error.to_string()).next("change it, and search again").into()));
    // The typed text is kept up to a limit. The limit has room for invisible characters, which `query::LONGEST` does
    // not count.
    view.search = typed.chars().take(4 * query::LONGEST).collect();
    view.entity = None;
    go("/search")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_that_may_miss_cases_says_so_above_what_it_found() {
        let page = |misses| Search {
            frame: Frame { at: "Search", said: None, lock_after: 60, open: true },
            typed: "Moe".to_owned(),
            misses,
            heading: "No case holds this".to_owned(),
            cases: Vec::new(),
            more: false,
            most: MOST,
        };
        let said = page(Some(MISSES)).render().unwrap();
        let warning = said.find("searches may miss cases").unwrap();
        assert!(warning < said.find("No case holds this").unwrap());
        assert!(said.contains("reviewer verify") && said.contains("reviewer restore"));
        assert!(!page(None).render().unwrap().contains("miss cases"));
    }
}

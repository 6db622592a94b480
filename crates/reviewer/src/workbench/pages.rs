//! The pages, one file each, and the code that they share.
//!
//! The file of a page holds its template context, its handlers and its forms.

mod case;
mod counts;
mod desk_page;
mod first;
mod lock;
mod map;
mod queue;
mod restore;
mod search;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use console::Failure;
use zeroize::Zeroize as _;

use super::Bench;
use super::desk_thread::Refused;
use super::door::ENTER;
use super::view::Said;

/// All routes. No path holds an id, because browsers store URLs.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route(ENTER, web::post().to(lock::enter))
        .route("/", web::get().to(lock::home))
        .route("/locked", web::get().to(lock::locked))
        .route("/lock", web::post().to(lock::lock))
        .route("/unlock", web::post().to(lock::unlock))
        .route("/awake", web::post().to(lock::awake))
        .route("/first", web::get().to(first::page))
        .route("/first/make", web::post().to(first::make))
        .route("/first/recovery", web::post().to(first::recovery))
        .route("/restore", web::get().to(restore::page))
        .route("/restore", web::post().to(restore::restore))
        .route("/queue", web::get().to(queue::page))
        .route("/queue", web::post().to(queue::filter))
        .route("/queue/view", web::post().to(queue::view))
        .route("/queue/bulk", web::post().to(queue::bulk))
        .route("/search", web::get().to(search::page))
        .route("/search", web::post().to(search::search))
        .route("/counts", web::get().to(counts::page))
        .route("/map", web::get().to(map::page))
        .route("/desk", web::get().to(desk_page::page))
        .route("/desk/import", web::post().to(desk_page::import))
        .route("/desk/backup", web::post().to(desk_page::backup))
        .route("/desk/dispatch", web::post().to(desk_page::dispatch))
        .route("/desk/verify", web::post().to(desk_page::verify))
        .route("/desk/colleague", web::post().to(desk_page::colleague))
        .route("/case", web::get().to(case::page))
        .route("/case", web::post().to(case::open))
        .route("/case/act", web::post().to(case::act))
        .route("/case/lower", web::post().to(case::lower))
        .route("/case/attachment", web::post().to(case::attachment))
        .route("/case/text", web::post().to(case::text))
        .route("/case/entity", web::post().to(case::entity))
        .route("/static/{name}", web::get().to(file))
        .default_service(web::to(nowhere));
}

/// Context of `base.html`, which surrounds every page.
pub(super) struct Frame {
    /// The page's word in the menu, which is also its title.
    pub(super) at: &'static str,
    /// A message at the top of the page. It is shown once.
    pub(super) said: Option<Said>,
    /// Seconds until the desk locks. After that time, a page without scripts leads to the page of the locked desk.
    pub(super) lock_after: u64,
    /// Whether to show the menu.
    pub(super) open: bool,
}

impl Frame {
    /// Makes the frame of a page with a menu, and takes the message that waits for the next page.
    pub(super) fn new(bench: &Bench, at: &'static str) -> Self {
        Self { at, said: bench.view().said.take(), lock_after: bench.lock_after.as_secs(), open: true }
    }

    /// Makes the frame of a page without a menu, for a desk that is not open.
    pub(super) fn shut(bench: &Bench, at: &'static str) -> Self {
        Self { open: false, ..Self::new(bench, at) }
    }

    /// Whether the page with the word `at` in the menu is the current page.
    pub(super) fn is(&self, at: &str) -> bool {
        self.at == at
    }
}

/// A submitted form: names and values in their order. Zeroed when dropped, since it may hold a passphrase.
pub(super) struct Sent(Vec<(String, String)>);

impl Drop for Sent {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

impl Sent {
    pub(super) fn of(form: web::Form<Vec<(String, String)>>) -> Self {
        Self(form.into_inner())
    }

    /// Returns the first value of the field with this name; empty if there is none.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Returns the first value of the field with this name, trimmed; `None` if it is missing or empty.
    pub(super) fn some(&self, name: &str) -> Option<String> {
        Some(self.one(name).trim()).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Returns all values of the fields with this name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }
}

/// A form as a handler receives it.
pub(super) type Form = web::Form<Vec<(String, String)>>;

/// Renders a page.
pub(super) fn html(page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(text) => HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(text),
        Err(_) => HttpResponse::InternalServerError().body("this page could not be put together\n"),
    }
}

/// Redirects to another page.
pub(super) fn go(to: &'static str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((LOCATION, to)).finish()
}

/// Renders a page that needs the open desk. Redirects to `/locked` if the desk is locked. If making the page failed,
/// renders a page with the reason.
pub(super) fn page<T: Template>(bench: &Bench, made: Result<T, Refused>) -> HttpResponse {
    match made {
        Ok(page) => html(&page),
        Err(refused) => turned_away(bench, refused, None),
    }
}

/// Redirects to `to` after an action, with the message that `say` makes or with the failure. Redirects to `/locked` if
/// the desk is locked.
pub(super) fn after<T>(
    bench: &Bench,
    done: Result<T, Refused>,
    to: &'static str,
    say: impl FnOnce(T) -> Option<Said>,
) -> HttpResponse {
    match done {
        Ok(done) => {
            let said = say(done);
            bench.view().said = said;
            go(to)
        }
        Err(refused) => turned_away(bench, refused, Some(to)),
    }
}

fn turned_away(bench: &Bench, refused: Refused, to: Option<&'static str>) -> HttpResponse {
    match refused {
        Refused::Locked => go("/locked"),
        Refused::Failed(error) => {
            let said = Said::error(&error);
            match to {
                Some(to) => {
                    bench.view().said = Some(said);
                    go(to)
                }
                // The page to return to cannot be made, so a page with the reason takes its place.
                None => html(&Message { frame: Frame { said: Some(said), ..Frame::new(bench, "Desk") } }),
            }
        }
    }
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    frame: Frame,
}

async fn nowhere(bench: web::Data<Bench>) -> HttpResponse {
    let said = Said::error(&Failure::new("there is no such page").next("choose one from the menu").into());
    let mut answer = html(&Message { frame: Frame { said: Some(said), ..Frame::new(&bench, "Desk") } });
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}

async fn file(request: HttpRequest) -> HttpResponse {
    const OWN: [(&str, &str, &[u8]); 2] = [
        ("desk.css", "text/css; charset=utf-8", include_bytes!("../../static/desk.css")),
        ("desk.js", "text/javascript; charset=utf-8", include_bytes!("../../static/desk.js")),
    ];
    let name = request.match_info().query("name");
    let shared = ["style.css", "icon.svg"].into_iter().filter_map(surface::assets::find);
    let shared = shared.map(|asset| (asset.name, asset.media_type, asset.bytes));
    match OWN.into_iter().chain(shared).find(|(known, ..)| *known == name) {
        Some((_, media_type, bytes)) => HttpResponse::Ok().insert_header((CONTENT_TYPE, media_type)).body(bytes),
        None => HttpResponse::NotFound().finish(),
    }
}

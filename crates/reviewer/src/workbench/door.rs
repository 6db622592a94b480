//! Access checks, which run before any handler.
//!
//! A request must be addressed to exactly this host and port. It must come from a process of this user and from one of
//! our own pages, and belong to the session that the entry page began.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use rand::CryptoRng;
use subtle::ConstantTimeEq as _;

use super::Bench;

/// The path to which the entry page posts its token.
pub(super) const ENTER: &str = "/enter";

const COOKIE: &str = "desk";

/// Address, user, token and session that requests are checked against.
pub(super) struct Door {
    address: SocketAddr,
    user: u32,
    /// The entry page's token; `None` after it was used.
    token: Mutex<Option<[u8; 32]>>,
    session: Mutex<Option<[u8; 32]>>,
    entry: PathBuf,
}

impl Door {
    pub(super) fn new(address: SocketAddr, token: [u8; 32], entry: PathBuf) -> Self {
        let user = rustix::process::geteuid().as_raw();
        Self { address, user, token: Mutex::new(Some(token)), session: Mutex::default(), entry }
    }

    /// Exchanges the token for the session's cookie, once. Returns `None` if the token is wrong or was used before.
    pub(super) fn enter(&self, token: &str, rng: &mut impl CryptoRng) -> Option<Cookie<'static>> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let same = kept.is_some_and(|kept| is_same(&kept, token));
        if !same {
            return None;
        }
        *kept = None;
        // The entry page is removed: its token is used up, so the page would not work again.
        let _ = std::fs::remove_file(&self.entry);
        let mut session = [0; 32];
        rng.fill_bytes(&mut session);
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
        Some(Cookie::build(COOKIE, hex(&session)).path("/").http_only(true).same_site(SameSite::Strict).finish())
    }

    /// Returns the reason why a request is refused, or `None` if it is allowed.
    fn refusal(&self, request: &ServiceRequest) -> Option<&'static str> {
        let header = |name: &str| {
            let mut all = request.headers().get_all(name);
            // A header that is sent twice counts as missing.
            all.next().filter(|_| all.next().is_none()).and_then(|value| value.to_str().ok())
        };
        if header("host") != Some(self.address.to_string().as_str()) {
            return Some("this address is not the desk's");
        }
        if request.peer_addr().and_then(|peer| owner(peer, self.address)) != Some(self.user) {
            return Some("this connection belongs to another user of this laptop");
        }
        let site = header("sec-fetch-site");
        if request.path() == ENTER && request.method() == Method::POST {
            // This request comes from the entry page, which is a file and has no session yet. `enter` checks its token.
            return None;
        }
        let from_us = site == Some("same-origin") || (request.method() == Method::GET && site == Some("none"));
        if !from_us {
            return Some("this request does not come from one of the desk's own pages");
        }
        let session = *self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let cookie = request.cookie(COOKIE);
        let same = session.zip(cookie).is_some_and(|(session, cookie)| is_same(&session, cookie.value()));
        (!same).then_some("this browser did not open the desk: start `reviewer open` again")
    }
}

/// Middleware: refuses requests that fail a check, and adds the security headers to each HTTP response.
pub(super) async fn check(
    bench: web::Data<Bench>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut answer = match bench.door.refusal(&request) {
        Some(why) => {
            let body = format!("refused: {why}\n");
            let refused =
                HttpResponse::build(StatusCode::FORBIDDEN).content_type("text/plain; charset=utf-8").body(body);
            request.into_response(refused).map_into_right_body()
        }
        None => {
            if !request.path().starts_with("/static/") {
                bench.touch();
            }
            next.call(request).await?.map_into_left_body()
        }
    };
    for (name, value) in surface::headers::SECURITY {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Ok(answer)
}

/// Returns the id of the user whose process holds the other end of a connection, from the kernel's table.
fn owner(peer: SocketAddr, own: SocketAddr) -> Option<u32> {
    let table = procfs::net::tcp().ok()?;
    table.into_iter().find(|entry| entry.local_address == peer && entry.remote_address == own).map(|entry| entry.uid)
}

fn is_same(bytes: &[u8; 32], text: &str) -> bool {
    hex(bytes).as_bytes().ct_eq(text.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

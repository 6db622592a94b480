//! Drops the headers of a request that no page needs.
//!
//! A user agent, a referrer and a cookie are dropped before any handler runs: data that is not kept cannot be logged.
//! The headers that stay are copied, because the web server keeps request heads for reuse, and each header value is a
//! slice of the request's buffer, which also holds the sender's words.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
};

use crate::handlers::tus;

/// The headers that pages and uploads need.
fn needed() -> impl Iterator<Item = HeaderName> {
    let pages = [HOST, CONTENT_TYPE, CONTENT_LENGTH, ACCEPT_LANGUAGE, HeaderName::from_static("sec-fetch-site")];
    pages.into_iter().chain(tus::HEADERS.map(HeaderName::from_static))
}

/// Drops all headers that no page needs, and releases the request's buffer.
pub(super) fn forget_what_no_page_needs(request: &mut ServiceRequest) {
    let head = request.head_mut();
    let mut kept = HeaderMap::new();
    for name in needed() {
        for value in head.headers.get_all(&name) {
            if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
                kept.append(name.clone(), copy);
            }
        }
    }
    head.headers = kept;
    // The URI is copied too, because the old one is a slice of the same buffer.
    let uri: Uri = head.uri.to_string().parse().unwrap_or_default();
    head.uri = uri.clone();
    request.match_info_mut().get_mut().update(&uri);
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn no_page_sees_a_user_agent_a_referrer_or_a_cookie() {
        let mut request = TestRequest::with_uri("/en/tip?q=1")
            .insert_header((HOST, "tips.example.org"))
            .insert_header(("user-agent", "canary"))
            .insert_header(("referer", "canary"))
            .insert_header(("cookie", "canary"))
            .insert_header(("x-forwarded-for", "canary"))
            .insert_header(("sec-fetch-site", "cross-site"))
            .to_srv_request();
        forget_what_no_page_needs(&mut request);
        let left: Vec<_> = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.iter().all(|(_, value)| *value != b"canary"));
        assert_eq!((request.path(), request.uri().query()), ("/en/tip", Some("q=1")));
    }
}

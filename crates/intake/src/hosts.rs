//! The host names that this server accepts.
//!
//! A request for another name was misdirected by someone else's DNS name, or comes from a scanner.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HOST;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

/// The host names that senders use. An empty list accepts every name.
#[derive(Debug, Clone, Default)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Takes the accepted names. Upper and lower case are equal.
    pub fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// Whether all names in a request are accepted. A port is ignored.
    pub fn serve<'a>(&self, asked: impl IntoIterator<Item = &'a str>) -> bool {
        let own = |asked: &str| self.0.iter().any(|own| own.eq_ignore_ascii_case(without_port(asked)));
        self.0.is_empty() || asked.into_iter().all(own)
    }
}

/// Middleware that returns 421 (RFC 9110, 15.5.20) to a request for another name, in its target or its `Host` header.
/// Names in a proxy's headers are ignored.
///
/// # Errors
/// When the next handler fails.
pub async fn own_names_only<B: MessageBody + 'static>(
    hosts: web::Data<Hosts>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let target = request.uri().authority().map(|authority| authority.as_str());
    // A `Host` header that is not text counts as an empty name.
    let header = request.headers().get(HOST).map(|host| host.to_str().unwrap_or_default());
    if hosts.serve(target.into_iter().chain(header)) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    Ok(request.into_response(HttpResponse::MisdirectedRequest().finish()).map_into_right_body())
}

fn without_port(asked: &str) -> &str {
    match asked.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_served_when_every_name_in_it_is_ours() {
        let hosts = Hosts::new(vec!["tips.example.org".to_owned()]);
        for own in ["tips.example.org", "Tips.Example.ORG", "tips.example.org:8443", "tips.example.org:"] {
            assert!(hosts.serve([own]), "{own}");
        }
        for other in
            ["", "example.org", "tips.example.org.evil", "tips.example.org@evil", "evil:tips.example.org", "[::1]:443"]
        {
            assert!(!hosts.serve([other]), "{other}");
        }
        assert!(!hosts.serve(["tips.example.org", "evil"]));
        assert!(Hosts::default().serve(["anything"]));
    }
}

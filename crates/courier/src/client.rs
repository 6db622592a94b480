//! HTTP client for one server, over TLS or Tor.
//!
//! The server's certificate is checked against the web's certificate authorities, or against one certificate alone
//! (`--certificate`). In the second case the names in the certificate do not count. It may be self-signed, or belong
//! to an onion service.
//!
//! No redirect is followed. No header names the program, the system or the person.

mod tls;
mod way;

use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use console::Failure;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, StatusCode, Url, redirect};
use rustls::{AlertDescription, CertificateError};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use tls::ClientIdentity;
use tls::{tls_error, trusting};
pub use way::Way;
use way::{address, through};

/// Timeout while the server sends nothing. It is long, because Tor is slow.
const SILENCE: Duration = Duration::from_secs(120);

/// Timeout for a response that takes the server long: it first reads, writes or hashes gigabytes, or receives a small
/// file over a very slow connection.
pub const LONG: Duration = Duration::from_secs(3600);

/// Timeout after the last byte of an upload is handed to the kernel. The kernel still has to send the megabytes that
/// it holds, and the server has to respond.
const LAST_BYTES: Duration = Duration::from_secs(600);

/// The time by which the next bytes of a request have to leave this machine.
///
/// The HTTP library's own timeout only counts the time until the response, and would cut off every upload that takes
/// longer.
#[derive(Clone)]
pub struct Moved(Arc<Mutex<Instant>>);

impl Default for Moved {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now() + SILENCE)))
    }
}

impl Moved {
    /// Records that bytes left just now.
    pub fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + SILENCE;
    }

    /// Records that the last byte was handed over.
    pub fn ended(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + LAST_BYTES;
    }

    /// Waits until no bytes have left for longer than the timeout.
    async fn still(&self) {
        loop {
            let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if until <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(until.into()).await;
        }
    }
}

/// Most bytes of a response body that are read into memory.
const MOST: usize = 4 * 1024 * 1024;

/// One server, and the client that sends requests to it.
#[derive(Clone)]
pub struct Server {
    client: Client,
    base: Url,
}

/// Why a request has no usable response. A broken connection may work again in a moment; a refusal does not change.
#[derive(Debug)]
pub enum NoAnswer {
    /// The connection is broken: retry.
    Broken(Failure),
    /// The server accepts no more requests for now: retry after this time, with the ticket if there is one.
    Wait(Duration, Option<String>),
    /// The server refuses, its response is not a Throughline server's, or this machine is at fault.
    Refused {
        /// HTTP status of the response; 200 for a fault of this machine.
        status: StatusCode,
        /// Message for the person.
        failure: Failure,
    },
}

impl NoAnswer {
    /// Wraps a fault of this machine, which is not retried.
    pub fn here(failure: Failure) -> Self {
        Self::Refused { status: StatusCode::OK, failure }
    }

    /// Converts this into the message that a person reads, for a request that is not retried.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Broken(failure) | Self::Refused { failure, .. } => failure,
            Self::Wait(wait, _) => Failure::new("the server accepts no more from where you are for now")
                .next(format!("run the same command again in {} seconds", wait.as_secs())),
        }
    }
}

impl Server {
    /// Prepares the connection. Nothing is sent yet.
    ///
    /// # Errors
    /// When the server's address, the proxy or a certificate is invalid.
    pub fn new(way: &Way, identity: Option<&ClientIdentity>) -> anyhow::Result<Self> {
        Self::build(way, identity, Client::builder())
    }

    fn build(way: &Way, identity: Option<&ClientIdentity>, builder: ClientBuilder) -> anyhow::Result<Self> {
        let base = address(way)?;
        let mut builder = builder
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .connect_timeout(SILENCE)
            .tcp_keepalive(Duration::from_secs(30));
        // The HTTP library's default of 30 seconds counts from the moment when bytes are handed to the kernel, which
        // accepts megabytes at once. On a slow connection or through Tor, that would end every connection. Here, a
        // connection ends only when nothing moves ([`SILENCE`]).
        #[cfg(target_os = "linux")]
        {
            builder = builder.tcp_user_timeout(None);
        }
        if let Some(proxy) = &way.proxy {
            builder = builder.proxy(through(proxy)?);
        }
        builder = match (&way.certificate, identity) {
            (Some(path), identity) => builder.tls_backend_preconfigured(trusting(path, identity)?),
            (None, Some(identity)) => {
                let pem = zeroize::Zeroizing::new([identity.certificate.as_slice(), identity.key.as_slice()].concat());
                builder.identity(reqwest::Identity::from_pem(&pem).context("the carrier's certificate is damaged")?)
            }
            (None, None) => builder,
        };
        Ok(Self { client: builder.build().context("preparing the connection")?, base })
    }

    /// As [`Self::new`], with header names spelled as a browser spells them.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn like_a_browser(way: &Way) -> anyhow::Result<Self> {
        Self::build(way, None, Client::builder().http1_title_case_headers())
    }

    /// Returns the server's host name, with the port if it is not the default one.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Returns the server's address without a path.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Builds a request to a path of this server. The path may include a query.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(path);
        url.set_query(query);
        self.client.request(method, url)
    }

    /// Returns the path of an address that the server named. The path lies on this server and begins with `under`.
    ///
    /// # Errors
    /// When the address is on another server, or its path does not begin with `under`.
    pub fn own_path(&self, named: &str, under: &str) -> Result<String, Failure> {
        let url = self.base.join(named).ok().filter(|url| url.origin() == self.base.origin());
        url.map(|url| url.path().to_owned()).filter(|path| path.starts_with(under)).ok_or_else(|| {
            Failure::new("the server sends the upload to an address that is not its own").next(
                "nothing was sent there; check --site with the organisation, by another way than the one you got it by",
            )
        })
    }

    /// Sends a request. Every response that is not a success becomes a [`NoAnswer`].
    ///
    /// # Errors
    /// When the connection fails or times out, or when the response is not a success.
    pub async fn ask(&self, request: RequestBuilder) -> Result<Response, NoAnswer> {
        self.ask_within(request, SILENCE).await
    }

    /// As [`Self::ask`], with `patience` as the timeout.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_within(&self, request: RequestBuilder, patience: Duration) -> Result<Response, NoAnswer> {
        match tokio::time::timeout(patience, request.send()).await {
            Ok(sent) => self.answered(sent).await,
            Err(_) => Err(self.silent()),
        }
    }

    /// As [`Self::ask`], for an upload: the request may take any time while its bytes keep moving.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_moving(&self, request: RequestBuilder, moved: &Moved) -> Result<Response, NoAnswer> {
        tokio::select! {
            sent = request.send() => self.answered(sent).await,
            () = moved.still() => Err(self.silent()),
        }
    }

    /// Returns the next piece of a response body; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks or times out.
    pub async fn piece(&self, response: &mut Response) -> Result<Option<bytes::Bytes>, NoAnswer> {
        match tokio::time::timeout(SILENCE, response.chunk()).await {
            Ok(piece) => piece.map_err(|error| self.broken(&error)),
            Err(_) => Err(self.silent()),
        }
    }

    fn silent(&self) -> NoAnswer {
        let host = self.base.host_str().unwrap_or_default();
        NoAnswer::Broken(
            Failure::new(format!("{host} no longer responds"))
                .next("run the same command again: it goes on where it was"),
        )
    }

    async fn answered(&self, sent: Result<Response, reqwest::Error>) -> Result<Response, NoAnswer> {
        let response = sent.map_err(|error| self.broken(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if status.is_redirection() {
            let to = response.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or("nowhere");
            let to: String = to.chars().filter(|c| !c.is_control()).take(200).collect();
            let failure = Failure::new(format!("{} sends on to {to}", self.origin()))
                .next("no other place is asked; check --site with the organisation");
            return Err(NoAnswer::Refused { status, failure });
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            let seconds = response.headers().get("retry-after").and_then(|at| at.to_str().ok()?.parse().ok());
            let ticket = response.headers().get("throughline-ticket").and_then(|ticket| ticket.to_str().ok());
            return Err(NoAnswer::Wait(Duration::from_secs(seconds.unwrap_or(30)), ticket.map(str::to_owned)));
        }
        let failure = match self.body(response).await {
            Ok(bytes) => said(&bytes, status, &self.origin()),
            Err(broken) => return Err(broken),
        };
        Err(NoAnswer::Refused { status, failure })
    }

    /// Sends a request and decodes the JSON of the response.
    ///
    /// # Errors
    /// As [`Self::ask`], and when the body is not the expected JSON.
    pub async fn ask_json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, NoAnswer> {
        self.ask_json_within(request, SILENCE).await
    }

    /// As [`Self::ask_json`], with `patience` as the timeout.
    ///
    /// # Errors
    /// As [`Self::ask_json`].
    pub async fn ask_json_within<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        patience: Duration,
    ) -> Result<T, NoAnswer> {
        let response = self.ask_within(request, patience).await?;
        let bytes = self.body(response).await?;
        serde_json::from_slice(&bytes).map_err(|_| self.no_throughline(StatusCode::OK))
    }

    /// Sends a request and returns the response body, which is at most 4 MiB.
    ///
    /// # Errors
    /// As [`Self::ask`], and when the body is too large.
    pub async fn ask_bytes(&self, request: RequestBuilder) -> Result<Vec<u8>, NoAnswer> {
        let response = self.ask(request).await?;
        self.body(response).await
    }

    /// Returns the error for a response that is not a Throughline server's.
    pub fn no_throughline(&self, status: StatusCode) -> NoAnswer {
        NoAnswer::Refused { status, failure: no_throughline(status, &self.origin()) }
    }

    /// Returns the error for a response body that ended too early.
    pub fn cut_short(&self) -> NoAnswer {
        let host = self.base.host_str().unwrap_or_default();
        NoAnswer::Broken(
            Failure::new(format!("the response of {host} is cut short"))
                .next("run the same command again: it goes on where it was"),
        )
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, NoAnswer> {
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece(&mut response).await? {
            if bytes.len() + piece.len() > MOST {
                return Err(self.no_throughline(status));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Explains an error of the connection.
    pub fn broken(&self, error: &reqwest::Error) -> NoAnswer {
        let host = self.base.host_str().unwrap_or_default().to_owned();
        let refused = |failure: Failure| NoAnswer::Refused { status: StatusCode::FORBIDDEN, failure };
        match tls_error(error) {
            Some(rustls::Error::AlertReceived(alert)) => {
                if let Some(failure) = by_alert(*alert) {
                    return refused(failure);
                }
            }
            Some(rustls::Error::InvalidCertificate(why)) => return refused(not_trusted(&host, why)),
            _ => {}
        }
        let text = chain(error);
        let socks = text.to_lowercase().contains("socks");
        let (what, next) = if socks {
            (
                "the proxy does not lead there".to_owned(),
                "see that Tor runs and that --proxy has its port (9050; Tor Browser's is 9150), then run the same command again",
            )
        } else if error.is_connect() {
            (format!("{host} cannot be reached"), "check the connection and --site, then run the same command again")
        } else {
            (format!("the connection to {host} broke off"), "run the same command again: it goes on where it was")
        };
        NoAnswer::Broken(Failure::new(what).next(next))
    }
}

/// Response body with which the server refuses a request.
#[derive(Deserialize)]
struct Said {
    error: String,
    next: String,
}

fn said(bytes: &[u8], status: StatusCode, origin: &str) -> Failure {
    let plain = |text: String| text.chars().filter(|c| !c.is_control()).take(300).collect::<String>();
    match serde_json::from_slice::<Said>(bytes) {
        Ok(said) => Failure::new(format!("the server refuses: {}", plain(said.error))).next(plain(said.next)),
        Err(_) => no_throughline(status, origin),
    }
}

fn no_throughline(status: StatusCode, origin: &str) -> Failure {
    if status == StatusCode::MISDIRECTED_REQUEST {
        return Failure::new(format!("{origin} leads to a server that does not answer to this name"))
            .next("use the address that the organisation publishes");
    }
    if status.is_server_error() {
        return Failure::new(format!("{origin} answers {}: something broke there", status.as_u16()))
            .next("run the same command again later; what was sent so far is kept");
    }
    Failure::new(format!("{origin} answers as no Throughline server does ({})", status.as_u16()))
        .next("check --site with the organisation; a hotel's or an office's network may ask you to log in first")
}

fn by_alert(alert: AlertDescription) -> Option<Failure> {
    let failure = match alert {
        AlertDescription::CertificateExpired => {
            Failure::new("the server refuses this carrier's certificate: it has expired, or the clock was wrong when it was made")
                .next("set this machine's clock, then run `courier init --renew`, which keeps the key: the reviewers need to change nothing")
        }
        AlertDescription::AccessDenied
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateUnknown => Failure::new(
            "the server does not know this carrier's key, or it was withdrawn",
        )
        .next("ask the reviewers whether they signed this carrier's card, and whether the operator has taken their list; the card may be of another line"),
        AlertDescription::CertificateRequired => {
            Failure::new("the server asks for a carrier's certificate, and there is none")
                .next("run `courier init`, and have the reviewers sign its card")
        }
        _ => return None,
    };
    Some(failure)
}

fn not_trusted(host: &str, why: &CertificateError) -> Failure {
    let why = match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => "it is for another name",
        CertificateError::ApplicationVerificationFailure => "it is another one than --certificate names",
        _ => "nobody whom this machine trusts has signed it",
    };
    Failure::new(format!("the certificate of {host} is not trusted: {why}"))
        .next("nothing was sent; if the server certified itself, get its certificate from the organisation and name it with --certificate")
}

fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(&inner.to_string());
        text.push(' ');
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_goes_to_no_other_host_and_no_other_path() {
        let way = Way { site: "https://tips.example.org".to_owned(), proxy: None, certificate: None };
        let server = Server::new(&way, None).unwrap();
        assert_eq!(server.own_path("/leads/ab", "/leads/").unwrap(), "/leads/ab");
        assert_eq!(server.own_path("https://tips.example.org/leads/ab", "/leads/").unwrap(), "/leads/ab");
        for wrong in
            ["https://evil.example/leads/ab", "//evil.example/leads/ab", "/en/tip", "http://tips.example.org/leads/ab"]
        {
            assert!(server.own_path(wrong, "/leads/").is_err(), "{wrong}");
        }
    }
}

//! The way to a server: TLS or Tor, one host and no other, and what each answer that is none means.
//!
//! A server is known by the web's authorities, or by one certificate alone (`--certificate`), whatever names that has: then it may be self-signed, and
//! an onion service may have it. No redirect is followed. Nothing is sent that says which program, system or person asks.

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

/// How long a server may say nothing. Tor takes its time.
const SILENCE: Duration = Duration::from_secs(120);

/// How long an answer may take for which the server reads, writes or hashes gigabytes, or gets a whole small file over the slowest line.
pub const LONG: Duration = Duration::from_secs(3600);

/// How long the kernel may take to get rid of the last bytes of a request, of which it holds megabytes, and the server to answer.
const LAST_BYTES: Duration = Duration::from_secs(600);

/// Until when something of a request has to leave this machine. The library's own limit looks at answers alone: it would cut each upload that takes longer.
#[derive(Clone)]
pub struct Moved(Arc<Mutex<Instant>>);

impl Default for Moved {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now() + SILENCE)))
    }
}

impl Moved {
    /// Something left now.
    pub fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + SILENCE;
    }

    /// All of it was handed over.
    pub fn ended(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + LAST_BYTES;
    }

    /// Waits until nothing has left for too long.
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

/// The most bytes of an answer that is read into memory.
const MOST: usize = 4 * 1024 * 1024;

/// One server, and how to ask it.
#[derive(Clone)]
pub struct Server {
    client: Client,
    base: Url,
}

/// Why there is no answer. A break may be over in a moment; a refusal is not.
#[derive(Debug)]
pub enum NoAnswer {
    /// The way is broken: ask again.
    Broken(Failure),
    /// Wait so long, then ask again, and show the ticket that it gave.
    Wait(Duration, Option<String>),
    /// The server says no, or says what no server of ours says.
    Refused {
        /// The status.
        status: StatusCode,
        /// For a person.
        failure: Failure,
    },
}

impl NoAnswer {
    /// What went wrong on this machine, or is refused here.
    pub fn here(failure: Failure) -> Self {
        Self::Refused { status: StatusCode::OK, failure }
    }

    /// For a person, where it is not asked again.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Broken(failure) | Self::Refused { failure, .. } => failure,
            Self::Wait(wait, _) => Failure::new("the server takes no more from where you are for the moment")
                .next(format!("run the same command again in {} seconds", wait.as_secs())),
        }
    }
}

impl Server {
    /// Prepares the way; nothing is sent yet.
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
        // The library's own 30 seconds count from when bytes are handed to the kernel, which takes megabytes at once: on a slow line, or behind Tor, they
        // would end each connection. What ends one here is that nothing moves ([`SILENCE`]).
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

    /// The way as a browser takes it: heads in its spelling.
    pub fn like_a_browser(way: &Way) -> anyhow::Result<Self> {
        Self::build(way, None, Client::builder().http1_title_case_headers())
    }

    /// The server's name, and its port where it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The server's address, without its path.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// A request to a path of this server, and what stands behind its question mark.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(path);
        url.set_query(query);
        self.client.request(method, url)
    }

    /// The path of an address that the server named: on this server, and below `under`.
    pub fn own_path(&self, named: &str, under: &str) -> Result<String, Failure> {
        let url = self.base.join(named).ok().filter(|url| url.origin() == self.base.origin());
        url.map(|url| url.path().to_owned()).filter(|path| path.starts_with(under)).ok_or_else(|| {
            Failure::new("the server sends the upload to another place than its own").next(
                "nothing was sent there; check --site with the organisation, by another way than the one you got it by",
            )
        })
    }

    /// Sends a request; every answer but the good ones becomes a [`NoAnswer`].
    pub async fn ask(&self, request: RequestBuilder) -> Result<Response, NoAnswer> {
        self.ask_within(request, SILENCE).await
    }

    /// As [`Self::ask`], for which the server may take so long.
    pub async fn ask_within(&self, request: RequestBuilder, patience: Duration) -> Result<Response, NoAnswer> {
        match tokio::time::timeout(patience, request.send()).await {
            Ok(sent) => self.answered(sent).await,
            Err(_) => Err(self.silent()),
        }
    }

    /// As [`Self::ask`], for a request that takes as long as it moves.
    pub async fn ask_moving(&self, request: RequestBuilder, moved: &Moved) -> Result<Response, NoAnswer> {
        tokio::select! {
            sent = request.send() => self.answered(sent).await,
            () = moved.still() => Err(self.silent()),
        }
    }

    /// The next piece of an answer's body.
    pub async fn piece(&self, response: &mut Response) -> Result<Option<bytes::Bytes>, NoAnswer> {
        match tokio::time::timeout(SILENCE, response.chunk()).await {
            Ok(piece) => piece.map_err(|error| self.broken(&error)),
            Err(_) => Err(self.silent()),
        }
    }

    fn silent(&self) -> NoAnswer {
        let host = self.base.host_str().unwrap_or_default();
        NoAnswer::Broken(
            Failure::new(format!("{host} says nothing any more"))
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

    /// Sends a request whose answer is JSON.
    pub async fn ask_json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, NoAnswer> {
        self.ask_json_within(request, SILENCE).await
    }

    /// The same, for which the server may take so long.
    pub async fn ask_json_within<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        patience: Duration,
    ) -> Result<T, NoAnswer> {
        let response = self.ask_within(request, patience).await?;
        let bytes = self.body(response).await?;
        serde_json::from_slice(&bytes).map_err(|_| self.no_throughline(StatusCode::OK))
    }

    /// Sends a request whose answer is small.
    pub async fn ask_bytes(&self, request: RequestBuilder) -> Result<Vec<u8>, NoAnswer> {
        let response = self.ask(request).await?;
        self.body(response).await
    }

    /// What answers is no server of ours.
    pub fn no_throughline(&self, status: StatusCode) -> NoAnswer {
        NoAnswer::Refused { status, failure: no_throughline(status, &self.origin()) }
    }

    /// An answer ended before its end.
    pub fn cut_short(&self) -> NoAnswer {
        let host = self.base.host_str().unwrap_or_default();
        NoAnswer::Broken(
            Failure::new(format!("the answer of {host} is cut short"))
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

    /// What a connection that failed means.
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

/// What a server says when it refuses.
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

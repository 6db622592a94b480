//! A running `reviewer open`, and requests to it from a browser or from a stranger.

use std::io::{BufRead as _, BufReader};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::header::{HeaderMap, HeaderValue};

use crate::program;

/// A workbench in a process of its own; ended when dropped.
pub struct Workbench {
    /// The process.
    pub child: Child,
    visitor: Visitor,
}

/// A browser at a workbench.
pub struct Visitor {
    /// The workbench's address, `http://127.….….…:port`.
    pub url: String,
    /// The page on disk that opens the workbench.
    pub entry: PathBuf,
    client: reqwest::Client,
    cookie: Option<String>,
}

/// An HTTP response of the workbench.
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The address that a redirect leads to; none without a redirect.
    pub location: Option<String>,
    /// The response body.
    pub text: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Workbench {
    /// Starts a workbench at a desk, without opening a browser.
    ///
    /// The passphrase of the file unlocks the desk. Without a file the desk stays locked; a folder without a desk shows
    /// the first steps.
    ///
    /// # Errors
    /// When the workbench does not start.
    pub fn start(desk: &Path, passphrase_file: Option<&Path>) -> Result<Self> {
        Self::start_with(desk, passphrase_file, &[])
    }

    /// As [`Self::start`], with more arguments.
    ///
    /// # Errors
    /// When the workbench does not start.
    pub fn start_with(desk: &Path, passphrase_file: Option<&Path>, more: &[&str]) -> Result<Self> {
        let mut command = Command::new(program("reviewer")?);
        command.args(["open", "--no-browser", "--desk"]).arg(desk).args(more);
        if let Some(file) = passphrase_file {
            command.arg("--passphrase-file").arg(file);
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (mut url, mut entry) = (None, None);
        for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
            let line = line?;
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("workbench"), Some(at)) => url = Some(at.to_owned()),
                (Some("open"), Some(at)) => entry = at.strip_prefix("file://").map(PathBuf::from),
                _ => bail!("an unexpected line: {line}"),
            }
            if entry.is_some() {
                break;
            }
        }
        let (Some(url), Some(entry)) = (url, entry) else {
            let output = child.wait_with_output()?;
            bail!("the workbench did not start: {}", String::from_utf8_lossy(&output.stderr).trim());
        };
        Ok(Self { child, visitor: Visitor::new(url, entry)? })
    }

    /// Ends the workbench with a signal, as a person does, and waits until it is gone.
    ///
    /// # Errors
    /// When the workbench ends with a failure.
    pub fn stop(&mut self) -> Result<()> {
        let status = Command::new("kill").arg(self.child.id().to_string()).status()?;
        ensure!(status.success() && self.child.wait()?.success(), "the workbench did not end well");
        Ok(())
    }
}

impl Deref for Workbench {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl DerefMut for Workbench {
    fn deref_mut(&mut self) -> &mut Visitor {
        &mut self.visitor
    }
}

impl Visitor {
    /// A browser that has not entered yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(url: String, entry: PathBuf) -> Result<Self> {
        // No connection is reused: the workbench closes an idle one after five seconds, which may be the very moment of
        // the next request.
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build()?;
        Ok(Self { url, entry, client, cookie: None })
    }

    /// The token of the entry page.
    ///
    /// # Errors
    /// When the entry page cannot be read or has no token.
    pub fn token(&self) -> Result<String> {
        let page = std::fs::read_to_string(&self.entry)?;
        let (_, after) = page.split_once("name=\"token\" value=\"").context("no token")?;
        Ok(after.split('"').next().context("no token")?.to_owned())
    }

    /// Opens the entry page as a browser does, and keeps the session's cookie.
    ///
    /// # Errors
    /// When the workbench refuses the token.
    pub async fn enter(&mut self) -> Result<()> {
        let token = self.token()?;
        let page = self.ask("POST", "/enter", &[("sec-fetch-site", "cross-site")], &[("token", &token)]).await?;
        ensure!(page.status == 200, "not let in: {}", page.text);
        let cookie = page.headers.get("set-cookie").context("no cookie")?.to_str()?;
        self.cookie = Some(cookie.split(';').next().context("no cookie")?.to_owned());
        Ok(())
    }

    /// Fetches a page as a link on another page does.
    ///
    /// # Errors
    /// When the workbench cannot be reached.
    pub async fn get(&self, path: &str) -> Result<Page> {
        self.ask("GET", path, &[("sec-fetch-site", "same-origin")], &[]).await
    }

    /// Posts a form as one of the workbench's pages does.
    ///
    /// # Errors
    /// When the workbench cannot be reached.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        self.ask("POST", path, &[("sec-fetch-site", "same-origin")], fields).await
    }

    /// Sends any request, with the session's cookie if there is one.
    ///
    /// # Errors
    /// When the request is not valid HTTP or the workbench cannot be reached.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Result<Page> {
        let mut request = self.client.request(method.parse()?, format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, HeaderValue::from_str(value)?);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if method == "POST" {
            request = request.form(fields);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let location = headers.get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Page { status, location, text: answer.text().await?, headers })
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

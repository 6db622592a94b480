//! A client that fetches the form and sends the requests of a browser.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use reqwest::multipart::{Form, Part};

/// Sends forms.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    url: String,
}

/// An attachment.
#[derive(Clone)]
pub struct File {
    /// The file name that the device gives.
    pub name: String,
    /// The media type that the browser declares.
    pub media_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of `tests/fixtures`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn fixture(name: &str, media_type: &'static str) -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        Ok(Self { name: name.to_owned(), media_type, bytes: std::fs::read(path)? })
    }

    /// A file that is too large for a database row, so that the server stores its sealed tip as a file.
    ///
    /// # Errors
    /// When the fixture cannot be read.
    pub fn large() -> Result<Self> {
        let photo = Self::photo()?;
        Ok(Self { bytes: photo.bytes.repeat(8), ..photo })
    }

    /// A photograph, as a phone sends it.
    ///
    /// # Errors
    /// When the fixture cannot be read.
    pub fn photo() -> Result<Self> {
        Self::fixture("photo.jpg", "image/jpeg")
    }
}

/// The server's HTTP response.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The page.
    pub page: String,
    /// The header `retry-after`, in seconds; none if it is absent.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// The code that the page shows; none if the page shows no code.
    pub fn code(&self) -> Option<&str> {
        let (_, after) = self.page.split_once("<output id=\"code\"")?;
        between(after, ">", "</output>").map(str::trim)
    }

    /// The values of all hidden fields called `name`.
    pub fn hidden(&self, name: &str) -> Vec<&str> {
        let begins = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
        self.page.split(&begins).skip(1).filter_map(|after| after.split('"').next()).collect()
    }
}

impl Browser {
    /// A browser that knows one site. It accepts any certificate: the server made its own a moment ago, on this
    /// machine.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(url: &str) -> Result<Self> {
        let client = reqwest::Client::builder().danger_accept_invalid_certs(true).build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    /// As [`Self::new`], from the local address `address`. All of 127.0.0.0/8 is this machine.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn from_address(url: &str, address: IpAddr) -> Result<Self> {
        let client = reqwest::Client::builder().danger_accept_invalid_certs(true).local_address(address).build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    /// Fetches a page.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        answer(self.client.get(format!("{}{path}", self.url)).send().await?).await
    }

    /// Fetches a page with the header `accept-language: {languages}`.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn get_accepting(&self, path: &str, languages: &str) -> Result<Answer> {
        answer(self.client.get(format!("{}{path}", self.url)).header("accept-language", languages).send().await?).await
    }

    /// Fetches the form and returns its hidden token.
    ///
    /// # Errors
    /// When the server cannot be reached or the form has no token.
    pub async fn token(&self, language: &str) -> Result<String> {
        let page = self.get(&format!("/{language}/tip")).await?.page;
        Ok(between(&page, "name=\"token\" value=\"", "\"").context("the form has no token")?.to_owned())
    }

    /// Fetches the form, fills it in and sends it.
    ///
    /// # Errors
    /// When the server cannot be reached, or a file's media type is not valid.
    pub async fn send(&self, language: &str, fields: &[(&str, &str)], files: &[File]) -> Result<Answer> {
        let token = self.token(language).await?;
        self.send_with(language, &token, fields, files).await
    }

    /// Sends the form with the given token.
    ///
    /// # Errors
    /// When the server cannot be reached, or a file's media type is not valid.
    pub async fn send_with(
        &self,
        language: &str,
        token: &str,
        fields: &[(&str, &str)],
        files: &[File],
    ) -> Result<Answer> {
        let mut form = Form::new().text("token", token.to_owned());
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for file in files {
            let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone()).mime_str(file.media_type)?;
            form = form.part("files", part);
        }
        // Browsers send an empty part for a file field that was left alone.
        form = form.part("voice", Part::bytes(Vec::new()).file_name("").mime_str("application/octet-stream")?);
        self.post(language, form).await
    }

    /// Sends a story with one file of `bytes` bytes, which is generated while it is sent.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn send_large(&self, language: &str, token: &str, story: &str, bytes: u64) -> Result<Answer> {
        const CHUNK: usize = 64 * 1024;
        let chunk = move |at: u64| vec![(at / 7) as u8; CHUNK.min(usize::try_from(bytes - at).unwrap_or(CHUNK))];
        let chunks = (0..bytes).step_by(CHUNK).map(move |at| Ok::<_, std::io::Error>(chunk(at)));
        let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
        let file = Part::stream_with_length(body, bytes).file_name("large.bin").mime_str("application/octet-stream")?;
        self.post(
            language,
            Form::new().text("token", token.to_owned()).text("story", story.to_owned()).part("files", file),
        )
        .await
    }

    /// As [`Self::send_large`], at `a_second` bytes a second.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn send_slowly(
        &self,
        language: &str,
        token: &str,
        story: &str,
        bytes: u64,
        a_second: u64,
    ) -> Result<Answer> {
        let tenth = usize::try_from(a_second / 10)?;
        let pieces = futures_util::stream::unfold(bytes, move |left| async move {
            let piece = tenth.min(usize::try_from(left).unwrap_or(tenth));
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            (piece > 0).then(|| (Ok::<_, std::io::Error>(vec![7_u8; piece]), left - piece as u64))
        });
        let body = reqwest::Body::wrap_stream(pieces);
        let file = Part::stream_with_length(body, bytes).file_name("slow.bin").mime_str("application/octet-stream")?;
        let form = Form::new().text("token", token.to_owned()).text("story", story.to_owned()).part("files", file);
        self.post(language, form).await
    }

    /// Posts to the mailbox, with a typed code or with the hidden fields of a page.
    ///
    /// # Errors
    /// When the server cannot be reached, or a file's media type is not valid.
    pub async fn mailbox(&self, language: &str, fields: &[(&str, &str)], files: &[File]) -> Result<Answer> {
        self.post_fields(&format!("/{language}/mailbox"), fields, files).await
    }

    /// Posts fields, then files, to the given path.
    ///
    /// # Errors
    /// When the server cannot be reached, or a file's media type is not valid.
    pub async fn post_fields(&self, path: &str, fields: &[(&str, &str)], files: &[File]) -> Result<Answer> {
        let mut form =
            fields.iter().fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        for file in files {
            let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone()).mime_str(file.media_type)?;
            form = form.part("files", part);
        }
        self.post_to(path, form).await
    }

    /// Posts a multipart form to the tip form's address, unchanged.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn post(&self, language: &str, form: Form) -> Result<Answer> {
        self.post_to(&format!("/{language}/tip"), form).await
    }

    async fn post_to(&self, path: &str, form: Form) -> Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin");
        answer(request.multipart(form).send().await?).await
    }

    /// Posts a request body to the tip form's address, unchanged.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn post_raw(&self, language: &str, content_type: &str, body: Vec<u8>) -> Result<Answer> {
        self.post_bytes(&format!("/{language}/tip"), content_type, body).await
    }

    /// Posts a request body to the given path, unchanged.
    ///
    /// # Errors
    /// When the server cannot be reached or its response cannot be read.
    pub async fn post_bytes(&self, path: &str, content_type: &str, body: Vec<u8>) -> Result<Answer> {
        let request = self.client.post(format!("{}{path}", self.url)).header("content-type", content_type);
        answer(request.body(body).send().await?).await
    }
}

async fn answer(response: reqwest::Response) -> Result<Answer> {
    let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer { status: response.status().as_u16(), retry_after, page: response.text().await? })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(between, _)| between)
}

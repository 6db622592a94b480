//! Fills in and sends the form as Tor Browser does without scripts.
//!
//! The pages and their order, the headers, and the form's fields are the same as the browser's.

use std::collections::BTreeMap;
use std::time::Duration;

use console::Failure;
use envelope::tip::Answer;
use rand::{CryptoRng, RngExt as _};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use scraper::{ElementRef, Html, Selector};

use crate::client::{Server, Way};
use crate::sending::patiently;

/// User agent that Tor Browser sends on every system: Firefox ESR 140 on Windows.
const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Fetches the pages that lead to the form, fills the form in and sends it. `hurry` skips the time that a person
/// takes to read each page.
///
/// # Errors
/// When a page cannot be fetched, when the form is not recognised, or when the response shows no code.
pub async fn send(
    way: &Way,
    language: &str,
    answers: &BTreeMap<String, Answer>,
    hurry: bool,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let server = Server::like_a_browser(way)?;
    let host = server.host();
    let page = |path: String, site: &'static str, referred: bool| {
        let (server, host) = (&server, host.clone());
        async move {
            patiently(|| {
                server.ask_bytes(server.request(Method::GET, &path).headers(heads(&host, "document", site, referred)))
            })
            .await
        }
    };
    page(format!("/{language}/"), "none", false).await?;
    for (path, kind) in [("/static/style.css", "style"), ("/static/icon.svg", "image")] {
        let asked =
            server.ask_bytes(server.request(Method::GET, path).headers(heads(&host, kind, "same-origin", false)));
        // The result is ignored, because a browser ignores a failure here, too.
        let _ = asked.await;
    }
    read_for(8..30, hurry, rng).await;
    page(format!("/{language}/safety"), "same-origin", true).await?;
    read_for(5..25, hurry, rng).await;
    let form = page(format!("/{language}/tip?new"), "same-origin", true).await?;
    let fields = fields(&String::from_utf8_lossy(&form), answers)?;
    read_for(40..400, hurry, rng).await;
    let boundary = format!("----geckoformboundary{:016x}{:016x}", rng.next_u64(), rng.next_u64());
    let body = multipart(&fields.list, &boundary);
    let mut sent = heads(&host, "document", "same-origin", true);
    let content = [
        ("content-type", format!("multipart/form-data; boundary={boundary}")),
        ("content-length", body.len().to_string()),
        ("origin", "null".to_owned()),
    ];
    for (name, value) in content {
        sent.insert(HeaderName::from_static(name), HeaderValue::from_str(&value)?);
    }
    let answer = server.ask_bytes(server.request(Method::POST, &fields.action).headers(sent).body(body)).await;
    let answer = answer.map_err(crate::client::NoAnswer::into_failure)?;
    let receipt = String::from_utf8_lossy(&answer);
    let shown =
        Selector::parse("output#code").is_ok_and(|code| Html::parse_document(&receipt).select(&code).next().is_some());
    if shown { Ok(()) } else { Err(server.no_throughline(StatusCode::OK).into_failure().into()) }
}

/// Waits as long as a person takes to read: a random number of seconds within the range. `hurry` skips the wait.
async fn read_for(seconds: std::ops::Range<u64>, hurry: bool, rng: &mut impl CryptoRng) {
    if !hurry {
        tokio::time::sleep(Duration::from_secs(rng.random_range(seconds))).await;
    }
}

/// Returns the headers of a request, in the browser's order.
fn heads(host: &str, kind: &'static str, site: &'static str, by_a_person: bool) -> HeaderMap {
    let accept = match kind {
        "style" => "text/css,*/*;q=0.1",
        "image" => "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        _ => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    };
    let (document, mode) = (kind == "document", if kind == "document" { "navigate" } else { "no-cors" });
    let mut list = vec![
        ("host", host),
        ("user-agent", AGENT),
        ("accept", accept),
        ("accept-language", "en-US,en;q=0.5"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("sec-gpc", "1"),
        ("connection", "keep-alive"),
    ];
    if document {
        list.push(("upgrade-insecure-requests", "1"));
    }
    list.extend([("sec-fetch-dest", kind), ("sec-fetch-mode", mode), ("sec-fetch-site", site)]);
    if document && by_a_person {
        list.push(("sec-fetch-user", "?1"));
    }
    list.push(("priority", if document { "u=0, i" } else { "u=2" }));
    let value = |value: &str| HeaderValue::from_str(value).ok();
    list.into_iter().filter_map(|(name, text)| Some((HeaderName::from_static(name), value(text)?))).collect()
}

/// One part of the request body that a browser makes of a form.
enum Part {
    Field(String, String),
    /// A file field in which no file was chosen.
    NoFile(String),
}

struct Fields {
    action: String,
    list: Vec<Part>,
}

/// Returns every field of the tip form in the form's order, filled in with `answers`.
fn fields(page: &str, answers: &BTreeMap<String, Answer>) -> Result<Fields, Failure> {
    let odd = || {
        Failure::new("the form's page is not one that is known here").next("use the newest courier, and check --site")
    };
    let page = Html::parse_document(page);
    let select = |text: &str| Selector::parse(text).map_err(|_| odd());
    let (forms, inputs) = (select("form[enctype='multipart/form-data']")?, select("input, textarea, select")?);
    let form = page
        .select(&forms)
        .find(|form| form.select(&inputs).any(|field| field.attr("name") == Some("story")))
        .ok_or_else(odd)?;
    let action = form.attr("action").ok_or_else(odd)?;
    let action = action.to_owned();
    let mut list = Vec::new();
    for field in form.select(&inputs) {
        let Some(name) = field.attr("name") else { continue };
        let text = |name: &str| match answers.get(name) {
            Some(Answer::Text(text)) => Some(text.clone()),
            _ => None,
        };
        match (field.value().name(), field.attr("type").unwrap_or("text")) {
            ("input", "file") => list.push(Part::NoFile(name.to_owned())),
            ("input", "submit" | "button" | "image" | "reset") => {}
            ("input", "checkbox" | "radio") => {
                let own = field.attr("value").unwrap_or("on");
                let chosen = match answers.get(name) {
                    Some(Answer::Text(text)) => text == own,
                    Some(Answer::Many(many)) => many.iter().any(|each| each == own),
                    None => false,
                };
                if chosen {
                    list.push(Part::Field(name.to_owned(), own.to_owned()));
                }
            }
            ("input", "hidden") => {
                list.push(Part::Field(name.to_owned(), field.attr("value").unwrap_or_default().to_owned()))
            }
            ("textarea", _) => {
                let typed = text(name).unwrap_or_else(|| preset(&field));
                list.push(Part::Field(name.to_owned(), typed));
            }
            _ => list.push(Part::Field(name.to_owned(), text(name).unwrap_or_default())),
        }
    }
    Ok(Fields { action, list })
}

/// Returns the text that a text box holds at first, without the line feed after its opening tag.
fn preset(field: &ElementRef<'_>) -> String {
    let text: String = field.text().collect();
    text.strip_prefix('\n').unwrap_or(&text).to_owned()
}

/// Encodes the parts as a browser does: each line feed becomes `\r\n`.
fn multipart(parts: &[Part], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let (head, value) = match part {
            Part::Field(name, value) => (
                format!("Content-Disposition: form-data; name=\"{name}\""),
                value.replace("\r\n", "\n").replace('\n', "\r\n"),
            ),
            Part::NoFile(name) => (
                format!(
                    "Content-Disposition: form-data; name=\"{name}\"; filename=\"\"\r\nContent-Type: application/octet-stream"
                ),
                String::new(),
            ),
        };
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n{value}\r\n").as_bytes());
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<form method=post action=/en/mailbox enctype=multipart/form-data><input name=code></form>
        <form method=\"post\" action=\"/en/tip?new\" enctype=\"multipart/form-data\"><input type=\"hidden\" name=\"token\" value=\"T\">
        <input type=hidden name=pad value=\"\n\n\"><textarea name=story>\n</textarea>
        <select name=age><option value=\"\">choose<option value=18-24>18</select>
        <input type=checkbox name=danger value=torture><input type=checkbox name=danger value=medical>
        <input type=file name=files multiple><input type=text name=country><button type=submit>Send</button></form>";

    #[test]
    fn every_field_is_sent_in_the_forms_order_and_only_what_is_chosen_of_boxes() {
        let answers = [
            ("story".to_owned(), Answer::Text("a\nb".to_owned())),
            ("danger".to_owned(), Answer::Many(vec!["medical".to_owned()])),
            ("age".to_owned(), Answer::Text("18-24".to_owned())),
        ];
        let fields = fields(PAGE, &answers.into()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(fields.action, "/en/tip?new");
        let body = String::from_utf8(multipart(&fields.list, "b")).unwrap();
        let names: Vec<&str> = body
            .split("name=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|name| !name.is_empty())
            .collect();
        assert_eq!(
            names,
            ["token", "pad", "story", "age", "danger", "files", "", "country"]
                .iter()
                .copied()
                .filter(|name| !name.is_empty())
                .collect::<Vec<_>>()
        );
        assert!(body.contains("\r\n\r\na\r\nb\r\n--b") && body.contains("medical") && !body.contains("torture"));
        assert!(body.contains("filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"));
    }
}

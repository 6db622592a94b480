//! `courier deliver`: uploads a dispatch from the stick to the server.

use std::fs;
use std::path::Path;

use console::{Failure, line, note};
use envelope::{Day, Digest};
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::verify;
use crate::client::{LONG, NoAnswer, Server};
use crate::home::Home;
use crate::pinned::Pinned;
use crate::sending::{Transfer, pause};

#[derive(Serialize)]
struct Apply {
    sha256: Digest,
}

#[derive(Deserialize)]
struct Applied {
    lines: Vec<String>,
    next: Option<String>,
}

/// Checks a dispatch, uploads it and has the server apply it. Delivering the same dispatch twice changes nothing.
///
/// # Errors
/// When the dispatch fails its check, when it cannot be uploaded, or when the server refuses it.
pub async fn deliver(home: &Home, server: &Server, pinned: &Pinned, path: &Path, today: Day) -> anyhow::Result<()> {
    let dispatch = verify::dispatch(path, pinned, today)?;
    verify::summary(&dispatch).iter().for_each(|line| note(line));
    let (size, sha256) = Digest::of_file(path).map_err(|error| Failure::file("read the dispatch", path, &error))?;
    let kept = home.folder("delivering")?.join(sha256.to_string());
    let way = Transfer { server, under: "/dispatches", file: path, size, what: "delivering" };
    let mut tries = 0;
    let mut known = fs::read_to_string(&kept).ok();
    let applied: Applied = loop {
        let location = way
            .bring(known.take(), |location| {
                console::publish(&kept, 0o600, location.as_bytes())
                    .map_err(|error| Failure::file("write", &kept, &error))
            })
            .await?;
        let request = server.request(Method::POST, &location).json(&Apply { sha256 });
        match server.ask_json_within(request, LONG).await {
            Ok(applied) => break applied,
            Err(NoAnswer::Refused { status: StatusCode::NOT_FOUND | StatusCode::CONFLICT, .. }) if tries < 3 => {
                tries += 1
            }
            Err(error) => {
                pause(error, &mut tries).await?;
                known = Some(location);
            }
        }
    };
    let _ = fs::remove_file(&kept);
    let plain = |text: &str| text.chars().filter(|c| !c.is_control()).take(300).collect::<String>();
    applied.lines.iter().for_each(|text| line(&plain(text)));
    if let Some(next) = applied.next {
        note(&format!("next: {}", plain(&next)));
    }
    Ok(())
}

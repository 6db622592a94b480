//! A store with tips of a known order, which [`crate::thief`] reads before and after the nightly rewrite.

use std::io::{Cursor, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use envelope::tip;
use intake::settings::Settings;
use intake::store::Store;
use intake::store::handover::Selection;

use crate::thief::{self, Bit, Truth};
use crate::{Browser, File, Site};

/// Sends `tips` tips of every kind; returns a thief's report on the evening of that day, and one from after the night.
///
/// The tips are sent one after the other. Their order has nothing to do with their kinds.
///
/// # Errors
/// When a tip is refused or the store cannot be read.
pub async fn stolen(folder: &Path, tips: usize) -> Result<(Vec<Bit>, Vec<Bit>)> {
    let site = Site::create(folder, &[("answer_every_ms", "0")])?;
    let server = site.line.serve()?;
    let browser = Browser::new(&server.url)?;
    let mut codes = Vec::new();
    for n in 0..tips {
        let story = format!("tip {n} {}", if n % 3 == 0 { "long ".repeat(4_000) } else { "short".to_owned() });
        let code_wanted = if n % 5 == 0 { "no-code" } else { "yes" };
        let file = File { bytes: vec![7; 100_000], ..File::photo()? };
        let files = if n % 4 == 1 { vec![file] } else { Vec::new() };
        let sent = browser.send("en", &[("story", &story), ("reply-here", code_wanted)], &files).await?;
        anyhow::ensure!(sent.status == 200, "tip {n} was refused");
        codes.push(sent.code().map(str::to_owned));
    }
    drop(server);

    let settings = Settings::load(&site.line.path("server/intake.toml"))?.store_settings();
    let store = Store::open(&settings).await?;
    let mut truth = Vec::new();
    for listed in store.tips(Selection::All).await? {
        let mut sealed = Vec::new();
        store.sealed(&listed.id).await?.read_to_end(&mut sealed)?;
        let opened = tip::open(Cursor::new(sealed), &[&site.reviewer])?;
        let story = serde_json::to_value(&opened.tip().answers)?["story"].to_string();
        let n = story.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok()).context("a story without its number")?;
        truth.push((n, data_encoding::HEXUPPER.encode(listed.id.as_bytes())));
    }
    truth.sort();
    let mailbox = |n: usize| -> Result<Option<String>> {
        let Some(code) = &codes[n] else { return Ok(None) };
        let recipient = site.secrets(code)?.identity.recipient();
        Ok(Some(data_encoding::HEXUPPER.encode(envelope::MailboxId::of(site.site, &recipient).as_bytes())))
    };
    let truth =
        truth.into_iter().map(|(n, tip)| Ok(Truth { tip, mailbox: mailbox(n)? })).collect::<Result<Vec<_>>>()?;
    store.close().await;
    let before = thief::read(&settings.folder, &truth)?;
    let store = Store::open(&settings).await?;
    store.rewrite_nightly(site.today.plus(1)).await?;
    store.close().await;
    Ok((before, thief::read(&settings.folder, &truth)?))
}

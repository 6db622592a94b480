//! Text tips, as fast as 64 senders can send them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tests::Browser;

use crate::stories::story;

/// Senders at once. Each keeps its own connection open.
const SENDERS: usize = 64;

/// Sends `tips` tips and returns the time that it took. The forms are fetched before the clock starts.
pub(crate) async fn ready(url: &str, tips: usize) -> Result<Duration> {
    let browsers = browsers(url)?;
    let mut tokens = Vec::with_capacity(tips);
    for _ in 0..tips {
        tokens.push(browsers[0].token("en").await?);
    }
    send(browsers, tips, Some(tokens), 0).await
}

/// Sends `tips` tips and returns the time that it took. Each form is fetched first, as a person does.
pub(crate) async fn whole(url: &str, tips: usize) -> Result<Duration> {
    send(browsers(url)?, tips, None, tips).await
}

fn browsers(url: &str) -> Result<Vec<Browser>> {
    (0..SENDERS).map(|_| Browser::new(url)).collect()
}

async fn send(browsers: Vec<Browser>, tips: usize, tokens: Option<Vec<String>>, first: usize) -> Result<Duration> {
    for browser in &browsers {
        browser.get("/en/").await?; // the connection is open before the clock starts
    }
    let (next, tokens) = (Arc::new(AtomicUsize::new(0)), Arc::new(tokens));
    let begun = Instant::now();
    let senders: Vec<_> = browsers
        .into_iter()
        .map(|browser| {
            let (next, tokens) = (Arc::clone(&next), Arc::clone(&tokens));
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= tips {
                        return anyhow::Ok(());
                    }
                    let text = story(first + n);
                    let fields = [("story", text.as_str()), ("town", "Myawaddy"), ("danger", "torture")];
                    let answer = match tokens.as_ref() {
                        Some(tokens) => browser.send_with("en", &tokens[n], &fields, &[]).await?,
                        None => browser.send("en", &fields, &[]).await?,
                    };
                    answer.code().with_context(|| format!("no code, but status {}", answer.status))?;
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await??;
    }
    Ok(begun.elapsed())
}

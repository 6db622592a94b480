//! Codes: the time of one derivation, and of a look-up among a million mailboxes.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use envelope::SiteId;
use envelope::code::{Code, CodeKdf};
use tests::{Browser, Line};

/// The median time of one derivation on one core.
pub(crate) fn derivation() -> Result<Duration> {
    let site = SiteId::from_bytes([7; 16]);
    let mut times = Vec::new();
    for n in 0..2_000_u16 {
        let mut entropy = [0; 16];
        entropy[..2].copy_from_slice(&n.to_be_bytes());
        let code = Code::from_entropy(&entropy);
        let begun = Instant::now();
        code.derive(site, &CodeKdf::default())?;
        times.push(begun.elapsed());
    }
    Ok(median(times))
}

/// Adds `mailboxes` mailboxes without an owner to a store, and measures look-ups over TLS, page included.
///
/// Returns two medians: for a code with a mailbox, and for a code without one.
pub(crate) async fn among(line: &Line, url: &str, mailboxes: u32) -> Result<(Duration, Duration)> {
    let fill = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {mailboxes})
         INSERT INTO mailbox (id, expires) SELECT randomblob(16), '2099-01' FROM n"
    );
    let filled = Command::new("sqlite3").arg(line.path("server/store/store.db")).arg(fill).status()?;
    ensure!(filled.success(), "the mailboxes were not made");
    let browser = Browser::new(url)?;
    let sent = browser.send("en", &[("story", "a code to look up")], &[]).await?;
    let known = sent.code().context("no code")?.to_owned();
    let unknown = Code::from_entropy(&[9; 16]).grouped().to_string();
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    for _ in 0..500 {
        for (code, status, times) in [(&known, 200, &mut of_known), (&unknown, 404, &mut of_unknown)] {
            let begun = Instant::now();
            let answer = browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await?;
            times.push(begun.elapsed());
            ensure!(answer.status == status, "a look-up was answered with {}", answer.status);
        }
    }
    Ok((median(of_known), median(of_unknown)))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

//! The server side of the browser tests: a throw-away line that lives while standard input is open.
//!
//! It prints `url<TAB>https://127.0.0.1:…`, then `ready`. Each line on standard input is a command and gets one line of
//! JSON on standard output:
//!
//! - `desk` carries the tips to the desk and prints them, an array in the shape of `reviewer show --json`.
//! - `reply<TAB>STORY<TAB>TEXT` replies to the tip with that story, carries the reply to its mailbox and prints `true`.
//! - `away<TAB>TEXT…` backs up the desk and carries its dispatch to the server. It prints `left`, the number of tips
//!   and of blobs that remain there, and `found`, the files that hold one of the texts.

use std::io::BufRead as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use console::line;
use tests::Line;

fn main() -> ExitCode {
    console::run(run)
}

fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let throw_away = Line::create(
        &folder.path().join("line"),
        &[("submissions_per_minute_per_origin", "1000"), ("erase_after_days", "0")],
    )?;
    let server = throw_away.serve()?;
    line(&format!("url\t{}", server.url));
    line("ready");
    let runtime = tokio::runtime::Runtime::new()?;
    for asked in std::io::stdin().lock().lines() {
        match asked?.as_str() {
            "desk" => {
                throw_away.import(&throw_away.export()?)?;
                line(&serde_json::to_string(&runtime.block_on(throw_away.tips())?)?);
            }
            other => match other.split('\t').collect::<Vec<_>>().as_slice() {
                ["reply", story, text] => {
                    throw_away.import(&throw_away.export()?)?;
                    let tips = runtime.block_on(throw_away.tips())?;
                    let tip = tips.iter().find(|tip| tip.story == *story).context("no tip has this story")?;
                    let file = throw_away.path("reply.txt");
                    std::fs::write(&file, text)?;
                    throw_away.desk("reply", &[&tip.case.id, "--text-file", &file.display().to_string()])?;
                    throw_away.send_back()?;
                    line("true");
                }
                ["away", texts @ ..] => {
                    throw_away.send_back()?;
                    let mut found = Vec::new();
                    for text in texts {
                        found.extend(throw_away.holding(text.as_bytes())?);
                    }
                    let left = [throw_away.kept()?, throw_away.blobs() as u64];
                    line(&serde_json::json!({ "left": left, "found": found }).to_string());
                }
                _ => bail!("no such question: {other}"),
            },
        }
    }
    Ok(())
}

//! What the browser tests talk to: a throw-away line, alive for as long as standard input is open.
//!
//! Prints `url<TAB>https://127.0.0.1:…`, then `ready`. Each line `desk` on standard input carries the tips to the desk and answers with one line of
//! JSON: an array in the shape of `reviewer show --json`.

use std::io::BufRead as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use console::line;
use tests::Line;

fn main() -> ExitCode {
    console::run(run)
}

fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let throw_away = Line::create(&folder.path().join("line"), &[("submissions_per_minute_per_address", "1000")])?;
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
            other => bail!("no such question: {other}"),
        }
    }
    Ok(())
}

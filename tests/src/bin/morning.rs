//! What a reviewer finds in the morning, for tests in a browser: a desk, and a bundle with the 200 synthetic tips on a stick. Prints `name<TAB>value` lines,
//! then `ready`. It all goes when standard input is closed.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use console::{SystemClock, line};
use envelope::Clock as _;
use tests::{Browser, Line, tips};

fn main() -> ExitCode {
    console::run(run)
}

fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let settings = [
        ("answer_every_ms", "0"),
        ("submissions_per_minute_per_origin", "100000"),
        ("submissions_per_minute_total", "100000"),
    ];
    let morning = Line::create(&folder.path().join("line"), &settings)?;
    let server = morning.serve()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(send(&server.url))?;
    let bundle = morning.export()?;
    drop(server);
    let status: serde_json::Value = serde_json::from_str(&morning.intake("status", &["--json"])?)?;
    for name in ["backup", "fresh"] {
        std::fs::create_dir_all(morning.path(name))?;
    }
    let told = [
        ("desk", morning.path("desk").display().to_string()),
        ("passphrase", std::fs::read_to_string(morning.path("passphrase"))?.trim().to_owned()),
        ("bundle", std::path::absolute(bundle)?.display().to_string()),
        ("fingerprint", status["fingerprint"].as_str().context("no fingerprint")?.to_owned()),
        ("stick", morning.path("stick").display().to_string()),
        ("backup", morning.path("backup").display().to_string()),
        ("fresh", morning.path("fresh").display().to_string()),
    ];
    told.iter().for_each(|(name, value)| line(&format!("{name}\t{value}")));
    line("ready");
    std::io::stdin().lock().read_to_end(&mut Vec::new())?;
    Ok(())
}

async fn send(url: &str) -> Result<()> {
    let browser = Browser::new(url)?;
    for tip in tips::all(SystemClock.today())? {
        let fields: Vec<(&str, &str)> = tip.fields.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
        let answer = browser.send(&tip.language, &fields, &[]).await?;
        ensure!(answer.status == 200, "a tip of {} was answered with {}", tip.language, answer.status);
    }
    Ok(())
}

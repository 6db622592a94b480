//! A desk as a reviewer finds it in the morning, for tests in a browser.
//!
//! It has a desk, and a bundle with the 200 synthetic tips on a stick. With `--five`, the desk has already imported
//! four tips and an advert. Each of them has only a text, and is there twice: without a photograph and with one.
//!
//! It prints `name<TAB>value` lines, then `ready`. Everything is deleted when standard input is closed.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use console::{SystemClock, line};
use envelope::Clock as _;
use tests::{Browser, File, Line, tips};

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
    let five = std::env::args().any(|argument| argument == "--five");
    runtime.block_on(async { if five { send_five(&server.url).await } else { send(&server.url).await } })?;
    let bundle = morning.export()?;
    if five {
        morning.import(&bundle)?;
    }
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

async fn send_five(url: &str) -> Result<()> {
    let browser = Browser::new(url)?;
    let photographs = [File::fixture("photo.jpg", "image/jpeg")?];
    for (language, text) in tips::FIVE {
        for files in [&[][..], &photographs] {
            let answer = browser.send(language, &[("story", text)], files).await?;
            ensure!(answer.status == 200, "a tip of {language} was answered with {}", answer.status);
        }
    }
    Ok(())
}

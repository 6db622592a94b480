//! What `cargo xtask bench` runs: every figure that the README gives, measured on the release programs in one run.

mod look_ups;
mod machine;
mod stories;
mod submissions;
mod upload;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use console::{Passphrase, line};
use reviewer::service::desk::Desk;
use tests::Line;

/// Measures the line on this machine
#[derive(Parser)]
struct Arguments {
    /// Text tips to send
    #[arg(long, default_value_t = 10_000)]
    tips: usize,
    /// Megabytes of the one large upload
    #[arg(long, default_value_t = 1024)]
    upload: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    console::run(|| tokio::runtime::Runtime::new()?.block_on(measure(&arguments)))
}

async fn measure(arguments: &Arguments) -> Result<()> {
    let folder = tempfile::tempdir_in("target")?;
    line(&machine::described(folder.path())?);
    // Three recipients: a desk and two recovery keys.
    let settings = [
        // What an answer costs, and not when it leaves.
        ("answer_every_ms", "0"),
        ("submissions_per_minute_per_origin", "100000000"),
        ("submissions_per_minute_total", "100000000"),
        ("look_ups_per_minute_per_origin", "100000000"),
        ("look_ups_per_minute_total", "100000000"),
    ];
    let bench = Line::create_for(&folder.path().join("line"), &settings, 2)?;
    let server = bench.serve()?;

    figure("derivation of a code, one core", look_ups::derivation()?.as_secs_f64() * 1000.0, "ms");
    let status = format!("/proc/{}/status", server.child.id());
    let fresh = machine::kibibytes(&status, "VmRSS:")?;
    let sent = submissions::ready(&server.url, arguments.tips).await?;
    figure("text tips, form fetched before", rate(arguments.tips, sent), "tips/s, durable, TLS, 3 recipients");
    let begun = Instant::now();
    let bundle = bench.export()?;
    figure("export of these tips", rate(arguments.tips, begun.elapsed()), "tips/s");
    let begun = Instant::now();
    let said = bench.import(&bundle)?;
    let took = begun.elapsed();
    ensure!(said.contains(&format!("{} new", arguments.tips)), "not every tip arrived: {said}");
    figure("import of these tips", rate(arguments.tips, took), &format!("tips/s ({:.1} s in all)", took.as_secs_f64()));
    search(&bench).await?;

    let whole = submissions::whole(&server.url, arguments.tips).await?;
    figure("text tips, form fetched for each", rate(arguments.tips, whole), "tips/s");
    figure("resident memory at the start", fresh as f64 / 1024.0, "MiB");
    figure("  after these tips", machine::kibibytes(&status, "VmRSS:")? as f64 / 1024.0, "MiB");
    let (known, unknown) = look_ups::among(&bench, &server.url, 1_000_000).await?;
    figure("look-up of a code, a million mailboxes", known.as_secs_f64() * 1000.0, "ms at the median, over TLS");
    figure("  of a code that nobody has", unknown.as_secs_f64() * 1000.0, "ms");
    // From a fresh server, whose memory holds nothing that an upload could use again.
    drop(server);
    let server = bench.serve()?;
    let large = upload::measure(&server, arguments.upload * 1024 * 1024).await?;
    figure("  before a large upload", large.before as f64 / 1024.0, "MiB");
    figure("  its growth during the upload, at most", large.growth as f64 / 1024.0, "MiB");
    figure("one large upload", arguments.upload as f64 / large.took.as_secs_f64(), "MiB/s");
    Ok(())
}

/// Searches over every tip: in an open desk, and as a command, which opens the desk first.
async fn search(bench: &Line) -> Result<()> {
    search_open(bench).await?;
    let begun = Instant::now();
    bench.desk_json("search", &["no such word"]).context("searching by command")?;
    figure("`reviewer search`, opening the desk too", begun.elapsed().as_secs_f64(), "s");
    Ok(())
}

async fn search_open(bench: &Line) -> Result<()> {
    let passphrase = Passphrase::from_file(&bench.path("passphrase"))?;
    let mut desk = Desk::open(&bench.path("desk"), &passphrase, &console::SystemClock).await?;
    let tips = desk.db.list().await?.len();
    for (what, text) in stories::RARE {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..5 {
            let begun = Instant::now();
            found = desk.db.search(text).await?.len();
            times.push(begun.elapsed());
        }
        times.sort();
        ensure!(found > 0, "{text} was not found");
        figure(&format!("search for {what}"), times[2].as_secs_f64() * 1000.0, &format!("ms ({found} of {tips} tips)"));
    }
    Ok(desk.db.close().await?)
}

fn figure(what: &str, value: f64, unit: &str) {
    line(&format!("{what:<42} {value:>10.2} {unit}"));
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

//! The program that `cargo xtask bench` runs.
//!
//! It measures every figure that the handbook gives, on the release programs, in one run.

mod courier;
mod desk;
mod grade;
mod look_ups;
mod machine;
mod signals;
mod slow;
mod stories;
mod submissions;
mod trickle;
mod upload;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use console::{Passphrase, line};
use reviewer::service::desk::Desk;
use tests::{Line, canary, program, stolen, thief};

/// Measures the line on this machine
#[derive(Parser)]
struct Arguments {
    /// Text tips to send
    #[arg(long, default_value_t = 10_000)]
    tips: usize,
    /// Cases of the large desk
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// Measure only the desk
    #[arg(long)]
    desk: bool,
    /// Measure only the levels that tips get by their words
    #[arg(long)]
    signals: bool,
    /// Measure only courier
    #[arg(long)]
    courier: bool,
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
    if arguments.signals {
        return signals::measure();
    }
    if arguments.courier {
        return courier::measure(&folder.path().join("courier"), arguments.upload, arguments.tips).await;
    }
    // Three recipients: a desk and two recovery keys.
    let settings = [
        // Measure the work of a response, not the pause before it is sent.
        ("answer_every_ms", "0"),
        ("submissions_per_minute_per_origin", "100000000"),
        ("submissions_per_minute_total", "100000000"),
        ("look_ups_per_minute_per_origin", "100000000"),
        ("look_ups_per_minute_total", "100000000"),
    ];
    let bench = Line::create_for(&folder.path().join("line"), &settings, 2)?;
    let server = bench.serve()?;
    if arguments.desk {
        submissions::ready(&server.url, arguments.tips).await?;
        drop(server);
        return at_the_desk(&bench, arguments).await;
    }
    // This runs while the rest does, since it takes thirteen minutes and hardly loads the machine.
    let slow_line = Line::create(&folder.path().join("slow"), &[])?;
    let trickle = trickle::Trickle::begin(&slow_line)?;
    figure("derivation of a code, one core", look_ups::derivation()?.as_secs_f64() * 1000.0, "ms");
    let status = format!("/proc/{}/status", server.child.id());
    let fresh = machine::kibibytes(&status, "VmRSS:")?;
    let sent = submissions::ready(&server.url, arguments.tips).await?;
    figure("text tips, form fetched before", rate(arguments.tips, sent), "tips/s, durable, TLS, 3 recipients");
    at_the_desk(&bench, arguments).await?;
    signals::measure()?;

    let whole = submissions::whole(&server.url, arguments.tips).await?;
    figure("text tips, form fetched for each", rate(arguments.tips, whole), "tips/s");
    figure("resident memory at the start", fresh as f64 / 1024.0, "MiB");
    figure("  after these tips", machine::kibibytes(&status, "VmRSS:")? as f64 / 1024.0, "MiB");
    let (known, unknown) = look_ups::among(&bench, &server.url, 1_000_000).await?;
    figure("look-up of a code, a million mailboxes", known.as_secs_f64() * 1000.0, "ms at the median, over TLS");
    figure("  of a code that nobody has", unknown.as_secs_f64() * 1000.0, "ms");
    // A fresh server: its memory holds no freed pages that an upload could use again.
    drop(server);
    let server = bench.serve()?;
    let large = upload::measure(&server, arguments.upload * 1024 * 1024).await?;
    figure("  before a large upload", large.before as f64 / 1024.0, "MiB");
    figure("  its growth during the upload, at most", large.growth as f64 / 1024.0, "MiB");
    figure("one large upload", arguments.upload as f64 / large.took.as_secs_f64(), "MiB/s");
    drop(server);
    wiping(&bench, arguments.tips).await?;
    attacked(&folder.path().join("shipped")).await?;
    line("Properties by which a thief of the disk tells 300 tips apart, that evening and after the night:");
    let (evening, morning) = stolen(&folder.path().join("stolen"), 300).await?;
    for (when, bits) in [("evening", evening), ("morning", morning)] {
        thief::printed(&bits).iter().for_each(|bit| line(&format!("  {when}: {bit}")));
    }
    line("Canaries:");
    canary::report(&folder.path().join("canaries")).await?.iter().for_each(|found| line(&format!("  {found}")));
    courier::measure(&folder.path().join("courier"), arguments.upload, arguments.tips).await?;
    figure("a file of 50 MB at 64 kB/s", trickle.done().await?.as_secs_f64(), "s, its code shown");
    Ok(())
}

/// Measures the desk with the server's tips, and with many more.
async fn at_the_desk(bench: &Line, arguments: &Arguments) -> Result<()> {
    let begun = Instant::now();
    let bundle = bench.export()?;
    figure("export of these tips", rate(arguments.tips, begun.elapsed()), "tips/s");
    let begun = Instant::now();
    let said = bench.import(&bundle)?;
    let took = begun.elapsed();
    ensure!(said.contains(&format!("{} new", arguments.tips)), "not every tip arrived: {said}");
    figure("import of these tips", rate(arguments.tips, took), &format!("tips/s ({:.1} s in all)", took.as_secs_f64()));
    figure("  import per 1,000 tips", took.as_secs_f64() * 1000.0 / arguments.tips as f64, "s");
    search(bench).await?;
    desk::measure(bench, arguments.cases).await
}

/// Measures the cost of wiping freed memory against a server that does not wipe. The two take turns, twice.
async fn wiping(bench: &Line, tips: usize) -> Result<()> {
    let config = bench.path("server/intake.toml");
    let mut took = [Duration::ZERO; 2];
    for _ in 0..2 {
        for (at, name) in ["intake", "intake-unwiped"].into_iter().enumerate() {
            let mut command = Command::new(program(name)?);
            command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&config);
            let server = bench.serve_with(&mut command)?;
            let log = || std::fs::read_to_string(bench.path("server.log")).unwrap_or_default();
            took[at] += submissions::ready(&server.url, tips).await.with_context(log)?;
        }
    }
    let [wiped, unwiped] = took.map(|took| rate(2 * tips, took));
    figure(
        "text tips, with freed memory wiped",
        wiped,
        &format!("tips/s, {unwiped:.0} without: {:.2} ×", wiped / unwiped),
    );
    Ok(())
}

/// Attacks a server with the settings that are shipped, and grades it with testssl.sh.
async fn attacked(folder: &Path) -> Result<()> {
    let shipped = Line::create(folder, &[])?;
    let authority = grade::certify(&shipped)?;
    let server = shipped.serve()?;
    let grade = grade::measure(&shipped, &server, &authority)?;
    line(&format!("testssl.sh: {}, {} warnings that apply", grade.grade, grade.warnings.len()));
    grade.warnings.iter().for_each(|warning| line(&format!("  {warning}")));
    for shed in slow::measure(&server).await? {
        let unit = format!("s for the slowest of {} honest tips", shed.tips);
        figure(&format!("slowhttptest, 1,000 connections: {}", shed.mode), shed.worst.as_secs_f64(), &unit);
    }
    Ok(())
}

/// Searches over every tip: in an open desk, and as a command, which has to open the desk first.
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
            found = desk.db.search(&reviewer::query::parse(text)?).await?.cases.len();
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

//! The speed of `courier` compared with `age`, and the time of a carrier's fetch.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use envelope::tip::{Answer, FORMAT, Tip, TipSealer};
use envelope::{Digest, SubmissionId, TipId};
use intake::store::{NewTip, Sealed, Store, StoreSettings};
use rand::Rng as _;
use tests::{Courier, Site};

use crate::{figure, machine};

/// Runs of each measurement; the median counts.
const TIMES: usize = 5;

/// Measures sealing, sending and fetching. `megabytes` is the size of the large file, `tips` the number of tips that a
/// carrier fetches.
pub(crate) async fn measure(folder: &Path, megabytes: u64, tips: usize) -> Result<()> {
    let site = Site::create(folder, &[("max_tip_bytes", "4_000_000_000")])?;
    let courier = Courier::new(&site.line, "courier", &site.root.verifying_key().to_string());
    let large = site.line.path("large.bin");
    random_file(&large, megabytes)?;
    fs::write(site.line.path("lead.toml"), "[answers]\nstory = \"a large file\"\n")?;
    let text = |name: &str| site.line.path(name).display().to_string();
    let recipient = site.reviewer.recipient().to_string();
    let (mut by_age, mut by_courier, mut most) = (Vec::new(), Vec::new(), 0);
    for n in 0..TIMES {
        // The two take turns: when the machine is busy for a while, it is busy for both.
        let out = site.line.path("large.age");
        let begun = Instant::now();
        let done = Command::new("age").args(["-r", &recipient, "-o"]).arg(&out).arg(&large).status();
        ensure!(done.context("age is not installed")?.success(), "age failed");
        File::open(&out)?.sync_all()?;
        by_age.push(begun.elapsed());
        fs::remove_file(&out)?;
        let to = text(&format!("sealed-{n}"));
        let begun = Instant::now();
        let mut sealing = courier.command(
            "send",
            &["--seal-only", "--to", &to, "--lead", &text("lead.toml"), "--attach", &text("large.bin")],
        )?;
        sealing.args(["--roster", &text("roster/roster.json"), "--root-key", &site.root.verifying_key().to_string()]);
        let child = sealing.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        most = most.max(watched(child)?);
        by_courier.push(begun.elapsed());
        fs::remove_dir_all(&to)?;
    }
    let (age, own) = (median(by_age), median(by_courier));
    let rate = |took: Duration| megabytes as f64 / took.as_secs_f64();
    figure("age -r, a file, on the disk", rate(age), "MiB/s");
    figure(
        "courier send --seal-only, the same",
        rate(own),
        &format!("MiB/s: {:.0} % of age's", 100.0 * rate(own) / rate(age)),
    );
    figure("  its memory, at most", most as f64 / 1024.0, "MiB");
    let server = site.line.serve()?;
    let begun = Instant::now();
    let mut sending = courier.sending(&server.url, &["--lead", &text("lead.toml"), "--attach", &text("large.bin")])?;
    let child = sending.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let most = watched(child)?;
    ensure!(site.line.kept()? == 1, "the lead did not arrive");
    figure("courier send, the same, to a server here", rate(begun.elapsed()), "MiB/s, sealed, sent, filed");
    figure("  its memory, at most", most as f64 / 1024.0, "MiB");
    drop(server);
    fs::remove_file(&large)?;
    // A new site, since the fetch is measured without the large tip.
    let other = Site::create(&folder.join("fetched"), &[])?;
    file_many(&other, tips).await?;
    let carrier = Courier::new(&other.line, "carrier", &other.root.verifying_key().to_string());
    other.let_in(1, &[&carrier.init("carrier-1")?])?;
    let carry = other.line.carry()?;
    let status: serde_json::Value = serde_json::from_str(&other.line.intake("status", &["--json"])?)?;
    let words = status["fingerprint"].as_str().context("no fingerprint")?.to_owned();
    let stick = other.line.path("stick").display().to_string();
    let begun = Instant::now();
    let child = carrier
        .carrying("fetch", &carry.url, &["--to", &stick, "--fingerprint", &words])?
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let most = watched(child)?;
    figure(
        &format!("courier fetch of {tips} sealed tips"),
        begun.elapsed().as_secs_f64(),
        "s: exported, fetched, checked, on the disk",
    );
    figure("  its memory, at most", most as f64 / 1024.0, "MiB");
    Ok(())
}

/// Waits for a program to end; returns the most memory that it had, in KiB.
fn watched(mut child: Child) -> Result<u64> {
    let (status, mut most) = (format!("/proc/{}/status", child.id()), 0);
    loop {
        // A program that has just ended has no such line any more.
        most = machine::kibibytes(&status, "VmHWM:").unwrap_or(0).max(most);
        if let Some(ended) = child.try_wait()? {
            ensure!(ended.success(), "it ended with {ended}");
            return Ok(most);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}

fn random_file(path: &Path, megabytes: u64) -> Result<()> {
    let (mut out, mut rng) = (BufWriter::new(File::create(path)?), console::system_rng());
    let mut piece = vec![0; 1024 * 1024];
    for _ in 0..megabytes {
        rng.fill_bytes(&mut piece);
        out.write_all(&piece)?;
    }
    Ok(out.into_inner().map_err(|error| error.into_error())?.sync_all()?)
}

/// Files text tips in the store directly, without sending a form for each.
async fn file_many(site: &Site, tips: usize) -> Result<()> {
    let settings = StoreSettings { folder: site.line.path("server/store"), least_free_bytes: 0 };
    let store = Store::open(&settings).await?;
    let mut rng = console::system_rng();
    let recipients = [site.reviewer.recipient()];
    let mut filing = Vec::new();
    for n in 0..tips {
        let tip = Tip {
            format: FORMAT.to_owned(),
            site: site.site,
            day: site.today,
            language: "en".to_owned(),
            answers: [("story".to_owned(), Answer::Text(format!("tip {n}")))].into(),
            mailbox: None,
            submission: SubmissionId::random(&mut rng),
            questionnaire: Digest::of(b"none"),
        };
        let (bytes, sealed) = TipSealer::new(&recipients, Vec::new())?.finish(&tip)?;
        filing.push(store.file(NewTip {
            id: TipId::random(&mut rng),
            submission: tip.submission,
            size: sealed.size,
            sha256: sealed.sha256,
            sealed: Sealed::Row(bytes),
            roster_issue: 1,
            expires: site.today.month().plus(6),
            mailbox: None,
        }));
        if filing.len() == 200 {
            for filed in futures_util::future::join_all(filing.drain(..)).await {
                filed?;
            }
        }
    }
    for filed in futures_util::future::join_all(filing).await {
        filed?;
    }
    store.close().await;
    Ok(())
}

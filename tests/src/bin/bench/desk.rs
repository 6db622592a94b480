//! The workbench on a desk with 100,000 cases.
//!
//! Every view is fetched over HTTP, as a browser fetches it. Searches are in eight scripts.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use console::{Passphrase, SystemClock, line};
use envelope::tip::{Answer, FORMAT, Tip};
use envelope::{Clock as _, Day, Digest, SiteId, SubmissionId, TipId};
use reviewer::casedb::cases::NewCase;
use reviewer::service::desk::Desk;
use tests::{Line, Workbench};

use crate::{figure, stories};

/// Requests for each view.
const TIMES: usize = 21;

/// The searches: words that few tips contain and words that many contain, in eight scripts. Also numbers, pairs, single
/// signs, fields, and text that no tip contains.
const SEARCHES: [&str; 30] = [
    "warehouse",
    "advertisement",
    "brother",
    "\"house by the river\"",
    "three thousand dollars",
    "no such word anywhere",
    "白沙",
    "护照被没收",
    "護照",
    "沙",
    "ตึก",
    "น้องสาวถูกกักตัว",
    "ကျွန်မညီကို",
    "မြစ်ဘေးက",
    "បងប្រុសរបស់ខ្ញុំ",
    "hộ chiếu",
    "tien chuoc",
    "Tip 77777",
    "88888",
    "phone:0800000123",
    "phone:+66800099",
    "place:\"KK Park\"",
    "place:Sihanoukville",
    "level:0 brother",
    "status:received 白沙",
    "tag:night",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "x",
    "q",
    "%",
];

/// The searches of [`SEARCHES`] that may find nothing.
const NOWHERE: [&str; 4] = ["no such word anywhere", "x", "q", "%"];

/// Fills a desk with `cases` cases and measures it.
pub(crate) async fn measure(bench: &Line, cases: usize) -> Result<()> {
    let passphrase = Passphrase::from_file(&bench.path("passphrase"))?;
    let folder = bench.path("large-desk");
    Desk::create(&folder, "desk-1", &passphrase, &SystemClock, &mut console::system_rng()).await?;
    let begun = Instant::now();
    fill(&folder, &passphrase, cases).await?;
    line(&format!(
        "a desk with {cases} cases, filled in {:.0} s, {:.0} MB:",
        begun.elapsed().as_secs_f64(),
        size(&folder)?
    ));
    let begun = Instant::now();
    let mut workbench = Workbench::start(&folder, Some(&bench.path("passphrase")))?;
    figure("  opening it", begun.elapsed().as_secs_f64(), "s");
    workbench.enter().await?;
    let first = case_id(&workbench.get("/queue").await?.text)?;
    for (name, fields) in [
        ("queue", &[("clear", "yes")][..]),
        ("queue, its last page", &[("page", "1999")]),
        ("queue, of one place and language, unread", &[("place", "kk-park"), ("language", "en"), ("unread", "yes")]),
        ("queue, of a tag", &[("tag", "night")]),
        ("queue, whose nobody has", &[("assigned", "nobody"), ("status", "received")]),
    ] {
        workbench.post("/queue", fields).await?;
        view(&workbench, name, "/queue").await?;
    }
    workbench.post("/case", &[("id", &first)]).await?;
    for (name, path) in [("case", "/case"), ("counts", "/counts"), ("map", "/map"), ("desk", "/desk")] {
        view(&workbench, name, path).await?;
    }
    searches(&workbench).await
}

async fn view(workbench: &Workbench, name: &str, path: &str) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let page = workbench.get(path).await?;
        times.push(begun.elapsed());
        ensure!(page.status == 200, "{name}: {}", page.status);
    }
    times.sort();
    let slowest = times[TIMES - 1].as_secs_f64() * 1000.0;
    figure(
        &format!("  view: {name}"),
        times[TIMES / 2].as_secs_f64() * 1000.0,
        &format!("ms at the median, {slowest:.0} at most"),
    );
    Ok(())
}

async fn searches(workbench: &Workbench) -> Result<()> {
    let mut times: Vec<(Duration, &str)> = Vec::new();
    for _ in 0..5 {
        for text in SEARCHES {
            workbench.post("/search", &[("text", text)]).await?;
            let begun = Instant::now();
            let page = workbench.get("/search").await?;
            times.push((begun.elapsed(), text));
            let nothing = page.text.contains("No case holds this");
            ensure!(page.status == 200 && page.text.contains("id=\"found\""), "a search was not answered: {text}");
            ensure!(!nothing || NOWHERE.contains(&text), "a search that should find something found nothing: {text}");
        }
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1000.0;
    figure("  search, median", at(0.5), "ms, page and all");
    let mut slowest: Vec<String> = Vec::new();
    for (took, text) in times.iter().rev() {
        if slowest.len() < 5 && !slowest.iter().any(|known| known.ends_with(text)) {
            slowest.push(format!("{:.0} for {text}", took.as_secs_f64() * 1000.0));
        }
    }
    figure("  search, p95", at(0.95), &format!("ms of {}; the slowest: {}", times.len(), slowest.join(", ")));
    Ok(())
}

async fn fill(folder: &Path, passphrase: &Passphrase, cases: usize) -> Result<()> {
    let mut desk = Desk::open(folder, passphrase, &SystemClock).await?;
    let reading = desk.reading().await?;
    let (site, today) = (SiteId::from_bytes([7; 16]), SystemClock.today());
    desk.db.begin().await?;
    for n in 0..cases {
        let tip = tip(n, site, today);
        let received = today.plus(-i64::try_from(n % 90)?);
        let analysis = reading.read(&tip, &[], reviewer::analysis::Circumstances::alone(received));
        let id = TipId::from_bytes(first_half(&Digest::of(&n.to_be_bytes())));
        let case = NewCase {
            id,
            sha256: Digest::of(&n.to_le_bytes()),
            size: 32_768,
            tip: &tip,
            files: &[],
            analysis: &analysis,
            links: &reading.rules.links,
            continues: None,
            today: received,
        };
        desk.db.add_case(case).await?;
        if n % 50 == 0 {
            desk.db.set_tag(&id.to_string(), "night", true).await?;
        }
        if n % 3 == 0 {
            desk.db.assign(&id.to_string(), Some("desk-1")).await?;
        }
        desk.db.log(today, "import tip", &id.to_string()).await?;
    }
    desk.db.commit().await?;
    desk.close().await
}

/// The `n`th tip: a story, a place and a phone. Every 200th has the same wallet too.
fn tip(n: usize, site: SiteId, today: Day) -> Tip {
    const PLACES: [(&str, &str); 6] = [
        ("KK Park", "Myanmar"),
        ("Shwe Kokko", "Myanmar"),
        ("Sihanoukville", "Cambodia"),
        ("Bavet", "Cambodia"),
        ("Kings Romans", "Laos"),
        ("Bamban", "Philippines"),
    ];
    let (compound, country) = PLACES[n % PLACES.len()];
    let mut story = format!("{} +66 800 {:03} {:03}", stories::story(n), n / 1000, n % 1000);
    if n.is_multiple_of(200) {
        story.push_str(" TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    }
    let day = today.plus(-i64::try_from(n % 40).unwrap_or(0)).to_string();
    let mut answers = BTreeMap::from([
        ("story".to_owned(), Answer::Text(story)),
        ("compound".to_owned(), Answer::Text(compound.to_owned())),
        ("country".to_owned(), Answer::Text(country.to_owned())),
        ("place-how-known".to_owned(), Answer::Text(["saw-it", "phone-location", "guess"][n % 3].to_owned())),
        ("place-when".to_owned(), Answer::Text(day)),
    ]);
    if n.is_multiple_of(20) {
        answers.insert("danger".to_owned(), Answer::Many(vec!["torture".to_owned()]));
    }
    Tip {
        format: FORMAT.to_owned(),
        site,
        day: today,
        language: ["en", "th", "my", "zh-Hans", "vi"][n % 5].to_owned(),
        answers,
        mailbox: None,
        submission: SubmissionId::from_bytes(first_half(&Digest::of(&(n as u64 + 1_000_000_000).to_be_bytes()))),
        questionnaire: Digest::of(b"the bench's own"),
    }
}

fn first_half(digest: &Digest) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&digest.as_bytes()[..16]);
    half
}

fn case_id(queue: &str) -> Result<String> {
    let (_, after) = queue.split_once("name=\"open\" value=\"").context("the queue is empty")?;
    Ok(after.split('"').next().context("no id")?.to_owned())
}

fn size(folder: &Path) -> Result<f64> {
    Ok(std::fs::metadata(folder.join("desk.db"))?.len() as f64 / 1e6)
}

//! The levels of tips that the lists of signals have not seen, and the time that reading takes.

use std::time::Instant;

use anyhow::Result;
use console::line;
use reviewer::analysis::Reading;
use tests::levels::{self, Levels};

use super::figure;

/// Tips of a day.
const DAY: usize = 200;

/// Minutes that a person needs to judge an L0.
const MINUTES: usize = 2;

/// Characters of the longest text that the form takes.
const LONGEST: usize = 60_000;

/// The assumed mix of a day's tips, in percent: L0s, L1s, L2s, L3s, adverts, tests. Large lines report that most of
/// their tips are noise or general.
const MIX: [(&str, usize); 6] = [("L0", 10), ("L1", 15), ("L2", 15), ("L3", 25), ("S", 25), ("N", 10)];

/// Prints the figures for each language and for all together.
pub(super) fn measure() -> Result<()> {
    let began = Instant::now();
    let reading = levels::reading()?;
    let (mut all, mut tips, mut urgent_of) = (Levels::default(), 0, std::collections::BTreeMap::new());
    line("signals       plain   indirect  precision  noise marked");
    for (language, rows) in levels::sets()? {
        let mut set = Levels::default();
        for row in &rows {
            let analysis = levels::read(&reading, row)?;
            set.count(row, &analysis);
            let (urgent, of): &mut (usize, usize) = urgent_of.entry(row.level.clone()).or_default();
            *urgent += usize::from(analysis.verdict.level == 0);
            *of += 1;
        }
        tips += rows.len();
        print(&language, &set);
        all.add(&set);
    }
    let took = began.elapsed();
    print("all", &all);
    figure("  reading the words of a tip, loading the lists too", took.as_secs_f64() * 1000.0 / tips as f64, "ms");
    let share = |level: &str| urgent_of.get(level).map_or(0.0, |(urgent, of)| *urgent as f64 / (*of).max(1) as f64);
    let urgent: f64 = MIX.iter().map(|(level, percent)| share(level) * (DAY * percent) as f64 / 100.0).sum();
    figure("  L0s on a day with 200 tips, 20 of them real", urgent, "");
    figure("  minutes to look at them, two each", urgent * MINUTES as f64, "");
    let (short, long) = (of_threats(&reading, LONGEST / 8)?, of_threats(&reading, LONGEST)?);
    figure("  a text of 60,000 letters of threats", long * 1000.0, "ms");
    figure("    compared with one an eighth as long", long / short, "times the time");
    Ok(())
}

/// Reads a text of threats five times; returns the shortest time in seconds.
fn of_threats(reading: &Reading, letters: usize) -> Result<f64> {
    const THREAT: &str = "they will kill her tomorrow. ";
    let text = THREAT.repeat(letters / THREAT.len());
    let mut best = f64::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        levels::read_text(reading, "en", &text)?;
        best = best.min(began.elapsed().as_secs_f64());
    }
    Ok(best)
}

fn print(name: &str, levels: &Levels) {
    let share = |share: levels::Share| format!("{:>3}/{:<3} {:>3.0} %", share.right, share.of, share.value() * 100.0);
    line(&format!(
        "  {name:<8}  {}  {}  {}  {}",
        share(levels.plain),
        share(levels.indirect),
        share(levels.precision),
        share(levels.noise)
    ));
}

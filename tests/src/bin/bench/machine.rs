//! The machine on which the figures are measured.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};

/// A line with the machine's cores, its memory, and the time of a sync under `folder`.
pub(crate) fn described(folder: &Path) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let memory = kibibytes("/proc/meminfo", "MemTotal:")? / 1024 / 1024;
    let mut file = File::create(folder.join("sync"))?;
    let begun = Instant::now();
    for _ in 0..100 {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
    }
    let sync = begun.elapsed().as_secs_f64() * 10.0;
    Ok(format!("machine: {cores} cores, {memory} GiB of memory, {sync:.2} ms for a write of 4 KiB and its sync"))
}

/// A value of a file under /proc, in KiB.
pub(crate) fn kibibytes(path: &str, name: &str) -> Result<u64> {
    let text = fs::read_to_string(path)?;
    let line = text.lines().find(|line| line.starts_with(name)).context("no such figure")?;
    Ok(line.split_whitespace().nth(1).context("no figure")?.parse()?)
}

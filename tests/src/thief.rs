//! The properties by which a thief of the server's disk can tell tips apart.
//!
//! The report covers every column, the place of every row, and the name, place and times of every file.
//!
//! The thief has only the disk. The report also knows the truth, as the sender and a reviewer know it: the order in
//! which the tips came, and the owner of each mailbox. A correlation between the disk and the truth is a leak.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// A tip that came. A list of them is in the order of arrival.
pub struct Truth {
    /// The id of the tip in the store, in hexadecimal.
    pub tip: String,
    /// The id of its mailbox, in hexadecimal; none without a code.
    pub mailbox: Option<String>,
}

/// One property of the disk, and its verdict.
#[derive(Debug)]
pub struct Bit {
    /// The name of the property, such as a column.
    pub what: String,
    /// The values that were found, as text.
    pub says: String,
    /// Whether the property tells tips apart.
    pub tells: bool,
}

/// Reads a store's folder. `truth` lists its tips in the order of arrival.
///
/// # Errors
/// When the store cannot be read, or holds other tips than `truth` lists.
pub fn read(store: &Path, truth: &[Truth]) -> Result<Vec<Bit>> {
    let database = store.join("store.db");
    let bytes = fs::read(&database)?;
    let came: BTreeMap<&str, usize> = truth.iter().enumerate().map(|(at, tip)| (tip.tip.as_str(), at)).collect();
    let opened: BTreeMap<&str, usize> =
        truth.iter().enumerate().filter_map(|(at, tip)| Some((tip.mailbox.as_deref()?, at))).collect();
    let mut bits = Vec::new();

    for (table, keys) in [("tip", vec!["id", "submission", "sha256"]), ("mailbox", vec!["id"])] {
        for column in rows(&database, &format!("SELECT name FROM pragma_table_info('{table}')"))? {
            let column = text(&column["name"]);
            if !keys.contains(&column.as_str()) {
                let shown = format!(
                    "CASE typeof({column}) WHEN 'blob' THEN length({column}) || ' bytes' ELSE quote({column}) END"
                );
                let rows = rows(&database, &format!("SELECT {shown} AS value FROM {table}"))?;
                bits.push(values(&format!("{table}.{column}"), rows.iter().map(|row| text(&row["value"]))));
            }
        }
    }
    let tips = rows(&database, "SELECT hex(id) AS id, hex(substr(sealed, 20000, 24)) AS piece FROM tip")?;
    let mailboxes = rows(&database, "SELECT hex(id) AS id FROM mailbox")?;
    let id = |row: &Value| text(&row["id"]);
    ensure!(tips.len() == truth.len() && mailboxes.len() == opened.len(), "the store holds something else");

    bits.push(order("the order of tip's keys", tips.iter().map(|row| came[id(row).as_str()]).collect()));
    bits.push(order("the order of mailbox's keys", mailboxes.iter().map(|row| opened[id(row).as_str()]).collect()));
    let place = |hex: &str| -> Option<usize> { find(&bytes, &data_encoding::HEXUPPER.decode(hex.as_bytes()).ok()?) };
    let in_rows = tips.iter().filter(|row| row["piece"].as_str().is_some_and(|piece| !piece.is_empty()));
    let places = in_rows.map(|row| Some((place(row["piece"].as_str()?)?, came[id(row).as_str()])));
    let places: Vec<(usize, usize)> = places.collect::<Option<_>>().context("a row's place was not found")?;
    bits.push(order("the place of tips in the file", by(&places)));
    let mailbox_places: Option<Vec<(usize, usize)>> =
        mailboxes.iter().map(|row| Some((place(&id(row))?, opened[id(row).as_str()]))).collect();
    let mailbox_places = mailbox_places.context("a mailbox's place was not found")?;
    bits.push(order("the place of mailboxes in the file", by(&mailbox_places)));
    // Whether a mailbox lies at the same place among mailboxes as its tip among tips.
    let mut paired: Vec<(usize, usize)> = places
        .iter()
        .filter_map(|(place, at)| Some((*place, mailbox_places.iter().find(|(_, other)| other == at)?.0)))
        .collect();
    paired.sort_unstable();
    bits.push(order("which mailbox is which tip's, by their places", by(&ranks(&paired))));

    let blobs = Blobs::read(&store.join("blobs"), &came)?;
    bits.extend(blobs.bits());
    Ok(bits)
}

struct Blobs(Vec<(fs::Metadata, usize)>);

impl Blobs {
    /// Reads the files in the order of the folder.
    fn read(folder: &Path, came: &BTreeMap<&str, usize>) -> Result<Self> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
            let id = data_encoding::BASE32_NOPAD.decode(name.as_bytes()).context("a file that is no tip's")?;
            let at = came.get(data_encoding::HEXUPPER.encode(&id).as_str()).context("a file of no tip")?;
            found.push((entry.metadata()?, *at));
        }
        Ok(Self(found))
    }

    fn bits(&self) -> Vec<Bit> {
        let by_key = |key: &dyn Fn(&fs::Metadata) -> i128| {
            let keyed: Vec<(i128, usize)> = self.0.iter().map(|(meta, at)| (key(meta), *at)).collect();
            order_of_keys(&keyed)
        };
        let nanos = |second: i64, nano: i64| i128::from(second) * 1_000_000_000 + i128::from(nano);
        let all = self.0.iter();
        vec![
            values("blob: size", all.clone().map(|(meta, _)| meta.len().to_string())),
            values(
                "blob: mode, owner, links",
                all.clone().map(|(meta, _)| format!("{:o} {} {}", meta.mode(), meta.uid(), meta.nlink())),
            ),
            values(
                "blob: time of its content",
                all.clone().map(|(meta, _)| nanos(meta.mtime(), meta.mtime_nsec()).to_string()),
            ),
            order("the order of blobs in the folder", all.map(|(_, at)| *at).collect()),
            order("the order of blobs by number (inode)", by_key(&|meta| i128::from(meta.ino()))),
            order(
                "the order of blobs by the time of their change",
                by_key(&|meta| nanos(meta.ctime(), meta.ctime_nsec())),
            ),
        ]
    }
}

/// The report as it is printed, line by line.
pub fn printed(bits: &[Bit]) -> Vec<String> {
    bits.iter()
        .map(|bit| format!("{} {:<50} {}", if bit.tells { "tells" } else { "     " }, bit.what, bit.says))
        .collect()
}

fn rows(database: &Path, query: &str) -> Result<Vec<Value>> {
    let output = Command::new("sqlite3").arg("-json").arg("-readonly").arg(database).arg(query).output()?;
    ensure!(output.status.success(), "sqlite3: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn values(what: &str, all: impl Iterator<Item = String>) -> Bit {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    all.for_each(|value| *counted.entry(value).or_default() += 1);
    let each: Vec<String> = counted.iter().take(4).map(|(value, count)| format!("{count} × {value}")).collect();
    let more = if counted.len() > 4 { format!(", and {} more", counted.len() - 4) } else { String::new() };
    Bit { what: what.to_owned(), says: format!("{}{more}", each.join(", ")), tells: counted.len() > 1 }
}

/// Compares an order with the order of arrival by Kendall's τ: 1 if they are the same, 0 if they are unrelated.
///
/// The order tells tips apart if τ is further from 0 than four standard deviations of chance.
fn order(what: &str, arrivals: Vec<usize>) -> Bit {
    let n = arrivals.len();
    let mut sum = 0_i64;
    for (at, one) in arrivals.iter().enumerate() {
        sum += arrivals[at + 1..].iter().map(|other| if other > one { 1 } else { -1 }).sum::<i64>();
    }
    let count = n as f64;
    let tau = sum as f64 / (count * (count - 1.0) / 2.0);
    let deviation = (2.0 * (2.0 * count + 5.0) / (9.0 * count * (count - 1.0))).sqrt();
    let says = format!("τ = {tau:+.3} of {n} (chance: ± {deviation:.3})");
    Bit { what: what.to_owned(), says, tells: tau.abs() > 4.0 * deviation }
}

/// Arrivals, sorted by the first number of each pair.
fn by(placed: &[(usize, usize)]) -> Vec<usize> {
    let mut placed = placed.to_vec();
    placed.sort_unstable();
    placed.into_iter().map(|(_, at)| at).collect()
}

/// Replaces the first number of each pair by its position and the second by its rank.
fn ranks(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut seconds: Vec<usize> = pairs.iter().map(|(_, second)| *second).collect();
    seconds.sort_unstable();
    let rank = |second: &usize| seconds.binary_search(second).unwrap_or(0);
    pairs.iter().enumerate().map(|(at, (_, second))| (at, rank(second))).collect()
}

fn order_of_keys(keyed: &[(i128, usize)]) -> Vec<usize> {
    let mut keyed = keyed.to_vec();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, at)| at).collect()
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

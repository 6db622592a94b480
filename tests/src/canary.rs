//! Canaries: made-up secrets that a test sends through the line and then looks for.
//!
//! They must not be on the server's disk, in its log or in its memory.

use std::fs::{self, File as Memory};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::{Browser, File, Server, Site};

/// The size of a thread's stack, as Rust makes it, in bytes.
///
/// A request's data on a stack is overwritten by the next request and is never wiped, as SECURITY.md says.
const STACK: u64 = 2 * 1024 * 1024;

/// The name of a [`Site`]'s line. It is always in the server's memory, so a hunt that does not find it does not work.
pub const KNOWN: &str = "Test line";

/// A secret that was found in one region of memory.
pub struct Hit {
    /// The secret.
    pub secret: String,
    /// The region's address range and name.
    pub region: String,
    /// The number of occurrences.
    pub times: usize,
}

impl Hit {
    /// Whether the region is a thread's stack.
    pub fn on_a_stack(&self) -> bool {
        self.region.contains("stack")
    }
}

/// Sends canaries to a server and returns the strings that must not be found any more.
///
/// Sends a form with a file, a forged form, a look-up of the code, and a follow-up. Then it closes the page and waits a
/// second.
///
/// # Errors
/// When the server cannot be reached, or its responses are not the expected ones.
pub async fn release(server: &Server) -> Result<Vec<String>> {
    let browser = Browser::new(&server.url)?;
    let file = File {
        name: "canary-of-a-name-9c1e.bin".to_owned(),
        media_type: "text/plain",
        bytes: b"canary-of-a-file-9c1e ".repeat(20_000),
    };
    let fields = [("story", "canary-of-a-story-9c1e"), ("town", "canary-of-a-town-9c1e")];
    let sent = browser.send("en", &fields, std::slice::from_ref(&file)).await?;
    let code = sent.code().context("the form was refused")?.to_owned();
    let refused = browser.send_with("en", "forged", &fields, &[file]).await?;
    ensure!(refused.status == 403, "a forged form was not refused");
    let open = browser.mailbox("en", &[("code", &code)], &[]).await?;
    ensure!(open.status == 200, "the mailbox did not open");
    let session = open.hidden("session").first().context("no session")?.to_string();
    let token = open.hidden("token").first().context("no token")?.to_string();
    let more = [("session", session.as_str()), ("token", &token), ("act", "send"), ("story", "canary-of-more-9c1e")];
    ensure!(browser.mailbox("en", &more, &[]).await?.status == 200, "the follow-up was refused");
    // The sender closes the page.
    drop(browser);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let words = ["a-story", "a-town", "a-name", "a-file", "more"].map(|of| format!("canary-of-{of}-9c1e"));
    let mut secrets = words.to_vec();
    secrets.extend([code, digits]);
    Ok(secrets)
}

/// Looks for secrets in all writable memory of a process. Only root may read it.
///
/// # Errors
/// When the process's memory cannot be read.
pub fn hunt(process: u32, secrets: &[&str]) -> Result<Vec<Hit>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let memory = Memory::open(format!("/proc/{process}/mem"))?;
    let mut hits = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, access) = (words.next().context("no range")?, words.next().context("no access")?);
        let name = words.nth(3).unwrap_or("anonymous");
        let (from, to) = range.split_once('-').context("no range")?;
        let (from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
        if !access.starts_with("rw") {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(to - from)?];
        // A region may have been unmapped since the list was read.
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        let name = if name == "anonymous" && to - from == STACK { "a thread's stack" } else { name };
        for secret in secrets {
            let times = bytes.windows(secret.len()).filter(|window| *window == secret.as_bytes()).count();
            if times > 0 {
                hits.push(Hit { secret: (*secret).to_owned(), region: format!("{range} ({name})"), times });
            }
        }
    }
    Ok(hits)
}

/// Sends canaries through a new line in `folder`. Returns a report of the places where they were found afterwards, line
/// by line.
///
/// # Errors
/// When the line does not work, or the hunt does not find [`KNOWN`].
pub async fn report(folder: &Path) -> Result<Vec<String>> {
    let site = Site::create(folder, &[])?;
    let server = site.line.serve()?;
    let secrets = release(&server).await?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let found = hunt(server.child.id(), &[&secrets[..], &[KNOWN]].concat())?;
    ensure!(found.iter().any(|hit| hit.secret == KNOWN), "the hunt does not find what is there");
    let in_memory = found.iter().filter(|hit| hit.secret != KNOWN);
    let (stack, heap): (Vec<&Hit>, Vec<&Hit>) = in_memory.partition(|hit| hit.on_a_stack());
    let times = |hits: &[&Hit]| hits.iter().map(|hit| hit.times).sum::<usize>();
    drop(server);
    let mut on_disk = 0;
    for secret in &secrets {
        on_disk += site.line.holding(secret.as_bytes())?.len();
    }
    let (files, bytes) = size(&site.line.path("server"))?;
    Ok(vec![
        format!(
            "{} canaries: words of a tip, of a follow-up and of a refused form, a file, its name, the code",
            secrets.len()
        ),
        format!("found in {files} files of the server's folder, {bytes} bytes, and in its log: {on_disk} times"),
        format!("found in its memory a second after the page was closed: {} times", times(&heap)),
        format!("found on its threads' stacks, which nobody wipes: {} times", times(&stack)),
    ])
}

fn size(folder: &Path) -> Result<(usize, u64)> {
    let mut all = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (files, bytes) =
            if entry.file_type()?.is_dir() { size(&entry.path())? } else { (1, entry.metadata()?.len()) };
        all = (all.0 + files, all.1 + bytes);
    }
    Ok(all)
}

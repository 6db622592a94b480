//! slowhttptest's four modes, each with a thousand connections, while a person sends a tip every second.

use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tests::{Browser, Server};

/// Each mode: what it is called, its switches, and the page that it asks for.
const MODES: [(&str, &[&str], &str); 4] = [
    ("slow headers", &["-H", "-i", "5", "-x", "24", "-t", "GET"], "/en/"),
    (
        "slow bodies",
        &["-B", "-i", "5", "-x", "24", "-t", "POST", "-s", "8192", "-f", "multipart/form-data; boundary=b"],
        "/en/tip",
    ),
    ("many ranges", &["-R", "-a", "10", "-b", "3000", "-t", "HEAD"], "/en/"),
    ("slow reading", &["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"], "/en/tip"),
];

/// All modes: a thousand connections, 200 more in each second, for 25 seconds.
const BOUNDS: [&str; 10] = ["-c", "1000", "-r", "200", "-l", "25", "-p", "5", "-v", "1"];

/// When a tip counts as not going through at all.
const GIVEN_UP: Duration = Duration::from_secs(60);

/// What one mode did to honest senders.
pub(crate) struct Shed {
    pub(crate) mode: &'static str,
    /// The longest that an honest tip took, from asking for the form to its code.
    pub(crate) worst: Duration,
    /// How many were sent meanwhile.
    pub(crate) tips: usize,
}

/// Runs the four modes one after the other.
pub(crate) async fn measure(server: &Server) -> Result<Vec<Shed>> {
    let mut shed = Vec::new();
    for (mode, switches, page) in MODES {
        let mut attack = Attack::begin(switches, &format!("{}{page}", server.url))?;
        let (mut worst, mut tips) = (Duration::ZERO, 0);
        while attack.goes_on()? {
            worst = worst.max(honest_tip(&server.url).await.with_context(|| format!("during {mode}"))?);
            tips += 1;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        shed.push(Shed { mode, worst, tips });
    }
    Ok(shed)
}

/// One tip as a person sends it, over a connection of its own, again when the page asks for that.
async fn honest_tip(url: &str) -> Result<Duration> {
    let begun = Instant::now();
    // Another address than the attack's, in another network: all of 127.0.0.0/8 is this machine.
    let browser = Browser::from_address(url, Ipv4Addr::new(127, 0, 9, 1).into())?;
    while begun.elapsed() < GIVEN_UP {
        let sent = tokio::time::timeout(GIVEN_UP, browser.send("en", &[("story", "an honest tip")], &[])).await;
        // A refusal keeps what was typed: a person presses the button again.
        match sent.context("no answer within a minute")? {
            Ok(answer) if answer.code().is_some() => return Ok(begun.elapsed()),
            _ => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    bail!("an honest tip did not go through within a minute")
}

/// A running slowhttptest; ended when dropped.
struct Attack(Child);

impl Attack {
    fn begin(switches: &[&str], url: &str) -> Result<Self> {
        let mut command = Command::new("slowhttptest");
        command.args(switches).args(BOUNDS).args(["-u", url]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(command.spawn().context("slowhttptest is not installed; `cargo xtask test` installs it")?))
    }

    fn goes_on(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_none())
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

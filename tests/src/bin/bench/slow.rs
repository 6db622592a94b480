//! The four modes of slowhttptest, each with a thousand connections, while a person sends a tip every second.

use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tests::{Browser, Server};

/// The modes: name, switches, and the page that is requested.
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

/// The bounds of all modes: a thousand connections, 200 more each second, for 25 seconds.
const BOUNDS: [&str; 10] = ["-c", "1000", "-r", "200", "-l", "25", "-p", "5", "-v", "1"];

/// The time after which a tip counts as lost.
const GIVEN_UP: Duration = Duration::from_secs(60);

/// The effect of one mode on honest senders.
pub(crate) struct Shed {
    pub(crate) mode: &'static str,
    /// The longest time of an honest tip, from fetching the form to its code.
    pub(crate) worst: Duration,
    /// The number of honest tips that were sent meanwhile.
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

/// Sends one tip as a person does, over a connection of its own, and retries until a code is shown. Returns the time
/// that it took.
async fn honest_tip(url: &str) -> Result<Duration> {
    let begun = Instant::now();
    // An address in another network than the attack's. All of 127.0.0.0/8 is this machine.
    let browser = Browser::from_address(url, Ipv4Addr::new(127, 0, 9, 1).into())?;
    while begun.elapsed() < GIVEN_UP {
        let sent = tokio::time::timeout(GIVEN_UP, browser.send("en", &[("story", "an honest tip")], &[])).await;
        // A refusal keeps the typed text: a person presses the button again.
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

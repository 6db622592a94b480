//! A typist, who follows the handbook and knows nothing else.
//!
//! The boxes of a page's language say what is done with them:
//!
//! - `sh` is typed by bash with `set -e`. A box with a command that does not end by itself ([`LASTING`]) stays running
//!   until its page ends.
//! - `text` behind it shows whole lines of its output, standard error included, in their order. `…` stands for anything.
//! - `sh,ignore` is shown and never typed.
//! - `<!-- typed here: PAGE; … -->` stands where other people follow a page of their own and a sender writes a tip.
//!
//! Sample values (`/media/stick`, `RW…`, `tips.example.org`, `ID`) become those that a command has just printed.

mod page;
mod samples;
mod shell;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use tokio::runtime::Runtime;

use self::page::Step;
use self::samples::{CARRIERS, SITE, Samples};
use self::shell::{Lasting, Shell};
use crate::{Browser, Line, Server};

/// Commands that do not end by themselves.
const LASTING: [&str; 4] = ["intake serve", "intake carry", "reviewer open", "courier watch"];

/// Somebody who types the boxes of pages at all machines of a line.
pub struct Typist {
    line: Line,
    shell: Shell,
    samples: Samples,
    /// The server that systemd would run.
    server: Option<Server>,
}

impl Typist {
    /// Lays out sticks and a home in a folder.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn new(folder: &Path) -> Result<Self> {
        for name in ["stick", "safe", "paper", "backup"] {
            fs::create_dir_all(folder.join("media").join(name))?;
        }
        let line = Line { folder: folder.to_owned() };
        Ok(Self { line, shell: Shell::new(folder)?, samples: Samples::new(folder), server: None })
    }

    /// Types a page, by its path in the handbook; returns the number of boxes that were typed. Pages that are typed in
    /// between do not count.
    ///
    /// # Errors
    /// When a box fails, or its output lacks a line that the page shows.
    pub fn page(&mut self, page: &str) -> Result<usize> {
        self.steps(page, false)
    }

    /// As [`Self::page`], up to the place where other people follow a page of their own.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub fn begin(&mut self, page: &str) -> Result<usize> {
        self.steps(page, true)
    }

    /// Starts the server on a free port, in the place of systemd: the page shows those commands, and nobody types them.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn open(&mut self) -> Result<()> {
        let server = self.line.serve()?;
        self.samples.keep(SITE, by_name(&server.url));
        self.server = Some(server);
        Ok(())
    }

    /// The page of the mailbox that belongs to the last code.
    ///
    /// # Errors
    /// When there is no code or no server, or the mailbox does not open.
    pub fn mailbox(&self) -> Result<String> {
        let fields = [("act", "open"), ("code", self.samples.value("CODE")?)];
        let answer = Runtime::new()?.block_on(self.browser()?.mailbox("en", &fields, &[]))?;
        ensure!(answer.status == 200, "the mailbox did not open: {}", answer.status);
        Ok(answer.page)
    }

    fn browser(&self) -> Result<Browser> {
        Browser::new(self.samples.value(SITE)?)
    }

    fn steps(&mut self, page: &str, only_begin: bool) -> Result<usize> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/handbook/src").join(page);
        let text = fs::read_to_string(&file).with_context(|| page.to_owned())?;
        let mut lasting = Vec::new();
        let mut typed = 0;
        for step in page::steps(&text).with_context(|| page.to_owned())? {
            match step {
                Step::Typed { line, commands, shown } => {
                    lasting.extend(self.type_box(&commands, &shown).with_context(|| format!("{page}, line {line}"))?);
                    typed += 1;
                }
                Step::Page(_) if only_begin => break,
                Step::Page(path) => self.meanwhile(&Path::new(page).with_file_name(path).display().to_string())?,
            }
        }
        Ok(typed)
    }

    /// Other people follow their page, the line opens, and a sender writes a tip.
    fn meanwhile(&mut self, page: &str) -> Result<()> {
        self.page(page)?;
        self.open()?;
        let browser = self.browser()?;
        let story = [("story", "A made-up tip: my brother is held in a tall building.")];
        let answer = Runtime::new()?.block_on(browser.send("en", &story, &[]))?;
        self.samples.keep("CODE", answer.code().context("no code was shown")?);
        Ok(())
    }

    fn type_box(&mut self, commands: &str, shown: &[String]) -> Result<Option<Lasting>> {
        let shown: Vec<String> = shown.iter().map(|line| self.samples.places(line)).collect();
        let lasts = LASTING.into_iter().find(|lasting| commands.contains(lasting) && !commands.contains("--once"));
        let commands = self.samples.commands(commands)?;
        let Some(lasts) = lasts else {
            self.samples.learn(&self.shell.run(&commands, &shown)?);
            return Ok(None);
        };
        let lasting = self.shell.start(&commands, &shown)?;
        if let Some(url) = lasting.output.lines().find_map(|line| line.strip_prefix("listening ")) {
            self.samples.keep(if lasts == "intake carry" { CARRIERS } else { SITE }, by_name(url));
        }
        Ok(Some(lasting))
    }
}

/// The server's address by the name for which its certificate was made.
fn by_name(url: &str) -> String {
    url.replace("127.0.0.1", "localhost")
}

//! Progress on standard error: a bar on a terminal, a few lines elsewhere.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU64, Ordering};

use console::note;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The progress of one task, counted in bytes.
pub struct Progress {
    bar: Option<ProgressBar>,
    what: String,
    length: u64,
    done: AtomicU64,
    said: AtomicU64,
}

/// Without a terminal, a task of fewer bytes than this prints no lines.
const SMALL: u64 = 8 * 1024 * 1024;

impl Progress {
    /// Begins a task named `what`, of `length` bytes, of which `done` are already done.
    pub fn begin(what: &str, length: u64, done: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style =
                ProgressStyle::with_template("{msg}  {bar:30}  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left");
            let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(5));
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_message(what.to_owned())
                .with_position(done)
        });
        let tenth = AtomicU64::new(done.saturating_mul(10) / length.max(1));
        Self { bar, what: what.to_owned(), length, done: AtomicU64::new(done), said: tenth }
    }

    /// Adds `bytes` to the bytes done.
    pub fn came(&self, bytes: u64) {
        self.at(self.done.load(Ordering::Relaxed) + bytes);
    }

    /// Sets the bytes done.
    pub fn at(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if self.length >= SMALL => {
                let tenth = done.saturating_mul(10) / self.length;
                if self.said.swap(tenth, Ordering::Relaxed) < tenth {
                    note(&format!("{}: {} %", self.what, tenth * 10));
                }
            }
            None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

//! The form in w3m, a text browser that knows no scripts, typed into as a person would: in a terminal, by keys.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use envelope::Digest;
use tests::{File, Line};

/// A terminal of 100 × 60 characters with one program in it; ended when dropped.
struct Terminal(PathBuf);

impl Terminal {
    fn start(folder: &Path, command: &str) -> Self {
        let terminal = Self(folder.join("tmux"));
        let home = format!("HOME={}", folder.display());
        let started = terminal.tmux(&[
            "-u",
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "60",
            "-e",
            &home,
            "-e",
            "LC_ALL=C.UTF-8",
            command,
        ]);
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.env("LC_ALL", "C.UTF-8").args(["-f", "/dev/null", "-S"]).arg(&self.0).args(arguments).output().unwrap()
    }

    fn screen(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p"]).stdout).unwrap()
    }

    /// Waits, at most a minute, until the screen shows a text.
    fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.screen().contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(60), "no {text:?} on:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn keys(&self, keys: &[&str]) {
        assert!(self.tmux(&[&["send-keys"], keys].concat()).status.success());
        std::thread::sleep(Duration::from_millis(200));
    }

    /// Types at a prompt of the last line and waits until it stands there.
    fn answer(&self, text: &str) {
        self.keys(&["-l", text]);
        self.wait_for(&text[text.len().saturating_sub(20)..]);
        self.keys(&["Enter"]);
    }

    /// To the first field after a text.
    fn field_after(&self, text: &str) {
        self.keys(&["/"]);
        self.wait_for("Forward:");
        self.answer(text);
        self.keys(&["Tab"]);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_with_a_photograph_arrives_from_a_text_browser_without_scripts() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    let server = line.serve().unwrap();
    // What w3m calls to fill in a text area.
    let editor = dir.path().join("editor");
    fs::write(&editor, "#!/bin/sh\nprintf 'from a text browser' > \"$1\"\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let url = server.url.replace("127.0.0.1", "localhost");
    let browser = format!("w3m -o ssl_verify_server=0 -o editor={} {url}/en/tip", editor.display());
    let terminal = Terminal::start(dir.path(), &browser);
    terminal.wait_for("Tell us what you know");
    terminal.field_after("voice message below");
    terminal.keys(&["Enter"]);
    terminal.wait_for("[from a text browser ]");
    terminal.field_after("Photos or files");
    terminal.keys(&["Enter"]);
    terminal.wait_for("Filename:");
    terminal.answer(&format!("{}/fixtures/photo.jpg", env!("CARGO_MANIFEST_DIR")));
    terminal.keys(&["Tab"]);
    terminal.keys(&["Tab"]);
    terminal.keys(&["Enter"]);
    terminal.wait_for("Your message arrived");
    let screen = terminal.screen();
    let is_code = |line: &str| line.len() == 34 && line.chars().all(|c| c.is_ascii_digit() || c == ' ');
    assert!(screen.lines().any(|line| is_code(line.trim())), "{screen}");
    line.import(&line.export().unwrap()).unwrap();
    let tips = line.tips().await.unwrap();
    assert_eq!(tips.len(), 1);
    assert_eq!(tips[0].story.trim(), "from a text browser");
    assert_eq!(tips[0].files[0].sha256, Digest::of(&File::photo().unwrap().bytes).to_string());
}

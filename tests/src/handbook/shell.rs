//! Bash with stand-ins for what a test cannot do: ask for a passphrase, become another user, take a fixed port.

use std::fs;
use std::io::{BufRead as _, BufReader, PipeReader, Read as _, pipe};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use super::samples::missing;
use crate::program;

/// The longest time that a box may take to end, or a lasting command to print its text block.
const PATIENCE: Duration = Duration::from_secs(30);

/// Drops the options of `sudo` and runs the rest.
const SUDO: &str = r#"while :; do case $1 in -u | -g) shift 2 ;; -*) shift ;; *) break ;; esac; done
exec "$@"
"#;

/// Listens on a free port where the page names none.
const INTAKE: &str = r#"case "$1 $*" in *--listen*) ;; serve* | carry*) set -- "$@" --listen 127.0.0.1:0 ;; esac
exec "$PROGRAMS/intake" "$@"
"#;

/// Gives the passphrase from a file where a person is asked for it.
const REVIEWER: &str = r#"case $1 in
    -* | help | manual) ;;
    roster | access) set -- "$@" --passphrase-file "$PASSPHRASE" --root-passphrase-file "$PASSPHRASE" ;;
    *) set -- "$@" --passphrase-file "$PASSPHRASE" ;;
esac
exec "$PROGRAMS/reviewer" "$@"
"#;

/// A user's home, and the programs that are found there.
pub(super) struct Shell {
    folder: PathBuf,
}

/// A command that does not end by itself; ended when dropped.
pub(super) struct Lasting {
    /// The lines that it printed until it was ready.
    pub(super) output: String,
    child: Child,
    reading: Option<JoinHandle<()>>,
}

impl Shell {
    /// Lays out a home and the stand-ins in a folder.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        for name in ["home", "tmp", "stand-ins"] {
            fs::create_dir_all(folder.join(name))?;
        }
        for (name, script) in [("sudo", SUDO), ("intake", INTAKE), ("reviewer", REVIEWER)] {
            let path = folder.join("stand-ins").join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}"))?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        let passphrase = folder.join("passphrase");
        fs::write(&passphrase, "river copper seven lantern orbit velvet harbor\n")?;
        fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600))?;
        // The translator's page is typed in the repository's folder, of which it only reads `config`.
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config");
        std::os::unix::fs::symlink(config, folder.join("home/config"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Runs commands to their end; returns their output.
    ///
    /// # Errors
    /// When a command fails, or the output lacks a shown line.
    pub(super) fn run(&self, commands: &str, shown: &[String]) -> Result<String> {
        let seconds = PATIENCE.as_secs().to_string();
        let mut bash = Command::new("timeout");
        let (mut child, mut reader) = self.spawn(bash.args([&seconds, "bash"]), commands)?;
        let mut output = String::new();
        reader.read_to_string(&mut output)?;
        let status = child.wait()?;
        ensure!(status.success(), "{status}:\n{commands}\n{output}");
        if let Some(line) = missing(shown, &output) {
            bail!("this line is shown and not printed: {line}\n{commands}\n{output}");
        }
        Ok(output)
    }

    /// Starts commands that do not end by themselves, and waits for the shown lines.
    ///
    /// # Errors
    /// When the commands end, or a shown line does not come.
    pub(super) fn start(&self, commands: &str, shown: &[String]) -> Result<Lasting> {
        ensure!(!shown.is_empty(), "no text block says when this is ready: {commands}");
        let (child, reader) = self.spawn(Command::new("bash").process_group(0), commands)?;
        let (sender, lines) = channel();
        // The thread reads until the commands end: a full pipe would stop them.
        let reading = thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut lasting = Lasting { output: String::new(), child, reading: Some(reading) };
        while let Some(line) = missing(shown, &lasting.output) {
            let Ok(printed) = lines.recv_timeout(PATIENCE) else {
                bail!("this line is shown and not printed: {line}\n{commands}\n{}", lasting.output);
            };
            lasting.output += &format!("{printed}\n");
        }
        Ok(lasting)
    }

    /// Starts bash. Its standard output and error go into one pipe.
    fn spawn(&self, bash: &mut Command, commands: &str) -> Result<(Child, PipeReader)> {
        let (reader, writer) = pipe()?;
        let at = |name: &str| self.folder.join(name);
        let programs = program("intake")?.parent().context("intake lies in no folder")?.to_owned();
        let path = format!("{}:{}:{}", at("stand-ins").display(), programs.display(), std::env::var("PATH")?);
        bash.env_clear().env("PATH", path).env("HOME", at("home")).env("TMPDIR", at("tmp"));
        bash.env("PROGRAMS", programs).env("PASSPHRASE", at("passphrase"));
        bash.args(["-e", "-o", "pipefail", "-c", commands]).current_dir(at("home"));
        let child = bash.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
        // The value of the command would keep the pipe's other end open.
        bash.stdout(Stdio::null()).stderr(Stdio::null());
        Ok((child, reader))
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        // The shell leads a group of processes, which holds all that the box has started.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-s", "TERM", "--", &group]).status();
        let _ = self.child.wait();
        // The pipe ends with the last process of the group. Only then are its locks free.
        let _ = self.reading.take().map(JoinHandle::join);
    }
}

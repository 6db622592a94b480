//! `courier`, as a journalist or a carrier runs it.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, ensure};
use envelope::access::CarrierCard;

use crate::{Line, program};

/// One person's `courier`.
pub struct Courier {
    /// The folder that is passed as `--home`.
    pub home: PathBuf,
    /// Options that name the line: roster and root key.
    line: Vec<String>,
    /// Options that name the server's certificate.
    certificate: Vec<String>,
}

impl Courier {
    /// A courier of this line. `root_key` is the public key that the organisation publishes. `name` is its home's
    /// folder in the line.
    pub fn new(line: &Line, name: &str, root_key: &str) -> Self {
        let text = |path: &str| line.path(path).display().to_string();
        Self {
            home: line.path(name),
            line: ["--roster", &text("roster/roster.json"), "--root-key", root_key].map(str::to_owned).to_vec(),
            certificate: ["--certificate", &text("server/tls/certificate.pem")].map(str::to_owned).to_vec(),
        }
    }

    /// Any command with its home, ready to be started.
    ///
    /// # Errors
    /// When `courier` is not built.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program("courier")?);
        command.arg(name).arg("--home").arg(&self.home).args(arguments).stdin(Stdio::null());
        Ok(command)
    }

    /// `courier send`, ready to be started.
    ///
    /// # Errors
    /// When `courier` is not built.
    pub fn sending(&self, url: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = self.command("send", &["--site", url])?;
        command.args(&self.line).args(&self.certificate).args(arguments);
        Ok(command)
    }

    /// Runs `courier send`; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn send(&self, url: &str, arguments: &[&str]) -> Result<String> {
        good(self.sending(url, arguments)?.output()?)
    }

    /// Runs `courier send` and expects it to fail; returns its standard error.
    ///
    /// # Errors
    /// When the command succeeds.
    pub fn fails(&self, url: &str, arguments: &[&str]) -> Result<String> {
        bad(self.sending(url, arguments)?.output()?)
    }

    /// Runs `courier send --seal-only`; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn seal_only(&self, arguments: &[&str]) -> Result<String> {
        good(self.command("send", &["--seal-only"])?.args(&self.line).args(arguments).output()?)
    }

    /// Runs `courier init`; returns the carrier's card.
    ///
    /// # Errors
    /// When the command fails or the card cannot be read.
    pub fn init(&self, label: &str) -> Result<CarrierCard> {
        let said = self.run("init", &["--name", label])?;
        let path = said.lines().last().context("init printed nothing")?;
        Ok(CarrierCard::parse(&std::fs::read(path)?)?)
    }

    /// A carrier's command at the carriers' listener, ready to be started.
    ///
    /// # Errors
    /// When `courier` is not built.
    pub fn carrying(&self, name: &str, url: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = self.command(name, &["--site", url])?;
        let line = if name == "watch" { &[][..] } else { &self.line };
        command.args(&self.certificate).args(line).args(arguments);
        Ok(command)
    }

    /// As [`Self::carrying`], but runs the command; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn carry(&self, name: &str, url: &str, arguments: &[&str]) -> Result<String> {
        good(self.carrying(name, url, arguments)?.output()?)
    }

    /// As [`Self::carrying`], but runs the command and expects it to fail; returns its standard error.
    ///
    /// # Errors
    /// When the command succeeds.
    pub fn carry_fails(&self, name: &str, url: &str, arguments: &[&str]) -> Result<String> {
        bad(self.carrying(name, url, arguments)?.output()?)
    }

    /// Runs any other command; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Result<String> {
        good(self.command(name, arguments)?.output()?)
    }

    /// Runs any other command and expects it to fail; returns its standard error.
    ///
    /// # Errors
    /// When the command succeeds.
    pub fn run_fails(&self, name: &str, arguments: &[&str]) -> Result<String> {
        bad(self.command(name, arguments)?.output()?)
    }

    /// Runs `courier verify` with the line's roster and root key.
    ///
    /// # Errors
    /// When `courier` cannot be started.
    pub fn verify(&self, arguments: &[&str]) -> Result<Output> {
        Ok(self.command("verify", arguments)?.args(&self.line).output()?)
    }
}

fn good(output: Output) -> Result<String> {
    ensure!(output.status.success(), "courier failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn bad(output: Output) -> Result<String> {
    let said = String::from_utf8(output.stderr)?;
    ensure!(!output.status.success(), "courier did not fail: {}{said}", String::from_utf8_lossy(&output.stdout));
    Ok(said)
}

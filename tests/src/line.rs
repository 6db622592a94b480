//! Keys, desk, roster and server, made with the commands that people type.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use console::Passphrase;
use envelope::keys::Identity;
use envelope::roster::Card;
use reviewer::service::desk::Desk;
use reviewer::service::work::{self, Shown};

/// A line in a folder of its own.
pub struct Line {
    /// The folder that holds everything.
    pub folder: PathBuf,
}

/// A running `intake serve` or `intake carry`; ended when dropped.
pub struct Server {
    /// The address at which it listens, `https://127.0.0.1:…`.
    pub url: String,
    /// The address at which it takes the onion service's connections; none without an onion service.
    pub onion: Option<String>,
    /// The process.
    pub child: Child,
}

/// The path of one of our programs. It lies in the folder of the running program, or one folder up.
///
/// # Errors
/// When the program is not built.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    own.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is not built; `cargo build --workspace --bins` builds it"))
}

impl Line {
    /// Makes a whole line. `settings` replaces lines of `intake.toml` by their name.
    ///
    /// # Errors
    /// When a command fails or a setting's name is unknown.
    pub fn create(folder: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        Self::create_for(folder, settings, 1)
    }

    /// As [`Self::create`], with `recovery` recovery keys. `recovery.key` is the private half of the first.
    ///
    /// # Errors
    /// When a command fails or a setting's name is unknown.
    pub fn create_for(folder: &Path, settings: &[(&str, &str)], recovery: usize) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let line = Self { folder: folder.to_owned() };
        let passphrase = line.path("passphrase");
        fs::write(&passphrase, "river copper seven lantern orbit velvet harbor\n")?;
        fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600))?;
        let recovery: Vec<Identity> = (0..recovery).map(|_| Identity::generate()).collect();
        fs::write(line.path("recovery.key"), recovery[0].to_text().as_bytes())?;
        let recipients: Vec<String> = recovery.iter().map(|key| key.recipient().to_string()).collect();
        let recipients: Vec<&str> = recipients.iter().flat_map(|key| ["--recovery", key]).collect();
        let root = line.reviewer("root", &["--to", &line.text("safe")])?;
        let key =
            root.split_whitespace().find(|word| word.starts_with("RW")).context("root printed no key")?.to_owned();
        line.desk("init", &["--name", "desk-1"])?;
        line.sign_roster("roster", &recipients)?;
        line.init(&key)?;
        fs::create_dir_all(line.path("stick"))?;
        line.set(settings)?;
        Ok(line)
    }

    /// Runs `intake init` with the roster of the folder `roster`; returns its standard output.
    pub(crate) fn init(&self, root_key: &str) -> Result<String> {
        let (server, roster) = (self.text("server"), self.text("roster/roster.json"));
        let hosts = ["--host", "localhost", "--host", "127.0.0.1"];
        run("intake", "init", &[&["--dir", &server, "--roster", &roster, "--root-key", root_key], &hosts[..]].concat())
    }

    /// Replaces lines of `intake.toml` by their name. A commented line counts too.
    ///
    /// # Errors
    /// When a name is unknown, or the file cannot be read or written.
    pub fn set(&self, settings: &[(&str, &str)]) -> Result<()> {
        let file = self.path("server/intake.toml");
        let mut text = fs::read_to_string(&file)?;
        for (name, value) in settings {
            let (begins, unset) = (format!("{name} ="), format!("# {name} ="));
            let is = |line: &&str| line.starts_with(&begins) || line.starts_with(&unset);
            let line = text.lines().find(is).context("no such setting")?.to_owned();
            text = text.replacen(&line, &format!("{name} = {value}"), 1);
        }
        Ok(fs::write(&file, text)?)
    }

    /// The number of tips in the store, received by a desk or not, by `intake status`.
    ///
    /// # Errors
    /// When the command fails.
    pub fn kept(&self) -> Result<u64> {
        let status: serde_json::Value = serde_json::from_str(&self.intake("status", &["--json"])?)?;
        let count = |name: &str| status[name].as_u64().context("no count");
        Ok(count("waiting")? + count("received")?)
    }

    /// The number of files in the store that hold large ciphertext, incomplete ones included.
    pub fn blobs(&self) -> usize {
        files_under(&self.path("server/store/blobs"))
    }

    /// The paths of the files that hold these bytes: all files of the server's folder, and its log.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn holding(&self, secret: &[u8]) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for path in [self.path("server"), self.path("server.log")] {
            holding(&path, secret, &mut found)?;
        }
        Ok(found)
    }

    /// A path in the line's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn reviewer(&self, command: &str, arguments: &[&str]) -> Result<String> {
        let file = self.text("passphrase");
        run("reviewer", command, &[arguments, &["--passphrase-file", &file]].concat())
    }

    /// Runs a `reviewer` command at the desk; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn desk(&self, command: &str, arguments: &[&str]) -> Result<String> {
        let desk = self.text("desk");
        self.reviewer(command, &[&["--desk", &desk], arguments].concat())
    }

    /// Runs an `intake` command; returns its standard output.
    ///
    /// # Errors
    /// When the command fails.
    pub fn intake(&self, command: &str, arguments: &[&str]) -> Result<String> {
        let config = self.text("server/intake.toml");
        run("intake", command, &[&["--config", &config], arguments].concat())
    }

    /// Exports to the stick; returns the bundle's path.
    ///
    /// # Errors
    /// When the command fails.
    pub fn export(&self) -> Result<String> {
        last(&self.intake("export", &["--to", &self.text("stick")])?)
    }

    /// Imports a bundle with the server's fingerprint, which a first import asks for; returns the standard output.
    ///
    /// # Errors
    /// When a command fails.
    pub fn import(&self, bundle: &str) -> Result<String> {
        let status: serde_json::Value = serde_json::from_str(&self.intake("status", &["--json"])?)?;
        let fingerprint = status["fingerprint"].as_str().context("no fingerprint")?.to_owned();
        self.desk("import", &["--fingerprint", &fingerprint, bundle])
    }

    /// Runs a `reviewer` command with `--json`; returns its parsed output.
    ///
    /// # Errors
    /// When the command fails or prints no JSON.
    pub fn desk_json(&self, command: &str, arguments: &[&str]) -> Result<serde_json::Value> {
        Ok(serde_json::from_str(&self.desk(command, &[arguments, &["--json"]].concat())?)?)
    }

    /// Every tip at the desk. The desk is opened once, in this process, since each opening costs a second of Argon2.
    ///
    /// # Errors
    /// When the desk cannot be opened or read.
    pub async fn tips(&self) -> Result<Vec<Shown>> {
        let passphrase = Passphrase::from_file(&self.path("passphrase"))?;
        let mut desk = Desk::open(&self.path("desk"), &passphrase, &console::SystemClock).await?;
        let mut tips = Vec::new();
        for case in desk.db.list().await? {
            tips.push(work::show(&mut desk, &case.id).await?);
        }
        desk.db.close().await?;
        Ok(tips)
    }

    /// Backs up, dispatches and ingests; returns the standard output of `intake ingest`.
    ///
    /// # Errors
    /// When a command fails.
    pub fn send_back(&self) -> Result<String> {
        fs::create_dir_all(self.path("backup"))?;
        self.desk("backup", &["--to", &self.text("backup")])?;
        let dispatch = last(&self.desk("dispatch", &["--to", &self.text("stick")])?)?;
        self.intake("ingest", &[&dispatch])
    }

    /// Replaces a lost laptop; returns the standard output of `reviewer restore`.
    ///
    /// A new desk is made of a backup and the recovery key. The root key signs a roster with the new desk's keys, and
    /// an operator puts that roster next to the server's settings.
    ///
    /// # Errors
    /// When a command fails.
    pub fn lose_the_desk(&self, backup: &str) -> Result<String> {
        fs::remove_dir_all(self.path("desk"))?;
        let (desk, key) = (self.text("desk"), self.text("recovery.key"));
        let said = self.reviewer("restore", &["--backup", backup, "--recovery-key", &key, "--desk", &desk])?;
        self.next_roster(&[])?;
        Ok(said)
    }

    /// Signs a roster that names another desk too, and puts it next to the server's settings.
    ///
    /// # Errors
    /// When a command fails or a file cannot be written.
    pub fn add_desk(&self, card: &Card) -> Result<()> {
        fs::write(self.path("card-2.json"), card.to_bytes()?)?;
        self.next_roster(&["--card", &self.text("card-2.json"), "--fingerprint", &card.fingerprint()?.to_string()])
    }

    fn next_roster(&self, more: &[&str]) -> Result<()> {
        self.sign_roster("roster-2", more)?;
        for name in ["roster.json", "roster.json.minisig"] {
            fs::copy(self.path("roster-2").join(name), self.path("server").join(name))?;
        }
        Ok(())
    }

    fn sign_roster(&self, to: &str, more: &[&str]) -> Result<String> {
        let (root, passphrase, to) = (self.text("safe/root.key"), self.text("passphrase"), self.text(to));
        let of = ["--root", &root, "--root-passphrase-file", &passphrase, "--site", "Demonstration line", "--to", &to];
        self.desk("roster", &[&of, more].concat())
    }

    /// Starts the server on a free port; its log goes to `server.log`.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn serve(&self) -> Result<Server> {
        let config = self.text("server/intake.toml");
        self.serve_with(Command::new(program("intake")?).args([
            "serve",
            "--config",
            &config,
            "--listen",
            "127.0.0.1:0",
        ]))
    }

    /// Starts the carriers' listener on a free port.
    ///
    /// # Errors
    /// When the listener does not start.
    pub fn carry(&self) -> Result<Server> {
        let config = self.text("server/intake.toml");
        self.serve_with(Command::new(program("intake")?).args([
            "carry",
            "--config",
            &config,
            "--listen",
            "127.0.0.1:0",
        ]))
    }

    /// Starts the server with the given command; its log goes to `server.log`.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn serve_with(&self, command: &mut Command) -> Result<Server> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.path("server.log"))?;
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut onion = None;
        for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
            let line = line?;
            if let Some(url) = line.strip_prefix("listening ") {
                return Ok(Server { url: url.to_owned(), onion, child });
            }
            onion = line.strip_prefix("onion service's connections are taken at ").map(str::to_owned);
        }
        let _ = child.kill();
        let _ = child.wait();
        bail!("the server did not start: {}", fs::read_to_string(self.path("server.log"))?);
    }
}

impl Server {
    /// Ends the server as an operator does, and waits until its process is gone.
    ///
    /// # Errors
    /// When the server ends with a failure.
    pub fn stop(&mut self) -> Result<()> {
        let status = Command::new("kill").arg(self.child.id().to_string()).status()?;
        if !status.success() || !self.child.wait()?.success() {
            bail!("the server did not end well");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(name: &str, command: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program(name)?).arg(command).args(arguments).stdin(Stdio::null()).output()?;
    if !output.status.success() {
        bail!("{name} {command} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn last(text: &str) -> Result<String> {
    Ok(text.lines().last().context("nothing was printed")?.to_owned())
}

fn holding(path: &Path, secret: &[u8], found: &mut Vec<String>) -> Result<()> {
    if path.is_dir() {
        return fs::read_dir(path)?.try_for_each(|entry| holding(&entry?.path(), secret, found));
    }
    if fs::read(path)?.windows(secret.len()).any(|window| window == secret) {
        found.push(path.display().to_string());
    }
    Ok(())
}

fn files_under(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.map(|path| if path.is_dir() { files_under(&path) } else { 1 }).sum()
}

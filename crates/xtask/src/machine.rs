//! What the tests need on a machine, installed without asking.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// A program that shows that its Debian package is there.
const PACKAGES: [(&str, &str); 15] = [
    ("age", "age"),
    ("minisign", "minisign"),
    ("unzip", "unzip"),
    ("pkg-config", "pkg-config"),
    ("sqlite3", "sqlite3"),
    ("tar", "tar"),
    ("strace", "strace"), // counts syncs: killing a process never loses the page cache
    ("w3m", "w3m"),
    ("tmux", "tmux"), // a terminal for the text browser
    ("chromium", "chromium"),
    ("firefox-esr", "firefox-esr"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("pebble", "pebble"), // an ACME authority on loopback
    ("tor", "tor"),       // a private network on loopback
];

/// Packages without a program, known by a file of theirs.
const FILES: [(&str, &str); 2] = [
    ("/usr/include/openssl/crypto.h", "libssl-dev"), // SQLCipher, in `reviewer` alone, is built against it
    ("/usr/share/fonts/truetype/noto/NotoSansMyanmar-Regular.ttf", "fonts-noto-core"), // for the browsers' pictures
];

/// Whether a program is on the path.
pub(crate) fn has(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Installs what is missing; where this user may not, says the one line to run.
pub(crate) fn install() -> Result<()> {
    let programs = PACKAGES.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package);
    let files = FILES.iter().filter(|(file, _)| !std::path::Path::new(file).exists()).map(|(_, package)| *package);
    let missing: Vec<&str> = programs.chain(files).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = Command::new("id").arg("-u").output().context("asking who runs this")?.stdout.trim_ascii() == b"0";
    let line = format!("apt-get update && apt-get install --yes --no-install-recommends {}", missing.join(" "));
    if !root && !has("sudo") {
        bail!(
            "packages are missing, and installing them needs root; run this line as root, then this command again:\n  {line}"
        );
    }
    let mut command = match root {
        true => Command::new("sh"),
        false => {
            let mut sudo = Command::new("sudo");
            sudo.arg("sh");
            sudo
        }
    };
    let status =
        command.arg("-c").arg(&line).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { bail!("installing failed; try it by hand:\n  {line}") }
}

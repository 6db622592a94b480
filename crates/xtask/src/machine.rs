//! Installs the Debian packages that a task needs, without asking.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Programs that the demo needs, each with its Debian package. The package counts as installed if the program is there.
const FOR_DEMO: [(&str, &str); 5] = [
    ("age", "age"), // opens a tip without our programs
    ("minisign", "minisign"),
    ("unzip", "unzip"),
    ("pkg-config", "pkg-config"),
    ("tar", "tar"),
];

/// Programs that only the tests need, each with its package.
const FOR_TESTS: [(&str, &str); 14] = [
    ("sqlite3", "sqlite3"),
    ("strace", "strace"), // counts syncs: killing a process never loses the page cache
    ("w3m", "w3m"),
    ("zbarimg", "zbar-tools"), // stands in for a camera that reads a code from the screen
    ("tmux", "tmux"),          // a terminal for the text browser
    ("chromium", "chromium"),
    ("firefox-esr", "firefox-esr"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("pebble", "pebble"),           // an ACME authority on loopback
    ("tor", "tor"),                 // a private network on loopback
    ("ip", "iproute2"),             // two network namespaces, for server and carrier, with a wire between them
    ("systemd-analyze", "systemd"), // checks the units that are shipped
    ("openssl", "openssl"),         // makes the key by which the courier's onion service knows its client
];

/// A package that installs no program; it counts as installed if this file is there. SQLCipher, which only `reviewer`
/// uses, is built with it.
const FILES_FOR_DEMO: [(&str, &str); 1] = [("/usr/include/openssl/crypto.h", "libssl-dev")];

/// Packages that only the tests need. Each counts as installed if its file is there. Every script needs a font, since
/// people look at pictures of the pages.
const FILES_FOR_TESTS: [(&str, &str); 2] = [
    ("/usr/share/fonts/truetype/noto/NotoSansMyanmar-Regular.ttf", "fonts-noto-core"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
];

/// Programs that only the measurements need, each with its package.
const FOR_BENCH: [(&str, &str); 2] = [("slowhttptest", "slowhttptest"), ("testssl", "testssl.sh")];

/// Installs testssl.sh of version 3.2 or later, because older versions give no grades.
///
/// If the distribution has an older version, this script installs the version from the distribution's backports. It
/// uses the mirror that this machine already uses.
const NEW_TESTSSL: &str = r#"set -e
testssl --version 2>/dev/null | grep -Eq 'version .*3\.[2-9]' && exit 0
folder=$(mktemp -d)
apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
  awk -v key=/usr/share/keyrings/debian-archive-keyring.gpg \
    '$1 ~ /debian\/?$/ && $2 ~ /^[a-z]+$/ { print "deb [signed-by=" key "] " $1 " " $2 "-backports main"; exit }' > "$folder/backports.list"
mkdir "$folder/lists"
from="-o Dir::Etc::SourceList=$folder/backports.list -o Dir::Etc::SourceParts=- -o Dir::State::lists=$folder/lists"
apt-get $from update
codename=$(sed 's/.* \([a-z]*-backports\) .*/\1/' "$folder/backports.list")
apt-get $from install --yes --no-install-recommends --target-release "$codename" testssl.sh"#;

/// Installs the packages that the measurements need. If this user may not install, the error names the line to run as
/// root.
pub(crate) fn install_for_bench() -> Result<()> {
    install_missing(missing(&FOR_BENCH, &[]))?;
    as_root(NEW_TESTSSL)
}

/// Whether a program can be found in `PATH`.
pub(crate) fn has(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Installs the packages that the demo needs. If this user may not install, the error names the line to run as root.
pub(crate) fn install_for_demo() -> Result<()> {
    install_missing(missing(&FOR_DEMO, &FILES_FOR_DEMO))
}

/// Installs the packages that the tests need. If this user may not install, the error names the line to run as root.
pub(crate) fn install_for_tests() -> Result<()> {
    let mut packages = missing(&FOR_DEMO, &FILES_FOR_DEMO);
    packages.extend(missing(&FOR_TESTS, &FILES_FOR_TESTS));
    install_missing(packages)
}

fn missing(programs: &[(&str, &'static str)], files: &[(&str, &'static str)]) -> Vec<&'static str> {
    let programs = programs.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package);
    let files = files.iter().filter(|(file, _)| !std::path::Path::new(file).exists()).map(|(_, package)| *package);
    programs.chain(files).collect()
}

fn install_missing(missing: Vec<&str>) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    as_root(&format!("apt-get update && apt-get install --yes --no-install-recommends {}", missing.join(" ")))
}

fn as_root(line: &str) -> Result<()> {
    let root = Command::new("id").arg("-u").output().context("asking who runs this")?.stdout.trim_ascii() == b"0";
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
    let status = command.arg("-c").arg(line).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { bail!("installing failed; try it by hand:\n  {line}") }
}

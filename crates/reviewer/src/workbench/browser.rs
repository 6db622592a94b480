//! The laptop's browser, with a temporary profile in memory.
//!
//! The profile is deleted when the workbench ends.

use std::ffi::OsString;
use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use console::Failure;
use rand::{CryptoRng, RngExt as _};

/// Supported browsers, in order of preference.
const BROWSERS: [&str; 5] = ["firefox-esr", "firefox", "chromium", "chromium-browser", "google-chrome"];

/// Firefox preferences: write nothing to a disk, send nothing to the network, show no welcome page.
const FIREFOX: &str = r#"user_pref("browser.cache.disk.enable", false);
user_pref("browser.privatebrowsing.autostart", true);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("app.update.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.prefetch-next", false);
user_pref("signon.rememberSignons", false);
user_pref("browser.formfill.enable", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
"#;

/// Folder of the entry page and the browser's profile. Only this user can read it. It is removed when dropped.
pub struct EntryFolder {
    path: PathBuf,
}

impl EntryFolder {
    /// Creates the folder at `path`. Use it only for a demonstration without secrets.
    ///
    /// # Errors
    /// When the folder exists already, or cannot be created.
    pub fn at(path: &Path) -> Result<Self, Failure> {
        let made = DirBuilder::new().mode(0o700).create(path);
        made.map_err(|error| Failure::file("make the workbench's folder", path, &error))?;
        Ok(Self { path: path.to_owned() })
    }

    /// Creates the folder under `$XDG_RUNTIME_DIR`, or else under `/dev/shm`, if that path lies in memory.
    ///
    /// # Errors
    /// When neither path lies in memory and is writable.
    pub fn in_memory(rng: &mut impl CryptoRng) -> Result<Self, Failure> {
        let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        for folder in own.into_iter().chain([PathBuf::from("/dev/shm")]) {
            if !is_memory(&folder) {
                continue;
            }
            let path = folder.join(format!("throughline-{:016x}", rng.random::<u64>()));
            if DirBuilder::new().mode(0o700).create(&path).is_ok() {
                return Ok(Self { path });
            }
        }
        Err(Failure::new("this laptop has no folder that lies in memory alone")
            .next("mount one: mount -t tmpfs tmpfs /dev/shm, as root; a browser's profile must not lie on a disk"))
    }

    /// Writes the entry page, which opens the desk, and returns its path. The page posts the token, so that the token
    /// appears in no command line and no URL.
    ///
    /// # Errors
    /// When the page exists already, or cannot be written.
    pub fn entry(&self, address: SocketAddr, token: &[u8; 32]) -> Result<PathBuf, Failure> {
        let path = self.path.join("open.html");
        let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        let page = format!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Desk</title>\n<form method=\"post\" action=\"http://{address}/enter\">\
             <input type=\"hidden\" name=\"token\" value=\"{token}\"><p><button autofocus>Open the desk</button></p></form>\n\
             <script>document.forms[0].submit()</script>\n"
        );
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(page.as_bytes()))
            .map_err(|error| Failure::file("write", &path, &error))?;
        Ok(path)
    }

    /// Starts the first browser that is found, which then opens the entry page and `pages`.
    ///
    /// # Errors
    /// When no browser is found, its profile cannot be created, or it does not start.
    pub fn start_browser(&self, entry: &Path, pages: &[String]) -> Result<Child, Failure> {
        let none = || {
            Failure::new("there is no browser on this laptop")
                .next("install firefox-esr or chromium; or add --no-browser, which says what to open by hand")
        };
        let (name, program) = BROWSERS.iter().find_map(|name| Some((*name, on_path(name)?))).ok_or_else(none)?;
        let profile = self.path.join("profile");
        let fail = |error: std::io::Error| Failure::file("make the browser's profile", &profile, &error);
        DirBuilder::new().mode(0o700).create(&profile).map_err(fail)?;
        let mut command = Command::new(program);
        if name.starts_with("firefox") {
            std::fs::write(profile.join("user.js"), FIREFOX).map_err(fail)?;
            command.args(["--no-remote", "--new-instance", "--profile"]).arg(&profile).arg(entry).args(pages);
        } else {
            let mut own = OsString::from("--user-data-dir=");
            own.push(&profile);
            command
                .arg(own)
                .args([
                    "--incognito",
                    "--no-first-run",
                    "--no-default-browser-check",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disk-cache-size=1",
                ])
                .arg(entry)
                .args(pages);
        }
        // The browser's own messages are discarded, so that they do not appear on this terminal.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map_err(|error| {
            Failure::new(format!("{name} does not start: {error}"))
                .next("add --no-browser, which says what to open by hand")
        })
    }
}

impl Drop for EntryFolder {
    fn drop(&mut self) {
        // A browser that is about to end may still write to the folder, so the removal is tried several times.
        for _ in 0..10 {
            if std::fs::remove_dir_all(&self.path).is_ok() || !self.path.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
}

/// Whether a folder lies in memory: whether statfs(2) says that it is on tmpfs.
fn is_memory(folder: &Path) -> bool {
    const TMPFS_MAGIC: i64 = 0x0102_1994;
    rustix::fs::statfs(folder).is_ok_and(|found| found.f_type == TMPFS_MAGIC)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn the_entry_page_is_its_owners_alone_and_goes_away() {
        let folder = EntryFolder::in_memory(&mut console::system_rng()).unwrap();
        let entry = folder.entry("127.1.2.3:4".parse().unwrap(), &[7; 32]).unwrap();
        assert_eq!(std::fs::metadata(&entry).unwrap().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(&folder.path).unwrap().mode() & 0o777, 0o700);
        assert!(is_memory(&folder.path));
        let page = std::fs::read_to_string(&entry).unwrap();
        assert!(page.contains("action=\"http://127.1.2.3:4/enter\"") && page.contains(&"07".repeat(32)));
        drop(folder);
        assert!(!entry.exists());
    }
}

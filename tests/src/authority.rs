//! An ACME authority on this machine: pebble, which keeps its state in memory only.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::Site;

/// The longest time that pebble may take to start.
const LONGEST: Duration = Duration::from_secs(30);

/// A running pebble; ended when dropped.
pub struct Authority {
    /// The process.
    pub child: Child,
}

impl Authority {
    /// Starts pebble on `port`. It validates every name at `server_port`.
    ///
    /// Its own connections show the certificate that `intake init` made.
    ///
    /// # Errors
    /// When pebble is not installed or does not start within 30 seconds, or when a file cannot be read or written.
    pub async fn start(site: &Site, server_port: u16, port: u16, management_port: u16) -> Result<Self> {
        for (from, to) in [("certificate.pem", "authority.pem"), ("private.pem", "authority.key")] {
            let to = site.line.path("server/tls").join(to);
            // The first certificate is copied once: later the server's certificate comes from pebble itself.
            if !to.exists() {
                fs::copy(site.line.path("server/tls").join(from), to)?;
            }
        }
        let config = site.line.path("pebble.json");
        let settings = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management_port}"),
            "certificate": site.line.path("server/tls/authority.pem"),
            "privateKey": site.line.path("server/tls/authority.key"),
            "httpPort": 1,
            "tlsPort": server_port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
        }});
        fs::write(&config, settings.to_string())?;
        let log = fs::File::create(site.line.path("pebble.log"))?;
        let child = Command::new("pebble")
            .arg("-config")
            .arg(&config)
            // Without this, pebble waits up to 15 s before each validation.
            .env("PEBBLE_VA_NOSLEEP", "1")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("pebble is not installed; `cargo xtask test` installs it")?;
        let authority = Self { child };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > LONGEST {
                bail!("pebble does not start: {}", fs::read_to_string(site.line.path("pebble.log"))?);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(authority)
    }

    /// Makes the site's settings name the authority that listens on `port`.
    ///
    /// The lines go to the top of the file: settings outside a table must stand before the first table.
    ///
    /// # Errors
    /// When `intake.toml` cannot be read or written.
    pub fn ask(site: &Site, port: u16) -> Result<()> {
        let file = site.line.path("server/intake.toml");
        let directory = format!("acme_directory = \"https://localhost:{port}/dir\"");
        let text = fs::read_to_string(&file)?;
        Ok(fs::write(&file, format!("{directory}\nacme_root = \"tls/authority.pem\"\n{text}"))?)
    }

    /// Returns three free ports: for the server, the authority, and the authority's management.
    ///
    /// They lie below the range from which the kernel takes ports for connections. Otherwise a connection could take a
    /// port between two starts of its server.
    ///
    /// # Errors
    /// When no three ports below 32,000 are free.
    pub fn free_ports() -> Result<[u16; 3]> {
        let first = 20_000 + u16::try_from(std::process::id() % 3_000)? * 4;
        let mut free = (first..32_000).filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
        let mut ports = [0; 3];
        for port in &mut ports {
            *port = free.next().context("no port is free")?;
        }
        Ok(ports)
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

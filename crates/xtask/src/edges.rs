//! Checks the dependencies: which crates of this workspace may depend on each other, and on which libraries they must
//! not depend.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// For each crate, the crates of this workspace on which it may depend.
const ALLOWED: [(&str, &[&str]); 8] = [
    ("envelope", &[]),
    ("surface", &[]),
    ("console", &["envelope"]), // the machine's clock is an `envelope::Clock`
    ("intake", &["envelope", "surface", "console"]),
    ("reviewer", &["envelope", "surface", "console"]),
    ("courier", &["envelope", "surface", "console"]),
    ("xtask", &[]),
    ("tests", &["envelope", "surface", "console", "intake", "reviewer", "courier"]),
];

/// For each crate, libraries that must not be in its dependency tree.
const FORBIDDEN: [(&str, &[&str]); 4] = [
    ("envelope", &["tokio", "sqlx", "actix-web", "reqwest", "hyper"]),
    ("intake", &["openssl", "openssl-sys", "actix-governor", "reqwest", "ring"]),
    ("courier", &["openssl", "openssl-sys", "ring", "sqlx"]),
    ("reviewer", &["reqwest", "hyper", "rustls", "openssl", "object_store", "h2"]),
];

/// Fails on the first dependency that is not allowed.
pub(crate) fn check() -> Result<()> {
    for (krate, allowed) in ALLOWED {
        let direct = tree(krate, &["--depth", "1"])?;
        for (other, _) in ALLOWED {
            if other != krate && direct.iter().any(|name| name == other) && !allowed.contains(&other) {
                bail!("{krate} must not depend on {other}: see the edges in crates/xtask/src/edges.rs");
            }
        }
    }
    for (krate, forbidden) in FORBIDDEN {
        let all = tree(krate, &[])?;
        if let Some(library) = forbidden.iter().find(|library| all.iter().any(|name| name == *library)) {
            bail!(
                "{krate} must not have {library} in its tree: `cargo tree -p {krate} -i {library}` shows why it does"
            );
        }
    }
    Ok(())
}

fn tree(krate: &str, more: &[&str]) -> Result<Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", krate])
        .args(more)
        .output()
        .context("cargo tree")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout).context("cargo tree")?;
    Ok(text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
}

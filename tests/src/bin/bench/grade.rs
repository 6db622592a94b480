//! The grade that testssl.sh gives, with every warning that is about the server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use console::SystemClock;
use envelope::{Clock as _, Day};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use serde_json::Value;
use tests::{Line, Server};

/// The checks of testssl.sh that a grade needs, without its simulations of clients.
const CHECKS: [&str; 7] = ["-p", "-s", "-f", "-P", "-S", "-h", "-U"];

/// Ids of findings that say nothing about the server.
const OTHERS: [&str; 2] = [
    "engine_problem",  // the openssl of this machine
    "cert_revocation", // the authority that is made for this run has no revocation list
];

/// A report of testssl.sh.
pub(crate) struct Grade {
    /// The grade; `A+` is the best.
    pub(crate) grade: String,
    /// Its warnings, and the findings that cap the grade.
    pub(crate) warnings: Vec<String>,
}

/// Gives a server a certificate for localhost, from an authority made for this run. Call it before the server starts.
///
/// Returns the path of the authority's certificate.
pub(crate) fn certify(line: &Line) -> Result<PathBuf> {
    let named = |name: &str| {
        let mut names = DistinguishedName::new();
        names.push(DnType::CommonName, name);
        names
    };
    let midnight = |day: Day| day.date().midnight().assume_utc();
    let today = SystemClock.today();
    let mut authority = CertificateParams::new(Vec::<String>::new())?;
    authority.distinguished_name = named("Throughline bench");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (authority.not_before, authority.not_after) = (midnight(today.plus(-1)), midnight(today.plus(90)));
    let key = KeyPair::generate()?;
    let file = line.path("authority.pem");
    fs::write(&file, authority.self_signed(&key)?.pem())?;
    let authority = Issuer::new(authority, key);

    let mut wanted = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    wanted.distinguished_name = named("localhost");
    wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    wanted.use_authority_key_identifier_extension = true;
    (wanted.not_before, wanted.not_after) = (midnight(today.plus(-1)), midnight(today.plus(89)));
    let key = KeyPair::generate()?;
    fs::write(line.path("server/tls/certificate.pem"), wanted.signed_by(&key, &authority)?.pem())?;
    fs::write(line.path("server/tls/private.pem"), key.serialize_pem())?;
    Ok(file)
}

/// Runs testssl.sh, which takes about a minute.
pub(crate) fn measure(line: &Line, server: &Server, authority: &Path) -> Result<Grade> {
    let port = server.url.rsplit(':').next().context("the address has no port")?;
    let report = line.path("testssl.json");
    let output = Command::new("timeout")
        .args([
            "300",
            "testssl",
            "--quiet",
            "--warnings",
            "off",
            "--color",
            "0",
            "--nodns",
            "none",
            "--ip",
            "127.0.0.1",
        ])
        .arg("--add-ca")
        .arg(authority)
        // `--severity` is not used: it leaves out the grade too.
        .arg("--jsonfile")
        .arg(&report)
        .args(CHECKS)
        .arg(format!("https://localhost:{port}/en/"))
        .stdin(Stdio::null())
        .output()
        .context("testssl is not installed; `cargo xtask test` installs it")?;
    let findings: Vec<Value> = match fs::read(&report) {
        Ok(bytes) => serde_json::from_slice(&bytes).context("testssl.sh was broken off")?,
        Err(_) => bail!("testssl.sh failed: {}", String::from_utf8_lossy(&output.stdout)),
    };
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let grade = findings.iter().find(|finding| finding["id"] == "overall_grade");
    let grade = text(grade.context("no grade: testssl.sh must be 3.2 or newer")?, "finding");
    let warnings = findings
        .iter()
        .filter(|finding| !OTHERS.contains(&text(finding, "id").as_str()) && warns(finding))
        .map(|finding| format!("{}: {}", text(finding, "id"), text(finding, "finding")))
        .collect();
    Ok(Grade { grade, warnings })
}

fn warns(finding: &Value) -> bool {
    !matches!(finding["severity"].as_str(), Some("OK" | "INFO"))
        || finding["id"].as_str().is_some_and(|id| id.starts_with("grade_cap_"))
}

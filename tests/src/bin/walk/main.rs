//! What `cargo xtask demo` runs: sets up a line, and either walks the whole way once or leaves the server running.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use console::line;
use tests::{Browser, File, Line};

/// Language of the page, fields, attachments.
type DemoTip<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [File]);

/// Walks a tip from the form to the desk
#[derive(Parser)]
struct Arguments {
    /// Where keys, desk and server go; made anew
    folder: PathBuf,
    /// Walk the whole way and exit
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    console::run(|| walk(&arguments))
}

fn walk(arguments: &Arguments) -> Result<()> {
    if arguments.folder.exists() {
        fs::remove_dir_all(&arguments.folder)?;
    }
    let demo = Line::create(&arguments.folder, &[("erase_after_days", "0")])?;
    line("made: root key, desk, roster with a recovery key, server folder");
    let mut server = demo.serve()?;
    line(&format!("open: {}", server.url));
    if arguments.once {
        return tokio::runtime::Runtime::new()?.block_on(once(&demo, &server.url));
    }
    let folder = arguments.folder.display();
    let desk = format!("--desk {folder}/desk --passphrase-file {folder}/passphrase");
    line(&format!("click  {}/en/  (the certificate is self-signed: accept it) and send a tip", server.url));
    line("or seal a lead on this machine and send it, in another terminal (fill lead.toml in first):");
    line("  target/debug/courier template --to lead.toml");
    line(&format!(
        "  target/debug/courier send --home {folder}/journalist --site {} --certificate {folder}/server/tls/certificate.pem --roster {folder}/roster/roster.json --root-key {folder}/safe/root.pub --lead lead.toml",
        server.url
    ));
    line("then, to the desk:");
    line(&format!("  target/debug/intake export --config {folder}/server/intake.toml --to {folder}/stick"));
    line(&format!("  target/debug/intake status --config {folder}/server/intake.toml          shows the fingerprint"));
    line(&format!("  target/debug/reviewer import {desk} --fingerprint WORDS {folder}/stick/bundle-0001.tar"));
    line(&format!("  target/debug/reviewer list {desk}"));
    line("Ctrl-C ends it.");
    server.child.wait()?;
    Ok(())
}

async fn once(demo: &Line, url: &str) -> Result<()> {
    let browser = Browser::new(url)?;
    let files = [File::photo()?, File::fixture("ticket.pdf", "application/pdf")?];
    let tips: [DemoTip<'_>; 4] = [
        (
            "en",
            &[
                ("story", "My brother is held in a building by the river. They beat him."),
                ("ilo-physical", "yes"),
                ("compound", "KK Park"),
                ("building", "B 4"),
            ],
            &files,
        ),
        ("th", &[("story", "น้องสาวถูกกักตัวอยู่ในตึก ขอความช่วยเหลือ"), ("age", "under-18")], &[]),
        ("my", &[("story", "ကျွန်မညီကို ပိတ်လှောင်ထားတယ် ကူညီပါ"), ("danger", "torture")], &[]),
        ("en", &[("story", "表弟被关在白沙园区三楼，护照被没收"), ("ilo-documents", "yes")], &files[..1]),
    ];
    for (language, fields, files) in tips {
        let answer = browser.send(language, fields, files).await?;
        ensure!(answer.status == 200, "the form was refused with {}", answer.status);
        line(&format!("sent:  {language}, {} files, code {}", files.len(), answer.code().context("no code")?));
    }
    let bundle = demo.export()?;
    line(&format!("export {bundle}"));
    line(demo.import(&bundle)?.trim());
    line("\nlist:");
    line(demo.desk("list", &[])?.trim_end());
    let list = demo.desk_json("list", &[])?;
    let list = list.as_array().context("no list")?;
    ensure!(list.len() == tips.len(), "{} of {} tips arrived", list.len(), tips.len());
    let found = demo.desk_json("search", &["白沙"])?;
    ensure!(found.as_array().is_some_and(|found| found.len() == 1), "a two-character search found something else");
    let full = list
        .iter()
        .find(|tip| tip["files"] == 2)
        .and_then(|tip| tip["id"].as_str())
        .context("no tip with two files")?;
    line("\nshow:");
    line(demo.desk("show", &[full])?.trim_end());
    let out = demo.path("extracted");
    fs::create_dir_all(&out)?;
    let paths = demo.desk("extract", &[full, "--to", &out.display().to_string()])?;
    for (path, sent) in paths.lines().zip(&files) {
        let here = envelope::Digest::of(&fs::read(path)?);
        ensure!(here == envelope::Digest::of(&sent.bytes), "{path} differs from what was sent");
        line(&format!("sha256 {here} equal: {}", sent.name));
    }
    ordinary_tools(demo, &bundle)?;
    line(demo.send_back()?.trim_end());
    line(demo.intake("status", &[])?.trim_end());
    line("\nthe whole way was walked");
    Ok(())
}

/// Opens the bundle with tar, minisign, age and unzip, and compares an attachment.
fn ordinary_tools(demo: &Line, bundle: &str) -> Result<()> {
    let script = r#"set -eu
        tar -xf "$1"; minisign -V -q -p "$2/server/bundle.pub" -m bundle.json
        for tip in tips/*.age; do age -d -i "$2/recovery.key" -o tip.zip "$tip"; rm -rf out; unzip -q tip.zip -d out
            if [ -f out/files/02-ticket.pdf ]; then cmp out/files/01-photo.jpg "$3/photo.jpg"; cmp out/files/02-ticket.pdf "$3/ticket.pdf"; echo equal; fi
        done"#;
    let folder = demo.path("by-hand");
    fs::create_dir_all(&folder)?;
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut command = Command::new("sh");
    command
        .current_dir(&folder)
        .args(["-c", script, "sh"])
        .arg(fs::canonicalize(bundle)?)
        .arg(fs::canonicalize(&demo.folder)?)
        .arg(fixtures);
    let output = command.output()?;
    ensure!(
        output.status.success() && output.stdout == b"equal\n",
        "tar, minisign, age, unzip: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    line("tar, minisign, age (recovery key) and unzip open it; attachments equal");
    Ok(())
}

//! The whole way without a person: form, stick, workbench, stick, mailbox.
//!
//! Afterwards the same tips are read by commands and with ordinary tools.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use console::line;
use reviewer::workbench::Workbench;
use tests::{Browser, File, Line, Visitor};

use super::carry::Carrier;

/// Language of the page, fields, attachments.
type DemoTip<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [File]);

/// The story of the first tip, which the walk searches for at the desk.
const STORY: &str = "My brother is held in a building by the river. They beat him.";

/// The desk's reply.
const REPLY: &str = "We have read it. Do you know the floor?";

/// Sends tips, carries them, replies in the workbench, carries the reply back, and reads it in the mailbox.
///
/// Returns the attachments of the first tip.
pub(super) async fn walk(carrier: &Carrier<'_>, url: &str, workbench: &Workbench) -> Result<[File; 2]> {
    let browser = Browser::new(url)?;
    let files = [File::photo()?, File::fixture("ticket.pdf", "application/pdf")?];
    let tips: [DemoTip<'_>; 4] = [
        ("en", &[("story", STORY), ("ilo-physical", "yes"), ("compound", "KK Park"), ("building", "B 4")], &files),
        ("th", &[("story", "น้องสาวถูกกักตัวอยู่ในตึก ขอความช่วยเหลือ"), ("age", "under-18")], &[]),
        ("my", &[("story", "ကျွန်မညီကို ပိတ်လှောင်ထားတယ် ကူညီပါ"), ("danger", "torture")], &[]),
        ("en", &[("story", "表弟被关在白沙园区三楼，护照被没收"), ("ilo-documents", "yes")], &files[..1]),
    ];
    let mut codes = Vec::new();
    for (language, fields, files) in tips {
        let answer = browser.send(language, fields, files).await?;
        ensure!(answer.status == 200, "the form was refused with {}", answer.status);
        let code = answer.code().context("no code")?.to_owned();
        line(&format!("sent      {language}, {} files, code {code}", files.len()));
        codes.push(code);
    }
    carrier.carry().await?;
    reply(workbench).await?;
    carrier.carry().await?;
    let mailbox = browser.mailbox("en", &[("code", &codes[0])], &[]).await?;
    ensure!(mailbox.page.contains(REPLY), "the reply is not in the mailbox");
    line("mailbox   the reply is there");
    Ok(files)
}

/// Finds the first tip in the workbench and replies to it.
async fn reply(workbench: &Workbench) -> Result<()> {
    let mut visitor = Visitor::new(workbench.url(), workbench.entry().to_owned())?;
    visitor.enter().await?;
    visitor.post("/search", &[("text", "\"building by the river\"")]).await?;
    let found = visitor.get("/search").await?.text;
    let (_, after) = found.split_once("name=\"open\" value=\"").context("the search found nothing")?;
    let id = after.split('"').next().context("no id")?.to_owned();
    visitor.post("/case", &[("id", &id)]).await?;
    let case = visitor.get("/case").await?.text;
    ensure!(case.contains("by the river"), "the case does not show its story");
    visitor.post("/case/act", &[("id", &id), ("act", "reply"), ("text", REPLY)]).await?;
    ensure!(visitor.get("/case").await?.text.contains(REPLY), "the case does not show the reply");
    line("workbench the tip was found, read and answered");
    Ok(())
}

/// Reads the same tips with the desk's commands, and with tar, minisign, age and unzip. The workbench is closed by now.
pub(super) fn by_commands(demo: &Line, files: &[File; 2]) -> Result<()> {
    let list = demo.desk_json("list", &[])?;
    let list = list.as_array().context("no list")?;
    ensure!(list.len() == 204, "{} tips are at the desk", list.len());
    let found = demo.desk_json("search", &["白沙园区三楼"])?;
    ensure!(found.as_array().is_some_and(|found| found.len() == 1), "a search found something else");
    let full = list
        .iter()
        .find(|tip| tip["files"] == 2)
        .and_then(|tip| tip["id"].as_str())
        .context("no tip with two files")?;
    line("\nreviewer show:");
    line(demo.desk("show", &[full])?.trim_end());
    let out = super::folder(demo, "extracted")?;
    let paths = demo.desk("extract", &[full, "--to", &out.display().to_string()])?;
    for (path, sent) in paths.lines().zip(files) {
        let here = envelope::Digest::of(&fs::read(path)?);
        ensure!(here == envelope::Digest::of(&sent.bytes), "{path} differs from what was sent");
        line(&format!("sha256 {here} equal: {}", sent.name));
    }
    ordinary_tools(demo)?;
    line(demo.intake("status", &[])?.trim_end());
    line("\nthe whole way was walked");
    Ok(())
}

/// Opens the bundle that brought the tips with tar, minisign, age and unzip, and compares the attachments.
fn ordinary_tools(demo: &Line) -> Result<()> {
    let script = r#"set -eu
        tar -xf "$1"; minisign -V -q -p "$2/server/bundle.pub" -m bundle.json
        for tip in tips/*.age; do age -d -i "$2/recovery.key" -o tip.zip "$tip"; rm -rf out; unzip -q tip.zip -d out
            if [ -f out/files/02-ticket.pdf ]; then cmp out/files/01-photo.jpg "$3/photo.jpg"; cmp out/files/02-ticket.pdf "$3/ticket.pdf"; echo equal; fi
        done"#;
    let folder = super::folder(demo, "by-hand")?;
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut command = Command::new("sh");
    command
        .current_dir(&folder)
        .args(["-c", script, "sh"])
        .arg(fs::canonicalize(demo.path("stick/bundle-0002.tar"))?)
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

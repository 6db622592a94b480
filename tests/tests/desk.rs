//! The desk as a whole: damage, two reviewers, an older state put back.

use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};

use anyhow::Result;
use tests::{Browser, File, Line, program};

/// A desk with three tips and their photographs, and a backup of it.
async fn desk(folder: &Path) -> Result<Line> {
    let line = Line::create(folder, &[("answer_every_ms", "0")])?;
    let server = line.serve()?;
    let browser = Browser::new(&server.url)?;
    for n in 0..3 {
        let fields = [("story", format!("tip {n}")), ("danger", "torture".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(id, text)| (*id, text.as_str())).collect();
        assert_eq!(browser.send("en", &fields, &[File::photo()?]).await?.status, 200);
    }
    line.import(&line.export()?)?;
    fs::create_dir(line.path("backup"))?;
    line.desk("backup", &["--to", &line.path("backup").display().to_string()])?;
    Ok(line)
}

fn reviewer(line: &Line, desk: &str, arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new(program("reviewer")?);
    command.args(arguments).arg("--desk").arg(line.path(desk)).arg("--passphrase-file").arg(line.path("passphrase"));
    Ok(command.output()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_is_found_and_a_backup_mends_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = desk(&folder.path().join("line")).await?;
    let sound = reviewer(&line, "desk", &["verify"])?;
    let said = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert!(sound.status.success() && said.contains("attachments  3 are unchanged"), "{said}");
    let whole = fs::read(line.path("desk/desk.db"))?;
    let pages = whole.len() / 4096;
    let mut named = String::new();
    // One page each time: attachments lie near the end, tips and the search index in the middle.
    for page in [pages - 2, pages * 3 / 4, pages / 2, pages / 4] {
        let file = fs::OpenOptions::new().write(true).open(line.path("desk/desk.db"))?;
        file.write_all_at(&[0x55; 64], u64::try_from(page * 4096 + 1000)?)?;
        let damaged = reviewer(&line, "desk", &["verify"])?;
        let said = String::from_utf8_lossy(&damaged.stdout).into_owned();
        let error = String::from_utf8_lossy(&damaged.stderr).into_owned();
        assert_eq!(damaged.status.code(), Some(1), "page {page}: {said}");
        assert!(said.contains("fail their check") && error.contains("restore"), "page {page}: {said}{error}");
        named.push_str(&said);
        fs::write(line.path("desk/desk.db"), &whole)?;
    }
    assert!(named.contains("cannot be read"), "nothing that is lost was named: {named}");
    let file = fs::OpenOptions::new().write(true).open(line.path("desk/desk.db"))?;
    file.write_all_at(&[0x55; 64], u64::try_from(pages / 2 * 4096 + 1000)?)?;
    let backup = fs::read_dir(line.path("backup"))?.next().unwrap()?.path().display().to_string();
    let (passphrase, old) = (line.path("passphrase").display().to_string(), line.path("desk").display().to_string());
    let restore = ["restore", "--backup", &backup, "--backup-passphrase-file", &passphrase, "--old-desk", &old];
    let restored = reviewer(&line, "restored", &restore)?;
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert!(reviewer(&line, "restored", &["verify"])?.status.success());
    // The keys of the damaged desk were restored too: tips that are sealed to them open.
    let server = line.serve()?;
    Browser::new(&server.url)?.send("en", &[("story", "a fourth")], &[]).await?;
    let bundle = line.export()?;
    let imported = reviewer(&line, "restored", &["import", &bundle])?;
    let said = String::from_utf8_lossy(&imported.stdout).into_owned();
    assert!(
        said.contains("1 new") && said.contains("0 in quarantine"),
        "{said}{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_l0_is_lowered_by_two_reviewers_and_never_by_one() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = desk(&folder.path().join("line")).await?;
    let id = line.desk_json("list", &[])?[0]["id"].as_str().unwrap().to_owned();
    assert!(line.desk("triage", &[&id, "--level", "2", "--why", "x"]).is_err());
    let own = line.path("second");
    fs::write(&own, "the second ones own words\n")?;
    fs::set_permissions(&own, fs::Permissions::from_mode(0o600))?;
    let own = own.display().to_string();
    line.desk("colleague", &["--name", "M. K.", "--colleague-passphrase-file", &own])?;
    let by = |file: &str| {
        line.desk(
            "lower",
            &[
                &id,
                "--level",
                "2",
                "--why",
                "called from home",
                "--colleague",
                "M. K.",
                "--colleague-passphrase-file",
                file,
            ],
        )
    };
    // The desk's own passphrase is not the colleague's.
    assert!(by(&line.path("passphrase").display().to_string()).is_err());
    assert_eq!(line.desk_json("list", &[])?[0]["level"], 0);
    by(&own)?;
    let shown = line.desk_json("show", &[&id])?;
    assert_eq!(shown["level"], 2);
    assert!(shown["reasons"].to_string().contains("two reviewers, desk-1 and M. K."), "{}", shown["reasons"]);
    assert!(line.desk("verify", &[])?.contains("entries are valid"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_was_put_back_is_noticed_when_the_next_bundle_comes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = desk(&folder.path().join("line")).await?;
    let before = fs::read(line.path("desk/desk.db"))?;
    line.send_back()?;
    let said = line.import(&line.export()?)?;
    assert!(!said.contains("finding"), "{said}");
    // Somebody puts back the desk's database from before that dispatch.
    fs::write(line.path("desk/desk.db"), &before)?;
    let said = line.import(&line.export()?)?;
    assert!(said.contains("applied a dispatch that this desk did not write"), "{said}");
    Ok(())
}

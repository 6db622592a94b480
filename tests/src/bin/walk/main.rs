//! The program that `cargo xtask demo` runs.
//!
//! It makes a whole line on this machine, with a full desk in its workbench. With `--once`, it walks the whole way
//! without a person.

mod carry;
mod once;

use std::fs;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use console::{Passphrase, SystemClock, line};
use envelope::Clock as _;
use reviewer::workbench::{Open, Workbench};
use tests::{Browser, Line, Server, tips};

use crate::carry::Carrier;

/// Shows a whole line on this machine
#[derive(Parser)]
struct Arguments {
    /// Where keys, desk and server go; made anew
    folder: PathBuf,
    /// Walk the whole way without a person, then exit
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    console::run(|| tokio::runtime::Runtime::new()?.block_on(demo(&arguments)))
}

async fn demo(arguments: &Arguments) -> Result<()> {
    if arguments.folder.exists() {
        fs::remove_dir_all(&arguments.folder)?;
    }
    // The fixture tips arrive within seconds, all from one address.
    let settings = [
        ("erase_after_days", "0"),
        ("submissions_per_minute_per_origin", "100000"),
        ("submissions_per_minute_total", "100000"),
    ];
    let demo = Line::create(&arguments.folder, &settings)?;
    line("made      root key, desk, roster with a recovery key, server");
    let server = demo.serve()?;
    fill(&demo, &server.url).await?;
    let workbench = open(&demo, &server, !arguments.once && has_display()).await?;
    let carrier = Carrier { line: &demo, desk: workbench.desk() };
    if arguments.once {
        let files = once::walk(&carrier, &server.url, &workbench).await?;
        workbench.end().await;
        return once::by_commands(&demo, &files);
    }
    welcome(&demo, &server, &workbench)?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = workbench.run_until(async { drop(stopped.await) });
    tokio::pin!(running);
    let mut typed = typed();
    loop {
        tokio::select! {
            ended = &mut running => return ended,
            said = typed.recv() => match said.as_deref().map(str::trim) {
                Some("q") => break,
                Some(_) => match carrier.carry().await {
                    Ok(()) => line("Enter carries again, q ends."),
                    Err(error) => line(&format!("not carried: {error:#}")),
                },
                // Standard input is closed, so nothing can be typed: the links still work.
                None => return running.await,
            },
        }
    }
    drop(stop);
    running.await
}

/// Sends the fixture tips through the form and carries them to the desk.
async fn fill(demo: &Line, url: &str) -> Result<()> {
    let browser = Browser::new(url)?;
    let all = tips::all(SystemClock.today())?;
    for tip in &all {
        let fields: Vec<(&str, &str)> = tip.fields.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
        let answer = browser.send(&tip.language, &fields, &[]).await?;
        ensure!(answer.status == 200, "a tip of {} was refused with {}", tip.language, answer.status);
    }
    demo.import(&demo.export()?)?;
    demo.send_back()?;
    line(&format!("filled    the desk, with {} made-up tips, sent through the form", all.len()));
    Ok(())
}

async fn open(demo: &Line, server: &Server, browser: bool) -> Result<Workbench> {
    let (desk, folder) = (demo.path("desk"), demo.path("workbench"));
    let pages = [form(server)];
    let order = |browser| -> Result<Open<'_>> {
        Ok(Open {
            desk: &desk,
            passphrase: Some(Passphrase::from_file(&demo.path("passphrase"))?),
            browser,
            pages: &pages,
            folder: Some(&folder),
            lock_after: Duration::from_secs(3600),
        })
    };
    if browser {
        match Workbench::start(order(true)?, Arc::new(SystemClock), &mut console::system_rng()).await {
            Ok(workbench) => return Ok(workbench),
            Err(error) => line(&format!("no browser was opened: {error:#}")),
        }
    }
    Workbench::start(order(false)?, Arc::new(SystemClock), &mut console::system_rng()).await
}

fn form(server: &Server) -> String {
    format!("{}/en/tip", server.url)
}

/// Whether this machine can open a window.
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn welcome(demo: &Line, server: &Server, workbench: &Workbench) -> Result<()> {
    let entry = fs::canonicalize(workbench.entry())?;
    let passphrase = fs::read_to_string(demo.path("passphrase"))?;
    line("");
    line(&format!("1. The form       {}", form(server)));
    line("                  Its certificate is self-signed: accept it. Write something, send it, keep the code.");
    line(&format!("2. The workbench  file://{}", entry.display()));
    line(
        "                  Opens once, with 200 tips. Press Enter here, then load the queue again: your tip is there.",
    );
    line(&format!("                  If it locks itself: {}", passphrase.trim()));
    line("3. A reply        Write one in the case, press Enter here, then open the mailbox with your code:");
    line(&format!("                  {}/en/mailbox", server.url));
    line("");
    let (folder, url) = (demo.folder.display(), &server.url);
    line("A journalist's lead, sealed on this machine (fill lead.toml in first):");
    line(&format!("  target/debug/courier template --to {folder}/lead.toml"));
    line(&format!(
        "  target/debug/courier send --home {folder}/journalist --site {url} --certificate {folder}/server/tls/certificate.pem --roster {folder}/roster/roster.json --root-key {folder}/safe/root.pub --lead {folder}/lead.toml"
    ));
    line("");
    line("Enter carries a stick from the server to the desk and back; q and Enter, or Ctrl+C, ends it all.");
    Ok(())
}

/// The lines that a person types, one message each.
fn typed() -> tokio::sync::mpsc::UnboundedReceiver<String> {
    let (say, said) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for text in std::io::stdin().lock().lines().map_while(Result::ok) {
            if say.send(text).is_err() {
                return;
            }
        }
    });
    said
}

/// The last line of a command's output.
fn last(text: &str) -> Result<&str> {
    text.trim_end().lines().last().context("nothing was printed")
}

/// The absolute path of a folder of the demo, which is created if it is missing.
fn folder(demo: &Line, name: &str) -> Result<PathBuf> {
    let path = demo.path(name);
    fs::create_dir_all(&path)?;
    Ok(std::path::absolute(Path::new(&path))?)
}

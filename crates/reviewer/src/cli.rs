//! The commands of `reviewer`.

mod command;
mod print;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{CommandFactory as _, Parser};
use console::{Failure, ManualArgs, Passphrase, line, note};
use envelope::keys::Recipient;

use self::command::{At, Command};
use self::print::{imported, list, show, verified};
use crate::casedb;
use crate::query;
use crate::service::desk::{Desk, MISSES};
use crate::service::{
    access, backup, colleague, dispatch, import, probe, reply, restore, roster, signals, verify, work,
};
use crate::workbench;

const DAY: &str = "\
With a browser:     open, which has all of this and more: a queue, a map, search, two reviewers' decisions.
A day at the desk:  import the bundle from the stick, list, show, triage, note and reply; then backup, then dispatch onto the stick.
A new line:         root, init, roster; deploy/handbook has the whole way.
Exit codes:         0 done, 1 failed (the message says why, and what to do next), 2 the command was typed wrongly.";

/// The desk: opens tips on a laptop that is never online
#[derive(Parser)]
#[command(name = "reviewer", version, after_help = DAY)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

impl At {
    async fn open(&self) -> anyhow::Result<Desk> {
        let passphrase = self.passphrase.read("passphrase of the desk")?;
        Desk::open(&self.desk, &passphrase, &console::SystemClock).await
    }

    /// Runs `work` on the open desk, and closes the desk even if `work` fails.
    async fn with<T>(&self, work: impl AsyncFnOnce(&mut Desk) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let mut desk = self.open().await?;
        let done = work(&mut desk).await;
        // The database closes in a thread of its own. A process that ends earlier can crash in OpenSSL's cleanup.
        let closed = desk.close().await;
        let done = done?;
        closed?;
        Ok(done)
    }
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// When the command fails. The error's message is meant for the person at the terminal.
    pub fn run(self) -> anyhow::Result<()> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?
            .block_on(self.command.run())
            .map_err(casedb::advise)
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<()> {
        let mut rng = console::system_rng();
        match self {
            Self::Root { to, passphrase } => {
                let key = roster::root(&to, &passphrase.read_new("passphrase of the root key")?)?;
                line(&format!("root key     {key}"));
                line(&format!("fingerprint  {}", key.fingerprint()));
                note(
                    "next: lock root.key away; the server's operator needs the root key, RW…, by another way than the roster",
                );
            }
            Self::Init { desk, passphrase, name } => {
                if passphrase.passphrase_file.is_none() {
                    note(&format!("a passphrase to write down: {}", *envelope::proposed_passphrase(&mut rng)));
                }
                let passphrase = passphrase.read_new("passphrase of the desk")?;
                let fingerprint = Desk::create(&desk, &name, &passphrase, &console::SystemClock, &mut rng).await?;
                line(&format!("card         {}", desk.join("card.json").display()));
                line(&format!("fingerprint  {fingerprint}"));
            }
            Self::Roster { at, root, root_passphrase_file, site, cards, fingerprints, recovery, to } => {
                if cards.len() != fingerprints.len() {
                    return Err(Failure::usage("each --card needs its --fingerprint, in the same order").into());
                }
                let recovery =
                    recovery.iter().map(|text| text.parse::<Recipient>()).collect::<Result<Vec<_>, _>>().map_err(
                        |_| {
                            Failure::usage("--recovery is not an age public key")
                                .next("it is the line that begins with age1")
                        },
                    )?;
                let root_passphrase = root_passphrase(root_passphrase_file)?;
                let cards: Vec<_> = cards.into_iter().zip(fingerprints).collect();
                let new = roster::NewRoster {
                    root: &root,
                    root_passphrase: &root_passphrase,
                    name: &site,
                    cards: &cards,
                    recovery: &recovery,
                    to: &to,
                };
                let roster = at.with(async |desk| roster::roster(desk, new, &mut rng).await).await?;
                line(&format!(
                    "roster  issue {} of {}, keys until {}",
                    roster.issue(),
                    roster.body().day,
                    roster.until()
                ));
                line(&to.join("roster.json").display().to_string());
            }
            Self::Manual(ManualArgs { to }) => {
                console::manual(&Cli::command(), &to)?;
                line(&to.display().to_string());
            }
            Self::Access { at, root, root_passphrase_file, cards, fingerprints, withdraw, to } => {
                if cards.len() != fingerprints.len() {
                    return Err(Failure::usage("each --carrier needs its --fingerprint, in the same order").into());
                }
                let root_passphrase = root_passphrase(root_passphrase_file)?;
                let cards: Vec<_> = cards.into_iter().zip(fingerprints).collect();
                let new = access::NewAccess {
                    root: &root,
                    root_passphrase: &root_passphrase,
                    cards: &cards,
                    withdrawn: &withdraw,
                    to: &to,
                };
                let signed = at.with(async |desk| access::access(desk, new).await).await?;
                let body = signed.body();
                line(&format!("access  issue {} of {}", body.issue, body.day));
                body.carriers.iter().for_each(|carrier| line(&format!("{}  until {}", carrier.label, carrier.until)));
                note("next: the operator runs `intake access` with it; until then nothing changes");
                line(&to.join("access.json").display().to_string());
            }
            Self::Probe { at, plan: Some(count), days, to: Some(to), .. } => {
                let new = probe::NewPlan { count, days, to: &to };
                let path = at.with(async |desk| probe::plan(desk, &new, &mut rng).await).await?;
                note(
                    "next: give the plan only to the person who runs `courier probe`; other desks of this line take it with --learn",
                );
                line(&path.display().to_string());
            }
            Self::Probe { at, learn: Some(file), .. } => {
                let new = at.with(async |desk| probe::learn(desk, &file).await).await?;
                line(&format!("{new} probes of another desk are known"));
            }
            Self::Probe { at, sent, .. } => {
                let all = at.with(async |desk| probe::report(desk, sent.as_deref()).await).await?;
                if all.is_empty() {
                    note("no probes are planned: `reviewer probe --plan 20 --to …` makes some");
                }
                all.iter().for_each(print::probed);
            }
            Self::Import { at, fingerprint, accept_epoch, recovery_key, files } => {
                let recovery = recovery_key.as_deref().map_or_else(|| Ok(Vec::new()), console::recovery_keys)?;
                let ask = || console::ask("fingerprint that the operator reads out (`intake status` shows it there)");
                let trust =
                    import::Trust { fingerprint: fingerprint.as_deref(), ask, accept_epoch, recovery: &recovery };
                at.with(async |desk| {
                    for file in files {
                        imported(&import::import(desk, &file, &trust).await?);
                    }
                    Ok(())
                })
                .await?;
            }
            Self::List { at, json } => {
                let all = at.with(async |desk| Ok(desk.db.list().await?)).await?;
                if all.is_empty() {
                    note("no tips yet: `reviewer import` takes a bundle");
                }
                list(&all, json);
            }
            Self::Search { at, text, json } => {
                let query =
                    query::read(&text).map_err(|error| Failure::usage(error.to_string()).next("change the search"))?;
                let search = async |desk: &mut Desk| {
                    let found = desk.db.look_for(&query).await?;
                    desk.db.log(desk.today, "search", "").await?;
                    Ok((found, desk.misses_cases().await?))
                };
                let (found, misses) = at.with(search).await?;
                if misses {
                    note(&format!("warning: {MISSES}"));
                }
                if found.cases.is_empty() {
                    note("no tip holds this; try a part of the word, or another spelling");
                }
                if found.more {
                    note("there are more than these: add a word, or a field such as level:0");
                }
                let cases: Vec<_> = found.cases.into_iter().map(|found| found.case).collect();
                list(&cases, json);
            }
            Self::Show { at, id, json } => {
                let shown = at.with(async |desk| work::show(desk, &id).await).await?;
                if json { console::json(&shown) } else { show(&shown) }
            }
            Self::Extract { at, id, to } => {
                let paths = at.with(async |desk| work::extract(desk, &id, &to).await).await?;
                paths.iter().for_each(|path| line(&path.display().to_string()));
            }
            Self::Triage { at, id, status, level, why } => {
                let triage =
                    async |desk: &mut Desk| work::triage(desk, &id, status.as_deref(), level, why.as_deref()).await;
                list(&[at.with(triage).await?], false);
            }
            Self::Signals { check: true, files, json, .. } => {
                let texts = signals::texts(&files)?;
                let (sentences, failed) = signals::check(&texts)?;
                print::checked(sentences, &failed, json);
                if !failed.is_empty() {
                    return Err(Failure::new("a list does not read its own sentences as it should")
                        .next("change the phrases or the sentence, then check again")
                        .into());
                }
            }
            Self::Signals { print: Some(language), .. } => line(signals::shipped(&language)?.trim_end()),
            Self::Signals { desk, passphrase, json, .. } => {
                let desk =
                    desk.ok_or_else(|| Failure::usage("no desk was named").next("give its folder with --desk"))?;
                let counts = At { desk, passphrase }.with(async |desk| signals::report(desk).await).await?;
                print::counts(&counts, json);
            }
            Self::Note { at, id, text_file } => {
                let text = console::read_text("read the note", &text_file)?;
                at.with(async |desk| work::note(desk, &id, &text).await).await?;
            }
            Self::Reply { at, id, text_file, confirm } => {
                let text = console::read_text("read the reply", &text_file)?;
                let number = at.with(async |desk| reply::reply(desk, &id, &text, confirm).await).await?;
                line(&format!("reply {number}  waits for the next dispatch"));
            }
            Self::Withdraw { at, id, reply } => {
                let collected = at.with(async |desk| reply::withdraw(desk, &id, reply).await).await?;
                line(&format!("reply {reply}  is taken back with the next dispatch"));
                if collected {
                    note("its sender, or somebody else with the code, has already seen it");
                }
            }
            Self::Backup { at, to } => {
                let (desk, done) = backup::backup(at.open().await?, &to).await?;
                desk.close().await?;
                if done.same_disk {
                    note("warning: the backup lies on the desk's own disk, and would be lost with it");
                }
                line(&format!("verified  {} tips", done.tips));
                line(&done.folder.display().to_string());
            }
            Self::Verify { at, json } => {
                let passphrase = at.passphrase.read("passphrase of the desk")?;
                let mut desk = Desk::inspect(&at.desk, &passphrase, &console::SystemClock).await?;
                let done = verify::verify(&mut desk).await;
                let closed = desk.close().await;
                let done = done?;
                if json {
                    console::json(&done);
                } else {
                    verified(&done);
                }
                if !done.findings.is_empty() {
                    return Err(Failure::new("this desk is not whole")
                        .next("keep the laptop as it is, and restore the newest backup into a new folder: `reviewer restore`")
                        .into());
                }
                closed?;
            }
            Self::Colleague { at, name, colleague_passphrase_file } => {
                let own = match colleague_passphrase_file {
                    Some(path) => Passphrase::from_file(&path)?,
                    None => Passphrase::ask_twice("passphrase of the colleague, which they type themselves")?,
                };
                let key = at.with(async |desk| colleague::add(desk, &name, &own, &mut rng).await).await?;
                line(&format!("colleague    {}", name.trim()));
                line(&format!("fingerprint  {}", key.fingerprint()));
            }
            Self::Lower { at, id, level, why, colleague, colleague_passphrase_file } => {
                let own = match colleague_passphrase_file {
                    Some(path) => Passphrase::from_file(&path)?,
                    None => Passphrase::ask("passphrase of the second reviewer, which they type themselves")?,
                };
                let lower = async |desk: &mut Desk| colleague::lower(desk, &id, level, &why, &colleague, &own).await;
                at.with(lower).await?;
                line(&format!("lowered to L{level}, signed by this desk and by {colleague}"));
            }
            Self::Open { desk, passphrase_file, no_browser, lock_after } => {
                let passphrase = passphrase_file.as_deref().map(Passphrase::from_file).transpose()?;
                let order = workbench::Open {
                    desk: &desk,
                    passphrase,
                    browser: !no_browser,
                    pages: &[],
                    folder: None,
                    lock_after,
                };
                workbench::open(order, Arc::new(console::SystemClock), &mut rng).await?;
            }
            Self::Restore { backup, recovery_key, backup_passphrase_file, old_desk, desk, passphrase } => {
                let recovery = recovery_key.as_deref().map(console::recovery_keys).transpose()?;
                let old = match (&recovery, backup_passphrase_file) {
                    (Some(_), _) => None,
                    (None, Some(path)) => Some(Passphrase::from_file(&path)?),
                    (None, None) => Some(Passphrase::ask("passphrase that the desk had when the backup was made")?),
                };
                if passphrase.passphrase_file.is_none() {
                    note(&format!("a passphrase to write down: {}", *envelope::proposed_passphrase(&mut rng)));
                }
                let passphrase = passphrase.read_new("passphrase of the desk")?;
                let opener = match (&recovery, &old) {
                    (Some(key), _) => restore::Opener::Recovery(key),
                    (None, Some(old)) => restore::Opener::Passphrase(old),
                    (None, None) => return Err(Failure::usage("nothing was given that opens the backup").into()),
                };
                let order = restore::Restore {
                    backup: &backup,
                    opener,
                    old_desk: old_desk.as_deref(),
                    folder: &desk,
                    passphrase: &passphrase,
                };
                let (fingerprint, tips) = restore::restore(order, &console::SystemClock, &mut rng).await?;
                line(&format!("restored     {tips} tips"));
                line(&format!("card         {}", desk.join("card.json").display()));
                line(&format!("fingerprint  {fingerprint}"));
                note(
                    "next: `reviewer roster`, since this desk has new keys; until the server has it, `reviewer import --recovery-key`",
                );
            }
            Self::Dispatch { at, to } => {
                let dispatch = at.with(async |desk| dispatch::dispatch(desk, &to).await).await?;
                line(&dispatch.display().to_string());
            }
        }
        Ok(())
    }
}

fn root_passphrase(file: Option<PathBuf>) -> Result<Passphrase, Failure> {
    match file {
        Some(path) => Passphrase::from_file(&path),
        None => Passphrase::ask("passphrase of the root key"),
    }
}

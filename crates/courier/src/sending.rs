//! `courier send`: leads are sealed on this machine, and what leaves it is ciphertext.
//!
//! ```text
//! lead file → Lead → sealed file in sending/<name>/ → upload, which goes on after a break → filed: the code is shown
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`journal`] | what of a sending is done, across restarts |
//! | [`seal`] | a lead becomes a sealed tip on this disk |
//! | [`upload`] | the sealed tip goes to the server |
//!
//! Sealed first and whole: age cannot seal the same bytes twice in the same way, so what goes on after a restart has to lie somewhere, and ciphertext
//! may. When all is sent, all of it goes, the half of the codes first.

mod journal;
mod seal;
mod upload;

use std::path::{Path, PathBuf};
use std::time::Duration;

use console::{Failure, line, note};
use envelope::answers::wants_no_code;
use envelope::code::Code;
use envelope::lead::{CodeHalf, LeadSecret};
use envelope::line::LineFacts;
use envelope::questionnaire::Questionnaire;
use envelope::{Clock, Day, Digest};
use rand::CryptoRng;
use reqwest::Method;
use serde::Deserialize;

use crate::client::{NoAnswer, Server};
use crate::home::Home;
use crate::lead::{self, Lead, Placed, Rules};
use crate::pinned::{LineArgs, Pinned};
use journal::{Journal, Known};
pub use seal::seal;
pub(crate) use upload::Transfer;

/// What to send, and how.
pub struct Sending<'a> {
    /// The line.
    pub line: &'a LineArgs,
    /// The lead's file, or many leads'.
    pub lead: &'a Path,
    /// Files and folders that go with one lead.
    pub attach: &'a [PathBuf],
    /// Throw away what was begun.
    pub anew: bool,
}

/// How often a way that is broken is tried again before a person is asked.
const TRIES: u32 = 8;

/// Sends leads; prints a code for each, once it is durable at the server.
///
/// # Errors
/// When not all of it was sent. Whatever ends it, running it again goes on where it was.
pub async fn send(
    home: &Home,
    server: &Server,
    sending: &Sending<'_>,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let today = clock.today();
    let mut pinned = Pinned::establish(home, sending.line, today)?;
    refreshed(&mut pinned, server).await?;
    let facts = patiently(|| pinned.facts(server)).await?;
    let (questionnaire, leads) = read(sending, &facts)?;
    let mut journal = Journal::open(home, &pinned, sending, rng, today)?;
    journal.refuse_changed(&leads, sending)?;
    let half = half(server, journal.secret(), journal.day()).await?;
    let work = Work { pinned: &pinned, server, facts: &facts, questionnaire: &questionnaire, half: &half, today };
    let many = leads.len() > 1 || leads.iter().any(|placed| placed.place.is_some());
    let mut counts = Counts::default();
    for Placed { place, lead } in leads {
        let lead = match lead {
            Ok(lead) => lead,
            Err(failure) if place.is_some() => {
                counts.broken += 1;
                let next = failure.next.as_deref().unwrap_or_default();
                note(&format!("{}: {failure}; {next}", place.as_deref().unwrap_or_default()));
                continue;
            }
            Err(failure) => return Err(failure.into()),
        };
        let sent = work.one(&mut journal, &lead, place.as_deref()).await?;
        if sent.again {
            counts.again += 1
        } else {
            counts.sent += 1
        }
        show(place.as_deref(), sent.code.as_ref());
    }
    if counts.broken > 0 {
        return Err(Failure::new(format!(
            "{} were sent, {} had been sent before, {} were not: their rows are broken",
            counts.sent, counts.again, counts.broken
        ))
        .next("mend those rows and run the same command again: the others are not sent twice")
        .into());
    }
    journal.forget()?;
    if many {
        note(&format!(
            "all {} are sent; what was kept of them here is erased: sending the file again would send them again",
            counts.sent + counts.again
        ));
    }
    Ok(())
}

#[derive(Default)]
struct Counts {
    sent: u32,
    again: u32,
    broken: u32,
}

/// The server's roster is this line's; a newer one is used.
pub(crate) async fn refreshed(pinned: &mut Pinned, server: &Server) -> Result<(), Failure> {
    let mut tries = 0;
    while let Err(error) = pinned.refresh(server).await {
        pause(error, &mut tries).await?;
    }
    Ok(())
}

/// The code, as the last line; for many leads, each with its place.
fn show(place: Option<&str>, code: Option<&Code>) {
    let code = code.map(Code::grouped);
    let code = code.as_ref().map_or("no code, as the lead asks for none", |code| code.as_str());
    match place {
        Some(place) => line(&format!("{place}\t{code}")),
        None => line(code),
    }
}

fn read(sending: &Sending<'_>, facts: &LineFacts) -> Result<(Questionnaire, Vec<Placed>), Failure> {
    let questionnaire = facts.questions().map_err(|error| {
        Failure::new(format!("the line's questionnaire is not understood: {error}")).next("use the newest courier")
    })?;
    let rules = Rules { questionnaire: &questionnaire, max_text: facts.max_text_bytes };
    let leads = lead::read(sending.lead, sending.attach, &rules)?;
    Ok((questionnaire, leads))
}

#[derive(Deserialize)]
struct Half {
    half: String,
}

/// Sends one lead that nobody waits for: it takes the way of every lead, and leaves nothing here.
pub(crate) async fn send_one(
    home: &Home,
    server: &Server,
    mut pinned: Pinned,
    lead: &Lead,
    secret: LeadSecret,
    today: Day,
) -> anyhow::Result<()> {
    refreshed(&mut pinned, server).await?;
    let facts = patiently(|| pinned.facts(server)).await?;
    let half = half(server, &secret, today).await?;
    let sealing = pinned.sealing(today)?;
    let target = seal::Target {
        site: pinned.site(),
        roster: pinned.roster(),
        recipients: &sealing.recipients,
        questionnaire: facts.questionnaire,
        max_bytes: facts.max_tip_bytes,
        day: today,
    };
    let file = home.folder("probing")?.join("sealed.age");
    let sealed = seal(lead, &target, &secret, |content, secret| secret.code(&half, content), &file)?;
    let sent = upload::upload(server, |_| Ok(()), &sealed, &file, None).await;
    std::fs::remove_file(&file).map_err(|error| Failure::file("remove", &file, &error))?;
    Ok(sent.map_err(upload::Failed::into_failure)?)
}

/// The server's half of the codes.
async fn half(server: &Server, secret: &LeadSecret, day: Day) -> anyhow::Result<CodeHalf> {
    let claim = secret.claim(day);
    let answer: Half = patiently(|| server.ask_json(server.request(Method::POST, "/leads/half").json(&claim))).await?;
    Ok(CodeHalf::from_text(&answer.half)?)
}

/// A lead that is at the server.
struct Sent {
    code: Option<Code>,
    again: bool,
}

/// What all leads of a sending have in common.
struct Work<'a> {
    pinned: &'a Pinned,
    server: &'a Server,
    facts: &'a LineFacts,
    questionnaire: &'a Questionnaire,
    half: &'a CodeHalf,
    today: Day,
}

impl Work<'_> {
    async fn one(&self, journal: &mut Journal, lead: &Lead, place: Option<&str>) -> anyhow::Result<Sent> {
        let name = journal.name_of(lead);
        let mut known = journal.known(&name)?;
        let mut tried_anew = false;
        loop {
            match known {
                Some(Known::Sent { content }) => {
                    return Ok(Sent { code: self.code(journal.secret(), lead, &content)?, again: !tried_anew });
                }
                Some(Known::Sealed(sealed)) => {
                    let file = journal.sealed_file(&name);
                    let done =
                        upload::upload(self.server, |sealed| journal.sealed(&name, sealed), &sealed, &file, place)
                            .await;
                    match done {
                        Ok(()) => {
                            let content = sealed.content;
                            journal.sent(&name, content)?;
                            return Ok(Sent { code: self.code(journal.secret(), lead, &content)?, again: false });
                        }
                        // What lies there is not what was sealed: once more, from the beginning.
                        Err(upload::Failed::Altered) if !tried_anew => {
                            tried_anew = true;
                            journal.drop_entry(&name)?;
                            known = None;
                        }
                        Err(error) => return Err(error.into_failure().into()),
                    }
                }
                None => {
                    let sealing = self.pinned.sealing(self.today)?;
                    let half = lead_half(self.half)?;
                    let to = seal::Target {
                        site: self.pinned.site(),
                        roster: self.pinned.roster(),
                        recipients: &sealing.recipients,
                        questionnaire: self.facts.questionnaire,
                        max_bytes: self.facts.max_tip_bytes,
                        day: self.today,
                    };
                    let file = journal.sealed_file(&name);
                    let sealed = tokio::task::block_in_place(|| {
                        seal(lead, &to, journal.secret(), |content, secret| secret.code(&half, content), &file)
                    })?;
                    journal.sealed(&name, &sealed)?;
                    known = Some(Known::Sealed(sealed));
                }
            }
        }
    }

    fn code(&self, secret: &LeadSecret, lead: &Lead, content: &Digest) -> anyhow::Result<Option<Code>> {
        let asked = self.questionnaire.question("reply-here").is_some();
        if asked && wants_no_code(&lead.answers) {
            return Ok(None);
        }
        Ok(Some(secret.code(self.half, content)?))
    }
}

/// Halves do not clone; this one is needed in two places at once.
fn lead_half(half: &CodeHalf) -> anyhow::Result<CodeHalf> {
    Ok(CodeHalf::from_text(&half.to_text())?)
}

/// Asks again while the way is broken, and waits where the server says so.
pub(crate) async fn patiently<T, F: Future<Output = Result<T, NoAnswer>>>(ask: impl Fn() -> F) -> Result<T, Failure> {
    let mut tries = 0;
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => pause(error, &mut tries).await?,
        }
    }
}

/// Waits as long as makes sense before the next try; the failure, where none makes sense.
pub(crate) async fn pause(error: NoAnswer, tries: &mut u32) -> Result<(), Failure> {
    *tries += 1;
    match error {
        NoAnswer::Wait(wait) => {
            *tries = 0;
            note(&format!("the server takes no more from here for {} seconds; waiting", wait.as_secs()));
            tokio::time::sleep(wait).await;
            Ok(())
        }
        NoAnswer::Broken(failure) if *tries < TRIES => {
            let wait = Duration::from_millis(500 << (*tries).min(6));
            note(&format!("{failure}; trying again in {} s", wait.as_secs().max(1)));
            tokio::time::sleep(wait).await;
            Ok(())
        }
        other => Err(other.into_failure()),
    }
}

/// `--seal-only`: writes a sealed tip to a folder instead of sending it; answers its path and the code.
pub fn seal_only(
    home: &Home,
    sending: &Sending<'_>,
    to: &Path,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let today = clock.today();
    let pinned = Pinned::establish(home, sending.line, today)?;
    let facts = match pinned.kept_facts() {
        Some(facts) => facts,
        None => {
            note(
                "this machine has never asked this line what its form asks: the questions that courier comes with are used",
            );
            shipped(&pinned)
        }
    };
    let (_, leads) = read(sending, &facts)?;
    let sealing = pinned.sealing(today)?;
    let target = seal::Target {
        site: pinned.site(),
        roster: pinned.roster(),
        recipients: &sealing.recipients,
        questionnaire: facts.questionnaire,
        max_bytes: facts.max_tip_bytes,
        day: today,
    };
    std::fs::create_dir_all(to).map_err(|error| Failure::file("make the folder", to, &error))?;
    let mut broken = 0;
    for Placed { place, lead } in leads {
        let lead = match (lead, &place) {
            (Ok(lead), _) => lead,
            (Err(failure), Some(place)) => {
                broken += 1;
                note(&format!("{place}: {failure}"));
                continue;
            }
            (Err(failure), None) => return Err(failure.into()),
        };
        let (secret, mut name) = (LeadSecret::random(rng), [0; 8]);
        rng.fill_bytes(&mut name);
        // A name that tells nothing; what is in it, and of whom, is sealed.
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = to.join(format!("{name}.age"));
        let half = CodeHalf::from_text(&LeadSecret::random(rng).to_text())?;
        let sealed = seal(&lead, &target, &secret, |content, secret| secret.code(&half, content), &path)?;
        line(&path.display().to_string());
        let code = sealed.mailbox.map(|_| secret.code(&half, &sealed.content)).transpose()?;
        show(place.as_deref(), code.as_ref());
    }
    note("carry the file to the reviewers in any way: mail, messenger, stick. Only they can open it.");
    note(
        "the code works once they have answered and their answer has come to the line's server; until then it is unknown there",
    );
    if broken > 0 {
        return Err(Failure::new(format!("{broken} rows are broken and were not sealed"))
            .next("mend them; the others are sealed")
            .into());
    }
    Ok(())
}

/// The questions that courier comes with.
pub const SHIPPED: &str = include_str!("../../../config/questionnaire.toml");

/// Facts made of them, for a line that was never asked.
fn shipped(pinned: &Pinned) -> LineFacts {
    let structure = SHIPPED.to_owned();
    LineFacts {
        format: envelope::line::FORMAT.to_owned(),
        site: pinned.site(),
        questionnaire: Digest::of(structure.as_bytes()),
        structure,
        max_tip_bytes: envelope::tip::MAX_TIP_BYTES,
        max_text_bytes: 28 * 1024,
    }
}

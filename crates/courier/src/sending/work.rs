//! Takes one lead from its current state to its code.

use console::Failure;
use envelope::code::Code;
use envelope::lead::{CodeHalf, LeadSecret};
use envelope::line::LineFacts;
use envelope::{Day, Digest, MailboxId};
use reqwest::Method;
use serde::Deserialize;

use super::journal::{Journal, Known};
use super::seal::{Target, seal};
use super::{patiently, refreshed, upload};
use crate::client::Server;
use crate::home::Home;
use crate::lead::Lead;
use crate::pinned::Pinned;

/// A lead that is at the server.
pub(super) struct Sent {
    pub(super) code: Option<Code>,
    /// Whether the lead was at the server before this run.
    pub(super) again: bool,
}

/// Why a lead is not at the server.
pub(super) enum NotSent {
    /// The lead itself is at fault.
    Lead(Failure),
    /// The connection, the server or this disk is at fault.
    Way(Failure),
}

/// Values that all leads of a sending share.
pub(super) struct Work<'a> {
    pub(super) pinned: &'a Pinned,
    pub(super) server: &'a Server,
    pub(super) facts: &'a LineFacts,
    pub(super) half: &'a CodeHalf,
    pub(super) today: Day,
}

impl Work<'_> {
    /// Seals the lead if it is not sealed yet, and sends it if it is not sent yet.
    pub(super) async fn one(
        &self,
        journal: &mut Journal,
        name: &str,
        lead: &Lead,
        place: Option<&str>,
    ) -> Result<Sent, NotSent> {
        let mut known = journal.known(name).map_err(NotSent::Way)?;
        // The lead was sealed to the keys of an older roster, and the root key may have withdrawn some of them. So the
        // lead is sealed again, to today's keys. Its code and its id stay the same.
        if matches!(&known, Some(Known::Sealed(sealed)) if sealed.roster_issue != self.pinned.roster().issue()) {
            journal.drop_entry(name).map_err(NotSent::Way)?;
            known = None;
        }
        let mut tried_anew = false;
        loop {
            match known {
                Some(Known::Sent { content, mailbox }) => {
                    return Ok(Sent { code: self.code(journal.secret(), &content, mailbox)?, again: true });
                }
                Some(Known::Sealed(sealed)) => {
                    let file = journal.sealed_file(name);
                    let keep = |sealed: &_| journal.sealed(name, sealed);
                    match upload::upload(self.server, keep, &sealed, &file, place).await {
                        Ok(()) => {
                            let code = self.code(journal.secret(), &sealed.content, sealed.mailbox)?;
                            journal.sent(name, sealed).map_err(NotSent::Way)?;
                            return Ok(Sent { code, again: false });
                        }
                        // The server received other bytes than the sealed file has. So the lead is sealed and sent once
                        // more.
                        Err(upload::Failed::Altered) if !tried_anew => {
                            tried_anew = true;
                            journal.drop_entry(name).map_err(NotSent::Way)?;
                            known = None;
                        }
                        Err(error) => return Err(NotSent::Way(error.into_failure())),
                    }
                }
                None => {
                    let sealing = self.pinned.sealing(self.today).map_err(NotSent::Way)?;
                    let to = Target::of(self.pinned, self.facts, &sealing, self.today);
                    let file = journal.sealed_file(name);
                    let code = |content: &Digest, secret: &LeadSecret| secret.code(self.half, content);
                    let sealed = tokio::task::block_in_place(|| seal(lead, &to, journal.secret(), code, &file));
                    let sealed = sealed.map_err(NotSent::Lead)?;
                    journal.sealed(name, &sealed).map_err(NotSent::Way)?;
                    known = Some(Known::Sealed(sealed));
                }
            }
        }
    }

    /// Combines both halves into the code, and checks that the code opens this mailbox. The code does not open it if
    /// the server gives another half now than when the lead was sealed.
    fn code(&self, secret: &LeadSecret, content: &Digest, mailbox: Option<MailboxId>) -> Result<Option<Code>, NotSent> {
        let Some(mailbox) = mailbox else { return Ok(None) };
        let broken = |error: String| NotSent::Way(Failure::new(error));
        let code = secret.code(self.half, content).map_err(|error| broken(error.to_string()))?;
        let (site, kdf) = (self.pinned.site(), &self.pinned.roster().body().kdf);
        let opens = code.derive(site, kdf).map_err(|error| broken(error.to_string()))?.identity.recipient();
        if MailboxId::of(site, &opens) == mailbox {
            return Ok(Some(code));
        }
        Err(NotSent::Way(
            Failure::new("the server gives another half of the code than when the lead was sealed, so its code cannot be shown")
                .next("the lead is kept here: tell the organisation, and run the same command again when its server has its old keys back"),
        ))
    }
}

/// Sends one lead for which no person waits. It is sent like every other lead, and leaves nothing on this disk.
pub(crate) async fn send_one(
    home: &Home,
    server: &Server,
    pinned: &mut Pinned,
    lead: &Lead,
    secret: LeadSecret,
    today: Day,
) -> anyhow::Result<()> {
    refreshed(pinned, server).await?;
    let facts = patiently(|| pinned.facts(server)).await?;
    let half = half(server, &secret, today).await?;
    let sealing = pinned.sealing(today)?;
    let target = Target::of(pinned, &facts, &sealing, today);
    let file = home.folder("probing")?.join("sealed.age");
    let sealed = seal(lead, &target, &secret, |content, secret| secret.code(&half, content), &file)?;
    let sent = upload::upload(server, |_| Ok(()), &sealed, &file, None).await;
    std::fs::remove_file(&file).map_err(|error| Failure::file("remove", &file, &error))?;
    Ok(sent.map_err(upload::Failed::into_failure)?)
}

#[derive(Deserialize)]
struct HalfReply {
    half: String,
}

/// Fetches the server's half of the codes (`envelope::lead`).
pub(super) async fn half(server: &Server, secret: &LeadSecret, day: Day) -> anyhow::Result<CodeHalf> {
    let claim = secret.claim(day);
    let answer: HalfReply =
        patiently(|| server.ask_json(server.request(Method::POST, "/leads/half").json(&claim))).await?;
    Ok(CodeHalf::from_text(&answer.half)?)
}

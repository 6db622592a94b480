//! Seals a lead into a file on this disk.
//!
//! The file has the format that the server gives to a tip from the form.

use std::fs::File;
use std::io::{BufWriter, Read as _};
use std::path::Path;

use console::{Failure, PublishedFile};
use envelope::answers::{content, wants_no_code};
use envelope::code::Code;
use envelope::keys::Recipient;
use envelope::lead::{HalfError, LeadSecret};
use envelope::line::LineFacts;
use envelope::roster::{Roster, Sealing};
use envelope::tip::{self, SealError, Tip, TipMailbox, TipSealer};
use envelope::{Day, Digest, MailboxId, SiteId, SubmissionId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::lead::Lead;
use crate::pinned::Pinned;
use crate::progress::Progress;

/// Bytes that are read at a time.
const PIECE: usize = 1024 * 1024;

/// The recipients of a lead, and the facts about the line that its tip states.
pub(super) struct Target<'a> {
    site: SiteId,
    roster: &'a Roster,
    recipients: &'a [Recipient],
    /// Digest of the questionnaire that the lead answers.
    questionnaire: Digest,
    day: Day,
}

impl<'a> Target<'a> {
    /// Returns the line's recipients of `day`.
    pub(super) fn of(pinned: &'a Pinned, facts: &LineFacts, sealing: &'a Sealing, day: Day) -> Self {
        let (site, roster) = (pinned.site(), pinned.roster());
        Self { site, roster, recipients: &sealing.recipients, questionnaire: facts.questionnaire, day }
    }
}

/// The journal's record of a sealed lead. It holds none of the lead's words.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SealedLead {
    /// Digest of answers and attachments, keyed with the secret.
    pub(super) content: Digest,
    /// Id of the tip; equal if the same lead is sent twice.
    pub(super) submission: SubmissionId,
    /// SHA-256 of the sealed file.
    pub(super) sha256: Digest,
    /// Size of the sealed file, in bytes.
    pub(super) size: u64,
    /// Issue of the roster to whose keys the lead is sealed.
    pub(super) roster_issue: u32,
    /// Mailbox that the lead's code opens; `None` if the lead asks for no code.
    pub(super) mailbox: Option<MailboxId>,
    /// The attachments as they were when they were sealed.
    pub(super) files: Vec<Stamp>,
    /// Path of the upload on the server; `None` until the server has named it.
    pub(super) location: Option<String>,
}

/// An attachment as it was when it was sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Size in bytes.
    size: u64,
    /// Time of the last change, in nanoseconds since 1970.
    changed: i128,
    /// SHA-256 of the attachment, keyed with the secret.
    pub(super) mark: Digest,
}

impl Stamp {
    /// Returns the size and the time of the last change of a file, without reading the contents.
    pub(super) fn of(path: &Path, mark: Digest) -> Result<Self, Failure> {
        let metadata = std::fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
        let since = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        Ok(Self { size: metadata.len(), changed: since.map_or(0, |since| since.as_nanos().cast_signed()), mark })
    }
}

/// Seals a lead into the file `to`, which gets that name only when it is complete and synced to the disk.
///
/// `code` makes the lead's code from the digest of its content.
pub(super) fn seal(
    lead: &Lead,
    target: &Target<'_>,
    secret: &LeadSecret,
    code: impl Fn(&Digest, &LeadSecret) -> Result<Code, HalfError>,
    to: &Path,
) -> Result<SealedLead, Failure> {
    let written = |error: std::io::Error| Failure::file("write the sealed lead to", to, &error);
    let sealing = |error: SealError| match error {
        SealError::Write(error) => written(error),
        other => Failure::new(other.to_string()).next("send the files in several leads"),
    };
    let file = PublishedFile::create(to, 0o600).map_err(written)?;
    let out = BufWriter::with_capacity(PIECE, file);
    let sealer = if lead.files.is_empty() { TipSealer::new } else { TipSealer::with_threads };
    let mut sealer = sealer(target.recipients, out).map_err(sealing)?;
    let files = attach(lead, &mut sealer, secret, &sealing)?;
    // The digest is kept on this disk. It is keyed with the secret, so that it does not reveal the content.
    let content = secret.mark(&content(&lead.answers, sealer.files().map_err(&sealing)?));
    let mut mailbox = None;
    let mut opened = None;
    if !wants_no_code(&lead.answers) {
        let made = code(&content, secret).map_err(|error| Failure::new(error.to_string()))?;
        let secrets = made.derive(target.site, &target.roster.body().kdf);
        let secrets = secrets
            .map_err(|error| Failure::new(error.to_string()).next("tell the organisation: its roster is broken"))?;
        let recipient = secrets.identity.recipient();
        mailbox = Some(MailboxId::of(target.site, &recipient));
        opened = Some(TipMailbox { recipient, link_key: secrets.link_key });
    }
    let submission = secret.submission(&content);
    let tip = Tip {
        format: tip::FORMAT.to_owned(),
        site: target.site,
        day: target.day,
        language: lead.language.clone(),
        answers: lead.answers.clone(),
        mailbox: opened,
        submission,
        questionnaire: target.questionnaire,
    };
    let (out, sealed) = sealer.finish(&tip).map_err(sealing)?;
    out.into_inner().map_err(|error| written(error.into_error()))?.commit().map_err(written)?;
    Ok(SealedLead {
        content,
        submission,
        sha256: sealed.sha256,
        size: sealed.size,
        roster_issue: target.roster.issue(),
        mailbox,
        files,
        location: None,
    })
}

/// Seals the attachments. Refuses an attachment that changes while it is sealed.
fn attach<W: std::io::Write>(
    lead: &Lead,
    sealer: &mut TipSealer<W>,
    secret: &LeadSecret,
    sealing: &impl Fn(SealError) -> Failure,
) -> Result<Vec<Stamp>, Failure> {
    let length = lead.files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum();
    let progress = Progress::begin("sealing", length, 0);
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    let mut before = Vec::new();
    for path in &lead.files {
        before.push(Stamp::of(path, Digest::of(b""))?);
        let reading = |error: std::io::Error| Failure::file("read", path, &error);
        let mut file = File::open(path).map_err(reading)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        sealer.begin_file(&name, kind.essence_str()).map_err(sealing)?;
        loop {
            let read = file.read(&mut buffer).map_err(reading)?;
            if read == 0 {
                break;
            }
            sealer.write(&buffer[..read]).map_err(sealing)?;
            progress.came(read as u64);
        }
    }
    let entries = sealer.files().map_err(sealing)?.to_vec();
    let mut stamps = Vec::new();
    for ((path, stamp), entry) in lead.files.iter().zip(before).zip(&entries) {
        let stamp = Stamp { mark: secret.mark(&entry.sha256), ..stamp };
        if entry.size != stamp.size || Stamp::of(path, stamp.mark)? != stamp {
            return Err(Failure::new(format!("{} changed while it was sealed", path.display()))
                .next("wait until nothing writes to it any more, then run the same command again"));
        }
        stamps.push(stamp);
    }
    Ok(stamps)
}

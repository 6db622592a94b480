//! A lead becomes a sealed tip on this disk: the same file that the server makes of a form.

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

/// Read at once.
const PIECE: usize = 1024 * 1024;

/// Whom a lead is sealed to.
pub(super) struct Target<'a> {
    site: SiteId,
    roster: &'a Roster,
    recipients: &'a [Recipient],
    /// Which questionnaire the lead answers.
    questionnaire: Digest,
    day: Day,
}

impl<'a> Target<'a> {
    /// The line's reviewers of today.
    pub(super) fn of(pinned: &'a Pinned, facts: &LineFacts, sealing: &'a Sealing, day: Day) -> Self {
        let (site, roster) = (pinned.site(), pinned.roster());
        Self { site, roster, recipients: &sealing.recipients, questionnaire: facts.questionnaire, day }
    }
}

/// A sealed lead, as the journal keeps it: nothing of what it says.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SealedLead {
    /// Digest of answers and attachments, under the secret.
    pub(super) content: Digest,
    /// Equal for the same lead sent twice.
    pub(super) submission: SubmissionId,
    /// SHA-256 of the sealed file.
    pub(super) sha256: Digest,
    /// Bytes of it.
    pub(super) size: u64,
    /// The roster issue whose keys it is sealed to.
    pub(super) roster_issue: u32,
    /// The mailbox that its code opens.
    pub(super) mailbox: Option<MailboxId>,
    /// The attachments as they were.
    pub(super) files: Vec<Stamp>,
    /// Where the server takes it, once it was told.
    pub(super) location: Option<String>,
}

/// An attachment as it was when it was sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Bytes.
    size: u64,
    /// When it was changed last, in nanoseconds.
    changed: i128,
    /// Its SHA-256 under the secret.
    pub(super) mark: Digest,
}

impl Stamp {
    /// Size and time of a file, without a look into it.
    pub(super) fn of(path: &Path, mark: Digest) -> Result<Self, Failure> {
        let metadata = std::fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
        let since = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        Ok(Self { size: metadata.len(), changed: since.map_or(0, |since| since.as_nanos().cast_signed()), mark })
    }
}

/// Seals a lead into `to`, which takes its name once it is whole and on the disk. `code` makes the code of a content.
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
    // Under the secret: this is kept, and does not tell what was sent.
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

/// Seals the attachments, and refuses one that changes meanwhile.
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

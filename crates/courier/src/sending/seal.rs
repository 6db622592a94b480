//! A lead becomes a sealed tip on this disk: the same file that the server makes of a form.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use console::Failure;
use envelope::answers::{content, wants_no_code};
use envelope::code::Code;
use envelope::keys::Recipient;
use envelope::lead::{HalfError, LeadSecret};
use envelope::roster::Roster;
use envelope::tip::{self, SealError, Tip, TipMailbox, TipSealer};
use envelope::{Day, Digest, MailboxId, SiteId, SubmissionId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::lead::Lead;
use crate::progress::Progress;

/// Whom a lead is sealed to.
pub struct Target<'a> {
    /// The line.
    pub site: SiteId,
    /// Its roster.
    pub roster: &'a Roster,
    /// Its reviewers' keys of today.
    pub recipients: &'a [Recipient],
    /// Which questionnaire the lead answers.
    pub questionnaire: Digest,
    /// The most bytes of attachments.
    pub max_bytes: u64,
    /// Today.
    pub day: Day,
}

/// A sealed lead, as the journal keeps it: nothing of what it says.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedLead {
    /// Digest of answers and attachments.
    pub content: Digest,
    /// Equal for the same lead sent twice.
    pub submission: SubmissionId,
    /// SHA-256 of the sealed file.
    pub sha256: Digest,
    /// Bytes of it.
    pub size: u64,
    /// The roster issue whose keys it is sealed to.
    pub roster_issue: u32,
    /// The mailbox that its code opens.
    pub mailbox: Option<MailboxId>,
    /// The attachments as they were.
    pub files: Vec<Stamp>,
    /// Where the server takes it, once it was told.
    pub location: Option<String>,
}

/// An attachment as it was when it was sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was changed last, in nanoseconds.
    pub changed: i128,
    /// SHA-256.
    pub sha256: Digest,
}

impl Stamp {
    /// Size and time of a file, without a look into it.
    pub fn of(path: &Path, sha256: Digest) -> Result<Self, Failure> {
        let metadata = std::fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
        let since = metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        Ok(Self { size: metadata.len(), changed: since.map_or(0, |since| since.as_nanos().cast_signed()), sha256 })
    }
}

/// Seals a lead into `to`, which must not be there; half a file is removed. `code` makes the code of a content.
pub fn seal(
    lead: &Lead,
    target: &Target<'_>,
    secret: &LeadSecret,
    code: impl Fn(&Digest, &LeadSecret) -> Result<Code, HalfError>,
    to: &Path,
) -> anyhow::Result<SealedLead> {
    let mut half = Half { path: to.to_owned(), whole: false };
    let written = |error: std::io::Error| Failure::file("write the sealed lead to", to, &error);
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to).map_err(written)?;
    let length: u64 = lead.files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum();
    if length > target.max_bytes {
        return Err(Failure::new(format!(
            "this line takes {} bytes of files in one tip, and these have {length}",
            target.max_bytes
        ))
        .next("send them in several leads")
        .into());
    }
    let progress = Progress::begin("sealing", length, 0);
    let mut sealer =
        TipSealer::new(target.recipients, BufWriter::with_capacity(PIECE, file)).map_err(|error| sealing(error, to))?;
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    let mut before = Vec::new();
    for path in &lead.files {
        before.push(Stamp::of(path, Digest::of(b""))?);
        let reading = |error: std::io::Error| Failure::file("read", path, &error);
        let mut file = File::open(path).map_err(reading)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        sealer.begin_file(&name, kind.essence_str()).map_err(|error| sealing(error, to))?;
        loop {
            let read = file.read(&mut buffer).map_err(reading)?;
            if read == 0 {
                break;
            }
            sealer.write(&buffer[..read]).map_err(|error| sealing(error, to))?;
            progress.came(read as u64);
        }
    }
    let entries = sealer.files().to_vec();
    let files: Vec<Stamp> =
        before.into_iter().zip(&entries).map(|(stamp, entry)| Stamp { sha256: entry.sha256, ..stamp }).collect();
    for ((path, stamp), entry) in lead.files.iter().zip(&files).zip(&entries) {
        if entry.size != stamp.size || Stamp::of(path, stamp.sha256)? != *stamp {
            return Err(Failure::new(format!("{} changed while it was sealed", path.display()))
                .next("wait until nothing writes to it any more, then run the same command again")
                .into());
        }
    }
    let content = content(&lead.answers, &entries);
    let mut mailbox = None;
    let mut opened = None;
    if !wants_no_code(&lead.answers) {
        let secrets =
            code(&content, secret)?.derive(target.site, &target.roster.body().kdf).context("deriving the code")?;
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
    let (mut out, sealed) = sealer.finish(&tip).map_err(|error| sealing(error, to))?;
    out.flush().map_err(written)?;
    out.get_ref().sync_all().map_err(written)?;
    half.whole = true;
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

/// Read at once.
const PIECE: usize = 1024 * 1024;

/// A file that is not whole yet, and is removed unless it becomes so.
struct Half {
    path: PathBuf,
    whole: bool,
}

impl Drop for Half {
    fn drop(&mut self) {
        if !self.whole {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn sealing(error: SealError, to: &Path) -> Failure {
    match error {
        SealError::Write(error) => Failure::file("write the sealed lead to", to, &error),
        other => Failure::new(other.to_string()).next("send the files in several leads"),
    }
}

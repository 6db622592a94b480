//! `import`: takes a bundle, a bare sealed tip or another desk's dispatch.
//!
//! The file is imported into the case database whole or not at all.
//!
//! Another desk's dispatch states, under that desk's signature, that it has tips too. The server may then erase them
//! without waiting for this desk's backup. No extra journey is needed for that: this desk imports the dispatch from the
//! stick that is on its way to the server.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use console::Failure;
use envelope::bundle::{BundleBody, BundleError, UntrustedBundle};
use envelope::collected;
use envelope::dispatch::UntrustedDispatch;
use envelope::keys::Identity;
use envelope::tip::{Answer, OpenError, OpenedTip, Thread, Tip};
use envelope::{Digest, Hasher, MailboxId, TipId};
use serde::Serialize;

use super::desk::Desk;
use super::{probe, raise, roster};
use crate::analysis::{Circumstances, Reading};
use crate::casedb::CaseDb;
use crate::casedb::audit::CUT;
use crate::casedb::cases::{Known, NewCase};
use crate::triage::{Reason, Rules};

/// The result of an import.
#[derive(Debug, Default, Serialize)]
pub struct Imported {
    /// The bundle's number; `None` for a bare tip and a dispatch.
    pub bundle: Option<u32>,
    /// If another desk's dispatch was imported: its number, and the number of tips for which it is the first
    /// confirmation that another desk has them.
    pub confirmed: Option<(u32, u32)>,
    /// Number of new tips.
    pub new: u32,
    /// Number of tips that were at the desk before.
    pub known: u32,
    /// Number of tips that are a second copy of the same form, and are not kept.
    pub twins: u32,
    /// Number of probes that this desk waits for and that arrived in the bundle.
    pub probes: u32,
    /// Number of tips that cannot be opened and are kept sealed.
    pub quarantined: u32,
    /// Gaps and oddities for a person to look into, one sentence each.
    pub findings: Vec<String>,
}

/// A person's decisions about facts that are new to the desk.
pub struct Trust<'a> {
    /// The fingerprint that the operator read out, for a line's first bundle.
    pub fingerprint: Option<&'a str>,
    /// The function that asks a person for the fingerprint if none was given. It returns `None` if nobody can be asked.
    pub ask: fn() -> Option<String>,
    /// Whether the person confirms that the server was set up anew, so that a new epoch is accepted.
    pub accept_epoch: bool,
    /// Private halves of recovery keys, for tips that no key of this desk opens.
    pub recovery: &'a [Identity],
}

/// Imports one file. Needs a Tokio runtime with several threads.
///
/// # Errors
/// When the file cannot be read or is refused, or the database cannot be read or written. Nothing is committed then.
pub async fn import(desk: &mut Desk, path: &Path, trust: &Trust<'_>) -> anyhow::Result<Imported> {
    let fail = |error: io::Error| Failure::file("read", path, &error);
    let mut file = own_copy(desk, path)?;
    let mut head = [0; 21];
    let whole = file.read_exact(&mut head).is_ok();
    let is_age = whole && &head == b"age-encryption.org/v1";
    let is_dispatch = whole && head.starts_with(b"dispatch.json\0");
    file.seek(SeekFrom::Start(0)).map_err(fail)?;
    let mut reading = desk.reading().await?;
    let own = desk.vault.keyring()?.identities;
    let identities: Vec<&Identity> = own.iter().chain(trust.recovery).collect();
    let mut done = Imported::default();
    desk.db.begin().await?;
    desk.note_rules().await?;
    if is_age {
        let mut hasher = Hasher::new();
        io::copy(&mut file, &mut hasher).map_err(fail)?;
        let (size, sha256) = (hasher.size(), hasher.digest());
        let listed = BundledTip { id: TipId::of_bare(&sha256), size, sha256 };
        if envelope::tip::size_class(size) != size {
            done.findings.push(
                "it is not padded as tips are: whoever saw it on its way could tell how much is in it".to_owned(),
            );
        }
        take(desk, &listed, file, &identities, &reading, &mut done).await?;
        desk.db.log(desk.today, "import tip", &listed.id.to_string()).await?;
    } else if is_dispatch {
        word(desk, file, &mut done).await?;
    } else {
        bundle(desk, file, trust, &identities, &mut reading, &mut done).await?;
    }
    desk.db.commit().await?;
    Ok(done)
}

/// Records the last dispatch of this desk that the server applied, as the newest bundle says. Later dispatches leave
/// its contents out. Returns a finding if the dispatch is not this desk's, or if the end of the log was cut off.
async fn echo(desk: &mut Desk, body: &BundleBody) -> anyhow::Result<Option<String>> {
    if desk.db.newest_bundle(body.site, body.epoch).await? > body.number {
        return Ok(None);
    }
    let own = desk.vault.keyring()?.desk.verifying_key();
    let applied = body.applied.iter().find(|applied| applied.desk == own);
    let known = match applied {
        Some(applied) => desk.db.dispatch_digest(applied.number).await? == Some(applied.digest),
        None => true,
    };
    desk.db.set_echo(body.site, applied.filter(|_| known).map_or(0, |applied| applied.number)).await?;
    if !known {
        return Ok(Some(
            "the server applied a dispatch that this desk did not write: ask who has another copy of this desk"
                .to_owned(),
        ));
    }
    // That dispatch carried the head of the log, and the server's signed bundle repeats the dispatch's digest.
    let Some(applied) = applied else { return Ok(None) };
    match desk.db.confirmed_head(applied.number).await? {
        Some(head) if desk.db.has_head(&head).await? => Ok(None),
        Some(_) => Ok(Some(format!("dispatch {}: {CUT}", applied.number))),
        None => Ok(Some(format!(
            "dispatch {}: its own copy here is gone, so nothing tells whether the log was cut",
            applied.number
        ))),
    }
}

fn rules_without_question(rules: &Rules, body: &BundleBody) -> Option<String> {
    let questionnaires: Vec<_> = body.questionnaires.values().filter_map(|each| each.questionnaire().ok()).collect();
    let known = |id: &str| questionnaires.iter().any(|questionnaire| questionnaire.question(id).is_some());
    let mut gone: Vec<&str> = rules.questions().filter(|id| !known(id)).collect();
    gone.sort_unstable();
    gone.dedup();
    let named = !questionnaires.is_empty() && !gone.is_empty();
    named.then(|| format!("triage.toml names questions that the form does not ask: {}", gone.join(", ")))
}

/// Imports another desk's dispatch: its statement of the tips that it has.
async fn word(desk: &mut Desk, file: File, done: &mut Imported) -> anyhow::Result<()> {
    let refused = |why: String| {
        Failure::new(format!("the dispatch is refused: {why}"))
            .next("nothing was imported; have the other desk write it again")
    };
    let roster = roster::present(desk).await?.ok_or_else(|| {
        Failure::new("this desk has no roster, and cannot tell whose dispatch this is")
            .next("import it at the desk that makes the rosters; or make a backup, which does the same")
    })?;
    let other = UntrustedDispatch::read(file)
        .and_then(|dispatch| dispatch.verify(&roster, desk.today))
        .map_err(|error| refused(error.to_string()))?;
    let body = other.body();
    // Dispatches are recognised as this desk's own by its label too, not only by its present key. After a restore, the
    // desk has a new key, and a dispatch of the lost laptop may list tips that are lost.
    let own = desk.card()?.label;
    let signers =
        roster.body().reviewers.iter().filter(|reviewer| reviewer.label == own).flat_map(|own| &own.desk_keys);
    if signers.map(|dated| &dated.key).chain([&desk.vault.keyring()?.desk.verifying_key()]).any(|key| *key == body.desk)
    {
        return Err(Failure::new("this is a dispatch of this desk's own")
            .next("carry it to the server: `intake ingest`")
            .into());
    }
    let mut tips = 0;
    for tip in body.received.iter().chain(&body.erase) {
        tips += u32::from(desk.db.confirm(tip, &body.desk).await?);
    }
    done.confirmed = Some((body.number, tips));
    desk.db
        .log(desk.today, "import dispatch", &format!("number {} of {}: {tips} tips", body.number, body.desk))
        .await?;
    Ok(())
}

struct BundledTip {
    id: TipId,
    size: u64,
    sha256: Digest,
}

async fn bundle(
    desk: &mut Desk,
    file: File,
    trust: &Trust<'_>,
    identities: &[&Identity],
    reading: &mut Reading,
    done: &mut Imported,
) -> anyhow::Result<()> {
    let refused = |error: BundleError| {
        Failure::new(format!("the bundle is refused: {error}"))
            .next("nothing was imported; copy it again from the server, or export again")
    };
    let untrusted = UntrustedBundle::open(file).map_err(refused)?;
    let site = untrusted.claimed_site();
    let known = desk.db.site(site).await?;
    let key = match &known {
        Some((key, _)) => key.clone(),
        None if desk.db.only_site().await?.is_some() => {
            return Err(Failure::new("the bundle is of another line than the one that this desk serves")
                .next("make a desk of its own for each line, so that neither learns of the other's tips")
                .into());
        }
        None => {
            let key = untrusted.claimed_key().clone();
            let words = trust.fingerprint.map(str::to_owned).or_else(trust.ask).ok_or_else(|| {
                Failure::new("this is the first bundle of a line that this desk does not know").next(
                    "ask the operator for the fingerprint (`intake status` shows it) and give it with --fingerprint",
                )
            })?;
            if !key.fingerprint().matches(&words) {
                return Err(Failure::new("the bundle's key has another fingerprint than the one given")
                    .next("ask the operator to read the words out again; if they differ, the bundle was exchanged on the way")
                    .into());
            }
            key
        }
    };
    let mut bundle = untrusted.verify(&key, site).map_err(refused)?;
    let (body, volume, digest) = (bundle.body().clone(), bundle.volume(), bundle.digest());
    done.bundle = Some(body.number);
    if body.day > desk.today {
        return Err(Failure::new(format!(
            "the bundle is of {}, and this laptop's clock says {}",
            body.day, desk.today
        ))
        .next("set the clock, then import again")
        .into());
    }
    match known {
        Some((_, epoch)) if epoch != body.epoch && !trust.accept_epoch => {
            return Err(Failure::new("the bundle begins a new chain: the server was restored, or made anew")
                .next("ask the operator; if they did so, import again with --accept-epoch")
                .into());
        }
        _ => desk.db.set_site(site, &key, body.epoch).await?,
    }
    match desk.db.bundle(&body, volume).await? {
        Some((known, _)) if known != digest.to_string() => {
            return Err(Failure::new(format!("another bundle {} with other content came before", body.number))
                .next("nothing was imported; tell the operator: two chains carry the same number")
                .into());
        }
        Some((_, true)) => {
            done.known = u32::try_from(bundle.tips().len()).unwrap_or(u32::MAX);
            return Ok(());
        }
        _ => {}
    }
    for (digest, published) in &body.questionnaires {
        reading.learn(*digest, published);
    }
    for listed in bundle.tips() {
        let tip = BundledTip { id: listed.id, size: listed.size, sha256: listed.sha256 };
        let sealed = bundle.tip(&tip.id).map_err(refused)?;
        take(desk, &tip, sealed, identities, reading, done).await?;
    }
    desk.db.add_bundle(&body, volume, &digest).await?;
    let gaps = desk.db.gaps(site, body.epoch).await?;
    if gaps.is_empty() || body.volumes == 1 {
        desk.db.set_meta("newest-bundle-day", &body.day.to_string()).await?;
        let missing = desk.db.take_missing_probes(body.day).await?;
        done.findings.extend(missing.into_iter().map(probe::missing));
    }
    done.findings.extend(gaps);
    done.findings.extend(echo(desk, &body).await?);
    if let Some(sealed) = bundle.collected() {
        match collected::open(sealed, identities, site) {
            Ok(collected) => desk.db.mark_collected(&collected.items).await?,
            Err(error) => done.findings.push(format!("it cannot be told which replies were collected: {error}")),
        }
    }
    done.findings.extend(rules_without_question(&reading.rules, &body));
    let detail = format!(
        "number {} volume {volume}: {} new, {} known, {} quarantined",
        body.number, done.new, done.known, done.quarantined
    );
    desk.saw_day(body.day).await?;
    desk.db.log(desk.today, "import bundle", &detail).await?;
    Ok(())
}

async fn take(
    desk: &mut Desk,
    listed: &BundledTip,
    mut sealed: impl Read + Seek,
    identities: &[&Identity],
    reading: &Reading,
    done: &mut Imported,
) -> anyhow::Result<()> {
    let BundledTip { id, sha256, .. } = listed;
    let known = desk.db.known(id, sha256).await?;
    match known {
        Known::Here => {
            done.known += 1;
            return Ok(());
        }
        Known::OtherBytes => {
            done.findings.push(format!("tip {id} came again with other bytes; the first ones are kept"));
            return Ok(());
        }
        // A tip in quarantine may now open, with a newer version of this program or with another key.
        Known::New | Known::Quarantined => {}
    }
    sealed.seek(SeekFrom::Start(0))?;
    let why = match envelope::tip::open(&mut sealed, identities) {
        Ok(opened) => match keep(desk, listed, opened, reading, known, done).await? {
            None => return Ok(()),
            Some(why) => why,
        },
        Err(error) => error.to_string(),
    };
    done.findings.push(format!("tip {id} cannot be opened and is kept sealed: {why}"));
    if known == Known::Quarantined {
        done.known += 1;
        return Ok(());
    }
    sealed.seek(SeekFrom::Start(0))?;
    desk.db.add_quarantine(id, sha256, desk.today, &why).await?;
    let text = id.to_string();
    let mut pieces = desk.db.pieces(&text, 0);
    io::copy(&mut sealed, &mut pieces)?;
    pieces.finish()?;
    done.quarantined += 1;
    Ok(())
}

/// Stores an opened tip. If an attachment differs from the manifest, stores nothing and returns the reason.
async fn keep<R: Read + Seek>(
    desk: &mut Desk,
    listed: &BundledTip,
    mut opened: OpenedTip<R>,
    reading: &Reading,
    known: Known,
    done: &mut Imported,
) -> anyhow::Result<Option<String>> {
    let BundledTip { id, size, sha256 } = listed;
    desk.db.mark().await?;
    if known == Known::Quarantined {
        desk.db.remove_quarantine(id).await?;
    }
    let same_submission = desk.db.by_submission(opened.tip(), opened.files()).await?;
    if let Some((first, _)) = same_submission.iter().find(|(_, same)| *same) {
        desk.db.add_twin(id, sha256, first).await?;
        desk.db.release_mark().await?;
        done.twins += 1;
        return Ok(None);
    }
    if opened.thread().is_none()
        && opened.files().is_empty()
        && let Some(number) = desk.db.probe(&envelope::probe::mark(&opened.tip().answers)).await?
    {
        desk.db.probe_came(number, id, sha256, desk.today).await?;
        desk.db.release_mark().await?;
        done.probes += 1;
        return Ok(None);
    }
    let claim = match opened.thread() {
        Some(thread) => claim(&mut desk.db, thread, opened.manifest()).await?,
        None => ThreadClaim::None,
    };
    let rules = &reading.rules;
    let corroborated = corroborated(&mut desk.db, rules, opened.tip()).await?;
    let files = opened.files().to_vec();
    let names: Vec<&str> = files.iter().map(|file| file.name.strip_prefix("files/").unwrap_or(&file.name)).collect();
    let beside = Circumstances { today: desk.today, corroborated, continues: matches!(claim, ThreadClaim::Proven(_)) };
    let mut analysis = reading.read(opened.tip(), &names, beside);
    if matches!(claim, ThreadClaim::Forged) {
        done.findings.push(format!("tip {id} {FORGED}: it is a case of its own"));
        analysis.verdict.reasons.push(Reason::new(0, FORGED));
    }
    let case = NewCase {
        id: *id,
        sha256: *sha256,
        size: *size,
        tip: opened.tip(),
        files: &files,
        analysis: &analysis,
        links: &rules.links,
        continues: if let ThreadClaim::Proven(case) = &claim { Some(case) } else { None },
        today: desk.today,
    };
    desk.db.add_case(case).await?;
    // The chain of custody begins here, with the tip's id and the sealed file's digest.
    let came = match &claim {
        ThreadClaim::Proven(case) => format!("{case} follow-up {id}, sealed file sha256 {sha256}"),
        _ => format!("{id} L{} sealed file sha256 {sha256}", analysis.verdict.level),
    };
    desk.db.log(desk.today, "receive", &came).await?;
    if let ThreadClaim::Proven(case) = &claim {
        raise::by_follow_up(desk, case, opened.tip().day, &analysis.verdict).await?;
    }
    if let (ThreadClaim::Waiting, Some(thread)) = (&claim, opened.thread()) {
        desk.db.set_claim(id, thread, opened.manifest()).await?;
    }
    settle_claims(desk, id, opened.tip(), done).await?;
    let text = id.to_string();
    for index in 0..files.len() {
        let mut pieces = desk.db.pieces(&text, u32::try_from(index + 1).unwrap_or(u32::MAX));
        match opened.copy_file(index, &mut pieces) {
            Ok(()) => pieces.finish()?,
            Err(error @ OpenError::Write(_)) => return Err(error.into()),
            Err(error) => {
                drop(pieces);
                desk.db.back_to_mark().await?;
                return Ok(Some(error.to_string()));
            }
        }
    }
    desk.db.release_mark().await?;
    for (other, _) in same_submission {
        done.findings.push(format!(
            "tips {id} and {other} carry the mark of one form and say different things: one of the two may be forged"
        ));
    }
    done.new += 1;
    Ok(None)
}

/// Copies the file into the desk's folder, as a file without a name. The bytes that are imported must be those that
/// were checked, and a stick may return other bytes on a second reading.
fn own_copy(desk: &Desk, path: &Path) -> anyhow::Result<File> {
    let mut stick = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    let copy = desk.folder.join(".incoming");
    let fail = |error: io::Error| Failure::file("copy the bundle to", &copy, &error);
    let _ = std::fs::remove_file(&copy);
    let mut own = File::options().read(true).write(true).create_new(true).mode(0o600).open(&copy).map_err(fail)?;
    std::fs::remove_file(&copy).map_err(fail)?;
    io::copy(&mut stick, &mut own).map_err(fail)?;
    own.seek(SeekFrom::Start(0)).map_err(fail)?;
    Ok(own)
}

/// The fault of a follow-up without a valid proof. Without the proof, anybody could have written it.
const FORGED: &str = "claims to continue another case, without the proof that its sender would have";

/// The outcome of a follow-up's claim to continue a case.
enum ThreadClaim {
    /// The tip is no follow-up.
    None,
    /// The follow-up continues this case.
    Proven(String),
    /// The case is at the desk, and the proof is not valid.
    Forged,
    /// The case is not at the desk yet: tips arrive sorted by size and id.
    Waiting,
}

async fn claim(db: &mut CaseDb, thread: &Thread, manifest: &Digest) -> anyhow::Result<ThreadClaim> {
    let Some((case, first)) = db.case_of(&thread.mailbox).await? else { return Ok(ThreadClaim::Waiting) };
    let holds = first.mailbox.is_some_and(|mailbox| thread.holds(&mailbox.link_key, manifest));
    Ok(if holds { ThreadClaim::Proven(case) } else { ThreadClaim::Forged })
}

/// Settles the claims of follow-ups that arrived before this first tip. Each claim is then proven or forged.
async fn settle_claims(desk: &mut Desk, id: &TipId, tip: &Tip, done: &mut Imported) -> anyhow::Result<()> {
    let Some(mailbox) = &tip.mailbox else { return Ok(()) };
    let case = id.to_string();
    for (follow_up, thread, manifest) in desk.db.claims(&MailboxId::of(tip.site, &mailbox.recipient)).await? {
        if thread.holds(&mailbox.link_key, &manifest) {
            desk.db.settle_claim(&follow_up, Ok(&case)).await?;
            raise::by_settled(desk, &case, &follow_up).await?;
        } else {
            done.findings.push(format!("tip {follow_up} {FORGED}: it is a case of its own"));
            desk.db.settle_claim(&follow_up, Err(FORGED)).await?;
        }
    }
    Ok(())
}

async fn corroborated(db: &mut CaseDb, rules: &Rules, tip: &Tip) -> anyhow::Result<bool> {
    for question in &rules.links {
        if let Some(Answer::Text(answer)) = tip.answers.get(question)
            && !envelope::questionnaire::NON_ANSWERS.contains(&answer.as_str())
            && db.says(question, answer).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

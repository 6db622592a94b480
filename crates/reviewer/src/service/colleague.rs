//! Colleagues at one desk, and lowering an L0, which takes two of them.
//!
//! A colleague has a signing key in the case database, locked by a passphrase that only they know. To lower an L0,
//! the desk's key and the colleague's sign one statement. It names the case, the new level, the reason and the log's
//! head. [`verify`] checks both signatures again.
//!
//! This does not stop a person with the desk's passphrase from adding a colleague of their own making. But the log
//! records that act, with its day.

use console::{Failure, Passphrase};
use envelope::Digest;
use envelope::keys::{Colleague, Desk as DeskRole, SigningKey, VerifyingKey};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::work::{find, level_reason};
use crate::casedb::marks::KnownColleague;
use crate::vault;

/// The log's action for an L0 that two reviewers lowered.
pub const LOWER: &str = "lower";

/// The log's action for a new colleague. The detail of the entry is the colleague's label and key.
pub const ADD: &str = "colleague";

/// The log's action for a new key with which this desk signs. It is logged at `init` and after a restore.
pub const DESK_KEY: &str = "desk key";

/// Maximum length of a label, in characters.
const LONGEST: usize = 40;

/// The statement that the desk and the colleague sign.
struct Statement<'a> {
    case: &'a str,
    level: u8,
    why: &'a str,
    after: &'a Digest,
}

impl Statement<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!(
            "throughline: an L0 is lowered\ncase {}\nto L{}\nafter {}\nwhy {}\n",
            self.case, self.level, self.after, self.why
        )
        .into_bytes()
    }
}

/// The part of a log entry that follows the case's id and records a lowered L0.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lowered {
    level: u8,
    why: String,
    desk: VerifyingKey<DeskRole>,
    desk_signature: String,
    colleague: String,
    colleague_key: VerifyingKey<Colleague>,
    colleague_signature: String,
}

/// Adds a colleague, with a new signing key, which is encrypted with the colleague's own passphrase. Returns the public
/// key.
///
/// # Errors
/// When the label is not 1 to 40 characters or is taken, the key cannot be made, or the database cannot be read or
/// written.
pub async fn add(
    desk: &mut Desk,
    label: &str,
    passphrase: &Passphrase,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<VerifyingKey<Colleague>> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > LONGEST || label.chars().any(char::is_control) || label == "nobody" {
        return Err(Failure::new(format!("a colleague's name has 1 to {LONGEST} characters"))
            .next("initials are enough, and say less to a thief")
            .into());
    }
    let taken = || Failure::new("somebody at this desk is called that already").next("choose another name");
    if desk.card()?.label == label {
        return Err(taken().into());
    }
    let key = SigningKey::<Colleague>::generate()?;
    let locked = vault::lock_away(passphrase, &key.to_text()?, rng)?;
    let colleague =
        KnownColleague { label: label.to_owned(), key: key.verifying_key(), locked, day: desk.today.to_string() };
    desk.db.begin().await?;
    if !desk.db.add_colleague(&colleague).await? {
        desk.db.roll_back().await?;
        return Err(taken().into());
    }
    desk.db.log(desk.today, ADD, &format!("{label} {}", colleague.key)).await?;
    desk.db.commit().await?;
    Ok(colleague.key)
}

/// Lowers an L0 to `level`. The colleague's passphrase unlocks the key for the second signature.
///
/// # Errors
/// When the case is no L0, the level is not 1 to 3, the reason is empty, the colleague is unknown, the passphrase is
/// wrong, or the database cannot be read or written.
pub async fn lower(
    desk: &mut Desk,
    id: &str,
    level: u8,
    why: &str,
    label: &str,
    passphrase: &Passphrase,
) -> anyhow::Result<()> {
    let (case, tip, mut reasons) = find(desk, id).await?;
    let why = why.trim();
    if case.level != 0 || !(1..=3).contains(&level) {
        return Err(Failure::new("only an L0 is lowered like this, to L1, L2 or L3")
            .next("set another level by itself")
            .into());
    }
    if why.is_empty() {
        return Err(Failure::new("a level is changed with a reason").next("write why it is less urgent").into());
    }
    let colleagues = desk.db.colleagues().await?;
    let colleague = colleagues.iter().find(|known| known.label == label).ok_or_else(|| {
        Failure::new("nobody else at this desk is called that")
            .next("the second reviewer needs a key of their own: add a colleague first, on the page Desk")
    })?;
    let secret = vault::open_again(passphrase, &colleague.locked)?.ok_or_else(|| {
        Failure::new("this is not the second reviewer's passphrase")
            .next("let them type it themselves; nothing was changed")
    })?;
    let second = SigningKey::<Colleague>::from_text(&secret)?;
    let first = desk.vault.keyring()?.desk;
    desk.db.begin().await?;
    let (_, after) = desk.db.head().await?;
    let bytes = Statement { case: &case.id, level, why, after: &after }.bytes();
    let lowered = Lowered {
        level,
        why: why.to_owned(),
        desk: first.verifying_key(),
        desk_signature: first.sign(&bytes, "lower an L0")?,
        colleague: label.to_owned(),
        colleague_key: second.verifying_key(),
        colleague_signature: second.sign(&bytes, "lower an L0")?,
    };
    reasons.push(level_reason(
        0,
        level,
        &format!("two reviewers, {} and {label}", desk.card()?.label),
        desk.today,
        why,
    ));
    let deadline = desk.db.judged(&case.id).await?.deadline;
    let due = crate::triage::due(level, tip.day.min(desk.today), deadline);
    desk.db.set_triage(&case.id, level, &case.status, due, &reasons).await?;
    desk.db.set_assessed(&case.id, true).await?;
    desk.db.log(desk.today, LOWER, &format!("{} {}", case.id, serde_json::to_string(&lowered)?)).await?;
    Ok(desk.db.commit().await?)
}

/// Checks both signatures in an entry of the log. `added` are the colleagues that earlier entries name, and `desk` the
/// desk's own keys that earlier entries name. Returns the fault; `None` for a valid entry.
pub fn verify(detail: &str, after: &Digest, added: &[(String, String)], desk: &[String]) -> Option<&'static str> {
    let Some((case, json)) = detail.split_once(' ') else { return Some("is cut short") };
    let Ok(lowered) = serde_json::from_str::<Lowered>(json) else { return Some("is no record of two signatures") };
    let known = (lowered.colleague.clone(), lowered.colleague_key.to_string());
    if !added.contains(&known) {
        return Some("is signed by a colleague whom no earlier entry names");
    }
    if !desk.contains(&lowered.desk.to_string()) {
        return Some("is signed by a desk key that no earlier entry names");
    }
    let bytes = Statement { case, level: lowered.level, why: &lowered.why, after }.bytes();
    if lowered.desk.verify(&bytes, &lowered.desk_signature).is_err() {
        return Some("does not bear the desk's signature");
    }
    if lowered.colleague_key.verify(&bytes, &lowered.colleague_signature).is_err() {
        return Some("does not bear the second reviewer's signature");
    }
    None
}

/// Returns the new level in a record of a lowered L0; `None` if the record cannot be parsed.
pub fn level(json: &str) -> Option<u8> {
    serde_json::from_str::<Lowered>(json).ok().map(|lowered| lowered.level)
}

/// Returns the text that a reader gets for the entry of a lowered L0; `None` for any other entry.
pub fn in_words(detail: &str) -> Option<String> {
    let lowered: Lowered = serde_json::from_str(detail.split_once(' ')?.1).ok()?;
    Some(format!("to L{}, signed by the desk and by {}: {}", lowered.level, lowered.colleague, lowered.why))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use zeroize::Zeroizing;

    use super::*;
    use crate::service::{verify as checks, work};

    /// Makes a record of a lowered L0, applies `change` to it, and returns the result of [`verify`].
    fn changed(
        detail: &str,
        change: impl FnOnce(&mut Value),
        after: &Digest,
        added: &[(String, String)],
        desk: &[String],
    ) -> Option<&'static str> {
        let (case, json) = detail.split_once(' ').unwrap();
        let mut record: Value = serde_json::from_str(json).unwrap();
        change(&mut record);
        verify(&format!("{case} {record}"), after, added, desk)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_of_the_two_signatures_is_compared_and_a_level_that_was_lowered_otherwise_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = crate::casedb::search::tests::desk(&folder.path().join("desk"), &["one", "another"]).await;
        let ids: Vec<String> = desk.db.list().await.unwrap().into_iter().map(|case| case.id).collect();
        let passphrase = Passphrase::new(Zeroizing::new("their own words".to_owned()));
        let key = add(&mut desk, "M. K.", &passphrase, &mut console::system_rng()).await.unwrap().to_string();
        for id in &ids {
            work::triage(&mut desk, id, None, Some(0), Some("a life")).await.unwrap();
        }
        let after = desk.db.head().await.unwrap().1;
        lower(&mut desk, &ids[0], 2, "called from home", "M. K.", &passphrase).await.unwrap();
        let entries = desk.db.entries_of(&ids[0], 100).await.unwrap();
        let (_, _, action, detail) = entries.last().unwrap();
        assert_eq!(action, LOWER);
        let own = vec![desk.vault.keyring().unwrap().desk.verifying_key().to_string()];
        let added = vec![("M. K.".to_owned(), key)];
        let said = |change: fn(&mut Value)| changed(detail, change, &after, &added, &own);
        assert_eq!(said(|_| {}), None);
        assert_eq!(
            said(|record| record["desk_signature"] = record["colleague_signature"].clone()),
            Some("does not bear the desk's signature")
        );
        assert_eq!(
            said(|record| record["colleague_signature"] = record["desk_signature"].clone()),
            Some("does not bear the second reviewer's signature")
        );
        assert_eq!(said(|record| record["why"] = "another reason".into()), Some("does not bear the desk's signature"));
        assert_eq!(verify(detail, &Digest::of(b"elsewhere"), &added, &own), Some("does not bear the desk's signature"));
        assert_eq!(verify(detail, &after, &added, &[]), Some("is signed by a desk key that no earlier entry names"));
        assert_eq!(verify(detail, &after, &[], &own), Some("is signed by a colleague whom no earlier entry names"));
        assert_eq!(checks::verify(&mut desk).await.unwrap().findings, Vec::<String>::new());
        // A person who has the database's key lowers the other case by changing the tables alone, without the log.
        let reasons: Vec<crate::triage::Reason> = Vec::new();
        desk.db.set_triage(&ids[1], 3, "triaged", desk.today, &reasons).await.unwrap();
        let found = checks::verify(&mut desk).await.unwrap().findings;
        assert!(found.len() == 1 && found[0].contains("the log says L0"), "{found:?}");
        desk.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_card_that_was_exchanged_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (folder.path().join("desk"), folder.path().join("other"));
        let desk = crate::casedb::search::tests::desk(&own, &[]).await;
        crate::casedb::search::tests::desk(&other, &[]).await.close().await.unwrap();
        assert!(desk.card().is_ok());
        std::fs::copy(other.join("card.json"), own.join("card.json")).unwrap();
        assert!(desk.card().unwrap_err().to_string().contains("it was exchanged"));
        desk.close().await.unwrap();
    }
}

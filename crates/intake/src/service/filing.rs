//! Files a tip: takes a checked form and returns its code.
//!
//! This module knows no HTTP.

use std::collections::BTreeMap;

use envelope::answers::{content, wants_no_code};
use envelope::code::{LinkKey, MailboxSecrets};
use envelope::roster::Roster;
use envelope::submission::{FormKey, FormToken};
use envelope::tip::{self, Answer, Tip, TipMailbox};
use envelope::{Day, Digest, MailboxId, SubmissionId, TipId};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::sealing::{Draft, DraftError, SealedTip};
use crate::store::{NewMailbox, NewTip, Store, StoreError};

/// Why a tip was not filed. No message contains a word of the tip.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// Sealing or storing failed.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The code could not be derived.
    #[error("the code could not be derived")]
    Code,
}

impl From<StoreError> for FilingError {
    fn from(error: StoreError) -> Self {
        Self::Draft(error.into())
    }
}

/// The values that are the same for every tip.
pub struct Filing<'a> {
    /// Stores the sealed tips.
    pub store: &'a Store,
    /// The server's secret, which goes into every code.
    pub form_key: &'a FormKey,
    /// The digest of the questionnaire that the form showed.
    pub questionnaire: Digest,
    /// The longest time for which a tip is kept, in months.
    pub lifetime_months: u32,
    /// The time for which a mailbox is kept, in months.
    pub mailbox_months: u32,
}

/// A form that was read and checked.
pub struct Submission<'a> {
    /// The form's token.
    pub token: FormToken,
    /// The checked answers, by question id.
    pub answers: BTreeMap<String, Answer>,
    /// The page's language, as a BCP 47 tag.
    pub language: String,
    /// Attachments, sealed while they arrived; `None` without attachments.
    pub draft: Option<Draft<'a>>,
}

impl<'a> Filing<'a> {
    /// Seals and stores a tip, then returns its code once the tip is durable.
    ///
    /// The code is in seven groups of four digits. The result is `None` for a sender who wants no code.
    ///
    /// # Errors
    /// When the tip cannot be sealed, the store fails, or the code cannot be derived.
    pub async fn file(
        &self,
        submission: Submission<'a>,
        roster: &Roster,
        today: Day,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Zeroizing<String>>, FilingError> {
        let site = roster.site();
        let code = if wants_no_code(&submission.answers) {
            None
        } else {
            Some(submission.token.code(self.form_key, site).map_err(|_| FilingError::Code)?)
        };
        let mut opened = None;
        let mut mailbox = None;
        if let Some(code) = &code {
            let secrets = code.derive(site, &roster.body().kdf).map_err(|_| FilingError::Code)?;
            let recipient = secrets.identity.recipient();
            let expires = today.month().plus(self.mailbox_months);
            opened = Some(NewMailbox { id: MailboxId::of(site, &recipient), expires });
            mailbox = Some(TipMailbox { recipient, link_key: secrets.link_key });
        }
        let (sealed, id) = self.seal(submission, mailbox, None, roster, today, rng).await?;
        self.store.file(self.new_tip(sealed, id, roster, today, opened)).await?;
        Ok(code.map(|code| code.grouped()))
    }

    /// Seals and stores a follow-up: a tip of its own, tied to the mailbox by a proof inside the seal.
    ///
    /// # Errors
    /// When the tip cannot be sealed or the store fails.
    pub async fn follow_up(
        &self,
        submission: Submission<'a>,
        secrets: &MailboxSecrets,
        roster: &Roster,
        today: Day,
        rng: &mut impl CryptoRng,
    ) -> Result<(), FilingError> {
        let thread = (MailboxId::of(roster.site(), &secrets.identity.recipient()), &secrets.link_key);
        let (sealed, id) = self.seal(submission, None, Some(thread), roster, today, rng).await?;
        self.store.file(self.new_tip(sealed, id, roster, today, None)).await?;
        Ok(())
    }

    /// Seals a submission. A first tip names its mailbox; a follow-up proves which mailbox it belongs to.
    async fn seal(
        &self,
        submission: Submission<'a>,
        mailbox: Option<TipMailbox>,
        thread: Option<(MailboxId, &LinkKey)>,
        roster: &Roster,
        today: Day,
        rng: &mut impl CryptoRng,
    ) -> Result<(SealedTip, SubmissionId), FilingError> {
        let Submission { token, answers, language, draft } = submission;
        let mut draft = match draft {
            Some(draft) => draft,
            None => begin(self.store, roster, today, rng)?,
        };
        let mut content = content(&answers, draft.files()?);
        if let Some((mailbox, _)) = &thread {
            // The mailbox goes into the digest, because the same words sent to another mailbox are not a duplicate.
            content = Digest::of(&[content.as_bytes().as_slice(), mailbox.as_bytes()].concat());
        }
        let id = token.submission(&content).map_err(|_| FilingError::Code)?;
        let tip = Tip {
            format: tip::FORMAT.to_owned(),
            site: roster.site(),
            day: today,
            language,
            answers,
            mailbox,
            submission: id,
            questionnaire: self.questionnaire,
        };
        Ok((draft.finish(&tip, thread).await?, id))
    }

    fn new_tip(
        &self,
        sealed: SealedTip,
        submission: SubmissionId,
        roster: &Roster,
        today: Day,
        mailbox: Option<NewMailbox>,
    ) -> NewTip {
        NewTip {
            id: sealed.id,
            submission,
            size: sealed.size,
            sha256: sealed.sha256,
            sealed: sealed.sealed,
            roster_issue: roster.issue(),
            expires: today.month().plus(self.lifetime_months),
            mailbox,
        }
    }
}

/// Begins a draft that is sealed to the recipients that the roster names for `today`.
///
/// # Errors
/// When the roster names no recipients for `today`, or sealing cannot begin.
pub fn begin<'a>(
    store: &'a Store,
    roster: &Roster,
    today: Day,
    rng: &mut impl CryptoRng,
) -> Result<Draft<'a>, DraftError> {
    let sealing = roster.sealing_on(today).map_err(|_| tip::SealError::NoRecipient)?;
    Draft::begin(store, TipId::random(rng), &sealing.recipients)
}

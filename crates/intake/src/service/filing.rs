//! Filing a tip: from a form that was read to a code that may be shown. Nothing here knows HTTP.

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

/// Why a tip was not filed. None holds a word of it.
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

/// What stays the same from tip to tip.
pub struct Filing<'a> {
    /// Where sealed tips go.
    pub store: &'a Store,
    /// Half of every code.
    pub form_key: &'a FormKey,
    /// Which questionnaire the form showed.
    pub questionnaire: Digest,
    /// How many months the store keeps a tip at most.
    pub lifetime_months: u32,
    /// How many months it keeps a mailbox.
    pub mailbox_months: u32,
}

/// A form that was read and found good.
pub struct Submission<'a> {
    /// The form's token.
    pub token: FormToken,
    /// Checked answers.
    pub answers: BTreeMap<String, Answer>,
    /// The page's language.
    pub language: String,
    /// Attachments, sealed as they came.
    pub draft: Option<Draft<'a>>,
}

impl<'a> Filing<'a> {
    /// Seals and stores the tip; once it is durable, answers the code in seven groups of four, or none to a sender who wants none.
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

    /// Seals and stores what a sender adds in their mailbox: a tip of its own, tied to the mailbox by a proof inside the seal.
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

    /// A first tip names its mailbox, a follow-up proves its thread.
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
            // A form's words may go on to another mailbox, where they are no second copy.
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

/// Begins a draft to whomever the roster names for today.
pub fn begin<'a>(
    store: &'a Store,
    roster: &Roster,
    today: Day,
    rng: &mut impl CryptoRng,
) -> Result<Draft<'a>, DraftError> {
    let sealing = roster.sealing_on(today).map_err(|_| tip::SealError::NoRecipient)?;
    Draft::begin(store, TipId::random(rng), &sealing.recipients)
}

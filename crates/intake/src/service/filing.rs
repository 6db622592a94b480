//! Filing a tip: from a form that was read to a code that may be shown. Nothing here knows HTTP.

use std::collections::BTreeMap;

use envelope::code::{LinkKey, MailboxSecrets};
use envelope::questionnaire::{Kind, Questionnaire};
use envelope::roster::Roster;
use envelope::submission::{ContentDigest, FormKey, FormToken};
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
        let id = token.submission(&content(&answers, &mut draft)).map_err(|_| FilingError::Code)?;
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

/// "I do not want to come back": then there is no code, no mailbox and no key.
fn wants_no_code(answers: &BTreeMap<String, Answer>) -> bool {
    matches!(answers.get("reply-here"), Some(Answer::Text(answer)) if answer == "no-code")
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

fn content(answers: &BTreeMap<String, Answer>, draft: &mut Draft<'_>) -> Digest {
    let mut content = ContentDigest::new();
    for (id, answer) in answers {
        match answer {
            Answer::Text(text) => content.field(id, text),
            Answer::Many(options) => options.iter().for_each(|option| content.field(id, option)),
        }
    }
    for file in draft.files() {
        content.file(&file.name, &file.sha256);
    }
    content.digest()
}

/// What is wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFault {
    /// The story is missing.
    Empty,
    /// An option that the question does not offer.
    NoSuchOption,
    /// All text together is longer than a sealed text holds; the field is the longest one.
    TooLong,
}

/// Checks answers against the questionnaire. Empty answers are not answers.
///
/// # Errors
/// Each fault with the question's id. `max_text` bounds all answers together, in bytes as they are sealed.
pub fn check(
    questionnaire: &Questionnaire,
    fields: &BTreeMap<String, Vec<Zeroizing<String>>>,
    max_text: usize,
) -> Result<BTreeMap<String, Answer>, Vec<(String, AnswerFault)>> {
    let mut answers = BTreeMap::new();
    let mut faults = Vec::new();
    for question in questionnaire.questions() {
        let values: Vec<&str> = fields
            .get(&question.id)
            .into_iter()
            .flatten()
            .map(|value| value.as_str())
            .filter(|value| !value.trim().is_empty())
            .collect();
        if values.is_empty() {
            if question.required {
                faults.push((question.id.clone(), AnswerFault::Empty));
            }
            continue;
        }
        if question.kind.is_closed() && values.iter().any(|value| !question.offers(value)) {
            faults.push((question.id.clone(), AnswerFault::NoSuchOption));
            continue;
        }
        let answer = match question.kind {
            Kind::Choices => Answer::Many(values.into_iter().map(str::to_owned).collect()),
            Kind::Choice => Answer::Text(values.last().copied().unwrap_or_default().to_owned()),
            _ => Answer::Text(surface::nfc(&values.join("\n"))),
        };
        answers.insert(question.id.clone(), answer);
    }
    let total: usize = answers.iter().map(|(id, answer)| sealed_length(id, answer)).sum();
    if total > max_text {
        let longest = answers.iter().max_by_key(|(id, answer)| sealed_length(id, answer));
        faults.push((longest.map(|(id, _)| id.clone()).unwrap_or_default(), AnswerFault::TooLong));
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Bytes of an answer in `tip.json`.
fn sealed_length(id: &str, answer: &Answer) -> usize {
    id.len() + 4 + serde_json::to_vec(answer).map(|json| Zeroizing::new(json).len()).unwrap_or(usize::MAX / 4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questionnaire() -> Questionnaire {
        Questionnaire::parse(
            r#"
            format = "throughline-questionnaire/1"
            [[block]]
            id = "story"
            [[block.question]]
            id = "story"
            kind = "story"
            required = true
            [[block.question]]
            id = "safe-now"
            kind = "choice"
            options = ["yes", "no"]
            [[block.question]]
            id = "harm"
            kind = "choices"
            options = ["beaten", "shocked"]
            "#,
        )
        .unwrap()
    }

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<Zeroizing<String>>> {
        let mut fields: BTreeMap<String, Vec<Zeroizing<String>>> = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry((*name).to_owned()).or_default().push(Zeroizing::new((*value).to_owned()));
        }
        fields
    }

    #[test]
    fn answers_are_kept_by_kind_and_empty_ones_are_not_answers() {
        let given = [("story", "they hold her"), ("safe-now", "unsafe"), ("harm", "beaten"), ("harm", "shocked")];
        let Ok(answers) = check(&questionnaire(), &fields(&given), 1_000) else { panic!("refused") };
        assert!(answers["safe-now"] == Answer::Text("unsafe".to_owned()));
        assert!(answers["harm"] == Answer::Many(vec!["beaten".to_owned(), "shocked".to_owned()]));
        let Ok(answers) = check(&questionnaire(), &fields(&[("story", "x"), ("safe-now", "")]), 1_000) else {
            panic!("refused")
        };
        assert_eq!(answers.len(), 1);
    }

    #[test]
    fn an_empty_story_a_made_up_option_and_too_much_text_are_each_named() {
        let faults =
            |given: &[(&str, &str)], max| check(&questionnaire(), &fields(given), max).err().unwrap_or_default();
        assert_eq!(faults(&[("story", " \n ")], 1_000), [("story".to_owned(), AnswerFault::Empty)]);
        assert_eq!(
            faults(&[("story", "x"), ("safe-now", "maybe")], 1_000),
            [("safe-now".to_owned(), AnswerFault::NoSuchOption)]
        );
        assert_eq!(faults(&[("story", "xxxxxxxxxxxxxxxxxxx")], 20), [("story".to_owned(), AnswerFault::TooLong)]);
    }
}

//! Reads a multipart body as a stream.
//!
//! Fields go into memory that is wiped; attachments go straight into a [`Draft`]. `multipart` splits the body,
//! `head` parses the head of each part.
//!
//! A body is read to its end even when it is refused, as far as the upload limit allows. The response can then return
//! every word that was typed: some clients lose a response that comes before the whole body is read. Attachments of a
//! refused body are not sealed.
//!
//! | a part | is |
//! |---|---|
//! | of a file field, or without any name | a file, if it has at least one byte or a file name |
//! | whose name is a question's, or a hidden field's | a field, whatever else its head contains |
//! | with another name and a file name | a file, under the same condition |
//! | with another name | skipped: pages have fields that only make requests equally large |
//!
//! Reading ends early when the body makes no progress ([`crate::pace`]), or when it is the slowest and its slot is
//! needed. Only the bytes of fields and files count as progress: a thousand names of empty fields do not.

mod head;
mod multipart;

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::Instant;
use zeroize::Zeroizing;

use self::head::Head;
use self::multipart::Broken;

pub use self::multipart::Multipart;
use crate::limits::ConnectionSlot;
use crate::pace::{Pace, Stalled};
use crate::pages::{FILES, VOICE};
use crate::service::sealing::{Draft, DraftError};

/// The most parts of a body, files and fields together.
const MAX_PARTS: usize = 1_000;
/// The most bytes of one field that are kept, before normalisation. Letters sent in decomposed form (NFD) take up to
/// three times the bytes to which the limit applies.
const MAX_FIELD: usize = 192 * 1024;
/// The most bytes of all fields that are kept.
const MAX_FIELDS: usize = 256 * 1024;
/// The most bytes of a refused body that are read and dropped.
const MAX_DRAINED: usize = 64 * 1024 * 1024;
/// The fewest bytes of a voice message. One second of speech in the leanest codec of phones (AMR, 4.75 kbit/s) takes
/// this many bytes; a shorter recording has no sound.
const LEAST_VOICE: u64 = 594;
/// The wait after which a sender whose slot was taken may try again.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// The most characters of a field name that are read.
const MAX_NAME: usize = 64;

/// Why a body is refused. The part of the body that was read before is kept all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Files and fields together are larger than the limit.
    TooLarge,
    /// One field is too long.
    FieldTooLong(String),
    /// One field is not UTF-8.
    NotText(String),
    /// The body has more parts than any form.
    TooManyParts,
    /// The body has more attachments than a tip holds.
    TooManyFiles,
    /// A chosen file has no bytes, or a voice message has no sound.
    EmptyFile {
        /// The file field in which the file was chosen.
        field: &'static str,
        /// The file's index in [`Body::file_names`].
        which: usize,
    },
    /// The token is missing, forged or too old.
    Token,
    /// Too many tips are being sent at once; the sender may try again after this time.
    Limited(Duration),
    /// The days of grace after the roster's last key are over.
    Closed,
    /// The store is full.
    Full,
    /// The body ended too early: its connection broke off.
    Cut,
    /// The store is full, even for text.
    NoRoom,
    /// The server failed.
    Broken,
}

impl Refusal {
    /// Whether some of the typed words may be missing from the page that returns them to the sender.
    pub fn is_about_words(&self) -> bool {
        matches!(self, Self::FieldTooLong(_) | Self::NotText(_) | Self::TooManyParts)
    }
}

/// Why nothing can be returned to the sender.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// For a long time, no bytes or too few have come.
    #[error("the client stopped sending")]
    Stalled,
    /// The body is not that of a form.
    #[error("the body is not a form")]
    NotAForm,
}

/// The fields of a form by name, each with its values in the order of arrival.
pub type Fields = BTreeMap<String, Vec<Zeroizing<String>>>;

/// The content of a body.
#[derive(Default)]
pub struct Body<'a> {
    /// Fields by name, each with its values in the order of arrival.
    pub fields: Fields,
    /// The names that the sender's device gave to attachments.
    pub file_names: Vec<String>,
    /// Attachments, sealed while they arrived; `None` without attachments.
    pub draft: Option<Draft<'a>>,
    /// The first fault that was found.
    pub refusal: Option<Refusal>,
    /// Whether the body was read as far as bodies are read at all: it did not break off, and its slot was not taken
    /// away.
    pub whole: bool,
    /// The name of the field that is being read, and its bytes so far.
    begun: Option<(String, Zeroizing<Vec<u8>>)>,
}

impl Body<'_> {
    /// The last value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|values| values.last()).map(|value| value.as_str())
    }

    fn has_words(&self) -> bool {
        self.fields.values().flatten().any(|value| !value.trim().is_empty())
    }

    /// Ends the field that is being read. If `whole` is false, an incomplete UTF-8 sequence at its end is dropped.
    fn end_field<S>(&mut self, multipart: &Multipart<S>, whole: bool)
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let Some((name, mut value)) = self.begun.take() else { return };
        while !whole && std::str::from_utf8(&value).is_err_and(|error| error.error_len().is_none()) {
            value.pop();
        }
        let text = match std::str::from_utf8(&value) {
            Ok(text) => Zeroizing::new(text.replace("\r\n", "\n")),
            Err(_) => {
                // The text is shown in letters that its sender can read, if possible. When the page is sent again, the
                // browser sends the text in UTF-8.
                self.refuse(Refusal::NotText(name.clone()));
                multipart.decoded(&value)
            }
        };
        self.fields.entry(name).or_default().push(text);
    }

    fn note_file(&mut self, given: &str) {
        if self.file_names.len() < envelope::tip::MAX_FILES {
            let given = if given.is_empty() { "file" } else { given };
            self.file_names.push(given.chars().take(200).collect());
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
        self.draft = None;
    }
}

/// The rules by which a body is read.
pub struct Reader<'r, 'a> {
    /// Tells whether the form has a field of this name. Other fields are skipped.
    pub wanted: &'r dyn Fn(&str) -> bool,
    /// Decides whether a draft may begin. Called when the first bytes of the first attachment come, with the fields so
    /// far. On `Ok(None)`, attachments are read and dropped.
    pub begin: &'r dyn Fn(&Fields) -> Result<Option<Draft<'a>>, Refusal>,
    /// Whether attachments are sealed. When the sender only changes the language of the form, attachments are dropped
    /// and their names are kept.
    pub seals: bool,
    /// The most bytes of attachments in one body.
    pub max_bytes: u64,
    /// A refusal that is known before the body is read.
    pub refusal: Option<Refusal>,
    /// The span in which [`crate::pace::LEAST_PROGRESS`] bytes have to come.
    pub patience: Duration,
    /// The slot that the body holds. The slot may be taken away.
    pub place: &'r ConnectionSlot,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Reads the whole body. If it breaks off or its slot is taken away, returns the part that has come so far.
    ///
    /// # Errors
    /// [`BodyError`], when the body is not a form or its client stops sending, and no word was typed before.
    pub async fn read<S>(&self, mut multipart: Multipart<S>) -> Result<Body<'a>, BodyError>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let mut body = Body { refusal: self.refusal.clone(), ..Body::default() };
        let whole = tokio::select! {
            read = self.read_into(&mut multipart, &mut body) => Some(read),
            () = self.place.lost() => None,
        };
        // The part of an unfinished field that has come is returned too.
        body.end_field(&multipart, false);
        body.whole = matches!(whole, Some(Ok(())));
        match whole {
            Some(Ok(())) => {}
            Some(Err(Unread::Broken(Broken::Cut))) => body.refuse(Refusal::Cut),
            Some(Err(_)) if body.has_words() => body.refuse(Refusal::Cut),
            Some(Err(Unread::Broken(Broken::NotAForm))) => return Err(BodyError::NotAForm),
            Some(Err(Unread::Stalled)) => return Err(BodyError::Stalled),
            None => body.refuse(Refusal::Limited(TRY_AGAIN_AFTER)),
        }
        Ok(body)
    }

    async fn read_into<S>(&self, multipart: &mut Multipart<S>, body: &mut Body<'a>) -> Result<(), Unread>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let pace = Pace::begin(self.patience, Instant::now());
        let mut progress = Progress { bytes: 0, kept: 0, parts: 0, pace, place: self.place };
        while let Some(head) = in_time(multipart.next_head(), &progress.pace).await? {
            progress.parts += 1;
            progress.pace.came(0, Instant::now())?;
            if progress.parts > MAX_PARTS {
                body.refuse(Refusal::TooManyParts);
                return drain(multipart, &mut progress.pace).await;
            }
            let is_useful = if self.is_file(&head) {
                self.take_file(head, multipart, body, &mut progress).await?
            } else {
                self.take_field(head.name.unwrap_or_default(), multipart, body, &mut progress).await?
            };
            if !is_useful {
                return Ok(());
            }
        }
        Ok(())
    }

    fn is_file(&self, head: &Head) -> bool {
        match head.name.as_deref() {
            None | Some("") => true,
            Some(name) if FILES.contains(&name) => true,
            Some(name) => head.file_name.is_some() && !(self.wanted)(name),
        }
    }

    /// The most bytes of a body that are read. Files that are too large are read and dropped up to this limit, because
    /// most of the typed text comes after them.
    fn far_too_much(&self) -> u64 {
        self.max_bytes.saturating_add(self.max_bytes / 4).saturating_add(1024 * 1024)
    }

    /// Reads one field. Returns whether reading the body should continue.
    async fn take_field<S>(
        &self,
        name: String,
        multipart: &mut Multipart<S>,
        body: &mut Body<'a>,
        progress: &mut Progress<'r>,
    ) -> Result<bool, Unread>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let name: String = name.chars().take(MAX_NAME).collect();
        let wanted = (self.wanted)(&name);
        if wanted {
            body.begun = Some((name.clone(), Zeroizing::new(Vec::new())));
        }
        let mut whole = true;
        while let Some(chunk) = in_time(multipart.chunk(), &progress.pace).await? {
            if let Some((_, value)) = &mut body.begun
                && whole
            {
                let room = MAX_FIELD.min(MAX_FIELDS.saturating_sub(progress.kept)).saturating_sub(value.len());
                whole = chunk.len() <= room;
                value.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            progress.came(chunk.len())?;
            if progress.bytes > self.max_bytes {
                body.refuse(Refusal::TooLarge);
            }
            if progress.bytes > self.far_too_much() {
                return Ok(false);
            }
        }
        progress.kept += body.begun.as_ref().map_or(0, |(_, value)| value.len());
        if !whole {
            body.refuse(Refusal::FieldTooLong(name));
        }
        body.end_field(multipart, whole);
        Ok(true)
    }

    async fn take_file<S>(
        &self,
        head: Head,
        multipart: &mut Multipart<S>,
        body: &mut Body<'a>,
        progress: &mut Progress<'r>,
    ) -> Result<bool, Unread>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let before = progress.bytes;
        let given = head.file_name.unwrap_or_default();
        let mut begun = false;
        while let Some(chunk) = in_time(multipart.chunk(), &progress.pace).await? {
            progress.came(chunk.len())?;
            if progress.bytes > self.max_bytes {
                body.refuse(Refusal::TooLarge);
            }
            if progress.bytes > self.far_too_much() {
                return Ok(false);
            }
            if !begun {
                self.begin_file(&given, &head.media_type, body);
                begun = true;
            }
            if let Some(draft) = &mut body.draft
                && let Err(error) = draft.write(&chunk).await
            {
                body.refuse(refusal_of(&error));
            }
        }
        // For every file field that was left empty, browsers send a part without a file name and without bytes.
        if !begun && given.is_empty() {
            return Ok(true);
        }
        if !begun {
            // The sender has to choose this file again, like the others.
            body.note_file(&given);
        }
        let field = FILES.into_iter().find(|known| Some(*known) == head.name.as_deref()).unwrap_or(FILES[0]);
        let least = if field == VOICE { LEAST_VOICE } else { 1 };
        if progress.bytes - before < least {
            body.refuse(Refusal::EmptyFile { field, which: body.file_names.len().saturating_sub(1) });
        }
        Ok(true)
    }

    fn begin_file(&self, given: &str, declared: &str, body: &mut Body<'a>) {
        body.note_file(given);
        if body.refusal.is_some() || !self.seals {
            return;
        }
        if body.draft.is_none() {
            match (self.begin)(&body.fields) {
                Ok(draft) => body.draft = draft,
                Err(refusal) => body.refuse(refusal),
            }
        }
        if let Some(draft) = &mut body.draft
            && let Err(error) = draft.begin_file(given, declared)
        {
            body.refuse(refusal_of(&error));
        }
    }
}

/// Converts a failure to seal or store into the refusal that the sender is told, and logs it.
pub fn refusal_of(error: &DraftError) -> Refusal {
    use envelope::tip::SealError;

    use crate::log::{self, Failing, Unsealed};
    use crate::store::StoreError;
    let failed = |error: &DraftError| log::failure(Failing::Filing, &Unsealed(error), std::time::Instant::now());
    match error {
        DraftError::Seal(SealError::TooLarge) => Refusal::TooLarge,
        DraftError::Seal(SealError::TooManyFiles) => Refusal::TooManyFiles,
        // The days of grace after the last key's end are over, which is not a failure.
        DraftError::Seal(SealError::NoRecipient) => Refusal::Closed,
        DraftError::Store(StoreError::Full) => {
            failed(error);
            Refusal::Full
        }
        DraftError::Seal(_) | DraftError::Store(_) => {
            failed(error);
            Refusal::Broken
        }
    }
}

/// Reads and drops the rest of a body, up to a limit. Closing the connection in the middle of a body would lose the
/// response.
async fn drain<S>(multipart: &mut Multipart<S>, pace: &mut Pace) -> Result<(), Unread>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let mut drained = 0;
    loop {
        while let Some(chunk) = in_time(multipart.chunk(), pace).await? {
            pace.came(chunk.len() as u64, Instant::now())?;
            drained += chunk.len() + 1;
            if drained > MAX_DRAINED {
                return Ok(());
            }
        }
        drained += 100;
        pace.came(0, Instant::now())?;
        if in_time(multipart.next_head(), pace).await?.is_none() {
            return Ok(());
        }
    }
}

/// Why the rest of a body is not read to its end.
enum Unread {
    Broken(Broken),
    Stalled,
}

struct Progress<'r> {
    bytes: u64,
    kept: usize,
    parts: usize,
    pace: Pace,
    place: &'r ConnectionSlot,
}

impl Progress<'_> {
    fn came(&mut self, bytes: usize) -> Result<(), Stalled> {
        self.bytes += bytes as u64;
        self.place.came(bytes as u64);
        self.pace.came(bytes as u64, Instant::now())
    }
}

impl From<Stalled> for Unread {
    fn from(Stalled: Stalled) -> Self {
        Self::Stalled
    }
}

async fn in_time<T>(read: impl Future<Output = Result<T, Broken>>, pace: &Pace) -> Result<T, Unread> {
    match tokio::time::timeout(pace.span(), read).await {
        Err(_) => Err(Unread::Stalled),
        Ok(read) => read.map_err(Unread::Broken),
    }
}

#[cfg(test)]
mod tests;

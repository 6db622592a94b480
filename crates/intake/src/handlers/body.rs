//! Reading a multipart body as a stream: fields into wiped memory, attachments straight into a [`Draft`].
//!
//! [`multipart`] splits the body, [`head`] reads what each part says of itself. Whatever is wrong, the body is read on as far as the upload limit
//! allows, so that the answer can give back every word that was typed: some clients lose an answer that comes before the body is read. Attachments
//! of a refused body are not sealed.
//!
//! | a part | is |
//! |---|---|
//! | of a file field, or without any name | a file, if it holds a byte or has a file name |
//! | whose name is a question's, or a hidden field's | a field, whatever else its head says |
//! | with another name and a file name | a file, the same |
//! | with another name | passed over: pages have fields that only make them weigh alike |
//!
//! What ends a body is that it makes no progress ([`crate::pace`]; only bytes of fields and files count: a thousand names of empty fields are none),
//! or that it is the slowest where its place is needed.

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
/// The most bytes of one field that are kept, as they come: letters that are sent in pieces (NFD) take up to three times the bytes that are limited.
const MAX_FIELD: usize = 192 * 1024;
/// The most bytes of all fields that are kept.
const MAX_FIELDS: usize = 256 * 1024;
/// The most bytes of a refused body that are read and dropped.
const MAX_DRAINED: usize = 64 * 1024 * 1024;
/// A second of speech in the leanest codec of phones (AMR, 4.75 kbit/s) takes this many bytes: a voice message with fewer has no sound.
const LEAST_VOICE: u64 = 594;
/// When whoever had to give up a place may try again.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// The longest field name that is looked at.
const MAX_NAME: usize = 64;

/// Why a body is refused. What was read of it is kept all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Files and fields together are larger than the limit.
    TooLarge,
    /// One field is too long.
    FieldTooLong(String),
    /// One field is not UTF-8.
    NotText(String),
    /// More parts than any form has.
    TooManyParts,
    /// More attachments than a tip holds.
    TooManyFiles,
    /// A chosen file holds nothing.
    EmptyFile {
        /// The field in which it was chosen.
        field: &'static str,
        /// Its place among [`Body::file_names`].
        which: usize,
    },
    /// The token is missing, forged or too old.
    Token,
    /// Too many tips at once; try again after this.
    Limited(Duration),
    /// The roster has ended.
    Closed,
    /// The store is full.
    Full,
    /// The body broke off before its end.
    Cut,
    /// The store is full, even for words.
    NoRoom,
    /// Something broke on our side.
    Broken,
}

impl Refusal {
    /// Whether words that are given back may lack some.
    pub fn is_about_words(&self) -> bool {
        matches!(self, Self::FieldTooLong(_) | Self::NotText(_) | Self::TooManyParts)
    }
}

/// There is nothing to give back.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// Nothing, or next to nothing, came for a long time.
    #[error("the client stopped sending")]
    Stalled,
    /// Not a form.
    #[error("the body is not a form")]
    NotAForm,
}

/// Fields by name, in the order of arrival.
pub type Fields = BTreeMap<String, Vec<Zeroizing<String>>>;

/// What a body held.
#[derive(Default)]
pub struct Body<'a> {
    /// Fields by name, in the order of arrival.
    pub fields: Fields,
    /// The names that the sender's device gave to attachments.
    pub file_names: Vec<String>,
    /// Attachments, sealed as they came; none without attachments.
    pub draft: Option<Draft<'a>>,
    /// The first thing that was wrong.
    pub refusal: Option<Refusal>,
    /// Whether as much came as is read of any: it did not break off, and its place was not taken from it.
    pub whole: bool,
    /// The field that is being read, and its bytes so far.
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

    /// Ends the field that is being read; one that is not whole loses half a letter at its end.
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
                // Given back in letters that its sender can read, if there are any; it is sent again in UTF-8.
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

/// How a body is read.
pub struct Reader<'r, 'a> {
    /// Names of the fields that the form has; others are passed over.
    pub wanted: &'r dyn Fn(&str) -> bool,
    /// Asked when the first attachment's first bytes come: with the fields so far, may a draft begin? Without one, attachments are read and dropped.
    pub begin: &'r dyn Fn(&Fields) -> Result<Option<Draft<'a>>, Refusal>,
    /// Whether attachments are sealed. Those of a form that only comes back in another language are read and dropped, and their names are kept.
    pub seals: bool,
    /// The most bytes of attachments.
    pub max_bytes: u64,
    /// A refusal that is known before the body is read.
    pub refusal: Option<Refusal>,
    /// How long the client may send nothing; [`crate::pace::LEAST_PROGRESS`] has to come in each such span.
    pub patience: Duration,
    /// Its place, which may be taken from it.
    pub place: &'r ConnectionSlot,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// Reads the whole body; or, where its place is taken from it or it breaks off, what has come so far.
    ///
    /// # Errors
    /// [`BodyError`], when nothing was typed before the body broke off.
    pub async fn read<S>(&self, mut multipart: Multipart<S>) -> Result<Body<'a>, BodyError>
    where
        S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    {
        let mut body = Body { refusal: self.refusal.clone(), ..Body::default() };
        let whole = tokio::select! {
            read = self.read_into(&mut multipart, &mut body) => Some(read),
            () = self.place.lost() => None,
        };
        // The beginning of a field that did not end is given back too.
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

    /// Nothing beyond this is read. Up to it, files that are too large are read and dropped: most of what is typed comes behind them.
    fn far_too_much(&self) -> u64 {
        self.max_bytes.saturating_add(self.max_bytes / 4).saturating_add(1024 * 1024)
    }

    /// Returns whether there is any use in reading on.
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
        // Browsers send a part without a name and without a byte for every file field that was left alone.
        if !begun && given.is_empty() {
            return Ok(true);
        }
        if !begun {
            // It has to be chosen again like the others.
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

/// What a failure to seal or store means for the sender.
pub fn refusal_of(error: &DraftError) -> Refusal {
    use envelope::tip::SealError;

    use crate::log::{self, Failing, Unsealed};
    use crate::store::StoreError;
    let failed = |error: &DraftError| log::failure(Failing::Filing, &Unsealed(error), std::time::Instant::now());
    match error {
        DraftError::Seal(SealError::TooLarge) => Refusal::TooLarge,
        DraftError::Seal(SealError::TooManyFiles) => Refusal::TooManyFiles,
        // The roster's grace is over, which is no failure.
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

/// Reads on, so that the answer is not lost with a connection that is closed in the middle of a body; not without end.
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

/// Why the rest of a body is not read.
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

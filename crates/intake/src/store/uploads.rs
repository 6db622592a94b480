//! Sealed leads that arrive in pieces.
//!
//! Each upload is a file that grows. After a break, its sender continues at the file's end.
//!
//! A file is named by a hash of the upload's id, and by the announced length. So a person who reads the disk cannot
//! continue an upload. The idle time of an upload is kept in memory only, and starts anew with the process. A file's
//! modification time is reset when a connection ends. Other times that the file system records, such as that of the
//! last change of metadata, stay as they are.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use envelope::Digest;
use futures_util::{Stream, StreamExt as _};
use rand::CryptoRng;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{Notify, OwnedMutexGuard};

use super::StoreError;
use super::blobs::fault;
use crate::log;
use crate::pace::LEAST_PROGRESS;

/// The idle time after which an upload is dropped.
pub const KEPT: Duration = Duration::from_secs(72 * 3600);

/// The idle time after which an upload may be dropped to make room for another.
const GIVES_WAY: Duration = Duration::from_secs(600);

/// The age from which on it counts how fast an upload is. When there is no room, the slowest upload of a sender who has
/// several is dropped, but no upload younger than this.
const AT_LEAST: Duration = Duration::from_secs(10);

/// The id of an upload: 32 random bytes. It is a secret, because it allows its holder to continue the upload; so it has
/// no `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UploadId([u8; 32]);

impl UploadId {
    fn random(rng: &mut impl CryptoRng) -> Self {
        let mut id = Self([0; 32]);
        rng.fill_bytes(&mut id.0);
        id
    }

    /// The id as its sender gets it: 64 hexadecimal digits.
    pub fn to_text(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    fn name(self) -> String {
        Digest::of(&self.0).to_string()
    }
}

impl FromStr for UploadId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| ())?;
        bytes.try_into().map(Self).map_err(|_| ())
    }
}

/// The uploads under way.
pub struct Uploads {
    folder: PathBuf,
    most: usize,
    under_way: Mutex<HashMap<String, Arc<Upload>>>,
}

/// One upload.
pub struct Upload {
    path: PathBuf,
    length: u64,
    /// The origin that began the upload, as the limits count it; `None` for an upload that an earlier process left.
    holder: Option<u64>,
    begun: Instant,
    moved: Mutex<Instant>,
    /// Wakes the connection that writes to this upload when a later connection takes over. The earlier one may be
    /// broken without the server having noticed.
    taken_over: Notify,
    turns: AtomicU64,
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// Reasons why an upload takes no more bytes.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The bytes do not continue at the end of the file.
    #[error("the upload goes on at {0}")]
    Offset(u64),
    /// More bytes have come than the sender announced.
    #[error("more bytes came than were announced")]
    TooLong,
    /// Another connection took over, or this one ended or stalled. The bytes that have come are kept.
    #[error("the connection broke off")]
    Broken,
    /// The disk failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Uploads {
    /// Creates the folder of uploads if it does not exist. On a full disk it may stay missing; then no upload is
    /// accepted.
    ///
    /// # Errors
    /// When the folder cannot be created or read for another reason than a full disk.
    pub fn usable(folder: &Path) -> Result<(), StoreError> {
        match fs::create_dir_all(folder).map_err(|error| fault(&error)) {
            Err(StoreError::Full) => return Ok(()),
            made => made?,
        }
        fs::read_dir(folder).map(drop).map_err(|error| fault(&error))
    }

    /// Opens the folder, and continues the uploads that an earlier process left. At most `most` uploads can be under
    /// way at once.
    ///
    /// A file that cannot be continued is skipped and logged, because the server must start all the same to show
    /// replies.
    ///
    /// # Errors
    /// When the folder cannot be created or read for another reason than a full disk.
    pub fn open(folder: &Path, most: usize, now: Instant) -> Result<Self, StoreError> {
        Self::usable(folder)?;
        let mut under_way = HashMap::new();
        for entry in fs::read_dir(folder).into_iter().flatten() {
            match entry.and_then(|entry| Self::taken_up(&entry.path(), now)) {
                Ok(Some((name, upload))) => drop(under_way.insert(name, Arc::new(upload))),
                Ok(None) => {}
                Err(error) => log::warn(
                    "something in the folder of uploads cannot be continued, so it is skipped",
                    &fault(&error),
                ),
            }
        }
        Ok(Self { folder: folder.to_owned(), most, under_way: Mutex::new(under_way) })
    }

    /// Reads the file of an upload that an earlier process began. Returns the upload with its name, which is the part
    /// of the file's name before the length. Deletes a file whose name is not that of an upload.
    fn taken_up(path: &Path, now: Instant) -> io::Result<Option<(String, Upload)>> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let parts = file.split_once('.').and_then(|(name, length)| Some((name, length.parse().ok()?)));
        let Some((name, length)) = parts else { return fs::remove_file(path).map(|()| None) };
        // The modification time is reset here too, because a process that was killed could not do it.
        OpenOptions::new().append(true).open(path)?.set_modified(SystemTime::UNIX_EPOCH)?;
        Ok(Some((name.to_owned(), Upload::new(path.to_owned(), length, None, now))))
    }

    /// Begins an upload of `length` bytes. Returns `None` if too many are under way and none can be dropped.
    ///
    /// # Errors
    /// When the upload's file cannot be created, or an old one not deleted.
    pub fn begin(
        &self,
        length: u64,
        holder: Option<u64>,
        now: Instant,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<UploadId>, StoreError> {
        if self.lock().len() >= self.most && !self.make_room(now)? {
            return Ok(None);
        }
        let id = UploadId::random(rng);
        let path = self.folder.join(format!("{}.{length}", id.name()));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH)).map_err(|error| fault(&error))?;
        self.lock().insert(id.name(), Arc::new(Upload::new(path, length, holder, now)));
        Ok(Some(id))
    }

    /// The upload with this id; `None` if it has been dropped or never existed.
    pub fn find(&self, id: UploadId) -> Option<Arc<Upload>> {
        self.lock().get(&id.name()).cloned()
    }

    /// Drops an upload and deletes its file.
    ///
    /// # Errors
    /// When the file cannot be deleted.
    pub fn remove(&self, id: UploadId) -> Result<(), StoreError> {
        self.forget(&id.name())
    }

    /// Drops all uploads that have been idle for [`KEPT`], and returns their number.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn sweep(&self, now: Instant) -> Result<usize, StoreError> {
        let still = self.still_for(KEPT, now);
        still.iter().try_for_each(|(_, name)| self.forget(name))?;
        Ok(still.len())
    }

    /// Drops the upload that has been idle the longest, if it has been idle long enough to make room. Returns whether
    /// there was one.
    ///
    /// # Errors
    /// When its file cannot be deleted.
    pub fn drop_the_stillest(&self, now: Instant) -> Result<bool, StoreError> {
        let Some((_, name)) = self.still_for(GIVES_WAY, now).into_iter().max() else { return Ok(false) };
        self.forget(&name)?;
        Ok(true)
    }

    /// Drops one upload to make room, and returns whether it found one.
    ///
    /// The dropped upload is the one that has been idle the longest. If none is idle long enough, it is the slowest
    /// upload of the sender who has the most. So nobody can keep others out by sending a little in each of many
    /// uploads.
    fn make_room(&self, now: Instant) -> Result<bool, StoreError> {
        if self.drop_the_stillest(now)? {
            return Ok(true);
        }
        let Some(name) = self.slowest_of_the_most(now) else { return Ok(false) };
        self.forget(&name)?;
        Ok(true)
    }

    fn slowest_of_the_most(&self, now: Instant) -> Option<String> {
        let uploads: Vec<(String, Arc<Upload>)> =
            self.lock().iter().map(|(name, upload)| (name.clone(), Arc::clone(upload))).collect();
        let mut held: HashMap<Option<u64>, usize> = HashMap::new();
        uploads.iter().for_each(|(_, upload)| *held.entry(upload.holder).or_default() += 1);
        let age = |upload: &Upload| now.saturating_duration_since(upload.begun);
        let rate = |upload: &Upload| u128::from(upload.offset()) * 1_000_000 / age(upload).as_millis().max(1);
        let many = uploads.iter().filter(|(_, upload)| held[&upload.holder] > 1 && age(upload) >= AT_LEAST);
        let (name, _) = many.max_by_key(|(_, upload)| (held[&upload.holder], std::cmp::Reverse(rate(upload))))?;
        Some(name.clone())
    }

    fn still_for(&self, span: Duration, now: Instant) -> Vec<(Duration, String)> {
        let idle = |upload: &Upload| now.saturating_duration_since(*lock(&upload.moved));
        let uploads = self.lock();
        uploads.iter().map(|(name, upload)| (idle(upload), name.clone())).filter(|(idle, _)| *idle >= span).collect()
    }

    fn forget(&self, name: &str) -> Result<(), StoreError> {
        let Some(upload) = self.lock().remove(name) else { return Ok(()) };
        upload.taken_over.notify_waiters();
        match fs::remove_file(&upload.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault(&error)),
            _ => File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| fault(&error)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Upload>>> {
        lock(&self.under_way)
    }
}

impl Upload {
    fn new(path: PathBuf, length: u64, holder: Option<u64>, now: Instant) -> Self {
        let (moved, taken_over, turns) = (Mutex::new(now), Notify::new(), AtomicU64::new(0));
        Self { path, length, holder, begun: now, moved, taken_over, turns, writing: Arc::default() }
    }

    /// The announced number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The number of bytes that have arrived.
    pub fn offset(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// The path of the upload's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stops the connection that writes at present, and keeps others from writing until the returned guard is dropped.
    pub async fn take_over(&self) -> OwnedMutexGuard<()> {
        self.turn().await.1
    }

    /// Takes the next turn to write. A connection that later finds another number in `turns` has been replaced.
    async fn turn(&self) -> (u64, OwnedMutexGuard<()>) {
        let turn = self.turns.fetch_add(1, Ordering::SeqCst) + 1;
        self.taken_over.notify_waiters();
        (turn, Arc::clone(&self.writing).lock_owned().await)
    }

    /// Appends arriving bytes from offset `at`, writes them to the disk, and returns the new offset.
    ///
    /// For whatever reason the connection ends, the bytes that have come are kept. `within` is the longest pause
    /// between two pieces. `came` is called with the length of each piece; its error ends the upload's connection.
    ///
    /// # Errors
    /// When the bytes do not continue at the file's end, exceed the announced length, break off or stall, when another
    /// connection takes over, when `came` fails, or when the disk does.
    pub async fn append<E>(
        &self,
        at: u64,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
        within: Duration,
        mut came: impl FnMut(u64) -> Result<(), AppendError>,
    ) -> Result<u64, AppendError> {
        let (turn, _writing) = self.turn().await;
        let taken_over = self.taken_over.notified();
        tokio::pin!(taken_over);
        // Another connection may have taken over between the two lines above.
        if self.turns.load(Ordering::SeqCst) != turn {
            return Err(AppendError::Broken);
        }
        let mut offset = self.offset();
        if offset != at {
            return Err(AppendError::Offset(offset));
        }
        let io = |error: io::Error| AppendError::Store(fault(&error));
        let mut file = tokio::fs::OpenOptions::new().append(true).open(&self.path).await.map_err(io)?;
        let mut since = 0;
        let ended = loop {
            let piece = tokio::select! {
                () = &mut taken_over => break Err(AppendError::Broken),
                piece = tokio::time::timeout(within, pieces.next()) => piece,
            };
            let piece = match piece {
                Ok(Some(Ok(piece))) => piece,
                Ok(None) => break Ok(()),
                Ok(Some(Err(_))) | Err(_) => break Err(AppendError::Broken),
            };
            if offset + piece.len() as u64 > self.length {
                break Err(AppendError::TooLong);
            }
            if let Err(error) = file.write_all(&piece).await {
                break Err(io(error));
            }
            offset += piece.len() as u64;
            since += piece.len() as u64;
            // An upload that receives a byte now and then still counts as idle.
            if since >= LEAST_PROGRESS || offset == self.length {
                since = 0;
                *lock(&self.moved) = Instant::now();
            }
            if let Err(error) = came(piece.len() as u64) {
                break Err(error);
            }
        };
        file.flush().await.map_err(io)?;
        let file = file.into_std().await;
        tokio::task::spawn_blocking(move || {
            // The modification time is reset, because the exact time of arrival must not stay on the disk.
            file.set_modified(SystemTime::UNIX_EPOCH)?;
            file.sync_all()
        })
        .await
        .map_err(|_| StoreError::Closing)?
        .map_err(io)?;
        ended.map(|()| offset)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    async fn append(upload: &Upload, at: u64, pieces: &[&'static [u8]]) -> Result<u64, AppendError> {
        let pieces = stream::iter(pieces.iter().map(|piece| Ok::<_, ()>(Bytes::from_static(piece))));
        upload.append(at, pieces, SECOND, |_| Ok(())).await
    }

    #[tokio::test]
    async fn an_upload_goes_on_where_it_was_also_in_another_process() {
        let (dir, now, mut rng) = (tempfile::tempdir().unwrap(), Instant::now(), StdRng::seed_from_u64(1));
        let uploads = Uploads::open(dir.path(), 10, now).unwrap();
        let id = uploads.begin(9, Some(1), now, &mut rng).unwrap().unwrap();
        let upload = uploads.find(id).unwrap();
        assert_eq!(append(&upload, 0, &[b"abc"]).await.unwrap(), 3);
        assert!(matches!(append(&upload, 0, &[b"abc"]).await, Err(AppendError::Offset(3))));
        // In this test, the connection breaks off after the next piece. That piece is kept.
        let broken = stream::iter([Ok(Bytes::from_static(b"def")), Err(())]);
        assert!(matches!(upload.append(3, broken, SECOND, |_| Ok(())).await, Err(AppendError::Broken)));
        drop((upload, uploads));
        let uploads = Uploads::open(dir.path(), 10, now).unwrap();
        let upload = uploads.find(id).unwrap();
        assert_eq!((upload.offset(), upload.length()), (6, 9));
        assert!(matches!(append(&upload, 6, &[b"ghij"]).await, Err(AppendError::TooLong)));
        assert_eq!(append(&upload, 6, &[b"ghi"]).await.unwrap(), 9);
        assert_eq!(fs::read(upload.path()).unwrap(), b"abcdefghi");
    }

    #[test]
    fn what_cannot_be_taken_up_is_passed_over_and_what_is_no_upload_goes() {
        let (dir, now, mut rng) = (tempfile::tempdir().unwrap(), Instant::now(), StdRng::seed_from_u64(1));
        let id = Uploads::open(dir.path(), 10, now).unwrap().begin(9, Some(1), now, &mut rng).unwrap().unwrap();
        for folder in ["stray", "stray.5"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        fs::write(dir.path().join("none"), b"x").unwrap();
        let uploads = Uploads::open(dir.path(), 10, now).unwrap();
        assert!(uploads.find(id).is_some());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[tokio::test]
    async fn the_disk_tells_neither_an_uploads_id_nor_when_it_came() {
        let (dir, now) = (tempfile::tempdir().unwrap(), Instant::now());
        let uploads = Uploads::open(dir.path(), 10, now).unwrap();
        let id = uploads.begin(9, Some(1), now, &mut StdRng::seed_from_u64(1)).unwrap().unwrap();
        append(&uploads.find(id).unwrap(), 0, &[b"abc"]).await.unwrap();
        for entry in fs::read_dir(dir.path()).unwrap().map(Result::unwrap) {
            assert!(!entry.file_name().to_string_lossy().contains(&id.to_text()));
            assert_eq!(entry.metadata().unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH);
        }
    }

    #[tokio::test]
    async fn a_connection_that_hangs_gives_way_to_the_one_that_comes_after_it() {
        let (dir, now) = (tempfile::tempdir().unwrap(), Instant::now());
        let uploads = Uploads::open(dir.path(), 10, now).unwrap();
        let id = uploads.begin(6, Some(1), now, &mut StdRng::seed_from_u64(1)).unwrap().unwrap();
        let upload = uploads.find(id).unwrap();
        let hanging = Arc::clone(&upload);
        let first = tokio::spawn(async move {
            let pieces = stream::iter([Ok::<_, ()>(Bytes::from_static(b"abc"))]).chain(stream::pending());
            hanging.append(0, Box::pin(pieces), Duration::from_secs(3600), |_| Ok(())).await
        });
        while upload.offset() < 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(append(&upload, 3, &[b"def"]).await.unwrap(), 6);
        assert!(matches!(first.await.unwrap(), Err(AppendError::Broken)));
    }

    #[test]
    fn what_lies_still_makes_room_and_goes_after_three_days() {
        let (dir, now, mut rng) = (tempfile::tempdir().unwrap(), Instant::now(), StdRng::seed_from_u64(1));
        let uploads = Uploads::open(dir.path(), 1, now).unwrap();
        let first = uploads.begin(9, Some(1), now, &mut rng).unwrap().unwrap();
        assert!(uploads.begin(9, Some(1), now, &mut rng).unwrap().is_none());
        let second = uploads.begin(9, Some(2), now + GIVES_WAY, &mut rng).unwrap().unwrap();
        assert!(uploads.find(first).is_none());
        assert_eq!(uploads.sweep(now + KEPT).unwrap(), 0);
        assert_eq!(uploads.sweep(now + GIVES_WAY + KEPT).unwrap(), 1);
        assert!(uploads.find(second).is_none() && fs::read_dir(dir.path()).unwrap().next().is_none());
    }

    #[tokio::test]
    async fn who_holds_many_and_moves_each_a_little_keeps_nobody_else_out() {
        let (dir, now, mut rng) = (tempfile::tempdir().unwrap(), Instant::now(), StdRng::seed_from_u64(1));
        let uploads = Uploads::open(dir.path(), 4, now).unwrap();
        let mut begin = |holder, now| uploads.begin(9, Some(holder), now, &mut rng).unwrap();
        let honest = begin(1, now).unwrap();
        let flood: Vec<UploadId> = (0..3).map(|_| begin(2, now).unwrap()).collect();
        for id in &flood[1..] {
            append(&uploads.find(*id).unwrap(), 0, &[b"abc"]).await.unwrap();
        }
        assert!(begin(3, now).is_none(), "all are too new");
        let later = now + AT_LEAST;
        let third = begin(3, later).unwrap();
        assert!(uploads.find(flood[0]).is_none(), "the slowest of whoever holds the most");
        assert!(uploads.find(honest).is_some() && uploads.find(third).is_some());
        // By now the flooder holds two uploads and everybody else holds one. So the flooder loses another upload. After
        // that, nobody has more than one, and none is dropped.
        let fourth = begin(4, later).unwrap();
        assert!(uploads.find(honest).is_some() && uploads.find(third).is_some() && uploads.find(fourth).is_some());
        assert!(begin(5, later).is_none());
    }
}

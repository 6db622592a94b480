//! What arrives in pieces: a file that grows, whose end is where its sender goes on after a break.
//!
//! A file's name is a hash of the upload's id and the length that was announced: who reads the disk can continue no upload. How long an upload has lain
//! still is known in memory alone, and begins anew with the process; a file's time of change is put back when a connection ends. What a file system keeps
//! beside that, it keeps.

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

/// An upload that has lain still for so long is thrown away.
pub const KEPT: Duration = Duration::from_secs(72 * 3600);

/// One that has lain still for so long makes room where there is none.
const GIVES_WAY: Duration = Duration::from_secs(600);

/// Where somebody holds several and there is no room, the slowest of theirs gives way, once it had so long to show how fast it is.
const AT_LEAST: Duration = Duration::from_secs(10);

/// Whoever has it continues the upload: 32 random bytes. It does not print.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UploadId([u8; 32]);

impl UploadId {
    fn random(rng: &mut impl CryptoRng) -> Self {
        let mut id = Self([0; 32]);
        rng.fill_bytes(&mut id.0);
        id
    }

    /// 64 hexadecimal digits, for its sender.
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

/// Uploads on their way.
pub struct Uploads {
    folder: PathBuf,
    most: usize,
    under_way: Mutex<HashMap<String, Arc<Upload>>>,
}

/// One upload.
pub struct Upload {
    path: PathBuf,
    length: u64,
    /// Who began it, as far as limits tell; nobody for what an earlier process left.
    holder: Option<u64>,
    begun: Instant,
    moved: Mutex<Instant>,
    /// Whoever comes later writes: a connection that broke may not know it yet.
    taken_over: Notify,
    turns: AtomicU64,
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// Why no more of an upload is taken.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// It does not go on where the file ends.
    #[error("the upload goes on at {0}")]
    Offset(u64),
    /// More than was announced.
    #[error("more bytes came than were announced")]
    TooLong,
    /// Another connection goes on with it, or this one ended or stood still; what came is kept.
    #[error("the connection broke off")]
    Broken,
    /// The disk failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Uploads {
    /// Makes the folder where it is not there yet. On a full disk it may be missing: then no upload is taken.
    ///
    /// # Errors
    /// It cannot be made or read, for another reason.
    pub fn usable(folder: &Path) -> Result<(), StoreError> {
        match fs::create_dir_all(folder).map_err(|error| fault(&error)) {
            Err(StoreError::Full) => return Ok(()),
            made => made?,
        }
        fs::read_dir(folder).map(drop).map_err(|error| fault(&error))
    }

    /// Finds what an earlier process left. At most `most` are on their way at once. What cannot be taken up is passed over: it keeps nobody from
    /// reading a reply.
    pub fn open(folder: &Path, most: usize, now: Instant) -> Result<Self, StoreError> {
        Self::usable(folder)?;
        let mut under_way = HashMap::new();
        for entry in fs::read_dir(folder).into_iter().flatten() {
            match entry.and_then(|entry| Self::taken_up(&entry.path(), now)) {
                Ok(Some((name, upload))) => drop(under_way.insert(name, Arc::new(upload))),
                Ok(None) => {}
                Err(error) => log::warn(
                    "something in the folder of uploads cannot be taken up, and is passed over",
                    &fault(&error),
                ),
            }
        }
        Ok(Self { folder: folder.to_owned(), most, under_way: Mutex::new(under_way) })
    }

    /// An upload by its file's name; a file that is none goes.
    fn taken_up(path: &Path, now: Instant) -> io::Result<Option<(String, Upload)>> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let parts = file.split_once('.').and_then(|(name, length)| Some((name, length.parse().ok()?)));
        let Some((name, length)) = parts else { return fs::remove_file(path).map(|()| None) };
        // A process that was killed did not get to it.
        OpenOptions::new().append(true).open(path)?.set_modified(SystemTime::UNIX_EPOCH)?;
        Ok(Some((name.to_owned(), Upload::new(path.to_owned(), length, None, now))))
    }

    /// Begins an upload of `length` bytes; `None` where too many are on their way and none of them gives way.
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

    /// The upload with this id.
    pub fn find(&self, id: UploadId) -> Option<Arc<Upload>> {
        self.lock().get(&id.name()).cloned()
    }

    /// Throws an upload away.
    pub fn remove(&self, id: UploadId) -> Result<(), StoreError> {
        self.forget(&id.name())
    }

    /// Throws away what has lain still for [`KEPT`]. Answers how many.
    pub fn sweep(&self, now: Instant) -> Result<usize, StoreError> {
        let still = self.still_for(KEPT, now);
        still.iter().try_for_each(|(_, name)| self.forget(name))?;
        Ok(still.len())
    }

    /// Throws away what has lain still for longest, where it has long enough to give way; answers whether there was any.
    pub fn drop_the_stillest(&self, now: Instant) -> Result<bool, StoreError> {
        let Some((_, name)) = self.still_for(GIVES_WAY, now).into_iter().max() else { return Ok(false) };
        self.forget(&name)?;
        Ok(true)
    }

    /// The one that has lain still for longest goes; where none has, the slowest of whoever holds the most, so that nobody keeps others out by moving each
    /// of many a little.
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

    /// Bytes that were announced.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Bytes that are here.
    pub fn offset(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Where they lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps others from writing until the answer is dropped; whoever writes now stops.
    pub async fn take_over(&self) -> OwnedMutexGuard<()> {
        self.turn().await.1
    }

    /// The number of this turn: who finds another one later has been taken over.
    async fn turn(&self) -> (u64, OwnedMutexGuard<()>) {
        let turn = self.turns.fetch_add(1, Ordering::SeqCst) + 1;
        self.taken_over.notify_waiters();
        (turn, Arc::clone(&self.writing).lock_owned().await)
    }

    /// Takes bytes from `at` on, as they come, and brings them to the disk. Whatever ends them, what came is kept. `came` is told of each piece,
    /// and says whether more may come.
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
        // Somebody may have come between the two lines above.
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
            // A byte now and then is lying still.
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
            // The second at which it came is nobody's business.
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
        // Broken off behind the next piece: it is kept.
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
        // Everybody holds one but the flooder, who holds two: they lose the next one too, and then nobody does.
        let fourth = begin(4, later).unwrap();
        assert!(uploads.find(honest).is_some() && uploads.find(third).is_some() && uploads.find(fourth).is_some());
        assert!(begin(5, later).is_none());
    }
}

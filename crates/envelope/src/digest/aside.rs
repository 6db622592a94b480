//! Hashing on a thread of its own, parallel to other work.
//!
//! For a file of a gigabyte, hashing takes half of the sealing time.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use zeroize::Zeroizing;

use super::Hasher;

/// The number of bytes in one piece that is handed to the hashing thread.
const PIECE: usize = 1024 * 1024;
/// The maximum number of pieces that wait for the thread.
const PIECES: usize = 4;

/// A hasher, either on this thread or on one of its own.
pub(crate) enum Summing {
    /// Hashing on the caller's thread.
    Here(Hasher),
    /// Hashing on another thread.
    Aside(Aside),
}

impl Summing {
    /// A hasher that has hashed nothing yet. If the system gives no thread, it hashes on the caller's thread.
    pub(crate) fn begin(aside: bool) -> Self {
        let begun = if aside { Aside::begin().ok() } else { None };
        begun.map_or_else(|| Self::Here(Hasher::new()), Self::Aside)
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Here(hasher) => hasher.update(bytes),
            Self::Aside(aside) => aside.update(bytes),
        }
    }

    /// The hasher with all bytes taken in.
    ///
    /// # Errors
    /// When the thread panicked. The digest is then lost.
    pub(crate) fn end(self) -> Result<Hasher, HashingStopped> {
        match self {
            Self::Here(hasher) => Ok(hasher),
            Self::Aside(aside) => aside.end(),
        }
    }
}

/// The hashing thread panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HashingStopped;

/// A thread that hashes.
pub(crate) struct Aside {
    filling: Zeroizing<Vec<u8>>,
    full: SyncSender<Zeroizing<Vec<u8>>>,
    empty: Receiver<Zeroizing<Vec<u8>>>,
    work: JoinHandle<Hasher>,
}

impl Aside {
    fn begin() -> io::Result<Self> {
        let (full, taken) = sync_channel::<Zeroizing<Vec<u8>>>(PIECES);
        let (back, empty) = sync_channel(PIECES + 1);
        let work = thread::Builder::new().spawn(move || {
            let mut hasher = Hasher::new();
            while let Ok(mut piece) = taken.recv() {
                hasher.update(&piece);
                piece.clear();
                // The buffer of this piece is returned for reuse. If the channel is full, nobody waits for it any more,
                // and it is dropped.
                let _ = back.try_send(piece);
            }
            hasher
        })?;
        Ok(Self { filling: room(), full, empty, work })
    }

    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let fits = bytes.len().min(PIECE - self.filling.len());
            self.filling.extend_from_slice(&bytes[..fits]);
            bytes = &bytes[fits..];
            if self.filling.len() == PIECE {
                self.hand_over();
            }
        }
    }

    fn hand_over(&mut self) {
        let next = self.empty.try_recv().unwrap_or_else(|_| room());
        // The hashing thread ends only after this sender is dropped, unless it panicked; then `end` returns the error.
        let _ = self.full.send(std::mem::replace(&mut self.filling, next));
    }

    fn end(mut self) -> Result<Hasher, HashingStopped> {
        self.hand_over();
        drop(self.full);
        self.work.join().map_err(|_| HashingStopped)
    }
}

fn room() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(PIECE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_hashes_what_is_hashed_here() {
        let bytes: Vec<u8> = (0..5_000_000_u32).map(|n| (n % 251) as u8).collect();
        for step in [1_000, 65_552, 1_048_576, 3_000_000] {
            let (mut here, mut aside) = (Summing::begin(false), Summing::begin(true));
            for piece in bytes.chunks(step) {
                here.update(piece);
                aside.update(piece);
            }
            let (here, aside) = (here.end().unwrap(), aside.end().unwrap());
            assert_eq!(here.size(), aside.size());
            assert_eq!(here.digest(), aside.digest());
        }
        assert_eq!(Summing::begin(true).end().unwrap().digest(), Hasher::new().digest());
    }

    #[test]
    fn a_thread_that_stopped_gives_no_digest() {
        let (full, _) = sync_channel(PIECES);
        let (_, empty) = sync_channel(1);
        let work = thread::spawn(|| -> Hasher { std::panic::resume_unwind(Box::new(())) });
        let mut stopped = Summing::Aside(Aside { filling: room(), full, empty, work });
        stopped.update(&vec![7; 2 * PIECE]);
        assert_eq!(stopped.end().err(), Some(HashingStopped));
    }
}

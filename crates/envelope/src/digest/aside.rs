//! Hashing beside other work, on a thread of its own: of a gigabyte, half of the time that sealing takes is hashing.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use zeroize::Zeroizing;

use super::Hasher;

/// Handed over at once.
const PIECE: usize = 1024 * 1024;
/// Pieces under way.
const PIECES: usize = 4;

/// Hashes what is written to it, here or on a thread of its own.
pub(crate) enum Summing {
    /// Here.
    Here(Hasher),
    /// On a thread.
    Aside(Aside),
}

impl Summing {
    /// Nothing hashed yet. Where the system gives no thread, hashing is done here.
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

    /// All that was taken in.
    ///
    /// # Errors
    /// When the thread came to a defect: what it had hashed is lost, and no digest is made up.
    pub(crate) fn end(self) -> Result<Hasher, HashingStopped> {
        match self {
            Self::Here(hasher) => Ok(hasher),
            Self::Aside(aside) => aside.end(),
        }
    }
}

/// The thread that hashed ended before its end.
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
                // Full only when nobody takes them any more.
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
        // The thread ends only after this sender; where it came to a defect, the end says so.
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

//! Hashing beside other work, on a thread of its own: of a gigabyte, half of the time that sealing takes is hashing.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

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
    /// Nothing hashed yet.
    pub(crate) fn begin(aside: bool) -> Self {
        if aside { Self::Aside(Aside::begin()) } else { Self::Here(Hasher::new()) }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Here(hasher) => hasher.update(bytes),
            Self::Aside(aside) => aside.update(bytes),
        }
    }

    /// All that was taken in.
    pub(crate) fn end(self) -> Hasher {
        match self {
            Self::Here(hasher) => hasher,
            Self::Aside(aside) => aside.end(),
        }
    }
}

/// A thread that hashes.
pub(crate) struct Aside {
    filling: Zeroizing<Vec<u8>>,
    full: SyncSender<Zeroizing<Vec<u8>>>,
    empty: Receiver<Zeroizing<Vec<u8>>>,
    work: JoinHandle<Hasher>,
}

impl Aside {
    fn begin() -> Self {
        let (full, taken) = sync_channel::<Zeroizing<Vec<u8>>>(PIECES);
        let (back, empty) = sync_channel(PIECES + 1);
        let work = std::thread::spawn(move || {
            let mut hasher = Hasher::new();
            while let Ok(mut piece) = taken.recv() {
                hasher.update(&piece);
                piece.clear();
                // Full only when nobody takes them any more.
                let _ = back.try_send(piece);
            }
            hasher
        });
        Self { filling: room(), full, empty, work }
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
        // The thread ends only after this sender.
        let _ = self.full.send(std::mem::replace(&mut self.filling, next));
    }

    fn end(mut self) -> Hasher {
        self.hand_over();
        drop(self.full);
        // It does nothing that could panic.
        self.work.join().unwrap_or_default()
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
            let (here, aside) = (here.end(), aside.end());
            assert_eq!(here.size(), aside.size());
            assert_eq!(here.digest(), aside.digest());
        }
        assert_eq!(Summing::begin(true).end().digest(), Hasher::new().digest());
    }
}

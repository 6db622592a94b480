//! A connection to a server that breaks off, and that counts the bytes it carries.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;

/// A TCP proxy that cuts connections.
///
/// A connection is cut once it has carried more bytes than the first allowance, both directions together. The cut uses
/// that allowance up. With no allowance left, everything goes through.
pub struct BadLine {
    /// The address to connect to, `https://127.0.0.1:…`.
    pub url: String,
    cuts: Arc<AtomicU64>,
    carried: Arc<AtomicU64>,
}

impl BadLine {
    /// Starts a proxy to the server at `server`, an `https://` address. `allowances` are in bytes.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn to(server: &str, allowances: Vec<u64>) -> Result<Self> {
        let target = server.trim_start_matches("https://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("https://{}", listener.local_addr()?);
        let (cuts, carried) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let way =
            Way { left: Arc::new(Mutex::new(allowances)), cuts: Arc::clone(&cuts), carried: Arc::clone(&carried) };
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(&target)) else { continue };
                let (Ok(back), Ok(forth)) = (server.try_clone(), client.try_clone()) else { continue };
                let count = Arc::<AtomicU64>::default();
                for (from, to) in [(client, server), (back, forth)] {
                    let (way, count) = (way.clone(), Arc::clone(&count));
                    thread::spawn(move || way.carry(from, to, &count));
                }
            }
        });
        Ok(Self { url, cuts, carried })
    }

    /// The number of connections that were cut.
    pub fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::SeqCst)
    }

    /// Bytes carried, both directions together.
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::SeqCst)
    }
}

#[derive(Clone)]
struct Way {
    left: Arc<Mutex<Vec<u64>>>,
    cuts: Arc<AtomicU64>,
    carried: Arc<AtomicU64>,
}

impl Way {
    fn carry(&self, mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let so_far = count.fetch_add(read as u64, Ordering::SeqCst) + read as u64;
            self.carried.fetch_add(read as u64, Ordering::SeqCst);
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            if left.first().is_some_and(|most| so_far > *most) {
                left.remove(0);
                self.cuts.fetch_add(1, Ordering::SeqCst);
                break;
            }
            drop(left);
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }
}

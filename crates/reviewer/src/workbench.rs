//! The workbench: `reviewer open`, a desk in the laptop's browser, for one person.
//!
//! ```text
//! browser ── door ── pages ── desk_thread ── service
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`door`] | who may come in: exact Host, this user's own connections, our own pages, the session |
//! | [`desk_thread`] | the open desk, in a thread of its own: one piece of work at a time, as a command does it |
//! | [`browser`] | the laptop's browser, with a profile that lies in memory and goes away |
//! | [`view`] | what the person is looking at: filter, case, search, what was said last; so that no id stands in an address |
//! | [`legible`] | a stranger's text as HTML: isolated numbers, visible controls, bounded |
//! | [`pages`] | one file a page, with what is sent from it |
//!
//! To add a page: a template in `templates/`; a file in [`pages`], with its `mod`, its context and its handlers; a route in [`pages::routes`]; a place in the
//! menu (`base.html`), whose word `Frame::new` repeats; a look at it in `tests/browser/morning.test.mjs` and in the bench (`tests/src/bin/bench/desk.rs`).
//! Whatever names a case is sent in a body, never in an address: browsers keep addresses.
//!
//! The desk speaks English, as its commands do. It listens on a random address of the loopback network, to which no other machine has a way; another
//! user of this laptop is kept out by the user id that the kernel has of each connection, and has no session either.

pub mod browser;
pub mod desk_thread;
mod door;
pub mod legible;
mod pages;
mod view;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;
use console::{Failure, Passphrase, line, note};
use envelope::Clock;
use rand::{CryptoRng, RngExt as _};
use tokio::task::JoinHandle;

use browser::EntryFolder;
use desk_thread::DeskThread;
use door::Door;
use view::View;

/// The largest form that a page sends.
const LARGEST_FORM: usize = 1024 * 1024;

/// How often it is looked whether somebody still works, and whether the browser is still there.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long the answer to a lock waits for the desk to be closed.
const LOCK_WAITS: Duration = Duration::from_secs(2);

/// How a workbench is opened.
pub struct Open<'a> {
    /// The desk's folder; where there is none yet, the first page makes one.
    pub desk: &'a Path,
    /// Opens it at once; else the first page asks.
    pub passphrase: Option<Passphrase>,
    /// Start the laptop's browser.
    pub browser: bool,
    /// Pages that the browser opens as well, for a demonstration.
    pub pages: &'a [String],
    /// A folder for the entry page and the browser's profile; none is one in memory. It is removed at the end.
    pub folder: Option<&'a Path>,
    /// Locked after so long without a key or a click.
    pub lock_after: Duration,
}

/// A workbench that listens.
pub struct Workbench {
    bench: web::Data<Bench>,
    handle: ServerHandle,
    running: JoinHandle<std::io::Result<()>>,
    browser: Option<Child>,
    address: SocketAddr,
    entry: PathBuf,
    /// Removed when dropped, after the browser has ended.
    _folder: EntryFolder,
}

/// What every page works with.
pub(crate) struct Bench {
    desk: DeskThread,
    door: Door,
    view: Mutex<View>,
    touched: Mutex<Instant>,
    lock_after: Duration,
}

impl Bench {
    fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn touch(&self) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn idle(&self) -> Duration {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// Closes the desk; what is half typed stays in memory until it is opened again. Behind a long piece of work it is closed as soon as that is done, and
    /// no page is shown until then.
    async fn lock(&self) {
        self.view().forget();
        let _ = tokio::time::timeout(LOCK_WAITS, self.desk.lock()).await;
    }
}

/// Opens the workbench, and ends when the browser is closed, or with Ctrl+C.
///
/// # Errors
/// When the desk cannot be opened, or no browser or loopback address is there.
pub async fn open(order: Open<'_>, clock: Arc<dyn Clock>, rng: &mut impl CryptoRng) -> anyhow::Result<()> {
    let by_hand = !order.browser;
    let workbench = Workbench::start(order, clock, rng).await?;
    line(&format!("workbench  {}", workbench.url()));
    if by_hand {
        line(&format!("open       file://{}", workbench.entry().display()));
        note("open that file in a browser on this laptop; it works once. Ctrl+C here closes the desk");
    }
    workbench.run().await
}

impl Workbench {
    /// Starts to listen, and starts the browser if that was asked for.
    ///
    /// # Errors
    /// When the desk cannot be opened, or no browser or loopback address is there.
    pub async fn start(order: Open<'_>, clock: Arc<dyn Clock>, rng: &mut impl CryptoRng) -> anyhow::Result<Self> {
        // What a panic says may hold a sender's words: where it was is enough.
        std::panic::set_hook(Box::new(|info| {
            let at = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
            note(&format!("a part of reviewer failed{at}: please report this line"));
        }));
        // Nor may a crash write what is open here to a disk.
        let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
        rustix::process::setrlimit(rustix::process::Resource::Core, none).context("forbidding core dumps")?;
        let listener = listen(rng)?;
        let address = listener.local_addr().context("reading the workbench's own address")?;
        let mut token = [0; 32];
        rng.fill_bytes(&mut token);
        let folder = match order.folder {
            Some(path) => EntryFolder::at(path)?,
            None => EntryFolder::in_memory(rng)?,
        };
        let entry = folder.entry(address, &token)?;
        let desk = DeskThread::start(order.desk, clock);
        if let Some(passphrase) = order.passphrase {
            desk.unlock(passphrase).await.map_err(desk_thread::Refused::into_error)?;
        }
        let bench = web::Data::new(Bench {
            desk,
            door: Door::new(address, token, entry.clone()),
            view: Mutex::default(),
            touched: Mutex::new(Instant::now()),
            lock_after: order.lock_after,
        });
        let state = bench.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(web::FormConfig::default().limit(LARGEST_FORM))
                .wrap(from_fn(door::check))
                .configure(pages::routes)
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)
        .context("listening")?
        .run();
        let handle = server.handle();
        let running = tokio::spawn(server);
        let browser = match order.browser {
            true => Some(folder.start_browser(&entry, order.pages)?),
            false => None,
        };
        Ok(Self { bench, handle, running, browser, address, entry, _folder: folder })
    }

    /// `http://127.….….…:port`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The page that opens the desk, once.
    pub fn entry(&self) -> &Path {
        &self.entry
    }

    /// Hands work to the desk that the workbench has open.
    pub fn desk(&self) -> DeskThread {
        self.bench.desk.clone()
    }

    /// Serves until the browser is closed, or a signal asks for the end; then closes the desk.
    ///
    /// # Errors
    /// When no signal can be waited for.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let mut hung_up = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => break,
                _ = terminated.recv() => break,
                _ = hung_up.recv() => break,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if self.bench.idle() > self.bench.lock_after {
                self.bench.lock().await;
            }
            if self.browser.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None))) {
                break;
            }
        }
        self.end().await;
        Ok(())
    }

    /// Stops to listen, ends the browser and closes the desk.
    pub async fn end(mut self) {
        if let Some(child) = &mut self.browser {
            // The profile is about to go.
            let _ = child.kill();
            let _ = child.wait();
        }
        self.handle.stop(false).await;
        let _ = self.running.await;
        self.bench.desk.lock().await;
    }
}

/// A random address of the loopback network, and a port that the system chooses: another program cannot wait there.
fn listen(rng: &mut impl CryptoRng) -> anyhow::Result<TcpListener> {
    for _ in 0..16 {
        let [a, b, c]: [u8; 3] = rng.random();
        let address = Ipv4Addr::new(127, a, b.max(1), c.clamp(2, 254));
        if let Ok(listener) = TcpListener::bind(SocketAddr::from((address, 0))) {
            return Ok(listener);
        }
    }
    Err(Failure::new("this laptop has no loopback network to listen on")
        .next("ip link set lo up, as root; then again")
        .into())
}

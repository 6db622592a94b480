//! The workbench: the desk in the laptop's own browser (`reviewer open`).
//!
//! It serves one person. A request takes this path:
//!
//! ```text
//! browser ── door ── pages ── desk_thread ── service
//! ```
//!
//! | file | contents |
//! |---|---|
//! | `door` | checks on each request: exact Host, a connection of this user, one of our own pages, the session |
//! | [`desk_thread`] | the open desk, in a thread of its own that runs one job at a time |
//! | [`browser`] | the laptop's browser, with a profile that lies in memory and is deleted at the end |
//! | `view` | state of the pages: filter, open case, search, last message; kept here so that no URL holds an id |
//! | [`legible`] | a sender's text as HTML: numbers isolated, control characters visible, length limited |
//! | `pages` | one file per page: template context, handlers and forms |
//!
//! To add a page:
//!
//! 1. Write its template in `templates/`.
//! 2. Add a file to `pages`, with its `mod` line, its context and its handlers.
//! 3. Add its routes to `pages::routes`.
//! 4. Add it to the menu in `base.html`. Pass the same word to `Frame::new`, which marks the current page in the menu.
//! 5. Visit it in `tests/browser/morning.test.mjs` and in the bench (`tests/src/bin/bench/desk.rs`).
//!
//! Send a case's id in a request body, never in a URL: browsers store URLs.
//!
//! The pages are in English, like the desk's commands. The workbench listens on a random address of the loopback
//! network, which no other machine can reach. Other users of this laptop are refused: the kernel knows the user id of
//! each connection. They have no session either.

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

/// Largest form that the workbench accepts, in bytes.
const LARGEST_FORM: usize = 1024 * 1024;

/// Interval between checks for an idle desk and for a closed browser.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Longest time that a lock request waits for the desk to close.
const LOCK_WAITS: Duration = Duration::from_secs(2);

/// Options for opening a workbench.
pub struct Open<'a> {
    /// The desk's folder. If it does not exist yet, the first page creates it.
    pub desk: &'a Path,
    /// The passphrase with which the desk is opened at once. `None`: the first page asks for it.
    pub passphrase: Option<Passphrase>,
    /// Whether to start the laptop's browser.
    pub browser: bool,
    /// Additional pages that the browser opens, for a demonstration.
    pub pages: &'a [String],
    /// Folder to create for the entry page and the browser's profile; it is removed at the end. `None`: a folder in
    /// memory.
    pub folder: Option<&'a Path>,
    /// Time without a key or a click after which the desk is locked.
    pub lock_after: Duration,
}

/// A running workbench.
pub struct Workbench {
    bench: web::Data<Bench>,
    handle: ServerHandle,
    running: JoinHandle<std::io::Result<()>>,
    browser: Option<Child>,
    address: SocketAddr,
    entry: PathBuf,
    /// The folder is dropped, and thus removed, after the browser has ended.
    _folder: EntryFolder,
}

/// The state that all pages share.
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

    /// Closes the desk. Unsaved drafts stay in memory until the desk is opened again. If a long job is running, the
    /// desk closes when that job is done, and no page is shown before then.
    async fn lock(&self) {
        self.view().forget();
        let _ = tokio::time::timeout(LOCK_WAITS, self.desk.lock()).await;
    }
}

/// Opens the workbench. Returns when the browser is closed or Ctrl+C is pressed.
///
/// # Errors
/// When the desk cannot be opened, or the laptop has no browser or no loopback address.
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
    /// Starts listening. Also starts the browser, if [`Open::browser`] is true.
    ///
    /// # Errors
    /// When the desk cannot be opened, or the laptop has no browser or no loopback address.
    pub async fn start(order: Open<'_>, clock: Arc<dyn Clock>, rng: &mut impl CryptoRng) -> anyhow::Result<Self> {
        // A panic's message may hold a sender's words, so only its location is printed.
        std::panic::set_hook(Box::new(|info| {
            let at = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
            note(&format!("a part of reviewer failed{at}: please report this line"));
        }));
        // A core dump would write decrypted tips to a disk.
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
        // Before the server: nothing is left running where no browser starts. What it asks waits at the listener.
        let browser = match order.browser.then(|| folder.start_browser(&entry, order.pages)).transpose() {
            Ok(browser) => browser,
            Err(failure) => {
                bench.desk.lock().await;
                return Err(failure.into());
            }
        };
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
        Ok(Self { bench, handle, running, browser, address, entry, _folder: folder })
    }

    /// The address of the workbench: `http://127.….….…:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Path of the entry page, which can open the desk one time.
    pub fn entry(&self) -> &Path {
        &self.entry
    }

    /// Returns a handle to the workbench's desk.
    pub fn desk(&self) -> DeskThread {
        self.bench.desk.clone()
    }

    /// Serves until the browser is closed, or SIGINT, SIGTERM or SIGHUP arrives. Then closes the desk.
    ///
    /// # Errors
    /// When a signal handler cannot be installed.
    pub async fn run(self) -> anyhow::Result<()> {
        self.run_until(std::future::pending()).await
    }

    /// Does the same, and ends as well when `stop` does.
    ///
    /// # Errors
    /// When a signal handler cannot be installed.
    pub async fn run_until(mut self, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
        tokio::pin!(stop);
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let mut hung_up = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => break,
                _ = terminated.recv() => break,
                _ = hung_up.recv() => break,
                () = &mut stop => break,
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

    /// Ends the browser, stops listening and closes the desk.
    pub async fn end(mut self) {
        if let Some(child) = &mut self.browser {
            // The browser's profile is removed next, so the browser must not write to it any more.
            let _ = child.kill();
            let _ = child.wait();
        }
        self.handle.stop(false).await;
        let _ = self.running.await;
        self.bench.desk.lock().await;
    }
}

/// Listens on a random loopback address and a port that the system chooses, so that no other program can listen there
/// first.
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

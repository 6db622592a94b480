//! The whole server as one value, built from its parts.
//!
//! It is bound before it runs, so that tests can start the same server on port 0.

pub mod carriers;
mod doors;
mod forget;
mod leave;
mod progress;
mod unread;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::panic;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::Server;
use actix_web::web;
use anyhow::Context as _;
use envelope::Clock;
use envelope::Digest;
use envelope::keys::{Root, VerifyingKey};
use envelope::line::LineFacts;
use envelope::questionnaire::Questionnaire;
use envelope::submission::FormKey;
use rand::CryptoRng;

use crate::acme::{self, Authority};
use crate::hosts::Hosts;
use crate::limits::{Limit, Origins, Places, Quotas, Tickets};
use crate::log;
use crate::onion::OnionListener;
use crate::pages::{FaultKind, FormState, Pages};
use crate::service::filing::Filing;
use crate::service::findings::{Finding, Severity, refuse_what_keeps_from_serving};
use crate::service::readiness::{self, Ready};
use crate::service::roster_watch::RosterWatch;
use crate::service::session::SessionKeys;
use crate::settings::Settings;
use crate::shutdown::{self, RequestsInFlight};
use crate::store::Store;
use crate::store::uploads::Uploads;
use crate::tls::{Certificate, RELOAD_EVERY};

/// The interval between two sweeps, which erase what is due, remove orphaned blobs and do the nightly rewrite.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// The state that all handlers share.
pub struct State {
    /// The pages, in the languages that are offered.
    pub pages: Pages,
    /// The questions of the form.
    pub questionnaire: Questionnaire,
    /// The digest of the form's questionnaire.
    pub questionnaire_digest: Digest,
    /// The roster, which names the recipients of tips.
    pub roster: RosterWatch,
    /// The key that signs rosters.
    pub root_key: VerifyingKey<Root>,
    /// The store of the ciphertext.
    pub store: Store,
    /// The server's secret. It authenticates form tokens, and every code is derived from it.
    pub form_key: FormKey,
    /// Tells senders apart without identifying them.
    pub origins: Origins,
    /// Issues and checks tickets, which prove that a sender has waited.
    pub tickets: Tickets,
    /// The host names of the open network's listener.
    pub hosts: Hosts,
    /// The onion service's address, for pages of the open network.
    pub onion_location: Option<String>,
    /// The body of `/line.json`.
    pub line_facts: Vec<u8>,
    /// Leads whose upload is under way.
    pub uploads: Uploads,
    /// Held while a large lead is made into a tip, so that this happens to one lead at a time.
    pub filing: tokio::sync::Mutex<()>,
    /// The rate limit on submissions.
    pub submissions: Limit,
    /// The longest time for which a connection may make no progress.
    pub patience: Duration,
    /// The limit on open connections.
    pub connections: Places,
    /// The most connections in each worker thread.
    pub connections_per_worker: usize,
    /// The limit on forms that are being read, since each of them holds memory.
    pub places: Places,
    /// The most bytes that one tip's attachments may have.
    pub max_tip_bytes: u64,
    /// The most bytes that one tip's typed text may have, as sealed.
    pub max_text_bytes: usize,
    /// The longest time for which a tip is kept, in months.
    pub lifetime_months: u32,
    /// The time for which a mailbox is kept, in months.
    pub mailbox_months: u32,
    /// The rate limit on look-ups of codes.
    pub look_ups: Limit,
    /// The interval at which responses to submitted forms leave. A response leaves at a random moment of the next
    /// interval that begins. Zero sends it at once.
    pub answer_every: Duration,
    /// Encrypts the code that a mailbox page carries from one request to the next.
    pub session_keys: SessionKeys,
    /// The time for which a form can be sent after it was opened, in hours.
    pub token_hours: u32,
    /// The source of the day and the hour.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub rng: fn() -> Box<dyn CryptoRng>,
}

impl State {
    /// The service that files tips.
    pub fn filing(&self) -> Filing<'_> {
        Filing {
            store: &self.store,
            form_key: &self.form_key,
            questionnaire: self.questionnaire_digest,
            lifetime_months: self.lifetime_months,
            mailbox_months: self.mailbox_months,
        }
    }

    /// An empty form as it is shown today.
    ///
    /// In the days of grace after the last key's end, it shows when tips were last collected. When the disk is full or
    /// the days of grace are over, it says that nothing can be sent.
    pub fn form_state(&self) -> FormState {
        let sealing = self.roster.current().sealing_on(self.clock.today());
        let grace = sealing.is_ok_and(|sealing| sealing.grace);
        FormState { grace, last_collected: self.store.last_collected(), shut: self.shut(), ..FormState::default() }
    }

    /// The reason why no tip can be sent at present; `None` while tips can be sent.
    pub fn shut(&self) -> Option<FaultKind> {
        if self.roster.current().sealing_on(self.clock.today()).is_err() {
            return Some(FaultKind::Closed);
        }
        (!self.store.has_room_for_text()).then_some(FaultKind::NoRoom)
    }
}

/// A server that is bound and not yet running.
pub struct Application {
    servers: Vec<Server>,
    address: SocketAddr,
    state: web::Data<State>,
    certificate: Arc<Certificate>,
    under_way: RequestsInFlight,
    authority: Option<Authority>,
}

impl Application {
    /// Builds the server on bound listeners. Must be called within an actix runtime.
    ///
    /// # Errors
    /// When the certificate cannot be used, or a listener cannot be set up.
    pub fn build(
        listener: TcpListener,
        onion: Option<OnionListener>,
        certificate: Arc<Certificate>,
        authority: Option<Authority>,
        state: State,
        workers: usize,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr().context("asking for the address that was bound")?;
        let state = web::Data::new(state);
        let under_way = RequestsInFlight::default();
        let parts = doors::Parts { state: state.clone(), under_way: under_way.clone(), workers };
        let mut servers = vec![doors::public(listener, certificate.server_config()?, &parts).context("listening")?];
        if let Some(onion) = onion {
            servers.push(doors::onion(onion, &parts).context("listening for the onion service")?);
        }
        Ok(Self { servers, address, state, certificate, under_way, authority })
    }

    /// The address of the TLS listener.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until SIGTERM or SIGINT, then finishes the requests in flight.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run(self) -> io::Result<()> {
        let certificate = Arc::clone(&self.certificate);
        let state = self.state.clone();
        let watch = actix_web::rt::spawn(async move { watch(&state, &certificate).await });
        let keep = self.authority.map(|authority| {
            let (certificate, clock) = (Arc::clone(&self.certificate), Arc::clone(&self.state.clock));
            actix_web::rt::spawn(acme::keep(authority, certificate, clock, self.state.rng))
        });
        let handles = self.servers.iter().map(Server::handle).collect();
        actix_web::rt::spawn(shutdown::on_signal(handles, self.under_way));
        let result = futures_util::future::try_join_all(self.servers).await;
        watch.abort();
        if let Some(keep) = keep {
            keep.abort();
        }
        if let Err(error) = self.state.store.keep_seen().await {
            log::warn("the replies that were read could not be recorded", &error);
        }
        log::failures_over(None);
        result.map(drop)
    }
}

/// The wait before the next attempt to share the store with other processes.
const SHARE_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Reloads certificate and roster when they change, and keeps the store tidy.
async fn watch(state: &State, certificate: &Certificate) {
    let (mut since_sweep, mut today) = (SWEEP_EVERY, state.clock.today());
    let mut share_from = Instant::now();
    loop {
        state.pages.say_that_the_certificate_ended(certificate.has_ended(state.clock.now()));
        actix_web::rt::time::sleep(RELOAD_EVERY).await;
        if state.clock.today() != today {
            today = state.clock.today();
            count_the_day(state);
        }
        match certificate.reload() {
            Ok(true) => log::info("the certificate was read again"),
            Ok(false) => {}
            Err(error) => log::warn("the new certificate is refused, and the old one stays in use", &error),
        }
        match state.roster.reload() {
            Ok(true) => {
                let roster = state.roster.current();
                log::counted("another roster is in use", &[("issue", u64::from(roster.issue()))]);
                if let Err(error) = state.store.saw_roster(roster.issue(), &Digest::of(roster.bytes())).await {
                    log::warn("the new roster could not be remembered", &error);
                }
            }
            Ok(false) => {}
            Err(error) => log::warn("the new roster is refused, and the old one stays in use", &error),
        }
        if Instant::now() >= share_from {
            match state.store.share_again().await {
                Ok(true) => log::info("the disk has room again, and other commands reach the store"),
                Ok(false) => {}
                Err(error) => {
                    log::warn("other commands still cannot reach the store", &error);
                    // Another attempt has to wait, because each one closes the database for a moment.
                    share_from = Instant::now() + SHARE_AGAIN_AFTER;
                }
            }
        }
        if let Err(error) = state.uploads.sweep(Instant::now()) {
            log::warn("stalled uploads could not be removed", &error);
        }
        log::failures_over(Some(Instant::now()));
        forget_what_is_over(state);
        since_sweep += RELOAD_EVERY;
        if since_sweep >= SWEEP_EVERY {
            since_sweep = Duration::ZERO;
            if let Err(error) = crate::service::sweep::sweep(&state.store, &*state.clock).await {
                log::warn("the store could not be tidied", &error);
            }
        }
    }
}

/// Forgets the keys of hours that are over and the origins of a minute ago, even if no further request comes.
fn forget_what_is_over(state: &State) {
    let hour = state.clock.hour();
    state.origins.forget_if_over(hour);
    state.session_keys.forget_over(hour);
    state.submissions.forget_idle();
    state.look_ups.forget_idle();
}

/// Logs one line when the day is over: the totals of submissions and look-ups. Nothing finer is counted.
fn count_the_day(state: &State) {
    let ((sent, waits), (looked_up, look_ups_waited)) = (state.submissions.take_counts(), state.look_ups.take_counts());
    log::counted(
        "the day that ended",
        &[("sent", sent), ("told to wait", waits), ("codes looked up", looked_up), ("told to wait", look_ups_waited)],
    );
}

/// `intake serve`: builds the server from `settings` and serves until SIGTERM or SIGINT.
///
/// `listen` overrides the address in the settings.
///
/// # Errors
/// When a finding keeps the server from serving, a port cannot be bound, the sandbox cannot be set up, or a listener
/// fails.
pub fn serve(settings: Settings, listen: Option<SocketAddr>) -> anyhow::Result<()> {
    prepare(&settings);
    let listen = listen.unwrap_or(settings.listen);
    refuse_what_keeps_from_serving(&readiness::before_binding(&settings, listen))?;
    // The ports are bound first. Then the right to bind ports is given up, and only after that do threads start.
    let listener = TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    let onion = settings.onion_listener()?;
    let onion_at = onion.as_ref().map(OnionListener::described);
    let workers = settings.threads();
    for missing in settings.confine()? {
        log::warn("not given up", &missing);
    }
    actix_web::rt::System::new().block_on(async move {
        let clock: Arc<dyn Clock> = Arc::new(console::SystemClock);
        let (ready, findings) = readiness::gather(&settings, &*clock).await;
        refuse_what_keeps_from_serving(&findings)?;
        let ready = ready.context("a part of the server is missing, and no finding says which: this is a defect")?;
        for finding in findings.iter().filter(|finding| finding.severity == Severity::OperatorShouldAct) {
            log::warn("an operator should act", finding);
        }
        let (certificate, authority) = (Arc::clone(&ready.certificate), settings.authority());
        let state = state(settings, ready, clock)?;
        let application = Application::build(listener, onion, certificate, authority, state, workers)?;
        if let Some(at) = onion_at {
            console::line(&format!("onion service's connections are taken at {at}"));
        }
        console::line(&format!("listening https://{}", application.address()));
        application.run().await.context("serving")
    })
}

/// The first step of every server command: sets up a log that never contains a sender's words.
fn prepare(settings: &Settings) {
    log::to_stderr(&settings.log_level);
    panic::set_hook(Box::new(|info| {
        let (file, line) = info.location().map_or(("", 0), |at| (at.file(), at.line()));
        log::defect(file, line);
    }));
}

fn state(settings: Settings, ready: Ready, clock: Arc<dyn Clock>) -> anyhow::Result<State> {
    let Ready { roster, root_key, store, form_key, published, questionnaire, pages, certificate } = ready;
    pages.say_that_the_certificate_ended(certificate.has_ended(clock.now()));
    // If the disk is full now, the questionnaire is written at the next export.
    if let Err(failure) = crate::service::export::remember_questionnaire(store.folder(), &published) {
        log::warn("the questionnaire is not kept", &Finding::operator_should_act(failure));
    }
    let facts = LineFacts {
        format: envelope::line::FORMAT.to_owned(),
        site: roster.current().site(),
        questionnaire: published.digest(),
        structure: published.structure.clone(),
        max_tip_bytes: settings.max_tip_bytes,
        max_text_bytes: settings.max_text_bytes,
    };
    let most = usize::try_from(settings.uploads_at_once.get()).unwrap_or(usize::MAX);
    let uploads = Uploads::open(&store.folder().join("uploads"), most, Instant::now())?;
    let quotas = |per_origin: NonZeroU32, total: NonZeroU32| Quotas { per_origin, total };
    let rng: fn() -> Box<dyn CryptoRng> = || Box::new(console::system_rng());
    Ok(State {
        pages,
        questionnaire,
        questionnaire_digest: published.digest(),
        root_key,
        roster,
        line_facts: facts.to_bytes()?,
        uploads,
        filing: tokio::sync::Mutex::default(),
        store,
        form_key,
        origins: Origins::new(rng),
        tickets: Tickets::random(Instant::now(), &mut rng()),
        hosts: Hosts::new(settings.hosts.clone()),
        onion_location: settings.onion_location.clone(),
        submissions: Limit::new(quotas(
            settings.submissions_per_minute_per_origin,
            settings.submissions_per_minute_total,
        )),
        patience: Duration::from_secs(u64::from(settings.patience_seconds.get())),
        connections: Places::new(settings.connections_at_once, settings.connections_at_once_per_origin),
        connections_per_worker: settings.connections_per_worker(),
        places: Places::new(settings.forms_at_once, settings.forms_at_once_per_origin),
        max_tip_bytes: settings.max_tip_bytes,
        max_text_bytes: settings.max_text_bytes,
        lifetime_months: settings.tip_lifetime_months,
        mailbox_months: settings.mailbox_lifetime_months,
        look_ups: Limit::new(quotas(settings.look_ups_per_minute_per_origin, settings.look_ups_per_minute_total)),
        answer_every: Duration::from_millis(u64::from(settings.answer_every_ms)),
        session_keys: SessionKeys::default(),
        token_hours: settings.form_lifetime_hours,
        clock,
        rng,
    })
}

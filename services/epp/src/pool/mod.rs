//! The sessions with one registry: lending them, opening them with back-off, and what is known of them.

mod health;
mod opening;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use application::ports::{MessageLog, RawMessage, RegistryHealth};
use domain_model::values::SealOwner;
use secrecy::SecretString;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::backoff::Backoff;
use crate::config::{EppConfig, EppError};
use crate::pace::Pace;
use crate::raw_log::RawLog;
use crate::request::{self, Request};
use crate::response::Response;
use crate::session::{Lost, Session, read_answer};
use crate::tls::Tls;
use crate::xml::blank;

/// How long a logout may take: nobody waits for it but a process that ends.
const LOGOUT: Duration = Duration::from_secs(2);

/// How the connection with a registry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Sessions that are open.
    pub open: usize,
    /// Of these, those with a command in flight.
    pub in_use: usize,
    /// What last went wrong, until a command succeeds again. Without secrets.
    pub last_error: Option<String>,
    /// How long the registry took for its latest answer.
    pub last_latency: Option<Duration>,
}

/// Why a command has no answer.
pub(crate) enum Failure {
    /// Nothing of it was sent.
    NotSent(String),
    /// It was sent, in whole or in part.
    Lost(String),
}

/// An answer, and its document without secrets.
pub(crate) struct Reply {
    pub response: Response,
    pub raw: String,
}

/// The sessions with one registry.
pub(crate) struct Pool {
    pub config: EppConfig,
    tls: Tls,
    password: SecretString,
    log: RawLog,
    pace: Pace,
    /// One permit a session, whether it is open or yet to be opened.
    slots: Arc<Semaphore>,
    /// Held while a session is opened after a failure: one attempt at a time.
    attempt: tokio::sync::Mutex<()>,
    /// Tells those who hold a permit, but may not open a session now, that one came back.
    returned: Notify,
    open: Arc<AtomicUsize>,
    state: Mutex<State>,
}

struct State {
    idle: Vec<Session>,
    backoff: Backoff,
    last_error: Option<String>,
    last_latency: Option<Duration>,
    record: health::Record,
    keep_alive_runs: bool,
    closed: bool,
}

impl Pool {
    pub fn new(config: EppConfig, log: Arc<dyn MessageLog>) -> Result<Self, EppError> {
        let times = &config.timeouts;
        Ok(Self {
            tls: Tls::new(&config)?,
            password: config.read_password()?,
            log: RawLog::new(log),
            pace: Pace::new(config.limits.commands_per_second),
            slots: Arc::new(Semaphore::new(config.limits.sessions)),
            attempt: tokio::sync::Mutex::default(),
            returned: Notify::new(),
            open: Arc::default(),
            state: Mutex::new(State {
                idle: Vec::new(),
                backoff: Backoff::new(times.backoff, times.backoff_most),
                last_error: None,
                last_latency: None,
                record: health::Record::default(),
                keep_alive_runs: false,
                closed: false,
            }),
            config,
        })
    }

    /// Sends one command and waits for its answer. The registry's closing words 2501 and 2502 mean that the
    /// session, not the command, was at fault: the command is tried once more.
    pub async fn run(
        self: &Arc<Self>,
        request: &Request,
        cltrid: &str,
        owner: Option<&SealOwner>,
    ) -> Result<Reply, Failure> {
        let now = Instant::now();
        let deadline = now + self.config.timeouts.queue;
        let moment = self.pace.take(now, deadline).ok_or_else(|| {
            Failure::NotSent("more commands are waiting than the registry's limit lets through".to_owned())
        })?;
        if moment > now {
            sleep_until(moment).await;
        }
        let mut again = true;
        loop {
            let mut lease = self.lease(deadline).await.map_err(Failure::NotSent)?;
            let started = Instant::now();
            match self.exchange(lease.session(), request, cltrid, owner).await {
                Ok(reply) if matches!(reply.response.code, 2501 | 2502) => {
                    let why =
                        format!("the session was closed: {} {}", reply.response.code, reply.response.message);
                    self.failed(&why);
                    if !std::mem::take(&mut again) {
                        return Err(Failure::NotSent(why));
                    }
                }
                Ok(reply) => {
                    self.succeeded(started.elapsed());
                    // 2500 and 1500 end the session.
                    if !matches!(reply.response.code, 1500 | 2500) {
                        lease.keep();
                    }
                    return Ok(reply);
                }
                Err(lost) => {
                    let why = lost.to_string();
                    self.failed(&why);
                    return Err(Failure::Lost(why));
                }
            }
        }
    }

    /// One exchange, both directions of it logged. A poll that found nothing is not worth a record.
    async fn exchange(
        &self,
        session: &mut Session,
        request: &Request,
        cltrid: &str,
        owner: Option<&SealOwner>,
    ) -> Result<Reply, Lost> {
        let record = |sent: bool, code: Option<u16>, xml: String| {
            self.log.store(RawMessage {
                registry: self.config.id.clone(),
                sent,
                cltrid: Some(cltrid.to_owned()),
                label: request.label.to_owned(),
                code,
                xml,
                owner: owner.cloned(),
            });
        };
        let secrets = request.secrets();
        let document = request.document(cltrid, &session.extensions);
        let asked = blank(&document, &secrets);
        let asks_only = request.label == "poll:req";
        if !asks_only {
            record(true, None, asked.clone());
        }
        let answer = session.transmit(document, self.config.timeouts.command).await?;
        let raw = blank(&answer, &secrets);
        let response = read_answer(&answer, cltrid);
        let code = response.as_ref().ok().map(|response| response.code);
        tracing::debug!(registry = %self.config.id, label = request.label, cltrid, code, "answered");
        if !(asks_only && code == Some(1300)) {
            if asks_only {
                record(true, None, asked);
            }
            record(false, code, raw.clone());
        }
        Ok(Reply { response: response?, raw })
    }

    /// A session, at best before `deadline`: an idle one, or a new one. While the registry is down and its
    /// pause outlasts the deadline, this fails at once.
    async fn lease(self: &Arc<Self>, deadline: Instant) -> Result<Lease, String> {
        self.keep_alive();
        let slot = match timeout_at(deadline, Arc::clone(&self.slots).acquire_owned()).await {
            Ok(Ok(slot)) => slot,
            Ok(Err(_)) => return Err("the registrar is closing its sessions".to_owned()),
            Err(_) => return Err("all sessions are busy".to_owned()),
        };
        let lease = |session| Lease { pool: Arc::clone(self), session: Some(session), _slot: slot };
        loop {
            let returned = self.returned.notified();
            tokio::pin!(returned);
            returned.as_mut().enable();
            if let Some(session) = self.take_idle() {
                return Ok(lease(session));
            }
            let now = Instant::now();
            let pause = self.state().backoff.until(now);
            match pause {
                Some(until) if now >= deadline || (until > deadline && self.open_sessions() == 0) => {
                    return Err(self.why_closed());
                }
                Some(until) => tokio::select! {
                    () = sleep_until(until.min(deadline)) => {}
                    () = returned => {}
                },
                None => {
                    if let Some(session) = self.attempt(deadline).await? {
                        return Ok(lease(session));
                    }
                }
            }
        }
    }

    /// Logs out of idle sessions, lets no further command begin, and stores what is to be logged. Commands in
    /// flight end as they would.
    pub async fn close(&self) {
        self.slots.close();
        let idle = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.idle)
        };
        let logout = request::logout();
        let leaving = idle.into_iter().map(|mut session| async move {
            let document = request::logout().document(&fresh_cltrid(logout.label), &[]);
            // Whether the registry says goodbye changes nothing.
            let _ = session.transmit(document, LOGOUT).await;
        });
        futures::future::join_all(leaving).await;
        self.log.flush().await;
    }

    pub fn status(&self) -> Status {
        let state = self.state();
        let open = self.open_sessions();
        Status {
            open,
            in_use: open.saturating_sub(state.idle.len()),
            last_error: state.last_error.clone(),
            last_latency: state.last_latency,
        }
    }

    /// How the connection stands, for people who look after it.
    pub fn health(&self) -> RegistryHealth {
        let mut state = self.state();
        let open = self.open_sessions();
        RegistryHealth {
            sessions_open: open,
            sessions_in_use: open.saturating_sub(state.idle.len()),
            sessions_most: self.config.limits.sessions,
            ..state.record.health(Instant::now())
        }
    }

    /// The queue is asked for messages.
    pub fn polled(&self) {
        self.state().record.polled(Instant::now());
    }

    /// Starts the keep-alive with the first use, when there is a runtime.
    pub fn keep_alive(self: &Arc<Self>) {
        let runs = std::mem::replace(&mut self.state().keep_alive_runs, true);
        if !runs {
            let every = self.config.timeouts.keep_alive / 4;
            tokio::spawn(crate::keep_alive::run(Arc::downgrade(self), every));
        }
    }

    /// A permit for a session, if one is free at once.
    pub fn free_slot(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.slots).try_acquire_owned().ok()
    }

    /// An idle session, the one used last. Those that the registry has closed meanwhile are dropped.
    fn take_idle(&self) -> Option<Session> {
        loop {
            let mut session = self.state().idle.pop()?;
            if session.is_quiet() {
                return Some(session);
            }
        }
    }

    /// An idle session that was last used before `since`.
    pub fn take_idle_since(&self, since: Instant) -> Option<Session> {
        let mut state = self.state();
        let at = state.idle.iter().position(|session| session.last_used <= since)?;
        Some(state.idle.remove(at))
    }

    /// Gives a session back, in a known state.
    pub fn put_back(&self, session: Session) {
        let mut state = self.state();
        if !state.closed {
            state.idle.push(session);
        }
        drop(state);
        self.returned.notify_waiters();
    }

    pub fn open_sessions(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Whether a session may be opened now.
    pub fn may_open(&self) -> bool {
        self.state().backoff.until(Instant::now()).is_none()
    }

    pub fn failed(&self, why: &str) {
        let mut state = self.state();
        state.last_error = Some(why.to_owned());
        state.record.failed(Instant::now(), why);
    }

    fn succeeded(&self, latency: Duration) {
        let mut state = self.state();
        state.last_error = None;
        state.last_latency = Some(latency);
        state.record.answered(Instant::now(), latency);
    }

    fn why_closed(&self) -> String {
        let last = self.state().last_error.clone();
        last.map_or_else(|| "no session is open".to_owned(), |last| format!("no session is open: {last}"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that is lent for one exchange. Unless it is given back with [`Lease::keep`], its connection is
/// closed: also when the future that held it is dropped halfway.
struct Lease {
    pool: Arc<Pool>,
    session: Option<Session>,
    _slot: OwnedSemaphorePermit,
}

impl Lease {
    fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("a lease holds its session until it is given back")
    }

    fn keep(mut self) {
        if let Some(session) = self.session.take() {
            self.pool.put_back(session);
        }
    }
}

/// A transaction id for what the application did not ask for: login, logout, poll.
pub(crate) fn fresh_cltrid(prefix: &str) -> String {
    let random = getrandom::u64().unwrap_or_default();
    format!("{}-{random:016x}", prefix.replace(':', "-"))
}

//! Executes commands one after the other: settle what is due, decide, write, apply, wait for the disk, answer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::clock::SandboxClock;
use crate::code::ResultCode;
use crate::commands::{self, Context, Decision, Deferral, Services};
use crate::config::{LabelClass, Zones};
use crate::faults::{Effects, FaultPlan, label_fault, label_maintenance};
use crate::request::{Command, Envelope, Extensions, TransferOp, Verb};
use crate::response::Reply;
use crate::settle;
use crate::state::{Change, Notice, ObjectKind, PollMessage, Registry, TransactionIds};
use crate::store::{Durability, Log, StoreError};

/// The registry at work.
#[derive(Debug)]
pub struct Engine {
    pub clock: SandboxClock,
    pub faults: FaultPlan,
    zones: Zones,
    held: Mutex<Held>,
    durability: Durability,
    /// Wakes the task that settles deadlines: one may have come nearer.
    pub deadlines_moved: Notify,
    /// What makes server transaction identifiers unique across restarts, and the last number given.
    run: String,
    last_trid: AtomicU64,
}

/// State and log, changed together.
#[derive(Debug)]
struct Held {
    registry: Registry,
    log: Log,
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Actor {
    pub registrar: String,
    pub services: Services,
}

/// One command, read.
struct Asked<'a> {
    actor: &'a Actor,
    command: &'a Command,
    extensions: &'a Extensions,
    document: &'a [u8],
    ids: &'a TransactionIds,
}

/// What the session does with a command's end.
#[derive(Debug)]
pub enum Outcome {
    Answer(Reply),
    /// The connection closes without an answer.
    Drop,
}

impl Engine {
    pub fn new(registry: Registry, log: Log, zones: Zones, faults: FaultPlan, run: String) -> Self {
        let clock = SandboxClock::default();
        clock.set_offset(registry.clock_offset());
        let durability = log.durability();
        Self {
            clock,
            faults,
            zones,
            held: Mutex::new(Held { registry, log }),
            durability,
            deadlines_moved: Notify::new(),
            run,
            last_trid: AtomicU64::new(0),
        }
    }

    /// A server transaction identifier that was never given before.
    pub fn server_trid(&self) -> String {
        format!("SBX-{}-{}", self.run, self.last_trid.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&self.lock().registry)
    }

    /// Executes one command of a logged-in registrar.
    pub async fn execute(
        &self,
        actor: &Actor,
        envelope: &Envelope,
        document: &[u8],
        ids: &TransactionIds,
    ) -> Outcome {
        let (command, extensions) = match envelope.command() {
            Ok(read) => read,
            Err(refusal) => return Outcome::Answer(refusal.into()),
        };
        let kind = envelope.object().ok().flatten();
        let (effects, spent) = self.effects(envelope.verb, kind, &command);
        if !effects.delay.is_zero() {
            tokio::time::sleep(effects.delay).await;
        }
        if effects.drop_before {
            return match self.change(spent.into_iter().collect()).await {
                Ok(()) => Outcome::Drop,
                Err(error) => Outcome::Answer(failed(&error)),
            };
        }
        if let Some((code, message)) = effects.answer {
            return match self.change(spent.into_iter().collect()).await {
                Ok(()) => Outcome::Answer(Reply::custom(code, message)),
                Err(error) => Outcome::Answer(failed(&error)),
            };
        }
        let asked = Asked { actor, command: &command, extensions: &extensions, document, ids };
        let (reply, position) = self.decide(&asked, effects.deferral, spent);
        if let Err(error) = self.durability.reached(position).await {
            return Outcome::Answer(failed(&error));
        }
        self.deadlines_moved.notify_one();
        if effects.drop_after { Outcome::Drop } else { Outcome::Answer(reply) }
    }

    /// The faults that hit a command, with the note that one of them does so once only.
    fn effects(&self, verb: Verb, kind: Option<ObjectKind>, command: &Command) -> (Effects, Option<Change>) {
        let names = command.names();
        let mut effects = self.faults.take(verb, kind, &names);
        let mut spent = None;
        let name = match command {
            Command::DomainCreate(create) => Some(&create.name),
            Command::DomainInfo(info) => Some(&info.name),
            Command::DomainUpdate(update) => Some(&update.name),
            Command::DomainRenew(renew) => Some(&renew.name),
            Command::Delete { kind: ObjectKind::Domain, name } => Some(name),
            Command::Transfer(transfer)
                if transfer.kind == ObjectKind::Domain && transfer.op == TransferOp::Request =>
            {
                Some(&transfer.name)
            }
            Command::Check { kind: ObjectKind::Domain, names } => {
                // It begins after this command.
                if let Some(time) = names.iter().find_map(|name| label_maintenance(name)) {
                    self.faults.maintain_for(time);
                }
                None
            }
            _ => None,
        };
        if let Some(name) = name
            && LabelClass::of(name) == LabelClass::Ordinary
            && let Some(fault) = label_fault(verb, name)
            && !(fault.once && self.read(|registry| registry.fault_spent(name)))
        {
            effects.push(fault.effect);
            spent = fault.once.then(|| Change::FaultSpent(name.clone()));
        }
        (Effects::of(effects), spent)
    }

    /// Decides and writes; returns the answer and the position that must be on disk before it is sent.
    fn decide(&self, asked: &Asked<'_>, deferral: Option<Deferral>, spent: Option<Change>) -> (Reply, u64) {
        let mut held = self.lock();
        let now = self.clock.now();
        if let Err(error) = self.settle_until(&mut held, now) {
            return (failed(&error), 0);
        }
        let context = Context {
            registry: &held.registry,
            zones: &self.zones,
            registrar: &asked.actor.registrar,
            now,
            ids: asked.ids,
            services: &asked.actor.services,
            deferral,
            replaced: None,
        };
        let decided = commands::decide(&context, asked.command, asked.extensions).map(|decision| {
            let deferred = deferral.and_then(|deferral| {
                let document = String::from_utf8_lossy(asked.document);
                commands::domain::defer(&context, deferral, asked.command, asked.extensions, &document)
            });
            deferred.unwrap_or(decision)
        });
        match decided {
            Err(refusal) => (refusal.into(), 0),
            Ok(mut decision) => {
                decision.changes.extend(spent);
                match held.commit(decision.changes, decision.notices) {
                    Ok(position) => (decision.reply, position),
                    Err(error) => (failed(&error), 0),
                }
            }
        }
    }

    /// Makes changes that no command asked for.
    pub async fn change(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.change_with(|_, _| (changes, Vec::new())).await
    }

    /// Makes changes that depend on the state at the sandbox's present moment.
    pub async fn change_with(
        &self,
        decide: impl FnOnce(&Registry, DateTime<Utc>) -> (Vec<Change>, Vec<(String, Notice)>),
    ) -> Result<(), StoreError> {
        let position = {
            let mut held = self.lock();
            let now = self.clock.now();
            self.settle_until(&mut held, now)?;
            let (changes, notices) = decide(&held.registry, now);
            held.commit(changes, notices)?
        };
        self.deadlines_moved.notify_one();
        self.durability.reached(position).await
    }

    /// Runs everything that fell due, in order; returns once it is on disk.
    pub async fn settle(&self) -> Result<(), StoreError> {
        let position = {
            let mut held = self.lock();
            let now = self.clock.now();
            self.settle_until(&mut held, now)?;
            held.log.position()
        };
        self.durability.reached(position).await
    }

    /// The next moment at which something falls due.
    pub fn next_deadline(&self) -> Option<DateTime<Utc>> {
        self.read(|registry| registry.next_deadline(None).map(|(at, _)| *at))
    }

    fn settle_until(&self, held: &mut Held, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut skipped = None;
        while let Some(due) = held.registry.next_deadline(skipped.as_ref()).filter(|(at, _)| *at <= now) {
            let due = due.clone();
            let Decision { changes, notices, .. } =
                settle::step(&held.registry, &self.zones, due.0, &due.1, &self.server_trid());
            if changes.is_empty() {
                // An object of a zone that is no longer served: it stays as it is.
                skipped = Some(due);
                continue;
            }
            held.commit(changes, notices)?;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Writes, then applies; returns the position that makes it durable, 0 where there is nothing to wait for.
    fn commit(
        &mut self,
        mut changes: Vec<Change>,
        notices: Vec<(String, Notice)>,
    ) -> Result<u64, StoreError> {
        let numbered = (self.registry.next_message()..).zip(notices);
        changes.extend(numbered.map(|(id, (registrar, notice))| Change::Enqueue {
            registrar,
            message: PollMessage { id, notice },
        }));
        if changes.is_empty() {
            return Ok(0);
        }
        let position = self.log.append(&changes)?;
        changes.into_iter().for_each(|change| self.registry.apply(change));
        Ok(position)
    }
}

/// The log failed: nothing was executed, or nobody knows.
fn failed(error: &StoreError) -> Reply {
    tracing::error!(%error, "a command could not be made durable");
    Reply::new(ResultCode::CommandFailed)
}

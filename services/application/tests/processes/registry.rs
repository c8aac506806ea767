//! A registry in memory, with faults on demand: it counts every effect, so that one that happened twice shows.

mod commands;
mod faults;
mod launch;
pub mod premium;
mod transfers;

pub use faults::{FAULTS, Fault};

use crate::chance::Chance;
use application::ports::{
    Answer, Clock, ManualClock, PollData, PollMessage, Registry, RegistryCommand, RegistryError,
    TransferAtRegistry,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain_model::values::{
    AuthCode, ClTrid, ContactInput, DomainName, HostName, RegistryContactId, RegistryId, SealOwner, SecDns,
    StatusSet,
};
use faults::Plan;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::Notify;

pub const OURS: &str = "ours";
pub const OTHER: &str = "other";

/// Something that the registry did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effect {
    pub registrar: String,
    pub what: String,
    pub cltrid: String,
}

#[derive(Clone, Debug)]
pub struct Name {
    pub sponsor: String,
    pub statuses: StatusSet,
    pub rgp: Vec<String>,
    pub registrant: Option<RegistryContactId>,
    pub admin: Option<RegistryContactId>,
    pub tech: Option<RegistryContactId>,
    pub servers: BTreeSet<HostName>,
    pub created: DateTime<Utc>,
    pub expires: DateTime<Utc>,
    pub transferred: Option<DateTime<Utc>>,
    pub auth_code: AuthCode,
    pub secdns: Option<SecDns>,
    pub transfer: Option<TransferAtRegistry>,
    /// A creation that waits for a decision: under which transactions.
    pub pending: Option<(ClTrid, String)>,
    pub deleted: Option<DateTime<Utc>>,
}

/// Redemption and pending delete of a gTLD.
const DAYS_UNTIL_FREE: i64 = 35;

#[derive(Clone)]
pub struct Object {
    pub sponsor: String,
    pub details: ContactInput,
}

#[derive(Default)]
pub struct State {
    pub names: BTreeMap<DomainName, Name>,
    pub contacts: BTreeMap<RegistryContactId, Object>,
    pub hosts: BTreeMap<HostName, (String, Vec<IpAddr>)>,
    pub queue: VecDeque<PollMessage>,
    pub effects: Vec<Effect>,
    messages: u64,
    transactions: u64,
    late: Vec<(RegistryCommand, ClTrid)>,
    said: Vec<PollMessage>,
    at_once: Option<bool>,
}

/// What a fault of the whole process needs.
#[async_trait]
pub trait Meanwhile: Send + Sync {
    /// Changes the streams of a name from another process.
    async fn change(&self, name: &DomainName);
    /// Delivers the jobs that run now once more.
    async fn deliver_again(&self);
    /// Whether the journal says that this transaction is sent.
    async fn is_durable(&self, cltrid: &ClTrid) -> bool;
}

pub struct FakeRegistry {
    id: RegistryId,
    clock: ManualClock,
    state: Mutex<State>,
    plan: Mutex<(Plan, usize)>,
    meanwhile: Mutex<Option<Arc<dyn Meanwhile>>>,
    /// Somebody is to die now.
    pub death: Notify,
}

/// The name servers that the tests name were created by another registrar long ago.
fn hosts_of_others() -> BTreeMap<HostName, (String, Vec<IpAddr>)> {
    ["nsa.bookmyname.com", "nsb.bookmyname.com", "nsc.bookmyname.com"]
        .into_iter()
        .map(|host| (HostName::parse(host).unwrap(), ("other".to_owned(), Vec::new())))
        .collect()
}

impl FakeRegistry {
    pub fn new(clock: ManualClock) -> Arc<Self> {
        Arc::new(Self {
            id: RegistryId::parse("fake").unwrap(),
            clock,
            state: Mutex::new(State { hosts: hosts_of_others(), ..State::default() }),
            plan: Mutex::new((Plan::Never, 0)),
            meanwhile: Mutex::default(),
            death: Notify::new(),
        })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn meet(&self, meanwhile: Arc<dyn Meanwhile>) {
        *self.meanwhile.lock().unwrap() = Some(meanwhile);
    }

    /// From now on commands are counted, and this one meets the fault.
    pub fn fail_at(&self, number: usize, fault: Fault) {
        *self.plan.lock().unwrap() = (Plan::At { number, fault }, 0);
    }

    pub fn fail_sometimes(&self, one_in: usize, seed: u64, faults: &[Fault]) {
        let plan = Plan::Sometimes { one_in, chance: Chance(seed), faults: faults.to_vec() };
        *self.plan.lock().unwrap() = (plan, 0);
    }

    /// Nothing fails any more; says how many commands there were.
    pub fn behave(&self) -> usize {
        let (_, count) = std::mem::replace(&mut *self.plan.lock().unwrap(), (Plan::Never, 0));
        count
    }

    fn next_fault(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        plan.1 += 1;
        let number = plan.1 - 1;
        plan.0.fault(number)
    }

    /// A command of another registrar, which always gets its answer.
    pub fn as_other(&self, command: RegistryCommand) -> Answer {
        let cltrid = ClTrid::parse("OTHER-0001").unwrap();
        self.state().execute(OTHER, command, &cltrid, self.clock.now())
    }

    /// The registry decides about a creation that waits.
    pub fn decide(&self, name: &DomainName, approved: bool) {
        let mut state = self.state();
        let Some((cltrid, svtrid)) = state.names.get_mut(name).and_then(|known| known.pending.take()) else {
            return;
        };
        if approved {
            let what = format!("domain:create {name}");
            state.effects.push(Effect { registrar: OURS.into(), what, cltrid: cltrid.to_string() });
            state.names.get_mut(name).unwrap().statuses = StatusSet::EMPTY;
        } else {
            state.names.remove(name);
        }
        let data = PollData::PendingAction { name: name.clone(), approved, cltrid: Some(cltrid), svtrid };
        state.say("the pending action is decided", data);
    }

    /// The registry approves the transfers whose time has come, and lets deleted names go.
    pub fn let_time_pass(&self) {
        let now = self.clock.now();
        let mut state = self.state();
        state.approve_due(now);
        let gone = |at: DateTime<Utc>| at + chrono::TimeDelta::days(DAYS_UNTIL_FREE) <= now;
        state.names.retain(|_, known| !known.deleted.is_some_and(gone));
    }

    /// Everything that was ever in the queue.
    pub fn said(&self) -> Vec<PollMessage> {
        self.state().said.clone()
    }

    /// Creations that wait are decided before their answer is read.
    pub fn decide_at_once(&self, approved: Option<bool>) {
        self.state().at_once = approved;
    }

    /// Every command meets the fault.
    pub fn fail_always(&self, fault: Fault) {
        self.fail_sometimes(1, 0, &[fault]);
    }

    /// The first messages of the queue once more, and those behind them in another order.
    pub fn repeat_messages(&self) {
        let mut state = self.state();
        let again: Vec<PollMessage> = state.queue.iter().cloned().collect();
        state.queue.extend(again);
        if !state.queue.is_empty() {
            state.queue.rotate_left(1);
        }
    }

    /// Undisturbed; a decision may overtake the answer.
    async fn answer(&self, command: RegistryCommand, cltrid: &ClTrid) -> Answer {
        let answer = self.execute(&command, cltrid);
        let at_once = self.state().at_once;
        if let (Some(approved), 1001, Some(name)) = (at_once, answer.code, commands::name_of(&command)) {
            self.decide(name, approved);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        answer
    }

    async fn die(&self) -> ! {
        self.death.notify_one();
        std::future::pending::<()>().await;
        unreachable!("a dead worker does not go on")
    }

    fn not_sent(&self, label: &'static str) -> RegistryError {
        RegistryError::NotSent { registry: self.id.clone(), label, why: "connection refused".into() }
    }

    fn lost(&self, label: &'static str, cltrid: &ClTrid) -> RegistryError {
        let (registry, why) = (self.id.clone(), "the connection was closed".to_owned());
        RegistryError::AnswerLost { registry, label, cltrid: cltrid.to_string(), why }
    }

    fn execute(&self, command: &RegistryCommand, cltrid: &ClTrid) -> Answer {
        let now = self.clock.now();
        let mut state = self.state();
        let answer = state.execute(OURS, command.clone(), cltrid, now);
        // What was under way when it was asked about takes effect after the question.
        if command.is_query() {
            for (late, cltrid) in std::mem::take(&mut state.late) {
                state.execute(OURS, late, &cltrid, now);
            }
        }
        answer
    }

    async fn meanwhile(&self, fault: Fault, command: &RegistryCommand) {
        let Some(meanwhile) = self.meanwhile.lock().unwrap().clone() else { return };
        match fault {
            Fault::Conflict => {
                if let Some(name) = commands::name_of(command) {
                    meanwhile.change(name).await;
                }
            }
            Fault::Twice => {
                meanwhile.deliver_again().await;
                tokio::time::sleep(Duration::from_millis(60)).await;
            }
            _ => {}
        }
    }
}

fn busy() -> Answer {
    Answer {
        code: 2400,
        message: "Command failed".into(),
        svtrid: "SV-BUSY".into(),
        data: application::ports::AnswerData::None,
    }
}

#[async_trait]
impl Registry for FakeRegistry {
    fn id(&self) -> &RegistryId {
        &self.id
    }

    fn registrar(&self) -> &str {
        OURS
    }

    async fn send(
        &self,
        command: RegistryCommand,
        cltrid: &ClTrid,
        _: Option<SealOwner>,
    ) -> Result<Answer, RegistryError> {
        let label = command.label();
        let meanwhile = self.meanwhile.lock().unwrap().clone();
        if let Some(meanwhile) = meanwhile.filter(|_| !command.is_query()) {
            assert!(
                meanwhile.is_durable(cltrid).await,
                "{label} {cltrid} is sent before its event is durable"
            );
        }
        let Some(fault) = self.next_fault() else { return Ok(self.answer(command, cltrid).await) };
        match fault {
            Fault::Refused => Err(self.not_sent(label)),
            Fault::LostBefore => Err(self.lost(label, cltrid)),
            Fault::LostAfter => {
                self.execute(&command, cltrid);
                Err(self.lost(label, cltrid))
            }
            Fault::Busy => Ok(busy()),
            Fault::BusyAfter => {
                self.execute(&command, cltrid);
                Ok(busy())
            }
            Fault::DiesBefore => self.die().await,
            Fault::DiesAfter => {
                self.execute(&command, cltrid);
                self.die().await
            }
            Fault::Late => {
                if !command.is_query() {
                    self.state().late.push((command, cltrid.clone()));
                }
                Err(self.lost(label, cltrid))
            }
            Fault::Conflict => {
                let answer = self.execute(&command, cltrid);
                self.meanwhile(fault, &command).await;
                Ok(answer)
            }
            Fault::Twice => {
                self.meanwhile(fault, &command).await;
                Ok(self.execute(&command, cltrid))
            }
        }
    }

    async fn poll(&self) -> Result<Option<PollMessage>, RegistryError> {
        Ok(self.state().queue.front().cloned())
    }

    async fn acknowledge(&self, id: &str) -> Result<(), RegistryError> {
        let mut state = self.state();
        if let Some(at) = state.queue.iter().position(|message| message.id == id) {
            state.queue.remove(at);
        }
        Ok(())
    }
}

impl State {
    pub fn say(&mut self, text: &str, data: PollData) {
        self.messages += 1;
        let id = format!("{}", 1000 + self.messages);
        let message =
            PollMessage { raw: format!("<epp>{id}</epp>"), id, queued: None, text: text.to_owned(), data };
        self.said.push(message.clone());
        self.queue.push_back(message);
    }

    fn svtrid(&mut self) -> String {
        self.transactions += 1;
        format!("SV-{}", self.transactions)
    }
}

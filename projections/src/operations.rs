//! Operations: one customer's request each, and the pending report.

mod query;
mod words;

pub use query::{OperationFilter, OperationSort};
pub use words::{Awaited, Etat, Progress, SoapStatus, Waiting};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use crate::votes::VoteRow;
use chrono::{DateTime, Utc};
use domain_model::operation::{Dossier, Event, Operation, Request};
use domain_model::values::{AccountNumber, OperationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) const TABLE: Table = Table { name: "operations", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists operations (
  number         bigint      primary key,
  sequence       bigint      not null,
  state          json        not null,
  progress       text        not null,
  closed         boolean     not null,
  account        bigint,
  action         text        not null,
  object         text        not null,
  subject        text        collate \"C\" not null,
  registry       text        not null,
  code           integer     not null,
  message        text        not null,
  attempts       integer     not null,
  points         bigint,
  fact           text,
  requested_at   timestamptz not null,
  since          timestamptz not null,
  changed_at     timestamptz not null,
  changed_by     text        not null,
  opened_by      text        not null,
  opened_through text        not null,
  correlation    uuid        not null
);
create index if not exists operations_requested on operations (requested_at, number);
create index if not exists operations_changed on operations (changed_at, number);
create index if not exists operations_account on operations (account, requested_at, number);
create index if not exists operations_subject on operations (subject, number);
create index if not exists operations_correlation on operations (correlation);
create index if not exists operations_pending on operations (requested_at, number)
  where not closed and progress <> 'succeeded';
create index if not exists operations_unsettled on operations (progress, registry)
  where not closed and progress <> 'succeeded';
create index if not exists operations_ended on operations (since, action, number) where progress = 'succeeded';
create index if not exists operations_charged on operations (account, number) where fact is not null and points > 0;
";

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationRow {
    /// SOAP `tid`.
    pub number: OperationNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it.
    pub state: Operation,
    /// How it goes, in one of six words.
    pub progress: Progress,
    /// Given up: no longer in the pending report.
    pub closed: bool,
    /// Who asked, and pays.
    pub account: Option<AccountNumber>,
    /// `action` of `api_status`.
    pub action: String,
    /// `type` of `api_status`.
    pub object: String,
    /// The name, host or contact that it is about.
    pub subject: String,
    /// Where.
    pub registry: String,
    /// `reply_value`: the registry's code, or the registrar's own; 0 while there is none.
    pub code: u16,
    /// `reply_msg`: the registry's own words.
    pub message: String,
    /// How often something was sent or tried.
    pub attempts: u32,
    /// The price, where it costs anything.
    pub points: Option<i64>,
    /// The transaction that the registry confirmed.
    pub fact: Option<String>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Since when it has stood where it stands.
    pub since: DateTime<Utc>,
    /// `lastupdate`.
    pub changed_at: DateTime<Utc>,
    /// Who changed it last.
    pub changed_by: String,
    /// Who asked.
    pub opened_by: String,
    /// Through which door.
    pub opened_through: String,
    /// The customer's request that it belongs to.
    pub correlation: Uuid,
}

/// An operation beside its votes, where it has any: an item of the pending report.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingOperation {
    /// The operation.
    pub operation: OperationRow,
    /// The trade or transfer of the same number.
    pub vote: Option<VoteRow>,
}

impl OperationRow {
    /// What was asked for.
    pub fn dossier(&self) -> Option<&Dossier> {
        self.state.dossier()
    }

    /// Whether the account asked for it, or took the name that it moved.
    pub fn concerns(&self, account: AccountNumber) -> bool {
        let gained = || match &self.state {
            Operation::Done(dossier, _) => {
                matches!(dossier.request, Request::MoveReseller { to, .. } if to == account)
            }
            _ => false,
        };
        self.account == Some(account) || gained()
    }

    fn describe(&mut self, dossier: &Dossier) {
        self.account = Some(dossier.account);
        self.action = dossier.request.action().to_owned();
        self.object = dossier.request.object().to_owned();
        self.subject = dossier.request.subject().to_string();
        self.registry = dossier.registry.to_string();
        self.points = dossier.charge.as_ref().map(|charge| charge.points.get());
        self.requested_at = dossier.requested_at;
    }
}

impl Row for OperationRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["operation"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Operation::Absent,
            progress: Progress::Pending,
            closed: false,
            account: None,
            action: String::new(),
            object: String::new(),
            subject: String::new(),
            registry: String::new(),
            code: 0,
            message: String::new(),
            attempts: 0,
            points: None,
            fact: None,
            requested_at: stamp.at,
            since: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
            opened_by: stamp.actor.clone(),
            opened_through: stamp.channel.clone(),
            correlation: stamp.correlation,
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        match &event {
            Event::Opened { dossier, .. } => self.describe(dossier),
            Event::StepSent { attempt, .. } => self.attempts = self.attempts.max(*attempt),
            Event::Failed { code, message } => (self.code, self.message) = (*code, message.clone()),
            Event::Restarted { .. } => (self.code, self.message) = (0, String::new()),
            Event::Done { fact } | Event::DoneByHand { fact, .. } => {
                self.fact = Some(fact.cltrid.to_string())
            }
            Event::Closed => self.closed = true,
            Event::Proceeded
            | Event::StepRetried { .. }
            | Event::StepPending { .. }
            | Event::StepDone { .. } => {}
        }
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.progress = Progress::of(&self.state);
        self.since = stamp.at;
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<OperationRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

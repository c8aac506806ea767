//! Names: what is known of each, through every registration of it.
//!
//! The row of a name is its aggregate, with the columns that lists are filtered and sorted by. Names that are asked
//! for, arriving or gone are here as well.

mod query;

pub use query::{ContactRole, NameFilter, NameSort, STATEMENT, Whois};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use chrono::{DateTime, Utc};
use domain_model::domain::{Claim, Domain, Event, Lock, Phase, Registration};
use domain_model::operation::Contacts;
use domain_model::values::{AccountNumber, ContactNumber, DomainName, OperationNumber, RegistrationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "whois", key: "name", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists whois (
  name            text        collate \"C\" primary key,
  sequence        bigint      not null,
  state           json        not null,
  standing        text        not null,
  tld             text        not null,
  number          bigint,
  account         bigint,
  owner           bigint,
  admin           bigint,
  tech            bigint,
  billing         bigint,
  created         timestamptz,
  expires         timestamptz,
  statuses        integer     not null,
  busy            bigint,
  changed_at      timestamptz not null,
  changed_by      text        not null,
  changed_through text        not null
);
create index if not exists whois_account on whois (account, name);
create index if not exists whois_number on whois (number);
create index if not exists whois_expires on whois ((coalesce(expires, 'infinity')), name);
create index if not exists whois_created on whois ((coalesce(created, 'infinity')), name);
create index if not exists whois_held on whois (expires, standing)
  where standing in ('active', 'expired', 'redemption', 'pending-delete');
create index if not exists whois_unicode on whois (name)
  where (name like 'xn--%' or name like '%.xn--%') and standing <> 'absent';
create index if not exists whois_owner on whois (owner);
create index if not exists whois_admin on whois (admin);
create index if not exists whois_tech on whois (tech);
create index if not exists whois_billing on whois (billing);
";

/// Where a name is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Asked for, and never ours.
    Absent,
    /// Asked for, not yet confirmed.
    Requested,
    /// A transfer in is on its way.
    Arriving,
    /// Ours, and in use.
    Active,
    /// Ours, past its expiry.
    Expired,
    /// Deleted, and may be restored.
    Redemption,
    /// Deleted for good in a few days.
    PendingDelete,
    /// No longer ours.
    Gone,
}

impl Standing {
    /// All, in the order of a name's life.
    pub const ALL: [Self; 8] = [
        Self::Absent,
        Self::Requested,
        Self::Arriving,
        Self::Active,
        Self::Expired,
        Self::Redemption,
        Self::PendingDelete,
        Self::Gone,
    ];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Requested => "requested",
            Self::Arriving => "arriving",
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Redemption => "redemption",
            Self::PendingDelete => "pending-delete",
            Self::Gone => "gone",
        }
    }

    fn of(state: &Domain) -> Self {
        match state {
            Domain::Absent => Self::Absent,
            Domain::Requested(..) => Self::Requested,
            Domain::Arriving(..) => Self::Arriving,
            Domain::Gone(_) => Self::Gone,
            Domain::Held(registration) => match registration.phase {
                Phase::Active => Self::Active,
                Phase::Expired => Self::Expired,
                Phase::Redemption { .. } => Self::Redemption,
                Phase::PendingDelete { .. } => Self::PendingDelete,
            },
        }
    }
}

/// A name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameRow {
    /// The name, in A-labels.
    pub name: DomainName,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it. The auth code is sealed unless it was asked for.
    pub state: Domain,
    /// Where it is.
    pub standing: Standing,
    /// What follows the first label: `com`, `co.uk`.
    pub tld: String,
    /// The registration in force, on its way, or last.
    pub number: Option<RegistrationNumber>,
    /// Who manages it, asks for it, or managed it last.
    pub account: Option<AccountNumber>,
    /// The registrant.
    pub owner: Option<ContactNumber>,
    /// The administrative contact.
    pub admin: Option<ContactNumber>,
    /// The technical contact.
    pub tech: Option<ContactNumber>,
    /// The billing contact.
    pub billing: Option<ContactNumber>,
    /// Registered at the registry.
    pub created: Option<DateTime<Utc>>,
    /// Expires at the registry.
    pub expires: Option<DateTime<Utc>>,
    /// The EPP statuses, by the bits of the SOAP paper.
    pub statuses: u16,
    /// The unfinished operation that holds it.
    pub busy: Option<OperationNumber>,
    /// When it last changed, by the registrar's clock.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
    /// Through which door.
    pub changed_through: String,
}

impl NameRow {
    /// The registration in force.
    pub fn registration(&self) -> Option<&Registration> {
        self.state.registration()
    }

    /// The request on its way.
    pub fn claim(&self) -> Option<&Claim> {
        match &self.state {
            Domain::Requested(claim, _) | Domain::Arriving(claim, _) => Some(claim),
            _ => None,
        }
    }

    /// What keeps it from being transferred, each with the day that it lifts.
    pub fn locks(&self) -> &[Lock] {
        self.registration().map_or(&[], |registration| &registration.locks)
    }

    fn take_contacts(&mut self, contacts: Option<Contacts>) {
        self.owner = contacts.map(|contacts| contacts.owner);
        self.admin = contacts.map(|contacts| contacts.admin);
        self.tech = contacts.map(|contacts| contacts.tech);
        self.billing = contacts.map(|contacts| contacts.billing);
    }
}

impl Row for NameRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["domain"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        let name: DomainName = stream.aggregate_id().parse()?;
        let tld = name.as_str().split_once('.').map_or("", |(_, tld)| tld).to_owned();
        Ok(Self {
            name,
            sequence: 0,
            state: Domain::Absent,
            standing: Standing::Absent,
            tld,
            number: None,
            account: None,
            owner: None,
            admin: None,
            tech: None,
            billing: None,
            created: None,
            expires: None,
            statuses: 0,
            busy: None,
            changed_at: stamp.at,
            changed_by: String::new(),
            changed_through: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.standing = Standing::of(&self.state);
        self.busy = self.state.unfinished();
        (self.created, self.expires, self.statuses) = (None, None, 0);
        let contacts = match &self.state {
            Domain::Absent => {
                (self.number, self.account) = (None, None);
                None
            }
            Domain::Requested(claim, _) | Domain::Arriving(claim, _) => {
                (self.number, self.account) = (Some(claim.number), Some(claim.account));
                Some(claim.contacts)
            }
            Domain::Held(registration) => {
                (self.number, self.account) = (Some(registration.number), Some(registration.account));
                (self.created, self.expires) = (Some(registration.created), Some(registration.expires));
                self.statuses = registration.statuses.bits();
                Some(registration.contacts)
            }
            // Whose it was stays, so that an account still finds what it had.
            Domain::Gone(past) => {
                self.number = Some(past.number);
                None
            }
        };
        self.take_contacts(contacts);
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
        self.changed_through.clone_from(&stamp.channel);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<NameRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

//! Contacts. Their data is stored as the journal has it, sealed; what is searched for stands in columns.
//!
//! An e-mail address is found by a keyed digest of it. The digest goes when the contact is erased, deleted or merged,
//! and without the server's key it says nothing.

mod query;

pub use query::{ContactFilter, ContactSort, Usage, Verification};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use domain_model::contact::{Contact, Event, Person};
use domain_model::values::{AccountNumber, ContactDetails, ContactHandle, ContactNumber, EmailAddress};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId, Vault};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "contacts", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists contacts (
  number        bigint      primary key,
  sequence      bigint      not null,
  state         json        not null,
  status        text        not null,
  account       bigint,
  handle        text        collate \"C\",
  email_index   text,
  verified_at   timestamptz,
  verify_by     timestamptz,
  registered_at timestamptz not null,
  changed_at    timestamptz not null,
  changed_by    text        not null
);
create index if not exists contacts_account on contacts (account, number);
create index if not exists contacts_handle on contacts (handle, number);
create index if not exists contacts_email on contacts (email_index) where email_index is not null;
create index if not exists contacts_verify_by on contacts (verify_by) where verify_by is not null;
";

/// A contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactRow {
    /// Its number.
    pub number: ContactNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it. The data is sealed unless it was asked for.
    pub state: Contact,
    /// `Active`, `Deleted`, `Merged` or `Erased`.
    pub status: String,
    /// Whose it is.
    pub account: Option<AccountNumber>,
    /// Its handle.
    pub handle: Option<ContactHandle>,
    /// Digest of its e-mail address, while it is in use.
    pub email_index: Option<String>,
    /// When the person last confirmed the data.
    pub verified_at: Option<DateTime<Utc>>,
    /// Until when the data has to be confirmed.
    pub verify_by: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub registered_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl ContactRow {
    /// What is known of it.
    pub fn person(&self) -> Option<&Person> {
        self.state.person()
    }

    /// The data, if it was opened and its key exists.
    pub fn details(&self) -> Option<&ContactDetails> {
        self.person()?.details.value().map(|details| &**details)
    }
}

impl Row for ContactRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["contact"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Contact::Absent,
            status: String::new(),
            account: None,
            handle: None,
            email_index: None,
            verified_at: None,
            verify_by: None,
            registered_at: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.state.status().clone_into(&mut self.status);
        if let Some(person) = self.state.person() {
            self.account = Some(person.account);
            self.handle = Some(person.handle.clone());
            (self.verified_at, self.verify_by) = (person.verified_at, person.verify_by);
        }
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

/// The digest that an address is found by.
pub(crate) fn email_index(vault: &Vault, email: &EmailAddress) -> String {
    HEXLOWER.encode(&vault.mac("email-index", email.lookup_form().as_bytes()))
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    vault: &Vault,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut rows = fold::fold::<ContactRow>(tx, batch, horizon).await?;
    index_addresses(vault, &mut rows).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Opens the data of all rows at once, and keeps a digest of each address. Nothing that was opened leaves this
/// function.
async fn index_addresses(vault: &Vault, rows: &mut [ContactRow]) -> Result<(), FollowerError> {
    #[derive(Deserialize)]
    struct Addressed {
        email: EmailAddress,
    }
    let mut sealed = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        sealed.push(match row.state.active() {
            Some(person) => serde_json::to_value(&person.details)?,
            None => Value::Null,
        });
    }
    let Value::Array(opened) = vault.open_json(Value::Array(sealed)).await? else { return Ok(()) };
    for (row, mut details) in rows.iter_mut().zip(opened) {
        row.email_index = match details.pointer_mut("/$open/value").map(Value::take) {
            Some(value) => {
                let Addressed { email } = serde_json::from_value(value)?;
                Some(email_index(vault, &email))
            }
            None => None,
        };
    }
    Ok(())
}

//! Accounts. Nothing that opens a door is kept here: password hashes and passphrases stay in the journal.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed, starting_with};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::account::{Account, Event, Profile};
use domain_model::values::{AccountNumber, Nichandle, Sealed};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "accounts", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists accounts (
  number         bigint      primary key,
  sequence       bigint      not null,
  state          json        not null,
  status         text        not null,
  nichandle      text        collate \"C\",
  has_password   boolean     not null,
  has_passphrase boolean     not null,
  reason         text,
  opened_at      timestamptz not null,
  changed_at     timestamptz not null,
  changed_by     text        not null
);
create index if not exists accounts_nichandle on accounts (nichandle, number);
create index if not exists accounts_not_closed on accounts (number) where status <> 'closed';
";

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// SOAP `dist_id`.
    pub number: AccountNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it but its secrets.
    pub state: Account,
    /// `open`, `suspended` or `closed`.
    pub status: String,
    /// Its nichandle.
    pub nichandle: Option<Nichandle>,
    /// It may use the SOAP door.
    pub has_password: bool,
    /// It may send batch mails.
    pub has_passphrase: bool,
    /// Why it is suspended or closed.
    pub reason: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl AccountRow {
    /// What is set on it.
    pub fn profile(&self) -> Option<&Profile> {
        self.state.profile()
    }
}

impl Row for AccountRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["account"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Account::Absent,
            status: String::new(),
            nichandle: None,
            has_password: false,
            has_passphrase: false,
            reason: None,
            opened_at: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        match &event {
            Event::PasswordSet { .. } => self.has_password = true,
            Event::PassphraseSet { .. } => self.has_passphrase = true,
            Event::Suspended { reason } | Event::Closed { reason } => self.reason = Some(reason.to_string()),
            Event::Resumed => self.reason = None,
            Event::Opened { .. }
            | Event::PriceClassSet { .. }
            | Event::LocaleSet { .. }
            | Event::BrandingSet { .. }
            | Event::PremiumLimitSet { .. }
            | Event::MailMethodsSet { .. }
            | Event::PgpKeyAdded { .. }
            | Event::PgpKeyRemoved { .. }
            | Event::CertificateAdded { .. }
            | Event::CertificateRemoved { .. } => {}
        }
        cqrs_es::Aggregate::apply(&mut self.state, event);
        let status = match &mut self.state {
            Account::Absent => "absent",
            Account::Open(profile) => without_secrets(profile, "open"),
            Account::Suspended(profile) => without_secrets(profile, "suspended"),
            Account::Closed(profile) => without_secrets(profile, "closed"),
        };
        status.clone_into(&mut self.status);
        self.nichandle = self.state.profile().map(|profile| profile.nichandle.clone());
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

fn without_secrets(profile: &mut Profile, status: &'static str) -> &'static str {
    (profile.password_hash, profile.passphrase) = (None, None);
    // Which keys there are is shown; what stands in them names persons, and is nobody's to read here.
    for key in &mut profile.mail.pgp_keys {
        key.key = Sealed::Closed(String::new());
    }
    for certificate in &mut profile.mail.certificates {
        certificate.certificate = Sealed::Closed(String::new());
    }
    status
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<AccountRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Which accounts. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// `open`, `suspended` or `closed`.
    pub status: Option<String>,
    /// With a nichandle that begins like this, in any case.
    pub nichandle_prefix: Option<String>,
}

impl AccountFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(status) = &self.status {
            query.push(" and status = ").push_bind(status.clone());
        }
        if let Some(prefix) = &self.nichandle_prefix {
            query.push(" and nichandle like ").push_bind(starting_with(&prefix.to_ascii_lowercase()));
        }
    }
}

const BY_NUMBER: Order = Order { by: "number", by_type: "bigint", key: "number", key_type: "bigint" };

impl Views {
    /// An account.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn account(&self, number: AccountNumber) -> Result<Option<AccountRow>, ViewError> {
        self.one(number.to_string(), Sight::Closed).await
    }

    /// Several accounts at once, in no particular order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn accounts_by_number(&self, numbers: &[AccountNumber]) -> Result<Vec<AccountRow>, ViewError> {
        self.many(numbers.iter().map(ToString::to_string).collect(), Sight::Closed).await
    }

    /// The account with a nichandle; of several the first.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn account_by_nichandle(&self, nichandle: &Nichandle) -> Result<Option<AccountRow>, ViewError> {
        let found: Option<String> = sqlx::query_scalar(
            "select to_json(a)::text from accounts a where nichandle = $1 order by number limit 1",
        )
        .bind(nichandle.as_str())
        .fetch_optional(self.pool())
        .await
        .map_err(ViewError::database("reading an account"))?;
        Ok(self.read_all("accounts", found.into_iter().collect(), Sight::Closed).await?.pop())
    }

    /// An account as it was at a moment, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn account_as_of(
        &self,
        number: AccountNumber,
        at: DateTime<Utc>,
    ) -> Result<Option<AccountRow>, ViewError> {
        self.was(&StreamId::new("account", &number.to_string()), at, Sight::Closed).await
    }

    /// A list of accounts, by number.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn accounts(
        &self,
        filter: &AccountFilter,
        paging: &Paging,
    ) -> Result<Page<AccountRow>, ViewError> {
        let mut query = page::list("to_json(a)", "accounts a", BY_NUMBER);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_NUMBER, paging).await?;
        self.read_page("accounts", page, Sight::Closed).await
    }

    /// How many accounts a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_accounts(&self, filter: &AccountFilter) -> Result<u64, ViewError> {
        let mut query = page::count("accounts a");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}

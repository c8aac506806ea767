//! Changes of accounts of services: the tasks that both accounts answer.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::contact_change::{Aborted, ContactChange, Event, Terms};
use domain_model::values::{AccountNumber, DomainName, OperationNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "contact_changes", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists contact_changes (
  number       bigint      primary key,
  sequence     bigint      not null,
  change       json        not null,
  state        text        not null,
  open         boolean     not null,
  name         text        collate \"C\",
  from_account bigint,
  to_account   bigint,
  asked_by     bigint,
  requested_at timestamptz not null,
  deadline     timestamptz,
  ended_at     timestamptz,
  code         integer,
  words        text,
  changed_at   timestamptz not null,
  changed_by   text        not null
);
create index if not exists contact_changes_name on contact_changes (name, number);
create index if not exists contact_changes_from on contact_changes (from_account, number);
create index if not exists contact_changes_to on contact_changes (to_account, number);
create index if not exists contact_changes_asked on contact_changes (asked_by, number);
create index if not exists contact_changes_open on contact_changes (number) where open;
";

/// A change of an account of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactChangeRow {
    /// The task's number.
    pub number: OperationNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it. The addresses are sealed unless they were asked for.
    pub change: ContactChange,
    /// The state as people read it: `Voting`, `Approved`, `Completed` …
    pub state: String,
    /// A side may still answer.
    pub open: bool,
    /// The service.
    pub name: Option<DomainName>,
    /// Who has the roles, or had them.
    pub from_account: Option<AccountNumber>,
    /// Who gets them.
    pub to_account: Option<AccountNumber>,
    /// Who asked.
    pub asked_by: Option<AccountNumber>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When the tokens expire.
    pub deadline: Option<DateTime<Utc>>,
    /// When it ended, however it did; nothing while it may go on.
    pub ended_at: Option<DateTime<Utc>>,
    /// The registry's code, where it refused.
    pub code: Option<u16>,
    /// The registry's words, or why it came to nothing.
    pub words: Option<String>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl ContactChangeRow {
    /// What it is about.
    pub fn terms(&self) -> Option<&Terms> {
        self.change.dossier().map(|(terms, _)| terms)
    }

    fn describe(&mut self, terms: &Terms) {
        self.name = Some(terms.name.clone());
        self.from_account = Some(terms.from);
        self.to_account = Some(terms.to);
        self.asked_by = Some(terms.asked_by);
        self.requested_at = terms.requested_at;
        self.deadline = Some(terms.expires_at);
    }
}

fn why(aborted: &Aborted) -> String {
    match aborted {
        Aborted::NameLeft => "the name was deleted or has left".to_owned(),
        Aborted::RolesMoved => "the account does not have these roles any more".to_owned(),
        Aborted::Withdrawn { reason } => reason.to_string(),
    }
}

impl Row for ContactChangeRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["contact-change"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            change: ContactChange::Absent,
            state: String::new(),
            open: false,
            name: None,
            from_account: None,
            to_account: None,
            asked_by: None,
            requested_at: stamp.at,
            deadline: None,
            ended_at: None,
            code: None,
            words: None,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        match &event {
            Event::Asked { terms, .. } => self.describe(terms),
            Event::Refused { .. } | Event::Expired => self.ended_at = Some(stamp.at),
            Event::Completed => {
                (self.code, self.words) = (None, None);
                self.ended_at = Some(stamp.at);
            }
            Event::Aborted { why: aborted } => {
                self.words = Some(why(aborted));
                self.ended_at = Some(stamp.at);
            }
            Event::Failed { code, message } => {
                (self.code, self.words) = (Some(*code), Some(message.clone()));
                self.ended_at = Some(stamp.at);
            }
            Event::Resumed => (self.code, self.words, self.ended_at) = (None, None, None),
            Event::BallotMailed { .. }
            | Event::Reminded { .. }
            | Event::LinksVoided { .. }
            | Event::VoteCast { .. }
            | Event::Approved => {}
        }
        cqrs_es::Aggregate::apply(&mut self.change, event);
        self.change.word().clone_into(&mut self.state);
        self.open = matches!(self.change, ContactChange::Voting(..));
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<ContactChangeRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Which contact changes. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct ContactChangeFilter {
    /// A side may still answer, or not.
    pub open: Option<bool>,
    /// The states as people read them: `Voting`, `Approved` …
    pub states: Vec<String>,
    /// Of this service.
    pub name: Option<DomainName>,
    /// That this account takes part in.
    pub account: Option<AccountNumber>,
    /// Who has the roles, or had them.
    pub from_account: Option<AccountNumber>,
    /// Who gets them.
    pub to_account: Option<AccountNumber>,
    /// Who asked.
    pub asked_by: Option<AccountNumber>,
}

impl ContactChangeFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(open) = self.open {
            query.push(" and open = ").push_bind(open);
        }
        if !self.states.is_empty() {
            query.push(" and state = any(").push_bind(self.states.clone()).push(")");
        }
        if let Some(name) = &self.name {
            query.push(" and name = ").push_bind(name.as_str().to_owned());
        }
        if let Some(account) = self.account {
            let account = bigint(account.get());
            query.push(" and (from_account = ").push_bind(account);
            query.push(" or to_account = ").push_bind(account);
            query.push(" or asked_by = ").push_bind(account).push(")");
        }
        for (column, wanted) in [
            ("from_account", self.from_account),
            ("to_account", self.to_account),
            ("asked_by", self.asked_by),
        ] {
            if let Some(wanted) = wanted {
                query.push(format!(" and {column} = ")).push_bind(bigint(wanted.get()));
            }
        }
    }
}

const BY_NUMBER: Order = Order { by: "number", by_type: "bigint", key: "number", key_type: "bigint" };

impl Views {
    /// A list of contact changes, by number; `sight` opens the addresses of both sides.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn contact_changes(
        &self,
        filter: &ContactChangeFilter,
        paging: &Paging,
        sight: Sight,
    ) -> Result<Page<ContactChangeRow>, ViewError> {
        let mut query = page::list("to_json(c)", "contact_changes c", BY_NUMBER);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_NUMBER, paging).await?;
        self.read_page("contact_changes", page, sight).await
    }

    /// How many a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_contact_changes(&self, filter: &ContactChangeFilter) -> Result<u64, ViewError> {
        let mut query = page::count("contact_changes c");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }

    /// A contact change.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn contact_change(
        &self,
        number: OperationNumber,
        sight: Sight,
    ) -> Result<Option<ContactChangeRow>, ViewError> {
        self.one(number.to_string(), sight).await
    }

    /// The contact changes of a name that are not answered. It may lag: whoever decides looks at the task itself.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn open_contact_changes(&self, name: &DomainName) -> Result<Vec<OperationNumber>, ViewError> {
        let numbers: Vec<i64> =
            sqlx::query_scalar("select number from contact_changes where name = $1 and open order by number")
                .bind(name.as_str())
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("looking for the contact changes of a name"))?;
        Ok(numbers.into_iter().map(|number| OperationNumber::new(number.cast_unsigned())).collect())
    }

    /// The contact changes that an account may answer. It may lag.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn open_contact_changes_with(
        &self,
        account: AccountNumber,
    ) -> Result<Vec<OperationNumber>, ViewError> {
        let numbers: Vec<i64> = sqlx::query_scalar(
            "select number from contact_changes where open and $1 in (from_account, to_account) order by number",
        )
        .bind(bigint(account.get()))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("looking for the contact changes of an account"))?;
        Ok(numbers.into_iter().map(|number| OperationNumber::new(number.cast_unsigned())).collect())
    }
}

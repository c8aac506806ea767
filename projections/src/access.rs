//! Programs that call the REST door, and what accounts let them do. Secrets and consumer keys stay in the journal.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::MOST_ROWS;
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::api_application;
use domain_model::credential::{self, Status};
use domain_model::values::{
    AccessRule, AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, ApplicationNumber,
    CredentialNumber,
};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const APPLICATIONS: Table = Table { name: "applications", key: "key", key_type: "text" };
pub(crate) const CREDENTIALS: Table = Table { name: "credentials", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists applications (
  key           text        collate \"C\" primary key,
  sequence      bigint      not null,
  number        bigint,
  account       bigint,
  name          text,
  description   text,
  revoked       boolean     not null,
  registered_at timestamptz not null,
  changed_at    timestamptz not null,
  changed_by    text        not null
);
create index if not exists applications_account on applications (account, number);
create table if not exists credentials (
  number        bigint      primary key,
  sequence      bigint      not null,
  application   text        collate \"C\",
  account       bigint,
  rules         jsonb       not null,
  answer        text        not null,
  requested_at  timestamptz not null,
  lapses_at     timestamptz not null,
  granted_at    timestamptz,
  until         timestamptz,
  changed_at    timestamptz not null,
  changed_by    text        not null
);
create index if not exists credentials_account on credentials (account, number);
create index if not exists credentials_application on credentials (application, number);
";

/// An application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApplicationRow {
    /// Its key.
    pub key: ApplicationKey,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Its number.
    pub number: Option<ApplicationNumber>,
    /// Whose it is.
    pub account: Option<AccountNumber>,
    /// What it is called.
    pub name: Option<ApplicationName>,
    /// What it does.
    pub description: Option<ApplicationDescription>,
    /// Whether it calls no more.
    pub revoked: bool,
    /// Since when it is known.
    pub registered_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl Row for ApplicationRow {
    const TABLE: Table = APPLICATIONS;
    const STREAMS: &'static [&'static str] = &["application"];
    type Event = api_application::Event;

    fn decode(event: &Recorded) -> Result<Self::Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            key: stream.aggregate_id().parse()?,
            sequence: 0,
            number: None,
            account: None,
            name: None,
            description: None,
            revoked: false,
            registered_at: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Self::Event, stamp: &Stamp) {
        match event {
            api_application::Event::Registered { registration } => {
                (self.number, self.account) = (Some(registration.number), Some(registration.account));
                (self.name, self.description) = (Some(registration.name), Some(registration.description));
            }
            api_application::Event::Revoked => self.revoked = true,
        }
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

/// What was answered to a request for a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Nothing yet.
    Pending,
    /// Yes.
    Granted,
    /// No.
    Refused,
    /// Yes, and it was taken back.
    Revoked,
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialRow {
    /// Its number.
    pub number: CredentialNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Who asked for it.
    pub application: Option<ApplicationKey>,
    /// Who granted it.
    pub account: Option<AccountNumber>,
    /// What it allows.
    pub rules: Vec<AccessRule>,
    /// What was answered; [`CredentialRow::status`] tells how it stands at a moment.
    pub answer: Answer,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// Not granted by then, it cannot be any more.
    pub lapses_at: DateTime<Utc>,
    /// When it was granted.
    pub granted_at: Option<DateTime<Utc>>,
    /// Until when; for ever where absent.
    pub until: Option<DateTime<Utc>>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl CredentialRow {
    /// How it stands at a moment.
    pub fn status(&self, at: DateTime<Utc>) -> Status {
        match self.answer {
            Answer::Pending if self.lapses_at <= at => Status::Lapsed,
            Answer::Pending => Status::Pending,
            Answer::Granted if self.until.is_some_and(|until| until <= at) => Status::Expired,
            Answer::Granted => Status::Granted,
            Answer::Refused => Status::Refused,
            Answer::Revoked => Status::Revoked,
        }
    }
}

impl Row for CredentialRow {
    const TABLE: Table = CREDENTIALS;
    const STREAMS: &'static [&'static str] = &["credential"];
    type Event = credential::Event;

    fn decode(event: &Recorded) -> Result<Self::Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            application: None,
            account: None,
            rules: vec![],
            answer: Answer::Pending,
            requested_at: stamp.at,
            lapses_at: stamp.at,
            granted_at: None,
            until: None,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Self::Event, stamp: &Stamp) {
        match event {
            credential::Event::Requested { wish } => {
                (self.application, self.rules) = (Some(wish.application), wish.rules);
                (self.requested_at, self.lapses_at) = (wish.requested_at, wish.lapses_at);
            }
            credential::Event::Granted { grant } => {
                self.answer = Answer::Granted;
                self.account = Some(grant.account);
                (self.granted_at, self.until) = (Some(grant.at), grant.until);
            }
            credential::Event::Refused => self.answer = Answer::Refused,
            credential::Event::Revoked => self.answer = Answer::Revoked,
        }
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let applications = fold::fold::<ApplicationRow>(tx, batch, horizon).await?;
    fold::store(tx, APPLICATIONS, &applications).await?;
    let credentials = fold::fold::<CredentialRow>(tx, batch, horizon).await?;
    fold::store(tx, CREDENTIALS, &credentials).await
}

impl Views {
    /// The applications of an account, by number; the last ones, where they are more than a page holds.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn applications(&self, account: AccountNumber) -> Result<Vec<ApplicationRow>, ViewError> {
        let found: Vec<String> = sqlx::query_scalar(
            "select to_json(a)::text from applications a where account = $1 order by number desc limit $2",
        )
        .bind(bigint(account.get()))
        .bind(i64::from(MOST_ROWS))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading applications"))?;
        let mut rows = self.read_all("applications", found, Sight::Closed).await?;
        rows.reverse();
        Ok(rows)
    }

    /// The credentials that an account has granted, by number; the last ones, where they are more than a page holds.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn credentials(&self, account: AccountNumber) -> Result<Vec<CredentialRow>, ViewError> {
        let found: Vec<String> = sqlx::query_scalar(
            "select to_json(c)::text from credentials c where account = $1 order by number desc limit $2",
        )
        .bind(bigint(account.get()))
        .bind(i64::from(MOST_ROWS))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("reading credentials"))?;
        let mut rows = self.read_all("credentials", found, Sight::Closed).await?;
        rows.reverse();
        Ok(rows)
    }
}

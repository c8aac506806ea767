//! Operators. Password hashes stay in the journal; tokens are found by their digests.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::operator::{Event, Login, Operator, Role};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::collections::BTreeMap;

pub(crate) const TABLE: Table = Table { name: "operators", key: "login", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists operators (
  login       text        collate \"C\" primary key,
  sequence    bigint      not null,
  role        text,
  tokens      jsonb       not null,
  enrolled_at timestamptz not null,
  changed_at  timestamptz not null,
  changed_by  text        not null
);
create index if not exists operators_tokens on operators using gin (tokens);
";

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatorRow {
    /// The login.
    pub login: Login,
    /// The last event of the stream that is in here.
    pub sequence: i64,
    /// Absent: somebody who has left.
    pub role: Option<Role>,
    /// Tokens in force, by SHA-256 digest, with their ends.
    pub tokens: BTreeMap<String, Option<DateTime<Utc>>>,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl OperatorRow {
    /// Whether a token, by its digest, lets in at `at`.
    pub fn admits(&self, digest: &str, at: DateTime<Utc>) -> bool {
        let token = self.tokens.get(digest);
        self.role.is_some() && token.is_some_and(|ends| ends.is_none_or(|ends| ends > at))
    }
}

impl Row for OperatorRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["operator"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            login: stream.aggregate_id().parse()?,
            sequence: 0,
            role: None,
            tokens: BTreeMap::new(),
            enrolled_at: stamp.at,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        // Whoever signs in stays who they are.
        let signs_in = matches!(
            event,
            Event::SessionOpened { .. } | Event::SessionClosed { .. } | Event::RecoveryCodeUsed { .. }
        );
        let mut state =
            self.role.map_or_else(Operator::default, |role| Operator::enrolled(role, String::new()));
        if let Operator::Enrolled { tokens, .. } = &mut state {
            *tokens = std::mem::take(&mut self.tokens);
        }
        cqrs_es::Aggregate::apply(&mut state, event);
        (self.role, self.tokens) = match state {
            Operator::Enrolled { role, tokens, .. } => (Some(role), tokens),
            Operator::Absent | Operator::Left => (None, BTreeMap::new()),
        };
        if !signs_in {
            self.changed_at = stamp.at;
            self.changed_by.clone_from(&stamp.actor);
        }
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<OperatorRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

impl Views {
    /// An operator.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operator(&self, login: &Login) -> Result<Option<OperatorRow>, ViewError> {
        self.one(login.as_str().to_owned(), Sight::Closed).await
    }

    /// Whose token this is, by its SHA-256 digest. Ask [`OperatorRow::admits`] whether it is still in force.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operator_by_token(&self, digest: &str) -> Result<Option<OperatorRow>, ViewError> {
        let found: Vec<String> =
            sqlx::query_scalar("select to_json(o)::text from operators o where tokens ? $1 limit 1")
                .bind(digest)
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("reading an operator"))?;
        Ok(self.read_all("operators", found, Sight::Closed).await?.pop())
    }

    /// All operators, by login, those who have left included.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn operators(&self) -> Result<Vec<OperatorRow>, ViewError> {
        let found: Vec<String> =
            sqlx::query_scalar("select to_json(o)::text from operators o order by login limit 1000")
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("reading the operators"))?;
        self.read_all("operators", found, Sight::Closed).await
    }
}

//! Carts: whose they are, and how they stand.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Order as Sorted, Page, Paging, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::cart::{Cart, Event};
use domain_model::values::{AccountNumber, CartId};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "carts", key: "id", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists carts (
  id         text        primary key,
  sequence   bigint      not null,
  state      json        not null,
  status     text        not null,
  account    bigint,
  opened_at  timestamptz not null,
  expires_at timestamptz not null
);
create index if not exists carts_account on carts (account, opened_at, id) where account is not null;
";

/// A cart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CartRow {
    /// Its id.
    pub id: CartId,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it.
    pub state: Cart,
    /// [`Cart::word`].
    pub status: String,
    /// Whose it is; who opened it, as long as it is nobody's.
    pub account: Option<AccountNumber>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Until when it may be used.
    pub expires_at: DateTime<Utc>,
}

impl Row for CartRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["cart"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            id: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Cart::Absent,
            status: Cart::Absent.word().to_owned(),
            account: None,
            opened_at: stamp.at,
            expires_at: stamp.at,
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, _: &Stamp) {
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.status = self.state.word().to_owned();
        if let Some(contents) = self.state.contents() {
            self.account = contents.account.or(contents.opened_by);
            self.expires_at = contents.expires_at;
        }
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<CartRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

const BY_DAY: Sorted = Sorted { by: "opened_at", by_type: "timestamptz", key: "id", key_type: "text" };

impl Views {
    /// The carts of an account that it may still see: those that were neither thrown away nor expired at a moment.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn carts_of(
        &self,
        account: AccountNumber,
        at: DateTime<Utc>,
        paging: &Paging,
    ) -> Result<Page<CartRow>, ViewError> {
        let mut query = page::list("to_json(c)", "carts c", BY_DAY);
        query.push(" and account = ").push_bind(bigint(account.get()));
        query
            .push(" and (status = 'checked-out' or (status = 'open' and expires_at > ")
            .push_bind(at)
            .push("))");
        let page = listed(self.pool(), query, BY_DAY, paging).await?;
        self.read_page("carts", page, Sight::Closed).await
    }
}

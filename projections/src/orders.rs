//! Orders: what was ordered, how it is paid, how far its lines are; and the batch mails that asked for them.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order as Sorted, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views, bigint};
use chrono::{DateTime, Utc};
use domain_model::order::{Event, Order, Status};
use domain_model::values::{AccountNumber, OrderNumber};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "orders", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists orders (
  number         bigint      primary key,
  sequence       bigint      not null,
  state          json        not null,
  status         text        not null,
  account        bigint,
  reference      text,
  names          text[]      not null,
  points         bigint      not null,
  placed_at      timestamptz not null,
  placed_through text        not null,
  changed_at     timestamptz not null,
  changed_by     text        not null
);
create index if not exists orders_placed on orders (placed_at, number);
create index if not exists orders_account on orders (account, placed_at, number);
create index if not exists orders_reference on orders (account, reference) where reference is not null;
create index if not exists orders_names on orders using gin (names);
create index if not exists orders_open on orders (placed_at, number)
  where status in ('not-paid', 'checking', 'delivering', 'failed');
create index if not exists orders_not_paid on orders (number) where status = 'not-paid';
";

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    /// Its number.
    pub number: OrderNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it.
    pub state: Order,
    /// How it stands, in a word of [`Status`].
    pub status: Option<Status>,
    /// Who orders, and pays.
    pub account: Option<AccountNumber>,
    /// The customer's own reference.
    pub reference: Option<String>,
    /// The names that it is about, in A-labels.
    pub names: Vec<String>,
    /// What it costs in all.
    pub points: i64,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Through which door.
    pub placed_through: String,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

impl Row for OrderRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["order"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            state: Order::Absent,
            status: None,
            account: None,
            reference: None,
            names: vec![],
            points: 0,
            placed_at: stamp.at,
            placed_through: stamp.channel.clone(),
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        if let Event::Placed { terms } = &event {
            self.account = Some(terms.account);
            self.reference = terms.reference.as_ref().map(ToString::to_string);
            self.names = terms.lines.iter().map(|line| line.item.name().to_string()).collect();
            self.names.sort();
            self.names.dedup();
            self.points = terms.points().map_or(0, |points| points.get());
            self.placed_at = terms.placed_at;
        }
        cqrs_es::Aggregate::apply(&mut self.state, event);
        self.status = self.state.status();
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<OrderRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Which orders. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Whose.
    pub account: Option<AccountNumber>,
    /// How they stand; nothing: in any way.
    pub statuses: Vec<Status>,
    /// About this name, in A-labels.
    pub name: Option<String>,
    /// With this reference.
    pub reference: Option<String>,
    /// Placed at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Placed before this moment.
    pub before: Option<DateTime<Utc>>,
}

impl OrderFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if !self.statuses.is_empty() {
            let words: Vec<String> = self.statuses.iter().map(|status| status.as_str().to_owned()).collect();
            query.push(" and status = any(").push_bind(words).push(")");
        }
        if let Some(name) = &self.name {
            query.push(" and names @> ").push_bind(vec![name.clone()]);
        }
        if let Some(reference) = &self.reference {
            query.push(" and reference = ").push_bind(reference.clone());
        }
        if let Some(from) = self.from {
            query.push(" and placed_at >= ").push_bind(from);
        }
        if let Some(before) = self.before {
            query.push(" and placed_at < ").push_bind(before);
        }
    }
}

const BY_DAY: Sorted = Sorted { by: "placed_at", by_type: "timestamptz", key: "number", key_type: "bigint" };

impl Views {
    /// An order.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn order(&self, number: OrderNumber) -> Result<Option<OrderRow>, ViewError> {
        self.one(number.to_string(), Sight::Closed).await
    }

    /// An order as it was at a moment, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn order_as_of(
        &self,
        number: OrderNumber,
        at: DateTime<Utc>,
    ) -> Result<Option<OrderRow>, ViewError> {
        self.was(&StreamId::new("order", &number.to_string()), at, Sight::Closed).await
    }

    /// A list of orders, by the moment at which they were placed.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn orders(&self, filter: &OrderFilter, paging: &Paging) -> Result<Page<OrderRow>, ViewError> {
        let mut query = page::list("to_json(o)", "orders o", BY_DAY);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_DAY, paging).await?;
        self.read_page("orders", page, Sight::Closed).await
    }

    /// How many orders a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_orders(&self, filter: &OrderFilter) -> Result<u64, ViewError> {
        let mut query = page::count("orders o");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_table_are_those_that_rows_are_stored_under() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }
}

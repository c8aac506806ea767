//! Rows that are folds of one stream each.
//!
//! A batch costs two statements a table, whatever its length: the rows of its streams are read, the events applied in
//! memory, and what changed is written back. Rows travel as JSON documents, so that a row is one Rust type from table
//! to caller, with the domain's own values in it.

use crate::stamp::Stamp;
use chrono::{DateTime, Utc};
use journal::follow::FollowerError;
use journal::{Journal, JournalError, Recorded, StreamId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// A table and the column that a row is found by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    /// One column, or several separated by commas where rows are only ever added.
    pub key: &'static str,
    /// The key's SQL type.
    pub key_type: &'static str,
}

/// Nothing after this moment counts: a view as it was. None while following live.
pub(crate) type Horizon = Option<DateTime<Utc>>;

/// A row that follows from the events of one stream. Its field names are the table's columns.
pub(crate) trait Row: Serialize + DeserializeOwned + Send + Sync + Sized + 'static {
    const TABLE: Table;
    /// The types of streams that have a row here.
    const STREAMS: &'static [&'static str];
    type Event;

    fn key(stream: &StreamId) -> String {
        stream.aggregate_id().to_owned()
    }

    fn decode(event: &Recorded) -> Result<Self::Event, JournalError>;

    /// Before the first event.
    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError>;

    /// The number of the last event that was applied.
    fn sequence(&mut self) -> &mut i64;

    fn apply(&mut self, event: Self::Event, stamp: &Stamp);

    fn follows(event: &Recorded) -> bool {
        Self::STREAMS.contains(&event.stream.aggregate_type())
    }
}

/// Reads the rows of the batch's streams, and applies the batch. Answers the rows that changed.
pub(crate) async fn fold<R: Row>(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<Vec<R>, FollowerError> {
    let keys: BTreeSet<String> =
        batch.iter().filter(|event| R::follows(event)).map(|event| R::key(&event.stream)).collect();
    if keys.is_empty() {
        return Ok(vec![]);
    }
    let mut rows = load::<R>(tx, keys).await?;
    let mut changed = BTreeSet::new();
    for event in batch.iter().filter(|event| R::follows(event)) {
        let key = R::key(&event.stream);
        if advance(&mut rows, &key, event, horizon)? {
            changed.insert(key);
        }
    }
    rows.retain(|key, _| changed.contains(key));
    Ok(rows.into_values().collect())
}

/// Applies one event to its row. An event that was applied before is passed over; a missing one is an error, for a
/// view that skips an event is worse than one that stands still.
fn advance<R: Row>(
    rows: &mut BTreeMap<String, R>,
    key: &str,
    event: &Recorded,
    horizon: Horizon,
) -> Result<bool, FollowerError> {
    let stamp = Stamp::of(event)?;
    if horizon.is_some_and(|horizon| stamp.at > horizon) {
        return Ok(false);
    }
    if !rows.contains_key(key) {
        rows.insert(key.to_owned(), R::new(&event.stream, &stamp)?);
    }
    let Some(row) = rows.get_mut(key) else { return Ok(false) };
    let last = *row.sequence();
    if event.sequence <= last {
        return Ok(false);
    }
    if event.sequence != last + 1 {
        // Behind a horizon, an event whose predecessor came "later" by a clock that was moved back is cut off too.
        return match horizon {
            Some(_) => Ok(false),
            None => Err(JournalError::Gap { stream: event.stream.clone(), expected: last + 1 }.into()),
        };
    }
    row.apply(R::decode(event)?, &stamp);
    *row.sequence() = event.sequence;
    Ok(true)
}

async fn load<R: Row>(
    tx: &mut PgConnection,
    keys: BTreeSet<String>,
) -> Result<BTreeMap<String, R>, FollowerError> {
    let Table { name, key, key_type } = R::TABLE;
    let keys: Vec<String> = keys.into_iter().collect();
    let statement = format!(
        "select t.{key}::text, to_json(t)::text from {name} t where t.{key} = any($1::text[]::{key_type}[])"
    );
    let documents: Vec<(String, String)> = sqlx::query_as(&statement).bind(keys).fetch_all(tx).await?;
    let mut rows = BTreeMap::new();
    for (key, document) in documents {
        rows.insert(key, serde_json::from_str(&document)?);
    }
    Ok(rows)
}

/// Writes rows back, over those that are there.
pub(crate) async fn store<R: Serialize>(
    tx: &mut PgConnection,
    table: Table,
    rows: &[R],
) -> Result<(), FollowerError> {
    let Some(columns) = columns(rows)? else { return Ok(()) };
    let fresh = |column: &String| format!("{column} = excluded.{column}");
    let keys: Vec<&str> = table.key.split(", ").collect();
    let others: Vec<String> =
        columns.iter().filter(|column| !keys.contains(&column.as_str())).map(fresh).collect();
    let statement = format!(
        "{} on conflict ({}) do update set {}",
        insertion(table, &columns),
        table.key,
        others.join(", ")
    );
    sqlx::query(&statement).bind(serde_json::to_string(rows)?).execute(tx).await?;
    Ok(())
}

/// Adds rows, none of which may be there.
pub(crate) async fn add<R: Serialize>(
    tx: &mut PgConnection,
    table: Table,
    rows: &[R],
) -> Result<(), FollowerError> {
    let Some(columns) = columns(rows)? else { return Ok(()) };
    sqlx::query(&insertion(table, &columns)).bind(serde_json::to_string(rows)?).execute(tx).await?;
    Ok(())
}

fn columns<R: Serialize>(rows: &[R]) -> Result<Option<Vec<String>>, serde_json::Error> {
    let Some(row) = rows.first() else { return Ok(None) };
    let document = serde_json::to_value(row)?;
    Ok(document.as_object().map(|document| document.keys().cloned().collect()))
}

fn insertion(table: Table, columns: &[String]) -> String {
    let (name, columns) = (table.name, columns.join(", "));
    format!(
        "insert into {name} ({columns})
         select {columns} from json_populate_recordset(null::{name}, $1::text::json)"
    )
}

/// One row as it was, from its stream alone.
pub(crate) async fn as_it_was<R: Row>(
    journal: &Journal,
    stream: &StreamId,
    at: DateTime<Utc>,
) -> Result<Option<R>, FollowerError> {
    let mut rows = BTreeMap::new();
    for event in journal.read_stream(stream).await? {
        advance(&mut rows, "", &event, Some(at))?;
    }
    Ok(rows.into_values().next())
}

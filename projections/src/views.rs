//! Asking the views.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Row, Table};
use crate::page::Page;
use crate::projection::View;
use chrono::{DateTime, Utc};
use journal::{Cursor, Journal, JournalError, PARTITIONS, StreamId, Vault};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgPool;
use std::time::{Duration, Instant};

/// Whether sealed values are opened when they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// They stay closed.
    Closed,
    /// They are opened, as far as their keys still exist.
    Open,
}

/// Up to where a view has followed the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Watermark {
    /// The view.
    pub view: View,
    /// One place a partition; events up to it are in the view.
    pub cursors: Vec<Cursor>,
    /// Failed attempts at the next event, over all partitions: not zero means that the view stands still.
    pub failures: i64,
}

/// The queries of all views; those of each view stand in its own file.
#[derive(Clone)]
pub struct Views {
    journal: Journal,
}

impl Views {
    /// Over the views of this journal's database.
    pub fn new(journal: Journal) -> Self {
        Self { journal }
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(crate) fn pool(&self) -> &PgPool {
        self.journal.pool()
    }

    pub(crate) fn vault(&self) -> &Vault {
        self.journal.vault()
    }

    /// How far a view is. To wait until it has seen a command, use [`Journal::wait_for`] with [`View::name`].
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn watermark(&self, view: View) -> Result<Watermark, ViewError> {
        let rows: Vec<(i16, i32, i64, i64, i32)> = sqlx::query_as(
            "select partition, epoch, xid::text::bigint, position, failures
             from checkpoints where follower = $1 order by partition",
        )
        .bind(view.name())
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("asking how far a view is"))?;
        let failures = rows.iter().map(|row| i64::from(row.4)).sum();
        let cursor = |(partition, epoch, xid, position, _)| Cursor { partition, epoch, xid, position };
        Ok(Watermark { view, cursors: rows.into_iter().map(cursor).collect(), failures })
    }

    /// The last place of every partition that has an event.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn frontier(&self) -> Result<Vec<Cursor>, ViewError> {
        let rows: Vec<(i16, i32, i64, i64)> = sqlx::query_as(
            "select p.n::smallint, e.epoch, e.number, e.position from generate_series(0, $1 - 1) as p (n)
             cross join lateral (
                 select epoch, xid::text::bigint as number, position from events
                 where partition = p.n::smallint order by epoch desc, xid desc, position desc limit 1) e",
        )
        .bind(i32::from(PARTITIONS))
        .fetch_all(self.pool())
        .await
        .map_err(ViewError::database("asking for the journal's end"))?;
        let cursor = |(partition, epoch, xid, position)| Cursor { partition, epoch, xid, position };
        Ok(rows.into_iter().map(cursor).collect())
    }

    /// Waits until every view has seen all that is in the journal now.
    ///
    /// # Errors
    /// [`JournalError::NotYet`] after `patience`; or the database failed.
    #[boxed]
    pub async fn caught_up(&self, patience: Duration) -> Result<(), ViewError> {
        let frontier = self.frontier().await?;
        let deadline = Instant::now() + patience;
        for view in View::ALL {
            let left = deadline.saturating_duration_since(Instant::now());
            self.journal.wait_for(view.name(), &frontier, left).await?;
        }
        Ok(())
    }

    /// The row of one stream.
    pub(crate) async fn one<R: Row>(&self, key: String, sight: Sight) -> Result<Option<R>, ViewError> {
        Ok(self.many(vec![key], sight).await?.pop())
    }

    /// The rows of several streams, in no particular order; those without a row are left out.
    pub(crate) async fn many<R: Row>(&self, keys: Vec<String>, sight: Sight) -> Result<Vec<R>, ViewError> {
        let Table { name, key, key_type } = R::TABLE;
        // What is no number of PostgreSQL's is nobody's number.
        let fits = |wanted: &String| key_type != "bigint" || wanted.parse::<i64>().is_ok();
        let keys: Vec<String> = keys.into_iter().filter(fits).collect();
        let statement =
            format!("select to_json(t)::text from {name} t where t.{key} = any($1::text[]::{key_type}[])");
        let documents: Vec<String> = sqlx::query_scalar(&statement)
            .bind(keys)
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("reading rows"))?;
        self.read_all(name, documents, sight).await
    }

    /// One row as it was at a moment, by the registrar's clock, folded from its stream.
    pub(crate) async fn was<R: Row>(
        &self,
        stream: &StreamId,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<R>, ViewError> {
        let failed = |source| JournalError::Follower {
            follower: R::TABLE.name.to_owned(),
            at: stream.to_string(),
            source,
        };
        let Some(row) = fold::as_it_was::<R>(&self.journal, stream, at).await.map_err(failed)? else {
            return Ok(None);
        };
        if sight == Sight::Closed {
            return Ok(Some(row));
        }
        let shape = ViewError::shape;
        let document = serde_json::to_value(&row).map_err(shape(R::TABLE.name))?;
        let document = self.vault().open_json(document).await?;
        serde_json::from_value(document).map(Some).map_err(shape(R::TABLE.name))
    }

    /// Decodes documents, opening what is sealed in all of them at once.
    pub(crate) async fn read_all<T: DeserializeOwned>(
        &self,
        view: &'static str,
        documents: Vec<String>,
        sight: Sight,
    ) -> Result<Vec<T>, ViewError> {
        let sealed = documents.iter().any(|document| document.contains("\"$sealed"));
        if sight == Sight::Closed || !sealed {
            let read = documents.iter().map(|document| serde_json::from_str(document));
            return read.collect::<Result<_, _>>().map_err(ViewError::shape(view));
        }
        let values: Result<Vec<Value>, _> =
            documents.iter().map(|document| serde_json::from_str(document)).collect();
        let values = values.map_err(ViewError::shape(view))?;
        let opened = self.vault().open_json(Value::Array(values)).await?;
        serde_json::from_value(opened).map_err(ViewError::shape(view))
    }

    /// Decodes a page of documents.
    pub(crate) async fn read_page<T: DeserializeOwned>(
        &self,
        view: &'static str,
        page: Page<String>,
        sight: Sight,
    ) -> Result<Page<T>, ViewError> {
        let (cursors, documents): (Vec<_>, Vec<_>) =
            page.items.into_iter().map(|item| (item.cursor, item.row)).unzip();
        let rows = self.read_all(view, documents, sight).await?;
        let items = cursors.into_iter().zip(rows).map(|(cursor, row)| crate::page::Item { cursor, row });
        Ok(Page { items: items.collect(), more: page.more })
    }
}

/// A number as PostgreSQL counts.
pub(crate) fn bigint(number: u64) -> i64 {
    number.cast_signed()
}

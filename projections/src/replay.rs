//! Proof that a view is what the journal says: fingerprints, and views as they were.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::Table;
use crate::projection::View;
use crate::views::Views;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use futures::TryStreamExt;
use journal::follow::{Follower, FollowerError, ReplayProgress};
use journal::{Journal, Recorded, Vault};
use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection, PgPool};

/// The schema that readers see.
const LIVE: &str = "views";

/// A view as it was, in a schema of its own. [`Scratch::discard`] it after use.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// The view.
    pub view: View,
    /// Where its tables are.
    pub schema: String,
    /// Up to which moment, by the registrar's clock.
    pub until: DateTime<Utc>,
    /// How many events the journal had; those after the moment were read and left out.
    pub read: u64,
}

impl Scratch {
    /// The fingerprint of its tables, comparable with that of the live view.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn fingerprint(&self, pool: &PgPool) -> Result<String, ViewError> {
        fingerprint(pool, self.view, &self.schema).await
    }

    /// Hands on every row as JSON with the name of its table, in order of the keys; what is sealed stays sealed.
    /// Answers how many rows each table has.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rows(
        &self,
        pool: &PgPool,
        mut each: impl FnMut(&'static str, &str),
    ) -> Result<Vec<(&'static str, u64)>, ViewError> {
        let mut counts = vec![];
        for table in self.view.tables() {
            let rows = each_row(pool, &self.schema, table, |row| each(table.name, row)).await?;
            counts.push((table.name, rows));
        }
        Ok(counts)
    }

    /// Drops its tables.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn discard(self, pool: &PgPool) -> Result<(), ViewError> {
        let drop = format!("drop schema if exists \"{}\" cascade", self.schema);
        pool.execute(drop.as_str()).await.map(|_| ()).map_err(ViewError::database("dropping a scratch view"))
    }
}

/// Writes into the scratch schema instead of its own. Its own has no table, so that the rebuild that drives it swaps
/// nothing.
struct Until {
    name: String,
    schema: String,
    view: View,
    vault: Vault,
    until: DateTime<Utc>,
}

#[async_trait]
impl Follower for Until {
    fn name(&self) -> &str {
        &self.name
    }

    async fn apply(&mut self, tx: &mut PgConnection, batch: &[Recorded]) -> Result<(), FollowerError> {
        tx.execute(format!("set local search_path = \"{}\", public", self.schema).as_str()).await?;
        self.view.apply(tx, &self.vault, batch, Some(self.until)).await
    }
}

/// Builds a view as it was at a moment, beside everything else.
///
/// # Errors
/// The database or the journal failed.
pub async fn replay_until(
    journal: &Journal,
    view: View,
    until: DateTime<Utc>,
    progress: impl FnMut(ReplayProgress) + Send,
) -> Result<Scratch, ViewError> {
    let making = ViewError::database;
    let mark = uuid::Uuid::now_v7().simple().to_string();
    let (name, schema) = (format!("{view}@{mark}"), format!("scratch_{view}_{mark}"));
    let mut tx = journal.pool().begin().await.map_err(making("making a scratch view"))?;
    let enter = format!("create schema \"{schema}\"; set local search_path = \"{schema}\", public");
    tx.execute(enter.as_str()).await.map_err(making("making a scratch view"))?;
    tx.execute(view.schema()).await.map_err(making("making a scratch view"))?;
    tx.commit().await.map_err(making("making a scratch view"))?;

    let vault = journal.vault().clone();
    let follower = Until { name: name.clone(), schema: schema.clone(), view, vault, until };
    let rebuilt = journal.rebuild(follower, progress).await;
    let cleared = sqlx::query("delete from checkpoints where follower = $1 or follower = $1 || '@next'")
        .bind(&name)
        .execute(journal.pool())
        .await
        .map_err(making("forgetting a scratch view's checkpoints"));
    let scratch = Scratch { view, schema, until, read: 0 };
    match (rebuilt, cleared) {
        (Ok(rebuilt), Ok(_)) => Ok(Scratch { read: rebuilt.events, ..scratch }),
        (rebuilt, cleared) => {
            scratch.discard(journal.pool()).await?;
            rebuilt?;
            cleared?;
            Err(ViewError::Unknown(name))
        }
    }
}

/// A digest of every row of a view's tables, in order of their keys.
async fn fingerprint(pool: &PgPool, view: View, schema: &str) -> Result<String, ViewError> {
    let mut digest = Sha256::new();
    for table in view.tables() {
        digest.update(format!("{}\n", table.name));
        each_row(pool, schema, table, |row| {
            digest.update(row.as_bytes());
            digest.update(b"\n");
        })
        .await?;
    }
    Ok(HEXLOWER.encode(&digest.finalize()))
}

/// Every row of a table as JSON, in order of its key.
async fn each_row(
    pool: &PgPool,
    schema: &str,
    table: &Table,
    mut each: impl FnMut(&str),
) -> Result<u64, ViewError> {
    let Table { name, key, .. } = table;
    let statement = format!("select to_json(t)::text from \"{schema}\".{name} t order by {key}");
    let mut rows = sqlx::query_scalar::<_, String>(&statement).fetch(pool);
    let mut count = 0;
    while let Some(row) = rows.try_next().await.map_err(ViewError::database("reading a view's rows"))? {
        each(&row);
        count += 1;
    }
    Ok(count)
}

impl Views {
    /// A digest of everything in a view, equal for equal contents: what was followed live and what was rebuilt from
    /// the first event have the same.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn fingerprint(&self, view: View) -> Result<String, ViewError> {
        fingerprint(self.pool(), view, LIVE).await
    }
}

//! Data keys: fetched, made, wrapped anew.

use super::cipher::DataKey;
use super::walk::{OpeningKeys, SealingKeys, Whose};
use super::{Inner, MasterKey, Vault, VaultError, database};
use sqlx::{Connection, PgConnection, Row};
use std::sync::Arc;
use std::sync::atomic::Ordering;

const COLUMNS: &str = "id, owner, purpose, master_key, wrapped";

impl Inner {
    /// The keys to seal with, made where they are missing. An erased person has none.
    pub(super) async fn sealing_keys(&self, mut whose: Vec<Whose>) -> Result<SealingKeys, VaultError> {
        whose.sort_unstable();
        whose.dedup();
        let mut keys = SealingKeys::with_capacity(whose.len());
        for one in whose {
            if let Some(key) = self.key_for(&one).await? {
                keys.insert(one, key);
            }
        }
        Ok(keys)
    }

    /// The keys to open with, as far as they exist.
    pub(super) async fn opening_keys(&self, mut ids: Vec<String>) -> Result<OpeningKeys, VaultError> {
        ids.sort_unstable();
        ids.dedup();
        let mut keys = OpeningKeys::with_capacity(ids.len());
        ids.retain(|id| match self.by_id.get(id) {
            Some(known) => {
                keys.extend(known.map(|key| (id.clone(), key)));
                false
            }
            None => true,
        });
        if ids.is_empty() {
            return Ok(keys);
        }
        let generation = self.generation.load(Ordering::Acquire);
        let statement = format!("select {COLUMNS} from seal_keys where id = any($1)");
        let (statement, wanted) = (&statement, &ids);
        let rows = self
            .connections
            .repeat(self.patience, |connection, _| {
                Box::pin(sqlx::query(statement).bind(wanted).fetch_all(connection))
            })
            .await
            .map_err(database("reading data keys"))?;
        for row in rows {
            let key = self.unwrapped(&row)?;
            keys.insert(key.id.clone(), key);
        }
        // A key that was erased while it was read is not kept.
        if self.generation.load(Ordering::Acquire) == generation {
            for id in ids {
                let key = keys.get(&id).cloned();
                self.by_id.insert(id, key);
            }
        }
        Ok(keys)
    }

    /// The key of one person and purpose, made if there is none; nothing if the person was erased.
    pub(super) async fn key_for(&self, whose: &Whose) -> Result<Option<Arc<DataKey>>, VaultError> {
        if let Some(key) = self.by_owner.get(whose) {
            return Ok(Some(key));
        }
        let generation = self.generation.load(Ordering::Acquire);
        let fresh = DataKey::generate(&whose.0, &whose.1)?;
        let wrapped = fresh.wrap(&self.config.master)?;
        let (fresh, wrapped, master) = (&fresh, wrapped.as_slice(), &self.config.master);
        let row = self
            .connections
            .repeat(self.patience, |connection, _| {
                Box::pin(fetch_or_store(connection, fresh, wrapped, master))
            })
            .await
            .map_err(database("making a data key"))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.unwrapped(&row)?;
        if self.generation.load(Ordering::Acquire) == generation {
            self.by_owner.insert(whose.clone(), key.clone());
            self.by_id.insert(key.id.clone(), Some(key.clone()));
        }
        Ok(Some(key))
    }

    fn unwrapped(&self, row: &sqlx::postgres::PgRow) -> Result<Arc<DataKey>, VaultError> {
        let failed = database("decoding a data key");
        let columns = || -> Result<(String, String, String, String, Vec<u8>), sqlx::Error> {
            Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?))
        };
        let (id, owner, purpose, master, wrapped) = columns().map_err(failed)?;
        let master = self.master(&id, &master)?;
        Ok(Arc::new(DataKey::unwrap(id, owner, purpose, &wrapped, master)?))
    }

    fn master(&self, key: &str, id: &str) -> Result<&MasterKey, VaultError> {
        std::iter::once(&self.config.master)
            .chain(&self.config.former_masters)
            .find(|master| master.id() == id)
            .ok_or_else(|| VaultError::UnknownMaster { key: key.to_owned(), master: id.to_owned() })
    }
}

/// Reads the key of the owner, or stores the fresh one unless the owner was erased. Runs in a transaction of its
/// own, so that the key is durable before anything is sealed with it.
async fn fetch_or_store(
    connection: &mut PgConnection,
    fresh: &DataKey,
    wrapped: &[u8],
    master: &MasterKey,
) -> Result<Option<sqlx::postgres::PgRow>, sqlx::Error> {
    let select = format!("select {COLUMNS} from seal_keys where owner = $1 and purpose = $2");
    let existing =
        sqlx::query(&select).bind(&fresh.owner).bind(&fresh.purpose).fetch_optional(&mut *connection).await?;
    if existing.is_some() {
        return Ok(existing);
    }
    let mut tx = connection.begin().await?;
    super::erase::lock_owner(&mut tx, &fresh.owner).await?;
    sqlx::query(
        "insert into seal_keys (id, owner, purpose, master_key, wrapped, created_at)
         select $1, $2, $3, $4, $5, now()
         where not exists (
             select from erasures e where e.owner = $2 and e.purpose = $3 and not exists (
                 select from new_lives n where n.owner = $2 and n.purpose = $3 and n.begun_at > e.erased_at))
         on conflict do nothing",
    )
    .bind(&fresh.id)
    .bind(&fresh.owner)
    .bind(&fresh.purpose)
    .bind(master.id())
    .bind(wrapped)
    .execute(&mut *tx)
    .await?;
    let row = sqlx::query(&select).bind(&fresh.owner).bind(&fresh.purpose).fetch_optional(&mut *tx).await?;
    tx.commit().await?;
    Ok(row)
}

impl Vault {
    /// Wraps every data key by the current master key; afterwards the former ones may be destroyed.
    /// Answers how many keys were wrapped anew.
    ///
    /// # Errors
    /// A former master key is missing, or the database failed; what was done stays done.
    pub async fn rewrap(&self) -> Result<u64, VaultError> {
        let inner = &self.0;
        let statement = format!("select {COLUMNS} from seal_keys where master_key <> $1 limit 500");
        let mut connection = inner.connections.checkout().await.map_err(database("connecting"))?;
        let mut done = 0;
        loop {
            let rows = sqlx::query(&statement)
                .bind(inner.config.master.id())
                .fetch_all(&mut *connection)
                .await
                .map_err(database("reading data keys"))?;
            if rows.is_empty() {
                connection.put_back();
                return Ok(done);
            }
            for row in rows {
                let key = inner.unwrapped(&row)?;
                sqlx::query("update seal_keys set wrapped = $2, master_key = $3 where id = $1")
                    .bind(&key.id)
                    .bind(key.wrap(&inner.config.master)?)
                    .bind(inner.config.master.id())
                    .execute(&mut *connection)
                    .await
                    .map_err(database("storing a data key"))?;
                done += 1;
            }
        }
    }
}

//! Erasing a person: the key is destroyed, and everything that was sealed with it with it.

use super::{SERVER, Vault, VaultError, database};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, PgConnection};

/// The channel on which processes hear that keys are gone.
pub(crate) const ERASED_CHANNEL: &str = "journal_erased";

/// One line of the erasure log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Who, as `kind:identity`.
    pub owner: String,
    /// The purposes that were erased.
    pub purposes: Vec<String>,
    /// The keys that were destroyed: a later life of the same owner has another one, which a replay spares.
    pub keys: Vec<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Making a key and erasing its owner exclude each other.
pub(super) async fn lock_owner(connection: &mut PgConnection, owner: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 4711))")
        .bind(owner)
        .execute(connection)
        .await
        .map(|_| ())
}

impl Vault {
    /// Destroys the keys of `owner` for `purposes`. The log line is durable before the keys are deleted, so that
    /// an erasure once begun is finished, by the next start if need be. Erasing twice does no harm.
    ///
    /// # Errors
    /// The log or the database failed.
    pub async fn erase(&self, owner: &str, purposes: &[&str]) -> Result<Erasure, VaultError> {
        if owner == SERVER.0 {
            return Err(VaultError::Master("the server's own key is not a person".to_owned()));
        }
        let purposes: Vec<String> = purposes.iter().map(|&purpose| purpose.to_owned()).collect();
        let mut connection = self.0.connections.checkout().await.map_err(database("connecting"))?;
        let mut tx = connection.begin().await.map_err(database("erasing"))?;
        lock_owner(&mut tx, owner).await.map_err(database("erasing"))?;
        let keys: Vec<String> =
            sqlx::query_scalar("select id from seal_keys where owner = $1 and purpose = any($2) order by id")
                .bind(owner)
                .bind(&purposes)
                .fetch_all(&mut *tx)
                .await
                .map_err(database("erasing"))?;
        let at = crate::wall_clock();
        let erasure = Erasure { owner: owner.to_owned(), purposes, keys, at };
        self.write_down(&erasure).await?;
        destroy(&mut tx, &erasure).await.map_err(database("erasing"))?;
        tx.commit().await.map_err(database("erasing"))?;
        connection.put_back();
        self.forget_keys();
        Ok(erasure)
    }

    async fn write_down(&self, erasure: &Erasure) -> Result<(), VaultError> {
        let line = serde_json::to_string(erasure).map_err(VaultError::Json)?;
        let path = self.0.config.erasure_log.clone();
        let written = tokio::task::spawn_blocking({
            let path = path.clone();
            move || crate::files::append_line(&path, &line)
        });
        let failed = |source| VaultError::File { path, source };
        match written.await {
            Ok(result) => result.map_err(failed),
            Err(panicked) => Err(failed(std::io::Error::other(panicked))),
        }
    }

    /// Repeats every erasure of the log: after a restore, or after a crash between log and database. Runs at every
    /// start. Answers how many keys were still there.
    ///
    /// # Errors
    /// The log is unreadable, or the database failed.
    pub async fn replay_erasures(&self) -> Result<u64, VaultError> {
        let path = &self.0.config.erasure_log;
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            Err(source) => return Err(VaultError::File { path: path.clone(), source }),
        };
        let mut connection = self.0.connections.checkout().await.map_err(database("connecting"))?;
        let mut destroyed = 0;
        for line in text.lines().filter(|line| !line.is_empty()) {
            // A crash while writing leaves half a line: that erasure was never confirmed to anybody.
            let Ok(erasure) = serde_json::from_str::<Erasure>(line) else {
                tracing::error!(log = %path.display(), "a line of the erasure log is unreadable");
                continue;
            };
            destroyed +=
                destroy(&mut connection, &erasure).await.map_err(database("repeating an erasure"))?;
        }
        connection.put_back();
        if destroyed > 0 {
            self.forget_keys();
        }
        Ok(destroyed)
    }

    /// Allows a new key for an erased person who is there again on purpose. What was sealed before stays closed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_new_life(&self, owner: &str, purpose: &str) -> Result<(), VaultError> {
        let mut connection = self.0.connections.checkout().await.map_err(database("connecting"))?;
        sqlx::query(
            "insert into new_lives (owner, purpose, begun_at) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(owner)
        .bind(purpose)
        .bind(crate::wall_clock())
        .execute(&mut *connection)
        .await
        .map_err(database("beginning a new life"))?;
        connection.put_back();
        Ok(())
    }

    /// Whether `owner` was erased for `purpose` and has not begun a new life since.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_erased(&self, owner: &str, purpose: &str) -> Result<bool, VaultError> {
        let mut connection = self.0.connections.checkout().await.map_err(database("connecting"))?;
        let erased = sqlx::query_scalar(
            "select exists (select from erasures e where e.owner = $1 and e.purpose = $2 and not exists (
                 select from new_lives n where n.owner = $1 and n.purpose = $2 and n.begun_at > e.erased_at))",
        )
        .bind(owner)
        .bind(purpose)
        .fetch_one(&mut *connection)
        .await
        .map_err(database("asking for an erasure"))?;
        connection.put_back();
        Ok(erased)
    }
}

/// One statement: tombstones stand, keys fall, other processes are told.
async fn destroy(connection: &mut PgConnection, erasure: &Erasure) -> Result<u64, sqlx::Error> {
    let destroyed: i64 = sqlx::query_scalar(
        "with tombstones as (
             insert into erasures (owner, purpose, erased_at)
             select $1, purpose, $3 from unnest($2::text[]) as purpose on conflict do nothing),
         fallen as (delete from seal_keys where id = any($4) returning id)
         select count(*) from fallen",
    )
    .bind(&erasure.owner)
    .bind(&erasure.purposes)
    .bind(erasure.at)
    .bind(&erasure.keys)
    .fetch_one(&mut *connection)
    .await?;
    if destroyed > 0 {
        sqlx::query("select pg_notify($1, '')").bind(ERASED_CHANNEL).execute(connection).await?;
    }
    Ok(destroyed.unsigned_abs())
}

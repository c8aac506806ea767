//! Looking at a database from outside of the journal: for whoever asks whether an installation is well. Nothing is
//! changed by it.

use crate::error::JournalError;
use crate::journal::Journal;
use crate::migrate::MIGRATIONS;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

/// A connection of its own, with the rights of whoever the address names.
pub struct Inspection(PgConnection);

/// The schema as it is, against the schema as this build knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The last migration that was applied; none of an empty database.
    pub version: Option<i64>,
    /// Migrations of this build that were not applied, by version and name.
    pub missing: Vec<String>,
    /// Migrations that were applied in another wording.
    pub changed: Vec<String>,
    /// Migrations that a newer build applied.
    pub unknown: Vec<i64>,
}

impl Schema {
    /// It is what this build expects.
    pub fn is_current(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty() && self.unknown.is_empty()
    }
}

const PATIENCE: Duration = Duration::from_secs(5);
const NO_RIGHT: &str = "42501";

impl Inspection {
    /// Connects, within five seconds.
    ///
    /// # Errors
    /// The address cannot be read, or the database does not answer or let anybody in.
    pub async fn connect(url: &str) -> Result<Self, JournalError> {
        let failed = JournalError::database;
        let options = PgConnectOptions::from_str(url).map_err(failed("reading the database's address"))?;
        let options = options.application_name("registrar inspection").disable_statement_logging();
        let connecting = tokio::time::timeout(PATIENCE, options.connect()).await;
        let late = |_| Err(sqlx::Error::PoolTimedOut);
        connecting.unwrap_or_else(late).map(Self).map_err(failed("connecting to the database"))
    }

    /// The server's version: its number (150004 is 15.4) and its words.
    ///
    /// # Errors
    /// The database failed.
    pub async fn version(&mut self) -> Result<(i32, String), JournalError> {
        sqlx::query_as(
            "select current_setting('server_version_num')::integer, current_setting('server_version')",
        )
        .fetch_one(&mut self.0)
        .await
        .map_err(JournalError::database("asking for the server's version"))
    }

    /// Which migrations were applied. None: the role may not know (it was granted by an older build).
    ///
    /// # Errors
    /// The database failed.
    pub async fn schema(&mut self) -> Result<Option<Schema>, JournalError> {
        let failed = JournalError::database("reading the applied migrations");
        let table: bool = match sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
            .fetch_one(&mut self.0)
            .await
        {
            Ok(exists) => exists,
            Err(source) => return Err(failed(source)),
        };
        let mut applied: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
        if table {
            let rows: Result<Vec<(i64, Vec<u8>)>, _> =
                sqlx::query_as("select version, checksum from _sqlx_migrations where success")
                    .fetch_all(&mut self.0)
                    .await;
            match rows {
                Ok(rows) => applied.extend(rows),
                Err(source) if code(&source).as_deref() == Some(NO_RIGHT) => return Ok(None),
                Err(source) => return Err(failed(source)),
            }
        }
        let mut schema =
            Schema { version: applied.last_key_value().map(|(version, _)| *version), ..Schema::default() };
        for migration in MIGRATIONS.iter() {
            let name = format!("{:04} {}", migration.version, migration.description);
            match applied.remove(&migration.version) {
                None => schema.missing.push(name),
                Some(checksum) if checksum != *migration.checksum => schema.changed.push(name),
                Some(_) => {}
            }
        }
        schema.unknown = applied.into_keys().collect();
        Ok(Some(schema))
    }

    /// What this role may do to events and should not, and what it should and may not: tried, in transactions that
    /// are rolled back and touch no row. Empty: it may insert and read, and nothing else.
    ///
    /// # Errors
    /// The database failed.
    pub async fn wrong_rights(&mut self) -> Result<Vec<&'static str>, JournalError> {
        const FORBIDDEN: [(&str, &str); 2] = [
            ("update events set event_type = event_type where false", "it may change events"),
            ("delete from events where false", "it may delete events"),
        ];
        let failed = JournalError::database;
        let mut wrong = vec![];
        for (statement, what) in FORBIDDEN {
            let mut tx = self.0.begin().await.map_err(failed("trying the role's rights"))?;
            match tx.execute(statement).await {
                Ok(_) => wrong.push(what),
                Err(source) if code(&source).as_deref() == Some(NO_RIGHT) => {}
                Err(source) => return Err(failed("trying the role's rights")(source)),
            }
            tx.rollback().await.map_err(failed("trying the role's rights"))?;
        }
        let known: Vec<(String, bool)> = sqlx::query_as(
            "select what, has_table_privilege('events', what) from unnest(array['insert', 'select', 'truncate']) as what
             union all select 'own', pg_has_role(c.relowner, 'member') from pg_class c where c.oid = 'events'::regclass
             union all select 'super', rolsuper from pg_roles where rolname = current_user",
        )
        .fetch_all(&mut self.0)
        .await
        .map_err(failed("asking for the role's rights"))?;
        for (what, may) in known {
            match (what.as_str(), may) {
                ("insert", false) => wrong.push("it may not append events"),
                ("select", false) => wrong.push("it may not read events"),
                ("truncate", true) => wrong.push("it may empty the journal"),
                ("own", true) => wrong.push("it owns the journal"),
                ("super", true) => wrong.push("it is a superuser"),
                _ => {}
            }
        }
        Ok(wrong)
    }

    /// How far the server's clock is ahead of this machine's, in seconds, to within a round trip.
    ///
    /// # Errors
    /// The database failed.
    pub async fn clock_lead(&mut self) -> Result<f64, JournalError> {
        let before = crate::wall_clock();
        let there: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()")
            .fetch_one(&mut self.0)
            .await
            .map_err(JournalError::database("asking for the server's time"))?;
        let middle = before + (crate::wall_clock() - before) / 2;
        Ok((there - middle).num_microseconds().unwrap_or(i64::MAX) as f64 / 1e6)
    }
}

impl Journal {
    /// Whether some process follows the journal now: a server or a worker.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_followed(&self) -> Result<bool, JournalError> {
        self.read(|connection, _| {
            let query =
                sqlx::query_scalar("select exists (select from checkpoints where lease_until > now())");
            Box::pin(query.fetch_one(connection))
        })
        .await
        .map_err(JournalError::database("asking for followers"))
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()))
}

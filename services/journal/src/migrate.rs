//! The schema, and what each role may do. The owner's role migrates; the application's may insert and read events,
//! and never change or delete one.

use crate::error::JournalError;
use crate::numbers::Sequence;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};
use std::str::FromStr;

/// The schema that this build knows.
pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// What a migration sets up beside the tables.
#[derive(Clone, Debug, Default)]
pub struct MigrateOptions {
    /// The application's role. It is made if it does not exist, which asks for the right to make roles.
    pub app_role: String,
    /// The application's password; none leaves it as it is.
    pub app_password: Option<String>,
    /// First numbers, as far as they differ from those of the migration. A sequence in use is left alone.
    pub first_numbers: Vec<(Sequence, u64)>,
}

/// Brings the schema up to date and grants the application its rights. Doing it again does no harm.
///
/// # Errors
/// The database cannot be reached, a migration fails, or the owner's role lacks a right.
pub async fn migrate(owner_url: &str, options: &MigrateOptions) -> Result<(), JournalError> {
    let failed = JournalError::database;
    let mut connection = owner(owner_url).await.map_err(failed("connecting as the owner"))?;
    MIGRATIONS.run(&mut connection).await.map_err(JournalError::Migrate)?;
    make_role(&mut connection, options).await.map_err(failed("making the application's role"))?;
    grant(&mut connection, &options.app_role).await.map_err(failed("granting the application its rights"))?;
    for (sequence, first) in &options.first_numbers {
        let statement =
            format!("select setval('{0}', $1, false) from {0} where not is_called", sequence.name());
        let first = i64::try_from(*first).unwrap_or(i64::MAX);
        sqlx::query(&statement)
            .bind(first)
            .execute(&mut connection)
            .await
            .map_err(failed("setting first numbers"))?;
    }
    connection.close().await.map_err(failed("closing the owner's connection"))
}

/// The owner's statements carry passwords, so they are not logged.
async fn owner(url: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnectOptions::from_str(url)?.disable_statement_logging().connect().await
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

async fn make_role(connection: &mut PgConnection, options: &MigrateOptions) -> Result<(), sqlx::Error> {
    let role = identifier(&options.app_role);
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(&options.app_role)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        connection.execute(format!("create role {role} login").as_str()).await?;
    }
    if let Some(password) = &options.app_password {
        connection
            .execute(format!("alter role {role} login password {}", literal(password)).as_str())
            .await?;
    }
    Ok(())
}

/// Views belong to the application, which makes, rebuilds and drops them; the journal does not.
async fn grant(connection: &mut PgConnection, role: &str) -> Result<(), sqlx::Error> {
    let database: String =
        sqlx::query_scalar("select current_database()").fetch_one(&mut *connection).await?;
    let (role, database) = (identifier(role), identifier(&database));
    let sequences = Sequence::ALL.map(Sequence::name).join(", ");
    let statements = format!(
        "grant connect, create, temporary on database {database} to {role};
         grant usage on schema public to {role};
         revoke all on events from {role};
         grant select, insert on events, erasures, new_lives, operator_log to {role};
         grant select, insert, update, delete on checkpoints, follower_workers, jobs, idempotency, snapshots,
             seal_keys, settings, registry_messages, poll_messages, mail_inbox, evidence_documents to {role};
         grant select on _sqlx_migrations to {role};
         grant usage, select on sequence {sequences} to {role};
         grant create, usage on schema views to {role};"
    );
    connection.execute(statements.as_str()).await?;
    Ok(())
}

/// What a database holds, before anything is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Nothing: at most a schema without events.
    Nothing,
    /// A demo's journal.
    Demo,
    /// A production's journal, or something that is no journal.
    Other,
}

/// Looks at a database without changing it.
///
/// # Errors
/// The database cannot be reached.
pub async fn holding(owner_url: &str) -> Result<Holding, JournalError> {
    let failed = JournalError::database;
    let mut connection = owner(owner_url).await.map_err(failed("connecting as the owner"))?;
    let held = held(&mut connection).await.map_err(failed("looking at the database"))?;
    connection.close().await.map_err(failed("closing the owner's connection"))?;
    Ok(held)
}

async fn held(connection: &mut PgConnection) -> Result<Holding, sqlx::Error> {
    let is_journal: bool = sqlx::query_scalar(
        "select to_regclass('public.settings') is not null and to_regclass('public.events') is not null",
    )
    .fetch_one(&mut *connection)
    .await?;
    let is_empty = match is_journal {
        true => "select not exists (select from public.events)",
        false => "select not exists (select from pg_tables where schemaname = 'public')",
    };
    if is_journal
        && sqlx::query_scalar::<_, String>("select value from public.settings where key = $1")
            .bind(crate::settings::IS_DEMO)
            .fetch_optional(&mut *connection)
            .await?
            .as_deref()
            == Some("true")
    {
        return Ok(Holding::Demo);
    }
    let is_empty: bool = sqlx::query_scalar(is_empty).fetch_one(connection).await?;
    Ok(if is_empty { Holding::Nothing } else { Holding::Other })
}

/// Empties a database that a demo has made: everything in it is lost. Any other is left alone; answers what it held.
///
/// # Errors
/// The database failed, or the owner's role lacks a right.
pub async fn empty_demo(owner_url: &str) -> Result<Holding, JournalError> {
    let failed = JournalError::database;
    let mut connection = owner(owner_url).await.map_err(failed("connecting as the owner"))?;
    let held = held(&mut connection).await.map_err(failed("looking at the database"))?;
    if held == Holding::Demo {
        let statements = "begin; drop schema if exists views cascade; drop schema public cascade;
                          create schema public; commit";
        connection.execute(statements).await.map_err(failed("emptying a demo's database"))?;
    }
    connection.close().await.map_err(failed("closing the owner's connection"))?;
    Ok(held)
}

/// Raises the epoch: once, after a restore into a cluster whose transaction ids start anew. Every process must be
/// started again afterwards. Answers the new epoch.
///
/// # Errors
/// The database failed.
pub async fn raise_epoch(owner_url: &str) -> Result<i32, JournalError> {
    let failed = JournalError::database;
    let mut connection = owner(owner_url).await.map_err(failed("connecting as the owner"))?;
    let mut tx = connection.begin().await.map_err(failed("raising the epoch"))?;
    let epoch: i32 = sqlx::query_scalar(
        "update settings set value = (1 + greatest(value::integer, (select coalesce(max(epoch), 0) from events)))::text
         where key = 'epoch' returning value::integer",
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(failed("raising the epoch"))?;
    let default = format!("alter table events alter column epoch set default {epoch}");
    tx.execute(default.as_str()).await.map_err(failed("raising the epoch"))?;
    tx.commit().await.map_err(failed("raising the epoch"))?;
    Ok(epoch)
}

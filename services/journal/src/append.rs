//! Appends as rows, and the statements that store many of them at once.

use crate::chain::EventHash;
use crate::stream::{Cursor, PARTITIONS, StreamId};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// One event, ready to be stored.
pub(crate) struct EventRow {
    pub stream: StreamId,
    pub partition: i16,
    pub sequence: i64,
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
    pub metadata: Arc<str>,
    pub recorded_at: DateTime<Utc>,
    pub hash: EventHash,
}

/// One job, ready to be stored.
pub(crate) struct JobRow {
    pub partition: i16,
    pub id: Uuid,
    pub kind: String,
    pub stream: String,
    pub payload: String,
    pub dedup: Option<String>,
    pub due_at: DateTime<Utc>,
}

/// One answer to be remembered, ready to be stored.
pub(crate) struct AnswerRow {
    pub partition: i16,
    pub scope: String,
    pub key: String,
    pub fingerprint: String,
    pub answer: String,
}

/// One job to be settled, if its lease still holds.
pub(crate) struct SettledRow {
    pub partition: i16,
    pub id: Uuid,
    pub fence: i64,
}

/// What one unit of work stores: all of it or nothing.
pub(crate) struct Append {
    pub command_id: Uuid,
    pub events: Vec<EventRow>,
    pub jobs: Vec<JobRow>,
    pub answers: Vec<AnswerRow>,
    pub settled: Vec<SettledRow>,
    pub recorded_at: DateTime<Utc>,
}

impl Append {
    /// Bytes that travel, roughly.
    pub fn weight(&self) -> usize {
        let events: usize = self.events.iter().map(|e| e.payload.len() + e.metadata.len() + 200).sum();
        let jobs: usize = self.jobs.iter().map(|j| j.payload.len() + 200).sum();
        let answers: usize = self.answers.iter().map(|a| a.answer.len() + 200).sum();
        events + jobs + answers
    }
}

/// The last place of a group in each partition. Everything in a group becomes visible at once, so waiting for the
/// group's last place in a partition waits no longer than for one's own.
pub(crate) type Places = [Option<Cursor>; PARTITIONS as usize];

const EVENTS: &str =
    "insert into events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, \
         sequence, event_type, event_version, payload, metadata)
     select partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, \
         sequence, event_type, event_version, payload::json, metadata::json
     from unnest($1::smallint[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::text[], $6::text[], \
         $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[]) \
         as e (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, \
         sequence, event_type, event_version, payload, metadata)
     returning partition, epoch, xid, position";

const ONE_EVENT: &str =
    "insert into events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, \
         sequence, event_type, event_version, payload, metadata)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::json, $11::text::json)
     returning partition, epoch, xid::text::bigint, position";

/// What a lone command with a key stores. Plain rows: arrays cost a tenth of a millisecond to plan and unfold.
const ONE_EVENT_AND_ANSWER: &str = "with answer_kept as (
     insert into idempotency (partition, scope, key, fingerprint, answer, command_id, remembered_at)
     values ($12, $13, $14, $15, $16::text::json, $2, $17))
     insert into events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, \
         sequence, event_type, event_version, payload, metadata)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::json, $11::text::json)
     returning partition, epoch, xid::text::bigint, position";

/// A job that was asked for before under the same `dedup` is not asked for again.
const JOBS: &str = "jobs_asked as (
     insert into jobs (partition, id, kind, stream, payload, dedup, due_at, command_id)
     select partition, id, kind, stream, payload::json, dedup, due_at, command_id
     from unnest($N::smallint[], $N::uuid[], $N::text[], $N::text[], $N::text[], $N::text[], $N::timestamptz[], \
         $N::uuid[]) as j (partition, id, kind, stream, payload, dedup, due_at, command_id)
     on conflict do nothing)";

const ANSWERS: &str = "answers_kept as (
     insert into idempotency (partition, scope, key, fingerprint, answer, command_id, remembered_at)
     select partition, scope, key, fingerprint, answer::json, command_id, remembered_at
     from unnest($N::smallint[], $N::text[], $N::text[], $N::text[], $N::text[], $N::uuid[], $N::timestamptz[]) \
         as a (partition, scope, key, fingerprint, answer, command_id, remembered_at))";

const SETTLED: &str = "jobs_settled as (
     update jobs set state = 'done', lease_owner = null, lease_until = null, settled_at = now()
     from unnest($N::smallint[], $N::uuid[], $N::bigint[]) as s (partition, id, fence)
     where jobs.partition = s.partition and jobs.id = s.id and jobs.fence = s.fence and jobs.state = 'open')";

/// The statement for a group: one round trip, one transaction, whatever the group holds.
fn statement(jobs: bool, answers: bool, settled: bool) -> &'static str {
    static STATEMENTS: OnceLock<[String; 8]> = OnceLock::new();
    let all = STATEMENTS.get_or_init(|| {
        std::array::from_fn(|flags| {
            let mut parts = vec![format!("appended as ({EVENTS})")];
            let mut parameter = 11;
            for (flag, part) in [(1, JOBS), (2, ANSWERS), (4, SETTLED)] {
                if flags & flag != 0 {
                    parts.push(numbered(part, &mut parameter));
                }
            }
            format!(
                "with {} select partition, epoch, xid::text::bigint, position from appended",
                parts.join(", ")
            )
        })
    });
    &all[usize::from(jobs) | usize::from(answers) << 1 | usize::from(settled) << 2]
}

/// Numbers the parameters `$N` from where the part before stopped.
fn numbered(part: &str, parameter: &mut usize) -> String {
    let mut pieces = part.split("$N");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        *parameter += 1;
        text.push_str(&format!("${parameter}{piece}"));
    }
    text
}

/// Stores a group in one transaction: all of it, or an error and nothing (or an unknown outcome).
pub(crate) async fn store(connection: &mut PgConnection, group: &[&Append]) -> Result<Places, sqlx::Error> {
    let has = |some: fn(&Append) -> bool| group.iter().any(|append| some(append));
    let jobs = has(|append| !append.jobs.is_empty());
    let answers = has(|append| !append.answers.is_empty());
    let settled = has(|append| !append.settled.is_empty());
    if let ([append], false, false) = (group, jobs, settled)
        && let ([event], [] | [_]) = (append.events.as_slice(), append.answers.as_slice())
    {
        return store_one(connection, append, event, append.answers.first()).await;
    }
    let mut query = bind_events(sqlx::query(statement(jobs, answers, settled)), group);
    if jobs {
        query = bind_jobs(query, group);
    }
    if answers {
        query = bind_answers(query, group);
    }
    if settled {
        let rows = || group.iter().flat_map(|append| &append.settled);
        query = query
            .bind(rows().map(|row| row.partition).collect::<Vec<_>>())
            .bind(rows().map(|row| row.id).collect::<Vec<_>>())
            .bind(rows().map(|row| row.fence).collect::<Vec<_>>());
    }
    places(&query.fetch_all(connection).await?)
}

async fn store_one(
    connection: &mut PgConnection,
    append: &Append,
    event: &EventRow,
    answer: Option<&AnswerRow>,
) -> Result<Places, sqlx::Error> {
    let statement = if answer.is_some() { ONE_EVENT_AND_ANSWER } else { ONE_EVENT };
    let mut query = sqlx::query(statement)
        .bind(event.partition)
        .bind(append.command_id)
        .bind(event.hash.as_slice())
        .bind(event.recorded_at)
        .bind(event.stream.aggregate_type())
        .bind(event.stream.aggregate_id())
        .bind(event.sequence)
        .bind(&event.event_type)
        .bind(&event.event_version)
        .bind(&event.payload)
        .bind(&*event.metadata);
    if let Some(answer) = answer {
        query = query
            .bind(answer.partition)
            .bind(&answer.scope)
            .bind(&answer.key)
            .bind(&answer.fingerprint)
            .bind(&answer.answer)
            .bind(append.recorded_at);
    }
    let row = query.fetch_one(connection).await?;
    places(std::slice::from_ref(&row))
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

/// Rows go in the order of their streams: two processes that meet on several streams then wait for each other in the
/// same order, and never in a circle.
fn bind_events<'q>(query: Query<'q>, group: &[&'q Append]) -> Query<'q> {
    let mut rows: Vec<(&EventRow, Uuid)> = group
        .iter()
        .flat_map(|append| append.events.iter().map(|event| (event, append.command_id)))
        .collect();
    rows.sort_by(|(one, _), (other, _)| (&one.stream, one.sequence).cmp(&(&other.stream, other.sequence)));
    let commands: Vec<Uuid> = rows.iter().map(|(_, command_id)| *command_id).collect();
    let rows = || rows.iter().map(|(event, _)| *event);
    query
        .bind(rows().map(|row| row.partition).collect::<Vec<_>>())
        .bind(commands)
        .bind(rows().map(|row| row.hash.as_slice()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.recorded_at).collect::<Vec<_>>())
        .bind(rows().map(|row| row.stream.aggregate_type()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.stream.aggregate_id()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.sequence).collect::<Vec<_>>())
        .bind(rows().map(|row| row.event_type.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.event_version.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.payload.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| &*row.metadata).collect::<Vec<_>>())
}

fn bind_jobs<'q>(query: Query<'q>, group: &[&'q Append]) -> Query<'q> {
    let rows = || group.iter().flat_map(|append| &append.jobs);
    let commands = group.iter().flat_map(|append| append.jobs.iter().map(|_| append.command_id));
    query
        .bind(rows().map(|row| row.partition).collect::<Vec<_>>())
        .bind(rows().map(|row| row.id).collect::<Vec<_>>())
        .bind(rows().map(|row| row.kind.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.stream.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.payload.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.dedup.as_deref()).collect::<Vec<_>>())
        .bind(rows().map(|row| row.due_at).collect::<Vec<_>>())
        .bind(commands.collect::<Vec<_>>())
}

fn bind_answers<'q>(query: Query<'q>, group: &[&'q Append]) -> Query<'q> {
    let rows = || group.iter().flat_map(|append| append.answers.iter().map(move |row| (append, row)));
    query
        .bind(rows().map(|(_, row)| row.partition).collect::<Vec<_>>())
        .bind(rows().map(|(_, row)| row.scope.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|(_, row)| row.key.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|(_, row)| row.fingerprint.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|(_, row)| row.answer.as_str()).collect::<Vec<_>>())
        .bind(rows().map(|(append, _)| append.command_id).collect::<Vec<_>>())
        .bind(rows().map(|(append, _)| append.recorded_at).collect::<Vec<_>>())
}

fn places(rows: &[sqlx::postgres::PgRow]) -> Result<Places, sqlx::Error> {
    let mut places: Places = [None; PARTITIONS as usize];
    for row in rows {
        let cursor = Cursor {
            partition: row.try_get(0)?,
            epoch: row.try_get(1)?,
            xid: row.try_get(2)?,
            position: row.try_get(3)?,
        };
        let place = &mut places[cursor.partition as usize];
        if place.is_none_or(|known| known < cursor) {
            *place = Some(cursor);
        }
    }
    Ok(places)
}

/// After a lost connection: whether the database has what this append stores, and where. An append is stored whole,
/// so one of its rows speaks for all.
pub(crate) async fn find(
    connection: &mut PgConnection,
    append: &Append,
) -> Result<Option<Places>, sqlx::Error> {
    if append.events.is_empty() {
        return Ok(find_without_events(connection, append).await?.then_some([None; PARTITIONS as usize]));
    }
    let rows = || append.events.iter();
    let found = sqlx::query(
        "select e.partition, e.epoch, e.xid::text::bigint, e.position
         from unnest($1::text[], $2::text[], $3::bigint[], $4::smallint[]) as k (type, id, sequence, partition)
         join events e on e.aggregate_type = k.type and e.aggregate_id = k.id and e.sequence = k.sequence
             and e.partition = k.partition
         where e.command_id = $5",
    )
    .bind(rows().map(|row| row.stream.aggregate_type()).collect::<Vec<_>>())
    .bind(rows().map(|row| row.stream.aggregate_id()).collect::<Vec<_>>())
    .bind(rows().map(|row| row.sequence).collect::<Vec<_>>())
    .bind(rows().map(|row| row.partition).collect::<Vec<_>>())
    .bind(append.command_id)
    .fetch_all(connection)
    .await?;
    Ok(if found.is_empty() { None } else { Some(places(&found)?) })
}

async fn find_without_events(connection: &mut PgConnection, append: &Append) -> Result<bool, sqlx::Error> {
    let by_job = "select exists (select from jobs where partition = $1 and id = $2 and command_id = $3)";
    let by_answer = "select exists (select from idempotency where partition = $1 and scope = $2 and key = $4 and command_id = $3)";
    if let Some(job) = append.jobs.first() {
        let query = sqlx::query_scalar(by_job).bind(job.partition).bind(job.id).bind(append.command_id);
        return query.fetch_one(connection).await;
    }
    if let Some(answer) = append.answers.first() {
        let query = sqlx::query_scalar(by_answer).bind(answer.partition).bind(&answer.scope);
        return query.bind(append.command_id).bind(&answer.key).fetch_one(connection).await;
    }
    // Only settles jobs: doing that again does no harm.
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_through() {
        let text = statement(true, true, true);
        for parameter in 1..=29 {
            assert!(text.contains(&format!("${parameter}::")), "${parameter} is missing in {text}");
        }
        assert!(!text.contains("$N") && !text.contains("$30"));
    }
}

//! What waits for a person here, who works here, and what they did that is no event.

use super::audit::stream;
use crate::caller::{application, coded, overseer, sight};
use crate::limits;
use crate::looks;
use crate::payload::{failure, view_failure};
use application::{AskError, Person, token_name};
use async_graphql::connection::{Connection, Edge};
use async_graphql::{ComplexObject, Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use journal::{Act, LogEntry, LogFilter};
use projections::Sight;
use projections::operators::OperatorRow;

/// A message of a registry's queue that waits for a person.
#[derive(SimpleObject)]
pub struct RegistryMessage {
    /// Which registry.
    registry: String,
    /// Its id there.
    id: String,
    /// Its text; a mark in its place where the role does not see personal data, which it may hold.
    message: String,
    /// The whole message as it came; absent where the role does not see personal data.
    body: Option<String>,
    /// When it was queued there.
    queued_at: Option<DateTime<Utc>>,
    /// When it came.
    kept_at: DateTime<Utc>,
}

/// A job that waits for a person.
#[derive(SimpleObject)]
pub struct ParkedJob {
    /// Its id.
    id: String,
    /// What it does.
    kind: String,
    /// On behalf of which stream.
    stream: String,
    /// How often it was tried.
    attempts: i32,
    /// What stood in the way.
    last_error: Option<String>,
    /// When it was due, by the registrar's clock.
    due_at: DateTime<Utc>,
    /// When it was asked for, in real time.
    enqueued_at: DateTime<Utc>,
}

/// A bearer token in force: its name, not the token.
#[derive(SimpleObject)]
pub struct TokenLine {
    /// The beginning of its digest.
    id: String,
    /// When it ends; absent: when it is revoked.
    expires_at: Option<DateTime<Utc>>,
}

/// A member of staff.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct OperatorLine {
    /// The login.
    login: String,
    /// The role; absent for somebody who has left.
    role: Option<String>,
    /// Tokens in force.
    tokens: Vec<TokenLine>,
    /// Since when.
    enrolled_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
}

#[ComplexObject]
impl OperatorLine {
    /// Whether no sign-in of theirs goes without a code.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<bool> {
        let login = self.login.parse().map_err(|_| coded("NOT_FOUND", "no login"))?;
        application(ctx).has_second_factor(&Person::from(&login)).await.map_err(|error| failure(&error))
    }
}

impl From<OperatorRow> for OperatorLine {
    fn from(row: OperatorRow) -> Self {
        let token = |(digest, ends): (String, Option<DateTime<Utc>>)| TokenLine {
            id: token_name(&digest).to_owned(),
            expires_at: ends,
        };
        Self {
            login: row.login.to_string(),
            role: row.role.map(|role| role.to_string()),
            tokens: row.tokens.into_iter().map(token).collect(),
            enrolled_at: row.enrolled_at,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        }
    }
}

/// What an operator did that is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OperatorAct {
    /// Was shown personal data.
    Look,
    /// Opened a job again that was given up.
    RetryJob,
    /// Closed a registry's message.
    CloseMessage,
}

impl From<OperatorAct> for Act {
    fn from(act: OperatorAct) -> Self {
        match act {
            OperatorAct::Look => Self::Look,
            OperatorAct::RetryJob => Self::RetryJob,
            OperatorAct::CloseMessage => Self::CloseMessage,
        }
    }
}

/// An entry of the operators' log.
#[derive(SimpleObject)]
pub struct OperatorLogLine {
    /// When, in real time.
    at: DateTime<Utc>,
    /// Who.
    login: String,
    /// As what.
    role: String,
    /// look, retry-job or close-message.
    act: String,
    /// About what: streams (`contact/151049`), jobs, messages.
    subjects: Vec<String>,
    /// Why, where it had to be said.
    reason: Option<String>,
}

impl From<LogEntry> for OperatorLogLine {
    fn from(entry: LogEntry) -> Self {
        let LogEntry { at, login, role, act, subjects, reason, .. } = entry;
        Self { at, login, role, act, subjects, reason }
    }
}

/// What the hash chain of a stream says.
#[derive(SimpleObject)]
pub struct StreamAudit {
    /// Everything fits.
    sound: bool,
    /// How many events were looked at.
    events: u64,
    /// Whether that is all of them.
    complete: bool,
    /// What does not fit, with its number in the stream.
    broken: Vec<String>,
}

/// The most events of one audit over this door; `registrar audit verify` walks everything.
const AUDITED: u64 = 10_000;

/// The desk.
#[derive(Default)]
pub struct Desk;

#[Object(name = "DeskQueries")]
impl Desk {
    /// Registry messages that nobody here understood: each waits for a person.
    async fn registry_messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50)] first: u32,
    ) -> Result<Vec<RegistryMessage>> {
        let open = sight(ctx)? == Sight::Open;
        let waiting = application(ctx).journal().waiting_messages(first.clamp(1, limits::PAGE)).await;
        let mut lines = vec![];
        for message in waiting.map_err(|error| failure(&AskError::Journal(error)))? {
            let body = if open {
                looks::at(ctx, format!("registry-message/{}/{}", message.registry, message.id));
                Some(opened(ctx, message.body).await?)
            } else {
                None
            };
            lines.push(RegistryMessage {
                registry: message.registry,
                id: message.id,
                message: if open { message.message } else { "[sealed]".to_owned() },
                body,
                queued_at: message.queued_at,
                kept_at: message.kept_at,
            });
        }
        Ok(lines)
    }

    /// Jobs that were given up: each waits for a person.
    async fn parked_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50)] first: u32,
    ) -> Result<Vec<ParkedJob>> {
        sight(ctx)?;
        let parked = application(ctx).journal().jobs().parked(first.clamp(1, limits::PAGE)).await;
        let parked = parked.map_err(|error| failure(&AskError::Journal(error)))?;
        let line = |job: journal::jobs::JobRecord| ParkedJob {
            id: job.id.to_string(),
            kind: job.kind,
            stream: job.stream,
            attempts: job.attempts,
            last_error: job.last_error,
            due_at: job.due_at,
            enqueued_at: job.enqueued_at,
        };
        Ok(parked.into_iter().map(line).collect())
    }

    /// Who works here, and who has left.
    #[graphql(visible = "crate::caller::visible::overseer")]
    async fn operators(&self, ctx: &Context<'_>) -> Result<Vec<OperatorLine>> {
        overseer(ctx)?;
        let rows = application(ctx).views().operators().await.map_err(view_failure)?;
        Ok(rows.into_iter().map(OperatorLine::from).collect())
    }

    /// What operators did that is no event, the latest first: looks at personal data, jobs opened again, registry
    /// messages closed.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(
        visible = "crate::caller::visible::overseer",
        complexity = "limits::rows(first, None) * child_complexity"
    )]
    async fn operator_log(
        &self,
        ctx: &Context<'_>,
        login: Option<String>,
        act: Option<OperatorAct>,
        #[graphql(desc = "A stream (contact/151049), a job's id, REGISTRY/MESSAGE.")] subject: Option<String>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, OperatorLogLine>> {
        overseer(ctx)?;
        let part = super::list::part(first, None, None, None, true)?;
        let before = after.as_deref().map(str::parse).transpose();
        let before = before.map_err(|_| coded("BAD_CURSOR", "after: not a cursor of this list"))?;
        let filter = LogFilter { login, act: act.map(Act::from), subject, from, to, before };
        let wanted = part.paging.first;
        let entries = application(ctx).journal().operator_log(&filter, wanted + 1).await;
        let mut entries = entries.map_err(|error| failure(&AskError::Journal(error)))?;
        let more = entries.len() > wanted as usize;
        entries.truncate(wanted as usize);
        let mut connection = Connection::new(before.is_some(), more);
        connection.edges.extend(
            entries.into_iter().map(|entry| Edge::new(entry.id.to_string(), OperatorLogLine::from(entry))),
        );
        Ok(connection)
    }

    /// Walks the hash chain of one stream.
    #[graphql(visible = "crate::caller::visible::overseer")]
    async fn audit_verify(&self, ctx: &Context<'_>, stream: String) -> Result<StreamAudit> {
        overseer(ctx)?;
        let stream = self::stream(&stream)?;
        let report = application(ctx).journal().verify_stream(&stream, AUDITED).await;
        let report = report.map_err(|error| failure(&AskError::Journal(error)))?;
        Ok(StreamAudit {
            sound: report.is_sound(),
            events: report.events,
            complete: report.events < AUDITED,
            broken: report.broken.iter().map(ToString::to_string).collect(),
        })
    }
}

/// A message's text, opened where its key exists.
async fn opened(ctx: &Context<'_>, body: serde_json::Value) -> Result<String> {
    let vault = application(ctx).journal().vault();
    let mut body = vault.open_json(body).await.map_err(|error| failure(&AskError::Journal(error.into())))?;
    let text = body.pointer_mut("/$open/value").map(serde_json::Value::take).unwrap_or(body);
    Ok(match text {
        serde_json::Value::String(text) => text,
        serde_json::Value::Object(_) => "[erased]".to_owned(),
        other => other.to_string(),
    })
}

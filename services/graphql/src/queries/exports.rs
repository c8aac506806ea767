//! Lists as tables of comma-separated values, for spreadsheets and auditors.

use super::audit::{door, stream};
use super::list::seen;
use super::names::{DomainFilter, DomainSort};
use super::operations::pending;
use crate::caller::{application, coded, overseer, sight};
use crate::looks;
use crate::objects::OperationState;
use crate::payload::view_failure;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use domain_model::domain::Lock;
use domain_model::values::StatusSet;
use paper::Table;
use projections::feed::{FeedFilter, FeedRow};
use projections::operations::{OperationFilter, OperationSort, PendingOperation};
use projections::whois::{NameFilter, NameRow, NameSort};
use projections::{MOST_ROWS, Page, Paging, View, ViewError, Views};

/// The most lines of a table, without its head.
const LINES: usize = 100_000;

const EVENTS: [&str; 8] =
    ["at", "recorded_at", "stream", "sequence", "event", "actor", "channel", "correlation"];
const OPERATIONS: [&str; 17] = [
    "number",
    "account",
    "action",
    "kind",
    "subject",
    "state",
    "status",
    "etat",
    "reply_code",
    "reply_message",
    "points",
    "requested_at",
    "last_update",
    "since",
    "waits_for",
    "attempts",
    "opened_by",
];
const NAMES: [&str; 17] = [
    "name",
    "unicode",
    "state",
    "tld",
    "account",
    "registration",
    "owner",
    "admin",
    "tech",
    "billing",
    "created",
    "expires",
    "statuses",
    "locks",
    "busy",
    "changed_at",
    "changed_by",
];

const OWN_NAMES: [&str; 6] = ["name", "unicode", "created", "expires", "name_servers", "statuses"];

/// What a table is made of, page by page: whole lists of wide rows are not held at once.
pub enum Source {
    Events(FeedFilter),
    Operations(OperationFilter),
    Names(NameFilter, NameSort),
    /// As their account sees them.
    OwnNames(NameFilter, NameSort),
}

impl Source {
    const fn head(&self) -> &'static [&'static str] {
        match self {
            Self::Events(_) => &EVENTS,
            Self::Operations(_) => &OPERATIONS,
            Self::Names(..) => &NAMES,
            Self::OwnNames(..) => &OWN_NAMES,
        }
    }

    async fn page(
        &self,
        views: &Views,
        paging: &Paging,
    ) -> std::result::Result<Page<Vec<String>>, ViewError> {
        match self {
            Self::Events(filter) => Ok(lines(views.feed(filter, paging).await?, event)),
            Self::Operations(filter) => {
                let page = views.operations(filter, OperationSort::default(), paging).await?;
                Ok(lines(page, operation))
            }
            Self::Names(filter, sort) => Ok(lines(views.names(filter, *sort, paging).await?, name)),
            Self::OwnNames(filter, sort) => Ok(lines(views.names(filter, *sort, paging).await?, own_name)),
        }
    }

    /// The whole table.
    ///
    /// # Errors
    /// It has too many lines, or the view failed.
    pub async fn table(&self, ctx: &Context<'_>, descending: bool) -> Result<String> {
        let mut table = Table::new(self.head());
        let mut paging = Paging { first: MOST_ROWS, after: None, descending };
        let mut written = 0;
        loop {
            let page = self.page(application(ctx).views(), &paging).await.map_err(view_failure)?;
            written += page.items.len();
            paging.after = page.items.last().map(|item| item.cursor.clone());
            if written > LINES || (written == LINES && page.more) {
                return Err(coded(
                    "TOO_MANY_LINES",
                    format!("there are more than {LINES} lines: ask for fewer, by a filter"),
                ));
            }
            page.items.iter().for_each(|item| table.line(&item.row));
            if !page.more {
                return Ok(table.finish());
            }
        }
    }
}

fn lines<R>(page: Page<R>, line: impl Fn(R) -> Vec<String>) -> Page<Vec<String>> {
    let item = |item: projections::Item<R>| projections::Item { cursor: item.cursor, row: line(item.row) };
    Page { items: page.items.into_iter().map(item).collect(), more: page.more }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn event(row: FeedRow) -> Vec<String> {
    vec![
        moment(row.at),
        moment(row.recorded_at),
        row.stream().to_string(),
        row.sequence.to_string(),
        row.event_type,
        row.actor,
        row.channel,
        row.correlation.to_string(),
    ]
}

/// What is absent is empty.
fn maybe(of: Option<impl ToString>) -> String {
    of.map(|of| of.to_string()).unwrap_or_default()
}

fn operation(row: PendingOperation) -> Vec<String> {
    let waits_for: Vec<String> = row.waits_for().iter().map(|waiting| waiting.on.to_string()).collect();
    let (status, etat) = (row.operation.soap_status(), row.operation.etat());
    let row = row.operation;
    vec![
        row.number.to_string(),
        maybe(row.account),
        row.action,
        row.object,
        row.subject,
        row.progress.as_str().to_owned(),
        status.as_str().to_owned(),
        maybe(etat.map(|etat| etat.as_str())),
        row.code.to_string(),
        row.message,
        maybe(row.points),
        moment(row.requested_at),
        moment(row.changed_at),
        moment(row.since),
        waits_for.join("; "),
        row.attempts.to_string(),
        row.opened_by,
    ]
}

fn name(row: NameRow) -> Vec<String> {
    let statuses = row.registration().map(|held| held.statuses).unwrap_or(StatusSet::EMPTY);
    let statuses: Vec<String> = statuses.iter().map(|status| status.to_string()).collect();
    let lock = |lock: &Lock| match lock.lifts {
        Some(lifts) => format!("{:?} until {}", lock.kind, moment(lifts)),
        None => format!("{:?}", lock.kind),
    };
    let locks: Vec<String> = row.locks().iter().map(lock).collect();
    vec![
        row.name.to_string(),
        row.name.unicode(),
        row.standing.as_str().to_owned(),
        row.tld,
        maybe(row.account),
        maybe(row.number),
        maybe(row.owner),
        maybe(row.admin),
        maybe(row.tech),
        maybe(row.billing),
        maybe(row.created.map(moment)),
        maybe(row.expires.map(moment)),
        statuses.join("; "),
        locks.join("; "),
        maybe(row.busy),
        moment(row.changed_at),
        row.changed_by,
    ]
}

fn own_name(row: NameRow) -> Vec<String> {
    let day = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let servers: Vec<String> = row
        .registration()
        .map(|held| held.servers.hosts().map(ToString::to_string).collect())
        .unwrap_or_default();
    let statuses = StatusSet::from_bits(u32::from(row.statuses)).unwrap_or(StatusSet::EMPTY);
    let statuses: Vec<String> = statuses.iter().map(|status| status.to_string()).collect();
    vec![
        row.name.to_string(),
        row.name.unicode(),
        maybe(row.created.map(day)),
        maybe(row.expires.map(day)),
        servers.join(" "),
        statuses.join(" "),
    ]
}

/// Tables.
#[derive(Default)]
pub struct Exports;

#[Object(name = "ExportQueries")]
impl Exports {
    /// Events as a table, the latest first: at most 100,000 lines. The export is recorded as a look.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(visible = "crate::caller::visible::overseer", complexity = "15_000")]
    async fn export_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "TYPE/ID: domain/example.com.")] stream: Option<String>,
        #[graphql(desc = "operator:LOGIN, reseller:NUMBER, registry:NAME, clock …")] actor: Option<String>,
        #[graphql(desc = "Through this door, as in `events`.")] channel: Option<String>,
        #[graphql(desc = "The event's name: Registered, VoteCast …")] kind: Option<String>,
        #[graphql(default, desc = "Of these types of streams: domain, trade …")] types: Vec<String>,
        #[graphql(desc = "Happened at this moment or later.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Happened before this moment.")] to: Option<DateTime<Utc>>,
    ) -> Result<String> {
        overseer(ctx)?;
        let stream = stream.as_deref().map(self::stream).transpose()?;
        looks::at(ctx, stream.as_ref().map_or("feed".to_owned(), ToString::to_string));
        let event_types = kind.into_iter().collect();
        let channel = channel.as_deref().map(door).transpose()?;
        let kinds = types;
        let filter = FeedFilter { stream, actor, channel, kinds, event_types, from, to, correlation: None };
        Source::Events(filter).table(ctx, true).await
    }

    /// `pendingStatus` as a table, the latest first: at most 100,000 lines.
    #[graphql(complexity = "15_000")]
    async fn pending_status_csv(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 4)] months: u32,
        account: Option<u64>,
        #[graphql(desc = "Create, Renew, Update, Delete, Restore, Trade, TransferRequest …")] kind: Option<
            String,
        >,
        #[graphql(default)] states: Vec<OperationState>,
        consistency: Option<String>,
    ) -> Result<String> {
        seen(ctx, View::Operations, consistency).await?;
        sight(ctx)?;
        let filter = pending(ctx, months, account, kind, &states)?;
        Source::Operations(filter).table(ctx, true).await
    }

    /// `domains` as a table: at most 100,000 lines.
    #[graphql(complexity = "15_000")]
    async fn domains_csv(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: DomainFilter,
        #[graphql(default)] sort: DomainSort,
        #[graphql(default)] descending: bool,
        consistency: Option<String>,
    ) -> Result<String> {
        seen(ctx, View::Whois, consistency).await?;
        sight(ctx)?;
        Source::Names(filter.into(), sort.into()).table(ctx, descending).await
    }
}

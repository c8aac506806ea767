//! What the desk looks at first: how much waits, for whom, and how much there is. Counts over the other views, each of
//! them answered by an index.

use crate::boxed;
use crate::error::ViewError;
use crate::views::Views;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

/// So long before its day something is at risk.
const SOON: TimeDelta = TimeDelta::hours(24);
/// So long before its expiry a name expires soon.
const EXPIRING: TimeDelta = TimeDelta::days(30);

/// The desk's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Overview {
    /// Trades and transfers that somebody may still vote on or answer.
    pub votes_waiting: i64,
    /// Changes of accounts of services that a side may still answer.
    pub contact_changes_open: i64,
    /// Operations that wait for the customer's side.
    pub action_required: i64,
    /// Operations that wait for a third party.
    pub blocked: i64,
    /// Operations that failed, and that nobody has given up.
    pub failed_operations: i64,
    /// Operations that are to be sent, or are at a registry.
    pub pending_operations: i64,
    /// Messages of registries that nobody here understood, and that wait for a person.
    pub registry_messages: i64,
    /// Jobs that were put aside for a person.
    pub parked_jobs: i64,
    /// Differences between registries and what is believed that nobody has decided on.
    pub drift_open: i64,
    /// Obligations that are open and due within a day.
    pub obligations_at_risk: i64,
    /// Obligations whose day has passed, and that are still to be done.
    pub obligations_missed: i64,
    /// Requests for data that the directory does not show, with the answer still owed.
    pub disclosure_requests_open: i64,
    /// Of those, the ones whose answer is due within a day, or overdue.
    pub disclosure_requests_due_soon: i64,
    /// Orders that nobody has paid.
    pub orders_not_paid: i64,
    /// Corrections of points that wait for a second pair of eyes.
    pub adjustments_waiting: i64,
    /// Invoices whose day has passed, and that are not paid.
    pub overdue_invoices: i64,
    /// Names that are ours, whatever their standing.
    pub domains: i64,
    /// Of those, names in use that expire within thirty days.
    pub domains_expiring_soon: i64,
    /// Accounts that are not closed.
    pub accounts: i64,
}

/// Whom unfinished operations wait for.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Blocking {
    /// In the words of [`Awaited`](crate::operations::Awaited).
    pub who: String,
    /// How many.
    pub operations: i64,
}

/// What waits for a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct RegistryLoad {
    /// Which.
    pub registry: String,
    /// Operations that are to be sent there.
    pub queued: i64,
    /// Operations with a command there that is not answered.
    pub running: i64,
    /// Operations that it has accepted, and answers later.
    pub blocked: i64,
    /// Messages of its queue that nobody here understood, and that wait for a person.
    pub messages: i64,
}

const REGISTRY_LOADS: &str = "
with waiting as (
  select registry, count(*) filter (where progress = 'pending') as queued,
    count(*) filter (where progress = 'in-progress') as running,
    count(*) filter (where progress = 'blocked') as blocked
  from operations where not closed and progress <> 'succeeded' group by registry
), kept as (
  select registry, count(*) as messages from poll_messages where fate in ('kept', 'unknown') group by registry
)
select registry, coalesce(queued, 0) as queued, coalesce(running, 0) as running, coalesce(blocked, 0) as blocked,
  coalesce(messages, 0) as messages
from waiting full join kept using (registry) order by registry";

/// `$1`: now; `$2`: so near is soon; `$3`: so near expires soon.
const OVERVIEW: &str = "
with unsettled as (
  select progress, count(*) as number from operations where not closed and progress <> 'succeeded' group by progress
)
select
  (select count(*) from votes where open) as votes_waiting,
  (select count(*) from contact_changes where open) as contact_changes_open,
  (select coalesce(sum(number), 0)::bigint from unsettled where progress = 'action-required') as action_required,
  (select coalesce(sum(number), 0)::bigint from unsettled where progress = 'blocked') as blocked,
  (select coalesce(sum(number), 0)::bigint from unsettled where progress = 'failed') as failed_operations,
  (select coalesce(sum(number), 0)::bigint from unsettled where progress in ('pending', 'in-progress'))
    as pending_operations,
  (select count(*) from poll_messages where fate in ('kept', 'unknown')) as registry_messages,
  (select count(*) from jobs where state = 'parked') as parked_jobs,
  (select count(*) from drift where standing = 'open') as drift_open,
  (select count(*) from obligations where standing = 'open' and due < $2) as obligations_at_risk,
  (select count(*) from obligations where standing = 'missed') as obligations_missed,
  (select count(*) from disclosures where status in ('received', 'more-asked')) as disclosure_requests_open,
  (select count(*) from disclosures where status in ('received', 'more-asked') and due < $2)
    as disclosure_requests_due_soon,
  (select count(*) from orders where status = 'not-paid') as orders_not_paid,
  (select count(*) from adjustments where status = 'waiting') as adjustments_waiting,
  (select count(*) from invoices where status = 'due' and due < ($1 at time zone 'UTC')::date) as overdue_invoices,
  (select count(*) from whois where standing in ('active', 'expired', 'redemption', 'pending-delete')) as domains,
  (select count(*) from whois where standing = 'active' and expires < $3) as domains_expiring_soon,
  (select count(*) from accounts where status <> 'closed') as accounts";

/// The rule of `PendingOperation::waits_for`, over all operations at once.
const BLOCKING: &str = "
select case o.progress
    when 'pending' then 'registrar'
    when 'in-progress' then 'registry ' || o.registry
    when 'blocked' then case
      when o.state #>> array['Processing', '0', 'steps', o.state #>> '{Processing,1,step}'] = 'RequestTransfer'
        then 'other registrar'
      else 'registry ' || o.registry end
    else coalesce('vote of ' || silent.side, 'customer') end as who,
  count(*) as operations
from operations o
left join lateral (
  select s.side ->> 'side' as side
  from (select open, sides from votes v where v.number = o.number and v.kind <> 'transfer-out'
        order by v.stream limit 1) v
  cross join lateral json_array_elements(v.sides) as s (side)
  where v.open and s.side #>> '{ballot,vote}' is null
) silent on o.progress = 'action-required'
where not o.closed and o.progress <> 'succeeded' and o.progress <> 'failed'
group by 1 order by 2 desc, 1";

impl Views {
    /// The desk's numbers at a moment of the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn overview(&self, at: DateTime<Utc>) -> Result<Overview, ViewError> {
        sqlx::query_as(OVERVIEW)
            .bind(at)
            .bind(at + SOON)
            .bind(at + EXPIRING)
            .fetch_one(self.pool())
            .await
            .map_err(ViewError::database("counting what waits"))
    }

    /// What waits for each registry, by its id; those for which nothing waits may be left out.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn registry_loads(&self) -> Result<Vec<RegistryLoad>, ViewError> {
        sqlx::query_as(REGISTRY_LOADS)
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("counting what waits for registries"))
    }

    /// Whom unfinished operations wait for, most first. One that waits for two votes counts for both.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn blocking(&self) -> Result<Vec<Blocking>, ViewError> {
        sqlx::query_as(BLOCKING)
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("counting whom operations wait for"))
    }
}

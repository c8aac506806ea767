//! How much was done and sold, by day or month. Days are those of UTC.

use crate::boxed;
use crate::error::ViewError;
use crate::views::{Sight, Views};
use chrono::NaiveDate;
use domain_model::values::{Currency, Money};
use serde::Deserialize;
use sqlx::FromRow;

/// What figures are summed up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// The days.
    Day,
    /// The months, each named by its first day.
    Month,
}

impl Grain {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

/// Operations that succeeded.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Volume {
    /// The day on which they ended, or the first of the month.
    pub day: NaiveDate,
    /// `action` of `api_status`: `Create`, `Renew` …
    pub action: String,
    /// How many.
    pub operations: i64,
    /// The points that were settled for them.
    pub points: i64,
}

/// What was invoiced, and what points were spent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Revenue {
    /// The day, or the first of the month.
    pub day: NaiveDate,
    /// In which currency.
    pub currency: Currency,
    /// Invoices less credit notes, before tax.
    pub invoiced: Money,
    /// Points of accounts of the currency: settled less refunded.
    pub spent: i64,
}

/// `$1`: from, `$2`: to (excluded), `$3`: by.
const VOLUMES: &str = "
select date_trunc($3, o.since at time zone 'UTC')::date as day, o.action,
  count(distinct o.number) as operations, coalesce(sum(e.points), 0)::bigint as points
from operations o left join ledger_entries e on e.operation = o.number and e.fact is not null
where o.progress = 'succeeded' and o.since >= ($1::date::timestamp at time zone 'UTC')
  and o.since < ($2::date::timestamp at time zone 'UTC')
group by 1, 2 order by 1, 2";

/// As above. Credit notes hold positive amounts.
const REVENUE: &str = "
with invoiced as (
  select issued, case status when 'credit-note' then -1 else 1 end as sign,
    coalesce(state #> '{Due,document}', state #> '{Paid,document}', state #> '{Cancelled,document}',
      state #> '{CreditNote,document}') #> '{amounts,net}' as net
  from invoices where issued >= $1::date and issued < $2::date
), figures as (
  select date_trunc($3, issued::timestamp)::date as day, net ->> 'currency' as currency,
    sign * (net ->> 'amount')::numeric as net, 0::bigint as spent
  from invoiced
  union all
  select date_trunc($3, e.at at time zone 'UTC')::date, b.currency, 0::numeric,
    case e.event_type when 'Refunded' then -e.points else e.points end
  from ledger_entries e join points_balances b on b.account = e.account
  where e.at >= ($1::date::timestamp at time zone 'UTC') and e.at < ($2::date::timestamp at time zone 'UTC')
    and e.event_type in ('Settled', 'Refunded') and b.currency is not null
)
select json_build_object('day', day, 'currency', currency,
  'invoiced', json_build_object('amount', sum(net)::text, 'currency', currency), 'spent', sum(spent)::bigint)::text
from figures group by day, currency order by day, currency";

impl Views {
    /// The operations that succeeded from a day (included) to another (excluded), by the day on which they ended and
    /// what was done.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn volumes(&self, from: NaiveDate, to: NaiveDate, by: Grain) -> Result<Vec<Volume>, ViewError> {
        sqlx::query_as(VOLUMES)
            .bind(from)
            .bind(to)
            .bind(by.as_str())
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("adding up operations"))
    }

    /// What was invoiced from a day (included) to another (excluded), by the day of issue, and the points that were
    /// spent; by currency.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn revenue(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        by: Grain,
    ) -> Result<Vec<Revenue>, ViewError> {
        let documents = sqlx::query_scalar(REVENUE)
            .bind(from)
            .bind(to)
            .bind(by.as_str())
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("adding up invoices"))?;
        self.read_all("invoices", documents, Sight::Closed).await
    }
}

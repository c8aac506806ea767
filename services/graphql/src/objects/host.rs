//! Host objects.

use super::node::write_id;
use super::{Account, Domain, Moment, links};
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use projections::hosts::HostRow;

/// A host object.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Host {
    /// Its global id.
    pub(super) id: ID,
    /// Its name.
    name: String,
    /// Its number.
    number: Option<u64>,
    /// Where it is in its life.
    status: String,
    /// Whose.
    account: Option<u64>,
    /// The name that it lies in.
    domain: Option<String>,
    /// Its addresses.
    addresses: Vec<String>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    #[graphql(skip)]
    as_of: Moment,
}

impl Host {
    /// As of a moment.
    pub fn of(row: HostRow, as_of: Moment) -> Self {
        let addresses = row.glue().map(|glue| glue.addresses.iter().map(ToString::to_string).collect());
        Self {
            id: write_id("Host", &row.name),
            name: row.name.to_string(),
            number: row.number.map(|number| number.get()),
            account: row.account.map(|account| account.get()),
            domain: row.domain.as_ref().map(ToString::to_string),
            addresses: addresses.unwrap_or_default(),
            status: row.status,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            as_of,
        }
    }
}

#[ComplexObject]
impl Host {
    /// The account that it belongs to.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }

    /// The name that it lies in.
    async fn domain_node(&self, ctx: &Context<'_>) -> Result<Option<Domain>> {
        links::domain(ctx, self.domain.as_deref(), self.as_of).await
    }
}

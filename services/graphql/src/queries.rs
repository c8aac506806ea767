//! What may be read, of one thing or in lists.

mod audit;
mod billing;
mod contact_changes;
mod contacts;
mod desk;
mod disclosures;
mod drift;
mod ledger;
mod list;
mod money;
mod names;
mod obligations;
mod operations;
mod orders;
mod overview;
mod prices;
mod votes;

pub use drift::DriftField;

use crate::caller::caller;
use async_graphql::{Context, MergedObject, Object, Result, SimpleObject};
use projections::View;

/// Everything that may be read.
#[derive(Default, MergedObject)]
pub struct Query(
    Myself,
    names::Names,
    contacts::Contacts,
    operations::Operations,
    orders::Orders,
    votes::Votes,
    contact_changes::ContactChanges,
    ledger::Ledger,
    money::Money,
    billing::Billing,
    audit::Audit,
    obligations::Obligations,
    disclosures::Disclosures,
    drift::Drift,
    desk::Desk,
    prices::Prices,
    overview::Desktop,
);

/// The caller.
#[derive(SimpleObject)]
pub struct Me {
    /// The login.
    login: String,
    /// What they may do.
    role: String,
}

/// The caller.
#[derive(Default)]
pub struct Myself;

#[Object(name = "MyselfQueries")]
impl Myself {
    /// Who asks.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        let caller = caller(ctx)?;
        Ok(Me { login: caller.login.to_string(), role: caller.role.to_string() })
    }

    /// Waits until every view has seen what a mutation wrote, by the `consistency` that it answered; then whatever is
    /// asked shows it. Queries take the same value for their own view alone.
    async fn seen(&self, ctx: &Context<'_>, consistency: String) -> Result<bool> {
        caller(ctx)?;
        for view in View::ALL {
            list::seen(ctx, view, Some(consistency.clone())).await?;
        }
        Ok(true)
    }
}

//! What may be read, of one thing or in lists.

mod audit;
mod billing;
mod consequences;
mod contact_changes;
mod contacts;
mod desk;
mod disclosures;
mod drift;
mod exports;
mod ledger;
mod list;
mod lookouts;
mod money;
mod names;
mod obligations;
mod operations;
mod orders;
mod overview;
mod prices;
mod registries;
mod search;
mod votes;

pub use drift::DriftField;

use crate::caller::caller;
use async_graphql::{Context, MergedObject, Object, Result, SimpleObject};

/// Everything that may be read.
#[derive(Default, MergedObject)]
pub struct Query(
    Myself,
    names::Names,
    contacts::Contacts,
    lookouts::Lookouts,
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
}

//! What may be read, of one thing or in lists.

mod audit;
pub(crate) mod billing;
mod consequences;
mod contact_changes;
mod contacts;
mod desk;
mod disclosures;
mod drift;
pub(crate) mod exports;
pub(crate) mod ledger;
pub(crate) mod list;
mod lookouts;
mod money;
pub(crate) mod myself;
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

use async_graphql::MergedObject;

/// Everything that may be read.
#[derive(Default, MergedObject)]
pub struct Query(
    myself::Myself,
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

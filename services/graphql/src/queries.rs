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
mod myself;
mod names;
mod obligations;
mod operations;
mod orders;
mod overview;
mod prices;
mod votes;

pub use drift::DriftField;

use async_graphql::MergedObject;

/// Everything that may be read.
#[derive(Default, MergedObject)]
pub struct Query(
    myself::Myself,
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

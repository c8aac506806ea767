//! One mutation a command that a person may give.

mod access;
mod accounts;
mod billing;
mod contact_changes;
mod contacts;
mod deposits;
mod disclosures;
mod disputes;
mod domains;
mod drift;
mod mail_settings;
mod maintenance;
mod money;
mod moves;
mod obligations;
mod operations;
mod orders;
mod prices;
mod sign_in;
mod staff;
mod trades;
mod transfers;

pub use access::ApplicationPayload;
pub use contacts::ContactDetailsInput;
pub use domains::{DsInput, KeyInput, NameServerInput, UpdateDomainInput, agreed, code, servers};
pub use prices::PricesInput;
pub use sign_in::{
    ChangePasswordInput, ConfirmSecondFactorInput, ConfirmSecondFactorPayload, OfferSecondFactorPayload,
};

use async_graphql::MergedObject;

/// Everything that a person may command.
#[derive(Default, MergedObject)]
pub struct Mutation(
    domains::Domains,
    contacts::Contacts,
    trades::Trades,
    transfers::Transfers,
    operations::Operations,
    orders::Orders,
    money::Money,
    deposits::Deposits,
    billing::Billing,
    staff::Staff,
    sign_in::SigningIn,
    obligations::Obligations,
    drift::Drift,
    maintenance::Maintenance,
    accounts::Accounts,
    access::Access,
    disclosures::Disclosures,
    disputes::Disputes,
    moves::Moves,
    contact_changes::ContactChanges,
    mail_settings::MailSettings,
    prices::Prices,
);

//! Endings, in the catalogue's own words.

mod registrant;
mod rules;

use registrant::{TldIdentification, TldOwner};
use rules::{
    TldDnssec, TldGrace, TldIdn, TldLabel, TldLaunch, TldNameServers, TldObligations, TldPeriods, TldTrade,
    TldTransfer, TldVotes, word,
};

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use domain_model::policy::{Catalogue, TldPolicy};
use domain_model::price_list::PriceListId;

/// A list with prices for an ending.
#[derive(Clone, SimpleObject)]
pub struct TldPriceList {
    /// For which price class.
    class: String,
    /// In which currency.
    currency: String,
}

/// The rules of an ending from a day on.
#[derive(Clone, SimpleObject)]
pub struct Tld {
    /// The ending below which names are registered: `com`, `co.uk`.
    name: String,
    /// The name of these rules: `com@2016-12-01`.
    rule: String,
    /// Their first day.
    #[graphql(name = "from")]
    from_day: NaiveDate,
    /// The registry, by its id.
    registry: String,
    /// gtld, ntld, cctld-eu, cctld-fr or cctld.
    group: String,
    /// What may be registered as the label below the ending.
    label: TldLabel,
    /// For how many years a name is registered.
    periods: TldPeriods,
    /// The contacts that the registry wants beside the registrant: admin, tech, billing.
    contacts_needed: Vec<String>,
    /// The countries of residence of registrants, ISO 3166; absent: all.
    eligibility: Option<Vec<String>>,
    /// What of a registrant's data is who the registrant is: a change of it is an owner change.
    owner: TldOwner,
    /// What a registrant proves about itself; absent: nothing.
    identification: Option<TldIdentification>,
    /// Number of name servers.
    name_servers: TldNameServers,
    /// host_objects or host_attributes.
    glue: String,
    /// Internationalised names.
    idn: TldIdn,
    /// What the registry takes for DNSSEC.
    dnssec: TldDnssec,
    /// Moving a name between registrars, and the locks before that.
    transfer: TldTransfer,
    /// Changing the registrant.
    trade: TldTrade,
    /// Votes by mailed link.
    votes: TldVotes,
    /// Whether a deleted name can be brought back.
    restore: bool,
    /// The periods after creation, renewal, expiry and deletion.
    grace: TldGrace,
    /// What the registrar owes to registrants.
    obligations: TldObligations,
    /// Whether the registrant's data may be hidden from the directory.
    privacy: bool,
    /// Whether the registry holds the contacts; a thin one knows the registrar only.
    thick: bool,
    /// none, or quoted: the registry names the price of some names.
    premium: String,
    /// What is asked of whoever wants a new name.
    launch: TldLaunch,
    /// What can be bought: create, renew, transfer, restore, trade.
    offered: Vec<String>,
    /// The lists that have prices for it.
    price_lists: Vec<TldPriceList>,
}

impl Tld {
    /// Of a policy, with the lists that price it.
    pub fn of(policy: &TldPolicy, lists: &[PriceListId]) -> Self {
        let list = |list: &PriceListId| TldPriceList {
            class: list.class.to_string(),
            currency: list.currency.to_string(),
        };
        let countries = policy.eligibility.countries.as_ref();
        Self {
            name: policy.tld.to_string(),
            rule: policy.rule.to_string(),
            from_day: policy.rule.from,
            registry: policy.registry.to_string(),
            group: word(&policy.group),
            label: (&policy.label).into(),
            periods: policy.periods.into(),
            contacts_needed: policy.contacts_needed.iter().map(word).collect(),
            eligibility: countries.map(|countries| countries.iter().map(ToString::to_string).collect()),
            owner: (&policy.owner).into(),
            identification: policy.identification.as_ref().map(TldIdentification::from),
            name_servers: policy.name_servers.into(),
            glue: word(&policy.glue),
            idn: (&policy.idn).into(),
            dnssec: (&policy.dnssec).into(),
            transfer: policy.transfer.into(),
            trade: policy.trade.into(),
            votes: (&policy.votes).into(),
            restore: policy.restore,
            grace: policy.grace.into(),
            obligations: (&policy.obligations).into(),
            privacy: policy.privacy,
            thick: policy.thick,
            premium: word(&policy.premium),
            launch: (&policy.launch).into(),
            offered: Catalogue::offered(policy).map(|action| action.to_string()).collect(),
            price_lists: lists.iter().map(list).collect(),
        }
    }
}

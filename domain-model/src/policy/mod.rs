//! Policies: what each TLD demands, as dated data, and the pure functions that apply it.
//!
//! The rule in force is the one of the event's day; who applies one writes its [`RuleId`] and the numbers
//! into the event, so that a replay never comes back here.

mod catalogue;
mod countries;
mod delegation;
mod disclosure;
mod disclosure_terms;
mod document;
mod eligibility;
mod idn;
mod launch;
mod life;
mod locks;
mod mistake;
mod owed;
mod owner_form;
mod postal_codes;
mod prices;
mod regions;
mod tld_policy;
mod trade_rules;
mod vat;

pub use catalogue::{Catalogue, CatalogueError, CatalogueRefusal};
pub use countries::{Countries, CountryEntry};
pub use delegation::{DelegationOf, DelegationRefusal};
pub use disclosure::{Disclosure, Disclosures, OfName, PersonFacts, PersonItem, PersonRole, Shown};
pub use disclosure_terms::{DisclosureDeadline, DisclosureDeadlines, kept_until};
pub use eligibility::{EligibilityProblem, eligibility, identification_mode};
pub use idn::{IdnProblem, LanguageTag, LanguageTags};
pub use launch::{Conditions, DeclarationRefusal, LaunchRules, declared};
pub use life::{LifeDates, LifePhase, PeriodRefusal, add_days, add_years};
pub use locks::{LockCause, LockFacts, PolicyLock};
pub use owner_form::{FormField, Needed, OWNER_FORM, form_field};
pub use postal_codes::french_postal_codes;
pub use prices::PriceSeed;
pub use regions::{RegionEntry, Regions};
pub use tld_policy::{
    ContactRole, DnssecForm, EligibilityRules, GlueForm, GracePeriods, IdentificationMode,
    IdentificationRules, IdnRules, LabelRules, NameServerRules, NeedWhen, NoticeWindow, Obligations,
    OwnerChanges, OwnerRules, PeriodRules, PremiumNames, RuleId, TldGroup, TldPolicy, TransferRules,
};
pub use trade_rules::{TradeProcedure, TradeRules, VoteRules};
pub use vat::{VatRefusal, VatRule, VatTable, VatTreatment};

#[cfg(test)]
mod owed_tests;
#[cfg(test)]
mod papers_tests;
#[cfg(test)]
mod rules_tests;

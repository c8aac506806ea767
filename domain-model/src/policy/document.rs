//! The catalogue's files as they are written, and how rule sets that repeat only what changes become whole
//! ones.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Table, Value};

use super::countries::Countries;
use super::tld_policy::*;
use crate::values::{Country, RegistryId, Tld};

/// A family of TLDs: dated rule sets, of which each repeats only what it changes, and for each TLD what
/// differs from its family.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyDocument {
    rules: Vec<Table>,
    tld: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleDocument {
    effective_from: NaiveDate,
    registry: RegistryId,
    group: TldGroup,
    label: LabelRules,
    periods: PeriodRules,
    contacts_needed: BTreeSet<ContactRole>,
    eligibility: EligibilityDocument,
    identification: Option<IdentificationRules>,
    name_servers: NameServerRules,
    glue: GlueForm,
    idn: IdnDocument,
    dnssec: DnssecDocument,
    transfer: TransferRules,
    trade: TradeDocument,
    votes: VoteRules,
    restore: bool,
    grace: GracePeriods,
    obligations: Obligations,
    privacy: bool,
    thick: bool,
    premium: PremiumNames,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EligibilityDocument {
    /// A group of countries.toml, or `any`.
    countries: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdnDocument {
    allowed: bool,
    characters: Option<String>,
    #[serde(default)]
    scripts: BTreeSet<String>,
    default_tag: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DnssecDocument {
    form: String,
    #[serde(default)]
    algorithms: BTreeSet<u8>,
    #[serde(default)]
    digests: BTreeSet<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TradeDocument {
    procedure: String,
    #[serde(default)]
    form_days: u16,
    lock_days: u16,
    lock_opt_out: bool,
    renews_year: bool,
    execute_hours: u16,
}

/// A mistake in a file, with the entry that has it.
pub(super) struct Mistake {
    pub entry: String,
    pub problem: String,
}

/// Reads a family's file into whole policies, those of one TLD in the order of their days.
pub(super) fn read_family(text: &str, countries: &Countries) -> Result<Vec<TldPolicy>, Mistake> {
    let family: FamilyDocument = toml::from_str(text)
        .map_err(|error| Mistake { entry: "the file".to_owned(), problem: error.to_string() })?;
    let mut policies = Vec::new();
    for (name, differs) in &family.tld {
        let mistake = |entry: String| move |problem: String| Mistake { entry, problem };
        let tld = Tld::parse(name).map_err(|e| e.to_string()).map_err(mistake(format!("tld.{name}")))?;
        let mut whole = Table::new();
        let mut last: Option<NaiveDate> = None;
        for (at, rules) in family.rules.iter().enumerate() {
            overlay(&mut whole, rules);
            let mut own = whole.clone();
            overlay(&mut own, differs);
            let policy =
                read_rules(&tld, own, countries).map_err(mistake(format!("rules[{at}] of {tld}")))?;
            let from = policy.rule.from;
            if last.is_some_and(|last| last >= from) {
                let problem = "the rule sets are not in the order of their days".to_owned();
                return Err(Mistake { entry: policy.rule.to_string(), problem });
            }
            check(&policy).map_err(mistake(policy.rule.to_string()))?;
            last = Some(from);
            policies.push(policy);
        }
    }
    Ok(policies)
}

/// Lays one table over another: tables within are laid over each other, anything else is replaced.
fn overlay(under: &mut Table, over: &Table) {
    for (key, value) in over {
        match (under.get_mut(key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => overlay(below, above),
            _ => {
                under.insert(key.clone(), value.clone());
            }
        }
    }
}

fn read_rules(tld: &Tld, rules: Table, countries: &Countries) -> Result<TldPolicy, String> {
    let document: RuleDocument = rules.try_into().map_err(|error: toml::de::Error| error.to_string())?;
    Ok(TldPolicy {
        tld: tld.clone(),
        rule: RuleId { tld: tld.clone(), from: document.effective_from },
        registry: document.registry,
        group: document.group,
        label: document.label,
        periods: document.periods,
        contacts_needed: document.contacts_needed,
        eligibility: EligibilityRules { countries: admitted(&document.eligibility.countries, countries)? },
        identification: document.identification,
        name_servers: document.name_servers,
        glue: document.glue,
        idn: IdnRules {
            allowed: document.idn.allowed,
            characters: document.idn.characters.map(|characters| characters.chars().collect()),
            scripts: document.idn.scripts,
            default_tag: document.idn.default_tag,
        },
        dnssec: dnssec_form(document.dnssec)?,
        transfer: document.transfer,
        trade: trade_rules(document.trade)?,
        votes: document.votes,
        restore: document.restore,
        grace: document.grace,
        obligations: document.obligations,
        privacy: document.privacy,
        thick: document.thick,
        premium: document.premium,
    })
}

fn admitted(group: &str, countries: &Countries) -> Result<Option<BTreeSet<Country>>, String> {
    match group {
        "any" => Ok(None),
        group => match countries.group(group) {
            Some(members) => Ok(Some(members.clone())),
            None => Err(format!("eligibility.countries: there is no group {group:?} in countries.toml")),
        },
    }
}

fn dnssec_form(document: DnssecDocument) -> Result<DnssecForm, String> {
    let DnssecDocument { form, algorithms, digests } = document;
    match form.as_str() {
        "none" => Ok(DnssecForm::None),
        "ds" if algorithms.is_empty() || digests.is_empty() => {
            Err("dnssec: the form `ds` needs algorithms and digests".to_owned())
        }
        "ds" => Ok(DnssecForm::Ds { algorithms, digests }),
        "key" if algorithms.is_empty() => Err("dnssec: the form `key` needs algorithms".to_owned()),
        "key" => Ok(DnssecForm::Key { algorithms }),
        other => Err(format!("dnssec.form: {other:?} is not one of none, ds, key")),
    }
}

fn trade_rules(document: TradeDocument) -> Result<TradeRules, String> {
    let procedure = match document.procedure.as_str() {
        "votes" => TradeProcedure::Votes,
        "registry_form" if document.form_days == 0 => {
            return Err("trade: the procedure `registry_form` needs form_days".to_owned());
        }
        "registry_form" => TradeProcedure::RegistryForm { days: document.form_days },
        "code" => TradeProcedure::Code,
        "none" => TradeProcedure::None,
        other => {
            return Err(format!("trade.procedure: {other:?} is not one of votes, registry_form, code, none"));
        }
    };
    Ok(TradeRules {
        procedure,
        lock_days: document.lock_days,
        lock_opt_out: document.lock_opt_out,
        renews_year: document.renews_year,
        execute_hours: document.execute_hours,
    })
}

/// What the types alone do not say.
fn check(policy: &TldPolicy) -> Result<(), String> {
    let (periods, servers, label) = (policy.periods, policy.name_servers, &policy.label);
    let rules = [
        (1 <= periods.min && periods.min <= periods.max && periods.max <= 10, "periods: 1 ≤ min ≤ max ≤ 10"),
        (periods.max <= periods.max_ahead && periods.max_ahead <= 10, "periods: max ≤ max_ahead ≤ 10"),
        (servers.min <= servers.max_create, "name_servers: min ≤ max_create"),
        (
            servers.max_create <= servers.max_update && servers.max_update <= 13,
            "name_servers: max_update ≤ 13",
        ),
        (1 <= label.min && label.min <= label.max && label.max <= 63, "label: 1 ≤ min ≤ max ≤ 63"),
        (
            policy.votes.reminders.iter().all(|day| *day > 0 && *day < policy.votes.expire_days),
            "votes: reminders lie between the request and its end",
        ),
        (
            policy.obligations.expiry_notices_before.iter().all(|notice| notice.latest < notice.days),
            "obligations: a notice before expiry is sent before the last day on which it counts",
        ),
        (
            policy.grace.auto_renew_days == 0
                || policy.obligations.deletion_margin_days < policy.grace.auto_renew_days,
            "obligations: deletion_margin_days lies within auto_renew_days",
        ),
        (
            !policy.restore || policy.grace.redemption_days > 0,
            "restore: a name can only be restored within redemption_days",
        ),
        (
            policy.transfer.restarts > 0 && policy.transfer.restart_window_hours > 0,
            "transfer: restarts above 0",
        ),
        (
            policy.identification.as_ref().is_none_or(|i| !i.modes.is_empty()),
            "identification: at least one mode",
        ),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, rule)) => Err((*rule).to_owned()),
        None => Ok(()),
    }
}

//! The catalogue's files as they are written, and how rule sets that repeat only what changes become whole
//! ones.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::countries::Countries;
use super::launch::{Conditions, LaunchRules};
use super::mistake::Mistake;
use super::tld_policy::*;
use super::trade_rules::{TradeProcedure, TradeRules, VoteRules};
use crate::values::{ContactDetails, Country, RegistryId, Tld};

/// A family of TLDs: dated rule sets, of which each repeats only what it changes, and for each TLD what
/// differs from its family.
struct Family<'a> {
    rules: Vec<(Range<usize>, DeTable<'a>)>,
    tlds: Vec<(String, Range<usize>, DeTable<'a>)>,
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
    owner: OwnerRules,
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
    #[serde(default)]
    launch: LaunchRules,
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

impl<'a> Family<'a> {
    fn read(text: &'a str) -> Result<Self, Mistake> {
        let document = DeTable::parse(text).map_err(|error| Mistake::toml(text, "the file", &error))?;
        let mut family = Self { rules: vec![], tlds: vec![] };
        for (key, value) in document.into_inner() {
            let name = key.get_ref().to_string();
            match (name.as_str(), value.into_inner()) {
                ("rules", DeValue::Array(sets)) => {
                    for set in sets {
                        family.rules.push((set.span(), table(text, "rules", set)?));
                    }
                }
                ("tld", DeValue::Table(tlds)) => {
                    for (tld, differs) in tlds {
                        let (tld, span) = (tld.get_ref().to_string(), tld.span());
                        let differs = table(text, &tld, differs)?;
                        family.tlds.push((tld, span, differs));
                    }
                }
                _ => {
                    let problem = "[[rules]] and [tld.NAME] are expected";
                    return Err(Mistake::at(text, &key.span(), name, problem));
                }
            }
        }
        Ok(family)
    }
}

fn table<'a>(text: &str, entry: &str, value: Spanned<DeValue<'a>>) -> Result<DeTable<'a>, Mistake> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(table),
        _ => Err(Mistake::at(text, &span, entry, "a table is expected")),
    }
}

/// Reads a family's file into whole policies, those of one TLD in the order of their days.
pub(super) fn read_family(text: &str, countries: &Countries) -> Result<Vec<TldPolicy>, Mistake> {
    let family = Family::read(text)?;
    let mut policies = Vec::new();
    for (name, named, differs) in &family.tlds {
        let tld = Tld::parse(name).map_err(|error| Mistake::at(text, named, format!("tld.{name}"), error))?;
        let mut whole = DeTable::new();
        let mut last: Option<NaiveDate> = None;
        for (at, (begun, rules)) in family.rules.iter().enumerate() {
            overlay(&mut whole, rules);
            let mut own = whole.clone();
            overlay(&mut own, differs);
            // The part of the rules that a problem begins with, and where it was written last.
            let place = |problem: &str| {
                let part = problem.split(['.', ':']).next().unwrap_or_default();
                own.get(part).map_or_else(|| begun.clone(), Spanned::span)
            };
            let written = Spanned::new(begun.clone(), DeValue::Table(own.clone()));
            let entry = format!("rules[{at}] of {tld}");
            let document = RuleDocument::deserialize(ValueDeserializer::from(written))
                .map_err(|error| Mistake::toml(text, &entry, &error))?;
            let policy = whole_policy(&tld, document, countries)
                .map_err(|problem| Mistake::at(text, &place(&problem), &entry, problem))?;
            let from = policy.rule.from;
            if last.is_some_and(|last| last >= from) {
                let problem = "the rule sets are not in the order of their days";
                return Err(Mistake::at(text, begun, &policy.rule, problem));
            }
            check(&policy).map_err(|problem| Mistake::at(text, &place(&problem), &policy.rule, problem))?;
            last = Some(from);
            policies.push(policy);
        }
    }
    Ok(policies)
}

/// Lays one table over another: tables within are laid over each other, anything else is replaced.
fn overlay<'a>(under: &mut DeTable<'a>, over: &DeTable<'a>) {
    for (key, value) in over {
        let mut laid = value.clone();
        // A key keeps the place where it was written last.
        if let Some(below) = under.remove(key.get_ref().as_ref())
            && let (DeValue::Table(mut below), DeValue::Table(above)) = (below.into_inner(), value.get_ref())
        {
            overlay(&mut below, above);
            laid = Spanned::new(value.span(), DeValue::Table(below));
        }
        under.insert(key.clone(), laid);
    }
}

fn whole_policy(tld: &Tld, document: RuleDocument, countries: &Countries) -> Result<TldPolicy, String> {
    Ok(TldPolicy {
        tld: tld.clone(),
        rule: RuleId { tld: tld.clone(), from: document.effective_from },
        registry: document.registry,
        group: document.group,
        label: document.label,
        periods: document.periods,
        contacts_needed: document.contacts_needed,
        eligibility: EligibilityRules { countries: admitted(&document.eligibility.countries, countries)? },
        owner: document.owner,
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
        launch: document.launch,
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
            policy
                .obligations
                .verification_reminders
                .iter()
                .all(|day| *day > 0 && *day < policy.obligations.verification_days),
            "obligations: verification_reminders lie within verification_days",
        ),
        (
            policy.obligations.verification_days == 0 || policy.obligations.suspension_days > 0,
            "obligations: suspension_days are at least one where owners confirm",
        ),
        (
            policy.grace.auto_renew_days == 0
                || policy.obligations.deletion_margin_days < policy.grace.auto_renew_days,
            "obligations: deletion_margin_days lies within auto_renew_days",
        ),
        (
            !policy.restore || policy.grace.redemption_days > 0,
            "grace: a name that can be restored has redemption_days",
        ),
        (
            policy.transfer.restarts > 0 && policy.transfer.restart_window_hours > 0,
            "transfer: restarts above 0",
        ),
        (
            [&policy.owner.fixed, &policy.owner.fixed_for_individuals, &policy.owner.fixed_where_ordered]
                .into_iter()
                .flatten()
                .all(|field| ContactDetails::FIELDS.contains(&field.as_str())),
            "owner: the fields are those of a contact's data",
        ),
        (
            policy.identification.as_ref().is_none_or(|i| !i.modes.is_empty()),
            "identification: at least one mode",
        ),
    ];
    let broken = rules.iter().find(|(holds, _)| !holds).map(|(_, rule)| *rule);
    match broken.or_else(|| policy.launch.conditions.as_ref().and_then(Conditions::problem)) {
        Some(rule) => Err(rule.to_owned()),
        None => Ok(()),
    }
}

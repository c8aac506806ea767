//! What things cost: ordinary names by the account's price list, premium names by their registry's fee too.
//!
//! A registry sells some names at a fee of their own, which it names when it is asked and which goes with the command
//! that costs (RFC 8748). Such a name costs its fee, and what an ordinary name costs on top ([`PriceList::premium`]). It
//! is sold to whoever agreed to exactly that price; where none was named, as at doors that show none, within the
//! account's premium limit and not beyond. Promotions and prices for so many years are the price list's
//! ([`PriceList::on`]).

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::orders::OrderedLine;
use crate::ports::{AnswerData, FeeFor, RegistryCommand, RegistryError, SpecialFee};
use crate::refusal::{PriceRefusal, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::account::Profile;
use domain_model::operation::Charge;
use domain_model::order::cost_of;
use domain_model::policy::PremiumNames;
use domain_model::price_list::{PriceList, PriceListId};
use domain_model::values::{
    AccountNumber, Cents, Currency, DomainName, Money, Period, Points, PriceClass, PricedAction, Tld,
};
use std::time::Duration;

/// A price of nothing is no charge.
pub type MaybeCharge = Option<Charge>;

/// A registry that takes longer shows no prices.
const PATIENCE: Duration = Duration::from_secs(4);

/// A price as it would be charged now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Before tax.
    pub price: Money,
    /// What would be put aside.
    pub points: Points,
    /// The registry's fee, where the name is premium.
    pub fee: Option<Money>,
    /// The price list and its day, a promotion, and the fee; none where it costs nothing.
    pub rule: Option<String>,
}

/// What can be done with a name, in euro cents before tax.
#[derive(Clone, Debug)]
pub struct EuroPrices {
    list: PriceList,
    tld: Tld,
    day: NaiveDate,
    fees: Vec<SpecialFee>,
}

impl EuroPrices {
    /// The price, where there is one: of a premium name with its registry's fee, where that is in euros. The paper shows
    /// a price of restoring names that cannot be restored here.
    pub fn of(&self, action: PricedAction, period: Option<Period>) -> Option<Cents> {
        let applied = self.list.total(&self.tld, action, period, self.day)?;
        match special(&self.fees, FeeFor { action, period }) {
            None => Some(applied.cents()),
            Some(fee) => PriceList::premium(applied.ordinary.cents, in_currency(&fee, Currency::EUR).ok()?),
        }
    }
}

/// The fee of this among the special ones, if it is one. A registry need not repeat the years.
pub(crate) fn special(fees: &[SpecialFee], of: FeeFor) -> Option<SpecialFee> {
    let fits = |fee: &&SpecialFee| {
        fee.of.action == of.action
            && (fee.of.period == of.period || [fee.of.period, of.period].contains(&None))
    };
    fees.iter().find(fits).cloned()
}

/// A fee as part of a price; why not.
pub(crate) fn in_currency(fee: &SpecialFee, currency: Currency) -> Result<Cents, String> {
    let amount = fee.amount.ok_or("its registry's fee cannot be read")?;
    if amount.currency() != currency {
        return Err(format!("its registry's fee is {amount}, the account pays in {currency}"));
    }
    amount.cents().ok_or_else(|| format!("its registry's fee of {amount} is no price"))
}

impl Application {
    /// Whether the registry is to be asked for fees: the catalogue says where premium names are sold.
    pub(crate) fn names_fees(&self, name: &DomainName, at: DateTime<Utc>) -> bool {
        self.rules(name, at).is_ok_and(|policy| policy.premium == PremiumNames::Quoted)
    }

    /// The special fees among these, as the registry names them now.
    ///
    /// # Errors
    /// It could not be asked in time.
    pub(crate) async fn special_fees(
        &self,
        name: &DomainName,
        fees: Vec<FeeFor>,
        at: DateTime<Utc>,
    ) -> Result<Vec<SpecialFee>, RegistryError> {
        if !self.names_fees(name, at) {
            return Ok(vec![]);
        }
        let Ok(registry) = self.registries().for_name(name) else { return Ok(vec![]) };
        let check = RegistryCommand::CheckDomains { names: vec![name.clone()], fees, token: None };
        let (id, label) = (self.query_id(), check.label());
        let answered = tokio::time::timeout(PATIENCE, registry.send(check, &id, None)).await;
        let late = |_| RegistryError::AnswerLost {
            registry: registry.id().clone(),
            label,
            cltrid: id.to_string(),
            why: format!("no answer within {PATIENCE:?}"),
        };
        match answered.map_err(late)??.data {
            AnswerData::DomainCheck(results) => {
                let of_name = results.into_iter().find(|checked| checked.name == *name);
                Ok(of_name.map(|checked| checked.fees).unwrap_or_default())
            }
            _ => Ok(vec![]),
        }
    }

    /// What the account pays, under the price list of its class and currency on the day of `at`, and the registry's fee
    /// where it is not the one of every name.
    pub(crate) async fn quote(
        &self,
        profile: &Profile,
        name: &DomainName,
        of: FeeFor,
        fee: Option<&SpecialFee>,
        at: DateTime<Utc>,
    ) -> Result<MaybeCharge, AskError> {
        let FeeFor { action, period } = of;
        let list = PriceListId { class: profile.price_class.clone(), currency: profile.currency };
        let prices = self.journal().load::<PriceList>(&list).await?.state;
        let tld = &self.rules(name, at)?.tld;
        let no_price = || Refusal::NoPrice { name: name.clone(), action };
        let applied = prices.total(tld, action, period, at.date_naive()).ok_or_else(no_price)?;
        let (mut cents, mut rule) = (applied.cents(), applied.rule(&list));
        let fee = match fee {
            None => None,
            Some(fee) => {
                let unpriced = |why| Refusal::from(PriceRefusal::Unpriced { name: name.clone(), why });
                let on_top = in_currency(fee, profile.currency).map_err(unpriced)?;
                cents = PriceList::premium(applied.ordinary.cents, on_top).ok_or_else(no_price)?;
                let fee = Money::from_cents(on_top, profile.currency);
                rule = format!("{} + fee {fee}", applied.ordinary_rule(&list));
                Some(fee)
            }
        };
        if cents.get() == 0 {
            return Ok(None);
        }
        let points = self.in_points(cents, profile.currency).ok_or_else(no_price)?;
        let years = period.map(|period| format!(" {}Y", period.years())).unwrap_or_default();
        let label = format!("{} {name}{years}", action.as_str());
        Ok(Some(Charge { points, cents, rule, label, fee }))
    }

    /// A price in points; none where they are too many.
    pub(crate) fn in_points(&self, cents: Cents, currency: Currency) -> Option<Points> {
        Points::from_price(&Money::from_cents(cents, currency), self.settings().rate(currency)).ok()
    }

    /// What the account pays for a request, where it agreed to that.
    ///
    /// # Errors
    /// [`PriceRefusal`]; no price is set.
    pub(crate) async fn charge_at(
        &self,
        profile: &Profile,
        name: &DomainName,
        of: FeeFor,
        fee: Option<&SpecialFee>,
        ask: &Ask,
    ) -> Result<MaybeCharge, AskError> {
        let charge = self.quote(profile, name, of, fee, ask.cause.at).await?;
        let charge = with_order(charge, ask.ordered_line())
            .ok_or_else(|| Refusal::NoPrice { name: name.clone(), action: of.action })?;
        agreed(profile, name, charge.as_ref(), ask.agreed)?;
        Ok(charge)
    }

    /// As [`Application::charge_at`], with the fee as the registry names it now.
    pub(crate) async fn charge(
        &self,
        profile: &Profile,
        name: &DomainName,
        of: FeeFor,
        ask: &Ask,
    ) -> Result<MaybeCharge, AskError> {
        let fee = self.fee_now(name, of, ask.cause.at).await;
        self.charge_at(profile, name, of, fee.as_ref(), ask).await
    }

    /// The special fee of this, if it has one. A registry that cannot be asked is not waited for: it refuses a premium
    /// name without its fee, so that none is had at an ordinary price.
    async fn fee_now(&self, name: &DomainName, of: FeeFor, at: DateTime<Utc>) -> Option<SpecialFee> {
        let fees = self.special_fees(name, vec![of], at).await.unwrap_or_else(|error| {
            tracing::warn!(%name, %error, "the registry was not asked for its fee");
            vec![]
        });
        special(&fees, of)
    }

    /// Whether the account could transfer a name in at a door that shows no price.
    ///
    /// # Errors
    /// [`PriceRefusal`]; no price is set.
    pub(crate) async fn transfer_within_limit(
        &self,
        profile: &Profile,
        name: &DomainName,
        period: Option<Period>,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let of = FeeFor { action: PricedAction::Transfer, period };
        let fee = self.fee_now(name, of, at).await;
        let charge = self.quote(profile, name, of, fee.as_ref(), at).await?;
        Ok(agreed(profile, name, charge.as_ref(), None)?)
    }

    /// Whether the account could register a premium name for a year at a door that shows no price.
    ///
    /// # Errors
    /// [`PriceRefusal`]; no price is set.
    #[boxed]
    pub async fn within_limit(
        &self,
        profile: &Profile,
        name: &DomainName,
        fee: &SpecialFee,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let charge = self.quote(profile, name, FeeFor::FIRST_YEAR, Some(fee), at).await?;
        Ok(agreed(profile, name, charge.as_ref(), None)?)
    }

    /// What an account would pay now; years count for a registration and a renewal, one where none are named.
    ///
    /// # Errors
    /// No price is set; the registry could not be asked for its fee.
    #[boxed]
    pub async fn quoted(
        &self,
        account: AccountNumber,
        name: &DomainName,
        action: PricedAction,
        years: Option<Period>,
        at: DateTime<Utc>,
    ) -> Result<Quote, AskError> {
        let adds_year = self.rules(name, at)?.transfer.adds_year;
        let profile = self.open_account(account).await?;
        let period = match action {
            PricedAction::Create | PricedAction::Renew => Some(years.unwrap_or(Period::ONE_YEAR)),
            PricedAction::Transfer => adds_year.then_some(Period::ONE_YEAR),
            PricedAction::Restore | PricedAction::Trade => None,
        };
        let of = FeeFor { action, period };
        let asked = if action == PricedAction::Trade { vec![] } else { vec![of] };
        let fees = if asked.is_empty() { vec![] } else { self.special_fees(name, asked, at).await? };
        let charge = self.quote(&profile, name, of, special(&fees, of).as_ref(), at).await?;
        let price =
            Money::from_cents(charge.as_ref().map_or(Cents::ZERO, |charge| charge.cents), profile.currency);
        let points = charge.as_ref().map_or(Points::ZERO, |charge| charge.points);
        let (fee, rule) = charge.map_or((None, None), |charge| (charge.fee, Some(charge.rule)));
        Ok(Quote { price, points, fee, rule })
    }

    /// The prices of a name for a price class, on the day of `at`; with the fees of its registry, up to so many years,
    /// where it is premium.
    ///
    /// # Errors
    /// The name cannot be registered here; its registry could not be asked for its fees.
    #[boxed]
    pub async fn euro_prices(
        &self,
        class: &PriceClass,
        name: &DomainName,
        years: Period,
        at: DateTime<Utc>,
    ) -> Result<EuroPrices, AskError> {
        let tld = self.rules(name, at)?.tld.clone();
        let list = PriceListId { class: class.clone(), currency: Currency::EUR };
        let list = self.journal().load::<PriceList>(&list).await?.state;
        let by_the_year = [PricedAction::Create, PricedAction::Renew].into_iter().flat_map(|action| {
            let periods = (1..=years.years()).filter_map(|years| Period::new(years).ok());
            periods.map(move |period| FeeFor { action, period: Some(period) })
        });
        let once =
            [PricedAction::Transfer, PricedAction::Restore].map(|action| FeeFor { action, period: None });
        let fees = self.special_fees(name, by_the_year.chain(once).collect(), at).await?;
        Ok(EuroPrices { list, tld, day: at.date_naive(), fees })
    }
}

/// The charge with all that goes with the line of the order that it is for: one price, put aside and settled at once.
/// Nothing where it overflows.
fn with_order(charge: MaybeCharge, ordered: Option<&OrderedLine>) -> Option<MaybeCharge> {
    let Some(along) = ordered.map(|ordered| &*ordered.along).filter(|along| !along.is_empty()) else {
        return Some(charge);
    };
    let (cents, points) = cost_of(along)?;
    let labels = along.iter().map(|line| line.label.clone());
    let rules = along.iter().filter_map(|line| line.price.rule.clone());
    let Some(charge) = charge else {
        let (label, rule) = (labels.collect::<Vec<_>>().join(" + "), rules.collect::<Vec<_>>().join(" + "));
        return Some((!points.is_zero()).then_some(Charge { points, cents, rule, label, fee: None }));
    };
    Some(Some(Charge {
        points: charge.points.checked_add(points)?,
        cents: Cents::new(charge.cents.get().checked_add(cents.get())?).ok()?,
        rule: std::iter::once(charge.rule).chain(rules).collect::<Vec<_>>().join(" + "),
        label: std::iter::once(charge.label).chain(labels).collect::<Vec<_>>().join(" + "),
        fee: charge.fee,
    }))
}

/// Whether the price is the one that was agreed to; without an agreement, whether it is ordinary or within the limit.
fn agreed(
    profile: &Profile,
    name: &DomainName,
    charge: Option<&Charge>,
    agreed: Option<Cents>,
) -> Result<(), Refusal> {
    let cents = charge.map_or(Cents::ZERO, |charge| charge.cents);
    let price = Money::from_cents(cents, profile.currency);
    match (agreed, charge) {
        (Some(agreed), _) if agreed != cents => {
            let agreed = Money::from_cents(agreed, profile.currency);
            Err(PriceRefusal::Differs { name: name.clone(), agreed, price }.into())
        }
        (None, Some(Charge { points, fee: Some(_), .. })) => match profile.premium_limit {
            Some(limit) if *points <= limit => Ok(()),
            limit => Err(PriceRefusal::Premium { name: name.clone(), price, limit }.into()),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "quotes/tests.rs"]
mod tests;

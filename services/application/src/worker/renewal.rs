//! A renewal becomes a command to the registry.

use super::dispatch::{Done, Next, agreed_fee};
use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{AnswerData, RegistryCommand};
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::domain::{Domain, Phase, Registration};
use domain_model::operation::Dossier;
use domain_model::policy::add_years;
use domain_model::values::{Cents, DomainName, Money, Period};

impl Application {
    /// A registry renews by itself at the expiry: what it has added since counts, and only the rest is sent.
    pub(super) async fn renew_command(
        &self,
        dossier: &Dossier,
        name: &DomainName,
        period: Period,
        current_expiry: DateTime<Utc>,
    ) -> Result<Next, AskError> {
        let renew = |years: Period, current_expiry| {
            let fee = agreed_fee(dossier).map(|fee| share(fee, years, period));
            Next::Send(RegistryCommand::RenewDomain {
                name: name.clone(),
                period: years,
                current_expiry,
                fee,
            })
        };
        let held = self.journal().load::<Domain>(name).await?.state;
        let now = self.clock().now();
        // Whichever was heard of first: the day itself, or the registry's own renewal.
        let past_its_day = |held: &Registration| {
            held.phase == Phase::Expired || held.paid_until.is_some() || held.expires <= now
        };
        if !held.registration().is_some_and(past_its_day) {
            return Ok(renew(period, current_expiry));
        }
        let Some(shown) = self.shown(dossier, name).await? else { return Ok(renew(period, current_expiry)) };
        let expires = shown.expires.unwrap_or(current_expiry);
        let added = (1..=period.years()).rev().find(|years| expires >= add_years(current_expiry, *years));
        match period.years() - added.unwrap_or(0) {
            0 => {
                let data = Some(AnswerData::Domain(Box::new(shown)));
                Ok(Next::TrueAlready(Done { svtrid: String::new(), data }))
            }
            rest => Ok(renew(Period::new(rest).map_err(|_| Refusal::NoChange)?, expires)),
        }
    }
}

/// A fee for some of its years. A registry whose fees are not by the year refuses it, and nothing is bought.
fn share(fee: Money, years: Period, of: Period) -> Money {
    let (years, of) = (i64::from(years.years()), i64::from(of.years()));
    let cents = fee.cents().and_then(|cents| cents.times(years)).map(Cents::get);
    let share = cents.filter(|cents| cents % of == 0).and_then(|cents| Cents::new(cents / of).ok());
    share.map_or(fee, |cents| Money::from_cents(cents, fee.currency()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::Currency;

    #[test]
    fn a_year_that_the_registry_added_takes_its_share_of_the_fee_along() {
        let euros = |cents| Money::from_cents(Cents::new(cents).unwrap(), Currency::EUR);
        let period = |years| Period::new(years).unwrap();
        assert_eq!(share(euros(50_000), period(2), period(2)), euros(50_000));
        assert_eq!(share(euros(75_000), period(2), period(3)), euros(50_000));
        assert_eq!(share(euros(100), period(1), period(3)), euros(100), "no whole cents");
    }
}

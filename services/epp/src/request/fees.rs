//! Fees (RFC 8748): asked for with a check, and agreed to with a command that costs.

use application::ports::FeeFor;
use domain_model::values::Money;

use crate::xml::{XmlText, ns};

/// `<fee:check>`: what these actions cost. The currency is the registry's to choose.
pub(super) fn check(fees: &[FeeFor]) -> String {
    let mut xml = XmlText::default();
    xml.element("fee:check", &[("xmlns:fee", ns::FEE)], |xml| {
        for fee in fees {
            xml.element("fee:command", &[("name", fee.action.as_str())], |xml| {
                if let Some(period) = fee.period {
                    xml.text_with("fee:period", ("unit", "y"), &period.years().to_string());
                }
            });
        }
    });
    xml.finish()
}

/// `<fee:create>`, `<fee:renew>`, `<fee:transfer>` or `<fee:update>`: the sum that is agreed to. A registry that wants
/// another refuses the command.
pub(super) fn agreed(element: &str, fee: &Money) -> String {
    let decimals = fee.currency().exponent() as usize;
    let mut xml = XmlText::default();
    xml.element(element, &[("xmlns:fee", ns::FEE)], |xml| {
        xml.text("fee:currency", fee.currency().code());
        xml.text("fee:fee", &format!("{:.decimals$}", fee.amount()));
    });
    xml.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::{Cents, Currency, Period, PricedAction};

    #[test]
    fn a_check_asks_for_every_action_and_an_agreement_names_sum_and_currency() {
        let restore = FeeFor { action: PricedAction::Restore, period: None };
        let renew = FeeFor { action: PricedAction::Renew, period: Some(Period::new(2).unwrap()) };
        assert_eq!(
            check(&[renew, restore]),
            "<fee:check xmlns:fee=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><fee:command name=\"renew\">\
             <fee:period unit=\"y\">2</fee:period></fee:command><fee:command name=\"restore\"/></fee:check>"
        );
        let fee = Money::from_cents(Cents::new(25_000).unwrap(), Currency::EUR);
        assert_eq!(
            agreed("fee:create", &fee),
            "<fee:create xmlns:fee=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><fee:currency>EUR</fee:currency>\
             <fee:fee>250.00</fee:fee></fee:create>"
        );
    }
}

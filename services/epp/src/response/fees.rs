//! Fees of a check (RFC 8748): those that are not the ones of every name.

use application::ports::{FeeFor, SpecialFee};
use domain_model::values::{Currency, DomainName, Money, Period, PricedAction};
use rust_decimal::Decimal;

use super::{Response, boolean, parsed};
use crate::xml::{Element, ns};

/// What the response says about a name's fees.
pub(super) fn special(response: &Response, name: &DomainName) -> Vec<SpecialFee> {
    let Some(data) = response.extension(ns::FEE, "chkData") else { return vec![] };
    let currency = parsed(data, "currency", Currency::parse);
    let of_name = |cd: &&Element| parsed(cd, "objID", DomainName::parse).as_ref() == Some(name);
    // Without `avail` the registry has no fees of this name: it is none of its own, or it needs another question.
    let priced = |cd: &&Element| cd.attribute("avail").and_then(boolean) != Some(false);
    let cd = data.all("cd").filter(of_name).find(priced);
    cd.into_iter().flat_map(|cd| fees(cd, currency)).collect()
}

fn fees(cd: &Element, currency: Option<Currency>) -> Vec<SpecialFee> {
    // Every object at the ordinary price has this class, where a registry has classes ("Classification of Objects").
    let ordinary = cd.token_of("class").is_some_and(|class| class.eq_ignore_ascii_case("standard"));
    let standard = |command: &Element| command.attribute("standard").and_then(boolean) == Some(true);
    let special = cd.all("command").filter(|command| !ordinary && !standard(command));
    special.filter_map(|command| fee(command, currency)).collect()
}

/// A command's fee; none where the registry gives a reason instead, or for what we never ask.
fn fee(command: &Element, currency: Option<Currency>) -> Option<SpecialFee> {
    let action = PricedAction::parse(command.attribute("name")?).ok()?;
    let period = match command.child("period") {
        Some(period) => Some(years(period)?),
        None => None,
    };
    command.child("fee")?;
    let parts = command.all("fee").chain(command.all("credit"));
    let total = parts
        .map(|part| part.token().parse::<Decimal>().ok())
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?));
    let amount = total.filter(|total| !total.is_sign_negative() || total.is_zero());
    let amount = amount.zip(currency).and_then(|(amount, currency)| Money::new(amount, currency).ok());
    Some(SpecialFee { of: FeeFor { action, period }, amount })
}

fn years(period: &Element) -> Option<Period> {
    let number: u32 = period.token().parse().ok()?;
    match period.attribute("unit") {
        Some("m") if number.is_multiple_of(12) => Period::new(number / 12).ok(),
        Some("m") => None,
        _ => Period::new(number).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::Cents;

    fn read(cd: &str) -> Vec<SpecialFee> {
        let document = format!(
            r#"<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000"><msg>ok</msg></result><extension>
            <f:chkData xmlns:f="urn:ietf:params:xml:ns:epp:fee-1.0"><f:currency>EUR</f:currency>{cd}</f:chkData></extension>
            <trID><svTRID>1</svTRID></trID></response></epp>"#
        );
        special(&Response::read(&document).unwrap(), &DomainName::parse("a.com").unwrap())
    }

    fn cd(class: &str, commands: &str) -> Vec<SpecialFee> {
        read(&format!("<f:cd><f:objID>A.com</f:objID>{class}{commands}</f:cd>"))
    }

    fn of(action: PricedAction, years: Option<u32>, cents: i64) -> SpecialFee {
        let period = years.map(|years| Period::new(years).unwrap());
        let amount = Some(Money::from_cents(Cents::new(cents).unwrap(), Currency::EUR));
        SpecialFee { of: FeeFor { action, period }, amount }
    }

    const CREATE: &str =
        r#"<f:command name="create"><f:period unit="y">2</f:period><f:fee>500.00</f:fee></f:command>"#;
    const PREMIUM: &str = "<f:class>premium</f:class>";

    #[test]
    fn what_is_not_standard_is_special() {
        let create = vec![of(PricedAction::Create, Some(2), 50_000)];
        assert_eq!(cd(PREMIUM, CREATE), create);
        // Neither class nor attribute: the schema's default is "not standard".
        assert_eq!(cd("", CREATE), create);
        assert_eq!(cd("<f:class>standard</f:class>", CREATE), []);
        let renewed = r#"<f:command name="renew" standard="1"><f:fee>8.00</f:fee></f:command>"#;
        assert_eq!(cd(PREMIUM, &format!("{CREATE}{renewed}")), create);
    }

    #[test]
    fn fees_and_credits_are_one_sum() {
        let parts = r#"<f:command name="restore"><f:fee description="a">150</f:fee><f:fee>60.50</f:fee><f:credit>-10.5</f:credit></f:command>"#;
        assert_eq!(cd(PREMIUM, parts), [of(PricedAction::Restore, None, 20_000)]);
    }

    #[test]
    fn a_fee_that_cannot_be_read_is_special_and_unknown() {
        for fee in ["much", "1.005", "-3", ""] {
            let command = format!(r#"<f:command name="create"><f:fee>{fee}</f:fee></f:command>"#);
            let read = cd(PREMIUM, &command);
            assert_eq!((read.len(), read[0].amount), (1, None), "{fee}");
        }
    }

    #[test]
    fn what_is_not_priced_or_not_asked_says_nothing() {
        assert_eq!(
            read(r#"<f:cd avail="0"><f:objID>a.com</f:objID><f:reason>no zone</f:reason></f:cd>"#),
            []
        );
        assert_eq!(read(&format!("<f:cd><f:objID>b.com</f:objID>{CREATE}</f:cd>")), []);
        assert_eq!(cd(PREMIUM, r#"<f:command name="create"><f:reason>ask later</f:reason></f:command>"#), []);
        assert_eq!(cd(PREMIUM, r#"<f:command name="delete"><f:fee>1.00</f:fee></f:command>"#), []);
        let months =
            r#"<f:command name="create"><f:period unit="m">24</f:period><f:fee>500</f:fee></f:command>"#;
        assert_eq!(cd(PREMIUM, months), [of(PricedAction::Create, Some(2), 50_000)]);
    }
}

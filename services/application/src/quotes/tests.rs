use super::*;
use domain_model::account::{Branding, MailSettings};
use domain_model::price_list::{Price, Promotion};
use domain_model::values::{Locale, Nichandle, PromotionName};

fn cents(cents: i64) -> Cents {
    Cents::new(cents).unwrap()
}

fn euros(amount: i64) -> Money {
    Money::from_cents(cents(amount), Currency::EUR)
}

fn years(action: PricedAction, years: u32) -> FeeFor {
    FeeFor { action, period: Some(Period::new(years).unwrap()) }
}

fn fee(of: FeeFor, amount: i64) -> SpecialFee {
    SpecialFee { of, amount: Some(euros(amount)) }
}

fn name() -> DomainName {
    DomainName::parse("premium-a.com").unwrap()
}

fn account(limit: Option<i64>) -> Profile {
    Profile {
        nichandle: Nichandle::parse("ve174-ovh").unwrap(),
        currency: Currency::EUR,
        price_class: PriceClass::standard(),
        locale: Locale::Fr,
        password_hash: None,
        passphrase: None,
        branding: Branding::default(),
        premium_limit: limit.map(|limit| Points::new(limit).unwrap()),
        mail: MailSettings::default(),
    }
}

fn charge(amount: i64, fee: Option<Money>) -> Charge {
    let points = Points::new(amount).unwrap();
    Charge { points, cents: cents(amount), rule: String::new(), label: String::new(), fee }
}

fn decided(limit: Option<i64>, charge: Option<&Charge>, price: Option<i64>) -> Result<(), Refusal> {
    agreed(&account(limit), &name(), charge, price.map(cents))
}

#[test]
fn a_premium_price_needs_an_agreement_or_a_limit() {
    let premium = charge(25_899, Some(euros(25_000)));
    let beyond = |limit: Option<i64>| {
        let limit = limit.map(|limit| Points::new(limit).unwrap());
        Err(PriceRefusal::Premium { name: name(), price: euros(25_899), limit }.into())
    };
    assert_eq!(decided(None, Some(&premium), None), beyond(None));
    assert_eq!(decided(Some(25_898), Some(&premium), None), beyond(Some(25_898)));
    assert_eq!(decided(Some(25_899), Some(&premium), None), Ok(()));
    assert_eq!(decided(None, Some(&premium), Some(25_899)), Ok(()));
    assert_eq!(decided(None, Some(&charge(899, None)), None), Ok(()));
    assert_eq!(decided(None, None, None), Ok(()));
}

#[test]
fn another_price_than_the_agreed_one_is_refused_whatever_the_limit() {
    for (charge, agreed) in
        [(Some(charge(25_899, Some(euros(25_000)))), 899), (Some(charge(899, None)), 900), (None, 1)]
    {
        let price = euros(charge.as_ref().map_or(0, |charge| charge.cents.get()));
        let refusal = PriceRefusal::Differs { name: name(), agreed: euros(agreed), price };
        assert_eq!(decided(Some(1_000_000), charge.as_ref(), Some(agreed)), Err(refusal.into()));
    }
}

#[test]
fn the_words_name_both_prices_and_the_limit() {
    let differs = PriceRefusal::Differs { name: name(), agreed: euros(899), price: euros(25_899) };
    let said = "premium-a.com costs 258.99 EUR before tax, not the 8.99 EUR that were agreed to";
    assert_eq!(differs.to_string(), said);
    let limit = Some(Points::new(500).unwrap());
    let premium = PriceRefusal::Premium { name: name(), price: euros(25_899), limit };
    let said = "premium-a.com is a premium name: it costs 258.99 EUR before tax, and the account's limit is 500 points";
    assert_eq!(premium.to_string(), said);
}

#[test]
fn a_fee_is_that_of_the_action_and_of_its_years() {
    let two = years(PricedAction::Renew, 2);
    let fees = [fee(FeeFor::FIRST_YEAR, 25_000), fee(two, 40_000)];
    assert_eq!(special(&fees, FeeFor::FIRST_YEAR).unwrap().amount, Some(euros(25_000)));
    assert_eq!(special(&fees, two).unwrap().amount, Some(euros(40_000)));
    assert_eq!(special(&fees, years(PricedAction::Renew, 1)), None);
    assert_eq!(special(&fees, FeeFor { action: PricedAction::Restore, period: None }), None);
    // A registry need not repeat the years.
    let unsaid = [fee(FeeFor { period: None, ..two }, 20_000)];
    assert_eq!(special(&unsaid, two).unwrap().amount, Some(euros(20_000)));
}

#[test]
fn a_fee_in_another_currency_or_unreadable_is_no_price() {
    let of = FeeFor::FIRST_YEAR;
    assert_eq!(in_currency(&fee(of, 25_000), Currency::EUR), Ok(cents(25_000)));
    let why = in_currency(&fee(of, 25_000), Currency::XOF).unwrap_err();
    assert!(why.contains("250.00 EUR") && why.contains("XOF"), "{why}");
    assert!(in_currency(&SpecialFee { of, amount: None }, Currency::EUR).is_err());
}

#[test]
fn prices_of_a_premium_name_have_the_fee_on_top() {
    let tld = Tld::parse("com").unwrap();
    let day: NaiveDate = "2026-01-01".parse().unwrap();
    let price = |action, cents| Price::ordinary(tld.clone(), action, cents, day);
    let sale = Promotion { name: PromotionName::parse("Sale").unwrap(), until: day };
    let sale = Price { promotion: Some(sale), ..price(PricedAction::Create, cents(99)) };
    let renew = price(PricedAction::Renew, cents(1_000));
    let list = [price(PricedAction::Create, cents(899)), renew, sale];
    let two = years(PricedAction::Create, 2);
    let fees = vec![fee(FeeFor::FIRST_YEAR, 25_000), SpecialFee { of: two, amount: None }];
    let prices = EuroPrices { list: list.into_iter().collect(), tld, day, fees };
    let of = |of: FeeFor| prices.of(of.action, of.period);
    assert_eq!(of(FeeFor::FIRST_YEAR), Some(cents(25_899)), "promotions are for ordinary names");
    assert_eq!(of(years(PricedAction::Create, 3)), Some(cents(3 * 99)));
    assert_eq!(of(two), None, "a fee that is not known is not left out of the price");
    assert_eq!(of(years(PricedAction::Renew, 2)), Some(cents(2_000)));
}

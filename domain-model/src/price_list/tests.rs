use super::*;
use crate::testing::given;

fn price(tld: &str, action: PricedAction, cents: i64, from: &str) -> Price {
    Price {
        tld: Tld::parse(tld).unwrap(),
        action,
        cents: Cents::new(cents).unwrap(),
        from: from.parse().unwrap(),
    }
}

fn set(prices: &[Price]) -> Command {
    Command::Set { prices: prices.to_vec() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn only_what_is_new_is_an_event() {
    let create = price("com", PricedAction::Create, 1000, "2026-01-01");
    let renew = price("com", PricedAction::Renew, 1100, "2026-01-01");
    given::<PriceList>([])
        .when(set(&[create.clone(), create.clone()]))
        .then([Event::PricesSet { prices: vec![create.clone()] }])
        .and_twice_is_silence()
        .when(set(&[create, renew.clone()]))
        .then([Event::PricesSet { prices: vec![renew] }])
        .and_twice_is_silence();
}

#[test]
fn two_prices_for_one_thing_are_refused() {
    let create = |cents| price("com", PricedAction::Create, cents, "2026-01-01");
    given::<PriceList>([]).when(set(&[create(1000), create(1001)])).then_refused(Refusal::Contradictory {
        tld: Tld::parse("com").unwrap(),
        action: PricedAction::Create,
        from: day("2026-01-01"),
    });
}

#[test]
fn the_price_of_the_day_counts() {
    let list = given::<PriceList>([Event::PricesSet {
        prices: vec![
            price("com", PricedAction::Create, 1000, "2026-01-01"),
            price("com", PricedAction::Create, 1200, "2026-03-01"),
            price("com", PricedAction::Restore, 8000, "2026-01-01"),
            price("co", PricedAction::Create, 1, "2026-01-01"),
        ],
    }]);
    let (list, com) = (list.state(), Tld::parse("com").unwrap());
    let on = |text| list.on(&com, PricedAction::Create, day(text)).map(|(cents, from)| (cents.get(), from));
    assert_eq!(on("2025-12-31"), None);
    assert_eq!(on("2026-01-01"), Some((1000, day("2026-01-01"))));
    assert_eq!(on("2026-02-28"), Some((1000, day("2026-01-01"))));
    assert_eq!(on("2026-03-01"), Some((1200, day("2026-03-01"))));
    assert_eq!(list.on(&com, PricedAction::Renew, day("2026-03-01")), None);
    let total = |action, period| list.total(&com, action, period, day("2026-02-01")).unwrap().0.get();
    assert_eq!(total(PricedAction::Create, Some(Period::new(3).unwrap())), 3000);
    assert_eq!(total(PricedAction::Restore, None), 8000);
}

#[test]
fn a_premium_name_costs_its_fee_and_an_ordinary_name_on_top() {
    let cents = |cents| Cents::new(cents).unwrap();
    assert_eq!(PriceList::premium(cents(899), cents(25_000)), Some(cents(25_899)));
    assert_eq!(PriceList::premium(cents(899), Cents::ZERO), Some(cents(899)));
    assert_eq!(PriceList::premium(cents(i64::MAX), cents(1)), None);
}

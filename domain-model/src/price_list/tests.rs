use super::*;
use crate::testing::given;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cents(cents: i64) -> Cents {
    Cents::new(cents).unwrap()
}

fn com(action: PricedAction) -> Item {
    Item::name(Tld::parse("com").unwrap(), action)
}

fn of(item: Item, price: i64, from: &str) -> Price {
    Price { item, cents: Some(cents(price)), from: day(from), promotion: None }
}

fn create(price: i64, from: &str) -> Price {
    of(com(PricedAction::Create), price, from)
}

fn promoted(name: &str, until: &str, price: Price) -> Price {
    let promotion = Promotion { name: PromotionName::parse(name).unwrap(), until: day(until) };
    Price { promotion: Some(promotion), ..price }
}

fn ended(price: Price) -> Price {
    Price { cents: None, ..price }
}

fn years(years: u32) -> Option<Period> {
    Some(Period::new(years).unwrap())
}

fn set(prices: &[Price]) -> Command {
    Command::Set { currency: Currency::EUR, prices: prices.to_vec() }
}

fn list_id() -> PriceListId {
    PriceListId { class: PriceClass::standard(), currency: Currency::EUR }
}

fn list(prices: &[Price]) -> PriceList {
    given::<PriceList>([Event::PricesSet { prices: prices.to_vec() }]).state().clone()
}

/// Price and rule of a registration for so many years.
fn registration(list: &PriceList, period: u32, on: &str) -> Option<(i64, String)> {
    let tld = Tld::parse("com").unwrap();
    let applied = list.total(&tld, PricedAction::Create, years(period), day(on))?;
    Some((applied.cents().get(), applied.rule(&list_id())))
}

fn said(price: i64, rule: &str) -> Option<(i64, String)> {
    Some((price, format!("standard-EUR@{rule}")))
}

#[test]
fn only_what_is_new_is_an_event() {
    let create = create(1000, "2026-01-01");
    let renew = of(com(PricedAction::Renew), 1100, "2026-01-01");
    let sale = promoted("Sale", "2026-01-31", create.clone());
    let longer = promoted("Sale", "2026-02-28", create.clone());
    given::<PriceList>([])
        .when(set(&[create.clone(), create.clone()]))
        .then([Event::PricesSet { prices: vec![create.clone()] }])
        .and_twice_is_silence()
        .when(set(&[create.clone(), renew.clone(), sale.clone()]))
        .then([Event::PricesSet { prices: vec![sale.clone(), renew] }])
        .and_twice_is_silence()
        .when(set(&[sale, create.clone()]))
        .then_silence()
        .when(set(&[longer.clone(), ended(create.clone())]))
        .then([Event::PricesSet { prices: vec![ended(create), longer] }])
        .and_twice_is_silence();
}

#[test]
fn two_prices_for_one_thing_are_refused() {
    let from = day("2026-01-01");
    let refusal = Refusal::Contradictory { item: com(PricedAction::Create), from };
    let one = create(1000, "2026-01-01");
    given::<PriceList>([])
        .when(set(&[one.clone(), create(1001, "2026-01-01")]))
        .then_refused(refusal.clone());
    let sale = |until| promoted("Sale", until, create(900, "2026-01-01"));
    given::<PriceList>([]).when(set(&[sale("2026-01-31"), sale("2026-02-01")])).then_refused(refusal);
    // A price and a promotion, or two promotions, from the same day on are no contradiction.
    let other = promoted("Winter", "2026-01-31", create(800, "2026-01-01"));
    let prices = vec![one, sale("2026-01-31"), other];
    given::<PriceList>([]).when(set(&prices)).then([Event::PricesSet { prices }]);
}

#[test]
fn what_cannot_be_a_price_is_refused() {
    let item = com(PricedAction::Create);
    let francs = Command::Set { currency: Currency::XOF, prices: vec![create(150, "2026-01-01")] };
    let coin = Refusal::NoSuchCoin { item: item.clone(), cents: cents(150), currency: Currency::XOF };
    given::<PriceList>([]).when(francs).then_refused(coin);
    let two_trades = com(PricedAction::Trade).for_years(years(2));
    given::<PriceList>([])
        .when(set(&[of(two_trades.clone(), 1, "2026-01-01")]))
        .then_refused(Refusal::NotByTheYear { item: two_trades });
    let nothing = Item::hosting(HostingPlan::None);
    given::<PriceList>([]).when(set(&[of(nothing, 1, "2026-01-01")])).then_refused(Refusal::NoProduct);
    let backwards = promoted("Sale", "2026-01-30", create(1, "2026-01-31"));
    given::<PriceList>([]).when(set(&[backwards])).then_refused(Refusal::EndsBeforeItBegins {
        item,
        promotion: PromotionName::parse("Sale").unwrap(),
        from: day("2026-01-31"),
        until: day("2026-01-30"),
    });
    let one_day = promoted("Sale", "2026-01-31", create(1, "2026-01-31"));
    given::<PriceList>([])
        .when(set(std::slice::from_ref(&one_day)))
        .then([Event::PricesSet { prices: vec![one_day] }]);
}

#[test]
fn the_price_of_the_day_counts() {
    let list = list(&[
        create(1000, "2026-01-01"),
        create(1200, "2026-03-01"),
        ended(create(0, "2027-01-01")),
        of(com(PricedAction::Restore), 8000, "2026-01-01"),
        of(Item::name(Tld::parse("co").unwrap(), PricedAction::Create), 1, "2026-01-01"),
    ]);
    assert_eq!(registration(&list, 1, "2025-12-31"), None);
    assert_eq!(registration(&list, 1, "2026-01-01"), said(1000, "2026-01-01"));
    assert_eq!(registration(&list, 3, "2026-02-28"), said(3000, "2026-01-01"));
    assert_eq!(registration(&list, 1, "2026-12-31"), said(1200, "2026-03-01"));
    assert_eq!(registration(&list, 1, "2027-01-01"), None, "not offered any more");
    let tld = Tld::parse("com").unwrap();
    let total = |action, period| {
        list.total(&tld, action, period, day("2026-02-01")).map(|applied| applied.cents().get())
    };
    assert_eq!(total(PricedAction::Restore, None), Some(8000));
    assert_eq!(total(PricedAction::Renew, years(1)), None);
}

#[test]
fn a_promotion_counts_from_its_first_to_its_last_day_where_it_is_lower() {
    let list = list(&[
        create(1000, "2026-01-01"),
        promoted("Black Friday", "2026-11-30", create(99, "2026-11-20")),
        promoted("Advent", "2026-12-24", create(500, "2026-11-29")),
        promoted("Dear", "2027-12-31", create(1001, "2026-01-01")),
        ended(promoted("Called off", "2027-12-31", create(0, "2026-01-01"))),
        promoted("Of nothing", "2027-12-31", of(com(PricedAction::Trade), 1, "2026-01-01")),
    ]);
    let friday = "2026-11-20, promotion Black Friday until 2026-11-30";
    assert_eq!(registration(&list, 1, "2026-11-19"), said(1000, "2026-01-01"));
    assert_eq!(registration(&list, 1, "2026-11-20"), said(99, friday));
    assert_eq!(registration(&list, 2, "2026-11-30"), said(198, friday));
    assert_eq!(
        registration(&list, 1, "2026-12-01"),
        said(500, "2026-11-29, promotion Advent until 2026-12-24")
    );
    assert_eq!(registration(&list, 1, "2026-12-25"), said(1000, "2026-01-01"));
    assert_eq!(list.on(&com(PricedAction::Trade), day("2026-06-01")), None, "nothing to make cheaper");
    let tld = Tld::parse("com").unwrap();
    let applied = list.total(&tld, PricedAction::Create, years(2), day("2026-11-30")).unwrap();
    assert_eq!(applied.ordinary.cents, cents(2000), "what it costs without");
    let names = |on| list.in_force(day(on)).map(|price| price.item.to_string()).collect::<Vec<_>>();
    assert_eq!(names("2025-12-31"), Vec::<String>::new());
    assert_eq!(names("2026-11-29").len(), 5, "two promotions, the dear one, and the one of nothing");
}

#[test]
fn a_price_for_so_many_years_stands_in_place_of_so_many_years() {
    let many = |count, price, from| of(com(PricedAction::Create).for_years(years(count)), price, from);
    let list = list(&[
        create(1000, "2026-01-01"),
        many(5, 4000, "2026-02-01"),
        ended(many(5, 0, "2026-03-01")),
        promoted("Decade", "2026-02-28", many(10, 7000, "2026-02-01")),
        promoted("Sale", "2026-02-10", create(790, "2026-02-01")),
    ]);
    assert_eq!(registration(&list, 5, "2026-01-31"), said(5000, "2026-01-01"));
    assert_eq!(registration(&list, 4, "2026-02-11"), said(4000, "2026-01-01"));
    assert_eq!(registration(&list, 5, "2026-02-11"), said(4000, "2026-02-01, 5 years at once"));
    assert_eq!(
        registration(&list, 5, "2026-02-01"),
        said(3950, "2026-02-01, promotion Sale until 2026-02-10"),
        "a promotion by the year is lower than the price for five"
    );
    assert_eq!(
        registration(&list, 10, "2026-02-01"),
        said(7000, "2026-02-01, 10 years at once, promotion Decade until 2026-02-28")
    );
    assert_eq!(registration(&list, 5, "2026-03-01"), said(5000, "2026-01-01"), "again by the year");
}

#[test]
fn products_are_priced_by_the_year_and_not_offered_without_a_price() {
    let plan = HostingPlan::Plan720;
    let list = list(&[
        of(Item::hosting(plan), 5988, "2026-01-01"),
        of(Item::hosting(plan).for_years(years(2)), 9999, "2026-01-01"),
        promoted("Launch", "2026-01-31", of(Item::hosting(plan), 4000, "2026-01-01")),
    ]);
    let price = |plan, period: u32, on| {
        list.hosting(plan, Period::new(period).unwrap(), day(on)).map(|applied| applied.cents().get())
    };
    assert_eq!(price(plan, 1, "2026-01-31"), Some(4000));
    assert_eq!(price(plan, 1, "2026-02-01"), Some(5988));
    assert_eq!(price(plan, 2, "2026-02-01"), Some(9999));
    assert_eq!(price(plan, 3, "2026-02-01"), Some(3 * 5988));
    assert_eq!(price(plan, 1, "2025-12-31"), None);
    assert_eq!(price(HostingPlan::Media, 1, "2026-02-01"), None);
}

#[test]
fn items_are_written_and_read_back() {
    for text in ["com create", "co.uk renew 10Y", "hosting.720plan", "hosting.xxlplan 2Y", "hosting trade"] {
        assert_eq!(text.parse::<Item>().unwrap().to_string(), text);
    }
    for text in ["", "com", "com fly", "com create 0Y", "com create 2", "com create 2Y x", "hosting.none 1Y"]
    {
        assert_eq!(text.parse::<Item>(), Err(NoItem), "{text}");
    }
}

#[test]
fn a_history_names_every_price_by_itself() {
    let list = list(&[
        create(1000, "2026-01-01"),
        ended(create(0, "2027-01-01")),
        promoted("Black Friday", "2026-11-30", create(99, "2026-11-20")),
        of(Item::hosting(HostingPlan::Media), 1, "2026-01-01"),
    ]);
    let shown = serde_json::to_value(&list).unwrap();
    let expected = serde_json::json!({
        "com create": {
            "from 2026-01-01": 1000,
            "from 2027-01-01": "not offered",
            "Black Friday from 2026-11-20": { "cents": 99, "until": "2026-11-30" },
        },
        "hosting.mediaplan": { "from 2026-01-01": 1 },
    });
    assert_eq!(shown, expected);
    assert_eq!(serde_json::from_value::<PriceList>(shown).unwrap(), list);
    for broken in [r#"{"com create": {"since 2026-01-01": 1}}"#, r#"{"com": {}}"#] {
        assert!(serde_json::from_str::<PriceList>(broken).is_err(), "{broken}");
    }
}

#[test]
fn what_the_journal_held_before_reads_as_it_did() {
    let old = r#"{"tld":"co.uk","action":"create","cents":1000,"from":"2026-01-01"}"#;
    let price: Price = serde_json::from_str(old).unwrap();
    let tld = Tld::parse("co.uk").unwrap();
    assert_eq!(price, Price::ordinary(tld, PricedAction::Create, cents(1000), day("2026-01-01")));
    assert_eq!(serde_json::to_string(&price).unwrap(), old);
    for broken in [
        r#"{"tld":"com","cents":1,"from":"2026-01-01"}"#,
        r#"{"tld":"com","action":"create","hosting":"90plan","cents":1,"from":"2026-01-01"}"#,
        r#"{"tld":"com","action":"create","cents":1,"from":"2026-01-01","until":"2026-01-02"}"#,
        r#"{"cents":1,"from":"2026-01-01"}"#,
    ] {
        assert!(serde_json::from_str::<Price>(broken).is_err(), "{broken}");
    }
}

#[test]
fn a_premium_name_costs_its_fee_and_an_ordinary_name_on_top() {
    assert_eq!(PriceList::premium(cents(899), cents(25_000)), Some(cents(25_899)));
    assert_eq!(PriceList::premium(cents(899), Cents::ZERO), Some(cents(899)));
    assert_eq!(PriceList::premium(cents(i64::MAX), cents(1)), None);
}

/// Days 0 to 19 of a year, three endings' worth of items, few amounts: so that prices meet.
fn some_price() -> impl Strategy<Value = Price> {
    let item = (prop_oneof![Just("com"), Just("fr")], prop_oneof![Just(None), (1u32..4).prop_map(Some)]);
    let promotion = prop_oneof![Just(None), (prop_oneof![Just("A"), Just("B")], 0i64..8).prop_map(Some)];
    (item, prop_oneof![Just(None), (0i64..9).prop_map(Some)], 0i64..20, promotion).prop_map(
        |((tld, count), amount, from, promotion)| {
            let from = day("2026-01-01") + chrono::Days::new(from.unsigned_abs());
            let item = Item::name(Tld::parse(tld).unwrap(), PricedAction::Create);
            Price {
                item: item.for_years(count.and_then(|count| Period::new(count).ok())),
                cents: amount.map(cents),
                from,
                promotion: promotion.map(|(name, days)| Promotion {
                    name: PromotionName::parse(name).unwrap(),
                    until: from + chrono::Days::new(days.unsigned_abs()),
                }),
            }
        },
    )
}

/// The price by the words of the rule: among all that was ever set, whatever was said last about the same counts.
fn naive(set: &[Price], tld: &str, count: u32, on: NaiveDate) -> Option<i64> {
    let mut last: Vec<&Price> = vec![];
    for price in set {
        let name = |price: &Price| price.promotion.as_ref().map(|promotion| promotion.name.clone());
        last.retain(|other| (&other.item, other.from, name(other)) != (&price.item, price.from, name(price)));
        last.push(price);
    }
    last.retain(|price| price.item.tld().unwrap().as_str() == tld && price.from <= on);
    let for_years = |wanted: Option<u32>| {
        let mut dated: Vec<&&Price> = last
            .iter()
            .filter(|price| price.promotion.is_none() && price.item.years().map(Period::years) == wanted)
            .collect();
        dated.sort_by_key(|price| price.from);
        dated.last().and_then(|price| price.cents).map(Cents::get)
    };
    let count = i64::from(count);
    let ordinary =
        for_years(u32::try_from(count).ok()).or_else(|| for_years(None).map(|year| year * count))?;
    let promotions = last.iter().filter_map(|price| {
        let runs = price.promotion.as_ref().is_some_and(|promotion| on <= promotion.until);
        let amount = price.cents?.get();
        match price.item.years().map(|years| i64::from(years.years())) {
            None => runs.then_some(amount * count),
            Some(years) => (runs && years == count).then_some(amount),
        }
    });
    promotions.chain([ordinary]).min()
}

proptest! {
    #[test]
    fn the_price_in_force_on_any_day_is_what_the_words_say(
        set in proptest::collection::vec(some_price(), 0..25), count in 1u32..5,
    ) {
        // Set one after the other, as people do: what stands already is no event.
        let mut list = PriceList::default();
        for price in &set {
            let command = Command::Set { currency: Currency::EUR, prices: vec![price.clone()] };
            for event in list.decided(&command).unwrap() {
                list.evolve(event);
            }
        }
        for on in 0..30 {
            let on = day("2025-12-30") + chrono::Days::new(on);
            for tld in ["com", "fr"] {
                let applied =
                    list.total(&Tld::parse(tld).unwrap(), PricedAction::Create, years(count), on);
                let price = applied.as_ref().map(|applied| applied.cents().get());
                prop_assert_eq!(price, naive(&set, tld, count, on), "{} {} {:?}", tld, on, applied);
            }
        }
        // What is kept of it, in a history or a file, is the same list.
        let again: PriceList = serde_json::from_value(serde_json::to_value(&list).unwrap()).unwrap();
        prop_assert_eq!(&again, &list);
        prop_assert_eq!(&list.iter().collect::<PriceList>(), &list);
    }
}

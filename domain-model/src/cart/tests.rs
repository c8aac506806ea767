use super::*;
use crate::contact::seal_owner;
use crate::testing::given;
use crate::testing::samples::*;
use crate::values::{Cents, Currency, DomainName, HostingPlan, Period, PricingMode, Sealed};

/// An ordinary price, without a promotion.
pub(crate) fn quote(cents: i64) -> Quote {
    let cents = Cents::new(cents).unwrap();
    Quote {
        currency: Currency::EUR,
        price: cents,
        discount: Cents::ZERO,
        promotion: None,
        fee: Cents::ZERO,
        renew: Some(cents),
        total: cents,
        rule: Some("standard-EUR@2016-09-01".to_owned()),
    }
}

pub(crate) fn create(name: DomainName, years: u32) -> Product {
    Product::Create { name, period: Period::new(years).unwrap(), mode: PricingMode::CreateDefault }
}

pub(crate) fn value(text: &str) -> Sealed<String> {
    Sealed::open(seal_owner(account().own_contact()), text.to_owned())
}

fn opened() -> Event {
    let description = "noms de Pierre".to_owned();
    Event::Opened { subsidiary: Subsidiary::FR, description, expires_at: day(1), by: None }
}

fn added(item: u32, product: Product, cents: i64, parent: Option<u32>) -> Event {
    let parent = parent.map(ItemId::new);
    Event::ItemAdded { item: ItemId::new(item), product, quote: quote(cents), parent }
}

fn add(product: Product, cents: i64, parent: Option<u32>) -> Command {
    Command::Add { product, quote: quote(cents), parent: parent.map(ItemId::new), at: day(0) }
}

fn assigned() -> Event {
    Event::Assigned { account: account(), quotes: BTreeMap::new() }
}

fn assign(number: u64) -> Command {
    Command::Assign { account: AccountNumber::new(number), quotes: BTreeMap::new(), at: day(0) }
}

fn configured(configuration: u32, label: ConfigurationLabel, text: &str) -> Event {
    Event::Configured { item: ItemId::new(1), configuration, label, value: value(text) }
}

fn configure(label: ConfigurationLabel, text: &str) -> Command {
    Command::Configure { item: ItemId::new(1), label, value: value(text), at: day(0) }
}

fn hosting() -> Product {
    Product::Hosting { name: name(), plan: HostingPlan::Plan720, period: Period::ONE_YEAR }
}

#[test]
fn a_cart_is_opened_filled_assigned_and_checked_out_once() {
    let order = OrderNumber::new(7);
    let filled = given::<Cart>([opened(), added(1, create(name(), 1), 999, None)]);
    filled
        .when(assign(13_490))
        .then([assigned()])
        .and_twice_is_silence()
        .when(configure(ConfigurationLabel::OwnerLegalAge, "true"))
        .then([configured(2, ConfigurationLabel::OwnerLegalAge, "true")])
        .and_twice_is_silence()
        .when(Command::CheckOut { order, at: day(0) })
        .then([Event::CheckedOut { order }])
        .and_twice_is_silence()
        .when(Command::CheckOut { order: OrderNumber::new(8), at: day(0) })
        .then_refused(Refusal::CheckedOut { order });
}

#[test]
fn nobodys_cart_is_neither_configured_nor_checked_out() {
    let cart = || given::<Cart>([opened(), added(1, create(name(), 1), 999, None)]);
    let check_out = Command::CheckOut { order: OrderNumber::new(7), at: day(0) };
    cart().when(check_out.clone()).then_refused(Refusal::NotAssigned);
    cart().when(configure(ConfigurationLabel::Dns, "ns1.example.net")).then_refused(Refusal::NotAssigned);
    given::<Cart>([opened(), assigned()]).when(check_out).then_refused(Refusal::Empty);
}

#[test]
fn an_assigned_cart_is_nobody_elses() {
    given::<Cart>([opened(), assigned()]).when(assign(13_491)).then_refused(Refusal::Unknown);
}

#[test]
fn a_name_is_in_a_cart_once_with_each_of_its_options() {
    let cart = || {
        given::<Cart>([opened(), added(1, create(name(), 1), 999, None), added(2, hosting(), 4_788, Some(1))])
    };
    let twice = |item| Refusal::InCart { item: ItemId::new(item), name: name() };
    cart().when(add(create(name(), 2), 1_998, None)).then_refused(twice(1));
    let transfer = Product::Transfer { name: name(), mode: PricingMode::TransferDefault };
    cart().when(add(transfer, 999, None)).then_refused(twice(1));
    cart().when(add(hosting(), 4_788, Some(1))).then_refused(twice(2));
    let unknown = Refusal::UnknownItem { item: ItemId::new(9) };
    cart().when(add(Product::Privacy { name: name() }, 0, Some(9))).then_refused(unknown);
    cart().when(add(Product::Privacy { name: name() }, 0, Some(1))).then([added(
        3,
        Product::Privacy { name: name() },
        0,
        Some(1),
    )]);
}

#[test]
fn an_item_goes_with_its_options_and_its_number_is_not_given_again() {
    let cart = given::<Cart>([
        opened(),
        added(1, create(name(), 1), 999, None),
        added(2, hosting(), 4_788, Some(1)),
    ]);
    let gone = |item| Event::ItemRemoved { item: ItemId::new(item) };
    cart.when(Command::Remove { item: ItemId::new(1), at: day(0) })
        .then([gone(2), gone(1)])
        .after()
        .when(add(create(name(), 1), 999, None))
        .then([added(3, create(name(), 1), 999, None)])
        .after()
        .when(Command::Remove { item: ItemId::new(1), at: day(0) })
        .then_refused(Refusal::UnknownItem { item: ItemId::new(1) });
}

#[test]
fn a_price_that_is_shown_anew_counts() {
    let item = ItemId::new(1);
    let product = create(name(), 2);
    let change = Command::Change { item, product: product.clone(), quote: quote(1_998), at: day(0) };
    given::<Cart>([opened(), added(1, create(name(), 1), 999, None)])
        .when(change)
        .then([Event::ItemChanged { item, product, quote: quote(1_998) }])
        .and_twice_is_silence();
    let quotes = BTreeMap::from([(item, quote(749))]);
    let cart = given::<Cart>([opened(), added(1, create(name(), 1), 999, None)])
        .and([Event::Assigned { account: account(), quotes }]);
    assert_eq!(cart.state().contents().unwrap().item(item).unwrap().quote, quote(749));
}

#[test]
fn a_new_value_takes_the_place_of_the_one_before_but_for_name_servers() {
    use ConfigurationLabel::{Dns, OwnerContact};
    let cart = || {
        given::<Cart>([
            opened(),
            added(1, create(name(), 1), 999, None),
            assigned(),
            configured(2, OwnerContact, "/me/contact/1"),
            configured(3, Dns, "ns1.example.net"),
        ])
    };
    let removed = |configuration| Event::ConfigurationRemoved { item: ItemId::new(1), configuration };
    cart()
        .when(configure(OwnerContact, "/me/contact/2"))
        .then([removed(2), configured(4, OwnerContact, "/me/contact/2")]);
    let cart = || {
        cart().when(configure(Dns, "ns2.example.net")).then([configured(4, Dns, "ns2.example.net")]).after()
    };
    let cart_now = cart();
    let item = cart_now.state().contents().unwrap().item(ItemId::new(1)).unwrap();
    assert_eq!(item.configured(Dns).collect::<Vec<_>>(), ["ns1.example.net", "ns2.example.net"]);
    let unconfigure =
        |configuration| Command::Unconfigure { item: ItemId::new(1), configuration, at: day(0) };
    cart().when(unconfigure(9)).then_refused(Refusal::UnknownConfiguration { configuration: 9 });
    cart().when(unconfigure(2)).then([removed(2)]);
}

#[test]
fn what_is_held_is_bounded() {
    let mut history = vec![opened(), assigned()];
    for place in 1..=50 {
        let name = DomainName::parse(&format!("n{place}.com")).unwrap();
        history.push(added(place, create(name, 1), 999, None));
    }
    given::<Cart>(history.clone())
        .when(add(create(name(), 1), 999, None))
        .then_refused(Refusal::Full { most: MOST_ITEMS });
    for place in 0..32 {
        history.push(configured(100 + place, ConfigurationLabel::Dns, &format!("ns{place}.example.net")));
    }
    given::<Cart>(history)
        .when(configure(ConfigurationLabel::Dns, "ns.example.net"))
        .then_refused(Refusal::Full { most: MOST_CONFIGURATIONS });
}

#[test]
fn time_ends_a_cart_and_nothing_else_does_twice() {
    let cart = || given::<Cart>([opened(), assigned()]);
    let late = Refusal::Expired { at: day(1) };
    let describe = |at, until| {
        let description = "autres noms".to_owned();
        Command::Describe { description, expires_at: day(until), at: day(at) }
    };
    cart().when(describe(1, 5)).then_refused(late.clone());
    cart().when(Command::Expire { at: day(0) }).then_silence();
    cart()
        .when(Command::Expire { at: day(1) })
        .then([Event::Expired])
        .and_twice_is_silence()
        .when(describe(0, 5))
        .then_refused(late);
    let described = Event::Described { description: "autres noms".to_owned(), expires_at: day(5) };
    cart()
        .when(describe(0, 5))
        .then([described])
        .and_twice_is_silence()
        .when(Command::Expire { at: day(1) })
        .then_silence();
    cart()
        .when(Command::Drop)
        .then([Event::Dropped])
        .and_twice_is_silence()
        .when(describe(0, 5))
        .then_refused(Refusal::Unknown);
}

#[test]
fn what_never_was_is_unknown_and_what_is_ordered_stays() {
    given::<Cart>([]).when(assign(13_490)).then_refused(Refusal::Unknown);
    given::<Cart>([]).when(Command::Drop).then_refused(Refusal::Unknown);
    let open = Command::Open {
        subsidiary: Subsidiary::FR,
        description: String::new(),
        expires_at: day(1),
        by: Some(account()),
    };
    given::<Cart>([opened()]).when(open).then_refused(Refusal::Taken);
    let order = OrderNumber::new(7);
    let cart = [opened(), added(1, create(name(), 1), 999, None), assigned(), Event::CheckedOut { order }];
    given::<Cart>(cart).when(Command::Drop).then_refused(Refusal::CheckedOut { order });
}

//! Premium names: at a door that shows no price within the account's limit, at the desk at the price that was agreed to,
//! and nowhere at an ordinary price.

use serde_json::{Value, json};
use stories::{Demo, Desk, Soap, person, with};

const NAME: &str = "premium-story.com";
/// What the sandbox registry wants for a year of such a name, and for its restoration, in cents of the euro.
const YEAR: i64 = 25_000;
const RESTORATION: i64 = 20_000;

struct Story {
    demo: Demo,
    reseller: Soap,
    desk: Desk,
    finance: Desk,
    owner: u64,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let (reseller, desk, finance) =
            (Soap::of(&demo, 0), Desk::of(&demo, "support"), Desk::of(&demo, "finance"));
        let owner = desk.person(person("Pierre", "dupond@free.test")).await;
        Self { demo, reseller, desk, finance, owner }
    }

    async fn quote(&self, name: &str, action: &str, period: u32) -> Value {
        const QUOTE: &str = "query($a: Int!, $n: DomainName!, $x: String!, $p: Int!) { \
            quote(account: $a, name: $n, action: $x, period: $p) { cents currency points premium registryFee rule } }";
        let variables = json!({ "a": self.reseller.dist_id(), "n": name, "x": action, "p": period });
        self.desk.ask(QUOTE, variables).await["quote"].clone()
    }

    async fn cents(&self, name: &str, action: &str, period: u32) -> i64 {
        self.quote(name, action, period).await["cents"].as_i64().expect("a price")
    }

    fn array(&self, name: &str) -> Value {
        let own = self.reseller.dist_id();
        json!({ "domain": name, "period": 1, "owner_id": self.owner, "admin_id": own, "tech_id": own, "bill_id": own,
            "service": "dns", "ns0": "ns0.online.net", "ns1": "ns1.online.net" })
    }

    async fn limited_to(&self, points: Option<i64>) {
        let input = json!({ "account": self.reseller.dist_id(), "limit": points });
        self.finance.does("setPremiumLimit", input).await.expect("a limit is set");
    }

    fn credit(&self) -> i64 {
        self.reseller.fields("api_info", json!([]))["credit"].as_i64().expect("points")
    }

    /// What the ledger has of an operation: kinds and points.
    async fn booked(&self, operation: u64) -> Value {
        const LEDGER: &str = "query($n: Int!) { operation(number: $n) { points ledger { kind points } } }";
        let _ = self.desk.points().await;
        self.desk.ask(LEDGER, json!({ "n": operation })).await["operation"].clone()
    }

    /// Exactly this price was put aside and spent.
    async fn costs(&self, operation: u64, price: i64) {
        let booked = self.booked(operation).await;
        assert_eq!(booked["points"], price, "{booked}");
        let rows = booked["ledger"].as_array().expect("rows");
        assert!(!rows.is_empty(), "{booked}");
        assert!(rows.iter().all(|row| row["points"].as_i64().map(i64::abs) == Some(price)), "{booked}");
    }

    /// Refused with this retval, as a premium name, the price in words.
    fn refused(&self, caller: &Soap, function: &str, arguments: Value, retval: i64, words: &str) {
        let said = caller.say(function, arguments);
        assert_eq!(said["answer"], json!({ "retcode": -1, "retval": retval }), "{function}: {said}");
        let refusal = said["refusal"].as_str().unwrap_or_default();
        assert!(refusal.starts_with("PREMIUM_NAME; ") && refusal.contains(words), "{function}: {said}");
    }
}

/// `258.99 EUR`.
fn euros(cents: i64) -> String {
    format!("{}.{:02} EUR", cents / 100, cents % 100)
}

#[tokio::test]
async fn premium_names_cost_what_they_cost() {
    let story = Story::begin().await;
    quoted(&story).await;
    without_a_limit(&story).await;
    at_the_desk(&story).await;
    within_the_limit(&story).await;
    restored(&story).await;
    in_another_currency(&story);
    story.desk.books_are_balanced().await;
    story.demo.is_in_order().await;
}

async fn quoted(story: &Story) {
    for (action, period, fee) in [
        ("create", 1, YEAR),
        ("create", 2, 2 * YEAR),
        ("renew", 1, YEAR),
        ("transfer", 1, YEAR),
        ("restore", 1, RESTORATION),
    ] {
        let (plain, premium) =
            (story.quote("plain-story.com", action, period).await, story.quote(NAME, action, period).await);
        let cents = |quote: &Value| quote["cents"].as_i64().expect("a price");
        assert_eq!(cents(&premium), cents(&plain) + fee, "{action} {period}: {premium}");
        assert_eq!(premium["points"], premium["cents"]);
        assert_eq!((&plain["premium"], &plain["registryFee"]), (&json!(false), &Value::Null));
        assert_eq!((&premium["premium"], &premium["registryFee"]), (&json!(true), &json!(euros(fee))));
        let rule = format!("{} + fee {}", plain["rule"].as_str().expect("a list"), euros(fee));
        assert_eq!(premium["rule"], rule);
    }
    // Where the catalogue knows no premium names the label says nothing.
    assert_eq!(story.quote("premium-story.fr", "create", 1).await["premium"], false);
}

async fn without_a_limit(story: &Story) {
    let (price, reseller) = (story.cents(NAME, "create", 1).await, &story.reseller);
    let (words, before) = (euros(price), story.credit());
    story.refused(reseller, "domain_check", json!([NAME]), -4, &words);
    let free = reseller.fields("domain_multicheck", json!(["premium-story", "com fr"]));
    assert_eq!(free, json!({ "com": 0, "fr": 1 }));
    story.refused(reseller, "domain_create", json!([story.array(NAME)]), -2, &words);
    assert_eq!(story.credit(), before);
    assert!(story.desk.name(NAME).await.is_null(), "nothing was begun");
    // `domain_prices` is asked for prices, and tells them.
    let prices = reseller.fields("domain_prices", json!([NAME, 3]));
    for (action, years) in [("create", 1), ("create", 3), ("transfer", 1), ("renew", 2), ("restore", 1)] {
        let shown = &prices[format!("{action} {years} {NAME}")];
        assert_eq!(*shown, story.cents(NAME, action, years).await, "{action} {years}: {prices}");
    }
}

async fn at_the_desk(story: &Story) {
    let (name, ordinary) = ("premium-desk.com", story.cents("plain-desk.com", "create", 1).await);
    let price = story.cents(name, "create", 1).await;
    let said = story.desk.registers(name, story.owner, json!({})).await.expect_err("nobody agreed to it");
    assert_eq!((said[0].code.as_str(), said[0].field.as_str()), ("PREMIUM_NAME", "name"));
    let ask = |cents: i64| story.desk.registers(name, story.owner, json!({ "agreedPrice": cents }));
    let said = ask(ordinary).await.expect_err("an ordinary price");
    assert_eq!((said[0].code.as_str(), said[0].field.as_str()), ("PRICE_DIFFERS", "agreedPrice"));
    assert!([euros(price), euros(ordinary)].iter().all(|both| said[0].message.contains(both)), "{said:?}");
    assert_eq!(ask(-1).await.expect_err("no price")[0].code, "FIELDS_INVALID");
    let before = story.credit();
    let operation = ask(price).await.expect("the price that it has");
    story.desk.ends(operation, "SUCCEEDED").await;
    assert_eq!(before - story.credit(), price);
    story.costs(operation, price).await;
}

async fn within_the_limit(story: &Story) {
    let (reseller, price) = (&story.reseller, story.cents(NAME, "create", 1).await);
    story.limited_to(Some(price - 1)).await;
    story.refused(
        reseller,
        "domain_create",
        json!([story.array(NAME)]),
        -2,
        &format!("{} points", price - 1),
    );
    let renewal = story.cents(NAME, "renew", 1).await;
    story.limited_to(Some(price.max(renewal))).await;
    assert_eq!(reseller.codes("domain_check", json!([NAME])), (1, 1));
    assert_eq!(reseller.fields("domain_multicheck", json!(["premium-story", "com"])), json!({ "com": 1 }));
    let before = story.credit();
    let created = reseller.opens("domain_create", json!([story.array(NAME)]));
    reseller.ends(created, "Done").await;
    assert_eq!(before - story.credit(), price);
    story.costs(created, price).await;
    let two = euros(story.cents(NAME, "renew", 2).await);
    story.refused(reseller, "domain_renew", json!([NAME, 2]), -2, &two);
    let renewed = reseller.opens("domain_renew", json!([NAME, 1]));
    reseller.ends(renewed, "Done").await;
    story.costs(renewed, renewal).await;
}

async fn restored(story: &Story) {
    let (reseller, price) = (&story.reseller, story.cents(NAME, "restore", 1).await);
    story.demo.advance("P6D").await;
    let deleted = reseller.opens("domain_delete", json!([NAME]));
    reseller.ends(deleted, "Done").await;
    story.limited_to(Some(price - 1)).await;
    for function in ["domain_restorable", "domain_restore"] {
        story.refused(reseller, function, json!([NAME]), -6, &euros(price));
    }
    story.limited_to(Some(price)).await;
    assert_eq!(reseller.codes("domain_restorable", json!([NAME])), (1, 1));
    let restored = reseller.opens("domain_restore", json!([NAME]));
    reseller.ends(restored, "Done").await;
    story.costs(restored, price).await;
    story.limited_to(None).await;
}

/// The fee is in euros, and an account in francs has no rate for it.
fn in_another_currency(story: &Story) {
    let francs = Soap::of(&story.demo, 1);
    let own = francs.dist_id();
    story.refused(&francs, "domain_check", json!(["premium-francs.com"]), -4, "XOF");
    let array = with(
        story.array("premium-francs.com"),
        json!({ "owner_id": own, "admin_id": own, "tech_id": own, "bill_id": own }),
    );
    story.refused(&francs, "domain_create", json!([array]), -2, "250.00 EUR");
}

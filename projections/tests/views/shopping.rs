//! Carts, drawn by chance; and the list of an account's own.

use crate::story::{Story, decide};
use chrono::Days;
use domain_model::Actor;
use domain_model::cart::{Cart, Command, Product, Quote};
use domain_model::values::{
    AccountNumber, CartId, Cents, Currency, DomainName, OrderNumber, Period, PricingMode, Subsidiary,
};
use journal::Streams;
use projections::Paging;
use std::collections::BTreeMap;

fn quote() -> Quote {
    let cents = Cents::new(999).unwrap();
    let rule = Some("standard-EUR@2016-09-01".to_owned());
    let (discount, fee) = (Cents::ZERO, Cents::ZERO);
    Quote {
        currency: Currency::EUR,
        price: cents,
        discount,
        promotion: None,
        fee,
        renew: None,
        total: cents,
        rule,
    }
}

impl Story {
    async fn on_cart(&mut self, cart: CartId, command: &Command) -> bool {
        let streams = Streams::new().with::<Cart>(&cart);
        self.unit(Actor::Visitor, streams, |unit| decide::<Cart>(unit, &cart, command)).await
    }

    async fn open_cart(&mut self, by: Option<AccountNumber>) -> CartId {
        let mut random = [0; 16];
        random[..8].copy_from_slice(&self.number().to_be_bytes());
        let cart = CartId::from_random(random);
        let expires_at = self.at + Days::new(1);
        let open = Command::Open { subsidiary: Subsidiary::FR, description: String::new(), expires_at, by };
        assert!(self.on_cart(cart, &open).await);
        cart
    }

    /// A cart is opened, and gets as far as chance takes it.
    pub async fn shop(&mut self) {
        let Some(account) = self.chance.pick(&self.accounts.clone()) else { return };
        let at = self.at;
        let cart = self.open_cart(None).await;
        let name = DomainName::parse(&format!("shop-{}.com", self.number())).unwrap();
        let product = Product::Create { name, period: Period::ONE_YEAR, mode: PricingMode::CreateDefault };
        let add = Command::Add { product, quote: quote(), parent: None, at };
        let assign = Command::Assign { account, quotes: BTreeMap::new(), at };
        let check_out = Command::CheckOut { order: OrderNumber::new(self.number()), at };
        let life = match self.chance.below(4) {
            0 => vec![add],
            1 => vec![Command::Drop],
            2 => vec![assign, Command::Expire { at: at + Days::new(1) }],
            _ => vec![add, assign, check_out],
        };
        for command in &life {
            assert!(self.on_cart(cart, command).await, "{command:?}");
        }
    }
}

#[tokio::test]
async fn an_account_sees_its_carts_and_no_others() {
    let mut story = Story::new(12).await;
    let (one, other) = (AccountNumber::new(1), AccountNumber::new(2));
    let opened = story.open_cart(Some(one)).await;
    let assigned = story.open_cart(None).await;
    let at = story.at;
    let assign = Command::Assign { account: one, quotes: BTreeMap::new(), at };
    assert!(story.on_cart(assigned, &assign).await);
    let taken = story.open_cart(Some(one)).await;
    let assign = Command::Assign { account: other, quotes: BTreeMap::new(), at };
    assert!(story.on_cart(taken, &assign).await);
    let dropped = story.open_cart(Some(one)).await;
    assert!(story.on_cart(dropped, &Command::Drop).await);
    story.follow().await;
    let carts = async |account, at| -> Vec<CartId> {
        let page = story.views.carts_of(account, at, &Paging::first(10)).await.unwrap();
        let mut carts: Vec<_> = page.into_rows().into_iter().map(|row| row.id).collect();
        carts.sort();
        carts
    };
    let mut expected = vec![opened, assigned];
    expected.sort();
    assert_eq!(carts(one, at).await, expected);
    assert_eq!(carts(other, at).await, [taken]);
    assert!(carts(one, at + Days::new(1)).await.is_empty(), "what has expired is not shown");
}

//! Orders, drawn by chance; and the list that people read.

use crate::story::{Story, decide, reason};
use domain_model::Actor;
use domain_model::order::{Announcement, Command, Item, Line, Order, Payment, Price, Status, Terms};
use domain_model::payment_means::Kind;
use domain_model::values::{
    AccountNumber, Cents, Currency, DomainName, HostingPlan, OperationNumber, OrderNumber, Period, Points,
    Referer,
};
use journal::Streams;
use projections::Paging;
use projections::orders::OrderFilter;

impl Story {
    fn ordered(&mut self, account: AccountNumber, label: &str) -> Terms {
        let name = DomainName::parse(&format!("{label}.com")).unwrap();
        let price = |points: i64| Price {
            cents: Cents::new(points).unwrap(),
            points: Points::new(points).unwrap(),
            rule: Some("reseller-EUR@2026-01-01".to_owned()),
        };
        let period = Period::ONE_YEAR;
        let line = |item: Item, points, with| Line {
            label: format!("{} {}", item.word(), item.name()),
            item,
            price: price(points),
            with,
        };
        let hosting = Item::Hosting { name: name.clone(), plan: HostingPlan::Plan90, period };
        Terms {
            number: OrderNumber::new(self.number()),
            account,
            currency: Currency::EUR,
            lines: vec![line(Item::Renew { name, period }, 1000, None), line(hosting, 200, Some(0))],
            reference: Some(Referer::parse(&format!("ref-{label}")).unwrap()),
            purchase_order: None,
            cart: None,
            offer: None,
            profile: None,
            placed_at: self.at,
            expires_at: self.at + chrono::Days::new(15),
        }
    }

    async fn order(&mut self, number: OrderNumber, account: AccountNumber, command: &Command) -> bool {
        let streams = Streams::new().with::<Order>(&number);
        self.unit(Actor::Reseller(account), streams, |unit| decide::<Order>(unit, &number, command)).await
    }

    /// An order is placed, and gets as far as chance takes it.
    pub async fn order_something(&mut self) {
        let Some(account) = self.chance.pick(&self.accounts.clone()) else { return };
        let label = format!("ordered-{}", self.chance.below(5));
        let terms = self.ordered(account, &label);
        let (number, operation) = (terms.number, OperationNumber::new(self.number()));
        let pay = Command::Pay { payment: Payment::Points, at: self.at };
        let fail = Command::Fail {
            line: 0,
            operation: Some(operation),
            code: "2304".into(),
            message: "busy".into(),
        };
        let by = Announcement { kind: Kind::BankAccount, number: Some(1), at: self.at };
        let announce = Command::Announce { by };
        let reject = Command::RejectPayment { reason: reason("it bounced"), at: self.at };
        let mut life = vec![Command::Place { terms: Box::new(terms) }];
        match self.chance.below(7) {
            0 => {}
            5 => life.push(announce),
            6 => life.extend([announce, reject]),
            1 => life.push(Command::Cancel { reason: reason("changed my mind") }),
            2 => life.push(pay),
            3 => life.extend([pay, Command::Start { line: 0, operation }, fail]),
            _ => {
                let deliver = Command::Deliver { line: 0, operation };
                life.extend([pay, Command::Start { line: 0, operation }, deliver]);
            }
        }
        for command in &life {
            assert!(self.order(number, account, command).await, "{command:?}");
        }
    }
}

#[tokio::test]
async fn orders_are_listed_by_account_name_reference_and_status() {
    let mut story = Story::new(11).await;
    let (one, other) = (AccountNumber::new(1), AccountNumber::new(2));
    let mut numbers = vec![];
    for (account, label, paid) in [(one, "first", true), (one, "second", false), (other, "first", false)] {
        story.pass(1);
        let terms = story.ordered(account, label);
        let number = terms.number;
        numbers.push(number);
        let place = Command::Place { terms: Box::new(terms) };
        assert!(story.order(number, account, &place).await);
        let pay = Command::Pay { payment: Payment::Points, at: story.at };
        assert!(!paid || story.order(number, account, &pay).await);
    }
    story.follow().await;
    let all = OrderFilter::default;
    let cases = [
        (all(), vec![0, 1, 2]),
        (OrderFilter { account: Some(one), ..all() }, vec![0, 1]),
        (OrderFilter { name: Some("first.com".into()), ..all() }, vec![0, 2]),
        (OrderFilter { reference: Some("ref-second".into()), ..all() }, vec![1]),
        (OrderFilter { statuses: vec![Status::NotPaid], ..all() }, vec![1, 2]),
        (
            OrderFilter { statuses: vec![Status::NotPaid, Status::Checking], account: Some(one), ..all() },
            vec![0, 1],
        ),
        (OrderFilter { before: Some(story.at), ..all() }, vec![0, 1]),
        (OrderFilter { from: Some(story.at), ..all() }, vec![2]),
    ];
    for (filter, expected) in cases {
        let page = story.views.orders(&filter, &Paging::first(10)).await.unwrap();
        let found: Vec<OrderNumber> = page.into_rows().into_iter().map(|row| row.number).collect();
        let expected: Vec<OrderNumber> = expected.into_iter().map(|place: usize| numbers[place]).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert_eq!(story.views.count_orders(&filter).await.unwrap(), expected.len() as u64);
    }
    let row = story.views.order(numbers[0]).await.unwrap().unwrap();
    assert_eq!(
        (row.points, row.names, row.status),
        (1200, vec!["first.com".to_owned()], Some(Status::Checking))
    );
    let then = story.views.order_as_of(numbers[0], row.placed_at).await.unwrap().unwrap();
    assert_eq!(then.account, Some(one));
}

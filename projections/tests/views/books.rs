//! Points, invoices, and corrections that wait.

use crate::story::*;
use chrono::{Days, NaiveDate};
use domain_model::Actor;
use domain_model::adjustment::{self, Adjustment, Change, Proposal};
use domain_model::invoice::{
    self, Amounts, Buyer, CreditPart, Document, Invoice, Payment, PaymentMeans, Seller, line_of_points,
    seal_owner,
};
use domain_model::money_account::{self, MoneyAccount};
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::VatTable;
use domain_model::values::*;
use journal::{Streams, Unit};

impl Story {
    pub async fn move_points(&mut self) {
        let Some(account) = self.chance.pick(&self.accounts.clone()) else { return };
        let points = Points::new(self.chance.below(2_000) as i64 + 1).unwrap();
        let state = self.journal.load::<PointsAccount>(&account).await.unwrap().state;
        let PointsAccount::Open(balance) = state else { return };
        let settled: Vec<OperationNumber> = balance.settlements.keys().copied().collect();
        let operation = self.chance.pick(&settled);
        let command = match (self.chance.below(5), operation) {
            (4, _) => points_account::Command::Return { points, reference: "A-1".to_owned() },
            (0, _) => points_account::Command::Grant { points, reason: reason("welcome") },
            (1, _) => points_account::Command::Adjust { by: -points.get(), reason: reason("a slip") },
            (2 | 3, Some(operation)) => {
                // At most what is left of it, so that seldom one is refused.
                let points = balance.settlements.get(&operation).map_or(points, |left| points.min(*left));
                points_account::Command::Refund { operation, points, reason: reason("goodwill") }
            }
            _ => points_account::Command::Buy { points, reference: "F-2".to_owned() },
        };
        let streams = Streams::new().with::<PointsAccount>(&account);
        let actor = Actor::Operator("finance".to_owned());
        self.unit(actor, streams, |unit| decide::<PointsAccount>(unit, &account, &command)).await;
    }

    /// Money comes, pays an order, comes back from a credit note, or goes back to its bank.
    pub async fn move_money(&mut self) {
        let Some(account) = self.chance.pick(&self.accounts.clone()) else { return };
        let amount = Cents::new(self.chance.below(5_000) as i64 + 1).unwrap();
        self.invoices += 1;
        let command = match self.chance.below(5) {
            0 => {
                let invoice = numbered(InvoiceKind::Invoice, self.invoices);
                money_account::Command::Debit { order: OrderNumber::new(self.number()), amount, invoice }
            }
            1 => {
                let note = numbered(InvoiceKind::CreditNote, self.invoices);
                money_account::Command::GiveBack { amount, note }
            }
            2 => money_account::Command::Withdraw { amount, reference: "VIR 9".to_owned() },
            _ => {
                let means = PaymentMeans::Transfer;
                money_account::Command::Deposit { amount, means, reference: "VIR 8".to_owned() }
            }
        };
        let streams = Streams::new().with::<MoneyAccount>(&account);
        let actor = Actor::Operator("finance".to_owned());
        let open = money_account::Command::Open { currency: Currency::EUR };
        self.unit(actor.clone(), streams.clone(), |unit| decide::<MoneyAccount>(unit, &account, &open)).await;
        self.unit(actor, streams, |unit| decide::<MoneyAccount>(unit, &account, &command)).await;
    }

    /// An invoice is issued, and paid or credited; a correction waits, and is decided.
    pub async fn keep_books(&mut self) {
        let Some(account) = self.chance.pick(&self.accounts.clone()) else { return };
        let finance = Actor::Operator("finance".to_owned());
        let day = self.at.date_naive();
        self.invoices += 1;
        let number = numbered(InvoiceKind::Invoice, self.invoices);
        let document = Box::new(invoice_of(account, number, day));
        let payment = Payment { means: PaymentMeans::Transfer, reference: "VIR 1".to_owned(), day };
        let next = match self.chance.below(3) {
            0 => invoice::Command::Credit {
                note: numbered(InvoiceKind::CreditNote, self.invoices),
                part: CreditPart::Whole,
            },
            _ => invoice::Command::Pay { payment },
        };
        let streams = Streams::new().with::<Invoice>(&number);
        let work = |unit: &mut Unit| {
            decide::<Invoice>(unit, &number, &invoice::Command::Issue { document: document.clone() })?;
            decide::<Invoice>(unit, &number, &next)
        };
        assert!(self.unit(finance.clone(), streams, work).await);
        let adjustment = AdjustmentNumber::new(self.number());
        let proposal = Box::new(Proposal {
            account,
            change: Change::Adjust(-500_000),
            reason: reason("booked twice"),
            proposer: "finance".parse().unwrap(),
            limit: Points::new(100_000).unwrap(),
            expires_at: self.at + Days::new(7),
        });
        let by = "admin".parse().unwrap();
        let decision = match self.chance.below(3) {
            0 => adjustment::Command::Approve { by, at: self.at },
            1 => adjustment::Command::Decline { by, reason: reason("not ours") },
            _ => adjustment::Command::Expire { at: self.at },
        };
        let streams = Streams::new().with::<Adjustment>(&adjustment);
        for command in [adjustment::Command::Propose { proposal }, decision] {
            let work = |unit: &mut Unit| decide::<Adjustment>(unit, &adjustment, &command);
            assert!(self.unit(finance.clone(), streams.clone(), work).await);
        }
    }
}

pub fn numbered(kind: InvoiceKind, place: u32) -> InvoiceNumber {
    InvoiceNumber::new(InvoiceSeriesId { kind, year: 2026 }, place).unwrap()
}

/// An invoice of points, made out to somebody whose name is sealed.
pub fn invoice_of(account: AccountNumber, number: InvoiceNumber, day: NaiveDate) -> Document {
    let holder = details(account.own_contact(), "Dupondel", "holder@example.test");
    let buyer = Buyer::of(holder.value().unwrap()).unwrap();
    let vat = VatTable::embedded().treatment(Country::FR, Country::FR, None, day).unwrap();
    let (points, rate) = (Points::new(10_000).unwrap(), PointsRate::PAPER);
    let line = line_of_points("Points".to_owned(), points, rate, Currency::EUR, &vat).unwrap();
    let seller = Seller {
        name: "Registrar SAS".to_owned(),
        address: vec![],
        country: Country::FR,
        vat_number: None,
        registration: vec![],
        contact: None,
        bank: None,
        mentions: vec![],
    };
    Document {
        number,
        account,
        seller,
        buyer: Sealed::open(seal_owner(account, 2026), Box::new(buyer)),
        locale: Locale::Fr,
        issued: day,
        due: day + Days::new(30),
        amounts: Amounts::of(std::slice::from_ref(&line), Currency::EUR),
        lines: vec![line],
        vat,
        points,
        rate: Some(rate),
    }
}

//! The documents that the tests are about.

use super::*;
use crate::policy::{VatTable, VatTreatment};
use crate::testing::samples::{account, day, details, points};
use crate::values::{Country, Currency, InvoiceKind, InvoiceSeriesId, Locale, Money, PointsRate, Sealed};
use rust_decimal::Decimal;

pub(crate) fn number(kind: InvoiceKind, place: u32) -> InvoiceNumber {
    InvoiceNumber::new(InvoiceSeriesId { kind, year: 2026 }, place).unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    Money::new(text.parse().unwrap(), Currency::EUR).unwrap()
}

pub(crate) fn french_vat() -> VatTreatment {
    VatTable::embedded().treatment(Country::FR, Country::FR, None, day(0).date_naive()).unwrap()
}

pub(crate) fn seller() -> Seller {
    Seller {
        name: "Registrar SAS".into(),
        address: vec!["8 rue de la Ville l'Évêque".into(), "75008 PARIS".into()],
        country: Country::FR,
        vat_number: Some("FR40303265045".into()),
        registration: vec!["RCS Paris 303 265 045".into()],
        contact: Some("billing@registrar.test".into()),
        bank: None,
        mentions: vec![],
    }
}

pub(crate) fn document_of(number: InvoiceNumber, lines: Vec<InvoiceLine>, sold: Points) -> Document {
    let holder = details(13_490);
    let buyer = Buyer::of(holder.value().unwrap()).unwrap();
    Document {
        number,
        account: account(),
        seller: seller(),
        buyer: Sealed::open(seal_owner(account(), 2026), Box::new(buyer)),
        locale: Locale::Fr,
        issued: day(0).date_naive(),
        due: day(30).date_naive(),
        amounts: Amounts::of(&lines, Currency::EUR),
        lines,
        vat: french_vat(),
        points: sold,
        rate: (!sold.is_zero()).then_some(PointsRate::PAPER),
    }
}

/// An invoice of so many points.
pub(crate) fn document(sold: i64) -> Document {
    let line = line_of_points("Points".into(), points(sold), PointsRate::PAPER, Currency::EUR, &french_vat());
    document_of(number(InvoiceKind::Invoice, 1), vec![line.unwrap()], points(sold))
}

/// An invoice of a name.
pub(crate) fn of_a_name(net: &str) -> Document {
    let net = money(net);
    let line = InvoiceLine {
        label: "create example.com 1Y".into(),
        quantity: 1,
        unit_price: net.amount(),
        net,
        percent: Decimal::from(20),
    };
    document_of(number(InvoiceKind::Invoice, 1), vec![line], Points::ZERO)
}

pub(crate) fn payment() -> Payment {
    Payment { means: PaymentMeans::Transfer, reference: "VIR 4711".into(), day: day(1).date_naive() }
}

use super::samples::*;
use super::*;
use crate::policy::{VatRule, VatTreatment};
use crate::testing::samples::{details, points, reason};
use crate::testing::{Given, given};
use crate::values::{Country, Currency, PointsRate};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn issued(document: Document) -> Given<Invoice> {
    given::<Invoice>([Event::Issued { document: Box::new(document) }])
}

fn pay() -> Command {
    Command::Pay { payment: payment() }
}

fn credit(place: u32, part: CreditPart) -> Command {
    Command::Credit { note: number(InvoiceKind::CreditNote, place), part }
}

fn sums(net: &str, tax: &str, gross: &str) -> Amounts {
    Amounts { net: money(net), tax: money(tax), gross: money(gross) }
}

fn credited(place: u32, amounts: Amounts, taken: i64) -> Event {
    Event::Credited { note: number(InvoiceKind::CreditNote, place), amounts, points: points(taken) }
}

#[test]
fn an_invoice_is_issued_and_paid_once() {
    let issue = Command::Issue { document: Box::new(document(10_000)) };
    let issued =
        given::<Invoice>([]).when(issue).then([Event::Issued { document: Box::new(document(10_000)) }]);
    let due = issued.and_twice_is_refused(Refusal::NumberTaken);
    assert_eq!(due.state().document().unwrap().amounts, sums("100", "20", "120"));
    let paid = due.when(pay()).then([Event::Paid { payment: payment() }]).and_twice_is_silence();
    let other = Payment { reference: "VIR 4712".into(), ..payment() };
    paid.when(Command::Pay { payment: other }).then_refused(Refusal::AlreadyPaid);
}

#[test]
fn a_document_that_does_not_add_up_is_refused() {
    let refused = |document: Document, refusal: Refusal| {
        given::<Invoice>([]).when(Command::Issue { document: Box::new(document) }).then_refused(refusal);
    };
    refused(Document { amounts: sums("100", "20", "119"), ..document(10_000) }, Refusal::DoesNotAddUp);
    refused(Document { amounts: sums("99", "20", "119"), ..document(10_000) }, Refusal::DoesNotAddUp);
    refused(Document { lines: vec![], ..document(10_000) }, Refusal::Zero);
    let note = number(InvoiceKind::CreditNote, 1);
    refused(Document { number: note, ..document(10_000) }, Refusal::OtherKind(note));
}

#[test]
fn what_is_credited_in_full_is_cancelled() {
    let whole = || credit(1, CreditPart::Whole);
    let cancelled =
        issued(document(10_000)).when(whole()).then([credited(1, sums("100", "20", "120"), 10_000)]);
    let cancelled = cancelled.and_twice_is_silence();
    assert_eq!(cancelled.state().status(), "cancelled");
    let cancelled = cancelled.when(pay()).then_refused(Refusal::Cancelled);
    cancelled.when(credit(2, CreditPart::Whole)).then_refused(Refusal::Cancelled);
}

#[test]
fn parts_are_credited_until_nothing_is_left() {
    let paid = issued(document(10_000)).and([Event::Paid { payment: payment() }]);
    let part = |place, part| credit(place, CreditPart::Points(points(part)));
    let paid = paid.when(part(1, 2_500)).then([credited(1, sums("25", "5", "30"), 2_500)]).after();
    let too_high = Refusal::PointsTooHigh { asked: points(7_501), left: points(7_500) };
    let paid = paid.when(part(2, 7_501)).then_refused(too_high);
    let paid = paid.when(part(2, 0)).then_refused(Refusal::Zero);
    let last = paid.when(credit(2, CreditPart::Whole)).then([credited(2, sums("75", "15", "90"), 7_500)]);
    assert_eq!(last.after().state().status(), "cancelled");
}

#[test]
fn points_are_taken_back_only_where_they_were_paid_for() {
    let due = issued(document(10_000));
    let taken = |given: &Given<Invoice>| given.state().credit(&CreditPart::Whole).unwrap().points_taken;
    assert_eq!(taken(&due), Points::ZERO);
    assert_eq!(taken(&due.and([Event::Paid { payment: payment() }])), points(10_000));
}

#[test]
fn what_sells_no_points_is_credited_by_amount() {
    let by = |text: &str| credit(1, CreditPart::Net(money(text)));
    let due = issued(of_a_name("9.99"));
    let due = due.when(credit(1, CreditPart::Points(points(5)))).then_refused(Refusal::NoPoints(points(5)));
    let too_high = Refusal::AmountTooHigh { asked: money("10"), left: money("9.99") };
    let due = due.when(by("10")).then_refused(too_high);
    let due = due.when(by("0")).then_refused(Refusal::Zero);
    let franc = Money::new(Decimal::ONE, Currency::XOF).unwrap();
    let due = due.when(credit(1, CreditPart::Net(franc))).then_refused(Refusal::OtherCurrency(Currency::EUR));
    due.when(by("3.33")).then([credited(1, sums("3.33", "0.67", "4.00"), 0)]);
    issued(document(10_000)).when(by("1")).then_refused(Refusal::InPoints);
}

#[test]
fn a_credit_note_has_a_stream_of_its_own() {
    let note = number(InvoiceKind::CreditNote, 1);
    let document = Box::new(Document { number: note, ..document(10_000) });
    let of = number(InvoiceKind::Invoice, 1);
    let issue = Command::IssueCreditNote { document: document.clone(), of, reason: reason("paid twice") };
    let event = Event::CreditNoteIssued { document, of, reason: reason("paid twice") };
    let note = given::<Invoice>([]).when(issue).then([event]).and_twice_is_refused(Refusal::NumberTaken);
    let note = note.when(pay()).then_refused(Refusal::IsCreditNote);
    note.when(credit(2, CreditPart::Whole)).then_refused(Refusal::IsCreditNote);
}

#[test]
fn what_was_never_issued_is_unknown() {
    given::<Invoice>([]).when(pay()).then_refused(Refusal::Unknown);
    given::<Invoice>([]).when(credit(1, CreditPart::Whole)).then_refused(Refusal::Unknown);
}

#[test]
fn points_have_a_price_that_coins_can_pay() {
    let none = VatTreatment {
        rule: VatRule::OutsideUnion,
        percent: Decimal::ZERO,
        country: Country::parse("SN").unwrap(),
        basis: "outside-union".into(),
    };
    let line = |sold, rate, currency| {
        line_of_points("Points".into(), points(sold), PointsRate::new(rate).unwrap(), currency, &none)
    };
    let francs = line(5_450_000, 100, Currency::XOF).unwrap();
    assert_eq!((francs.net.to_string(), francs.unit_price.to_string()), ("54500 XOF".into(), "0.01".into()));
    assert_eq!(Amounts::of(&[francs], Currency::XOF).gross.to_string(), "54500 XOF");
    let odd = line(150, 100, Currency::XOF).unwrap_err();
    let wanted = LineError::NoSuchCoin { points: points(150), currency: Currency::XOF, rate: 100, step: 100 };
    assert_eq!(odd, wanted);
    assert!(line(5, 1000, Currency::EUR).unwrap_err().to_string().ends_with("take a multiple of 10"));
    assert!(line(1, 3, Currency::EUR).is_err(), "a third of a euro");
}

#[test]
fn a_company_buys_under_its_own_name_and_a_person_under_theirs() {
    let holder = details(1);
    let person = Buyer::of(holder.value().unwrap()).unwrap();
    assert_eq!((person.name.as_str(), person.attention), ("Pierre DUPOND", None));
    let sealed = format!("{:?}", document(100));
    assert!(!sealed.contains("DUPOND"), "{sealed}");
}

proptest! {
    /// However an invoice is credited, the notes together take back exactly what it was, and no part is negative.
    #[test]
    fn credit_notes_add_up_to_the_invoice(sold in 1_i64..1_000_000, parts in proptest::collection::vec(1_i64..200_000, 0..12)) {
        let mut invoice = Invoice::default();
        invoice.evolve(Event::Issued { document: Box::new(document(sold)) });
        let (mut sum, mut place) = (Amounts::nothing(Currency::EUR), 1);
        let asked = parts.into_iter().map(|part| CreditPart::Points(points(part))).chain([CreditPart::Whole]);
        for part in asked {
            for event in invoice.decided(&credit(place, part)).unwrap_or_default() {
                if let Event::Credited { amounts, .. } = &event {
                    prop_assert!(amounts.tax.amount() >= Decimal::ZERO && amounts.net.amount() > Decimal::ZERO);
                    sum = sum.plus(amounts);
                }
                invoice.evolve(event);
                place += 1;
            }
        }
        prop_assert_eq!(&sum, &invoice.document().unwrap().amounts);
        prop_assert_eq!(invoice.status(), "cancelled");
        prop_assert_eq!(invoice.standing().unwrap().points_left(), Points::ZERO);
    }
}

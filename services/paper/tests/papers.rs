//! The papers as another program reads them. `PAPERS=FOLDER` keeps them there, to be looked at.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

use application::{SellerSettings, StatementSheet};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use cqrs_es::Aggregate;
use domain_model::invoice::{
    Amounts, BankDetails, Buyer, CreditPart, Document, Event, Invoice, InvoiceLine, Payment, PaymentMeans,
    Seller, line_of_points, seal_owner,
};
use domain_model::policy::VatTable;
use domain_model::values::{
    AccountNumber, ContactDetails, ContactInput, Currency, InvoiceKind, InvoiceNumber, InvoiceSeriesId,
    Locale, Money, Nichandle, OperationNumber, Points, PointsRate, Reason, Sealed,
};
use projections::ledger::{Book, Books, EntryRow};
use std::path::Path;

fn account() -> AccountNumber {
    AccountNumber::new(13_490)
}

fn number(kind: InvoiceKind, place: u32) -> InvoiceNumber {
    InvoiceNumber::new(InvoiceSeriesId { kind, year: 2026 }, place).unwrap()
}

fn day() -> NaiveDate {
    "2026-11-27".parse().unwrap()
}

fn seller() -> Seller {
    let mention = "Pas d'escompte pour paiement anticipé. En cas de retard : pénalités au taux de trois fois l'intérêt \
        légal et indemnité forfaitaire de 40 € pour frais de recouvrement (articles L441-10 et D441-5 du code de commerce).";
    Seller {
        registration: vec!["SAS au capital de 100 000 €".into(), "RCS Paris 303 265 045".into()],
        contact: Some("billing@registrar.test".into()),
        bank: Some(BankDetails {
            holder: "Registrar SAS".into(),
            iban: "FR7630006000011234567890189".into(),
            bic: "AGRIFRPP".into(),
        }),
        mentions: vec![mention.to_owned()],
        ..SellerSettings::default().seller
    }
}

fn buyer(country: &str, vat_number: &str) -> Buyer {
    let holder = ContactDetails::new(ContactInput {
        legal_form: "societe".into(),
        first_name: "Aïssatou".into(),
        last_name: "DIOP".into(),
        organisation:
            "Société de gestion des noms de domaine de l'Afrique de l'Ouest et de la Méditerranée SARL".into(),
        street: "12 avenue Léopold-Sédar-Senghor".into(),
        street_2: "Immeuble Fahd, 3e étage".into(),
        postal_code: "12500".into(),
        city: "DAKAR".into(),
        country: country.into(),
        phone: "+33.147010203".into(),
        email: "aissatou@noms.test".into(),
        vat_number: vat_number.into(),
        locale: "fr".into(),
        ..ContactInput::default()
    });
    Buyer::of(&holder.unwrap()).unwrap()
}

fn document(
    buyer: &Buyer,
    locale: Locale,
    lines: impl Fn(&domain_model::policy::VatTreatment) -> Vec<InvoiceLine>,
    points: i64,
) -> Document {
    let seller = seller();
    let vat = VatTable::embedded()
        .treatment(seller.country, buyer.address.country, buyer.vat_number.as_ref(), day())
        .unwrap();
    let lines = lines(&vat);
    let currency = lines[0].net.currency();
    let points = Points::new(points).unwrap();
    Document {
        number: number(InvoiceKind::Invoice, 123),
        account: account(),
        seller,
        buyer: Sealed::open(seal_owner(account(), 2026), Box::new(buyer.clone())),
        locale,
        issued: day(),
        due: day() + Days::new(30),
        amounts: Amounts::of(&lines, currency),
        lines,
        vat,
        points,
        rate: (!points.is_zero()).then_some(PointsRate::PAPER),
    }
}

fn of_points(buyer: &Buyer, locale: Locale, sold: i64, currency: Currency) -> Document {
    let label = if locale == Locale::Fr { "Points prépayés" } else { "Prepaid points" };
    let line = |vat: &_| {
        vec![
            line_of_points(label.into(), Points::new(sold).unwrap(), PointsRate::PAPER, currency, vat)
                .unwrap(),
        ]
    };
    document(buyer, locale, line, sold)
}

fn issued(document: Document) -> Invoice {
    let mut invoice = Invoice::default();
    invoice.apply(Event::Issued { document: Box::new(document) });
    invoice
}

fn paid(mut invoice: Invoice) -> Invoice {
    let payment = Payment { means: PaymentMeans::Transfer, reference: "VIR 4711".into(), day: day() };
    invoice.apply(Event::Paid { payment });
    invoice
}

/// What `pdftotext` reads, blanks as blanks; and how many pages there are.
fn read(name: &str, pdf: &[u8]) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, pdf).unwrap();
    if let Some(kept) = std::env::var_os("PAPERS") {
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::write(Path::new(&kept).join(name), pdf).unwrap();
    }
    let output = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output();
    let output = output.expect("pdftotext starts: ops/test installs poppler-utils");
    let text = String::from_utf8(output.stdout).unwrap().replace('\u{a0}', " ");
    let pages = text.matches('\u{c}').count();
    (text, pages)
}

fn has(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
}

#[test]
fn a_french_invoice_says_all_that_one_must() {
    let invoice =
        paid(issued(of_points(&buyer("FR", "FR12345678901"), Locale::Fr, 1_234_567, Currency::EUR)));
    let (text, pages) = read("facture.pdf", &paper::invoice_pdf(&invoice).unwrap());
    assert_eq!(pages, 1);
    let said = [
        "FACTURE",
        "F2026-000123",
        "27/11/2026",
        "27/12/2026",
        "Registrar SAS",
        "75008 PARIS",
        "RCS Paris 303 265 045",
        "FR40303265045",
        "Société de gestion des noms",
        "Aïssatou DIOP",
        "12500 DAKAR",
        "FR12345678901",
        "1 234 567",
        "0,01",
        "12 345,67",
        "TVA 20 %",
        "2 469,13 EUR",
        "14 814,80 EUR",
        "Acquittée le 27/11/2026 par virement",
        "L441-10",
        "1/1",
    ];
    has(&text, &said);
    assert!(!text.contains("IBAN"), "paid: nobody is asked to pay again");
}

#[test]
fn an_invoice_to_be_paid_says_where_and_without_tax_why() {
    let dakar = buyer("SN", "");
    let invoice = issued(of_points(&dakar, Locale::Fr, 5_450_000, Currency::XOF));
    let (text, _) = read("dakar.pdf", &paper::invoice_pdf(&invoice).unwrap());
    has(
        &text,
        &[
            "À payer avant le 27/12/2026",
            "FR7630006000011234567890189",
            "54 500 XOF",
            "TVA non applicable",
            "SENEGAL",
        ],
    );
    let belgium = buyer("BE", "BE0403170701");
    let lines = |vat: &domain_model::policy::VatTreatment| {
        (1..60)
            .map(|place: i64| {
                let net = Money::new(rust_decimal(place, 2), Currency::EUR).unwrap();
                let label = format!("create example-{place}.be 1Y");
                InvoiceLine { label, quantity: 1, unit_price: net.amount(), net, percent: vat.percent }
            })
            .collect()
    };
    let invoice = issued(document(&belgium, Locale::En, lines, 0));
    let (text, pages) = read("belgium.pdf", &paper::invoice_pdf(&invoice).unwrap());
    assert_eq!(pages, 2, "sixty lines do not fit on a page");
    has(
        &text,
        &[
            "INVOICE",
            "27 Nov 2026",
            "Reverse charge",
            "To be paid by 27 Dec 2026",
            "create example-59.be 1Y",
            "2/2",
            "BELGIUM",
        ],
    );
}

fn rust_decimal(units: i64, scale: u32) -> rust_decimal::Decimal {
    rust_decimal::Decimal::new(units * 100 + 99, scale)
}

#[test]
fn a_credit_note_names_its_invoice_and_an_erased_buyer_is_nobody() {
    let mut invoice = paid(issued(of_points(&buyer("FR", ""), Locale::En, 10_000, Currency::EUR)));
    let credit = invoice.credit(&CreditPart::Points(Points::new(2_500).unwrap())).unwrap();
    let note = number(InvoiceKind::CreditNote, 7);
    let document = Document {
        number: note,
        buyer: Sealed::Closed("7.AAAA".into()),
        lines: credit.lines,
        amounts: credit.amounts.clone(),
        points: credit.points,
        ..invoice.document().unwrap().clone()
    };
    let of = number(InvoiceKind::Invoice, 123);
    let mut credit_note = Invoice::default();
    let reason = Reason::parse("paid twice").unwrap();
    credit_note.apply(Event::CreditNoteIssued { document: Box::new(document), of, reason });
    let (text, _) = read("credit-note.pdf", &paper::invoice_pdf(&credit_note).unwrap());
    has(
        &text,
        &[
            "CREDIT NOTE",
            "A2026-000007",
            "Of invoice",
            "F2026-000123",
            "Reason: paid twice",
            "30.00 EUR",
            "[erased]",
        ],
    );
    assert!(!text.contains("DIOP"));
    invoice.apply(Event::Credited { note, amounts: credit.amounts, points: credit.points });
    let (text, _) = read("credited.pdf", &paper::invoice_pdf(&invoice).unwrap());
    has(&text, &["Credit notes: A2026-000007 (30.00 EUR)", "Paid on 27 Nov 2026 by transfer"]);
    assert!(paper::invoice_pdf(&Invoice::default()).is_err(), "there is no such document");
}

fn entry(place: i64, event_type: &str, debit: Book, credit: Book, points: i64, available: i64) -> EntryRow {
    let at: DateTime<Utc> = "2026-11-01T08:00:00Z".parse().unwrap();
    let operation = matches!(debit, Book::Reserved) || matches!(credit, Book::Reserved);
    EntryRow {
        account: account(),
        sequence: place,
        at: at + TimeDelta::hours(place),
        event_type: event_type.into(),
        operation: operation.then(|| OperationNumber::new(1_000_000 + place.unsigned_abs())),
        label: operation.then(|| format!("create a-rather-long-name-of-a-customer-{place}.example 1Y")),
        debit,
        credit,
        points,
        available,
        reserved: 0,
        spent: 0,
        reference: (event_type == "Bought").then(|| "F2026-000123".into()),
        reason: None,
        fact: None,
        actor: "reseller:13490".into(),
        correlation: uuid::Uuid::nil(),
    }
}

#[test]
fn a_statement_runs_over_pages_and_adds_up() {
    let mut available = 1_000_000;
    let entries: Vec<EntryRow> = (1..=120)
        .map(|place| {
            let (event_type, debit, credit, points) = match place % 4 {
                0 => ("Settled", Book::Reserved, Book::Spent, 699),
                1 => ("Bought", Book::Bought, Book::Available, 50_000),
                2 => ("Reserved", Book::Available, Book::Reserved, 699),
                _ => ("Released", Book::Reserved, Book::Available, 699),
            };
            available += if credit == Book::Available {
                points
            } else if debit == Book::Available {
                -points
            } else {
                0
            };
            entry(place, event_type, debit, credit, points, available)
        })
        .collect();
    let sheet = StatementSheet {
        account: account(),
        nichandle: Nichandle::parse("ve174-ovh").ok(),
        holder: Some(buyer("SN", "")),
        seller: Some(seller()),
        locale: Locale::Fr,
        currency: Currency::EUR,
        rate: PointsRate::PAPER,
        from: "2026-11-01T00:00:00Z".parse().ok(),
        to: "2026-12-01T00:00:00Z".parse().ok(),
        made_at: "2026-12-02T09:30:00Z".parse().unwrap(),
        opening: Books { available: 1_000_000, reserved: 0, spent: 0 },
        closing: Books { available, reserved: 0, spent: 0 },
        entries,
    };
    let totals = sheet.totals();
    let sum = 1_000_000 + totals.all.credit - totals.all.debit;
    assert_eq!(sum, i128::from(available), "opening and movements are the closing balance");
    let (text, pages) = read("releve.pdf", &paper::statement_pdf(&sheet).unwrap());
    assert!(pages >= 3, "{pages}");
    let heads = text.matches("Disponible").count();
    assert!(
        heads >= pages - 1,
        "the head of the table stands on every page that has a part of it: {heads} of {pages}"
    );
    let said = [
        "RELEVÉ DE POINTS",
        "13490 (ve174-ovh)",
        "01/11/2026 00:00 – 01/12/2026 00:00",
        "100 points = 1 EUR hors taxe",
        "Solde d'ouverture",
        "1 000 000 points",
        "10 000,00 EUR",
        "Solde de clôture",
        "2 500 000 points",
        "25 000,00 EUR",
        "#1000118",
        "F2026-000123",
        "Totaux de la période",
        "Aïssatou",
        "02/12/2026 09:30 UTC",
    ];
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in said.iter().filter(|said| **said != "Aïssatou") {
        assert!(flat.contains(said), "{said:?} is not in {text}");
    }
    let csv = String::from_utf8(paper::statement_csv(&sheet)).unwrap();
    assert_eq!(csv.lines().count(), 1 + 1 + 120 + 1);
    let line: Vec<&str> = csv.lines().nth(2).unwrap().split(',').collect();
    assert_eq!(
        (line[0], line[2], line[5], line[6], line[8], line[11]),
        ("1", "Bought", "F2026-000123", "50000", "1050000", "500.00")
    );
    let none =
        StatementSheet { entries: vec![], holder: None, locale: Locale::En, closing: sheet.opening, ..sheet };
    let (text, pages) = read("empty.pdf", &paper::statement_pdf(&none).unwrap());
    assert_eq!(pages, 1);
    has(&text, &["STATEMENT OF POINTS", "No movement in this period.", "1,000,000 points"]);
}

//! `registrar invoice`: invoices and credit notes.

use super::failure::NotFound;
use super::pages::rows;
use super::session::Session;
use super::staff::Right;
use super::statement::said;
use crate::cli::{InvoiceCommand, Reader, Source, Staff};
use crate::terminal;
use anyhow::Context;
use application::Paid;
use comfy_table::{Cell, CellAlignment};
use domain_model::invoice::{CreditPart, Invoice};
use domain_model::operator::Login;
use domain_model::values::{AccountNumber, InvoiceNumber, Money, Points, Reason};
use projections::billing::{InvoiceFilter, InvoiceRow};
use projections::{Sight, View};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::path::Path;

/// Runs one command about invoices.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &InvoiceCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        InvoiceCommand::List { account, overdue, limit, source } => {
            list(*account, *overdue, *limit, source, as_json).await
        }
        InvoiceCommand::Show { number, reader } => show(*number, reader, as_json).await,
        InvoiceCommand::Pdf { number, out, source, login } => {
            pdf(*number, out, source, login.as_ref(), as_json).await
        }
        InvoiceCommand::Pay { number, paid_by, reference, staff } => {
            let paid = Paid { means: *paid_by, reference: reference.clone() };
            pay(*number, paid, staff, as_json).await
        }
        InvoiceCommand::Credit { number, points, net, reason, staff } => {
            credit(*number, *points, *net, reason, staff, as_json).await
        }
    }
}

fn unknown(number: InvoiceNumber) -> NotFound {
    NotFound(format!("there is no invoice {number}: `registrar invoice list` shows them"))
}

async fn list(
    account: Option<AccountNumber>,
    overdue: bool,
    limit: u32,
    source: &Source,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let today = session.application.clock().now().date_naive();
        let filter =
            InvoiceFilter { account, overdue_on: overdue.then_some(today), ..InvoiceFilter::default() };
        let views = session.application.views();
        let (found, more) =
            rows(limit, true, async |paging| Ok(views.invoices(&filter, &paging).await?)).await?;
        if as_json {
            let items: Vec<Value> = found.iter().map(document).collect();
            terminal::json(&json!({ "items": items, "more": more }));
            return Ok(());
        }
        let head = ["Number", "Account", "Issued", "Due", "State", "Net", "Tax", "Total", "Points"];
        terminal::table(head, found.iter().filter_map(line));
        if more {
            terminal::note("there are more: raise --limit");
        }
        Ok(())
    })
    .await
}

fn line(row: &InvoiceRow) -> Option<[Cell; 9]> {
    let document = row.state.document()?;
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    Some([
        Cell::new(row.number),
        Cell::new(document.account),
        Cell::new(document.issued),
        Cell::new(document.due),
        Cell::new(&row.status),
        right(document.amounts.net.to_string()),
        right(document.amounts.tax.to_string()),
        right(document.amounts.gross.to_string()),
        right(document.points.to_string()),
    ])
}

fn document(row: &InvoiceRow) -> Value {
    let Some(document) = row.state.document() else { return Value::Null };
    let standing = row.state.standing();
    let note = if let Invoice::CreditNote(note) = &row.state { Some(note) } else { None };
    let payment = standing.and_then(|standing| standing.payment.as_ref());
    let numbers = |numbers: &[InvoiceNumber]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
    let lines = document.lines.iter().map(|line| {
        json!({
            "label": line.label, "quantity": line.quantity, "unit_price": line.unit_price, "net": line.net,
            "vat_percent": line.percent.normalize(),
        })
    });
    json!({
        "number": row.number.to_string(), "account": document.account.get(), "state": row.status,
        "issued": document.issued, "due": document.due, "net": document.amounts.net, "tax": document.amounts.tax,
        "gross": document.amounts.gross, "points": document.points.get(),
        "vat": {
            "rule": document.vat.rule.as_str(), "percent": document.vat.percent.normalize(),
            "country": document.vat.country.to_string(), "basis": document.vat.basis,
        },
        "lines": lines.collect::<Vec<_>>(),
        "payment": payment.map(|payment| {
            json!({ "means": payment.means.as_str(), "reference": payment.reference, "day": payment.day })
        }),
        "credited": standing.map(|standing| standing.credited.gross),
        "credit_notes": standing.map(|standing| numbers(&standing.notes)),
        "credit_of": note.map(|note| note.of.to_string()), "reason": note.map(|note| note.reason.to_string()),
    })
}

async fn show(number: InvoiceNumber, reader: &Reader, as_json: bool) -> anyhow::Result<()> {
    Session::with(&reader.source, async |session| {
        let found = session.application.views().invoice(number, Sight::Closed).await?;
        let row = found.ok_or_else(|| unknown(number))?;
        let buyer = match reader.reveal {
            false => None,
            true => {
                session.buyer_sight(reader.login.as_ref(), format!("invoice/{number}")).await?;
                let invoice = session.application.invoice(number).await?;
                let buyer = invoice.document().and_then(|document| document.buyer.value());
                Some(buyer.map_or_else(
                    || "[erased]".to_owned(),
                    |buyer| format!("{}, {}, {}", buyer.name, buyer.address.city, buyer.address.country),
                ))
            }
        };
        if as_json {
            let mut shown = document(&row);
            shown["buyer"] = buyer.into();
            terminal::json(&shown);
            return Ok(());
        }
        let mut facts = facts(&row);
        facts.extend(buyer.map(|buyer| ("Buyer", buyer)));
        terminal::facts(&facts);
        Ok(())
    })
    .await
}

fn facts(row: &InvoiceRow) -> Vec<(&'static str, String)> {
    let Some(document) = row.state.document() else { return vec![] };
    let amounts = &document.amounts;
    let vat = &document.vat;
    let mut facts = vec![
        ("Number", row.number.to_string()),
        ("Account", document.account.to_string()),
        ("State", row.status.clone()),
        ("Issued", format!("{}, due {}", document.issued, document.due)),
    ];
    facts.extend(document.lines.iter().map(|line| ("Sells", format!("{} × {}", line.quantity, line.label))));
    facts.push(("Net", amounts.net.to_string()));
    facts.push((
        "Tax",
        format!("{} ({} %, {}, {})", amounts.tax, vat.percent.normalize(), vat.rule.as_str(), vat.basis),
    ));
    facts.push(("Total", amounts.gross.to_string()));
    if let Some(standing) = row.state.standing() {
        let payment = standing.payment.as_ref();
        facts.extend(
            payment.map(|paid| ("Paid", format!("{} by {}, {}", paid.day, paid.means, paid.reference))),
        );
        let notes: Vec<String> = standing.notes.iter().map(ToString::to_string).collect();
        if !notes.is_empty() {
            facts.push(("Credited", format!("{} by {}", standing.credited.gross, notes.join(", "))));
        }
    }
    if let Invoice::CreditNote(note) = &row.state {
        facts.push(("Of invoice", note.of.to_string()));
        facts.push(("Why", note.reason.to_string()));
    }
    facts
}

async fn pdf(
    number: InvoiceNumber,
    out: &Path,
    source: &Source,
    login: Option<&Login>,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        session.buyer_sight(login, format!("invoice/{number}")).await?;
        let invoice = session.application.invoice(number).await?;
        let pdf = paper::invoice_pdf(&invoice)?;
        std::fs::write(out, &pdf).with_context(|| format!("writing {}", out.display()))?;
        let about = json!({ "invoice": number.to_string(), "file": out, "bytes": pdf.len() });
        said(about, &format!("{}: {number}", out.display()), as_json)
    })
    .await
}

async fn pay(number: InvoiceNumber, paid: Paid, staff: &Staff, as_json: bool) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let asked = format!("pay {number} {} {}", paid.means, paid.reference);
        let ask = session.commander(staff, Right::Finance, None, &asked).await?.ask;
        let done = session.application.pay_invoice(number, paid, &ask).await?;
        let account = done.value.account;
        let about = json!({ "invoice": number.to_string(), "account": account.get() });
        session
            .done(
                &done,
                View::Billing,
                &format!("invoice {number} of account {account} is paid"),
                about,
                as_json,
            )
            .await
    })
    .await
}

async fn credit(
    number: InvoiceNumber,
    points: Option<Points>,
    net: Option<Decimal>,
    reason: &Reason,
    staff: &Staff,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let asked = format!("credit {number} {points:?} {net:?} {reason}");
        let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
        let part = match (points, net) {
            (Some(points), _) => CreditPart::Points(points),
            (None, None) => CreditPart::Whole,
            (None, Some(net)) => {
                let invoice = session.application.invoice(number).await?;
                let document = invoice.document().ok_or_else(|| unknown(number))?;
                CreditPart::Net(Money::new(net, document.amounts.net.currency()).context("--net")?)
            }
        };
        let done = session.application.credit_invoice(number, part, reason.clone(), &ask).await?;
        let (account, note) = (done.value.account, done.value.invoice);
        let about = json!({ "invoice": number.to_string(), "credit_note": note.to_string(), "account": account.get() });
        let sentence = format!("credit note {note} of invoice {number} is issued");
        session.done(&done, View::Billing, &sentence, about, as_json).await
    })
    .await
}

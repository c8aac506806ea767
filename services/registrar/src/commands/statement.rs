//! `registrar points statement`: on the terminal, for programs, as CSV, as a PDF.

use super::failure::Usage;
use super::session::Session;
use super::votes::time;
use crate::cli::PointsStatement;
use crate::terminal;
use anyhow::Context;
use application::StatementSheet;
use comfy_table::{Cell, CellAlignment};
use projections::ledger::{Books, EntryRow};
use serde_json::{Value, json};
use std::io::Write;

/// Shows or writes a statement.
///
/// # Errors
/// There is no such points account; the file cannot be written; the world failed.
pub async fn run(asked: &PointsStatement, as_json: bool) -> anyhow::Result<()> {
    if let (Some(from), Some(to)) = (asked.from, asked.to)
        && from > to
    {
        return Err(Usage(format!("--from {} is after --to {}", time(from), time(to))).into());
    }
    if asked.csv && as_json {
        return Err(Usage("--csv and --json: standard output holds one of both".to_owned()).into());
    }
    Session::with(&asked.reader.source, async |session| {
        let account = asked.account;
        if session.application.views().points(account).await?.is_none() {
            return Err(super::points::unknown(account).into());
        }
        let holder = asked.pdf.is_some() && asked.reader.reveal;
        if holder {
            session.buyer_sight(asked.reader.login.as_ref(), format!("contact/{account}")).await?;
        }
        let sheet = session.application.statement(account, asked.from, asked.to, holder, usize::MAX).await?;
        if let Some(file) = &asked.pdf {
            let pdf = paper::statement_pdf(&sheet)?;
            std::fs::write(file, &pdf).with_context(|| format!("writing {}", file.display()))?;
            let about = json!({ "account": account.get(), "file": file, "movements": sheet.entries.len() });
            return said(about, &format!("{}: {} movements", file.display(), sheet.entries.len()), as_json);
        }
        if asked.csv {
            let mut out = std::io::stdout().lock();
            return out.write_all(&paper::statement_csv(&sheet)).context("writing the statement");
        }
        if as_json {
            terminal::json(&document(&sheet));
        } else {
            show(&sheet);
        }
        Ok(())
    })
    .await
}

/// One sentence, or one document.
pub(super) fn said(about: Value, sentence: &str, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        terminal::json(&about);
    } else {
        terminal::say(sentence);
    }
    Ok(())
}

fn show(sheet: &StatementSheet) {
    let head =
        ["#", "When", "What", "Operation", "For", "Points", "Available", "Reserved", "Spent", "Why", "Who"];
    terminal::table(head, sheet.entries.iter().map(line));
    let books = |books: &Books| {
        let worth = sheet.amount(books.available.into());
        format!("{} available ({worth}), {} reserved, {} spent", books.available, books.reserved, books.spent)
    };
    let totals = sheet.totals().all;
    terminal::facts(&[
        ("Before", books(&sheet.opening)),
        ("Moved", format!("+{} -{} in {} movements", totals.credit, totals.debit, totals.count)),
        ("After", books(&sheet.closing)),
    ]);
}

fn document(sheet: &StatementSheet) -> Value {
    let books = |books: &Books| {
        json!({
            "available": books.available, "reserved": books.reserved, "spent": books.spent,
            "amount": sheet.amount(books.available.into()),
        })
    };
    let totals = sheet.totals();
    let sum = |kind: Option<&str>, sum: &application::Movement| json!({ "kind": kind, "count": sum.count, "credit": sum.credit.to_string(), "debit": sum.debit.to_string() });
    let mut sums: Vec<Value> =
        totals.kinds.iter().map(|(kind, movement)| sum(Some(kind), movement)).collect();
    sums.push(sum(None, &totals.all));
    json!({
        "account": sheet.account.get(), "currency": sheet.currency.to_string(),
        "points_per_unit": sheet.rate.points_per_unit(),
        "opening": books(&sheet.opening), "closing": books(&sheet.closing), "totals": sums,
        "entries": sheet.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn line(entry: &EntryRow) -> [Cell; 11] {
    let number = |number: i64| Cell::new(number).set_alignment(CellAlignment::Right);
    [
        Cell::new(entry.sequence),
        Cell::new(time(entry.at)),
        Cell::new(&entry.event_type),
        Cell::new(entry.operation.map_or_else(String::new, |operation| operation.to_string())),
        Cell::new(entry.label.as_deref().or(entry.reference.as_deref()).unwrap_or_default()),
        number(entry.points),
        number(entry.available),
        number(entry.reserved),
        number(entry.spent),
        Cell::new(entry.reason.as_deref().unwrap_or_default()),
        Cell::new(&entry.actor),
    ]
}

fn entry(entry: &EntryRow) -> Value {
    json!({
        "sequence": entry.sequence, "at": entry.at, "kind": entry.event_type,
        "operation": entry.operation.map(|operation| operation.get()), "label": entry.label,
        "reference": entry.reference, "debit": entry.debit.as_str(), "credit": entry.credit.as_str(),
        "points": entry.points, "available": entry.available, "reserved": entry.reserved, "spent": entry.spent,
        "reason": entry.reason, "fact": entry.fact, "actor": entry.actor,
    })
}

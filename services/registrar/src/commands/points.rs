//! `registrar points`: prepaid points.

use super::failure::{NotFound, Usage};
use super::pages::rows;
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{PointsCommand, Source};
use crate::terminal;
use chrono::{DateTime, Utc};
use comfy_table::{Cell, CellAlignment};
use domain_model::values::AccountNumber;
use projections::View;
use projections::ledger::{BalanceRow, Books, EntryRow};
use serde_json::{Value, json};

/// Runs one command about points.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &PointsCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        PointsCommand::Show { account, as_of, source } => show(*account, *as_of, source, as_json).await,
        PointsCommand::Statement { account, from, to, source } => {
            statement(*account, *from, *to, source, as_json).await
        }
        PointsCommand::Grant { account, points, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("grant {account} {points} {reason}");
                let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
                let done = session.application.grant_points(*account, *points, reason.clone(), &ask).await?;
                let about = json!({ "account": account.get(), "points": points.get() });
                let sentence = format!("account {account} is granted {points} points");
                session.done(&done, View::Ledger, &sentence, about, as_json).await
            })
            .await
        }
        PointsCommand::Adjust { account, by, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("adjust {account} {by} {reason}");
                let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
                let done = session.application.adjust_points(*account, *by, reason.clone(), &ask).await?;
                let about = json!({ "account": account.get(), "by": by });
                let sentence = format!("account {account} is adjusted by {by:+} points");
                session.done(&done, View::Ledger, &sentence, about, as_json).await
            })
            .await
        }
    }
}

fn unknown(account: AccountNumber) -> NotFound {
    NotFound(format!("account {account} has no points account: `registrar account list` shows the accounts"))
}

async fn show(
    account: AccountNumber,
    as_of: Option<DateTime<Utc>>,
    source: &Source,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let views = session.application.views();
        let found = match as_of {
            Some(at) => views.points_as_of(account, at).await?,
            None => views.points(account).await?,
        };
        let row = found.ok_or_else(|| unknown(account))?;
        if as_json {
            terminal::json(&figures(&row));
        } else {
            let currency = row.currency.map_or_else(String::new, |currency| currency.to_string());
            terminal::facts(&[
                ("Account", row.account.to_string()),
                ("Currency", currency),
                ("Available", row.available.to_string()),
                ("Reserved", row.reserved.to_string()),
                ("Spent", row.spent.to_string()),
                (
                    "Granted",
                    format!(
                        "{} = bought {} + granted {} + adjusted {}",
                        row.total(),
                        row.bought,
                        row.granted,
                        row.adjusted
                    ),
                ),
                ("Last change", time(row.changed_at)),
            ]);
        }
        Ok(())
    })
    .await
}

/// A points account for programs: `available + reserved + spent = total`.
pub fn figures(row: &BalanceRow) -> Value {
    json!({
        "account": row.account.get(), "currency": row.currency.map(|currency| currency.to_string()),
        "available": row.available, "reserved": row.reserved, "spent": row.spent, "total": row.total(),
        "bought": row.bought, "granted": row.granted, "adjusted": row.adjusted, "changed_at": row.changed_at,
    })
}

async fn statement(
    account: AccountNumber,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    source: &Source,
    as_json: bool,
) -> anyhow::Result<()> {
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Usage(format!("--from {} is after --to {}", time(from), time(to))).into());
    }
    Session::with(source, async |session| {
        let views = session.application.views();
        if views.points(account).await?.is_none() {
            return Err(unknown(account).into());
        }
        let (mut opening, mut closing) = (Books::default(), Books::default());
        let (entries, _) = rows(u32::MAX, false, async |paging| {
            let page = views.statement(account, from, to, None, &paging).await?;
            (opening, closing) = (page.opening, page.closing);
            Ok(page.entries)
        })
        .await?;
        if as_json {
            let books = |books: Books| {
                json!({ "available": books.available, "reserved": books.reserved, "spent": books.spent })
            };
            terminal::json(&json!({
                "account": account.get(), "opening": books(opening), "closing": books(closing),
                "entries": entries.iter().map(document).collect::<Vec<_>>(),
            }));
            return Ok(());
        }
        let head = ["#", "When", "What", "Operation", "For", "Points", "Available", "Reserved", "Spent", "Why", "Who"];
        terminal::table(head, entries.iter().map(line));
        let books = |books: Books| {
            format!("{} available, {} reserved, {} spent", books.available, books.reserved, books.spent)
        };
        terminal::facts(&[("Before", books(opening)), ("After", books(closing))]);
        Ok(())
    })
    .await
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

fn document(entry: &EntryRow) -> Value {
    json!({
        "sequence": entry.sequence, "at": entry.at, "kind": entry.event_type,
        "operation": entry.operation.map(|operation| operation.get()), "label": entry.label,
        "reference": entry.reference, "debit": entry.debit.as_str(), "credit": entry.credit.as_str(),
        "points": entry.points, "available": entry.available, "reserved": entry.reserved, "spent": entry.spent,
        "reason": entry.reason, "fact": entry.fact, "actor": entry.actor,
    })
}

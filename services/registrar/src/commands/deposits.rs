//! `registrar account balance`, `deposit`, `withdraw`: prepaid money.

use super::failure::NotFound;
use super::pages::{note_more, rows};
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{AccountCommand, Source};
use crate::terminal;
use application::Paid;
use comfy_table::{Cell, CellAlignment};
use domain_model::values::{AccountNumber, Cents, Currency, Money};
use projections::View;
use projections::ledger::{MoneyEntryRow, MoneyRow};
use serde_json::{Value, json};

/// Runs one command about prepaid money.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &AccountCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        AccountCommand::Balance { account, limit, source } => {
            balance(*account, *limit, source, as_json).await
        }
        AccountCommand::Deposit { account, amount, paid_by, reference, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("deposit {account} {amount} {paid_by} {reference}");
                let ask = session.commander(staff, Right::Finance, None, &asked).await?.ask;
                let paid = Paid { means: *paid_by, reference: reference.clone() };
                let done = session.application.deposit_money(*account, *amount, paid, &ask).await?;
                let about = json!({ "account": account.get(), "amount": amount.to_string() });
                let sentence = format!("{amount} are on account {account}");
                session.done(&done, View::Ledger, &sentence, about, as_json).await
            })
            .await
        }
        AccountCommand::Withdraw { account, amount, reference, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("withdraw {account} {amount} {reference}");
                let ask = session.commander(staff, Right::Finance, None, &asked).await?.ask;
                let done = session.application.withdraw_money(*account, *amount, reference, &ask).await?;
                let about = json!({ "account": account.get(), "amount": amount.to_string() });
                let sentence = format!("{amount} left account {account}");
                session.done(&done, View::Ledger, &sentence, about, as_json).await
            })
            .await
        }
        // Not about money.
        _ => Ok(()),
    }
}

async fn balance(account: AccountNumber, limit: u32, source: &Source, as_json: bool) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let views = session.application.views();
        let row = views.money(account).await?.ok_or_else(|| {
            NotFound(format!(
                "nothing was ever deposited on account {account}: `registrar account deposit` does"
            ))
        })?;
        let entries = async |paging| Ok(views.money_entries(account, None, None, &paging).await?);
        let (found, more) = rows(limit, true, entries).await?;
        if as_json {
            let mut answer = figures(&row);
            answer["more"] = more.into();
            answer["movements"] = found.iter().map(document).collect::<Vec<_>>().into();
            terminal::json(&answer);
            return Ok(());
        }
        let shown = |hundredths| text(hundredths, row.currency);
        terminal::facts(&[
            ("Account", account.to_string()),
            ("Available", shown(row.available)),
            ("Spent", shown(row.spent)),
            ("Received", shown(row.received)),
            ("Last change", time(row.changed_at)),
        ]);
        let head = ["When", "What", "Order", "Document", "Amount", "Available", "By"];
        terminal::table(head, found.iter().map(|entry| line(entry, row.currency)));
        note_more(more, limit);
        Ok(())
    })
    .await
}

/// Hundredths of a unit as people read them.
fn text(hundredths: i64, currency: Option<Currency>) -> String {
    let cents = Cents::new(hundredths.abs()).unwrap_or_default();
    let amount = Money::from_cents(cents, currency.unwrap_or(Currency::EUR)).to_string();
    if hundredths < 0 { format!("-{amount}") } else { amount }
}

fn line(entry: &MoneyEntryRow, currency: Option<Currency>) -> [Cell; 7] {
    let right = |hundredths| Cell::new(text(hundredths, currency)).set_alignment(CellAlignment::Right);
    let document = entry.invoice.map(|invoice| invoice.to_string()).or_else(|| entry.reference.clone());
    [
        Cell::new(time(entry.at)),
        Cell::new(&entry.event_type),
        Cell::new(entry.order_number.map_or_else(String::new, |order| order.to_string())),
        Cell::new(document.unwrap_or_default()),
        right(entry.change()),
        right(entry.available),
        Cell::new(&entry.actor),
    ]
}

fn figures(row: &MoneyRow) -> Value {
    json!({
        "account": row.account.get(), "currency": row.currency.map(|currency| currency.to_string()),
        "available_cents": row.available, "spent_cents": row.spent, "received_cents": row.received,
        "opened_at": row.opened_at, "changed_at": row.changed_at,
    })
}

fn document(entry: &MoneyEntryRow) -> Value {
    json!({
        "sequence": entry.sequence, "at": entry.at, "kind": entry.event_type,
        "order": entry.order_number.map(|order| order.get()),
        "invoice": entry.invoice.map(|invoice| invoice.to_string()), "change_cents": entry.change(),
        "available_cents": entry.available, "means": entry.means, "reference": entry.reference,
        "actor": entry.actor,
    })
}

//! `registrar points`: prepaid points.

use super::failure::NotFound;
use super::pages::rows;
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{Level, PointsCommand, Source, Staff};
use crate::terminal;
use application::{Accepted, Booked, Paid, Sold};
use chrono::{DateTime, Utc};
use comfy_table::{Cell, CellAlignment};
use domain_model::values::{AccountNumber, Points};
use projections::View;
use projections::billing::{AdjustmentFilter, AdjustmentRow};
use projections::ledger::BalanceRow;
use serde_json::{Value, json};

/// Runs one command about points.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &PointsCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        PointsCommand::Show { account, as_of, source } => show(*account, *as_of, source, as_json).await,
        PointsCommand::Statement(asked) => super::statement::run(asked, as_json).await,
        PointsCommand::Buy { account, points, paid_by, reference, staff, .. } => {
            let paid = paid_by.zip(reference.clone()).map(|(means, reference)| Paid { means, reference });
            buy(*account, *points, paid, staff, as_json).await
        }
        PointsCommand::Waiting { all, source } => waiting(*all, source, as_json).await,
        PointsCommand::Approve { number, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("approve {number}");
                let ask = session.commander(staff, Right::Finance, None, &asked).await?.ask;
                let done = session.application.approve_adjustment(*number, &ask).await?;
                let account = done.value.account;
                let about = json!({ "adjustment": number.get(), "account": account.get() });
                let sentence = format!("adjustment {number} of account {account} is booked");
                session.done(&done, View::Billing, &sentence, about, as_json).await
            })
            .await
        }
        PointsCommand::Decline { number, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("decline {number} {reason}");
                let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
                let done = session.application.decline_adjustment(*number, reason.clone(), &ask).await?;
                let about = json!({ "adjustment": number.get(), "account": done.value.account.get() });
                session
                    .done(&done, View::Billing, &format!("adjustment {number} is declined"), about, as_json)
                    .await
            })
            .await
        }
        PointsCommand::Warn { account, level, staff } => warn(*account, *level, staff, as_json).await,
        PointsCommand::Grant { account, points, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("grant {account} {points} {reason}");
                let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
                let done = session.application.grant_points(*account, *points, reason.clone(), &ask).await?;
                let sentence = format!("account {account} is granted {points} points");
                let about = json!({ "account": account.get(), "points": points.get() });
                booked(session, &done, sentence, about, as_json).await
            })
            .await
        }
        PointsCommand::Adjust { account, by, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("adjust {account} {by} {reason}");
                let ask = session.commander(staff, Right::Finance, Some(reason), &asked).await?.ask;
                let done = session.application.adjust_points(*account, *by, reason.clone(), &ask).await?;
                let sentence = format!("account {account} is adjusted by {by:+} points");
                booked(session, &done, sentence, json!({ "account": account.get(), "by": by }), as_json).await
            })
            .await
        }
    }
}

pub(super) fn unknown(account: AccountNumber) -> NotFound {
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

/// What one operator may book alone is booked; more waits for another, and the number says which.
async fn booked(
    session: &Session,
    done: &Accepted<Booked>,
    sentence: String,
    mut about: Value,
    as_json: bool,
) -> anyhow::Result<()> {
    let Some(number) = done.value.waits else {
        return session.done(done, View::Ledger, &sentence, about, as_json).await;
    };
    about["waits"] = number.get().into();
    let sentence = format!(
        "this is more than one person books alone: it waits as adjustment {number} until another one with the role \
         finance or admin says `registrar points approve {number}`"
    );
    session.done(done, View::Billing, &sentence, about, as_json).await
}

async fn buy(
    account: AccountNumber,
    points: Points,
    paid: Option<Paid>,
    staff: &Staff,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let how = paid
            .as_ref()
            .map_or_else(|| "unpaid".to_owned(), |paid| format!("{} {}", paid.means, paid.reference));
        let asked = format!("buy {account} {points} {how}");
        let ask = session.commander(staff, Right::Finance, None, &asked).await?.ask;
        let credited = paid.is_some();
        let done = session.application.issue_invoice(account, Sold::Points(points), paid, &ask).await?;
        let invoice = done.value.invoice;
        let sentence = match credited {
            true => format!("account {account} is credited {points} points, on invoice {invoice}"),
            false => format!(
                "invoice {invoice} is issued: account {account} is credited {points} points once it is paid"
            ),
        };
        let about =
            json!({ "account": account.get(), "points": points.get(), "invoice": invoice.to_string() });
        session.done(&done, View::Billing, &sentence, about, as_json).await
    })
    .await
}

async fn warn(account: AccountNumber, level: Level, staff: &Staff, as_json: bool) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let Level(level) = level;
        let words = level.map_or_else(|| "off".to_owned(), |level| level.to_string());
        let ask =
            session.commander(staff, Right::Finance, None, &format!("warn {account} {words}")).await?.ask;
        let done = session.application.set_low_points(account, level, &ask).await?;
        let sentence = match level {
            Some(level) => format!("the holder of account {account} is told below {level} available points"),
            None => format!("the holder of account {account} is not told when points run low"),
        };
        let about = json!({ "account": account.get(), "level": level.map(Points::get) });
        session.done(&done, View::Ledger, &sentence, about, as_json).await
    })
    .await
}

async fn waiting(all: bool, source: &Source, as_json: bool) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let filter = AdjustmentFilter { account: None, waiting: (!all).then_some(true) };
        let views = session.application.views();
        let (found, _) =
            rows(u32::MAX, false, async |paging| Ok(views.adjustments(&filter, &paging).await?)).await?;
        if as_json {
            terminal::json(&Value::from(found.iter().map(proposal).collect::<Vec<_>>()));
            return Ok(());
        }
        let head =
            ["Number", "Account", "What", "Points", "Why", "Proposed by", "Until", "State", "Decided by"];
        terminal::table(head, found.iter().map(proposed));
        Ok(())
    })
    .await
}

fn proposed(row: &AdjustmentRow) -> [Cell; 9] {
    let proposal = row.state.proposal();
    let text = |text: Option<String>| Cell::new(text.unwrap_or_default());
    [
        Cell::new(row.number),
        text(row.account.map(|account| account.to_string())),
        text(proposal.map(|proposal| proposal.change.word().to_owned())),
        text(proposal.map(|proposal| format!("{:+}", proposal.change.points())))
            .set_alignment(CellAlignment::Right),
        text(proposal.map(|proposal| proposal.reason.to_string())),
        text(proposal.map(|proposal| proposal.proposer.to_string())),
        text(proposal.map(|proposal| time(proposal.expires_at))),
        Cell::new(&row.status),
        text(row.decided_by.clone()),
    ]
}

fn proposal(row: &AdjustmentRow) -> Value {
    let proposal = row.state.proposal();
    json!({
        "number": row.number.get(), "account": row.account.map(|account| account.get()), "state": row.status,
        "kind": proposal.map(|proposal| proposal.change.word()),
        "points": proposal.map(|proposal| proposal.change.points()),
        "reason": proposal.map(|proposal| proposal.reason.to_string()),
        "proposer": proposal.map(|proposal| proposal.proposer.to_string()),
        "proposed_at": row.proposed_at, "expires_at": proposal.map(|proposal| proposal.expires_at),
        "decided_at": row.decided_at, "decided_by": row.decided_by, "declined_because": row.declined,
    })
}

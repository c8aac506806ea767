//! `registrar order`: what was ordered by mail or cart, paid, and delivered.

use super::failure::{NotFound, Usage};
use super::pages::{note_more, rows};
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{OrderCommand, OrderList, Staff};
use crate::terminal::{self, state};
use application::{Accepted, Application, Ask, AskError, PayOrder};
use comfy_table::{Cell, CellAlignment};
use domain_model::order::{Delivery, Order, Payment, Progress};
use domain_model::values::{Money, OrderNumber, Reason};
use projections::View;
use projections::orders::{OrderFilter, OrderRow};
use serde_json::{Value, json};

/// Runs one command about orders.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &OrderCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        OrderCommand::List(wanted) => list(wanted, as_json).await,
        OrderCommand::Show { number, source } => {
            Session::with(source, async |session| {
                show(*number, session.application.views().order(*number).await?, as_json)
            })
            .await
        }
        OrderCommand::Pay { number, paid_by, reference, staff } => {
            let payment = match (paid_by, reference) {
                (Some(means), Some(reference)) => {
                    PayOrder::Received { means: means.clone(), reference: reference.clone() }
                }
                (Some(means), None) if means == "balance" => PayOrder::Balance,
                (Some(_), None) => {
                    let said = "--paid-by needs --reference: what the payment is found by".to_owned();
                    return Err(Usage(said).into());
                }
                (None, _) => PayOrder::Points,
            };
            let asked = format!("pay order {number} {payment:?}");
            let order = (*number, format!("order {number} is paid"));
            command_of(order, staff, (Right::Finance, None), &asked, as_json, async |application, ask| {
                application.pay_order(*number, payment.clone(), &ask).await.map(drop_value)
            })
            .await
        }
        OrderCommand::Reject { number, reason, staff } => {
            let asked = format!("reject payment of order {number} {reason}");
            let order = (*number, format!("the payment of order {number} is rejected"));
            command_of(
                order,
                staff,
                (Right::Finance, Some(reason)),
                &asked,
                as_json,
                async |application, ask| {
                    application.reject_payment(*number, reason.clone(), &ask).await.map(drop_value)
                },
            )
            .await
        }
        OrderCommand::Cancel { number, reason, staff } => {
            let asked = format!("cancel order {number} {reason}");
            let order = (*number, format!("order {number} is cancelled"));
            command_of(
                order,
                staff,
                (Right::Support, Some(reason)),
                &asked,
                as_json,
                async |application, ask| {
                    application.cancel_order(*number, reason.clone(), &ask).await.map(drop_value)
                },
            )
            .await
        }
        OrderCommand::GiveUp { number, line, reason, staff } => {
            let asked = format!("give up line {line} of order {number} {reason}");
            let order = (*number, format!("line {line} of order {number} is given up"));
            command_of(
                order,
                staff,
                (Right::Support, Some(reason)),
                &asked,
                as_json,
                async |application, ask| {
                    application.give_up_line(*number, *line, reason.clone(), &ask).await.map(drop_value)
                },
            )
            .await
        }
        OrderCommand::Refund { number, line, points, reason, staff } => {
            let asked = format!("refund {points} of line {line} of order {number} {reason}");
            let order = (*number, format!("{points} points of order {number} are given back"));
            command_of(
                order,
                staff,
                (Right::Finance, Some(reason)),
                &asked,
                as_json,
                async |application, ask| {
                    let refund = application.refund_order_line(*number, *line, *points, reason.clone(), &ask);
                    refund.await.map(drop_value)
                },
            )
            .await
        }
    }
}

fn drop_value<T>(accepted: Accepted<T>) -> Accepted<()> {
    Accepted { value: (), cursors: accepted.cursors, command: accepted.command, repeated: accepted.repeated }
}

/// A command of a member of staff about an order.
async fn command_of(
    (number, sentence): (OrderNumber, String),
    staff: &Staff,
    (right, reason): (Right, Option<&Reason>),
    asked: &str,
    as_json: bool,
    ask_for: impl AsyncFn(&Application, Ask) -> Result<Accepted<()>, AskError>,
) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let ask = session.commander(staff, right, reason, asked).await?.ask;
        let done = ask_for(&session.application, ask).await?;
        session.done(&done, View::Orders, &sentence, json!({ "order": number.get() }), as_json).await
    })
    .await
}

async fn list(wanted: &OrderList, as_json: bool) -> anyhow::Result<()> {
    Session::with(&wanted.source, async |session| {
        let filter = OrderFilter {
            account: wanted.account,
            statuses: wanted.statuses.iter().copied().map(Into::into).collect(),
            name: wanted.name.as_ref().map(ToString::to_string),
            reference: wanted.reference.clone(),
            from: wanted.from,
            before: wanted.to,
        };
        let views = session.application.views();
        let (found, more) =
            rows(wanted.limit, true, async |paging| views.orders(&filter, &paging).await).await?;
        if as_json {
            terminal::json(&json!({ "more": more, "items": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(());
        }
        let head = ["Number", "Account", "Reference", "Names", "Status", "Points", "Placed", "Through"];
        terminal::table(head, found.iter().map(line));
        note_more(more, wanted.limit);
        Ok(())
    })
    .await
}

fn status(row: &OrderRow) -> String {
    row.status.map_or_else(String::new, |status| status.as_str().to_owned())
}

fn line(row: &OrderRow) -> [Cell; 8] {
    [
        Cell::new(row.number),
        Cell::new(row.account.map_or_else(String::new, |account| account.to_string())),
        Cell::new(row.reference.as_deref().unwrap_or_default()),
        Cell::new(row.names.join("\n")),
        state(&status(row)),
        Cell::new(row.points).set_alignment(CellAlignment::Right),
        Cell::new(time(row.placed_at)),
        Cell::new(&row.placed_through),
    ]
}

fn delivery(row: &OrderRow) -> Option<&Delivery> {
    match &row.state {
        Order::Paid(delivery) => Some(delivery),
        _ => None,
    }
}

/// How far a line is: its word, its operation, what went wrong.
fn far(row: &OrderRow, place: u16) -> (&'static str, Option<u64>, String) {
    match delivery(row).and_then(|delivery| delivery.progress_of(place)) {
        None => ("", None, String::new()),
        Some(Progress::Waiting) => ("waiting", None, String::new()),
        Some(Progress::UnderWay { operation }) => ("under-way", Some(operation.get()), String::new()),
        Some(Progress::Delivered { operation, refunded }) => {
            let back =
                if refunded.is_zero() { String::new() } else { format!("{refunded} points given back") };
            ("delivered", Some(operation.get()), back)
        }
        Some(Progress::Failed { operation, code, message }) => {
            ("failed", operation.map(|number| number.get()), format!("{code} {message}"))
        }
        Some(Progress::GivenUp) => ("given-up", None, String::new()),
    }
}

fn paid(row: &OrderRow) -> String {
    if let Order::Announced(announced) = &row.state {
        let by = &announced.by;
        let number = by.number.map(|number| format!(" {number}")).unwrap_or_default();
        return format!("announced {} by {}{number}", time(by.at), by.kind);
    }
    match delivery(row) {
        None => String::new(),
        Some(Delivery { payment: Payment::Points, paid_at, .. }) => {
            format!("{} from points", time(*paid_at))
        }
        Some(Delivery { payment: Payment::Other { means, reference, .. }, paid_at, .. }) => {
            format!("{} by {means}, {reference}", time(*paid_at))
        }
        Some(Delivery { payment: Payment::Balance { invoice, .. }, paid_at, .. }) => {
            format!("{} from the balance, {invoice}", time(*paid_at))
        }
    }
}

fn show(number: OrderNumber, found: Option<OrderRow>, as_json: bool) -> anyhow::Result<()> {
    let row = found
        .ok_or_else(|| NotFound(format!("there is no order {number}: `registrar order list` shows them")))?;
    if as_json {
        terminal::json(&document(&row));
        return Ok(());
    }
    let terms = row.state.terms();
    let price = terms.and_then(|terms| Some(Money::from_cents(terms.cents()?, terms.currency).to_string()));
    let until = terms.map(|terms| time(terms.expires_at)).unwrap_or_default();
    terminal::facts(&[
        ("Number", row.number.to_string()),
        ("Account", row.account.map_or_else(String::new, |account| account.to_string())),
        ("Reference", row.reference.clone().unwrap_or_default()),
        ("Status", status(&row)),
        ("Price", format!("{} points, {} before tax", row.points, price.unwrap_or_default())),
        ("Paid", paid(&row)),
        ("To be paid by", if delivery(&row).is_none() { until } else { String::new() }),
        ("Placed", format!("{} ({})", time(row.placed_at), row.placed_through)),
        ("Last change", format!("{} by {}", time(row.changed_at), row.changed_by)),
    ]);
    let lines = terms.map(|terms| terms.lines.as_slice()).unwrap_or_default();
    let cells = (0u16..).zip(lines).map(|(place, line)| {
        let (word, operation, said) = far(&row, place);
        [
            Cell::new(place),
            Cell::new(&line.label),
            Cell::new(line.price.points).set_alignment(CellAlignment::Right),
            state(word),
            Cell::new(operation.map_or_else(String::new, |number| number.to_string())),
            Cell::new(said),
        ]
    });
    terminal::table(["Line", "What", "Points", "State", "Operation", "Said"], cells);
    Ok(())
}

fn document(row: &OrderRow) -> Value {
    let terms = row.state.terms();
    let lines = terms.map(|terms| terms.lines.as_slice()).unwrap_or_default();
    let lines: Vec<Value> = (0u16..)
        .zip(lines)
        .map(|(place, line)| {
            let (word, operation, said) = far(row, place);
            json!({
                "line": place, "with": line.with, "item": line.item.word(), "name": line.item.name(),
                "label": line.label, "points": line.price.points, "cents": line.price.cents,
                "rule": line.price.rule, "state": word, "operation": operation, "said": said,
            })
        })
        .collect();
    json!({
        "number": row.number.get(), "account": row.account.map(|account| account.get()),
        "reference": row.reference, "status": status(row),
        "status_word": row.status.map(|status| status.word_of_the_paper()), "points": row.points,
        "currency": terms.map(|terms| terms.currency.to_string()), "paid": paid(row),
        "placed_at": row.placed_at, "placed_through": row.placed_through,
        "expires_at": terms.map(|terms| terms.expires_at), "changed_at": row.changed_at,
        "changed_by": row.changed_by, "lines": lines,
    })
}

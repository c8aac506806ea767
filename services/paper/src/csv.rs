//! A statement as a table for programs: RFC 4180, UTF-8, plain numbers, moments of RFC 3339.

use application::StatementSheet;
use chrono::SecondsFormat;
use projections::ledger::Books;

const HEAD: [&str; 16] = [
    "sequence",
    "at",
    "kind",
    "operation",
    "label",
    "reference",
    "credit",
    "debit",
    "available",
    "reserved",
    "spent",
    "amount",
    "available_amount",
    "currency",
    "reason",
    "actor",
];

/// A statement as CSV: a line `opening`, one for each movement, and a line `closing`. Amounts are those of the points, at
/// the account's rate.
pub fn statement_csv(sheet: &StatementSheet) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(vec![]);
    // Into memory: neither the lengths of records nor the sink can fail.
    let mut write = |record: [String; 16]| _ = writer.write_record(record);
    write(HEAD.map(str::to_owned));
    write(balance(sheet, "opening", sheet.from.map(text), &sheet.opening));
    for entry in &sheet.entries {
        let change = entry.change();
        write([
            entry.sequence.to_string(),
            text(entry.at),
            entry.event_type.clone(),
            entry.operation.map(|operation| operation.to_string()).unwrap_or_default(),
            harmless(entry.label.as_deref()),
            harmless(entry.reference.as_deref()),
            if change > 0 { change.to_string() } else { String::new() },
            if change < 0 { change.unsigned_abs().to_string() } else { String::new() },
            entry.available.to_string(),
            entry.reserved.to_string(),
            entry.spent.to_string(),
            amount(sheet, change),
            amount(sheet, entry.available),
            sheet.currency.to_string(),
            harmless(entry.reason.as_deref()),
            entry.actor.clone(),
        ]);
    }
    write(balance(sheet, "closing", sheet.to.map(text), &sheet.closing));
    writer.into_inner().unwrap_or_default()
}

fn text(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn amount(sheet: &StatementSheet, points: i64) -> String {
    let worth = sheet.amount(points.into());
    worth.split_once(' ').map(|(amount, _)| amount.to_owned()).unwrap_or(worth)
}

fn balance(sheet: &StatementSheet, kind: &str, at: Option<String>, books: &Books) -> [String; 16] {
    let mut record: [String; 16] = Default::default();
    record[1] = at.unwrap_or_default();
    record[2] = kind.to_owned();
    (record[8], record[9], record[10]) =
        (books.available.to_string(), books.reserved.to_string(), books.spent.to_string());
    (record[12], record[13]) = (amount(sheet, books.available), sheet.currency.to_string());
    record
}

/// Spreadsheets take what begins like a formula for one; people write reasons.
fn harmless(words: Option<&str>) -> String {
    let words = words.unwrap_or_default();
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reason_becomes_a_formula() {
        assert_eq!(harmless(Some("=HYPERLINK(\"x\")")), "'=HYPERLINK(\"x\")");
        assert_eq!((harmless(Some("booked twice")), harmless(None)), ("booked twice".into(), String::new()));
    }
}

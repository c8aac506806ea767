//! Tables for programs: RFC 4180, UTF-8, plain numbers, moments of RFC 3339.

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

/// A table that is written line by line.
pub struct Table(::csv::Writer<Vec<u8>>);

impl Table {
    /// With these words in its first line.
    pub fn new(head: &[&str]) -> Self {
        let mut table =
            Self(::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(vec![]));
        // Into memory, as below: neither the lengths of records nor the sink can fail.
        _ = table.0.write_record(head);
        table
    }

    /// One more line, of as many fields as the first. What a spreadsheet would take for a formula becomes a text.
    pub fn line(&mut self, fields: &[String]) {
        let number = |field: &str| field.parse::<f64>().is_ok();
        let field = |field: &String| {
            if number(field) { field.clone() } else { harmless(Some(field)) }
        };
        _ = self.0.write_record(fields.iter().map(field));
    }

    /// The whole.
    pub fn finish(self) -> String {
        String::from_utf8(self.0.into_inner().unwrap_or_default()).unwrap_or_default()
    }
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
    fn a_table_keeps_numbers_and_quotes_what_has_to_be_quoted() {
        let mut table = Table::new(&["a", "b"]);
        table.line(&["-12".to_owned(), "one, \"two\"".to_owned()]);
        table.line(&["=1+1".to_owned(), "-x".to_owned()]);
        assert_eq!(table.finish(), "a,b\r\n-12,\"one, \"\"two\"\"\"\r\n'=1+1,'-x\r\n");
    }

    #[test]
    fn no_reason_becomes_a_formula() {
        assert_eq!(harmless(Some("=HYPERLINK(\"x\")")), "'=HYPERLINK(\"x\")");
        assert_eq!((harmless(Some("booked twice")), harmless(None)), ("booked twice".into(), String::new()));
    }
}

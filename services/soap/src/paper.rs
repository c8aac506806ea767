//! The return codes that the paper prints, as data: the door says so in its log when an answer is none of them, and a
//! story provokes every one of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `retval` as a table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Retval {
    /// This number.
    Is(i64),
    /// A number of ours: `ID`, `HID`, `TID`; or a count: `n`, `cnt`.
    Number,
}

/// A line of a function's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// `retcode`.
    pub retcode: i64,
    /// `retval`.
    pub retval: Retval,
    /// The paper's comment.
    pub words: &'static str,
    /// Whether the paper prints the line; the others are what it leaves open.
    pub printed: bool,
}

type Tables = BTreeMap<&'static str, Vec<Row>>;

static TABLES: LazyLock<Tables> = LazyLock::new(|| read(include_str!("paper.txt")));

fn read(text: &'static str) -> Tables {
    let mut tables = Tables::new();
    let mut function = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => function = line,
            Some(line) => tables.entry(function).or_default().extend(row(line)),
        }
    }
    tables
}

fn row(line: &'static str) -> Option<Row> {
    let (printed, line) = line.strip_prefix("+ ").map_or((true, line), |more| (false, more));
    let (retcode, rest) = line.split_once(' ')?;
    let (retval, words) = rest.split_once(' ').unwrap_or((rest, ""));
    let retval = match retval {
        "ID" | "HID" | "TID" | "n" | "cnt" => Retval::Number,
        number => Retval::Is(number.parse().ok()?),
    };
    Some(Row { retcode: retcode.parse().ok()?, retval, words, printed })
}

/// The 43 functions with their tables.
pub fn tables() -> impl Iterator<Item = (&'static str, &'static [Row])> {
    TABLES.iter().map(|(function, rows)| (*function, rows.as_slice()))
}

/// The line of a function's table that an answer is.
pub fn row_of(function: &str, retcode: i64, retval: i64) -> Option<&'static Row> {
    let rows = TABLES.get(function)?;
    let is = |wanted: Retval| rows.iter().find(|row| row.retcode == retcode && row.retval == wanted);
    is(Retval::Is(retval)).or_else(|| is(Retval::Number).filter(|_| retval >= 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::NAMES;
    use std::collections::BTreeSet;

    #[test]
    fn every_function_has_its_table_and_every_line_is_read() {
        let known: BTreeSet<&str> = NAMES.iter().copied().collect();
        assert_eq!(tables().map(|(function, _)| function).collect::<BTreeSet<_>>(), known);
        let lines = include_str!("paper.txt").lines().filter(|line| line.starts_with("  ")).count();
        assert_eq!(tables().map(|(_, rows)| rows.len()).sum::<usize>(), lines);
        assert_eq!(lines, 216);
    }

    #[test]
    fn an_answer_is_a_line_of_its_table() {
        let words = |function, retcode, retval| row_of(function, retcode, retval).map(|row| row.words);
        let nothing = "Aucun changement de la base de données suite a la demande d'update";
        assert_eq!(words("domain_update", 1, -1), Some(nothing));
        assert_eq!(row_of("domain_update", 1, 278).map(|row| row.retval), Some(Retval::Number));
        assert_eq!(words("domain_update", 1, -2), None);
        assert_eq!(words("domain_transferable", 1, 1), None);
        assert_eq!(words("domain_sell", 1, 1), None);
        assert_eq!(row_of("domain_create", -1, -20).map(|row| row.printed), Some(false));
    }

    /// Where the paper itself is at hand, the tables are its own.
    #[test]
    fn the_tables_are_those_of_the_paper() {
        let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds/soap-api-4.10.txt");
        let Ok(paper) = std::fs::read_to_string(seeds) else { return };
        let lines: BTreeSet<&str> = paper.lines().map(str::trim).collect();
        for line in include_str!("paper.txt").lines().filter_map(|line| line.strip_prefix("  ")) {
            let line = line.trim();
            let reason = line.strip_prefix("-1 ").unwrap_or(line);
            assert!(line.starts_with('+') || lines.contains(line) || lines.contains(reason), "{line}");
        }
    }
}

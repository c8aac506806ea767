//! What a run says: figures side by side, and a verdict on every goal.

use crate::statistics::Spread;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};
use serde::Serialize;
use std::fmt::Write;

/// One contender in one setting.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was the same for all contenders: `16 clients`.
    pub setting: String,
    /// Who.
    pub contender: String,
    /// What was measured, by name with unit: `commands/s`.
    pub figures: Vec<(&'static str, Spread)>,
}

impl Row {
    /// Without figures yet.
    pub fn new(setting: impl Into<String>, contender: impl Into<String>) -> Self {
        Self { setting: setting.into(), contender: contender.into(), figures: vec![] }
    }

    /// And this figure; nothing is added where nothing was measured.
    #[must_use]
    pub fn with(mut self, name: &'static str, values: &[f64]) -> Self {
        self.figures.extend(Spread::of(values).map(|spread| (name, spread)));
        self
    }
}

/// How a figure is compared with its goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// This or more.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// This or less.
    AtMost(f64),
}

impl Goal {
    fn is_reached_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::Below(bound) => value < bound,
            Self::AtMost(bound) => value <= bound,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(bound) => format!("at least {}", number(bound)),
            Self::Below(bound) => format!("below {}", number(bound)),
            Self::AtMost(bound) => format!("at most {}", number(bound)),
        }
    }
}

/// Whether a goal was reached.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// What was wanted of what.
    pub of: String,
    /// The measured value: its median decides.
    pub measured: Spread,
    /// Its unit; empty for a ratio.
    pub unit: &'static str,
    /// The goal.
    pub goal: Goal,
    /// Whether the median reaches it.
    pub reached: bool,
}

/// What one bench found.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its name on the command line.
    pub bench: &'static str,
    /// What was compared, in a sentence.
    pub about: String,
    /// The contenders.
    pub rows: Vec<Row>,
    /// The goals.
    pub verdicts: Vec<Verdict>,
}

impl Section {
    /// An empty one.
    pub fn new(bench: &'static str, about: impl Into<String>) -> Self {
        Self { bench, about: about.into(), rows: vec![], verdicts: vec![] }
    }

    /// Judges what was measured; nothing is said where nothing was.
    pub fn judge(&mut self, of: impl Into<String>, measured: Option<Spread>, unit: &'static str, goal: Goal) {
        let Some(measured) = measured else { return };
        let reached = goal.is_reached_by(measured.median);
        self.verdicts.push(Verdict { of: of.into(), measured, unit, goal, reached });
    }

    /// For people.
    pub fn to_text(&self) -> String {
        let mut names: Vec<&'static str> = vec![];
        for (name, _) in self.rows.iter().flat_map(|row| &row.figures) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(["setting", "contender"].into_iter().chain(names.iter().copied()));
        for row in &self.rows {
            let figure = |name: &&str| {
                let found = row.figures.iter().find(|(known, _)| known == name);
                Cell::new(found.map_or(String::new(), |(_, spread)| range(spread)))
                    .set_alignment(CellAlignment::Right)
            };
            let heads = [Cell::new(&row.setting), Cell::new(&row.contender)];
            table.add_row(heads.into_iter().chain(names.iter().map(figure)));
        }
        let mut text = format!("\n{}: {}\n{table}\n", self.bench, self.about);
        for verdict in &self.verdicts {
            let word = if verdict.reached { "reached" } else { "missed " };
            let unit = if verdict.unit.is_empty() { String::new() } else { format!(" {}", verdict.unit) };
            let _ = writeln!(
                text,
                "{word}  {}: {}{unit}, wanted {}{unit}",
                verdict.of,
                range(&verdict.measured),
                verdict.goal.words()
            );
        }
        text
    }
}

/// `median [low–high]`; the median alone where there was one round.
fn range(spread: &Spread) -> String {
    match spread.rounds {
        1 => number(spread.median),
        _ => format!("{} [{}–{}]", number(spread.median), number(spread.low), number(spread.high)),
    }
}

/// Three digits that matter, thousands apart.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let shown: Vec<String> =
            [0.256, 1.0, 12.345, 999.6, 1234.0, 1_234_567.8].into_iter().map(number).collect();
        assert_eq!(shown, ["0.26", "1.00", "12.3", "1,000", "1,234", "1,234,568"]);
    }

    #[test]
    fn the_median_decides_and_nothing_is_made_up() {
        let mut section = Section::new("append", "x");
        section.judge("a", Spread::of(&[2.0, 4.0, 3.1]), "", Goal::AtLeast(3.0));
        section.judge("b", Spread::of(&[10.0]), "", Goal::Below(10.0));
        section.judge("c", Spread::of(&[10.0]), "ms", Goal::AtMost(10.0));
        section.judge("never measured", Spread::of(&[]), "", Goal::AtLeast(0.0));
        let reached: Vec<_> = section.verdicts.iter().map(|verdict| verdict.reached).collect();
        assert_eq!(reached, [true, false, true]);
        let text = section.to_text();
        assert!(text.contains("reached  a: 3.10 [2.00–4.00], wanted at least 3.00"), "{text}");
        assert!(text.contains("missed   b: 10.0, wanted below 10.0"), "{text}");
    }
}

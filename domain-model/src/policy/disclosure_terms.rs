//! Until when a request for data that the directory does not show is answered: dated data
//! (`catalogue/disclosure-requests.toml`).

use std::sync::LazyLock;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, read};

/// The rules, by their first day.
#[derive(Clone, Debug)]
pub struct DisclosureDeadlines(Vec<DisclosureDeadline>);

/// How long an answer may take.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDeadline {
    name: String,
    from: NaiveDate,
    hours: u32,
    urgent_hours: u32,
    remind_hours: u32,
    keep_days: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    rule: Vec<Spanned<DisclosureDeadline>>,
}

impl DisclosureDeadlines {
    /// The rules that the program carries with it; read once.
    pub fn embedded() -> &'static Self {
        static READ: LazyLock<DisclosureDeadlines> = LazyLock::new(|| {
            let read = DisclosureDeadlines::read(include_str!("../../catalogue/disclosure-requests.toml"));
            read.unwrap_or_else(|mistake| {
                panic!(
                    "disclosure-requests.toml, line {:?}, {}: {}",
                    mistake.line, mistake.entry, mistake.problem
                )
            })
        });
        &READ
    }

    fn read(text: &str) -> Result<Self, Mistake> {
        let document: Document = read(text)?;
        let mut rules: Vec<DisclosureDeadline> = vec![];
        for written in document.rule {
            let (span, rule) = (written.span(), written.into_inner());
            let wrong = |problem| Err(Mistake::at(text, &span, &rule.name, problem));
            if rules.last().is_some_and(|earlier| earlier.from >= rule.from) {
                return wrong("rules stand by ascending first day");
            }
            if rule.urgent_hours == 0 || rule.urgent_hours > rule.hours || rule.remind_hours >= rule.hours {
                return wrong("an urgent request is answered sooner, and a reminder comes after the receipt");
            }
            rules.push(rule);
        }
        if rules.is_empty() {
            return Err(Mistake { entry: "the file".to_owned(), line: None, problem: "no rule".to_owned() });
        }
        Ok(Self(rules))
    }

    /// The rule of a day.
    pub fn on(&self, day: NaiveDate) -> &DisclosureDeadline {
        let began = self.0.iter().rev().find(|rule| rule.from <= day);
        began.unwrap_or(&self.0[0])
    }
}

impl DisclosureDeadline {
    /// Which it is: `nis2-28-5@2024-10-18`.
    pub fn rule(&self) -> String {
        format!("{}@{}", self.name, self.from)
    }

    /// When the answer to a request is due.
    pub fn due(&self, received: DateTime<Utc>, urgent: bool) -> DateTime<Utc> {
        received + hours(if urgent { self.urgent_hours } else { self.hours })
    }

    /// When the desk is reminded of it.
    pub fn remind(&self, received: DateTime<Utc>, urgent: bool) -> DateTime<Utc> {
        let due = self.due(received, urgent);
        if urgent { received + (due - received) / 2 } else { due - hours(self.remind_hours) }
    }

    /// How many days after its end a request is kept readable.
    pub fn keep_days(&self) -> u16 {
        self.keep_days
    }
}

/// Until when a request that ended is kept readable.
pub fn kept_until(ended: DateTime<Utc>, keep_days: u16) -> DateTime<Utc> {
    ended + Days::new(keep_days.into())
}

fn hours(number: u32) -> TimeDelta {
    TimeDelta::hours(number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn since_nis2_applies_an_answer_takes_three_days_and_an_urgent_one_a_day() {
        let rules = DisclosureDeadlines::embedded();
        let received = moment("2026-11-27T10:00:00Z");
        let rule = rules.on(received.date_naive());
        assert_eq!(rule.rule(), "nis2-28-5@2024-10-18");
        assert_eq!(rule.due(received, false), moment("2026-11-30T10:00:00Z"));
        assert_eq!(rule.remind(received, false), moment("2026-11-29T10:00:00Z"));
        assert_eq!(rule.due(received, true), moment("2026-11-28T10:00:00Z"));
        assert_eq!(rule.remind(received, true), moment("2026-11-27T22:00:00Z"));
    }

    #[test]
    fn the_rule_in_force_is_that_of_the_day() {
        let rules = DisclosureDeadlines::embedded();
        let on = |year, month, day| rules.on(NaiveDate::from_ymd_opt(year, month, day).unwrap()).rule();
        assert_eq!(on(2024, 10, 17), "icann-30-days@2018-05-25");
        assert_eq!(on(2024, 10, 18), "nis2-28-5@2024-10-18");
        assert_eq!(on(2001, 1, 1), "icann-30-days@2018-05-25");
    }

    #[test]
    fn mistakes_name_the_entry() {
        let rule = |from: &str, hours: u32, urgent: u32| {
            format!(
                "[[rule]]\nname = \"r{from}\"\nfrom = \"{from}\"\nhours = {hours}\nurgent_hours = {urgent}\n\
                 remind_hours = 1\nkeep_days = 1\n"
            )
        };
        let wrong = |text: &str| DisclosureDeadlines::read(text).err().map(|mistake| mistake.entry);
        assert_eq!(wrong(&rule("2020-01-01", 72, 24)), None);
        assert_eq!(wrong("rule = []"), Some("the file".to_owned()));
        assert_eq!(wrong(&rule("2020-01-01", 24, 72)), Some("r2020-01-01".to_owned()));
        let descending = rule("2020-01-02", 72, 24) + &rule("2020-01-01", 72, 24);
        assert_eq!(wrong(&descending), Some("r2020-01-01".to_owned()));
    }
}

//! A series of numbers without gaps or repetitions, one a kind of document and year: `Absent → Counting`.
//!
//! A number is taken in the transaction of the document that bears it, from the stream of its series. Whoever else takes
//! the same one meets a conflict, and a transaction that is refused has taken none: so the series has no gap under any
//! concurrency or crash. Days never go back along a series.

use crate::values::{InvoiceNumber, InvoiceSeriesId};
use crate::{aggregate, domain_event};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What may be asked of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take a place: only the next one is there to be taken.
    Take {
        /// From 1.
        place: u32,
        /// The day of the document.
        day: NaiveDate,
    },
}

/// What happened to a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A place is taken.
    Taken {
        /// From 1.
        place: u32,
        /// The day of the document.
        day: NaiveDate,
    },
}

domain_event!(Event { Taken => "1.0" });

/// Why a series says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody was faster, or the place lies beyond the next one.
    #[error("the next number of the series is {next}")]
    NotNext {
        /// The place that can be taken.
        next: u32,
        /// The day of the last document.
        last_day: Option<NaiveDate>,
    },
    /// A document would be dated before the one with the number before.
    #[error("the last document of the series is of {0}: a later one cannot be dated before it")]
    BeforeLast(NaiveDate),
}

/// A series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvoiceSeries {
    /// No document yet.
    #[default]
    Absent,
    /// So many documents.
    Counting {
        /// The last place that was taken.
        last: u32,
        /// The day of that document.
        day: NaiveDate,
    },
}

aggregate!(InvoiceSeries, "invoice-series", InvoiceSeriesId, Command, Event, Refusal, snapshot every 500);

impl InvoiceSeries {
    /// The place that can be taken.
    pub fn next(&self) -> u32 {
        match self {
            Self::Absent => 1,
            Self::Counting { last, .. } => last.saturating_add(1),
        }
    }

    /// The day of the last document.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Absent => None,
            Self::Counting { day, .. } => Some(*day),
        }
    }

    /// The number of the next document; none when the series is full.
    pub fn next_number(&self, series: InvoiceSeriesId) -> Option<InvoiceNumber> {
        InvoiceNumber::new(series, self.next()).ok()
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Take { place, day } = command;
        if *place != self.next() {
            return Err(Refusal::NotNext { next: self.next(), last_day: self.last_day() });
        }
        match self.last_day() {
            Some(last) if *day < last => Err(Refusal::BeforeLast(last)),
            _ => Ok(vec![Event::Taken { place: *place, day: *day }]),
        }
    }

    fn evolve(&mut self, event: Event) {
        let Event::Taken { place, day } = event;
        *self = Self::Counting { last: place, day };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;
    use crate::testing::samples::day;
    use proptest::prelude::*;

    fn take(place: u32, on: u64) -> Command {
        Command::Take { place, day: day(on).date_naive() }
    }

    fn taken(place: u32, on: u64) -> Event {
        Event::Taken { place, day: day(on).date_naive() }
    }

    #[test]
    fn places_are_taken_one_after_the_other() {
        let next = |next, last_day: Option<u64>| Refusal::NotNext {
            next,
            last_day: last_day.map(|on| day(on).date_naive()),
        };
        given::<InvoiceSeries>([])
            .when(take(1, 0))
            .then([taken(1, 0)])
            .and_twice_is_refused(next(2, Some(0)));
        given::<InvoiceSeries>([]).when(take(2, 0)).then_refused(next(1, None));
        given::<InvoiceSeries>([taken(1, 3)]).when(take(3, 3)).then_refused(next(2, Some(3)));
    }

    #[test]
    fn days_never_go_back() {
        let last = day(3).date_naive();
        given::<InvoiceSeries>([taken(1, 3)]).when(take(2, 2)).then_refused(Refusal::BeforeLast(last));
        given::<InvoiceSeries>([taken(1, 3)]).when(take(2, 3)).then([taken(2, 3)]);
    }

    proptest! {
        /// Whatever is asked for, in whatever order: what was taken is 1, 2, 3 … with days that never go back.
        #[test]
        fn no_gap_and_no_double(asked in proptest::collection::vec((0_u32..12, 0_u64..5), 0..60)) {
            let mut series = InvoiceSeries::default();
            let mut taken = vec![];
            for (place, on) in asked {
                for event in series.decided(&take(place, on)).unwrap_or_default() {
                    let Event::Taken { place, day } = event.clone();
                    taken.push((place, day));
                    series.evolve(event);
                }
            }
            let places: Vec<u32> = taken.iter().map(|(place, _)| *place).collect();
            prop_assert_eq!(places, (1..=u32::try_from(taken.len()).unwrap()).collect::<Vec<_>>());
            prop_assert!(taken.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        }
    }
}

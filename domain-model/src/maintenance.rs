//! The maintenance windows of a registry, as it announces them to its registrars: one stream a registry.
//!
//! `Planned → CalledOff`; a planned window is under way and over by itself, by the clock. While one is under way nothing
//! new is sent to the registry: operations wait, and lose no attempt on a registry that is known to be closed.

use crate::values::{Reason, RegistryId};
use crate::{aggregate, domain_event};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// No window is longer: what is announced for longer is no maintenance, and more likely a slip.
pub const LONGEST: TimeDelta = TimeDelta::days(7);

/// A window, both ends in UTC; the last moment does not belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Counted from 1 for each registry.
    pub number: u32,
    /// From when on the registry is closed.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What the registry says about it.
    pub reason: Reason,
}

impl Window {
    /// Whether the registry is closed by it.
    pub fn is_under_way(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }

    fn meets(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        self.from < until && from < self.until
    }
}

/// What may be asked of a registry's windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Plan one.
    Plan {
        /// From when on.
        from: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
        /// What the registry says about it.
        reason: Reason,
        /// The present.
        at: DateTime<Utc>,
    },
    /// It does not take place, or is over before its time.
    CallOff {
        /// Which one.
        number: u32,
        /// How that is known.
        reason: Reason,
        /// The present.
        at: DateTime<Utc>,
    },
}

/// What happened to a registry's windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// One is planned.
    Planned {
        /// Which one.
        window: Window,
    },
    /// One does not take place, or was over before its time.
    CalledOff {
        /// Which one.
        number: u32,
        /// How that is known.
        reason: Reason,
    },
}

domain_event!(Event { Planned => "1.0", CalledOff => "1.0" });

/// Why a window is not planned or called off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of that number.
    #[error("this registry has no maintenance window {0}")]
    Unknown(u32),
    /// It ends before it begins.
    #[error("a window ends after it begins, and this one would end at {until} and begin at {from}")]
    Backwards {
        /// As asked.
        from: DateTime<Utc>,
        /// As asked.
        until: DateTime<Utc>,
    },
    /// It is in the past.
    #[error("a window that was over at {0} cannot be planned")]
    Past(DateTime<Utc>),
    /// It is longer than [`LONGEST`].
    #[error("a window lasts 7 days at most")]
    TooLong,
    /// It meets another one.
    #[error("window {} lasts from {} until {}: call it off first, or plan what lies outside it", .0.number, .0.from, .0.until)]
    Overlaps(Box<Window>),
    /// Its time is over.
    #[error("maintenance window {0} is over")]
    Over(u32),
}

/// The windows of a registry, in the order of their beginnings; those called off are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    last: u32,
    windows: Vec<Window>,
    called_off: Vec<u32>,
}

aggregate!(Maintenance, "maintenance", RegistryId, Command, Event, Refusal, snapshot every 200);

impl Maintenance {
    /// The window that is under way.
    pub fn under_way(&self, at: DateTime<Utc>) -> Option<&Window> {
        self.windows.iter().find(|window| window.is_under_way(at))
    }

    /// The windows under way or to come, the next one first.
    pub fn ahead(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Window> {
        self.windows.iter().filter(move |window| at < window.until)
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Plan { from, until, reason, at } => {
                let (from, until) = (*from, *until);
                if until <= from {
                    return Err(Refusal::Backwards { from, until });
                }
                if until <= *at {
                    return Err(Refusal::Past(until));
                }
                if until - from > LONGEST {
                    return Err(Refusal::TooLong);
                }
                if let Some(other) = self.windows.iter().find(|window| window.meets(from, until)) {
                    return Err(Refusal::Overlaps(Box::new(other.clone())));
                }
                let number = self.last.saturating_add(1);
                Ok(vec![Event::Planned { window: Window { number, from, until, reason: reason.clone() } }])
            }
            Command::CallOff { number, .. } if self.called_off.contains(number) => Ok(vec![]),
            Command::CallOff { number, reason, at } => {
                let window = self.windows.iter().find(|window| window.number == *number);
                match window.ok_or(Refusal::Unknown(*number))?.until <= *at {
                    true => Err(Refusal::Over(*number)),
                    false => Ok(vec![Event::CalledOff { number: *number, reason: reason.clone() }]),
                }
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Planned { window } => {
                self.last = window.number;
                let place = self.windows.partition_point(|other| other.from < window.from);
                self.windows.insert(place, window);
            }
            Event::CalledOff { number, .. } => {
                self.windows.retain(|window| window.number != number);
                self.called_off.push(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;
    use crate::testing::samples::{day, reason};

    fn window(number: u32, from: u64, until: u64) -> Window {
        Window { number, from: day(from), until: day(until), reason: reason("new storage") }
    }

    fn planned(number: u32, from: u64, until: u64) -> Event {
        Event::Planned { window: window(number, from, until) }
    }

    fn plan(from: u64, until: u64, at: u64) -> Command {
        Command::Plan { from: day(from), until: day(until), reason: reason("new storage"), at: day(at) }
    }

    fn call_off(number: u32, at: u64) -> Command {
        Command::CallOff { number, reason: reason("put off"), at: day(at) }
    }

    fn called_off(number: u32) -> Event {
        Event::CalledOff { number, reason: reason("put off") }
    }

    #[test]
    fn windows_are_planned_beside_each_other() {
        given::<Maintenance>([planned(1, 4, 5)]).when(plan(2, 4, 0)).then([planned(2, 2, 4)]);
        let both = given::<Maintenance>([planned(1, 4, 5), planned(2, 2, 4)]);
        let both = both.state();
        let numbers = |at| -> Vec<u32> { both.ahead(day(at)).map(|window| window.number).collect() };
        assert_eq!((numbers(0), numbers(4), numbers(5)), (vec![2, 1], vec![1], vec![]));
        let under_way = |at| both.under_way(day(at)).map(|window| window.number);
        assert_eq!(
            [under_way(1), under_way(2), under_way(4), under_way(5)],
            [None, Some(2), Some(1), None],
            "the last moment belongs to what follows"
        );
        given::<Maintenance>([planned(1, 4, 6)]).when(plan(6, 8, 0)).then([planned(2, 6, 8)]);
        given::<Maintenance>([planned(1, 4, 6)])
            .when(plan(5, 7, 0))
            .then_refused(Refusal::Overlaps(Box::new(window(1, 4, 6))));
    }

    #[test]
    fn a_window_has_a_possible_time() {
        let backwards = Refusal::Backwards { from: day(3), until: day(3) };
        given::<Maintenance>([]).when(plan(3, 3, 0)).then_refused(backwards);
        given::<Maintenance>([]).when(plan(1, 2, 2)).then_refused(Refusal::Past(day(2)));
        given::<Maintenance>([]).when(plan(1, 2, 1)).then([planned(1, 1, 2)]);
        given::<Maintenance>([]).when(plan(1, 9, 0)).then_refused(Refusal::TooLong);
        given::<Maintenance>([]).when(plan(1, 8, 0)).then([planned(1, 1, 8)]);
    }

    #[test]
    fn what_is_called_off_leaves_its_time_to_another() {
        given::<Maintenance>([]).when(call_off(1, 0)).then_refused(Refusal::Unknown(1));
        given::<Maintenance>([planned(1, 1, 2)]).when(call_off(1, 2)).then_refused(Refusal::Over(1));
        let off = given::<Maintenance>([planned(1, 1, 3)])
            .when(call_off(1, 2))
            .then([called_off(1)])
            .and_twice_is_silence();
        assert!(off.state().under_way(day(2)).is_none());
        given::<Maintenance>([planned(1, 1, 3), called_off(1)]).when(plan(2, 3, 0)).then([planned(2, 2, 3)]);
    }
}

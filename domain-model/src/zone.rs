//! A zone of its owner's own: `Absent → Of(registration) → Of(next registration) → …`
//!
//! It belongs to the registration that it was written for: the next one of the name starts empty. What stands in a zone
//! is public, so nothing is sealed.

use crate::values::{DomainName, RegistrationNumber, ZoneRecords};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};

/// How large a zone may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneLimits {
    /// Records.
    pub records: u16,
    /// Bytes of the text that they are read from.
    pub bytes: u32,
}

/// What may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put these records in the place of all that were there.
    Replace {
        /// The registration in force.
        registration: RegistrationNumber,
        /// All records.
        records: ZoneRecords,
        /// Bytes of the text that they were read from.
        bytes: u32,
        /// How large it may be.
        limits: ZoneLimits,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The zone holds these records.
    Replaced {
        /// For which registration.
        registration: RegistrationNumber,
        /// All records.
        records: ZoneRecords,
        /// The limits that were applied.
        limits: ZoneLimits,
    },
}

domain_event!(Event { Replaced => "1.0" });

/// Why a zone says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too many records.
    #[error("a zone has at most {most} records")]
    TooManyRecords {
        /// The limit.
        most: u16,
    },
    /// Too long a text.
    #[error("the text of a zone has at most {most} bytes")]
    TooLong {
        /// The limit.
        most: u32,
    },
}

/// A zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Zone {
    /// Never written.
    #[default]
    Absent,
    /// That of one registration.
    Of {
        /// Which.
        registration: RegistrationNumber,
        /// All records.
        records: ZoneRecords,
    },
}

aggregate!(Zone, "zone", DomainName, Command, Event, Refusal, snapshot every 100);

impl Zone {
    /// The records of a registration; nothing where none were written for it.
    pub fn of(&self, number: RegistrationNumber) -> Option<&ZoneRecords> {
        match self {
            Self::Of { registration, records } if *registration == number => Some(records),
            _ => None,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Replace { registration, records, bytes, limits } = command;
        if *bytes > limits.bytes {
            return Err(Refusal::TooLong { most: limits.bytes });
        }
        if records.len() > usize::from(limits.records) {
            return Err(Refusal::TooManyRecords { most: limits.records });
        }
        if self.of(*registration) == Some(records) {
            return Ok(vec![]);
        }
        Ok(vec![Event::Replaced { registration: *registration, records: records.clone(), limits: *limits }])
    }

    fn evolve(&mut self, event: Event) {
        let Event::Replaced { registration, records, .. } = event;
        *self = Self::Of { registration, records };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;
    use crate::values::{RecordType, ZoneRecord};

    const LIMITS: ZoneLimits = ZoneLimits { records: 2, bytes: 100 };

    fn of(number: u64) -> RegistrationNumber {
        RegistrationNumber::new(number)
    }

    fn records(addresses: &[&str]) -> ZoneRecords {
        let record = |address: &&str| {
            let (name, value) = ("www".to_owned(), (*address).to_owned());
            ZoneRecord { name, ttl: 28_800, kind: RecordType::A, value }
        };
        ZoneRecords::new("example.com", addresses.iter().map(record).collect()).unwrap()
    }

    fn replace(registration: u64, addresses: &[&str], bytes: u32) -> Command {
        let (registration, records) = (of(registration), records(addresses));
        Command::Replace { registration, records, bytes, limits: LIMITS }
    }

    fn replaced(registration: u64, addresses: &[&str]) -> Event {
        Event::Replaced { registration: of(registration), records: records(addresses), limits: LIMITS }
    }

    #[test]
    fn a_set_replaces_the_one_before() {
        let after = given::<Zone>([])
            .when(replace(1, &["88.191.249.162"], 20))
            .then([replaced(1, &["88.191.249.162"])])
            .and_twice_is_silence()
            .when(replace(1, &["88.191.249.1", "88.191.249.2"], 40))
            .then([replaced(1, &["88.191.249.1", "88.191.249.2"])])
            .and_twice_is_silence()
            .when(replace(1, &[], 0))
            .then([replaced(1, &[])])
            .after();
        assert_eq!(after.state().of(of(1)), Some(&records(&[])));
    }

    #[test]
    fn a_zone_has_its_limits() {
        given::<Zone>([])
            .when(replace(1, &["88.191.249.1", "88.191.249.2", "88.191.249.3"], 60))
            .then_refused(Refusal::TooManyRecords { most: 2 })
            .when(replace(1, &["88.191.249.1"], 101))
            .then_refused(Refusal::TooLong { most: 100 });
    }

    #[test]
    fn the_next_registration_starts_empty() {
        let past = given::<Zone>([replaced(1, &["88.191.249.162"])]);
        assert_eq!(past.state().of(of(2)), None);
        let next =
            past.when(replace(2, &["88.191.249.162"], 20)).then([replaced(2, &["88.191.249.162"])]).after();
        assert_eq!(next.state().of(of(1)), None);
    }
}

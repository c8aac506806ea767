//! The period of a registration, in years.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rules::broken_rules;

broken_rules! {
    /// Why a number is not a period.
    PeriodError on "period" {
        OutOfRange: "period-range", "a period is 1 to 10 years";
        NotANumber: "period-form", "a period is a whole number of years";
    }
}

/// A period of 1 to 10 whole years. Serialises as an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Period(u8);

impl Period {
    /// One year.
    pub const ONE_YEAR: Period = Period(1);
    /// The longest period, and the furthest that a name may be paid ahead.
    pub const MAX: Period = Period(10);

    /// A period of so many years.
    pub const fn new(years: u32) -> Result<Self, PeriodError> {
        if years >= 1 && years <= 10 { Ok(Self(years as u8)) } else { Err(PeriodError::OutOfRange) }
    }

    /// The number of years, 1 to 10.
    pub const fn years(self) -> u32 {
        self.0 as u32
    }
}

impl TryFrom<u32> for Period {
    type Error = PeriodError;
    fn try_from(years: u32) -> Result<Self, PeriodError> {
        Self::new(years)
    }
}

impl From<Period> for u32 {
    fn from(period: Period) -> u32 {
        period.years()
    }
}

impl std::str::FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        text.parse::<u32>().map_err(|_| PeriodError::NotANumber).and_then(Self::new)
    }
}

impl TryFrom<&str> for Period {
    type Error = PeriodError;
    fn try_from(text: &str) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_one_to_ten_years_are_a_period(years in any::<u32>()) {
            prop_assert_eq!(Period::new(years).is_ok(), (1..=10).contains(&years));
            prop_assert_eq!(Period::new(years % 12).is_ok(), (1..=10).contains(&(years % 12)));
        }
    }

    #[test]
    fn documents_are_checked_again() {
        assert_eq!(serde_json::from_str::<Period>("10").unwrap(), Period::MAX);
        assert!(serde_json::from_str::<Period>("0").is_err());
        assert!(serde_json::from_str::<Period>("-1").is_err());
        assert!(serde_json::from_str::<Period>("11").is_err());
        assert_eq!("1".parse::<Period>().unwrap(), Period::ONE_YEAR);
        assert_eq!("".parse::<Period>(), Err(PeriodError::NotANumber));
    }
}

//! What an obligation is known by.

use crate::values::DisclosureNumber;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A notice to the registrant so many days before the expiry (ERRP).
    ExpiryNotice {
        /// The day before expiry on which it is sent.
        days: u16,
    },
    /// A notice to the registrant soon after the expiry (ERRP).
    ExpiredNotice,
    /// The service of an expired name is interrupted some days before its deletion (ERRP).
    Interruption,
    /// The service of a name that was interrupted is given back once it is renewed (ERRP).
    Reinstatement,
    /// An expired name that nobody renewed is deleted before the registry's grace period ends.
    Deletion,
    /// The registrant is reminded of the registration data once a year (formerly WDRP).
    DataReminder,
    /// The name is suspended unless its owner has confirmed the data by this day (WAPS).
    Verification,
    /// The service of a name that was suspended is given back once its owner has confirmed the data (WAPS).
    Resumption,
    /// A request for data of the name's persons is answered (NIS2, article 28(5)). Opened and discharged by the request
    /// itself: it is never in a name's own stream.
    DisclosureAnswer {
        /// The request.
        request: DisclosureNumber,
    },
}

const EXPIRY_NOTICE: &str = "expiry-notice-";
const DISCLOSURE_ANSWER: &str = "disclosure-answer-";

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiryNotice { days } => write!(f, "{EXPIRY_NOTICE}{days}"),
            Self::ExpiredNotice => f.write_str("expired-notice"),
            Self::Interruption => f.write_str("interruption"),
            Self::Reinstatement => f.write_str("reinstatement"),
            Self::Deletion => f.write_str("deletion"),
            Self::DataReminder => f.write_str("data-reminder"),
            Self::Verification => f.write_str("verification"),
            Self::Resumption => f.write_str("resumption"),
            Self::DisclosureAnswer { request } => write!(f, "{DISCLOSURE_ANSWER}{request}"),
        }
    }
}

impl FromStr for Kind {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        Ok(match text {
            "expired-notice" => Self::ExpiredNotice,
            "interruption" => Self::Interruption,
            "reinstatement" => Self::Reinstatement,
            "deletion" => Self::Deletion,
            "data-reminder" => Self::DataReminder,
            "verification" => Self::Verification,
            "resumption" => Self::Resumption,
            other if other.starts_with(DISCLOSURE_ANSWER) => {
                let request = other.strip_prefix(DISCLOSURE_ANSWER).and_then(|number| number.parse().ok());
                Self::DisclosureAnswer { request: request.ok_or(InvalidKey)? }
            }
            other => {
                let days = other.strip_prefix(EXPIRY_NOTICE).and_then(|days| days.parse().ok());
                Self::ExpiryNotice { days: days.ok_or(InvalidKey)? }
            }
        })
    }
}

/// What is owed, and the day that it is about: an expiry, an anniversary, the last day to confirm. `expiry-notice-30@2027-11-27`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What.
    pub kind: Kind,
    /// The day that it is about.
    pub about: NaiveDate,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.kind, self.about)
    }
}

/// Text that names no obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("obligation: KIND@YEAR-MONTH-DAY is expected, for example expired-notice@2027-11-27")]
pub struct InvalidKey;

impl FromStr for Key {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let (kind, about) = text.split_once('@').ok_or(InvalidKey)?;
        Ok(Self { kind: kind.parse()?, about: about.parse().map_err(|_| InvalidKey)? })
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

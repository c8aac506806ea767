//! The links by which a person confirms the data of a contact.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The mailed links by which a person confirms the data. They are good for the data that they were mailed about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerificationLinks {
    /// Serial of the last one; 0 where none was mailed.
    pub serial: u32,
    /// When it was mailed.
    pub mailed_at: Option<DateTime<Utc>>,
    /// Those up to this serial are void.
    pub void: u32,
    /// The one that the last confirmation came by.
    pub used: Option<u32>,
}

impl VerificationLinks {
    pub(super) fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a link is good for the data as it is.
    pub fn accept(&self, serial: u32) -> bool {
        serial > self.void && serial <= self.serial
    }
}

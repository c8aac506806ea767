//! What somebody shows to sign in, and the session that follows.

use crate::values::Sealed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What somebody has shown beside a password, checked by the application against the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    Password,
    /// A right code of the second factor in force, of this time step (RFC 6238).
    Code {
        /// The time step that it is of.
        step: u64,
    },
    /// One of the recovery codes.
    Recovery {
        /// SHA-256 of the code, hexadecimal.
        hash: String,
    },
    /// The first right code of the second factor on offer.
    Enrolment {
        /// The time step that it is of.
        step: u64,
        /// SHA-256 of the recovery codes that go with it, hexadecimal.
        hashes: BTreeSet<String>,
    },
    /// No password: a provider of OpenID Connect vouches for the person, and has asked for what it wants to see.
    Provider,
}

/// A session of the pages. Its times are real ones, whatever the registrar's clock says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// From which network address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Sealed<String>>,
    /// With which browser, on which system.
    pub agent: Agent,
    /// The issuer of OpenID Connect that vouched for the person; absent where it was a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// Browser and system of a session in a few words, as its browser names them: a mark for its owner, no proof of anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Agent(String);

impl Agent {
    /// In characters.
    pub const LONGEST: usize = 80;

    /// The first words of a text, in which nothing can be hidden: what cannot be shown is left out.
    pub fn of(text: &str) -> Self {
        let shown = text.trim().chars().filter(|letter| !letter.is_control());
        Self(shown.take(Self::LONGEST).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

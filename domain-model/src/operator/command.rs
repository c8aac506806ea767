//! What may be asked of an operator, what happened to one, and why one says no.

use super::{Agent, Role};
use crate::domain_event;
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
}

/// What may be asked of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let somebody in.
    Enrol {
        /// As what.
        role: Role,
        /// argon2id, PHC string.
        password_hash: String,
    },
    /// Set another password: every session ends.
    SetPassword {
        /// argon2id, PHC string.
        hash: String,
    },
    /// Change the role: every session ends.
    SetRole {
        /// To what.
        role: Role,
    },
    /// Issue a bearer token.
    IssueToken {
        /// SHA-256 of the token, hexadecimal: a token has 256 random bits, so that no slow hash is needed.
        digest: String,
        /// When it ends.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Take a token back.
    RevokeToken {
        /// SHA-256 of the token.
        digest: String,
    },
    /// Show the secret of a second factor; one that was offered before is good for nothing more.
    OfferSecondFactor {
        /// Base 32, 160 bits.
        secret: Sealed<String>,
    },
    /// A right code of the secret on offer: from now on no sign-in goes without one.
    ConfirmSecondFactor {
        /// The time step that the code is of.
        step: u64,
        /// SHA-256 of the recovery codes that go with it, hexadecimal.
        hashes: BTreeSet<String>,
    },
    /// Take the second factor away, with its recovery codes.
    RemoveSecondFactor {
        /// What the operator has shown; absent where another one decides.
        proof: Option<Proof>,
    },
    /// Sign in. The password was right.
    OpenSession {
        /// What was shown beside the password.
        proof: Proof,
        /// The session.
        session: Session,
        /// SHA-256 of what the browser keeps, hexadecimal: it has 256 random bits.
        digest: String,
    },
    /// Sign out.
    CloseSession {
        /// SHA-256 of what the browser keeps.
        digest: String,
    },
    /// Somebody leaves: every token and session ends.
    Leave,
}

/// A session of the back-office pages. Its times are real ones, whatever the registrar's clock says.
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
}

/// What happened to an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody was let in.
    Enrolled {
        /// As what.
        role: Role,
        /// argon2id, PHC string.
        password_hash: String,
    },
    /// Another password.
    PasswordSet {
        /// argon2id, PHC string.
        hash: String,
    },
    /// Another role.
    RoleSet {
        /// Which.
        role: Role,
    },
    /// A bearer token was issued.
    TokenIssued {
        /// SHA-256 of the token, hexadecimal.
        digest: String,
        /// When it ends.
        expires_at: Option<DateTime<Utc>>,
    },
    /// A token was taken back.
    TokenRevoked {
        /// SHA-256 of the token.
        digest: String,
    },
    /// The secret of a second factor was shown.
    SecondFactorOffered {
        /// Base 32, 160 bits.
        secret: Sealed<String>,
    },
    /// A right code was given for it: it is in force.
    SecondFactorConfirmed {
        /// The time step that the code was of: codes of it and of those before it serve no more.
        step: u64,
    },
    /// The second factor is gone, with its recovery codes.
    SecondFactorRemoved,
    /// Codes that serve once each in place of one of the second factor; those before them serve no more.
    RecoveryCodesSet {
        /// SHA-256 of each, hexadecimal.
        hashes: BTreeSet<String>,
    },
    /// A recovery code has served.
    RecoveryCodeUsed {
        /// SHA-256 of the code, hexadecimal.
        hash: String,
    },
    /// Somebody signed in.
    SessionOpened {
        /// SHA-256 of what the browser keeps, hexadecimal.
        digest: String,
        /// The session.
        #[serde(flatten)]
        session: Session,
        /// The time step of the code that was given: codes of it and of those before it serve no more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<u64>,
    },
    /// A session has ended before its time.
    SessionClosed {
        /// SHA-256 of what the browser keeps.
        digest: String,
    },
    /// Somebody left.
    Departed,
}

domain_event!(Event {
    Enrolled => "1.0", PasswordSet => "1.0", RoleSet => "1.0", TokenIssued => "1.0", TokenRevoked => "1.0",
    SecondFactorOffered => "1.0", SecondFactorConfirmed => "1.0", SecondFactorRemoved => "1.0",
    RecoveryCodesSet => "1.0", RecoveryCodeUsed => "1.0", SessionOpened => "1.0", SessionClosed => "1.0",
    Departed => "1.0",
});

/// Why an operator says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The login is taken.
    #[error("this login is taken")]
    LoginTaken,
    /// Nobody of that name works here.
    #[error("there is no such operator")]
    Unknown,
    /// A stolen session must not replace what protects the sign-in.
    #[error("a second factor is in force: remove it before another one is set up")]
    SecondFactorInForce,
    /// There is no second factor to be removed.
    #[error("there is no second factor")]
    NoSecondFactor,
    /// No secret is on offer.
    #[error("no second factor was offered: ask for one first")]
    NothingOffered,
    /// A second factor is in force.
    #[error("a code of the second factor is needed")]
    CodeNeeded,
    /// The code is no code of the secret, or it has served.
    #[error("the code is wrong, or has been used")]
    CodeWrong,
}

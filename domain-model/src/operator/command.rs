//! What may be asked of an operator, what happened to one, and why one says no.

use super::Role;
use crate::domain_event;
use crate::sign_in::{self, Session};
use crate::values::Sealed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// About the second factor and the sessions.
    SignIn(sign_in::Command),
    /// Somebody leaves: every token and session ends.
    Leave,
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
    /// What a sign-in takes is not there.
    #[error(transparent)]
    SignIn(#[from] sign_in::Refusal),
}

/// The events of a sign-in stand among the operator's own, under the same names.
macro_rules! of_sign_in {
    ($($variant:ident { $($field:ident),* },)+) => {
        impl From<sign_in::Event> for Event {
            fn from(event: sign_in::Event) -> Self {
                match event {
                    $(sign_in::Event::$variant { $($field),* } => Self::$variant { $($field),* },)+
                }
            }
        }

        impl Event {
            /// What it says of the sign-in, if it does.
            pub(super) fn of_sign_in(self) -> Option<sign_in::Event> {
                match self {
                    $(Self::$variant { $($field),* } => Some(sign_in::Event::$variant { $($field),* }),)+
                    _ => None,
                }
            }
        }
    };
}

of_sign_in! {
    SecondFactorOffered { secret },
    SecondFactorConfirmed { step },
    SecondFactorRemoved {},
    RecoveryCodesSet { hashes },
    RecoveryCodeUsed { hash },
    SessionOpened { digest, session, step },
    SessionClosed { digest },
}

//! What signing in at the pages takes beside a password, and the sessions that follow: the same for the staff, whose
//! streams are [`Operator`](crate::operator::Operator)'s, and for accounts.
//!
//! An account's password is its own (`Account`); what else its sign-in takes is a stream beside it, since every call of
//! every door reads the account's, and every sign-in writes here.

mod second_factor;
#[cfg(test)]
mod tests;
mod words;

pub use second_factor::SecondFactor;
pub use words::{Agent, Proof, Session};

use crate::values::{AccountNumber, Purpose, SealOwner, Sealed};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What may be asked about a second factor or a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
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
        /// What was shown by the one whose it is; absent where somebody else decides.
        proof: Option<Proof>,
    },
    /// Sign in. The password was right, or somebody vouches.
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
    /// Every session ends, because the password is another.
    CloseSessions,
}

/// What happened to a second factor or a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
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
}

domain_event!(Event {
    SecondFactorOffered => "1.0", SecondFactorConfirmed => "1.0", SecondFactorRemoved => "1.0",
    RecoveryCodesSet => "1.0", RecoveryCodeUsed => "1.0", SessionOpened => "1.0", SessionClosed => "1.0",
});

/// Why nobody is let in, or a second factor not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
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

/// Second factor and sessions of one login. What an account's sign-in takes beside the account's password is a stream of
/// this alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entrance {
    /// What a sign-in takes beside the password.
    pub second_factor: SecondFactor,
    /// Sessions that were not closed, by digest; those whose time is over stay until the next one is opened.
    pub sessions: BTreeMap<String, Session>,
}

/// The entrance of an account to its own pages.
pub type AccountSignIn = Entrance;

aggregate!(Entrance, "account-sign-in", AccountNumber, Command, Event, Refusal);

/// Where an account has signed in from is sealed as the addresses of its commands are.
pub fn evidence_of(account: AccountNumber) -> SealOwner {
    SealOwner::new("account", account, Purpose::Evidence)
}

impl Entrance {
    /// Sessions of one login at a time; the next one ends the oldest.
    pub const SESSIONS: usize = 20;

    pub(crate) fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Self { second_factor, sessions } = self;
        match command {
            Command::OfferSecondFactor { .. } if second_factor.is_in_force() => {
                Err(Refusal::SecondFactorInForce)
            }
            Command::OfferSecondFactor { secret } => {
                Ok(vec![Event::SecondFactorOffered { secret: secret.clone() }])
            }
            Command::ConfirmSecondFactor { step, hashes } => second_factor.confirmed(*step, hashes),
            Command::RemoveSecondFactor { .. } if !second_factor.is_in_force() => {
                Err(Refusal::NoSecondFactor)
            }
            Command::RemoveSecondFactor { proof } => {
                let shown = proof.as_ref().map(|proof| second_factor.shown(proof)).transpose()?;
                Ok(shown.into_iter().flatten().chain([Event::SecondFactorRemoved]).collect())
            }
            Command::OpenSession { proof, session, digest } => {
                let shown = second_factor.shown(proof)?;
                Ok(self.opened(shown, proof, session, digest))
            }
            Command::CloseSession { digest } if sessions.contains_key(digest) => {
                Ok(vec![Event::SessionClosed { digest: digest.clone() }])
            }
            Command::CloseSession { .. } => Ok(vec![]),
            Command::CloseSessions => Ok(self.closed().collect()),
        }
    }

    /// Every end is said: who was signed in where is asked for long afterwards.
    pub(crate) fn closed(&self) -> impl Iterator<Item = Event> {
        self.sessions.keys().map(|digest| Event::SessionClosed { digest: digest.clone() })
    }

    fn opened(&self, shown: Vec<Event>, proof: &Proof, session: &Session, digest: &str) -> Vec<Event> {
        if self.sessions.contains_key(digest) {
            return vec![];
        }
        let step = match proof {
            Proof::Code { step } | Proof::Enrolment { step, .. } => Some(*step),
            Proof::Password | Proof::Recovery { .. } | Proof::Provider => None,
        };
        let mut open: Vec<_> =
            self.sessions.iter().filter(|(_, known)| known.expires_at > session.opened_at).collect();
        open.sort_by_key(|(_, known)| known.opened_at);
        let too_many = (open.len() + 1).saturating_sub(Self::SESSIONS);
        let closed =
            open[..too_many].iter().map(|(digest, _)| Event::SessionClosed { digest: (*digest).clone() });
        let opened = Event::SessionOpened { digest: digest.to_owned(), session: session.clone(), step };
        shown.into_iter().chain(closed).chain([opened]).collect()
    }

    pub(crate) fn evolve(&mut self, event: Event) {
        match event {
            Event::SessionOpened { digest, session, step } => {
                self.second_factor.served(step);
                self.sessions.retain(|_, known| known.expires_at > session.opened_at);
                self.sessions.insert(digest, session);
            }
            Event::SessionClosed { digest } => {
                self.sessions.remove(&digest);
            }
            other => self.second_factor.evolve(other),
        }
    }
}

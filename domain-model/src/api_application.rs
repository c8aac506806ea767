//! A program that calls the REST door: `Absent → Registered → Revoked`.
//!
//! It belongs to the account that registered it. What it may do is said by the credentials that its users grant it;
//! with it all of them end.

use crate::values::{
    AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, ApplicationNumber, Sealed,
};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};

/// What is known of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Its number (`applicationId`).
    pub number: ApplicationNumber,
    /// Whose it is.
    pub account: AccountNumber,
    /// What it is called.
    pub name: ApplicationName,
    /// What it does.
    pub description: ApplicationDescription,
    /// What its calls are signed with.
    pub secret: Sealed<String>,
}

/// What may be asked of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Register it.
    Register {
        /// As what.
        registration: Box<Registration>,
    },
    /// Let it call no more.
    Revoke,
}

/// What happened to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It may ask for credentials.
    Registered {
        /// As what.
        registration: Box<Registration>,
    },
    /// It calls no more.
    Revoked,
}

domain_event!(Event { Registered => "1.0", Revoked => "1.0" });

/// Why an application says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of this key.
    #[error("there is no such application")]
    Unknown,
    /// The key is another application's.
    #[error("this application key is taken")]
    KeyTaken,
    /// It was revoked.
    #[error("the application was revoked")]
    Revoked,
}

/// An application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiApplication {
    /// Never registered.
    #[default]
    Absent,
    /// May ask for credentials, and call with them.
    Registered(Box<Registration>),
    /// Calls no more.
    Revoked(Box<Registration>),
}

aggregate!(ApiApplication, "application", ApplicationKey, Command, Event, Refusal);

impl ApiApplication {
    /// What is known of it, while it may call.
    pub fn registered(&self) -> Option<&Registration> {
        match self {
            Self::Registered(registration) => Some(registration),
            Self::Absent | Self::Revoked(_) => None,
        }
    }

    /// What is known of it, also when it may call no more.
    pub fn known(&self) -> Option<&Registration> {
        match self {
            Self::Registered(registration) | Self::Revoked(registration) => Some(registration),
            Self::Absent => None,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Register { registration }) => {
                Ok(vec![Event::Registered { registration: registration.clone() }])
            }
            (Self::Registered(known), Command::Register { registration }) if known == registration => {
                Ok(vec![])
            }
            (_, Command::Register { .. }) => Err(Refusal::KeyTaken),
            (Self::Absent, Command::Revoke) => Err(Refusal::Unknown),
            (Self::Registered(_), Command::Revoke) => Ok(vec![Event::Revoked]),
            (Self::Revoked(_), Command::Revoke) => Ok(vec![]),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Registered { registration }) => Self::Registered(registration),
            (Self::Registered(registration), Event::Revoked) => Self::Revoked(registration),
            (state, _) => state,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;
    use crate::testing::samples::access::registration;

    fn registered(number: u64) -> Event {
        Event::Registered { registration: registration(number) }
    }

    fn register(number: u64) -> Command {
        Command::Register { registration: registration(number) }
    }

    #[test]
    fn a_key_is_one_application_forever() {
        given::<ApiApplication>([]).when(register(7)).then([registered(7)]).and_twice_is_silence();
        given::<ApiApplication>([registered(7)]).when(register(8)).then_refused(Refusal::KeyTaken);
        given::<ApiApplication>([registered(7), Event::Revoked])
            .when(register(7))
            .then_refused(Refusal::KeyTaken);
    }

    #[test]
    fn revoked_is_for_good() {
        given::<ApiApplication>([]).when(Command::Revoke).then_refused(Refusal::Unknown);
        let revoked = given::<ApiApplication>([registered(7)])
            .when(Command::Revoke)
            .then([Event::Revoked])
            .and_twice_is_silence();
        assert!(revoked.state().registered().is_none() && revoked.state().known().is_some());
    }
}

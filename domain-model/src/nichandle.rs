//! The name of an account (`ve174-ovh`), which nobody else may have: `Free → Held`.
//!
//! An account's own stream is found by its number. What makes its nichandle unique is this stream, whose identity the
//! nichandle is: it is claimed in the transaction that opens the account. A nichandle is never given back: letters and
//! histories name it.

use crate::values::{AccountNumber, Nichandle as Name};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};

/// What may be asked of a nichandle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give it to an account.
    Claim {
        /// Which.
        account: AccountNumber,
    },
}

/// What happened to a nichandle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is an account's.
    Claimed {
        /// Which.
        account: AccountNumber,
    },
}

domain_event!(Event { Claimed => "1.0" });

/// Why a nichandle says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Another account has it.
    #[error("this nichandle belongs to another account")]
    Taken,
}

/// A nichandle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nichandle {
    /// Nobody's. Those of accounts that were opened before there were claims look like this, too.
    #[default]
    Free,
    /// An account's, for good.
    Held {
        /// Which.
        account: AccountNumber,
    },
}

aggregate!(Nichandle, "nichandle", Name, Command, Event, Refusal);

impl Nichandle {
    /// Whose it is.
    pub fn account(&self) -> Option<AccountNumber> {
        match self {
            Self::Free => None,
            Self::Held { account } => Some(*account),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Claim { account } = command;
        match self {
            Self::Free => Ok(vec![Event::Claimed { account: *account }]),
            Self::Held { account: holder } if holder == account => Ok(vec![]),
            Self::Held { .. } => Err(Refusal::Taken),
        }
    }

    fn evolve(&mut self, event: Event) {
        let Event::Claimed { account } = event;
        *self = Self::Held { account };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;

    fn claim(account: u64) -> Command {
        Command::Claim { account: AccountNumber::new(account) }
    }

    fn claimed(account: u64) -> Event {
        Event::Claimed { account: AccountNumber::new(account) }
    }

    #[test]
    fn a_nichandle_is_one_accounts_for_good() {
        given::<Nichandle>([]).when(claim(13_490)).then([claimed(13_490)]).and_twice_is_silence();
        given::<Nichandle>([claimed(13_490)]).when(claim(13_491)).then_refused(Refusal::Taken);
    }
}

//! The registered means of payment of an account: `Absent → Kept (any number of means, at most one of them preferred)`.
//!
//! A registered mean moves no money by itself: paying an order by one announces a payment, which finance receives or
//! rejects. What a mean is called (the end of an IBAN, whose card it is) is personal, and sealed as its holder's data.

use crate::values::{AccountNumber, ContactLine, SealOwner, Sealed};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Means of an account at most.
const MOST_MEANS: usize = 50;

/// What kind of mean it is: the words of the REST paper that are no account with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An account at a bank.
    BankAccount,
    /// A card.
    CreditCard,
    /// PayPal.
    Paypal,
    /// An account that is settled at the end of a term.
    DeferredPaymentAccount,
    /// An enterprise's agreement.
    Enterprise,
    /// An account of the registrar's own house.
    InternalTrustedAccount,
}

/// A word that names no kind of mean.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "one of bankAccount, creditCard, paypal, deferredPaymentAccount, ENTERPRISE, INTERNAL_TRUSTED_ACCOUNT is expected"
)]
pub struct KindError;

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::BankAccount,
        Self::CreditCard,
        Self::Paypal,
        Self::DeferredPaymentAccount,
        Self::Enterprise,
        Self::InternalTrustedAccount,
    ];

    /// The word of the REST paper.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BankAccount => "bankAccount",
            Self::CreditCard => "creditCard",
            Self::Paypal => "paypal",
            Self::DeferredPaymentAccount => "deferredPaymentAccount",
            Self::Enterprise => "ENTERPRISE",
            Self::InternalTrustedAccount => "INTERNAL_TRUSTED_ACCOUNT",
        }
    }

    /// Whether a payment by it must say which one ("obligatoire pour les valeurs bankAccount, creditCard ou paypal").
    pub const fn is_named_by_number(self) -> bool {
        matches!(self, Self::BankAccount | Self::CreditCard | Self::Paypal)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = KindError;

    /// Either of the paper's spellings: `creditCard`, `CREDIT_CARD`.
    fn from_str(text: &str) -> Result<Self, KindError> {
        let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| plain(kind.as_str()) == plain(text)).ok_or(KindError)
    }
}

/// A registered mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mean {
    /// What it is.
    pub kind: Kind,
    /// What its holder calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Sealed<ContactLine>>,
}

/// The key that seals what means are called: that of the account's holder, so that both are erased at once.
pub fn seal_owner(account: AccountNumber) -> SealOwner {
    crate::contact::seal_owner(account.own_contact())
}

/// What may be asked of an account's means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Register one, under the next number.
    Register {
        /// What.
        mean: Box<Mean>,
    },
    /// Call one otherwise.
    Describe {
        /// Which.
        number: u32,
        /// What it is called.
        description: Option<Sealed<ContactLine>>,
    },
    /// Pay by this one where nothing else is said; none: by points.
    Prefer {
        /// Which.
        number: Option<u32>,
    },
    /// Forget one. Payments that were announced by it stay announced.
    Remove {
        /// Which.
        number: u32,
    },
}

/// What happened to an account's means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// One was registered.
    Registered {
        /// Its number within the account, from 1.
        number: u32,
        /// What.
        mean: Box<Mean>,
    },
    /// One is called otherwise.
    Described {
        /// Which.
        number: u32,
        /// What it is called.
        description: Option<Sealed<ContactLine>>,
    },
    /// Orders are paid by this one where nothing else is said; none: by points.
    Preferred {
        /// Which.
        number: Option<u32>,
    },
    /// One was removed.
    Removed {
        /// Which.
        number: u32,
    },
}

domain_event!(Event { Registered => "1.0", Described => "1.0", Preferred => "1.0", Removed => "1.0" });

/// Why an account's means say no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such mean.
    #[error("the account has no means of payment {0}")]
    Unknown(u32),
    /// None of that kind is registered.
    #[error("the account has no registered means of payment {0}")]
    NoneOf(Kind),
    /// Nobody has so many.
    #[error("an account has at most {MOST_MEANS} means of payment: remove one first")]
    TooMany,
}

/// What an account keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// By number.
    pub means: BTreeMap<u32, Mean>,
    /// The one that orders are paid by where nothing else is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<u32>,
    /// The last number that was given.
    pub last: u32,
}

/// The registered means of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegisteredMeans {
    /// None was ever registered.
    #[default]
    Absent,
    /// Those that there are.
    Kept(Register),
}

aggregate!(RegisteredMeans, "payment-means", AccountNumber, Command, Event, Refusal);

impl RegisteredMeans {
    /// What is kept.
    pub fn register(&self) -> Register {
        match self {
            Self::Absent => Register::default(),
            Self::Kept(register) => register.clone(),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let register = self.register();
        let known = |number: u32| register.means.get(&number).ok_or(Refusal::Unknown(number));
        match command {
            Command::Register { .. } if register.means.len() >= MOST_MEANS => Err(Refusal::TooMany),
            Command::Register { mean } => {
                Ok(vec![Event::Registered { number: register.last + 1, mean: mean.clone() }])
            }
            Command::Describe { number, description } if known(*number)?.description == *description => {
                Ok(vec![])
            }
            Command::Describe { number, description } => {
                Ok(vec![Event::Described { number: *number, description: description.clone() }])
            }
            Command::Prefer { number } if *number == register.preferred => Ok(vec![]),
            Command::Prefer { number } => {
                number.map(known).transpose()?;
                Ok(vec![Event::Preferred { number: *number }])
            }
            // Removed before: nothing is left to be done.
            Command::Remove { number } if *number <= register.last && known(*number).is_err() => Ok(vec![]),
            Command::Remove { number } => {
                known(*number)?;
                Ok(vec![Event::Removed { number: *number }])
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        let mut register = self.register();
        match event {
            Event::Registered { number, mean } => {
                register.last = number;
                register.means.insert(number, *mean);
            }
            Event::Described { number, description } => {
                if let Some(mean) = register.means.get_mut(&number) {
                    mean.description = description;
                }
            }
            Event::Preferred { number } => register.preferred = number,
            Event::Removed { number } => {
                register.means.remove(&number);
                register.preferred = register.preferred.filter(|preferred| *preferred != number);
            }
        }
        *self = Self::Kept(register);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::given;
    use crate::testing::samples::account;

    pub(crate) fn mean(kind: Kind, description: &str) -> Mean {
        let line = ContactLine::parse(description).unwrap();
        Mean { kind, description: Some(Sealed::open(seal_owner(account()), line)) }
    }

    fn registered(number: u32) -> Event {
        Event::Registered { number, mean: Box::new(mean(Kind::CreditCard, "Visa 4242")) }
    }

    #[test]
    fn means_are_numbered_preferred_and_removed() {
        let register = || Command::Register { mean: Box::new(mean(Kind::CreditCard, "Visa 4242")) };
        let prefer = |number| Command::Prefer { number };
        let kept = given::<RegisteredMeans>([])
            .when(prefer(Some(1)))
            .then_refused(Refusal::Unknown(1))
            .when(prefer(None))
            .then_silence()
            .when(register())
            .then([registered(1)])
            .after()
            .when(prefer(Some(1)))
            .then([Event::Preferred { number: Some(1) }])
            .and_twice_is_silence()
            .when(Command::Remove { number: 2 })
            .then_refused(Refusal::Unknown(2))
            .when(Command::Remove { number: 1 })
            .then([Event::Removed { number: 1 }])
            .and_twice_is_silence()
            .when(register())
            .then([registered(2)])
            .after();
        assert_eq!(kept.state().register().preferred, None, "what is removed is not preferred");
    }

    #[test]
    fn a_mean_is_called_otherwise() {
        let other = mean(Kind::CreditCard, "Visa, the office's").description;
        let describe = |number| Command::Describe { number, description: other.clone() };
        given::<RegisteredMeans>([registered(1)])
            .when(describe(1))
            .then([Event::Described { number: 1, description: other.clone() }])
            .and_twice_is_silence()
            .when(describe(3))
            .then_refused(Refusal::Unknown(3));
    }

    #[test]
    fn nobody_has_means_without_number() {
        let full = (1..=50).map(registered);
        given::<RegisteredMeans>(full)
            .when(Command::Register { mean: Box::new(mean(Kind::Paypal, "mine")) })
            .then_refused(Refusal::TooMany);
    }

    #[test]
    fn both_spellings_of_the_paper_are_read() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("CREDIT_CARD".parse(), Ok(Kind::CreditCard));
        assert_eq!("DEFERRED_PAYMENT_ACCOUNT".parse(), Ok(Kind::DeferredPaymentAccount));
        assert_eq!("fidelityAccount".parse::<Kind>(), Err(KindError));
        assert!(Kind::Paypal.is_named_by_number() && !Kind::DeferredPaymentAccount.is_named_by_number());
    }

    #[test]
    fn what_a_mean_is_called_is_hidden() {
        assert!(!format!("{:?}", mean(Kind::Paypal, "jean@example.com")).contains("jean"));
    }
}

//! Who signs in: a member of staff, or an account at its own pages. What signing in takes is the same for both.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::refusal::Refusal;
use crate::work::Work;
use domain_model::account::{self, Account};
use domain_model::operator::{self, Login, Operator};
use domain_model::sign_in::{self, AccountSignIn, Command, Entrance};
use domain_model::values::{AccountNumber, Nichandle, SealOwner};
use domain_model::{Actor, Cause, Channel};
use journal::Streams;
use std::fmt;
use std::net::IpAddr;
use uuid::Uuid;

/// Somebody who signs in at the pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Person {
    /// A member of staff.
    Operator(Login),
    /// An account, at its own pages.
    Account(AccountNumber),
}

impl From<&Login> for Person {
    fn from(login: &Login) -> Self {
        Self::Operator(login.clone())
    }
}

impl From<AccountNumber> for Person {
    fn from(account: AccountNumber) -> Self {
        Self::Account(account)
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(login) => login.fmt(f),
            Self::Account(account) => account.fmt(f),
        }
    }
}

/// What is known of somebody at a moment.
pub(super) struct Known {
    /// argon2id, PHC string.
    pub hash: String,
    /// Second factor and sessions.
    pub entrance: Entrance,
    /// An account that is suspended or closed has no pages.
    pub open: bool,
}

impl Person {
    /// Seals what protects the sign-in.
    pub(super) fn credentials(&self) -> SealOwner {
        match self {
            Self::Operator(login) => operator::credentials_of(login),
            Self::Account(account) => account::credentials_of(*account),
        }
    }

    /// Seals where they have signed in from.
    pub(super) fn evidence(&self) -> SealOwner {
        match self {
            Self::Operator(login) => operator::evidence_of(login),
            Self::Account(account) => sign_in::evidence_of(*account),
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Operator(login) => Actor::Operator(login.to_string()),
            Self::Account(account) => Actor::Reseller(*account),
        }
    }

    /// What a sign-in reads and writes.
    pub(super) fn streams(&self) -> Streams {
        match self {
            Self::Operator(login) => Streams::new().with::<Operator>(login),
            Self::Account(account) => Streams::new().with::<Account>(account).with::<AccountSignIn>(account),
        }
    }

    /// What is known within a unit of work.
    pub(super) fn known(&self, work: &Work<'_>) -> Option<Known> {
        match self {
            Self::Operator(login) => of_operator(work.state::<Operator>(login)),
            Self::Account(account) => {
                of_account(work.state::<Account>(account), work.state::<AccountSignIn>(account))
            }
        }
    }

    /// As [`Person::known`], where nobody is refused.
    pub(super) fn entrance(&self, work: &Work<'_>) -> Result<Entrance, Refusal> {
        self.known(work).map(|known| known.entrance).ok_or_else(|| self.unknown())
    }

    /// There is nobody of that name.
    pub(super) fn unknown(&self) -> Refusal {
        match self {
            Self::Operator(_) => operator::Refusal::Unknown.into(),
            Self::Account(_) => account::Refusal::Unknown.into(),
        }
    }

    /// One command about second factor and sessions.
    pub(super) fn execute(&self, work: &mut Work<'_>, command: Command) -> Result<(), Refusal> {
        match self {
            Self::Operator(login) => {
                work.execute::<Operator>(login, &operator::Command::SignIn(command))?;
            }
            Self::Account(account) => {
                work.execute::<AccountSignIn>(account, &command)?;
            }
        }
        Ok(())
    }
}

pub(super) fn of_operator(state: &Operator) -> Option<Known> {
    let Operator::Enrolled { password_hash, entrance, .. } = state else { return None };
    Some(Known { hash: password_hash.clone(), entrance: (**entrance).clone(), open: true })
}

/// An account without a password has no pages either.
pub(super) fn of_account(state: &Account, entrance: &AccountSignIn) -> Option<Known> {
    let hash = state.profile()?.password_hash.clone()?;
    Some(Known { hash, entrance: entrance.clone(), open: matches!(state, Account::Open(_)) })
}

impl Application {
    /// What is known of somebody now.
    pub(super) async fn person_known(&self, person: &Person) -> Result<Option<Known>, AskError> {
        let journal = self.journal();
        Ok(match person {
            Person::Operator(login) => of_operator(&journal.load::<Operator>(login).await?.state),
            Person::Account(account) => {
                let state = journal.load::<Account>(account).await?.state;
                of_account(&state, &journal.load::<AccountSignIn>(account).await?.state)
            }
        })
    }

    /// Who a typed login is: a member of staff, or else an account by its number or its nichandle.
    pub(super) async fn person_of(&self, claim: &str) -> Result<Option<Person>, AskError> {
        if let Ok(login) = claim.parse::<Login>() {
            let person = Person::Operator(login);
            if self.person_known(&person).await?.is_some() {
                return Ok(Some(person));
            }
        }
        let account = match (claim.parse::<AccountNumber>(), Nichandle::parse(claim)) {
            (Ok(number), _) => Some(number),
            (_, Ok(nichandle)) => self.account_by_nichandle(&nichandle).await?,
            _ => None,
        };
        Ok(account.map(Person::Account))
    }

    /// A request of somebody who signs in: it has no other cause.
    pub(super) fn asked_by(&self, person: &Person, address: IpAddr) -> Ask {
        let cause = Cause::new(person.actor(), Channel::GraphQl, self.clock().now(), Uuid::now_v7());
        Ask::new(cause.from_address(address.to_string()))
    }
}

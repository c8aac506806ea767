//! What an account may do with a name: by managing it, or by standing among its contacts (SOAP paper; DOMAIN, "rights
//! by role"). An account's number is its own contact's number.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::domain::{self, Domain, Registration};
use domain_model::values::{AccountNumber, DomainName};
use domain_model::{Actor, EventSourced};
use journal::{Loaded, Recorded, StreamId};

/// Which contacts of a name may do something with it; the account that manages it always may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See it: owner, admin, tech and billing (`domain_info` −2).
    See,
    /// Serve it with hosts, redirections, zone and mailboxes: owner, admin and tech (`host_list` −2).
    Serve,
    /// Renew, change, delete, restore and trade it: owner and admin (`domain_renew` −2).
    Manage,
}

impl Right {
    /// Whether the account has it.
    pub fn of(self, account: AccountNumber, registration: &Registration) -> bool {
        let (contacts, own) = (&registration.contacts, account.own_contact());
        registration.account == account
            || match self {
                Self::See => [contacts.owner, contacts.admin, contacts.tech, contacts.billing].contains(&own),
                Self::Serve => [contacts.owner, contacts.admin, contacts.tech].contains(&own),
                Self::Manage => [contacts.owner, contacts.admin].contains(&own),
            }
    }
}

/// When something last changed, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// By the registrar's clock.
    pub at: DateTime<Utc>,
    /// The address that it was asked from, unless by our staff; personal, and gone with the person whose it was.
    pub address: Option<String>,
}

/// What an account sees of a name that it may see (`domain_info`).
#[derive(Clone, Debug, PartialEq)]
pub struct NameSheet {
    /// The registration in force.
    pub registration: Registration,
    /// Its last change.
    pub changed: Option<LastChange>,
    /// Whether its owner has confirmed who they are (`owner_waps`).
    pub owner_verified: bool,
}

/// Of a stream, up to an event, as it was readable under a generation of the vault.
pub(crate) type Changes = moka::sync::Cache<StreamId, (i64, u64, LastChange)>;

/// An empty memory of last changes.
pub(crate) fn changes() -> Changes {
    moka::sync::Cache::new(CHANGES_REMEMBERED)
}

const CHANGES_REMEMBERED: u64 = 100_000;

/// Events that a request and what follows from it leave in a stream, with one to spare.
const REQUEST_AND_ANSWERS: i64 = 4;

fn in_force(
    domain: Domain,
    account: AccountNumber,
    name: &DomainName,
    right: Right,
) -> Result<Registration, AskError> {
    match domain {
        Domain::Held(registration) if right.of(account, &registration) => Ok(*registration),
        Domain::Held(_) => Err(Refusal::NotYours { what: name.to_string(), account }.into()),
        other => Err(match other.unfinished() {
            Some(operation) => Refusal::Domain(domain::Refusal::Busy(operation)),
            None => Refusal::Domain(domain::Refusal::NotHeld),
        }
        .into()),
    }
}

impl Application {
    /// The registration in force, for an account that has the right.
    ///
    /// # Errors
    /// The name is not ours, an operation on it is unfinished, or the account has no such right.
    #[boxed]
    pub async fn registration_for(
        &self,
        account: AccountNumber,
        name: &DomainName,
        right: Right,
    ) -> Result<Registration, AskError> {
        in_force(self.journal().load::<Domain>(name).await?.state, account, name, right)
    }

    /// All that is shown of a name to an account that may see it.
    ///
    /// # Errors
    /// As [`Application::registration_for`].
    #[boxed]
    pub async fn name_sheet(&self, account: AccountNumber, name: &DomainName) -> Result<NameSheet, AskError> {
        let owner_of = |domain: &Domain| domain.registration().map(|held| held.contacts.owner);
        // Asked for at once: the owner is nearly always who it was.
        let foreseen = self.journal().believed(name, owner_of).flatten();
        let ahead = async {
            match foreseen {
                Some(owner) => Ok(Some((owner, self.is_verified(owner).await?))),
                None => Ok::<_, AskError>(None),
            }
        };
        let load = async { Ok(self.journal().load::<Domain>(name).await?) };
        let (Loaded { state, version, .. }, ahead) = tokio::try_join!(load, ahead)?;
        let registration = in_force(state, account, name, Right::See)?;
        let owner_verified = match ahead {
            Some((owner, verified)) if owner == registration.contacts.owner => verified,
            _ => self.is_verified(registration.contacts.owner).await?,
        };
        let changed = self.last_change_of(&StreamId::of::<Domain>(name), version).await?;
        Ok(NameSheet { registration, changed, owner_verified })
    }

    /// When an aggregate last changed; nothing of one that never was. What a registry confirms has no address: it is the
    /// one of the request before.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn last_change<A: EventSourced>(&self, id: &A::Id) -> Result<Option<LastChange>, AskError> {
        let version = self.journal().load::<A>(id).await?.version;
        self.last_change_of(&StreamId::of::<A>(id), version).await
    }

    /// Events do not change: what was read of those up to `version` is remembered, until somebody is erased.
    async fn last_change_of(
        &self,
        stream: &StreamId,
        version: Option<i64>,
    ) -> Result<Option<LastChange>, AskError> {
        let Some(version) = version else { return Ok(None) };
        let generation = self.journal().vault().generation();
        let known = self.changes().get(stream);
        if let Some((_, _, change)) = known.filter(|(at, under, _)| (*at, *under) == (version, generation)) {
            return Ok(Some(change));
        }
        let events = self.journal().last_events(stream, REQUEST_AND_ANSWERS).await?;
        let Some(last) = events.last() else { return Ok(None) };
        let mut change = self.change(last).await?;
        for earlier in events.iter().rev().skip(1) {
            if change.address.is_some() {
                break;
            }
            change.address = self.change(earlier).await?.address;
        }
        self.changes().insert(stream.clone(), (last.sequence, generation, change.clone()));
        Ok(Some(change))
    }

    /// When an event happened, and from where it was asked.
    pub(crate) async fn change(&self, event: &Recorded) -> Result<LastChange, AskError> {
        let cause = event.open_cause(self.journal().vault()).await?;
        // Where our own staff sits is nobody's business.
        let ours = matches!(cause.actor, Actor::Operator(_));
        Ok(LastChange { at: cause.at, address: cause.address.filter(|_| !ours) })
    }
}

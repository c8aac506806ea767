//! A name is transferred in from another registrar.

use super::losing::Seen;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, sealed_code, streams_of};
use crate::orders::OrderedLine;
use crate::ports::FeeFor;
use crate::refusal::{ContactRole, NotTransferable, Refusal};
use chrono::{DateTime, Utc};
use domain_model::contact::{self, Contact, Origin};
use domain_model::domain::{self, Claim, Domain};
use domain_model::operation::{Contacts, Request, Step};
use domain_model::policy::{TldPolicy, add_days};
use domain_model::transfer::{Command, Terms, Transfer};
use domain_model::values::{
    AccountNumber, AuthCode, ContactDetails, ContactHandle, ContactNumber, DomainName, OperationNumber,
    Period, PricedAction, RegistrationNumber, Sealed,
};
use journal::Sequence;

/// What it takes to ask for a transfer in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTransfer {
    /// Who asks, and pays.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// The losing side's code.
    pub auth_code: Option<AuthCode>,
    /// The owner's contact here. Where absent it is made from the registry's data, and at a registry that has
    /// none the account's own stands in.
    pub owner: Option<ContactNumber>,
    /// The other contacts; the account's own where absent.
    pub roles: Option<TransferRoles>,
    /// Whether the registrant's data is to be hidden from the directory (OwO); as the default where absent.
    pub privacy: Option<bool>,
}

/// The contacts of a name that arrives, but for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferRoles {
    /// The administrative contact.
    pub admin: ContactNumber,
    /// The technical contact.
    pub tech: ContactNumber,
    /// Who pays automatic renewals.
    pub billing: ContactNumber,
}

impl RequestTransfer {
    /// A request that names neither an owner nor other contacts.
    pub fn new(account: AccountNumber, name: DomainName, auth_code: Option<AuthCode>) -> Self {
        Self { account, name, auth_code, owner: None, roles: None, privacy: None }
    }

    fn contacts(&self, owner: ContactNumber) -> Contacts {
        let own = self.account.own_contact();
        let roles = self.roles.unwrap_or(TransferRoles { admin: own, tech: own, billing: own });
        Contacts { owner, admin: roles.admin, tech: roles.tech, billing: roles.billing }
    }
}

impl Application {
    /// Whether a transfer in could be asked for now; nothing is kept, and points are not looked at.
    ///
    /// # Errors
    /// What stands in the way.
    #[boxed]
    pub async fn check_transferable(
        &self,
        asked: &RequestTransfer,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let policy = self.rules(&asked.name, at)?;
        let profile = self.open_account(asked.account).await?;
        // As in a request: an owner counts where the ending wants one named.
        let owner = asked.owner.filter(|_| policy.transfer.owner_contact_required);
        let asked = &RequestTransfer { owner, ..asked.clone() };
        self.named_contacts(asked, policy, None).await?;
        // What the registry shows of its people is looked at under a number as in a request, and logged under its key.
        let number = self.next_operation().await?;
        let seen = self.seen(number, &asked.name, asked.auth_code.as_ref(), policy, at).await?;
        if let Some(details) = shown_owner(asked, &seen, policy)? {
            self.handle_for(&details, ContactNumber::new(1)).map_err(|_| unreadable())?;
        }
        self.transfer_within_limit(&profile, &asked.name, added_years(policy), at).await
    }

    /// Asks for a transfer in: the owner or the administrative contact must accept, then the registry is asked.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
    pub async fn request_transfer(
        &self,
        asked: RequestTransfer,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?.clone();
        let profile = self.open_account(asked.account).await?;
        self.named_contacts(&asked, &policy, ask.order.as_deref()).await?;
        let number = self.next_operation().await?;
        self.throttle(&asked.name, number, &policy, at).await?;
        let seen = self.seen(number, &asked.name, asked.auth_code.as_ref(), &policy, at).await?;
        let (owner, new_owner) = self.arriving_owner(&asked, &seen, &policy, number).await?;
        let period = added_years(&policy);
        let transfer = FeeFor { action: PricedAction::Transfer, period };
        let charge = self.charge(&profile, &asked.name, transfer, ask).await?;
        let registration =
            RegistrationNumber::new(self.journal().next_number(Sequence::Registrations).await?);
        let claim = Claim {
            number: registration,
            operation: number,
            account: asked.account,
            contacts: asked.contacts(owner),
            servers: seen.servers(),
            service: None,
            privacy: asked.privacy,
        };
        let voters = seen.voters(&policy, number);
        let waits = !voters.is_empty();
        let opening = Opening {
            account: asked.account,
            request: Request::TransferIn {
                name: asked.name.clone(),
                auth_code: asked.auth_code.clone().map(|code| sealed_code(&asked.name, code)),
                period,
            },
            charge,
            registry: self.registries().for_name(&asked.name)?.id().clone(),
            steps: vec![Step::RequestTransfer],
            waits,
        };
        let dossier = opening.dossier(number, ask);
        let terms = Terms {
            number,
            name: asked.name.clone(),
            account: asked.account,
            owner,
            rule: policy.rule.to_string(),
            requested_at: at,
            expires_at: add_days(at, policy.votes.expire_days),
        };
        let opened = Opened { operation: number, registration: Some(registration), owner: Some(owner) };
        let streams = streams_of(&dossier)
            .with::<Transfer>(&number)
            .with::<Domain>(&asked.name)
            .with::<Contact>(&owner);
        let take = domain::Command::RequestTransferIn { claim };
        let request = Command::Request { terms, voters };
        self.once(ask, streams, |work| {
            if let Some(register) = &new_owner {
                work.execute::<Contact>(&owner, register)?;
            }
            work.execute::<Domain>(&asked.name, &take)?;
            work.open(&dossier, waits)?;
            work.execute::<Transfer>(&number, &request)?;
            Ok(opened)
        })
        .await
    }

    /// Contacts that were named must be the account's, and the owner may hold such a name; some endings want one named.
    async fn named_contacts(
        &self,
        asked: &RequestTransfer,
        policy: &TldPolicy,
        order: Option<&OrderedLine>,
    ) -> Result<(), AskError> {
        if asked.owner.is_none() && policy.transfer.owner_contact_required {
            return Err(Refusal::from(NotTransferable::OwnerMissing).into());
        }
        let roles = asked.roles.map(|roles| {
            let TransferRoles { admin, tech, billing } = roles;
            [(admin, ContactRole::Admin), (tech, ContactRole::Tech), (billing, ContactRole::Billing)]
        });
        let owner = asked.owner.map(|owner| (owner, ContactRole::Owner));
        for (number, role) in owner.into_iter().chain(roles.into_iter().flatten()) {
            self.eligible_contact(asked.account, number, role, policy, order).await?;
        }
        Ok(())
    }

    /// The contact that will own the name here: the one that was named, or one made from the registry's data. A
    /// thin registry has none: there the account's own contact stands in, as for the other roles.
    async fn arriving_owner(
        &self,
        asked: &RequestTransfer,
        seen: &Seen,
        policy: &TldPolicy,
        transfer: OperationNumber,
    ) -> Result<(ContactNumber, Option<contact::Command>), AskError> {
        let Some(details) = shown_owner(asked, seen, policy)? else {
            return Ok((asked.owner.unwrap_or_else(|| asked.account.own_contact()), None));
        };
        let number = ContactNumber::new(self.journal().next_number(Sequence::Parties).await?);
        let handle = self.handle_for(&details, number).map_err(|_| unreadable())?;
        let register = contact::Command::Register {
            account: asked.account,
            handle,
            origin: Origin::Transfer(transfer),
            details: Sealed::open(contact::seal_owner(number), Box::new(details)),
        };
        Ok((number, Some(register)))
    }

    /// The handle of a new contact: initials, number, suffix.
    pub(crate) fn handle_for(
        &self,
        details: &ContactDetails,
        number: ContactNumber,
    ) -> Result<ContactHandle, AskError> {
        let suffix = &self.settings().handle_suffix;
        ContactHandle::compose(
            details.first_name(),
            details.last_name(),
            details.organisation(),
            number.get(),
            suffix,
        )
        .map_err(|error| Refusal::from(error).into())
    }
}

/// The year that a transfer buys, where the registry adds one.
fn added_years(policy: &TldPolicy) -> Option<Period> {
    policy.transfer.adds_year.then_some(Period::ONE_YEAR)
}

fn unreadable() -> Refusal {
    NotTransferable::OwnerUnreadable.into()
}

/// The owner's data as the registry shows it, where a contact is to be made of it: not where an owner was named, nor at
/// a thin registry, which has none.
fn shown_owner(
    asked: &RequestTransfer,
    seen: &Seen,
    policy: &TldPolicy,
) -> Result<Option<ContactDetails>, Refusal> {
    if asked.owner.is_some() || !policy.thick {
        return Ok(None);
    }
    let input = seen.owner().cloned().ok_or_else(unreadable)?;
    ContactDetails::new(input).map(Some).map_err(|_| unreadable())
}

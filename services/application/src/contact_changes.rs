//! Accounts of a service: who they are, and how one moves: asked for, answered by both sides, mailed again, ended.

mod answer;
mod ballot;
mod carry_out;

pub(crate) use answer::evidence_of;
pub(crate) use ballot::part_of;
pub(crate) use carry_out::{CarriedOut, with_contact_change};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::jobs::{Deadline, Job};
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::account::Account;
use domain_model::contact;
use domain_model::contact_change::{
    self, Aborted, AccountRole, AccountRoles, Command, ContactChange, Side, Terms,
};
use domain_model::domain::Registration;
use domain_model::policy::add_days;
use domain_model::values::{
    AccountNumber, ContactNumber, DomainName, OperationNumber, Reason, RegistrationNumber, Sealed,
};
use domain_model::vote::Party;
use journal::{StreamId, Streams};
use std::collections::BTreeMap;

/// How changes of accounts are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactChangeSettings {
    /// For so many days both sides may answer.
    pub expire_days: u16,
    /// On these days after the request, a side that has not answered is reminded.
    pub reminders: Vec<u16>,
    /// So often in a day a side may have its mail sent again.
    pub mails_a_day: u32,
}

impl Default for ContactChangeSettings {
    fn default() -> Self {
        Self { expire_days: 14, reminders: vec![3, 10], mails_a_day: 5 }
    }
}

/// The three accounts of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceAccounts {
    /// May do everything with it.
    pub admin: AccountNumber,
    /// Looks after its technical side.
    pub tech: AccountNumber,
    /// Pays it.
    pub billing: AccountNumber,
}

impl ServiceAccounts {
    /// Who has a role.
    pub fn of(&self, role: AccountRole) -> AccountNumber {
        match role {
            AccountRole::Admin => self.admin,
            AccountRole::Tech => self.tech,
            AccountRole::Billing => self.billing,
        }
    }
}

/// What it takes to ask for other accounts of a service; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskContactChange {
    /// Who asks.
    pub account: AccountNumber,
    /// The service.
    pub name: DomainName,
    /// The new administrative account.
    pub admin: Option<AccountNumber>,
    /// The new technical account.
    pub tech: Option<AccountNumber>,
    /// The new billing account.
    pub billing: Option<AccountNumber>,
}

impl AskContactChange {
    /// What would move between which accounts. One account that gains several roles from another is asked once; where two
    /// accounts lose a role to the same one, each is asked for itself.
    fn moves(&self, now: &ServiceAccounts) -> BTreeMap<(AccountNumber, AccountNumber), AccountRoles> {
        let wanted = [
            (AccountRole::Admin, self.admin),
            (AccountRole::Tech, self.tech),
            (AccountRole::Billing, self.billing),
        ];
        let mut moves: BTreeMap<_, Vec<AccountRole>> = BTreeMap::new();
        for (role, to) in wanted {
            let from = now.of(role);
            if let Some(to) = to.filter(|to| *to != from) {
                moves.entry((from, to)).or_default().push(role);
            }
        }
        moves.into_iter().map(|(pair, roles)| (pair, roles.into_iter().collect())).collect()
    }
}

impl Application {
    /// The accounts of a service. A contact that is an account's own stands for that account; any other one was made by
    /// the account that manages the name, which answers for it, as it does in [`Right::of`].
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn service_accounts(&self, held: &Registration) -> Result<ServiceAccounts, AskError> {
        let contacts = &held.contacts;
        Ok(ServiceAccounts {
            admin: self.account_behind(contacts.admin, held).await?,
            tech: self.account_behind(contacts.tech, held).await?,
            billing: self.account_behind(contacts.billing, held).await?,
        })
    }

    async fn account_behind(
        &self,
        contact: ContactNumber,
        held: &Registration,
    ) -> Result<AccountNumber, AskError> {
        let own = AccountNumber::new(contact.get());
        if own == held.account {
            return Ok(own);
        }
        let known = self.journal().load::<Account>(&own).await?.state;
        Ok(if matches!(known, Account::Open(_) | Account::Suspended(_)) { own } else { held.account })
    }

    /// Asks the accounts of both sides whether roles of a service are to move: a task for every pair of accounts. What is
    /// asked for already is not asked for again.
    ///
    /// # Errors
    /// The account may not; nothing would move; a side has no address; the name is on its way out.
    #[boxed]
    pub async fn ask_contact_change(
        &self,
        asked: AskContactChange,
        ask: &Ask,
    ) -> Result<Accepted<Vec<OperationNumber>>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        let held = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        held.check_movable().map_err(Refusal::from)?;
        for to in [asked.admin, asked.tech, asked.billing].into_iter().flatten() {
            self.open_account(to).await?;
        }
        let moves = asked.moves(&self.service_accounts(&held).await?);
        if moves.is_empty() {
            return Err(Refusal::ContactChange(contact_change::Refusal::NothingMoves).into());
        }
        let open = self.open_contact_changes(&asked.name).await?;
        let (mut numbers, mut requests) = (vec![], vec![]);
        for ((from, to), roles) in moves {
            let same = |terms: &&Terms| (terms.from, terms.to, terms.roles) == (from, to, roles);
            if let Some(known) = open.iter().find(same) {
                numbers.push(known.number);
                continue;
            }
            let terms = self.terms(&asked, held.number, (from, to), roles, ask).await?;
            numbers.push(terms.number);
            let (from, to) = (self.account_party(from).await?, self.account_party(to).await?);
            requests.push((
                terms.number,
                Command::Ask { terms: Box::new(terms), from: Box::new(from), to: Box::new(to) },
            ));
        }
        let streams = requests
            .iter()
            .fold(Streams::new(), |streams, (number, _)| streams.with::<ContactChange>(number));
        let (at, reminders) = (ask.cause.at, &self.settings().contact_changes.reminders);
        self.once(ask, streams, |work| {
            for (number, request) in &requests {
                work.execute::<ContactChange>(number, request)?;
                let stream = StreamId::of::<ContactChange>(number);
                for day in reminders {
                    let remind = Deadline::ContactChangeReminder { change: *number, day: *day };
                    work.enqueue(Job::Deadline(remind), &stream, add_days(at, *day));
                }
            }
            Ok(numbers.clone())
        })
        .await
    }

    async fn terms(
        &self,
        asked: &AskContactChange,
        registration: RegistrationNumber,
        (from, to): (AccountNumber, AccountNumber),
        roles: AccountRoles,
        ask: &Ask,
    ) -> Result<Terms, AskError> {
        let requested_at = ask.cause.at;
        Ok(Terms {
            number: self.next_operation().await?,
            name: asked.name.clone(),
            registration,
            roles,
            from,
            to,
            asked_by: asked.account,
            requested_at,
            expires_at: add_days(requested_at, self.settings().contact_changes.expire_days),
        })
    }

    /// What is asked for about a name, and not answered. It may lag: whoever decides looks at the task itself.
    async fn open_contact_changes(&self, name: &DomainName) -> Result<Vec<Terms>, AskError> {
        let mut open = vec![];
        for number in self.views().open_contact_changes(name).await? {
            let state = self.journal().load::<ContactChange>(&number).await?.state;
            if let ContactChange::Voting(terms, _) = state {
                open.push(terms);
            }
        }
        Ok(open)
    }

    /// Where an account is written to.
    pub(crate) async fn account_party(&self, account: AccountNumber) -> Result<Party, AskError> {
        let known = self.correspondent(account).await?;
        let reached = known.and_then(|known| Some((known.email?, known.locale)));
        let (email, locale) = reached.ok_or(Refusal::AccountNotOpen(account))?;
        let own = account.own_contact();
        Ok(Party { contact: Some(own), email: Sealed::open(contact::seal_owner(own), email), locale })
    }

    /// A task, for an account that takes part in it: to anybody else there is none.
    ///
    /// # Errors
    /// There is no such task, or not for this account.
    #[boxed]
    pub async fn contact_change_for(
        &self,
        account: AccountNumber,
        number: OperationNumber,
    ) -> Result<ContactChange, AskError> {
        let state = self.journal().load::<ContactChange>(&number).await?.state;
        match state.dossier() {
            Some((terms, _)) if terms.concerns(account) => Ok(state),
            _ => Err(Refusal::ContactChange(contact_change::Refusal::Unknown).into()),
        }
    }

    /// Mails a side its token again, to the address of today.
    ///
    /// # Errors
    /// It has answered, was mailed often enough, or it is over.
    #[boxed]
    pub async fn resend_contact_change(
        &self,
        number: OperationNumber,
        side: Side,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        self.resend_contact_change_to(number, &[side], ask).await
    }

    /// Mails the caller's side its token again; an account that asked for others has both written to again.
    ///
    /// # Errors
    /// As above; no such task for this account.
    #[boxed]
    pub async fn resend_contact_change_for(
        &self,
        account: AccountNumber,
        number: OperationNumber,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let state = self.contact_change_for(account, number).await?;
        let Some((terms, ballots)) = state.dossier() else {
            return Err(Refusal::ContactChange(contact_change::Refusal::Unknown).into());
        };
        let sides = match terms.side_of(account) {
            Some(side) => vec![side],
            None => Side::BOTH.into_iter().filter(|side| ballots.side(*side).vote.is_none()).collect(),
        };
        self.resend_contact_change_to(number, &sides, ask).await
    }

    async fn resend_contact_change_to(
        &self,
        number: OperationNumber,
        sides: &[Side],
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let state = self.journal().load::<ContactChange>(&number).await?.state;
        let Some((terms, _)) = state.dossier() else {
            return Err(Refusal::ContactChange(contact_change::Refusal::Unknown).into());
        };
        let (at, most) = (ask.cause.at, self.settings().contact_changes.mails_a_day);
        let mut mails = vec![];
        for side in sides {
            let party = Box::new(self.account_party(terms.account(*side)).await?);
            mails.push(Command::Resend { side: *side, party, most, at });
        }
        self.once(ask, Streams::new().with::<ContactChange>(&number), |work| {
            for mail in &mails {
                work.execute::<ContactChange>(&number, mail)?;
            }
            Ok(())
        })
        .await
    }

    /// Our staff ends a task that nobody wants any more.
    ///
    /// # Errors
    /// It is at the registry, or over.
    #[boxed]
    pub async fn cancel_contact_change(
        &self,
        number: OperationNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let abort = Command::Abort { why: Aborted::Withdrawn { reason } };
        self.on_contact_change(number, abort, ask).await
    }

    /// One command to the task alone.
    pub(crate) async fn on_contact_change(
        &self,
        number: OperationNumber,
        command: Command,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.once(ask, Streams::new().with::<ContactChange>(&number), |work| {
            work.execute::<ContactChange>(&number, &command).map(|_| ())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u64) -> AccountNumber {
        AccountNumber::new(number)
    }

    fn asked(admin: Option<u64>, tech: Option<u64>, billing: Option<u64>) -> AskContactChange {
        let to = |number: Option<u64>| number.map(account);
        let name = DomainName::parse("example.com").unwrap();
        AskContactChange { account: account(1), name, admin: to(admin), tech: to(tech), billing: to(billing) }
    }

    fn roles(roles: &[AccountRole]) -> AccountRoles {
        roles.iter().copied().collect()
    }

    #[test]
    fn there_is_a_task_for_every_pair_of_accounts() {
        use AccountRole::{Admin, Billing, Tech};
        let now = ServiceAccounts { admin: account(1), tech: account(1), billing: account(2) };
        let moves = |asked: AskContactChange| asked.moves(&now).into_iter().collect::<Vec<_>>();
        assert_eq!(moves(asked(None, None, None)), []);
        assert_eq!(moves(asked(Some(1), None, Some(2))), [], "it has them already");
        let both = ((account(1), account(3)), roles(&[Admin, Tech]));
        assert_eq!(moves(asked(Some(3), Some(3), None)), [both]);
        let all = moves(asked(Some(3), Some(4), Some(3)));
        let expected = [
            ((account(1), account(3)), roles(&[Admin])),
            ((account(1), account(4)), roles(&[Tech])),
            ((account(2), account(3)), roles(&[Billing])),
        ];
        assert_eq!(all, expected);
    }
}

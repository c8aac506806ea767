//! What both accounts have accepted is done: as an operation at the registry, which has the task's number. And what can
//! be done no more comes to nothing.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::domains::{Opening, claim_for, streams_of};
use crate::refusal::Refusal;
use crate::work::Work;
use domain_model::contact_change::{Aborted, AccountRole, Command, ContactChange, Terms};
use domain_model::domain::{self, Domain, Registration, Verb};
use domain_model::operation::{DomainChanges, Dossier, Operation, Request, Step};
use domain_model::values::{DomainName, OperationNumber};
use journal::Streams;

/// The registrar's own result code where a rule forbids what was accepted: «object status prohibits operation».
const FORBIDDEN: u16 = 2304;

/// What came of an attempt.
pub(crate) enum CarriedOut {
    /// The operation is on its way, or there is nothing to be done.
    Settled,
    /// An operation holds the name: again later.
    Busy(OperationNumber),
}

impl Application {
    /// Opens the operation of a change that both accounts have accepted. A second run opens no second one: the number is
    /// the task's.
    ///
    /// # Errors
    /// The journal failed.
    pub(crate) async fn carry_out_contact_change(
        &self,
        number: OperationNumber,
        ask: &Ask,
    ) -> Result<CarriedOut, AskError> {
        let state = self.journal().load::<ContactChange>(&number).await?.state;
        let ContactChange::Approved(terms, _) = state else { return Ok(CarriedOut::Settled) };
        let known = self.journal().load::<Operation>(&number).await?.state;
        if known.dossier().is_some() {
            return Ok(CarriedOut::Settled);
        }
        let held = match self.still_movable(&terms).await? {
            Ok(held) => held,
            Err(why) => {
                self.on_contact_change(number, Command::Abort { why }, ask).await?;
                return Ok(CarriedOut::Settled);
            }
        };
        match self.open_contact_update(&terms, held, ask).await {
            Ok(()) => Ok(CarriedOut::Settled),
            Err(AskError::Refused(Refusal::Domain(domain::Refusal::Busy(other)))) => {
                Ok(CarriedOut::Busy(other))
            }
            Err(AskError::Refused(refusal)) => {
                let fail = Command::Fail { code: FORBIDDEN, message: refusal.to_string() };
                self.on_contact_change(number, fail, ask).await?;
                Ok(CarriedOut::Settled)
            }
            Err(other) => Err(other),
        }
    }

    async fn open_contact_update(
        &self,
        terms: &Terms,
        held: Registration,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let (number, name) = (terms.number, &terms.name);
        let policy = self.rules(name, ask.cause.at)?;
        self.open_account(terms.to).await?;
        let changes = changes_of(terms);
        // The contact is the account's own: it is asked whether that account may use it, not the one that asked.
        let mut steps = self.new_contacts(terms.to, &changes, &held, policy.thick).await?;
        steps.push(Step::UpdateDomain);
        let opening = Opening {
            account: terms.asked_by,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: held.registry,
            steps,
            waits: false,
        };
        let dossier = opening.dossier(number, ask);
        let streams = streams_of(&dossier).with::<Domain>(name).with::<ContactChange>(&number);
        self.once(ask, streams, |work| {
            if !matches!(work.state::<ContactChange>(&number), ContactChange::Approved(..)) {
                return Ok(());
            }
            work.execute::<Domain>(name, &claim_for(&dossier.request, number, Verb::Update))?;
            work.open(&dossier, false)
        })
        .await?;
        Ok(())
    }

    /// The registration that a change is about, while the account that gives the roles still has them.
    async fn still_movable(&self, terms: &Terms) -> Result<Result<Registration, Aborted>, AskError> {
        let domain = self.journal().load::<Domain>(&terms.name).await?.state;
        let held = domain.registration().filter(|held| held.number == terms.registration);
        let Some(held) = held.filter(|held| !is_leaving(held)) else { return Ok(Err(Aborted::NameLeft)) };
        let now = self.service_accounts(held).await?;
        let has_them = terms.roles.iter().all(|role| now.of(role) == terms.from);
        Ok(if has_them { Ok(held.clone()) } else { Err(Aborted::RolesMoved) })
    }

    /// A name has left, or its accounts have changed: what was asked for and can be done no more ends.
    ///
    /// # Errors
    /// The journal failed.
    pub(crate) async fn end_contact_changes(&self, name: &DomainName, ask: &Ask) -> Result<(), AskError> {
        for number in self.views().open_contact_changes(name).await? {
            let state = self.journal().load::<ContactChange>(&number).await?.state;
            let ContactChange::Voting(terms, _) = state else { continue };
            if let Err(why) = self.still_movable(&terms).await? {
                match self.on_contact_change(number, Command::Abort { why }, ask).await {
                    Err(error) if !crate::worker::is_moot(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

fn is_leaving(held: &Registration) -> bool {
    matches!(held.phase, domain::Phase::Redemption { .. } | domain::Phase::PendingDelete { .. })
}

/// What changes of the name: an account's number is its own contact's.
fn changes_of(terms: &Terms) -> DomainChanges {
    let to = |role| terms.roles.contains(role).then(|| terms.to.own_contact());
    DomainChanges {
        admin: to(AccountRole::Admin),
        tech: to(AccountRole::Tech),
        billing: to(AccountRole::Billing),
        ..DomainChanges::default()
    }
}

/// Whether an operation may be that of a contact change: it changes accounts of its name.
fn may_carry(dossier: &Dossier) -> bool {
    matches!(&dossier.request, Request::Update { changes, .. } if changes.touches_accounts())
}

/// With the contact change that an operation may carry out.
pub(crate) fn with_contact_change(streams: Streams, dossier: &Dossier) -> Streams {
    if may_carry(dossier) { streams.with::<ContactChange>(&dossier.number) } else { streams }
}

impl Work<'_> {
    /// The contact change that an operation carries out learns what became of it. Most operations carry none.
    pub(crate) fn contact_change_hears(
        &mut self,
        dossier: &Dossier,
        command: &Command,
    ) -> Result<(), Refusal> {
        let number = dossier.number;
        if !may_carry(dossier) || *self.state::<ContactChange>(&number) == ContactChange::Absent {
            return Ok(());
        }
        self.execute::<ContactChange>(&number, command).map(|_| ())
    }
}

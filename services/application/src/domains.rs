//! Names: registered, renewed, changed, deleted, restored.

mod again;
mod change;
mod dispute;
mod register;

pub use change::{ChangeDomain, DeleteDomain, RenewDomain, RestoreDomain};
pub use register::RegisterDomain;
pub(crate) use register::{contact_log, sealed_code};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::quotes::MaybeCharge;
use crate::refusal::Refusal;
use crate::work::Work;
use domain_model::domain::{Command, Domain, Verb};
use domain_model::operation::{self, Dossier, Operation, Request, Step};
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::{AccountNumber, DomainName, OperationNumber, RegistryId};
use journal::{Sequence, Streams};

/// An operation that is about to be accepted.
pub(crate) struct Opening {
    pub account: AccountNumber,
    pub request: Request,
    pub charge: MaybeCharge,
    pub registry: RegistryId,
    pub steps: Vec<Step>,
    pub waits: bool,
}

impl Application {
    /// The next operation's number.
    pub(crate) async fn next_operation(&self) -> Result<OperationNumber, AskError> {
        Ok(OperationNumber::new(self.journal().next_number(Sequence::Operations).await?))
    }

    /// Accepts an operation on a name that is ours: takes hold of the name, puts the price aside, opens the
    /// operation. One transaction.
    pub(crate) async fn accept_on_held(
        &self,
        ask: &Ask,
        name: &DomainName,
        verb: Verb,
        opening: Opening,
    ) -> Result<Accepted<Opened>, AskError> {
        self.accept_after(ask, name, None, verb, opening).await
    }

    /// As [`Application::accept_on_held`], after another command to the name.
    pub(crate) async fn accept_after(
        &self,
        ask: &Ask,
        name: &DomainName,
        first: Option<Command>,
        verb: Verb,
        opening: Opening,
    ) -> Result<Accepted<Opened>, AskError> {
        let number = self.next_operation().await?;
        let dossier = opening.dossier(number, ask);
        let streams = streams_of(&dossier).with::<Domain>(name);
        let opened = Opened { operation: number, registration: None, owner: None };
        self.once(ask, streams, |work| {
            let held = work.state::<Domain>(name).registration();
            // Priced and counted from another expiry, it would be renewed twice.
            if let Request::Renew { current_expiry, .. } = &dossier.request
                && held.is_some_and(|held| held.paid_until() != *current_expiry)
            {
                return Err(Refusal::NameChanged);
            }
            if let Some(first) = &first {
                work.execute::<Domain>(name, first)?;
            }
            work.execute::<Domain>(name, &claim_for(&dossier.request, number, verb))?;
            work.open(&dossier, opening.waits)?;
            Ok(opened)
        })
        .await
    }
}

impl Opening {
    pub(crate) fn dossier(&self, number: OperationNumber, ask: &Ask) -> Dossier {
        Dossier {
            number,
            account: self.account,
            request: self.request.clone(),
            charge: self.charge.clone(),
            registry: self.registry.clone(),
            steps: self.steps.clone(),
            requested_at: ask.cause.at,
            ordered_by: ask.order.as_ref().map(|ordered| ordered.by),
        }
    }
}

/// How an operation takes hold of a name that is ours.
pub(crate) fn claim_for(request: &Request, operation: OperationNumber, verb: Verb) -> Command {
    match request {
        Request::Update { changes, .. } if changes.only_lifts() => Command::ClaimToLift { operation },
        _ => Command::Claim { operation, verb },
    }
}

/// The streams that every acceptance and every settlement touches.
pub(crate) fn streams_of(dossier: &Dossier) -> Streams {
    let streams = Streams::new().with::<Operation>(&dossier.number);
    if dossier.charge.is_some() { streams.with::<PointsAccount>(&dossier.account) } else { streams }
}

impl Work<'_> {
    /// Puts the price aside and opens the operation.
    pub(crate) fn open(&mut self, dossier: &Dossier, waits: bool) -> Result<(), Refusal> {
        self.reserve(dossier)?;
        let open = operation::Command::Open { dossier: Box::new(dossier.clone()), waits };
        self.execute::<Operation>(&dossier.number, &open)?;
        Ok(())
    }

    /// Puts an operation's price aside.
    pub(crate) fn reserve(&mut self, dossier: &Dossier) -> Result<(), Refusal> {
        if let Some(charge) = &dossier.charge {
            let reserve = points_account::Command::Reserve {
                operation: dossier.number,
                points: charge.points,
                label: charge.label.clone(),
            };
            self.execute::<PointsAccount>(&dossier.account, &reserve)?;
        }
        Ok(())
    }
}

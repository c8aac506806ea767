//! Names that are locked for a dispute procedure (UDRP, URS), and let go.

use super::{Opening, streams_of};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::domain::{self, Command, Domain, Lock, LockKind, Verb};
use domain_model::operation::{DomainChanges, Request, Step};
use domain_model::values::{DomainName, EppStatus, OperationNumber, Reason};

impl Application {
    /// Locks a name for a dispute: neither owner nor registrar change until it is unlocked. The registry is told by
    /// `clientTransferProhibited`, where the name does not have it; the answer names that operation.
    ///
    /// # Errors
    /// The name is not ours, or an operation on it is unfinished.
    #[boxed]
    pub async fn lock_domain(
        &self,
        name: &DomainName,
        reason: &Reason,
        ask: &Ask,
    ) -> Result<Accepted<Option<OperationNumber>>, AskError> {
        let lock = Lock {
            kind: LockKind::Dispute,
            since: ask.cause.at,
            lifts: None,
            rule: format!("dispute: {reason}"),
        };
        self.set_dispute(name, &Command::Lock { lock }, true, ask).await
    }

    /// Ends a dispute's lock; `clientTransferProhibited` goes with it.
    ///
    /// # Errors
    /// The name is not ours, or an operation on it is unfinished.
    #[boxed]
    pub async fn unlock_domain(
        &self,
        name: &DomainName,
        ask: &Ask,
    ) -> Result<Accepted<Option<OperationNumber>>, AskError> {
        self.set_dispute(name, &Command::Unlock { kind: LockKind::Dispute }, false, ask).await
    }

    async fn set_dispute(
        &self,
        name: &DomainName,
        command: &Command,
        locked: bool,
        ask: &Ask,
    ) -> Result<Accepted<Option<OperationNumber>>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let held = self.journal().load::<Domain>(name).await?.state;
        let held = held.registration().ok_or(Refusal::Domain(domain::Refusal::NotHeld))?;
        let mut client = held.statuses.client_part();
        let changed = match locked {
            true => client.insert(EppStatus::ClientTransferProhibited),
            // A name that nobody has locked keeps what its owner set.
            false => held.is_in_dispute() && client.remove(EppStatus::ClientTransferProhibited),
        };
        if !changed {
            let streams = journal::Streams::new().with::<Domain>(name);
            return self.once(ask, streams, |work| work.execute::<Domain>(name, command).map(|_| None)).await;
        }
        let number = self.next_operation().await?;
        let changes = DomainChanges { client_statuses: Some(client), ..DomainChanges::default() };
        let opening = Opening {
            account: held.account,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: held.registry.clone(),
            steps: vec![Step::UpdateDomain],
            waits: false,
        };
        let dossier = opening.dossier(number, ask);
        self.once(ask, streams_of(&dossier).with::<Domain>(name), |work| {
            work.execute::<Domain>(name, command)?;
            work.execute::<Domain>(name, &Command::Claim { operation: number, verb: Verb::Update })?;
            work.open(&dossier, false)?;
            Ok(Some(number))
        })
        .await
    }
}

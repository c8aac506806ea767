//! An operation that the registry has carried out by another way than the session: an operator says so, with a document.

use super::dispatch::Done;
use super::operation::ending_streams;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::domain::{self, Domain, Verb};
use domain_model::operation::{Command, Dossier, Event, Operation, Phase, Position, RegistryFact, Request};
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::{ClTrid, OperationNumber, Reason, Sha256Digest};

/// What an operator says, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The operator's login.
    pub operator: String,
    /// Why it is believed.
    pub reason: Reason,
    /// The digest of the document.
    pub evidence: Sha256Digest,
}

impl Application {
    /// Marks an operation at the registry as done, on the evidence of a document. The registry is asked first what it
    /// shows; points are settled by a fact that names document and operator. One transaction.
    ///
    /// # Errors
    /// It is not at the registry (restart a failed one first); the registry shows that it has not been done.
    #[boxed]
    pub async fn complete_operation(
        &self,
        number: OperationNumber,
        by: ByHand,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let conclude = Command::ConcludeByHand {
            operator: by.operator,
            reason: by.reason,
            evidence: by.evidence,
            at: ask.cause.at,
        };
        let state = self.journal().load::<Operation>(&number).await?.state;
        let Operation::Processing(dossier, position) = state else {
            // Done already is silence; anything else is refused by the operation itself.
            let streams = journal::Streams::new().with::<Operation>(&number);
            return self
                .once(ask, streams, |work| work.execute::<Operation>(&number, &conclude).map(|_| ()))
                .await;
        };
        let cltrid = attempt(&dossier, &position)?;
        let confirmed = self.confirmed(&dossier, &cltrid, Done::default(), ask.cause.at).await?;
        let arrives = matches!(dossier.request, Request::Create { .. } | Request::TransferIn { .. });
        let ours = self.registries().get(&dossier.registry)?.registrar().to_owned();
        if arrives && confirmed.shown.as_ref().is_none_or(|shown| shown.sponsor != ours) {
            return Err(Refusal::NotAtRegistry { what: dossier.request.subject().to_string() }.into());
        }
        self.once(ask, ending_streams(&dossier), |work| {
            let Some(fact) = fact_of(&work.execute::<Operation>(&number, &conclude)?) else { return Ok(()) };
            if let Request::Trade { name, .. } = &dossier.request {
                // Votes held nothing: a trade takes hold of the name when it goes to the registry.
                let claim = domain::Command::Claim { operation: number, verb: Verb::Trade };
                work.execute::<Domain>(name, &claim)?;
            }
            work.confirm(&dossier, &confirmed)?;
            if dossier.charge.is_some() {
                let settle = points_account::Command::Settle { operation: number, fact };
                work.execute::<PointsAccount>(&dossier.account, &settle)?;
            }
            Ok(())
        })
        .await
    }
}

/// The attempt that the document answers, for what is asked of the registry on the way.
fn attempt(dossier: &Dossier, position: &Position) -> Result<ClTrid, AskError> {
    match &position.phase {
        Phase::Sent { cltrid } | Phase::Pending { cltrid, .. } => Ok(cltrid.clone()),
        Phase::Ready => {
            let step = position.step + 1;
            let text = format!("RGR-{}-{step}-{}", dossier.number, position.attempt);
            ClTrid::parse(&text).map_err(|_| Refusal::NoChange.into())
        }
    }
}

fn fact_of(events: &[Event]) -> Option<RegistryFact> {
    events.iter().find_map(|event| match event {
        Event::DoneByHand { fact, .. } => Some(fact.clone()),
        _ => None,
    })
}

//! The move of a name to another reseller: asked for, decided by that reseller, taken back, expired.
//!
//! The registry has no part in it. What is paid stays with who paid it, and contacts stay whose they are.

mod ballot;
mod wish;

pub use wish::ResellerWish;

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, streams_of};
use crate::refusal::Refusal;
use crate::rights::Right;
use crate::work::Work;
use domain_model::contact::{self, Contact};
use domain_model::domain::{self, Domain, Event, MoveEnd, Registration, ResellerMove};
use domain_model::operation::{self, Dossier, Operation, RegistryFact, Request, Step};
use domain_model::policy::add_days;
use domain_model::values::{AccountNumber, DomainName, OperationNumber, Sealed};
use domain_model::vote::Party;
use journal::{StreamId, Streams};

/// What it takes to ask another reseller to take a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveReseller {
    /// Who asks.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// Who is asked.
    pub to: AccountNumber,
}

/// A move as the name's history tells it.
pub(crate) struct MoveStory {
    pub name: DomainName,
    /// As it was asked for; its address is sealed.
    pub asked: ResellerMove,
    /// How it ended: with the name at the gaining reseller where there is no reason.
    pub ended: Option<Option<MoveEnd>>,
}

impl Application {
    /// Asks another reseller to take a name. The same reseller again is the first request; another one ends it.
    ///
    /// # Errors
    /// The account may not; there is no such open account; a status, a dispute or a departure keeps the name.
    #[boxed]
    pub async fn ask_reseller_move(
        &self,
        asked: MoveReseller,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        let held = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        let party = self.reseller_party(asked.to).await?;
        let open = held.moving.as_deref();
        if let Some(open) = open.filter(|open| open.to == asked.to) {
            let value = Opened { operation: open.operation, registration: None, owner: None };
            return Ok(Accepted { value, cursors: vec![], command: None, repeated: true });
        }
        let at = ask.cause.at;
        let number = self.next_operation().await?;
        let terms = ResellerMove {
            operation: number,
            from: held.account,
            to: asked.to,
            party,
            asked_at: at,
            expires_at: add_days(at, self.settings().reseller_move_days),
        };
        let opening = Opening {
            account: asked.account,
            request: Request::MoveReseller { name: asked.name.clone(), to: asked.to },
            charge: None,
            registry: held.registry.clone(),
            steps: vec![Step::MoveReseller],
            waits: true,
        };
        let dossier = opening.dossier(number, ask);
        let mut streams = streams_of(&dossier).with::<Domain>(&asked.name);
        let replaced = open.map(|open| open.operation);
        if let Some(replaced) = &replaced {
            streams = streams.with::<Operation>(replaced);
        }
        let command = domain::Command::AskMove { asked: Box::new(terms) };
        self.once(ask, streams, |work| {
            let now = work.state::<Domain>(&asked.name).registration();
            if now.is_none_or(|now| (now.account, &now.moving) != (held.account, &held.moving)) {
                return Err(Refusal::NameChanged);
            }
            work.execute::<Domain>(&asked.name, &command)?;
            if let Some(replaced) = replaced {
                work.give_up(replaced)?;
            }
            work.open(&dossier, true)?;
            Ok(Opened { operation: number, registration: None, owner: None })
        })
        .await
    }

    /// The gaining reseller has said yes: the name is theirs to manage, and the operation is done.
    ///
    /// # Errors
    /// No such move is open, or not in time; the gaining account is not open; a dispute keeps the name.
    #[boxed]
    pub async fn accept_reseller_move(
        &self,
        number: OperationNumber,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (dossier, name, to) = self.move_dossier(number).await?;
        self.open_account(to).await?;
        let at = ask.cause.at;
        let accept = domain::Command::AcceptMove { operation: number, at };
        self.once(ask, streams_of(&dossier).with::<Domain>(&name), |work| {
            work.execute::<Domain>(&name, &accept)?;
            work.conclude_here(&dossier, at)
        })
        .await
    }

    /// A move comes to nothing: refused by the gaining reseller, taken back, or expired.
    ///
    /// # Errors
    /// No such move is open, or its day has not come.
    #[boxed]
    pub async fn end_reseller_move(
        &self,
        number: OperationNumber,
        end: MoveEnd,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let (dossier, name, _) = self.move_dossier(number).await?;
        let command = domain::Command::EndMove { operation: number, end, at: ask.cause.at };
        self.once(ask, streams_of(&dossier).with::<Domain>(&name), |work| {
            work.execute::<Domain>(&name, &command)?;
            match end {
                MoveEnd::Refused | MoveEnd::Expired => work.vote_failed(number, end.as_str()),
                MoveEnd::Withdrawn | MoveEnd::Replaced | MoveEnd::NameLeft => work.give_up(number),
            }
        })
        .await
    }

    /// The name has left, and its open move ended with that: its operation is given up.
    pub(crate) async fn give_move_up(&self, number: OperationNumber, ask: &Ask) -> Result<(), AskError> {
        self.once(ask, Streams::new().with::<Operation>(&number), |work| work.give_up(number)).await?;
        Ok(())
    }

    /// The open move of a name, whoever asks.
    ///
    /// # Errors
    /// None is open.
    #[boxed]
    pub async fn open_reseller_move(&self, name: &DomainName) -> Result<OperationNumber, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        let open = domain.registration().and_then(|held| held.moving.as_deref());
        let nothing = || Refusal::NothingWaits { what: format!("move of {name} to another reseller") };
        Ok(open.ok_or_else(nothing)?.operation)
    }

    async fn move_dossier(
        &self,
        number: OperationNumber,
    ) -> Result<(Dossier, DomainName, AccountNumber), AskError> {
        let operation = self.journal().load::<Operation>(&number).await?.state;
        match operation.dossier() {
            Some(dossier) => match &dossier.request {
                Request::MoveReseller { name, to } => Ok((dossier.clone(), name.clone(), *to)),
                _ => Err(Refusal::Operation(operation::Refusal::Unknown).into()),
            },
            None => Err(Refusal::Operation(operation::Refusal::Unknown).into()),
        }
    }

    /// Where a reseller is written to.
    async fn reseller_party(&self, account: AccountNumber) -> Result<Party, AskError> {
        let profile = self.open_account(account).await?;
        let nobody = || Refusal::AccountNotOpen(account);
        let own = account.own_contact();
        let contact = self.journal().load::<Contact>(&own).await?.state;
        let details = contact.active().and_then(|person| person.details.value()).ok_or_else(nobody)?;
        let email = Sealed::open(contact::seal_owner(own), details.email().clone());
        Ok(Party { contact: Some(own), email, locale: profile.locale })
    }

    /// What became of a move, from the name's history; nothing of a number that is none's.
    pub(crate) async fn move_story(&self, number: OperationNumber) -> Result<Option<MoveStory>, AskError> {
        let (_, name, _) = match self.move_dossier(number).await {
            Ok(known) => known,
            Err(AskError::Refused(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (mut asked, mut ended) = (None, None);
        for recorded in self.journal().read_stream(&StreamId::of::<Domain>(&name)).await? {
            if !recorded.event_type.starts_with("ResellerMove") {
                continue;
            }
            match recorded.decode()? {
                Event::ResellerMoveAsked { asked: one } if one.operation == number => asked = Some(*one),
                Event::ResellerMoved { operation, .. } if operation == number => ended = Some(None),
                Event::ResellerMoveEnded { operation, end } if operation == number => ended = Some(Some(end)),
                _ => {}
            }
        }
        Ok(asked.map(|asked| MoveStory { name, asked, ended }))
    }

    /// The open move behind a number, with its address readable.
    pub(crate) async fn open_move(
        &self,
        number: OperationNumber,
    ) -> Result<Option<(DomainName, Registration)>, AskError> {
        let (_, name, _) = self.move_dossier(number).await?;
        let domain = self.journal().load::<Domain>(&name).await?.state;
        let held = domain.registration().filter(|held| held.move_of(number).is_some());
        Ok(held.map(|held| (name, held.clone())))
    }
}

impl Work<'_> {
    /// The operation is done here: its one step has nothing to send.
    fn conclude_here(&mut self, dossier: &Dossier, at: chrono::DateTime<chrono::Utc>) -> Result<(), Refusal> {
        let number = dossier.number;
        self.execute::<Operation>(&number, &operation::Command::Proceed)?;
        for event in self.execute::<Operation>(&number, &operation::Command::SendStep)? {
            if let operation::Event::StepSent { cltrid, .. } = event {
                let registry = dossier.registry.clone();
                let fact = RegistryFact { registry, cltrid, svtrid: String::new(), at };
                self.execute::<Operation>(&number, &operation::Command::Conclude { fact })?;
            }
        }
        Ok(())
    }
}

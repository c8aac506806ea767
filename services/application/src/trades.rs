//! Owner changes: asked for, voted on, mailed again, called off, restarted.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, streams_of};
use crate::jobs::{Deadline, Job};
use crate::ports::FeeFor;
use crate::refusal::{ContactRole, Refusal};
use crate::rights::Right;
use crate::work::Work;
use chrono::{DateTime, Utc};
use domain_model::contact::{self, Contact};
use domain_model::domain::{Domain, Registration};
use domain_model::operation::{self, Operation, Request, Step};
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::{TradeProcedure, add_days};
use domain_model::trade::{self, Command, Event, Procedure, ResendFacts, Side, Terms, Trade};
use domain_model::values::{
    AccountNumber, AuthCode, ContactNumber, DomainName, OperationNumber, PricedAction, Reason, Sealed,
};
use domain_model::vote::{Choice, Party, Voter};
use journal::{StreamId, Streams};

/// The registrar's own result code for votes that ended without a yes: «data management policy violation».
pub(crate) const VOTED_DOWN: u16 = 2308;

/// What it takes to ask for an owner change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTrade {
    /// Who asks, and pays where it costs anything.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// The future owner.
    pub new_owner: ContactNumber,
}

impl Application {
    /// Asks both owners for their consent. Several trades of a name may be open; one completing ends the others.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
    pub async fn request_trade(&self, asked: RequestTrade, ask: &Ask) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?;
        let (procedure, days) = match policy.trade.procedure {
            TradeProcedure::Votes => (Procedure::Votes, policy.votes.expire_days),
            TradeProcedure::RegistryForm { days } => (Procedure::RegistryForm, days),
            TradeProcedure::Code | TradeProcedure::None => {
                return Err(Refusal::NotOffered { what: "trade", name: asked.name }.into());
            }
        };
        let profile = self.open_account(asked.account).await?;
        let registration = self.registration_for(asked.account, &asked.name, Right::Manage).await?;
        if let Some(status) = registration.statuses.trade_prohibited_by() {
            return Err(Refusal::Domain(domain_model::domain::Refusal::StatusProhibits(status)).into());
        }
        if registration.is_in_dispute() {
            return Err(Refusal::Domain(domain_model::domain::Refusal::InDispute).into());
        }
        let new_owner = self
            .eligible_contact(
                asked.account,
                asked.new_owner,
                ContactRole::NewOwner,
                policy,
                ask.ordered_line(),
            )
            .await?;
        let owner = self.journal().load::<Contact>(&registration.contacts.owner).await?.state;
        let owner_number = registration.contacts.owner;
        let owner_party = party(owner_number, owner.person())
            .ok_or(Refusal::ContactInvalid { role: ContactRole::Owner, number: owner_number })?;
        let new_party = party(asked.new_owner, Some(&new_owner))
            .ok_or(Refusal::ContactInvalid { role: ContactRole::NewOwner, number: asked.new_owner })?;
        let trade = FeeFor { action: PricedAction::Trade, period: None };
        let charge = self.charge_at(&profile, &asked.name, trade, None, ask).await?;
        let mut steps = vec![];
        if policy.thick && !new_owner.placed.contains_key(&registration.registry) {
            steps.push(Step::CreateContact(asked.new_owner));
        }
        steps.push(Step::ChangeRegistrant);
        let number = self.next_operation().await?;
        let terms = Terms {
            number,
            name: asked.name.clone(),
            registration: registration.number,
            account: asked.account,
            owner: owner_number,
            new_owner: asked.new_owner,
            procedure,
            rule: policy.rule.to_string(),
            auth_code_mark: self.code_mark(&registration),
            requested_at: at,
            expires_at: add_days(at, days),
        };
        let opening = Opening {
            account: asked.account,
            request: Request::Trade { name: asked.name.clone(), to: asked.new_owner },
            charge,
            registry: registration.registry,
            steps,
            waits: true,
        };
        let dossier = opening.dossier(number, ask);
        let request = Command::Request { terms, owner: owner_party, new_owner: new_party };
        let opened = Opened { operation: number, registration: None, owner: None };
        let streams = streams_of(&dossier).with::<Trade>(&number);
        self.once(ask, streams, |work| {
            work.open(&dossier, true)?;
            work.execute::<Trade>(&number, &request)?;
            Ok(opened)
        })
        .await
    }

    /// A fingerprint of the name's code: it tells a change, and nothing else.
    fn code_mark(&self, registration: &Registration) -> String {
        let code = registration.auth_code.as_ref().and_then(Sealed::value).map_or("", AuthCode::as_str);
        let mac = self.journal().vault().mac("auth-code-mark", code.as_bytes());
        data_encoding::HEXLOWER.encode(&mac[..8])
    }

    /// Casts a vote for a side of a trade.
    ///
    /// # Errors
    /// The vote is not taken.
    #[boxed]
    pub async fn vote_on_trade(
        &self,
        trade: OperationNumber,
        side: Side,
        choice: Choice,
        voter: Voter,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let at = ask.cause.at;
        self.hold_evidence(&StreamId::of::<Trade>(&trade), &voter).await?;
        let streams = self.vote_streams(trade).await?.with::<Trade>(&trade);
        self.once(ask, streams, |work| {
            let vote = Command::Vote { side, choice, voter: voter.clone(), at };
            let events = work.execute::<Trade>(&trade, &vote)?;
            for event in events {
                match event {
                    Event::Approved => {
                        work.execute::<Operation>(&trade, &operation::Command::Proceed)?;
                    }
                    Event::Refused { side } => {
                        work.vote_failed(trade, &format!("refused by {}", side_word(side)))?
                    }
                    _ => {}
                }
            }
            Ok(())
        })
        .await
    }

    /// The streams that the end of a vote touches.
    pub(crate) async fn vote_streams(&self, number: OperationNumber) -> Result<Streams, AskError> {
        let operation = self.journal().load::<Operation>(&number).await?.state;
        match operation.dossier() {
            Some(dossier) => Ok(streams_of(dossier)),
            None => Err(Refusal::Operation(operation::Refusal::Unknown).into()),
        }
    }

    /// Mails a side's link again, or says with the paper's number why not.
    ///
    /// # Errors
    /// The mail is not sent.
    #[boxed]
    pub async fn resend_trade_ballot(
        &self,
        trade: OperationNumber,
        side: Side,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let state = self.journal().load::<Trade>(&trade).await?.state;
        let Some((terms, _)) = state.dossier() else {
            return Err(Refusal::Trade(trade::Refusal::Unknown).into());
        };
        let facts = self.trade_facts(terms).await?;
        let resend = Command::Resend { side, facts, at: ask.cause.at };
        self.once(ask, Streams::new().with::<Trade>(&trade), |work| {
            work.execute::<Trade>(&trade, &resend)?;
            Ok(())
        })
        .await
    }

    /// Mails their links again to the sides that have not voted.
    pub(crate) async fn ask_sides_again(&self, trade: OperationNumber, ask: &Ask) -> Result<(), AskError> {
        let state = self.journal().load::<Trade>(&trade).await?.state;
        let Trade::Voting(_, ballots) = &state else { return Ok(()) };
        for side in [Side::Owner, Side::NewOwner] {
            if ballots.side(side).vote.is_none() {
                self.resend_trade_ballot(trade, side, ask).await?;
            }
        }
        Ok(())
    }

    /// How things stand today for a trade.
    async fn trade_facts(&self, terms: &Terms) -> Result<ResendFacts, AskError> {
        let domain = self.journal().load::<Domain>(&terms.name).await?.state;
        let registration = domain.registration();
        let email = async |number: &ContactNumber| -> Result<_, AskError> {
            let contact = self.journal().load::<Contact>(number).await?.state;
            let person = contact.active();
            Ok(person.and_then(|person| person.details.value()).map(|details| details.email().clone()))
        };
        Ok(ResendFacts {
            registration: registration.map(|registration| registration.number),
            auth_code_mark: registration.map(|known| self.code_mark(known)).unwrap_or_default(),
            owner: registration.map(|registration| registration.contacts.owner),
            owner_email: email(&terms.owner).await?,
            new_owner_email: email(&terms.new_owner).await?,
        })
    }

    /// A contact's address has changed: what was mailed to the old one votes no more.
    pub(crate) async fn void_trade_links(
        &self,
        trade: OperationNumber,
        contact: ContactNumber,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let today = self.journal().load::<Contact>(&contact).await?.state;
        let today = today.active().and_then(|person| person.details.value()).map(|details| details.email());
        let state = self.journal().load::<Trade>(&trade).await?.state;
        let Trade::Voting(_, ballots) = &state else { return Ok(()) };
        for side in [Side::Owner, Side::NewOwner] {
            let party = &ballots.side(side).party;
            if party.contact == Some(contact) && party.email.value() != today {
                self.once(ask, Streams::new().with::<Trade>(&trade), |work| {
                    work.execute::<Trade>(&trade, &Command::VoidLinks { side }).map(|_| ())
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Calls a trade off; what was put aside is free again.
    ///
    /// # Errors
    /// It is past that.
    #[boxed]
    pub async fn cancel_trade(
        &self,
        trade: OperationNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let streams = self.vote_streams(trade).await?.with::<Trade>(&trade);
        self.once(ask, streams, |work| {
            work.execute::<Trade>(&trade, &Command::Cancel { reason: reason.clone() })?;
            work.give_up(trade)
        })
        .await
    }

    /// The votes' deadline has come.
    pub(crate) async fn expire_trade(&self, trade: OperationNumber, ask: &Ask) -> Result<(), AskError> {
        let at = ask.cause.at;
        let streams = self.vote_streams(trade).await?.with::<Trade>(&trade);
        self.once(ask, streams, |work| {
            if !work.execute::<Trade>(&trade, &Command::Expire { at })?.is_empty() {
                work.vote_failed(trade, "the votes were not in by the deadline")?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Starts a trade again after the registry refused it (the votes stand) or the votes expired (they are cast
    /// anew).
    ///
    /// # Errors
    /// It has not failed or expired, or things have changed since the votes.
    #[boxed]
    pub async fn restart_trade(&self, number: OperationNumber, ask: &Ask) -> Result<Accepted<()>, AskError> {
        let state = self.journal().load::<Trade>(&number).await?.state;
        let Some((terms, _)) = state.dossier() else {
            return Err(Refusal::Trade(trade::Refusal::Unknown).into());
        };
        let at = ask.cause.at;
        let policy = self.rules(&terms.name, at)?;
        let days = match policy.trade.procedure {
            TradeProcedure::RegistryForm { days } => days,
            _ => policy.votes.expire_days,
        };
        let person = async |number: ContactNumber, gone: trade::ResendRefusal| -> Result<Party, AskError> {
            let contact = self.journal().load::<Contact>(&number).await?.state;
            party(number, contact.active()).ok_or(Refusal::Trade(gone.into()).into())
        };
        let restart = Command::Restart {
            owner: Box::new(person(terms.owner, trade::ResendRefusal::OwnerInvalid).await?),
            new_owner: Box::new(person(terms.new_owner, trade::ResendRefusal::NewOwnerInvalid).await?),
            facts: self.trade_facts(terms).await?,
            expires_at: add_days(at, days),
        };
        let reminders = policy.votes.reminders.iter().copied();
        let streams = self.vote_streams(number).await?.with::<Trade>(&number);
        self.once(ask, streams, |work| {
            let events = work.execute::<Trade>(&number, &restart)?;
            let waits = events.iter().any(|event| matches!(event, Event::Reopened { .. }));
            if waits {
                work.remind_of_trade(number, reminders.clone(), at);
            }
            work.restart_operation(number, None, waits)
        })
        .await
    }
}

/// How a side is named in an operation's message.
fn side_word(side: Side) -> &'static str {
    match side {
        Side::Owner => "the present owner",
        Side::NewOwner => "the future owner",
    }
}

/// Who votes for a contact: nobody when the data is gone.
fn party(number: ContactNumber, person: Option<&contact::Person>) -> Option<Party> {
    let details = person?.details.value()?;
    Some(Party {
        contact: Some(number),
        email: Sealed::open(contact::seal_owner(number), details.email().clone()),
        locale: details.locale(),
    })
}

impl Work<'_> {
    /// Asks for the reminders of a round of votes that begins at `at`.
    fn remind_of_trade(
        &mut self,
        trade: OperationNumber,
        days: impl Iterator<Item = u16>,
        at: DateTime<Utc>,
    ) {
        let stream = StreamId::of::<Trade>(&trade);
        for day in days {
            let remind = Job::Deadline(Deadline::TradeReminder { trade, day });
            self.enqueue(remind, &stream, add_days(at, day));
        }
    }

    /// The votes ended without a yes: the operation fails, and what was put aside is free again.
    pub(crate) fn vote_failed(&mut self, number: OperationNumber, message: &str) -> Result<(), Refusal> {
        let fail = operation::Command::Fail { cltrid: None, code: VOTED_DOWN, message: message.to_owned() };
        self.execute::<Operation>(&number, &fail)?;
        self.release_points(number)
    }

    /// The operation is given up, and what was put aside is free again.
    pub(crate) fn give_up(&mut self, number: OperationNumber) -> Result<(), Refusal> {
        self.execute::<Operation>(&number, &operation::Command::Close)?;
        self.release_points(number)
    }

    /// Frees what is put aside for an operation.
    pub(crate) fn release_points(&mut self, number: OperationNumber) -> Result<(), Refusal> {
        let charged = self.state::<Operation>(&number).dossier().cloned();
        if let Some(dossier) = charged.filter(|dossier| dossier.charge.is_some()) {
            let release = points_account::Command::Release { operation: number };
            self.execute::<PointsAccount>(&dossier.account, &release)?;
        }
        Ok(())
    }

    /// Starts a failed operation again, its price put aside again.
    pub(crate) fn restart_operation(
        &mut self,
        number: OperationNumber,
        auth_code: Option<Sealed<AuthCode>>,
        waits: bool,
    ) -> Result<(), Refusal> {
        let restart = operation::Command::Restart { auth_code, waits };
        self.execute::<Operation>(&number, &restart)?;
        let dossier = self.state::<Operation>(&number).dossier().cloned();
        dossier.map_or(Ok(()), |dossier| self.reserve(&dossier))
    }
}

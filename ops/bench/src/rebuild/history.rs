//! A registrar's past, decided by the real aggregates and appended by the real journal: names registered, changed,
//! renewed, traded, paid from points.

use super::samples::{details, named, party, servers};
use crate::subject::Chance;
use anyhow::Context;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain_model::account::{self, Account};
use domain_model::contact::{self, Contact, Origin};
use domain_model::domain::{self, Claim, Domain, Lock, LockKind, Phase, Registration, Verb};
use domain_model::operation::{self, Charge, Contacts, Dossier, Operation, Phase as Attempt};
use domain_model::operation::{DomainChanges, RegistryFact, Request, Step};
use domain_model::points_account::{self, PointsAccount};
use domain_model::trade::{self, Procedure, Side, Trade};
use domain_model::values::*;
use domain_model::vote::{Choice, Voter};
use domain_model::{Actor, Cause, Channel, EventSourced};
use journal::{Journal, Streams, Unit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Names that an account registers before another one is opened.
const NAMES_OF_AN_ACCOUNT: u64 = 50;
/// Names that have the same owner.
const NAMES_OF_A_CONTACT: u64 = 5;
/// Lives that unfold at the same time.
const AT_ONCE: usize = 48;

/// Writes until the journal has about `events` of them, and answers how many it wrote.
///
/// # Errors
/// The journal failed, or an aggregate refused what it should allow.
pub async fn write(journal: &Journal, events: u64) -> anyhow::Result<u64> {
    let (written, next) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (journal, written, next) = (journal.clone(), written.clone(), next.clone());
        running.spawn(async move {
            while written.load(Ordering::Relaxed) < events {
                let account = next.fetch_add(1, Ordering::Relaxed);
                let mut past = Past::new(&journal, account)?;
                past.open().await?;
                for name in 0..NAMES_OF_AN_ACCOUNT {
                    past.live(name).await?;
                    let fresh = std::mem::take(&mut past.events);
                    if written.fetch_add(fresh, Ordering::Relaxed) + fresh >= events {
                        break;
                    }
                }
            }
            anyhow::Ok(())
        });
    }
    while let Some(finished) = running.join_next().await {
        finished??;
    }
    Ok(written.load(Ordering::Relaxed))
}

/// The past of one account. Every number in it follows from the account's, so that accounts never meet.
struct Past<'j> {
    journal: &'j Journal,
    index: u64,
    account: AccountNumber,
    at: DateTime<Utc>,
    chance: Chance,
    numbers: u64,
    owner: Option<ContactNumber>,
    events: u64,
    registry: RegistryId,
}

impl<'j> Past<'j> {
    fn new(journal: &'j Journal, index: u64) -> anyhow::Result<Self> {
        Ok(Self {
            journal,
            index,
            account: AccountNumber::new(1_000_000 + index * 10_000),
            at: DateTime::from_timestamp(1_767_258_000, 0).context("a moment in January 2026")?,
            chance: Chance(index),
            numbers: 0,
            owner: None,
            events: 0,
            registry: RegistryId::parse("sandbox")?,
        })
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.account.get() + self.numbers
    }

    async fn unit(
        &mut self,
        actor: Actor,
        streams: Streams,
        mut work: impl FnMut(&mut Unit) -> Result<(), String> + Send,
    ) -> anyhow::Result<()> {
        self.at += TimeDelta::minutes(7);
        let cause = Cause::new(actor, Channel::GraphQl, self.at, Uuid::now_v7()).from_address("192.0.2.77");
        let decided = |unit: &mut Unit| work(unit).map(|()| unit.events().len()).map_err(Refused);
        let committed = self.journal.transact(&cause, streams, decided).await?;
        self.events += committed.value as u64;
        Ok(())
    }

    async fn open(&mut self) -> anyhow::Result<()> {
        let account = self.account;
        let open = account::Command::Open {
            nichandle: Nichandle::parse(&format!("ab{}-ovh", self.index))?,
            currency: Currency::EUR,
            price_class: PriceClass::standard(),
            locale: Locale::Fr,
        };
        let credit =
            points_account::Command::Buy { points: Points::new(10_000_000)?, reference: "F-1".to_owned() };
        let streams = Streams::new().with::<Account>(&account).with::<PointsAccount>(&account);
        self.unit(Actor::System, streams, |unit| {
            decide::<Account>(unit, &account, &open)?;
            let open = points_account::Command::Open { currency: Currency::EUR };
            decide::<PointsAccount>(unit, &account, &open)?;
            decide::<PointsAccount>(unit, &account, &credit)
        })
        .await
    }

    async fn register_contact(&mut self) -> anyhow::Result<ContactNumber> {
        let contact = ContactNumber::new(self.number());
        let register = contact::Command::Register {
            account: self.account,
            handle: ContactHandle::parse(&format!("PD{contact}-FREE"))?,
            origin: Origin::Account,
            details: details(contact)?,
        };
        let place = contact::Command::Place {
            registry: self.registry.clone(),
            id: RegistryContactId::parse(&format!("C{contact}"))?,
        };
        self.unit(Actor::Reseller(self.account), Streams::new().with::<Contact>(&contact), |unit| {
            decide::<Contact>(unit, &contact, &register)?;
            decide::<Contact>(unit, &contact, &place)
        })
        .await?;
        Ok(contact)
    }

    /// A name's life: registered, its servers changed, renewed, sometimes traded.
    async fn live(&mut self, name: u64) -> anyhow::Result<()> {
        let owner = match self.owner {
            Some(owner) if !name.is_multiple_of(NAMES_OF_A_CONTACT) => owner,
            _ => self.register_contact().await?,
        };
        self.owner = Some(owner);
        let ending = ["com", "fr", "co.uk", "org"][self.chance.below(4) as usize];
        let name = DomainName::parse(&format!("example-{}-{name}.{ending}", self.index))?;
        let registration = self.register(&name, owner).await?;
        let changes = DomainChanges {
            servers: Some(servers(&["nsa.bookmyname.com", "nsb.bookmyname.com"])?),
            ..DomainChanges::default()
        };
        let update = Request::Update { name: name.clone(), changes: changes.clone() };
        self.carry_out(update, Step::UpdateDomain, Verb::Update, 0, |operation| {
            domain::Command::ConfirmUpdate { operation, changes: Box::new(changes.clone()) }
        })
        .await?;
        let (period, expires) = (Period::ONE_YEAR, registration.expires + Days::new(365));
        let renewal = Request::Renew { name: name.clone(), period, current_expiry: registration.expires };
        self.carry_out(renewal, Step::RenewDomain, Verb::Renew, 1_200, |operation| {
            domain::Command::ConfirmRenewal { operation, period, expires }
        })
        .await?;
        if self.chance.below(5) == 0 {
            self.trade(&name, &registration).await?;
        }
        Ok(())
    }

    fn dossier(&mut self, request: Request, steps: Vec<Step>, points: i64) -> anyhow::Result<Dossier> {
        let number = OperationNumber::new(self.number());
        let label = format!("{} {}", request.action(), request.subject());
        let charge = match points {
            0 => None,
            _ => Some(Charge {
                points: Points::new(points)?,
                cents: Cents::new(points)?,
                rule: "standard-EUR@2026-01-01".to_owned(),
                label,
                fee: None,
            }),
        };
        let (account, registry, requested_at) = (self.account, self.registry.clone(), self.at);
        Ok(Dossier { number, account, request, charge, registry, steps, requested_at, ordered_by: None })
    }

    async fn register(&mut self, name: &DomainName, owner: ContactNumber) -> anyhow::Result<Registration> {
        let contacts = Contacts { owner, admin: owner, tech: owner, billing: owner };
        let servers = servers(&["ns0.online.net", "ns1.online.net"])?;
        let code = Sealed::open(
            SealOwner::new("domain", name, Purpose::Credential),
            AuthCode::parse("Zt8-kkLm.2026")?,
        );
        let request = Request::Create {
            name: name.clone(),
            period: Period::ONE_YEAR,
            contacts,
            servers: servers.clone(),
            auth_code: code.clone(),
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        };
        let dossier = self.dossier(request, vec![Step::CreateContact(owner), Step::CreateDomain], 1_200)?;
        let claim = Claim {
            number: RegistrationNumber::new(self.number()),
            operation: dossier.number,
            account: self.account,
            contacts,
            servers: servers.clone(),
            service: None,
            privacy: None,
        };
        let registration = Registration {
            number: claim.number,
            account: self.account,
            registry: self.registry.clone(),
            contacts,
            servers,
            secdns: None,
            statuses: StatusSet::EMPTY,
            auth_code: Some(code),
            created: self.at,
            expires: self.at + Days::new(365),
            paid_until: None,
            held_since: self.at,
            phase: Phase::Active,
            busy: None,
            locks: vec![Lock {
                kind: LockKind::Creation,
                since: self.at,
                lifts: Some(self.at + Days::new(60)),
                rule: "com@2016-12-01".to_owned(),
            }],
            transfer_out: None,
            service: None,
            privacy: None,
            moving: None,
        };
        self.accept(&dossier, false, Some(domain::Command::RequestRegistration { claim })).await?;
        let confirm = domain::Command::ConfirmRegistration {
            operation: dossier.number,
            registration: Box::new(registration.clone()),
        };
        self.settle(&dossier, confirm).await?;
        Ok(registration)
    }

    async fn carry_out(
        &mut self,
        request: Request,
        step: Step,
        verb: Verb,
        points: i64,
        confirm: impl Fn(OperationNumber) -> domain::Command,
    ) -> anyhow::Result<()> {
        let dossier = self.dossier(request, vec![step], points)?;
        let operation = dossier.number;
        self.accept(&dossier, false, Some(domain::Command::Claim { operation, verb })).await?;
        self.settle(&dossier, confirm(operation)).await
    }

    async fn trade(&mut self, name: &DomainName, registration: &Registration) -> anyhow::Result<()> {
        let to = self.register_contact().await?;
        let owner = registration.contacts.owner;
        let request = Request::Trade { name: name.clone(), to };
        let dossier = self.dossier(request, vec![Step::ChangeRegistrant], 500)?;
        let number = dossier.number;
        self.accept(&dossier, true, None).await?;
        let request = trade::Command::Request {
            terms: trade::Terms {
                number,
                name: name.clone(),
                registration: registration.number,
                account: self.account,
                owner,
                new_owner: to,
                procedure: Procedure::Votes,
                rule: "com@2016-12-01".to_owned(),
                auth_code_mark: "mark".to_owned(),
                requested_at: self.at,
                expires_at: self.at + Days::new(14),
            },
            owner: party(owner, "present@example.fr")?,
            new_owner: party(to, "future@example.fr")?,
        };
        let claim = domain::Command::Claim { operation: number, verb: Verb::Trade };
        let votes = [Side::Owner, Side::NewOwner].map(|side| {
            let owner = SealOwner::new("contact", owner, Purpose::Evidence);
            let address = Sealed::open(owner, "198.51.100.9".to_owned());
            let voter = Voter::ByLink { serial: 1, address };
            trade::Command::Vote { side, choice: Choice::Accept, voter, at: self.at }
        });
        let streams = Streams::new().with::<Trade>(&number).with::<Domain>(name).with::<Operation>(&number);
        self.unit(Actor::Registrant(owner), streams, |unit| {
            decide::<Trade>(unit, &number, &request)?;
            votes.iter().try_for_each(|vote| decide::<Trade>(unit, &number, vote))?;
            decide::<Domain>(unit, name, &claim)?;
            decide::<Operation>(unit, &number, &operation::Command::Proceed)
        })
        .await?;
        let confirm = domain::Command::ConfirmTrade { operation: number, to, lock: None, expires: None };
        self.settle(&dossier, confirm).await?;
        let streams = Streams::new().with::<Trade>(&number);
        let complete = trade::Command::Complete;
        self.unit(Actor::System, streams, |unit| decide::<Trade>(unit, &number, &complete)).await
    }

    /// A request is accepted: points reserved, operation opened, name claimed.
    async fn accept(
        &mut self,
        dossier: &Dossier,
        waits: bool,
        claim: Option<domain::Command>,
    ) -> anyhow::Result<()> {
        let (number, account, name) = (dossier.number, dossier.account, named(dossier)?);
        let open = operation::Command::Open { dossier: Box::new(dossier.clone()), waits };
        let reserve = dossier.charge.as_ref().map(|charge| points_account::Command::Reserve {
            operation: number,
            points: charge.points,
            label: charge.label.clone(),
        });
        self.unit(Actor::Reseller(account), touched(dossier, &name), |unit| {
            if let Some(reserve) = &reserve {
                decide::<PointsAccount>(unit, &account, reserve)?;
            }
            decide::<Operation>(unit, &number, &open)?;
            claim.as_ref().map_or(Ok(()), |claim| decide::<Domain>(unit, &name, claim))
        })
        .await
    }

    /// The registry is asked step by step, and confirms: the operation is done, the points are spent.
    async fn settle(&mut self, dossier: &Dossier, then: domain::Command) -> anyhow::Result<()> {
        let (number, account, name) = (dossier.number, dossier.account, named(dossier)?);
        let at = self.at;
        self.unit(Actor::Registry("sandbox".to_owned()), touched(dossier, &name), |unit| {
            for _ in 1..dossier.steps.len() {
                let cltrid = sent(unit, number)?;
                let done = operation::Command::StepDone { cltrid, svtrid: "SV".to_owned() };
                decide::<Operation>(unit, &number, &done)?;
            }
            let (registry, svtrid) = (dossier.registry.clone(), format!("SV-{number}"));
            let fact = RegistryFact { registry, cltrid: sent(unit, number)?, svtrid, at };
            decide::<Operation>(unit, &number, &operation::Command::Conclude { fact: fact.clone() })?;
            if dossier.charge.is_some() {
                let settle = points_account::Command::Settle { operation: number, fact };
                decide::<PointsAccount>(unit, &account, &settle)?;
            }
            decide::<Domain>(unit, &name, &then)
        })
        .await
    }
}

/// What an aggregate said no with.
#[derive(Debug, thiserror::Error)]
#[error("the history is wrong: {0}")]
struct Refused(String);

fn decide<A: EventSourced>(
    unit: &mut Unit,
    id: &A::Id,
    command: &<A as cqrs_es::Aggregate>::Command,
) -> Result<(), String> {
    unit.execute::<A>(id, command).map(|_| ()).map_err(|refusal| format!("{id}: {refusal}"))
}

/// Sends the next step and answers its transaction.
fn sent(unit: &mut Unit, number: OperationNumber) -> Result<ClTrid, String> {
    decide::<Operation>(unit, &number, &operation::Command::SendStep)?;
    match unit.state::<Operation>(&number) {
        Operation::Processing(_, position) => match &position.phase {
            Attempt::Sent { cltrid } => Ok(cltrid.clone()),
            other => Err(format!("{number} is {other:?} after it was sent")),
        },
        other => Err(format!("{number} is {other:?} after it was sent")),
    }
}

fn touched(dossier: &Dossier, name: &DomainName) -> Streams {
    let operation = Streams::new().with::<Operation>(&dossier.number);
    operation.with::<PointsAccount>(&dossier.account).with::<Domain>(name)
}

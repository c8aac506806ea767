//! What every history is made of: a journal, a clock of its own, a seed, and commands that the aggregates decide on.

use chrono::{DateTime, TimeDelta, Utc};
use domain_model::account::{self, Account};
use domain_model::contact::{self, Contact, Origin};
use domain_model::operation::{self, Charge, Contacts, Dossier, Operation, Request, Step};
use domain_model::operation::{Phase as Attempt, RegistryFact};
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::*;
use domain_model::{Actor, Cause, Channel};
use journal::follow::FollowOptions;
use journal::test_support::TestDatabase;
use journal::{Journal, Streams, TransactError, Unit};
use projections::{Views, all};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A small generator, so that a seed is a history (Steele, Lea and Flood: SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { Some(of[self.below(of.len())].clone()) }
    }
}

pub struct Story {
    pub database: TestDatabase,
    pub journal: Journal,
    pub views: Views,
    pub at: DateTime<Utc>,
    pub chance: Chance,
    pub accounts: Vec<AccountNumber>,
    pub contacts: Vec<(AccountNumber, ContactNumber)>,
    pub names: Vec<DomainName>,
    pub trades: Vec<OperationNumber>,
    pub transfers: Vec<OperationNumber>,
    pub changes: Vec<OperationNumber>,
    pub operations: Vec<OperationNumber>,
    last_number: u64,
    /// How many invoices there are.
    pub invoices: u32,
}

impl Story {
    pub async fn new(seed: u64) -> Self {
        let database = TestDatabase::new().await.unwrap();
        let journal = database.journal().await.unwrap();
        for follower in all(journal.vault()) {
            journal.make_tables(&follower).await.unwrap();
        }
        Self {
            views: Views::new(journal.clone()),
            database,
            journal,
            at: "2026-01-05T09:00:00Z".parse().unwrap(),
            chance: Chance(seed),
            accounts: vec![],
            contacts: vec![],
            names: vec![],
            trades: vec![],
            transfers: vec![],
            changes: vec![],
            operations: vec![],
            last_number: 13_489,
            invoices: 0,
        }
    }

    pub fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    pub fn pass(&mut self, hours: i64) {
        self.at += TimeDelta::hours(hours);
    }

    pub fn cause(&mut self, actor: Actor) -> Cause {
        let correlation = uuid::Uuid::from_u64_pair(self.chance.next(), self.chance.next());
        Cause::new(actor, Channel::GraphQl, self.at, correlation).from_address("192.0.2.77")
    }

    /// Several decisions, stored together. Says whether they were accepted.
    pub async fn unit(
        &mut self,
        actor: Actor,
        streams: Streams,
        work: impl FnMut(&mut Unit) -> Result<(), String> + Send,
    ) -> bool {
        let cause = self.cause(actor);
        match self.journal.transact(&cause, streams, work).await {
            Ok(_) => true,
            Err(TransactError::Refused(_)) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Follows with all views until everything is in them.
    pub async fn follow(&self) {
        let stop = CancellationToken::new();
        let mut followers = tokio::task::JoinSet::new();
        for follower in all(self.journal.vault()) {
            let (journal, stop) = (self.journal.clone(), stop.clone());
            let options = FollowOptions { batch: 97, ..FollowOptions::default() };
            followers.spawn(async move { journal.follow(follower, options, stop).await });
        }
        self.views.caught_up(Duration::from_secs(60)).await.unwrap();
        stop.cancel();
        while let Some(followed) = followers.join_next().await {
            followed.unwrap().unwrap();
        }
    }

    pub async fn open_account(&mut self, points: i64) -> AccountNumber {
        let account = AccountNumber::new(self.number());
        let nichandle = Nichandle::parse(&format!("ab{account}-ovh")).unwrap();
        let (currency, price_class) = (Currency::EUR, PriceClass::standard());
        let open = account::Command::Open { nichandle, currency, price_class, locale: Locale::Fr };
        let hash = account::Command::SetPassword { hash: "$argon2id$of-the-api".to_owned() };
        let credit = points_account::Command::Buy {
            points: Points::new(points).unwrap(),
            reference: "F-1".to_owned(),
        };
        let streams = Streams::new().with::<Account>(&account).with::<PointsAccount>(&account);
        let accepted = self
            .unit(Actor::System, streams, |unit| {
                decide::<Account>(unit, &account, &open)?;
                decide::<Account>(unit, &account, &hash)?;
                decide::<PointsAccount>(unit, &account, &points_account::Command::Open { currency })?;
                decide::<PointsAccount>(unit, &account, &credit)
            })
            .await;
        assert!(accepted);
        self.accounts.push(account);
        account
    }

    pub async fn register_contact(&mut self, account: AccountNumber, email: &str) -> ContactNumber {
        let contact = ContactNumber::new(self.number());
        let command = contact::Command::Register {
            account,
            handle: ContactHandle::parse(&format!("PD{contact}-FREE")).unwrap(),
            origin: Origin::Account,
            details: details(contact, "Dupondel", email),
        };
        let streams = Streams::new().with::<Contact>(&contact);
        let work = |unit: &mut Unit| decide::<Contact>(unit, &contact, &command);
        assert!(self.unit(Actor::Reseller(account), streams, work).await);
        self.contacts.push((account, contact));
        contact
    }

    /// What a request is, with a price of so many points.
    pub fn dossier(
        &mut self,
        account: AccountNumber,
        request: Request,
        steps: Vec<Step>,
        points: i64,
    ) -> Dossier {
        let number = OperationNumber::new(self.number());
        self.operations.push(number);
        let label = format!("{} {}", request.action(), request.subject());
        let charge = (points > 0).then(|| Charge {
            points: Points::new(points).unwrap(),
            cents: Cents::new(points).unwrap(),
            rule: "standard-EUR@2026-01-01".to_owned(),
            label,
            fee: None,
        });
        let registry = RegistryId::parse("sandbox").unwrap();
        Dossier { number, account, request, charge, registry, steps, requested_at: self.at, ordered_by: None }
    }

    /// Sends the operation's steps up to the last, and answers what the registry would confirm.
    pub async fn send_all(&mut self, operation: OperationNumber) -> Option<RegistryFact> {
        loop {
            let streams = Streams::new().with::<Operation>(&operation);
            let send = operation::Command::SendStep;
            let registry = Actor::Registry("sandbox".to_owned());
            if !self
                .unit(Actor::System, streams.clone(), |unit| decide::<Operation>(unit, &operation, &send))
                .await
            {
                return None;
            }
            let state = self.journal.load::<Operation>(&operation).await.unwrap().state;
            let Operation::Processing(dossier, position) = state else { return None };
            let Attempt::Sent { cltrid } = position.phase.clone() else { return None };
            if position.step + 1 == dossier.steps.len() {
                return Some(RegistryFact {
                    registry: dossier.registry,
                    cltrid,
                    svtrid: format!("SV-{operation}"),
                    at: self.at,
                });
            }
            let done = operation::Command::StepDone { cltrid, svtrid: "SV".to_owned() };
            self.unit(registry, streams, |unit| decide::<Operation>(unit, &operation, &done)).await;
        }
    }
}

/// One decision inside a unit; a refusal drops the unit.
pub fn decide<A: domain_model::EventSourced>(
    unit: &mut Unit,
    id: &A::Id,
    command: &<A as cqrs_es::Aggregate>::Command,
) -> Result<(), String> {
    unit.execute::<A>(id, command).map(|_| ()).map_err(|refusal| refusal.to_string())
}

pub fn reserve(dossier: &Dossier) -> Option<points_account::Command> {
    dossier.charge.as_ref().map(|charge| points_account::Command::Reserve {
        operation: dossier.number,
        points: charge.points,
        label: charge.label.clone(),
    })
}

pub fn details(contact: ContactNumber, last_name: &str, email: &str) -> contact::SealedDetails {
    let input = ContactInput {
        legal_form: "individual".to_owned(),
        last_name: last_name.to_owned(),
        first_name: "Philibert".to_owned(),
        street: "8 rue de la Ville-l'Evêque".to_owned(),
        postal_code: "75008".to_owned(),
        city: "Paris".to_owned(),
        country: "FR".to_owned(),
        phone: "+33.123456789".to_owned(),
        email: email.to_owned(),
        locale: "fr".to_owned(),
        ..ContactInput::default()
    };
    Sealed::open(contact::seal_owner(contact), Box::new(ContactDetails::new(input).unwrap()))
}

pub fn servers(of: &[&str]) -> NameServers {
    let servers = of.iter().map(|host| NameServer::new(HostName::parse(host).unwrap()));
    NameServers::new(servers.collect()).unwrap()
}

pub fn auth_code(name: &DomainName, code: &str) -> Sealed<AuthCode> {
    let owner = SealOwner::new("domain", name, Purpose::Credential);
    Sealed::open(owner, AuthCode::parse(code).unwrap())
}

pub fn same_contact(contact: ContactNumber) -> Contacts {
    Contacts { owner: contact, admin: contact, tech: contact, billing: contact }
}

pub fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

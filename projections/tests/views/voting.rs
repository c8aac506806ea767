//! Trades and transfers, drawn by chance.

use crate::flows::named;
use crate::story::*;
use chrono::{Days, TimeDelta};
use domain_model::Actor;
use domain_model::contact;
use domain_model::domain::{self, Claim, Domain, Registration, Verb};
use domain_model::operation::{self, Operation, Request, Step};
use domain_model::trade::{self, Procedure, Trade};
use domain_model::transfer::{self, Outbound, Transfer};
use domain_model::values::*;
use domain_model::vote::{Choice, Party, Voter};
use journal::Streams;
use std::collections::BTreeMap;

impl Story {
    pub fn party(contact: ContactNumber, email: &str) -> Party {
        let owner = contact::seal_owner(contact);
        let email = Sealed::open(owner, EmailAddress::parse(email).unwrap());
        Party { contact: Some(contact), email, locale: Locale::Fr }
    }

    pub async fn ask_for_trade(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let Some((_, to)) = self.chance.pick(&self.contacts.clone()) else { return };
        self.trade(&name, &registration, to).await;
    }

    pub async fn trade(
        &mut self,
        name: &DomainName,
        registration: &Registration,
        to: ContactNumber,
    ) -> Option<OperationNumber> {
        let request = Request::Trade { name: name.clone(), to };
        let dossier = self.dossier(registration.account, request, vec![Step::ChangeRegistrant], 500);
        let number = dossier.number;
        let owner = registration.contacts.owner;
        let request = trade::Command::Request {
            terms: trade::Terms {
                number,
                name: name.clone(),
                registration: registration.number,
                account: registration.account,
                owner,
                new_owner: to,
                procedure: Procedure::Votes,
                rule: "com@2016-12-01".to_owned(),
                auth_code_mark: "mark".to_owned(),
                requested_at: self.at,
                expires_at: self.at + Days::new(14),
            },
            owner: Self::party(owner, "present@exemple.fr"),
            new_owner: Self::party(to, "futur@exemple.fr"),
        };
        if owner == to || !self.accept(&dossier, true, None).await {
            return None;
        }
        let streams = Streams::new().with::<Trade>(&number);
        let actor = Actor::Reseller(registration.account);
        assert!(self.unit(actor, streams, |unit| decide::<Trade>(unit, &number, &request)).await);
        self.trades.push(number);
        Some(number)
    }

    pub async fn cast(&mut self, number: OperationNumber, side: trade::Side, choice: Choice) -> bool {
        let address = Sealed::open(
            SealOwner::new("contact", self.contacts[0].1, Purpose::Evidence),
            "198.51.100.9".to_owned(),
        );
        let voter = match self.chance.one_in(3) {
            true => Voter::ByOperator {
                login: "support".to_owned(),
                reason: reason("the signed form came by post"),
                evidence: None,
            },
            false => Voter::ByLink { serial: 1, address },
        };
        let vote = trade::Command::Vote { side, choice, voter, at: self.at };
        let streams = Streams::new().with::<Trade>(&number);
        self.unit(Actor::System, streams, |unit| decide::<Trade>(unit, &number, &vote)).await
    }

    pub async fn vote_on_trade(&mut self) {
        let Some(number) = self.chance.pick(&self.trades.clone()) else { return };
        let side = if self.chance.one_in(2) { trade::Side::Owner } else { trade::Side::NewOwner };
        let choice = if self.chance.one_in(4) { Choice::Refuse } else { Choice::Accept };
        let late = self.at + TimeDelta::days(15);
        let command = match self.chance.below(6) {
            0 => trade::Command::Remind { day: 3 },
            1 => trade::Command::Expire { at: late },
            2 => trade::Command::Cancel { reason: reason("asked for by mistake") },
            3 => trade::Command::VoidLinks { side },
            _ => {
                self.cast(number, side, choice).await;
                self.cast(number, side.other(), Choice::Accept).await;
                return self.conclude_trade(number).await;
            }
        };
        let streams = Streams::new().with::<Trade>(&number);
        self.unit(Actor::Clock, streams, |unit| decide::<Trade>(unit, &number, &command)).await;
        self.conclude_trade(number).await;
    }

    /// What follows from the votes.
    pub async fn conclude_trade(&mut self, number: OperationNumber) {
        let state = self.journal.load::<Operation>(&number).await.unwrap().state;
        let Operation::Waiting(dossier, _) = state else { return };
        let trade = self.journal.load::<Trade>(&number).await.unwrap().state;
        let to = match (&trade, &dossier.request) {
            (Trade::Approved(..), Request::Trade { to, .. }) => *to,
            (Trade::Ended(..), _) => return self.fail(&dossier, None, 2306).await,
            _ => return,
        };
        let Some(name) = named(&dossier) else { return };
        let streams = Streams::new().with::<Operation>(&number).with::<Domain>(&name);
        let claim = domain::Command::Claim { operation: number, verb: Verb::Trade };
        let claimed = self
            .unit(Actor::System, streams, |unit| {
                decide::<Domain>(unit, &name, &claim)?;
                decide::<Operation>(unit, &number, &operation::Command::Proceed)
            })
            .await;
        if !claimed {
            return;
        }
        let Some(fact) = self.send_all(number).await else { return };
        let then = domain::Command::ConfirmTrade { operation: number, to, lock: None, expires: None };
        self.settle(&dossier, fact, Some(then)).await;
        let streams = Streams::new().with::<Trade>(&number);
        let complete = trade::Command::Complete;
        assert!(self.unit(Actor::System, streams, |unit| decide::<Trade>(unit, &number, &complete)).await);
    }

    pub async fn transfer_in(&mut self) {
        if let Some(number) = self.chance.pick(&self.transfers.clone())
            && self.chance.one_in(2)
        {
            let expire = transfer::Command::Expire { at: self.at + Days::new(30) };
            let streams = Streams::new().with::<Transfer>(&number);
            self.unit(Actor::Clock, streams, |unit| decide::<Transfer>(unit, &number, &expire)).await;
            return;
        }
        let Some((account, contact)) = self.chance.pick(&self.contacts.clone()) else { return };
        let name = DomainName::parse(&format!("ailleurs-{}.com", self.chance.below(20))).unwrap();
        let code = Some(auth_code(&name, "From-elsewhere.1"));
        let request = Request::TransferIn { name: name.clone(), auth_code: code, period: None };
        let dossier = self.dossier(account, request, vec![Step::RequestTransfer], 900);
        let number = dossier.number;
        let claim = Claim {
            number: RegistrationNumber::new(self.number()),
            operation: number,
            account,
            contacts: same_contact(contact),
            servers: servers(&["ns0.online.net", "ns1.online.net"]),
            service: None,
            privacy: None,
        };
        let registration = self.registration(&claim, &name);
        if !self.accept(&dossier, true, Some(domain::Command::RequestTransferIn { claim })).await {
            return;
        }
        self.transfers.push(number);
        let request = transfer::Command::Request {
            terms: transfer::Terms {
                number,
                name,
                account,
                owner: contact,
                rule: "com@2016-12-01".to_owned(),
                requested_at: self.at,
                expires_at: self.at + Days::new(14),
            },
            voters: BTreeMap::from([(transfer::Side::Admin, Self::party(contact, "admin@ailleurs.com"))]),
        };
        let operator =
            Voter::ByOperator { login: "support".into(), reason: reason("by phone"), evidence: None };
        let vote = transfer::Command::Vote {
            side: transfer::Side::Admin,
            choice: Choice::Accept,
            voter: operator,
            at: self.at,
        };
        let streams = Streams::new().with::<Transfer>(&number).with::<Operation>(&number);
        let votes = !self.chance.one_in(3);
        self.unit(Actor::Reseller(account), streams.clone(), |unit| {
            decide::<Transfer>(unit, &number, &request)?;
            if votes {
                decide::<Transfer>(unit, &number, &vote)?;
                decide::<Operation>(unit, &number, &operation::Command::Proceed)?;
            }
            Ok(())
        })
        .await;
        let Some(fact) = (if votes { self.send_all(number).await } else { None }) else { return };
        let confirm =
            domain::Command::ConfirmTransferIn { operation: number, registration: Box::new(registration) };
        self.settle(&dossier, fact, Some(confirm)).await;
        let complete = transfer::Command::Complete;
        self.unit(Actor::System, streams, |unit| decide::<Transfer>(unit, &number, &complete)).await;
    }

    pub async fn transfer_out(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let transfer = OperationNumber::new(self.number());
        let answer_by = self.at + Days::new(5);
        let outbound = Outbound {
            number: transfer,
            name: name.clone(),
            account: registration.account,
            gaining: "other".to_owned(),
            announced_at: self.at,
            answer_by,
        };
        let gone = self.chance.one_in(2);
        let (end, at) = (domain::Command::EndTransferOut { transfer }, self.at);
        let end = if gone { domain::Command::TransferAway { at } } else { end };
        let (choice, why) =
            if gone { (Choice::Accept, None) } else { (Choice::Refuse, Some(reason("fraud"))) };
        let streams = Streams::new().with::<Transfer>(&transfer).with::<Domain>(&name);
        self.unit(Actor::Registry("sandbox".to_owned()), streams, |unit| {
            decide::<Transfer>(unit, &transfer, &transfer::Command::Announce { outbound: outbound.clone() })?;
            decide::<Domain>(unit, &name, &domain::Command::AnnounceTransferOut { transfer, answer_by })?;
            let answer = transfer::Command::Answer { choice, reason: why.clone() };
            decide::<Transfer>(unit, &transfer, &answer)?;
            decide::<Transfer>(unit, &transfer, &transfer::Command::Conclude { gone })?;
            decide::<Domain>(unit, &name, &end)
        })
        .await;
    }
}

//! What may happen at a registrar, drawn by chance.

use crate::story::*;
use chrono::Days;
use domain_model::Actor;
use domain_model::contact::{self, Contact};
use domain_model::domain::{self, Claim, Domain, Lock, LockKind, Phase, Registration, Verb};
use domain_model::host::{self, Glue, Host};
use domain_model::operation::{
    self, DomainChanges, Dossier, Operation, RegistryFact, Request, Step, Subject,
};
use domain_model::points_account::{self, PointsAccount};
use domain_model::price_list::{self, Item, Price, PriceList, PriceListId, Promotion};
use domain_model::values::*;
use journal::Streams;

impl Story {
    /// So many things happen, one after another.
    pub async fn unfold(&mut self, times: usize) {
        if self.accounts.is_empty() {
            self.open_account(200_000).await;
            self.seed_registers().await;
            self.let_programs_in().await;
        }
        for _ in 0..times {
            self.pass(1);
            match self.chance.below(28) {
                0 => {
                    let points = self.chance.below(500_000) as i64;
                    self.open_account(points + 1).await;
                }
                1 | 2 => {
                    if let Some(account) = self.chance.pick(&self.accounts.clone()) {
                        let email = format!("p{}@exemple.fr", self.chance.below(9));
                        self.register_contact(account, &email).await;
                    }
                }
                3 => self.change_contact().await,
                4..=8 => {
                    self.register_name().await;
                }
                9..=11 => self.change_name().await,
                12 => self.observe_name().await,
                13 | 14 => self.ask_for_trade().await,
                15 => self.vote_on_trade().await,
                16 => self.transfer_in().await,
                17 => self.transfer_out().await,
                18 | 20 => self.move_points().await,
                19 => self.owe_something().await,
                22 => self.something_drifts().await,
                23 => self.order_something().await,
                24 => {
                    self.keep_books().await;
                    self.move_money().await;
                    self.disclose().await;
                }
                25 => self.shop().await,
                26 => self.change_accounts().await,
                _ => self.change_host().await,
            }
        }
    }

    async fn seed_registers(&mut self) {
        let id = PriceListId { class: PriceClass::standard(), currency: Currency::EUR };
        let create = || Item::name(Tld::parse("com").unwrap(), PricedAction::Create);
        let sale = |until: &str| {
            let name = PromotionName::parse("Sale").unwrap();
            Some(Promotion { name, until: until.parse().unwrap() })
        };
        let steps = [
            ("2026-01-01", Some(1200), None, create()),
            ("2026-06-01", Some(1300), None, create()),
            ("2026-06-01", Some(1350), None, create()),
            ("2026-07-01", Some(99), sale("2026-07-31"), create()),
            ("2026-07-01", Some(199), sale("2026-07-15"), create()),
            ("2026-06-01", Some(2500), None, create().for_years(Period::new(2).ok())),
            ("2026-01-01", Some(5988), None, Item::hosting(HostingPlan::Plan720)),
            ("2027-01-01", None, None, Item::hosting(HostingPlan::Plan720)),
        ];
        for (day, cents, promotion, item) in steps {
            let price = |item| Price {
                item,
                cents: cents.map(|cents| Cents::new(cents).unwrap()),
                from: day.parse().unwrap(),
                promotion: promotion.clone(),
            };
            let prices =
                vec![price(item), price(Item::name(Tld::parse("net").unwrap(), PricedAction::Trade))];
            let set = price_list::Command::Set { currency: Currency::EUR, prices };
            let streams = Streams::new().with::<PriceList>(&id);
            assert!(self.unit(Actor::System, streams, |unit| decide::<PriceList>(unit, &id, &set)).await);
        }
        self.sign_people_in().await;
    }

    async fn change_contact(&mut self) {
        let Some((account, number)) = self.chance.pick(&self.contacts.clone()) else { return };
        let command = match self.chance.below(6) {
            0 => contact::Command::Amend { details: details(number, "Durandel", "neuf@exemple.fr") },
            1 => contact::Command::RequireVerification { by: self.at + Days::new(15) },
            2 => contact::Command::Verify { at: self.at, link: None },
            3 => contact::Command::Place {
                registry: RegistryId::parse("sandbox").unwrap(),
                id: RegistryContactId::parse(&format!("C{number}")).unwrap(),
            },
            4 if self.chance.one_in(3) => contact::Command::Delete,
            _ => return,
        };
        let streams = Streams::new().with::<Contact>(&number);
        self.unit(Actor::Reseller(account), streams, |unit| decide::<Contact>(unit, &number, &command)).await;
    }

    /// A request is accepted: points reserved, operation opened, name claimed.
    pub async fn accept(&mut self, dossier: &Dossier, waits: bool, claim: Option<domain::Command>) -> bool {
        let Some(name) = named(dossier) else { return false };
        let (number, account) = (dossier.number, dossier.account);
        let open = operation::Command::Open { dossier: Box::new(dossier.clone()), waits };
        let reserve = reserve(dossier);
        let streams =
            Streams::new().with::<Operation>(&number).with::<PointsAccount>(&account).with::<Domain>(&name);
        self.unit(Actor::Reseller(account), streams, |unit| {
            if let Some(reserve) = &reserve {
                decide::<PointsAccount>(unit, &account, reserve)?;
            }
            decide::<Operation>(unit, &number, &open)?;
            claim.as_ref().map_or(Ok(()), |claim| decide::<Domain>(unit, &name, claim))
        })
        .await
    }

    /// The registry confirmed: the operation is done, the points are spent, the name is changed.
    pub async fn settle(&mut self, dossier: &Dossier, fact: RegistryFact, then: Option<domain::Command>) {
        let (number, account) = (dossier.number, dossier.account);
        let Some(name) = named(dossier) else { return };
        let paid = dossier.charge.is_some();
        let streams =
            Streams::new().with::<Operation>(&number).with::<PointsAccount>(&account).with::<Domain>(&name);
        let accepted = self
            .unit(Actor::Registry("sandbox".to_owned()), streams, |unit| {
                decide::<Operation>(unit, &number, &operation::Command::Conclude { fact: fact.clone() })?;
                if paid {
                    let settle = points_account::Command::Settle { operation: number, fact: fact.clone() };
                    decide::<PointsAccount>(unit, &account, &settle)?;
                }
                then.as_ref().map_or(Ok(()), |then| decide::<Domain>(unit, &name, then))
            })
            .await;
        assert!(accepted, "{dossier:?}");
    }

    /// The registry refused, or the votes did.
    pub async fn fail(&mut self, dossier: &Dossier, cltrid: Option<ClTrid>, code: u16) {
        let (number, account) = (dossier.number, dossier.account);
        let Some(name) = named(dossier) else { return };
        let message = format!("refused {number}");
        let claimed = matches!(dossier.request, Request::Create { .. } | Request::TransferIn { .. });
        let release = match claimed {
            true => domain::Command::FailRegistration { operation: number, code, message: message.clone() },
            false => domain::Command::Release { operation: number },
        };
        let streams =
            Streams::new().with::<Operation>(&number).with::<PointsAccount>(&account).with::<Domain>(&name);
        self.unit(Actor::Registry("sandbox".to_owned()), streams, |unit| {
            let fail = operation::Command::Fail { cltrid: cltrid.clone(), code, message: message.clone() };
            decide::<Operation>(unit, &number, &fail)?;
            let free = points_account::Command::Release { operation: number };
            decide::<PointsAccount>(unit, &account, &free)?;
            decide::<Domain>(unit, &name, &release)
        })
        .await;
        if self.chance.one_in(4) {
            let streams = Streams::new().with::<Operation>(&number);
            let close = operation::Command::Close;
            self.unit(Actor::Reseller(account), streams, |unit| decide::<Operation>(unit, &number, &close))
                .await;
        }
    }

    pub async fn register_name(&mut self) -> Option<DomainName> {
        let (account, contact) = self.chance.pick(&self.contacts.clone())?;
        let ending = self.chance.pick(&["com", "fr", "co.uk"]).unwrap();
        let name = DomainName::parse(&format!("exemple-{}.{ending}", self.chance.below(60))).unwrap();
        self.register(account, contact, &name).await
    }

    pub async fn register(
        &mut self,
        account: AccountNumber,
        contact: ContactNumber,
        name: &DomainName,
    ) -> Option<DomainName> {
        let servers = servers(&["ns0.online.net", "ns1.online.net"]);
        let request = Request::Create {
            name: name.clone(),
            period: Period::ONE_YEAR,
            contacts: same_contact(contact),
            servers: servers.clone(),
            auth_code: auth_code(name, "Zt8-kkLm.2026"),
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        };
        let dossier =
            self.dossier(account, request, vec![Step::CreateContact(contact), Step::CreateDomain], 1_200);
        let claim = Claim {
            number: RegistrationNumber::new(self.number()),
            operation: dossier.number,
            account,
            contacts: same_contact(contact),
            servers,
            service: None,
            privacy: None,
        };
        let registration = self.registration(&claim, name);
        if !self.accept(&dossier, false, Some(domain::Command::RequestRegistration { claim })).await
            || self.chance.one_in(8)
        {
            return None;
        }
        let fact = self.send_all(dossier.number).await?;
        if self.chance.one_in(6) {
            self.fail(&dossier, Some(fact.cltrid), 2306).await;
            return None;
        }
        let operation = dossier.number;
        let confirm =
            domain::Command::ConfirmRegistration { operation, registration: Box::new(registration) };
        self.settle(&dossier, fact, Some(confirm)).await;
        self.names.push(name.clone());
        Some(name.clone())
    }

    pub fn registration(&self, claim: &Claim, name: &DomainName) -> Registration {
        Registration {
            number: claim.number,
            account: claim.account,
            registry: RegistryId::parse("sandbox").unwrap(),
            contacts: claim.contacts,
            servers: claim.servers.clone(),
            secdns: None,
            statuses: StatusSet::EMPTY,
            auth_code: Some(auth_code(name, "Zt8-kkLm.2026")),
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
        }
    }

    pub async fn held(&mut self) -> Option<(DomainName, Registration)> {
        let name = self.chance.pick(&self.names.clone())?;
        let state = self.journal.load::<Domain>(&name).await.unwrap().state;
        state.registration().cloned().map(|registration| (name, registration))
    }

    async fn change_name(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let period = Period::ONE_YEAR;
        let expires = registration.expires + Days::new(365);
        let (request, step, verb) = match self.chance.below(4) {
            0 => {
                let current_expiry = registration.expires;
                (
                    Request::Renew { name: name.clone(), period, current_expiry },
                    Step::RenewDomain,
                    Verb::Renew,
                )
            }
            1 => (Request::Delete { name: name.clone() }, Step::DeleteDomain, Verb::Delete),
            2 => (Request::Restore { name: name.clone() }, Step::RestoreDomain, Verb::Restore),
            _ => {
                let changes = DomainChanges {
                    servers: Some(servers(&["nsa.bookmyname.com", "nsb.bookmyname.com"])),
                    auth_code: Some(auth_code(&name, "An0ther-c0de.")),
                    ..DomainChanges::default()
                };
                (Request::Update { name: name.clone(), changes }, Step::UpdateDomain, Verb::Update)
            }
        };
        let points = if verb == Verb::Renew { 1_200 } else { 0 };
        let dossier = self.dossier(registration.account, request, vec![step], points);
        let operation = dossier.number;
        if !self.accept(&dossier, false, Some(domain::Command::Claim { operation, verb })).await {
            return;
        }
        let Some(fact) = self.send_all(operation).await else { return };
        if self.chance.one_in(5) {
            return self.fail(&dossier, Some(fact.cltrid), 2304).await;
        }
        let redemption_until = (!self.chance.one_in(3)).then(|| self.at + Days::new(30));
        let then = match &dossier.request {
            Request::Renew { .. } => domain::Command::ConfirmRenewal { operation, period, expires },
            Request::Delete { .. } => {
                domain::Command::ConfirmDeletion { operation, redemption_until, at: self.at }
            }
            Request::Restore { .. } => domain::Command::ConfirmRestore { operation, expires },
            Request::Update { changes, .. } => {
                domain::Command::ConfirmUpdate { operation, changes: Box::new(changes.clone()) }
            }
            _ => return,
        };
        self.settle(&dossier, fact, Some(then)).await;
    }

    async fn observe_name(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let command = match self.chance.below(4) {
            0 => domain::Command::Observe {
                statuses: StatusSet::of(&[EppStatus::ClientTransferProhibited]),
                expires: registration.expires,
            },
            1 => domain::Command::PassDeadline { at: self.at + Days::new(400), pending_delete_days: 5 },
            2 => domain::Command::Lock {
                lock: Lock {
                    kind: LockKind::Dispute,
                    since: self.at,
                    lifts: None,
                    rule: "udrp@1999-10-24".to_owned(),
                },
            },
            _ => domain::Command::Unlock { kind: LockKind::Creation },
        };
        let streams = Streams::new().with::<Domain>(&name);
        self.unit(Actor::Clock, streams, |unit| decide::<Domain>(unit, &name, &command)).await;
    }

    async fn change_host(&mut self) {
        let Some((name, registration)) = self.held().await else { return };
        let host = name.host_under("ns1").unwrap();
        let operation = OperationNumber::new(self.number());
        let glue = Glue {
            number: HostNumber::new(operation.get()),
            account: registration.account,
            domain: name,
            registry: registration.registry,
            addresses: vec!["192.0.2.53".parse().unwrap()],
        };
        let steps = match self.chance.below(3) {
            0 => vec![host::Command::Claim { operation }, host::Command::ConfirmDeletion { operation }],
            1 => vec![
                host::Command::Claim { operation },
                host::Command::ConfirmAddresses { operation, addresses: vec!["192.0.2.54".parse().unwrap()] },
            ],
            _ => {
                vec![host::Command::Request { glue, operation }, host::Command::ConfirmCreation { operation }]
            }
        };
        let streams = Streams::new().with::<Host>(&host);
        for step in &steps {
            self.unit(Actor::System, streams.clone(), |unit| decide::<Host>(unit, &host, step)).await;
        }
    }
}

/// The name that a request is about.
pub fn named(dossier: &Dossier) -> Option<DomainName> {
    match dossier.request.subject() {
        Subject::Domain(name) => Some(name),
        _ => None,
    }
}

//! Every process, from the request to its end, with everything that others do on the way.

use crate::registry::premium;
use crate::world::{ACCOUNT, World, person};
use application::ports::{FeeFor, RegistryCommand, TransferVerb};
use application::{
    ChangeDomain, DeleteDomain, RegisterDomain, RenewDomain, RequestTrade, RequestTransfer, RestoreDomain,
};
use domain_model::domain::Domain;
use domain_model::operation::{Contacts, DomainChanges};
use domain_model::values::{
    AccountNumber, AuthCode, ContactNumber, DomainName, EppStatus, HostName, NameServer, NameServers,
    OperationNumber, Period, RegistryContactId, StatusSet,
};
use domain_model::vote::Choice;
use std::net::IpAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    Register,
    /// With a name server inside the name.
    RegisterWithGlue,
    /// The registry answers later, yes.
    RegisterDeferred,
    /// The registry answers later, no.
    RegisterDenied,
    Renew,
    Update,
    Delete,
    Restore,
    Trade,
    /// The future owner says no.
    TradeRefused,
    TransferIn,
    /// The losing registrar says no.
    TransferInRejected,
    TransferOut,
    /// We say no.
    TransferOutRejected,
    /// Nobody answers.
    TransferOutUnanswered,
    AmendContact,
    Hosts,
}

pub const CODE: &str = "Secret-2026-x";

/// One run of a process, with names of its own.
pub struct Case<'w> {
    pub world: &'w World,
    pub process: Process,
    pub tag: String,
    pub name: DomainName,
    pub owner: ContactNumber,
    pub buyer: ContactNumber,
}

pub fn account() -> AccountNumber {
    AccountNumber::new(ACCOUNT)
}

fn code(text: &str) -> AuthCode {
    AuthCode::parse(text).unwrap()
}

pub fn servers(hosts: &[&str]) -> NameServers {
    NameServers::new(hosts.iter().map(|host| NameServer::new(HostName::parse(host).unwrap())).collect())
        .unwrap()
}

impl<'w> Case<'w> {
    /// Everything that has to be there before, undisturbed.
    pub async fn prepare(world: &'w World, process: Process, tag: &str) -> Self {
        let deferred = matches!(process, Process::RegisterDeferred | Process::RegisterDenied);
        // A young name is locked, and stays by itself.
        let leaving = matches!(
            process,
            Process::TransferOut | Process::TransferOutRejected | Process::TransferOutUnanswered
        );
        let prefix = match (deferred, leaving) {
            (true, _) => "deferred-",
            (_, true) => "aged-",
            _ => "",
        };
        let name = DomainName::parse(&format!("{prefix}{tag}.com")).unwrap();
        let owner = world.contact(&format!("owner@{tag}.test")).await;
        let buyer = world.contact(&format!("buyer@{tag}.test")).await;
        let case = Self { world, process, tag: tag.to_owned(), name, owner, buyer };
        match process {
            Process::Register
            | Process::RegisterWithGlue
            | Process::RegisterDeferred
            | Process::RegisterDenied => {}
            Process::TransferIn | Process::TransferInRejected => case.create_at_other(),
            _ => case.register(NameServers::default()).await,
        }
        // Deleted within the add grace period a name is free at once.
        if matches!(process, Process::Restore | Process::Delete) {
            world.clock.set(world.clock.offset() + chrono::TimeDelta::days(10));
        }
        if process == Process::Restore {
            case.delete().await;
        }
        case
    }

    /// The whole process.
    pub async fn run(&self) {
        match self.process {
            Process::Register => self.register(self.foreign_servers("first")).await,
            Process::RegisterWithGlue => self.register_with_glue().await,
            Process::RegisterDeferred => self.register_deferred(true).await,
            Process::RegisterDenied => self.register_deferred(false).await,
            Process::Renew => self.renew().await,
            Process::Update => self.update().await,
            Process::Delete => self.delete().await,
            Process::Restore => self.restore().await,
            Process::Trade => self.trade(Choice::Accept).await,
            Process::TradeRefused => self.trade(Choice::Refuse).await,
            Process::TransferIn => self.transfer_in(TransferVerb::Approve).await,
            Process::TransferInRejected => self.transfer_in(TransferVerb::Reject).await,
            Process::TransferOut => self.transfer_out(Some(Choice::Accept)).await,
            Process::TransferOutRejected => self.transfer_out(Some(Choice::Refuse)).await,
            Process::TransferOutUnanswered => self.transfer_out(None).await,
            Process::AmendContact => self.amend().await,
            Process::Hosts => self.hosts().await,
        }
    }

    fn key(&self, what: &str) -> String {
        format!("{}-{what}", self.tag)
    }

    fn own_host(&self, label: &str) -> HostName {
        HostName::parse(&format!("{label}.{}", self.name)).unwrap()
    }

    /// Two hosts that no registry knows yet, below an ending that is not its own.
    fn foreign_servers(&self, of: &str) -> NameServers {
        let hosts = [1, 2].map(|at| format!("ns{at}.{of}-{}.example", self.tag));
        servers(&[&hosts[0], &hosts[1]])
    }

    async fn ask_for_registration(&self, servers: NameServers) {
        let own = account().own_contact();
        let asked = RegisterDomain {
            account: account(),
            name: self.name.clone(),
            period: Period::new(1).unwrap(),
            contacts: Contacts { owner: self.owner, admin: own, tech: own, billing: own },
            servers,
            auth_code: Some(code(CODE)),
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.register_domain(asked, &ask).await }
        };
        self.world.insist(&self.key("register"), ask).await.unwrap();
    }

    async fn register(&self, servers: NameServers) {
        self.ask_for_registration(servers).await;
        self.world.settle().await;
    }

    async fn register_with_glue(&self) {
        let address: IpAddr = "192.0.2.53".parse().unwrap();
        let inside = NameServer::with_addresses(self.own_host("ns1"), vec![address]);
        let outside = self.foreign_servers("second").as_slice()[0].clone();
        self.ask_for_registration(NameServers::new(vec![outside, inside]).unwrap()).await;
        self.world.settle().await;
    }

    async fn register_deferred(&self, approved: bool) {
        self.ask_for_registration(NameServers::default()).await;
        self.world.settle().await;
        self.world.registry.decide(&self.name, approved);
        self.world.settle().await;
    }

    async fn renew(&self) {
        let asked =
            RenewDomain { account: account(), name: self.name.clone(), period: Period::new(2).unwrap() };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.renew_domain(asked, &ask).await }
        };
        self.world.insist(&self.key("renew"), ask).await.unwrap();
        self.world.settle().await;
    }

    async fn update(&self) {
        let changes = DomainChanges {
            servers: Some(self.foreign_servers("third")),
            client_statuses: Some(StatusSet::of(&[EppStatus::ClientTransferProhibited])),
            admin: Some(self.buyer),
            ..DomainChanges::default()
        };
        let asked = ChangeDomain {
            account: account(),
            name: self.name.clone(),
            changes,
            auth_code: Some(code("Another-2026-y")),
        };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.change_domain(asked, &ask).await }
        };
        self.world.insist(&self.key("update"), ask).await.unwrap();
        self.world.settle().await;
    }

    async fn delete(&self) {
        let asked = DeleteDomain { account: account(), name: self.name.clone() };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.delete_domain(asked, &ask).await }
        };
        self.world.insist(&self.key("delete"), ask).await.unwrap();
        self.world.settle().await;
    }

    async fn restore(&self) {
        let asked = RestoreDomain { account: account(), name: self.name.clone() };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.restore_domain(asked, &ask).await }
        };
        self.world.insist(&self.key("restore"), ask).await.unwrap();
        self.world.settle().await;
    }

    async fn trade(&self, answer: Choice) {
        let asked = RequestTrade { account: account(), name: self.name.clone(), new_owner: self.buyer };
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.request_trade(asked, &ask).await }
        };
        self.world.insist(&self.key("trade"), ask).await.unwrap();
        self.world.settle().await;
        self.vote("owner", Choice::Accept).await;
        self.vote("buyer", answer).await;
        self.world.settle().await;
    }

    /// Somebody follows the link of the latest mail.
    pub async fn vote(&self, who: &str, choice: Choice) {
        let to = format!("{who}@{}.test", self.tag);
        let link = self.world.mailer.link(&to, self.name.as_str()).expect("a link was mailed");
        let token = link.rsplit('/').next().unwrap();
        let address = "192.0.2.9".parse().unwrap();
        self.world.application.cast_by_link(token, choice, address).await.unwrap();
    }

    /// The other registrar holds the name.
    fn create_at_other(&self) {
        let contact = RegistryContactId::parse(&format!("O-{}", self.owner)).unwrap();
        self.world.registry.as_other(RegistryCommand::CreateContact {
            id: contact.clone(),
            details: Box::new(person(&format!("owner@{}.test", self.tag))),
            auth_code: code(CODE),
        });
        let created = self.world.registry.as_other(RegistryCommand::CreateDomain {
            name: self.name.clone(),
            period: Period::new(1).unwrap(),
            servers: vec![],
            registrant: Some(contact.clone()),
            admin: None,
            tech: None,
            auth_code: code(CODE),
            secdns: None,
            language: None,
            fee: premium::wanted(&self.name, FeeFor::FIRST_YEAR),
            claims_notice: None,
            allocation_token: None,
        });
        assert_eq!(created.code, 1000);
        // Names are not transferred while they are young.
        let mut state = self.world.registry.state();
        let known = state.names.get_mut(&self.name).unwrap();
        known.created -= chrono::TimeDelta::days(100);
    }

    pub fn other_transfers(&self, verb: TransferVerb, auth_code: Option<AuthCode>) -> u16 {
        let command = RegistryCommand::TransferDomain {
            verb,
            name: self.name.clone(),
            auth_code,
            period: None,
            fee: None,
        };
        self.world.registry.as_other(command).code
    }

    async fn transfer_in(&self, answer: TransferVerb) {
        self.ask_for_transfer().await;
        assert_eq!(self.other_transfers(answer, None), 1000, "the transfer was asked for");
        self.world.settle().await;
    }

    /// Asked for, voted for, and pending at the registry.
    pub async fn ask_for_transfer(&self) {
        let asked = RequestTransfer::new(account(), self.name.clone(), Some(code(CODE)));
        let ask = |app: application::Application, ask| {
            let asked = asked.clone();
            async move { app.request_transfer(asked, &ask).await }
        };
        self.world.insist(&self.key("transfer"), ask).await.unwrap();
        self.world.settle().await;
        self.vote("owner", Choice::Accept).await;
        self.world.settle().await;
    }

    async fn transfer_out(&self, answer: Option<Choice>) {
        assert_eq!(self.other_transfers(TransferVerb::Request, Some(code(CODE))), 1001);
        self.world.settle().await;
        match answer {
            Some(choice) => self.answer_transfer(choice).await,
            None => {
                let mut state = self.world.registry.state();
                let known = state.names.get_mut(&self.name).unwrap();
                let transfer = known.transfer.as_mut().unwrap();
                transfer.answer_by -= chrono::TimeDelta::days(30);
                drop(state);
                self.world.registry.let_time_pass();
            }
        }
        self.world.settle().await;
    }

    async fn answer_transfer(&self, choice: Choice) {
        let held = self.world.application.journal().load::<Domain>(&self.name).await.unwrap().state;
        let transfer: OperationNumber =
            held.registration().and_then(|held| held.transfer_out.as_ref()).unwrap().transfer;
        let reason = domain_model::values::Reason::parse("the owner did not ask for it").unwrap();
        let ask = |app: application::Application, ask| {
            let reason = Some(reason.clone());
            async move { app.answer_transfer_out(transfer, choice, reason, &ask).await }
        };
        self.world.insist(&self.key("answer"), ask).await.unwrap();
    }

    async fn amend(&self) {
        let (owner, details) = (self.owner, person(&format!("moved@{}.test", self.tag)));
        let ask = |app: application::Application, ask| {
            let details = details.clone();
            async move { app.amend_contact(account(), owner, details, &ask).await }
        };
        self.world.insist(&self.key("amend"), ask).await.unwrap();
        self.world.settle().await;
    }

    /// A host comes, moves and goes.
    async fn hosts(&self) {
        let host = self.own_host("ns7");
        let addresses = |text: &str| vec![text.parse::<IpAddr>().unwrap()];
        let create = |app: application::Application, ask| {
            let (host, addresses) = (host.clone(), addresses("192.0.2.7"));
            async move { app.create_host(account(), host, addresses, &ask).await }
        };
        self.world.insist(&self.key("host-create"), create).await.unwrap();
        self.world.settle().await;
        let update = |app: application::Application, ask| {
            let (host, addresses) = (host.clone(), addresses("192.0.2.8"));
            async move { app.update_host(account(), host, addresses, &ask).await }
        };
        self.world.insist(&self.key("host-update"), update).await.unwrap();
        self.world.settle().await;
        let delete = |app: application::Application, ask| {
            let host = host.clone();
            async move { app.delete_host(account(), host, &ask).await }
        };
        self.world.insist(&self.key("host-delete"), delete).await.unwrap();
        self.world.settle().await;
    }
}

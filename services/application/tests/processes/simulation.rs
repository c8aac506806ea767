//! A seeded run: many names, accounts, voters and operators, a registry that drops, delays, repeats and reorders, a
//! clock that jumps over deadlines, workers that die. The rules hold after every run.
//!
//! `SEED=n` runs one seed; `SEEDS=n` and `STEPS=n` make the default suite's handful longer. A seed decides what is
//! asked for and what fails; how the tasks interleave is the machine's.

use crate::chance::Chance;
use crate::registry::{FAULTS, OURS};
use crate::rules;
use crate::scenarios::{CODE, servers};
use crate::world::{ACCOUNT, World, person};
use application::ports::{RegistryCommand, TransferVerb};
use application::{
    Accepted, Application, Ask, AskError, ChangeDomain, DeleteDomain, Opened, RegisterDomain, RenewDomain,
    RequestTrade, RequestTransfer, RestoreDomain,
};
use chrono::TimeDelta;
use domain_model::domain::Domain;
use domain_model::operation::{Contacts, DomainChanges};
use domain_model::values::{
    AccountNumber, AuthCode, ContactNumber, DomainName, EppStatus, OperationNumber, Period, Points, Reason,
    RegistryContactId, StatusSet,
};
use domain_model::vote::{Choice, Voter};
use domain_model::{trade, transfer};
use futures::future::BoxFuture;
use std::time::Duration;

/// An account that runs out of points now and then.
const POOR: u64 = 13_491;
const NAMES: usize = 20;

/// A request as it was made, to be made once more.
#[derive(Clone, Debug)]
enum Wanted {
    Register(RegisterDomain),
    Renew(RenewDomain),
    Change(ChangeDomain),
    Delete(DeleteDomain),
    Restore(RestoreDomain),
    Trade(RequestTrade),
    Transfer(RequestTransfer),
}

impl Wanted {
    fn ask(
        self,
        application: Application,
        ask: Ask,
    ) -> BoxFuture<'static, Result<Accepted<Opened>, AskError>> {
        Box::pin(async move {
            match self {
                Self::Register(asked) => application.register_domain(asked, &ask).await,
                Self::Renew(asked) => application.renew_domain(asked, &ask).await,
                Self::Change(asked) => application.change_domain(asked, &ask).await,
                Self::Delete(asked) => application.delete_domain(asked, &ask).await,
                Self::Restore(asked) => application.restore_domain(asked, &ask).await,
                Self::Trade(asked) => application.request_trade(asked, &ask).await,
                Self::Transfer(asked) => application.request_transfer(asked, &ask).await,
            }
        })
    }
}

struct Simulation {
    world: World,
    chance: Chance,
    names: Vec<DomainName>,
    contacts: Vec<(AccountNumber, ContactNumber)>,
    answered: Vec<(String, Wanted, Opened)>,
    keys: usize,
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn simulate(seed: u64) {
    let steps = number("STEPS", 150);
    println!("SEED={seed} STEPS={steps}");
    let mut simulation = Simulation::new(seed).await;
    for _ in 0..steps {
        simulation.step().await;
    }
    simulation.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_hold_after_every_seeded_run() {
    if let Ok(seed) = std::env::var("SEED") {
        return simulate(seed.parse().expect("SEED is a number")).await;
    }
    for seed in 1..=number("SEEDS", 3) {
        simulate(seed).await;
    }
}

impl Simulation {
    async fn new(seed: u64) -> Self {
        let world = World::shared_by(2).await;
        world.open_account(POOR, 30_000).await;
        let mut contacts = vec![];
        for account in [ACCOUNT, POOR].map(AccountNumber::new) {
            for at in 0..3 {
                let details = person(&format!("person{at}@of{account}.test"));
                let asked = world.application.register_contact(account, details, &world.ask()).await;
                contacts.push((account, asked.unwrap().value));
            }
        }
        let endings = ["com", "net", "org"];
        let name = |at: usize| {
            let deferred = if at % 7 == 6 { "deferred-" } else { "" };
            DomainName::parse(&format!("{deferred}name-{at}.{}", endings[at % endings.len()])).unwrap()
        };
        let names = (0..NAMES).map(name).collect();
        let (mut chance, keys, answered) = (Chance(seed), 0, vec![]);
        world.registry.fail_sometimes(7, chance.next(), &FAULTS);
        Self { world, chance, names, contacts, answered, keys }
    }

    async fn step(&mut self) {
        match self.chance.below(22) {
            0..=10 => self.request().await,
            11..=13 => self.vote().await,
            14 => self.operate().await,
            15 => self.restart().await,
            16..=17 => self.other_registrar().await,
            18 => self.answer_leaving().await,
            19 => self.repeat_request().await,
            20 => self.pass_time().await,
            _ => self.world.replace_worker().await,
        }
        match self.chance.below(6) {
            0 => self.world.settle().await,
            1 => self.world.registry.repeat_messages(),
            _ => {}
        }
        let pause = Duration::from_micros(self.chance.next() % 6_000);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.world.registry.death.notified() => self.world.replace_worker().await,
        }
    }

    fn pick_name(&mut self) -> DomainName {
        let at = self.chance.below(NAMES);
        self.names[at].clone()
    }

    async fn holder(&self, name: &DomainName) -> Option<AccountNumber> {
        let state = self.world.application.journal().load::<Domain>(name).await.unwrap().state;
        state.registration().map(|held| held.account)
    }

    fn contact_of(&mut self, account: AccountNumber) -> ContactNumber {
        let own: Vec<_> = self.contacts.iter().filter(|(of, _)| *of == account).map(|(_, c)| *c).collect();
        self.chance.pick(&own).unwrap()
    }

    /// Somebody asks for something that may or may not be possible.
    async fn request(&mut self) {
        let name = self.pick_name();
        let holder = self.holder(&name).await;
        let somebody = AccountNumber::new(self.chance.pick(&[ACCOUNT, ACCOUNT, POOR]).unwrap());
        let wanted = self.wanted(name, holder.unwrap_or(somebody), holder.is_some());
        let key = format!("key-{}", self.keys);
        self.keys += 1;
        let ask = wanted.clone();
        let answer = self.world.insist(&key, move |app, asked| ask.clone().ask(app, asked)).await;
        if let Ok(accepted) = answer {
            self.answered.push((key, wanted, accepted.value));
        }
    }

    /// Mostly what makes sense as things stand; sometimes anything.
    fn wanted(&mut self, name: DomainName, account: AccountNumber, held: bool) -> Wanted {
        let what = match (held, self.chance.one_in(6)) {
            (_, true) => self.chance.below(9),
            (true, _) => 3 + self.chance.below(5),
            (false, _) => self.chance.pick(&[0, 1, 2, 8]).unwrap(),
        };
        let period = Period::new(1 + u32::try_from(self.chance.below(2)).unwrap()).unwrap();
        match what {
            0..=2 => {
                let (owner, own) = (self.contact_of(account), account.own_contact());
                let contacts = Contacts { owner, admin: own, tech: own, billing: own };
                let servers = servers(&["ns1.shared-host.example", "ns2.shared-host.example"]);
                let auth_code = Some(AuthCode::parse(CODE).unwrap());
                Wanted::Register(RegisterDomain {
                    account,
                    name,
                    period,
                    contacts,
                    servers,
                    auth_code,
                    language: None,
                    service: None,
                    privacy: None,
                    declarations: None,
                })
            }
            3 => Wanted::Renew(RenewDomain { account, name, period }),
            4 => Wanted::Change(ChangeDomain { account, name, changes: self.changes(), auth_code: None }),
            5 => Wanted::Delete(DeleteDomain { account, name }),
            6 => Wanted::Restore(RestoreDomain { account, name }),
            7 => Wanted::Trade(RequestTrade { account, name, new_owner: self.contact_of(account) }),
            _ => {
                let auth_code = Some(AuthCode::parse(CODE).unwrap());
                let owner = Some(self.contact_of(account));
                Wanted::Transfer(RequestTransfer { owner, ..RequestTransfer::new(account, name, auth_code) })
            }
        }
    }

    fn changes(&mut self) -> DomainChanges {
        let mut changes = DomainChanges::default();
        if self.chance.one_in(2) {
            let at = self.chance.below(3);
            changes.servers = Some(servers(&[&format!("ns{at}.other-host.info"), "ns9.other-host.info"]));
        } else {
            let lock = StatusSet::of(&[EppStatus::ClientTransferProhibited]);
            changes.client_statuses = Some(if self.chance.one_in(4) { lock } else { StatusSet::EMPTY });
        }
        changes
    }

    /// A client asks again under its key: the second answer is the first.
    async fn repeat_request(&mut self) {
        let Some((key, wanted, first)) = self.chance.pick(&self.answered) else { return };
        let again = self.world.insist(&key, move |app, asked| wanted.clone().ask(app, asked)).await;
        let again = again.expect("what was accepted is accepted");
        assert!(again.repeated);
        assert_eq!(again.value, first);
    }

    /// Somebody presses a button behind one of the links that were mailed.
    async fn vote(&mut self) {
        let links: Vec<String> = self.world.mailer.all().into_iter().filter_map(|sent| sent.link).collect();
        let Some(link) = self.chance.pick(&links) else { return };
        let token = link.rsplit('/').next().unwrap().to_owned();
        let choice = if self.chance.one_in(5) { Choice::Refuse } else { Choice::Accept };
        let address = "192.0.2.9".parse().unwrap();
        // Too late, voted already, void: all are answers.
        self.world.may_die(self.world.application.cast_by_link(&token, choice, address)).await;
    }

    /// An operator votes, sends a mail again, or calls something off.
    async fn operate(&mut self) {
        let open = rules::open_votes(&self.world).await;
        let Some((number, is_trade)) = self.chance.pick(&open) else { return };
        let (app, ask) = (self.world.application.clone(), self.world.ask());
        let reason = Reason::parse("the owner was on the telephone").unwrap();
        let voter = Voter::ByOperator { login: "support".into(), reason: reason.clone(), evidence: None };
        let (turn, side) =
            (self.chance.below(4), self.chance.pick(&[trade::Side::Owner, trade::Side::NewOwner]).unwrap());
        let asked = async {
            match (is_trade, turn) {
                (true, 0) => app.cancel_trade(number, reason, &ask).await,
                (true, 1) => app.resend_trade_ballot(number, trade::Side::Owner, &ask).await,
                (true, _) => app.vote_on_trade(number, side, Choice::Accept, voter, &ask).await,
                (false, 0) => app.cancel_transfer(number, reason, &ask).await,
                (false, 1) => app.resend_transfer_ballot(number, transfer::Side::Owner, &ask).await,
                (false, _) => {
                    app.vote_on_transfer(number, transfer::Side::Owner, Choice::Accept, voter, &ask).await
                }
            }
        };
        self.world.may_die(asked).await;
        let more = Points::new(2_000).unwrap();
        let _ =
            app.grant_points(AccountNumber::new(POOR), more, Reason::parse("a gift").unwrap(), &ask).await;
    }

    /// Something failed is started again, or given up.
    async fn restart(&mut self) {
        let failed = rules::failed_operations(&self.world).await;
        let Some(number) = self.chance.pick(&failed) else { return };
        let (app, ask) = (self.world.application.clone(), self.world.ask());
        let given_up = self.chance.one_in(4);
        let asked = async {
            match given_up {
                true => app.close_operation(number, &ask).await,
                false => app.restart_operation(number, None, &ask).await,
            }
        };
        self.world.may_die(asked).await;
    }

    /// The other registrar registers a name, asks for one of ours, or answers a transfer.
    async fn other_registrar(&mut self) {
        let name = self.pick_name();
        let transfer = |verb, auth_code| {
            let name = name.clone();
            RegistryCommand::TransferDomain { verb, name, auth_code, period: None, fee: None }
        };
        let code = AuthCode::parse(CODE).unwrap();
        let command = match self.chance.below(6) {
            0 | 1 => return self.register_at_other(&name),
            2 => transfer(TransferVerb::Request, Some(code)),
            3 => transfer(TransferVerb::Reject, None),
            _ => transfer(TransferVerb::Approve, None),
        };
        self.world.registry.as_other(command);
        self.world.registry.decide(&name, self.chance.one_in(2));
    }

    fn register_at_other(&self, name: &DomainName) {
        let contact = RegistryContactId::parse("O-4711").unwrap();
        let auth_code = AuthCode::parse(CODE).unwrap();
        self.world.registry.as_other(RegistryCommand::CreateContact {
            id: contact.clone(),
            details: Box::new(person("somebody@elsewhere.test")),
            auth_code: auth_code.clone(),
        });
        let created = self.world.registry.as_other(RegistryCommand::CreateDomain {
            name: name.clone(),
            period: Period::new(1).unwrap(),
            servers: vec![],
            registrant: Some(contact.clone()),
            admin: Some(contact.clone()),
            tech: Some(contact),
            auth_code,
            secdns: None,
            language: None,
            fee: None,
            claims_notice: None,
            allocation_token: None,
        });
        if created.is_success() {
            let mut state = self.world.registry.state();
            state.names.get_mut(name).unwrap().created -= TimeDelta::days(100);
        }
    }

    async fn answer_leaving(&mut self) {
        let name = self.pick_name();
        let state = self.world.application.journal().load::<Domain>(&name).await.unwrap().state;
        let leaving = state.registration().and_then(|held| held.transfer_out.as_ref());
        let Some(number): Option<OperationNumber> = leaving.map(|out| out.transfer) else { return };
        let choice = if self.chance.one_in(2) { Choice::Accept } else { Choice::Refuse };
        let reason = Some(Reason::parse("so the owner wants").unwrap());
        let ask = self.world.ask();
        let asked = self.world.application.answer_transfer_out(number, choice, reason, &ask);
        self.world.may_die(asked).await;
    }

    /// Time jumps, past deadlines that nobody met on their day.
    async fn pass_time(&mut self) {
        let days = 1 + i64::try_from(self.chance.below(9)).unwrap();
        self.jump(days);
    }

    fn jump(&self, days: i64) {
        self.world.clock.set(self.world.clock.offset() + TimeDelta::days(days));
        self.world.registry.let_time_pass();
    }

    /// Nothing fails any more, every deadline comes, and the rules are checked.
    async fn end(mut self) {
        self.world.settle().await;
        self.world.registry.behave();
        for name in self.names.clone() {
            self.world.registry.decide(&name, true);
        }
        for days in [4, 15, 40] {
            self.world.settle().await;
            self.jump(days);
        }
        self.world.settle().await;
        for _ in 0..20 {
            self.repeat_request().await;
        }
        let ours = self.world.registry.state().effects.iter().filter(|e| e.registrar == OURS).count();
        println!("{} requests accepted, {ours} effects at the registry", self.answered.len());
        rules::check(&self.world).await;
        self.world.deliver_everything_again().await;
        rules::check(&self.world).await;
        self.world.assert_whole().await;
    }
}

//! Accounts of a service move: every letter and every answer of the registry lost, every job twice, workers that die, and
//! the same end.

use crate::failures::every_job_twice;
use crate::mailer::MailFault;
use crate::registry::FAULTS;
use crate::scenarios::account;
use crate::world::{POINTS, World, person};
use application::{
    AskContactChange, AskError, BallotError, BallotState, DeleteDomain, Refusal, RegisterDomain,
    ServiceAccounts,
};
use chrono::TimeDelta;
use domain_model::contact_change::{self, Aborted, ContactChange, Outcome, Side};
use domain_model::domain::{Domain, Registration};
use domain_model::operation::{Contacts, Operation};
use domain_model::values::{AccountNumber, DomainName, NameServers, OperationNumber, Period, Reason};
use domain_model::vote::{Choice, VoteRefusal, Voter};

const GAINING: u64 = 13_800;
const THIRD: u64 = 13_900;

fn gaining() -> AccountNumber {
    AccountNumber::new(GAINING)
}

fn third() -> AccountNumber {
    AccountNumber::new(THIRD)
}

/// A name of the world's account, whose accounts are to change.
struct Service<'w> {
    world: &'w World,
    name: DomainName,
}

impl<'w> Service<'w> {
    async fn register(world: &'w World, name: &str) -> Self {
        let name = DomainName::parse(name).unwrap();
        let owner = world.contact(&format!("owner@{name}")).await;
        let asked = RegisterDomain {
            account: account(),
            name: name.clone(),
            period: Period::new(1).unwrap(),
            // The administrator is a contact of the account's making, the others are the account itself.
            contacts: Contacts {
                owner,
                admin: owner,
                tech: account().own_contact(),
                billing: account().own_contact(),
            },
            servers: NameServers::default(),
            auth_code: None,
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        };
        world.application.register_domain(asked, &world.ask()).await.unwrap();
        world.settle().await;
        Self { world, name }
    }

    fn asked(&self, by: AccountNumber) -> AskContactChange {
        AskContactChange { account: by, name: self.name.clone(), admin: None, tech: None, billing: None }
    }

    /// The account asks for another administrator and payer.
    async fn asks(&self) -> OperationNumber {
        let asked =
            AskContactChange { admin: Some(gaining()), billing: Some(gaining()), ..self.asked(account()) };
        let accepted = self.world.application.ask_contact_change(asked, &self.world.ask()).await.unwrap();
        self.world.settle().await;
        assert_eq!(accepted.value.len(), 1, "one account gains, so there is one task");
        accepted.value[0]
    }

    async fn try_to(&self, asked: AskContactChange) -> Refusal {
        let ask = self.world.ask();
        refused(self.world.application.ask_contact_change(asked, &ask).await.map(|_| ()))
    }

    async fn held(&self) -> Registration {
        let domain = self.world.application.journal().load::<Domain>(&self.name).await.unwrap().state;
        domain.registration().unwrap().clone()
    }

    async fn accounts(&self) -> ServiceAccounts {
        self.world.application.service_accounts(&self.held().await).await.unwrap()
    }

    async fn change(&self, number: OperationNumber) -> ContactChange {
        self.world.application.journal().load::<ContactChange>(&number).await.unwrap().state
    }

    fn token(&self, account: u64) -> String {
        let to = format!("desk{account}@reseller.test");
        let link = self.world.mailer.link(&to, self.name.as_str()).expect("a link was mailed");
        link.rsplit('/').next().unwrap().to_owned()
    }

    async fn answer(&self, account: u64, choice: Choice) -> Result<(), BallotError> {
        let (token, address) = (self.token(account), "192.0.2.9".parse().unwrap());
        self.world.application.cast_by_link(&token, choice, address).await.map(|_| ())
    }

    /// To whom letters about the end went.
    fn told(&self) -> Vec<String> {
        let about = |text: &str| text.contains(self.name.as_str()) && text.starts_with("VoteEnded");
        let all = self.world.mailer.all().into_iter().filter(|sent| about(&sent.text));
        let mut told: Vec<_> = all.map(|sent| sent.to).collect();
        told.sort();
        told
    }
}

#[track_caller]
fn refused(outcome: Result<(), AskError>) -> Refusal {
    match outcome {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn no(refusal: impl Into<contact_change::Refusal>) -> Refusal {
    Refusal::ContactChange(refusal.into())
}

async fn world() -> World {
    let world = World::shared_by(2).await;
    world.open_account(GAINING, POINTS).await;
    world.open_account(THIRD, POINTS).await;
    world
}

const BOTH: [&str; 2] = ["desk13490@reseller.test", "desk13800@reseller.test"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contact_changes_survive_every_failure() {
    let world = world().await;
    let mails = [(0, MailFault::Later), (0, MailFault::GoneAndLost), (1, MailFault::Later)];
    let mut tags: Vec<(String, Choice)> = vec![];
    for (number, fault) in mails {
        for choice in [Choice::Accept, Choice::Refuse] {
            world.mailer.fail_at(number, fault);
            let tag = format!("mail-{number}-{fault:?}-{choice:?}").to_lowercase();
            change_goes_through(&world, &tag, choice).await;
            world.mailer.behave();
            tags.push((tag, choice));
        }
    }
    for fault in FAULTS {
        for number in 0..2 {
            let tag = format!("registry-{number}-{fault:?}").to_lowercase();
            let name = Service::register(&world, &format!("{tag}.com")).await;
            let asked = name.asks().await;
            world.registry.fail_at(number, fault);
            answered(&name, asked, Choice::Accept).await;
            world.registry.behave();
        }
    }
    assert_eq!(tags.len(), 6);
    every_job_twice(&world).await;
    world.assert_whole().await;
}

async fn change_goes_through(world: &World, tag: &str, choice: Choice) {
    let name = Service::register(world, &format!("{tag}.com")).await;
    let asked = |app: application::Application, ask| {
        let asked =
            AskContactChange { admin: Some(gaining()), billing: Some(gaining()), ..name.asked(account()) };
        async move { app.ask_contact_change(asked, &ask).await }
    };
    let first = world.insist(&format!("ask-{tag}"), asked).await.unwrap().value;
    world.replace_worker().await;
    let again = world.insist(&format!("ask-{tag}"), asked).await.unwrap();
    assert!(again.repeated && again.value == first);
    world.settle().await;
    assert_eq!(name.asks().await, first[0], "what is asked for already is not asked for again");
    answered(&name, first[0], choice).await;
    assert_eq!(name.told(), BOTH, "{tag}");
}

async fn answered(name: &Service<'_>, number: OperationNumber, choice: Choice) {
    let before = name.accounts().await;
    assert_eq!((before.admin, before.billing), (account(), account()));
    name.answer(GAINING, choice).await.unwrap();
    if choice == Choice::Accept {
        name.world.settle().await;
        assert!(matches!(name.change(number).await, ContactChange::Voting(..)), "one side is not enough");
        assert_eq!(name.accounts().await, before);
        name.answer(13_490, Choice::Accept).await.unwrap();
    }
    name.world.replace_worker().await;
    name.world.settle().await;
    let (change, after) = (name.change(number).await, name.accounts().await);
    let operation = name.world.application.operation_now(number).await.unwrap();
    match choice {
        Choice::Accept => {
            assert!(matches!(change, ContactChange::Ended(_, _, Outcome::Completed)), "{change:?}");
            assert!(matches!(operation, Operation::Done(..)), "the task's number is the operation's");
            assert_eq!(after, ServiceAccounts { admin: gaining(), tech: account(), billing: gaining() });
            assert_eq!(name.held().await.account, account(), "who manages it stays");
        }
        Choice::Refuse => {
            assert!(matches!(change, ContactChange::Ended(_, _, Outcome::Refused(Side::To))), "{change:?}");
            assert_eq!((operation, after), (Operation::Absent, before));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_ends_on_its_day_or_with_its_name_or_its_roles() {
    let world = world().await;
    let late = Service::register(&world, "late-change.com").await;
    let left = Service::register(&world, "left-change.com").await;
    let rival = Service::register(&world, "rival-change.com").await;
    let numbers = (late.asks().await, left.asks().await, rival.asks().await);

    let delete = DeleteDomain { account: account(), name: left.name.clone() };
    world.application.delete_domain(delete, &world.ask()).await.unwrap();
    world.settle().await;
    let ended = left.change(numbers.1).await;
    assert!(matches!(ended, ContactChange::Ended(_, _, Outcome::Aborted(Aborted::NameLeft))), "{ended:?}");
    assert!(matches!(left.answer(GAINING, Choice::Accept).await, Err(BallotError::Refused(_))));

    // Another account is faster: what was asked of the first cannot be done any more.
    let asked = AskContactChange { admin: Some(third()), ..rival.asked(account()) };
    let faster = world.application.ask_contact_change(asked, &world.ask()).await.unwrap().value[0];
    world.settle().await;
    for side in Side::BOTH {
        let reason = Reason::parse("both signed a form").unwrap();
        let voter = Voter::ByOperator { login: "support".into(), reason, evidence: None };
        let (app, ask) = (&world.application, world.ask());
        app.vote_on_contact_change(faster, side, Choice::Accept, voter, &ask).await.unwrap();
    }
    world.settle().await;
    assert_eq!(rival.accounts().await.admin, third());
    let ended = rival.change(numbers.2).await;
    assert!(matches!(ended, ContactChange::Ended(_, _, Outcome::Aborted(Aborted::RolesMoved))), "{ended:?}");

    let reminders = || {
        let is = |text: &str| text.contains("reminder: true") && text.contains("late-change.com");
        world.mailer.all().into_iter().filter(|sent| is(&sent.text)).count()
    };
    let begun = world.clock.offset();
    late.answer(13_490, Choice::Accept).await.unwrap();
    world.clock.set(begun + TimeDelta::days(13));
    world.settle().await;
    assert_eq!(reminders(), 2, "on two days, and only who has not answered");
    assert!(matches!(late.change(numbers.0).await, ContactChange::Voting(..)));
    world.clock.set(begun + TimeDelta::days(15));
    world.settle().await;
    let ended = late.change(numbers.0).await;
    assert!(matches!(ended, ContactChange::Ended(_, _, Outcome::Expired)), "{ended:?}");
    assert_eq!(late.told(), BOTH, "expiry is told to both");
    every_job_twice(&world).await;
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_ask_and_answer() {
    let world = world().await;
    let name = Service::register(&world, "answers.com").await;
    let app = &world.application;
    let same = AskContactChange { admin: Some(account()), ..name.asked(account()) };
    assert_eq!(name.try_to(same).await, no(contact_change::Refusal::NothingMoves));
    let foreign = AskContactChange { admin: Some(gaining()), ..name.asked(gaining()) };
    assert!(matches!(name.try_to(foreign).await, Refusal::NotYours { .. }));
    let nobody = AskContactChange { tech: Some(AccountNumber::new(99)), ..name.asked(account()) };
    assert!(matches!(name.try_to(nobody).await, Refusal::Account(_)));

    let number = name.asks().await;
    let unknown = app.contact_change_for(third(), number).await.map(|_| ());
    assert_eq!(refused(unknown), no(contact_change::Refusal::Unknown), "to a stranger there is none");
    let by = async |account, token: &str, choice| {
        app.answer_contact_change(account, number, token, choice, &world.ask()).await.map(|_| ())
    };
    let (own, theirs) = (name.token(13_490), name.token(GAINING));
    let (last, wrong) = (own.len() - 1, if own.ends_with('a') { "b" } else { "a" });
    let forged = format!("{}{wrong}", &own[..last]);
    for token in [theirs.as_str(), "", "c1-f-1-aaaa", &forged] {
        assert_eq!(refused(by(account(), token, Choice::Accept).await).field(), Some("token"), "{token}");
    }
    by(account(), &own, Choice::Accept).await.unwrap();
    by(account(), &own, Choice::Accept).await.unwrap();
    let twice = VoteRefusal::AlreadyVoted { choice: Choice::Accept };
    assert_eq!(refused(by(account(), &own, Choice::Refuse).await), no(twice));
    let view = app.ballot(&own).await.unwrap();
    assert!(matches!(view.state, BallotState::Voted { choice: Choice::Accept, .. }), "{view:?}");

    // Mailed again, to the address of that day: the link of the former address is void.
    let details = person("elsewhere@reseller.test");
    app.amend_contact(gaining(), gaining().own_contact(), details, &world.ask()).await.unwrap();
    world.settle().await;
    assert!(matches!(app.ballot(&theirs).await, Err(BallotError::Void)));
    let resend =
        async |account| app.resend_contact_change_for(account, number, &world.ask()).await.map(|_| ());
    assert_eq!(refused(resend(account()).await), no(twice));
    for _ in 0..5 {
        resend(gaining()).await.unwrap();
    }
    let most = contact_change::Refusal::MailedTooOften { most: 5 };
    assert_eq!(refused(resend(gaining()).await), no(most));
    world.settle().await;
    let link = world.mailer.link("elsewhere@reseller.test", "answers.com").expect("mailed there");
    by(gaining(), link.rsplit('/').next().unwrap(), Choice::Refuse).await.unwrap();
    assert!(matches!(name.change(number).await, ContactChange::Ended(_, _, Outcome::Refused(Side::To))));
    world.settle().await;
    every_job_twice(&world).await;
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_registry_refuses_is_started_again() {
    let world = world().await;
    let name = Service::register(&world, "refused-change.com").await;
    let number = name.asks().await;
    // The account that was to get the roles may do nothing: a rule refuses before there is an operation.
    let suspend = async |reason: Option<&str>| {
        let reason = reason.map(|reason| Reason::parse(reason).unwrap());
        world.application.suspend_account(gaining(), reason, &world.ask()).await.unwrap();
    };
    suspend(Some("unpaid")).await;
    name.answer(GAINING, Choice::Accept).await.unwrap();
    name.answer(13_490, Choice::Accept).await.unwrap();
    world.settle().await;
    assert!(matches!(name.change(number).await, ContactChange::Failed(..)));
    assert_eq!((name.accounts().await.admin, name.told()), (account(), BOTH.map(str::to_owned).to_vec()));
    suspend(None).await;
    world.application.restart_contact_change(number, &world.ask()).await.unwrap();
    world.settle().await;
    assert!(matches!(name.change(number).await, ContactChange::Ended(_, _, Outcome::Completed)));
    assert_eq!(name.accounts().await.admin, gaining());
    let over = world.application.restart_contact_change(number, &world.ask()).await.map(|_| ());
    assert!(matches!(refused(over), Refusal::Operation(_)));

    let open = Service::register(&world, "withdrawn-change.com").await;
    let number = open.asks().await;
    let why = Reason::parse("asked for by mistake").unwrap();
    world.application.cancel_contact_change(number, why.clone(), &world.ask()).await.unwrap();
    world.settle().await;
    let ended = open.change(number).await;
    let withdrawn = Outcome::Aborted(Aborted::Withdrawn { reason: why });
    assert!(matches!(&ended, ContactChange::Ended(_, _, outcome) if *outcome == withdrawn), "{ended:?}");
    assert_eq!(open.told(), BOTH);
    every_job_twice(&world).await;
    world.assert_whole().await;
}

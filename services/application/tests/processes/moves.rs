//! A name moves to another reseller: every letter lost, every job twice, workers that die, and the same end.

use crate::failures::every_job_twice;
use crate::mailer::MailFault;
use crate::scenarios::account;
use crate::world::{POINTS, World};
use application::{
    AskError, BallotError, ChangeDomain, DeleteDomain, MoveReseller, Opened, Refusal, RegisterDomain,
};
use domain_model::account::Refusal as AccountRefusal;
use domain_model::domain::{self, Domain, MoveEnd, Registration};
use domain_model::operation::{Contacts, DomainChanges, Operation};
use domain_model::values::{
    AccountNumber, ContactNumber, DomainName, EppStatus, NameServers, OperationNumber, Period, Reason,
    StatusSet,
};
use domain_model::vote::Choice;

const GAINING: u64 = 13_800;

fn gaining() -> AccountNumber {
    AccountNumber::new(GAINING)
}

async fn registered(world: &World, account: AccountNumber, name: &DomainName, owner: ContactNumber) {
    let asked = RegisterDomain {
        account,
        name: name.clone(),
        period: Period::new(1).unwrap(),
        contacts: Contacts { owner, admin: owner, tech: owner, billing: owner },
        servers: NameServers::default(),
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: None,
    };
    world.application.register_domain(asked, &world.ask()).await.unwrap();
    world.settle().await;
}

/// A name of the world's account, that another account is asked to take.
struct Moving<'w> {
    world: &'w World,
    name: DomainName,
}

impl<'w> Moving<'w> {
    async fn register(world: &'w World, name: &str) -> Self {
        let name = DomainName::parse(name).unwrap();
        let owner = world.contact(&format!("owner@{name}")).await;
        registered(world, account(), &name, owner).await;
        Self { world, name }
    }

    fn of(&self, account: AccountNumber, to: AccountNumber) -> MoveReseller {
        MoveReseller { account, name: self.name.clone(), to }
    }

    async fn asks(&self, to: AccountNumber) -> Result<OperationNumber, AskError> {
        let (asked, ask) = (self.of(account(), to), self.world.ask());
        let accepted = self.world.application.ask_reseller_move(asked, &ask).await?;
        Ok(accepted.value.operation)
    }

    async fn domain(&self) -> Domain {
        self.world.application.journal().load::<Domain>(&self.name).await.unwrap().state
    }

    async fn held(&self) -> Registration {
        self.domain().await.registration().unwrap().clone()
    }

    async fn operation(&self, number: OperationNumber) -> Operation {
        self.world.application.journal().load::<Operation>(&number).await.unwrap().state
    }

    /// The words of every letter about the end of the move.
    fn told(&self) -> Vec<String> {
        let about = |text: &str| text.contains(self.name.as_str()) && text.starts_with("VoteEnded");
        let all = self.world.mailer.all().into_iter().filter(|sent| about(&sent.text));
        all.map(|sent| sent.to).collect()
    }

    async fn answer(&self, choice: Choice) -> Result<(), BallotError> {
        let to = format!("desk{GAINING}@reseller.test");
        let link = self.world.mailer.link(&to, self.name.as_str()).expect("a link was mailed");
        let token = link.rsplit('/').next().unwrap();
        let address = "192.0.2.9".parse().unwrap();
        self.world.application.cast_by_link(token, choice, address).await.map(|_| ())
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, AskError>) -> Refusal {
    match outcome {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn no_move(number: OperationNumber) -> Refusal {
    Refusal::Domain(domain::Refusal::NoMove(number))
}

async fn world() -> World {
    let world = World::shared_by(2).await;
    world.open_account(GAINING, POINTS).await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_survive_every_failure() {
    let world = world().await;
    for (number, fault) in [(0, None), (0, Some(MailFault::Later)), (0, Some(MailFault::GoneAndLost))]
        .into_iter()
        .chain([1, 2].map(|number| (number, Some(MailFault::Later))))
    {
        for choice in [Choice::Accept, Choice::Refuse] {
            let tag = format!("{choice:?}-{number}-{fault:?}").to_lowercase().replace(['(', ')'], "-");
            let moving = Moving::register(&world, &format!("m-{}.com", tag.trim_end_matches('-'))).await;
            world.mailer.fail_at(number, fault.unwrap_or(MailFault::Later));
            if fault.is_none() {
                world.mailer.behave();
            }
            let asked = |app: application::Application, ask| {
                let asked = moving.of(account(), gaining());
                async move { app.ask_reseller_move(asked, &ask).await }
            };
            let first: Opened = world.insist(&format!("ask-{tag}"), asked).await.unwrap().value;
            world.replace_worker().await;
            let again = world.insist(&format!("ask-{tag}"), asked).await.unwrap();
            assert!(again.repeated && again.value.operation == first.operation);
            assert_eq!(moving.asks(gaining()).await.unwrap(), first.operation, "asked once, under any key");
            world.settle().await;
            assert!(matches!(moving.operation(first.operation).await, Operation::Waiting(..)));
            moving.answer(choice).await.unwrap();
            world.replace_worker().await;
            world.settle().await;
            world.mailer.behave();
            let held = moving.held().await;
            let (whose, done) = match choice {
                Choice::Accept => (gaining(), true),
                Choice::Refuse => (account(), false),
            };
            assert_eq!((held.account, held.moving), (whose, None));
            let operation = moving.operation(first.operation).await;
            assert_eq!(matches!(operation, Operation::Done(..)), done, "{operation:?}");
            assert_eq!(matches!(operation, Operation::Failed { .. }), !done, "{operation:?}");
            let both = ["desk13490@reseller.test", "desk13800@reseller.test"];
            let mut told = moving.told();
            told.sort();
            assert_eq!(told, both, "{tag}");
        }
    }
    every_job_twice(&world).await;
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_ends_on_its_day_or_with_its_name() {
    let world = world().await;
    let (late, left) =
        (Moving::register(&world, "late-move.com").await, Moving::register(&world, "left-move.com").await);
    let numbers = (late.asks(gaining()).await.unwrap(), left.asks(gaining()).await.unwrap());
    let delete = DeleteDomain { account: account(), name: left.name.clone() };
    world.application.delete_domain(delete, &world.ask()).await.unwrap();
    world.settle().await;
    assert!(left.domain().await.registration().is_none(), "within the days of grace it is gone at once");
    assert!(matches!(left.operation(numbers.1).await, Operation::Closed(_)));
    assert!(matches!(left.answer(Choice::Accept).await, Err(BallotError::Refused(_))));
    // Another's now, and none of their business.
    let owner = gaining().own_contact();
    registered(&world, gaining(), &left.name, owner).await;

    let almost = world.clock.offset() + chrono::TimeDelta::days(13);
    world.clock.set(almost);
    world.settle().await;
    assert_eq!(late.held().await.moving.map(|open| open.operation), Some(numbers.0));
    let early = world.application.end_reseller_move(numbers.0, MoveEnd::Expired, &world.ask()).await;
    assert_eq!(refused(early), Refusal::Domain(domain::Refusal::MoveNotExpired));
    world.stop_worker().await;
    world.clock.set(almost + chrono::TimeDelta::days(2));
    let accepted = world.application.accept_reseller_move(numbers.0, &world.ask()).await;
    assert_eq!(refused(accepted), Refusal::Domain(domain::Refusal::MoveExpired), "even where none looked");
    world.start_worker().await;
    world.settle().await;
    assert_eq!((late.held().await.account, late.held().await.moving), (account(), None));
    assert!(matches!(late.operation(numbers.0).await, Operation::Failed { .. }));
    assert_eq!((late.told().len(), left.told().len()), (2, 2));
    assert_eq!(left.held().await.account, gaining());
    every_job_twice(&world).await;
    world.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_reseller_takes() {
    let world = world().await;
    let moving = Moving::register(&world, "stays-here.com").await;
    let nobody = AccountNumber::new(99);
    assert_eq!(refused(moving.asks(nobody).await), Refusal::Account(AccountRefusal::Unknown));
    let owner = AccountNumber::new(moving.held().await.contacts.owner.get());
    assert_eq!(refused(moving.asks(owner).await), Refusal::Account(AccountRefusal::Unknown), "a contact");
    assert_eq!(refused(moving.asks(account()).await), Refusal::Domain(domain::Refusal::SameReseller));
    let asked = moving.of(gaining(), gaining());
    let theirs = world.application.ask_reseller_move(asked, &world.ask()).await;
    assert!(matches!(refused(theirs), Refusal::NotYours { .. }));

    let suspend = async |reason: Option<&str>| {
        let reason = reason.map(|reason| Reason::parse(reason).unwrap());
        world.application.suspend_account(gaining(), reason, &world.ask()).await.unwrap();
    };
    let number = moving.asks(gaining()).await.unwrap();
    suspend(Some("unpaid")).await;
    let accepted = world.application.accept_reseller_move(number, &world.ask()).await;
    assert_eq!(refused(accepted), Refusal::AccountNotOpen(gaining()));
    suspend(None).await;
    world.application.end_reseller_move(number, MoveEnd::Withdrawn, &world.ask()).await.unwrap();
    let accepted = world.application.accept_reseller_move(number, &world.ask()).await;
    assert_eq!(refused(accepted), no_move(number));
    suspend(Some("unpaid")).await;
    assert_eq!(refused(moving.asks(gaining()).await), Refusal::AccountNotOpen(gaining()));

    // What cannot move changes nothing else either.
    let locked = StatusSet::of(&[EppStatus::ClientTransferProhibited]);
    let changes = DomainChanges { client_statuses: Some(locked), ..DomainChanges::default() };
    let change = ChangeDomain { account: account(), name: moving.name.clone(), changes, auth_code: None };
    let ask = world.ask();
    let both = world.application.change_domain_and_reseller(change, None, Some(gaining()), &ask).await;
    assert_eq!(refused(both), Refusal::AccountNotOpen(gaining()));
    world.settle().await;
    let held = moving.held().await;
    assert_eq!((held.account, held.busy, held.moving), (account(), None, None));
    assert!(!held.statuses.contains(EppStatus::ClientTransferProhibited));

    // Under one key, both are done, and once.
    suspend(None).await;
    let changes = DomainChanges { client_statuses: Some(locked), ..DomainChanges::default() };
    let change = ChangeDomain { account: account(), name: moving.name.clone(), changes, auth_code: None };
    let both = |app: application::Application, ask| {
        let change = change.clone();
        async move { app.change_domain_and_reseller(change, None, Some(gaining()), &ask).await }
    };
    let first = world.insist("both", both).await.unwrap().value.operation;
    let open = moving.held().await.moving.map(|open| open.operation);
    world.settle().await;
    assert_eq!(world.insist("both", both).await.unwrap().value.operation, first);
    let held = moving.held().await;
    assert!(open.is_some() && open != Some(first), "{open:?}");
    assert_eq!(held.moving.map(|open| open.operation), open);
    assert!(held.statuses.contains(EppStatus::ClientTransferProhibited));
    world.assert_whole().await;
}

//! The application over a real journal, with everything around it in memory: a registry, mail, a clock. Workers die
//! and are replaced.

use crate::mailer::FakeMailer;
use crate::registry::{FakeRegistry, Meanwhile};
use crate::resolver::FakeResolver;
use application::ports::{Clock, ManualClock, Registry};
use application::{
    Accepted, Application, Ask, AskError, AskKey, OpenAccount, Parts, RegisterDomain, Registries, Settings,
};
use async_trait::async_trait;
use domain_model::domain::{Command as NameCommand, Domain, Lock, LockKind};
use domain_model::operation::Contacts;
use domain_model::policy::Catalogue;
use domain_model::values::{
    AccountNumber, AddressScope, ClTrid, ContactDetails, ContactInput, ContactNumber, Currency, DomainName,
    Locale, NameServers, Nichandle, Period, Points, PriceClass,
};
use domain_model::{Actor, Cause, Channel};
use journal::Journal;
use journal::cluster::Role;
use journal::follow::FollowOptions;
use journal::test_support::TestDatabase;
use projections::Views;
use sqlx::{Executor, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const ACCOUNT: u64 = 13_490;
pub const POINTS: i64 = 1_000_000_000;
/// Nothing takes longer, but for a defect.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct World {
    _database: TestDatabase,
    pub application: Application,
    pub clock: ManualClock,
    pub registry: Arc<FakeRegistry>,
    pub mailer: Arc<FakeMailer>,
    owner: Mutex<PgConnection>,
    /// The application once for each process that shares the work.
    processes: Vec<Application>,
    turn: AtomicUsize,
    workers: Mutex<Vec<JoinHandle<()>>>,
    stop: CancellationToken,
}

/// Another process over the same journal.
struct Elsewhere {
    journal: Journal,
    owner: Mutex<PgConnection>,
    clock: ManualClock,
}

impl World {
    pub async fn new() -> Self {
        Self::shared_by(1).await
    }

    /// A world whose work is shared by so many processes, each with a journal, and a memory, of its own.
    pub async fn shared_by(processes: usize) -> Self {
        let database = TestDatabase::new().await.unwrap();
        let journal = database.journal().await.unwrap();
        let clock = ManualClock::default();
        let registry = FakeRegistry::new(clock.clone());
        let elsewhere = Elsewhere {
            journal: database.journal().await.unwrap(),
            owner: Mutex::new(database.connection(Role::Owner).await.unwrap()),
            clock: clock.clone(),
        };
        registry.meet(Arc::new(elsewhere));
        let mailer = FakeMailer::new();
        let stop = CancellationToken::new();
        for follower in projections::all(journal.vault()) {
            journal.make_tables(&follower).await.unwrap();
            let (journal, stop) = (journal.clone(), stop.clone());
            tokio::spawn(async move { journal.follow(follower, FollowOptions::default(), stop).await });
        }
        let compose = |journal: Journal| {
            Application::new(Parts {
                views: Views::new(journal.clone()),
                journal,
                catalogue: Arc::new(Catalogue::embedded()),
                clock: Arc::new(clock.clone()),
                registries: Registries::new().with(registry.clone(), &["*".to_owned()]),
                mailer: mailer.clone(),
                resolver: Arc::new(FakeResolver),
                claims: Arc::new(crate::launch::FakeNotices),
                settings: Settings { address_scope: AddressScope::Any, ..Settings::default() },
            })
        };
        let application = compose(journal);
        let mut all = vec![application.clone()];
        while all.len() < processes {
            all.push(compose(database.journal().await.unwrap()));
        }
        let owner = Mutex::new(database.connection(Role::Owner).await.unwrap());
        let world = Self {
            _database: database,
            application,
            clock,
            registry,
            mailer,
            owner,
            processes: all,
            turn: AtomicUsize::new(0),
            workers: Mutex::default(),
            stop,
        };
        world.application.seed_prices(&world.ask()).await.unwrap();
        world.open_account(ACCOUNT, POINTS).await;
        world.start_worker().await;
        world.place_own_contact().await;
        world
    }

    /// The account's own contact is at the registry from its first name on.
    async fn place_own_contact(&self) {
        let account = AccountNumber::new(ACCOUNT);
        let own = account.own_contact();
        let asked = RegisterDomain {
            account,
            name: DomainName::parse("first-of-all.com").unwrap(),
            period: Period::new(1).unwrap(),
            contacts: Contacts { owner: own, admin: own, tech: own, billing: own },
            servers: NameServers::default(),
            auth_code: None,
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        };
        self.application.register_domain(asked, &self.ask()).await.unwrap();
        self.settle().await;
    }

    pub async fn open_account(&self, number: u64, points: i64) {
        let opened = OpenAccount {
            number: Some(AccountNumber::new(number)),
            nichandle: Nichandle::parse(&format!("ab{number}-ovh")).unwrap(),
            currency: Currency::parse("EUR").unwrap(),
            price_class: PriceClass::parse("reseller").unwrap(),
            locale: Locale::En,
            holder: person(&format!("desk{number}@reseller.test")),
        };
        self.application.open_new_account(opened, &self.ask()).await.unwrap();
        let (account, points) = (AccountNumber::new(number), Points::new(points).unwrap());
        self.application.confirm_contact(account.own_contact(), &self.ask()).await.unwrap();
        self.application.buy_points(account, points, "opening".into(), &self.ask()).await.unwrap();
    }

    /// A person who has confirmed the data: no name is suspended while the clock runs.
    pub async fn contact(&self, email: &str) -> ContactNumber {
        let account = AccountNumber::new(ACCOUNT);
        let number =
            self.application.register_contact(account, person(email), &self.ask()).await.unwrap().value;
        self.application.confirm_contact(number, &self.ask()).await.unwrap();
        number
    }

    /// A member of staff asks.
    pub fn ask(&self) -> Ask {
        let actor = Actor::Operator("support".into());
        Ask::new(Cause::new(actor, Channel::GraphQl, self.clock.now(), Uuid::now_v7()))
    }

    pub async fn start_worker(&self) {
        for (at, application) in self.processes.iter().enumerate() {
            let (application, stop) = (application.clone(), self.stop.clone());
            let worker = tokio::spawn(async move { application.work(&format!("worker-{at}"), stop).await });
            self.workers.lock().await.push(worker);
        }
    }

    /// Every worker dies at whatever it is waiting for.
    pub async fn stop_worker(&self) {
        for worker in self.workers.lock().await.drain(..) {
            worker.abort();
            let _ = worker.await;
        }
    }

    /// The workers die; their leases run out; others come.
    pub async fn replace_worker(&self) {
        self.stop_worker().await;
        self.sql("update jobs set lease_until = now() - interval '1 second' where state = 'open'").await;
        self.start_worker().await;
    }

    pub async fn sql(&self, statement: &str) {
        self.owner.lock().await.execute(statement).await.unwrap();
    }

    /// Asks under one key until there is an answer, as a client does whose connections break.
    pub async fn insist<T, F>(
        &self,
        key: &str,
        request: impl Fn(Application, Ask) -> F,
    ) -> Result<Accepted<T>, AskError>
    where
        F: Future<Output = Result<Accepted<T>, AskError>>,
    {
        let key = AskKey { scope: "test".into(), key: key.into(), fingerprint: key.into() };
        loop {
            let ask = self.ask().under(Some(key.clone()));
            let answer = tokio::select! {
                answer = request(self.next_process(), ask) => answer,
                () = self.registry.death.notified() => {
                    self.replace_worker().await;
                    continue;
                }
            };
            match answer {
                Ok(accepted) => return Ok(accepted),
                Err(refused @ AskError::Refused(_)) => return Err(refused),
                Err(AskError::Registry(_) | AskError::Contended | AskError::Unknown { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    /// A request of somebody who asks once, and takes any answer. Where it, or a worker, dies at the registry, it is
    /// over: nobody waits for ever.
    pub async fn may_die<T>(&self, request: impl Future<Output = T>) {
        tokio::select! {
            _ = request => {}
            () = self.registry.death.notified() => self.replace_worker().await,
        }
    }

    /// Each request meets another process than the one before.
    pub fn next_process(&self) -> Application {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.processes[turn % self.processes.len()].clone()
    }

    /// Until no job is due, the registry's queue is empty, and the views have seen everything. No back-off is waited
    /// for.
    pub async fn settle(&self) {
        let begun = Instant::now();
        loop {
            let work = async {
                self.sql("update jobs set not_before = '-infinity' where not_before > now()").await;
                // Wakes the worker, since nothing was asked for.
                let _ = self.application.journal().jobs().reopen(0, Uuid::nil()).await;
                let registry: Arc<dyn Registry> = self.registry.clone();
                self.application.drain_queue(&registry).await
            };
            let heard = tokio::select! {
                heard = work => heard.unwrap_or(1),
                () = self.registry.death.notified() => {
                    self.replace_worker().await;
                    continue;
                }
            };
            let now = self.clock.now();
            let unsettled = self.application.journal().jobs().count_unsettled(now).await.unwrap();
            if heard == 0 && unsettled == 0 {
                break;
            }
            if begun.elapsed() > PATIENCE {
                panic!("not settled: {:?}", self.open_jobs().await);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.application.views().caught_up(PATIENCE).await.unwrap();
    }

    async fn open_jobs(&self) -> Vec<(String, String, String, i32, Option<String>)> {
        let statement = "select kind, stream, state, attempts, last_error from jobs where state = 'open'
                         and due_at < now() order by due_at";
        sqlx::query_as(statement).fetch_all(&mut *self.owner.lock().await).await.unwrap()
    }

    /// Jobs that wait for a person, in words.
    pub async fn parked(&self) -> Vec<String> {
        let parked = self.application.journal().jobs().parked(100).await.unwrap();
        parked.iter().map(|job| format!("{} {}: {:?}", job.kind, job.stream, job.last_error)).collect()
    }

    /// Every job that was done is delivered once more.
    pub async fn deliver_everything_again(&self) {
        self.sql("update jobs set state = 'open', attempts = 0 where state = 'done' and due_at <= now()")
            .await;
        self.settle().await;
    }

    /// The rules that hold always, of the whole.
    pub async fn assert_whole(&self) {
        assert_eq!(self.parked().await, Vec::<String>::new(), "a job waits for a person");
        let views = self.application.views();
        views.caught_up(PATIENCE).await.unwrap();
        let balance = views.trial_balance(None).await.unwrap();
        assert!(balance.is_balanced() && balance.out_of_balance.is_empty(), "{balance:?}");
        let orphans = views.orphans().await.unwrap();
        assert!(orphans.settlements.is_empty() && orphans.operations.is_empty(), "{orphans:?}");
        let report = self.application.journal().verify(None, |_| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        for view in projections::View::ALL {
            let live = views.fingerprint(view).await.unwrap();
            let follower = projections::Projection::new(view, self.application.journal().vault().clone());
            self.application.journal().rebuild(follower, |_| {}).await.unwrap();
            assert_eq!(views.fingerprint(view).await.unwrap(), live, "{view} rebuilt is not {view} live");
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[async_trait]
impl Meanwhile for Elsewhere {
    async fn change(&self, name: &DomainName) {
        let cause = || Cause::new(Actor::System, Channel::Internal, self.clock.now(), Uuid::now_v7());
        let since = self.clock.now();
        let lock = Lock { kind: LockKind::Dispute, since, lifts: None, rule: "elsewhere".into() };
        // A name that is not held yet cannot be locked: then only the account changes.
        let _ = self.journal.execute::<Domain>(name, NameCommand::Lock { lock }, &cause()).await;
        let unlock = NameCommand::Unlock { kind: LockKind::Dispute };
        let _ = self.journal.execute::<Domain>(name, unlock, &cause()).await;
        use domain_model::points_account::{Command, PointsAccount};
        let account = AccountNumber::new(ACCOUNT);
        let reason = domain_model::values::Reason::parse("seen elsewhere").unwrap();
        for by in [1, -1] {
            let adjust = Command::Adjust { by, reason: reason.clone() };
            self.journal.execute::<PointsAccount>(&account, adjust, &cause()).await.unwrap();
        }
    }

    async fn is_durable(&self, cltrid: &ClTrid) -> bool {
        crate::rules::is_durable(&self.journal, cltrid.as_str()).await
    }

    async fn deliver_again(&self) {
        let again = "insert into jobs (partition, id, kind, stream, payload, due_at, command_id)
                     select partition, gen_random_uuid(), kind, stream, payload, due_at, command_id from jobs
                     where state = 'open' and lease_until > now()";
        self.owner.lock().await.execute(again).await.unwrap();
        let _ = self.journal.jobs().reopen(0, Uuid::nil()).await;
    }
}

/// A person with that address.
pub fn person(email: &str) -> ContactDetails {
    ContactDetails::new(ContactInput {
        legal_form: "particulier".into(),
        civility: "M".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "12 Rue du chien qui fume".into(),
        postal_code: "75001".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: email.into(),
        locale: "en".into(),
        ..ContactInput::default()
    })
    .unwrap()
}

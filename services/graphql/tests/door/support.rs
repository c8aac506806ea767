//! The door before a real application on a database of its own, with a registry in memory.

use crate::registry::MemoryRegistry;
use application::ports::{
    IdentityProvider, Letter, MailError, Mailer, ManualClock, NoClaimsNotices, Resolver, ResolverError,
};
use application::{
    Application, Ask, AskError, AskKey, OpenAccount, Parts, Registries, Settings, SignInSettings,
};
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use domain_model::account::Profile;
use domain_model::operator::{Login, Role};
use domain_model::policy::Catalogue;
use domain_model::values::{
    AccountNumber, AddressScope, AuthMethod, ContactDetails, ContactInput, Currency, HostName, Locale,
    Nichandle, Points, PriceClass, SealOwner,
};
use domain_model::{Actor, Cause, Channel};
use graphql::{DraftedMail, GraphqlState, MailDesk, MailRehearsal, MailResult};
use journal::follow::FollowOptions;
use journal::test_support::TestDatabase;
use projections::Views;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

pub const ROLES: [Role; 5] = [Role::Viewer, Role::Auditor, Role::Support, Role::Finance, Role::Admin];
pub const ACCOUNT: u64 = 13_490;

/// Everything behind the door.
pub struct Door {
    pub application: Application,
    pub registry: Arc<MemoryRegistry>,
    pub database: TestDatabase,
    pub router: axum::Router,
    pub clock: ManualClock,
    tokens: HashMap<&'static str, String>,
    stop: CancellationToken,
    background: JoinSet<()>,
}

/// An answer with its status.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn data(&self) -> &Value {
        assert!(self.body["errors"].is_null(), "failed: {}", self.body);
        &self.body["data"]
    }

    /// The code of the first error.
    pub fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }
}

struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    async fn forward(&self, _: &application::ports::ForwardedMail) -> Result<(), MailError> {
        Ok(())
    }

    async fn send(&self, _: &Letter) -> Result<(), MailError> {
        Ok(())
    }

    async fn forget(&self, _: &SealOwner) -> Result<(), MailError> {
        Ok(())
    }
}

/// Knows two keys of the language of batch mails.
struct Letters;

#[async_trait]
impl MailDesk for Letters {
    fn addresses(&self) -> Option<(String, String)> {
        Some(("batch@registrar.test".to_owned(), "batch-test@registrar.test".to_owned()))
    }

    fn draft(&self, profile: &Profile, method: AuthMethod, lines: &[(String, String)]) -> DraftedMail {
        let said: String = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let text = format!("batch.account: {}\nbatch.auth.method: {method}\n{said}", profile.nichandle);
        DraftedMail { text, mistakes: vec![], signed: None }
    }

    async fn rehearse(&self, account: AccountNumber, _: &str, _: &Ask) -> Result<MailRehearsal, AskError> {
        let line = MailResult { key: "account".to_owned(), value: account.to_string() };
        Ok(MailRehearsal { accepted: true, results: vec![line], ..MailRehearsal::default() })
    }
}

struct NoDns;

#[async_trait]
impl Resolver for NoDns {
    async fn takes_mail(&self, _: &HostName) -> Result<bool, ResolverError> {
        Ok(true)
    }
}

pub fn holder(name: &str, email: &str) -> ContactDetails {
    ContactDetails::new(ContactInput {
        legal_form: "particulier".into(),
        first_name: "Jean".into(),
        last_name: name.into(),
        street: "3 rue Haute".into(),
        city: "LYON".into(),
        postal_code: "69001".into(),
        country: "FR".into(),
        phone: "+33.478000000".into(),
        email: email.into(),
        locale: "fr".into(),
        ..ContactInput::default()
    })
    .unwrap()
}

impl Door {
    /// With five operators, one account with points, and everything running.
    pub async fn open() -> Self {
        Self::open_with(SignInSettings::default()).await
    }

    /// As [`Door::open`], where people sign in by these rules.
    pub async fn open_with(sign_in: SignInSettings) -> Self {
        let clock = ManualClock::default();
        let database = TestDatabase::new().await.unwrap();
        let journal = database.journal().await.unwrap();
        let registry = Arc::new(MemoryRegistry::default());
        let application = Application::new(Parts {
            views: Views::new(journal.clone()),
            journal: journal.clone(),
            catalogue: Arc::new(Catalogue::embedded()),
            clock: Arc::new(clock.clone()),
            registries: Registries::new().with(registry.clone(), &["*".to_owned()]),
            mailer: Arc::new(NoMail),
            resolver: Arc::new(NoDns),
            claims: Arc::new(NoClaimsNotices),
            settings: Settings { address_scope: AddressScope::Any, sign_in, ..Settings::default() },
        });
        let (stop, mut background) = (CancellationToken::new(), JoinSet::new());
        for follower in projections::all(journal.vault()) {
            // Views are asked while the first account is opened: their tables are there before.
            journal.set_up(&follower).await.unwrap();
            let (journal, stop) = (journal.clone(), stop.clone());
            background.spawn(async move {
                journal.follow(follower, FollowOptions::default(), stop).await.unwrap();
            });
        }
        let (worker, worker_stop) = (application.clone(), stop.clone());
        background.spawn(async move { worker.work("worker", worker_stop).await });
        let router = graphql::router(GraphqlState::new(application.clone(), None, Arc::new(Letters)));
        let tokens = HashMap::new();
        let mut door = Self { application, registry, database, router, clock, tokens, stop, background };
        door.furnish().await;
        door
    }

    async fn furnish(&mut self) {
        let ask = self.ask();
        for role in ROLES {
            let login: Login = role.as_str().parse().unwrap();
            let password = "a long password".to_owned().into();
            self.application.enrol_operator(&login, role, &password, &ask).await.unwrap();
            let token = self.application.issue_token(&login, &ask).await.unwrap();
            self.tokens.insert(role.as_str(), token.expose_secret().to_owned());
        }
        let key = AskKey { scope: "door".into(), key: "prices".into(), fingerprint: "seed".into() };
        self.application.seed_prices(&ask.clone().under(Some(key))).await.unwrap();
        let account = OpenAccount {
            number: Some(AccountNumber::new(ACCOUNT)),
            nichandle: Nichandle::parse("ve174-ovh").unwrap(),
            currency: Currency::EUR,
            price_class: PriceClass::standard(),
            locale: Locale::Fr,
            holder: holder("DUPOND", "jean.dupond@holders.test"),
        };
        self.application.open_new_account(account, &ask).await.unwrap();
        let points = Points::new(100_000_000).unwrap();
        let account = AccountNumber::new(ACCOUNT);
        self.application.buy_points(account, points, "F-1".to_owned(), &ask).await.unwrap();
        self.settled().await;
    }

    /// With somebody who vouches for the people who work here.
    pub fn vouched_by(mut self, provider: Arc<dyn IdentityProvider>) -> Self {
        let state = GraphqlState::new(self.application.clone(), None, Arc::new(Letters));
        self.router = graphql::router(state.vouched_by(Some(provider)));
        self
    }

    /// A request of the test itself.
    pub fn ask(&self) -> Ask {
        let now = self.application.clock().now();
        Ask::new(Cause::new(Actor::System, Channel::Internal, now, Uuid::now_v7()))
    }

    /// Until every view has seen everything.
    pub async fn settled(&self) {
        self.application.views().caught_up(Duration::from_secs(60)).await.unwrap();
    }

    pub fn token(&self, role: &str) -> &str {
        &self.tokens[role]
    }

    /// Anything at all, by POST.
    pub async fn post(&self, role: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.post_to("/graphql", role, headers, body).await.0
    }

    /// As [`Door::post`], at any address; with the cookie that the answer sets.
    pub async fn post_to(
        &self,
        path: &str,
        role: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> (Answer, Option<String>) {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = self.tokens.get(role) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut request = request.body(body.into()).unwrap();
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let cookie = response.headers().get(header::SET_COOKIE);
        let cookie = cookie.map(|cookie| cookie.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: not JSON: {text}"));
        (Answer { status, body }, cookie)
    }

    /// A document with variables.
    pub async fn send(&self, role: &str, query: &str, variables: Value) -> Answer {
        self.post(role, &[], json!({ "query": query, "variables": variables }).to_string()).await
    }

    /// The data of a document that succeeds.
    pub async fn data(&self, role: &str, query: &str, variables: Value) -> Value {
        self.send(role, query, variables).await.data().clone()
    }

    /// A mutation with its input, in the shape that all of them have.
    pub async fn mutate(&self, role: &str, field: &str, input: &str, of: &str, variables: Value) -> Value {
        let query = format!(
            "mutation($input: {input}!) {{ answer: {field}(input: $input) {{ {of} consistency repeated \
             userErrors {{ code field message }} }} }}"
        );
        let data = self.data(role, &query, json!({ "input": variables })).await;
        data["answer"].clone()
    }

    /// A contact of the account.
    pub async fn contact(&self, name: &str, email: &str) -> u64 {
        let (account, details) = (AccountNumber::new(ACCOUNT), holder(name, email));
        self.application.register_contact(account, details, &self.ask()).await.unwrap().value.get()
    }

    /// A name that is asked for; the operation's number.
    pub async fn request_name(&self, name: &str, owner: u64) -> u64 {
        let input = json!({ "account": ACCOUNT, "name": name, "owner": owner, "nameServers":
            [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
        let of = "operation { number }";
        let answer = self.mutate("support", "registerDomain", "RegisterDomainInput", of, input).await;
        answer["operation"]["number"].as_u64().unwrap_or_else(|| panic!("not accepted: {answer}"))
    }

    /// A name of the account; the operation's number.
    pub async fn name(&self, name: &str, owner: u64) -> u64 {
        let number = self.request_name(name, owner).await;
        self.reaches(number, "SUCCEEDED").await;
        number
    }

    /// Until an operation is in a state.
    pub async fn reaches(&self, operation: u64, state: &str) {
        let query = "query($n: Int!) { operation(number: $n) { state replyMessage } }";
        eventually(&format!("operation {operation} {state}"), async || {
            let data = self.data("support", query, json!({ "n": operation })).await;
            (data["operation"]["state"] == state).then_some(())
        })
        .await;
    }

    /// Stops what runs in the background, so that nothing but requests reaches the database.
    pub async fn quiet(&mut self) {
        self.settled().await;
        self.stop.cancel();
        while let Some(ended) = self.background.join_next().await {
            ended.unwrap();
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Looks again and again until something is there.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} did not come in time");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

//! Programs that call the REST door, and what accounts let them do.

use crate::story::{Story, decide};
use chrono::{Days, TimeDelta};
use domain_model::Actor;
use domain_model::account::credentials_of;
use domain_model::api_application::{self, ApiApplication, Registration};
use domain_model::credential::{self, Credential, Grant, Status, Wish};
use domain_model::values::{
    AccessMethod, AccessRule, AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName,
    ApplicationNumber, CredentialNumber, Sealed,
};
use journal::Streams;

const SECRET: &str = "a secret that no view may hold";

impl Story {
    async fn on_application(&mut self, key: &ApplicationKey, command: &api_application::Command) {
        let streams = Streams::new().with::<ApiApplication>(key);
        assert!(self.unit(Actor::System, streams, |unit| decide::<ApiApplication>(unit, key, command)).await);
    }

    async fn on_credential(&mut self, number: CredentialNumber, command: &credential::Command) {
        let streams = Streams::new().with::<Credential>(&number);
        let work = |unit: &mut journal::Unit| decide::<Credential>(unit, &number, command);
        assert!(self.unit(Actor::Visitor, streams, work).await, "{command:?}");
    }

    async fn register_application(&mut self, account: AccountNumber, key: &str) -> ApplicationKey {
        let key = ApplicationKey::parse(key).unwrap();
        let registration = Box::new(Registration {
            number: ApplicationNumber::new(self.number()),
            account,
            name: ApplicationName::parse("Cart").unwrap(),
            description: ApplicationDescription::default(),
            secret: Sealed::open(credentials_of(account), SECRET.to_owned()),
        });
        self.on_application(&key, &api_application::Command::Register { registration }).await;
        key
    }

    async fn ask_for_credential(&mut self, account: AccountNumber, key: &ApplicationKey) -> CredentialNumber {
        let number = CredentialNumber::new(self.number());
        let wish = Box::new(Wish {
            application: key.clone(),
            consumer_key: Sealed::open(credentials_of(account), SECRET.to_owned()),
            rules: vec![AccessRule { method: AccessMethod::Get, path: "/*".parse().unwrap() }],
            redirection: None,
            allowed_from: None,
            requested_at: self.at,
            lapses_at: self.at + Days::new(1),
        });
        self.on_credential(number, &credential::Command::Request { wish }).await;
        number
    }

    /// Two applications, one of them revoked, and a credential for every answer.
    pub async fn let_programs_in(&mut self) -> [CredentialNumber; 4] {
        let account = self.accounts[0];
        let (key, gone) = (self.register_application(account, "7kbG7Bk7S9Nt7ZSV").await, "GONEgonegonegone");
        let gone = self.register_application(account, gone).await;
        self.on_application(&gone, &api_application::Command::Revoke).await;
        let mut all = vec![];
        for _ in 0..4 {
            all.push(self.ask_for_credential(account, &key).await);
        }
        let grant = Grant { account, at: self.at, until: Some(self.at + Days::new(7)) };
        let granting = credential::Command::Grant { grant };
        self.on_credential(all[1], &granting).await;
        self.on_credential(all[2], &granting).await;
        self.on_credential(all[2], &credential::Command::Revoke).await;
        self.on_credential(all[3], &credential::Command::Refuse).await;
        [all[0], all[1], all[2], all[3]]
    }
}

#[tokio::test]
async fn an_account_sees_its_applications_and_the_credentials_that_it_granted() {
    let mut story = Story::new(11).await;
    let account = story.open_account(1).await;
    let [pending, granted, revoked, _] = story.let_programs_in().await;
    story.follow().await;
    let applications = story.views.applications(account).await.unwrap();
    let seen: Vec<_> = applications.iter().map(|row| (row.key.as_str(), row.revoked)).collect();
    assert_eq!(seen, [("7kbG7Bk7S9Nt7ZSV", false), ("GONEgonegonegone", true)]);
    let rows = story.views.credentials(account).await.unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [granted, revoked], "{pending} waits for nobody in particular");
    let now = story.at;
    assert_eq!(rows[0].status(now), Status::Granted);
    assert_eq!(rows[0].status(now + TimeDelta::days(8)), Status::Expired);
    assert_eq!(rows[1].status(now), Status::Revoked);
    assert!(story.views.applications(AccountNumber::new(1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn no_view_holds_a_secret_or_a_consumer_key() {
    let mut story = Story::new(12).await;
    story.open_account(1).await;
    story.let_programs_in().await;
    story.follow().await;
    for table in ["applications", "credentials"] {
        let rows: Vec<String> = sqlx::query_scalar(&format!("select t::text from views.{table} t"))
            .fetch_all(story.journal.pool())
            .await
            .unwrap();
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| !row.contains(SECRET) && !row.contains("$sealed")), "{rows:?}");
    }
}

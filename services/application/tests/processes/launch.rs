//! Names that need more than contacts: under a trademark claim (`claimed-…`), or reserved (`reserved-…`).

use crate::scenarios::account;
use crate::world::World;
use application::ports::{
    ClaimsNotice, ClaimsNoticeError, ClaimsNotices, Clock, NoClaimsNotices, TrademarkClaim,
};
use application::{Application, AskError, Parts, RegisterDomain};
use async_trait::async_trait;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain_model::operation::{Contacts, Operation, Request};
use domain_model::policy::Catalogue;
use domain_model::values::{
    AcceptedNotice, AllocationToken, ClaimKey, Declarations, DomainName, NameServers, NoticeId, Period,
    Reason,
};
use std::sync::Arc;

/// A trademark database that has a notice for every claim of the registry in memory, until tomorrow midnight.
pub struct FakeNotices;

#[async_trait]
impl ClaimsNotices for FakeNotices {
    async fn notice(&self, key: &ClaimKey, at: DateTime<Utc>) -> Result<ClaimsNotice, ClaimsNoticeError> {
        let Some(label) = key.as_str().strip_prefix("claim/") else {
            return Err(ClaimsNoticeError::UnknownKey(key.clone()));
        };
        let not_after = (at + Days::new(1)).date_naive().and_hms_opt(0, 0, 0).unwrap().and_utc();
        let id = NoticeId::of(label, not_after, 7);
        let claim = TrademarkClaim {
            mark: label.to_uppercase(),
            holder: "A holder".to_owned(),
            jurisdiction: "France".to_owned(),
            classes: vec![35],
            goods_and_services: "Advertising".to_owned(),
        };
        Ok(ClaimsNotice { id, not_before: at, not_after, label: label.to_owned(), claims: vec![claim] })
    }
}

fn wanted(name: &DomainName, declarations: Declarations) -> RegisterDomain {
    let own = account().own_contact();
    RegisterDomain {
        account: account(),
        name: name.clone(),
        period: Period::ONE_YEAR,
        contacts: Contacts { owner: own, admin: own, tech: own, billing: own },
        servers: NameServers::default(),
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: Some(Box::new(declarations)),
    }
}

fn name(text: &str) -> DomainName {
    DomainName::parse(text).unwrap()
}

async fn code_of_refusal(world: &World, asked: RegisterDomain) -> &'static str {
    match world.application.register_domain(asked, &world.ask()).await {
        Err(AskError::Refused(refusal)) => refusal.code(),
        other => panic!("{other:?}"),
    }
}

/// It is done, with what was declared on its record.
async fn done(world: &World, asked: RegisterDomain) -> Option<Declarations> {
    let opened = world.application.register_domain(asked, &world.ask()).await.unwrap().value;
    world.settle().await;
    let state = world.application.journal().load::<Operation>(&opened.operation).await.unwrap().state;
    assert!(matches!(state, Operation::Done(..)), "{state:?}");
    match &state.dossier().unwrap().request {
        Request::Create { declarations, .. } => declarations.as_deref().cloned(),
        other => panic!("{other:?}"),
    }
}

fn accept(notice: &ClaimsNotice, at: DateTime<Utc>) -> Declarations {
    let notice =
        AcceptedNotice { notice_id: notice.id.clone(), not_after: notice.not_after, accepted_at: at };
    Declarations { claims_notice: Some(notice), ..Declarations::default() }
}

#[tokio::test]
async fn a_claimed_name_is_registered_with_its_notice_and_refused_without_before_anything_is_reserved() {
    let world = World::new().await;
    let (claimed, at) = (name("claimed-a.com"), world.clock.now());
    let launch = world.application.name_launch(&claimed, at).await.unwrap();
    let notice = launch.claims.unwrap();
    assert!(notice.text().contains("CLAIMED-A") && !launch.reserved, "{}", notice.text());
    let none = Declarations::default();
    assert_eq!(code_of_refusal(&world, wanted(&claimed, none)).await, "CLAIMS_NOTICE_MISSING");
    let other = world.application.name_launch(&name("claimed-b.com"), at).await.unwrap().claims.unwrap();
    let wrong = accept(&other, at);
    assert_eq!(code_of_refusal(&world, wanted(&claimed, wrong)).await, "CLAIMS_NOTICE_WRONG");
    let early = accept(&notice, at - TimeDelta::hours(48));
    assert_eq!(code_of_refusal(&world, wanted(&claimed, early)).await, "CLAIMS_NOTICE_LAPSED");
    world.assert_whole().await;
    let accepted = accept(&notice, at);
    assert_eq!(done(&world, wanted(&claimed, accepted.clone())).await, Some(accepted));
    world.assert_whole().await;
}

#[tokio::test]
async fn a_notice_that_a_name_does_not_need_is_left_out() {
    let world = World::new().await;
    let at = world.clock.now();
    let notice = world.application.name_launch(&name("claimed-a.com"), at).await.unwrap().claims.unwrap();
    assert_eq!(done(&world, wanted(&name("plain-notice.com"), accept(&notice, at))).await, None);
    // No registry of countries has claims.
    assert_eq!(done(&world, wanted(&name("plain-notice.be"), accept(&notice, at))).await, None);
}

#[tokio::test]
async fn a_reserved_name_is_opened_by_its_code() {
    let world = World::new().await;
    let (reserved, app) = (name("reserved-a.com"), &world.application);
    let launch = app.name_launch(&reserved, world.clock.now()).await.unwrap();
    assert!(launch.reserved && launch.claims.is_none() && launch.conditions.is_none() && !launch.reason);
    let token = |text: &str| AllocationToken::parse(text).unwrap();
    assert!(app.opens_reserved(&reserved, &token("OPEN")).await.unwrap());
    assert!(!app.opens_reserved(&reserved, &token("GUESS")).await.unwrap());
    let none = Declarations::default();
    assert_eq!(code_of_refusal(&world, wanted(&reserved, none.clone())).await, "NOT_AVAILABLE");
    let guess = none.clone().with_token(&reserved, token("GUESS"));
    assert_eq!(code_of_refusal(&world, wanted(&reserved, guess)).await, "ALLOCATION_TOKEN_WRONG");
    let right = none.with_token(&reserved, token("OPEN"));
    assert_eq!(done(&world, wanted(&reserved, right)).await.unwrap().token(), Some(&token("OPEN")));
    world.assert_whole().await;
}

#[tokio::test]
async fn a_city_wants_its_conditions_accepted_and_a_reason() {
    let world = World::new().await;
    let city = name("librairie.paris");
    let launch = world.application.name_launch(&city, world.clock.now()).await.unwrap();
    let conditions = launch.conditions.unwrap();
    assert!(launch.reason);
    let none = Declarations::default();
    assert_eq!(code_of_refusal(&world, wanted(&city, none)).await, "CONDITIONS_NOT_ACCEPTED");
    let accepted = Declarations { conditions: Some(conditions.version), ..Declarations::default() };
    assert_eq!(code_of_refusal(&world, wanted(&city, accepted.clone())).await, "REASON_MISSING");
    let reason = Reason::parse("une librairie du onzième").unwrap();
    let whole = accepted.because(account().own_contact(), reason);
    assert_eq!(done(&world, wanted(&city, whole.clone())).await, Some(whole));
}

#[tokio::test]
async fn without_a_notice_service_a_claimed_name_is_not_offered() {
    let world = World::new().await;
    let app = &world.application;
    let deaf = Application::new(Parts {
        journal: app.journal().clone(),
        views: app.views().clone(),
        catalogue: Arc::new(Catalogue::embedded()),
        clock: Arc::new(world.clock.clone()),
        registries: app.registries().clone(),
        mailer: world.mailer.clone(),
        resolver: Arc::new(crate::resolver::FakeResolver),
        claims: Arc::new(NoClaimsNotices),
        settings: app.settings().clone(),
    });
    let at = world.clock.now();
    match deaf.name_launch(&name("claimed-a.com"), at).await {
        Err(AskError::Refused(refusal)) => assert_eq!(refusal.code(), "NOT_OFFERED"),
        other => panic!("{other:?}"),
    }
    assert!(deaf.name_launch(&name("plain-deaf.com"), at).await.unwrap().claims.is_none());
}

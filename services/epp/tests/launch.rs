//! Trademark claims (RFC 8334) and codes of reserved names (RFC 8495): asked for where the session speaks them, and sent
//! with the create that needs them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use application::ports::{Answer, AnswerData, CheckedClaim, Registry, RegistryCommand};
use chrono::DateTime;
use domain_model::values::{
    AcceptedNotice, AllocationToken, AuthCode, ClTrid, ClaimKey, DomainName, NoticeId, Period,
};
use epp::EppRegistry;
use support::{Act, Scripted, response};

fn name() -> DomainName {
    DomainName::parse("claimed-a.com").unwrap()
}

async fn send(registry: &EppRegistry, command: RegistryCommand) -> Answer {
    registry.send(command, &ClTrid::parse("7-1-1").unwrap(), None).await.unwrap()
}

const CLAIMED: &str = r#"<extension><l:chkData xmlns:l="urn:ietf:params:xml:ns:launch-1.0"><l:phase>claims</l:phase><l:cd><l:name exists="1">claimed-a.com</l:name><l:claimKey validatorID="tmch">key/1</l:claimKey></l:cd></l:chkData></extension>"#;
const RESERVED: &str = r#"<resData><d:chkData xmlns:d="urn:ietf:params:xml:ns:domain-1.0"><d:cd><d:name avail="0">claimed-a.com</d:name><d:reason>Allocation Token mismatch</d:reason></d:cd></d:chkData></resData>"#;

#[tokio::test]
async fn claims_are_asked_for_and_read() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", CLAIMED))).await;
    let (registry, _) = server.registry();
    let answer = send(&registry, RegistryCommand::CheckClaims { names: vec![name()] }).await;
    let AnswerData::ClaimsCheck(claims) = answer.data else { panic!("{:?}", answer.data) };
    let keys = vec![ClaimKey::parse("key/1").unwrap()];
    assert_eq!(claims, [CheckedClaim { name: name(), keys, exists: true }]);
    let asked = server.last("<clTRID>7-1-1");
    assert!(asked.contains("type=\"claims\"><launch:phase>claims</launch:phase></launch:check>"), "{asked}");
}

#[tokio::test]
async fn a_registry_without_claims_is_not_asked_for_them() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", RESERVED))).await;
    let mut config = server.config();
    config.services.extensions.retain(|uri| !uri.ends_with(":launch-1.0"));
    let (registry, _) = server.registry_with(config);
    let answer = send(&registry, RegistryCommand::CheckClaims { names: vec![name()] }).await;
    assert!(matches!(answer.data, AnswerData::DomainCheck(_)), "{:?}", answer.data);
    assert!(!server.last("<clTRID>7-1-1").contains("launch"));
}

#[tokio::test]
async fn a_code_goes_with_the_check_and_what_it_does_not_open_is_reserved() {
    let server = Scripted::start(|_| Act::Answer(response(1000, "ok", RESERVED))).await;
    let (registry, _) = server.registry();
    let token = Some(AllocationToken::parse("OPEN-a").unwrap());
    let answer =
        send(&registry, RegistryCommand::CheckDomains { names: vec![name()], fees: vec![], token }).await;
    let AnswerData::DomainCheck(names) = answer.data else { panic!("{:?}", answer.data) };
    assert!(!names[0].free && names[0].reserved, "{names:?}");
    assert!(server.last("<clTRID>7-1-1").contains(">OPEN-a</allocationToken:allocationToken>"));
}

#[tokio::test]
async fn notice_and_code_go_with_the_create_and_the_code_is_not_repeated() {
    let server = Scripted::start(|_| Act::Answer(response(2201, "OPEN-a is wrong", ""))).await;
    let (registry, log) = server.registry();
    let not_after = DateTime::from_timestamp(1_281_949_200, 0).unwrap();
    let notice_id = NoticeId::of("claimed-a", not_after, 7);
    let notice = AcceptedNotice { notice_id: notice_id.clone(), not_after, accepted_at: not_after };
    let answer = send(
        &registry,
        RegistryCommand::CreateDomain {
            name: name(),
            period: Period::ONE_YEAR,
            servers: vec![],
            registrant: None,
            admin: None,
            tech: None,
            auth_code: AuthCode::parse("Secret-2026-x").unwrap(),
            secdns: None,
            language: None,
            fee: None,
            claims_notice: Some(notice),
            allocation_token: Some(AllocationToken::parse("OPEN-a").unwrap()),
        },
    )
    .await;
    let sent = server.last("<clTRID>7-1-1");
    assert!(sent.contains(&format!("<launch:noticeID validatorID=\"tmch\">{notice_id}</launch:noticeID>")));
    assert!(sent.contains("OPEN-a"), "{sent}");
    assert!(!answer.message.contains("OPEN-a"), "{}", answer.message);
    registry.close().await;
    let stored = log.of("domain:create");
    assert!(!stored.is_empty() && stored.iter().all(|message| !message.xml.contains("OPEN-a")), "{stored:?}");
}

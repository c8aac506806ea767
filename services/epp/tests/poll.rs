//! The message queue: what a registry may say in it, and that nothing of it is lost.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use application::ports::{PollData, Registry, RegistryError};
use domain_model::values::DomainName;
use support::{Act, Scripted, response};

fn message(data: &str) -> String {
    let queue = r#"<msgQ count="5" id="M-12"><qDate>2026-02-03T04:05:06.7Z</qDate><msg lang="en">Something <b>happened</b></msg></msgQ>"#;
    response(1301, "ack to dequeue", &format!("{queue}{data}"))
}

#[tokio::test]
async fn odd_messages_are_unknown_and_kept_whole() {
    for data in [
        "",
        r#"<resData><x:never xmlns:x="urn:x">heard of</x:never></resData>"#,
        r#"<resData><contact:panData xmlns:contact="urn:ietf:params:xml:ns:contact-1.0"><contact:id paResult="1">C1</contact:id></contact:panData></resData>"#,
        r#"<resData><domain:trnData xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>a.com</domain:name><domain:trStatus>someday</domain:trStatus></domain:trnData></resData>"#,
        r#"<extension><changePoll:changeData xmlns:changePoll="urn:ietf:params:xml:ns:changePoll-1.0"/></extension>"#,
    ] {
        let document = message(data);
        let server = Scripted::start(move |_| Act::Answer(document.clone())).await;
        let (registry, log) = server.registry();
        let polled = registry.poll().await.unwrap().unwrap();
        assert_eq!((polled.id.as_str(), polled.text.as_str()), ("M-12", "Something happened"));
        assert_eq!(polled.queued.unwrap().timestamp_millis(), 1_770_091_506_700);
        assert_eq!(polled.data, PollData::Unknown, "{data}");
        assert!(polled.raw.contains(data), "{}", polled.raw);
        registry.close().await;
        assert_eq!(log.of("poll:req").len(), 2, "both directions");
    }
}

#[tokio::test]
async fn a_message_is_typed_and_its_secrets_are_blanked() {
    let data = r#"<resData><domain:infData xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>a.com</domain:name><domain:authInfo><domain:pw>hush-hush</domain:pw></domain:authInfo></domain:infData></resData><extension><changePoll:changeData xmlns:changePoll="urn:ietf:params:xml:ns:changePoll-1.0"><changePoll:operation op="sync">custom</changePoll:operation></changePoll:changeData></extension>"#;
    let server = Scripted::start(|_| Act::Answer(message(data))).await;
    let (registry, log) = server.registry();
    let polled = registry.poll().await.unwrap().unwrap();
    let name = DomainName::parse("a.com").unwrap();
    assert_eq!(polled.data, PollData::Change { name, operation: "sync".to_owned() });
    assert!(!polled.raw.contains("hush-hush"));
    registry.close().await;
    assert!(log.all().iter().all(|message| !message.xml.contains("hush-hush")));
}

#[tokio::test]
async fn an_empty_queue_is_no_message_and_no_record() {
    let server = Scripted::start(|_| Act::Answer(response(1300, "no messages", ""))).await;
    let (registry, log) = server.registry();
    assert_eq!(registry.poll().await.unwrap(), None);
    registry.close().await;
    assert!(log.of("poll:req").is_empty());
}

#[tokio::test]
async fn a_message_without_id_and_a_refusal_change_nothing() {
    let server =
        Scripted::start(|_| Act::Answer(response(1301, "ack", "<msgQ count='1'><msg>x</msg></msgQ>"))).await;
    assert_eq!(server.registry().0.poll().await.unwrap(), None);
    let server = Scripted::start(|_| Act::Answer(response(2400, "no", ""))).await;
    let refused = server.registry().0.poll().await;
    assert!(matches!(refused, Err(RegistryError::NotSent { label: "poll:req", .. })), "{refused:?}");
}

#[tokio::test]
async fn acknowledging_twice_is_silence() {
    for (code, fine) in [(1000, true), (1300, true), (2303, true), (2400, false)] {
        let server = Scripted::start(move |_| Act::Answer(response(code, "x", ""))).await;
        assert_eq!(server.registry().0.acknowledge("M\"1").await.is_ok(), fine, "{code}");
        assert!(server.last("<poll").contains(r#"op="ack" msgID="M&quot;1""#), "{}", server.last("<poll"));
    }
}

//! Sessions against a registry that misbehaves: what is sent, what is lost, what is used again.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use application::ports::{Answer, Registry, RegistryCommand, RegistryError};
use domain_model::values::{AuthCode, ClTrid, DomainName, Purpose, SealOwner};
use epp::EppRegistry;
use support::{Act, Scripted, response, session_commands};

fn name() -> DomainName {
    DomainName::parse("example.com").unwrap()
}

fn delete() -> RegistryCommand {
    RegistryCommand::DeleteDomain { name: name() }
}

async fn send(registry: &EppRegistry, command: RegistryCommand) -> Result<Answer, RegistryError> {
    registry.send(command, &ClTrid::parse("7-1-1").unwrap(), None).await
}

fn ok() -> Act {
    Act::Answer(response(1000, "Done", ""))
}

fn is_lost(result: &Result<Answer, RegistryError>) -> bool {
    matches!(result, Err(RegistryError::AnswerLost { label: "domain:delete", cltrid, .. }) if cltrid == "7-1-1")
}

fn is_not_sent(result: &Result<Answer, RegistryError>) -> bool {
    matches!(result, Err(RegistryError::NotSent { .. }))
}

#[tokio::test]
async fn a_greeting_is_read_without_a_login_and_its_absence_is_named() {
    let server = Scripted::start(|_| ok()).await;
    let (registry, _) = server.registry();
    registry.greet().await.unwrap();
    assert_eq!(server.connections(), 0, "nothing is sent");
    assert_eq!(registry.status().open, 0, "nothing is left open");
    let mut config = server.config();
    config.address = "127.0.0.1:1".to_owned();
    let (nobody, _) = server.registry_with(config);
    let error = nobody.greet().await.unwrap_err();
    assert!(error.contains("connecting to 127.0.0.1:1"), "{error}");
}

#[tokio::test]
async fn login_asks_for_what_both_sides_speak() {
    let server = Scripted::start(|_| ok()).await;
    let (registry, _) = server.registry();
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
    let login = server.last("<login");
    for part in [
        "<clID>ours</clID>",
        "pa&lt;ss&amp;word",
        "<lang>en</lang>",
        "domain-1.0</objURI>",
        "contact-1.0</objURI>",
        "rgp-1.0</extURI>",
    ] {
        assert!(login.contains(part), "{part} in {login}");
    }
    for part in ["host-1.0", "secDNS-1.1", "never-heard-of"] {
        assert!(!login.contains(part), "{part} in {login}");
    }
}

#[tokio::test]
async fn one_session_carries_many_commands_and_is_logged_out() {
    let server = Scripted::start(|_| ok()).await;
    let (registry, _) = server.registry();
    for _ in 0..5 {
        send(&registry, delete()).await.unwrap();
    }
    assert_eq!((server.connections(), server.count("<login")), (1, 1));
    let status = registry.status();
    assert_eq!((status.open, status.in_use, status.last_error), (1, 0, None));
    assert!(status.last_latency.is_some());
    let health = registry.health().unwrap();
    assert_eq!((health.sessions_open, health.sessions_in_use, health.answers), (1, 0, 5));
    assert!(
        health.median <= health.p95 && health.answered.is_some() && health.polled.is_none(),
        "{health:?}"
    );
    assert!(registry.poll().await.unwrap().is_none());
    assert!(registry.health().unwrap().polled.is_some());
    registry.close().await;
    assert_eq!(server.count("<logout"), 1);
    assert!(is_not_sent(&send(&registry, delete()).await));
    assert_eq!(server.count("<clTRID>7-1-1"), 5);
}

#[tokio::test]
async fn an_answer_is_lost_whatever_goes_wrong_after_writing() {
    let frame = |octets: &[u8]| {
        let mut frame = u32::try_from(octets.len() + 4).unwrap().to_be_bytes().to_vec();
        frame.extend_from_slice(octets);
        frame
    };
    let foreign = response(1000, "Done", "").replace("CLTRID", "somebody-else");
    let anonymous = response(1000, "Done", "").replace("<clTRID>CLTRID</clTRID>", "");
    type Doing = Arc<dyn Fn() -> Act + Send + Sync>;
    let acts: Vec<(&str, Doing)> = vec![
        ("silence", Arc::new(|| Act::Silence)),
        ("close", Arc::new(|| Act::Close)),
        ("foreign clTRID", Arc::new(move || Act::Answer(foreign.clone()))),
        ("no clTRID", Arc::new(move || Act::Answer(anonymous.clone()))),
        ("half a frame", Arc::new(|| Act::Octets(vec![0, 0, 1, 0, b'<']))),
        ("a huge frame", Arc::new(|| Act::Octets(vec![0xff, 0xff, 0xff, 0xff]))),
        ("a frame shorter than its header", Arc::new(|| Act::Octets(vec![0, 0, 0, 1]))),
        ("no XML", Arc::new(move || Act::Octets(frame(b"no xml at all")))),
        ("a greeting", Arc::new(|| Act::Answer(support::GREETING.to_owned()))),
    ];
    for (what, act) in acts {
        let first = AtomicUsize::new(0);
        let server = Scripted::start(move |_| match first.fetch_add(1, Ordering::SeqCst) {
            0 => act(),
            _ => ok(),
        })
        .await;
        let (registry, _) = server.registry();
        let result = send(&registry, delete()).await;
        assert!(is_lost(&result), "{what}: {result:?}");
        assert!(registry.status().last_error.is_some(), "{what}");
        // The connection is not used again, and nothing is repeated by itself.
        assert_eq!(server.count("<delete"), 1, "{what}");
        assert_eq!(send(&registry, delete()).await.unwrap().code, 1000, "{what}");
        assert_eq!(server.connections(), 2, "{what}");
        assert_eq!(registry.status().last_error, None, "{what}");
    }
}

#[tokio::test]
async fn a_late_answer_never_reaches_the_next_command() {
    let first = AtomicUsize::new(0);
    let server = Scripted::start(move |_| match first.fetch_add(1, Ordering::SeqCst) {
        0 => Act::Later(Duration::from_millis(600), response(2303, "late", "")),
        _ => ok(),
    })
    .await;
    let (registry, _) = server.registry();
    assert!(is_lost(&send(&registry, delete()).await));
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
}

#[tokio::test]
async fn a_dropped_future_closes_its_connection() {
    let first = AtomicUsize::new(0);
    let server = Scripted::start(move |_| match first.fetch_add(1, Ordering::SeqCst) {
        0 => Act::Later(Duration::from_millis(300), response(2303, "late", "")),
        _ => ok(),
    })
    .await;
    let (registry, _) = server.registry();
    registry.warm_up().await;
    let dropped = tokio::time::timeout(Duration::from_millis(150), send(&registry, delete())).await;
    assert!(dropped.is_err() && server.count("<delete") == 1);
    assert_eq!(registry.status().open, 0);
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn unknown_codes_and_extensions_do_not_fail_an_answer() {
    let server = Scripted::start(|_| {
        let data = r#"<resData><x:y xmlns:x="urn:x"><x:z/></x:y></resData><extension><q:w xmlns:q="urn:q" a="1">?</q:w></extension>"#;
        Act::Answer(response(1987, "Odd but fine", data))
    })
    .await;
    let (registry, _) = server.registry();
    let answer = send(&registry, delete()).await.unwrap();
    assert_eq!(
        (answer.code, answer.message.as_str(), answer.svtrid.as_str()),
        (1987, "Odd but fine", "SV-1")
    );
}

#[tokio::test]
async fn a_closing_session_is_replaced_and_the_command_sent_again() {
    for code in [2501, 2502] {
        let server = Scripted::start(move |seen| match seen.connection {
            0 => Act::AnswerAndClose(response(code, "closing", "")),
            _ => ok(),
        })
        .await;
        let (registry, _) = server.registry();
        assert_eq!(send(&registry, delete()).await.unwrap().code, 1000, "{code}");
        assert_eq!(server.connections(), 2, "{code}");
        let always = Scripted::start(move |_| Act::AnswerAndClose(response(code, "closing", ""))).await;
        let (registry, _) = always.registry();
        let result = send(&registry, delete()).await;
        assert!(is_not_sent(&result), "{code}: {result:?}");
        assert_eq!(always.count("<clTRID>7-1-1"), 2, "{code}");
    }
}

#[tokio::test]
async fn a_failure_with_closing_words_is_an_answer_and_ends_the_session() {
    let server = Scripted::start(|seen| match seen.connection {
        0 => Act::AnswerAndClose(response(2500, "failed", "")),
        _ => ok(),
    })
    .await;
    let (registry, _) = server.registry();
    assert_eq!(send(&registry, delete()).await.unwrap().code, 2500);
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
}

#[tokio::test]
async fn a_refused_login_sends_nothing_and_is_not_repeated_at_once() {
    let server = Scripted::start_raw(|seen| match seen.has("<login") {
        true => Act::AnswerAndClose(response(2200, "pa&lt;ss&amp;word is wrong", "")),
        false => ok(),
    })
    .await;
    let mut config = server.config();
    config.timeouts.queue = Duration::from_millis(300);
    let (registry, log) = server.registry_with(config);
    for _ in 0..3 {
        let result = send(&registry, delete()).await;
        assert!(is_not_sent(&result), "{result:?}");
        assert!(!format!("{result:?} {:?}", registry.status()).contains("ss&word"));
    }
    assert_eq!((server.count("<login"), server.count("<delete")), (1, 0));
    registry.close().await;
    assert!(log.all().iter().all(|message| !message.xml.contains("word")));
}

#[tokio::test]
async fn nothing_is_sent_while_the_registry_is_down_and_all_goes_on_after() {
    let up = Arc::new(AtomicUsize::new(0));
    let look = Arc::clone(&up);
    let server = Scripted::start_raw(move |seen| match look.load(Ordering::SeqCst) {
        0 => Act::Close,
        _ => session_commands(seen).unwrap_or_else(ok),
    })
    .await;
    let mut config = server.config();
    config.timeouts.queue = Duration::from_millis(200);
    config.timeouts.backoff_most = Duration::from_millis(400);
    let (registry, _) = server.registry_with(config);
    let started = Instant::now();
    assert!(is_not_sent(&send(&registry, delete()).await));
    assert!(started.elapsed() < Duration::from_millis(600), "{:?}", started.elapsed());
    let attempts = server.count("<login");
    assert!((2..=8).contains(&attempts), "{attempts}");
    up.store(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
    assert_eq!(server.count("<delete xmlns=\"urn:ietf:params:xml:ns:domain-1.0\">"), 1);
}

#[tokio::test]
async fn an_unknown_server_is_refused() {
    let (server, other) = (Scripted::start(|_| ok()).await, Scripted::start(|_| ok()).await);
    let mut config = server.config();
    config.ca = other.file("ca.pem");
    config.timeouts.queue = Duration::from_millis(100);
    let (registry, _) = server.registry_with(config);
    assert!(is_not_sent(&send(&registry, delete()).await));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn commands_share_the_sessions_that_are_allowed() {
    let server = Scripted::start(|_| Act::Later(Duration::from_millis(50), response(1000, "Done", ""))).await;
    let mut config = server.config();
    config.limits.sessions = 3;
    let (registry, _) = server.registry_with(config);
    let sending = (0..12).map(|_| send(&registry, delete()));
    assert!(futures::future::join_all(sending).await.iter().all(Result::is_ok));
    assert_eq!(server.connections(), 3);
    let mut config = server.config();
    config.limits.sessions = 1;
    config.timeouts.queue = Duration::from_millis(20);
    let (registry, _) = server.registry_with(config);
    send(&registry, delete()).await.unwrap();
    let (first, second) = tokio::join!(send(&registry, delete()), send(&registry, delete()));
    assert!(first.is_ok() && is_not_sent(&second), "{second:?}");
}

#[tokio::test]
async fn fewer_sessions_than_configured_still_serve_all() {
    let server = Scripted::start_raw(|seen| match seen.has("<login") && seen.connection > 0 {
        true => Act::AnswerAndClose(response(2502, "one session is enough", "")),
        false => session_commands(seen)
            .unwrap_or_else(|| Act::Later(Duration::from_millis(20), response(1000, "Done", ""))),
    })
    .await;
    let (registry, _) = server.registry();
    send(&registry, delete()).await.unwrap();
    let sending = (0..8).map(|_| send(&registry, delete()));
    for result in futures::future::join_all(sending).await {
        assert_eq!(result.unwrap().code, 1000);
    }
}

#[tokio::test]
async fn idle_sessions_say_hello_and_warm_ones_are_there_before_the_first_command() {
    let server = Scripted::start(|_| ok()).await;
    let mut config = server.config();
    config.timeouts.keep_alive = Duration::from_millis(80);
    config.limits.warm_sessions = 2;
    let (registry, _) = server.registry_with(config);
    registry.warm_up().await;
    assert_eq!((server.count("<login"), registry.status().open), (2, 2));
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(server.count("<hello") >= 4, "{}", server.count("<hello"));
    send(&registry, delete()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_session_that_the_registry_closed_while_idle_costs_no_command() {
    let server = Scripted::start(|seen| match seen.connection {
        0 => Act::AnswerAndClose(response(1000, "Done", "")),
        _ => ok(),
    })
    .await;
    let (registry, _) = server.registry();
    send(&registry, delete()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(send(&registry, delete()).await.unwrap().code, 1000);
}

#[tokio::test]
async fn commands_keep_the_pace() {
    let server = Scripted::start(|_| ok()).await;
    let mut config = server.config();
    config.limits.commands_per_second = Some(10.0);
    let (registry, _) = server.registry_with(config);
    let started = Instant::now();
    for _ in 0..14 {
        send(&registry, delete()).await.unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(350), "{:?}", started.elapsed());
}

#[tokio::test]
async fn raw_messages_are_stored_both_ways_without_secrets() {
    let info = r#"<resData><domain:infData xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>example.com</domain:name><domain:roid>R</domain:roid><domain:clID>ours</domain:clID><domain:authInfo><domain:pw>tell-nobody1</domain:pw></domain:authInfo></domain:infData></resData>"#;
    let server = Scripted::start(move |_| Act::Answer(response(1000, "for ask-me-2", info))).await;
    let (registry, log) = server.registry();
    let owner = SealOwner::new("contact", 7, Purpose::Contact);
    let command =
        RegistryCommand::InfoDomain { name: name(), auth_code: Some(AuthCode::parse("ask-me-2").unwrap()) };
    let answer = registry.send(command, &ClTrid::parse("7-1-1").unwrap(), Some(owner.clone())).await.unwrap();
    assert_eq!(answer.message, "for ***");
    registry.close().await;
    let [asked, answered] = &log.of("domain:info")[..] else { panic!("two messages") };
    assert!(asked.sent && asked.code.is_none() && !answered.sent && answered.code == Some(1000));
    for message in [asked, answered] {
        assert_eq!(message.cltrid.as_deref(), Some("7-1-1"));
        assert_eq!(message.owner.as_ref(), Some(&owner));
        assert!(message.xml.contains("example.com") && message.xml.contains("***"), "{}", message.xml);
    }
    assert_eq!(log.of("login").len(), 2);
    for message in log.all() {
        for secret in ["tell-nobody1", "ask-me-2", "pa&lt;ss", "pa<ss"] {
            assert!(!message.xml.contains(secret), "{secret} in {}", message.xml);
        }
    }
}

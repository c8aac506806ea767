//! Connections, login and the outside of commands.

mod support;

use std::time::Duration;

use support::*;

#[tokio::test]
async fn login_needs_certificate_and_password_of_the_same_registrar() {
    let bench = Bench::start().await;
    let password = bench.credentials("ours").password.reveal().to_owned();
    let mut stranger = Client::connect(&bench.handle, &bench.credentials("other")).await.unwrap();
    stranger.expect(2200, &login("ours", &password)).await;
    stranger.expect(2200, &login("nobody", &password)).await;
    stranger.expect(2501, &login("ours", "wrong-password")).await;
    assert!(stranger.closed().await);

    let mut ours = Client::connect(&bench.handle, &bench.credentials("ours")).await.unwrap();
    assert!(ours.greeting.contains("<svDate>") && ours.greeting.contains("secDNS-1.1"));
    ours.expect(2002, &info("a.com")).await;
    ours.expect(2002, POLL).await;
    ours.expect(2200, &login("ours", "wrong-password")).await;
    ours.expect(1000, &login("ours", &password)).await;
    ours.expect(2002, &login("ours", &password)).await;
    ours.expect(1500, "<logout/>").await;
    assert!(ours.closed().await);
}

#[tokio::test]
async fn a_certificate_is_required() {
    let bench = Bench::start().await;
    let mut roots = rustls::RootCertStore::empty();
    let ca = std::fs::read(bench.handle.ca_pem_path()).unwrap();
    let ca = rustls_pki_types::pem::PemObject::from_pem_slice(&ca).unwrap();
    roots.add(ca).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = tokio::net::TcpStream::connect(bench.handle.address()).await.unwrap();
    let name = rustls_pki_types::ServerName::from(bench.handle.address().ip());
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    // In TLS 1.3 the client learns of the refusal when it reads.
    if let Ok(mut stream) = connector.connect(name, tcp).await {
        let mut octet = [0u8; 1];
        let read = tokio::io::AsyncReadExt::read(&mut stream, &mut octet).await;
        assert!(!matches!(read, Ok(1..)), "the server spoke to a client without certificate");
    }
}

#[tokio::test]
async fn services_are_negotiated() {
    let bench = Bench::start().await;
    let credentials = bench.credentials("ours");
    let password = credentials.password.reveal();
    let mut client = Client::connect(&bench.handle, &credentials).await.unwrap();
    let plain = login_with("ours", password, "", &[]);
    client.expect(2307, &plain.replace("host-1.0", "registrar-1.0")).await;
    client.expect(2103, &login_with("ours", password, "", &["urn:unknown"])).await;
    client.expect(2100, &plain.replace("<version>1.0", "<version>2.0")).await;
    client.expect(2102, &plain.replace("<lang>en", "<lang>fr")).await;
    client.expect(2003, &plain.replace("<lang>en</lang>", "")).await;
    let without_hosts = plain.replace("<objURI>urn:ietf:params:xml:ns:host-1.0</objURI>", "");
    client.expect(1000, &without_hosts).await;
    client.expect(2002, &named("info", "host", "ns0.online.net")).await;
    let restore =
        "<r:update xmlns:r=\"urn:ietf:params:xml:ns:rgp-1.0\"><r:restore op=\"request\"/></r:update>";
    let restore = extended(&domain("update", "<o:name>a.com</o:name><o:chg/>"), restore);
    client.expect(2002, &restore).await;
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_for_good() {
    let bench = Bench::start().await;
    let credentials = bench.credentials("ours");
    let old = credentials.password.reveal();
    let mut client = Client::connect(&bench.handle, &credentials).await.unwrap();
    client.expect(2005, &login_with("ours", old, "<newPW>short</newPW>", &[])).await;
    client.expect(1000, &login_with("ours", old, "<newPW>brand-new-pw</newPW>", &[])).await;
    let bench = bench.restart().await;
    let mut client = Client::connect(&bench.handle, &credentials).await.unwrap();
    client.expect(2200, &login("ours", old)).await;
    client.expect(1000, &login("ours", "brand-new-pw")).await;
    assert_eq!(bench.credentials("ours").password.reveal(), "brand-new-pw");
}

#[tokio::test]
async fn sessions_and_connections_are_limited() {
    let bench = Bench::start_with(|config| {
        config.limits.sessions = 1;
        config.limits.connections = 3;
        config.limits.frames.idle = Duration::from_millis(300);
    })
    .await;
    let mut first = bench.client("ours").await;
    let credentials = bench.credentials("ours");
    let mut second = Client::connect(&bench.handle, &credentials).await.unwrap();
    second.expect(2502, &login("ours", credentials.password.reveal())).await;
    assert!(second.closed().await);
    let _third = bench.client("other").await;
    let _fourth = Client::connect(&bench.handle, &credentials).await.unwrap();
    assert!(Client::connect(&bench.handle, &credentials).await.is_err(), "beyond the limit");
    assert!(first.closed().await, "the idle session ends");
    // Its place is free again.
    tokio::time::sleep(Duration::from_millis(400)).await;
    bench.client("ours").await;
}

#[tokio::test]
async fn odd_documents_are_answered_and_survived() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    let epp = |content: &str| format!("<epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\">{content}</epp>");
    for (code, document) in [
        (2001, "<epp".to_owned()),
        (2001, "<epp/>".to_owned()),
        (2001, epp("")),
        (2001, epp("<greeting/>")),
        (2001, epp("<command/>")),
        (2000, epp("<command><dance/></command>")),
        (2101, epp("<extension><x:y xmlns:x=\"urn:x\"/></extension>")),
        (2001, epp("<command><logout/><clTRID>ab</clTRID></command>")),
        (2001, epp("<command><logout/><extra/></command>")),
        (2001, format!("<!DOCTYPE epp [<!ENTITY a \"b\">]>{}", epp("<hello/>"))),
        (2001, epp("<command><check/></command>")),
        (2001, epp("<command><poll op=\"dance\"/></command>")),
        (2001, epp(&format!("<command>{}</command>", "<a>".repeat(1000)))),
    ] {
        assert_eq!(ours.ask(&document).await.code(), code, "{document}");
    }
    assert!(ours.ask(&epp("<hello/>")).await.has("<greeting>"));
    // The same clTRID twice is no replay, and server identifiers differ.
    let twice = envelope(POLL, "SAME-TRID");
    let (one, two) = (ours.ask(&twice).await, ours.ask(&twice).await);
    assert_eq!((one.code(), two.code()), (1300, 1300));
    assert_ne!(one.text("svTRID"), two.text("svTRID"));
    ours.send_raw(&u32::MAX.to_be_bytes()).await;
    assert_eq!(Answer(ours.receive().await.unwrap()).code(), 2500);
    assert!(ours.closed().await);
}

#[tokio::test]
async fn keys_and_log_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::start().await;
    let mut files = vec![sandbox_registry::server::log_path(bench.dir.path())];
    files.extend(bench.handle.registrars().into_iter().map(|registrar| registrar.key));
    files.push(bench.dir.path().join("pki/ca.key.pem"));
    files.push(bench.dir.path().join("pki/server.key.pem"));
    for file in files {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

//! Messages of others as they leave.

use crate::relay::{config, relay};
use crate::{at, person, sender};
use application::ports::{ForwardedMail, MailError, Mailer};
use domain_model::values::EmailAddress;
use mail::{OutboxMailer, RelayTls, SmtpMailer};
use mail_parser::MessageParser;

const MESSAGE: &str = "Delivered-To: x.1@nospam.test\nReceived: by nospam.test id y;\n\tSat, 1 Aug 2026 12:13:14 +0000\n\
    DKIM-Signature: v=1; a=rsa-sha256;\n bh=abc=; b=def=\nFrom: =?utf-8?q?Ren=C3=A9e?= <renee@elsewhere.test>\n\
    To: x.1@nospam.test\nSubject: bonjour\nContent-Transfer-Encoding: 8bit\n\n.\n..deux\nété \u{e9}\n";

fn forwarded(from_nobody: bool) -> ForwardedMail {
    ForwardedMail {
        id: "forward-151049-00".to_owned(),
        to: EmailAddress::parse("dupond@free.fr").unwrap(),
        person: person(151_049),
        from_nobody,
        at: at(1),
        message: MESSAGE.as_bytes().to_vec(),
    }
}

#[tokio::test]
async fn the_relay_gets_the_message_as_it_was_under_an_envelope_of_ours() {
    let (port, heard) = relay(&[("EHLO", "250-relay.test\r\n250 8BITMIME")], None).await;
    let mailer = SmtpMailer::new(&config(port, RelayTls::None), sender()).unwrap();
    mailer.forward(&forwarded(false)).await.unwrap();
    let commands = heard.commands();
    assert!(
        commands.iter().any(|line| line.starts_with("MAIL FROM:<bounces@bookmyname.test>")),
        "{commands:?}"
    );
    assert!(commands.iter().any(|line| line.starts_with("RCPT TO:<dupond@free.fr>")), "{commands:?}");
    let expected = MESSAGE.replace('\n', "\r\n").replace("\r\n.", "\r\n..") + ".\r\n";
    assert_eq!(
        String::from_utf8(heard.message()).unwrap(),
        expected,
        "dots are stuffed, and nothing else is changed"
    );
}

#[tokio::test]
async fn a_report_goes_on_from_nobody() {
    let (port, heard) = relay(&[("EHLO", "250-relay.test\r\n250 8BITMIME")], None).await;
    SmtpMailer::new(&config(port, RelayTls::None), sender())
        .unwrap()
        .forward(&forwarded(true))
        .await
        .unwrap();
    assert!(heard.commands().iter().any(|line| line.starts_with("MAIL FROM:<>")), "{:?}", heard.commands());
}

#[tokio::test]
async fn a_refusal_names_nobody() {
    for (answer, later) in [("550 5.1.1 <dupond@free.fr> unknown", false), ("451 4.3.0 dupond@free.fr", true)]
    {
        let script = Box::leak(Box::new([("EHLO", "250-relay.test\r\n250 8BITMIME"), ("RCPT", answer)]));
        let (port, _) = relay(script, None).await;
        let error = SmtpMailer::new(&config(port, RelayTls::None), sender())
            .unwrap()
            .forward(&forwarded(false))
            .await
            .unwrap_err();
        assert_eq!(matches!(error, MailError::Later { .. }), later, "{error}");
        assert!(!error.to_string().contains("dupond"), "{error}");
    }
}

#[tokio::test]
async fn the_outbox_files_it_as_the_recipients_host_would_and_forgets_it_with_the_person() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().to_owned(), sender()).unwrap();
    outbox.forward(&forwarded(false)).await.unwrap();
    outbox.forward(&forwarded(false)).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "the same message again is the same file");
    let name = files[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.ends_with(".eml") && !name.contains("151049"), "{name}");
    let kept = std::fs::read_to_string(&files[0]).unwrap();
    let envelope = "Return-Path: <bounces@bookmyname.test>\nX-Original-To: dupond@free.fr\n";
    assert_eq!(kept, format!("{envelope}{MESSAGE}"));
    let read = MessageParser::default().parse(kept.as_bytes()).unwrap();
    assert_eq!(read.subject(), Some("bonjour"), "another program reads it");
    outbox.forget(&person(1)).await.unwrap();
    assert!(files[0].exists());
    outbox.forget(&person(151_049)).await.unwrap();
    assert!(!files[0].exists());
}

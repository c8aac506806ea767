//! A relay on this machine that answers as it is told.

use crate::{LINK, ballot, letter, sender};
use application::ports::{MailError, Mailer, Part};
use domain_model::values::{EmailAddress, Locale};
use mail::{RelayConfig, RelayTls, SmtpMailer};
use mail_parser::MessageParser;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the relay answers: a command's first word, and the line instead of its usual answer.
pub type Script = &'static [(&'static str, &'static str)];

#[derive(Clone, Default)]
pub struct Heard {
    commands: Arc<Mutex<Vec<String>>>,
    messages: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Heard {
    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }

    /// The only message, as it was on the wire.
    pub fn message(&self) -> Vec<u8> {
        let messages = self.messages.lock().unwrap();
        assert_eq!(messages.len(), 1);
        messages[0].clone()
    }
}

/// One session of RFC 5321, as far as a client of submission needs it.
async fn session(stream: impl AsyncRead + AsyncWrite + Unpin, script: Script, heard: Heard) {
    let mut stream = BufReader::new(stream);
    let answer = |word: &str, usual: &'static str| {
        script.iter().find(|(verb, _)| *verb == word).map_or(usual, |(_, line)| line)
    };
    let greeting = answer("CONNECT", "220 relay.test ESMTP");
    if stream.write_all(format!("{greeting}\r\n").as_bytes()).await.is_err() {
        return;
    }
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let word = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
        heard.commands.lock().unwrap().push(line.trim_end().to_owned());
        let reply = match word.as_str() {
            "EHLO" => answer("EHLO", "250-relay.test\r\n250 AUTH PLAIN"),
            "AUTH" => answer("AUTH", "235 2.7.0 welcome"),
            "DATA" => answer("DATA", "354 go on"),
            "QUIT" => "221 bye",
            _ => answer(&word, "250 2.0.0 fine"),
        };
        if stream.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() || word == "QUIT" {
            return;
        }
        if reply.starts_with("354") {
            let mut message = Vec::new();
            while !message.ends_with(b"\r\n.\r\n") {
                if stream.read_until(b'\n', &mut message).await.is_ok_and(|read| read == 0) {
                    return;
                }
            }
            heard.messages.lock().unwrap().push(message);
            let taken = answer("TAKEN", "250 2.0.0 taken");
            if stream.write_all(format!("{taken}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
        line.clear();
    }
}

pub async fn relay(script: Script, tls: Option<TlsAcceptor>) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Heard::default();
    let hears = heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tls, heard) = (tls.clone(), hears.clone());
            tokio::spawn(async move {
                match tls {
                    None => session(stream, script, heard).await,
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            session(stream, script, heard).await;
                        }
                    }
                }
            });
        }
    });
    (port, heard)
}

pub fn config(port: u16, tls: RelayTls) -> RelayConfig {
    RelayConfig {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        tls,
        ca_file: None,
        username: None,
        password: None,
    }
}

async fn failure(script: Script) -> MailError {
    let (port, _) = relay(script, None).await;
    let mut relay = config(port, RelayTls::None);
    (relay.username, relay.password) = (Some("us".to_owned()), Some("secret-word".to_owned().into()));
    let mailer = SmtpMailer::new(&relay, sender()).unwrap();
    let error = mailer.send(&letter(Locale::Fr, ballot(Part::Owner))).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    for secret in ["dupond", "free.fr", LINK, "secret-word"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("trade-42-owner-1"), "{shown}");
    error
}

#[tokio::test]
async fn a_letter_goes_through_whole_and_bounces_come_back_to_us() {
    let (port, heard) = relay(&[], None).await;
    let mailer = SmtpMailer::new(&config(port, RelayTls::None), sender()).unwrap();
    let mut letter = letter(Locale::Fr, ballot(Part::Owner));
    letter.from = Some(EmailAddress::parse("domaines@hebergeur.test").unwrap());
    mailer.send(&letter).await.unwrap();
    mailer.send(&letter).await.unwrap();
    mailer.forget(&letter.person).await.unwrap();
    let commands = heard.commands.lock().unwrap().clone();
    assert!(
        commands.iter().any(|line| line.starts_with("MAIL FROM:<noreply@bookmyname.test>")),
        "{commands:?}"
    );
    assert!(commands.iter().any(|line| line.starts_with("RCPT TO:<dupond@free.fr>")), "{commands:?}");
    let messages = heard.messages.lock().unwrap().clone();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0], messages[1], "the same letter is the same message");
    assert!(messages[0].is_ascii(), "a relay need not know 8BITMIME");
    for line in messages[0].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        assert!(line.ends_with(b"\r") && line.len() <= 79, "{}", String::from_utf8_lossy(line));
    }
    let message = MessageParser::default().parse(&messages[0]).unwrap();
    assert!(message.body_text(0).unwrap().contains("Société Générale d'Élevage <SGE>"));
    assert!(message.body_text(0).unwrap().lines().any(|line| line == LINK));
    assert_eq!(message.from().unwrap().first().unwrap().address(), Some("domaines@hebergeur.test"));
}

#[tokio::test]
async fn temporary_answers_are_tried_later() {
    const SCRIPTS: [Script; 5] = [
        &[("CONNECT", "421 4.3.2 busy")],
        &[("MAIL", "451 4.3.0 <dupond@free.fr> try later")],
        &[("RCPT", "450 4.2.1 dupond@free.fr greylisted")],
        &[("DATA", "452 4.3.1 full")],
        &[("TAKEN", "451 4.7.1 dupond@free.fr later")],
    ];
    for script in SCRIPTS {
        assert!(matches!(failure(script).await, MailError::Later { .. }), "{script:?}");
    }
}

#[tokio::test]
async fn permanent_answers_are_final() {
    const SCRIPTS: [Script; 4] = [
        &[("MAIL", "550 5.7.1 not you")],
        &[("RCPT", "550 5.1.1 <dupond@free.fr> no such user")],
        &[("DATA", "554 5.5.1 no valid recipients")],
        &[("TAKEN", "554 5.7.1 dupond@free.fr thinks this is spam")],
    ];
    for script in SCRIPTS {
        assert!(matches!(failure(script).await, MailError::Never { .. }), "{script:?}");
    }
    assert!(failure(SCRIPTS[1]).await.to_string().contains("550 5.1.1"), "staff read which code");
}

#[tokio::test]
async fn trouble_with_our_account_or_the_network_blames_no_letter() {
    assert!(matches!(failure(&[("AUTH", "535 5.7.8 who are you")]).await, MailError::Later { .. }));
    assert!(matches!(failure(&[("MAIL", "530 5.7.0 log in first")]).await, MailError::Later { .. }));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mailer = SmtpMailer::new(&config(closed, RelayTls::None), sender()).unwrap();
    let error = mailer.send(&letter(Locale::Fr, ballot(Part::Owner))).await.unwrap_err();
    assert!(matches!(error, MailError::Later { .. }), "{error}");
}

#[tokio::test]
async fn without_starttls_nothing_is_sent() {
    let (port, heard) = relay(&[], None).await;
    let mailer = SmtpMailer::new(&config(port, RelayTls::Starttls), sender()).unwrap();
    let error = mailer.send(&letter(Locale::Fr, ballot(Part::Owner))).await.unwrap_err();
    assert!(matches!(error, MailError::Later { .. }), "{error}");
    let commands = heard.commands.lock().unwrap().clone();
    assert!(
        !commands.iter().any(|line| line.starts_with("MAIL") || line.starts_with("RCPT")),
        "{commands:?}"
    );
}

#[tokio::test]
async fn implicit_tls_trusts_the_configured_authority_and_no_other() {
    let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(issued.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![issued.cert.der().clone()], key)
        .unwrap();
    let (port, heard) = relay(&[], Some(TlsAcceptor::from(Arc::new(server)))).await;
    let dir = tempfile::tempdir().unwrap();
    let ca_file: PathBuf = dir.path().join("ca.pem");
    std::fs::write(&ca_file, issued.cert.pem()).unwrap();

    let mut relay = config(port, RelayTls::Implicit);
    relay.host = "localhost".to_owned();
    let letter = letter(Locale::Fr, ballot(Part::Owner));
    let stranger = SmtpMailer::new(&relay, sender()).unwrap();
    assert!(matches!(stranger.send(&letter).await.unwrap_err(), MailError::Later { .. }));
    assert!(heard.commands.lock().unwrap().is_empty());

    relay.ca_file = Some(ca_file);
    (relay.username, relay.password) = (Some("us".to_owned()), Some("secret-word".to_owned().into()));
    SmtpMailer::new(&relay, sender()).unwrap().send(&letter).await.unwrap();
    assert_eq!(heard.messages.lock().unwrap().len(), 1);
    assert!(heard.commands.lock().unwrap().iter().any(|line| line.starts_with("AUTH PLAIN ")));

    relay.ca_file = Some(dir.path().join("missing.pem"));
    assert!(SmtpMailer::new(&relay, sender()).is_err());
}

//! Batch mails as a client sends them, and the answers to them.

use crate::Demo;
use mail_parser::{MessageParser, MimeHeaders};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The passphrase of the demo's first reseller.
pub const PASSPHRASE: &str = "MaPassPhraseQuiEstUnique";

/// A mail from somebody to our address for orders; lines end by CRLF.
pub fn mail(message_id: &str, body: &str) -> String {
    format!(
        "From: Client <orders@client.test>\r\nTo: batch@registrar.test\r\nSubject: order {message_id}\r\n\
         Message-ID: <{message_id}@client.test>\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        body.trim_start().replace('\n', "\r\n")
    )
}

/// The order of a name, proven by the passphrase itself.
pub fn order(name: &str, referer: &str) -> String {
    format!(
        "batch.version: 4.0\nbatch.account: ve174-ovh\nbatch.referer: {referer}\nbatch.type: orderDomain\n\
         batch.auth.method: plain\nbatch.auth.plain: {PASSPHRASE}\nbatch.autopayment: yes\n\n\
         order.domain.name: {name}\norder.domain.command: create\n\ncontact.owner.id: ve174-ovh\n\
         contact.tech.id: ve174-ovh\ncontact.admin.id: ve174-ovh\ncontact.billing.id: ve174-ovh\n\n\
         option.dns.master: ns0.online.net\noption.dns.slave1: ns1.online.net\n"
    )
}

/// An answer, as its reader has it.
#[derive(Clone, Debug)]
pub struct Answered {
    /// To whom it went.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The lines for programs.
    pub lines: BTreeMap<String, String>,
    /// What a person reads.
    pub text: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl Answered {
    /// The value of a line for programs; empty where there is none.
    pub fn line(&self, key: &str) -> &str {
        self.lines.get(key).map_or("", String::as_str)
    }
}

/// Every answer to a message, whoever got it.
pub fn answers(outbox: &Path, message_id: &str) -> Vec<Answered> {
    let wanted = format!("{message_id}@client.test");
    let files = std::fs::read_dir(outbox).into_iter().flatten().flatten();
    let letters = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "eml"));
    letters.filter_map(|file| read(&std::fs::read(file.path()).ok()?, &wanted)).collect()
}

fn read(bytes: &[u8], answered: &str) -> Option<Answered> {
    let message = MessageParser::default().parse(bytes)?;
    if message.in_reply_to().as_text() != Some(answered) {
        return None;
    }
    let plain: Vec<_> = message
        .parts
        .iter()
        .filter(|part| part.content_type().is_some_and(|kind| kind.subtype() == Some("plain")))
        .filter_map(|part| part.text_contents())
        .collect();
    let lines = plain.first()?.lines().filter_map(|line| line.split_once(": "));
    Some(Answered {
        to: message.to()?.first()?.address()?.to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        lines: lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        text: plain.get(1).map_or_else(String::new, |text| text.replace('\u{a0}', " ")),
        bytes: bytes.to_vec(),
    })
}

/// The one answer to a message.
///
/// # Panics
/// It does not come in time, or more than one does.
pub async fn answer(demo: &Demo, message_id: &str) -> Answered {
    let outbox = demo.outbox();
    crate::eventually(&format!("an answer to {message_id}"), async || {
        let mut all = answers(&outbox, message_id);
        assert!(all.len() <= 1, "{message_id} was answered {} times", all.len());
        all.pop()
    })
    .await
}

/// A conversation over SMTP, byte by byte where a test wants that.
pub struct Smtp {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Smtp {
    /// Connects to the demo and waits for its greeting.
    ///
    /// # Errors
    /// Nobody listens, or somebody else.
    pub async fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut smtp = Self { stream, heard: vec![] };
        let greeting = smtp.reply().await?;
        if greeting.starts_with("220 ") { Ok(smtp) } else { Err(std::io::Error::other(greeting)) }
    }

    /// The next reply, all of its lines; the code stands first.
    ///
    /// # Errors
    /// The connection is closed before it is whole.
    pub async fn reply(&mut self) -> std::io::Result<String> {
        loop {
            if let Some(reply) = self.whole() {
                return Ok(reply);
            }
            if self.stream.read_buf(&mut self.heard).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Lines up to the first without a hyphen behind its code.
    fn whole(&mut self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.heard).into_owned();
        let mut end = 0;
        for line in text.split_inclusive("\r\n") {
            end += line.len();
            if line.ends_with("\r\n") && line.as_bytes().get(3) == Some(&b' ') {
                self.heard.drain(..end);
                return Some(text[..end].trim_end().to_owned());
            }
        }
        None
    }

    /// Bytes as they are.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.write_all(text.as_bytes()).await
    }

    /// One command and its reply.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn command(&mut self, line: &str) -> std::io::Result<String> {
        self.say(&format!("{line}\r\n")).await?;
        self.reply().await
    }

    /// A whole mail in one go; the reply to its text.
    ///
    /// # Errors
    /// The connection is gone, or something before the text was refused.
    pub async fn send(&mut self, from: &str, to: &[&str], message: &str) -> std::io::Result<String> {
        let recipients: String = to.iter().map(|to| format!("RCPT TO:<{to}>\r\n")).collect();
        self.say(&format!("MAIL FROM:<{from}>\r\n{recipients}DATA\r\n")).await?;
        for _ in 0..to.len() + 2 {
            let reply = self.reply().await?;
            if !reply.starts_with('2') && !reply.starts_with('3') {
                return Ok(reply);
            }
        }
        let stuffed = message.replace("\r\n.", "\r\n..");
        let end = if stuffed.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" };
        self.say(&format!("{stuffed}{end}")).await?;
        self.reply().await
    }
}

impl Demo {
    /// Where batch mails are taken.
    ///
    /// # Panics
    /// `access.json` does not say.
    pub fn smtp(&self) -> &str {
        self.access()["smtp"].as_str().expect("an address for batch mails")
    }

    /// Sends one mail to the address for orders; it is kept.
    ///
    /// # Panics
    /// It is not.
    pub async fn send_mail(&self, message: &str) {
        self.send_mail_to(&["batch@registrar.test"], message).await;
    }

    /// Sends one mail to these addresses; it is kept.
    ///
    /// # Panics
    /// It is not.
    pub async fn send_mail_to(&self, to: &[&str], message: &str) {
        let mut smtp = Smtp::open(self.smtp()).await.expect("a greeting");
        smtp.command("EHLO client.test").await.expect("a reply");
        let reply = smtp.send("bounces@client.test", to, message).await.expect("a reply");
        assert!(reply.starts_with("250 "), "{reply}");
    }
}

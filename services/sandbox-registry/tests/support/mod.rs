//! A client of the tests' own: TLS, frames, and nothing that the server shares.

#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use sandbox_registry::{Config, Credentials, Handle, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Extensions that [`Client::login`] asks for.
const EXTENSIONS: [&str; 6] = [
    "urn:ietf:params:xml:ns:secDNS-1.1",
    "urn:ietf:params:xml:ns:rgp-1.0",
    "urn:ietf:params:xml:ns:changePoll-1.0",
    "urn:ietf:params:xml:ns:epp:fee-1.0",
    "urn:ietf:params:xml:ns:allocationToken-1.0",
    "urn:ietf:params:xml:ns:launch-1.0",
];

/// A sandbox in a directory of its own.
pub struct Bench {
    pub dir: tempfile::TempDir,
    pub handle: Handle,
}

impl Bench {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path());
        adjust(&mut config);
        let handle = Sandbox::start(config).await.unwrap();
        Self { dir, handle }
    }

    /// Stops the server and starts it from the same directory.
    pub async fn restart(self) -> Self {
        let Self { dir, handle } = self;
        handle.shutdown().await;
        let handle = Sandbox::start(Config::new(dir.path())).await.unwrap();
        Self { dir, handle }
    }

    pub fn credentials(&self, id: &str) -> Credentials {
        self.handle.registrars().into_iter().find(|registrar| registrar.id == id).unwrap()
    }

    /// A logged-in session.
    pub async fn client(&self, id: &str) -> Client {
        let mut client = Client::connect(&self.handle, &self.credentials(id)).await.unwrap();
        let password = self.credentials(id).password.reveal().to_owned();
        client.expect(1000, &login(id, &password)).await;
        client
    }

    pub async fn advance(&self, days: i64) {
        let offset = self.handle.clock().offset() + chrono::Duration::days(days);
        self.handle.set_clock_offset(offset).await.unwrap();
    }
}

pub struct Client {
    stream: TlsStream<TcpStream>,
    pub greeting: String,
    /// Every document that was sent and received, in order.
    pub documents: Vec<String>,
    sent: u32,
}

impl Client {
    pub async fn connect(handle: &Handle, as_registrar: &Credentials) -> std::io::Result<Self> {
        Self::connect_to(handle.address(), &handle.ca_pem_path(), as_registrar).await
    }

    pub async fn connect_to(
        address: SocketAddr,
        ca: &Path,
        as_registrar: &Credentials,
    ) -> std::io::Result<Self> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_file(&as_registrar.cert).unwrap()],
                PrivateKeyDer::from_pem_file(&as_registrar.key).unwrap(),
            )
            .unwrap();
        let tcp = TcpStream::connect(address).await?;
        let name = ServerName::from(address.ip());
        let stream = TlsConnector::from(Arc::new(config)).connect(name, tcp).await?;
        let mut client = Self { stream, greeting: String::new(), documents: Vec::new(), sent: 0 };
        client.greeting = client.receive().await?;
        Ok(client)
    }

    pub async fn send_raw(&mut self, octets: &[u8]) {
        self.stream.write_all(octets).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    pub async fn send(&mut self, document: &str) {
        let length = u32::try_from(document.len() + 4).unwrap();
        self.send_raw(&[&length.to_be_bytes(), document.as_bytes()].concat()).await;
        self.documents.push(document.to_owned());
    }

    /// Sends where the server may be gone; the following receive tells.
    pub async fn send_quietly(&mut self, document: &str) {
        let length = u32::try_from(document.len() + 4).unwrap();
        let _ = self.stream.write_all(&[&length.to_be_bytes(), document.as_bytes()].concat()).await;
        let _ = self.stream.flush().await;
    }

    pub async fn receive(&mut self) -> std::io::Result<String> {
        let read = async {
            let length = self.stream.read_u32().await?;
            let mut document = vec![0; length as usize - 4];
            self.stream.read_exact(&mut document).await?;
            Ok::<_, std::io::Error>(String::from_utf8(document).unwrap())
        };
        let document =
            tokio::time::timeout(Duration::from_secs(10), read).await.expect("an answer in time")?;
        self.documents.push(document.clone());
        Ok(document)
    }

    /// Whether the server has closed the connection.
    pub async fn closed(&mut self) -> bool {
        let mut octet = [0u8; 1];
        let read = tokio::time::timeout(Duration::from_secs(10), self.stream.read(&mut octet)).await;
        matches!(read.expect("an end in time"), Ok(0) | Err(_))
    }

    pub async fn ask(&mut self, document: &str) -> Answer {
        self.send(document).await;
        Answer(self.receive().await.unwrap())
    }

    /// Sends a command without its envelope and wants that code.
    pub async fn expect(&mut self, code: u16, command: &str) -> Answer {
        self.sent += 1;
        let trid = format!("TEST-{}", self.sent);
        let answer = self.ask(&envelope(command, &trid)).await;
        assert_eq!(answer.code(), code, "{command}\n{}", answer.0);
        assert_eq!(answer.text("clTRID"), Some(trid.as_str()), "{}", answer.0);
        answer
    }
}

/// A response, searched as text.
#[derive(Debug, Clone)]
pub struct Answer(pub String);

impl Answer {
    pub fn code(&self) -> u16 {
        let start = self.0.find("<result code=\"").expect("a result") + "<result code=\"".len();
        self.0[start..start + 4].parse().unwrap()
    }

    /// The text of the first element of that name, prefix included.
    pub fn text(&self, name: &str) -> Option<&str> {
        let open = self.0.find(&format!("<{name}>")).map(|at| at + name.len() + 2).or_else(|| {
            let at = self.0.find(&format!("<{name} "))?;
            Some(at + self.0[at..].find('>')? + 1)
        })?;
        let close = self.0[open..].find("</")?;
        Some(&self.0[open..open + close])
    }

    pub fn has(&self, text: &str) -> bool {
        self.0.contains(text)
    }

    /// The statuses of an info answer.
    pub fn statuses(&self) -> Vec<String> {
        let parts = self.0.split(":status s=\"").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
    }

    pub fn rgp(&self) -> Vec<String> {
        let parts = self.0.split("rgpStatus s=\"").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
    }
}

pub fn envelope(command: &str, trid: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\"><command>\
         {command}<clTRID>{trid}</clTRID></command></epp>"
    )
}

pub fn login(id: &str, password: &str) -> String {
    login_with(id, password, "", &EXTENSIONS)
}

pub fn login_with(id: &str, password: &str, after_password: &str, extensions: &[&str]) -> String {
    let uris: String = extensions.iter().map(|uri| format!("<extURI>{uri}</extURI>")).collect();
    let extension =
        if uris.is_empty() { String::new() } else { format!("<svcExtension>{uris}</svcExtension>") };
    let objects: String = ["domain", "contact", "host"]
        .map(|object| format!("<objURI>urn:ietf:params:xml:ns:{object}-1.0</objURI>"))
        .concat();
    format!(
        "<login><clID>{id}</clID><pw>{password}</pw>{after_password}<options><version>1.0</version>\
         <lang>en</lang></options><svcs>{objects}{extension}</svcs></login>"
    )
}

/// `<verb><kind:verb xmlns:kind=…>content</kind:verb></verb>`; in `content`, `o:` stands for the prefix.
pub fn object(verb: &str, kind: &str, content: &str) -> String {
    let content = content.replace("<o:", &format!("<{kind}:")).replace("</o:", &format!("</{kind}:"));
    format!(
        "<{verb}><{kind}:{verb} xmlns:{kind}=\"urn:ietf:params:xml:ns:{kind}-1.0\">{content}</{kind}:{verb}></{verb}>"
    )
}

pub fn domain(verb: &str, content: &str) -> String {
    object(verb, "domain", content)
}

/// A command followed by an extension.
pub fn extended(command: &str, extension: &str) -> String {
    format!("{command}<extension>{extension}</extension>")
}

pub fn create_contact(id: &str) -> String {
    object(
        "create",
        "contact",
        &format!(
            "<o:id>{id}</o:id><o:postalInfo type=\"int\"><o:name>Ada Owner</o:name><o:org>Example</o:org><o:addr>\
             <o:street>1 Rue Exemple</o:street><o:city>Paris</o:city><o:pc>75001</o:pc><o:cc>FR</o:cc></o:addr>\
             </o:postalInfo><o:voice x=\"12\">+33.123456789</o:voice><o:fax/><o:email>ada@example.com</o:email>\
             <o:authInfo><o:pw>contact-code</o:pw></o:authInfo><o:disclose flag=\"0\"><o:name type=\"int\"/>\
             <o:voice/><o:email/></o:disclose>"
        ),
    )
}

/// A domain with registrant `owner` and code `domain-code`.
pub fn create_domain(name: &str) -> String {
    create_domain_with(name, "owner1", "<o:ns><o:hostObj>ns0.online.net</o:hostObj></o:ns>")
}

pub fn create_domain_with(name: &str, registrant: &str, ns: &str) -> String {
    domain(
        "create",
        &format!(
            "<o:name>{name}</o:name><o:period unit=\"y\">1</o:period>{ns}<o:registrant>{registrant}</o:registrant>\
             <o:contact type=\"admin\">{registrant}</o:contact><o:authInfo><o:pw>domain-code</o:pw></o:authInfo>"
        ),
    )
}

pub fn named(verb: &str, kind: &str, name: &str) -> String {
    let identifier = if kind == "contact" { "id" } else { "name" };
    object(verb, kind, &format!("<o:{identifier}>{name}</o:{identifier}>"))
}

pub fn info(name: &str) -> String {
    named("info", "domain", name)
}

pub fn delete(name: &str) -> String {
    named("delete", "domain", name)
}

pub fn renew(name: &str, expiry: &str, years: u32) -> String {
    domain(
        "renew",
        &format!(
            "<o:name>{name}</o:name><o:curExpDate>{expiry}</o:curExpDate><o:period unit=\"y\">{years}</o:period>"
        ),
    )
}

/// A transfer command; an empty code leaves `authInfo` out.
pub fn transfer(op: &str, kind: &str, name: &str, code: &str) -> String {
    let identifier = if kind == "contact" { "id" } else { "name" };
    let auth =
        if code.is_empty() { String::new() } else { format!("<o:authInfo><o:pw>{code}</o:pw></o:authInfo>") };
    object("transfer", kind, &format!("<o:{identifier}>{name}</o:{identifier}>{auth}")).replacen(
        "<transfer>",
        &format!("<transfer op=\"{op}\">"),
        1,
    )
}

pub const POLL: &str = "<poll op=\"req\"/>";

pub fn ack(id: &str) -> String {
    format!("<poll op=\"ack\" msgID=\"{id}\"/>")
}

/// The identifier in `<msgQ>`.
pub fn message_id(answer: &Answer) -> String {
    let at = answer.0.find("<msgQ ").expect("a message queue");
    let at = at + answer.0[at..].find("id=\"").unwrap() + 4;
    answer.0[at..].split('"').next().unwrap().to_owned()
}

/// The restore request of RFC 3915.
pub fn restore_request(name: &str) -> String {
    restore(name, "<r:restore op=\"request\"/>")
}

/// The restore report of RFC 3915.
pub fn restore_report(name: &str, deleted: &str, restored: &str) -> String {
    restore(
        name,
        &format!(
            "<r:restore op=\"report\"><r:report><r:preData>before</r:preData><r:postData>after</r:postData>\
             <r:delTime>{deleted}</r:delTime><r:resTime>{restored}</r:resTime><r:resReason>Registrant error\
             </r:resReason><r:statement>One.</r:statement><r:statement>Two.</r:statement></r:report></r:restore>"
        ),
    )
}

fn restore(name: &str, content: &str) -> String {
    let update = domain("update", &format!("<o:name>{name}</o:name><o:chg/>"));
    extended(&update, &format!("<r:update xmlns:r=\"urn:ietf:params:xml:ns:rgp-1.0\">{content}</r:update>"))
}

pub fn fee(verb: &str, amount: &str) -> String {
    format!(
        "<f:{verb} xmlns:f=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><f:currency>EUR</f:currency><f:fee>{amount}</f:fee></f:{verb}>"
    )
}

/// Of a name, as it was given out and accepted now.
#[expect(clippy::disallowed_methods, reason = "the registry under test runs on real time")]
pub fn claims_notice(name: &str) -> String {
    let now = Utc::now();
    let found = sandbox_registry::claims::notice(&format!("sandbox/{name}"), now).unwrap();
    claims_notice_of(&found.id, found.not_after, now)
}

pub fn claims_notice_of(id: &str, not_after: DateTime<Utc>, accepted: DateTime<Utc>) -> String {
    let written = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let (not_after, accepted) = (written(not_after), written(accepted));
    format!(
        "<l:create xmlns:l=\"urn:ietf:params:xml:ns:launch-1.0\"><l:phase>claims</l:phase><l:notice>\
         <l:noticeID validatorID=\"tmch\">{id}</l:noticeID><l:notAfter>{not_after}\
         </l:notAfter><l:acceptedDate>{accepted}</l:acceptedDate></l:notice></l:create>"
    )
}

pub fn allocation_token(token: &str) -> String {
    let ns = "urn:ietf:params:xml:ns:allocationToken-1.0";
    format!("<a:allocationToken xmlns:a=\"{ns}\">{token}</a:allocationToken>")
}

//! A registrar's EPP client, over real TLS: what the other registrar of a transfer sends.

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use serde_json::Value;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A session that is logged in.
pub struct EppSession {
    stream: TlsStream<TcpStream>,
    next: u32,
}

/// A registry's answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Result code.
    pub code: u16,
    /// The XML.
    pub xml: String,
}

impl Reply {
    /// The text of the first element with that local name.
    pub fn text(&self, element: &str) -> Option<String> {
        let start = self.xml.match_indices(element).find_map(|(at, _)| {
            let before = self.xml[..at].chars().next_back()?;
            let opened = before == '<' || before == ':';
            let rest = &self.xml[at + element.len()..];
            (opened && rest.starts_with(['>', ' ']))
                .then(|| rest.find('>').map(|end| at + element.len() + end + 1))?
        })?;
        let end = self.xml[start..].find('<')?;
        Some(self.xml[start..start + end].to_owned())
    }
}

const DOMAIN: &str = "urn:ietf:params:xml:ns:domain-1.0";
const CONTACT: &str = "urn:ietf:params:xml:ns:contact-1.0";
const HOST: &str = "urn:ietf:params:xml:ns:host-1.0";

impl EppSession {
    /// Connects and logs in as one of the registrars of `access.json`.
    ///
    /// # Panics
    /// It cannot.
    pub async fn open(access: &Value, registrar: &str) -> Self {
        Self::open_with(access, registrar, &[]).await
    }

    /// The same with extensions.
    ///
    /// # Panics
    /// It cannot.
    pub async fn open_with(access: &Value, registrar: &str, extensions: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let known = access["registrars"].as_array().expect("registrars");
        let known = known.iter().find(|known| known["id"] == registrar).expect("a known registrar");
        let path = |value: &Value| value.as_str().expect("a path").to_owned();
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(path(&access["ca"])).expect("an authority") {
            roots.add(certificate.expect("a certificate")).expect("a root");
        }
        let chain = CertificateDer::pem_file_iter(path(&known["cert"])).expect("a certificate");
        let chain = chain.collect::<Result<Vec<_>, _>>().expect("certificates");
        let key = PrivateKeyDer::from_pem_file(path(&known["key"])).expect("a key");
        let config = rustls::ClientConfig::builder()
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)
            .expect("a TLS configuration");
        let address = path(&access["address"]);
        let host = address.rsplit_once(':').expect("host and port").0.to_owned();
        let tcp = TcpStream::connect(&address).await.expect("the registry listens");
        // Small frames, each waited for: nothing may be held back to be sent with the next.
        tcp.set_nodelay(true).expect("a socket's option");
        let name = ServerName::try_from(host).expect("a server name");
        let stream = TlsConnector::from(Arc::new(config)).connect(name, tcp).await.expect("TLS");
        let mut session = Self { stream, next: 1 };
        session.read().await;
        let extensions: String = extensions.iter().map(|uri| format!("<extURI>{uri}</extURI>")).collect();
        let extensions = match extensions.as_str() {
            "" => String::new(),
            all => format!("<svcExtension>{all}</svcExtension>"),
        };
        let login = format!(
            "<login><clID>{registrar}</clID><pw>{}</pw><options><version>1.0</version><lang>en</lang></options>\
             <svcs><objURI>{DOMAIN}</objURI><objURI>{CONTACT}</objURI><objURI>{HOST}</objURI>{extensions}</svcs></login>",
            path(&known["password"])
        );
        assert_eq!(session.command(&login).await.code, 1000, "login");
        session
    }

    /// Sends what stands inside `<command>`.
    ///
    /// # Panics
    /// The registry does not answer.
    pub async fn command(&mut self, inner: &str) -> Reply {
        let id = self.next;
        self.next += 1;
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\">\
             <command>{inner}<clTRID>STORY-{id:04}</clTRID></command></epp>"
        );
        let length = u32::try_from(xml.len() + 4).expect("a short frame");
        let frame = [&length.to_be_bytes(), xml.as_bytes()].concat();
        self.stream.write_all(&frame).await.expect("written");
        self.stream.flush().await.expect("written");
        self.read().await
    }

    async fn read(&mut self) -> Reply {
        let length = self.stream.read_u32().await.expect("a frame") as usize;
        let mut body = vec![0; length - 4];
        self.stream.read_exact(&mut body).await.expect("a whole frame");
        let xml = String::from_utf8(body).expect("UTF-8");
        let code = xml.find("code=\"").and_then(|at| xml[at + 6..at + 10].parse().ok()).unwrap_or(0);
        Reply { code, xml }
    }

    /// A contact of this registrar.
    ///
    /// # Panics
    /// It is not created.
    pub async fn create_contact(&mut self, id: &str, name: &str, email: &str) {
        let create = format!(
            "<create><contact:create xmlns:contact=\"{CONTACT}\"><contact:id>{id}</contact:id>\
             <contact:postalInfo type=\"int\"><contact:name>{name}</contact:name><contact:addr>\
             <contact:street>8 Market Street</contact:street><contact:city>London</contact:city>\
             <contact:pc>SW1A 1AA</contact:pc><contact:cc>GB</contact:cc></contact:addr></contact:postalInfo>\
             <contact:voice>+44.2079460001</contact:voice><contact:email>{email}</contact:email>\
             <contact:authInfo><contact:pw>Contact-2026</contact:pw></contact:authInfo>\
             </contact:create></create>"
        );
        assert_eq!(self.command(&create).await.code, 1000, "contact {id}");
    }

    /// A name of this registrar.
    ///
    /// # Panics
    /// It is not created.
    pub async fn create_domain(&mut self, name: &str, owner: &str, admin: &str, code: &str) {
        let create = format!(
            "<create><domain:create xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>\
             <domain:period unit=\"y\">1</domain:period><domain:registrant>{owner}</domain:registrant>\
             <domain:contact type=\"admin\">{admin}</domain:contact>\
             <domain:contact type=\"tech\">{admin}</domain:contact>\
             <domain:authInfo><domain:pw>{code}</domain:pw></domain:authInfo></domain:create></create>"
        );
        let reply = self.command(&create).await;
        assert_eq!(reply.code, 1000, "domain {name}: {}", reply.xml);
    }

    /// Is that name free?
    pub async fn check(&mut self, name: &str) -> Reply {
        self.command(&format!(
            "<check><domain:check xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name></domain:check></check>"
        ))
        .await
    }

    /// A transfer command: request, approve, reject, query, cancel.
    pub async fn transfer(&mut self, operation: &str, name: &str, code: Option<&str>) -> Reply {
        let code = code
            .map(|code| format!("<domain:authInfo><domain:pw>{code}</domain:pw></domain:authInfo>"))
            .unwrap_or_default();
        self.command(&format!(
            "<transfer op=\"{operation}\"><domain:transfer xmlns:domain=\"{DOMAIN}\">\
             <domain:name>{name}</domain:name>{code}</domain:transfer></transfer>"
        ))
        .await
    }

    /// What the registry shows of a name.
    pub async fn info(&mut self, name: &str) -> Reply {
        self.command(&format!(
            "<info><domain:info xmlns:domain=\"{DOMAIN}\"><domain:name hosts=\"all\">{name}</domain:name>\
             </domain:info></info>"
        ))
        .await
    }

    /// What the registry shows of a contact.
    pub async fn info_contact(&mut self, id: &str) -> Reply {
        self.command(&format!(
            "<info><contact:info xmlns:contact=\"{CONTACT}\"><contact:id>{id}</contact:id></contact:info></info>"
        ))
        .await
    }

    /// What the registry shows of a host.
    pub async fn info_host(&mut self, host: &str) -> Reply {
        self.command(&format!(
            "<info><host:info xmlns:host=\"{HOST}\"><host:name>{host}</host:name></host:info></info>"
        ))
        .await
    }

    /// A host object of this registrar, outside the registry's zones.
    ///
    /// # Panics
    /// It is not created.
    pub async fn create_host(&mut self, host: &str) {
        let create = format!(
            "<create><host:create xmlns:host=\"{HOST}\"><host:name>{host}</host:name></host:create></create>"
        );
        assert_eq!(self.command(&create).await.code, 1000, "host {host}");
    }

    /// Changes a name, by the `domain:add`, `domain:rem` and `domain:chg` that stand in `changes`.
    ///
    /// # Panics
    /// It is not changed.
    pub async fn update(&mut self, name: &str, changes: &str) {
        let update = format!(
            "<update><domain:update xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>{changes}\
             </domain:update></update>"
        );
        let reply = self.command(&update).await;
        assert_eq!(reply.code, 1000, "{}", reply.xml);
    }

    /// Renews a name by a year from the day on which it expires.
    pub async fn renew(&mut self, name: &str, expires: &str) -> Reply {
        self.command(&format!(
            "<renew><domain:renew xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>\
             <domain:curExpDate>{expires}</domain:curExpDate><domain:period unit=\"y\">1</domain:period>\
             </domain:renew></renew>"
        ))
        .await
    }

    /// Deletes a name.
    pub async fn delete(&mut self, name: &str) -> Reply {
        self.command(&format!(
            "<delete><domain:delete xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name></domain:delete></delete>"
        ))
        .await
    }
}

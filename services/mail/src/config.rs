//! The section `[mail]` of the configuration.

use crate::{AnswerKey, OutboxMailer, Sender, SmtpMailer};
use application::ForwardingLimits;
use application::ports::Mailer;
use domain_model::values::EmailAddress;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// How mail is written and where it goes: exactly one of `outbox` and `[relay]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// The registrar's name, as readers see it.
    pub sender_name: String,
    /// The registrar's address as a sender.
    pub sender_address: EmailAddress,
    /// Where readers ask questions: an `https:`, `http:` or `mailto:` address.
    pub contact_url: String,
    /// The directory that keeps one `.eml` file a letter instead of sending it.
    pub outbox: Option<PathBuf>,
    /// The relay that takes letters on.
    pub relay: Option<RelayConfig>,
    /// What is done with mail to stand-in addresses.
    #[serde(default)]
    pub forwarding: ForwardingConfig,
}

/// Mail to stand-in addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ForwardingConfig {
    /// The longest message, in bytes.
    pub max_bytes: usize,
    /// Who sends what is forwarded, and gets the reports on it: an address below a domain whose SPF record lets the relay
    /// send. Default: `sender_address`.
    pub bounce_address: Option<EmailAddress>,
}

impl Default for ForwardingConfig {
    fn default() -> Self {
        Self { max_bytes: ForwardingLimits::default().bytes, bounce_address: None }
    }
}

impl ForwardingConfig {
    /// As the application takes them.
    pub fn limits(&self) -> ForwardingLimits {
        ForwardingLimits { bytes: self.max_bytes, ..ForwardingLimits::default() }
    }
}

/// A relay (message submission, RFC 6409).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelayConfig {
    /// Its host name, which its certificate must carry, or its address.
    pub host: String,
    /// Its port: 465 where TLS is implicit, 25 where there is none, 587 otherwise.
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: RelayTls,
    /// A PEM file with the certificates of the relay's own authority, where no public one vouches for it.
    pub ca_file: Option<PathBuf>,
    /// Who we are at the relay.
    pub username: Option<String>,
    /// And the proof.
    #[serde(default, deserialize_with = "secret")]
    pub password: Option<SecretString>,
}

/// How the connection to a relay is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayTls {
    /// From the first byte (RFC 8314).
    Implicit,
    /// By STARTTLS, without which nothing is sent.
    #[default]
    Starttls,
    /// Not at all: a relay on this machine.
    None,
}

impl RelayConfig {
    /// The port, or the one that goes with the protection.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            RelayTls::Implicit => 465,
            RelayTls::Starttls => 587,
            RelayTls::None => 25,
        })
    }

    fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}

/// Why no mail can go out with this configuration. Names the key.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    /// Neither or both.
    #[error("mail: exactly one of `outbox` and `[mail.relay]` says where letters go")]
    Destination,
    /// Not an address that a reader can open.
    #[error("mail.contact_url: expected an https:, http: or mailto: address")]
    ContactUrl,
    /// A name that no header can carry.
    #[error("mail.sender_name: expected a name of one line")]
    SenderName,
    /// One without the other.
    #[error("mail.relay: `username` and `password` come together")]
    Credentials,
    /// A password would travel in clear.
    #[error("mail.relay.tls: a password for another machine needs `starttls` or `implicit`")]
    PasswordInClear,
    /// The authority's certificates cannot be used.
    #[error("mail.relay.ca_file: {path} cannot be read as PEM certificates")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// TLS cannot be set up for this host.
    #[error("mail.relay.host: TLS cannot be set up for {host}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The outbox cannot be used.
    #[error("mail.outbox: {path} cannot be made")]
    Outbox {
        /// The directory.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: std::io::Error,
    },
}

impl MailConfig {
    /// The sender of letters that name no reseller.
    pub fn sender(&self) -> Sender {
        Sender {
            name: self.sender_name.clone(),
            address: self.sender_address.clone(),
            contact_url: self.contact_url.clone(),
            bounces: self.forwarding.bounce_address.clone().unwrap_or_else(|| self.sender_address.clone()),
            answer_key: None,
        }
    }

    /// The adapter that the configuration asks for. Opens no connection.
    ///
    /// # Errors
    /// A key has no usable value, or the outbox cannot be made.
    pub fn mailer(&self) -> Result<Arc<dyn Mailer>, MailConfigError> {
        self.mailer_signing(None)
    }

    /// As [`MailConfig::mailer`]; answers to batch mails are signed by this key.
    ///
    /// # Errors
    /// As [`MailConfig::mailer`].
    pub fn mailer_signing(&self, key: Option<AnswerKey>) -> Result<Arc<dyn Mailer>, MailConfigError> {
        let sender = Sender { answer_key: key.map(Arc::new), ..self.sender() };
        if !["https://", "http://", "mailto:"].iter().any(|scheme| self.contact_url.starts_with(scheme))
            || self.contact_url.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return Err(MailConfigError::ContactUrl);
        }
        if self.sender_name.trim().is_empty() || self.sender_name.contains(char::is_control) {
            return Err(MailConfigError::SenderName);
        }
        match (&self.outbox, &self.relay) {
            (Some(dir), None) => {
                let outbox = OutboxMailer::open(dir.clone(), sender)
                    .map_err(|source| MailConfigError::Outbox { path: dir.clone(), source })?;
                Ok(Arc::new(outbox))
            }
            (None, Some(relay)) => {
                if relay.username.is_some() != relay.password.is_some() {
                    return Err(MailConfigError::Credentials);
                }
                if relay.password.is_some() && relay.tls == RelayTls::None && !relay.is_local() {
                    return Err(MailConfigError::PasswordInClear);
                }
                Ok(Arc::new(SmtpMailer::new(relay, sender)?))
            }
            _ => Err(MailConfigError::Destination),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "sender_name = 'BookMyName'\nsender_address = 'noreply@bookmyname.test'\n\
                        contact_url = 'https://bookmyname.test/aide'\n";

    fn read(rest: &str) -> Result<MailConfig, toml::de::Error> {
        toml::from_str(&format!("{HEAD}{rest}"))
    }

    #[test]
    fn exactly_one_destination_is_needed() {
        let dir = tempfile::tempdir().unwrap();
        let outbox = format!("outbox = '{}'\n", dir.path().join("outbox").display());
        assert!(read(&outbox).unwrap().mailer().is_ok());
        assert!(dir.path().join("outbox").is_dir());
        let both = format!("{outbox}[relay]\nhost = 'localhost'");
        assert!(matches!(read(&both).unwrap().mailer().err(), Some(MailConfigError::Destination)));
        assert!(matches!(read("").unwrap().mailer().err(), Some(MailConfigError::Destination)));
    }

    #[test]
    fn a_wrong_key_is_named() {
        assert!(read("outbx = 'x'").unwrap_err().to_string().contains("outbx"));
        assert!(
            read("[relay]\nhost = 'localhost'\npasword = 'x'").unwrap_err().to_string().contains("pasword")
        );
        assert!(
            read("[relay]\nhost = 'localhost'\ntls = 'maybe'").unwrap_err().to_string().contains("maybe")
        );
    }

    #[test]
    fn a_password_is_not_shown_and_does_not_travel_in_clear() {
        let config =
            read("[relay]\nhost = 'mx.example.org'\ntls = 'none'\nusername = 'us'\npassword = 'S3cret-word'")
                .unwrap();
        assert!(!format!("{config:?}").contains("S3cret-word"));
        assert!(matches!(config.mailer().err(), Some(MailConfigError::PasswordInClear)));
        let alone = read("[relay]\nhost = 'mx.example.org'\nusername = 'us'").unwrap();
        assert!(matches!(alone.mailer().err(), Some(MailConfigError::Credentials)));
    }

    #[test]
    fn ports_go_with_the_protection() {
        let port = |rest: &str| {
            read(&format!("[relay]\nhost = 'mx.example.org'\n{rest}")).unwrap().relay.unwrap().port()
        };
        assert_eq!(port(""), 587);
        assert_eq!(port("tls = 'implicit'"), 465);
        assert_eq!(port("tls = 'none'"), 25);
        assert_eq!(port("tls = 'implicit'\nport = 4650"), 4650);
    }

    #[test]
    fn the_contact_address_is_one_that_opens() {
        let mut config = read("outbox = '/nonexistent'").unwrap();
        config.contact_url = "javascript:alert(1)".to_owned();
        assert!(matches!(config.mailer().err(), Some(MailConfigError::ContactUrl)));
    }
}

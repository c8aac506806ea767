//! The section `[batch_mail]` of the configuration: where batch mails come in, and how they are dealt with.

use anyhow::Context;
use batch_mail::DeskSettings;
use batch_mail::smtp::{ConnectionLimits, Patience, Rules};
use domain_model::values::{EmailAddress, HostName};
use mail::AnswerKey;
use serde::{Deserialize, Deserializer};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Batch mails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchMail {
    /// Where orders go.
    pub order_address: EmailAddress,
    /// Where rehearsals go: nothing has an effect.
    pub rehearsal_address: EmailAddress,
    /// Our name in the greeting.
    pub host: HostName,
    /// Where SMTP is spoken; nowhere where absent.
    pub listen: Option<SocketAddr>,
    /// Where LMTP is spoken: `127.0.0.1:2424`, or `unix:/run/registrar/lmtp.sock`; nowhere where absent.
    #[serde(default)]
    pub lmtp: Option<LmtpAddress>,
    /// A certificate chain, PEM, and …
    pub certificate: Option<PathBuf>,
    /// … its key, for STARTTLS; none is offered without them.
    pub key: Option<PathBuf>,
    /// An OpenPGP secret key without a passphrase that signs answers; they are not signed without one.
    pub signing_key: Option<PathBuf>,
    /// Its limits.
    #[serde(default)]
    pub limits: Limits,
    /// Days after its answer until a mail is forgotten.
    #[serde(default = "thirty")]
    pub keep_days: u16,
    /// Mails that are dealt with at once; twice the processors where absent.
    pub hands: Option<usize>,
}

fn thirty() -> u16 {
    30
}

/// Limits of the listeners.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The longest mail, in bytes (announced with SIZE).
    pub bytes: usize,
    /// Connections at once, …
    pub connections: usize,
    /// … and from one address.
    pub connections_of_address: usize,
    /// Mails of one connection.
    pub mails_of_connection: u32,
    /// Errors of one connection.
    pub errors_of_connection: u32,
    /// Seconds from one command to the next.
    pub command_seconds: u64,
    /// Seconds from one piece of a mail to the next.
    pub data_seconds: u64,
    /// Seconds of a connection in all.
    pub connection_seconds: u64,
    /// In an hour so many mails that are not authentic are told to the account that they name.
    pub unproven_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let (limits, patience) = (ConnectionLimits::default(), Patience::default());
        Self {
            bytes: 1024 * 1024,
            connections: limits.connections,
            connections_of_address: limits.of_address,
            mails_of_connection: 100,
            errors_of_connection: 10,
            command_seconds: patience.command.as_secs(),
            data_seconds: patience.data.as_secs(),
            connection_seconds: patience.connection.as_secs(),
            unproven_per_hour: 10,
        }
    }
}

/// Where LMTP is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LmtpAddress {
    /// A port.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl<'de> Deserialize<'de> for LmtpAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = "expected HOST:PORT with an IP address, or unix:PATH";
        match text.strip_prefix("unix:") {
            Some(path) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            Some(_) => Err(serde::de::Error::custom(expected)),
            None => text.parse().map(Self::Tcp).map_err(|_| serde::de::Error::custom(expected)),
        }
    }
}

impl BatchMail {
    /// What conversations keep to.
    pub fn rules(&self) -> Rules {
        Rules {
            host: self.host.to_string(),
            order: self.order_address.clone(),
            rehearsal: self.rehearsal_address.clone(),
            max_bytes: self.limits.bytes,
            mails: self.limits.mails_of_connection,
            errors: self.limits.errors_of_connection,
        }
    }

    /// How many connections there may be.
    pub fn connections(&self) -> ConnectionLimits {
        let Limits { connections, connections_of_address, .. } = self.limits;
        ConnectionLimits { connections, of_address: connections_of_address }
    }

    /// How long the other side may take.
    pub fn patience(&self) -> Patience {
        Patience {
            command: Duration::from_secs(self.limits.command_seconds),
            data: Duration::from_secs(self.limits.data_seconds),
            connection: Duration::from_secs(self.limits.connection_seconds),
        }
    }

    /// How the desk works; `others` are further addresses of ours.
    pub fn desk(&self, others: impl IntoIterator<Item = EmailAddress>) -> DeskSettings {
        let own = [self.order_address.clone(), self.rehearsal_address.clone()];
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        DeskSettings {
            hands: self.hands.unwrap_or(2 * processors),
            own_addresses: own.into_iter().chain(others).collect(),
            keep_days: self.keep_days,
            unproven_per_hour: self.limits.unproven_per_hour,
        }
    }

    /// What answers are signed by, if they are.
    ///
    /// # Errors
    /// The key cannot be used.
    pub fn answer_key(&self) -> anyhow::Result<Option<AnswerKey>> {
        let Some(path) = &self.signing_key else { return Ok(None) };
        let key =
            AnswerKey::load(path).with_context(|| format!("[batch_mail] signing_key {}", path.display()))?;
        Ok(Some(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "order_address = 'batch@registrar.test'\n\
                        rehearsal_address = 'batch-test@registrar.test'\nhost = 'mx.registrar.test'\n";

    fn read(rest: &str) -> Result<BatchMail, toml::de::Error> {
        toml::from_str(&format!("{HEAD}{rest}"))
    }

    #[test]
    fn what_is_not_set_has_the_defaults_of_production() {
        let config = read("").unwrap();
        assert_eq!((config.listen, config.lmtp.clone(), config.keep_days), (None, None, 30));
        assert_eq!(config.rules().max_bytes, 1024 * 1024);
        assert!(config.answer_key().unwrap().is_none());
        let own = EmailAddress::parse("us@registrar.test").unwrap();
        assert_eq!(config.desk([own]).own_addresses.len(), 3);
    }

    #[test]
    fn lmtp_is_a_port_or_a_socket() {
        let lmtp = |text: &str| read(&format!("lmtp = '{text}'")).map(|config| config.lmtp.unwrap());
        assert_eq!(lmtp("127.0.0.1:24").unwrap(), LmtpAddress::Tcp(([127, 0, 0, 1], 24).into()));
        assert_eq!(lmtp("unix:/run/x.sock").unwrap(), LmtpAddress::Unix("/run/x.sock".into()));
        for wrong in ["unix:x.sock", "localhost", "24"] {
            assert!(lmtp(wrong).unwrap_err().to_string().contains("unix:PATH"), "{wrong}");
        }
    }

    #[test]
    fn a_wrong_key_is_named() {
        assert!(read("lisen = '127.0.0.1:25'").unwrap_err().to_string().contains("lisen"));
        assert!(read("[limits]\nbites = 1").unwrap_err().to_string().contains("bites"));
        let key = read("signing_key = '/nonexistent/key.asc'").unwrap().answer_key().unwrap_err();
        assert!(format!("{key:#}").contains("/nonexistent/key.asc"), "{key:#}");
    }
}

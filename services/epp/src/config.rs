//! What the configuration says about one registry.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain_model::values::RegistryId;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use crate::xml::ns;

/// One registry: where it is, who we are there, and what we may cost it. Durations are written in seconds and
/// may have a fraction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EppConfig {
    /// The name of this entry.
    pub id: RegistryId,
    /// `host:port`; the port of RFC 5734 is 700.
    pub address: String,
    /// The name that the server's certificate must bear; the host of `address` where absent.
    #[serde(default)]
    pub server_name: Option<String>,
    /// PEM file of the authorities that may have signed the server's certificate.
    pub ca: PathBuf,
    /// PEM file of our certificate, for registries that ask for one; only together with `key`.
    #[serde(default)]
    pub cert: Option<PathBuf>,
    /// PEM file of its private key.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// Our registrar id there (`clID`).
    pub registrar: String,
    /// The password; either this or `password_file`.
    #[serde(default, deserialize_with = "secret")]
    pub password: Option<SecretString>,
    /// A file whose first line is the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// What we may cost the registry.
    #[serde(default)]
    pub limits: Limits,
    /// How long we wait.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How often the message queue is asked when it was empty.
    #[serde(default = "poll_interval", deserialize_with = "seconds")]
    pub poll_interval: Duration,
    /// What we ask for at login.
    #[serde(default)]
    pub services: Services,
    /// Whether contacts are sent with `<contact:disclose>`; some registries refuse it.
    #[serde(default = "yes")]
    pub disclose: bool,
}

/// What we may cost a registry. One command is in flight per session.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The most sessions at a time.
    pub sessions: usize,
    /// Sessions that are kept open, so that the first command does not wait for a login.
    pub warm_sessions: usize,
    /// Commands a second, all sessions together; no limit where absent.
    pub commands_per_second: Option<f64>,
    /// The largest answer that is read, in octets.
    pub frame_octets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sessions: 4, warm_sessions: 1, commands_per_second: None, frame_octets: 1 << 20 }
    }
}

/// How long we wait.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a session to open: TCP, TLS, greeting and login together.
    #[serde(deserialize_with = "seconds")]
    pub connect: Duration,
    /// From handing over a command to its whole answer.
    #[serde(deserialize_with = "seconds")]
    pub command: Duration,
    /// For a session to be free, or for one to be opened while the registry is down; then the command is not
    /// sent.
    #[serde(deserialize_with = "seconds")]
    pub queue: Duration,
    /// A session that was idle for so long says hello. Registries close idle sessions after some minutes.
    #[serde(deserialize_with = "seconds")]
    pub keep_alive: Duration,
    /// The first pause after a session could not be opened; it doubles with each failure.
    #[serde(deserialize_with = "seconds")]
    pub backoff: Duration,
    /// The longest pause; also the first one after the registry refused our password.
    #[serde(deserialize_with = "seconds")]
    pub backoff_most: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(30),
            queue: Duration::from_secs(5),
            keep_alive: Duration::from_secs(120),
            backoff: Duration::from_millis(500),
            backoff_most: Duration::from_secs(60),
        }
    }
}

/// What we ask for at login, as far as the greeting offers it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Services {
    /// `objURI`.
    pub objects: Vec<String>,
    /// `extURI`.
    pub extensions: Vec<String>,
}

impl Default for Services {
    fn default() -> Self {
        let owned = |uris: &[&str]| uris.iter().map(|uri| (*uri).to_owned()).collect();
        Self {
            objects: owned(&[ns::DOMAIN, ns::CONTACT, ns::HOST]),
            extensions: owned(&[
                ns::SECDNS,
                ns::RGP,
                ns::CHANGE_POLL,
                ns::IDN_LANG,
                ns::FEE,
                ns::LAUNCH,
                ns::ALLOCATION_TOKEN,
            ]),
        }
    }
}

/// Why a registry cannot be set up. Found at start, never while commands run.
#[derive(Debug, thiserror::Error)]
pub enum EppError {
    /// A file cannot be read.
    #[error("registry {registry}: reading {path}")]
    File {
        /// Which registry.
        registry: RegistryId,
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("registry {registry}: {path} holds no {what}")]
    Pem {
        /// Which registry.
        registry: RegistryId,
        /// Which file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// Why.
        #[source]
        source: rustls_pki_types::pem::Error,
    },
    /// TLS does not accept what it was given.
    #[error("registry {registry}: setting up TLS")]
    Tls {
        /// Which registry.
        registry: RegistryId,
        /// Why.
        #[source]
        source: rustls::Error,
    },
    /// A setting is missing or makes no sense.
    #[error("registry {registry}: {setting}: {why}")]
    Setting {
        /// Which registry.
        registry: RegistryId,
        /// Which setting.
        setting: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl EppConfig {
    /// An entry with default limits and times, without a client certificate.
    pub fn new(
        id: RegistryId,
        address: impl Into<String>,
        ca: impl Into<PathBuf>,
        registrar: impl Into<String>,
        password: SecretString,
    ) -> Self {
        Self {
            id,
            address: address.into(),
            server_name: None,
            ca: ca.into(),
            cert: None,
            key: None,
            registrar: registrar.into(),
            password: Some(password),
            password_file: None,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            poll_interval: poll_interval(),
            services: Services::default(),
            disclose: true,
        }
    }

    /// The same with a client certificate.
    pub fn with_certificate(mut self, cert: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        (self.cert, self.key) = (Some(cert.into()), Some(key.into()));
        self
    }

    /// The password, from the configuration or its file.
    pub(crate) fn read_password(&self) -> Result<SecretString, EppError> {
        match (&self.password, &self.password_file) {
            (Some(password), None) => Ok(password.clone()),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(path).map_err(|source| self.file(path, source))?;
                let line = text.lines().next().unwrap_or_default().trim_end();
                match line.is_empty() {
                    true => Err(self.setting("password_file", "its first line is empty")),
                    false => Ok(SecretString::from(line)),
                }
            }
            _ => Err(self.setting("password", "give either password or password_file")),
        }
    }

    /// Host and name for TLS; checks the numbers on the way.
    pub(crate) fn server(&self) -> Result<&str, EppError> {
        if self.limits.sessions == 0 {
            return Err(self.setting("limits.sessions", "at least one session is needed"));
        }
        if self.limits.commands_per_second.is_some_and(|rate| !(rate.is_finite() && rate > 0.0)) {
            return Err(self.setting("limits.commands_per_second", "must be more than zero"));
        }
        if self.timeouts.keep_alive.is_zero() {
            return Err(self.setting("timeouts.keep_alive", "must be more than zero"));
        }
        let (host, port) =
            self.address.rsplit_once(':').ok_or_else(|| self.setting("address", "must be host:port"))?;
        if port.parse::<u16>().is_err() {
            return Err(self.setting("address", "must end in a port number"));
        }
        Ok(self.server_name.as_deref().unwrap_or(host.trim_start_matches('[').trim_end_matches(']')))
    }

    pub(crate) fn setting(&self, setting: &'static str, why: impl Into<String>) -> EppError {
        EppError::Setting { registry: self.id.clone(), setting, why: why.into() }
    }

    pub(crate) fn file(&self, path: &Path, source: std::io::Error) -> EppError {
        EppError::File { registry: self.id.clone(), path: path.to_owned(), source }
    }
}

fn poll_interval() -> Duration {
    Duration::from_secs(30)
}

fn yes() -> bool {
    true
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.map(SecretString::from))
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(more: &str) -> Result<EppConfig, serde_json::Error> {
        let base = r#""id":"sandbox","address":"127.0.0.1:7700","ca":"ca.pem","registrar":"ours""#;
        serde_json::from_str(&format!("{{{base}{more}}}"))
    }

    #[test]
    fn defaults_fill_what_is_absent() {
        let config = read(r#","password":"hush","timeouts":{"queue":0.25}"#).unwrap();
        assert_eq!(config.timeouts.queue, Duration::from_millis(250));
        assert_eq!(config.timeouts.command, Duration::from_secs(30));
        assert_eq!(config.limits.sessions, 4);
        assert_eq!(config.server().unwrap(), "127.0.0.1");
        assert_eq!(config.read_password().unwrap().expose_secret(), "hush");
        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn a_wrong_key_or_number_is_named() {
        for (more, named) in [
            (r#","pasword":"x""#, "pasword"),
            (r#","timeouts":{"quee":1}"#, "quee"),
            (r#","timeouts":{"queue":-1}"#, "negative"),
        ] {
            assert!(read(more).unwrap_err().to_string().contains(named), "{more}");
        }
        assert!(read("").unwrap().read_password().is_err());
        assert!(read(r#","limits":{"sessions":0}"#).unwrap().server().is_err());
        assert!(read(r#","limits":{"commands_per_second":0}"#).unwrap().server().is_err());
    }

    #[test]
    fn the_password_may_stand_in_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        std::fs::write(&path, "hush\nnot this\n").unwrap();
        let config = read(&format!(r#","password_file":{path:?}"#)).unwrap();
        assert_eq!(config.read_password().unwrap().expose_secret(), "hush");
    }
}

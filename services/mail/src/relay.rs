//! Delivery through a relay.

use crate::Sender;
use crate::config::{MailConfigError, RelayConfig, RelayTls};
use crate::forward::{envelope, for_the_wire};
use crate::message::{Transit, compose};
use application::ports::{ForwardedMail, Letter, MailError, Mailer};
use async_trait::async_trait;
use domain_model::values::SealOwner;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;
use std::error::Error as _;
use std::time::Duration;

/// How long the relay may take for one step of a session.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Answers that blame our account at the relay, not the letter (RFC 4954): somebody mends the configuration,
/// and the letter goes.
const ACCOUNT_TROUBLE: [u16; 4] = [530, 534, 535, 538];

/// A mailer that hands letters to a relay. Keeps nothing of them.
pub struct SmtpMailer {
    sender: Sender,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpMailer {
    /// A mailer for a relay. Connects when there is a letter.
    ///
    /// # Errors
    /// TLS cannot be set up as configured.
    pub fn new(relay: &RelayConfig, sender: Sender) -> Result<Self, MailConfigError> {
        let tls = match relay.tls {
            RelayTls::Implicit => Tls::Wrapper(tls_parameters(relay)?),
            RelayTls::Starttls => Tls::Required(tls_parameters(relay)?),
            RelayTls::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
            .port(relay.port())
            .timeout(Some(TIMEOUT))
            .tls(tls);
        if let (Some(username), Some(password)) = (&relay.username, &relay.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        Ok(Self { sender, transport: builder.build() })
    }
}

fn tls_parameters(relay: &RelayConfig) -> Result<TlsParameters, MailConfigError> {
    let mut builder = TlsParameters::builder(relay.host.clone());
    if let Some(path) = &relay.ca_file {
        let wrong = |source: Box<dyn std::error::Error + Send + Sync>| MailConfigError::CaFile {
            path: path.clone(),
            source,
        };
        let pem = std::fs::read(path).map_err(|error| wrong(error.into()))?;
        builder =
            builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong(error.into()))?);
    }
    builder
        .build_rustls()
        .map_err(|error| MailConfigError::Tls { host: relay.host.clone(), source: error.into() })
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = compose(letter, &self.sender, Transit::Relayed)?;
        match self.transport.send(message).await {
            Ok(_) => {
                tracing::debug!(letter = %letter.id, "letter taken by the relay");
                Ok(())
            }
            Err(error) => Err(failure(&letter.id, &error)),
        }
    }

    async fn forward(&self, mail: &ForwardedMail) -> Result<(), MailError> {
        let envelope = envelope(mail, &self.sender)?;
        match self.transport.send_raw(&envelope, &for_the_wire(&mail.message)).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failure(&mail.id, &error)),
        }
    }

    /// Nothing is kept here: what the relay took is the recipient's.
    async fn forget(&self, _person: &SealOwner) -> Result<(), MailError> {
        Ok(())
    }
}

/// What an answer means for the letter. Its code says why; its text is left out, since relays repeat the
/// recipient's address in it.
fn failure(letter: &str, error: &smtp::Error) -> MailError {
    let id = letter.to_owned();
    let Some(code) = error.status().map(u16::from) else {
        return MailError::Later { id, why: format!("no answer from the relay: {}", obstacle(error)) };
    };
    let enhanced = error.source().and_then(|text| enhanced_status(&text.to_string()));
    let why = match enhanced {
        Some(enhanced) => format!("the relay answered {code} {enhanced}"),
        None => format!("the relay answered {code}"),
    };
    if error.is_permanent() && !ACCOUNT_TROUBLE.contains(&code) {
        MailError::Never { id, why }
    } else {
        MailError::Later { id, why }
    }
}

fn obstacle(error: &smtp::Error) -> &'static str {
    if error.is_timeout() {
        "it took too long"
    } else if error.is_tls() {
        "TLS failed"
    } else if error.is_response() {
        "its answer could not be read"
    } else if error.is_client() {
        "it lacks what the session needs"
    } else {
        "the connection failed"
    }
}

/// The code of RFC 3463 at the beginning of an answer's text, as in `5.1.1 no such user`.
fn enhanced_status(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let parts: Vec<&str> = word.split('.').collect();
    let is_code = parts.len() == 3
        && parts.iter().all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    is_code.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_status_is_read_and_nothing_else() {
        assert_eq!(enhanced_status("5.1.1 <a@b.fr> unknown").as_deref(), Some("5.1.1"));
        for text in ["", "a@b.fr unknown", "192.0.2.1 refused", "5.1 x", "5..1 x"] {
            assert_eq!(enhanced_status(text), None, "{text}");
        }
    }
}

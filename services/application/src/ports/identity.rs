//! Somebody else who knows the people who work here: a provider of OpenID Connect, as seen by the application.

use async_trait::async_trait;
use domain_model::operator::Login;
use secrecy::SecretString;

/// What one sign-in by a provider is told by: whoever comes back has to bring all of it.
#[derive(Clone, Debug)]
pub struct Departure {
    /// Comes back in the address (RFC 6749, section 10.12).
    pub state: SecretString,
    /// Comes back in the ID token (OpenID Connect Core, section 3.1.2.1).
    pub nonce: SecretString,
    /// Goes to the provider with the code alone (RFC 7636).
    pub verifier: SecretString,
}

/// A provider of OpenID Connect.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// What people know it by.
    fn name(&self) -> &str;

    /// Its issuer: what stands in the history.
    fn issuer(&self) -> &str;

    /// Where a browser is sent to.
    ///
    /// # Errors
    /// What the provider says of itself could not be had.
    async fn address(&self, departure: &Departure) -> Result<String, IdentityError>;

    /// Who came back with a code, proven by an ID token.
    ///
    /// # Errors
    /// The provider did not answer, does not know the code, or its token is not to be believed; or it names nobody who
    /// could work here.
    async fn identify(&self, code: &SecretString, departure: &Departure) -> Result<Login, IdentityError>;
}

/// Why nobody was identified. None of them says what a token or a code was.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The provider did not answer, or not as one.
    #[error("{doing}: {why}")]
    Unavailable {
        /// What was being done.
        doing: &'static str,
        /// What happened, without any secret.
        why: String,
    },
    /// The provider says that the code is good for nothing.
    #[error("the provider refused the code: {0}")]
    Refused(String),
    /// The ID token is not to be believed.
    #[error("the ID token is not to be believed: {0}")]
    Untrue(&'static str),
    /// The token is right, and no login follows from its claims.
    #[error("no login follows from the claim {0}")]
    Nobody(String),
}

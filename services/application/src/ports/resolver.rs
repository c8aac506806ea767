//! The DNS, as seen by the application.

use async_trait::async_trait;
use domain_model::values::HostName;

/// Answers what the world's DNS says.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// Whether mail can be sent to a domain: it has an MX, or an address to fall back on (RFC 5321, section 5.1), and
    /// does not decline mail by an MX that points to the root (RFC 7505).
    ///
    /// # Errors
    /// The DNS did not answer: nothing is known.
    async fn takes_mail(&self, domain: &HostName) -> Result<bool, ResolverError>;
}

/// The DNS did not answer.
#[derive(Debug, thiserror::Error)]
#[error("resolving the mail exchangers and addresses of {domain}")]
pub struct ResolverError {
    /// What was asked for.
    pub domain: HostName,
    /// Why.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

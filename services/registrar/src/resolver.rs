//! What the world's DNS says: asked of the machine's own resolver, or, in a demo, of a world that needs no network.

use application::ports::{Resolver, ResolverError};
use async_trait::async_trait;
use domain_model::values::HostName;
use hickory_resolver::TokioResolver;
use hickory_resolver::net::NetError;
use hickory_resolver::proto::rr::{RData, RecordType};
use tokio::sync::OnceCell;

/// The resolver that `/etc/resolv.conf` names: read when it is first needed, for most of the registrar's work needs none.
#[derive(Default)]
pub struct SystemResolver(OnceCell<TokioResolver>);

impl SystemResolver {
    async fn resolver(&self) -> Result<&TokioResolver, NetError> {
        self.0.get_or_try_init(async || TokioResolver::builder_tokio()?.build()).await
    }

    /// The data of a type; none where the name, or data of that type, does not exist.
    async fn records(&self, domain: &HostName, kind: RecordType) -> Result<Vec<RData>, ResolverError> {
        // Whole, so that no search list is tried.
        let resolver = self.resolver().await.map_err(|error| failed(domain, error))?;
        match resolver.lookup(format!("{domain}."), kind).await {
            Ok(found) => Ok(found.answers().iter().map(|record| record.data.clone()).collect()),
            Err(error) if error.is_no_records_found() => Ok(vec![]),
            Err(error) => Err(failed(domain, error)),
        }
    }
}

fn failed(domain: &HostName, error: NetError) -> ResolverError {
    ResolverError { domain: domain.clone(), source: Box::new(error) }
}

#[async_trait]
impl Resolver for SystemResolver {
    async fn takes_mail(&self, domain: &HostName) -> Result<bool, ResolverError> {
        let exchangers = self.records(domain, RecordType::MX).await?;
        let mut mail = exchangers.iter().filter_map(|data| match data {
            RData::MX(mx) => Some(!mx.exchange.is_root()),
            _ => None,
        });
        if let Some(first) = mail.next() {
            return Ok(first || mail.any(|takes| takes));
        }
        for kind in [RecordType::A, RecordType::AAAA] {
            if self.records(domain, kind).await?.iter().any(|data| data.ip_addr().is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The demo's world, which needs no network: every name takes mail that lies below an ending of the real DNS (by the
/// public suffix list), of the papers' examples or of RFC 6761's tests. So `free.fr`, `monfai.tld` and `reseller.test`
/// do, and `*.invalid` or an ending that nobody has does not.
pub struct DemoResolver;

/// Endings of examples: `mon.nom@monfai.tld` in the SOAP paper.
const EXAMPLES: [&str; 3] = ["tld", "test", "example"];

#[async_trait]
impl Resolver for DemoResolver {
    async fn takes_mail(&self, domain: &HostName) -> Result<bool, ResolverError> {
        let ending = domain.as_str().rsplit('.').next().unwrap_or_default();
        let real = psl::suffix(domain.as_str().as_bytes()).is_some_and(|suffix| suffix.is_known());
        Ok(real || EXAMPLES.contains(&ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_demo_knows_the_papers_names_and_no_invalid_ones() {
        let takes =
            async |name: &str| DemoResolver.takes_mail(&HostName::parse(name).unwrap()).await.unwrap();
        for known in
            ["free.fr", "bookmyname.com", "monfai.tld", "domaine.tld", "reseller.test", "mail.example.co.uk"]
        {
            assert!(takes(known).await, "{known}");
        }
        for unknown in ["nobody.invalid", "example.invalid", "free.fre"] {
            assert!(!takes(unknown).await, "{unknown}");
        }
    }
}

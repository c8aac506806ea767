//! A world in which every domain takes mail but those below `invalid`; `silent.test` does not answer.

use application::ports::{Resolver, ResolverError};
use async_trait::async_trait;
use domain_model::values::HostName;

pub struct FakeResolver;

#[async_trait]
impl Resolver for FakeResolver {
    async fn takes_mail(&self, domain: &HostName) -> Result<bool, ResolverError> {
        if domain.as_str() == "silent.test" {
            return Err(ResolverError { domain: domain.clone(), source: "no answer".into() });
        }
        Ok(!domain.as_str().ends_with(".invalid"))
    }
}

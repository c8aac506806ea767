//! Which registry serves which ending.

use crate::ports::{Registry, RegistryError};
use domain_model::values::{DomainName, RegistryId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The configured registries, and the endings that each serves.
#[derive(Clone, Default)]
pub struct Registries {
    by_id: BTreeMap<RegistryId, Arc<dyn Registry>>,
    by_suffix: BTreeMap<String, RegistryId>,
    fallback: Option<RegistryId>,
}

impl Registries {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// And this one, for these endings; `*` serves whatever no other does.
    #[must_use]
    pub fn with(mut self, registry: Arc<dyn Registry>, serves: &[String]) -> Self {
        let id = registry.id().clone();
        for suffix in serves {
            if suffix == "*" {
                self.fallback = Some(id.clone());
            } else {
                self.by_suffix.insert(suffix.clone(), id.clone());
            }
        }
        self.by_id.insert(id, registry);
        self
    }

    /// The registry of a name: by its longest configured ending.
    ///
    /// # Errors
    /// None is configured for it.
    pub fn for_name(&self, name: &DomainName) -> Result<&Arc<dyn Registry>, RegistryError> {
        self.for_text(name.as_str())
    }

    /// As [`Registries::for_name`], for a host name.
    ///
    /// # Errors
    /// None is configured for it.
    pub fn for_text(&self, name: &str) -> Result<&Arc<dyn Registry>, RegistryError> {
        let mut rest = name;
        while let Some((_, suffix)) = rest.split_once('.') {
            if let Some(registry) = self.by_suffix.get(suffix).and_then(|id| self.by_id.get(id)) {
                return Ok(registry);
            }
            rest = suffix;
        }
        let fallback = self.fallback.as_ref().and_then(|id| self.by_id.get(id));
        fallback.ok_or_else(|| RegistryError::NoRoute(name.to_owned()))
    }

    /// The registry with that id.
    ///
    /// # Errors
    /// None has it.
    pub fn get(&self, id: &RegistryId) -> Result<&Arc<dyn Registry>, RegistryError> {
        self.by_id.get(id).ok_or_else(|| RegistryError::NoRoute(id.to_string()))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Registry>> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::{Answer, PollMessage, RegistryCommand};
    use domain_model::values::{ClTrid, SealOwner};

    struct Named(RegistryId);

    #[async_trait::async_trait]
    impl Registry for Named {
        fn id(&self) -> &RegistryId {
            &self.0
        }

        fn registrar(&self) -> &str {
            "ours"
        }

        async fn send(
            &self,
            command: RegistryCommand,
            _: &ClTrid,
            _: Option<SealOwner>,
        ) -> Result<Answer, RegistryError> {
            Err(RegistryError::NoRoute(command.label().to_owned()))
        }

        async fn poll(&self) -> Result<Option<PollMessage>, RegistryError> {
            Ok(None)
        }

        async fn acknowledge(&self, _: &str) -> Result<(), RegistryError> {
            Ok(())
        }
    }

    fn with(id: &str, serves: &[&str], all: Registries) -> Registries {
        let serves: Vec<String> = serves.iter().map(|&suffix| suffix.to_owned()).collect();
        all.with(Arc::new(Named(RegistryId::parse(id).unwrap())), &serves)
    }

    #[test]
    fn a_name_goes_to_the_registry_of_its_longest_ending() {
        let all = with("verisign", &["com", "net"], Registries::new());
        let all = with("nominet", &["uk", "co.uk"], all);
        let of = |name: &str| {
            let name = DomainName::parse(name).unwrap();
            all.for_name(&name).map(|registry| registry.id().to_string()).ok()
        };
        assert_eq!(of("example.com").as_deref(), Some("verisign"));
        assert_eq!(of("example.co.uk").as_deref(), Some("nominet"));
        assert_eq!(of("example.fr"), None);
        let all = with("sandbox", &["*"], all.clone());
        let fr = DomainName::parse("example.fr").unwrap();
        assert_eq!(all.for_name(&fr).unwrap().id().as_str(), "sandbox");
        let com = DomainName::parse("example.com").unwrap();
        assert_eq!(all.for_name(&com).unwrap().id().as_str(), "verisign");
    }
}

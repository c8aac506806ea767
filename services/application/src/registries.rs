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

//! The registries as those who look after them see them.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::ports::RegistryHealth;
use domain_model::maintenance::Window;
use domain_model::values::{RegistryId, Tld};
use projections::overview::RegistryLoad;

/// A registry: what it serves, what waits for it, and how its connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryLine {
    /// The name of its entry in the configuration.
    pub id: RegistryId,
    /// Our own registrar id there.
    pub registrar: String,
    /// The endings that are registered there.
    pub endings: Vec<Tld>,
    /// The operations and messages that wait.
    pub load: RegistryLoad,
    /// The connection of this process; nothing for a registry without one.
    pub health: Option<RegistryHealth>,
    /// Its maintenance windows, under way or to come, the next one first.
    pub maintenance: Vec<Window>,
}

impl Application {
    /// Every configured registry, by its id.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn registry_lines(&self) -> Result<Vec<RegistryLine>, AskError> {
        let loads = self.views().registry_loads().await?;
        let today = self.clock().now().date_naive();
        let serves = |tld: &Tld| {
            let name = format!("name.{tld}");
            self.registries().for_text(&name).ok().map(|registry| registry.id().clone())
        };
        let endings: Vec<(Tld, Option<RegistryId>)> =
            self.catalogue().tlds(today).map(|policy| (policy.tld.clone(), serves(&policy.tld))).collect();
        let mut lines = vec![];
        for registry in self.registries().iter() {
            let id = registry.id();
            let served = endings.iter().filter(|(_, by)| by.as_ref() == Some(id));
            let load = loads.iter().find(|load| load.registry == id.as_str()).cloned();
            lines.push(RegistryLine {
                id: id.clone(),
                registrar: registry.registrar().to_owned(),
                endings: served.map(|(tld, _)| tld.clone()).collect(),
                load: load.unwrap_or_default(),
                health: registry.health(),
                maintenance: self.maintenance_ahead(id).await?,
            });
        }
        Ok(lines)
    }
}

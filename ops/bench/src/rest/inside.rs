//! The application in this process, over the demo's database and registry; and the REST door before it. Workers and views
//! stay the demo's, for both contenders.

use super::door::Door;
use anyhow::Context;
use application::ports::{
    ForwardedMail, Letter, MailError, Mailer, NoClaimsNotices, RealClock, Resolver, ResolverError,
};
use application::{Application, MessageStore, Parts, Registries, Settings};
use async_trait::async_trait;
use domain_model::policy::Catalogue;
use domain_model::values::{AddressScope, HostName, SealOwner};
use epp::{EppConfig, EppRegistry};
use projections::Views;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use stories::{Demo, Rest};
use tokio::net::TcpListener;

/// The application and the address of its door.
pub struct Inside {
    pub application: Application,
    address: SocketAddr,
    program: Rest,
}

impl Inside {
    /// Composes the application, and opens its door on a port of its own.
    ///
    /// # Errors
    /// `access.json` does not say how, or the door does not open.
    pub async fn open(demo: &Demo) -> anyhow::Result<Self> {
        let journal = demo.journal().await;
        let log = Arc::new(MessageStore::new(journal.clone()));
        let registry = Arc::new(EppRegistry::new(registry(demo)?, log).context("the sandbox registry")?);
        registry.warm_up().await;
        let application = Application::new(Parts {
            views: Views::new(journal.clone()),
            journal,
            catalogue: Arc::new(Catalogue::embedded()),
            clock: Arc::new(RealClock),
            registries: Registries::new().with(registry, &["*".to_owned()]),
            mailer: Arc::new(Nobody),
            resolver: Arc::new(Nobody),
            claims: Arc::new(NoClaimsNotices),
            settings: Settings { address_scope: AddressScope::Any, ..Settings::default() },
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = rest::router(application.clone());
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let served = axum::serve(listener, service).await;
            served.inspect_err(|error| eprintln!("bench: the REST door: {error}"))
        });
        Ok(Self { application, address, program: Rest::of(demo, 0) })
    }

    /// A client of the door, with a connection of its own.
    ///
    /// # Errors
    /// It has no keys.
    pub fn door(&self) -> anyhow::Result<Door> {
        Ok(Door::new(self.address, self.program.keys().clone()))
    }
}

/// The demo's own account at the sandbox registry.
fn registry(demo: &Demo) -> anyhow::Result<EppConfig> {
    let epp = &demo.access()["epp"];
    let registrars = epp["registrars"].as_array().context("access.json names no registrars")?;
    let ours =
        registrars.iter().find(|registrar| registrar["id"] == "ours").context("we are none of them")?;
    let config = json!({
        "id": "sandbox", "address": epp["address"], "server_name": "localhost", "ca": epp["ca"],
        "cert": ours["cert"], "key": ours["key"], "registrar": ours["id"], "password": ours["password"],
    });
    serde_json::from_value(config).context("reading how the registry is reached")
}

/// Letters and look-ups are the demo's workers': nothing here asks for them.
pub struct Nobody;

#[async_trait]
impl Mailer for Nobody {
    async fn send(&self, _: &Letter) -> Result<(), MailError> {
        Ok(())
    }

    async fn forward(&self, _: &ForwardedMail) -> Result<(), MailError> {
        Ok(())
    }

    async fn forget(&self, _: &SealOwner) -> Result<(), MailError> {
        Ok(())
    }
}

#[async_trait]
impl Resolver for Nobody {
    async fn takes_mail(&self, _: &HostName) -> Result<bool, ResolverError> {
        Ok(false)
    }
}

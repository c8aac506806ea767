//! The back office's own door: GraphQL over HTTP and WebSocket.
//!
//! A resolver translates: it reads values, makes one call, and words the answer. Rules live in the application.

mod agent;
mod caller;
mod cookie;
mod evidence;
mod http;
mod limits;
mod loaders;
mod looks;
mod mutations;
mod news;
mod objects;
mod payload;
mod provider;
mod queries;
mod reseller;
mod session;
mod socket;
mod subscriptions;
mod values;

use application::ports::IdentityProvider;
use application::{Advance, Application, AskError};
use async_graphql::Schema;
use async_trait::async_trait;
use chrono::TimeDelta;
use std::sync::Arc;

pub use http::router;
pub use mutations::Mutation;
pub use provider::RETURNS as PROVIDER_RETURNS;
pub use queries::Query;
pub use reseller::{DraftedMail, MailDesk, MailMistake, MailRehearsal, MailResult};
pub use subscriptions::Subscription;
pub use values::Points;

/// The schema with its resolvers.
pub type Registrar = Schema<Query, Mutation, Subscription>;

/// Somebody who can move time: the demo's clock.
#[async_trait]
pub trait ClockControl: Send + Sync {
    /// Goes forward, meeting every deadline on the way.
    ///
    /// # Errors
    /// The journal failed.
    async fn advance(&self, by: TimeDelta) -> Result<Advance, AskError>;
}

/// What the door stands before.
#[derive(Clone)]
pub struct GraphqlState {
    pub(crate) application: Application,
    pub(crate) schema: Registrar,
    pub(crate) sessions: session::Sessions,
    pub(crate) resellers: reseller::Resellers,
    pub(crate) provider: provider::Provider,
}

impl GraphqlState {
    /// Over this application; `clock` exists in a demo alone. `mails` writes batch mails for resellers.
    pub fn new(
        application: Application,
        clock: Option<Arc<dyn ClockControl>>,
        mails: Arc<dyn MailDesk>,
    ) -> Self {
        let schema = builder()
            .data(application.clone())
            .data(news::News::new(application.journal().clone()))
            .data(Clock(clock))
            .extension(looks::Recorder(application.clone()))
            .finish();
        let provider = provider::Provider::default();
        let sessions = session::builder().data(application.clone()).data(provider.clone()).finish();
        let resellers = reseller::builder().data(application.clone()).data(mails).finish();
        Self { application, schema, sessions, resellers, provider }
    }

    /// With somebody who vouches for the people who work here.
    #[must_use]
    pub fn vouched_by(mut self, provider: Option<Arc<dyn IdentityProvider>>) -> Self {
        self.provider = provider::Provider(provider);
        let sessions = session::builder().data(self.application.clone());
        self.sessions = sessions.data(self.provider.clone()).finish();
        self
    }

    /// How the registrar is reached from outside.
    pub(crate) fn public_url(&self) -> &str {
        &self.application.settings().link_base
    }
}

pub(crate) struct Clock(pub Option<Arc<dyn ClockControl>>);

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<objects::Node>()
        .disable_suggestions()
        .limit_depth(limits::DEPTH)
        .limit_complexity(limits::COMPLEXITY)
        .limit_directives(limits::DIRECTIVES)
        .extension(limits::Documents)
}

/// The schema in its own language: `schema.graphql` is this.
pub fn sdl() -> String {
    builder().finish().sdl()
}

/// The schema of signing in, in its own language: `session.graphql` is this.
pub fn session_sdl() -> String {
    session::builder().finish().sdl()
}

/// The schema of the reseller's own pages, in its own language: `reseller.graphql` is this.
pub fn reseller_sdl() -> String {
    reseller::builder().finish().sdl()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_schema_is_the_generated_one() {
        for (file, sdl) in [
            ("schema.graphql", super::sdl()),
            ("session.graphql", super::session_sdl()),
            ("reseller.graphql", super::reseller_sdl()),
        ] {
            let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("UPDATE_SCHEMA").is_some() {
                std::fs::write(&path, &sdl).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(committed, sdl, "{file}: run the test with UPDATE_SCHEMA=1 and commit the file");
        }
    }
}

//! The port: commands in, answers out.

use std::sync::Arc;
use std::time::Duration;

use application::ports::{
    Answer, MessageLog, PollMessage, Registry, RegistryCommand, RegistryError, RegistryHealth,
};
use async_trait::async_trait;
use domain_model::values::{ClTrid, RegistryId, SealOwner};

use crate::config::{EppConfig, EppError};
use crate::keep_alive::open_warm;
use crate::pool::{Failure, Pool, Reply, Status, fresh_cltrid};
use crate::request::{self, Request};
use crate::restore;

/// A registry that speaks EPP. Clones share the sessions.
#[derive(Clone)]
pub struct EppRegistry {
    pool: Arc<Pool>,
}

impl EppRegistry {
    /// Reads certificates and password; connects to nothing yet.
    ///
    /// # Errors
    /// The configuration or a file that it names is wrong.
    pub fn new(config: EppConfig, log: Arc<dyn MessageLog>) -> Result<Self, EppError> {
        Ok(Self { pool: Arc::new(Pool::new(config, log)?) })
    }

    /// Opens the sessions that are kept warm, so that the first command need not wait for them. A registry that
    /// is down is tried again later.
    pub async fn warm_up(&self) {
        self.pool.keep_alive();
        open_warm(&self.pool).await;
    }

    /// Connects, reads the greeting and leaves again, without a login: whether the registry is there. Answers how
    /// long that took.
    ///
    /// # Errors
    /// Why there was no greeting, in words without secrets.
    pub async fn greet(&self) -> Result<Duration, String> {
        self.pool.greet().await.map_err(|error| error.to_string())
    }

    /// How the connection stands.
    pub fn status(&self) -> Status {
        self.pool.status()
    }

    /// How often to poll when the queue was empty.
    pub fn poll_interval(&self) -> Duration {
        self.pool.config.poll_interval
    }

    /// Logs out, and waits until every raw message is stored. Later commands are not sent.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// One exchange, for one step of a command.
    pub(crate) async fn exchange(
        &self,
        request: &Request,
        cltrid: &str,
        log: Option<&SealOwner>,
    ) -> Result<Reply, RegistryError> {
        self.pool.run(request, cltrid, log).await.map_err(|failure| match failure {
            Failure::NotSent(why) => self.not_sent(request.label, why),
            Failure::Lost(why) => RegistryError::AnswerLost {
                registry: self.id().clone(),
                label: request.label,
                cltrid: cltrid.to_owned(),
                why,
            },
        })
    }

    fn not_sent(&self, label: &'static str, why: String) -> RegistryError {
        RegistryError::NotSent { registry: self.id().clone(), label, why }
    }
}

#[async_trait]
impl Registry for EppRegistry {
    fn id(&self) -> &RegistryId {
        &self.pool.config.id
    }

    fn registrar(&self) -> &str {
        &self.pool.config.registrar
    }

    async fn send(
        &self,
        command: RegistryCommand,
        cltrid: &ClTrid,
        log: Option<SealOwner>,
    ) -> Result<Answer, RegistryError> {
        if let RegistryCommand::RestoreDomain { name, deleted_at, restored_at, fee } = &command {
            let asked = request::restore_request(name, fee.as_ref());
            let times = restore::Times { deleted_at: *deleted_at, restored_at: *restored_at };
            return restore::restore(self, (name, &asked), &times, cltrid, log.as_ref()).await;
        }
        let request = request::request(&command, self.pool.config.disclose);
        let reply = self.exchange(&request, cltrid.as_str(), log.as_ref()).await?;
        Ok(reply.response.into_answer(&request.secrets()))
    }

    async fn poll(&self) -> Result<Option<PollMessage>, RegistryError> {
        let request = request::poll();
        self.pool.polled();
        let reply = self.exchange(&request, &fresh_cltrid(request.label), None).await?;
        let response = reply.response;
        if !response.is_success() {
            return Err(self.not_sent(request.label, format!("{} {}", response.code, response.message)));
        }
        let message = response.poll_message(reply.raw);
        if message.is_none() && response.code == 1301 {
            tracing::warn!(registry = %self.id(), svtrid = response.svtrid, "a message without an id");
        }
        Ok(message)
    }

    fn health(&self) -> Option<RegistryHealth> {
        Some(self.pool.health())
    }

    async fn acknowledge(&self, id: &str) -> Result<(), RegistryError> {
        let request = request::acknowledge(id);
        let reply = self.exchange(&request, &fresh_cltrid(request.label), None).await?;
        match reply.response.code {
            // 2303: it is gone already; an acknowledgement whose answer was lost ends here.
            ..2000 | 2303 => Ok(()),
            code => Err(self.not_sent(request.label, format!("{code} {}", reply.response.message))),
        }
    }
}

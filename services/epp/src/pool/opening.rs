//! Opening sessions: connect, log in, remember how that went.

use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Pool, fresh_cltrid};
use crate::request;
use crate::response::Greeting;
use crate::session::{OpenError, Session};

impl Pool {
    /// Opens a session; after a failure one caller at a time, the others look again at what came of it.
    pub(super) async fn attempt(&self, deadline: Instant) -> Result<Option<Session>, String> {
        let failing = self.state().backoff.is_failing();
        let _alone = match failing {
            true => Some(timeout_at(deadline, self.attempt.lock()).await.map_err(|_| self.why_closed())?),
            false => None,
        };
        let moot = {
            let state = self.state();
            state.backoff.until(Instant::now()).is_some() || !state.idle.is_empty()
        };
        if failing && moot {
            return Ok(None);
        }
        Ok(self.open_session().await.ok())
    }

    /// Connects and logs in, and remembers how that went.
    pub async fn open_session(&self) -> Result<Session, OpenError> {
        let opened = timeout(self.config.timeouts.connect, self.log_in()).await;
        let opened = opened.unwrap_or(Err(OpenError::Timeout));
        match &opened {
            Ok(_) => {
                tracing::info!(registry = %self.config.id, "session opened");
                self.state().backoff.succeeded();
            }
            Err(error) => {
                tracing::warn!(registry = %self.config.id, %error, "no session could be opened");
                self.state().backoff.failed(Instant::now(), error.is_hopeless());
                self.failed(&error.to_string());
            }
        }
        opened
    }

    /// Connects, reads the greeting, and leaves again: no login, no slot, nothing remembered.
    pub async fn greet(&self) -> Result<Duration, OpenError> {
        let config = &self.config;
        let begun = Instant::now();
        let greeted = Session::connect(&config.address, &self.tls, config.limits.frame_octets, &self.open);
        timeout(config.timeouts.connect, greeted).await.unwrap_or(Err(OpenError::Timeout))?;
        Ok(begun.elapsed())
    }

    async fn log_in(&self) -> Result<Session, OpenError> {
        let config = &self.config;
        let (mut session, greeting) =
            Session::connect(&config.address, &self.tls, config.limits.frame_octets, &self.open).await?;
        let extensions = Greeting::offered(&greeting.extensions, &config.services.extensions);
        let login = request::login(
            &config.registrar,
            &self.password,
            greeting.language(),
            &Greeting::offered(&greeting.objects, &config.services.objects),
            &extensions,
        );
        let reply = self.exchange(&mut session, &login, &fresh_cltrid("login"), None).await;
        let response = reply.map_err(OpenError::Login)?.response;
        match response.is_success() {
            true => {
                session.extensions = extensions;
                Ok(session)
            }
            false => {
                let answer = response.into_answer(&login.secrets());
                Err(OpenError::Refused { code: answer.code, message: answer.message })
            }
        }
    }
}

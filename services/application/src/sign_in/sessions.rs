//! Who holds a token or a session, and how sessions end.

use super::SignInSettings;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::refusal::Refusal;
use crate::secrets;
use crate::staff::token_name;
use chrono::{DateTime, Utc};
use domain_model::operator::{self, Command, Login, Operator, Role, Session};
use domain_model::{Actor, Cause, Channel};
use journal::Streams;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// For so long what this process knows of an operator is not asked for again.
const LATELY: Duration = Duration::from_millis(100);
const REMEMBERED: u64 = 100_000;

/// When sessions were last used, as far as this process has seen.
pub(super) struct LastUses(moka::sync::Cache<String, Instant>);

impl LastUses {
    pub fn new(settings: &SignInSettings) -> Self {
        // A session that was forgotten here would begin anew: it is remembered as long as it can last.
        let lasts = settings.lifetime + settings.idle;
        Self(moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(lasts).build())
    }

    pub fn now(&self, digest: &str) {
        self.0.insert(digest.to_owned(), Instant::now());
    }

    /// For how long nobody used it; what was never seen here begins now.
    fn idle(&self, digest: &str) -> Duration {
        self.0.get_with(digest.to_owned(), Instant::now).elapsed()
    }
}

/// A session, as people are shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSheet {
    /// The beginning of its digest.
    pub name: String,
    /// Since when, in real time.
    pub opened_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// From which network address; absent where that cannot be read any more.
    pub address: Option<String>,
    /// With which browser, on which system.
    pub agent: String,
}

impl SessionSheet {
    fn of(digest: &str, session: &Session) -> Self {
        Self {
            name: token_name(digest).to_owned(),
            opened_at: session.opened_at,
            expires_at: session.expires_at,
            address: session.address.as_ref().and_then(|address| address.value().cloned()),
            agent: session.agent.as_str().to_owned(),
        }
    }
}

/// Somebody who is let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Who.
    pub login: Login,
    /// As what.
    pub role: Role,
    /// The session; absent for a bearer token.
    pub session: Option<SessionSheet>,
}

impl Application {
    /// Who holds a bearer token or a session.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn authenticate(&self, token: &str) -> Result<Option<(Login, Role)>, AskError> {
        let admitted = self.admitted(token, true).await?;
        Ok(admitted.map(|admitted| (admitted.login, admitted.role)))
    }

    /// As [`Application::authenticate`], with the session. `used`: a person asks, so that the session is not idle.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn admitted(&self, token: &str, used: bool) -> Result<Option<Admitted>, AskError> {
        if let Some(login) = secrets::login_of(secrets::SESSION, token) {
            return self.session_of(login, &secrets::digest(token), used).await;
        }
        let Some(login) = secrets::login_of(secrets::TOKEN, token) else { return Ok(None) };
        let state = self.journal().load_lately::<Operator>(&login, LATELY).await?.state;
        let Operator::Enrolled { role, tokens, .. } = state else { return Ok(None) };
        let now = journal::wall_clock();
        let valid =
            tokens.get(&secrets::digest(token)).is_some_and(|ends| ends.is_none_or(|ends| ends > now));
        Ok(valid.then_some(Admitted { login, role, session: None }))
    }

    async fn session_of(&self, login: Login, digest: &str, used: bool) -> Result<Option<Admitted>, AskError> {
        let state = self.journal().load_lately::<Operator>(&login, LATELY).await?.state;
        let Operator::Enrolled { role, sessions, .. } = state else { return Ok(None) };
        let now = journal::wall_clock();
        let Some(session) = sessions.get(digest).filter(|session| session.expires_at > now) else {
            return Ok(None);
        };
        let book = &self.sign_ins().used;
        if book.idle(digest) >= self.settings().sign_in.idle {
            self.end_idle(&login, digest).await;
            return Ok(None);
        }
        if used {
            book.now(digest);
        }
        Ok(Some(Admitted { login, role, session: Some(SessionSheet::of(digest, session)) }))
    }

    /// Written down, so that it is over in every process and the history says when.
    async fn end_idle(&self, login: &Login, digest: &str) {
        let cause = Cause::new(Actor::Clock, Channel::Internal, self.clock().now(), Uuid::now_v7());
        let ask = Ask::new(cause.because("nobody used it"));
        let close = Command::CloseSession { digest: digest.to_owned() };
        if let Err(error) = self.on_operator(login, close, &ask).await {
            tracing::warn!(operator = %login, error = %error, "an idle session was not closed");
        }
    }

    /// Ends the session of a token: nobody has to be told whether it was one.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn sign_out(&self, token: &str, address: std::net::IpAddr) -> Result<(), AskError> {
        let Some(login) = secrets::login_of(secrets::SESSION, token) else { return Ok(()) };
        let digest = secrets::digest(token);
        let state = self.journal().load::<Operator>(&login).await?.state;
        let Operator::Enrolled { sessions, .. } = state else { return Ok(()) };
        if !sessions.contains_key(&digest) {
            return Ok(());
        }
        let ask = self.asked_by(&login, address);
        self.on_operator(&login, Command::CloseSession { digest }, &ask).await?;
        Ok(())
    }

    /// Sessions of a member of staff that run, the latest first.
    ///
    /// # Errors
    /// There is no such operator.
    pub async fn sessions(&self, login: &Login) -> Result<Vec<SessionSheet>, AskError> {
        let Operator::Enrolled { sessions, .. } = self.journal().load::<Operator>(login).await?.state else {
            return Err(Refusal::Operator(operator::Refusal::Unknown).into());
        };
        let now = journal::wall_clock();
        let running = sessions.iter().filter(|(_, session)| session.expires_at > now);
        let mut sheets: Vec<_> = running.map(|(digest, session)| SessionSheet::of(digest, session)).collect();
        sheets.sort_by(|one, other| other.opened_at.cmp(&one.opened_at).then(one.name.cmp(&other.name)));
        Ok(sheets)
    }

    /// Ends the session of that name ([`token_name`]) of a member of staff.
    ///
    /// # Errors
    /// There is no such operator, or no such session.
    pub async fn close_session(
        &self,
        login: &Login,
        session: &str,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        self.once(ask, Streams::new().with::<Operator>(login), |work| {
            let Operator::Enrolled { sessions, .. } = work.state::<Operator>(login) else {
                return Err(Refusal::Operator(operator::Refusal::Unknown));
            };
            let digest = sessions.keys().find(|digest| token_name(digest) == session).cloned();
            let digest = digest
                .ok_or_else(|| Refusal::NothingWaits { what: format!("session {session} of {login}") })?;
            work.execute::<Operator>(login, &Command::CloseSession { digest })?;
            Ok(session.to_owned())
        })
        .await
    }
}

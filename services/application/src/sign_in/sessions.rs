//! Who holds a token or a session, and how sessions end.

use super::{Person, SignInSettings};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::secrets;
use crate::staff::token_name;
use chrono::{DateTime, Utc};
use domain_model::account::{Account, Profile};
use domain_model::operator::{Login, Operator, Role};
use domain_model::sign_in::{AccountSignIn, Command, Session};
use domain_model::values::AccountNumber;
use domain_model::{Actor, Cause, Channel};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// For so long what this process knows of somebody is not asked for again.
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
    /// The issuer of OpenID Connect that vouched for the person; absent where it was a password.
    pub issuer: Option<String>,
}

impl SessionSheet {
    fn of(digest: &str, session: &Session) -> Self {
        Self {
            name: token_name(digest).to_owned(),
            opened_at: session.opened_at,
            expires_at: session.expires_at,
            address: session.address.as_ref().and_then(|address| address.value().cloned()),
            agent: session.agent.as_str().to_owned(),
            issuer: session.issuer.clone(),
        }
    }
}

/// A member of staff who is let in.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Who.
    pub login: Login,
    /// As what.
    pub role: Role,
    /// The session; absent for a bearer token.
    pub session: Option<SessionSheet>,
}

/// An account that is let in at its own pages.
#[derive(Clone, Debug)]
pub struct AdmittedAccount {
    /// Which.
    pub account: AccountNumber,
    /// What is set on it.
    pub profile: Box<Profile>,
    /// The session.
    pub session: SessionSheet,
}

/// Whoever holds the session of a browser.
#[derive(Clone, Debug)]
pub enum Visiting {
    /// A member of staff.
    Operator(Admitted),
    /// An account.
    Account(AdmittedAccount),
}

impl Application {
    /// Who holds a bearer token or a session.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn authenticate(&self, token: &str) -> Result<Option<(Login, Role)>, AskError> {
        let admitted = self.admitted(token, true).await?;
        Ok(admitted.map(|admitted| (admitted.login, admitted.role)))
    }

    /// As [`Application::authenticate`], with the session. `used`: a person asks, so that the session is not idle.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn admitted(&self, token: &str, used: bool) -> Result<Option<Admitted>, AskError> {
        let digest = secrets::digest(token);
        if let Some(login) = secrets::holder_of::<Login>(secrets::SESSION, token) {
            let state = self.journal().load_lately::<Operator>(&login, LATELY).await?.state;
            let Operator::Enrolled { role, entrance, .. } = state else { return Ok(None) };
            let person = Person::Operator(login.clone());
            let session = self.running(&person, &entrance.sessions, &digest, used).await;
            return Ok(session.map(|session| Admitted { login, role, session: Some(session) }));
        }
        let Some(login) = secrets::holder_of::<Login>(secrets::TOKEN, token) else { return Ok(None) };
        let state = self.journal().load_lately::<Operator>(&login, LATELY).await?.state;
        let Operator::Enrolled { role, tokens, .. } = state else { return Ok(None) };
        let now = journal::wall_clock();
        let valid = tokens.get(&digest).is_some_and(|ends| ends.is_none_or(|ends| ends > now));
        Ok(valid.then_some(Admitted { login, role, session: None }))
    }

    /// The account that holds a session, as long as it is open.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn admitted_account(
        &self,
        token: &str,
        used: bool,
    ) -> Result<Option<AdmittedAccount>, AskError> {
        let Some(account) = secrets::holder_of::<AccountNumber>(secrets::ACCOUNT_SESSION, token) else {
            return Ok(None);
        };
        let state = self.journal().load_lately::<Account>(&account, LATELY).await?.state;
        let Account::Open(profile) = state else { return Ok(None) };
        let entrance = self.journal().load_lately::<AccountSignIn>(&account, LATELY).await?.state;
        let digest = secrets::digest(token);
        let session = self.running(&account.into(), &entrance.sessions, &digest, used).await;
        Ok(session.map(|session| AdmittedAccount { account, profile, session }))
    }

    /// Whoever holds the session of a browser.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn visiting(&self, token: &str, used: bool) -> Result<Option<Visiting>, AskError> {
        if let Some(account) = self.admitted_account(token, used).await? {
            return Ok(Some(Visiting::Account(account)));
        }
        let admitted = self.admitted(token, used).await?;
        Ok(admitted.filter(|admitted| admitted.session.is_some()).map(Visiting::Operator))
    }

    /// A session that is neither over nor idle.
    async fn running(
        &self,
        person: &Person,
        sessions: &BTreeMap<String, Session>,
        digest: &str,
        used: bool,
    ) -> Option<SessionSheet> {
        let now = journal::wall_clock();
        let session = sessions.get(digest).filter(|session| session.expires_at > now)?;
        let book = &self.sign_ins().used;
        if book.idle(digest) >= self.settings().sign_in.idle {
            self.end_idle(person, digest).await;
            return None;
        }
        if used {
            book.now(digest);
        }
        Some(SessionSheet::of(digest, session))
    }

    /// Written down, so that it is over in every process and the history says when.
    async fn end_idle(&self, person: &Person, digest: &str) {
        let cause = Cause::new(Actor::Clock, Channel::Internal, self.clock().now(), Uuid::now_v7());
        let ask = Ask::new(cause.because("nobody used it"));
        if let Err(error) = self.end_session(person, digest, &ask).await {
            tracing::warn!(%person, error = %error, "an idle session was not closed");
        }
    }

    async fn end_session(&self, person: &Person, digest: &str, ask: &Ask) -> Result<(), AskError> {
        let close = Command::CloseSession { digest: digest.to_owned() };
        self.once(ask, person.streams(), |work| person.execute(work, close.clone())).await?;
        Ok(())
    }

    /// Ends the session of a token: nobody has to be told whether it was one.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn sign_out(&self, token: &str, address: std::net::IpAddr) -> Result<(), AskError> {
        let staff = secrets::holder_of::<Login>(secrets::SESSION, token).map(Person::Operator);
        let account = || secrets::holder_of(secrets::ACCOUNT_SESSION, token).map(Person::Account);
        let Some(person) = staff.or_else(account) else { return Ok(()) };
        let digest = secrets::digest(token);
        let known = self.person_known(&person).await?;
        if !known.is_some_and(|known| known.entrance.sessions.contains_key(&digest)) {
            return Ok(());
        }
        let ask = self.asked_by(&person, address);
        self.end_session(&person, &digest, &ask).await
    }

    /// Somebody's sessions that run, the latest first.
    ///
    /// # Errors
    /// There is nobody of that name.
    #[boxed]
    pub async fn sessions(&self, person: &Person) -> Result<Vec<SessionSheet>, AskError> {
        let known = self.person_known(person).await?.ok_or_else(|| person.unknown())?;
        let now = journal::wall_clock();
        let running = known.entrance.sessions.iter().filter(|(_, session)| session.expires_at > now);
        let mut sheets: Vec<_> = running.map(|(digest, session)| SessionSheet::of(digest, session)).collect();
        sheets.sort_by(|one, other| other.opened_at.cmp(&one.opened_at).then(one.name.cmp(&other.name)));
        Ok(sheets)
    }

    /// Ends somebody's session of that name ([`token_name`]).
    ///
    /// # Errors
    /// There is nobody of that name, or no such session.
    #[boxed]
    pub async fn close_session(
        &self,
        person: &Person,
        session: &str,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        self.once(ask, person.streams(), |work| {
            let entrance = person.entrance(work)?;
            let digest = entrance.sessions.keys().find(|digest| token_name(digest) == session).cloned();
            let digest = digest
                .ok_or_else(|| Refusal::NothingWaits { what: format!("session {session} of {person}") })?;
            person.execute(work, Command::CloseSession { digest })?;
            Ok(session.to_owned())
        })
        .await
    }
}

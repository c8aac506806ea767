//! The people who work here: passwords, roles, tokens, departures; and what they did that is no event.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::looks::NotRecorded;
use crate::refusal::Refusal;
use crate::secrets;
use domain_model::operator::{self, Login, Operator, Role};
use domain_model::values::Reason;
use journal::{Act, Noted, Streams};
use uuid::Uuid;

/// How many digits of a token's digest name it.
const TOKEN_NAME: usize = 12;

/// The name of a token, by its digest: enough to tell it from the others of one person.
pub fn token_name(digest: &str) -> &str {
    digest.get(..TOKEN_NAME).unwrap_or(digest)
}

/// Who works, as what, from where.
#[derive(Clone, Debug)]
pub struct AtWork {
    /// The login.
    pub login: Login,
    /// As what.
    pub role: Role,
    /// From which network address.
    pub address: Option<String>,
}

impl AtWork {
    fn noted(&self, act: Act, subjects: Vec<String>, reason: Option<&Reason>) -> Noted {
        Noted {
            login: self.login.to_string(),
            role: self.role.to_string(),
            act,
            subjects,
            reason: reason.map(ToString::to_string),
            address: self.address.clone(),
        }
    }
}

impl Application {
    /// One command to an operator.
    pub(crate) async fn on_operator(
        &self,
        login: &Login,
        command: operator::Command,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        self.once(ask, Streams::new().with::<Operator>(login), |work| {
            work.execute::<Operator>(login, &command)?;
            Ok(login.to_string())
        })
        .await
    }

    /// Sets a member of staff's password.
    ///
    /// # Errors
    /// There is no such operator.
    #[boxed]
    pub async fn set_operator_password(
        &self,
        login: &Login,
        password: &secrecy::SecretString,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let hash = secrets::hash_password(password.clone()).await;
        self.on_operator(login, operator::Command::SetPassword { hash }, ask).await
    }

    /// Gives a member of staff another role.
    ///
    /// # Errors
    /// There is no such operator, or it is the one who asks.
    #[boxed]
    pub async fn set_operator_role(
        &self,
        login: &Login,
        role: Role,
        by: &Login,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if login == by {
            return Err(Refusal::OwnRole.into());
        }
        self.on_operator(login, operator::Command::SetRole { role }, ask).await
    }

    /// A member of staff leaves: every token ends.
    ///
    /// # Errors
    /// There is no such operator, or it is the one who asks.
    #[boxed]
    pub async fn dismiss_operator(
        &self,
        login: &Login,
        by: &Login,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if login == by {
            return Err(Refusal::OwnRole.into());
        }
        self.on_operator(login, operator::Command::Leave, ask).await
    }

    /// Takes tokens back: the one of that name ([`token_name`]), or all of them.
    ///
    /// # Errors
    /// There is no such operator, or no such token.
    #[boxed]
    pub async fn revoke_tokens(
        &self,
        login: &Login,
        token: Option<&str>,
        ask: &Ask,
    ) -> Result<Accepted<u64>, AskError> {
        self.once(ask, Streams::new().with::<Operator>(login), |work| {
            let Operator::Enrolled { tokens, .. } = work.state::<Operator>(login).clone() else {
                return Err(Refusal::Operator(operator::Refusal::Unknown));
            };
            let wanted = |digest: &&String| token.is_none_or(|name| token_name(digest) == name);
            let digests: Vec<String> = tokens.keys().filter(wanted).cloned().collect();
            if let Some(name) = token.filter(|_| digests.is_empty()) {
                return Err(Refusal::NothingWaits { what: format!("token {name} of {login}") });
            }
            for digest in &digests {
                let revoke = operator::Command::RevokeToken { digest: digest.clone() };
                work.execute::<Operator>(login, &revoke)?;
            }
            Ok(digests.len() as u64)
        })
        .await
    }

    /// Records that personal data was shown, before it is.
    ///
    /// # Errors
    /// It could not be recorded: then nothing may be shown.
    #[boxed]
    pub async fn record_look(&self, who: &AtWork, subjects: Vec<String>) -> Result<(), NotRecorded> {
        self.looks().record(self.journal(), who.noted(Act::Look, subjects, None)).await
    }

    /// Opens a job, or a batch mail, again that was given up.
    ///
    /// # Errors
    /// No such job waits.
    #[boxed]
    pub async fn retry_job(&self, job: Uuid, who: &AtWork, ask: &Ask) -> Result<Accepted<String>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let stream = match self.journal().jobs().reopen_by_id(job).await? {
            Some(stream) => stream,
            None if self.journal().inbox().reopen(job).await? => "batch-mail".to_owned(),
            None => return Err(Refusal::NothingWaits { what: format!("job {job}") }.into()),
        };
        self.journal().note(vec![who.noted(Act::RetryJob, vec![job.to_string(), stream], None)]).await?;
        self.without_event(job.to_string(), ask).await
    }

    /// Says that a person has dealt with a registry's message.
    ///
    /// # Errors
    /// No such message waits.
    #[boxed]
    pub async fn close_registry_message(
        &self,
        registry: &str,
        message: &str,
        reason: &Reason,
        who: &AtWork,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let subject = format!("{registry}/{message}");
        if !self.journal().close_poll(registry, message).await? {
            return Err(Refusal::NothingWaits { what: format!("message {subject}") }.into());
        }
        self.journal().note(vec![who.noted(Act::CloseMessage, vec![subject.clone()], Some(reason))]).await?;
        self.without_event(subject, ask).await
    }

    /// The answer to something that is no event: no view has to wait for it, and its key is kept.
    async fn without_event(&self, value: String, ask: &Ask) -> Result<Accepted<String>, AskError> {
        self.once(ask, Streams::new(), |_| Ok(value.clone())).await
    }
}

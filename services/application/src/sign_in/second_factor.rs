//! The second factor and the password, changed by those whose they are; and by an admin where one is lost.

use super::codes::{self, Codes, RecoveryCodes};
use super::{Enrolment, NotSignedIn};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::failures::network;
use crate::refusal::Refusal;
use domain_model::operator::{self, Command, Login, Operator, SecondFactor};
use domain_model::values::Sealed;
use journal::Streams;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

impl Application {
    /// A new secret for a second factor: the only time that it is seen. It is in force once a code was right for it.
    ///
    /// # Errors
    /// There is no such operator, or a second factor is in force.
    pub async fn offer_second_factor(&self, login: &Login, ask: &Ask) -> Result<Enrolment, AskError> {
        // It is shown once, so that a repeated request cannot be answered with the first.
        let ask = &Ask { key: None, ..ask.clone() };
        let text = codes::new_secret();
        let secret = Sealed::open(operator::credentials_of(login), text.clone());
        self.on_operator(login, Command::OfferSecondFactor { secret }, ask).await?;
        let issuer = &self.settings().sign_in.issuer;
        let uri = Codes::of_text(&text).and_then(|codes| codes.uri(issuer, login));
        let uri = uri.unwrap_or_else(|| SecretString::from(format!("otpauth://totp/{login}?secret={text}")));
        Ok(Enrolment { secret: text.into(), uri })
    }

    /// Puts the second factor on offer in force by its first code; its recovery codes: the only time that they are seen.
    ///
    /// # Errors
    /// None was offered, one is in force, the code is wrong, or too many were.
    pub async fn confirm_second_factor(
        &self,
        login: &Login,
        code: &SecretString,
        address: IpAddr,
        ask: &Ask,
    ) -> Result<Vec<SecretString>, AskError> {
        let ask = &Ask { key: None, ..ask.clone() };
        let recovery = RecoveryCodes::new();
        let attempt = self.once(ask, Streams::new().with::<Operator>(login), |work| {
            let factor = factor(work.state::<Operator>(login))?;
            if factor.is_in_force() {
                return Err(operator::Refusal::SecondFactorInForce.into());
            }
            let offered = factor.offered.as_ref().ok_or(operator::Refusal::NothingOffered)?;
            let step = Codes::of(Some(offered)).and_then(|codes| codes.step(code));
            let step = step.ok_or(operator::Refusal::CodeWrong)?;
            let hashes = recovery.hashes();
            work.execute::<Operator>(login, &Command::ConfirmSecondFactor { step, hashes })?;
            Ok(())
        });
        self.guarding_codes(login, address, attempt).await?;
        Ok(recovery.shown())
    }

    /// Takes a second factor away: one's own with a code of it, or, where `code` is absent, somebody else's. Whether the
    /// one who asks may is for the caller to know.
    ///
    /// # Errors
    /// There is none, the code is wrong, or too many were.
    pub async fn remove_second_factor(
        &self,
        login: &Login,
        code: Option<&SecretString>,
        address: IpAddr,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let attempt = self.once(ask, Streams::new().with::<Operator>(login), |work| {
            let factor = factor(work.state::<Operator>(login))?;
            if !factor.is_in_force() {
                return Err(operator::Refusal::NoSecondFactor.into());
            }
            let proof = code.map(|code| codes::proof(factor, code)).transpose()?;
            work.execute::<Operator>(login, &Command::RemoveSecondFactor { proof })?;
            Ok(login.to_string())
        });
        match code {
            Some(_) => self.guarding_codes(login, address, attempt).await,
            None => attempt.await,
        }
    }

    /// Changes somebody's own password: every session ends, this one too.
    ///
    /// # Errors
    /// The current one is another, or too many were.
    pub async fn change_password(
        &self,
        login: &Login,
        current: SecretString,
        new: &SecretString,
        address: IpAddr,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        // A key is kept with a digest of what was asked, which nobody may try passwords against.
        let ask = &Ask { key: None, ..ask.clone() };
        if current.expose_secret() == new.expose_secret() {
            return Err(Refusal::NoChange.into());
        }
        let known = self.password_of(login.as_str(), current, network(address)).await?;
        known.map_err(Refusal::from)?;
        self.set_operator_password(login, new, ask).await
    }

    /// Whether a member of staff has a second factor in force.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn has_second_factor(&self, login: &Login) -> Result<bool, AskError> {
        let state = self.journal().load::<Operator>(login).await?.state;
        Ok(factor(&state).is_ok_and(SecondFactor::is_in_force))
    }
}

fn factor(state: &Operator) -> Result<&SecondFactor, Refusal> {
    match state {
        Operator::Enrolled { second_factor, .. } => Ok(second_factor),
        Operator::Absent | Operator::Left => Err(operator::Refusal::Unknown.into()),
    }
}

impl From<NotSignedIn> for AskError {
    fn from(why: NotSignedIn) -> Self {
        Self::Refused(why.into())
    }
}

//! The second factor and the password, changed by those whose they are; and by an admin where one is lost.

use super::codes::{self, Codes, RecoveryCodes};
use super::{Enrolment, NotSignedIn, Person};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::failures::network;
use crate::refusal::Refusal;
use domain_model::sign_in::{self, Command};
use domain_model::values::Sealed;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;

impl Application {
    /// A new secret for a second factor: the only time that it is seen. It is in force once a code was right for it.
    ///
    /// # Errors
    /// There is nobody of that name, or a second factor is in force.
    #[boxed]
    pub async fn offer_second_factor(&self, person: &Person, ask: &Ask) -> Result<Enrolment, AskError> {
        // It is shown once, so that a repeated request cannot be answered with the first.
        let ask = &Ask { key: None, ..ask.clone() };
        let text = codes::new_secret();
        let secret = Sealed::open(person.credentials(), text.clone());
        self.once(ask, person.streams(), |work| {
            person.entrance(work)?;
            person.execute(work, Command::OfferSecondFactor { secret: secret.clone() })
        })
        .await?;
        let issuer = &self.settings().sign_in.issuer;
        let uri = Codes::of_text(&text).and_then(|codes| codes.uri(issuer, &person.to_string()));
        let uri = uri.unwrap_or_else(|| SecretString::from(format!("otpauth://totp/{person}?secret={text}")));
        Ok(Enrolment { secret: text.into(), uri })
    }

    /// Puts the second factor on offer in force by its first code; its recovery codes: the only time that they are seen.
    ///
    /// # Errors
    /// None was offered, one is in force, the code is wrong, or too many were.
    #[boxed]
    pub async fn confirm_second_factor(
        &self,
        person: &Person,
        code: &SecretString,
        address: IpAddr,
        ask: &Ask,
    ) -> Result<Vec<SecretString>, AskError> {
        let ask = &Ask { key: None, ..ask.clone() };
        let recovery = RecoveryCodes::new();
        let attempt = self.once(ask, person.streams(), |work| {
            let factor = person.entrance(work)?.second_factor;
            if factor.is_in_force() {
                return Err(sign_in::Refusal::SecondFactorInForce.into());
            }
            let offered = factor.offered.as_ref().ok_or(sign_in::Refusal::NothingOffered)?;
            let step = Codes::of(Some(offered)).and_then(|codes| codes.step(code));
            let step = step.ok_or(sign_in::Refusal::CodeWrong)?;
            let hashes = recovery.hashes();
            person.execute(work, Command::ConfirmSecondFactor { step, hashes })
        });
        self.guarding_codes(person, address, attempt).await?;
        Ok(recovery.shown())
    }

    /// Takes a second factor away: one's own with a code of it, or, where `code` is absent, somebody else's. Whether the
    /// one who asks may is for the caller to know.
    ///
    /// # Errors
    /// There is none, the code is wrong, or too many were.
    #[boxed]
    pub async fn remove_second_factor(
        &self,
        person: &Person,
        code: Option<&SecretString>,
        address: IpAddr,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let attempt = self.once(ask, person.streams(), |work| {
            let factor = person.entrance(work)?.second_factor;
            if !factor.is_in_force() {
                return Err(sign_in::Refusal::NoSecondFactor.into());
            }
            let proof = code.map(|code| codes::proof(&factor, code));
            person.execute(work, Command::RemoveSecondFactor { proof })?;
            Ok(person.to_string())
        });
        match code {
            Some(_) => self.guarding_codes(person, address, attempt).await,
            None => attempt.await,
        }
    }

    /// Changes somebody's own password: every session ends, this one too.
    ///
    /// # Errors
    /// The current one is another, or too many were.
    #[boxed]
    pub async fn change_password(
        &self,
        person: &Person,
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
        let (claim, whose) = (person.to_string(), Some(person.clone()));
        let known = self.password_of(&claim, whose, current, network(address)).await?;
        known.map_err(Refusal::from)?;
        match person {
            Person::Operator(login) => self.set_operator_password(login, new, ask).await,
            Person::Account(account) => {
                let done = self.set_account_password(*account, new, ask).await?;
                Ok(Accepted {
                    value: claim,
                    cursors: done.cursors,
                    command: done.command,
                    repeated: done.repeated,
                })
            }
        }
    }

    /// Whether somebody has a second factor in force.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn has_second_factor(&self, person: &Person) -> Result<bool, AskError> {
        Ok(self.person_known(person).await?.is_some_and(|known| known.entrance.second_factor.is_in_force()))
    }
}

impl From<NotSignedIn> for AskError {
    fn from(why: NotSignedIn) -> Self {
        Self::Refused(why.into())
    }
}

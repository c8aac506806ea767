//! The registered means of payment of an account.

use super::PayOrder;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::order::Announcement;
use domain_model::payment_means::{self, Command, Event, Kind, Mean, Register, RegisteredMeans, seal_owner};
use domain_model::values::{AccountNumber, ContactLine, FieldError, Sealed};
use journal::Streams;

impl Application {
    /// The registered means of an account; what they are called is open as far as the holder's key exists.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn payment_means(&self, account: AccountNumber) -> Result<Register, AskError> {
        Ok(self.journal().load::<RegisteredMeans>(&account).await?.state.register())
    }

    /// Registers a mean; the answer is its number.
    ///
    /// # Errors
    /// The account is suspended or closed, or has too many.
    #[boxed]
    pub async fn register_payment_mean(
        &self,
        account: AccountNumber,
        kind: Kind,
        description: Option<ContactLine>,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(account, ask).await?;
        let mean = Box::new(Mean { kind, description: sealed(account, description) });
        let register = Command::Register { mean };
        self.once(ask, Streams::new().with::<RegisteredMeans>(&account), |work| {
            let events = work.execute::<RegisteredMeans>(&account, &register)?;
            let number = events.iter().find_map(|event| match event {
                Event::Registered { number, .. } => Some(*number),
                _ => None,
            });
            Ok(number.unwrap_or_default())
        })
        .await
    }

    /// Calls a mean otherwise.
    ///
    /// # Errors
    /// There is no such mean.
    #[boxed]
    pub async fn describe_payment_mean(
        &self,
        account: AccountNumber,
        number: u32,
        description: Option<ContactLine>,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        let description = sealed(account, description);
        self.on_means(account, number, Command::Describe { number, description }, ask).await
    }

    /// Pays orders by this mean where nothing else is said; none: by points.
    ///
    /// # Errors
    /// There is no such mean.
    #[boxed]
    pub async fn prefer_payment_mean(
        &self,
        account: AccountNumber,
        number: Option<u32>,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        self.on_means(account, number.unwrap_or_default(), Command::Prefer { number }, ask).await
    }

    /// Forgets a mean. Payments that were announced by it stay announced.
    ///
    /// # Errors
    /// There never was such a mean.
    #[boxed]
    pub async fn remove_payment_mean(
        &self,
        account: AccountNumber,
        number: u32,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        self.on_means(account, number, Command::Remove { number }, ask).await
    }

    /// How an account pays where it does not say how: by the mean that it prefers, else by points.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn preferred_payment(&self, account: AccountNumber) -> Result<PayOrder, AskError> {
        let register = self.payment_means(account).await?;
        let preferred =
            register.preferred.and_then(|number| Some((number, register.means.get(&number)?.kind)));
        Ok(match preferred {
            Some((number, kind)) => PayOrder::Announced { kind, number: Some(number) },
            None => PayOrder::Points,
        })
    }

    async fn on_means(
        &self,
        account: AccountNumber,
        number: u32,
        command: Command,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        self.once(ask, Streams::new().with::<RegisteredMeans>(&account), |work| {
            work.execute::<RegisteredMeans>(&account, &command)?;
            Ok(number)
        })
        .await
    }
}

fn sealed(account: AccountNumber, description: Option<ContactLine>) -> Option<Sealed<ContactLine>> {
    description.map(|line| Sealed::open(seal_owner(account), line))
}

/// The registered mean that a payment is announced by: the one with the number, or the account's one of its kind.
pub(super) fn announced(
    register: &Register,
    kind: Kind,
    number: Option<u32>,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Announcement, Refusal> {
    let is_of = |number: &u32| register.means.get(number).is_some_and(|mean| mean.kind == kind);
    let number = match number {
        Some(number) if is_of(&number) => number,
        Some(number) => return Err(payment_means::Refusal::Unknown(number).into()),
        None if kind.is_named_by_number() => {
            let why = format!("a payment by {kind} says by which: one of /me/paymentMean/{kind}");
            return Err(Refusal::Fields(vec![FieldError::new("paymentMeanId", "missing", why)]));
        }
        None => register
            .preferred
            .filter(is_of)
            .or_else(|| register.means.keys().copied().find(is_of))
            .ok_or(payment_means::Refusal::NoneOf(kind))?,
    };
    Ok(Announcement { kind, number: Some(number), at })
}

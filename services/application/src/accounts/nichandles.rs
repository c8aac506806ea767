//! Accounts by their nichandles.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::nichandle;
use domain_model::values::{AccountNumber, Nichandle};

impl From<nichandle::Refusal> for Refusal {
    fn from(refusal: nichandle::Refusal) -> Self {
        Self::Account(refusal.into())
    }
}

impl Application {
    /// The account with a nichandle, whatever became of it; an account is found from the moment that it exists.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn account_by_nichandle(
        &self,
        nichandle: &Nichandle,
    ) -> Result<Option<AccountNumber>, AskError> {
        let claim = self.journal().load::<nichandle::Nichandle>(nichandle).await?.state;
        match claim.account() {
            Some(account) => Ok(Some(account)),
            // Accounts that were opened before nichandles were claimed are old: the view has them.
            None => Ok(self.views().account_by_nichandle(nichandle).await?.map(|row| row.number)),
        }
    }

    /// Refuses a nichandle that an account had before nichandles were claimed; a claim refuses by itself.
    pub(super) async fn nichandle_is_free(
        &self,
        nichandle: &Nichandle,
        account: AccountNumber,
    ) -> Result<(), AskError> {
        match self.views().account_by_nichandle(nichandle).await? {
            Some(row) if row.number != account => Err(Refusal::from(nichandle::Refusal::Taken).into()),
            _ => Ok(()),
        }
    }
}

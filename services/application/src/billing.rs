//! Points and invoices: bought, granted, corrected, given back; who may do how much alone; statements.

mod adjusting;
mod invoicing;
mod money;
mod payment;
mod settings;
mod statement;
mod tax;

pub use adjusting::Booked;
pub use invoicing::{Purchased, Sold, SoldLine};
pub use payment::Paid;
pub(crate) use payment::not_from_balance;
pub use settings::{PointsSettings, SellerSettings};
pub use statement::{Movement, StatementSheet, StatementTotals};
pub use tax::{Tax, TaxBuyer};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::{AccountNumber, OperationNumber, Points, Reason};
use journal::Streams;

impl Application {
    /// Gives back what an operation had spent.
    ///
    /// # Errors
    /// It had not spent so much.
    #[boxed]
    pub async fn refund_points(
        &self,
        account: AccountNumber,
        operation: OperationNumber,
        points: Points,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_points(account, points_account::Command::Refund { operation, points, reason }, ask).await
    }

    /// Sets the level below which the holder of an account is told that points run low; none: nobody is told.
    ///
    /// # Errors
    /// The account has no points account.
    #[boxed]
    pub async fn set_low_points(
        &self,
        account: AccountNumber,
        level: Option<Points>,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_points(account, points_account::Command::SetLowPoints { level }, ask).await
    }

    /// The level below which the holder of an account is told that points run low.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn low_points(&self, account: AccountNumber) -> Result<Option<Points>, AskError> {
        Ok(match self.journal().load::<PointsAccount>(&account).await?.state {
            PointsAccount::Absent => None,
            PointsAccount::Open(balance) => balance.low_points,
        })
    }

    async fn on_points(
        &self,
        account: AccountNumber,
        command: points_account::Command,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.once(ask, Streams::new().with::<PointsAccount>(&account), |work| {
            work.execute::<PointsAccount>(&account, &command)?;
            Ok(account)
        })
        .await
    }
}

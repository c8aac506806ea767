//! What is set on an account, and its end.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::prices::for_accounts;
use crate::refusal::Refusal;
use domain_model::account;
use domain_model::points_account::PointsAccount;
use domain_model::values::{AccountNumber, Points, PriceClass, Reason};
use projections::operations::OperationFilter;
use projections::whois::{NameFilter, Standing};
use std::time::Duration;

/// How long the closing of an account waits for views that lag.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a name still is its account's.
const HELD: [Standing; 6] = [
    Standing::Requested,
    Standing::Arriving,
    Standing::Active,
    Standing::Expired,
    Standing::Redemption,
    Standing::PendingDelete,
];

impl Application {
    /// Moves an account to another price class: what is quoted from now on.
    ///
    /// # Errors
    /// There is no such account; the class is none of accounts.
    #[boxed]
    pub async fn set_price_class(
        &self,
        number: AccountNumber,
        price_class: PriceClass,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        for_accounts(&price_class)?;
        self.on_account(number, account::Command::SetPriceClass { price_class }, ask).await
    }

    /// Sets how high a premium price may be at doors that show no price; none: such names are refused there.
    ///
    /// # Errors
    /// There is no such account.
    #[boxed]
    pub async fn set_premium_limit(
        &self,
        number: AccountNumber,
        limit: Option<Points>,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_account(number, account::Command::SetPremiumLimit { limit }, ask).await
    }

    /// Closes an account for good.
    ///
    /// # Errors
    /// It still has names, unfinished operations or points.
    #[boxed]
    pub async fn close_account(
        &self,
        number: AccountNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.views_caught_up(PATIENCE).await?;
        let views = self.views();
        let names = NameFilter { account: Some(number), standings: HELD.to_vec(), ..NameFilter::default() };
        let names = views.count_names(&names).await?;
        let operations = OperationFilter { account: Some(number), ..OperationFilter::unfinished() };
        let operations = views.count_operations(&operations).await?;
        let points = self.journal().load::<PointsAccount>(&number).await?.state;
        let points = match &points {
            PointsAccount::Open(balance) => balance.available,
            PointsAccount::Absent => 0,
        };
        let left =
            [(names, "names"), (operations, "unfinished operations"), (points.unsigned_abs(), "points")];
        if let Some((count, what)) = left.into_iter().find(|(count, _)| *count > 0) {
            let what = format!("{count} {what}");
            return Err(Refusal::AccountInUse { account: number, what }.into());
        }
        self.on_account(number, account::Command::Close { reason }, ask).await
    }
}

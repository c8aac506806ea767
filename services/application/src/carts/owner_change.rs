//! Another owner for a name that is here, as something that is ordered.

use super::pricing::Buyer;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::rights::Right;
use chrono::{DateTime, Utc};
use domain_model::cart::{ItemId, Product, Quote};
use domain_model::policy::TradeProcedure;
use domain_model::values::{AccountNumber, CartId, DomainName};
use projections::Paging;
use projections::whois::{NameFilter, NameSort, Standing};
use std::time::Duration;

/// How long a list waits for views that lag.
const PATIENCE: Duration = Duration::from_secs(10);

/// Another owner for a name that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerChangeOffer {
    /// What.
    pub product: Product,
    /// At which price.
    pub quote: Quote,
    /// Whether the name is renewed by a year with it.
    pub renews: bool,
}

impl Application {
    /// The names of an account for which another owner can be ordered.
    ///
    /// # Errors
    /// The view failed.
    #[boxed]
    pub async fn names_to_trade(
        &self,
        account: AccountNumber,
        at: DateTime<Utc>,
    ) -> Result<Vec<DomainName>, AskError> {
        self.views_caught_up(PATIENCE).await?;
        let filter =
            NameFilter { account: Some(account), standings: vec![Standing::Active], ..NameFilter::default() };
        let (mut names, mut paging) = (vec![], Paging::first(projections::MOST_ROWS));
        loop {
            let page = self.views().names(&filter, NameSort::Name, &paging).await?;
            let next = page.items.last().filter(|_| page.more).map(|item| item.cursor.clone());
            names.extend(page.into_rows().into_iter().map(|row| row.name));
            match next {
                Some(cursor) => paging = Paging::first(projections::MOST_ROWS).after(cursor),
                None => break,
            }
        }
        let procedure = |name: &DomainName| self.rules(name, at).map(|policy| policy.trade.procedure);
        names.retain(|name| {
            matches!(procedure(name), Ok(TradeProcedure::Votes | TradeProcedure::RegistryForm { .. }))
        });
        Ok(names)
    }

    /// What another owner for a name costs.
    ///
    /// # Errors
    /// The account may not do that, or the ending does not offer it.
    #[boxed]
    pub async fn owner_change_offer(
        &self,
        account: AccountNumber,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<OwnerChangeOffer, AskError> {
        let profile = self.open_account(account).await?;
        self.registration_for(account, name, Right::Manage).await?;
        let rules = self.rules(name, at)?.trade;
        if matches!(rules.procedure, TradeProcedure::Code | TradeProcedure::None) {
            return Err(Refusal::NotOffered { what: "trade", name: name.clone() }.into());
        }
        let product = Product::OwnerChange { name: name.clone() };
        let quote = self.cart_quote_with(&Buyer::of(&profile), &product, None, at).await?;
        Ok(OwnerChangeOffer { product, quote, renews: rules.renews_year })
    }

    /// Puts another owner for a name into a cart.
    ///
    /// # Errors
    /// As [`Application::cart`] and [`Application::owner_change_offer`].
    #[boxed]
    pub async fn add_owner_change(
        &self,
        id: CartId,
        account: AccountNumber,
        name: &DomainName,
        ask: &Ask,
    ) -> Result<Accepted<ItemId>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.cart(id, Some(account), ask.cause.at).await?;
        let OwnerChangeOffer { product, quote, .. } =
            self.owner_change_offer(account, name, ask.cause.at).await?;
        self.add_item(id, product, quote, None, ask).await
    }
}

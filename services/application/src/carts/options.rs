//! What goes with a name in a cart: the registrant's data hidden, hosting.

use super::CartSheet;
use super::offers::{offer_id, wrong};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::cart::{ItemId, Product, Quote};
use domain_model::values::{AccountNumber, CartId, DomainName, HostingPlan, Period};

/// Something that goes with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartOption {
    /// What.
    pub product: Product,
    /// At which price.
    pub quote: Quote,
}

impl Application {
    /// What goes with a name that is in the cart, or will be: the registrant's data hidden, hosting.
    ///
    /// # Errors
    /// As [`Application::cart`]; the name cannot be registered here.
    #[boxed]
    pub async fn cart_options(
        &self,
        sheet: &CartSheet,
        name: &DomainName,
        who: Option<&Profile>,
        at: DateTime<Utc>,
    ) -> Result<Vec<CartOption>, AskError> {
        let buyer = self.cart_buyer(sheet, who).await?;
        let mut products = vec![];
        if self.rules(name, at)?.privacy {
            products.push(Product::Privacy { name: name.clone() });
        }
        let plans = HostingPlan::ALL.iter().filter(|plan| **plan != HostingPlan::None);
        let period = Period::ONE_YEAR;
        products.extend(plans.map(|plan| Product::Hosting { name: name.clone(), plan: *plan, period }));
        let mut options = vec![];
        for product in products {
            match self.cart_quote_with(&buyer, &product, None, at).await {
                Ok(quote) => options.push(CartOption { product, quote }),
                Err(AskError::Refused(Refusal::NotOffered { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(options)
    }

    /// Puts something that goes with an item into the cart, by its plan: `com-owo`, `90plan`.
    ///
    /// # Errors
    /// As [`Application::cart`]; there is no such item, it is no name, or the plan is not offered for it.
    #[boxed]
    pub async fn add_option(
        &self,
        id: CartId,
        parent: ItemId,
        plan: &str,
        period: Option<Period>,
        who: Option<(AccountNumber, &Profile)>,
        ask: &Ask,
    ) -> Result<Accepted<ItemId>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let sheet = self.cart(id, who.map(|(account, _)| account), at).await?;
        let of = sheet.contents.item(parent).map_err(Refusal::Cart)?;
        let (Product::Create { name, .. } | Product::Transfer { name, .. }) = &of.product else {
            return Err(wrong("itemId", "item-kind", "the item of a registration or a transfer is expected"));
        };
        let ending = self.rules(name, at)?.tld.to_string();
        let options = self.cart_options(&sheet, name, who.map(|(_, profile)| profile), at).await?;
        let plans: Vec<_> = options.iter().map(|option| offer_id(&option.product, &ending)).collect();
        let Some(CartOption { mut product, mut quote }) =
            options.into_iter().find(|option| offer_id(&option.product, &ending) == plan)
        else {
            return Err(wrong(
                "planCode",
                "plan-offered",
                format!("one of {} is expected", plans.join(", ")),
            ));
        };
        if let (Product::Hosting { period: years, .. }, Some(period)) = (&mut product, period)
            && *years != period
        {
            *years = period;
            let buyer = self.cart_buyer(&sheet, who.map(|(_, profile)| profile)).await?;
            quote = self.cart_quote_with(&buyer, &product, None, at).await?;
        }
        self.add_item(id, product, quote, Some(parent), ask).await
    }
}

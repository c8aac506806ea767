//! What can be put into a cart: a name that is free or can be transferred in, what goes with it, another owner.

use super::CartSheet;
use super::pricing::Buyer;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::availability::Availability;
use crate::boxed;
use crate::ports::RegistryError;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::cart::{Command, Event, ItemId, Product, Quote};
use domain_model::values::{AccountNumber, CartId, DomainName, FieldError, Period, PricingMode, Tld};

/// Something that can be put into a cart now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartOffer {
    /// What, for the shortest period.
    pub product: Product,
    /// At which price.
    pub quote: Quote,
    /// For how many years: from, to.
    pub years: (u32, u32),
}

/// A name to be put into a cart. What is absent is chosen by what is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddName {
    /// Which.
    pub name: DomainName,
    /// Years.
    pub period: Option<Period>,
    /// At which kind of price.
    pub mode: Option<PricingMode>,
    /// Which offer, `com-create`.
    pub offer: Option<String>,
    /// Which plan, `com`.
    pub plan: Option<String>,
}

pub(super) fn wrong(field: &str, rule: &str, message: impl Into<String>) -> AskError {
    Refusal::Fields(vec![FieldError::new(field, rule, message)]).into()
}

/// `com-create`, as the paper writes it.
pub(super) fn offer_id(product: &Product, ending: &str) -> String {
    let action = match product {
        Product::Create { .. } => "create",
        Product::Transfer { .. } => "transfer",
        Product::OwnerChange { .. } => "trade",
        Product::Privacy { .. } => "owo",
        Product::Hosting { plan, .. } => return plan.as_str().to_owned(),
    };
    format!("{ending}-{action}")
}

impl Application {
    /// For whom a cart's prices are: its account, else who looks, else whoever buys where it was opened.
    pub(super) async fn cart_buyer(
        &self,
        sheet: &CartSheet,
        who: Option<&Profile>,
    ) -> Result<Buyer, AskError> {
        Ok(match (sheet.contents.account, who) {
            (Some(account), _) => Buyer::of(&self.open_account(account).await?),
            (None, Some(profile)) => Buyer::of(profile),
            (None, None) => Buyer::at(sheet.contents.subsidiary),
        })
    }

    /// What is offered for a name: a registration where it is free, a transfer where somebody else has it and it may be
    /// asked for, nothing where it is here already.
    ///
    /// # Errors
    /// The name cannot be registered here, or its registry did not answer.
    #[boxed]
    pub async fn cart_offers(
        &self,
        sheet: &CartSheet,
        name: &DomainName,
        who: Option<&Profile>,
        at: DateTime<Utc>,
    ) -> Result<Vec<CartOffer>, AskError> {
        let buyer = self.cart_buyer(sheet, who).await?;
        let policy = self.rules(name, at)?;
        let shortest = Period::new(policy.periods.min.max(1)).unwrap_or(Period::ONE_YEAR);
        let create = |mode| Product::Create { name: name.clone(), period: shortest, mode };
        let years = (shortest.years(), policy.periods.max.clamp(shortest.years(), Period::MAX.years()));
        let known = self.availability(std::slice::from_ref(name), at).await?.remove(name);
        let offer = |product: Product, quote, years| CartOffer { product, quote, years };
        let not_offered = |reason| wrong("domain", "name-not-offered", reason);
        match known {
            Some(Availability::Free) => {
                let product = create(PricingMode::CreateDefault);
                let quote = self.cart_quote_with(&buyer, &product, None, at).await?;
                Ok(vec![offer(product, quote, years)])
            }
            Some(Availability::Premium(fee)) => {
                let product = create(PricingMode::CreatePremium);
                // The fee is the first year's; where more is the least, all of it is asked for.
                let quote = match shortest {
                    Period::ONE_YEAR => self.cart_quote_with(&buyer, &product, Some(&fee), at).await?,
                    _ => self.cart_quote(&buyer, &product, at).await?,
                };
                Ok(vec![offer(product, quote, years)])
            }
            // Its code opens it at checkout.
            Some(Availability::Reserved(_)) => {
                let product = create(PricingMode::CreateDefault);
                let quote = self.cart_quote_with(&buyer, &product, None, at).await?;
                Ok(vec![offer(product, quote, years)])
            }
            Some(Availability::Taken(_)) => self.transfer_offers(&buyer, name, at).await,
            Some(Availability::Ours) => Ok(vec![]),
            Some(Availability::NotOffered(reason)) => Err(not_offered(reason)),
            Some(Availability::Unknown) | None => {
                let (registry, why) = (policy.registry.clone(), "it did not answer in time".to_owned());
                Err(RegistryError::NotSent { registry, label: "check domain", why }.into())
            }
        }
    }

    async fn transfer_offers(
        &self,
        buyer: &Buyer,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<Vec<CartOffer>, AskError> {
        let rules = self.rules(name, at)?.transfer;
        if !rules.by_request {
            return Ok(vec![]);
        }
        let mut product = Product::Transfer { name: name.clone(), mode: PricingMode::TransferDefault };
        let quote = match self.cart_quote(buyer, &product, at).await {
            // Not every ending that can be registered here can be transferred in.
            Err(AskError::Refused(Refusal::NoPrice { .. })) => return Ok(vec![]),
            other => other?,
        };
        if quote.fee.get() > 0 {
            product = Product::Transfer { name: name.clone(), mode: PricingMode::TransferPremium };
        }
        let years = u32::from(rules.adds_year);
        Ok(vec![CartOffer { product, quote, years: (years, years) }])
    }

    /// Puts a name into a cart, at its price of now.
    ///
    /// # Errors
    /// As [`Application::cart`] and [`Application::cart_offers`]; nothing of what was asked for is offered; the period
    /// does not fit; the cart holds it already.
    #[boxed]
    pub async fn add_to_cart(
        &self,
        id: CartId,
        asked: AddName,
        who: Option<(AccountNumber, &Profile)>,
        ask: &Ask,
    ) -> Result<Accepted<ItemId>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let sheet = self.cart(id, who.map(|(account, _)| account), at).await?;
        let profile = who.map(|(_, profile)| profile);
        let offers = self.cart_offers(&sheet, &asked.name, profile, at).await?;
        let offer = chosen(offers, &asked, self.rules(&asked.name, at)?.tld.as_str())?;
        let (product, quote) = match self.with_period(&offer, asked.period, at)? {
            Some(product) => {
                let buyer = self.cart_buyer(&sheet, profile).await?;
                let quote = self.cart_quote(&buyer, &product, at).await?;
                (product, quote)
            }
            None => (offer.product, offer.quote),
        };
        self.add_item(id, product, quote, None, ask).await
    }

    /// The product for another period than it was offered for.
    fn with_period(
        &self,
        offer: &CartOffer,
        period: Option<Period>,
        at: DateTime<Utc>,
    ) -> Result<Option<Product>, AskError> {
        let Some(period) = period else { return Ok(None) };
        match &offer.product {
            Product::Create { period: offered, .. } if *offered == period => Ok(None),
            Product::Create { name, mode, .. } => {
                self.rules(name, at)?.creation_expiry(period, at).map_err(Refusal::from)?;
                Ok(Some(Product::Create { name: name.clone(), period, mode: *mode }))
            }
            _ if (offer.years.0..=offer.years.1).contains(&period.years()) => Ok(None),
            _ => {
                let (from, _) = offer.years;
                let expected = format!("P{from}Y is expected: a transfer is not for a period of one's own");
                Err(wrong("duration", "period-offered", expected))
            }
        }
    }

    pub(super) async fn add_item(
        &self,
        id: CartId,
        product: Product,
        quote: Quote,
        parent: Option<ItemId>,
        ask: &Ask,
    ) -> Result<Accepted<ItemId>, AskError> {
        let add = Command::Add { product, quote, parent, at: ask.cause.at };
        self.on_cart(id, &add, ask, |events| match events {
            [Event::ItemAdded { item, .. }] => Some(*item),
            _ => None,
        })
        .await
    }

    /// The ending of a name that can be registered here.
    ///
    /// # Errors
    /// It cannot.
    pub fn ending_of(&self, name: &DomainName, at: DateTime<Utc>) -> Result<Tld, AskError> {
        Ok(self.rules(name, at)?.tld.clone())
    }

    /// Changes an item's period, or shows its price of now: what it was shown at is what it is ordered at.
    ///
    /// # Errors
    /// As [`Application::cart`]; there is no such item; the period does not fit.
    #[boxed]
    pub async fn change_cart_item(
        &self,
        id: CartId,
        item: ItemId,
        period: Option<Period>,
        who: Option<(AccountNumber, &Profile)>,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        let at = ask.cause.at;
        let sheet = self.cart(id, who.map(|(account, _)| account), at).await?;
        let mut product = sheet.contents.item(item).map_err(Refusal::Cart)?.product.clone();
        match (&mut product, period) {
            (_, None) => {}
            (Product::Create { name, period: years, .. }, Some(period)) => {
                self.rules(name, at)?.creation_expiry(period, at).map_err(Refusal::from)?;
                *years = period;
            }
            (Product::Hosting { period: years, .. }, Some(period)) => *years = period,
            (_, Some(Period::ONE_YEAR)) => {}
            (_, Some(_)) => {
                return Err(wrong("duration", "period-offered", "this item has no period of its own"));
            }
        }
        let buyer = self.cart_buyer(&sheet, who.map(|(_, profile)| profile)).await?;
        let quote = self.cart_quote(&buyer, &product, at).await?;
        let change = Command::Change { item, product, quote, at };
        self.on_cart(id, &change, ask, |_| Some(id)).await
    }
}

/// The offer that was asked for.
fn chosen(offers: Vec<CartOffer>, asked: &AddName, ending: &str) -> Result<CartOffer, AskError> {
    let name = asked.name.clone();
    let Some(offer) = offers.into_iter().next() else {
        let why = "it is with this registrar, or nobody may ask for it".to_owned();
        return Err(Refusal::NotAvailable { name, why }.into());
    };
    let (id, mode) = (offer_id(&offer.product, ending), mode_of(&offer.product));
    if asked.offer.as_ref().is_some_and(|wanted| *wanted != id) {
        return Err(wrong("offerId", "offer", format!("{id} is what is offered for {name}")));
    }
    let plan = asked.plan.as_deref().filter(|plan| !is_plan(plan, ending, &id));
    if plan.is_some() {
        return Err(wrong("planCode", "plan-offered", format!("{ending} is the plan of {name}")));
    }
    match asked.mode {
        None | Some(PricingMode::Default) if mode.is_some_and(is_ordinary) => Ok(offer),
        None => Ok(offer),
        wanted if wanted == mode => Ok(offer),
        _ => {
            let mode = mode.map_or("none", |mode| mode.as_str());
            Err(wrong("pricingMode", "pricing-mode-offered", format!("{mode} is what is offered for {name}")))
        }
    }
}

/// `com` as in the paper's settings, or the offer's own id.
fn is_plan(plan: &str, ending: &str, offer: &str) -> bool {
    plan == ending || plan == offer
}

fn is_ordinary(mode: PricingMode) -> bool {
    matches!(mode, PricingMode::CreateDefault | PricingMode::TransferDefault)
}

/// The pricing mode that a product was offered under.
pub(super) fn mode_of(product: &Product) -> Option<PricingMode> {
    match product {
        Product::Create { mode, .. } | Product::Transfer { mode, .. } => Some(*mode),
        _ => None,
    }
}

//! Carts: opened by anybody, filled, assigned, configured, and checked out as an order.
//!
//! What an item was shown at is what it is ordered at: checkout compares, and refuses with both prices where they
//! differ. Everything else is decided by the same requests as at every other door ([`crate::orders`]).

mod checkout;
mod configuration;
mod configured;
mod contracts;
mod offers;
mod options;
mod owner;
mod owner_change;
mod pricing;
mod summary;

pub use checkout::{CheckOut, CheckedOut};
pub use configuration::Required;
pub use contracts::OrderContract;
pub use offers::{AddName, CartOffer};
pub use options::CartOption;
pub use owner_change::OwnerChangeOffer;
pub use summary::{CartSummary, SummaryLine};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::jobs::{Deadline, Job};
use crate::refusal::Refusal;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::cart::{self, Cart, Command, Contents, Event, ItemId};
use domain_model::values::{AccountNumber, CartId, FieldError, OrderNumber, Subsidiary};
use journal::{StreamId, Streams};
use pricing::Buyer;
use projections::Paging;
use std::collections::BTreeMap;
use std::time::Duration;

/// How carts are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartSettings {
    /// For so many hours a cart may be used, where its opener says nothing (paper: a day).
    pub hours: u16,
    /// For so many days at most.
    pub most_days: u16,
    /// For so many days an order may be paid.
    pub payment_days: u16,
}

impl Default for CartSettings {
    fn default() -> Self {
        Self { hours: 24, most_days: 90, payment_days: 15 }
    }
}

/// Characters of a description.
const DESCRIPTION: usize = 255;
/// How long a list waits for views that lag.
const PATIENCE: Duration = Duration::from_secs(10);

/// What it takes to open a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCart {
    /// Where.
    pub subsidiary: Subsidiary,
    /// The opener's own words.
    pub description: String,
    /// Until when it may be used; as it is set where absent.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A cart as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct CartSheet {
    /// Its id.
    pub id: CartId,
    /// What it holds.
    pub contents: Contents,
    /// The order that it became.
    pub order: Option<OrderNumber>,
}

impl CartSheet {
    /// Whether it changes no more.
    pub fn is_read_only(&self) -> bool {
        self.order.is_some()
    }
}

impl Application {
    /// Opens a cart.
    ///
    /// # Errors
    /// Its end is not in the time to come, or too far; the description is too long.
    #[boxed]
    pub async fn open_cart(
        &self,
        asked: OpenCart,
        by: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let default = at + TimeDelta::hours(self.settings().carts.hours.into());
        let expires_at = asked.expires_at.unwrap_or(default);
        self.check_words(&asked.description, expires_at, at)?;
        let id = CartId::from_random(random());
        let (subsidiary, description) = (asked.subsidiary, asked.description);
        let open = Command::Open { subsidiary, description, expires_at, by };
        self.once(ask, Streams::new().with::<Cart>(&id), |work| {
            work.execute::<Cart>(&id, &open)?;
            let lapse = Job::Deadline(Deadline::CartExpiry(id));
            work.enqueue(lapse, &StreamId::of::<Cart>(&id), expires_at);
            Ok(id)
        })
        .await
    }

    fn check_words(
        &self,
        description: &str,
        expires_at: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let mut wrong = vec![];
        if description.chars().count() > DESCRIPTION || description.chars().any(char::is_control) {
            let expected = format!("at most {DESCRIPTION} characters on one line are expected");
            wrong.push(FieldError::new("description", "length", expected));
        }
        let most = self.settings().carts.most_days;
        if expires_at <= at || expires_at > at + TimeDelta::days(most.into()) {
            let expected = format!("a moment to come is expected, at most {most} days ahead");
            wrong.push(FieldError::new("expire", "cart-expiry", expected));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Fields(wrong)) }
    }

    /// A cart, for whom it concerns: whoever knows its id until it is assigned, then its account.
    ///
    /// # Errors
    /// There is none, it is another account's, or its time is over.
    #[boxed]
    pub async fn cart(
        &self,
        id: CartId,
        who: Option<AccountNumber>,
        at: DateTime<Utc>,
    ) -> Result<CartSheet, AskError> {
        sheet_of(id, &self.journal().load::<Cart>(&id).await?.state, who, at)
    }

    /// A cart as a change has just left it: what this process saw last is at least that.
    ///
    /// # Errors
    /// As [`Application::cart`].
    #[boxed]
    pub async fn cart_changed(
        &self,
        id: CartId,
        who: Option<AccountNumber>,
        at: DateTime<Utc>,
    ) -> Result<CartSheet, AskError> {
        match self.journal().believed::<Cart, _>(&id, Cart::clone) {
            Some(state) => sheet_of(id, &state, who, at),
            None => self.cart(id, who, at).await,
        }
    }

    /// The carts of an account, in the order in which they were opened.
    ///
    /// # Errors
    /// The view failed.
    #[boxed]
    pub async fn carts_of(
        &self,
        account: AccountNumber,
        description: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<Vec<CartId>, AskError> {
        self.views_caught_up(PATIENCE).await?;
        let rows = self.views().carts_of(account, at, &Paging::first(projections::MOST_ROWS)).await?;
        let described = |state: &Cart| {
            let own = state.contents().map(|contents| contents.description.as_str());
            description.is_none_or(|wanted| own == Some(wanted))
        };
        Ok(rows.into_rows().into_iter().filter(|row| described(&row.state)).map(|row| row.id).collect())
    }

    /// Changes what is said about a cart, and until when it may be used.
    ///
    /// # Errors
    /// As [`Application::cart`] and [`Application::open_cart`]; it was checked out.
    #[boxed]
    pub async fn describe_cart(
        &self,
        id: CartId,
        description: Option<String>,
        expires_at: Option<DateTime<Utc>>,
        who: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        let at = ask.cause.at;
        let sheet = self.cart(id, who, at).await?;
        let description = description.unwrap_or(sheet.contents.description);
        let until = expires_at.unwrap_or(sheet.contents.expires_at);
        self.check_words(&description, until, at)?;
        let describe = Command::Describe { description, expires_at: until, at };
        self.once(ask, Streams::new().with::<Cart>(&id), |work| {
            if !work.execute::<Cart>(&id, &describe)?.is_empty() {
                work.enqueue(Job::Deadline(Deadline::CartExpiry(id)), &StreamId::of::<Cart>(&id), until);
            }
            Ok(id)
        })
        .await
    }

    /// Throws a cart away.
    ///
    /// # Errors
    /// As [`Application::cart`]; it was checked out.
    #[boxed]
    pub async fn drop_cart(
        &self,
        id: CartId,
        who: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        self.cart(id, who, ask.cause.at).await?;
        self.on_cart(id, &Command::Drop, ask, |_| Some(id)).await
    }

    /// Makes a cart an account's, with the prices that it pays: lower ones count from now on. Where they are higher the
    /// shown ones stay, and checkout says so; in another currency they are shown anew.
    ///
    /// # Errors
    /// As [`Application::cart`]; it is another's, or was checked out.
    #[boxed]
    pub async fn assign_cart(
        &self,
        id: CartId,
        account: AccountNumber,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        let at = ask.cause.at;
        let sheet = self.cart(id, Some(account), at).await?;
        let mut quotes = BTreeMap::new();
        if sheet.contents.account.is_none() {
            let buyer = Buyer::of(&self.open_account(account).await?);
            for (number, item) in &sheet.contents.items {
                let now = self.cart_quote(&buyer, &item.product, at).await?;
                let shown = &item.quote;
                if now.currency != shown.currency || now.total.get() < shown.total.get() {
                    quotes.insert(*number, now);
                }
            }
        }
        self.on_cart(id, &Command::Assign { account, quotes, at }, ask, |_| Some(id)).await
    }

    /// Takes an item out, with all that goes with it.
    ///
    /// # Errors
    /// As [`Application::cart`]; there is no such item, or the cart was checked out.
    #[boxed]
    pub async fn remove_cart_item(
        &self,
        id: CartId,
        item: ItemId,
        who: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        self.cart(id, who, ask.cause.at).await?;
        self.on_cart(id, &Command::Remove { item, at: ask.cause.at }, ask, |_| Some(id)).await
    }

    /// The cart's time may be over.
    pub(crate) async fn expire_cart(&self, id: CartId, ask: &Ask) -> Result<(), AskError> {
        self.on_cart(id, &Command::Expire { at: ask.cause.at }, ask, |_| Some(id)).await.map(|_| ())
    }

    /// One command to a cart; `seen` finds what is answered in its events.
    async fn on_cart<T>(
        &self,
        id: CartId,
        command: &Command,
        ask: &Ask,
        seen: impl Fn(&[Event]) -> Option<T> + Send + Sync,
    ) -> Result<Accepted<T>, AskError>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Clone + Send,
    {
        self.once(ask, Streams::new().with::<Cart>(&id), |work| {
            let events = work.execute::<Cart>(&id, command)?;
            seen(&events).ok_or(Refusal::NoChange)
        })
        .await
    }
}

/// What an account, or whoever knows its id, sees of a cart.
fn sheet_of(
    id: CartId,
    state: &Cart,
    who: Option<AccountNumber>,
    at: DateTime<Utc>,
) -> Result<CartSheet, AskError> {
    let order = match state.usable(at) {
        Ok(_) => None,
        Err(cart::Refusal::CheckedOut { order }) => Some(order),
        Err(refusal) => return Err(Refusal::Cart(refusal).into()),
    };
    let contents = state.contents().filter(|known| known.account.is_none_or(|known| Some(known) == who));
    let contents = contents.cloned().ok_or(Refusal::Cart(cart::Refusal::Unknown))?;
    Ok(CartSheet { id, contents, order })
}

/// What nobody guesses.
fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).expect("the operating system gives random bytes");
    octets
}

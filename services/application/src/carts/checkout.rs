//! A cart becomes an order: rehearsed, or for real.
//!
//! Every line is decided as it would be at any other door before anything is kept. Paid from points, an order of one
//! name is placed, paid and started in one transaction; one of several is placed and paid in one, and its lines are
//! started by a worker.

use super::CartSheet;
use super::configuration::role_of;
use super::configured::Configured;
use super::pricing::Buyer;
use super::summary::CartSummary;
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey};
use crate::boxed;
use crate::domains::sealed_code;
use crate::orders::{NewContact, OrderedLine, PayOrder};
use crate::refusal::{PriceRefusal, Refusal};
use domain_model::account::Profile;
use domain_model::cart::{self, Item as CartItem, Product};
use domain_model::operation::Contacts;
use domain_model::order::{Item, Line, Price, Terms};
use domain_model::points_account;
use domain_model::policy::add_days;
use domain_model::values::{
    AcceptedNotice, AccountNumber, CartId, Declarations, DnsService, DomainName, FieldError, Money,
    OrderNumber, Period, Points,
};

/// How a cart is checked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOut {
    /// Pay at once, from points.
    pub pay: bool,
    /// The right to withdraw is given up: a name is delivered at once.
    pub waive_retraction: bool,
}

/// What a checkout came to.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedOut {
    /// The order; none of a rehearsal.
    pub order: Option<OrderNumber>,
    /// The cart with its items.
    pub sheet: CartSheet,
    /// What it comes to.
    pub summary: CartSummary,
}

/// An order that is ready to be placed.
struct Ready {
    terms: Terms,
    new: Vec<NewContact>,
}

impl Application {
    /// What checkout would come to, with every item decided as it would be; nothing is kept. Points that are lacking are
    /// no obstacle: the order could be paid later.
    ///
    /// # Errors
    /// As [`Application::check_out`].
    #[boxed]
    pub async fn rehearse_checkout(
        &self,
        id: CartId,
        account: AccountNumber,
        profile: &Profile,
        ask: &Ask,
    ) -> Result<CheckedOut, AskError> {
        let sheet = self.cart(id, Some(account), ask.cause.at).await?;
        if sheet.order.is_none() {
            let ready = self.ready(&sheet, account, profile, ask).await?;
            self.rehearse_lines(&ready, false, ask).await?;
        }
        self.checked_out(sheet, None, account, profile, ask).await
    }

    /// Makes an order of a cart; again, it is the same order.
    ///
    /// # Errors
    /// The cart is nobody's, empty or over; something is not configured; a price is another one than was shown; a name
    /// cannot be had; points are lacking where it is to be paid at once. Nothing is kept then.
    #[boxed]
    pub async fn check_out(
        &self,
        id: CartId,
        how: CheckOut,
        account: AccountNumber,
        profile: &Profile,
        ask: &Ask,
    ) -> Result<CheckedOut, AskError> {
        // The cart itself makes a repetition harmless; the key still belongs to one request alone.
        self.answered::<serde_json::Value>(ask).await?;
        let sheet = self.cart(id, Some(account), ask.cause.at).await?;
        if let Some(order) = sheet.order {
            return self.checked_out(sheet, Some(order), account, profile, ask).await;
        }
        if !how.waive_retraction {
            let expected =
                "true is expected: names are delivered at once, so the right to withdraw is given up";
            let wrong = FieldError::new("waiveRetractationPeriod", "retraction", expected);
            return Err(Refusal::Fields(vec![wrong]).into());
        }
        let ready = self.ready(&sheet, account, profile, ask).await?;
        let placed = self.place_cart(&ready, how.pay, ask).await;
        let order = match placed {
            Ok(()) => ready.terms.number,
            // Somebody else checked it out at the same moment, and what stood in the way may be what they got.
            Err(error) => match self.cart(id, Some(account), ask.cause.at).await?.order {
                Some(order) => order,
                None => return Err(error),
            },
        };
        self.checked_out(sheet, Some(order), account, profile, ask).await
    }

    async fn checked_out(
        &self,
        sheet: CartSheet,
        order: Option<OrderNumber>,
        account: AccountNumber,
        profile: &Profile,
        ask: &Ask,
    ) -> Result<CheckedOut, AskError> {
        let summary = self.cart_summary(&sheet, Some((account, profile)), ask.cause.at).await?;
        Ok(CheckedOut { order, sheet, summary })
    }

    /// Paid at once is what the account pays from points, and what costs nothing. A payment by a registered mean is
    /// announced: the order waits until the money has come in.
    async fn place_cart(&self, ready: &Ready, pay: bool, ask: &Ask) -> Result<(), AskError> {
        let terms = &ready.terms;
        let by = match pay {
            true => Some(self.preferred_payment(terms.account).await?),
            false => None,
        };
        let own: Vec<u16> = own_lines(terms).collect();
        let paid = by == Some(PayOrder::Points) || terms.points().is_some_and(Points::is_zero);
        if let ([place], true) = (own.as_slice(), paid) {
            let line = OrderedLine::of(terms, *place, Some(ready.new.clone()));
            let key = ask.key.clone().unwrap_or_else(|| key_of(terms));
            return self.start(terms, line, key, ask).await.map(|_| ());
        }
        self.rehearse_lines(ready, paid, ask).await?;
        let placing = ask.clone().under(Some(ask.key.clone().unwrap_or_else(|| key_of(terms))));
        if paid {
            return self.place_paid(terms, &ready.new, &placing).await.map(|_| ());
        }
        self.place_unpaid(terms, &ready.new, &placing).await?;
        match by {
            Some(by) => self.pay_order(terms.number, by, &Ask { key: None, ..ask.clone() }).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Decides every line, and keeps nothing.
    async fn rehearse_lines(&self, ready: &Ready, pays: bool, ask: &Ask) -> Result<(), AskError> {
        let terms = &ready.terms;
        let dry = Ask { rehearsal: true, key: None, ..ask.clone() };
        for place in own_lines(terms) {
            let line = OrderedLine::of(terms, place, Some(ready.new.clone()));
            match self.start(terms, line, rehearsal_key(terms, place), &dry).await {
                Err(AskError::Refused(Refusal::Points(points_account::Refusal::NotEnoughPoints {
                    ..
                }))) if !pays => {}
                other => _ = other?,
            }
        }
        Ok(())
    }

    /// The order that a cart makes, at the prices that were shown.
    async fn ready(
        &self,
        sheet: &CartSheet,
        account: AccountNumber,
        profile: &Profile,
        ask: &Ask,
    ) -> Result<Ready, AskError> {
        let (contents, at) = (&sheet.contents, ask.cause.at);
        match contents.account {
            None => return Err(Refusal::Cart(cart::Refusal::NotAssigned).into()),
            Some(_) if contents.items.is_empty() => return Err(Refusal::Cart(cart::Refusal::Empty).into()),
            Some(_) => {}
        }
        let (mut lines, mut new) = (vec![], vec![]);
        for (number, item) in contents.items.iter().filter(|(_, item)| !item.product.is_option()) {
            self.check_price(item, profile, ask).await?;
            let options: Vec<&CartItem> =
                contents.options_of(*number).map(|id| &contents.items[&id]).collect();
            let hidden = options.iter().any(|option| matches!(option.product, Product::Privacy { .. }));
            let configured = self.configured(item, account, profile, at).await?;
            let (ordered, owner) = self.ordered_item(item, hidden, configured, account, ask).await?;
            let place = u16::try_from(lines.len()).unwrap_or(u16::MAX);
            lines.push(self.line_of(item, ordered, None)?);
            new.push(owner);
            for option in options {
                if let Product::Hosting { name, plan, period } = &option.product {
                    self.check_price(option, profile, ask).await?;
                    let hosting = Item::Hosting { name: name.clone(), plan: *plan, period: *period };
                    lines.push(self.line_of(option, hosting, Some(place))?);
                }
            }
        }
        let terms = Terms {
            number: self.next_order().await?,
            account,
            currency: profile.currency,
            lines,
            reference: None,
            purchase_order: None,
            cart: Some(sheet.id),
            offer: None,
            profile: None,
            placed_at: at,
            expires_at: add_days(at, self.settings().carts.payment_days),
        };
        Ok(Ready { terms, new })
    }

    /// What was shown is what is charged, or nothing is.
    async fn check_price(&self, item: &CartItem, profile: &Profile, ask: &Ask) -> Result<(), AskError> {
        let now = self.cart_quote(&Buyer::of(profile), &item.product, ask.cause.at).await?;
        let shown = &item.quote;
        if (now.total, now.currency) == (shown.total, shown.currency) {
            return Ok(());
        }
        let name = item.product.name().clone();
        let agreed = Money::from_cents(shown.total, shown.currency);
        let price = Money::from_cents(now.total, now.currency);
        Err(Refusal::Price(PriceRefusal::Differs { name, agreed, price }).into())
    }

    async fn ordered_item(
        &self,
        item: &CartItem,
        hidden: bool,
        configured: Configured,
        account: AccountNumber,
        ask: &Ask,
    ) -> Result<(Item, NewContact), AskError> {
        let at = ask.cause.at;
        let name = item.product.name().clone();
        let policy = self.rules(&name, at)?;
        let owner = self.ordered_owner(account, &configured, policy, role_of(&item.product)).await?;
        let own = account.own_contact();
        let contacts =
            Contacts { owner: owner.number, admin: configured.admin, tech: configured.tech, billing: own };
        let privacy = hidden.then_some(true);
        let ordered = match &item.product {
            Product::Create { period, .. } => {
                let declarations = self.declared(&name, &configured, &owner, ask).await?;
                let service = configured.servers.is_none().then_some(DnsService::Parking);
                Item::Create {
                    name,
                    period: *period,
                    contacts,
                    servers: configured.servers.unwrap_or_default(),
                    service,
                    privacy,
                    declarations: Some(Box::new(declarations)).filter(|declared| !declared.is_empty()),
                }
            }
            Product::Transfer { .. } => Item::Transfer {
                auth_code: configured.auth_code.map(|code| sealed_code(&name, code)),
                name,
                contacts,
                servers: configured.servers,
                privacy,
            },
            Product::OwnerChange { .. } | Product::Privacy { .. } | Product::Hosting { .. } => {
                Item::Trade { name, new_owner: owner.number }
            }
        };
        Ok((ordered, owner))
    }

    async fn declared(
        &self,
        name: &DomainName,
        configured: &Configured,
        owner: &NewContact,
        ask: &Ask,
    ) -> Result<Declarations, AskError> {
        let mut declared = Declarations {
            legal_age: configured.legal_age,
            conditions: configured.conditions.clone(),
            ..Declarations::default()
        };
        if let Some(reason) = &configured.reason {
            declared = declared.because(owner.number, reason.clone());
        }
        if let Some(token) = &configured.token {
            declared = declared.with_token(name, token.clone());
        }
        if configured.notice
            && let Some(notice) = self.name_launch(name, ask.cause.at).await?.claims
        {
            let (notice_id, not_after) = (notice.id, notice.not_after);
            declared.claims_notice = Some(AcceptedNotice { notice_id, not_after, accepted_at: ask.cause.at });
        }
        Ok(declared)
    }

    fn line_of(&self, item: &CartItem, ordered: Item, with: Option<u16>) -> Result<Line, AskError> {
        let quote = &item.quote;
        let name = item.product.name();
        let too_dear =
            || Refusal::NoPrice { name: name.clone(), action: domain_model::values::PricedAction::Create };
        let points = self.in_points(quote.total, quote.currency).ok_or_else(too_dear)?;
        let period = match &item.product {
            Product::Transfer { .. } => None,
            product => product.period(),
        };
        let years = period.map(|period: Period| format!(" {}Y", period.years())).unwrap_or_default();
        let label = match &ordered {
            Item::Hosting { plan, .. } => format!("hosting {plan} {name}{years}"),
            other => format!("{} {name}{years}", other.word()),
        };
        let price = Price { cents: quote.total, points, rule: quote.rule.clone() };
        Ok(Line { item: ordered, price, label, with })
    }
}

fn own_lines(terms: &Terms) -> impl Iterator<Item = u16> {
    (0u16..).zip(&terms.lines).filter(|(_, line)| line.is_own()).map(|(place, _)| place)
}

/// A cart's order is placed once: the cart says so.
fn key_of(terms: &Terms) -> AskKey {
    let key = terms.number.to_string();
    AskKey { scope: "cart".to_owned(), fingerprint: "order".to_owned(), key }
}

fn rehearsal_key(terms: &Terms, place: u16) -> AskKey {
    let key = format!("rehearsal/{}/{place}", terms.number);
    AskKey { scope: "cart".to_owned(), fingerprint: "order".to_owned(), key }
}

//! What is ordered, at which price, and how it is paid.

use crate::operation::Contacts;
use crate::payment_means::Kind;
use crate::values::{
    AccountNumber, AuthCode, CartId, Cents, ContactNumber, Currency, Declarations, DnsService, DomainName,
    HostingPlan, InvoiceNumber, NameServers, Offer, OrderNumber, Period, Points, Referer, ResellerProfile,
    Sealed,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was ordered, unchanging from the first day to the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The order itself.
    pub number: OrderNumber,
    /// Who orders, and pays.
    pub account: AccountNumber,
    /// The currency of the prices.
    pub currency: Currency,
    /// The lines, by their place from 0.
    pub lines: Vec<Line>,
    /// The customer's own reference (`batch.referer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Referer>,
    /// The customer's purchase order number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_order: Option<String>,
    /// The cart that it was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<CartId>,
    /// Under which offer (`order.offer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// As what (`order.resellerProfile`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ResellerProfile>,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Until when it may be paid.
    pub expires_at: DateTime<Utc>,
}

impl Terms {
    /// A line by its place.
    pub fn line(&self, place: u16) -> Option<&Line> {
        self.lines.get(usize::from(place))
    }

    /// What a line costs with all that goes with it; nothing where there is none, or it overflows.
    pub fn cost_of(&self, place: u16) -> Option<(Cents, Points)> {
        let own = self.line(place)?;
        cost_of(std::iter::once(own).chain(self.lines.iter().filter(|line| line.with == Some(place))))
    }

    /// What it costs in all, in points.
    pub fn points(&self) -> Option<Points> {
        cost_of(&self.lines).map(|(_, points)| points)
    }

    /// What it costs in all, in cents of its currency, before tax.
    pub fn cents(&self) -> Option<Cents> {
        cost_of(&self.lines).map(|(cents, _)| cents)
    }
}

/// What lines cost together; nothing where it overflows.
pub fn cost_of<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Option<(Cents, Points)> {
    lines.into_iter().try_fold((Cents::ZERO, Points::ZERO), |(cents, points), line| {
        let cents = cents.get().checked_add(line.price.cents.get())?;
        Some((Cents::new(cents).ok()?, points.checked_add(line.price.points)?))
    })
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub item: Item,
    /// At which price.
    pub price: Price,
    /// What is bought, as the ledger prints it: `create example.com 1Y`.
    pub label: String,
    /// The line, by its place, that this one goes with: delivered with it, paid with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<u16>,
}

impl Line {
    /// Whether it is delivered by an operation of its own.
    pub fn is_own(&self) -> bool {
        self.with.is_none()
    }
}

/// A price as it was shown: what is charged is that, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Before tax, in cents of the order's currency.
    pub cents: Cents,
    /// In points.
    pub points: Points,
    /// The price list and its day, and the registry's fee of a premium name; none where it costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// A registration.
    Create {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// Its contacts.
        contacts: Contacts,
        /// Its name servers.
        servers: NameServers,
        /// How it is to be served; as the default where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<DnsService>,
        /// Whether the registrant's data is to be hidden (OwO); as the default where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        privacy: Option<bool>,
        /// What was declared and brought along for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        declarations: Option<Box<Declarations>>,
    },
    /// A transfer from another registrar.
    Transfer {
        /// The name.
        name: DomainName,
        /// The losing side's code.
        auth_code: Option<Sealed<AuthCode>>,
        /// Its contacts here.
        contacts: Contacts,
        /// The name servers that it is to have; those that it has where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        servers: Option<NameServers>,
        /// As above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        privacy: Option<bool>,
    },
    /// A renewal.
    Renew {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
    },
    /// Another owner for a name: both are asked for their consent.
    Trade {
        /// The name.
        name: DomainName,
        /// The future owner.
        new_owner: ContactNumber,
    },
    /// Hosting for a name.
    Hosting {
        /// The name.
        name: DomainName,
        /// Which.
        plan: HostingPlan,
        /// Years.
        period: Period,
    },
}

impl Item {
    /// The name that it is for.
    pub fn name(&self) -> &DomainName {
        match self {
            Self::Create { name, .. }
            | Self::Transfer { name, .. }
            | Self::Renew { name, .. }
            | Self::Trade { name, .. }
            | Self::Hosting { name, .. } => name,
        }
    }

    /// The word of the mail paper, or of the plan.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Transfer { .. } => "transfer",
            Self::Renew { .. } => "renew",
            Self::Trade { .. } => "trade",
            Self::Hosting { plan, .. } => plan.as_str(),
        }
    }
}

/// How an order was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payment {
    /// From the points account: each line's price is put aside when its operation is accepted.
    Points,
    /// By other means, which bought the points that its lines are paid from.
    Other {
        /// How: `transfer`, `card`, `cheque`.
        means: String,
        /// The document that the purchase is booked under.
        reference: String,
        /// The invoice of the points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invoice: Option<InvoiceNumber>,
    },
    /// From the account's balance of money, which bought the points that its lines are paid from.
    Balance {
        /// With tax, in hundredths of a unit of the order's currency.
        amount: Cents,
        /// The invoice of the points.
        invoice: InvoiceNumber,
    },
}

impl Payment {
    /// The invoice that it was booked with.
    pub fn invoice(&self) -> Option<InvoiceNumber> {
        match self {
            Self::Points => None,
            Self::Other { invoice, .. } => *invoice,
            Self::Balance { invoice, .. } => Some(*invoice),
        }
    }
}

/// A payment by a registered mean, which its holder announces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// What kind of mean.
    pub kind: Kind,
    /// Which of the account's, where it is a registered one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// When it was announced.
    pub at: DateTime<Utc>,
}

impl Announcement {
    /// Whether another one announces the same payment.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.kind, self.number) == (other.kind, other.number)
    }
}

//! The views as followers of the journal.

use crate::error::ViewError;
use crate::fold::{Horizon, Table};
use crate::{
    access, accounts, billing, carts, contact_changes, contacts, disclosures, drift, feed, hosts, ledger,
    obligations, operations, operators, orders, prices, votes, whois,
};
use async_trait::async_trait;
use journal::follow::{Follower, FollowerError};
use journal::{Recorded, Vault};
use sqlx::PgConnection;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// The views. Each is a follower of its own, and can be rebuilt without the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// Every name, with what is known of it.
    Whois,
    /// Every operation: the pending report.
    Operations,
    /// Points, and prepaid money, in double entry.
    Ledger,
    /// Contacts.
    Contacts,
    /// Trades and transfers with their votes, and contact changes with their answers.
    Votes,
    /// The index of all events.
    Feed,
    /// What is owed about names.
    Obligations,
    /// Requests for data that the directory does not show.
    Disclosures,
    /// Where registries show something else than is believed.
    Drift,
    /// Invoices, and corrections of points that wait.
    Billing,
    /// Orders, and the carts that they come from.
    Orders,
    /// Accounts, hosts, operators, prices and what programs may call: small tables that change seldom share a follower.
    Registers,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Whois,
        Self::Operations,
        Self::Ledger,
        Self::Contacts,
        Self::Votes,
        Self::Feed,
        Self::Obligations,
        Self::Disclosures,
        Self::Drift,
        Self::Billing,
        Self::Orders,
        Self::Registers,
    ];

    /// The follower's name, which its checkpoints are kept under.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whois => "whois",
            Self::Operations => "operations",
            Self::Ledger => "ledger",
            Self::Contacts => "contacts",
            Self::Votes => "votes",
            Self::Feed => "feed",
            Self::Obligations => "obligations",
            Self::Disclosures => "disclosures",
            Self::Drift => "drift",
            Self::Billing => "billing",
            Self::Orders => "orders",
            Self::Registers => "registers",
        }
    }

    /// The statements that make its tables.
    pub(crate) fn schema(self) -> &'static str {
        match self {
            Self::Whois => whois::SCHEMA,
            Self::Operations => operations::SCHEMA,
            Self::Ledger => LEDGER.as_str(),
            Self::Contacts => contacts::SCHEMA,
            Self::Votes => VOTES.as_str(),
            Self::Feed => feed::SCHEMA,
            Self::Obligations => obligations::SCHEMA,
            Self::Disclosures => disclosures::SCHEMA,
            Self::Drift => drift::SCHEMA,
            Self::Billing => billing::SCHEMA,
            Self::Orders => ORDERS.as_str(),
            Self::Registers => REGISTERS.as_str(),
        }
    }

    pub(crate) const fn tables(self) -> &'static [Table] {
        match self {
            Self::Whois => &[whois::TABLE],
            Self::Operations => &[operations::TABLE],
            Self::Ledger => {
                &[ledger::ENTRIES, ledger::BALANCES, ledger::MONEY_ENTRIES, ledger::MONEY_BALANCES]
            }
            Self::Contacts => &[contacts::TABLE],
            Self::Votes => &[votes::TABLE, contact_changes::TABLE],
            Self::Feed => &[feed::TABLE],
            Self::Obligations => &[obligations::TABLE, obligations::HEADS],
            Self::Disclosures => &[disclosures::TABLE],
            Self::Drift => &[drift::TABLE, drift::HEADS],
            Self::Billing => &[billing::INVOICES, billing::ADJUSTMENTS],
            Self::Orders => &[orders::TABLE, carts::TABLE],
            Self::Registers => &[
                accounts::TABLE,
                hosts::TABLE,
                operators::TABLE,
                prices::TABLE,
                access::APPLICATIONS,
                access::CREDENTIALS,
            ],
        }
    }

    /// What a batch of events makes of its tables.
    pub(crate) async fn apply(
        self,
        tx: &mut PgConnection,
        vault: &Vault,
        batch: &[Recorded],
        horizon: Horizon,
    ) -> Result<(), FollowerError> {
        match self {
            Self::Whois => whois::apply(tx, batch, horizon).await,
            Self::Operations => operations::apply(tx, batch, horizon).await,
            Self::Ledger => ledger::apply(tx, batch, horizon).await,
            Self::Contacts => contacts::apply(tx, vault, batch, horizon).await,
            Self::Votes => {
                votes::apply(tx, batch, horizon).await?;
                contact_changes::apply(tx, batch, horizon).await
            }
            Self::Feed => feed::apply(tx, batch, horizon).await,
            Self::Obligations => obligations::apply(tx, batch, horizon).await,
            Self::Disclosures => disclosures::apply(tx, batch, horizon).await,
            Self::Drift => drift::apply(tx, batch, horizon).await,
            Self::Billing => billing::apply(tx, batch, horizon).await,
            Self::Orders => {
                orders::apply(tx, batch, horizon).await?;
                carts::apply(tx, batch, horizon).await
            }
            Self::Registers => {
                accounts::apply(tx, batch, horizon).await?;
                hosts::apply(tx, batch, horizon).await?;
                operators::apply(tx, batch, horizon).await?;
                prices::apply(tx, batch, horizon).await?;
                access::apply(tx, batch, horizon).await
            }
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for View {
    type Err = ViewError;

    fn from_str(text: &str) -> Result<Self, ViewError> {
        Self::ALL
            .into_iter()
            .find(|view| view.name() == text)
            .ok_or_else(|| ViewError::Unknown(text.to_owned()))
    }
}

/// What somebody votes on or answers.
static VOTES: LazyLock<String> = LazyLock::new(|| [votes::SCHEMA, contact_changes::SCHEMA].concat());

/// The statements of the tables that share a follower.
static ORDERS: LazyLock<String> = LazyLock::new(|| [orders::SCHEMA, carts::SCHEMA].concat());

/// As above.
static LEDGER: LazyLock<String> = LazyLock::new(|| [ledger::SCHEMA, ledger::MONEY_SCHEMA].concat());
static REGISTERS: LazyLock<String> = LazyLock::new(|| {
    [accounts::SCHEMA, hosts::SCHEMA, operators::SCHEMA, prices::SCHEMA, access::SCHEMA].concat()
});

/// A view as a follower: for [`Journal::follow`](journal::Journal::follow) and
/// [`Journal::rebuild`](journal::Journal::rebuild).
#[derive(Clone)]
pub struct Projection {
    view: View,
    vault: Vault,
}

impl Projection {
    /// The follower of one view. The vault is asked only for the index of e-mail addresses.
    pub fn new(view: View, vault: Vault) -> Self {
        Self { view, vault }
    }

    /// Which view.
    pub fn view(&self) -> View {
        self.view
    }
}

/// The followers of all views.
pub fn all(vault: &Vault) -> Vec<Projection> {
    View::ALL.into_iter().map(|view| Projection::new(view, vault.clone())).collect()
}

#[async_trait]
impl Follower for Projection {
    fn name(&self) -> &str {
        self.view.name()
    }

    fn schema(&self) -> &'static str {
        self.view.schema()
    }

    async fn apply(&mut self, tx: &mut PgConnection, batch: &[Recorded]) -> Result<(), FollowerError> {
        self.view.apply(tx, &self.vault, batch, None).await
    }
}

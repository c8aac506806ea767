//! What a registry wants for a name, where it names it (RFC 8748).

use domain_model::values::{DomainName, Money, Period, PricedAction};

/// What a fee is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeFor {
    /// A registration, renewal, transfer or restoration; registries know no trade.
    pub action: PricedAction,
    /// Years, where years are bought.
    pub period: Option<Period>,
}

impl FeeFor {
    /// A registration of one year: what shows that a free name is premium.
    pub const FIRST_YEAR: Self = Self { action: PricedAction::Create, period: Some(Period::ONE_YEAR) };
}

/// A fee that is not the one of every name: the name is premium, at least for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialFee {
    /// For what.
    pub of: FeeFor,
    /// How much, all fees and credits together. None: it cannot be read, or is finer than its currency.
    pub amount: Option<Money>,
}

/// A name that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedName {
    /// Which.
    pub name: DomainName,
    /// Whether it can be registered.
    pub free: bool,
    /// Why not.
    pub reason: Option<String>,
    /// It is not free, but reserved: a code opens it (RFC 8495), another one than was asked with, if any was.
    pub reserved: bool,
    /// Of the fees that were asked for, those that are not the ones of every name. Empty also where the registry names
    /// no fees.
    pub fees: Vec<SpecialFee>,
}

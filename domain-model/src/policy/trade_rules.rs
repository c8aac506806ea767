//! How both sides agree to a change of the registrant.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How both sides agree to a change of the registrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TradeProcedure {
    /// Each by a mailed link.
    Votes,
    /// By a form of the registry, signed by both, which may be downloaded for so many days.
    RegistryForm {
        /// Days.
        days: u16,
    },
    /// By the code that the present registrant has.
    Code,
    /// Not at all at this door.
    None,
}

/// Changing the registrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TradeRules {
    /// How both sides agree.
    pub procedure: TradeProcedure,
    /// Days after it during which a name is not transferred.
    pub lock_days: u16,
    /// Whether the registrant may do without that lock, before the change.
    pub lock_opt_out: bool,
    /// Whether a year is added.
    pub renews_year: bool,
    /// Hours in which it is executed once both have agreed.
    pub execute_hours: u16,
}

/// Votes by mailed link.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteRules {
    /// Days after the request on which the votes end.
    pub expire_days: u16,
    /// Days after the request on which who has not voted is reminded.
    pub reminders: BTreeSet<u16>,
}

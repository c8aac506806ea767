//! What an ending asks of whoever wants a new name, beside eligibility: conditions that are accepted, a reason, a
//! trademark claims notice, the code of a reserved name. Pure: whether a name is claimed or reserved, its registry says.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::tld_policy::TldPolicy;
use crate::values::{AcceptedNotice, Declarations, DomainName};

/// What an ending asks, and which questions its registry answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LaunchRules {
    /// Whether names may be under trademark claims: the registry is asked (RFC 8334), and its answer counts.
    pub claims: bool,
    /// Whether the registry wants to know why the name is wanted.
    pub reason: bool,
    /// What the registrant accepts, beside the general contract.
    pub conditions: Option<Conditions>,
}

/// Conditions of an ending that are accepted with the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Which version: it is recorded with what was accepted.
    pub version: String,
    /// Where they stand in full.
    pub url: String,
    /// In a sentence or two.
    pub text: String,
}

impl Conditions {
    /// What the types alone do not say.
    pub(super) fn problem(&self) -> Option<&'static str> {
        if self.version.trim().is_empty() || self.version.len() > 40 {
            return Some("launch.conditions: version has 1 to 40 characters");
        }
        if !self.url.starts_with("https://") {
            return Some("launch.conditions: url begins with https://");
        }
        self.text.trim().is_empty().then_some("launch.conditions: text says what is accepted")
    }
}

/// Why what was declared does not suffice. The field is the one of [`Declarations`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeclarationRefusal {
    /// The conditions were not accepted.
    #[error("the conditions of .{tld}, version {version}, have to be accepted: {url}")]
    Conditions {
        /// The ending.
        tld: String,
        /// The version in force.
        version: String,
        /// Where they stand.
        url: String,
    },
    /// There is no reason.
    #[error("the registry of .{tld} asks why the name is wanted")]
    Reason {
        /// The ending.
        tld: String,
    },
    /// There is no notice.
    #[error("{0} is under a trademark claim: its claims notice has to be accepted")]
    NoticeMissing(DomainName),
    /// The notice is another one's.
    #[error("the claims notice that was accepted is not one about {0}")]
    NoticeOfAnother(DomainName),
    /// The notice has lapsed.
    #[error(
        "the claims notice may be used until {not_after}, or 48 hours after it was accepted: accept it anew"
    )]
    NoticeLapsed {
        /// Until when.
        not_after: DateTime<Utc>,
    },
    /// The code does not open the reserved name.
    #[error("{0} is reserved by its registry, and this code does not open it")]
    TokenWrong(DomainName),
}

impl DeclarationRefusal {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conditions { .. } => "CONDITIONS_NOT_ACCEPTED",
            Self::Reason { .. } => "REASON_MISSING",
            Self::NoticeMissing(_) => "CLAIMS_NOTICE_MISSING",
            Self::NoticeOfAnother(_) => "CLAIMS_NOTICE_WRONG",
            Self::NoticeLapsed { .. } => "CLAIMS_NOTICE_LAPSED",
            Self::TokenWrong(_) => "ALLOCATION_TOKEN_WRONG",
        }
    }

    /// The field of [`Declarations`] that is wrong, as doors in camel case call it.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Conditions { .. } => "conditions",
            Self::Reason { .. } => "reason",
            Self::NoticeMissing(_) | Self::NoticeOfAnother(_) | Self::NoticeLapsed { .. } => "claimsNotice",
            Self::TokenWrong(_) => "allocationToken",
        }
    }
}

/// A notice is used within so many hours of being accepted: registries refuse it later.
const NOTICE_HOURS: i64 = 48;

/// Whether what was declared suffices for a new name below this ending. `claimed` is the registry's answer about the name;
/// nothing where it did not answer, and then the registry decides when the name is created.
pub fn declared(
    policy: &TldPolicy,
    name: &DomainName,
    claimed: Option<bool>,
    declared: &Declarations,
    at: DateTime<Utc>,
) -> Result<(), DeclarationRefusal> {
    let rules = &policy.launch;
    if let Some(conditions) = &rules.conditions
        && declared.conditions.as_deref() != Some(conditions.version.as_str())
    {
        return Err(DeclarationRefusal::Conditions {
            tld: policy.tld.to_string(),
            version: conditions.version.clone(),
            url: conditions.url.clone(),
        });
    }
    if rules.reason && declared.reason.is_none() {
        return Err(DeclarationRefusal::Reason { tld: policy.tld.to_string() });
    }
    match &declared.claims_notice {
        Some(notice) if claimed != Some(false) => usable(notice, name, at),
        None if claimed == Some(true) => Err(DeclarationRefusal::NoticeMissing(name.clone())),
        _ => Ok(()),
    }
}

fn usable(notice: &AcceptedNotice, name: &DomainName, at: DateTime<Utc>) -> Result<(), DeclarationRefusal> {
    let label = name.as_str().split('.').next().unwrap_or_default();
    if !notice.notice_id.is_of(label, notice.not_after) {
        return Err(DeclarationRefusal::NoticeOfAnother(name.clone()));
    }
    let last = notice.accepted_at + TimeDelta::hours(NOTICE_HOURS);
    if notice.not_after <= at || last <= at || notice.accepted_at > at {
        return Err(DeclarationRefusal::NoticeLapsed { not_after: notice.not_after });
    }
    Ok(())
}

#[cfg(test)]
#[path = "launch_tests.rs"]
mod tests;

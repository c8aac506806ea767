//! Changes of accounts of services, with the answers of both sides.

use super::{Account, Domain, Operation, links};
use crate::evidence;
use crate::looks;
use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::contact_change::{AccountRole, Side, Terms};
use domain_model::vote::{Ballot, Voter};
use projections::contact_changes::ContactChangeRow;

/// An account of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ServiceRole {
    /// May do everything; the administrative contact at the registry.
    Admin,
    /// Looks after the technical side; the technical contact at the registry.
    Tech,
    /// Pays.
    Billing,
}

impl From<AccountRole> for ServiceRole {
    fn from(role: AccountRole) -> Self {
        match role {
            AccountRole::Admin => Self::Admin,
            AccountRole::Tech => Self::Tech,
            AccountRole::Billing => Self::Billing,
        }
    }
}

/// A side of a contact change.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct ContactChangeSide {
    /// from or to.
    side: String,
    /// The account.
    account: u64,
    /// How often it was mailed.
    mails: u32,
    /// Accept or Refuse, once it has answered.
    vote: Option<String>,
    /// When it answered.
    voted_at: Option<DateTime<Utc>>,
    /// By link, or the operator who answered for it.
    voted_by: Option<String>,
    /// Why an operator answered.
    reason: Option<String>,
    /// SHA-256 of the document behind an operator's answer.
    evidence: Option<String>,
    #[graphql(skip)]
    address: Option<String>,
    #[graphql(skip)]
    stream: String,
}

impl ContactChangeSide {
    fn of(side: Side, terms: &Terms, ballot: &Ballot) -> Self {
        let vote = ballot.vote.as_ref();
        let (by, reason, evidence) = match vote.map(|vote| &vote.voter) {
            Some(Voter::ByLink { .. }) => (Some("link".to_owned()), None, None),
            Some(Voter::ByOperator { login, reason, evidence }) => {
                let evidence = evidence.as_ref().map(ToString::to_string);
                (Some(format!("operator:{login}")), Some(reason.to_string()), evidence)
            }
            None => (None, None, None),
        };
        Self {
            side: side.as_str().to_owned(),
            account: terms.account(side).get(),
            mails: ballot.serial,
            vote: vote.map(|vote| format!("{:?}", vote.choice)),
            voted_at: vote.map(|vote| vote.at),
            voted_by: by,
            reason,
            evidence,
            address: ballot.party.email.value().map(ToString::to_string),
            stream: format!("contact-change/{}", terms.number),
        }
    }
}

#[ComplexObject]
impl ContactChangeSide {
    /// Where the document is given to roles that see personal data, if it was kept; every look is recorded.
    async fn evidence_path(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        evidence::kept(ctx, &self.stream, self.evidence.as_deref()).await
    }

    /// Where its mails go; absent where the role does not see personal data. Every look is recorded.
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let address = self.address.as_deref()?;
        looks::at(ctx, self.stream.clone());
        Some(address)
    }

    /// The account.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, Some(self.account), None).await
    }
}

/// A change of an account of a service.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct ContactChange {
    /// The task's number, and that of its operation.
    number: u64,
    /// Voting, Approved, Completed, Refused, Expired, Cancelled or Failed.
    state: String,
    /// A side may still answer.
    open: bool,
    /// The service.
    name: Option<String>,
    /// What moves.
    roles: Vec<ServiceRole>,
    /// Who has it, or had it.
    from_account: Option<u64>,
    /// Who gets it.
    to_account: Option<u64>,
    /// Who asked.
    asked_by: Option<u64>,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// Until when answers are taken.
    deadline: Option<DateTime<Utc>>,
    /// When it ended, however it did.
    ended_at: Option<DateTime<Utc>>,
    /// The registry's code, where it refused.
    code: Option<u16>,
    /// The registry's words, or why it came to nothing.
    words: Option<String>,
    /// Who answers, and how.
    sides: Vec<ContactChangeSide>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    /// The last event that this shows.
    sequence: i64,
}

impl From<ContactChangeRow> for ContactChange {
    fn from(row: ContactChangeRow) -> Self {
        let dossier = row.change.dossier();
        let sides = dossier.map(|(terms, ballots)| {
            Side::BOTH.map(|side| ContactChangeSide::of(side, terms, ballots.side(side))).to_vec()
        });
        let roles = dossier.map(|(terms, _)| terms.roles.iter().map(ServiceRole::from).collect());
        let number = |account: Option<domain_model::values::AccountNumber>| account.map(|it| it.get());
        Self {
            number: row.number.get(),
            open: row.open,
            roles: roles.unwrap_or_default(),
            sides: sides.unwrap_or_default(),
            name: row.name.as_ref().map(ToString::to_string),
            from_account: number(row.from_account),
            to_account: number(row.to_account),
            asked_by: number(row.asked_by),
            requested_at: row.requested_at,
            deadline: row.deadline,
            ended_at: row.ended_at,
            code: row.code,
            words: row.words,
            state: row.state,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            sequence: row.sequence,
        }
    }
}

#[ComplexObject]
impl ContactChange {
    /// The name.
    async fn domain(&self, ctx: &Context<'_>) -> Result<Option<Domain>> {
        links::domain(ctx, self.name.as_deref(), None).await
    }

    /// The operation that carries it out, once both sides have accepted.
    async fn operation(&self, ctx: &Context<'_>) -> Result<Option<Operation>> {
        links::operation(ctx, Some(self.number), None).await
    }
}

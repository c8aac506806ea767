//! Trades and transfers with their votes.

use super::node::write_id;
use super::{Account, Contact, Domain, Moment, Operation, links};
use crate::caller::{application, coded, sight};
use crate::evidence;
use crate::looks;
use crate::payload::{failure, pdf_failure};
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use domain_model::vote::Voter;
use journal::StreamId;
use projections::Sight;
use projections::votes::{Answer, Outcome, SideRow, VoteKind, VoteRow};

/// One side of a vote.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct BallotSide {
    /// owner, new-owner or admin.
    side: String,
    /// Its contact, where it is one of ours.
    contact: Option<u64>,
    /// How often it was mailed.
    mails: u32,
    /// Accept or Refuse, once it has voted.
    vote: Option<String>,
    /// When it voted.
    voted_at: Option<DateTime<Utc>>,
    /// By link, or the operator who voted for it.
    voted_by: Option<String>,
    /// Why an operator voted.
    reason: Option<String>,
    /// SHA-256 of the document behind an operator's vote.
    evidence: Option<String>,
    /// When the last mail went out.
    mailed_at: DateTime<Utc>,
    #[graphql(skip)]
    address: Option<String>,
    #[graphql(skip)]
    stream: String,
    #[graphql(skip)]
    as_of: Moment,
}

impl BallotSide {
    fn of(row: &SideRow, stream: &str, as_of: Moment) -> Self {
        let vote = row.ballot.vote.as_ref();
        let (by, reason, evidence) = match vote.map(|vote| &vote.voter) {
            Some(Voter::ByLink { .. }) => (Some("link".to_owned()), None, None),
            Some(Voter::ByOperator { login, reason, evidence }) => {
                let evidence = evidence.as_ref().map(ToString::to_string);
                (Some(format!("operator:{login}")), Some(reason.to_string()), evidence)
            }
            None => (None, None, None),
        };
        Self {
            side: row.side.as_str().to_owned(),
            contact: row.ballot.party.contact.map(|contact| contact.get()),
            mails: row.ballot.serial,
            vote: vote.map(|vote| format!("{:?}", vote.choice)),
            voted_at: vote.map(|vote| vote.at),
            voted_by: by,
            reason,
            evidence,
            mailed_at: row.mailed_at,
            address: row.ballot.party.email.value().map(ToString::to_string),
            stream: stream.to_owned(),
            as_of,
        }
    }
}

#[ComplexObject]
impl BallotSide {
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

    /// Its contact.
    async fn contact_node(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.contact, self.as_of).await
    }
}

/// How a trade or a transfer ended.
#[derive(Clone, SimpleObject)]
pub struct ConsentOutcome {
    /// The side that refused.
    side: Option<String>,
    /// The registry's code.
    code: Option<u16>,
    /// The registry's words, or the reason of a cancellation.
    words: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

impl From<Outcome> for ConsentOutcome {
    fn from(outcome: Outcome) -> Self {
        let side = outcome.side.map(|side| side.as_str().to_owned());
        Self { side, code: outcome.code, words: outcome.words, at: outcome.at }
    }
}

/// The answer to a transfer out.
#[derive(Clone, SimpleObject)]
pub struct ConsentAnswer {
    /// Accept: let it go at once. Refuse: object.
    choice: String,
    /// Why, for an objection.
    reason: Option<String>,
    /// Who answered.
    by: String,
    /// When.
    at: DateTime<Utc>,
}

impl From<Answer> for ConsentAnswer {
    fn from(answer: Answer) -> Self {
        let choice = format!("{:?}", answer.choice);
        Self { choice, reason: answer.reason, by: answer.by, at: answer.at }
    }
}

/// A trade or a transfer.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Consent {
    /// Its global id.
    pub(super) id: ID,
    /// The operation's number.
    number: u64,
    /// trade, transfer-in or transfer-out.
    kind: String,
    /// Voting, Approved, Completed, Refused, Expired, Cancelled, Failed …
    state: String,
    /// Somebody may still vote or answer.
    open: bool,
    /// The name.
    name: Option<String>,
    /// Who asked.
    account: Option<u64>,
    /// The present owner.
    owner: Option<u64>,
    /// The future owner.
    new_owner: Option<u64>,
    /// The gaining registrar of a transfer out.
    gaining: Option<String>,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// Until when votes are taken.
    deadline: Option<DateTime<Utc>>,
    /// Who votes, and how.
    sides: Vec<BallotSide>,
    /// How it ended; absent while it has not.
    outcome: Option<ConsentOutcome>,
    /// The answer to a transfer out.
    answer: Option<ConsentAnswer>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    /// The last event that this shows.
    sequence: i64,
    #[graphql(skip)]
    as_of: Moment,
}

impl Consent {
    /// As of a moment.
    pub fn of(row: VoteRow, as_of: Moment) -> Self {
        Self {
            id: write_id(if row.kind == VoteKind::Trade { "Trade" } else { "Transfer" }, row.number),
            number: row.number.get(),
            kind: row.kind.as_str().to_owned(),
            open: row.open,
            name: row.name.as_ref().map(ToString::to_string),
            account: row.account.map(|account| account.get()),
            owner: row.owner.map(|contact| contact.get()),
            new_owner: row.new_owner.map(|contact| contact.get()),
            requested_at: row.requested_at,
            deadline: row.deadline,
            sides: row.sides.iter().map(|side| BallotSide::of(side, &row.stream, as_of)).collect(),
            outcome: row.outcome.map(ConsentOutcome::from),
            answer: row.answer.map(ConsentAnswer::from),
            state: row.state,
            gaining: row.gaining,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            sequence: row.sequence,
            as_of,
        }
    }

    /// A trade, not a transfer.
    pub fn is_trade(&self) -> bool {
        self.kind == VoteKind::Trade.as_str()
    }
}

#[ComplexObject]
impl Consent {
    /// The dossier that proves the consent, as a PDF in base64: who asked, who was mailed to, who voted and how, the events
    /// and the hash that they end in. For roles that see personal data; every look is recorded.
    #[graphql(complexity = "2_000")]
    async fn dossier(&self, ctx: &Context<'_>) -> Result<String> {
        if sight(ctx)? == Sight::Closed {
            return Err(coded("FORBIDDEN", "dossier: this needs a role that sees personal data"));
        }
        let stream =
            StreamId::new(if self.is_trade() { "trade" } else { "transfer" }, &self.number.to_string());
        looks::at(ctx, stream.to_string());
        let sheet = application(ctx).consent_sheet(&stream).await.map_err(|error| failure(&error))?;
        let sheet = sheet.ok_or_else(|| coded("NOT_FOUND", "there is no such trade or transfer"))?;
        let pdf = paper::consent_pdf(&sheet).map_err(|error| pdf_failure(&error))?;
        Ok(BASE64.encode(&pdf))
    }

    /// The name.
    async fn domain(&self, ctx: &Context<'_>) -> Result<Option<Domain>> {
        links::domain(ctx, self.name.as_deref(), self.as_of).await
    }

    /// The operation that carries it out; a transfer out has none.
    async fn operation(&self, ctx: &Context<'_>) -> Result<Option<Operation>> {
        links::operation(ctx, Some(self.number), self.as_of).await
    }

    /// The account that asked.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }

    /// The present owner.
    async fn owner_contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.owner, self.as_of).await
    }

    /// The future owner.
    async fn new_owner_contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.new_owner, self.as_of).await
    }
}

//! Votes: trades and transfers with their sides, in both directions.

mod query;
mod words;

pub use query::{VoteFilter, VoteSort};
pub use words::{VoteKind, VoteSide};

use crate::fold::{self, Horizon, Row, Table};
use crate::stamp::Stamp;
use chrono::{DateTime, Utc};
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, OperationNumber};
use domain_model::vote::{Ballot, Choice};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "votes", key: "stream", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists votes (
  stream       text        collate \"C\" primary key,
  number       bigint      not null,
  kind         text        not null,
  sequence     bigint      not null,
  matter       json        not null,
  state        text        not null,
  open         boolean     not null,
  name         text        collate \"C\",
  account      bigint,
  owner        bigint,
  new_owner    bigint,
  gaining      text,
  requested_at timestamptz not null,
  deadline     timestamptz,
  sides        json        not null,
  outcome      json,
  answer       json,
  changed_at   timestamptz not null,
  changed_by   text        not null
);
create index if not exists votes_number on votes (number);
create index if not exists votes_name on votes (name, number);
create index if not exists votes_requested on votes (requested_at, number);
create index if not exists votes_deadline on votes ((coalesce(deadline, 'infinity')), number);
create index if not exists votes_open on votes (deadline) where open;
create index if not exists votes_account on votes (account, number);
";

/// A trade or a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A change of the owner.
    Trade(Box<Trade>),
    /// A transfer in either direction.
    Transfer(Box<Transfer>),
}

/// One side of a vote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideRow {
    /// Whose.
    pub side: VoteSide,
    /// Party, serials and vote. The addresses are sealed unless they were asked for.
    pub ballot: Ballot,
    /// When the last mail went out.
    pub mailed_at: DateTime<Utc>,
    /// The reminders: the day after the request that each belongs to, and when it went out.
    pub reminders: Vec<(u16, DateTime<Utc>)>,
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The side that refused.
    pub side: Option<VoteSide>,
    /// The registry's code.
    pub code: Option<u16>,
    /// The registry's words, or the reason of a cancellation.
    pub words: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The answer to a transfer out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Accept: let it go at once. Refuse: object.
    pub choice: Choice,
    /// Why, for an objection.
    pub reason: Option<String>,
    /// Who answered.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A trade or a transfer with its votes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoteRow {
    /// `trade/…` or `transfer/…`.
    pub stream: String,
    /// The operation's number.
    pub number: OperationNumber,
    /// What is voted on.
    pub kind: VoteKind,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Everything known of it.
    pub matter: Matter,
    /// The state as people read it: `Voting`, `Approved` …
    pub state: String,
    /// Somebody may still vote or answer.
    pub open: bool,
    /// The name.
    pub name: Option<DomainName>,
    /// Who asked; of a transfer out, who has managed the name.
    pub account: Option<AccountNumber>,
    /// The present owner; of a transfer in, the owner's contact here.
    pub owner: Option<ContactNumber>,
    /// The future owner of a trade.
    pub new_owner: Option<ContactNumber>,
    /// The registrar that gains the name of a transfer out, by its id at the registry.
    pub gaining: Option<String>,
    /// When it was asked for or announced.
    pub requested_at: DateTime<Utc>,
    /// When the votes expire, or the registry approves by itself.
    pub deadline: Option<DateTime<Utc>>,
    /// The sides; none where the policy skips the vote, and for a transfer out.
    pub sides: Vec<SideRow>,
    /// How it ended, where there is something to say about that.
    pub outcome: Option<Outcome>,
    /// The answer to a transfer out.
    pub answer: Option<Answer>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Who changed it.
    pub changed_by: String,
}

/// An event of either.
pub(crate) enum VoteEvent {
    Trade(trade::Event),
    Transfer(transfer::Event),
}

/// What went out or came in, for either kind.
enum Mail {
    To(VoteSide),
    Reminder(VoteSide, u16),
    ToAll,
}

impl Row for VoteRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["trade", "transfer"];
    type Event = VoteEvent;

    fn key(stream: &StreamId) -> String {
        stream.to_string()
    }

    fn decode(event: &Recorded) -> Result<VoteEvent, JournalError> {
        match event.stream.aggregate_type() {
            "trade" => event.decode().map(VoteEvent::Trade),
            _ => event.decode().map(VoteEvent::Transfer),
        }
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        let (kind, matter) = match stream.aggregate_type() {
            "trade" => (VoteKind::Trade, Matter::Trade(Box::default())),
            _ => (VoteKind::TransferIn, Matter::Transfer(Box::default())),
        };
        Ok(Self {
            stream: stream.to_string(),
            number: stream.aggregate_id().parse()?,
            kind,
            sequence: 0,
            matter,
            state: String::new(),
            open: false,
            name: None,
            account: None,
            owner: None,
            new_owner: None,
            gaining: None,
            requested_at: stamp.at,
            deadline: None,
            sides: vec![],
            outcome: None,
            answer: None,
            changed_at: stamp.at,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: VoteEvent, stamp: &Stamp) {
        let mail = match event {
            VoteEvent::Trade(event) => self.apply_trade(event, stamp),
            VoteEvent::Transfer(event) => self.apply_transfer(event, stamp),
        };
        self.show(stamp);
        self.note_mail(mail, stamp);
        self.changed_at = stamp.at;
        self.changed_by.clone_from(&stamp.actor);
    }
}

impl VoteRow {
    fn apply_trade(&mut self, event: trade::Event, stamp: &Stamp) -> Option<Mail> {
        use trade::Event;
        let end = Outcome { at: stamp.at, ..Outcome::default() };
        let mut mail = None;
        match &event {
            Event::BallotMailed { side, .. } => mail = Some(Mail::To((*side).into())),
            Event::Reminded { side, day, .. } => mail = Some(Mail::Reminder((*side).into(), *day)),
            Event::Refused { side } => self.outcome = Some(Outcome { side: Some((*side).into()), ..end }),
            Event::Cancelled { reason } => {
                self.outcome = Some(Outcome { words: Some(reason.to_string()), ..end });
            }
            Event::Failed { code, message } => {
                self.outcome = Some(Outcome { code: Some(*code), words: Some(message.clone()), ..end });
            }
            Event::Expired | Event::Completed => self.outcome = Some(end),
            Event::Resumed => self.outcome = None,
            Event::Reopened { .. } => {
                self.outcome = None;
                mail = Some(Mail::ToAll);
            }
            Event::Requested { .. }
            | Event::VoteCast { .. }
            | Event::Approved
            | Event::LinksVoided { .. } => {}
        }
        if let Matter::Trade(trade) = &mut self.matter {
            cqrs_es::Aggregate::apply(&mut **trade, event);
        }
        mail
    }

    fn apply_transfer(&mut self, event: transfer::Event, stamp: &Stamp) -> Option<Mail> {
        use transfer::Event;
        let end = Outcome { at: stamp.at, ..Outcome::default() };
        let mut mail = None;
        match &event {
            Event::BallotMailed { side, .. } => mail = Some(Mail::To((*side).into())),
            Event::Reminded { side, day, .. } => mail = Some(Mail::Reminder((*side).into(), *day)),
            Event::Refused { side } => self.outcome = Some(Outcome { side: Some((*side).into()), ..end }),
            Event::Cancelled { reason } => {
                self.outcome = Some(Outcome { words: Some(reason.to_string()), ..end });
            }
            Event::Failed { code, message } => {
                self.outcome = Some(Outcome { code: Some(*code), words: Some(message.clone()), ..end });
            }
            Event::Expired | Event::Completed | Event::Gone | Event::Stayed => self.outcome = Some(end),
            Event::Restarted { votes_again, .. } => {
                self.outcome = None;
                mail = votes_again.then_some(Mail::ToAll);
            }
            Event::Announced { .. } => self.kind = VoteKind::TransferOut,
            Event::Answered { choice, reason } => {
                let reason = reason.as_ref().map(ToString::to_string);
                self.answer = Some(Answer { choice: *choice, reason, by: stamp.actor.clone(), at: stamp.at });
            }
            Event::Requested { .. } | Event::VoteCast { .. } | Event::Accepted => {}
        }
        if let Matter::Transfer(transfer) = &mut self.matter {
            cqrs_es::Aggregate::apply(&mut **transfer, event);
        }
        mail
    }

    /// Fills the columns from the aggregate.
    fn show(&mut self, stamp: &Stamp) {
        let ballots: Vec<(VoteSide, Ballot)> = match &self.matter {
            Matter::Trade(trade) => {
                trade.word().clone_into(&mut self.state);
                self.open = matches!(**trade, Trade::Voting(..));
                let Some((terms, ballots)) = trade.dossier() else { return };
                self.name = Some(terms.name.clone());
                self.account = Some(terms.account);
                (self.owner, self.new_owner) = (Some(terms.owner), Some(terms.new_owner));
                (self.requested_at, self.deadline) = (terms.requested_at, Some(terms.expires_at));
                vec![
                    (VoteSide::Owner, ballots.owner.clone()),
                    (VoteSide::NewOwner, ballots.new_owner.clone()),
                ]
            }
            Matter::Transfer(transfer) => {
                transfer.word().clone_into(&mut self.state);
                self.open = matches!(**transfer, Transfer::Voting(..) | Transfer::Announced(_, None));
                if let Some(outbound) = transfer.outbound() {
                    self.name = Some(outbound.name.clone());
                    self.account = Some(outbound.account);
                    self.gaining = Some(outbound.gaining.clone());
                    (self.requested_at, self.deadline) = (outbound.announced_at, Some(outbound.answer_by));
                }
                let Some((terms, ballots)) = transfer.inbound() else { return };
                self.name = Some(terms.name.clone());
                self.account = Some(terms.account);
                self.owner = Some(terms.owner);
                (self.requested_at, self.deadline) = (terms.requested_at, Some(terms.expires_at));
                ballots.iter().map(|(side, ballot)| ((*side).into(), ballot.clone())).collect()
            }
        };
        let before = std::mem::take(&mut self.sides);
        let known = |side| before.iter().find(|row| row.side == side);
        self.sides = ballots
            .into_iter()
            .map(|(side, ballot)| SideRow {
                side,
                ballot,
                mailed_at: known(side).map_or(stamp.at, |row| row.mailed_at),
                reminders: known(side).map_or(vec![], |row| row.reminders.clone()),
            })
            .collect();
    }

    fn note_mail(&mut self, mail: Option<Mail>, stamp: &Stamp) {
        let Some(mail) = mail else { return };
        for row in &mut self.sides {
            match mail {
                Mail::ToAll => (row.mailed_at, row.reminders) = (stamp.at, vec![]),
                Mail::To(side) if side == row.side => row.mailed_at = stamp.at,
                Mail::Reminder(side, day) if side == row.side => {
                    row.mailed_at = stamp.at;
                    row.reminders.push((day, stamp.at));
                }
                Mail::To(_) | Mail::Reminder(..) => {}
            }
        }
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<VoteRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

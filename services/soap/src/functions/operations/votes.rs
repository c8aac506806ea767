//! The votes of a transfer in and of a trade, as `api_status` shows them.

use crate::codec::Value;
use crate::fields::{date, date_or_none, number};
use domain_model::operation::Request;
use domain_model::values::Sealed;
use domain_model::vote::{Choice, Voter};
use projections::operations::{OperationRow, PendingOperation};
use projections::votes::{SideRow, VoteKind, VoteRow, VoteSide};

type Field = (&'static str, Value);

pub(super) fn fields(found: &PendingOperation) -> Vec<Field> {
    match &found.vote {
        Some(vote) if vote.kind == VoteKind::TransferIn => transfer(&found.operation, vote),
        Some(vote) if vote.kind == VoteKind::Trade => trade(&found.operation, vote),
        _ => vec![],
    }
}

fn transfer(row: &OperationRow, vote: &VoteRow) -> Vec<Field> {
    let (owner, admin) = (side(vote, VoteSide::Owner), side(vote, VoteSide::Admin));
    let code = row.dossier().and_then(|dossier| match &dossier.request {
        Request::TransferIn { auth_code, .. } => auth_code.as_ref().and_then(Sealed::value),
        _ => None,
    });
    let history = vote.outcome.as_ref().and_then(|outcome| outcome.words.as_deref());
    vec![
        ("transin_etat", etat(row)),
        ("transin_lastupdate", date(vote.changed_at)),
        ("transin_date_request", date(vote.requested_at)),
        ("transin_authinfo", code.map_or("", |code| code.as_str()).into()),
        ("transin_email_owner", email(owner)),
        ("transin_email_admin", email(admin)),
        ("transin_vote_owner", choice(owner)),
        ("transin_vote_date_owner", voted_at(owner)),
        ("transin_vote_ip_owner", voted_from(owner)),
        ("transin_vote_admin", choice(admin)),
        ("transin_vote_date_admin", voted_at(admin)),
        ("transin_vote_ip_admin", voted_from(admin)),
        ("transin_owner_cid", vote.owner.map_or(0, |owner| number(owner.get())).into()),
        ("transin_history", history.unwrap_or_default().into()),
    ]
}

fn trade(row: &OperationRow, vote: &VoteRow) -> Vec<Field> {
    let (owner, future) = (side(vote, VoteSide::Owner), side(vote, VoteSide::NewOwner));
    vec![
        ("trade_etat", etat(row)),
        ("trade_lastupdate", date(vote.changed_at)),
        ("trade_date_request", date(vote.requested_at)),
        ("trade_owner_cid", vote.owner.map_or(0, |owner| number(owner.get())).into()),
        ("trade_newowner_cid", vote.new_owner.map_or(0, |owner| number(owner.get())).into()),
        ("trade_email_owner", email(owner)),
        ("trade_email_newowner", email(future)),
        ("trade_vote_owner", voted_at(owner)),
        ("trade_vote_ip_owner", voted_from(owner)),
        ("trade_vote_newowner", voted_at(future)),
        ("trade_vote_ip_newowner", voted_from(future)),
    ]
}

/// The paper's word where it has one, else the status.
fn etat(row: &OperationRow) -> Value {
    row.etat().map_or(row.soap_status().as_str(), |etat| etat.as_str()).into()
}

fn side(vote: &VoteRow, side: VoteSide) -> Option<&SideRow> {
    vote.sides.iter().find(|row| row.side == side)
}

fn email(side: Option<&SideRow>) -> Value {
    let address = side.and_then(|side| side.ballot.party.email.value());
    address.map(ToString::to_string).unwrap_or_default().into()
}

/// 0 while there is none, 1 for yes, −1 for no.
fn choice(side: Option<&SideRow>) -> Value {
    match side.and_then(|side| side.ballot.vote.as_ref()).map(|vote| vote.choice) {
        None => 0.into(),
        Some(Choice::Accept) => 1.into(),
        Some(Choice::Refuse) => (-1).into(),
    }
}

fn voted_at(side: Option<&SideRow>) -> Value {
    date_or_none(side.and_then(|side| side.ballot.vote.as_ref()).map(|vote| vote.at))
}

/// The address of a vote by link; an operator's vote has none.
fn voted_from(side: Option<&SideRow>) -> Value {
    let address = match side.and_then(|side| side.ballot.vote.as_ref()).map(|vote| &vote.voter) {
        Some(Voter::ByLink { address, .. }) => address.value().cloned(),
        _ => None,
    };
    address.unwrap_or_default().into()
}

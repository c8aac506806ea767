//! `registrar transfer`: names that come and names that go.

use super::operations;
use super::session::Session;
use super::staff::Right;
use super::votes::{self, Proof};
use crate::cli::{Ballot, TransferCommand, TransferSide};
use application::EvidenceFor;
use domain_model::transfer::Side;
use projections::View;
use projections::votes::VoteKind;
use serde_json::json;

impl From<TransferSide> for Side {
    fn from(side: TransferSide) -> Self {
        match side {
            TransferSide::Owner => Self::Owner,
            TransferSide::Admin => Self::Admin,
        }
    }
}

/// Runs one command about transfers.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &TransferCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        TransferCommand::List(list) => {
            votes::list(list, vec![VoteKind::TransferIn, VoteKind::TransferOut], as_json).await
        }
        TransferCommand::Show(one) => {
            Session::with(&one.reader.source, async |session| {
                let sight = session.sight(&one.reader, format_args!("transfer/{}", one.number)).await?;
                let row = session.application.views().transfer(one.number, sight).await?;
                votes::show("transfer", one.number, row, as_json)
            })
            .await
        }
        TransferCommand::Vote { side, ballot } => vote(*side, ballot, as_json).await,
        TransferCommand::Resend { number, side, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("resend transfer {number} {side:?}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let done = session.application.resend_transfer_ballot(*number, (*side).into(), &ask).await?;
                let sentence = format!("transfer {number}: the link of {} is mailed again", word(*side));
                let about = json!({ "transfer": number.get(), "side": word(*side) });
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
        TransferCommand::Cancel(cancel) => {
            Session::with(&cancel.staff.source, async |session| {
                let (number, reason) = (cancel.number, &cancel.reason);
                let asked = format!("cancel transfer {number} {reason}");
                let ask = session.commander(&cancel.staff, Right::Support, Some(reason), &asked).await?.ask;
                let done = session.application.cancel_transfer(number, reason.clone(), &ask).await?;
                let about = json!({ "transfer": number.get() });
                let sentence = format!("transfer {number} is called off");
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
        TransferCommand::Restart(restart) => {
            operations::restart("transfer", restart, View::Votes, as_json).await
        }
    }
}

async fn vote(side: TransferSide, ballot: &Ballot, as_json: bool) -> anyhow::Result<()> {
    Session::with(&ballot.staff.source, async |session| {
        let (number, choice) = (ballot.number, ballot.choice);
        let asked = format!("vote transfer {number} {side:?} {choice:?} {}", ballot.reason);
        let reason = Some(&ballot.reason);
        let commander = session.commander(&ballot.staff, Right::Support, reason, &asked).await?;
        let shown = EvidenceFor::Transfer(number, side.into());
        let (voter, proof) = votes::by_operator(session, ballot, shown, &commander.login).await?;
        let (side_there, choice_there) = (side.into(), choice.into());
        let voting =
            session.application.vote_on_transfer(number, side_there, choice_there, voter, &commander.ask);
        let done = voting.await?;
        let sentence = format!("transfer {number}: {} votes {}", word(side), choice.word());
        let about = json!({
            "transfer": number.get(), "side": word(side), "choice": choice.word(),
            "evidence": Proof::told(proof.as_ref()), "evidence_kept": Proof::kept(proof.as_ref()),
        });
        session.done(&done, View::Votes, &sentence, about, as_json).await
    })
    .await
}

fn word(side: TransferSide) -> &'static str {
    match side {
        TransferSide::Owner => "owner",
        TransferSide::Admin => "admin",
    }
}

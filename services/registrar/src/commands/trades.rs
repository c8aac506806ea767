//! `registrar trade`: owner changes.

use super::operations;
use super::session::Session;
use super::staff::Right;
use super::votes::{self, Proof};
use crate::cli::{Ballot, Choice, TradeCommand, TradeSide};
use application::EvidenceFor;
use domain_model::trade::Side;
use domain_model::vote;
use projections::View;
use projections::votes::VoteKind;
use serde_json::json;

impl From<Choice> for vote::Choice {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Accept => Self::Accept,
            Choice::Refuse => Self::Refuse,
        }
    }
}

impl From<TradeSide> for Side {
    fn from(side: TradeSide) -> Self {
        match side {
            TradeSide::Owner => Self::Owner,
            TradeSide::NewOwner => Self::NewOwner,
        }
    }
}

/// Runs one command about trades.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &TradeCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        TradeCommand::List(list) => votes::list(list, vec![VoteKind::Trade], as_json).await,
        TradeCommand::Show(one) => {
            Session::with(&one.reader.source, async |session| {
                let sight = session.sight(&one.reader, format_args!("trade/{}", one.number)).await?;
                let row = session.application.views().trade(one.number, sight).await?;
                votes::show("trade", one.number, row, as_json)
            })
            .await
        }
        TradeCommand::Vote { side, ballot } => vote(*side, ballot, as_json).await,
        TradeCommand::Resend { number, side, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("resend trade {number} {side:?}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let done = session.application.resend_trade_ballot(*number, (*side).into(), &ask).await?;
                let sentence = format!("trade {number}: the link of {} is mailed again", word(*side));
                let about = json!({ "trade": number.get(), "side": word(*side) });
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
        TradeCommand::Cancel(cancel) => {
            Session::with(&cancel.staff.source, async |session| {
                let (number, reason) = (cancel.number, &cancel.reason);
                let asked = format!("cancel trade {number} {reason}");
                let ask = session.commander(&cancel.staff, Right::Support, Some(reason), &asked).await?.ask;
                let done = session.application.cancel_trade(number, reason.clone(), &ask).await?;
                let about = json!({ "trade": number.get() });
                session
                    .done(&done, View::Votes, &format!("trade {number} is called off"), about, as_json)
                    .await
            })
            .await
        }
        TradeCommand::Restart(restart) => operations::restart("trade", restart, View::Votes, as_json).await,
    }
}

async fn vote(side: TradeSide, ballot: &Ballot, as_json: bool) -> anyhow::Result<()> {
    Session::with(&ballot.staff.source, async |session| {
        let (number, choice) = (ballot.number, ballot.choice);
        let asked = format!("vote trade {number} {side:?} {choice:?} {}", ballot.reason);
        let reason = Some(&ballot.reason);
        let commander = session.commander(&ballot.staff, Right::Support, reason, &asked).await?;
        let shown = EvidenceFor::Trade(number, side.into());
        let (voter, proof) = votes::by_operator(session, ballot, shown, &commander.login).await?;
        let voting =
            session.application.vote_on_trade(number, side.into(), choice.into(), voter, &commander.ask);
        let done = voting.await?;
        let sentence = format!("trade {number}: {} votes {}", word(side), choice.word());
        let about = json!({
            "trade": number.get(), "side": word(side), "choice": choice.word(),
            "evidence": Proof::told(proof.as_ref()), "evidence_kept": Proof::kept(proof.as_ref()),
        });
        session.done(&done, View::Votes, &sentence, about, as_json).await
    })
    .await
}

fn word(side: TradeSide) -> &'static str {
    match side {
        TradeSide::Owner => "owner",
        TradeSide::NewOwner => "new-owner",
    }
}

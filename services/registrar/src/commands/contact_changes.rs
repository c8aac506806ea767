//! `registrar contact-change`: accounts of services that move.

use super::failure::NotFound;
use super::pages::{note_more, rows};
use super::session::Session;
use super::staff::Right;
use super::votes::{self, Proof, time};
use crate::cli::{Ballot, ChangeSide, ContactChangeCommand, VoteList};
use crate::terminal::{self, state};
use application::EvidenceFor;
use comfy_table::Cell;
use domain_model::contact_change::{AccountRole, Side};
use domain_model::values::OperationNumber;
use domain_model::vote::{Ballot as Cast, Voter};
use projections::View;
use projections::contact_changes::{ContactChangeFilter, ContactChangeRow};
use serde_json::{Value, json};

impl From<ChangeSide> for Side {
    fn from(side: ChangeSide) -> Self {
        match side {
            ChangeSide::From => Self::From,
            ChangeSide::To => Self::To,
        }
    }
}

/// Runs one command about contact changes.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &ContactChangeCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        ContactChangeCommand::List(asked) => list(asked, as_json).await,
        ContactChangeCommand::Show(one) => {
            Session::with(&one.reader.source, async |session| {
                let stream = format!("contact-change/{}", one.number);
                let sight = session.sight(&one.reader, stream).await?;
                let row = session.application.views().contact_change(one.number, sight).await?;
                show(one.number, row, as_json)
            })
            .await
        }
        ContactChangeCommand::Vote { side, ballot } => vote(*side, ballot, as_json).await,
        ContactChangeCommand::Resend { number, side, staff } => {
            Session::with(&staff.source, async |session| {
                let side = Side::from(*side);
                let asked = format!("resend contact-change {number} {}", side.as_str());
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let done = session.application.resend_contact_change(*number, side, &ask).await?;
                let sentence =
                    format!("contact change {number}: the token of {} is mailed again", side.as_str());
                let about = json!({ "contact_change": number.get(), "side": side.as_str() });
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
        ContactChangeCommand::Cancel(cancel) => {
            Session::with(&cancel.staff.source, async |session| {
                let (number, reason) = (cancel.number, &cancel.reason);
                let asked = format!("cancel contact-change {number} {reason}");
                let ask = session.commander(&cancel.staff, Right::Support, Some(reason), &asked).await?.ask;
                let done = session.application.cancel_contact_change(number, reason.clone(), &ask).await?;
                let about = json!({ "contact_change": number.get() });
                let sentence = format!("contact change {number} is called off");
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
        ContactChangeCommand::Restart(restart) => {
            Session::with(&restart.staff.source, async |session| {
                let number = restart.number;
                let asked = format!("restart contact-change {number}");
                let reason = restart.reason.as_ref();
                let ask = session.commander(&restart.staff, Right::Support, reason, &asked).await?.ask;
                let done = session.application.restart_contact_change(number, &ask).await?;
                let about = json!({ "contact_change": number.get() });
                let sentence = format!("contact change {number} is started again");
                session.done(&done, View::Votes, &sentence, about, as_json).await
            })
            .await
        }
    }
}

async fn list(list: &VoteList, as_json: bool) -> anyhow::Result<()> {
    Session::with(&list.reader.source, async |session| {
        let sight = session.sight(&list.reader, "contact-changes").await?;
        let filter = ContactChangeFilter {
            open: list.open.then_some(true),
            name: list.name.clone(),
            account: list.account,
            ..ContactChangeFilter::default()
        };
        let views = session.application.views();
        let (found, more) =
            rows(list.limit, true, async |paging| views.contact_changes(&filter, &paging, sight).await)
                .await?;
        if as_json {
            terminal::json(&json!({ "more": more, "items": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(());
        }
        terminal::table(
            ["Number", "Name", "Roles", "Accounts", "State", "Answers", "Until"],
            found.iter().map(line),
        );
        note_more(more, list.limit);
        Ok(())
    })
    .await
}

fn roles(row: &ContactChangeRow) -> Vec<&'static str> {
    row.terms().map(|terms| terms.roles.iter().map(AccountRole::as_str).collect()).unwrap_or_default()
}

fn line(row: &ContactChangeRow) -> [Cell; 7] {
    let answers: Vec<String> =
        sides(row).map(|(side, _, cast)| format!("{}: {}", side.as_str(), answer(cast))).collect();
    let accounts = row.terms().map_or_else(String::new, |terms| {
        format!("{} → {}, asked by {}", terms.from, terms.to, terms.asked_by)
    });
    [
        Cell::new(row.number),
        Cell::new(row.name.as_ref().map_or_else(String::new, ToString::to_string)),
        Cell::new(roles(row).join("\n")),
        Cell::new(accounts),
        state(&row.state),
        Cell::new(answers.join("\n")),
        Cell::new(row.deadline.map_or_else(String::new, time)),
    ]
}

/// Both sides with their accounts and ballots.
fn sides(row: &ContactChangeRow) -> impl Iterator<Item = (Side, u64, &Cast)> {
    row.change.dossier().into_iter().flat_map(|(terms, ballots)| {
        Side::BOTH.map(|side| (side, terms.account(side).get(), ballots.side(side)))
    })
}

fn answer(cast: &Cast) -> String {
    cast.vote.as_ref().map_or_else(|| "—".to_owned(), |vote| format!("{:?}", vote.choice).to_lowercase())
}

fn voter(cast: &Cast) -> (Option<String>, Option<String>, Option<String>) {
    match cast.vote.as_ref().map(|vote| &vote.voter) {
        Some(Voter::ByLink { .. }) => (Some("link".to_owned()), None, None),
        Some(Voter::ByOperator { login, reason, evidence }) => (
            Some(format!("operator:{login}")),
            Some(reason.to_string()),
            evidence.as_ref().map(ToString::to_string),
        ),
        None => (None, None, None),
    }
}

fn show(number: OperationNumber, row: Option<ContactChangeRow>, as_json: bool) -> anyhow::Result<()> {
    let row = row.ok_or_else(|| {
        NotFound(format!(
            "there is no contact change {number}: `registrar contact-change list` shows those that there are"
        ))
    })?;
    if as_json {
        terminal::json(&document(&row));
        return Ok(());
    }
    let text = |value: Option<String>| value.unwrap_or_default();
    let code = row.code.map_or_else(String::new, |code| format!("{code} "));
    terminal::facts(&[
        ("Number", row.number.to_string()),
        ("Name", text(row.name.as_ref().map(ToString::to_string))),
        ("Roles", roles(&row).join(", ")),
        ("State", format!("{}{}", row.state, if row.open { ", open" } else { "" })),
        ("Asked by", text(row.asked_by.map(|account| account.to_string()))),
        ("Asked for", time(row.requested_at)),
        ("Until", text(row.deadline.map(time))),
        ("Ended", text(row.ended_at.map(time))),
        ("Words", format!("{code}{}", row.words.as_deref().unwrap_or_default())),
        ("Last change", format!("{} by {}", time(row.changed_at), row.changed_by)),
    ]);
    let lines = sides(&row).map(|(side, account, cast)| {
        let (by, why, evidence) = voter(cast);
        let evidence = evidence.map_or_else(String::new, |digest| format!("\nsha256 {digest}"));
        [
            Cell::new(side.as_str()),
            Cell::new(account),
            Cell::new(cast.party.email.value().map_or_else(|| "[sealed]".to_owned(), ToString::to_string)),
            Cell::new(cast.serial),
            state(&answer(cast)),
            Cell::new(cast.vote.as_ref().map_or_else(String::new, |vote| time(vote.at))),
            Cell::new(by.unwrap_or_default()),
            Cell::new(format!("{}{evidence}", why.unwrap_or_default())),
        ]
    });
    terminal::table(["Side", "Account", "Address", "Mails", "Answer", "When", "By", "Why"], lines);
    Ok(())
}

/// A contact change for programs.
fn document(row: &ContactChangeRow) -> Value {
    let sides: Vec<Value> = sides(row)
        .map(|(side, account, cast)| {
            let (by, why, evidence) = voter(cast);
            json!({
                "side": side.as_str(), "account": account, "mails": cast.serial,
                "email": cast.party.email.value().map(ToString::to_string),
                "vote": cast.vote.as_ref().map(|_| answer(cast)),
                "voted_at": cast.vote.as_ref().map(|vote| vote.at), "voted_by": by, "reason": why,
                "evidence": evidence,
            })
        })
        .collect();
    json!({
        "number": row.number.get(), "state": row.state, "open": row.open, "roles": roles(row),
        "name": row.name.as_ref().map(ToString::to_string),
        "from": row.from_account.map(|account| account.get()), "to": row.to_account.map(|account| account.get()),
        "asked_by": row.asked_by.map(|account| account.get()), "requested_at": row.requested_at,
        "deadline": row.deadline, "ended_at": row.ended_at, "code": row.code, "words": row.words, "sides": sides,
        "changed_at": row.changed_at, "changed_by": row.changed_by,
    })
}

async fn vote(side: ChangeSide, ballot: &Ballot, as_json: bool) -> anyhow::Result<()> {
    Session::with(&ballot.staff.source, async |session| {
        let (number, choice, side) = (ballot.number, ballot.choice, Side::from(side));
        let asked = format!("vote contact-change {number} {} {choice:?} {}", side.as_str(), ballot.reason);
        let commander =
            session.commander(&ballot.staff, Right::Support, Some(&ballot.reason), &asked).await?;
        let shown = EvidenceFor::ContactChange(number, side);
        let (voter, proof) = votes::by_operator(session, ballot, shown, &commander.login).await?;
        let application = &session.application;
        let done =
            application.vote_on_contact_change(number, side, choice.into(), voter, &commander.ask).await?;
        let sentence = format!("contact change {number}: {} answers {}", side.as_str(), choice.word());
        let about = json!({
            "contact_change": number.get(), "side": side.as_str(), "choice": choice.word(),
            "evidence": Proof::told(proof.as_ref()), "evidence_kept": Proof::kept(proof.as_ref()),
        });
        session.done(&done, View::Votes, &sentence, about, as_json).await
    })
    .await
}

//! Trades and transfers as people and programs read them.

use super::failure::NotFound;
use super::pages::{note_more, rows};
use super::session::Session;
use crate::cli::{Ballot, VoteList};
use crate::terminal::{self, state};
use anyhow::Context;
use application::{EvidenceFor, NoEvidence};
use chrono::{DateTime, SecondsFormat, Utc};
use comfy_table::Cell;
use domain_model::operator::Login;
use domain_model::values::Sha256Digest;
use domain_model::vote::Voter;
use projections::votes::{SideRow, VoteFilter, VoteKind, VoteRow, VoteSort};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// A list of trades or of transfers, newest first.
///
/// # Errors
/// Nobody may see what was asked for, or the database failed.
pub async fn list(list: &VoteList, kinds: Vec<VoteKind>, as_json: bool) -> anyhow::Result<()> {
    let desk = if kinds == [VoteKind::Trade] { "trades" } else { "transfers" };
    Session::with(&list.reader.source, async |session| {
        let sight = session.sight(&list.reader, desk).await?;
        let filter = VoteFilter {
            kinds,
            open: list.open.then_some(true),
            name: list.name.clone(),
            account: list.account,
            ..VoteFilter::default()
        };
        let views = session.application.views();
        let (found, more) = rows(list.limit, true, async |paging| {
            views.votes(&filter, VoteSort::default(), &paging, sight).await
        })
        .await?;
        if as_json {
            terminal::json(&json!({ "more": more, "items": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(());
        }
        terminal::table(
            ["Number", "Kind", "Name", "State", "Account", "Owners", "Votes", "Until"],
            found.iter().map(line),
        );
        note_more(more, list.limit);
        Ok(())
    })
    .await
}

fn line(row: &VoteRow) -> [Cell; 8] {
    let votes: Vec<String> =
        row.sides.iter().map(|side| format!("{}: {}", side.side.as_str(), vote(side))).collect();
    let owners = match (row.owner, row.new_owner, &row.gaining) {
        (Some(owner), Some(new), _) => format!("{owner} → {new}"),
        (_, _, Some(gaining)) => format!("→ {gaining}"),
        (owner, ..) => owner.map_or_else(String::new, |owner| owner.to_string()),
    };
    [
        Cell::new(row.number),
        Cell::new(row.kind.as_str()),
        Cell::new(row.name.as_ref().map_or_else(String::new, ToString::to_string)),
        state(&row.state),
        Cell::new(row.account.map_or_else(String::new, |account| account.to_string())),
        Cell::new(owners),
        Cell::new(votes.join("\n")),
        Cell::new(row.deadline.map_or_else(String::new, time)),
    ]
}

fn vote(side: &SideRow) -> String {
    side.ballot
        .vote
        .as_ref()
        .map_or_else(|| "—".to_owned(), |vote| format!("{:?}", vote.choice).to_lowercase())
}

/// A moment, to the second.
pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// One trade or transfer.
///
/// # Errors
/// There is none.
pub fn show(
    what: &str,
    number: impl std::fmt::Display,
    row: Option<VoteRow>,
    as_json: bool,
) -> anyhow::Result<()> {
    let row = row.ok_or_else(|| {
        NotFound(format!("there is no {what} {number}: `registrar {what} list` shows those that there are"))
    })?;
    if as_json {
        terminal::json(&document(&row));
        return Ok(());
    }
    let text = |value: Option<String>| value.unwrap_or_default();
    let outcome = row.outcome.as_ref().map(|outcome| {
        let side = outcome.side.map_or_else(String::new, |side| format!("by {}, ", side.as_str()));
        let code = outcome.code.map_or_else(String::new, |code| format!("{code} "));
        format!("{side}{code}{} ({})", outcome.words.as_deref().unwrap_or_default(), time(outcome.at))
    });
    terminal::facts(&[
        ("Number", row.number.to_string()),
        ("Kind", row.kind.as_str().to_owned()),
        ("Name", text(row.name.as_ref().map(ToString::to_string))),
        ("State", format!("{}{}", row.state, if row.open { ", open" } else { "" })),
        ("Account", text(row.account.map(|account| account.to_string()))),
        ("Owner", text(row.owner.map(|contact| contact.to_string()))),
        ("New owner", text(row.new_owner.map(|contact| contact.to_string()))),
        ("Gaining", text(row.gaining.clone())),
        ("Asked for", time(row.requested_at)),
        ("Until", text(row.deadline.map(time))),
        ("Outcome", text(outcome)),
        ("Last change", format!("{} by {}", time(row.changed_at), row.changed_by)),
    ]);
    if !row.sides.is_empty() {
        terminal::table(
            ["Side", "Contact", "Address", "Mails", "Vote", "When", "By", "Why"],
            row.sides.iter().map(side_line),
        );
    }
    Ok(())
}

fn side_line(side: &SideRow) -> [Cell; 8] {
    let cast = side.ballot.vote.as_ref();
    let (by, why) = voter(side);
    let party = &side.ballot.party;
    let evidence = evidence(side).map_or_else(String::new, |digest| format!("\nsha256 {digest}"));
    [
        Cell::new(side.side.as_str()),
        Cell::new(party.contact.map_or_else(String::new, |contact| contact.to_string())),
        Cell::new(party.email.value().map_or_else(|| "[sealed]".to_owned(), ToString::to_string)),
        Cell::new(side.ballot.serial),
        cast.map_or_else(|| Cell::new("—"), |vote| state(&format!("{:?}", vote.choice).to_lowercase())),
        Cell::new(cast.map_or_else(String::new, |vote| time(vote.at))),
        Cell::new(by.unwrap_or_default()),
        Cell::new(format!("{}{evidence}", why.unwrap_or_default())),
    ]
}

fn voter(side: &SideRow) -> (Option<String>, Option<String>) {
    match side.ballot.vote.as_ref().map(|vote| &vote.voter) {
        Some(Voter::ByLink { .. }) => (Some("link".to_owned()), None),
        Some(Voter::ByOperator { login, reason, .. }) => {
            (Some(format!("operator:{login}")), Some(reason.to_string()))
        }
        None => (None, None),
    }
}

fn evidence(side: &SideRow) -> Option<&Sha256Digest> {
    match side.ballot.vote.as_ref().map(|vote| &vote.voter) {
        Some(Voter::ByOperator { evidence, .. }) => evidence.as_ref(),
        _ => None,
    }
}

/// A trade or transfer for programs.
pub fn document(row: &VoteRow) -> Value {
    let sides: Vec<Value> = row
        .sides
        .iter()
        .map(|side| {
            let cast = side.ballot.vote.as_ref();
            let (by, why) = voter(side);
            json!({
                "side": side.side.as_str(), "contact": side.ballot.party.contact.map(|contact| contact.get()),
                "email": side.ballot.party.email.value().map(ToString::to_string), "mails": side.ballot.serial,
                "mailed_at": side.mailed_at, "vote": cast.map(|vote| format!("{:?}", vote.choice).to_lowercase()),
                "voted_at": cast.map(|vote| vote.at), "voted_by": by, "reason": why,
                "evidence": evidence(side).map(Sha256Digest::as_str),
            })
        })
        .collect();
    let outcome = row.outcome.as_ref().map(|outcome| {
        json!({
            "side": outcome.side.map(|side| side.as_str()), "code": outcome.code, "words": outcome.words,
            "at": outcome.at,
        })
    });
    json!({
        "number": row.number.get(), "kind": row.kind.as_str(), "state": row.state, "open": row.open,
        "name": row.name.as_ref().map(ToString::to_string), "account": row.account.map(|account| account.get()),
        "owner": row.owner.map(|contact| contact.get()), "new_owner": row.new_owner.map(|contact| contact.get()),
        "gaining": row.gaining, "requested_at": row.requested_at, "deadline": row.deadline, "sides": sides,
        "outcome": outcome, "changed_at": row.changed_at, "changed_by": row.changed_by,
    })
}

/// The document behind a vote.
pub struct Proof {
    digest: Sha256Digest,
    /// Not only its digest is recorded: it can be asked for.
    kept: bool,
}

impl Proof {
    /// What a program is told of it.
    pub fn told(proof: Option<&Self>) -> Value {
        proof.map_or(Value::Null, |proof| json!(proof.digest.as_str()))
    }

    /// Whether it is kept; nothing where there is none.
    pub fn kept(proof: Option<&Self>) -> Option<bool> {
        proof.map(|proof| proof.kept)
    }
}

/// An operator's vote, with what stands behind it.
///
/// # Errors
/// The evidence cannot be read, or the database failed.
pub async fn by_operator(
    session: &Session,
    ballot: &Ballot,
    vote: EvidenceFor,
    login: &Login,
) -> anyhow::Result<(Voter, Option<Proof>)> {
    let proof = match ballot.evidence.as_deref() {
        Some(file) => Some(shown(session, file, vote, login).await?),
        None => None,
    };
    let voter = Voter::ByOperator {
        login: login.to_string(),
        reason: ballot.reason.clone(),
        evidence: proof.as_ref().map(|proof| proof.digest.clone()),
    };
    Ok((voter, proof))
}

async fn shown(session: &Session, file: &Path, vote: EvidenceFor, login: &Login) -> anyhow::Result<Proof> {
    let content = std::fs::read(file).with_context(|| format!("--evidence: reading {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let kept = session.application.keep_evidence(vote, &name, &content, login).await?;
    if let Err(why @ (NoEvidence::Size | NoEvidence::Type | NoEvidence::Name)) = &kept {
        terminal::note(&format!(
            "--evidence: {why}; its SHA-256 alone is recorded, so keep the file yourself"
        ));
    }
    let digest = Sha256Digest::from_bytes(Sha256::digest(&content).into());
    Ok(Proof { digest, kept: kept.is_ok() })
}

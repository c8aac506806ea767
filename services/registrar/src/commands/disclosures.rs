//! `registrar disclosure`: requests for data that the directory does not show.

use super::failure::NotFound;
use super::pages::{note_more, rows};
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{DisclosureCommand, DisclosureList, FileRequest, GrantRequest, Staff};
use crate::terminal::{self, state};
use application::{Accepted, Ask, AskError, FileDisclosure, GrantDisclosure};
use comfy_table::Cell;
use domain_model::disclosure_request::{Disclosed, Fields, Requester, SubjectNotice, Verdict};
use domain_model::policy::{PersonItem, PersonRole};
use domain_model::values::{DisclosureNumber, Reason};
use projections::View;
use projections::disclosures::{DisclosureFilter, DisclosureRow};
use serde_json::{Value, json};

/// Runs one command about requests for data of persons.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &DisclosureCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        DisclosureCommand::File(asked) => file(asked, as_json).await,
        DisclosureCommand::List(asked) => list(asked, as_json).await,
        DisclosureCommand::Show { number, reader } => {
            Session::with(&reader.source, async |session| {
                let stream = format!("disclosure-request/{number}");
                let sight = session.sight(reader, stream).await?;
                let row = session.application.views().disclosure(*number, sight).await?;
                show(*number, row, as_json)
            })
            .await
        }
        DisclosureCommand::Ask { number, question, staff } => {
            let told = ("ask", "the requester is asked");
            on(*number, staff, None, told, as_json, async |session, ask| {
                session.application.ask_disclosure_requester(*number, question.clone(), ask).await
            })
            .await
        }
        DisclosureCommand::Answer { number, text, evidence, staff } => {
            let told = ("answer", "the answer is recorded");
            on(*number, staff, None, told, as_json, async |session, ask| {
                let (text, evidence) = (text.clone(), evidence.clone());
                session.application.record_disclosure_answer(*number, text, evidence, ask).await
            })
            .await
        }
        DisclosureCommand::Grant(wanted) => grant(wanted, as_json).await,
        DisclosureCommand::Refuse { number, because, reason, staff } => {
            let told = ("refuse", "it is refused, and the requester is told why");
            on(*number, staff, None, told, as_json, async |session, ask| {
                session.application.refuse_disclosure(*number, *because, reason.clone(), ask).await
            })
            .await
        }
        DisclosureCommand::Withdraw { number, reason, staff } => {
            let told = ("withdraw", "it is withdrawn");
            on(*number, staff, Some(reason), told, as_json, async |session, ask| {
                session.application.withdraw_disclosure(*number, reason.clone(), ask).await
            })
            .await
        }
    }
}

/// One command about a request. The operators' log keeps its verb and number: its words are about persons.
async fn on(
    number: DisclosureNumber,
    staff: &Staff,
    reason: Option<&Reason>,
    (verb, sentence): (&str, &str),
    as_json: bool,
    work: impl AsyncFnOnce(&Session, &Ask) -> Result<Accepted<DisclosureNumber>, AskError>,
) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let asked = format!("{verb} disclosure {number}");
        let ask = session.commander(staff, Right::Support, reason, &asked).await?.ask;
        let done = work(session, &ask).await?;
        let sentence = format!("disclosure request {number}: {sentence}");
        session.done(&done, View::Disclosures, &sentence, json!({ "number": number.get() }), as_json).await
    })
    .await
}

fn fields(named: &[(PersonRole, PersonItem)]) -> Fields {
    let mut fields = Fields::new();
    for (role, item) in named {
        fields.entry(*role).or_default().insert(*item);
    }
    fields
}

async fn file(wanted: &FileRequest, as_json: bool) -> anyhow::Result<()> {
    Session::with(&wanted.staff.source, async |session| {
        let asked = format!("file disclosure {}", wanted.name);
        let ask = session.commander(&wanted.staff, Right::Support, None, &asked).await?.ask;
        let asked = FileDisclosure {
            name: wanted.name.clone(),
            requester: Requester {
                name: wanted.requester.clone(),
                organisation: wanted.organisation.clone(),
                email: wanted.email.clone(),
                country: wanted.country,
            },
            kind: wanted.kind,
            locale: wanted.locale,
            asked: fields(&wanted.fields),
            purpose: wanted.purpose.clone(),
            basis: wanted.basis,
            reference: wanted.reference.clone(),
            evidence: wanted.evidence.clone(),
            urgent: wanted.urgent,
        };
        let done = session.application.file_disclosure(asked, &ask).await?;
        let number = done.value;
        let sentence = format!("disclosure request {number} about {} is filed", wanted.name);
        session.done(&done, View::Disclosures, &sentence, json!({ "number": number.get() }), as_json).await
    })
    .await
}

async fn grant(wanted: &GrantRequest, as_json: bool) -> anyhow::Result<()> {
    let told = ("grant", "it is granted, and the data goes to the requester");
    let notice = match &wanted.withhold_notice {
        None => SubjectNotice::Given,
        Some(reason) => SubjectNotice::Withheld { reason: reason.clone() },
    };
    let grant = GrantDisclosure {
        request: wanted.number,
        fields: (!wanted.fields.is_empty()).then(|| fields(&wanted.fields)),
        balance: wanted.balance.clone(),
        notice,
    };
    on(wanted.number, &wanted.staff, None, told, as_json, async |session, ask| {
        session.application.grant_disclosure(grant, ask).await
    })
    .await
}

async fn list(list: &DisclosureList, as_json: bool) -> anyhow::Result<()> {
    Session::with(&list.reader.source, async |session| {
        let sight = session.sight(&list.reader, "disclosure-requests").await?;
        let filter = DisclosureFilter {
            name: list.name.clone(),
            open: list.open.then_some(true),
            missed: list.missed.then_some(true),
            kind: list.kind,
            ..DisclosureFilter::default()
        };
        let views = session.application.views();
        let (found, more) =
            rows(list.limit, false, async |paging| views.disclosures(&filter, &paging, sight).await).await?;
        if as_json {
            terminal::json(&json!({ "more": more, "items": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(());
        }
        let line = |row: &DisclosureRow| {
            [
                Cell::new(row.number),
                Cell::new(row.name.as_ref().map_or_else(String::new, ToString::to_string)),
                Cell::new(&row.kind),
                state(&row.status),
                Cell::new(if row.urgent { "urgent" } else { "" }),
                Cell::new(time(row.due)),
                Cell::new(if row.missed { "missed" } else { "" }),
            ]
        };
        terminal::table(["Number", "Name", "Who", "State", "", "Due", ""], found.iter().map(line));
        note_more(more, list.limit);
        Ok(())
    })
    .await
}

fn show(number: DisclosureNumber, row: Option<DisclosureRow>, as_json: bool) -> anyhow::Result<()> {
    let row = row.ok_or_else(|| {
        NotFound(format!(
            "there is no disclosure request {number}: `registrar disclosure list` shows those that there are"
        ))
    })?;
    let document = document(&row);
    if as_json {
        terminal::json(&document);
        return Ok(());
    }
    let text = |key: &str| match &document[key] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    terminal::facts(&[
        ("Number", row.number.to_string()),
        ("Name", text("name")),
        ("State", row.status.clone()),
        ("Requester", text("requester")),
        ("As", row.kind.clone()),
        ("On the basis of", format!("{} {}", text("legal_basis"), text("reference"))),
        ("For", text("purpose")),
        ("Asked for", text("asked")),
        ("Received", time(row.received_at)),
        ("Due", format!("{}{}", time(row.due), if row.missed { ", missed" } else { "" })),
        ("Rule", text("rule")),
        ("Ended", row.ended_at.map(time).unwrap_or_default()),
        ("Decided by", text("decided_by")),
        ("Disclosed", text("disclosed")),
        ("Refused because", text("refused_because")),
        ("Weighed", text("weighed")),
        ("Last change by", row.changed_by.clone()),
    ]);
    Ok(())
}

/// What went to the requester, for programs.
fn part(part: &Disclosed) -> Value {
    json!({
        "role": part.role.as_str(), "contact": part.contact.get(), "version": part.version,
        "fields": part.items.iter().map(|item| item.as_str()).collect::<Vec<_>>(), "copy": part.copy.value(),
    })
}

/// A request for programs; what is sealed is null unless it is revealed.
fn document(row: &DisclosureRow) -> Value {
    let (dossier, decision) = (row.state.dossier(), row.state.decision());
    let filing = dossier.map(|dossier| &dossier.filing);
    let requester = filing.and_then(|filing| filing.requester.value());
    let named = |fields: &Fields| -> Vec<String> {
        let pairs = fields.iter().flat_map(|(role, items)| items.iter().map(move |item| (role, item)));
        pairs.map(|(role, item)| format!("{}:{}", role.as_str(), item.as_str())).collect()
    };
    let (mut disclosed, mut refused, mut weighed, mut told) = (vec![], None, None, None);
    match decision.map(|decision| &decision.verdict) {
        Some(Verdict::Disclosed { disclosed: parts, balance, notice }) => {
            disclosed = parts.iter().map(part).collect();
            weighed = balance.value();
            told = Some(*notice == SubjectNotice::Given);
        }
        Some(Verdict::Refused { because, text }) => {
            (refused, weighed) = (Some(because.as_str()), text.value());
        }
        None => {}
    }
    json!({
        "number": row.number.get(), "name": row.name.as_ref().map(ToString::to_string), "status": row.status,
        "kind": row.kind, "urgent": row.urgent, "received_at": row.received_at, "due": row.due,
        "rule": filing.map(|filing| &filing.terms.rule), "missed": row.missed, "ended_at": row.ended_at,
        "registration": filing.and_then(|filing| filing.held).map(|held| held.registration.get()),
        "requester": requester, "legal_basis": filing.map(|filing| filing.basis.as_str()),
        "asked": filing.map(|filing| named(&filing.asked)),
        "purpose": filing.and_then(|filing| filing.purpose.value()),
        "reference": filing.and_then(|filing| filing.reference.as_ref()).and_then(|text| text.value()),
        "evidence": filing.and_then(|filing| filing.evidence.as_ref()),
        "questions": dossier.map(|dossier| dossier.exchanges.iter().map(|exchange| json!({
            "question": exchange.question.value(), "asked_at": exchange.asked_at,
            "answer": exchange.answer.as_ref().and_then(|answer| answer.value()), "evidence": exchange.evidence,
        })).collect::<Vec<_>>()),
        "decided_by": decision.map(|decision| &decision.by), "disclosed": disclosed, "refused_because": refused,
        "weighed": weighed, "registrant_notified": told, "changed_by": row.changed_by,
    })
}

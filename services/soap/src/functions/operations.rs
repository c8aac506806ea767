//! Les fonctions propre à l'API: how operations stand, and what moves them on.

mod votes;

use crate::codec::{Answer, Map, Value};
use crate::codes::{Outcome, Stop, codes, done};
use crate::fields::{date, number};
use crate::session::Session;
use application::Refusal;
use domain_model::trade::Side;
use domain_model::values::{OperationNumber, Period};
use domain_model::{domain, operation, trade};
use projections::operations::{OperationFilter, OperationRow, OperationSort, PendingOperation};
use projections::{MOST_ROWS, Paging, Sight};

codes! {
    STATUS, argument -1;
    (0, 0) "Pas de transaction pour le TID fourni": Refusal::Operation(operation::Refusal::Unknown),
    otherwise (-1, -1)
}

codes! {
    /// "Les causes de refus de relance": −1 to −8 of a trade are [`trade::ResendRefusal`]'s own numbers.
    RESTART, argument -1;
    (-1, -2) "le nom de domaine est invalide ou absent de la base (transfert,expiration,…)":
        Refusal::Domain(domain::Refusal::NotHeld) | Refusal::NotYours { .. },
    otherwise (-1, -1)
}

/// Months of `api_pending_status` where none are sent, and the most.
const MONTHS: i64 = 4;
const MOST_MONTHS: i64 = 12;

/// One of the reseller's operations; another's is none.
async fn own(session: &Session<'_>) -> Result<PendingOperation, Stop> {
    let unknown = || STATUS.stop(Refusal::Operation(operation::Refusal::Unknown));
    let tid = session.argument(0, "tid").int().ok().flatten().and_then(|tid| u64::try_from(tid).ok());
    let tid = OperationNumber::new(tid.ok_or_else(unknown)?);
    STATUS.check(session.views_seen().await)?;
    let found = STATUS.check(session.application.views().operation(tid, Sight::Open).await)?;
    found.filter(|found| found.operation.concerns(session.account)).ok_or_else(unknown)
}

pub(super) async fn status(session: &Session<'_>) -> Outcome {
    let found = own(session).await?;
    let (application, tid, ask) = (session.application, found.operation.number, session.ask());
    let mailed = match RESTART.check(session.argument(1, "restart").int())? {
        None | Some(0) => return Ok(shown(&found)),
        Some(1) => {
            let again = application.ask_again(tid, &ask).await;
            return match RESTART.check(again) {
                Ok(_) => own(session).await.map(|found| shown(&found)),
                Err(stop) => refused(stop, &found),
            };
        }
        Some(2) => application.resend_trade_ballot(tid, Side::Owner, &ask).await,
        Some(3) => application.resend_trade_ballot(tid, Side::NewOwner, &ask).await,
        Some(_) => Err(Refusal::Trade(trade::Refusal::Unknown).into()),
    };
    match RESTART.check(mailed) {
        Ok(_) => own(session).await.map(|found| Answer { retval: 1, ..shown(&found) }),
        Err(stop) => refused(stop, &found),
    }
}

/// A refused restart shows how things stand: a bad login does not.
fn refused(stop: Stop, found: &PendingOperation) -> Outcome {
    Err(stop.with_fields(fields(found)))
}

fn shown(found: &PendingOperation) -> Answer {
    done(number(found.operation.number.get())).with(fields(found))
}

fn fields(found: &PendingOperation) -> Map {
    let (row, tid) = (&found.operation, Value::from(number(found.operation.number.get())));
    let period = row.dossier().and_then(|dossier| dossier.request.period()).map_or(0, Period::years);
    let mut fields: Map = [("tid", tid)].into_iter().chain(stamps(row)).collect();
    fields.insert("period", i64::from(period));
    fields.insert("type", row.object.as_str());
    fields.insert("status", row.soap_status().as_str());
    for (name, value) in votes::fields(found) {
        fields.insert(name, value);
    }
    fields
}

fn stamps(row: &OperationRow) -> [(&'static str, Value); 6] {
    [
        ("transaction_id", number(row.number.get()).into()),
        ("lastupdate", date(row.changed_at)),
        ("requestdate", date(row.requested_at)),
        ("action", row.action.as_str().into()),
        ("reply_value", i64::from(row.code).into()),
        ("reply_msg", row.message.as_str().into()),
    ]
}

/// What is neither done nor given up, of the last months: `retval` entries, the latest first.
pub(super) async fn pending(session: &Session<'_>) -> Outcome {
    let months = STATUS.check(session.argument(0, "period").int())?.unwrap_or(MONTHS).clamp(1, MOST_MONTHS);
    STATUS.check(session.views_seen().await)?;
    let at = session.application.clock().now();
    let filter = OperationFilter {
        account: Some(session.account),
        ..OperationFilter::pending(u32::try_from(months).unwrap_or(1), at)
    };
    let (mut listed, mut after) = (vec![], None);
    loop {
        let paging = Paging { first: MOST_ROWS, after: after.take(), descending: true };
        let views = session.application.views();
        let page = views.operations(&filter, OperationSort::Requested, &paging).await;
        let page = STATUS.check(page)?;
        listed.extend(page.items.iter().map(|item| Value::from(entry(&item.row))));
        match page.items.last().filter(|_| page.more) {
            Some(last) => after = Some(last.cursor.clone()),
            None => return Ok(done(listed.len() as i64).with(listed)),
        }
    }
}

fn entry(found: &PendingOperation) -> Map {
    let row = &found.operation;
    let mut fields: Map = stamps(row).into_iter().collect();
    fields.insert("type", row.object.as_str());
    fields.insert("status", row.soap_status().as_str());
    fields.insert("domain", row.subject.as_str());
    if let Some(etat) = row.etat() {
        fields.insert("etat", etat.as_str());
    }
    fields
}

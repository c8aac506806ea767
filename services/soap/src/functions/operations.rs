//! Les fonctions propre à l'API: how operations stand.

use crate::codec::{Map, Value};
use crate::codes::{Codes, Outcome, codes, done};
use crate::fields::{date, number};
use crate::session::Session;
use application::Refusal;
use domain_model::operation;
use domain_model::values::OperationNumber;
use projections::Sight;
use projections::operations::{OperationRow, PendingOperation};

codes! {
    STATUS, argument 0;
    (0, 0) "Pas de transaction pour le TID fourni": Refusal::Operation(operation::Refusal::Unknown),
    otherwise (-1, -1)
}

/// One of the reseller's operations; another's is none.
async fn own(session: &Session<'_>, codes: &Codes) -> Result<PendingOperation, crate::codes::Stop> {
    let unknown = || codes.stop(Refusal::Operation(operation::Refusal::Unknown));
    let tid = session.argument(0, "tid").required_int().map_err(|_| unknown())?;
    let tid = u64::try_from(tid).map_err(|_| unknown())?;
    codes.check(session.views_seen().await)?;
    let found = session.application.views().operation(OperationNumber::new(tid), Sight::Open).await;
    let found = codes.check(found)?.ok_or_else(unknown)?;
    if found.operation.account == Some(session.account) { Ok(found) } else { Err(unknown()) }
}

pub(super) async fn status(session: &Session<'_>) -> Outcome {
    let found = own(session, &STATUS).await?;
    let tid = number(found.operation.number.get());
    Ok(done(tid).with(fields(tid, &found.operation)))
}

fn fields(tid: i64, row: &OperationRow) -> Map {
    [
        ("tid", Value::from(tid)),
        ("transaction_id", tid.into()),
        ("lastupdate", date(row.changed_at)),
        ("requestdate", date(row.requested_at)),
        ("action", row.action.as_str().into()),
        ("reply_value", i64::from(row.code).into()),
        ("reply_msg", row.message.as_str().into()),
        ("type", row.object.as_str().into()),
        ("status", row.soap_status().as_str().into()),
    ]
    .into_iter()
    .collect()
}

//! The functions of the paper, by group, and what each name calls.

mod domains;
mod hosts;
mod operations;
mod trades;
mod transfers;

use crate::codec::Fault;
use crate::codes::{Outcome, Stop};
use crate::session::Caller;

/// Calls what the request names.
pub(crate) async fn call(caller: &Caller<'_>) -> Outcome {
    let unknown = || Fault::UnknownFunction { function: caller.request.call.function().to_owned() };
    let function = known(caller.request.call.function()).ok_or_else(|| Stop::Fault(unknown()))?;
    let session = caller.log_in().await?;
    match function {
        "host_create" => hosts::create(&session).await,
        "host_update" => hosts::update(&session).await,
        "host_delete" => hosts::delete(&session).await,
        "host_list" => hosts::list(&session).await,
        "host_info" => hosts::info(&session).await,
        "domain_check" => domains::check(&session).await,
        "domain_multicheck" => domains::multicheck(&session).await,
        "domain_create" => domains::create(&session).await,
        "domain_renew" => domains::renew(&session).await,
        "domain_update" => domains::update(&session).await,
        "domain_delete" => domains::delete(&session).await,
        "domain_info" => domains::info(&session).await,
        "domain_list" => domains::list(&session).await,
        "domain_restore" => domains::restore(&session).await,
        "domain_restorable" => domains::restorable(&session).await,
        "domain_prices" => domains::prices(&session).await,
        "domain_transfer" => transfers::transfer(&session).await,
        "domain_transferable" => transfers::transferable(&session).await,
        "domain_trade" => trades::trade(&session).await,
        "api_status" => operations::status(&session).await,
        "api_pending_status" => operations::pending(&session).await,
        _ => Err(Stop::Fault(unknown())),
    }
}

const NAMES: [&str; 21] = [
    "domain_check",
    "domain_multicheck",
    "domain_create",
    "domain_renew",
    "domain_update",
    "domain_delete",
    "domain_info",
    "domain_list",
    "domain_restore",
    "domain_restorable",
    "domain_prices",
    "domain_transfer",
    "domain_transferable",
    "domain_trade",
    "host_create",
    "host_update",
    "host_delete",
    "host_list",
    "host_info",
    "api_status",
    "api_pending_status",
];

/// The name of a function of ours, if it is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

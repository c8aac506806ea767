//! The functions of the paper, by group, and what each name calls.

mod hosts;
mod operations;
mod services;
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
        "domain_transfer" => transfers::transfer(&session).await,
        "domain_transferable" => transfers::transferable(&session).await,
        "domain_trade" => trades::trade(&session).await,
        "service_redir_create" => services::redir_create(&session).await,
        "service_redir_list" => services::redir_list(&session).await,
        "service_redir_delete" => services::redir_delete(&session).await,
        "service_dns_custom_get" => services::dns_custom_get(&session).await,
        "service_dns_custom_set" => services::dns_custom_set(&session).await,
        "service_mbox_create" => services::mbox_create(&session).await,
        "service_mbox_delete" => services::mbox_delete(&session).await,
        "service_mbox_list" => services::mbox_list(&session).await,
        "api_status" => operations::status(&session).await,
        "api_pending_status" => operations::pending(&session).await,
        _ => Err(Stop::Fault(unknown())),
    }
}

const NAMES: [&str; 18] = [
    "domain_transfer",
    "domain_transferable",
    "domain_trade",
    "host_create",
    "host_update",
    "host_delete",
    "host_list",
    "host_info",
    "service_redir_create",
    "service_redir_list",
    "service_redir_delete",
    "service_dns_custom_get",
    "service_dns_custom_set",
    "service_mbox_create",
    "service_mbox_delete",
    "service_mbox_list",
    "api_status",
    "api_pending_status",
];

/// The name of a function of ours, if it is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

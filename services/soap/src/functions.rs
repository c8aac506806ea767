//! The functions of the paper, by group, and what each name calls.

mod contacts;
mod hosts;
mod operations;
mod public;

use crate::codec::Fault;
use crate::codes::{Outcome, Stop};
use crate::session::Caller;

/// Calls what the request names.
pub(crate) async fn call(caller: &Caller<'_>) -> Outcome {
    let unknown = || Fault::UnknownFunction { function: caller.request.call.function().to_owned() };
    let function = known(caller.request.call.function()).ok_or_else(|| Stop::Fault(unknown()))?;
    match function {
        "api_paysid" => return public::countries(caller),
        "api_regionsid" => return public::regions(caller),
        "api_fr_cpville" => return public::towns(),
        "api_tlds" => return public::tlds(caller),
        "api_dnssec_tlds" => return public::dnssec_tlds(caller),
        "api_priceslist" => return public::prices(caller).await,
        _ => {}
    }
    let session = caller.log_in().await?;
    match function {
        "contact_create" => contacts::create(&session).await,
        "contact_update" => contacts::update(&session).await,
        "contact_delete" => contacts::delete(&session).await,
        "contact_info" => contacts::info(&session).await,
        "contact_list" => contacts::list(&session).await,
        "check_contact_create_tlds" => contacts::check(&session).await,
        "contact_mail_waps" => contacts::mail_waps(&session).await,
        "host_create" => hosts::create(&session).await,
        "host_update" => hosts::update(&session).await,
        "host_delete" => hosts::delete(&session).await,
        "host_list" => hosts::list(&session).await,
        "host_info" => hosts::info(&session).await,
        "api_info" => public::account(&session).await,
        "api_status" => operations::status(&session).await,
        _ => Err(Stop::Fault(unknown())),
    }
}

const NAMES: &[&str] = &[
    "contact_create",
    "contact_update",
    "contact_delete",
    "contact_info",
    "contact_list",
    "check_contact_create_tlds",
    "contact_mail_waps",
    "host_create",
    "host_update",
    "host_delete",
    "host_list",
    "host_info",
    "api_status",
    "api_paysid",
    "api_regionsid",
    "api_fr_cpville",
    "api_tlds",
    "api_dnssec_tlds",
    "api_priceslist",
    "api_info",
];

/// The name of a function of ours, if it is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().copied().find(|known| *known == name)
}

//! The functions of the paper, by group, and what each name calls.

mod contacts;
mod domains;
mod hosts;
mod operations;
mod public;
mod services;
mod trades;
mod transfers;

use crate::codec::Fault;
use crate::codes::{Outcome, Stop};
use crate::session::{Caller, Session};

/// What each name calls: with the call as it came, or as a reseller who has logged in.
macro_rules! functions {
    (caller { $($open:literal => $answer:path,)* } reseller { $($name:literal => $function:path,)* }) => {
        pub(crate) const NAMES: &[&str] = &[$($open,)* $($name,)*];

        async fn as_it_came(name: &str, caller: &Caller<'_>) -> Option<Outcome> {
            match name {
                $($open => Some($answer(caller).await),)*
                _ => None,
            }
        }

        async fn reseller(name: &str, session: &Session<'_>) -> Option<Outcome> {
            match name {
                $($name => Some($function(session).await),)*
                _ => None,
            }
        }
    };
}

functions! {
    caller {
        "api_paysid" => public::countries,
        "api_regionsid" => public::regions,
        "api_fr_cpville" => public::towns,
        "api_tlds" => public::tlds,
        "api_dnssec_tlds" => public::dnssec_tlds,
        "api_priceslist" => public::prices,
        // Logs in itself, and reads meanwhile.
        "domain_info" => domains::info,
    }
    reseller {
        "contact_create" => contacts::create,
        "contact_update" => contacts::update,
        "contact_delete" => contacts::delete,
        "contact_info" => contacts::info,
        "contact_list" => contacts::list,
        "check_contact_create_tlds" => contacts::check,
        "contact_mail_waps" => contacts::mail_waps,
        "domain_check" => domains::check,
        "domain_multicheck" => domains::multicheck,
        "domain_create" => domains::create,
        "domain_renew" => domains::renew,
        "domain_update" => domains::update,
        "domain_delete" => domains::delete,
        "domain_list" => domains::list,
        "domain_transfer" => transfers::transfer,
        "domain_transferable" => transfers::transferable,
        "domain_trade" => trades::trade,
        "domain_restore" => domains::restore,
        "domain_restorable" => domains::restorable,
        "domain_prices" => domains::prices,
        "service_redir_create" => services::redir_create,
        "service_redir_list" => services::redir_list,
        "service_redir_delete" => services::redir_delete,
        "service_dns_custom_get" => services::dns_custom_get,
        "service_dns_custom_set" => services::dns_custom_set,
        "service_mbox_create" => services::mbox_create,
        "service_mbox_delete" => services::mbox_delete,
        "service_mbox_list" => services::mbox_list,
        "host_create" => hosts::create,
        "host_update" => hosts::update,
        "host_delete" => hosts::delete,
        "host_list" => hosts::list,
        "host_info" => hosts::info,
        "api_status" => operations::status,
        "api_pending_status" => operations::pending,
        "api_info" => public::account,
    }
}

/// Calls what the request names.
pub(crate) async fn call(caller: &Caller<'_>) -> Outcome {
    let called = caller.request.call.function();
    let unknown = || Stop::Fault(Fault::UnknownFunction { function: called.to_owned() });
    let name = known(called).ok_or_else(unknown)?;
    if let Some(outcome) = as_it_came(name, caller).await {
        return outcome;
    }
    let session = caller.log_in().await?;
    reseller(name, &session).await.unwrap_or_else(|| Err(unknown()))
}

/// The name of a function of ours, if it is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().copied().find(|known| *known == name)
}

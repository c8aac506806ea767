//! The functions of the paper, by group, and what each name calls.

mod hosts;
mod operations;

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
        "api_status" => operations::status(&session).await,
        _ => Err(Stop::Fault(unknown())),
    }
}

const NAMES: [&str; 6] =
    ["host_create", "host_update", "host_delete", "host_list", "host_info", "api_status"];

/// The name of a function of ours, if it is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

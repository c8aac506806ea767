//! Host data (RFC 5732).

use application::ports::{AnswerData, HostAtRegistry};
use domain_model::values::HostName;

use super::{Response, date, parsed};
use crate::xml::ns;

/// What a response says about a host object, if anything.
pub(super) fn read(response: &Response) -> Option<AnswerData> {
    if let Some(created) = response.data(ns::HOST, "creData") {
        return Some(AnswerData::Dates { created: created.child("crDate").and_then(date), expires: None });
    }
    let info = response.data(ns::HOST, "infData")?;
    Some(AnswerData::Host(HostAtRegistry {
        host: parsed(info, "name", HostName::parse)?,
        sponsor: info.token_of("clID").unwrap_or_default(),
        addresses: info.all("addr").filter_map(|address| address.token().parse().ok()).collect(),
    }))
}

//! `<info>` of a domain.

use super::auth_fits;
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision};
use crate::request::DomainInfo;
use crate::response::{self, Reply};
use crate::xml::ns;

/// The sponsor sees everything, others with the right code.
pub fn info(context: &Context<'_>, info: &DomainInfo) -> Result<Decision, Refusal> {
    let domain = context.domain(&info.name)?;
    match &info.auth {
        Some(auth) if !auth_fits(context, domain, auth) => return Err(ResultCode::InvalidAuthInfo.refuse()),
        Some(_) => {}
        None => context.sponsored(&domain.sponsor)?,
    }
    let subordinate: Vec<_> =
        context.registry.hosts_of_domain(&domain.name).map(|host| host.name.clone()).collect();
    let mut reply = Reply::data(response::domain::info(domain, &subordinate, info.hosts, true));
    let rgp = domain.rgp_statuses(context.now);
    if !rgp.is_empty() && context.services.extends(ns::RGP) {
        reply.extensions.push(response::extension::rgp("rgp:infData", &rgp));
    }
    if !domain.secdns.is_empty() && context.services.extends(ns::SECDNS) {
        reply.extensions.push(response::extension::secdns(&domain.secdns));
    }
    Ok(Decision::answer(reply))
}

//! `<check>` for all three objects.

use super::{Context, Decision};
use crate::claims;
use crate::code::{Refusal, ResultCode};
use crate::config::{CURRENCY, LabelClass, TldPolicy, opens};
use crate::request::{Extensions, FeeCheck, FeeQuestion};
use crate::response::extension::{NameQuote, PriceQuote};
use crate::response::{self, Reply};
use crate::secret::Secret;
use crate::state::ObjectKind;

pub fn check(
    context: &Context<'_>,
    kind: ObjectKind,
    names: &[String],
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    if extensions.claims_check {
        return Ok(Decision::answer(claims(context, names)));
    }
    let registry = context.registry;
    let verdict = |name: &String| {
        let reason = match kind {
            ObjectKind::Domain => domain_unavailable(context, name, extensions.allocation_token.as_ref()),
            ObjectKind::Contact => registry.contact(name).map(|_| "In use".to_owned()),
            ObjectKind::Host => registry.host(name).map(|_| "In use".to_owned()),
        };
        (name.clone(), reason)
    };
    let verdicts: Vec<_> = names.iter().map(verdict).collect();
    let mut reply = Reply::data(match kind {
        ObjectKind::Domain => response::domain::check(&verdicts),
        ObjectKind::Contact => response::contact::check(&verdicts),
        ObjectKind::Host => response::host::check(&verdicts),
    });
    if let Some(fees) = &extensions.fee_check {
        reply.extensions.push(prices(context, &verdicts, fees)?);
    }
    Ok(Decision::answer(reply))
}

/// Why a domain name cannot be created now, in the 32 characters that `eppcom:reasonType` allows.
fn domain_unavailable(context: &Context<'_>, name: &str, token: Option<&Secret>) -> Option<String> {
    if context.zones.of_domain(name).is_err() {
        return Some("Not registrable here".to_owned());
    }
    if context.registry.domain(name).is_some() {
        return Some("In use".to_owned());
    }
    match LabelClass::of(name) {
        LabelClass::Reserved if opens(token, name) => None,
        LabelClass::Reserved if token.is_some() => Some("Allocation token mismatch".to_owned()),
        LabelClass::Reserved => Some("Reserved: needs allocation token".to_owned()),
        _ => None,
    }
}

fn prices(
    context: &Context<'_>,
    verdicts: &[(String, Option<String>)],
    fees: &FeeCheck,
) -> Result<String, Refusal> {
    if fees.currency.as_deref().is_some_and(|currency| currency != CURRENCY) {
        return Err(ResultCode::ParameterRange.because(format!("prices are in {CURRENCY}")));
    }
    let quotes: Vec<_> = verdicts
        .iter()
        .map(|(name, _)| {
            // A name in use has prices too: of its renewal, transfer and restoration.
            let zone = context.zones.of_domain(name).ok();
            let premium = zone.is_some_and(|zone| zone.is_premium(name));
            let quotes =
                zone.map(|zone| fees.questions.iter().map(|one| quote(zone, premium, one)).collect());
            NameQuote {
                name: name.clone(),
                priced: zone.is_some(),
                premium,
                quotes: quotes.unwrap_or_default(),
            }
        })
        .collect();
    Ok(response::extension::fee_check(&quotes))
}

fn quote(zone: &TldPolicy, premium: bool, question: &FeeQuestion) -> PriceQuote {
    let years = question.years.unwrap_or(1);
    let (premium, years, cents) = match question.command.as_str() {
        "create" | "renew" | "transfer" => (premium, Some(years), Some(zone.price(premium, years))),
        "restore" => (premium, None, Some(zone.restore_price(premium))),
        "delete" | "update" => (false, None, Some(0)),
        _ => (false, None, None),
    };
    PriceQuote { command: question.command.clone(), standard: !premium, years, cents }
}

/// The claims check has no data of the domain object (RFC 8334, section 3.1.2).
fn claims(context: &Context<'_>, names: &[String]) -> Reply {
    let claimed = names.iter().map(|name| {
        let zone = context.zones.of_domain(name).ok();
        (name.clone(), zone.and_then(|zone| claims::key(zone, name)))
    });
    let mut reply = Reply::new(ResultCode::Completed);
    reply.extensions.push(response::extension::claims_check(&claimed.collect::<Vec<_>>()));
    reply
}

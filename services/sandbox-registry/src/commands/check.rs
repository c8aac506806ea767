//! `<check>` for all three objects.

use super::{Context, Decision};
use crate::code::{Refusal, ResultCode};
use crate::config::{CURRENCY, LabelClass};
use crate::request::{Extensions, FeeCheck, FeeQuestion};
use crate::response::extension::{NameQuote, PriceQuote};
use crate::response::{self, Reply};
use crate::state::ObjectKind;

pub fn check(
    context: &Context<'_>,
    kind: ObjectKind,
    names: &[String],
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    if extensions.claims_check {
        return Ok(Decision::answer(claims(names)));
    }
    let registry = context.registry;
    let verdict = |name: &String| {
        let reason = match kind {
            ObjectKind::Domain => domain_unavailable(context, name),
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
fn domain_unavailable(context: &Context<'_>, name: &str) -> Option<String> {
    if context.zones.of_domain(name).is_err() {
        return Some("Not registrable here".to_owned());
    }
    if context.registry.domain(name).is_some() {
        return Some("In use".to_owned());
    }
    (LabelClass::of(name) == LabelClass::Reserved).then(|| "Reserved name".to_owned())
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
        .map(|(name, unavailable)| {
            let premium = LabelClass::of(name) == LabelClass::Premium;
            let quotes = fees.questions.iter().map(|question| quote(context, name, premium, question));
            NameQuote {
                name: name.clone(),
                available: unavailable.is_none(),
                premium,
                quotes: quotes.collect(),
            }
        })
        .collect();
    Ok(response::extension::fee_check(&quotes))
}

fn quote(context: &Context<'_>, name: &str, premium: bool, question: &FeeQuestion) -> PriceQuote {
    let years = question.years.unwrap_or(1);
    let zone = context.zones.of_domain(name).ok();
    let (years, cents) = match question.command.as_str() {
        "create" | "renew" | "transfer" => (Some(years), zone.map(|zone| zone.price(premium, years))),
        "restore" => (None, zone.map(|zone| zone.prices.restore)),
        "delete" | "update" => (None, zone.map(|_| 0)),
        _ => (None, None),
    };
    PriceQuote { command: question.command.clone(), years, cents }
}

/// The claims check has no data of the domain object (RFC 8334, section 3.1.2).
fn claims(names: &[String]) -> Reply {
    let claimed = names.iter().map(|name| {
        let key = (LabelClass::of(name) == LabelClass::Claimed).then(|| format!("sandbox/{name}"));
        (name.clone(), key)
    });
    let mut reply = Reply::new(ResultCode::Completed);
    reply.extensions.push(response::extension::claims_check(&claimed.collect::<Vec<_>>()));
    reply
}

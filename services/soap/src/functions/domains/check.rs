//! `domain_check` and `domain_multicheck`.

use crate::codec::Map;
use crate::codes::{Outcome, Stop, codes, done};
use crate::session::Session;
use application::ports::SpecialFee;
use application::{AskError, Availability, Refusal};
use domain_model::policy::{TldGroup, TldPolicy};
use domain_model::values::DomainName;
use std::collections::{HashMap, HashSet};

codes! {
    CHECK, argument -5;
    (-1, -4) "Le nom de domaine n'est pas disponible au registre": Refusal::Price(_),
    otherwise (-1, -3)
}

async fn answers(
    session: &Session<'_>,
    names: &[DomainName],
) -> Result<HashMap<DomainName, Availability>, Stop> {
    let at = session.application.clock().now();
    CHECK.check(session.application.availability(names, at).await)
}

/// No price is shown here: a premium name is free for whom its creation would not be refused.
async fn affordable(session: &Session<'_>, name: &DomainName, fee: &SpecialFee) -> Result<(), AskError> {
    let at = session.application.clock().now();
    session.application.within_limit(&session.profile, name, fee, at).await
}

pub(in super::super) async fn check(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -5)?;
    match answers(session, std::slice::from_ref(&name)).await?.remove(&name) {
        Some(Availability::Free) => Ok(done(1)),
        Some(Availability::Premium(fee)) => {
            CHECK.check(affordable(session, &name, &fee).await)?;
            Ok(done(1))
        }
        Some(Availability::Ours) => Err(Stop::refused(-1, -2, "the name is with this registrar")),
        Some(Availability::NotOffered(why)) => Err(Stop::refused(-1, -3, why)),
        Some(Availability::Taken(why) | Availability::Reserved(why)) => Err(Stop::refused(-1, -4, why)),
        Some(Availability::Unknown) | None => {
            Err(Stop::refused(-1, -4, "the registry did not answer; ask again"))
        }
    }
}

/// 1 where the name is free, 0 where not, for each TLD in the order of asking; all but the new generic ones where none
/// is named. A TLD that is not offered is left out; a registry that does not answer in time counts as 0.
pub(in super::super) async fn multicheck(session: &Session<'_>) -> Outcome {
    let undefined = |why: String| Stop::refused(-1, -2, why);
    let label =
        session.argument(0, "domain").required_text().map_err(|error| undefined(error.to_string()))?;
    let label = label.trim();
    if label.contains('.') {
        return Err(undefined("domain: a label without its TLD is expected".to_owned()));
    }
    let tlds = session.argument(1, "tlds").text().map_err(|error| undefined(error.to_string()))?;
    let mut names: Vec<(String, DomainName)> = vec![];
    for tld in wanted(session, tlds.as_deref().unwrap_or_default()) {
        match DomainName::parse(&format!("{label}.{tld}")) {
            Ok(name) => names.push((tld, name)),
            Err(error) => return Err(undefined(format!("domain: {error}"))),
        }
    }
    let asked: Vec<DomainName> = names.iter().map(|(_, name)| name.clone()).collect();
    let answers = answers(session, &asked).await?;
    let mut shown = Map::new();
    for (tld, name) in names {
        let free = match answers.get(&name) {
            Some(Availability::NotOffered(_)) => continue,
            Some(Availability::Free) => true,
            Some(Availability::Premium(fee)) => match affordable(session, &name, fee).await {
                Err(AskError::Refused(_)) => false,
                other => CHECK.check(other).map(|()| true)?,
            },
            _ => false,
        };
        shown.insert(tld, i64::from(free));
    }
    Ok(done(1).with(shown))
}

/// The TLDs that words name, each once: TLDs themselves, and the paper's groups.
fn wanted(session: &Session<'_>, words: &str) -> Vec<String> {
    let today = session.application.clock().now().date_naive();
    let offered: Vec<&TldPolicy> = session.application.catalogue().tlds(today).collect();
    let of = |belongs: &dyn Fn(&TldPolicy) -> bool| -> Vec<String> {
        offered.iter().filter(|policy| belongs(policy)).map(|policy| policy.tld.to_string()).collect()
    };
    let mut tlds: Vec<String> = vec![];
    for word in words.split([' ', ',', ';', '\t', '\n']).filter(|word| !word.is_empty()) {
        let word = word.trim_start_matches('.').to_lowercase();
        tlds.extend(of(&|policy| named(&word, policy)));
    }
    if words.trim().is_empty() {
        tlds = of(&|policy| policy.group != TldGroup::Ntld);
    }
    let mut seen = HashSet::new();
    tlds.retain(|tld| seen.insert(tld.clone()));
    tlds
}

/// Whether a word of `$tlds` names the TLD: itself, or as one of a group.
fn named(word: &str, policy: &TldPolicy) -> bool {
    let (group, tld) = (policy.group, policy.tld.as_str());
    match word {
        "all" => true,
        "gtld" => group == TldGroup::Gtld,
        "ntld" => group == TldGroup::Ntld,
        "cctld" => !group.is_generic(),
        "cctld-fr" => group == TldGroup::CctldFr,
        // "les ccTLDs en europe": France is in it, its overseas sisters are not.
        "cctld-eu" => group == TldGroup::CctldEu || tld == "fr",
        word => word == tld,
    }
}

//! The comparison itself: a pure function of what is believed and what is shown.

use crate::ports::DomainAtRegistry;
use domain_model::domain::Registration;
use domain_model::drift::{Difference, Object, Subject};
use domain_model::values::{ContactNumber, RegistryContactId, SecDns, StatusSet};

/// What is compared.
pub(super) fn subject(held: &Registration) -> Subject {
    Subject { registration: held.number, account: held.account }
}

/// All that differs. `object` says whose contact object an identifier is; a thin registry has none.
pub(super) fn compare(
    registrar: &str,
    held: &Registration,
    shown: Option<&DomainAtRegistry>,
    thick: bool,
    object: impl Fn(Option<&RegistryContactId>) -> Object,
) -> Vec<Difference> {
    let Some(shown) = shown.filter(|shown| shown.sponsor == registrar) else {
        // What another registrar has is not ours to compare.
        let shown = shown.map(|shown| shown.sponsor.clone());
        return vec![Difference::Sponsor { believed: registrar.to_owned(), shown }];
    };
    let mut found: Vec<Difference> = [
        expiry(held, shown),
        client_statuses(held, shown),
        server_statuses(held, shown),
        name_servers(held, shown),
        secdns(held, shown),
    ]
    .into_iter()
    .flatten()
    .collect();
    if thick {
        found.extend(contacts(held, shown, object));
    }
    found
}

fn contacts(
    held: &Registration,
    shown: &DomainAtRegistry,
    object: impl Fn(Option<&RegistryContactId>) -> Object,
) -> Vec<Difference> {
    let differs = |believed: ContactNumber, id: &Option<RegistryContactId>| {
        let shown = object(id.as_ref());
        (shown != Object::Ours(believed)).then_some((believed, shown))
    };
    let registrant = differs(held.contacts.owner, &shown.registrant)
        .map(|(believed, shown)| Difference::Registrant { believed, shown });
    let admin = differs(held.contacts.admin, &shown.admin)
        .map(|(believed, shown)| Difference::Admin { believed, shown });
    let tech = differs(held.contacts.tech, &shown.tech)
        .map(|(believed, shown)| Difference::Tech { believed, shown });
    [registrant, admin, tech].into_iter().flatten().collect()
}

fn expiry(held: &Registration, shown: &DomainAtRegistry) -> Option<Difference> {
    let (believed, shown) = (held.expires, shown.expires?);
    (believed != shown).then_some(Difference::Expiry { believed, shown })
}

fn client_statuses(held: &Registration, shown: &DomainAtRegistry) -> Option<Difference> {
    let (believed, shown) = (held.statuses.client_part(), shown.statuses.client_part());
    (believed != shown).then_some(Difference::ClientStatuses { believed, shown })
}

fn server_statuses(held: &Registration, shown: &DomainAtRegistry) -> Option<Difference> {
    let server = |all: StatusSet| all.difference(StatusSet::CLIENT);
    let (believed, shown) = (server(held.statuses), server(shown.statuses));
    (believed != shown).then_some(Difference::ServerStatuses { believed, shown })
}

fn name_servers(held: &Registration, shown: &DomainAtRegistry) -> Option<Difference> {
    let believed = held.servers.hosts().cloned().collect();
    let shown = shown.servers.iter().cloned().collect();
    (believed != shown).then_some(Difference::NameServers { believed, shown })
}

/// The order of records says nothing, and neither does an empty list.
fn secdns(held: &Registration, shown: &DomainAtRegistry) -> Option<Difference> {
    let sorted = |secdns: &Option<SecDns>| {
        let mut secdns = secdns.clone().filter(|secdns| !secdns.is_empty())?;
        match &mut secdns {
            SecDns::Ds(records) => records.sort(),
            SecDns::Keys(records) => records.sort(),
        }
        Some(secdns)
    };
    let (believed, shown) = (sorted(&held.secdns), sorted(&shown.secdns));
    (believed != shown).then_some(Difference::SecDns { believed, shown })
}

#[cfg(test)]
mod tests;

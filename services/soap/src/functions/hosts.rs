//! Gestion des hosts (glue record).

use crate::codec::{Argument, ArgumentError, Map, Value};
use crate::codes::{Codes, Outcome, Stop, codes, done};
use crate::fields::{date, number};
use crate::session::Session;
use application::{Refusal, Right};
use chrono::{DateTime, Utc};
use domain_model::host::{Glue, Host};
use domain_model::values::HostName;
use domain_model::{domain, host};
use projections::hosts::{HostFilter, HostRow};
use projections::{MOST_ROWS, Paging};
use std::net::IpAddr;

codes! {
    CREATE, argument -2;
    (-1, -2) "$ip non valide": Refusal::Fields(_),
    (-1, -4) "On ne gère pas le nom de domaine pour ce hostname":
        Refusal::Domain(domain::Refusal::NotHeld | domain::Refusal::Busy(_)),
    (-1, -5) "$dist_id n'a pas les droits sur le nom de domaine": Refusal::NotYours { .. },
    (-1, -6) "une glue existe déjà (⇒ update)":
        Refusal::Host(host::Refusal::Exists | host::Refusal::Busy(_)),
    otherwise (-1, -5)
}

codes! {
    UPDATE, argument -2;
    (-1, -2) "$ip non valide": Refusal::Fields(_),
    (-1, -4) "On ne gère pas le domaine pour ce hostname": Refusal::Domain(domain::Refusal::NotHeld),
    (-1, -5) "$dist_id n'a pas les droits sur le nom de domaine": Refusal::NotYours { .. },
    (-1, -6) "Il n'existe pas de glue pour ce hostname":
        Refusal::Host(host::Refusal::Unknown | host::Refusal::Busy(_)),
    otherwise (-1, -5)
}

codes! {
    DELETE, argument -3;
    (-1, -4) "On ne gère pas le nom de domaine pour ce hostname": Refusal::Domain(domain::Refusal::NotHeld),
    (-1, -5) "$dist_id n'a pas les droits sur le nom de domaine": Refusal::NotYours { .. },
    (-1, -6) "Il n'existe pas de glue pour ce hostname":
        Refusal::Host(host::Refusal::Unknown | host::Refusal::Busy(_)),
    otherwise (-1, -5)
}

codes! {
    LIST, argument -3;
    (-1, -2) "Probleme de droits ($dist_id doit être owner/admin/tech pour $domain)": Refusal::NotYours { .. },
    otherwise (-1, -4)
}

codes! {
    INFO, argument -2;
    otherwise (-1, -2)
}

/// −3 "$hostname non valide".
fn hostname(session: &Session<'_>) -> Result<HostName, Stop> {
    let invalid = |why: String| Stop::refused(-1, -3, why);
    let text = session.argument(0, "hostname").required_text().map_err(|error| invalid(error.to_string()))?;
    text.parse().map_err(|error| invalid(format!("hostname: {error}")))
}

fn addresses(session: &Session<'_>, codes: &Codes) -> Result<Vec<IpAddr>, Stop> {
    let read = |item: &Argument<'_>| {
        item.required_text()?.trim().parse().map_err(|_| item.expected("an IPv4 or IPv6 address"))
    };
    let items = codes.check(session.argument(1, "array_ip").items())?;
    codes.check(items.iter().map(read).collect::<Result<_, ArgumentError>>())
}

pub(super) async fn create(session: &Session<'_>) -> Outcome {
    let (addresses, host) = (addresses(session, &CREATE)?, hostname(session)?);
    let created = session.application.create_host(session.account, host, addresses, &session.ask()).await;
    Ok(session.opened(&CREATE.check(created)?.value))
}

pub(super) async fn update(session: &Session<'_>) -> Outcome {
    let (addresses, host) = (addresses(session, &UPDATE)?, hostname(session)?);
    let updated = session.application.update_host(session.account, host, addresses, &session.ask()).await;
    Ok(session.opened(&UPDATE.check(updated)?.value))
}

pub(super) async fn delete(session: &Session<'_>) -> Outcome {
    let host = hostname(session)?;
    let deleted = session.application.delete_host(session.account, host, &session.ask()).await;
    Ok(session.opened(&DELETE.check(deleted)?.value))
}

/// The hosts inside a name, in order: `retval` of them, each with the fields of `host_info`.
pub(super) async fn list(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -3)?;
    LIST.check(session.application.registration_for(session.account, &name, Right::Serve).await)?;
    LIST.check(session.views_seen().await)?;
    let filter = HostFilter { domain: Some(name), ..HostFilter::default() };
    let page = session.application.views().hosts(&filter, &Paging::first(MOST_ROWS)).await;
    let rows = LIST.check(page)?.into_rows();
    let shown = |row: &HostRow| row.glue().map(|glue| fields(&row.name, glue, row.changed_at).into());
    let listed: Vec<Value> = rows.iter().filter_map(shown).collect();
    Ok(done(listed.len() as i64).with(listed))
}

pub(super) async fn info(session: &Session<'_>) -> Outcome {
    let host = hostname(session).map_err(|stop| stop.with_retval(-2))?;
    let unknown = || INFO.stop(Refusal::Host(host::Refusal::Unknown));
    let state = INFO.check(session.application.host(&host).await)?;
    let glue = state.glue().ok_or_else(unknown)?;
    INFO.check(session.application.registration_for(session.account, &glue.domain, Right::Serve).await)?;
    let changed = INFO.check(session.application.last_change::<Host>(&host).await)?.ok_or_else(unknown)?;
    Ok(done(number(glue.number.get())).with(fields(&host, glue, changed.at)))
}

fn fields(host: &HostName, glue: &Glue, changed: DateTime<Utc>) -> Map {
    let mut fields: Map = [
        ("id", Value::from(number(glue.number.get()))),
        ("hostname", host.as_str().into()),
        ("lastupdate", date(changed)),
    ]
    .into_iter()
    .collect();
    for (place, address) in glue.addresses.iter().enumerate() {
        fields.insert(format!("ip{place}"), address.to_string());
    }
    fields
}

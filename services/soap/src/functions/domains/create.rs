//! `domain_create`.

use super::sent::ArrayDomain;
use crate::codec::{Map, Value};
use crate::codes::{Outcome, Stop, codes, done};
use crate::fields::{NO_DATE, date, number};
use crate::session::Session;
use application::{Refusal, RegisterDomain};
use domain_model::domain;
use domain_model::operation::{Operation, Request};
use domain_model::policy::DelegationRefusal;
use domain_model::values::{DomainName, NameServersError, Period};

codes! {
    CREATE, argument -3;
    (-1, -2) "Le nom de domaine n'est pas disponible":
        Refusal::NotAvailable { .. }
            | Refusal::Domain(domain::Refusal::Registered | domain::Refusal::Busy(_))
            | Refusal::Price(_),
    (-1, -3) "Il manque des éléments au tableau $array_domain": Refusal::Period(_) | Refusal::Fields(_),
    (-1, -4) "owner_id ou admin_id ou tech_id ou bill_id n'est pas valable": Refusal::ContactInvalid { .. },
    (-1, -5) "Le nom de domaine n'est pas défini": Refusal::Catalogue(_),
    (-1, -6) "Il manque des éléments au $owner_id": Refusal::NotEligible { .. },
    (-1, -8) "DNS invalide (le hostname n'existe pas au registre)": Refusal::HostMissing { .. },
    (-1, -9) "DNS invalide (pas d'adresse IP pour cree une glue)":
        Refusal::Delegation(DelegationRefusal::Glue(
            NameServersError::GlueMissing(_)
                | NameServersError::NotGlobal(_)
                | NameServersError::AddressTwice(_)
                | NameServersError::TooManyAddresses(_),
        )),
    (-1, -7) "DNS invalide ou Zone invalide pour les .FR ZoneCheck": Refusal::Delegation(_),
    otherwise (-1, -2)
}

/// The same call while the first is unfinished answers the first's `tid`.
pub(in super::super) async fn create(session: &Session<'_>) -> Outcome {
    let array = ArrayDomain::read(session.argument(0, "array_domain"), &CREATE)?;
    let undefined = |why: String| Stop::refused(-1, -5, why);
    let name = array.text("domain")?.ok_or_else(|| undefined("domain: a name is expected".to_owned()))?;
    let name = DomainName::parse(name.trim()).map_err(|error| undefined(format!("domain: {error}")))?;
    let years = array.int("period")?.unwrap_or(1);
    let period = u32::try_from(years).ok().and_then(|years| Period::new(years).ok());
    let asked = RegisterDomain {
        account: session.account,
        name: name.clone(),
        period: period.ok_or_else(|| Stop::refused(-1, -3, "period: 1 to 10 years are expected"))?,
        contacts: array.contacts()?,
        servers: array.servers()?.unwrap_or_default(),
        auth_code: None,
        language: array.text("langidn")?,
        service: array.service()?,
        privacy: None,
        declarations: None,
    };
    let created = session.application.register_domain_once(asked, &session.ask()).await;
    let opened = CREATE.check(created)?.value;
    let state = CREATE.check(session.application.operation_now(opened.operation).await)?;
    let id = opened.registration.map_or(0, |registration| number(registration.get()));
    let fields = shown(session, &name, id, &state);
    let tid = number(opened.operation.get());
    Ok(done(tid).with([("tid".to_owned(), tid.into())].into_iter().chain(fields).collect::<Map>()))
}

fn shown(session: &Session<'_>, name: &DomainName, id: i64, state: &Operation) -> Vec<(String, Value)> {
    let mut fields: Vec<(String, Value)> = vec![("id".into(), id.into())];
    let Some(dossier) = state.dossier() else { return fields };
    let Request::Create { contacts, servers, auth_code, service, .. } = &dossier.request else {
        return fields;
    };
    let code = auth_code.value().map_or("", |code| code.as_str());
    let mut put = |key: &str, value: Value| fields.push((key.to_owned(), value));
    put("lastupdate", date(dossier.requested_at));
    put("lastupdate_ip", session.address.to_string().into());
    put("domain", name.as_str().into());
    put("registrar_creation", NO_DATE.into());
    put("registrar_expiration", NO_DATE.into());
    put("authinfo", code.into());
    put("service", service.unwrap_or_default().as_str().into());
    put("status", "Active".into());
    put("registry_status", 0.into());
    for (place, host) in servers.hosts().enumerate() {
        put(&format!("ns{place}"), host.as_str().into());
    }
    put("bill_id", number(contacts.billing.get()).into());
    put("tech_id", number(contacts.tech.get()).into());
    put("admin_id", number(contacts.admin.get()).into());
    put("owner_id", number(contacts.owner.get()).into());
    fields
}

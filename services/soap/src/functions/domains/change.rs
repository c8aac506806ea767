//! `domain_renew`, `domain_update`, `domain_delete`, `domain_restore` and `domain_restorable`.

use super::sent::ArrayDomain;
use crate::codes::{Outcome, Stop, codes, done};
use crate::session::Session;
use application::{AskError, ChangeDomain, DeleteDomain, Refusal, RenewDomain, RestoreDomain, Right};
use domain_model::domain::{self, Domain};
use domain_model::operation::DomainChanges;
use domain_model::policy::{DelegationRefusal, TldGroup};
use domain_model::values::{AuthCode, DomainName, NameServersError, Period};

codes! {
    RENEW, argument -3;
    (-1, -2) "PERMISSION DENIED, voir flag EPP ou $dist_id n'est pas Registrant ou Admin Contact":
        Refusal::NotYours { .. },
    (-1, -3) "La période est incohérente": Refusal::Period(_),
    (-1, -4) "Le nom de domaine n'est pas défini": Refusal::Catalogue(_),
    (0, 0) "Le nom domaine n'existe pas dans notre base de données":
        Refusal::Domain(domain::Refusal::NotHeld),
    otherwise (-1, -2)
}

codes! {
    UPDATE, argument -3;
    (-1, -2) "PERMISSION DENIED, voir flag EPP ou $dist_id n'est pas Registrant ou Admin Contact":
        Refusal::NotYours { .. } | Refusal::Suspended { .. },
    (-1, -4) "owner_id ou admin_id ou tech_id ou bill_id n'est pas valable":
        Refusal::ContactInvalid { .. } | Refusal::NotEligible { .. }
        // `dist_id`: the reseller that it is to move to.
        | Refusal::AccountNotOpen(_) | Refusal::Account(_),
    (-1, -5) "Le nom de domaine n'est pas défini": Refusal::Catalogue(_),
    (-1, -8) "DNS invalide (le hostname n'existe pas au registre)": Refusal::HostMissing { .. },
    (-1, -9) "DNS invalide (pas d'adresse IP pour cree une glue)":
        Refusal::Delegation(DelegationRefusal::Glue(
            NameServersError::GlueMissing(_)
                | NameServersError::NotGlobal(_)
                | NameServersError::AddressTwice(_)
                | NameServersError::TooManyAddresses(_),
        )),
    (-1, -7) "DNS invalide ou Zone invalide pour les .FR ZoneCheck":
        Refusal::Delegation(DelegationRefusal::Number { .. } | DelegationRefusal::Glue(_)),
    (-1, -10) "problème de configuration DNSSEC (ds_records)": Refusal::Delegation(_),
    (0, 0) "Le nom de domaine n'existe pas dans notre base de données":
        Refusal::Domain(domain::Refusal::NotHeld),
    (1, -1) "Aucun changement de la base de données suite a la demande d'update": Refusal::NoChange,
    otherwise (-1, -2)
}

codes! {
    DELETE, argument -4;
    (-1, -3) "Il y a déjà une commande Delete en cours pour ce nom de domaine":
        Refusal::Domain(domain::Refusal::Deleted),
    (0, 0) "Le nom de domaine n'existe pas dans notre base de données":
        Refusal::Domain(domain::Refusal::NotHeld),
    otherwise (-1, -2)
}

codes! {
    RESTORE, argument -2;
    (-1, -3) "Le nom de domaine n'existe pas dans notre base de donnée": Refusal::NotYours { .. },
    (-1, -4) "Action impossible sur ce TLD": Refusal::NotOffered { .. } | Refusal::Catalogue(_),
    (-1, -5) "Restore impossible (nom de domaine absent de la base ou pas d'archive)":
        Refusal::Domain(domain::Refusal::NotHeld),
    otherwise (-1, -6)
}

/// The same call while the first is unfinished, or within a minute of it, answers the first's `tid`.
pub(in super::super) async fn renew(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -4)?;
    let years = RENEW.check(session.argument(1, "period").required_int())?;
    let period = u32::try_from(years).ok().and_then(|years| Period::new(years).ok());
    let period = period.ok_or_else(|| Stop::refused(-1, -3, "period: 1 to 10 years are expected"))?;
    let asked = RenewDomain { account: session.account, name, period };
    let renewed = session.application.renew_domain_once(asked, &session.ask()).await;
    Ok(session.opened(&RENEW.check(renewed)?.value))
}

pub(in super::super) async fn update(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -5)?;
    let array = ArrayDomain::read(session.argument(1, "array_domain"), &UPDATE)?;
    let reseller = array.reseller()?;
    if reseller == Some(session.account) {
        let ask = session.ask();
        let moved = session.application.accept_reseller_move_to(session.account, &name, &ask).await;
        if let Some(accepted) = UPDATE.check(moved)? {
            return Ok(session.opened(&accepted.value));
        }
    }
    for key in ["domain", "service"] {
        let field = array.field(key)?;
        if field.is_blank() {
            return Err(UPDATE.stop(field.expected("a word")));
        }
    }
    let service = array.service()?;
    let contacts = array.contacts()?;
    let held = session.application.registration_for(session.account, &name, Right::Manage).await;
    let held = UPDATE.check(held)?;
    if contacts.owner != held.contacts.owner {
        return Err(Stop::refused(-1, -4, "owner_id: the owner changes by domain_trade alone"));
    }
    let code = array.text("authinfo")?.filter(|code| !code.is_empty());
    let auth_code = code.map(|code| AuthCode::parse(&code)).transpose();
    let auth_code = auth_code.map_err(|error| Stop::refused(-1, -3, format!("authinfo: {error}")))?;
    let changes = DomainChanges {
        servers: array.servers()?,
        admin: Some(contacts.admin),
        tech: Some(contacts.tech),
        billing: Some(contacts.billing),
        client_statuses: array.statuses(held.statuses)?,
        secdns: array.secdns()?,
        ..DomainChanges::default()
    };
    let asked = ChangeDomain { account: session.account, name, changes, auth_code };
    let afnic = below_afnic(session, &asked.name);
    let ask = session.ask();
    let changed = session.application.change_domain_and_reseller(asked, service, reseller, &ask).await;
    let number = |error: &AskError| {
        let AskError::Refused(Refusal::Delegation(refusal)) = error else { return false };
        matches!(refusal, DelegationRefusal::Number { .. })
    };
    match changed {
        // "Les DNS ne sont pas configurés convenablement pour un .FR".
        Err(error) if afnic && number(&error) => Err(UPDATE.stop(error).with_retval(-6)),
        changed => Ok(session.opened(&UPDATE.check(changed)?.value)),
    }
}

/// .fr and its sisters.
fn below_afnic(session: &Session<'_>, name: &DomainName) -> bool {
    let today = session.application.clock().now().date_naive();
    let policy = session.application.catalogue().policy(name, today);
    policy.is_ok_and(|policy| policy.group == TldGroup::CctldFr)
}

pub(in super::super) async fn delete(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -4)?;
    let asked = DeleteDomain { account: session.account, name };
    if session.application.is_being_deleted(&asked.name).await.map_err(|error| DELETE.stop(error))? {
        // Its owner alone learns of it.
        let right = session.application.registration_for(session.account, &asked.name, Right::Manage).await;
        DELETE.check(right)?;
        return Err(DELETE.stop(Refusal::Domain(domain::Refusal::Deleted)));
    }
    let deleted = session.application.delete_domain(asked, &session.ask()).await;
    Ok(session.opened(&DELETE.check(deleted)?.value))
}

pub(in super::super) async fn restore(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    known(session, &name).await?;
    let asked = RestoreDomain { account: session.account, name };
    let restored = session.application.restore_domain(asked, &session.ask()).await;
    Ok(session.opened(&RESTORE.check(restored)?.value))
}

/// 1, and no operation.
pub(in super::super) async fn restorable(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    known(session, &name).await?;
    let asked = RestoreDomain { account: session.account, name };
    RESTORE.check(session.application.check_restorable(&asked, &session.ask()).await)?;
    Ok(done(1))
}

/// −3 for a name that never was ours, −5 for one that is gone.
async fn known(session: &Session<'_>, name: &DomainName) -> Result<(), Stop> {
    match RESTORE.check(session.application.domain_now(name).await)? {
        Domain::Held(_) | Domain::Gone(_) => Ok(()),
        _ => Err(Stop::refused(-1, -3, format!("{name} is not registered here"))),
    }
}

//! A restore: the request of RFC 3915, and the report where the registry then waits for one.

use application::ports::{Answer, AnswerData, DomainAtRegistry, RegistryCommand, RegistryError};
use chrono::{DateTime, Utc};
use domain_model::values::{ClTrid, DomainName, SealOwner};

use crate::registry::EppRegistry;
use crate::request::{self, Request, RestoreReport};

/// What the report says about time.
pub(crate) struct Times {
    pub deleted_at: DateTime<Utc>,
    pub restored_at: DateTime<Utc>,
}

/// The RGP status in which a report is waited for.
const PENDING_RESTORE: &str = "pendingRestore";

/// Asks for the restore of a name, then reports. Each step has a transaction id of its own, the given one with a suffix.
///
/// A request that is refused with 2304 may be a repetition after a lost answer: then the name is looked at, and
/// reported on if it waits for that.
///
/// # Errors
/// Those of any step. After [`RegistryError::AnswerLost`] the name's RGP status says which step was reached.
pub(crate) async fn restore(
    registry: &EppRegistry,
    (name, asked): (&DomainName, &Request),
    times: &Times,
    cltrid: &ClTrid,
    log: Option<&SealOwner>,
) -> Result<Answer, RegistryError> {
    let reply = registry.exchange(asked, &step(cltrid, "q"), log).await?;
    let waits = reply.response.rgp_statuses().iter().any(|status| status == PENDING_RESTORE);
    let goes_on = reply.response.code == 2304 || (waits && reply.response.is_success());
    if !goes_on {
        return Ok(reply.response.into_answer(&[]));
    }
    let look = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
    let seen = registry.exchange(&request::request(&look, false), &step(cltrid, "i"), log).await?;
    let domain = match seen.response.into_answer(&[]).data {
        AnswerData::Domain(domain) => Some(domain),
        _ => None,
    };
    let waits = waits
        || domain.as_ref().is_some_and(|domain| domain.rgp.iter().any(|status| status == PENDING_RESTORE));
    if !waits {
        return Ok(reply.response.into_answer(&[]));
    }
    // Contacts and name servers stay what they were through redemption, so both sides of the report agree.
    let data = domain.map_or_else(|| format!("Domain name: {name}"), |domain| describe(&domain));
    let report = request::restore_report(
        name,
        &RestoreReport {
            before: &data,
            after: &data,
            deleted_at: times.deleted_at,
            restored_at: times.restored_at,
        },
    );
    let reply = registry.exchange(&report, &step(cltrid, "r"), log).await?;
    Ok(reply.response.into_answer(&[]))
}

/// The registration by its objects' identifiers: nothing personal.
fn describe(domain: &DomainAtRegistry) -> String {
    let contact = |role: &str, id: &Option<_>| id.as_ref().map(|id| format!("{role}: {id}"));
    let date =
        |what: &str, date: Option<DateTime<Utc>>| date.map(|date| format!("{what}: {}", date.to_rfc3339()));
    let lines = [
        Some(format!("Domain name: {}", domain.name)),
        Some(format!("Sponsoring registrar: {}", domain.sponsor)),
        contact("Registrant", &domain.registrant),
        contact("Administrative contact", &domain.admin),
        contact("Technical contact", &domain.tech),
        date("Created", domain.created),
        date("Expires", domain.expires),
    ];
    let servers = domain.servers.iter().map(|server| format!("Name server: {server}"));
    lines.into_iter().flatten().chain(servers).collect::<Vec<_>>().join("\n")
}

/// The transaction id of one step, within the 64 characters of RFC 5730.
fn step(cltrid: &ClTrid, step: &str) -> String {
    let most = 64 - 1 - step.len();
    let base = cltrid.as_str();
    format!("{}-{step}", &base[..base.len().min(most)])
}

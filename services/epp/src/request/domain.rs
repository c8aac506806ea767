//! Domain commands (RFC 5731), with secDNS (RFC 5910), restore (RFC 3915), fees (RFC 8748), claims
//! (RFC 8334) and codes of reserved names (RFC 8495).

use application::ports::{RegistryCommand, TransferVerb};
use chrono::{DateTime, Utc};
use domain_model::values::{
    AllocationToken, AuthCode, DomainName, EppStatus, HostName, Money, Period, RegistryContactId, SecDns,
    StatusSet,
};
use instant_epp::domain::update::{DomainAdd, DomainChangeInfo, DomainRemove};
use instant_epp::domain::{
    self, DomainAuthInfo, DomainCheck, DomainContact, DomainCreate, DomainDelete, DomainInfo, DomainRenew,
    DomainUpdate, HostInfo, HostObj, NameServers, PeriodLength, Status,
};
use instant_epp::extensions::rgp;

use super::{Request, fees, launch, secdns, typed};
use crate::xml::{XmlText, ns};

/// The request of a domain command; `None` for other objects.
pub(super) fn request(command: &RegistryCommand) -> Option<Request> {
    use RegistryCommand as C;
    let label = command.label();
    Some(match command {
        C::CheckDomains { names, fees, token } => {
            let asked = (!fees.is_empty()).then(|| fees::check(fees));
            Request::new(label, check(names))
                .with_optional_extension(ns::FEE, asked)
                .with_optional_extension(ns::ALLOCATION_TOKEN, token.as_ref().map(launch::token))
                .with_secret(token.as_ref().map(AllocationToken::as_str))
        }
        // A registry that knows no claims is asked whether the names are free, which says nothing about claims.
        C::CheckClaims { names } => Request::new(label, check(names))
            .with_optional_extension(ns::LAUNCH, Some(launch::claims_check())),
        C::InfoDomain { name, auth_code } => {
            let code = auth_code.as_ref().map(AuthCode::as_str);
            Request::new(label, typed(&DomainInfo::new(name.as_str(), code))).with_secret(code)
        }
        C::CreateDomain { .. } => return create(command),
        C::RenewDomain { name, period, current_expiry, fee } => {
            let renew = DomainRenew::new(name.as_str(), current_expiry.date_naive(), years(*period));
            let agreed = fee.as_ref().map(|fee| fees::agreed("fee:renew", fee));
            Request::new(label, typed(&renew)).with_extension(agreed)
        }
        C::UpdateDomain { .. } => return update(command),
        C::DeleteDomain { name } => Request::new(label, typed(&DomainDelete::new(name.as_str()))),
        C::RestoreDomain { name, fee, .. } => restore_request(name, fee.as_ref()),
        C::TransferDomain { verb, name, auth_code, period, fee } => {
            let agreed = fee.as_ref().map(|fee| fees::agreed("fee:transfer", fee));
            transfer(label, *verb, name, auth_code.as_ref(), *period).with_extension(agreed)
        }
        _ => return None,
    })
}

fn check(names: &[DomainName]) -> String {
    let domains: Vec<&str> = names.iter().map(DomainName::as_str).collect();
    typed(&DomainCheck { domains: &domains })
}

fn years(period: Period) -> domain::Period {
    let years = u8::try_from(period.years()).ok().and_then(|years| PeriodLength::new(years).ok());
    domain::Period::Years(years.expect("a period is 1 to 10 years"))
}

fn hosts(names: &[HostName]) -> Vec<HostInfo<'_>> {
    names.iter().map(|name| HostInfo::Obj(HostObj { name: name.as_str().into() })).collect()
}

fn contact<'a>(role: &'static str, id: &'a RegistryContactId) -> DomainContact<'a> {
    DomainContact { contact_type: role.into(), id: id.as_str().into() }
}

fn create(command: &RegistryCommand) -> Option<Request> {
    let RegistryCommand::CreateDomain {
        name,
        period,
        servers,
        registrant,
        admin,
        tech,
        auth_code,
        secdns,
        language,
        fee,
        claims_notice,
        allocation_token,
    } = command
    else {
        return None;
    };
    let servers = hosts(servers);
    let roles = [("admin", admin), ("tech", tech)];
    let contacts: Vec<DomainContact<'_>> =
        roles.iter().filter_map(|(role, id)| id.as_ref().map(|id| contact(role, id))).collect();
    let create = DomainCreate::new(
        name.as_str(),
        years(*period),
        (!servers.is_empty()).then_some(&servers[..]),
        registrant.as_ref().map(RegistryContactId::as_str),
        auth_code.as_str(),
        (!contacts.is_empty()).then_some(&contacts[..]),
    );
    let signed = secdns.as_ref().filter(|secdns| !secdns.is_empty()).map(secdns::create);
    let tagged = language.as_deref().map(language_tag);
    let agreed = fee.as_ref().map(|fee| fees::agreed("fee:create", fee));
    let accepted = claims_notice.as_ref().map(launch::accepted);
    let opened = allocation_token.as_ref().map(launch::token);
    let extensions = [signed, tagged, agreed, accepted, opened].into_iter().flatten().collect();
    Some(
        Request::new(command.label(), typed(&create))
            .with_extension(Some(extensions))
            .with_secret(Some(auth_code.as_str()))
            .with_secret(allocation_token.as_ref().map(AllocationToken::as_str)),
    )
}

/// `<idnLang:tag>`: Verisign's "Internationalized Domain Name Language Tag" extension.
fn language_tag(tag: &str) -> String {
    let mut xml = XmlText::default();
    xml.element("idnLang:tag", &[("xmlns:idnLang", ns::IDN_LANG)], |xml| {
        xml.raw(tag);
    });
    xml.finish()
}

/// The client statuses; others are the registry's and cannot be asked for.
fn client_statuses(statuses: StatusSet) -> Vec<Status> {
    let client = |status| match status {
        EppStatus::ClientDeleteProhibited => Some(Status::ClientDeleteProhibited),
        EppStatus::ClientHold => Some(Status::ClientHold),
        EppStatus::ClientRenewProhibited => Some(Status::ClientRenewProhibited),
        EppStatus::ClientTransferProhibited => Some(Status::ClientTransferProhibited),
        EppStatus::ClientUpdateProhibited => Some(Status::ClientUpdateProhibited),
        _ => None,
    };
    statuses.iter().filter_map(client).collect()
}

/// Name servers, contacts and statuses of `<add>` or `<rem>`; absent when all are empty.
struct Delta<'a> {
    servers: Vec<HostInfo<'a>>,
    contacts: Vec<DomainContact<'a>>,
    statuses: Vec<Status>,
}

impl Delta<'_> {
    fn is_empty(&self) -> bool {
        self.servers.is_empty() && self.contacts.is_empty() && self.statuses.is_empty()
    }

    fn servers(&self) -> Option<NameServers<'_>> {
        (!self.servers.is_empty()).then(|| NameServers { ns: (&self.servers[..]).into() })
    }

    fn contacts(&self) -> Option<&[DomainContact<'_>]> {
        (!self.contacts.is_empty()).then_some(&self.contacts[..])
    }

    fn statuses(&self) -> Option<&[Status]> {
        (!self.statuses.is_empty()).then_some(&self.statuses[..])
    }
}

fn update(command: &RegistryCommand) -> Option<Request> {
    let RegistryCommand::UpdateDomain {
        name,
        add_servers,
        remove_servers,
        add_statuses,
        remove_statuses,
        admin,
        tech,
        registrant,
        auth_code,
        secdns,
    } = command
    else {
        return None;
    };
    let roles = [("admin", admin), ("tech", tech)];
    // The same object under the same role on both sides would be refused by RFC 5731's set semantics.
    let changed =
        || roles.iter().filter_map(|(role, pair)| pair.as_ref().map(|(old, new)| (*role, old, new)));
    let changed = || changed().filter(|(_, old, new)| old.as_ref() != Some(*new));
    let add = Delta {
        servers: hosts(add_servers),
        contacts: changed().map(|(role, _, new)| contact(role, new)).collect(),
        statuses: client_statuses(*add_statuses),
    };
    let remove = Delta {
        servers: hosts(remove_servers),
        contacts: changed().filter_map(|(role, old, _)| old.as_ref().map(|old| contact(role, old))).collect(),
        statuses: client_statuses(*remove_statuses),
    };
    let mut update = DomainUpdate::new(name.as_str());
    if !add.is_empty() {
        update.add(DomainAdd { ns: add.servers(), contacts: add.contacts(), statuses: add.statuses() });
    }
    if !remove.is_empty() {
        update.remove(DomainRemove {
            ns: remove.servers(),
            contacts: remove.contacts(),
            statuses: remove.statuses(),
        });
    }
    let code = auth_code.as_ref().map(AuthCode::as_str);
    if registrant.is_some() || code.is_some() {
        update.info(DomainChangeInfo {
            registrant: registrant.as_ref().map(RegistryContactId::as_str),
            auth_info: code.map(DomainAuthInfo::new),
        });
    }
    let signed: Option<&SecDns> = secdns.as_ref();
    Some(
        Request::new(command.label(), typed(&update))
            .with_extension(signed.map(secdns::replace))
            .with_secret(code),
    )
}

/// `<transfer>`. Written here, since a query or a request may go without a code, which `instant-epp` cannot
/// say.
fn transfer(
    label: &'static str,
    verb: TransferVerb,
    name: &DomainName,
    auth_code: Option<&AuthCode>,
    period: Option<Period>,
) -> Request {
    let op = match verb {
        TransferVerb::Request => "request",
        TransferVerb::Query => "query",
        TransferVerb::Approve => "approve",
        TransferVerb::Reject => "reject",
        TransferVerb::Cancel => "cancel",
    };
    let code = auth_code.map(AuthCode::as_str);
    let mut xml = XmlText::default();
    xml.element("transfer", &[("op", op)], |xml| {
        xml.element("domain:transfer", &[("xmlns:domain", ns::DOMAIN)], |xml| {
            xml.text("domain:name", name.as_str());
            if let Some(period) = period {
                xml.text_with("domain:period", ("unit", "y"), &period.years().to_string());
            }
            if let Some(code) = code {
                xml.element("domain:authInfo", &[], |xml| {
                    xml.text("domain:pw", code);
                });
            }
        });
    });
    Request::new(label, xml.finish()).with_secret(code)
}

/// The first step of a restore (RFC 3915, section 4.2.5), which is the one that costs.
pub(crate) fn restore_request(name: &DomainName, fee: Option<&Money>) -> Request {
    let restore = typed(&rgp::request::Update { data: rgp::request::RgpRestoreRequest::default() });
    let agreed = fee.map(|fee| fees::agreed("fee:update", fee));
    let extensions: String = std::iter::once(restore).chain(agreed).collect();
    Request::new("domain:restore", unchanged(name)).with_extension(Some(extensions))
}

/// What a restore report says beside the registrar's two statements.
pub(crate) struct RestoreReport<'a> {
    /// The registration as it was before the deletion.
    pub before: &'a str,
    /// The registration as it is now.
    pub after: &'a str,
    /// When it was deleted.
    pub deleted_at: DateTime<Utc>,
    /// When the restore was asked for.
    pub restored_at: DateTime<Utc>,
}

/// The second step of a restore, where the registry wants a report. The statements are those of RFC 3915,
/// section 5, which registries compare literally.
pub(crate) fn restore_report(name: &DomainName, report: &RestoreReport<'_>) -> Request {
    const STATEMENTS: [&str; 2] = [
        "This registrar has not restored the Registered Name in order to assume the rights to use or sell the \
         Registered Name for itself or for any third party.",
        "The information in this report is true to best of this registrar's knowledge, and this registrar \
         acknowledges that intentionally supplying false information in this report shall constitute an \
         incurable material breach of the Registry-Registrar Agreement.",
    ];
    let report = rgp::report::RgpRestoreReport::new(
        report.before,
        report.after,
        report.deleted_at,
        report.restored_at,
        "Registrant error.",
        &STATEMENTS,
        "",
    );
    let extension = typed(&rgp::report::Update { data: report });
    Request::new("domain:restore", unchanged(name)).with_extension(Some(extension))
}

/// The `<update>` that changes nothing, which RFC 3915 extends.
fn unchanged(name: &DomainName) -> String {
    let mut update = DomainUpdate::new(name.as_str());
    update.info(DomainChangeInfo { registrant: None, auth_info: None });
    typed(&update)
}

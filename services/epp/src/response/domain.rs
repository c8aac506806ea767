//! Domain data (RFC 5731), with secDNS (RFC 5910) and grace periods (RFC 3915).

use application::ports::{AnswerData, CheckedName, DomainAtRegistry, TransferAtRegistry, TransferStatus};
use domain_model::values::{
    AuthCode, DomainName, DsRecord, EppStatus, HostName, KeyRecord, RegistryContactId, SecDns, StatusSet,
};

use super::{Response, boolean, date, fees, launch, parsed};
use crate::xml::{Element, ns};

/// What a response says about names, if anything.
pub(super) fn read(response: &Response) -> Option<AnswerData> {
    let data = |name| response.data(ns::DOMAIN, name);
    if let Some(claims) = launch::claims(response) {
        return Some(AnswerData::ClaimsCheck(claims));
    }
    if let Some(check) = data("chkData") {
        let names = check.all("cd").filter_map(|cd| checked(cd, response));
        return Some(AnswerData::DomainCheck(names.collect()));
    }
    if let Some(info) = data("infData") {
        return domain(info, response).map(|domain| AnswerData::Domain(Box::new(domain)));
    }
    if let Some(transfer) = data("trnData") {
        return self::transfer(transfer).map(AnswerData::Transfer);
    }
    let dates = data("creData").or_else(|| data("renData"))?;
    Some(AnswerData::Dates {
        created: dates.child("crDate").and_then(date),
        expires: dates.child("exDate").and_then(date),
    })
}

/// With its fees, and whether a code opens it.
fn checked(cd: &Element, response: &Response) -> Option<CheckedName> {
    let name = cd.child("name")?;
    let free = boolean(name.attribute("avail")?)?;
    let reason = cd.child("reason").map(Element::whole_text).filter(|reason| !reason.is_empty());
    let name = DomainName::parse(&name.token()).ok()?;
    let fees = fees::special(response, &name);
    let reserved = !free && reason.as_deref().is_some_and(launch::wants_a_token);
    Some(CheckedName { name, free, reason, reserved, fees })
}

fn domain(info: &Element, response: &Response) -> Option<DomainAtRegistry> {
    let contact = |role: &str| {
        let found = info.all("contact").find(|contact| contact.attribute("type") == Some(role));
        found.and_then(|contact| RegistryContactId::parse(&contact.token()).ok())
    };
    Some(DomainAtRegistry {
        name: parsed(info, "name", DomainName::parse)?,
        sponsor: info.token_of("clID").unwrap_or_default(),
        statuses: statuses(info),
        rgp: response.rgp_statuses(),
        registrant: parsed(info, "registrant", RegistryContactId::parse),
        admin: contact("admin"),
        tech: contact("tech"),
        servers: servers(info),
        created: info.child("crDate").and_then(date),
        expires: info.child("exDate").and_then(date),
        transferred: info.child("trDate").and_then(date),
        auth_code: info.child("authInfo").and_then(|auth| parsed(auth, "pw", AuthCode::parse)),
        secdns: response.extension(ns::SECDNS, "infData").and_then(secdns),
    })
}

/// The statuses that we know; `ok`, `inactive` and a registry's own say nothing here.
fn statuses(info: &Element) -> StatusSet {
    let known = |status: &Element| status.attribute("s").and_then(|name| EppStatus::parse(name).ok());
    info.all("status").filter_map(known).collect()
}

/// Host objects, or host attributes where the registry has those.
fn servers(info: &Element) -> Vec<HostName> {
    let names = info.all("ns").flat_map(|ns| &ns.children).filter_map(|server| match server.name.as_str() {
        "hostObj" => Some(server.token()),
        "hostAttr" => server.token_of("hostName"),
        _ => None,
    });
    names.filter_map(|name| HostName::parse(&name).ok()).collect()
}

fn secdns(data: &Element) -> Option<SecDns> {
    fn number<T: std::str::FromStr>(record: &Element, child: &str) -> Option<T> {
        record.token_of(child)?.parse().ok()
    }
    let ds = |record: &Element| {
        let (tag, algorithm) = (number(record, "keyTag")?, number(record, "alg")?);
        DsRecord::new(tag, algorithm, number(record, "digestType")?, &record.token_of("digest")?).ok()
    };
    let key = |record: &Element| {
        let (flags, protocol) = (number(record, "flags")?, number(record, "protocol")?);
        KeyRecord::new(flags, protocol, number(record, "alg")?, &record.token_of("pubKey")?).ok()
    };
    let signers: Vec<DsRecord> = data.all("dsData").filter_map(ds).collect();
    if !signers.is_empty() {
        return Some(SecDns::Ds(signers));
    }
    let keys: Vec<KeyRecord> = data.all("keyData").filter_map(key).collect();
    (!keys.is_empty()).then_some(SecDns::Keys(keys))
}

/// `trnData`, of an answer or a message; `None` where one of its dates or its status cannot be read.
pub(super) fn transfer(data: &Element) -> Option<TransferAtRegistry> {
    let status = match data.token_of("trStatus")?.as_str() {
        "clientApproved" => TransferStatus::ClientApproved,
        "clientCancelled" => TransferStatus::ClientCancelled,
        "clientRejected" => TransferStatus::ClientRejected,
        "pending" => TransferStatus::Pending,
        "serverApproved" => TransferStatus::ServerApproved,
        "serverCancelled" => TransferStatus::ServerCancelled,
        _ => return None,
    };
    Some(TransferAtRegistry {
        name: parsed(data, "name", DomainName::parse)?,
        status,
        gaining: data.token_of("reID")?,
        requested: date(data.child("reDate")?)?,
        acting: data.token_of("acID")?,
        answer_by: date(data.child("acDate")?)?,
        expires: data.child("exDate").and_then(date),
    })
}

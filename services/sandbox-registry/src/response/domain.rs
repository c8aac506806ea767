//! Domain data (RFC 5731, section 3).

use chrono::{DateTime, Utc};

use super::{roid, timestamp, write_pa_trid};
use crate::request::HostsShown;
use crate::state::{Domain, TransactionIds, Transfer};
use crate::xml::{Xml, ns};

const XMLNS: [(&str, &str); 1] = [("xmlns:domain", ns::DOMAIN)];

/// `<domain:chkData>`: names, each with the reason why it is not available.
pub fn check(names: &[(String, Option<String>)]) -> String {
    let mut xml = Xml::new();
    xml.open("domain:chkData", &XMLNS);
    for (name, unavailable) in names {
        xml.open("domain:cd", &[]);
        xml.leaf_with("domain:name", &[("avail", if unavailable.is_none() { "1" } else { "0" })], name);
        xml.optional("domain:reason", unavailable.as_deref());
        xml.close();
    }
    xml.finish()
}

/// `<domain:infData>`; `subordinate` are the hosts under the domain.
pub fn info(domain: &Domain, subordinate: &[String], shown: HostsShown, with_auth: bool) -> String {
    let mut xml = Xml::new();
    xml.open("domain:infData", &XMLNS);
    xml.leaf("domain:name", &domain.name);
    xml.leaf("domain:roid", &roid('D', domain.roid));
    for status in domain.visible_statuses() {
        xml.empty("domain:status", &[("s", status.as_str())]);
    }
    xml.optional("domain:registrant", domain.registrant.as_deref());
    for (role, id) in &domain.contacts {
        xml.leaf_with("domain:contact", &[("type", role.as_str())], id);
    }
    if matches!(shown, HostsShown::All | HostsShown::Delegated) && !domain.hosts.is_empty() {
        xml.open("domain:ns", &[]);
        domain.hosts.iter().for_each(|host| xml.leaf("domain:hostObj", host));
        xml.close();
    }
    if matches!(shown, HostsShown::All | HostsShown::Subordinate) {
        subordinate.iter().for_each(|host| xml.leaf("domain:host", host));
    }
    xml.leaf("domain:clID", &domain.sponsor);
    xml.leaf("domain:crID", &domain.creator);
    xml.leaf("domain:crDate", &timestamp(domain.created));
    xml.optional("domain:upID", domain.updater.as_deref());
    xml.optional("domain:upDate", domain.updated.map(timestamp).as_deref());
    xml.leaf("domain:exDate", &timestamp(domain.expires));
    xml.optional("domain:trDate", domain.transferred.map(timestamp).as_deref());
    if with_auth {
        xml.open("domain:authInfo", &[]);
        xml.leaf("domain:pw", domain.auth.reveal());
        xml.close();
    }
    xml.finish()
}

/// `<domain:creData>`.
pub fn created(domain: &Domain) -> String {
    let mut xml = Xml::new();
    xml.open("domain:creData", &XMLNS);
    xml.leaf("domain:name", &domain.name);
    xml.leaf("domain:crDate", &timestamp(domain.created));
    xml.leaf("domain:exDate", &timestamp(domain.expires));
    xml.finish()
}

/// `<domain:renData>`.
pub fn renewed(domain: &Domain) -> String {
    let mut xml = Xml::new();
    xml.open("domain:renData", &XMLNS);
    xml.leaf("domain:name", &domain.name);
    xml.leaf("domain:exDate", &timestamp(domain.expires));
    xml.finish()
}

/// `<domain:trnData>`.
pub fn transfer(name: &str, transfer: &Transfer) -> String {
    let mut xml = Xml::new();
    xml.open("domain:trnData", &XMLNS);
    xml.leaf("domain:name", name);
    xml.leaf("domain:trStatus", transfer.status.as_str());
    xml.leaf("domain:reID", &transfer.requester);
    xml.leaf("domain:reDate", &timestamp(transfer.requested));
    xml.leaf("domain:acID", &transfer.actor);
    xml.leaf("domain:acDate", &timestamp(transfer.acts));
    xml.optional("domain:exDate", transfer.expires.map(timestamp).as_deref());
    xml.finish()
}

/// `<domain:panData>`: the decision on a command that was acknowledged with 1001.
pub fn pending_action(name: &str, done: bool, request: &TransactionIds, at: DateTime<Utc>) -> String {
    let mut xml = Xml::new();
    xml.open("domain:panData", &XMLNS);
    xml.leaf_with("domain:name", &[("paResult", if done { "1" } else { "0" })], name);
    write_pa_trid(&mut xml, "domain:paTRID", request);
    xml.leaf("domain:paDate", &timestamp(at));
    xml.finish()
}

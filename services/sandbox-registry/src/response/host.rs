//! Host data (RFC 5732, section 3).

use std::net::IpAddr;

use super::{roid, timestamp};
use crate::state::Host;
use crate::xml::{Xml, ns};

const XMLNS: [(&str, &str); 1] = [("xmlns:host", ns::HOST)];

/// `<host:chkData>`: names, each with the reason why it is not available.
pub fn check(names: &[(String, Option<String>)]) -> String {
    let mut xml = Xml::new();
    xml.open("host:chkData", &XMLNS);
    for (name, unavailable) in names {
        xml.open("host:cd", &[]);
        xml.leaf_with("host:name", &[("avail", if unavailable.is_none() { "1" } else { "0" })], name);
        xml.optional("host:reason", unavailable.as_deref());
        xml.close();
    }
    xml.finish()
}

/// `<host:infData>`; `linked`: whether a domain is delegated to it.
pub fn info(host: &Host, linked: bool) -> String {
    let mut xml = Xml::new();
    xml.open("host:infData", &XMLNS);
    xml.leaf("host:name", &host.name);
    xml.leaf("host:roid", &roid('H', host.roid));
    for status in host.visible_statuses(linked) {
        xml.empty("host:status", &[("s", status.as_str())]);
    }
    for address in &host.addresses {
        let version = if matches!(address, IpAddr::V4(_)) { "v4" } else { "v6" };
        xml.leaf_with("host:addr", &[("ip", version)], &address.to_string());
    }
    xml.leaf("host:clID", &host.sponsor);
    xml.leaf("host:crID", &host.creator);
    xml.leaf("host:crDate", &timestamp(host.created));
    xml.optional("host:upID", host.updater.as_deref());
    xml.optional("host:upDate", host.updated.map(timestamp).as_deref());
    xml.optional("host:trDate", host.transferred.map(timestamp).as_deref());
    xml.finish()
}

/// `<host:creData>`.
pub fn created(host: &Host) -> String {
    let mut xml = Xml::new();
    xml.open("host:creData", &XMLNS);
    xml.leaf("host:name", &host.name);
    xml.leaf("host:crDate", &timestamp(host.created));
    xml.finish()
}

//! Answers of the extensions: secDNS (RFC 5910), RGP (RFC 3915), change poll (RFC 8590), fees (RFC 8748),
//! launch (RFC 8334).

use chrono::{DateTime, Utc};

use super::timestamp;
use crate::config::CURRENCY;
use crate::state::{KeyRecord, RgpStatus, SecDns};
use crate::xml::{Xml, ns};

/// `<secDNS:infData>`.
pub fn secdns(secdns: &SecDns) -> String {
    let mut xml = Xml::new();
    xml.open("secDNS:infData", &[("xmlns:secDNS", ns::SECDNS)]);
    xml.optional("secDNS:maxSigLife", secdns.max_sig_life.map(|life| life.to_string()).as_deref());
    for ds in &secdns.ds {
        xml.open("secDNS:dsData", &[]);
        xml.leaf("secDNS:keyTag", &ds.key_tag.to_string());
        xml.leaf("secDNS:alg", &ds.algorithm.to_string());
        xml.leaf("secDNS:digestType", &ds.digest_type.to_string());
        xml.leaf("secDNS:digest", &ds.digest);
        ds.key.iter().for_each(|key| write_key(&mut xml, key));
        xml.close();
    }
    secdns.keys.iter().for_each(|key| write_key(&mut xml, key));
    xml.finish()
}

fn write_key(xml: &mut Xml, key: &KeyRecord) {
    xml.open("secDNS:keyData", &[]);
    xml.leaf("secDNS:flags", &key.flags.to_string());
    xml.leaf("secDNS:protocol", &key.protocol.to_string());
    xml.leaf("secDNS:alg", &key.algorithm.to_string());
    xml.leaf("secDNS:pubKey", &key.public_key);
    xml.close();
}

/// `<rgp:infData>` or `<rgp:upData>`.
pub fn rgp(element: &'static str, statuses: &[RgpStatus]) -> String {
    let mut xml = Xml::new();
    xml.open(element, &[("xmlns:rgp", ns::RGP)]);
    statuses.iter().for_each(|status| xml.empty("rgp:rgpStatus", &[("s", status.as_str())]));
    xml.finish()
}

/// What the registry did to an object by itself.
#[derive(Debug, Clone)]
pub struct ServerChange<'a> {
    /// The content of `<operation>`: create, update, renew, delete, transfer, restore, autoRenew, autoDelete,
    /// autoPurge, custom.
    pub operation: &'a str,
    /// The `op` attribute, which some operations qualify.
    pub qualifier: Option<&'a str>,
    pub at: DateTime<Utc>,
    pub server_trid: &'a str,
    pub who: &'a str,
    pub reason: Option<&'a str>,
}

/// `<changePoll:changeData>` for the state after the change.
pub fn change_poll(change: &ServerChange<'_>) -> String {
    let mut xml = Xml::new();
    xml.open("changePoll:changeData", &[("xmlns:changePoll", ns::CHANGE_POLL), ("state", "after")]);
    let qualifier: Vec<_> = change.qualifier.iter().map(|op| ("op", *op)).collect();
    xml.leaf_with("changePoll:operation", &qualifier, change.operation);
    xml.leaf("changePoll:date", &timestamp(change.at));
    xml.leaf("changePoll:svTRID", change.server_trid);
    xml.leaf("changePoll:who", change.who);
    let reason: Option<String> = change.reason.map(|reason| reason.chars().take(REASON).collect());
    xml.optional("changePoll:reason", reason.as_deref());
    xml.finish()
}

/// Most characters of `eppcom:reasonType`.
const REASON: usize = 32;

/// The price of one command on one name.
#[derive(Debug, Clone)]
pub struct PriceQuote {
    pub command: String,
    /// Whether it is what every ordinary name of the zone costs.
    pub standard: bool,
    pub years: Option<u32>,
    /// In cents; `None` where the command has no price.
    pub cents: Option<i64>,
}

/// Prices of a name: whether there are any, whatever becomes of the name; premium or not.
#[derive(Debug, Clone)]
pub struct NameQuote {
    pub name: String,
    pub priced: bool,
    pub premium: bool,
    pub quotes: Vec<PriceQuote>,
}

/// `<fee:chkData>`.
pub fn fee_check(names: &[NameQuote]) -> String {
    let mut xml = Xml::new();
    xml.open("fee:chkData", &[("xmlns:fee", ns::FEE)]);
    xml.leaf("fee:currency", CURRENCY);
    for name in names {
        xml.open("fee:cd", &[("avail", if name.priced { "1" } else { "0" })]);
        xml.leaf("fee:objID", &name.name);
        if name.priced {
            xml.leaf("fee:class", if name.premium { "premium" } else { "standard" });
        } else {
            xml.leaf("fee:reason", "not a zone of this registry");
        }
        for quote in &name.quotes {
            let standard = if quote.standard { "1" } else { "0" };
            xml.open("fee:command", &[("name", &quote.command), ("standard", standard)]);
            if let Some(years) = quote.years {
                xml.leaf_with("fee:period", &[("unit", "y")], &years.to_string());
            }
            match quote.cents {
                Some(cents) => xml.leaf("fee:fee", &amount(cents)),
                None => xml.leaf("fee:reason", "no price for this command"),
            }
            xml.close();
        }
        xml.close();
    }
    xml.finish()
}

/// The price that was charged: `fee:creData`, `fee:renData`, `fee:trnData` or `fee:updData`.
pub fn fee_charged(element: &'static str, cents: i64) -> String {
    let mut xml = Xml::new();
    xml.open(element, &[("xmlns:fee", ns::FEE)]);
    xml.leaf("fee:currency", CURRENCY);
    xml.leaf("fee:fee", &amount(cents));
    xml.finish()
}

/// `<launch:chkData>` of the claims phase: names, each with its claims key where it is claimed.
pub fn claims_check(names: &[(String, Option<String>)]) -> String {
    let mut xml = Xml::new();
    xml.open("launch:chkData", &[("xmlns:launch", ns::LAUNCH)]);
    xml.leaf("launch:phase", "claims");
    for (name, key) in names {
        xml.open("launch:cd", &[]);
        xml.leaf_with("launch:name", &[("exists", if key.is_some() { "1" } else { "0" })], name);
        if let Some(key) = key {
            xml.leaf_with("launch:claimKey", &[("validatorID", "tmch")], key);
        }
        xml.close();
    }
    xml.finish()
}

fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

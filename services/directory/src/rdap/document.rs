//! RDAP documents (RFC 9083), member by member in the order in which people read them.

use super::jcard::Card;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::net::IpAddr;

/// What every answer conforms to.
pub(super) const CONFORMANCE: [&str; 4] = [
    "rdap_level_0",
    "icann_rdap_response_profile_1",
    "icann_rdap_technical_implementation_guide_1",
    "redacted",
];

/// Writes a part that many answers have, once for all of them.
pub(super) fn written(part: &impl Serialize) -> Box<RawValue> {
    to_raw_value(part).expect("a part is a list or an object with texts as keys")
}

/// A moment as RFC 3339 has it, to the second, in UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub DateTime<Utc>);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub event_action: &'static str,
    pub event_date: Moment,
}

impl Event {
    pub fn new(action: &'static str, at: DateTime<Utc>) -> Self {
        Self { event_action: action, event_date: Moment(at) }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Link<'a> {
    pub value: &'a str,
    pub rel: &'static str,
    pub href: &'a str,
    #[serde(rename = "type")]
    pub media: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Notice<'a> {
    pub title: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    pub description: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PublicId {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub identifier: String,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityObject<'a> {
    pub object_class_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub public_ids: Vec<PublicId>,
    pub vcard_array: Card<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityObject<'a>>,
    /// A whole list of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
}

/// One of the entities of a name.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum EntityPart<'a> {
    /// The same in every answer.
    Written(&'a RawValue),
    Person(Box<EntityObject<'a>>),
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct IpAddresses {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub v4: Vec<IpAddr>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub v6: Vec<IpAddr>,
}

impl IpAddresses {
    /// Nothing where there are none.
    pub fn of(addresses: &[IpAddr]) -> Option<Self> {
        let (v4, v6) = addresses.iter().partition(|address| address.is_ipv4());
        (!addresses.is_empty()).then_some(Self { v4, v6 })
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NameserverObject<'a> {
    pub object_class_name: &'static str,
    pub ldh_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_addresses: Option<IpAddresses>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<EntityPart<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link<'a>>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DsData<'a> {
    pub key_tag: u16,
    pub algorithm: u8,
    pub digest: &'a str,
    pub digest_type: u8,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyData<'a> {
    pub flags: u16,
    pub protocol: u8,
    pub algorithm: u8,
    pub public_key: &'a str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecureDns<'a> {
    pub delegation_signed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ds_data: Vec<DsData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key_data: Vec<KeyData<'a>>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DomainObject<'a> {
    pub object_class_name: &'static str,
    pub ldh_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unicode_name: Option<String>,
    pub status: Vec<&'static str>,
    pub events: Vec<Event>,
    pub nameservers: Vec<NameserverObject<'a>>,
    #[serde(rename = "secureDNS")]
    pub secure_dns: SecureDns<'a>,
    pub entities: Vec<EntityPart<'a>>,
    pub links: Vec<Link<'a>>,
    pub port43: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<&'static RawValue>,
}

/// The head of an answer, then its object.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a, T> {
    pub rdap_conformance: [&'static str; 4],
    pub lang: &'static str,
    #[serde(flatten)]
    pub object: T,
    /// A whole list of them.
    pub notices: &'a RawValue,
}

/// What a search found.
#[derive(Clone, Debug, Serialize)]
pub(super) enum SearchResults<'a> {
    #[serde(rename = "domainSearchResults")]
    Domains(Vec<DomainObject<'a>>),
    #[serde(rename = "nameserverSearchResults")]
    Nameservers(Vec<NameserverObject<'a>>),
    #[serde(rename = "entitySearchResults")]
    Entities(Vec<EntityObject<'a>>),
}

/// An error (RFC 9083, section 6).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorDocument<'a> {
    pub rdap_conformance: [&'static str; 4],
    pub lang: &'static str,
    pub error_code: u16,
    pub title: &'a str,
    pub description: [&'a str; 1],
}

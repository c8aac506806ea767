//! DNSSEC data of a name (RFC 5910).

use domain_model::values::{DsRecord, KeyRecord, SecDns};
use instant_epp::extensions::secdns::{
    Algorithm, CreateData, DigestAlgorithm, DsDataType, FLAGS_DNS_ZONE_KEY, FLAGS_DNS_ZONE_KEY_SEP,
    KeyDataType, Protocol,
};

use super::typed;
use crate::xml::{XmlText, ns};

/// `<secDNS:create>`, for a set that is not empty.
pub(super) fn create(secdns: &SecDns) -> String {
    match secdns {
        SecDns::Ds(records) => {
            let records: Vec<_> = records.iter().map(ds).collect();
            typed(&CreateData::from(&records[..]))
        }
        SecDns::Keys(records) => {
            let records: Vec<_> = records.iter().map(key).collect();
            typed(&CreateData::from(&records[..]))
        }
    }
}

/// `<secDNS:update>` after which the name has exactly this set: everything is removed, then the set is added,
/// in one command and without asking first (section 5.2.5: removals go before additions).
pub(super) fn replace(secdns: &SecDns) -> String {
    let mut xml = XmlText::default();
    xml.element("secDNS:update", &[("xmlns:secDNS", ns::SECDNS)], |xml| {
        xml.element("secDNS:rem", &[], |xml| {
            xml.text("secDNS:all", "true");
        });
        if !secdns.is_empty() {
            xml.element("secDNS:add", &[], |xml| records(xml, secdns));
        }
    });
    xml.finish()
}

/// The records as `instant-epp` writes them: each declares its own namespace.
fn records(xml: &mut XmlText, secdns: &SecDns) {
    match secdns {
        SecDns::Ds(records) => records.iter().for_each(|record| {
            xml.raw(&typed(&ds(record)));
        }),
        SecDns::Keys(records) => records.iter().for_each(|record| {
            xml.raw(&typed(&key(record)));
        }),
    }
}

fn ds(record: &DsRecord) -> DsDataType<'_> {
    DsDataType::new(
        record.key_tag(),
        Algorithm::Other(record.algorithm()),
        DigestAlgorithm::Other(record.digest_type()),
        record.digest(),
        None,
    )
}

fn key(record: &KeyRecord) -> KeyDataType<'_> {
    // A `KeyRecord` has the flags 256 or 257.
    let flags = match record.flags() {
        257 => FLAGS_DNS_ZONE_KEY_SEP,
        _ => FLAGS_DNS_ZONE_KEY,
    };
    let algorithm = Algorithm::Other(record.algorithm());
    KeyDataType::new(flags, Protocol::Other(record.protocol()), algorithm, record.public_key())
}

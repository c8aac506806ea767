//! The records of a zone that its owner wrote.

use super::rules::broken_rules;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The types that a zone may hold (SOAP paper, `service_dns_custom_set`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are RFC 1035's, 3596's and 2782's")]
pub enum RecordType {
    A,
    Mx,
    Ns,
    Cname,
    Aaaa,
    Wks,
    Txt,
    Srv,
}

impl RecordType {
    /// All, in the paper's order.
    pub const ALL: [Self; 8] =
        [Self::A, Self::Mx, Self::Ns, Self::Cname, Self::Aaaa, Self::Wks, Self::Txt, Self::Srv];

    /// The paper's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Mx => "MX",
            Self::Ns => "NS",
            Self::Cname => "CNAME",
            Self::Aaaa => "AAAA",
            Self::Wks => "WKS",
            Self::Txt => "TXT",
            Self::Srv => "SRV",
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The zone's own name as the owner of a record.
pub const APEX: &str = "@";

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZoneRecord {
    /// Its owner, relative to the zone and in lower case: `www`; [`APEX`] is the zone's own name.
    pub name: String,
    /// Seconds that it may be kept.
    pub ttl: u32,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: RecordType,
    /// Its data as a zone file has it, every name in it whole and with its dot: `10 mail.example.com.`
    pub value: String,
}

broken_rules! {
    /// What records say against each other.
    ZoneError on "zone" {
        Twice: "record-twice", "the same record stands in the zone twice";
        CnameBeside: "cname-beside", "a CNAME stands alone: its owner has no other record";
        CnameAtApex: "cname-apex", "the name itself cannot be a CNAME: its zone has records of its own there";
        Alias: "alias-target", "NS, MX and SRV point to a host, not to a CNAME of the zone";
    }
}

/// The whole set of records, which do not contradict each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZoneRecords(Vec<ZoneRecord>);

impl ZoneRecords {
    /// The records of the zone `origin` (without the root's dot), in the order given.
    ///
    /// # Errors
    /// The place of the record that cannot be, from 0, and why.
    pub fn new(origin: &str, records: Vec<ZoneRecord>) -> Result<Self, (usize, ZoneError)> {
        let mut seen = BTreeSet::new();
        let mut kinds: BTreeMap<&str, Vec<RecordType>> = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            if !seen.insert((&record.name, record.kind, &record.value)) {
                return Err((place, ZoneError::Twice));
            }
            if record.kind == RecordType::Cname && record.name == APEX {
                return Err((place, ZoneError::CnameAtApex));
            }
            let others = kinds.entry(&record.name).or_default();
            others.push(record.kind);
            if others.len() > 1 && others.contains(&RecordType::Cname) {
                return Err((place, ZoneError::CnameBeside));
            }
        }
        let aliased = |record: &ZoneRecord| {
            let target = target(record)?.strip_suffix('.')?;
            let inside = target.strip_suffix(origin)?.strip_suffix('.')?;
            kinds.get(inside).filter(|kinds| kinds.contains(&RecordType::Cname))
        };
        match records.iter().position(|record| aliased(record).is_some()) {
            Some(place) => Err((place, ZoneError::Alias)),
            None => Ok(Self(records)),
        }
    }

    /// The records in order.
    pub fn iter(&self) -> std::slice::Iter<'_, ZoneRecord> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The host that a record points to.
fn target(record: &ZoneRecord) -> Option<&str> {
    match record.kind {
        RecordType::Ns | RecordType::Mx | RecordType::Srv => record.value.split(' ').next_back(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, kind: RecordType, value: &str) -> ZoneRecord {
        ZoneRecord { name: name.to_owned(), ttl: 28_800, kind, value: value.to_owned() }
    }

    fn zone(records: &[(&str, RecordType, &str)]) -> Result<ZoneRecords, (usize, ZoneError)> {
        let records = records.iter().map(|(name, kind, value)| record(name, *kind, value)).collect();
        ZoneRecords::new("example.com", records)
    }

    #[test]
    fn records_keep_their_order_and_their_form() {
        use RecordType::*;
        let kept = zone(&[
            ("www", A, "88.191.249.162"),
            ("@", Mx, "10 mail.example.com."),
            ("@", Mx, "20 mail.x.com."),
        ]);
        let kept = kept.unwrap();
        assert_eq!((kept.len(), kept.iter().next().map(|first| first.name.as_str())), (3, Some("www")));
        let written = serde_json::to_value(&kept).unwrap();
        let first = serde_json::json!({"name": "www", "ttl": 28800, "type": "A", "value": "88.191.249.162"});
        assert_eq!(written[0], first);
        assert_eq!(serde_json::from_value::<ZoneRecords>(written).unwrap(), kept);
    }

    #[test]
    fn records_that_contradict_each_other_are_refused_with_their_place() {
        use RecordType::*;
        let (a, alias) = (("www", A, "88.191.249.162"), ("www", Cname, "example.com."));
        assert_eq!(zone(&[a, a]), Err((1, ZoneError::Twice)));
        assert_eq!(zone(&[a, alias]), Err((1, ZoneError::CnameBeside)));
        assert_eq!(zone(&[alias, a]), Err((1, ZoneError::CnameBeside)));
        assert_eq!(zone(&[alias, ("www", Cname, "example.org.")]), Err((1, ZoneError::CnameBeside)));
        assert_eq!(zone(&[a, ("@", Cname, "example.org.")]), Err((1, ZoneError::CnameAtApex)));
        for (kind, value) in
            [(Mx, "10 www.example.com."), (Ns, "www.example.com."), (Srv, "0 0 5060 www.example.com.")]
        {
            assert_eq!(zone(&[("x", kind, value), alias]), Err((0, ZoneError::Alias)));
            assert!(zone(&[("x", kind, value), a]).is_ok());
        }
        assert!(zone(&[("x", Mx, "10 www.badexample.com."), alias]).is_ok());
    }
}

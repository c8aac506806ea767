//! DNSSEC data of a name: delegation signers, or keys where the registry makes them (RFC 5910).

use serde::{Deserialize, Serialize};

use super::rules::{broken_rules, text_value};

broken_rules! {
    /// Why DNSSEC data is refused.
    SecDnsError on "dsrecords" {
        DigestForm: "digest-form", "a digest is written in hexadecimal digits";
        DigestLength(u8, usize): "digest-length", "a digest of type {0} has {1} bytes";
        DigestType(u8): "digest-type-unknown", "the digest type {0} is not assigned";
        KeyForm: "key-form", "a public key is written in base64, 4096 bytes at most";
        KeyFlags(u16): "key-flags", "the flags {0} are not those of a zone key: 256 or 257";
        KeyProtocol(u8): "key-protocol", "the protocol of a key is 3, not {0}";
        TooMany: "dnssec-too-many", "DNSSEC data has at most 8 records";
        Twice: "dnssec-twice", "a DNSSEC record stands twice in the list";
    }
}

/// The digest of a DS record, in upper case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DsDigest(String);

impl DsDigest {
    /// Reads hexadecimal digits in any case; white space between them, as zone files have it, is dropped.
    pub fn parse(text: &str) -> Result<Self, SecDnsError> {
        let digits = without_space(text, 512).ok_or(SecDnsError::DigestForm)?.to_ascii_uppercase();
        match !digits.is_empty()
            && digits.len().is_multiple_of(2)
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
        {
            true => Ok(Self(digits)),
            false => Err(SecDnsError::DigestForm),
        }
    }

    /// The hexadecimal digits in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(DsDigest, SecDnsError);

/// The public key of a DNSKEY record, in base64.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DnsPublicKey(String);

impl DnsPublicKey {
    /// Reads base64; white space within, as zone files and the SOAP paper have it, is dropped.
    pub fn parse(text: &str) -> Result<Self, SecDnsError> {
        let key = without_space(text, 8192).ok_or(SecDnsError::KeyForm)?;
        match data_encoding::BASE64.decode(key.as_bytes()) {
            Ok(bytes) if (1..=4096).contains(&bytes.len()) => Ok(Self(key)),
            _ => Err(SecDnsError::KeyForm),
        }
    }

    /// The key in base64 without white space.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(DnsPublicKey, SecDnsError);

/// A delegation signer (RFC 4034 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "DsDocument")]
pub struct DsRecord {
    key_tag: u16,
    algorithm: u8,
    digest_type: u8,
    digest: DsDigest,
}

#[derive(Deserialize)]
struct DsDocument {
    key_tag: u16,
    algorithm: u8,
    digest_type: u8,
    digest: DsDigest,
}

impl DsRecord {
    /// A record whose digest has the length of its type. Which algorithms and types a registry takes is the
    /// TLD's policy.
    pub fn new(key_tag: u16, algorithm: u8, digest_type: u8, digest: &str) -> Result<Self, SecDnsError> {
        Self::checked(DsDocument { key_tag, algorithm, digest_type, digest: DsDigest::parse(digest)? })
    }

    fn checked(ds: DsDocument) -> Result<Self, SecDnsError> {
        let bytes = digest_bytes(ds.digest_type).ok_or(SecDnsError::DigestType(ds.digest_type))?;
        if ds.digest.as_str().len() != bytes * 2 {
            return Err(SecDnsError::DigestLength(ds.digest_type, bytes));
        }
        Ok(Self {
            key_tag: ds.key_tag,
            algorithm: ds.algorithm,
            digest_type: ds.digest_type,
            digest: ds.digest,
        })
    }

    /// The tag of the key that is signed for.
    pub fn key_tag(&self) -> u16 {
        self.key_tag
    }

    /// The key's algorithm, by its IANA number.
    pub fn algorithm(&self) -> u8 {
        self.algorithm
    }

    /// The digest's type, by its IANA number.
    pub fn digest_type(&self) -> u8 {
        self.digest_type
    }

    /// The digest in upper case hexadecimal digits.
    pub fn digest(&self) -> &str {
        self.digest.as_str()
    }
}

impl TryFrom<DsDocument> for DsRecord {
    type Error = SecDnsError;
    fn try_from(document: DsDocument) -> Result<Self, SecDnsError> {
        Self::checked(document)
    }
}

/// How many bytes a digest of this type has: SHA-1, SHA-256, GOST R 34.11-94, SHA-384 (IANA `ds-rr-types`).
fn digest_bytes(digest_type: u8) -> Option<usize> {
    match digest_type {
        1 => Some(20),
        2 | 3 => Some(32),
        4 => Some(48),
        _ => None,
    }
}

/// A key of the zone (RFC 4034 section 2), for registries that make the DS themselves (.eu, .be).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "KeyDocument")]
pub struct KeyRecord {
    flags: u16,
    protocol: u8,
    algorithm: u8,
    public_key: DnsPublicKey,
}

#[derive(Deserialize)]
struct KeyDocument {
    flags: u16,
    protocol: u8,
    algorithm: u8,
    public_key: DnsPublicKey,
}

impl KeyRecord {
    /// A zone key: flags 256 (zone) or 257 (zone and secure entry point), protocol 3.
    pub fn new(flags: u16, protocol: u8, algorithm: u8, public_key: &str) -> Result<Self, SecDnsError> {
        Self::checked(KeyDocument {
            flags,
            protocol,
            algorithm,
            public_key: DnsPublicKey::parse(public_key)?,
        })
    }

    fn checked(key: KeyDocument) -> Result<Self, SecDnsError> {
        if !matches!(key.flags, 256 | 257) {
            return Err(SecDnsError::KeyFlags(key.flags));
        }
        if key.protocol != 3 {
            return Err(SecDnsError::KeyProtocol(key.protocol));
        }
        let KeyDocument { flags, protocol, algorithm, public_key } = key;
        Ok(Self { flags, protocol, algorithm, public_key })
    }

    /// The flags, 256 or 257.
    pub fn flags(&self) -> u16 {
        self.flags
    }

    /// The protocol, 3.
    pub fn protocol(&self) -> u8 {
        self.protocol
    }

    /// The key's algorithm, by its IANA number.
    pub fn algorithm(&self) -> u8 {
        self.algorithm
    }

    /// The key in base64.
    pub fn public_key(&self) -> &str {
        self.public_key.as_str()
    }
}

impl TryFrom<KeyDocument> for KeyRecord {
    type Error = SecDnsError;
    fn try_from(document: KeyDocument) -> Result<Self, SecDnsError> {
        Self::checked(document)
    }
}

/// The DNSSEC data of a name: at most 8 records of one kind, each once. An empty list is what removes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "SecDnsDocument", rename_all = "snake_case")]
pub enum SecDns {
    /// Delegation signers.
    Ds(Vec<DsRecord>),
    /// Keys.
    Keys(Vec<KeyRecord>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SecDnsDocument {
    Ds(Vec<DsRecord>),
    Keys(Vec<KeyRecord>),
}

impl SecDns {
    /// The most records of a name.
    pub const MOST: usize = 8;

    /// Delegation signers, at most 8, each once.
    pub fn ds(records: Vec<DsRecord>) -> Result<Self, SecDnsError> {
        check_list(&records).map(|()| Self::Ds(records))
    }

    /// Keys, at most 8, each once.
    pub fn keys(records: Vec<KeyRecord>) -> Result<Self, SecDnsError> {
        check_list(&records).map(|()| Self::Keys(records))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Ds(records) => records.len(),
            Self::Keys(records) => records.len(),
        }
    }

    /// Whether there are none: the name is to be unsigned.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl TryFrom<SecDnsDocument> for SecDns {
    type Error = SecDnsError;
    fn try_from(document: SecDnsDocument) -> Result<Self, SecDnsError> {
        match document {
            SecDnsDocument::Ds(records) => Self::ds(records),
            SecDnsDocument::Keys(records) => Self::keys(records),
        }
    }
}

fn check_list<R: PartialEq>(records: &[R]) -> Result<(), SecDnsError> {
    if records.len() > SecDns::MOST {
        return Err(SecDnsError::TooMany);
    }
    match records.iter().enumerate().any(|(at, record)| records[..at].contains(record)) {
        true => Err(SecDnsError::Twice),
        false => Ok(()),
    }
}

fn without_space(text: &str, longest: usize) -> Option<String> {
    (text.len() <= longest).then(|| text.chars().filter(|c| !c.is_ascii_whitespace()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "444475086df99c9bb7a9977cac911ca67d06d0267b53f2526e521742d0631ba2";

    #[test]
    fn the_records_of_the_paper_are_read() {
        let ds = DsRecord::new(1234, 8, 2, DIGEST).unwrap();
        assert_eq!(ds.digest(), DIGEST.to_ascii_uppercase());
        let key = KeyRecord::new(257, 3, 8, "AwEAAdZuRfrp2jhPafgTizq2Otda4X8c OxYw").unwrap();
        assert_eq!(key.public_key(), "AwEAAdZuRfrp2jhPafgTizq2Otda4X8cOxYw");
        for data in [SecDns::ds(vec![ds]).unwrap(), SecDns::keys(vec![key]).unwrap()] {
            let written = serde_json::to_string(&data).unwrap();
            assert_eq!(serde_json::from_str::<SecDns>(&written).unwrap(), data);
        }
    }

    #[test]
    fn every_rule_has_its_refusal() {
        use SecDnsError::*;
        assert_eq!(DsRecord::new(1, 8, 2, "xyz"), Err(DigestForm));
        assert_eq!(DsRecord::new(1, 8, 2, ""), Err(DigestForm));
        assert_eq!(DsRecord::new(1, 8, 2, "abcd"), Err(DigestLength(2, 32)));
        assert_eq!(DsRecord::new(1, 8, 1, DIGEST), Err(DigestLength(1, 20)));
        assert_eq!(DsRecord::new(1, 8, 9, DIGEST), Err(DigestType(9)));
        assert_eq!(KeyRecord::new(257, 3, 8, "not base64!"), Err(KeyForm));
        assert_eq!(KeyRecord::new(257, 3, 8, ""), Err(KeyForm));
        assert_eq!(KeyRecord::new(0, 3, 8, "AwEAAQ=="), Err(KeyFlags(0)));
        assert_eq!(KeyRecord::new(257, 2, 8, "AwEAAQ=="), Err(KeyProtocol(2)));
        let record = |tag| DsRecord::new(tag, 8, 2, DIGEST).unwrap();
        assert!(SecDns::ds(vec![]).unwrap().is_empty());
        assert_eq!(SecDns::ds(vec![record(1), record(1)]), Err(Twice));
        assert_eq!(SecDns::ds((0..9).map(record).collect()), Err(TooMany));
        let forged = r#"{"ds":[{"key_tag":1,"algorithm":8,"digest_type":2,"digest":"AB"}]}"#;
        assert!(serde_json::from_str::<SecDns>(forged).is_err(), "documents are checked again");
    }
}

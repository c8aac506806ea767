//! What a name may need beside its contacts to be registered: a trademark claims notice that was accepted (RFC 8334,
//! RFC 9361), or the code of a reserved name (RFC 8495).

use std::hash::{Hash, Hasher};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::rules::{broken_rules, debug_hides, debug_shows, text_value};
use super::{ContactNumber, DomainName, Purpose, Reason, SealOwner, Sealed};

broken_rules! {
    /// Why a text is not the code of a reserved name.
    AllocationTokenError on "allocationToken" {
        Length: "allocation-token-length", "the code of a reserved name has 1 to 128 characters";
        Character: "allocation-token-character", "the code of a reserved name has printable ASCII characters only, without spaces";
    }
}

/// The code that opens a reserved name (RFC 8495): 1 to 128 printable ASCII characters. Compared in constant time,
/// hidden by `Debug`; `Display` and serialising give it in clear, so only what is sealed may hold it.
#[derive(Clone)]
pub struct AllocationToken(String);

impl AllocationToken {
    /// Reads a code; surrounding white space is taken off.
    pub fn parse(text: &str) -> Result<Self, AllocationTokenError> {
        let text = text.trim();
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AllocationTokenError::Character);
        }
        if !(1..=128).contains(&text.len()) {
            return Err(AllocationTokenError::Length);
        }
        Ok(Self(text.to_owned()))
    }

    /// The code in clear.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for AllocationToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for AllocationToken {}

impl Hash for AllocationToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

text_value!(AllocationToken, AllocationTokenError);
debug_hides!(AllocationToken);

broken_rules! {
    /// Why a text is not the identifier of a claims notice.
    NoticeIdError on "noticeID" {
        Form: "notice-id-form", "a claims notice is named by 8 hexadecimal digits and 1 to 19 digits";
    }
}

/// The identifier of a trademark claims notice (RFC 9361, "TCN ID"): a checksum of 8 hexadecimal digits over label,
/// expiry and number, and the number itself, for example `370d0b7c9223372036854775807`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(String);

impl NoticeId {
    /// Reads an identifier as the notice writes it.
    pub fn parse(text: &str) -> Result<Self, NoticeIdError> {
        let text = text.trim();
        let (sum, number) = text.split_at_checked(8).ok_or(NoticeIdError::Form)?;
        let fits = sum.bytes().all(|byte| byte.is_ascii_hexdigit())
            && (1..=19).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(NoticeIdError::Form) }
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier of the notice with this number, as whoever gives notices out computes it.
    pub fn of(label: &str, not_after: DateTime<Utc>, number: u64) -> Self {
        let number = (number % 10u64.pow(19)).to_string();
        Self(format!("{:08x}{number}", checksum(label, not_after, &number)))
    }

    /// Whether it is of a notice about this label with this expiry: registries compute the same (RFC 9361, "TCN ID
    /// checksum": CRC-32 of label, seconds and number).
    pub fn is_of(&self, label: &str, not_after: DateTime<Utc>) -> bool {
        let (sum, number) = self.0.split_at(8);
        u32::from_str_radix(sum, 16) == Ok(checksum(label, not_after, number))
    }
}

text_value!(NoticeId, NoticeIdError);
debug_shows!(NoticeId);

fn checksum(label: &str, not_after: DateTime<Utc>, number: &str) -> u32 {
    crc32(format!("{label}{}{number}", not_after.timestamp()).as_bytes())
}

/// CRC-32 as in Ethernet and ZIP.
fn crc32(octets: &[u8]) -> u32 {
    const REVERSED_POLYNOMIAL: u32 = 0xedb8_8320;
    !octets.iter().fold(u32::MAX, |crc, octet| {
        (0..8).fold(crc ^ u32::from(*octet), |crc, _| {
            let carry = if crc & 1 == 1 { REVERSED_POLYNOMIAL } else { 0 };
            (crc >> 1) ^ carry
        })
    })
}

broken_rules! {
    /// Why a text is not the key of a claim.
    ClaimKeyError on "claimKey" {
        Form: "claim-key-form", "the key of a claim is 1 to 255 printable ASCII characters without spaces";
    }
}

/// What a registry names a claim by (`<launch:claimKey>`): the notice is looked up under it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimKey(String);

impl ClaimKey {
    /// Reads a key as the registry writes it.
    pub fn parse(text: &str) -> Result<Self, ClaimKeyError> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(ClaimKeyError::Form) }
    }

    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ClaimKey, ClaimKeyError);
debug_shows!(ClaimKey);

/// A trademark claims notice that the registrant has accepted (RFC 8334, section 2.3.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AcceptedNotice {
    /// Which.
    pub notice_id: NoticeId,
    /// Until when the notice may be used.
    pub not_after: DateTime<Utc>,
    /// When it was accepted.
    pub accepted_at: DateTime<Utc>,
}

/// What whoever asks for a name has declared or brings along. What is absent was not declared: some papers have no words
/// for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Declarations {
    /// The registrant is old enough to have a name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub legal_age: bool,
    /// The version of the ending's conditions that were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Why the name is wanted, where the registry asks: in the registrant's own words, so sealed with the person's data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed<Reason>>,
    /// The trademark claims notice that was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_notice: Option<AcceptedNotice>,
    /// The code of a reserved name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allocation_token: Option<Sealed<AllocationToken>>,
}

impl Declarations {
    /// Nothing is declared.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// With why this registrant wants the name.
    #[must_use]
    pub fn because(mut self, owner: ContactNumber, reason: Reason) -> Self {
        self.reason = Some(Sealed::open(crate::contact::seal_owner(owner), reason));
        self
    }

    /// With the code of this reserved name, sealed under the name's own key as its auth code is.
    #[must_use]
    pub fn with_token(mut self, name: &DomainName, token: AllocationToken) -> Self {
        let owner = SealOwner::new("domain", name, Purpose::Credential);
        self.allocation_token = Some(Sealed::open(owner, token));
        self
    }

    /// The code of a reserved name, where it can be read.
    pub fn token(&self) -> Option<&AllocationToken> {
        self.allocation_token.as_ref().and_then(Sealed::value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_of_its_label_and_expiry() {
        // The example of RFC 9361: label example-one, 2010-08-16T09:00:00Z.
        let id = NoticeId::parse("370d0b7c9223372036854775807").unwrap();
        let not_after = DateTime::from_timestamp(1_281_949_200, 0).unwrap();
        assert!(id.is_of("example-one", not_after));
        assert_eq!(id, NoticeId::of("example-one", not_after, 9_223_372_036_854_775_807));
        assert!(NoticeId::of("a", not_after, u64::MAX).is_of("a", not_after));
        assert!(!id.is_of("example-two", not_after));
        assert!(!id.is_of("example-one", not_after + chrono::TimeDelta::seconds(1)));
        let other = NoticeId::parse("370d0b7c9223372036854775806").unwrap();
        assert!(!other.is_of("example-one", not_after));
        for wrong in ["", "370d0b7c", "370d0b7x1", "370d0b7c12345678901234567890", "370d0b7c1 "] {
            assert_eq!(NoticeId::parse(wrong).is_ok(), wrong.ends_with(' '), "{wrong}");
        }
        assert!(NoticeId::parse("ééééé").is_err());
    }

    #[test]
    fn codes_of_reserved_names_are_secret() {
        let token = AllocationToken::parse(" ABC-1 ").unwrap();
        assert_eq!(token.as_str(), "ABC-1");
        let name = DomainName::parse("reserved-a.com").unwrap();
        let declared = Declarations::default().with_token(&name, token.clone());
        assert_eq!(declared.token(), Some(&token));
        assert!(!format!("{declared:?}").contains("ABC"), "{declared:?}");
        assert_eq!(AllocationToken::parse("two words"), Err(AllocationTokenError::Character));
        assert_eq!(AllocationToken::parse(" "), Err(AllocationTokenError::Length));
        assert_eq!(AllocationToken::parse(&"x".repeat(129)), Err(AllocationTokenError::Length));
        assert!(ClaimKey::parse("2013041500/2/6/9/rJ1NrDO92vDsAzf7EQzgjX4R0000000001").is_ok());
        assert!(ClaimKey::parse("").is_err() && ClaimKey::parse("a b").is_err());
    }

    #[test]
    fn what_was_not_declared_is_not_written() {
        assert!(Declarations::default().is_empty());
        assert_eq!(serde_json::to_string(&Declarations::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<Declarations>("{}").unwrap(), Declarations::default());
        let owner = ContactNumber::new(7);
        let reason = Reason::parse("Je tiens une librairie à Paris").unwrap();
        let declared = Declarations::default().because(owner, reason);
        assert!(!declared.is_empty() && !format!("{declared:?}").contains("librairie"));
    }
}

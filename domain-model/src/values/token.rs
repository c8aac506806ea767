//! Short technical names that are exchanged with registries.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text does not name a registry endpoint.
    RegistryIdError on "registry" {
        Form: "registry-form", "a registry's name is 1 to 32 lower case letters, digits or hyphens and begins with a letter";
    }
}

/// The name that the configuration gives to a registry's endpoint, for example `sandbox` or `verisign`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistryId(String);

impl RegistryId {
    /// Reads a name as the configuration writes it.
    pub fn parse(text: &str) -> Result<Self, RegistryIdError> {
        let fits = (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(RegistryIdError::Form) }
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(RegistryId, RegistryIdError);
debug_shows!(RegistryId);

broken_rules! {
    /// Why a text is not the identifier of a contact at a registry.
    RegistryContactIdError on "contact" {
        Form: "contact-id-form", "a contact's identifier at a registry is 3 to 16 printable characters without spaces";
    }
}

/// A contact's identifier at a registry (EPP `clIDType`, RFC 5733: a token of 3 to 16 characters).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistryContactId(String);

impl RegistryContactId {
    /// Reads an identifier as the registry writes it: case is kept.
    pub fn parse(text: &str) -> Result<Self, RegistryContactIdError> {
        if is_token(text, 3, 16) { Ok(Self(text.to_owned())) } else { Err(RegistryContactIdError::Form) }
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(RegistryContactId, RegistryContactIdError);
debug_shows!(RegistryContactId);

broken_rules! {
    /// Why a text is not a client transaction identifier.
    ClTridError on "clTRID" {
        Form: "cltrid-form", "a client transaction identifier is 3 to 64 printable characters without spaces";
    }
}

/// The client transaction identifier of an EPP command (`trIDStringType`, RFC 5730: 3 to 64 characters).
/// It is derived from operation, step and attempt, so that a retry is recognised.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClTrid(String);

impl ClTrid {
    /// Reads an identifier: case is kept.
    pub fn parse(text: &str) -> Result<Self, ClTridError> {
        if is_token(text, 3, 64) { Ok(Self(text.to_owned())) } else { Err(ClTridError::Form) }
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ClTrid, ClTridError);
debug_shows!(ClTrid);

fn is_token(text: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_characters_are_those_of_the_schemas() {
        assert!(RegistryContactId::parse("BMN-1234567").is_ok());
        assert!(RegistryContactId::parse("ab").is_err());
        assert!(RegistryContactId::parse("a234567890123456x").is_err());
        assert!(RegistryContactId::parse("has space").is_err());
        assert!(ClTrid::parse("42-1-1").is_ok());
        assert!(ClTrid::parse(&"x".repeat(65)).is_err());
        assert!(RegistryId::parse("sandbox").is_ok());
        assert!(RegistryId::parse("Sandbox").is_err());
        assert!(RegistryId::parse("").is_err());
    }
}

//! Text that must not show in logs: passwords and authorization codes.

use serde::{Deserialize, Serialize};

/// A secret; its `Debug` form shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for comparing it or writing it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Sixteen random letters and digits, the longest password that EPP's login accepts.
    pub fn random() -> Result<Self, getrandom::Error> {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyzACDEFH79";
        let mut octets = [0u8; 16];
        getrandom::fill(&mut octets)?;
        Ok(Self(octets.iter().map(|octet| char::from(ALPHABET[usize::from(octet % 32)])).collect()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

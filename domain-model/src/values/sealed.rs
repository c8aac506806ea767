//! Values that only a key opens: what is personal or secret in an event.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What a sealed value is kept for. Each purpose has a key and a retention of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Registration data of a contact.
    Contact,
    /// Proof of a consent: who voted, from where, with which document.
    Evidence,
    /// Billing data that tax law keeps.
    Invoice,
    /// What must be read again to be used: auth codes, passphrases, application secrets.
    Credential,
}

impl Purpose {
    /// The word in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Evidence => "evidence",
            Self::Invoice => "invoice",
            Self::Credential => "credential",
        }
    }
}

/// Whose key seals a value, and for what: `contact:151049` and [`Purpose::Contact`], for instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SealOwner {
    /// The person or thing, as `kind:identity`.
    pub owner: String,
    /// The purpose, which has its own key.
    pub purpose: Purpose,
}

impl SealOwner {
    /// `kind:identity` under one purpose.
    pub fn new(kind: &str, identity: impl fmt::Display, purpose: Purpose) -> Self {
        Self { owner: format!("{kind}:{identity}"), purpose }
    }
}

/// A value that is sealed wherever it is written, and open only in memory.
///
/// The journal replaces the open form (`{"$open": {…}}`) by the sealed one (`{"$sealed": "key.box"}`) before
/// anything is stored, and back when the key still exists. Once the key is destroyed the value reads
/// [`Sealed::Closed`]: a state of the world, never an error.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Sealed<T> {
    /// Readable: the key exists.
    Open {
        /// Whose key seals it.
        owner: SealOwner,
        /// The value itself.
        value: T,
    },
    /// Unreadable: the sealed text as it is stored, its key gone or not asked for.
    Closed(String),
}

impl<T> Sealed<T> {
    /// A value to be sealed for `owner`.
    pub fn open(owner: SealOwner, value: T) -> Self {
        Self::Open { owner, value }
    }

    /// The value, if it can still be read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Open { value, .. } => Some(value),
            Self::Closed(_) => None,
        }
    }

    /// The value, if it can still be read.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Open { value, .. } => Some(value),
            Self::Closed(_) => None,
        }
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { owner, .. } => {
                write!(f, "Sealed(open, {}, {})", owner.owner, owner.purpose.as_str())
            }
            Self::Closed(_) => f.write_str("Sealed(closed)"),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct OpenForm<T> {
    owner: String,
    purpose: Purpose,
    value: T,
}

impl<T: Serialize> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Open { owner, value } => {
                map.serialize_entry(
                    "$open",
                    &OpenForm { owner: owner.owner.clone(), purpose: owner.purpose, value },
                )?;
            }
            Self::Closed(text) => map.serialize_entry("$sealed", text)?,
        }
        map.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sealed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = serde_json::Map::deserialize(deserializer)?;
        if let Some(open) = map.remove("$open") {
            let form: OpenForm<T> = serde_json::from_value(open).map_err(D::Error::custom)?;
            return Ok(Self::Open {
                owner: SealOwner { owner: form.owner, purpose: form.purpose },
                value: form.value,
            });
        }
        match map.remove("$sealed") {
            Some(serde_json::Value::String(text)) => Ok(Self::Closed(text)),
            _ => Err(D::Error::custom("a sealed value is an object with `$sealed` or `$open`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_reads_closed_and_an_open_one_survives_a_round_trip() {
        let owner = SealOwner::new("contact", 151_049, Purpose::Contact);
        let open = Sealed::open(owner, "dupond@free.fr".to_owned());
        let text = serde_json::to_string(&open).unwrap();
        assert_eq!(
            text,
            r#"{"$open":{"owner":"contact:151049","purpose":"contact","value":"dupond@free.fr"}}"#
        );
        assert_eq!(serde_json::from_str::<Sealed<String>>(&text).unwrap(), open);
        let closed: Sealed<String> = serde_json::from_str(r#"{"$sealed":"7.AAAA"}"#).unwrap();
        assert_eq!(closed.value(), None);
        assert_eq!(format!("{open:?}"), "Sealed(open, contact:151049, contact)");
    }
}

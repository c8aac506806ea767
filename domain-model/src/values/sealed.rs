//! Values that only a key opens: what is personal or secret in an event.

use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

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
    /// A mail that came, and what was answered: kept for a while after the answer.
    Mail,
    /// Who asked for data of others, and why: kept as long as the registrar may have to account for its answer.
    Disclosure,
}

impl Purpose {
    /// The word in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Evidence => "evidence",
            Self::Invoice => "invoice",
            Self::Credential => "credential",
            Self::Mail => "mail",
            Self::Disclosure => "disclosure",
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
        deserializer.deserialize_map(Forms(PhantomData))
    }
}

/// Reads either form as it comes: a replay meets many, and a tree of each would cost it more than reading does.
struct Forms<T>(PhantomData<fn() -> T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Forms<T> {
    type Value = Sealed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sealed value, an object with `$sealed` or `$open`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sealed<T>, A::Error> {
        let (mut open, mut closed) = (None, None);
        while let Some(form) = map.next_key::<Form>()? {
            match form {
                Form::Open => open = Some(map.next_value::<OpenForm<T>>()?),
                Form::Sealed => closed = Some(map.next_value::<String>()?),
                Form::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        if let Some(OpenForm { owner, purpose, value }) = open {
            return Ok(Sealed::Open { owner: SealOwner { owner, purpose }, value });
        }
        closed
            .map(Sealed::Closed)
            .ok_or_else(|| A::Error::custom("a sealed value is an object with `$sealed` or `$open`"))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier)]
enum Form {
    #[serde(rename = "$open")]
    Open,
    #[serde(rename = "$sealed")]
    Sealed,
    #[serde(other)]
    Other,
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

    #[test]
    fn either_form_is_found_among_others_and_nothing_else_is_one() {
        let read = |text: &str| serde_json::from_str::<Sealed<u8>>(text);
        let open = r#""$open":{"owner":"contact:1","purpose":"contact","value":7}"#;
        assert_eq!(read(&format!(r#"{{"x":[1],"$sealed":"7.A",{open}}}"#)).unwrap().value(), Some(&7));
        assert_eq!(read(&format!(r#"{{{open},"$sealed":"7.A"}}"#)).unwrap().value(), Some(&7));
        assert_eq!(read(r#"{"$sealed":"7.A","x":null}"#).unwrap(), Sealed::Closed("7.A".to_owned()));
        let tree = serde_json::json!({"$sealed": "7.A"});
        assert_eq!(serde_json::from_value::<Sealed<u8>>(tree).unwrap(), Sealed::Closed("7.A".to_owned()));
        for wrong in
            ["{}", r#""7.A""#, "null", r#"{"$sealed":7}"#, r#"{"$open":7}"#, r#"{"$open":{"value":7}}"#]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

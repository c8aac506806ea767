//! How a value says no: every refusal names the field and the rule that was broken, so that each door
//! can answer in its own words and no door has to guess.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A broken rule of one kind of value.
///
/// `rule` is a stable code (`label-too-long`) for programs; `Display` is a sentence for people. Neither
/// repeats the refused text where it could be personal or secret.
pub trait BrokenRule: std::error::Error {
    /// The field as the papers and EPP call it, for example `domain` or `phone`.
    const FIELD: &'static str;

    /// The stable code of the rule, for example `label-too-long`.
    fn rule(&self) -> &'static str;
}

/// One wrong field of a larger input, with the rule that it broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name within the input that was refused.
    pub field: String,
    /// The stable code of the rule.
    pub rule: String,
    /// The rule in words. Never the refused value.
    pub message: String,
}

impl FieldError {
    /// A rule that only the larger input knows (a field that is missing, or forbidden beside another).
    pub fn new(field: impl Into<String>, rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), rule: rule.into(), message: message.into() }
    }

    /// The rule that a value broke, under the name that its field has in the larger input.
    pub fn at<E: BrokenRule>(field: impl Into<String>, broken: &E) -> Self {
        Self::new(field, broken.rule(), broken.to_string())
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.field, self.message, self.rule)
    }
}

impl std::error::Error for FieldError {}

impl<E: BrokenRule> From<E> for FieldError {
    fn from(broken: E) -> Self {
        Self::at(E::FIELD, &broken)
    }
}

/// Declares the refusals of one kind of value: `Variant(payload): "rule-code", "sentence"`.
macro_rules! broken_rules {
    ($(#[$meta:meta])* $Error:ident on $field:literal {
        $($Variant:ident $(($($payload:ty),+))? : $code:literal, $message:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum $Error {
            $(#[error($message)] #[doc = $message] $Variant $(($($payload),+))?,)+
        }

        impl $crate::values::BrokenRule for $Error {
            const FIELD: &'static str = $field;

            fn rule(&self) -> &'static str {
                match self { $(Self::$Variant { .. } => $code,)+ }
            }
        }
    };
}

/// The parts that every value shares which is a text with rules: the type offers
/// `parse(&str) -> Result<Self, Error>` and `as_str(&self) -> &str`, the macro adds the conversions.
/// Deserialising parses again, so that nothing invalid enters through a stored or received document; a type
/// whose rules follow data of the outside world names a narrower reader, so that what was once recorded
/// stays readable.
macro_rules! text_value {
    ($Type:ident, $Error:ident) => {
        $crate::values::rules::text_value!($Type, $Error, parse);
    };
    ($Type:ident, $Error:ident, $stored:ident) => {
        impl std::fmt::Display for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $Type {
            type Err = $Error;
            fn from_str(text: &str) -> Result<Self, $Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $Type {
            type Error = $Error;
            fn try_from(text: &str) -> Result<Self, $Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $Type {
            type Error = $Error;
            fn try_from(text: String) -> Result<Self, $Error> {
                Self::parse(&text)
            }
        }

        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::$stored(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// `Debug` that shows the text: for values that are neither personal nor secret.
macro_rules! debug_shows {
    ($Type:ident) => {
        impl std::fmt::Debug for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($Type), "({})"), self.as_str())
            }
        }
    };
}

/// `Debug` that hides the text: for personal values and secrets, which must not reach a log.
macro_rules! debug_hides {
    ($Type:ident) => {
        impl std::fmt::Debug for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($Type), "(…)"))
            }
        }
    };
}

pub(crate) use {broken_rules, debug_hides, debug_shows, text_value};

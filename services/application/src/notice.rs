//! Something told to a person, with what a page needs to say it in another language.

use std::fmt::Display;

/// A sentence, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A stable word for what is said.
    pub code: &'static str,
    /// The sentence, in English.
    pub message: String,
    /// Name and value of what varies in the sentence.
    pub values: Vec<(&'static str, String)>,
}

impl Notice {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), values: vec![] }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

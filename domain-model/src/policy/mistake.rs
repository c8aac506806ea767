//! Mistakes in the catalogue's files, with the line that has them.

use std::ops::Range;

use serde::de::DeserializeOwned;

/// A mistake in a file, with the entry that has it.
pub(super) struct Mistake {
    pub entry: String,
    /// From 1.
    pub line: Option<usize>,
    pub problem: String,
}

impl Mistake {
    /// In an entry, at a place of the file.
    pub fn at(text: &str, span: &Range<usize>, entry: impl ToString, problem: impl ToString) -> Self {
        let line = Some(line(text, span));
        Self { entry: entry.to_string(), line, problem: problem.to_string() }
    }

    /// What the reader of TOML says, and where.
    pub fn toml(text: &str, entry: impl ToString, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| line(text, &span));
        Self { entry: entry.to_string(), line, problem: error.message().to_owned() }
    }
}

/// The line of a place, from 1.
pub(super) fn line(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

/// A file as it is written.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    toml::from_str(text).map_err(|error| Mistake::toml(text, "the file", &error))
}

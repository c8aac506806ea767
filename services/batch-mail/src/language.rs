//! The language of the paper: `key: value`, a line each, in sections; and what each key's value may be.
//!
//! All mistakes are named at once, each with its line. Reading has two steps, because a mail says itself by which method
//! it is to be believed: [`Reading`] takes the text apart without believing any of it, and [`Reading::instruction`] reads
//! what it orders once it is authentic.

mod call;
mod contact;
mod fields;
mod identification;
mod keys;
mod lines;
mod order;
mod servers;
mod text;

pub use fields::{AccountName, Head};
pub use keys::{FIELDS_OF_A_CONTACT, ROLES};
pub(crate) use text::{Signed, bare, line_of, once};

use crate::complaint::{Complaint, Lines};
use application::Instruction;
use chrono::NaiveDate;
use domain_model::policy::Catalogue;
use domain_model::values::Sha256Digest;
use fields::Fields;
use lines::Entry;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Mistakes that are named; a mail with more is no order.
const MOST_COMPLAINTS: usize = 50;

/// What the rules of endings say, on a day.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The rules of every ending.
    pub catalogue: &'a Catalogue,
    /// The day.
    pub on: NaiveDate,
    /// How the handles of contacts end: `FREE`. Any other handle is an account's.
    pub handle_suffix: &'a str,
}

/// The text of a mail, taken apart.
#[derive(Clone)]
pub struct Reading {
    entries: Vec<Entry>,
    mistakes: Vec<Complaint>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values are personal and secret.
        f.debug_list().entries(self.entries.iter().map(|entry| &entry.key)).finish()
    }
}

impl Reading {
    /// Takes a text apart. `flowed`: it is `format=flowed`, and whether spaces at the end of lines go (`DelSp`).
    pub fn of(text: &str, flowed: Option<bool>) -> Self {
        let (entries, mistakes) = lines::read(text, flowed);
        Self { entries, mistakes }
    }

    /// Whose it says it is, and how that is to be proven. None of it is believed yet.
    pub fn head(&self) -> Head {
        Head::of(&self.entries)
    }

    /// Every key that has a value, but for the proof of the mail's origin.
    pub(crate) fn said(&self) -> Vec<(String, String)> {
        let said = self.entries.iter().filter(|entry| !keys::is_proof(&entry.key) && !entry.value.is_empty());
        said.map(|entry| (entry.key.clone(), entry.value.clone())).collect()
    }

    /// What is no key and value, unknown or repeated.
    pub(crate) fn misread(&self) -> &[Complaint] {
        &self.mistakes
    }

    /// At which line each key stands.
    pub fn lines(&self) -> Lines {
        let mut lines = BTreeMap::new();
        for entry in &self.entries {
            lines.entry(entry.key.to_ascii_lowercase()).or_insert(entry.line);
        }
        Lines(lines)
    }

    /// What the mail says, whatever its layout: every key that has a value, in order, but for the proof of its origin.
    pub fn digest(&self) -> Sha256Digest {
        let mut said: Vec<(String, &str)> = self
            .entries
            .iter()
            .filter(|entry| !keys::is_proof(&entry.key) && !entry.value.is_empty())
            .map(|entry| (entry.key.to_ascii_lowercase(), entry.value.as_str()))
            .collect();
        said.sort_unstable();
        let mut hash = Sha256::new();
        for (key, value) in said {
            // A value is one line: nothing else can look like this.
            hash.update(format!("{key}: {value}\n"));
        }
        Sha256Digest::from_bytes(hash.finalize().into())
    }

    /// What the mail orders, with whether points are to pay.
    ///
    /// # Errors
    /// Every mistake in it, by line.
    pub fn instruction(&self, rules: Rules<'_>) -> Result<(bool, Instruction), Vec<Complaint>> {
        let mut fields = Fields::new(&self.entries, self.mistakes.clone());
        let read = order::read(&mut fields, rules);
        match (read, fields.mistakes()) {
            (Some(read), mistakes) if mistakes.is_empty() => Ok(read),
            (_, mistakes) => Err(in_order(mistakes)),
        }
    }
}

/// By line, the mail as a whole last; no mistake twice, and not more than anybody reads.
pub(crate) fn in_order(mut mistakes: Vec<Complaint>) -> Vec<Complaint> {
    mistakes.sort_by_key(|complaint| complaint.line.unwrap_or(u32::MAX));
    mistakes.dedup();
    if mistakes.len() > MOST_COMPLAINTS {
        let more = mistakes.len() - MOST_COMPLAINTS;
        mistakes.truncate(MOST_COMPLAINTS);
        mistakes.push(Complaint::on("batch", format!("an order; {more} more mistakes are not listed")));
    }
    mistakes
}

#[cfg(test)]
mod tests;

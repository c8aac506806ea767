//! Values by their keys, and what is wrong with them.

use super::lines::Entry;
use crate::complaint::{Complaint, shown};
use domain_model::values::{AccountNumber, AuthMethod, Nichandle, Referer};
use std::collections::BTreeMap;
use std::fmt::Display;

/// An account, as a mail names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountName {
    /// By its number.
    Number(AccountNumber),
    /// By its nichandle.
    Nichandle(Nichandle),
}

impl AccountName {
    fn parse(text: &str) -> Option<Self> {
        match text.parse::<u64>() {
            Ok(number) => Some(Self::Number(AccountNumber::new(number))),
            Err(_) => Nichandle::parse(text).ok().map(Self::Nichandle),
        }
    }
}

/// Whose a mail says it is, and how that is to be proven.
#[derive(Clone)]
pub struct Head {
    /// `batch.account`, or what is wrong with it.
    pub account: Result<AccountName, Complaint>,
    /// `batch.auth.method`, or what is wrong with it.
    pub method: Result<AuthMethod, Complaint>,
    /// `batch.referer`, where there is one that can be repeated.
    pub referer: Option<Referer>,
    /// `batch.auth.plain`.
    pub(crate) plain: Option<String>,
}

impl Head {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let of = |key: &str| entries.iter().find(|entry| entry.key == key && !entry.value.is_empty());
        let account = "a nichandle, as ve174-ovh, or the number of an account";
        let method = "plain | md5 | pgp | smime";
        Self {
            account: match of("batch.account") {
                Some(entry) => AccountName::parse(&entry.value)
                    .ok_or_else(|| Complaint::at(entry.line, &entry.key, account)),
                None => Err(Complaint::on("batch.account", account)),
            },
            method: match of("batch.auth.method") {
                Some(entry) => AuthMethod::parse(&entry.value).map_err(|_| {
                    Complaint::at(entry.line, &entry.key, format!("{method}, not {}", shown(&entry.value)))
                }),
                None => Err(Complaint::on("batch.auth.method", method)),
            },
            referer: of("batch.referer").and_then(|entry| Referer::parse(&entry.value).ok()),
            plain: of("batch.auth.plain").map(|entry| entry.value.clone()),
        }
    }
}

/// The values of a mail, and its mistakes so far.
pub(super) struct Fields<'e> {
    by_key: BTreeMap<String, &'e Entry>,
    mistakes: Vec<Complaint>,
}

impl<'e> Fields<'e> {
    pub fn new(entries: &'e [Entry], mistakes: Vec<Complaint>) -> Self {
        let by_key = entries.iter().map(|entry| (entry.key.to_ascii_lowercase(), entry)).collect();
        Self { by_key, mistakes }
    }

    /// Every mistake that was found.
    pub fn mistakes(self) -> Vec<Complaint> {
        self.mistakes
    }

    /// A value; nothing where the key is absent or says nothing.
    pub fn text(&self, key: &str) -> Option<&'e str> {
        self.by_key
            .get(&key.to_ascii_lowercase())
            .map(|entry| entry.value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The keys that begin so and have a value, by their names.
    pub fn given(&self, prefix: &str) -> Vec<&'e str> {
        let prefix = prefix.to_ascii_lowercase();
        self.by_key
            .iter()
            .filter(|(key, entry)| key.starts_with(&prefix) && !entry.value.is_empty())
            .map(|(_, entry)| entry.key.as_str())
            .collect()
    }

    /// Something else was expected here.
    pub fn wrong(&mut self, key: &str, expected: impl Into<String>) {
        let entry = self.by_key.get(&key.to_ascii_lowercase());
        let complaint = match entry {
            Some(entry) => Complaint::at(entry.line, &entry.key, expected),
            None => Complaint::on(key, expected),
        };
        self.mistakes.push(complaint);
    }

    /// Something else was expected than what stands here, which may be shown.
    pub fn not(&mut self, key: &str, expected: impl Display) {
        match self.text(key) {
            Some(found) => self.wrong(key, format!("{expected}, not {}", shown(found))),
            None => self.wrong(key, expected.to_string()),
        }
    }

    /// Whether something is wrong with a key already.
    pub fn is_wrong(&self, key: &str) -> bool {
        self.mistakes.iter().any(|complaint| complaint.key.eq_ignore_ascii_case(key))
    }

    /// A value that may be absent; a wrong one is shown.
    pub fn optional<T, E>(
        &mut self,
        key: &str,
        expected: impl Display,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        let read = read(text).ok();
        if read.is_none() {
            self.not(key, expected);
        }
        read
    }

    /// A value that must be there; a wrong one is shown.
    pub fn needed<T, E>(
        &mut self,
        key: &str,
        expected: impl Display,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.text(key).is_none() {
            self.wrong(key, expected.to_string());
            return None;
        }
        self.optional(key, expected, read)
    }

    /// `yes` or `no`.
    pub fn answer(&mut self, key: &str) -> Option<bool> {
        self.optional(key, "yes | no", |text| match text.to_ascii_lowercase().as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(()),
        })
    }
}

/// A closed list, as the paper prints one.
pub(super) fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" | ")
}

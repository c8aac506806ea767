//! The registrant of what is ordered: a contact of its own for each order, a copy of the one that is named (contacts
//! paper: "in order to always have a unique identifier per domain name").

use super::configured::Configured;
use crate::application::Application;
use crate::ask::AskError;
use crate::orders::NewContact;
use crate::refusal::{ContactRole, Refusal};
use domain_model::policy::{TldPolicy, eligibility};
use domain_model::values::{
    AccountNumber, ConfigurationLabel as Label, ContactDetails, ContactNumber, FieldError,
};
use journal::Sequence;
use std::collections::BTreeMap;

fn wrong(label: Label, rule: &str, expected: impl Into<String>) -> AskError {
    Refusal::Fields(vec![FieldError::new(label.as_str(), rule, expected)]).into()
}

/// `/me/contact/1234`, `/domain/contact/1234`, or the bare number: they share their identifiers.
pub(super) fn number_of(label: Label, value: &str) -> Result<ContactNumber, AskError> {
    let bare = ["/me/contact/", "/domain/contact/"].iter().find_map(|path| value.strip_prefix(path));
    bare.unwrap_or(value)
        .parse()
        .map_err(|_| wrong(label, "contact-path", "the path of a contact is expected, as /me/contact/1234"))
}

/// What an ending asks of its registrants, as JSON: an object of texts.
pub(super) fn identification_of(value: &str) -> Result<Vec<(String, String)>, AskError> {
    let read: Result<BTreeMap<String, String>, _> = serde_json::from_str(value);
    let expected = r#"a JSON object of texts is expected, as {"dotus_nexus_purpose": "P1"}"#;
    Ok(read.map_err(|_| wrong(Label::DomainConfig, "json", expected))?.into_iter().collect())
}

impl Application {
    /// The data of a contact that is named as owner, with what the ending asks for beside it.
    ///
    /// # Errors
    /// It is not the account's; the ending does not admit it, and why.
    pub(super) async fn owner_named(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        configured: Option<&Configured>,
        policy: &TldPolicy,
        role: ContactRole,
    ) -> Result<ContactDetails, AskError> {
        let copied = self.copy_of_contact(account, number).await;
        let details = copied.map_err(|error| match error {
            AskError::Refused(_) => {
                let expected = format!("{number} is no contact of account {account} that is in use");
                wrong(Label::OwnerContact, "contact-unknown", expected)
            }
            other => other,
        })?;
        let details = match configured.filter(|configured| !configured.identification.is_empty()) {
            None => details,
            Some(configured) => {
                let mut input = details.to_input();
                input.identification.extend(configured.identification.iter().cloned());
                ContactDetails::new(input).map_err(|errors| {
                    let named = errors.into_iter().map(|error| FieldError {
                        field: format!("{}.{}", Label::DomainConfig.as_str(), error.field),
                        ..error
                    });
                    Refusal::Fields(named.collect())
                })?
            }
        };
        // What a separate configuration brings is not there yet when the contact is named.
        let later = configured.is_none() && policy.identification.is_some();
        let problems = eligibility(policy, &details);
        let counts = problems.iter().any(|problem| !later || problem.rule == "country-not-eligible");
        if counts { Err(Refusal::NotEligible { role, problems }.into()) } else { Ok(details) }
    }

    /// The contact that is recorded with the order, as its owner: a copy of the one that was configured, of the account's
    /// own where none was.
    ///
    /// # Errors
    /// As [`Application::owner_named`]; the administrator is another account, whose data is not this one's to copy.
    pub(super) async fn ordered_owner(
        &self,
        account: AccountNumber,
        configured: &Configured,
        policy: &TldPolicy,
        role: ContactRole,
    ) -> Result<NewContact, AskError> {
        let own = account.own_contact();
        let model = match configured.owner {
            Some(owner) => owner,
            None if configured.admin == own => own,
            None => {
                let expected =
                    "must be configured: another account administers the name, and its data is not copied";
                return Err(wrong(Label::OwnerContact, "configuration-missing", expected));
            }
        };
        let details = self.owner_named(account, model, Some(configured), policy, role).await?;
        let number = ContactNumber::new(self.journal().next_number(Sequence::Parties).await?);
        let register = self.register_command(number, account, details)?;
        Ok(NewContact { number, register })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_named_by_either_path() {
        for value in ["/me/contact/1234", "/domain/contact/1234", "1234"] {
            assert_eq!(number_of(Label::OwnerContact, value).unwrap().get(), 1234, "{value}");
        }
        for value in ["/me/contact/", "/contact/1", "/me/contact/1/2", "-1", ""] {
            assert!(number_of(Label::OwnerContact, value).is_err(), "{value}");
        }
    }

    #[test]
    fn what_an_ending_asks_is_an_object_of_texts() {
        let read =
            identification_of(r#"{"dotus_nexus_purpose": "P1", "dotus_nexus_category": "C11"}"#).unwrap();
        assert_eq!(read.len(), 2);
        for value in ["", "[]", "{\"a\": 1}", "\"text\""] {
            assert!(identification_of(value).is_err(), "{value}");
        }
    }
}

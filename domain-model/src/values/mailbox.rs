//! The name of a mailbox.

use super::email::EmailAddress;
use super::rules::{broken_rules, debug_hides, text_value};

broken_rules! {
    /// Why a text is not the name of a mailbox.
    MailboxNameError on "mailbox" {
        Form: "mailbox-form", "a mailbox is named by what stands before the @: letters, digits and what RFC 5321 allows, at most 64 characters";
    }
}

/// What stands before the @ of a mailbox's address, in lower case: no mail system in use keeps `A@` and `a@` apart.
/// Personal: it is mostly somebody's name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailboxName(String);

impl MailboxName {
    /// Reads a name.
    ///
    /// # Errors
    /// No local part of an address.
    pub fn parse(text: &str) -> Result<Self, MailboxNameError> {
        // The rules of a local part, whatever the domain.
        let address =
            EmailAddress::parse(&format!("{text}@example.com")).map_err(|_| MailboxNameError::Form)?;
        Ok(Self(address.local_part().to_ascii_lowercase()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(MailboxName, MailboxNameError);
debug_hides!(MailboxName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_a_local_part() {
        assert_eq!(MailboxName::parse("Pierre.Dupond").unwrap().as_str(), "pierre.dupond");
        for wrong in ["", "a b", "a@b", ".a", "a..b", &"x".repeat(65)] {
            assert_eq!(MailboxName::parse(wrong), Err(MailboxNameError::Form), "{wrong}");
        }
        assert_eq!(format!("{:?}", MailboxName::parse("pierre").unwrap()), "MailboxName(…)");
    }
}

//! E-mail addresses.

use super::domain_name::HostName;
use super::rules::{broken_rules, debug_hides, text_value};

broken_rules! {
    /// Why a text is not an e-mail address.
    EmailAddressError on "email" {
        Form: "email-form", "an e-mail address is a local part, an @ and a domain";
        TooLong: "email-length", "the e-mail address is longer than 254 characters, or its local part than 64";
        LocalPart: "email-local", "the part before the @ has a character or a dot that RFC 5321 does not allow";
        Domain: "email-domain", "the part after the @ is not a valid host name";
    }
}

/// An e-mail address as mail systems accept it in practice: a dot-atom local part (RFC 5321, without quoted
/// strings), an @, and a host name. An internationalised domain is kept in A-labels; the local part keeps
/// its case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        if text.len() > 1024 {
            return Err(EmailAddressError::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailAddressError::Form)?;
        if local.is_empty() || domain.is_empty() {
            return Err(EmailAddressError::Form);
        }
        if local.len() > 64 {
            return Err(EmailAddressError::TooLong);
        }
        if !local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_character)) {
            return Err(EmailAddressError::LocalPart);
        }
        let host = HostName::parse(domain).map_err(|_| EmailAddressError::Domain)?;
        let address = format!("{local}@{host}");
        if address.len() > 254 { Err(EmailAddressError::TooLong) } else { Ok(Self(address)) }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the @.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the @, in A-labels.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form by which addresses are compared in a search: lower case throughout, since no mail system in
    /// use keeps `A@` and `a@` apart.
    pub fn lookup_form(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_atom_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

text_value!(EmailAddress, EmailAddressError);
debug_hides!(EmailAddress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_with_their_domain_in_a_labels() {
        assert_eq!(EmailAddress::parse("Dupond@FREE.fr").unwrap().as_str(), "Dupond@free.fr");
        assert_eq!(EmailAddress::parse("a+b@café.fr").unwrap().as_str(), "a+b@xn--caf-dma.fr");
        assert_eq!(EmailAddress::parse("Dupond@FREE.fr").unwrap().lookup_form(), "dupond@free.fr");
        assert_eq!(EmailAddress::parse("ma.2ieme.adresse.email@free.fr").unwrap().domain(), "free.fr");
    }

    #[test]
    fn every_rule_has_its_refusal() {
        use EmailAddressError::*;
        let refusal = |text: &str| EmailAddress::parse(text).expect_err(text);
        assert_eq!(refusal("dupond"), Form);
        assert_eq!(refusal("@free.fr"), Form);
        assert_eq!(refusal("dupond@"), Form);
        assert_eq!(refusal("du..pond@free.fr"), LocalPart);
        assert_eq!(refusal("du pond@free.fr"), LocalPart);
        assert_eq!(refusal("a@b@free.fr"), LocalPart);
        assert_eq!(refusal("dupond@free.fr\r\nBcc: x@y.fr"), LocalPart);
        assert_eq!(refusal("dupond@free"), Domain);
        assert_eq!(refusal("dupond@[192.0.2.1]"), Domain);
        assert_eq!(refusal(&format!("{}@free.fr", "a".repeat(65))), TooLong);
        assert_eq!(refusal(&format!("a@{}", "x".repeat(2000))), TooLong);
        assert_eq!(format!("{:?}", EmailAddress::parse("a@free.fr").unwrap()), "EmailAddress(…)");
    }
}

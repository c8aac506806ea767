//! What stands in the way, at the key of the mail that it is about.

use super::BatchMistake;
use crate::refusal::{ContactRole, NotTransferable, Refusal};
use domain_model::points_account;
use domain_model::values::FieldError;

/// How a kind of mail calls what a refusal is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    name: &'static str,
    servers: &'static str,
    auth_code: &'static str,
    period: &'static str,
    rest: &'static str,
}

impl Keys {
    /// An order's.
    pub const ORDER: Self = Self {
        name: "order.domain.name",
        servers: "option.dns.master",
        auth_code: "option.domain.authinfo",
        period: "order.domain.command",
        rest: "order.domain.command",
    };
    /// A call's.
    pub const CALL: Self = Self {
        name: "soapi.param.domain",
        servers: "soapi.param.dns1",
        auth_code: "soapi.param.domain",
        period: "soapi.method",
        rest: "soapi.method",
    };

    /// What a refusal says, at its key: as many mistakes as it names.
    pub fn mistakes(self, refusal: &Refusal) -> Vec<BatchMistake> {
        let one = |key: &str| vec![BatchMistake { key: key.to_owned(), expected: refusal.to_string() }];
        match refusal {
            Refusal::NotEligible { role, problems } => {
                problems.iter().map(|problem| self.of_contact(*role, problem)).collect()
            }
            Refusal::Fields(errors) => errors.iter().map(|error| self.of_field(error)).collect(),
            Refusal::ContactInvalid { role, .. } => one(&format!("contact.{}.id", role.as_str())),
            Refusal::Points(points_account::Refusal::NotEnoughPoints { needed, available }) => {
                let expected = format!(
                    "{needed} points on the account, {available} are available: buy points, or order with \
                     batch.autopayment: no and pay by other means"
                );
                vec![BatchMistake { key: "batch.autopayment".to_owned(), expected }]
            }
            Refusal::Delegation(_) | Refusal::HostMissing { .. } => one(self.servers),
            Refusal::Period(_) => one(self.period),
            // The papers have no keys for what a name asks beside its contacts.
            Refusal::Declaration(_) => one(self.name),
            Refusal::NotTransferable(NotTransferable::WrongCode | NotTransferable::CodeMissing) => {
                one(self.auth_code)
            }
            _ => match refusal.field() {
                Some("name") => one(self.name),
                Some("nameServers") => one(self.servers),
                Some("owner") => one("contact.owner.id"),
                Some("account") => one("batch.account"),
                _ => one(self.rest),
            },
        }
    }

    fn of_field(self, error: &FieldError) -> BatchMistake {
        let key = match error.field.as_str() {
            "nameServers" | "servers" | "name_servers" => self.servers,
            "name" | "language" => self.name,
            "authCode" | "auth_code" => self.auth_code,
            _ => self.rest,
        };
        BatchMistake { key: key.to_owned(), expected: error.message.clone() }
    }

    /// A contact's field, as the mail paper calls it.
    fn of_contact(self, role: ContactRole, problem: &FieldError) -> BatchMistake {
        let role = match role {
            ContactRole::NewOwner => "owner",
            other => other.as_str(),
        };
        let key = match mail_field(&problem.field) {
            Some(field) if field.starts_with("option.") => field.to_owned(),
            Some(field) => format!("contact.{role}.{field}"),
            None => format!("contact.{role}.id"),
        };
        BatchMistake { key, expected: problem.message.clone() }
    }
}

/// What the mail paper calls a field of a contact.
fn mail_field(field: &str) -> Option<&'static str> {
    Some(match field {
        "legal_form" => "legalform",
        "last_name" => "name",
        "first_name" => "firstname",
        "organisation" => "organisation",
        "street" | "street_2" => "address",
        "postal_code" => "zip",
        "city" | "region" => "city",
        "country" => "country",
        "phone" => "phone",
        "fax" => "fax",
        "email" => "email",
        "locale" => "language",
        "vat_number" => "vat",
        "company_number" | "dotfr_marque" | "dotfr_duns" => "option.identification.legalNumber",
        "dotfr_mode" | "identification" => "option.identification.method",
        "dotfr_ident" => "option.identification.afnicIdent",
        "dotfr_ne_le" => "option.identification.birthDate",
        "dotfr_ne_ville" => "option.identification.birthCity",
        "dotfr_ne_cp" => "option.identification.birthDepartement",
        "dotfr_ne_pays_id" => "option.identification.birthCountry",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::{DomainName, Points};

    fn keys(refusal: &Refusal) -> Vec<String> {
        Keys::ORDER.mistakes(refusal).into_iter().map(|mistake| mistake.key).collect()
    }

    #[test]
    fn every_mistake_of_a_registrant_has_a_key_of_the_mail() {
        let problem = |field: &str| FieldError::new(field, "rule", "why");
        let problems = ["country", "dotfr_mode", "dotfr_ne_le", "dotes_pin"].map(problem).to_vec();
        let refusal = Refusal::NotEligible { role: ContactRole::Owner, problems };
        let expected = [
            "contact.owner.country",
            "option.identification.method",
            "option.identification.birthDate",
            "contact.owner.id",
        ];
        assert_eq!(keys(&refusal), expected);
    }

    #[test]
    fn refusals_stand_at_the_key_that_can_be_changed() {
        let name = DomainName::parse("example.com").unwrap();
        let taken = Refusal::NotAvailable { name, why: "In use".to_owned() };
        assert_eq!(keys(&taken), ["order.domain.name"]);
        assert_eq!(Keys::CALL.mistakes(&taken)[0].key, "soapi.param.domain");
        assert_eq!(keys(&NotTransferable::WrongCode.into()), ["option.domain.authinfo"]);
        let (needed, available) = (Points::new(699).unwrap(), Points::ZERO);
        let poor = Refusal::Points(points_account::Refusal::NotEnoughPoints { needed, available });
        assert_eq!(keys(&poor), ["batch.autopayment"]);
        assert!(Keys::ORDER.mistakes(&poor)[0].expected.contains("699 points"));
    }
}

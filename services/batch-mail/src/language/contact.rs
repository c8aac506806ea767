//! `contact.{owner,admin,tech,billing}`: by id, or by fields.

use super::Rules;
use super::fields::Fields;
use super::identification::{self, Given};
use super::keys::{FIELDS_OF_A_CONTACT, ROLES};
use application::Party;
use domain_model::policy::{TldPolicy, eligibility};
use domain_model::values::{ContactDetails, ContactHandle, ContactInput, FieldError, Nichandle};

/// The four contacts of an order.
#[derive(Default)]
pub(super) struct People {
    pub owner: Option<Party>,
    pub admin: Option<Party>,
    pub tech: Option<Party>,
    pub billing: Option<Party>,
}

/// Reads the four of them.
pub(super) fn read(
    fields: &mut Fields<'_>,
    rules: Rules<'_>,
    policy: Option<&TldPolicy>,
    identification: Option<&Given>,
) -> People {
    let [owner, admin, tech, billing] = ROLES.map(|role| {
        // Who the owner is asks for more than the data of any contact.
        let of_owner = (role == "owner").then_some((policy, identification));
        party(fields, role, rules, of_owner)
    });
    People { owner, admin, tech, billing }
}

type OfOwner<'a> = (Option<&'a TldPolicy>, Option<&'a Given>);

fn party(fields: &mut Fields<'_>, role: &str, rules: Rules<'_>, owner: Option<OfOwner<'_>>) -> Option<Party> {
    let id = format!("contact.{role}.id");
    let given: Vec<&str> = FIELDS_OF_A_CONTACT
        .into_iter()
        .filter(|field| fields.text(&format!("contact.{role}.{field}")).is_some())
        .collect();
    match (fields.text(&id), given.as_slice()) {
        (Some(_), []) => {
            let expected = "the nichandle of an account, as ve174-ovh, or the handle of a contact";
            fields.optional(&id, expected, |text| by_id(text, rules.handle_suffix))
        }
        (Some(_), given) => {
            for field in given {
                let key = format!("contact.{role}.{field}");
                fields.wrong(&key, format!("either {id} or contact.{role}.<name|firstname|…>, not both"));
            }
            None
        }
        (None, []) => {
            let expected = format!("either {id} or contact.{role}.<name|firstname|…>");
            fields.wrong(&id, expected);
            None
        }
        (None, _) => by_fields(fields, role, owner).map(|details| Party::New(Box::new(details))),
    }
}

/// Handles of contacts end with the registrar's own suffix; nichandles with another.
fn by_id(text: &str, suffix: &str) -> Result<Party, ()> {
    let ours = text.rsplit_once('-').is_some_and(|(_, end)| end.eq_ignore_ascii_case(suffix));
    if ours {
        return ContactHandle::parse(text).map(Party::Contact).map_err(|_| ());
    }
    Nichandle::parse(text).map(Party::Account).map_err(|_| ())
}

fn by_fields(fields: &mut Fields<'_>, role: &str, owner: Option<OfOwner<'_>>) -> Option<ContactDetails> {
    let said = owner.and_then(|(_, identification)| identification);
    let text = |field: &str| fields.text(&format!("contact.{role}.{field}")).unwrap_or_default().to_owned();
    let input = ContactInput {
        legal_form: text("legalform"),
        last_name: text("name"),
        first_name: text("firstname"),
        organisation: match text("organisation") {
            none if none.is_empty() => said.and_then(|said| said.legal_name.clone()).unwrap_or_default(),
            organisation => organisation,
        },
        street: text("address"),
        postal_code: text("zip"),
        city: text("city"),
        country: text("country"),
        phone: text("phone"),
        fax: text("fax"),
        email: text("email"),
        vat_number: text("vat"),
        company_number: said.and_then(|said| said.company_number.clone()).unwrap_or_default(),
        locale: text("language"),
        identification: said
            .map(|said| said.fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
            .unwrap_or_default(),
        ..ContactInput::default()
    };
    let details = match ContactDetails::new(input) {
        Ok(details) => details,
        Err(wrong) => {
            complain(fields, role, wrong);
            return None;
        }
    };
    if let Some(policy) = owner.and_then(|(policy, _)| policy) {
        let problems = eligibility(policy, &details);
        // What other endings ask for has no key in this language: the registrar says what is missing. And where the
        // identification could not be read, its own mistakes say more.
        let ours = problems.into_iter().filter(|problem| match key_of(role, &problem.field) {
            Some(key) => said.is_some() || !key.starts_with("option."),
            None => false,
        });
        complain(fields, role, ours.collect());
    }
    Some(details)
}

fn complain(fields: &mut Fields<'_>, role: &str, wrong: Vec<FieldError>) {
    for broken in wrong {
        let key = key_of(role, &broken.field).unwrap_or_else(|| format!("contact.{role}.name"));
        if !fields.is_wrong(&key) {
            fields.wrong(&key, expected(&broken));
        }
    }
}

/// Personal: the rule is said, not the value.
fn expected(broken: &FieldError) -> String {
    match broken.rule.as_str() {
        "legal-form" => "corporation | individual | association | other".to_owned(),
        "locale" => "fr | en | de | es".to_owned(),
        "line-empty" | "field-missing" => format!("a value: {}", broken.message),
        _ => format!("another value: {}", broken.message),
    }
}

/// The key of a field of a contact's data, or of what an ending asks for.
fn key_of(role: &str, field: &str) -> Option<String> {
    let field = match field {
        "legal_form" => "legalform",
        "last_name" => "name",
        "first_name" => "firstname",
        "street" | "street_2" => "address",
        "postal_code" => "zip",
        "locale" => "language",
        "vat_number" => "vat",
        "organisation" | "email" | "city" | "country" | "phone" | "fax" => field,
        other => return identification::key_of(other).map(str::to_owned),
    };
    Some(format!("contact.{role}.{field}"))
}

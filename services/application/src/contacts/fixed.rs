//! What of a contact's data stays as it is while names use it (SOAP paper, `contact_update`): another owner is a trade,
//! not a correction.

use crate::refusal::{ContactRole, Refusal};
use domain_model::values::{ContactDetails, LegalForm};
use projections::contacts::Usage;

/// Fixed while a name is registered to the contact.
const OF_OWNER: [&str; 3] = ["legal_form", "organisation", "country"];
/// Besides, where the owner is a natural person.
const OF_INDIVIDUAL: [&str; 3] = ["civility", "last_name", "first_name"];
/// Fixed while the contact is billed for a name.
const OF_BILLING: [&str; 1] = ["country"];

/// The changed fields that may be fixed for one role or another; empty: nobody need ask who uses the contact.
pub(super) fn may_be_fixed(before: &ContactDetails, after: &ContactDetails) -> bool {
    before.changed_fields(after).iter().any(|field| OF_OWNER.contains(field) || OF_INDIVIDUAL.contains(field))
}

/// Refuses a change of what is fixed.
pub(super) fn check(before: &ContactDetails, after: &ContactDetails, usage: &Usage) -> Result<(), Refusal> {
    let individual = before.legal_form() == LegalForm::Individual;
    for field in before.changed_fields(after) {
        let of_owner = OF_OWNER.contains(&field) || (individual && OF_INDIVIDUAL.contains(&field));
        if usage.owner > 0 && of_owner {
            return Err(Refusal::FieldFixed { field, role: ContactRole::Owner });
        }
        if usage.billing > 0 && OF_BILLING.contains(&field) {
            return Err(Refusal::FieldFixed { field, role: ContactRole::Billing });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::ContactInput;

    fn details(change: impl FnOnce(&mut ContactInput)) -> ContactDetails {
        let mut input = ContactInput {
            legal_form: "particulier".into(),
            civility: "M".into(),
            last_name: "DUPOND".into(),
            first_name: "Pierre".into(),
            organisation: "Atelier".into(),
            street: "12 Rue du chien qui fume".into(),
            postal_code: "75001".into(),
            city: "PARIS".into(),
            country: "FR".into(),
            phone: "+33.147010203".into(),
            email: "dupond@free.test".into(),
            locale: "fr".into(),
            ..ContactInput::default()
        };
        change(&mut input);
        ContactDetails::new(input).unwrap()
    }

    fn fixed(before: &ContactDetails, after: &ContactDetails, usage: Usage) -> Option<&'static str> {
        match check(before, after, &usage) {
            Ok(()) => None,
            Err(Refusal::FieldFixed { field, .. }) => Some(field),
            Err(other) => panic!("{other}"),
        }
    }

    type Change = fn(&mut ContactInput);

    const CHANGES: [(&str, Change); 7] = [
        ("legal_form", |input| input.legal_form = "societe".into()),
        ("organisation", |input| input.organisation = "Fabrique".into()),
        ("country", |input| input.country = "BE".into()),
        ("civility", |input| input.civility = "Mme".into()),
        ("last_name", |input| input.last_name = "DUPONT".into()),
        ("first_name", |input| input.first_name = "Paul".into()),
        ("email", |input| input.email = "pierre@free.test".into()),
    ];

    #[test]
    fn who_owns_names_stays_who_they_are() {
        let (owner, nobody) = (Usage { owner: 1, ..Usage::default() }, Usage::default());
        let before = details(|_| ());
        for (field, change) in CHANGES {
            let after = details(change);
            assert_eq!(fixed(&before, &after, nobody), None, "{field}: nothing is registered to it");
            assert_eq!(fixed(&before, &after, owner), (field != "email").then_some(field));
            assert_eq!(may_be_fixed(&before, &after), field != "email");
        }
    }

    #[test]
    fn a_company_may_have_another_desk_and_a_payer_another_name() {
        let (owner, payer) =
            (Usage { owner: 1, ..Usage::default() }, Usage { billing: 1, ..Usage::default() });
        let company: Change = |input| input.legal_form = "societe".into();
        for (field, change) in CHANGES {
            let after = details(|input| {
                company(input);
                change(input);
            });
            let expected = matches!(field, "organisation" | "country").then_some(field);
            assert_eq!(fixed(&details(company), &after, owner), expected, "{field}");
            let expected = (field == "country").then_some(field);
            assert_eq!(fixed(&details(|_| ()), &details(change), payer), expected, "{field}");
        }
    }
}

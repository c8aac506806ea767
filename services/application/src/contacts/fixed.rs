//! What of a contact's data stays as it is while names use it (SOAP paper, `contact_update`; contacts paper, "Owner
//! Contact Change"): another owner is a trade, not a correction. Which fields, the endings' rules say.

use crate::application::Application;
use crate::ask::AskError;
use crate::contacts::PATIENCE;
use crate::refusal::{ContactRole, Refusal};
use chrono::NaiveDate;
use domain_model::Channel;
use domain_model::policy::{Catalogue, OwnerChanges, TldPolicy, eligibility};
use domain_model::values::{ContactDetails, ContactNumber, LegalForm};

/// Fixed while the contact is billed for a name (SOAP paper).
const OF_BILLING: [&str; 1] = ["country"];

/// How a door lets owners be changed: where a change of the owner is a product (REST), an ordinary change of the data
/// must leave who the owner is, and the owner eligible.
pub(crate) fn owner_changes(channel: Channel) -> OwnerChanges {
    match channel {
        Channel::Rest => OwnerChanges::Ordered,
        _ => OwnerChanges::Requested,
    }
}

/// What binds a contact's data: the names that use it.
pub(super) struct Bonds<'c> {
    /// The rules of the endings below which names are registered to it.
    policies: Vec<&'c TldPolicy>,
    /// It is billed for a name.
    billed: bool,
    owner_changes: OwnerChanges,
}

impl Bonds<'_> {
    /// In which role of a person of this kind a field stays as it is.
    pub fn fixing(&self, field: &str, of: LegalForm) -> Option<ContactRole> {
        if self.policies.iter().any(|policy| policy.owner.fixes(field, of, self.owner_changes)) {
            return Some(ContactRole::Owner);
        }
        (self.billed && OF_BILLING.contains(&field)).then_some(ContactRole::Billing)
    }

    /// Whether a field must be given, for the person to be identified as the endings want it.
    pub fn identified_by(&self, field: &str, details: &ContactDetails) -> bool {
        let mode = |policy: &&TldPolicy| {
            domain_model::policy::identification_mode(policy, details).map(|mode| mode.needs.clone())
        };
        self.policies.iter().filter_map(mode).flatten().any(|need| need == field)
    }

    /// Refuses a change of what is fixed, and one after which the owner is not eligible.
    pub fn check(&self, before: &ContactDetails, after: &ContactDetails) -> Result<(), Refusal> {
        let fixed: Vec<_> = before
            .changed_fields(after)
            .into_iter()
            .filter_map(|field| Some((field, self.fixing(field, before.legal_form())?)))
            .collect();
        if let Some((_, role)) = fixed.first().copied() {
            let fields = fixed.into_iter().filter(|(_, of)| *of == role).map(|(field, _)| field).collect();
            return Err(Refusal::FieldFixed { fields, role });
        }
        if self.owner_changes == OwnerChanges::Requested {
            return Ok(());
        }
        let mut problems: Vec<_> =
            self.policies.iter().flat_map(|policy| eligibility(policy, after)).collect();
        problems.sort_by(|one, other| one.field.cmp(&other.field));
        problems.dedup_by(|one, other| one.field == other.field);
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal::NotEligible { role: ContactRole::Owner, problems }),
        }
    }
}

/// Whether a change may be bound by any ending's rules; if not, nobody need ask who uses the contact.
pub(super) fn may_be_bound(
    catalogue: &Catalogue,
    today: NaiveDate,
    owner_changes: OwnerChanges,
    before: &ContactDetails,
    after: &ContactDetails,
) -> bool {
    let changed = before.changed_fields(after);
    let fixed = |field: &&str| {
        OF_BILLING.contains(field)
            || catalogue.tlds(today).any(|tld| tld.owner.fixes(field, before.legal_form(), owner_changes))
    };
    match owner_changes {
        OwnerChanges::Ordered => !changed.is_empty(),
        OwnerChanges::Requested => changed.iter().any(fixed),
    }
}

impl Application {
    /// What binds a contact now: every name that was asked for is counted.
    pub(super) async fn bonds(
        &self,
        number: ContactNumber,
        today: NaiveDate,
        owner_changes: OwnerChanges,
    ) -> Result<Bonds<'_>, AskError> {
        self.views_caught_up(PATIENCE).await?;
        let endings = self.views().endings_registered_to(number).await?;
        let policies = endings.iter().filter_map(|tld| self.catalogue().tld_policy(tld, today)).collect();
        let billed = self.views().contact_usage(number).await?.billing > 0;
        Ok(Bonds { policies, billed, owner_changes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::{ContactInput, Tld};

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

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn bonds<'c>(catalogue: &'c Catalogue, endings: &[&str], owner_changes: OwnerChanges) -> Bonds<'c> {
        let policy = |ending: &&str| catalogue.tld_policy(&Tld::parse(ending).unwrap(), day()).unwrap();
        Bonds { policies: endings.iter().map(policy).collect(), billed: false, owner_changes }
    }

    fn fixed(before: &ContactDetails, after: &ContactDetails, bonds: &Bonds<'_>) -> Option<&'static str> {
        match bonds.check(before, after) {
            Ok(()) => None,
            Err(Refusal::FieldFixed { fields, .. }) => fields.first().copied(),
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
        let catalogue = Catalogue::embedded();
        let (ordered, requested) = (OwnerChanges::Ordered, OwnerChanges::Requested);
        let before = details(|_| ());
        for (field, change) in CHANGES {
            let after = details(change);
            let nobody = bonds(&catalogue, &[], ordered);
            assert_eq!(fixed(&before, &after, &nobody), None, "{field}: nothing is registered to it");
            for ending in ["com", "eu"] {
                let owner = bonds(&catalogue, &[ending], requested);
                assert_eq!(fixed(&before, &after, &owner), (field != "email").then_some(field));
                let owner = bonds(&catalogue, &[ending], ordered);
                assert_eq!(fixed(&before, &after, &owner), Some(field), "an owner change is ordered");
            }
            assert_eq!(may_be_bound(&catalogue, day(), requested, &before, &after), field != "email");
            assert!(may_be_bound(&catalogue, day(), ordered, &before, &after));
        }
        let phone = details(|input| input.phone = "+33.147010299".into());
        assert_eq!(fixed(&before, &phone, &bonds(&catalogue, &["com"], ordered)), None);
        assert!(!may_be_bound(&catalogue, day(), requested, &before, &phone));
    }

    #[test]
    fn every_fixed_field_is_named_at_once() {
        let catalogue = Catalogue::embedded();
        let after = details(|input| {
            input.last_name = "DUPONT".into();
            input.email = "pierre@free.test".into();
        });
        let refused = bonds(&catalogue, &["com"], OwnerChanges::Ordered).check(&details(|_| ()), &after);
        let fields = vec!["last_name", "email"];
        assert_eq!(refused, Err(Refusal::FieldFixed { fields, role: ContactRole::Owner }));
    }

    #[test]
    fn where_owner_changes_are_ordered_an_owner_stays_eligible() {
        let catalogue = Catalogue::embedded();
        let born = |input: &mut ContactInput| {
            for (field, value) in
                [("dotfr_ne_le", "1980-12-31"), ("dotfr_ne_ville", "Dakar"), ("dotfr_ne_pays_id", "SN")]
            {
                input.identification.insert(field.into(), value.into());
            }
        };
        let (before, after) = (details(born), details(|_| ()));
        let refused = bonds(&catalogue, &["fr", "com"], OwnerChanges::Ordered).check(&before, &after);
        let Err(Refusal::NotEligible { problems, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), ["dotfr_mode"]);
        assert_eq!(bonds(&catalogue, &["com"], OwnerChanges::Ordered).check(&before, &after), Ok(()));
        assert_eq!(bonds(&catalogue, &["fr"], OwnerChanges::Requested).check(&before, &after), Ok(()));
        assert!(bonds(&catalogue, &["fr"], OwnerChanges::Ordered).identified_by("dotfr_ne_le", &before));
    }

    #[test]
    fn a_company_may_have_another_desk_and_a_payer_another_name() {
        let catalogue = Catalogue::embedded();
        let owner = bonds(&catalogue, &["com"], OwnerChanges::Requested);
        let payer = Bonds { billed: true, ..bonds(&catalogue, &[], OwnerChanges::Requested) };
        let company: Change = |input| input.legal_form = "societe".into();
        for (field, change) in CHANGES {
            let after = details(|input| {
                company(input);
                change(input);
            });
            let expected = matches!(field, "organisation" | "country").then_some(field);
            assert_eq!(fixed(&details(company), &after, &owner), expected, "{field}");
            let expected = (field == "country").then_some(field);
            assert_eq!(fixed(&details(|_| ()), &details(change), &payer), expected, "{field}");
        }
    }
}

//! The status of each field of a contact ("the eligibility rules API will return each field status").

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::contacts::fixed::owner_changes;
use crate::refusal::Refusal;
use domain_model::Channel;
use domain_model::contact;
use domain_model::policy::OWNER_FORM;
use domain_model::values::{AccountNumber, ContactNumber, Identification};

/// Whether a field of a contact has to be there, and whether it may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldStatus {
    /// By the name of [`domain_model::values::ContactInput`], or of its identification.
    pub name: &'static str,
    /// It must be given: by the form, or by an ending below which a name is registered to the contact.
    pub mandatory: bool,
    /// It stays as it is while names use the contact.
    pub read_only: bool,
}

impl Application {
    /// The status of every field of a contact now, at a door.
    ///
    /// # Errors
    /// It is not the account's, or not in use.
    #[boxed]
    pub async fn contact_fields(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        channel: Channel,
    ) -> Result<Vec<FieldStatus>, AskError> {
        let person = self.active_contact_of(account, number).await?;
        let erased = || Refusal::Contact(contact::Refusal::NotActive { status: "Erased" });
        let details = person.details.value().ok_or_else(erased)?;
        let today = self.clock().now().date_naive();
        let bonds = self.bonds(number, today, owner_changes(channel)).await?;
        let (legal_form, country) = (details.legal_form(), details.country());
        let of_form = OWNER_FORM.iter().map(|field| FieldStatus {
            name: field.name,
            mandatory: field.needed.of(legal_form, country) || bonds.identified_by(field.name, details),
            // The lines of the street are one field.
            read_only: bonds.fixing(field.name.trim_end_matches("_2"), legal_form).is_some(),
        });
        let of_endings = Identification::field_names().map(|name| FieldStatus {
            name,
            mandatory: bonds.identified_by(name, details),
            read_only: bonds.fixing("identification", legal_form).is_some(),
        });
        Ok(of_form.chain(of_endings).collect())
    }
}

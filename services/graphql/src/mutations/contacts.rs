//! Contacts.

use crate::caller::{admin, application, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{
    AccountNumber, ContactDetails, ContactInput as Input, ContactNumber, FieldError, Reason,
};
use std::collections::BTreeMap;

/// A value that an ending wants of its registrants, under the paper's name: `dotfr_mode`.
#[derive(Clone, Debug, InputObject)]
pub struct IdentificationInput {
    /// The field.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A contact's data.
#[derive(Clone, Debug, InputObject)]
pub struct ContactDetailsInput {
    /// particulier, societe, association or autre.
    #[graphql(default_with = "\"particulier\".to_owned()")]
    pub legal_form: String,
    /// Empty, M, Mme or Mle.
    #[graphql(default)]
    pub civility: String,
    /// Family name.
    #[graphql(default)]
    pub last_name: String,
    /// First name.
    #[graphql(default)]
    pub first_name: String,
    /// Company, association, authority.
    #[graphql(default)]
    pub organisation: String,
    /// Street.
    pub street: String,
    /// A second line of it.
    #[graphql(default)]
    pub street2: String,
    /// Postal code.
    #[graphql(default)]
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Region or state.
    #[graphql(default)]
    pub region: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// `+33.147010203`
    pub phone: String,
    /// Fax number.
    #[graphql(default)]
    pub fax: String,
    /// E-mail address.
    pub email: String,
    /// VAT number.
    #[graphql(default)]
    pub vat_number: String,
    /// SIRET, SIREN or another register's number.
    #[graphql(default)]
    pub company_number: String,
    /// fr, en, de or es.
    #[graphql(default_with = "\"en\".to_owned()")]
    pub locale: String,
    /// Show a forwarded address in the public directory.
    #[graphql(default)]
    pub hide_email: bool,
    /// What endings want of their registrants.
    #[graphql(default)]
    pub identification: Vec<IdentificationInput>,
}

impl ContactDetailsInput {
    /// The data, where every field of it is as it should be.
    pub fn read(self) -> Result<ContactDetails, Vec<FieldError>> {
        let identification: BTreeMap<String, String> =
            self.identification.into_iter().map(|field| (field.name, field.value)).collect();
        ContactDetails::new(Input {
            legal_form: self.legal_form,
            civility: self.civility,
            last_name: self.last_name,
            first_name: self.first_name,
            organisation: self.organisation,
            street: self.street,
            street_2: self.street2,
            postal_code: self.postal_code,
            city: self.city,
            region: self.region,
            country: self.country,
            phone: self.phone,
            fax: self.fax,
            email: self.email,
            vat_number: self.vat_number,
            company_number: self.company_number,
            locale: self.locale,
            hide_email: self.hide_email,
            resale_consent: false,
            identification,
        })
    }
}

/// A contact to be recorded.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterContactInput {
    /// Whose.
    pub account: u64,
    /// Its data.
    pub details: ContactDetailsInput,
}

/// New data for a contact.
#[derive(Clone, Debug, InputObject)]
pub struct AmendContactInput {
    /// Whose.
    pub account: u64,
    /// Which.
    pub contact: u64,
    /// The whole new data.
    pub details: ContactDetailsInput,
}

/// A contact of an account.
#[derive(Clone, Debug, InputObject)]
pub struct ContactOfInput {
    /// Whose.
    pub account: u64,
    /// Which.
    pub contact: u64,
}

/// A person to be erased.
#[derive(Clone, Debug, InputObject)]
pub struct EraseContactInput {
    /// Which.
    pub contact: u64,
    /// Whose request, or which retention.
    pub reason: String,
}

/// A contact whose data was confirmed by another way than the mailed link.
#[derive(Clone, Debug, InputObject)]
pub struct ConfirmContactInput {
    /// Which.
    pub contact: u64,
    /// How it is known.
    pub reason: String,
}

/// A contact whose data has to be confirmed.
#[derive(Clone, Debug, InputObject)]
pub struct RequireConfirmationInput {
    /// Which.
    pub contact: u64,
    /// Until when.
    pub by: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Two records of one person.
#[derive(Clone, Debug, InputObject)]
pub struct MergeContactsInput {
    /// Whose.
    pub account: u64,
    /// The one that goes; no name may use it.
    pub contact: u64,
    /// The one that stays.
    pub into: u64,
    /// How it is known.
    pub reason: String,
}

fn id(number: &ContactNumber) -> Option<String> {
    Some(number.to_string())
}

/// Commands about contacts.
#[derive(Default)]
pub struct Contacts;

#[Object(name = "ContactsCommands")]
impl Contacts {
    /// Record a contact.
    #[graphql(visible = "visible::support")]
    async fn register_contact(&self, ctx: &Context<'_>, input: RegisterContactInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match input.details.read() {
            Ok(details) => {
                application(ctx).register_contact(account, details, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Change a contact's data, here and at every registry that has it.
    #[graphql(visible = "visible::support")]
    async fn amend_contact(&self, ctx: &Context<'_>, input: AmendContactInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let (account, contact) = (AccountNumber::new(input.account), ContactNumber::new(input.contact));
        let done = match input.details.read() {
            Ok(details) => {
                application(ctx).amend_contact(account, contact, details, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Delete a contact that no name uses.
    #[graphql(visible = "visible::support")]
    async fn delete_contact(&self, ctx: &Context<'_>, input: ContactOfInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let (account, contact) = (AccountNumber::new(input.account), ContactNumber::new(input.contact));
        let done = application(ctx).delete_contact(account, contact, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }

    /// Destroy a person's data: history still replays, and the person is gone.
    #[graphql(visible = "visible::admin")]
    async fn erase_contact(&self, ctx: &Context<'_>, input: EraseContactInput) -> Result<DonePayload> {
        let ask = admin(ctx)?.ask(ctx, Some(&input.reason));
        let contact = ContactNumber::new(input.contact);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx).erase_contact(contact, reason, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Record that a person's data was confirmed by another way than the mailed link.
    #[graphql(visible = "visible::support")]
    async fn verify_contact(&self, ctx: &Context<'_>, input: ConfirmContactInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let contact = ContactNumber::new(input.contact);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => application(ctx).confirm_contact(contact, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Ask for a person's data to be confirmed until a day.
    #[graphql(visible = "visible::support")]
    async fn require_contact_verification(
        &self,
        ctx: &Context<'_>,
        input: RequireConfirmationInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let contact = ContactNumber::new(input.contact);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => {
                application(ctx).require_confirmation(contact, input.by, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Make a contact that no name uses the same person as another of its account.
    #[graphql(visible = "visible::support")]
    async fn merge_contacts(&self, ctx: &Context<'_>, input: MergeContactsInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let (contact, into) = (ContactNumber::new(input.contact), ContactNumber::new(input.into));
        let account = AccountNumber::new(input.account);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => {
                application(ctx).merge_contacts(account, contact, into, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }
}

//! Contacts. Their data is personal: whoever is shown it is written down.

use super::node::write_id;
use super::{Account, Domain, Moment, Operation, links};
use crate::looks;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::contact::Person;
use domain_model::values::ContactDetails;
use projections::contacts::ContactRow;

/// A value that an ending wants of its registrants, under the paper's name: `dotfr_mode`.
#[derive(Clone, SimpleObject)]
pub struct Identification {
    /// The field.
    name: String,
    /// Its value.
    value: String,
}

/// Registration data.
#[derive(Clone, SimpleObject)]
pub struct Details {
    legal_form: String,
    civility: String,
    first_name: String,
    last_name: String,
    organisation: String,
    street: String,
    street2: String,
    postal_code: String,
    city: String,
    region: String,
    country: String,
    phone: String,
    fax: String,
    email: String,
    vat_number: String,
    company_number: String,
    locale: String,
    hide_email: bool,
    identification: Vec<Identification>,
}

impl From<&ContactDetails> for Details {
    fn from(details: &ContactDetails) -> Self {
        let input = details.to_input();
        let identification = input.identification.into_iter();
        Self {
            legal_form: input.legal_form,
            civility: input.civility,
            first_name: input.first_name,
            last_name: input.last_name,
            organisation: input.organisation,
            street: input.street,
            street2: input.street_2,
            postal_code: input.postal_code,
            city: input.city,
            region: input.region,
            country: input.country,
            phone: input.phone,
            fax: input.fax,
            email: input.email,
            vat_number: input.vat_number,
            company_number: input.company_number,
            locale: input.locale,
            hide_email: input.hide_email,
            identification: identification.map(|(name, value)| Identification { name, value }).collect(),
        }
    }
}

/// A contact.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Contact {
    /// Its global id.
    pub(super) id: ID,
    /// Its number.
    number: u64,
    /// Its handle: `PD86-FREE`.
    handle: Option<String>,
    /// Whose.
    account: Option<u64>,
    /// Active, Deleted, Merged or Erased.
    status: String,
    /// When the person last confirmed it.
    verified_at: Option<DateTime<Utc>>,
    /// Until when it has to be confirmed.
    verify_by: Option<DateTime<Utc>>,
    /// Whether the person lets the whole data stand in the public directory.
    publication_consent: bool,
    /// When they said so, or took it back.
    publication_decided_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    registered_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    #[graphql(skip)]
    person: Option<Details>,
    #[graphql(skip)]
    as_of: Moment,
}

impl Contact {
    /// As of a moment.
    pub fn of(row: &ContactRow, as_of: Moment) -> Self {
        Self {
            id: write_id("Contact", row.number),
            number: row.number.get(),
            handle: row.handle.as_ref().map(ToString::to_string),
            account: row.account.map(|account| account.get()),
            status: row.status.clone(),
            verified_at: row.verified_at,
            verify_by: row.verify_by,
            publication_consent: row.person().is_some_and(Person::consents),
            publication_decided_at: row.person().and_then(|person| person.publication).map(|said| said.at),
            registered_at: row.registered_at,
            changed_at: row.changed_at,
            changed_by: row.changed_by.clone(),
            person: row.details().map(Details::from),
            as_of,
        }
    }
}

#[ComplexObject]
impl Contact {
    /// Its data: absent where it is erased, or the role does not see personal data. Every look is recorded.
    async fn details(&self, ctx: &Context<'_>) -> Option<&Details> {
        let person = self.person.as_ref()?;
        looks::at(ctx, format!("contact/{}", self.number));
        Some(person)
    }

    /// The account that it belongs to.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }

    /// The names that use it in any role, the first twenty.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn domains(&self, ctx: &Context<'_>) -> Result<Vec<Domain>> {
        links::names(ctx, self.number, self.as_of).await
    }

    /// The last operations about it, the latest first, at most twenty.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn operations(&self, ctx: &Context<'_>) -> Result<Vec<Operation>> {
        links::operations(ctx, &self.number.to_string(), self.as_of).await
    }
}

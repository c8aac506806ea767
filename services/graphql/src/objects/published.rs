//! What the world sees of a name: the decision that RDAP and WHOIS answer by.

use super::Moment;
use super::disclosure::DisclosureItem;
use crate::caller::application;
use crate::payload::view_failure;
use application::directory::{Entry, Field, Party, PartyRole};
use async_graphql::{Context, Result, SimpleObject};
use domain_model::values::DomainName;
use projections::Sight;

/// What the public directory tells of a person.
#[derive(Clone, SimpleObject)]
pub struct PublishedContact {
    /// A legal person.
    is_organisation: bool,
    /// The handle.
    handle: Option<String>,
    /// Given and family name.
    name: Option<String>,
    /// The organisation.
    organisation: Option<String>,
    /// The lines of the street.
    street: Vec<String>,
    /// The city.
    city: Option<String>,
    /// State, province or region.
    region: Option<String>,
    /// The postal code.
    postal_code: Option<String>,
    /// Two letters.
    country: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Fax.
    fax: Option<String>,
    /// Where to write to: the person's own address, or the one that stands for it and is forwarded.
    email: Option<String>,
    /// What is known and not told; the own e-mail address is among it where another stands for it.
    redacted: Vec<DisclosureItem>,
}

/// What the public directory tells of a name, over RDAP, WHOIS and here alike.
#[derive(Clone, SimpleObject)]
pub struct PublishedWhois {
    /// The rule that decided what of the registrant is shown: `directory@2024-10-18/registrant`.
    rule: String,
    /// The registrant.
    registrant: Option<PublishedContact>,
    /// The administrative contact.
    admin_contact: Option<PublishedContact>,
    /// The technical contact.
    tech_contact: Option<PublishedContact>,
    /// The billing contact.
    billing_contact: Option<PublishedContact>,
}

impl PublishedContact {
    fn of(party: &Party) -> Self {
        let text = |field: &Field<String>| field.shown().cloned();
        let items = [
            (DisclosureItem::Handle, party.handle.is_redacted()),
            (DisclosureItem::Name, party.name.is_redacted()),
            (DisclosureItem::Organisation, party.organisation.is_redacted()),
            (DisclosureItem::Street, party.street.is_redacted()),
            (DisclosureItem::City, party.city.is_redacted()),
            (DisclosureItem::Region, party.region.is_redacted()),
            (DisclosureItem::PostalCode, party.postal_code.is_redacted()),
            (DisclosureItem::Country, party.country.is_redacted()),
            (DisclosureItem::Phone, party.phone.is_redacted()),
            (DisclosureItem::Fax, party.fax.is_redacted()),
            (DisclosureItem::Email, party.stands_in),
        ];
        Self {
            is_organisation: party.is_organisation,
            handle: party.handle.shown().map(ToString::to_string),
            name: text(&party.name),
            organisation: text(&party.organisation),
            street: party.street.shown().cloned().unwrap_or_default(),
            city: text(&party.city),
            region: text(&party.region),
            postal_code: text(&party.postal_code),
            country: party.country.shown().map(ToString::to_string),
            phone: text(&party.phone),
            fax: text(&party.fax),
            email: party.email.shown().map(ToString::to_string),
            redacted: items.into_iter().filter(|(_, redacted)| *redacted).map(|(item, _)| item).collect(),
        }
    }
}

impl PublishedWhois {
    fn of(entry: &Entry) -> Self {
        let contact = |role| entry.party(role).map(PublishedContact::of);
        Self {
            rule: entry.rule.map(|rule| rule.to_string()).unwrap_or_default(),
            registrant: contact(PartyRole::Registrant),
            admin_contact: contact(PartyRole::Admin),
            tech_contact: contact(PartyRole::Tech),
            billing_contact: contact(PartyRole::Billing),
        }
    }

    /// Of a name, now or on a day; nothing where it is, or was, not ours. The data is opened here whoever asks, since
    /// it is decided by it what everybody may see.
    pub async fn read(ctx: &Context<'_>, name: &DomainName, as_of: Moment) -> Result<Option<Self>> {
        let application = application(ctx);
        let views = application.views();
        let found = match as_of {
            Some(at) => views.whois_as_of(name, at, Sight::Open).await,
            None => views.whois(name, Sight::Open).await,
        };
        let at = as_of.unwrap_or_else(|| application.clock().now());
        let found = found.map_err(view_failure)?;
        Ok(found.and_then(|found| application.published(&found, at)).map(|entry| Self::of(&entry)))
    }
}

//! The sum of all events: what a follower of the whole journal reads.

use crate::{
    account, adjustment, api_application, batch_mail, cart, contact, contact_change, credential,
    disclosure_request, domain, drift, host, invoice, invoice_series, mailboxes, maintenance, money_account,
    nichandle, obligations, operation, operator, order, payment_means, points_account, price_list,
    redirections, sign_in, trade, transfer, zone,
};
use cqrs_es::Aggregate;

macro_rules! sum_of_events {
    ($($(#[$doc:meta])* $variant:ident => $state:ty, $event:ty;)+) => {
        /// Any event of the registrar.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event {
            $($(#[$doc])* $variant($event),)+
        }

        /// The `aggregate_type` of every stream there is.
        pub const AGGREGATE_TYPES: &[&str] = &[$(<$state>::TYPE,)+];

        impl Event {
            /// Reads a payload by the type of its stream; nothing for a type that this build does not know.
            ///
            /// # Errors
            /// The payload is not an event of that type.
            pub fn read(
                aggregate_type: &str,
                payload: serde_json::Value,
            ) -> Result<Option<Self>, serde_json::Error> {
                $(if aggregate_type == <$state>::TYPE {
                    return serde_json::from_value(payload).map(|event| Some(Self::$variant(event)));
                })+
                Ok(None)
            }
        }

        $(impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$variant(event)
            }
        })+
    };
}

sum_of_events! {
    /// Of an account.
    Account => account::Account, account::Event;
    /// Of the sign-in of an account.
    AccountSignIn => sign_in::AccountSignIn, sign_in::Event;
    /// Of a correction of points that waits for a second pair of eyes.
    Adjustment => adjustment::Adjustment, adjustment::Event;
    /// Of a program that calls the REST door.
    ApiApplication => api_application::ApiApplication, api_application::Event;
    /// Of a batch mail.
    BatchMail => batch_mail::BatchMail, batch_mail::Event;
    /// Of a cart.
    Cart => cart::Cart, cart::Event;
    /// Of a contact.
    Contact => contact::Contact, contact::Event;
    /// Of a change of an account of a service.
    ContactChange => contact_change::ContactChange, contact_change::Event;
    /// Of what such a program may call.
    Credential => credential::Credential, credential::Event;
    /// Of a request for data that the directory does not show.
    DisclosureRequest => disclosure_request::DisclosureRequest, disclosure_request::Event;
    /// Of a name.
    Domain => domain::Domain, domain::Event;
    /// Of what a registry shows of a name against what is believed.
    Drift => drift::Drift, drift::Event;
    /// Of a host.
    Host => host::Host, host::Event;
    /// Of an invoice or a credit note.
    Invoice => invoice::Invoice, invoice::Event;
    /// Of a series of invoice numbers.
    InvoiceSeries => invoice_series::InvoiceSeries, invoice_series::Event;
    /// Of the mailboxes of a name.
    Mailboxes => mailboxes::Mailboxes, mailboxes::Event;
    /// Of the maintenance windows of a registry.
    Maintenance => maintenance::Maintenance, maintenance::Event;
    /// Of the name of an account.
    Nichandle => nichandle::Nichandle, nichandle::Event;
    /// Of a prepaid account of money.
    MoneyAccount => money_account::MoneyAccount, money_account::Event;
    /// Of what is owed about a name.
    Obligations => obligations::Obligations, obligations::Event;
    /// Of an operation.
    Operation => operation::Operation, operation::Event;
    /// Of an operator.
    Operator => operator::Operator, operator::Event;
    /// Of an order.
    Order => order::Order, order::Event;
    /// Of the registered means of payment of an account.
    PaymentMeans => payment_means::RegisteredMeans, payment_means::Event;
    /// Of a points account.
    PointsAccount => points_account::PointsAccount, points_account::Event;
    /// Of a price list.
    PriceList => price_list::PriceList, price_list::Event;
    /// Of the redirections of a name.
    Redirections => redirections::Redirections, redirections::Event;
    /// Of a trade.
    Trade => trade::Trade, trade::Event;
    /// Of a transfer.
    Transfer => transfer::Transfer, transfer::Event;
    /// Of a zone of its owner's own.
    Zone => zone::Zone, zone::Event;
}

#[cfg(test)]
mod tests;
